package warehouse

import (
	"slices"
	"testing"
	"time"

	"fabbisogno/datasets/series"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// What a selection holds of all observations as of its day is what the warehouse gives
// for it, and the warehouse counts the same when it is asked where they came from.
func TestSelectionHolds(t *testing.T) {
	spans := edition("spans", "c", "2024-01-10", false, 0, 0)
	o := observe("c", "2023", 1, 2)
	o.Freq, o.Period, o.PeriodStart = 0, "2023/2027", time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)
	spans.Observations = append(spans.Observations, o)
	db := readerOf(t, mixed(), edition("other_table", "b", "2025-01-10", true, 1, 3), spans.counted())
	cases := selectionCases()
	cases["spans"] = selectionCase{s: Selection{Measures: []string{"c"}}}
	cases["from in the middle of a day"] = selectionCase{s: Selection{From: day("2024-04-01").Add(5 * time.Hour)}}
	cases["one of everything"] = selectionCase{s: Selection{Tables: []string{"istat_employed"}, Measures: []string{"Employed", "employed_thousand"}, Freq: series.Quarter,
		Territories: []series.Code{{List: "nuts2021", Value: "IT"}}, IndustryList: "ateco2007", OccupationList: ListNone, From: day("2024-01-01"), AsOf: day("2025-12-31")}}
	picked := 0
	for name, c := range cases {
		got, err := db.Observations(t.Context(), c.s)
		if err != nil {
			t.Fatal(err)
		}
		all, err := db.Observations(t.Context(), Selection{AsOf: c.s.AsOf})
		if err != nil {
			t.Fatal(err)
		}
		held := slices.DeleteFunc(all, func(o Observation) bool { return !c.s.Holds(&o) })
		if d := cmp.Diff(got, held, cmpopts.EquateNaNs(), cmpopts.EquateEmpty()); d != "" {
			t.Errorf("%s: the warehouse (-) and Holds (+) pick other observations:\n%s", name, d)
		}
		origins, err := db.Origins(t.Context(), c.s)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(originsOf(got), origins, cmpopts.EquateEmpty()); d != "" {
			t.Errorf("%s: origins of the observations (-) and of the warehouse (+):\n%s", name, d)
		}
		picked += min(len(got), 1)
	}
	if picked < len(cases)-2 {
		t.Errorf("%d of %d selections pick anything", picked, len(cases))
	}
}

// originsOf counts observations as Origins does.
func originsOf(all []Observation) []Origin {
	var out []Origin
	for _, o := range all {
		i := slices.IndexFunc(out, func(have Origin) bool {
			return have.Territory == o.Key.Territory && have.Table == o.Table && have.SHA256 == o.SHA256 && have.Note == o.Note && have.IsSynthetic == o.IsSynthetic
		})
		if i < 0 {
			i = len(out)
			out = append(out, Origin{Territory: o.Key.Territory, Table: o.Table, SHA256: o.SHA256, Note: o.Note, IsSynthetic: o.IsSynthetic})
		}
		if out[i].Rows++; o.Released.After(out[i].Released) {
			out[i].Released = o.Released
		}
	}
	slices.SortFunc(out, func(a, b Origin) int {
		return slices.Compare([]string{a.Territory.List, a.Territory.Value, a.Table, a.SHA256, a.Note}, []string{b.Territory.List, b.Territory.Value, b.Table, b.SHA256, b.Note})
	})
	return out
}

func TestSelectionIsWithin(t *testing.T) {
	it, north := series.Code{List: "nuts2021", Value: "IT"}, series.Code{List: "nuts2021", Value: "ITC"}
	wide := Selection{Tables: []string{"a", "b"}, Measures: []string{"m", "n"}, Freq: series.Month, Territories: []series.Code{it, north}, Industries: []series.Code{it}, From: day("2024-01-01"), AsOf: day("2025-01-01")}
	with := func(change func(*Selection)) Selection {
		s := wide
		change(&s)
		return s
	}
	for name, c := range map[string]struct {
		s    Selection
		want bool
	}{
		"itself":             {wide, true},
		"one table":          {with(func(s *Selection) { s.Tables = []string{"b"} }), true},
		"another table":      {with(func(s *Selection) { s.Tables = []string{"b", "c"} }), false},
		"every table":        {with(func(s *Selection) { s.Tables = nil }), false},
		"one measure":        {with(func(s *Selection) { s.Measures = []string{"n"} }), true},
		"every measure":      {with(func(s *Selection) { s.Measures = nil }), false},
		"one territory":      {with(func(s *Selection) { s.Territories = []series.Code{north} }), true},
		"of another list":    {with(func(s *Selection) { s.Territories = []series.Code{{List: "istat", Value: "IT"}} }), false},
		"other industries":   {with(func(s *Selection) { s.Industries = []series.Code{north} }), false},
		"every industry":     {with(func(s *Selection) { s.Industries = nil }), false},
		"one occupation":     {with(func(s *Selection) { s.Occupations = []series.Code{north} }), true},
		"a list":             {with(func(s *Selection) { s.OccupationList = "cp2021" }), true},
		"no occupation":      {with(func(s *Selection) { s.OccupationList = ListNone }), true},
		"another frequency":  {with(func(s *Selection) { s.Freq = series.Quarter }), false},
		"any frequency":      {with(func(s *Selection) { s.Freq = 0 }), false},
		"later":              {with(func(s *Selection) { s.From = day("2024-06-01") }), true},
		"earlier":            {with(func(s *Selection) { s.From = day("2023-06-01") }), false},
		"from the beginning": {with(func(s *Selection) { s.From = time.Time{} }), false},
		"as of another day":  {with(func(s *Selection) { s.AsOf = day("2024-12-31") }), false},
		"as of now":          {with(func(s *Selection) { s.AsOf = time.Time{} }), false},
	} {
		if got := c.s.IsWithin(wide); got != c.want {
			t.Errorf("%s: within %v, want %v", name, got, c.want)
		}
	}
	listed := Selection{IndustryList: "ateco2007"}
	if (Selection{}).IsWithin(listed) || (Selection{IndustryList: "excelsior_sector"}).IsWithin(listed) || !listed.IsWithin(Selection{}) {
		t.Error("lists of industries are not told apart")
	}

	// Of what is within, all is held: any two of the selections above, on real rows.
	db := readerOf(t, mixed(), edition("other_table", "b", "2025-01-10", false, 1, 3))
	all, err := db.Observations(t.Context(), Selection{})
	if err != nil {
		t.Fatal(err)
	}
	pairs := 0
	for name, a := range selectionCases() {
		for other, b := range selectionCases() {
			if !a.s.IsWithin(b.s) {
				continue
			}
			pairs++
			for _, o := range all {
				if a.s.Holds(&o) && !b.s.Holds(&o) {
					t.Errorf("%s is said to be within %s, which does not hold %v", name, other, o)
				}
			}
		}
	}
	if pairs < 2*len(selectionCases())-3 {
		t.Errorf("%d pairs within each other: too few to show anything", pairs)
	}
}
