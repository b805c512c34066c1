package series

import (
	"errors"
	"math"
	"testing"
)

func TestNewDist_refuses(t *testing.T) {
	cases := []struct {
		name string
		qs   []Quantile
	}{
		{"falling quantiles", []Quantile{{0.1, 5}, {0.9, 4}}},
		{"probability zero", []Quantile{{0, 5}}},
		{"probability one", []Quantile{{1, 5}}},
		{"probability NaN", []Quantile{{math.NaN(), 5}}},
		{"infinite value", []Quantile{{0.5, math.Inf(1)}}},
	}
	for _, c := range cases {
		if d, err := NewDist(1, c.qs...); err == nil {
			t.Errorf("%s: NewDist = %v, want an error", c.name, d)
		}
	}
}

func TestDist_interval(t *testing.T) {
	d, err := NewDist(10, Quantile{0.9, 14}, Quantile{0.1, 6}, Quantile{0.5, 10})
	if err != nil {
		t.Fatal(err)
	}
	if iv := d.Interval(0.80); iv.Lower != 6 || iv.Upper != 14 || iv.Width() != 8 || !iv.Contains(14) || iv.Contains(14.1) {
		t.Errorf("80%% interval = %+v, want 6 to 14, ends included", iv)
	}
	if q := d.Quantile(0.3); math.Abs(q-8) > 1e-12 {
		t.Errorf("quantile 0.3 = %v, want 8: half-way between the 0.1 and 0.5 points", q)
	}
	if q := d.Quantile(0.95); !math.IsNaN(q) {
		t.Errorf("quantile 0.95 = %v, want NaN: the tail was not estimated", q)
	}
}

func TestSeries(t *testing.T) {
	s := Series{Start: MustPeriod("2025-Q1"), Values: []float64{1, math.NaN(), 3}}
	if s.End().String() != "2025-Q3" || s.Missing() != 1 || s.At(MustPeriod("2025-Q3")) != 3 {
		t.Errorf("end %s, missing %d, last %v; want 2025-Q3, 1, 3", s.End(), s.Missing(), s.At(MustPeriod("2025-Q3")))
	}
	if v := s.At(MustPeriod("2025-07")); !math.IsNaN(v) {
		t.Errorf("value at a month of a quarterly series = %v, want NaN", v)
	}
	if got := s.Slice(1, 3); got.Start.String() != "2025-Q2" || got.Len() != 2 {
		t.Errorf("slice starts %s with %d values, want 2025-Q2 with 2", got.Start, got.Len())
	}
	s.Values[0] = math.Inf(-1)
	if err := s.Check(); !errors.Is(err, ErrInfinite) {
		t.Errorf("Check = %v, want ErrInfinite", err)
	}
}

func TestKey_order_is_total(t *testing.T) {
	a := Key{Measure: "m", Territory: Code{"nuts2021", "ITC1"}}
	b := a
	b.Other = "X=1"
	if a.Compare(b) >= 0 || b.Compare(a) <= 0 || a.Compare(a) != 0 {
		t.Error("keys that differ in Other must differ in order, both ways")
	}
	p := Panel{{Key: b}, {Key: a}}
	p.Sort()
	if p[0].Key != a {
		t.Error("panel is not in key order after Sort")
	}
	if c := ParseCode(a.Territory.String()); c != a.Territory {
		t.Errorf("code back from text = %v, want %v", c, a.Territory)
	}
}
