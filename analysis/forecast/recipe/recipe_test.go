package recipe

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"fabbisogno/analysis/forecast"
	"fabbisogno/analysis/panel"
)

// walks are n seasonal random walks with drift.
func walks(n, length, m int, seed uint64) [][]float64 {
	rng := rand.New(rand.NewPCG(seed, 1))
	out := make([][]float64, n)
	for i := range out {
		level, y := 200+100*rng.Float64(), make([]float64, length)
		for t := range y {
			level += 0.5 + 3*rng.NormFloat64()
			y[t] = level + 15*math.Sin(2*math.Pi*float64(t)/float64(m))
		}
		out[i] = y
	}
	return out
}

func answer(h, levels int) *panel.Answer {
	a := &panel.Answer{Mean: make([]float64, h)}
	for range levels {
		a.Lower, a.Upper = append(a.Lower, make([]float64, h)), append(a.Upper, make([]float64, h))
	}
	return a
}

func calibrated(t testing.TB, s panel.Setup, sample [][]float64) *Recipe {
	t.Helper()
	f, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Calibrate(t.Context(), sample); err != nil {
		t.Fatal(err)
	}
	return f.(*Recipe)
}

// The k-th smallest of n errors is exceeded with probability 1 - k/(n+1): with
// nine, 80% lies between the smallest and the largest; 95% needs thirty-nine.
func TestEndsByHand(t *testing.T) {
	nine := []float64{-4, -3, -2, -1, 0, 1, 2, 3, 9}
	if lo, up := ends(nine, 80); lo != -4 || up != 9 {
		t.Errorf("80%% of nine errors: %v to %v", lo, up)
	}
	if lo, up := ends(nine, 60); lo != -3 || up != 3 {
		t.Errorf("60%% of nine errors: %v to %v", lo, up)
	}
	if enough(38, 95) || !enough(39, 95) {
		t.Error("95% needs thirty-nine errors")
	}
	if lo, up := ends([]float64{2, 3, 4, 5, 6, 7, 8, 9, 10}, 80); lo != 0 || up != 10 {
		t.Errorf("errors on one side: %v to %v, want 0 to 10", lo, up)
	}
}

// A horizon with too few errors takes those of all; a panel with too few has no bands.
func TestQuantilesPool(t *testing.T) {
	own := make([]float64, 60)
	for i := range own {
		own[i] = float64(i) - 29.5
	}
	b := quantiles([][]float64{slices.Clone(own), {100, -100}}, []float64{80, 95})
	if b.count != 60 || b.upper[1][1] != 100 || b.upper[1][0] != 29.5 {
		t.Errorf("%+v", b)
	}
	if b := quantiles([][]float64{{1, 2, 3}, {4}}, []float64{95}); b.count != 0 {
		t.Errorf("bands of four errors: %+v", b)
	}
}

// Cases in which one member is right and the others are not give it nearly all
// weight when there are many, and little when there are few.
func TestFitWeights(t *testing.T) {
	cases := func(n int) []instance {
		rng := rand.New(rand.NewPCG(3, 4))
		out := make([]instance, n)
		for i := range out {
			c := instance{Case: Case{Unit: 2, Actual: []float64{10, 11}}}
			for k := range members {
				c.Mean[k] = []float64{10 + rng.NormFloat64(), 11 + rng.NormFloat64()}
			}
			c.Mean[3] = []float64{10, 11}
			out[i] = c
		}
		return out
	}
	many, few := fitWeights(cases(2000)), fitWeights(cases(2))
	if many[3] < 0.9 {
		t.Errorf("weights of 2,000 cases: %.3f", many)
	}
	if few[3] > 0.6 || few[3] < 0.2 {
		t.Errorf("weights of 2 cases: %.3f", few)
	}
	sum := 0.0
	for _, w := range many {
		sum += w
	}
	if math.Abs(sum-1) > 1e-12 {
		t.Errorf("weights sum to %v", sum)
	}
	if got := fitWeights(nil); got != Equal() {
		t.Errorf("weights of no case: %v", got)
	}
}

// On panels of one process the intervals keep what they promise.
func TestCoverage(t *testing.T) {
	const h = 8
	panels := walks(400, 48+h, 4, 11)
	var sample [][]float64
	for _, y := range panels {
		sample = append(sample, y[:48])
	}
	r := calibrated(t, panel.Setup{Season: 4, Horizon: h, Levels: []float64{80, 95}, Workers: 2}, sample)
	w, a := r.Worker(), answer(h, 2)
	var in [2]float64
	for _, y := range panels {
		if err := w.Forecast(y[:48], a); err != nil {
			t.Fatal(err)
		}
		for k, v := range y[48:] {
			for l := range in {
				if a.Lower[l][k] <= v && v <= a.Upper[l][k] {
					in[l] += 1.0 / (400 * h)
				}
			}
		}
	}
	// 3,200 points of 400 series: three standard errors of the clustered share.
	if math.Abs(in[0]-0.80) > 0.045 || math.Abs(in[1]-0.95) > 0.025 {
		t.Errorf("80%% covers %.3f, 95%% %.3f", in[0], in[1])
	}
}

// What comes after the end of the sample can not reach weights or bands, and
// neither can the number of workers.
func TestCalibrateSeesThePastOnly(t *testing.T) {
	s := panel.Setup{Season: 12, Horizon: 6, Levels: []float64{80}, Workers: 1}
	sample := walks(40, 72, 12, 5)
	one := calibrated(t, s, sample)
	s.Workers = 7
	many := calibrated(t, s, sample)
	if one.weights != many.weights || !slices.EqualFunc(one.bands.lower, many.bands.lower, slices.Equal) {
		t.Error("the number of workers changes the calibration")
	}
	for _, c := range must(instances(t.Context(), sample, 12, 6, 1)) {
		if c.n+len(c.Actual) > c.whole || c.n != 72-int(math.Round(origins[c.origin]*6)) {
			t.Fatalf("instance at %d of %d values looks %d ahead", c.n, c.whole, len(c.Actual))
		}
	}
}

func must(c []instance, err error) []instance {
	if err != nil {
		panic(err)
	}
	return c
}

// An uncalibrated recipe, a short series and a constant one have answers too.
func TestAnswersOfLittle(t *testing.T) {
	f, err := New(panel.Setup{Season: 12, Horizon: 4, Levels: []float64{95}})
	if err != nil {
		t.Fatal(err)
	}
	w := f.Worker()
	for _, y := range [][]float64{{3, 4, 5}, {7, 7, 7, 7, 7, 7}, {0, 0, 1, 0, -2, 3, 0}, walks(1, 30, 12, 9)[0]} {
		a := answer(4, 1)
		if err := w.Forecast(y, a); err != nil {
			t.Errorf("%v: %v", y, err)
			continue
		}
		for k, v := range a.Mean {
			if math.IsNaN(v) || !(a.Lower[0][k] <= v && v <= a.Upper[0][k]) {
				t.Errorf("%v: %v to %v around %v", y, a.Lower[0][k], a.Upper[0][k], v)
			}
		}
		if !a.Status.Has(forecast.NoteAnalytic) {
			t.Errorf("%v: status %s", y, a.Status)
		}
	}
	if err := w.Forecast([]float64{1, 2}, answer(4, 1)); err == nil {
		t.Error("two values have an answer")
	}
	if _, err := New(panel.Setup{Season: 1}); err == nil {
		t.Error("horizon 0 is taken")
	}
}

// A forecast scales with its series and does not hang on the one before.
func TestForecastIsScaleFree(t *testing.T) {
	sample := walks(60, 40, 4, 21)
	r := calibrated(t, panel.Setup{Season: 4, Horizon: 4, Levels: []float64{80}, Workers: 1}, sample)
	w, a, b := r.Worker(), answer(4, 1), answer(4, 1)
	for _, y := range sample[:10] {
		big := slices.Clone(y)
		for i := range big {
			big[i] *= 1024
		}
		if err := w.Forecast(y, a); err != nil {
			t.Fatal(err)
		}
		if err := w.Forecast(big, b); err != nil {
			t.Fatal(err)
		}
		for k := range a.Mean {
			if math.Abs(b.Mean[k]/1024/a.Mean[k]-1) > 1e-6 || math.Abs(b.Lower[0][k]/1024-a.Lower[0][k]) > 1e-5*math.Abs(a.Mean[k]) {
				t.Errorf("horizon %d: %v and %v", k+1, a.Mean[k], b.Mean[k]/1024)
			}
		}
	}
}

func TestForecastAllocatesNothing(t *testing.T) {
	sample := walks(60, 120, 12, 2)
	r := calibrated(t, panel.Setup{Season: 12, Horizon: 18, Levels: []float64{80, 95}, Workers: 1}, sample)
	w, a := r.Worker(), answer(18, 2)
	i := 0
	if n := testing.AllocsPerRun(100, func() {
		if err := w.Forecast(sample[i%60], a); err != nil {
			t.Fatal(err)
		}
		i++
	}); n > 0 {
		t.Errorf("%v allocations a series", n)
	}
}

func BenchmarkForecast(b *testing.B) {
	for _, c := range []struct {
		name         string
		m, length, h int
	}{{"annual", 1, 30, 6}, {"quarterly", 4, 60, 8}, {"monthly", 12, 120, 18}} {
		b.Run(c.name, func(b *testing.B) {
			sample := walks(200, c.length, max(c.m, 3), 2)
			r := calibrated(b, panel.Setup{Season: c.m, Horizon: c.h, Levels: []float64{80, 95}, Workers: 1}, sample)
			w, a := r.Worker(), answer(c.h, 2)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if err := w.Forecast(sample[i%len(sample)], a); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
