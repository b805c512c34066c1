package panel_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"fabbisogno/analysis/forecast"
	"fabbisogno/analysis/panel"
	"fabbisogno/analysis/panel/methods"
	"fabbisogno/datasets/longtable"
)

// drawn is a panel of n series of different lengths, some with gaps.
func drawn(n int) []longtable.Series {
	out := make([]longtable.Series, n)
	for i := range out {
		rng := rand.New(rand.NewPCG(5, uint64(i)))
		y := make([]float64, 20+rng.IntN(60))
		level := 100.0
		for t := range y {
			level += rng.NormFloat64()
			y[t] = level + 5*math.Sin(2*math.Pi*float64(t)/12) + rng.NormFloat64()
			if i%5 == 0 && t%9 == 4 {
				y[t] = math.NaN()
			}
		}
		out[i] = longtable.Series{ID: fmt.Sprintf("s%04d", i), First: 10, Values: y}
	}
	return out
}

func of(all []longtable.Series) panel.Source {
	return func(_ context.Context, give func(longtable.Series) error) error {
		for _, s := range all {
			if err := give(s); err != nil {
				return err
			}
		}
		return nil
	}
}

func find(t *testing.T, names ...string) []panel.Method {
	t.Helper()
	m, err := methods.Find(names)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// text of all forecasts, to compare runs bit by bit.
func text(t *testing.T, r panel.Run, source panel.Source) (string, panel.Report) {
	t.Helper()
	var b strings.Builder
	report, err := r.Forecast(t.Context(), source, func(p longtable.Path, s forecast.Status) error {
		fmt.Fprintf(&b, "%s %d %s %x %x %x %s\n", p.ID, p.First, p.Model, p.Mean, p.Lower, p.Upper, s)
		return nil
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), report
}

// The same on any number of workers, in the order of the panel, and whatever else
// the worker did before: a panel read backwards gives the same forecasts.
func TestWorkersReachNoNumber(t *testing.T) {
	all := drawn(160)
	var ids []string
	for _, m := range methods.All() {
		if m.ID != "arima" { // ten milliseconds a series
			ids = append(ids, m.ID)
		}
	}
	run := panel.Run{Setup: panel.Setup{Season: 12, Horizon: 6, Levels: []float64{80, 95}, Workers: 1}, Methods: find(t, ids...)}
	want, report := text(t, run, of(all))
	if report.Series != 160 {
		t.Fatalf("%d series", report.Series)
	}
	for _, n := range []int{2, 7} {
		run.Workers = n
		if got, _ := text(t, run, of(all)); got != want {
			t.Errorf("%d workers give other forecasts", n)
		}
	}
	back := slices.Clone(all)
	slices.Reverse(back)
	got, _ := text(t, run, of(back))
	lines := strings.SplitAfter(got, "\n")
	slices.Sort(lines)
	sorted := strings.SplitAfter(want, "\n")
	slices.Sort(sorted)
	if !slices.Equal(lines, sorted) {
		t.Error("forecasts hang on what the worker did before")
	}
}

// Every method answers awkward series, with finite numbers and bounds in order, or
// says that nothing could.
func TestAwkwardSeries(t *testing.T) {
	nan := math.NaN()
	huge := make([]float64, 40)
	for i := range huge {
		huge[i] = 1e300 * (1 + math.Sin(float64(i)))
	}
	cases := []longtable.Series{
		{ID: "one value", Values: []float64{5}}, {ID: "two", Values: []float64{5, 6}}, {ID: "three", Values: []float64{5, 6, 5}},
		{ID: "constant", Values: slices.Repeat([]float64{7}, 40)}, {ID: "zeros", Values: make([]float64, 40)},
		{ID: "negative", Values: []float64{-5, -3, -8, -1, -6, -2, -9, -4, -5, -3, -8, -1, -6, -2, -9, -4}},
		{ID: "ends early", Values: []float64{1, 2, 3, 4, 5, 6, nan, nan, nan}},
		{ID: "begins late", Values: []float64{nan, nan, 1, 2, 3, 4, 5, 6}},
		{ID: "every other", Values: []float64{1, nan, 2, nan, 3, nan, 4, nan, 5}},
		{ID: "huge", Values: huge},
		{ID: "tiny", Values: []float64{1e-300, 2e-300, 1e-300, 3e-300, 1e-300, 2e-300, 1e-300, 3e-300}},
	}
	for _, m := range methods.All() {
		t.Run(m.ID, func(t *testing.T) {
			run := panel.Run{Setup: panel.Setup{Season: 4, Horizon: 5, Levels: []float64{50, 80, 95}, Workers: 1}, Methods: []panel.Method{m}}
			_, err := run.Forecast(t.Context(), of(cases), func(p longtable.Path, s forecast.Status) error {
				if len(p.Mean) != 5 {
					t.Fatalf("%s: %d periods", p.ID, len(p.Mean))
				}
				for k := range p.Mean {
					all := []float64{p.Lower[2][k], p.Lower[1][k], p.Lower[0][k], p.Upper[0][k], p.Upper[1][k], p.Upper[2][k]}
					for _, v := range append(all, p.Mean[k]) {
						if math.IsNaN(v) || math.IsInf(v, 0) {
							t.Fatalf("%s, horizon %d: %v, status %q", p.ID, k+1, v, s)
						}
					}
					if !slices.IsSorted(all) {
						t.Errorf("%s, horizon %d: bounds out of order %v", p.ID, k+1, all)
					}
				}
				return nil
			}, nil)
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}

// Values missing at the end are forecast through: the forecast for a period is the
// same as that of the series without them, further ahead.
func TestTrailingGap(t *testing.T) {
	y := drawn(2)[1].Values
	gap := append(slices.Clone(y), math.NaN(), math.NaN())
	run := panel.Run{Setup: panel.Setup{Season: 12, Horizon: 4, Levels: []float64{80}, Workers: 1}, Methods: find(t, "drift")}
	var paths []longtable.Path
	var status []string
	keep := func(p longtable.Path, s forecast.Status) error {
		paths, status = append(paths, p), append(status, s.String())
		return nil
	}
	if _, err := run.Forecast(t.Context(), of([]longtable.Series{{ID: "gap", First: 1, Values: gap}}), keep, nil); err != nil {
		t.Fatal(err)
	}
	run.Horizon = 6
	if _, err := run.Forecast(t.Context(), of([]longtable.Series{{ID: "whole", First: 1, Values: y}}), keep, nil); err != nil {
		t.Fatal(err)
	}
	if paths[0].First != paths[1].First+2 || !slices.Equal(paths[0].Mean, paths[1].Mean[2:]) || !slices.Equal(paths[0].Lower[0], paths[1].Lower[0][2:]) {
		t.Errorf("with a gap %+v\nwithout %+v", paths[0], paths[1])
	}
	if status[0] != "trailing=2" {
		t.Errorf("status %q", status[0])
	}
}

// broken cannot answer; nonsense answers what no forecast is.
type broken struct{}

func (broken) Forecast([]float64, int, []float64, []float64) error { return errors.New("no") }

type nonsense struct{}

func (nonsense) Forecast(_ []float64, _ int, mean, _ []float64) error {
	mean[0] = math.Inf(1)
	return nil
}

func TestFallback(t *testing.T) {
	for _, member := range []panel.Member{broken{}, nonsense{}} {
		m := panel.Method{ID: "m", Version: 1, New: panel.Analytic(func() panel.Member { return member })}
		run := panel.Run{Setup: panel.Setup{Season: 4, Horizon: 2, Levels: []float64{80}, Workers: 1}, Methods: []panel.Method{m}}
		long := longtable.Series{ID: "long", Values: []float64{1, 2, 3, 4, 5, 6, 7, 8}}
		short := longtable.Series{ID: "short", Values: []float64{1, 2, 3}}
		empty := longtable.Series{ID: "empty", Values: []float64{math.NaN()}}
		var got []string
		report, err := run.Forecast(t.Context(), of([]longtable.Series{long, short, empty}), func(p longtable.Path, s forecast.Status) error {
			got = append(got, fmt.Sprintf("%s%v%v", p.ID, p.Mean, s[0]))
			return nil
		}, nil)
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"long[5 6]{fallback seasonal_naive}", "short[3 3]{fallback naive}", "empty[NaN NaN]{fallback none}"}
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		if report.Notes["m fallback=naive"] != 1 || report.Notes["m fallback=seasonal_naive"] != 1 || report.Notes["m fallback=none"] != 1 {
			t.Errorf("counted %v", report.Notes)
		}
	}
}

// Counts are never negative, and the status says where they would have been.
func TestNonNegative(t *testing.T) {
	m := find(t, "drift")[0]
	m.New = panel.NonNegative(m.New)
	run := panel.Run{Setup: panel.Setup{Season: 1, Horizon: 3, Levels: []float64{80}, Workers: 1}, Methods: []panel.Method{m}}
	falling := longtable.Series{ID: "falling", Values: []float64{9, 7, 6, 4, 1}}
	high := longtable.Series{ID: "high", Values: []float64{109, 107, 106, 104, 101}}
	var status []string
	_, err := run.Forecast(t.Context(), of([]longtable.Series{falling, high}), func(p longtable.Path, s forecast.Status) error {
		status = append(status, s.String())
		if p.ID == "falling" && (p.Mean[2] != 0 || p.Lower[0][0] != 0 || p.Mean[0] < 0) {
			t.Errorf("%+v", p)
		}
		if p.ID == "high" && (p.Mean[0] != 99 || p.Lower[0][0] >= 99) {
			t.Errorf("%+v", p)
		}
		return nil
	}, nil)
	if err != nil || len(status) != 2 || status[0] != "floor; short=5" || status[1] != "short=5" {
		t.Errorf("status %q, %v", status, err)
	}
}

// learner counts what it was calibrated on.
type learner struct {
	panel.Forecaster
	sample *[][]float64
}

func (l learner) Calibrate(_ context.Context, sample [][]float64) error {
	*l.sample = sample
	return nil
}

// A sample hangs on the names of the series, not on their order, and is complete.
func TestSample(t *testing.T) {
	all := drawn(500)
	var sample [][]float64
	m := panel.Method{ID: "m", Version: 1, Sample: 50, New: func(s panel.Setup) (panel.Forecaster, error) {
		inner, err := panel.Analytic(func() panel.Member { return broken{} })(s)
		return learner{inner, &sample}, err
	}}
	run := panel.Run{Setup: panel.Setup{Season: 12, Horizon: 2, Workers: 2}, Methods: []panel.Method{m}}
	text(t, run, of(all))
	first := sample
	if len(first) != 50 {
		t.Fatalf("%d series", len(first))
	}
	for _, y := range first {
		for _, v := range y {
			if math.IsNaN(v) {
				t.Fatal("a missing value reached the calibration")
			}
		}
	}
	slices.Reverse(all)
	text(t, run, of(all))
	if !slices.EqualFunc(first, sample, slices.Equal) {
		t.Error("another order, another sample")
	}
}

// The error of the earliest series ends a run, also of its source and its sink.
func TestErrorsEndARun(t *testing.T) {
	run := panel.Run{Setup: panel.Setup{Season: 1, Horizon: 1, Workers: 3}, Methods: find(t, "naive")}
	all := drawn(2000)
	stop := errors.New("stop")
	written := 0
	_, err := run.Forecast(t.Context(), of(all), func(longtable.Path, forecast.Status) error {
		if written++; written == 100 {
			return stop
		}
		return nil
	}, nil)
	if !errors.Is(err, stop) || written != 100 {
		t.Errorf("sink: %v after %d", err, written)
	}
	_, err = run.Forecast(t.Context(), func(ctx context.Context, give func(longtable.Series) error) error {
		return errors.Join(of(all[:700])(ctx, give), stop)
	}, func(longtable.Path, forecast.Status) error { return nil }, nil)
	if !errors.Is(err, stop) {
		t.Errorf("source: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err = run.Forecast(ctx, of(all), func(longtable.Path, forecast.Status) error { cancel(); return nil }, nil)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestMethodsAreDescribed(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range methods.All() {
		for _, name := range append(slices.Clone(m.Aliases), m.ID) {
			if seen[name] {
				t.Errorf("%s twice", name)
			}
			seen[name] = true
		}
		if m.Version < 1 || m.Card.Title == "" || m.Card.About == "" || m.Card.Intervals == "" || m.Card.Source == "" {
			t.Errorf("%s: card not complete: %+v", m.ID, m)
		}
	}
	if _, err := methods.Find([]string{methods.Default}); err != nil {
		t.Error(err)
	}
}
