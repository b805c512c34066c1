package modeltest

import (
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"sync"
	"testing"

	"fabbisogno/analysis/forecast"
	"fabbisogno/datasets/series"
)

func horizon(t *testing.T, m forecast.Model) {
	fit, err := m.Fit(t.Context(), Series(series.Month, wave(84, 12)))
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range []int{0, -1} {
		if _, err := fit.Forecast(h); !errors.Is(err, forecast.ErrHorizon) {
			t.Errorf("horizon %d: %v, want ErrHorizon", h, err)
		}
	}
	far, err := fit.Forecast(240)
	if err != nil {
		t.Fatalf("twenty years ahead: %v", err)
	}
	checkDists(t, far, 240)
	long, err := fit.Forecast(30)
	if err != nil {
		t.Fatal(err)
	}
	brief, err := fit.Forecast(5)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(brief, long[:5]) {
		t.Error("a shorter horizon gives other values")
	}
	if !forecast.InvarianceOf(m).Scale {
		long = flat(t, m) // on a bounded scale intervals narrow where the forecast comes near a bound
	}
	first, last := long[0].Interval(0.8).Width(), long[29].Interval(0.8).Width()
	if last < first*0.999 {
		t.Errorf("the interval narrows from %v to %v with the horizon", first, last)
	}
}

// flat forecasts thirty months of a series without season or trend.
func flat(t *testing.T, m forecast.Model) []series.Dist {
	t.Helper()
	rng := rand.New(rand.NewPCG(8, 9))
	y := make([]float64, 84)
	for i := range y {
		y[i] = 45 + 2*rng.NormFloat64()
	}
	fit, err := m.Fit(t.Context(), Series(series.Month, y))
	if err != nil {
		t.Fatal(err)
	}
	out, err := fit.Forecast(30)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// status: nothing that was done to a series goes unsaid.
func status(t *testing.T, m forecast.Model) {
	all := awkwardSeries()
	for name, key := range map[string]string{
		"gaps": forecast.NoteInterpolated, "missing ends": forecast.NoteTrailing, "constant": forecast.NoteConstant,
		"break long ago": forecast.NoteCut, "break two years ago": forecast.NoteSpliced, "break last month": forecast.NoteBreakKept,
	} {
		fit, err := m.Fit(t.Context(), all[name])
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if d := fit.Diagnose(); !d.Status.Has(key) {
			t.Errorf("%s: status %q does not say %q", name, d.Status, key)
		}
	}
}

// invariance to the unit and the origin, as declared. The tolerance is that of
// the search for parameters, a hundred-millionth of the range of alpha. A model
// that promises invariance to the unit answers in any, from 1e-300 to 1e300.
func invariance(t *testing.T, c Case) {
	promised := forecast.InvarianceOf(c.Model)
	s := Series(series.Month, wave(84, 12))
	base := means(t, c.Model, s)
	for _, a := range []float64{1e-300, 1e-150, 1e-9, 0.37, 1e9, 1e150, 1e298} {
		if !promised.Scale {
			break
		}
		got := means(t, c.Model, Series(series.Month, change(s.Values, func(_ int, v float64) float64 { return a * v })))
		for i := range got {
			if math.Abs(got[i]/a-base[i]) > 1e-6*math.Abs(base[i]) {
				t.Errorf("scale %v: value %d is %v, want %v", a, i, got[i], a*base[i])
				break
			}
		}
	}
	for _, b := range []float64{-1000, 0.5, 1e5} {
		if !promised.Shift {
			break
		}
		got := means(t, c.Model, Series(series.Month, change(s.Values, func(_ int, v float64) float64 { return v + b })))
		for i := range got {
			if math.Abs(got[i]-b-base[i]) > 1e-6*math.Abs(base[i]) {
				t.Fatalf("shift %v: value %d is %v, want %v", b, i, got[i], base[i]+b)
			}
		}
	}
}

// means and bounds of twelve periods.
func means(t *testing.T, m forecast.Model, s series.Series) []float64 {
	t.Helper()
	fit, err := m.Fit(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	ds, err := fit.Forecast(12)
	if err != nil {
		t.Fatal(err)
	}
	var out []float64
	for _, d := range ds {
		iv := d.Interval(0.95)
		out = append(out, d.Mean, iv.Lower, iv.Upper)
	}
	return out
}

// determinism: the same bits whatever was fitted before, alone or among others,
// on one processor or more.
func determinism(t *testing.T, m forecast.Model) {
	batch := []series.Series{
		Series(series.Month, wave(84, 12)), Series(series.Quarter, wave(40, 4)), Series(series.Month, wave(36, 12)), Series(series.Year, wave(20, 1)),
	}
	forecasts := func(s series.Series) []float64 {
		fit, err := m.Fit(t.Context(), s)
		if err != nil {
			return nil
		}
		ds, err := fit.Forecast(12)
		if err != nil {
			return nil
		}
		var out []float64
		for _, d := range ds {
			iv := d.Interval(0.95)
			out = append(out, d.Mean, iv.Lower, iv.Upper)
		}
		return out
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	want := make([][]float64, len(batch))
	for i, s := range batch {
		if want[i] = forecasts(s); len(want[i]) == 0 {
			t.Fatalf("series %d is not answered", i)
		}
	}
	for i := len(batch) - 1; i >= 0; i-- {
		if !sameBits(forecasts(batch[i]), want[i]) {
			t.Fatalf("series %d hangs on what was fitted before it", i)
		}
	}
	for _, processors := range []int{2, 4} {
		runtime.GOMAXPROCS(processors)
		got := make([][]float64, 3*len(batch))
		var wait sync.WaitGroup
		for i := range got {
			wait.Go(func() { got[i] = forecasts(batch[i%len(batch)]) })
		}
		wait.Wait()
		for i := range got {
			if !sameBits(got[i], want[i%len(batch)]) {
				t.Fatalf("run %d on %d processors differs", i, processors)
			}
		}
	}
}

// paths: shape, same seed same paths, and a spread like the interval's.
func paths(t *testing.T, c Case) {
	fit, err := c.Model.Fit(t.Context(), Series(series.Month, wave(84, 12)))
	if err != nil {
		t.Fatal(err)
	}
	sim, ok := fit.(forecast.Simulator)
	if !ok {
		t.Skip("the model draws no paths")
	}
	const h, n = 6, 4000
	a, err := sim.Paths(h, n, rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		t.Fatal(err)
	}
	b, err := sim.Paths(h, n, rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(a, b) {
		t.Error("the same seed gives other paths")
	}
	ds, err := fit.Forecast(h)
	if err != nil {
		t.Fatal(err)
	}
	for k, d := range ds {
		iv := d.Interval(0.8)
		inside := 0
		for _, p := range a {
			if len(p) != h {
				t.Fatalf("path of %d values, want %d", len(p), h)
			}
			if iv.Contains(p[k]) {
				inside++
			}
		}
		// Binomial error of 4,000 draws at 0.8 is 0.0063; four of them.
		if got := float64(inside) / n; math.Abs(got-0.8) > 0.026 {
			t.Errorf("horizon %d: %.3f of the paths inside the 80%% interval", k+1, got)
		}
	}
}

// coverage on drawn series, horizon by horizon. Four binomial errors of 600 (or
// Trials) independent series are allowed, and the slack below.
func coverage(t *testing.T, c Case) {
	const n, h = 96, 6
	trials := c.Trials
	if trials == 0 {
		trials = 600
	}
	levels := [...]float64{0.80, 0.95}
	rng := rand.New(rand.NewPCG(77, 88))
	var inside [len(levels)][h]int
	for range trials {
		all := c.Draw(rng, n+h)
		fit, err := c.Model.Fit(t.Context(), Series(c.Freq, all[:n]))
		if err != nil {
			t.Fatal(err)
		}
		ds, err := fit.Forecast(h)
		if err != nil {
			t.Fatal(err)
		}
		for k, d := range ds {
			for l, level := range levels {
				if d.Interval(level).Contains(all[n+k]) {
					inside[l][k]++
				}
			}
		}
	}
	for l, level := range levels {
		allowed := 4 * math.Sqrt(level*(1-level)/float64(trials))
		for k, count := range inside[l] {
			got := float64(count) / float64(trials)
			if got < level-allowed-c.Slack || got > level+allowed {
				t.Errorf("level %.2f, horizon %d: coverage %.3f, allowed %.3f below (slack %.2f) and above", level, k+1, got, allowed, c.Slack)
			}
		}
	}
}
