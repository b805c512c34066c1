// Package modeltest holds every forecast model to what the contract promises.
//
// Run takes one model through series that real panels contain: gaps, gaps at
// the end, constants, zeros, negative values, one to five values, huge and tiny
// units, a declared break. It checks that a forecast has the length asked for
// and quantiles in order on the common grid, that no infinity and no NaN
// leaves, that the input is not modified, that the answer is the same on any
// number of processors, that declared invariances hold, and that intervals
// cover on data drawn from a process the model is right for.
//
// The list of models is forecast.Models; a model that is not in it is not
// tested, and the capability table is made from the same list.
package modeltest

import (
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"sync"
	"testing"

	"fabbisogno/analysis/forecast"
	"fabbisogno/datasets/series"
)

// Case is a model with the process its intervals are made for.
type Case struct {
	Model forecast.Model
	// Draw gives n values of a process for which the model's intervals are
	// right, or nearly.
	Draw func(rng *rand.Rand, n int) []float64
	Freq series.Freq
	// Slack is how far coverage may fall short of the level besides chance:
	// estimation error that the model's interval leaves out. Say why.
	Slack float64
}

// Run takes the model through the suite.
func Run(t *testing.T, c Case) {
	t.Run("series", func(t *testing.T) { awkward(t, c) })
	t.Run("short", func(t *testing.T) { short(t, c.Model) })
	t.Run("horizon", func(t *testing.T) { horizon(t, c.Model) })
	t.Run("status", func(t *testing.T) { status(t, c.Model) })
	t.Run("invariance", func(t *testing.T) { invariance(t, c) })
	t.Run("determinism", func(t *testing.T) { determinism(t, c.Model) })
	t.Run("paths", func(t *testing.T) { paths(t, c) })
	t.Run("coverage", func(t *testing.T) { coverage(t, c) })
}

// Series makes a series of a frequency from 2010 on.
func Series(f series.Freq, values []float64) series.Series {
	start, err := series.NewPeriod(f, 2010, 1)
	if err != nil {
		panic("modeltest: " + err.Error())
	}
	return series.Series{Key: series.Key{Measure: "test_index", Unit: "index"}, Start: start, Values: values}
}

// wave is a positive series of shares of 20 to 80 with trend, season and noise.
func wave(n, season int) []float64 {
	rng := rand.New(rand.NewPCG(21, uint64(n)))
	out := make([]float64, n)
	for i := range out {
		out[i] = 45 + 10*float64(i)/float64(n) + 12*math.Sin(2*math.Pi*float64(i)/float64(max(season, 2))) + 2*rng.NormFloat64()
	}
	return out
}

func change(x []float64, f func(i int, v float64) float64) []float64 {
	out := slices.Clone(x)
	for i, v := range out {
		out[i] = f(i, v)
	}
	return out
}

// awkwardSeries by name, for all frequencies.
func awkwardSeries() map[string]series.Series {
	nan := math.NaN()
	month := wave(84, 12)
	out := map[string]series.Series{
		"monthly":    Series(series.Month, month),
		"quarterly":  Series(series.Quarter, wave(40, 4)),
		"annual":     Series(series.Year, wave(20, 1)),
		"half-years": Series(series.Half, wave(20, 2)),
		"constant":   Series(series.Month, change(month, func(int, float64) float64 { return 42 })),
		"all zero":   Series(series.Month, make([]float64, 60)),
		"zeros inside": Series(series.Month, change(month, func(i int, v float64) float64 {
			return v * float64(min(i%5, 1))
		})),
		"gaps": Series(series.Month, change(month, func(i int, v float64) float64 {
			if i%7 == 3 || (i > 30 && i < 40) {
				return nan
			}
			return v
		})),
		"missing ends": Series(series.Month, change(month, func(i int, v float64) float64 {
			if i < 5 || i > 78 {
				return nan
			}
			return v
		})),
		"every other month": Series(series.Month, change(month, func(i int, v float64) float64 {
			if i%2 == 1 {
				return nan
			}
			return v
		})),
		"one jump": Series(series.Quarter, change(wave(40, 4), func(i int, v float64) float64 {
			if i >= 20 {
				return v + 30
			}
			return v
		})),
		"bounds": Series(series.Month, change(month, func(i int, _ float64) float64 { return 100 * float64(i%2) })),
	}
	for name, from := range map[string]int{"break long ago": 30, "break two years ago": 60, "break last month": 83} {
		s := Series(series.Month, month)
		s.Breaks = []series.Break{{From: s.Start.Add(from), Reason: "test_break"}}
		out[name] = s
	}
	return out
}

// outOfRange are series that a model on a bounded scale refuses.
func outOfRange() map[string]series.Series {
	month := wave(84, 12)
	return map[string]series.Series{
		"negative": Series(series.Month, change(month, func(_ int, v float64) float64 { return v - 60 })),
		"huge":     Series(series.Month, change(month, func(_ int, v float64) float64 { return v * 1e150 })),
		"largest":  Series(series.Month, change(month, func(_ int, v float64) float64 { return v * 2e306 })),
		"tiny":     Series(series.Month, change(month, func(_ int, v float64) float64 { return v * 1e-150 })),
		"far away": Series(series.Month, change(month, func(_ int, v float64) float64 { return v + 1e12 })),
	}
}

func awkward(t *testing.T, c Case) {
	const h = 14
	for name, s := range awkwardSeries() {
		t.Run(name, func(t *testing.T) {
			before := slices.Clone(s.Values)
			fit, err := c.Model.Fit(t.Context(), s)
			if err != nil {
				t.Fatalf("refused: %v", err)
			}
			ds, err := fit.Forecast(h)
			if err != nil {
				t.Fatal(err)
			}
			checkDists(t, ds, h)
			d := fit.Diagnose()
			if d.Grade < forecast.GradeA || d.Grade > forecast.GradeD {
				t.Errorf("grade %q", d.Grade)
			}
			if !sameBits(before, s.Values) {
				t.Error("the series was modified")
			}
		})
	}
	for name, s := range outOfRange() {
		t.Run(name, func(t *testing.T) {
			fit, err := c.Model.Fit(t.Context(), s)
			if err != nil {
				return // a refusal that names the cause is an answer
			}
			ds, err := fit.Forecast(h)
			if err != nil {
				return
			}
			checkDists(t, ds, h)
		})
	}
}

func sameBits(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool { return math.Float64bits(x) == math.Float64bits(y) })
}

func checkDists(t *testing.T, ds []series.Dist, h int) {
	t.Helper()
	if len(ds) != h {
		t.Fatalf("%d periods, want %d", len(ds), h)
	}
	grid := forecast.Grid()
	for k, d := range ds {
		if math.IsNaN(d.Mean) || math.IsInf(d.Mean, 0) {
			t.Fatalf("mean at horizon %d is %v", k+1, d.Mean)
		}
		if len(d.Quantiles) != len(grid) {
			t.Fatalf("%d quantiles at horizon %d, want %d", len(d.Quantiles), k+1, len(grid))
		}
		for i, q := range d.Quantiles {
			if q.P != grid[i] || math.IsNaN(q.Value) || math.IsInf(q.Value, 0) {
				t.Fatalf("quantile %v at horizon %d is %v", q.P, k+1, q.Value)
			}
			if i > 0 && q.Value < d.Quantiles[i-1].Value {
				t.Fatalf("quantiles at horizon %d are out of order: %v", k+1, d.Quantiles)
			}
		}
	}
}

// short: with one to five values a model forecasts or says ErrTooShort; with
// none it says ErrNoData.
func short(t *testing.T, m forecast.Model) {
	for n := 1; n <= 5; n++ {
		for _, f := range []series.Freq{series.Month, series.Year} {
			s := Series(f, wave(n, 12))
			fit, err := m.Fit(t.Context(), s)
			if err != nil {
				if !errors.Is(err, forecast.ErrTooShort) {
					t.Errorf("%d values of %s: %v, want ErrTooShort", n, f, err)
				}
				continue
			}
			ds, err := fit.Forecast(3)
			if err != nil {
				t.Errorf("%d values of %s: %v", n, f, err)
				continue
			}
			checkDists(t, ds, 3)
			if d := fit.Diagnose(); !d.Status.Has(forecast.NoteShort) || d.Grade < forecast.GradeC {
				t.Errorf("%d values of %s: grade %s, status %q; want a warning that it is short", n, f, d.Grade, d.Status)
			}
		}
	}
	nan := math.NaN()
	for name, values := range map[string][]float64{"empty": nil, "all missing": {nan, nan, nan}} {
		if _, err := m.Fit(t.Context(), Series(series.Month, values)); !errors.Is(err, forecast.ErrNoData) {
			t.Errorf("%s: %v, want ErrNoData", name, err)
		}
	}
	bad := Series(series.Month, change(wave(60, 12), func(i int, v float64) float64 {
		if i == 7 {
			return math.Inf(1)
		}
		return v
	}))
	if _, err := m.Fit(t.Context(), bad); err == nil {
		t.Error("an infinite value was accepted")
	}
}

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
// the search for parameters, a hundred-millionth of the range of alpha.
func invariance(t *testing.T, c Case) {
	promised := forecast.InvarianceOf(c.Model)
	s := Series(series.Month, wave(84, 12))
	base := means(t, c.Model, s)
	for _, a := range []float64{1e-9, 0.37, 1e9} {
		if !promised.Scale {
			break
		}
		got := means(t, c.Model, Series(series.Month, change(s.Values, func(_ int, v float64) float64 { return a * v })))
		for i := range got {
			if math.Abs(got[i]/a-base[i]) > 1e-6*math.Abs(base[i]) {
				t.Fatalf("scale %v: value %d is %v, want %v", a, i, got[i], a*base[i])
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

// determinism: the same bits, alone or among others, on one processor or more.
func determinism(t *testing.T, m forecast.Model) {
	s := Series(series.Month, wave(84, 12))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	want := means(t, m, s)
	runtime.GOMAXPROCS(4)
	got := make([][]float64, 8)
	var wait sync.WaitGroup
	for i := range got {
		wait.Go(func() {
			fit, err := m.Fit(t.Context(), s)
			if err != nil {
				return
			}
			ds, err := fit.Forecast(12)
			if err != nil {
				return
			}
			for _, d := range ds {
				iv := d.Interval(0.95)
				got[i] = append(got[i], d.Mean, iv.Lower, iv.Upper)
			}
		})
	}
	wait.Wait()
	for i := range got {
		if !sameBits(got[i], want) {
			t.Fatalf("run %d differs", i)
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

// coverage on drawn series, horizon by horizon. Four binomial errors of 600
// independent series are allowed, and the slack below.
func coverage(t *testing.T, c Case) {
	const trials, n, h = 600, 96, 6
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
		allowed := 4 * math.Sqrt(level*(1-level)/trials)
		for k, count := range inside[l] {
			got := float64(count) / trials
			if got < level-allowed-c.Slack || got > level+allowed {
				t.Errorf("level %.2f, horizon %d: coverage %.3f, allowed %.3f below (slack %.2f) and above", level, k+1, got, allowed, c.Slack)
			}
		}
	}
}
