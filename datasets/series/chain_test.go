package series

import (
	"errors"
	"math"
	"strings"
	"testing"
)

func TestChain(t *testing.T) {
	key := func(list, code string) Key {
		return Key{Measure: "employed_thousand", Unit: "thousand_persons", Industry: Code{list, code}}
	}
	quarters := func(k Key, start string, values ...float64) Series {
		return Series{Key: k, Start: MustPeriod(start), Values: values}
	}
	at := MustPeriod("2021-Q1")
	old := quarters(key("ateco2007", "K"), "2019-Q1", 10, 20, 30, 40, 10, 20, 30, 40, 12, math.NaN())
	old.Breaks = []Break{{From: MustPeriod("2019-Q3"), Reason: "earlier"}}
	later := quarters(key("nace2_1", "L"), "2020-Q1", 15, 30, 45, 60, 18, 36, 54, 72)
	later.Breaks = []Break{{From: at, Reason: "codes", Kind: BreakClassification}}
	later.Synthetic = true

	got, err := Chain(old, later, at, LinkRatio)
	if err != nil {
		t.Fatal(err)
	}
	// 2020-Q1 to 2021-Q1 are in both: 168 over 112 is 1.5.
	want := []float64{15, 30, 45, 60, 15, 30, 45, 60, 18, 36, 54, 72}
	if got.Start != old.Start || len(got.Values) != len(want) {
		t.Fatalf("from %s with %d values, want from %s with %d", got.Start, len(got.Values), old.Start, len(want))
	}
	for i, v := range want {
		if math.Abs(got.Values[i]-v) > 1e-12 {
			t.Errorf("%s is %v, want %v", got.Start.Add(i), got.Values[i], v)
		}
	}
	if len(got.Chained) != 1 || got.Chained[0] != (Chained{at, LinkRatio, 1.5, 5, old.Key}) || got.Chained[0].String() != "overlap_ratio=1.5 before 2021-Q1" {
		t.Errorf("marked %v", got.Chained)
	}
	if len(got.Breaks) != 1 || got.Breaks[0].Reason != "earlier" || !got.Synthetic || got.Key != later.Key {
		t.Errorf("breaks %v, synthetic %t, key %s", got.Breaks, got.Synthetic, got.Key)
	}
	if len(later.Breaks) != 1 || later.Values[0] != 15 || old.Chained != nil {
		t.Error("the series that were linked changed")
	}

	got, err = Chain(old, later, at, LinkDifference)
	if err != nil || math.Abs(got.Values[0]-(10+(168.0-112)/5)) > 1e-12 {
		t.Errorf("by difference the first value is %v, %v", got.Values[0], err)
	}
}

func TestChain_refuses(t *testing.T) {
	k := Key{Measure: "m", Unit: "persons"}
	of := func(k Key, start string, values ...float64) Series {
		return Series{Key: k, Start: MustPeriod(start), Values: values}
	}
	old, later := of(k, "2019-Q1", 1, 1, 1, 1, 1, 1, 1, 1), of(k, "2020-Q1", 2, 2, 2, 2, 2)
	at := MustPeriod("2021-Q1")
	rate := k
	rate.Unit = "pct"
	cases := []struct {
		name       string
		old, later Series
		at         Period
		method     LinkMethod
		want       string
	}{
		{"no method", old, later, at, "", `unknown method ""; name overlap_ratio or overlap_difference`},
		{"another unit", old, of(rate, "2020-Q1", 2, 2, 2, 2, 2), at, LinkRatio, "different things"},
		{"half a year in both", old, of(k, "2020-Q3", 2, 2, 2, 2), at, LinkRatio, "2 periods have a value in both, a full year (4) is needed"},
		{"nothing in both", of(k, "2018-Q1", 1, 1, 1, 1), later, at, LinkRatio, "0 periods"},
		{"missing in both", of(k, "2019-Q1", 1, 1, 1, 1, 1, math.NaN(), 1, 1), later, at, LinkDifference, "3 periods"},
		{"after the end", old, later, MustPeriod("2022-Q1"), LinkRatio, "2022-Q1 is not within the later series"},
		{"another frequency", old, later, MustPeriod("2021"), LinkRatio, "one frequency"},
		{"a ratio of nothing", of(k, "2019-Q1", 0, 0, 0, 0, 0, 0, 0, 0), later, at, LinkRatio, "positive values"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := Chain(c.old, c.later, c.at, c.method)
			if !errors.Is(err, ErrLink) || !strings.Contains(err.Error(), c.want) || got.Len() != 0 {
				t.Errorf("Chain = %v, %v, want %q", got.Values, err, c.want)
			}
		})
	}
}
