package revision

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// Release is one published value of a period. A missing value is no release.
type Release struct {
	Period   string
	Start    time.Time // first day of the period
	Released time.Time
	Edition  string // label that sorts as text
	Value    float64
}

// Edition is one column of a triangle.
type Edition struct {
	Released time.Time
	Label    string
}

func (e Edition) compare(f Edition) int {
	return cmp.Or(e.Released.Compare(f.Released), cmp.Compare(e.Label, f.Label))
}

// Triangle is a series by period and edition, both in time. NaN: not in the edition.
type Triangle struct {
	Periods  []string
	Editions []Edition
	Values   [][]float64 // by period, then edition
}

// New lays releases out. Of two values of one period and edition the later in the list counts.
func New(releases []Release) Triangle {
	releases = slices.DeleteFunc(slices.Clone(releases), func(r Release) bool { return math.IsNaN(r.Value) })
	slices.SortStableFunc(releases, func(a, b Release) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Period, b.Period))
	})
	var t Triangle
	for _, r := range releases {
		if n := len(t.Periods); n == 0 || t.Periods[n-1] != r.Period {
			t.Periods = append(t.Periods, r.Period)
		}
		t.Editions = append(t.Editions, Edition{r.Released, r.Edition})
	}
	slices.SortFunc(t.Editions, Edition.compare)
	t.Editions = slices.Compact(t.Editions)
	row := -1
	for _, r := range releases {
		if row < 0 || t.Periods[row] != r.Period {
			row++
			t.Values = append(t.Values, slices.Repeat([]float64{math.NaN()}, len(t.Editions)))
		}
		at, _ := slices.BinarySearchFunc(t.Editions, Edition{r.Released, r.Edition}, Edition.compare)
		t.Values[row][at] = r.Value
	}
	return t
}

// History are the releases of one period in order; nil when there is none.
func (t Triangle) History(period string) []Release {
	row := slices.Index(t.Periods, period)
	if row < 0 {
		return nil
	}
	var out []Release
	for i, v := range t.Values[row] {
		if !math.IsNaN(v) {
			out = append(out, Release{Period: period, Released: t.Editions[i].Released, Edition: t.Editions[i].Label, Value: v})
		}
	}
	return out
}

// seen are the values of the periods whose first release was seen, each in the
// order of releases.
func (t Triangle) seen() [][]float64 {
	var out [][]float64
	last := -1 // newest period of the earliest edition
	for row, values := range t.Values {
		if len(values) > 0 && !math.IsNaN(values[0]) {
			last = row
		}
	}
	for row, values := range t.Values {
		if !math.IsNaN(values[0]) && row != last {
			continue
		}
		if row < last { // in a gap of the earliest edition: not known when it was first published
			continue
		}
		out = append(out, slices.DeleteFunc(slices.Clone(values), math.IsNaN))
	}
	return out
}

// Latest is the lag that stands for the latest edition.
const Latest = 0

// Pair is an earlier and a later value of one period.
type Pair struct{ Earlier, Later float64 }

// Pairs are first releases and what they were lag releases later (Latest: now),
// in the order of periods; periods without a release that late are left out.
func (t Triangle) Pairs(lag int) []Pair {
	var out []Pair
	for _, values := range t.seen() {
		later := lag
		if lag == Latest {
			later = len(values) - 1
		}
		if later > 0 && later < len(values) {
			out = append(out, Pair{values[0], values[later]})
		}
	}
	return out
}
