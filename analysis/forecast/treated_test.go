package forecast

import (
	"math"
	"slices"
	"strings"
	"testing"

	"fabbisogno/analysis/forecast/shock"
	"fabbisogno/datasets/series"
)

// employment has a season, noise of about 1%, a strike in 2024-06 and a level a
// fifth lower from 2026-01 on. It begins in 2020-01.
func employment(n int) []float64 {
	y := make([]float64, n)
	for i, v := range wiggle(n) {
		y[i] = 1000 * (1 + 0.1*math.Sin(2*math.Pi*float64(i)/12) + v/1000)
		if i >= 72 {
			y[i] *= 0.8
		}
	}
	if n > 53 {
		y[53] *= 0.6
	}
	return y
}

func TestTreated(t *testing.T) {
	y := employment(120)
	s := monthlySeries(y)
	before := slices.Clone(y)
	out, seen := Treated{All: true}.Treat(s)
	if !slices.Equal(y, before) {
		t.Fatal("the series was changed")
	}
	if len(seen) != 2 || seen[0].Kind != shock.Outlier || seen[0].At.String() != "2024-06" || seen[1].Kind != shock.Shift || seen[1].At.String() != "2026-01" {
		t.Fatalf("found %+v", seen)
	}
	if o := seen[0]; math.Abs(o.By-0.6) > 0.03 || o.Old != before[53] || math.Abs(o.New/(before[53]/0.6)-1) > 0.05 || o.Moved != 1 {
		t.Errorf("outlier %+v", o)
	}
	if l := seen[1]; math.Abs(l.By-0.8) > 0.03 || l.Moved != 72 || l.Last.String() != "2025-12" || l.Old != before[71] || l.New != out.Values[71] || math.Abs(l.New/(0.8*l.Old)-1) > 0.05 {
		t.Errorf("shift %+v", l)
	}
	if !slices.Equal(out.Values[72:], before[72:]) {
		t.Error("values after the shift were changed")
	}

	fit, err := Treated{Inner: STLF{}, All: true}.Fit(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	d := fit.Diagnose()
	for _, want := range []string{"replaced=2024-06 ", "level_shift=2026-01 x0.", "72 values to 2025-12"} {
		if !strings.Contains(d.Status.String(), want) {
			t.Errorf("status %q does not say %q", d.Status, want)
		}
	}
	if d.Grade != GradeC || len(d.Warnings) < 2 {
		t.Errorf("grade %s, warnings %q", d.Grade, d.Warnings)
	}
	// Without treatment the fall of a fifth is in the spread.
	treated, plain := forecastOf(t, Treated{Inner: STLF{}, All: true}, s), forecastOf(t, STLF{}, s)
	if a, b := treated[11].Interval(0.95).Width(), plain[11].Interval(0.95).Width(); a > b/2 {
		t.Errorf("the interval is %v wide, %v without treatment", a, b)
	}
}

func TestTreated_leaves(t *testing.T) {
	y := employment(60)
	y[59] *= 1.5
	_, seen := Treated{All: true}.Treat(monthlySeries(y))
	if len(seen) != 2 || seen[1].Left != shock.Open || seen[1].Moved != 0 {
		t.Fatalf("a jump of the last value: %+v", seen)
	}
	fit, err := Treated{Inner: Naive{}, All: true}.Fit(t.Context(), monthlySeries(y))
	if err != nil || !strings.Contains(fit.Diagnose().Status.String(), "event_left=2024-12 ") {
		t.Errorf("status %q, %v", fit.Diagnose().Status, err)
	}
	if ds := forecastOf(t, Treated{Inner: Naive{}, All: true}, monthlySeries(y)); ds[0].Mean != y[59] {
		t.Errorf("forecast %v, the last value is %v", ds[0].Mean, y[59])
	}

	// A declared break is left to the rule for breaks.
	y = employment(120)
	broken := monthlySeries(y, series.Break{From: series.MustPeriod("2026-01"), Reason: "test"})
	if out, seen := (Treated{All: true}).Treat(broken); len(seen) != 0 || !slices.Equal(out.Values, y) {
		t.Errorf("a declared break was treated: %+v", seen)
	}
	if out, seen := (Treated{}).Treat(monthlySeries([]float64{1, math.Inf(1)})); seen != nil || len(out.Values) != 2 {
		t.Error("an infinite value")
	}
}

// Without All the strike is taken out and the jump named and left.
func TestTreated_clear(t *testing.T) {
	y := employment(120)
	out, seen := Treated{}.Treat(monthlySeries(y))
	if len(seen) != 2 || seen[0].Left != "" || seen[0].Moved != 1 || seen[1].Left != shock.Unclear || seen[1].Moved != 0 {
		t.Fatalf("found %+v", seen)
	}
	for i, v := range out.Values {
		if (v != y[i]) != (i == 53) {
			t.Errorf("value %d went from %v to %v", i, y[i], v)
		}
	}
	fit, err := Treated{Inner: Naive{}}.Fit(t.Context(), monthlySeries(y))
	if err != nil {
		t.Fatal(err)
	}
	if text := fit.Diagnose().Status.String(); !strings.Contains(text, "replaced=2024-06 ") || !strings.Contains(text, "event_left=2026-01 shift x0.8") || !strings.Contains(text, "unclear") {
		t.Errorf("status %q", text)
	}
}

// A declared spell and what it left behind.
func TestTreated_declared_spell(t *testing.T) {
	y := employment(120)
	y[53] /= 0.6
	for i := 66; i < 72; i++ {
		y[i] *= 0.3
	}
	spell := Span{From: series.MustPeriod("2025-07"), To: series.MustPeriod("2025-12")}
	fit, err := Exceptional{Inner: Treated{Inner: STLF{}, All: true}, Spans: []Span{spell}}.Fit(t.Context(), monthlySeries(y))
	if err != nil {
		t.Fatal(err)
	}
	text := fit.Diagnose().Status.String()
	if !strings.Contains(text, "outliers=2025-07/2025-12") || !strings.Contains(text, "level_shift=2026-01 x0.8") {
		t.Errorf("status %q", text)
	}
}

// On a transformed scale, and on values that are not all positive, sizes are differences.
func TestTreated_differences(t *testing.T) {
	y := wiggle(120)
	for i, v := range y {
		y[i] = math.Sin(2*math.Pi*float64(i)/12) + v/10 - 5
		if i >= 72 {
			y[i] -= 2
		}
	}
	y[53] -= 4
	for name, m := range map[string]Treated{"negative": {All: true}, "additive": {All: true, Additive: true}} {
		x := slices.Clone(y)
		if name == "additive" {
			for i := range x {
				x[i] += 100
			}
		}
		_, seen := m.Treat(monthlySeries(x))
		if len(seen) != 2 || seen[1].Factor || math.Abs(seen[1].By+2) > 0.5 || !strings.Contains(seen[1].note().Detail, "2026-01 -") {
			t.Errorf("%s: %+v", name, seen)
		}
	}
}
