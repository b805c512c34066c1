package modeltest

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"fabbisogno/analysis/forecast"
	"fabbisogno/datasets/series"
)

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
		"two months": Series(series.TwoMonth, wave(40, 6)),
		"weekly":     Series(series.Week, wave(170, 52)),
		"daily":      Series(series.Day, wave(760, 7)),
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

// short: from Least annual values on a model forecasts, below it says
// ErrTooShort; of months it does one or the other. Without a value it says ErrNoData.
func short(t *testing.T, c Case) {
	least := c.Least
	if least == 0 {
		least = 3
	}
	for n := 1; n <= 6; n++ {
		for _, f := range []series.Freq{series.Month, series.Year} {
			s := Series(f, wave(n, 12))
			fit, err := c.Model.Fit(t.Context(), s)
			if f == series.Year && (err == nil) != (n >= least) {
				t.Errorf("%d values of %s: %v; answers are promised from %d values on", n, f, err, least)
			}
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
		if _, err := c.Model.Fit(t.Context(), Series(series.Month, values)); !errors.Is(err, forecast.ErrNoData) {
			t.Errorf("%s: %v, want ErrNoData", name, err)
		}
	}
	bad := Series(series.Month, change(wave(60, 12), func(i int, v float64) float64 {
		if i == 7 {
			return math.Inf(1)
		}
		return v
	}))
	if _, err := c.Model.Fit(t.Context(), bad); err == nil {
		t.Error("an infinite value was accepted")
	}
}

// random draws series of every frequency and of 1 to 100 values, with what real
// ones have: a season or none, steps, zeros, gaps, breaks, units of all sizes. A
// model answers with finite distributions in order, or refuses by an error.
func random(t *testing.T, m forecast.Model) {
	freqs := []series.Freq{series.Year, series.Half, series.Quarter, series.TwoMonth, series.Month, series.Week, series.Day}
	rng, answers := rand.New(rand.NewPCG(5, 17)), 0
	const trials = 120
	for i := range trials {
		s, kind := drawn(rng, freqs[i%len(freqs)])
		fit, err := m.Fit(t.Context(), s)
		if err != nil {
			continue
		}
		ds, err := fit.Forecast(1 + rng.IntN(20))
		if err != nil {
			continue
		}
		answers++
		if !t.Run(fmt.Sprintf("%d %s", i, kind), func(t *testing.T) { checkDists(t, ds, len(ds)) }) {
			t.Logf("series %v", s.Values)
		}
	}
	if answers < trials/4 {
		t.Errorf("only %d of %d series were answered", answers, trials)
	}
}

// drawn is a random series and what it was made of.
func drawn(rng *rand.Rand, f series.Freq) (series.Series, string) {
	n, m := 1+rng.IntN(100), max(f.PerYear(), 2)
	unit := []float64{1, 1, 1, 1e-6, 1e6, 1e-200, 1e200}[rng.IntN(7)]
	noise, season, step, gaps := rng.Float64(), 20*float64(rng.IntN(2)), 30*float64(rng.IntN(2)), rng.IntN(3)
	y, walk := make([]float64, n), 0.0
	for i := range y {
		walk += noise * rng.NormFloat64()
		v := 50 + walk + season*math.Sin(2*math.Pi*float64(i)/float64(m))
		if i > n/2 {
			v += step
		}
		switch {
		case gaps == 1 && rng.IntN(5) == 0:
			v = math.NaN()
		case gaps == 2 && rng.IntN(2) == 0:
			v = 0
		default:
			v = max(0.1, min(99.9, math.Round(10*v)/10)) // shares of 0 to 100 are possible
		}
		y[i] = v * unit
	}
	s := Series(f, y)
	if rng.IntN(4) == 0 {
		s.Breaks = []series.Break{{From: s.Start.Add(rng.IntN(n)), Reason: "test"}}
	}
	return s, fmt.Sprintf("%s, %d values, unit %g, season %v, step %v, gaps %d, breaks %d", f, n, unit, season, step, gaps, len(s.Breaks))
}
