package area

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
)

var (
	whole = series.Code{List: "istat_ref_area", Value: "ITDA"}
	north = series.Code{List: "nuts2021", Value: "ITH1"}
	south = series.Code{List: "nuts2021", Value: "ITH2"}
	union = codes.Union{Whole: whole, Parts: []series.Code{north, south}}
	nan   = math.NaN()
	same  = cmp.Options{cmpopts.EquateNaNs(), cmpopts.EquateApprox(0, 1e-12)}
)

func one(measure, unit string, place series.Code, start string, values ...float64) series.Series {
	return series.Series{Key: series.Key{Measure: measure, Unit: unit, Territory: place}, Start: series.MustPeriod(start), Values: values}
}

func of(t *testing.T, measure string, p series.Panel) Joined {
	t.Helper()
	for _, j := range Join(p, union) {
		if j.Key.Measure == measure {
			return j
		}
	}
	return Joined{}
}

// Counts add over the months that both parts have; a month of which one is not known
// is not known.
func TestCountsAdd(t *testing.T) {
	p := series.Panel{one(entries, persons, north, "2024-01", 100, 200, nan, 400), one(entries, persons, south, "2024-02", 30, 40, 50, 60)}
	got := of(t, entries, p)
	if got.Key.Territory != whole || got.IsObserved || len(got.Parts) != 2 || got.Parts[0].Territory != north {
		t.Errorf("joined %+v", got)
	}
	if got.Start != series.MustPeriod("2024-02") || !cmp.Equal(got.Values, []float64{230, nan, 450}, same) {
		t.Errorf("from %v: %v", got.Start, got.Values)
	}
	if alone := Join(p[:1], union); len(alone) != 0 {
		t.Errorf("made of one part: %+v", alone)
	}
}

// A share is the mean weighed by entries, between those of the parts; a part without
// entries has no say, and a share that is not published leaves the whole unknown.
func TestSharesAreWeighed(t *testing.T) {
	const share = "hard_to_fill_share_pct"
	p := series.Panel{
		one(entries, persons, north, "2024-01", 300, 300, 0, 0), one(entries, persons, south, "2024-01", 100, 100, 100, 0),
		one(share, "pct", north, "2024-01", 60, nan, nan, nan), one(share, "pct", south, "2024-01", 40, 40, 40, nan)}
	if got := of(t, share, p); !cmp.Equal(got.Values, []float64{55, nan, 40, nan}, same) {
		t.Errorf("shares %v", got.Values)
	}
	if got := of(t, share, p[2:]); got.Values != nil {
		t.Errorf("weighed by nothing: %v", got.Values)
	}
	if got := of(t, "unemployment_rate_pct", series.Panel{one("unemployment_rate_pct", "pct", north, "2024-Q1", 2), one("unemployment_rate_pct", "pct", south, "2024-Q1", 4)}); got.Values != nil {
		t.Errorf("a rate without its denominators: %v", got.Values)
	}
}

// What the source prints of the whole stands; its parts forecast it only where they
// make it up.
func TestObservedStands(t *testing.T) {
	const employed, unit = "employed_thousand", "thousand_persons"
	parts := func(extra float64) series.Panel {
		return series.Panel{one(employed, unit, north, "2024-Q1", 200, 201, 202, 203), one(employed, unit, south, "2024-Q1", 240, 241, 242, 243+extra),
			one(employed, unit, whole, "2024-Q1", 440.4, 442, 444, 446.04)}
	}
	for _, c := range []struct {
		name  string
		extra float64
		made  bool
	}{{"made up by its parts but for rounding", 0, true}, {"its parts say something else", 30, false}} {
		got := of(t, employed, parts(c.extra))
		if !got.IsObserved || !cmp.Equal(got.Values, []float64{440.4, 442, 444, 446.04}) || (got.Parts != nil) != c.made {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
	rate := series.Panel{one("unemployment_rate_pct", "pct", whole, "2024-Q1", 3), one("unemployment_rate_pct", "pct", north, "2024-Q1", 2)}
	if got := of(t, "unemployment_rate_pct", rate); !got.IsObserved || got.Parts != nil {
		t.Errorf("an observed rate: %+v", got)
	}
	tens := series.Panel{one(entries, persons, north, "2024-01", 100), one(entries, persons, south, "2024-01", 50), one(entries, persons, whole, "2024-01", 160)}
	if got := of(t, entries, tens); got.Parts == nil {
		t.Error("ten more, by rounding to ten, and its parts are refused")
	}
}

// Each cell is put together by itself, in the order of keys, with marks and breaks of
// all parts; other places and single parts are left alone.
func TestCellsStayApart(t *testing.T) {
	in := func(s series.Series, industry string) series.Series {
		s.Key.Industry = series.Code{List: "excelsior_sector", Value: industry}
		return s
	}
	b := series.Break{From: series.MustPeriod("2025-06"), Reason: "excelsior_agriculture_2025"}
	marked := in(one(entries, persons, south, "2024-01", 7), "F")
	marked.Synthetic, marked.Breaks = true, []series.Break{b}
	p := series.Panel{in(one(entries, persons, north, "2024-01", 5), "F"), in(one(entries, persons, north, "2024-01", 1), "A"),
		in(one(entries, persons, south, "2024-01", 2), "A"), marked, in(one(entries, persons, series.Code{List: "nuts2021", Value: "ITH3"}, "2024-01", 90), "A"),
		in(one(entries, persons, north, "2024-01", 3), "G")}
	got := Join(p, union)
	if len(got) != 2 || got[0].Key.Industry.Value != "A" || got[0].Values[0] != 3 || got[1].Values[0] != 12 {
		t.Fatalf("joined %+v", got)
	}
	if got[0].Synthetic || !got[1].Synthetic || len(got[1].Breaks) != 1 {
		t.Errorf("marks and breaks: %+v", got)
	}
}
