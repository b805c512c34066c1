package shortage

import (
	"math"
	"testing"
)

func TestAtLeast(t *testing.T) {
	for _, c := range []struct {
		name     string
		b, floor Bounds
		want     Verdict
	}{
		{"at the floor", Exactly(5), Exactly(5), Yes},
		{"a binary hair below the same decimal", Exactly(16.05), Exactly(1.5 * 10.7), Yes},
		{"wholly above", Printed(17.6, 0.1), Exactly(16.05), Yes},
		{"wholly below", Printed(10.0, 0.1), Exactly(16.05), No},
		{"straddles", Bounds{Lower: 3.3, Upper: 5.1}, Exactly(5), Unknown},
		{"censored above the floor", Below(16.4), Exactly(15.1), Unknown},
		{"censored at the floor", Below(16.4), Exactly(16.4), No},
		{"closed at the floor", Bounds{Lower: 0, Upper: 16.4}, Exactly(16.4), Unknown},
		{"rounding of the floor decides", Printed(16.4, 0.1), Bounds{Lower: 16.3, Upper: 16.5}, Unknown},
		{"nothing known", Unbounded(), Exactly(1), Unknown},
		{"floor not known", Exactly(1), Unbounded(), Unknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.b.AtLeast(c.floor); got != c.want {
				t.Errorf("%v at least %v: %s, want %s", c.b, c.floor, got, c.want)
			}
		})
	}
}

func TestAnd_is_Kleenes(t *testing.T) {
	all := []Verdict{Yes, No, Unknown}
	want := map[[2]Verdict]Verdict{{Yes, Yes}: Yes, {Yes, Unknown}: Unknown, {Unknown, Yes}: Unknown, {Unknown, Unknown}: Unknown}
	for _, a := range all {
		for _, b := range all {
			w, ok := want[[2]Verdict{a, b}]
			if !ok {
				w = No
			}
			if got := And(a, b); got != w {
				t.Errorf("%s and %s = %s, want %s", a, b, got, w)
			}
		}
	}
}

func TestNeedVerdict(t *testing.T) {
	for _, c := range []struct {
		name  string
		vs    []Verdict
		share float64
		want  Verdict
	}{
		{"nothing covers", nil, 0.5, Unknown},
		{"half are enough", []Verdict{Yes, No}, 0.5, Yes},
		{"one of three is not half", []Verdict{Yes, No, No}, 0.5, No},
		{"one yes whatever the other is", []Verdict{Yes, Unknown}, 0.5, Yes},
		{"the unknown one decides", []Verdict{Yes, No, Unknown}, 0.5, Unknown},
		{"unknown alone", []Verdict{Unknown}, 0.5, Unknown},
		{"at least one even at share zero", []Verdict{No, No}, 0, No},
		{"a third of three", []Verdict{Yes, No, No}, 1.0 / 3, Yes},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := needVerdict(c.vs, c.share); got != c.want {
				t.Errorf("%v at %v: %s, want %s", c.vs, c.share, got, c.want)
			}
		})
	}
}

func TestBounds_arithmetic(t *testing.T) {
	got := Bounds{Lower: 202500 + 110500, Upper: 463000}.Over(Bounds{Lower: 9300000, Upper: 9500000}, 100)
	if math.Abs(got.Lower-3.2947) > 1e-4 || math.Abs(got.Upper-4.9785) > 1e-4 {
		t.Errorf("entries per 100 employed = %v, want [3.2947, 4.9785]", got)
	}
	if b := Exactly(1).Over(Bounds{Lower: 0, Upper: 2}, 1); b.IsKnown() {
		t.Errorf("over a divisor that may be zero = %v, want nothing known", b)
	}
}

func TestPeriods(t *testing.T) {
	if a, b := monthOf("2026-02/2026-04"), monthOf("2026-03"); a != b {
		t.Errorf("middle of February to April is %v, of March %v", a, b)
	}
	if !isQuarter("2026-02/2026-04") || isQuarter("2026-02") || isQuarter("2024-01/2024-07") || !isQuarter("2024-Q1") {
		t.Error("quarters: three months, spanned or calendar, and nothing else")
	}
}
