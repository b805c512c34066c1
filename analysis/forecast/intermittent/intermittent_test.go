package intermittent

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

// lubricant is productC of R's fpp2: monthly sales of a lubricant (Hyndman &
// Athanasopoulos 2018, Forecasting: principles and practice, 12.2).
var lubricant = []float64{0, 2, 0, 1, 0, 11, 0, 0, 0, 0, 2, 0, 6, 3, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 3, 1, 0, 0, 1, 0, 1, 0, 0}

// TestAsR: the recursion of R's croston() with alpha 0.1, done by hand over the
// sizes 2 1 11 2 6 3 7 3 1 1 1 and the intervals 2 2 2 5 2 1 6 8 1 3 2, each from
// its first value.
func TestAsR(t *testing.T) {
	smooth := func(x ...float64) float64 {
		l := x[0]
		for _, v := range x[1:] {
			l = 0.9*l + 0.1*v
		}
		return l
	}
	f := Fitter{AsR: true}
	fit, err := f.Fit(lubricant)
	if err != nil {
		t.Fatal(err)
	}
	size, interval := smooth(2, 1, 11, 2, 6, 3, 7, 3, 1, 1, 1), smooth(2, 2, 2, 5, 2, 1, 6, 8, 1, 3, 2)
	if math.Abs(size-2.7502534) > 1e-6 || math.Abs(interval-2.7933) > 1e-4 {
		t.Fatalf("by hand %v and %v", size, interval)
	}
	if math.Abs(fit.Size-size) > 1e-12 || math.Abs(fit.Interval-interval) > 1e-12 || math.Abs(fit.Rate()-size/interval) > 1e-12 {
		t.Errorf("size %v, interval %v, rate %v; want %v, %v, %v", fit.Size, fit.Interval, fit.Rate(), size, interval, size/interval)
	}
	f.Method = SBA
	if fit, _ = f.Fit(lubricant); math.Abs(fit.Rate()-0.95*size/interval) > 1e-12 {
		t.Errorf("SBA: rate %v, want 0.95 of Croston's %v", fit.Rate(), size/interval)
	}
}

// TestTSB on five periods, by hand: p starts at 2/5, z at 3; alpha 0.2, beta 0.5.
func TestTSB(t *testing.T) {
	f := Fitter{Method: TSB, Alpha: 0.2, Beta: 0.5}
	fit, err := f.Fit([]float64{0, 4, 0, 0, 2})
	if err != nil {
		t.Fatal(err)
	}
	// p: .4 .2 .6 .3 .15 .575; z: 3, 3.2 at 4, 2.96 at 2.
	if math.Abs(fit.Probability-0.575) > 1e-12 || math.Abs(fit.Size-2.96) > 1e-12 || math.Abs(fit.SizeSD-1.2) > 1e-12 {
		t.Errorf("probability %v, size %v +- %v; want 0.575, 2.96 +- 1.2", fit.Probability, fit.Size, fit.SizeSD)
	}
	// Variance: p v + p(1-p) z^2, a step later v (1 + p alpha^2).
	if want := math.Sqrt(0.575*1.44*(1+0.575*0.04) + 0.575*0.425*2.96*2.96); math.Abs(fit.SD(2)-want) > 1e-12 {
		t.Errorf("sd at 2: %v, want %v", fit.SD(2), want)
	}
}

// sale draws demand with probability p, size 1 + Poisson(mean-1).
func sale(rng *rand.Rand, n int, p, mean float64) []float64 {
	y := make([]float64, n)
	for i := range y {
		if rng.Float64() < p {
			y[i] = 1
			for limit, prod := math.Exp(1-mean), rng.Float64(); prod > limit; prod *= rng.Float64() {
				y[i]++
			}
		}
	}
	return y
}

// TestUnbiased: over many series the rate of TSB and, but for a few percent, of
// SBA is the true one, and the standard deviation too. 2,000 series know the
// mean rate to 1%.
func TestUnbiased(t *testing.T) {
	const p, size, n, trials = 0.3, 4.0, 60, 2000
	sd := math.Sqrt(p*(size-1) + p*(1-p)*size*size)
	for method, slack := range map[Method]float64{Croston: 0.08, SBA: 0.05, TSB: 0.03} {
		rng := rand.New(rand.NewPCG(4, uint64(method)))
		f := Fitter{Method: method}
		var rate, spread float64
		var mean, dev [1]float64
		for range trials {
			if err := f.Forecast(sale(rng, n, p, size), 1, mean[:], dev[:]); err != nil {
				t.Fatal(err)
			}
			rate += mean[0] / trials
			spread += dev[0] / trials
		}
		t.Logf("%s: mean rate %.3f of %.3f, sd %.3f of %.3f", method, rate, p*size, spread, sd)
		if math.Abs(rate/(p*size)-1) > slack || math.Abs(spread/sd-1) > 0.05 {
			t.Errorf("%s: mean rate %.3f, want %.3f; sd %.3f, want %.3f", method, rate, p*size, spread, sd)
		}
	}
}

// TestCeased: when nothing comes any more the rule takes TSB, whose rate falls.
func TestCeased(t *testing.T) {
	y := append(sale(rand.New(rand.NewPCG(1, 1)), 48, 0.4, 3), make([]float64, 15)...)
	if Choose(y[:48]) != SBA || Choose(y) != TSB {
		t.Errorf("the rule takes %s before and %s after fifteen empty periods", Choose(y[:48]), Choose(y))
	}
	for _, m := range []Method{SBA, TSB} {
		f := Fitter{Method: m, Alpha: 0.1, Beta: 0.1}
		before, _ := f.Fit(y[:48])
		after, err := f.Fit(y)
		if err != nil {
			t.Fatal(err)
		}
		if fell := after.Rate() < 0.5*before.Rate(); fell != (m == TSB) {
			t.Errorf("%s: rate %v, fifteen empty periods later %v", m, before.Rate(), after.Rate())
		}
	}
}

func TestClassify(t *testing.T) {
	for _, c := range []struct {
		name     string
		y        []float64
		want     Class
		adi, cv2 float64
	}{
		{"smooth", []float64{4, 5, 4, 5}, Smooth, 1, 0.25 / 20.25},
		{"erratic", []float64{1, 1, 1, 13}, Erratic, 1, 27.0 / 16},
		{"intermittent", []float64{0, 2, 0, 2}, Intermittent, 2, 0},
		{"lumpy", []float64{1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 13}, Lumpy, 3, 27.0 / 16},
		{"missing values do not count", []float64{math.NaN(), 2, 0, 2}, Intermittent, 1.5, 0},
	} {
		got, adi, cv2 := Classify(c.y)
		if got != c.want || math.Abs(adi-c.adi) > 1e-12 || math.Abs(cv2-c.cv2) > 1e-12 {
			t.Errorf("%s: %s, ADI %v, CV2 %v; want %s, %v, %v", c.name, got, adi, cv2, c.want, c.adi, c.cv2)
		}
	}
	if got, _, _ := Classify(make([]float64, 5)); got != Empty || !got.IsSeldom() {
		t.Errorf("zeros are %s", got)
	}
}

func TestEdges(t *testing.T) {
	var mean, sd [2]float64
	for _, m := range []Method{Croston, SBA, TSB} {
		f := Fitter{Method: m}
		for name, c := range map[string]struct {
			y    []float64
			want error
		}{
			"short":    {[]float64{1, 0}, ErrTooShort},
			"negative": {[]float64{1, 0, -1, 2}, ErrNegative},
			"missing":  {[]float64{1, math.NaN(), 1, 2}, ErrNotFinite},
			"infinite": {[]float64{1, math.Inf(1), 1, 2}, ErrNotFinite},
			"overflow": {[]float64{0, 1.7e308, 0, 1}, nil},
			"one":      {[]float64{0, 0, 5, 0}, nil},
			"zeros":    {[]float64{0, 0, 0}, nil},
		} {
			err := f.Forecast(c.y, 1, mean[:], sd[:])
			if !errors.Is(err, c.want) {
				t.Errorf("%s, %s: %v, want %v", m, name, err, c.want)
			}
			if err == nil && (mean[0] < 0 || sd[0] < 0 || math.IsInf(mean[0]+sd[1], 0) || math.IsNaN(mean[0]+sd[1])) {
				t.Errorf("%s, %s: %v +- %v", m, name, mean, sd)
			}
		}
		if err := f.Forecast(make([]float64, 9), 1, mean[:], sd[:]); err != nil || mean[0] != 0 || sd[0] != 0 {
			t.Errorf("%s of zeros: %v +- %v, %v", m, mean[0], sd[0], err)
		}
		if n := testing.AllocsPerRun(20, func() { _ = f.Forecast(lubricant, 1, mean[:], sd[:]) }); n != 0 {
			t.Errorf("%s: %v allocations", m, n)
		}
	}
}

func BenchmarkFitter(b *testing.B) {
	y := sale(rand.New(rand.NewPCG(2, 2)), 120, 0.3, 4)
	var mean, sd [18]float64
	for _, m := range []Method{Croston, SBA, TSB} {
		b.Run(m.String(), func(b *testing.B) {
			f := Fitter{Method: m}
			b.ReportAllocs()
			for b.Loop() {
				if err := f.Forecast(y, 1, mean[:], sd[:]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestQuantiles: zero up to the probability of none, then the gamma's; the mean
// over a fine grid of quantiles is the rate and their spread the standard deviation.
func TestQuantiles(t *testing.T) {
	for _, m := range []Method{Croston, SBA, TSB} {
		f := Fitter{Method: m}
		var mean, sd, at [3]float64
		if err := f.Forecast(lubricant, 1, mean[:], sd[:]); err != nil {
			t.Fatal(err)
		}
		const n = 4000
		sum, square, before := 0.0, 0.0, 0.0
		for i := range n {
			p := (float64(i) + 0.5) / n
			f.QuantileTo(at[:], p)
			if at[0] < before || p < 1-f.last.Probability && at[0] != 0 {
				t.Fatalf("%s: quantile %v is %v after %v", m, p, at[0], before)
			}
			before = at[0]
			sum += at[0] / n
			square += at[0] * at[0] / n
		}
		if got := math.Sqrt(square - sum*sum); math.Abs(sum/mean[0]-1) > 0.002 || math.Abs(got/sd[0]-1) > 0.01 {
			t.Errorf("%s: quantiles have mean %v and sd %v, want %v and %v", m, sum, got, mean[0], sd[0])
		}
	}
}
