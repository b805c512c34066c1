package theta

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

// published is the recursion of Fiorucci et al. 2016, equations 18 to 23, in
// the unit of the series, step by step: errors and, from shocks, what follows.
func published(x []float64, alpha, weight, first float64, dynamic bool, shocks []float64) (errs, path []float64) {
	n := len(x)
	mean, a, b := x[0], x[0], 0.0
	if !dynamic {
		sum, weighted := 0.0, 0.0
		for i, v := range x {
			sum += v
			weighted += float64(i+1) * v
		}
		t := float64(n)
		b = 6 / (t*t - 1) * (2*weighted/t - (t+1)*sum/t)
		a = sum/t - (t+1)/2*b
	}
	level := first
	step := func(i int, shock float64) float64 {
		t := float64(i + 1)
		mu := level + weight*(math.Pow(1-alpha, t-1)*a+(1-math.Pow(1-alpha, t))/alpha*b)
		v := mu + shock
		if i < n {
			v = x[i]
		}
		level = alpha*v + (1-alpha)*level
		if dynamic && i > 0 {
			before := mean
			mean = ((t-1)*mean + v) / t
			b = ((t-2)*b + 6*(v-before)/t) / (t + 1)
			a = mean - (t+1)/2*b
		}
		if i < n {
			return v - mu
		}
		return v
	}
	for i := range x {
		errs = append(errs, step(i, 0))
	}
	for j, s := range shocks {
		path = append(path, step(n+j, s))
	}
	return errs, path
}

func draw(seed uint64, n int) []float64 {
	rng := rand.New(rand.NewPCG(seed, 7))
	y := make([]float64, n)
	level := 400.0
	for i := range y {
		e := 10 * rng.NormFloat64()
		y[i] = level + 2*float64(i) + e
		level += 0.4 * e
	}
	return y
}

func near(a, b, scale float64) bool { return math.Abs(a-b) <= 1e-9*scale }

// TestPublishedRecursion: errors and forecasts are those of the published
// equations at the estimates.
func TestPublishedRecursion(t *testing.T) {
	for _, v := range []Variant{STM, OTM, DSTM, DOTM} {
		for _, n := range []int{8, 14, 60} {
			x := draw(uint64(n), n)
			f := Fitter{Variant: v}
			fit, err := f.Fit(x, 1)
			if err != nil {
				t.Fatal(err)
			}
			mean, sd := make([]float64, 8), make([]float64, 8)
			if err := fit.PredictTo(mean, sd); err != nil {
				t.Fatal(err)
			}
			errs, path := published(x, fit.Alpha, 1-1/fit.Theta, fit.First, fit.Dynamic, make([]float64, 8))
			for i, e := range errs {
				if !near(e, fit.Errors[i], 400) {
					t.Errorf("%s, n = %d: error %d is %v, the equations give %v", v, n, i+1, fit.Errors[i], e)
				}
			}
			for k, p := range path {
				if !near(p, mean[k], 400) {
					t.Errorf("%s, n = %d: forecast %d is %v, the equations give %v", v, n, k+1, mean[k], p)
				}
			}
		}
	}
}

// TestOptimum: no point of a fine grid over all three parameters has a lesser
// sum of squares, with the prior and without it.
func TestOptimum(t *testing.T) {
	x := draw(3, 16)
	scale := spread(x)
	for _, plain := range []bool{false, true} {
		for _, v := range []Variant{OTM, DOTM} {
			f := Fitter{Variant: v, Plain: plain}
			fit, err := f.Fit(x, 1)
			if err != nil {
				t.Fatal(err)
			}
			least := math.Inf(1)
			for alpha := lineLow; alpha < lineHigh; alpha += 0.05 {
				for w := 0.0; w < 1; w += 0.04 {
					for d := -1.0; d <= 1; d += 0.05 {
						least = min(least, sumAt(x, alpha, w, d, v == DOTM, plain, scale))
					}
				}
			}
			w := 1 - 1/fit.Theta
			own := sumAt(x, fit.Alpha, w, (fit.First-(1-w)*x[0])/scale, v == DOTM, plain, scale)
			if math.Abs(own-fit.SSE) > 1e-9 || own > least {
				t.Errorf("%s, plain %v: sum %v, computed anew %v, the grid finds %v", v, plain, fit.SSE, own, least)
			}
		}
	}
}

// sumAt is the sum that is made small, in the unit of the scaled series, at
// l(0) = (1-w) x(1) + d scale.
func sumAt(x []float64, alpha, w, d float64, dynamic, plain bool, scale float64) float64 {
	errs, _ := published(x, alpha, w, (1-w)*x[0]+d*scale, dynamic, nil)
	sum := 0.0
	for _, e := range errs[3:] {
		sum += e / scale * e / scale
	}
	if plain {
		return sum
	}
	// The derivatives of the errors by l(0) and w, by difference: they are linear.
	byFirst, _ := published(x, alpha, w, (1-w)*x[0]+(d+1)*scale, dynamic, nil)
	byWeight, _ := published(x, alpha, w+1, -w*x[0]+d*scale, dynamic, nil)
	n := float64(len(x) - 3)
	for i := 3; i < len(x); i++ {
		c, e := (byFirst[i]-errs[i])/scale, (byWeight[i]-errs[i])/scale
		sum += (c*c*d*d + e*e*(w-0.5)*(w-0.5)) / n
	}
	return sum
}

func variants() []Variant { return []Variant{Classic, STM, OTM, DSTM, DOTM, Auto} }

// TestInvariance to the unit, and to the origin without season.
func TestInvariance(t *testing.T) {
	y := draw(9, 50)
	for i := range y {
		y[i] *= 1 + 0.2*math.Sin(float64(i)*math.Pi/2)
	}
	for _, v := range variants() {
		var base, got, sd, other [8]float64
		f := Fitter{Variant: v}
		if err := f.Forecast(y, 4, base[:], sd[:]); err != nil {
			t.Fatal(err)
		}
		if f.fit.Index == nil {
			t.Fatal("no season was found")
		}
		for _, a := range []float64{1e-150, 0.3, 1e150} {
			z := make([]float64, len(y))
			for i := range y {
				z[i] = a * y[i]
			}
			if err := f.Forecast(z, 4, got[:], other[:]); err != nil {
				t.Fatal(err)
			}
			for k := range got {
				if math.Abs(got[k]/a-base[k]) > 1e-6*base[k] || math.Abs(other[k]/a-sd[k]) > 1e-5*sd[k] {
					t.Errorf("%s times %v: %v +- %v, want %v +- %v", v, a, got[k]/a, other[k]/a, base[k], sd[k])
				}
			}
		}
		additive := Fitter{Variant: v, Additive: true}
		if err := additive.Forecast(y, 4, base[:], sd[:]); err != nil {
			t.Fatal(err)
		}
		z := make([]float64, len(y))
		for i := range y {
			z[i] = y[i] - 5000
		}
		if err := additive.Forecast(z, 4, got[:], other[:]); err != nil {
			t.Fatal(err)
		}
		for k := range got {
			if math.Abs(got[k]+5000-base[k]) > 1e-6*base[k] {
				t.Errorf("%s less 5000: %v, want %v", v, got[k]+5000, base[k])
			}
		}
	}
}

// TestShort: from three values on there is an answer near the series.
func TestShort(t *testing.T) {
	var mean, sd [4]float64
	for _, v := range variants() {
		f := Fitter{Variant: v}
		for n := range 30 {
			err := f.Forecast(draw(8, n), 12, mean[:], sd[:])
			if n < Least {
				if !errors.Is(err, ErrTooShort) {
					t.Errorf("%s of %d values: %v, want ErrTooShort", v, n, err)
				}
				continue
			}
			if err != nil {
				t.Errorf("%s of %d values: %v", v, n, err)
			}
			for k := range mean {
				if math.Abs(mean[k]-450) > 150 || sd[k] < 0 || sd[k] > 500 {
					t.Errorf("%s of %d values: %v +- %v", v, n, mean[k], sd[k])
				}
			}
		}
	}
}

func TestConstantAndRefusals(t *testing.T) {
	var mean, sd [3]float64
	for _, v := range variants() {
		f := Fitter{Variant: v}
		if err := f.Forecast([]float64{7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7}, 4, mean[:], sd[:]); err != nil || mean != [3]float64{7, 7, 7} || sd != [3]float64{} {
			t.Errorf("%s of a constant: %v +- %v, %v", v, mean, sd, err)
		}
		for _, bad := range []float64{math.NaN(), math.Inf(-1)} {
			if err := f.Forecast([]float64{1, 2, bad, 4, 5}, 1, mean[:], sd[:]); !errors.Is(err, ErrNotFinite) {
				t.Errorf("%s of a series with %v: %v, want ErrNotFinite", v, bad, err)
			}
		}
		large := []float64{1, -1, 1, -1, 1.2, -1, 1, -1.4, 1, -1}
		for i := range large {
			large[i] *= 1.5e308
		}
		if err := f.Forecast(large, 1, mean[:], sd[:]); err == nil && (!finite(mean[2]) || !finite(sd[2])) {
			t.Errorf("%s: infinity left: %v +- %v", v, mean, sd)
		}
	}
}

// TestSeason: multiplicative where values are positive, additive with a zero
// among them; forecasts repeat it.
func TestSeason(t *testing.T) {
	shape := []float64{0.7, 1, 1.3, 1}
	y := make([]float64, 40)
	for i := range y {
		y[i] = 100 * shape[i%4]
	}
	var mean, sd [4]float64
	f := Fitter{Variant: DOTM}
	if err := f.Forecast(y[:38], 4, mean[:], sd[:]); err != nil {
		t.Fatal(err)
	}
	for k, want := range []float64{130, 100, 70, 100} {
		if math.Abs(mean[k]-want) > 1e-9 {
			t.Errorf("horizon %d: %v, want %v", k+1, mean[k], want)
		}
	}
	y[5] = 0
	if fit, err := f.Fit(y, 4); err != nil || fit.Index == nil || !fit.Additive {
		t.Errorf("a series with a zero: %+v, %v; want an additive season", fit, err)
	}
}

// TestAllocations: none once the longest series was seen.
func TestAllocations(t *testing.T) {
	long, short := draw(1, 120), draw(2, 40)
	var mean, sd [18]float64
	for _, v := range variants() {
		f := Fitter{Variant: v}
		if n := testing.AllocsPerRun(20, func() {
			for _, y := range [][]float64{long, short} {
				if err := f.Forecast(y, 12, mean[:], sd[:]); err != nil {
					t.Fatal(err)
				}
			}
		}); n != 0 {
			t.Errorf("%s: %v allocations a run", v, n)
		}
	}
}
