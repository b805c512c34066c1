package chapter

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

// An edition beside others reads what it would have read alone: the same rows in
// the same order, with a query of its own and a trail that no other edition writes on.
func TestShared_gives_each_edition_what_it_reads_alone(t *testing.T) {
	db, err := warehouse.Open(t.Context(), warehouse.Options{Path: filepath.Join(t.TempDir(), "w.duckdb")})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	l := suppressedYear(100)
	var places []series.Code
	for i, code := range []string{"IT", "ITF2", "ITC2", "ITH1", "ITH2"} {
		places = append(places, series.Code{List: "nuts2021", Value: code})
		for _, o := range slices.Clone(l.Observations) {
			if i > 0 && o.Key.Territory == italy {
				o.Key.Territory, o.Row = places[i], int64(len(l.Observations)+1)
				o.Value += float64(i)
				l.Observations = append(l.Observations, o)
			}
		}
	}
	n := int64(len(l.Observations))
	l.Counts = warehouse.Counts{Read: n, Loaded: n, Observations: n}
	if err := db.Load(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	cat, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	list, err := codes.Load()
	if err != nil {
		t.Fatal(err)
	}
	source := func(place series.Code, shared *Shared) *Source {
		return &Source{DB: db, Catalog: cat, Codes: list, AsOf: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC), Territory: place, Shared: shared}
	}
	places = append(places, unionCode) // put together from the last two
	shared := &Shared{Territories: places}
	for _, place := range places {
		for _, of := range [][]series.Code{{place}, {place, italy}, {italy}, places, nil} {
			sel := warehouse.Selection{Measures: []string{entries}, Territories: of}
			alone, err := source(place, nil).pull(t.Context(), sel)
			if err != nil {
				t.Fatal(err)
			}
			together, err := source(place, shared).pull(t.Context(), sel)
			if err != nil {
				t.Fatal(err)
			}
			if len(alone.panel) == 0 {
				t.Fatalf("%v reads nothing of %v", place, of)
			}
			if diff := cmp.Diff(fmtRows(alone.obs), fmtRows(together.obs)); diff != "" {
				t.Errorf("%v reads other rows of %v (-alone +together)\n%s", place, of, diff)
			}
			if fmt.Sprint(alone.panel) != fmt.Sprint(together.panel) {
				t.Errorf("%v makes other series of %v", place, of)
			}
			if diff := cmp.Diff(alone.queries, together.queries); diff != "" {
				t.Errorf("%v names another query for %v\n%s", place, of, diff)
			}
			if diff := cmp.Diff(alone.lineage, together.lineage); diff != "" {
				t.Errorf("%v has another trail for %v\n%s", place, of, diff)
			}
			together.by("a method", 1, "a run") // must not reach the next edition
			together.queries[0] = "another query"
		}
	}
}

// fmtRows are rows as text; a missing value is not equal to itself.
func fmtRows(all []warehouse.Observation) []string {
	var out []string
	for _, o := range all {
		out = append(out, o.Key.String()+" "+o.Period+" "+strconv.FormatFloat(o.Value, 'g', -1, 64))
	}
	return out
}

// What chapters take out of a wide reading is what the warehouse gives for the narrow one.
func TestWideReadingGivesWhatTheWarehouseGives(t *testing.T) {
	db, err := warehouse.Open(t.Context(), warehouse.Options{Path: filepath.Join(t.TempDir(), "w.duckdb")})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	l := suppressedYear(100)
	for i := range l.Observations {
		l.Observations[i].Note = []string{"", "source: A | page: https://example.org/a", "source: B"}[i%3]
	}
	if err := db.Load(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	cat, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	list, err := codes.Load()
	if err != nil {
		t.Fatal(err)
	}
	s := &Source{DB: db, Catalog: cat, Codes: list, AsOf: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC), Territory: italy}
	rows := 0
	for _, lists := range [][2]string{{"", ""}, {warehouse.ListNone, "cp2021"}, {"excelsior_sector", warehouse.ListNone}, {warehouse.ListNone, warehouse.ListNone}, {"excelsior_sector", "cp2021"}} {
		for _, measures := range [][]string{{entries}, {hardShare, entries}, {noCandidates}} {
			sel := s.recentExcelsior([]series.Code{italy}, lists[0], lists[1], measures...)
			if !slices.ContainsFunc(s.wideSelections(), sel.IsWithin) {
				t.Fatalf("%s is read by itself", sel.SQL())
			}
			want, err := db.Observations(t.Context(), sel)
			if err != nil {
				t.Fatal(err)
			}
			got, err := s.rows(t.Context(), sel)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(fmtRows(want), fmtRows(got.obs)); diff != "" {
				t.Errorf("%s\n(-warehouse +wide reading)\n%s", sel.SQL(), diff)
			}
			counted, err := s.origins(t.Context(), sel)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]any{got.lineage, got.released, got.printed, got.synthetic, got.queries},
				[]any{counted.lineage, counted.released, counted.printed, counted.synthetic, counted.queries}); diff != "" {
				t.Errorf("%s: the trail of the rows (-) and the one the warehouse counts (+)\n%s", sel.SQL(), diff)
			}
			rows += len(want)
		}
	}
	if rows == 0 {
		t.Error("nothing was read")
	}
}
