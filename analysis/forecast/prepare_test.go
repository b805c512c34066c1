package forecast

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"fabbisogno/datasets/series"
)

var nan = math.NaN()

func monthlySeries(values []float64, breaks ...series.Break) series.Series {
	return series.Series{Key: series.Key{Measure: "test_index"}, Start: series.MustPeriod("2020-01"), Values: values, Breaks: breaks}
}

// seasons repeats 1 .. 12 with a step a year.
func seasons(years int, step float64) []float64 {
	out := make([]float64, 12*years)
	for i := range out {
		out[i] = float64(i%12+1) + step*float64(i/12)
	}
	return out
}

func TestFill(t *testing.T) {
	two := seasons(3, 12)
	gone := seasons(3, 12)
	for i := 14; i < 20; i++ {
		gone[i] = nan
	}
	for _, c := range []struct {
		name   string
		y      []float64
		season int
		want   []float64
		filled int
	}{
		{"nothing missing", []float64{1, 2, 3}, 1, []float64{1, 2, 3}, 0},
		{"one value: straight line", []float64{1, nan, 3}, 1, []float64{1, 2, 3}, 1},
		{"two values", []float64{1, nan, nan, 7}, 1, []float64{1, 3, 5, 7}, 2},
		{"half a season: same months of other years", gone, 12, two, 6},
		{"long gap without a year before: straight line", []float64{0, nan, nan, nan, nan, 5}, 4, []float64{0, 1, 2, 3, 4, 5}, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			y := append([]float64(nil), c.y...)
			if n := fillTo(y, c.season); n != c.filled {
				t.Errorf("filled %d, want %d", n, c.filled)
			}
			if d := cmp.Diff(c.want, y, cmpopts.EquateApprox(0, 1e-12)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestBreaks(t *testing.T) {
	at := func(from string) series.Break { return series.Break{From: series.MustPeriod(from), Reason: "test"} }
	as := func(from string, kind series.BreakKind) series.Break {
		return series.Break{From: series.MustPeriod(from), Reason: "test", Kind: kind}
	}
	// Growth of 12 a year within each season; from a point on 1.5 times the value.
	jump := func(years, from int) []float64 {
		y := make([]float64, 12*years)
		for i := range y {
			y[i] = (100 + 10*float64(i%12)) * math.Pow(1.02, float64(i/12))
			if i >= from {
				y[i] *= 1.5
			}
		}
		return y
	}
	for _, c := range []struct {
		name   string
		s      series.Series
		status string
		length int
		first  float64
	}{
		{"three seasons after: cut", monthlySeries(jump(6, 30), at("2022-07")), "cut=test", 42, jump(6, 30)[30]},
		{"a year after: spliced by the jump without the growth", monthlySeries(jump(4, 36), at("2023-01")), "spliced=test x1.500", 48, 150},
		{"less than a year: kept", monthlySeries(jump(4, 40), at("2023-05")), "break_kept=test", 48, 100},
		{"before the data: no break", monthlySeries(jump(4, 0), at("2019-01")), "ok", 48, 150},
		{"after the data: no break yet", monthlySeries(jump(4, 48), at("2024-01")), "ok", 48, 100},
		{"other frequency: not of this series", monthlySeries(jump(4, 48), at("2022-Q1")), "ok", 48, 100},
		{"of codes: cut", monthlySeries(jump(6, 30), as("2022-07", series.BreakClassification)), "cut=test", 42, jump(6, 30)[30]},
		{"earlier values computed again: nothing to do", monthlySeries(jump(6, 72), as("2022-07", series.BreakReconstructed)), "ok", 72, 100},
		{"a break before one that parts nothing", monthlySeries(jump(6, 30), as("2022-07", series.BreakLevel), as("2024-01", series.BreakReconstructed)), "cut=test", 42, jump(6, 30)[30]},
		{"the last of two counts", monthlySeries(jump(8, 50), at("2021-01"), at("2024-03")), "cut=test", 46, jump(8, 50)[50]},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := prepare(c.s)
			if err != nil {
				t.Fatal(err)
			}
			if p.status.String() != c.status {
				t.Errorf("status %q, want %q", p.status, c.status)
			}
			if len(p.y) != c.length || math.Abs(p.y[0]-c.first) > 1e-6*c.first {
				t.Errorf("%d values from %v, want %d from %v", len(p.y), p.y[0], c.length, c.first)
			}
		})
	}
}

func TestSpliceOfSignedValuesAdds(t *testing.T) {
	y := make([]float64, 36)
	for i := range y {
		y[i] = float64(i%12) - 6
		if i >= 24 {
			y[i] += 3
		}
	}
	p, err := prepare(monthlySeries(y, series.Break{From: series.MustPeriod("2022-01"), Reason: "test"}))
	if err != nil {
		t.Fatal(err)
	}
	if p.status.String() != "spliced=test +3" || p.y[0] != -3 {
		t.Errorf("status %q, first value %v; want a difference of 3", p.status, p.y[0])
	}
}

// A gap at the end is forecast through: the third missing month's successor is
// the fourth period ahead of the last value.
func TestTrailingGap(t *testing.T) {
	y := append(seasons(3, 0), nan, nan, nan)
	fit, err := SeasonalNaive{}.Fit(t.Context(), monthlySeries(y))
	if err != nil {
		t.Fatal(err)
	}
	ds, err := fit.Forecast(2)
	if err != nil {
		t.Fatal(err)
	}
	if ds[0].Mean != 4 || ds[1].Mean != 5 {
		t.Errorf("got %v and %v, want April and May: 4 and 5", ds[0].Mean, ds[1].Mean)
	}
	if got := fit.Diagnose().Status.String(); got != "trailing=3" {
		t.Errorf("status %q", got)
	}
}

func TestExceptional(t *testing.T) {
	y := seasons(4, 12)
	for i := 15; i < 22; i++ {
		y[i] = -500
	}
	span := Span{From: series.MustPeriod("2021-04"), To: series.MustPeriod("2021-10")}
	y[30] = nan // a gap of its own
	m := Exceptional{Inner: SeasonalNaive{}, Spans: []Span{span, {From: series.MustPeriod("2023-06"), To: series.MustPeriod("2023-12")}}}
	fit, err := m.Fit(t.Context(), monthlySeries(y))
	if err != nil {
		t.Fatal(err)
	}
	d := fit.Diagnose()
	if got := d.Status.String(); got != "outliers=2021-04/2021-10; interpolated=1" {
		t.Errorf("status %q; the span at the end must be left alone", got)
	}
	ds, err := fit.Forecast(1)
	if err != nil {
		t.Fatal(err)
	}
	// With the span interpolated every difference over a year is 12.
	if sd := (ds[0].Quantile(.9) - ds[0].Quantile(.5)) / normal90; math.Abs(sd-12) > 1e-9 {
		t.Errorf("sd %v, want 12", sd)
	}
	if y[15] != -500 {
		t.Error("the series was modified")
	}
}

func TestChain(t *testing.T) {
	for _, c := range []struct {
		name   string
		values []float64
		status string
		grade  Grade
	}{
		{"three years: theta", wiggle(36), "ok", GradeA},
		{"two years: seasonal naive", wiggle(24), "fallback=seasonal_naive", GradeC},
		{"a year: theta without season", wiggle(12), "fallback=theta; short=12", GradeD},
		{"two values: naive", wiggle(2), "fallback=naive; short=2", GradeD},
	} {
		t.Run(c.name, func(t *testing.T) {
			fit, err := Guarded(Theta{}).Fit(t.Context(), monthlySeries(c.values))
			if err != nil {
				t.Fatal(err)
			}
			d := fit.Diagnose()
			if d.Status.String() != c.status || d.Grade != c.grade {
				t.Errorf("status %q grade %s, want %q %s", d.Status, d.Grade, c.status, c.grade)
			}
		})
	}
	if got := Guarded(Theta{}).ID(); got != "theta" {
		t.Errorf("id %q, want the first model's", got)
	}
	_, err := Chain{SES{}, Theta{}}.Fit(t.Context(), monthlySeries([]float64{1}))
	if err == nil || !strings.Contains(err.Error(), "fit ses") || !strings.Contains(err.Error(), "fit theta") {
		t.Errorf("got %v, want the error of each model", err)
	}
}

// wiggle is a deterministic series that looks like noise around 50.
func wiggle(n int) []float64 {
	out := make([]float64, n)
	x := 0.37
	for i := range out {
		x = 3.99 * x * (1 - x) // the logistic map
		out[i] = 50 + x
	}
	return out
}

func TestTransform(t *testing.T) {
	p := Percent()
	for _, v := range []float64{0.05, 1, 50, 99.95} {
		if got := p.Inverse(p.Forward(v)); math.Abs(got-v) > 1e-10 {
			t.Errorf("logit of %v comes back as %v", v, got)
		}
	}
	if got := p.Inverse(p.Forward(0)); math.Abs(got-0.05) > 1e-12 {
		t.Errorf("0 goes to %v, want the margin 0.05", got)
	}
	if !math.IsNaN(p.Forward(nan)) {
		t.Error("a missing value became a number")
	}
	// Mean of 100/(1+exp(-z)), z ~ N(1, 0.5^2): 72.1417 by the trapezoid rule
	// below; the median is 73.1059.
	sum, step := 0.0, 1e-3
	for z := -8.0; z < 8; z += step {
		sum += step * math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) * p.Inverse(1+0.5*z)
	}
	if got := p.Mean(1, 0.5); math.Abs(got-sum) > 1e-3 {
		t.Errorf("bias-adjusted mean %v, want %v", got, sum)
	}
	if _, err := (Transformed{Inner: Naive{}, By: p}).Fit(t.Context(), monthlySeries([]float64{50, 101})); err == nil {
		t.Error("a share of 101 was accepted")
	}
	f := NonNegative()
	if f.Inverse(-3) != 0 || f.Inverse(3) != 3 || f.Mean(-3, 1) != 0 {
		t.Error("counts must be floored at zero")
	}
}

func TestStatusText(t *testing.T) {
	var s Status
	if s.String() != "ok" {
		t.Errorf("no notes: %q", s)
	}
	a := s.With(NoteShort, "5")
	b := a.With(NoteConstant, "")
	if a.String() != "short=5" || b.String() != "short=5; constant" || len(a) != 1 {
		t.Errorf("%q, %q", a, b)
	}
}

// BenchmarkTheta is one fit and twelve distributions of a monthly series.
func BenchmarkTheta(b *testing.B) {
	y := seasons(10, 1)
	for i, v := range wiggle(120) {
		y[i] += 50 + v
	}
	s := monthlySeries(y)
	for _, m := range []Model{Theta{}, Theta{AsR: true}} {
		b.Run(m.ID(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				fit, err := m.Fit(b.Context(), s)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := fit.Forecast(12); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "series/s")
		})
	}
}
