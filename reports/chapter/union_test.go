package chapter

import (
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/figure"
)

// unionCode is the region that NUTS has in two.
var unionCode = series.Code{List: "istat_ref_area", Value: "ITDA"}

// unionSource is the source of the region's edition over two months of its parts and
// of a third region: entries of 300 and 100, of which 60 and 40 % are hard to fill, and
// a rate that is printed of the whole.
func unionSource(t *testing.T) *Source {
	t.Helper()
	db, err := warehouse.Open(t.Context(), warehouse.Options{Path: filepath.Join(t.TempDir(), "w.duckdb")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	load := func(table, sha string, obs []warehouse.Observation) {
		n := int64(len(obs))
		for i := range obs {
			obs[i].Table, obs[i].SHA256, obs[i].Row, obs[i].Column = table, sha, int64(i+1), "v"
			obs[i].Released = time.Date(2026, 11, 10, 0, 0, 0, 0, time.UTC)
		}
		l := warehouse.Load{Snapshot: warehouse.Snapshot{SHA256: sha, Table: table, FileName: "t", Released: time.Date(2026, 11, 10, 0, 0, 0, 0, time.UTC), Vintage: "v"},
			Observations: obs, Counts: warehouse.Counts{Read: n, Loaded: n, Observations: n}}
		if err := db.Load(t.Context(), l); err != nil {
			t.Fatal(err)
		}
	}
	of := func(measure, unit string, place series.Code, freq series.Freq, period string, v float64) warehouse.Observation {
		return warehouse.Observation{Key: series.Key{Measure: measure, Unit: unit, Territory: place}, Freq: freq, Period: period, Value: v,
			PeriodStart: series.MustPeriod(period).First()}
	}
	nuts := func(v string) series.Code { return series.Code{List: "nuts2021", Value: v} }
	var monthly []warehouse.Observation
	for _, period := range []string{"2026-09", "2026-10"} {
		for place, v := range map[string][2]float64{"ITH1": {300, 60}, "ITH2": {100, 40}, "ITH3": {900, 50}} {
			monthly = append(monthly, of(entries, "persons", nuts(place), series.Month, period, v[0]), of(hardShare, "pct", nuts(place), series.Month, period, v[1]))
		}
	}
	load(excelsiorName, strings.Repeat("a", 64), monthly)
	var rates []warehouse.Observation
	for place, v := range map[series.Code]float64{nuts("ITH1"): 2, nuts("ITH2"): 4, unionCode: 3.1} {
		rates = append(rates, of("unemployment_rate_pct", "pct", place, series.Quarter, "2026-Q2", v))
	}
	load("istat_unemployment", strings.Repeat("b", 64), rates)
	cat, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	set, err := codes.Load()
	if err != nil {
		t.Fatal(err)
	}
	return &Source{DB: db, Catalog: cat, Codes: set, AsOf: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC), Territory: unionCode, Shared: &Shared{}}
}

// What is asked of the region comes back put together, alone, with the rows of its
// parts as its trail and a query that says how it was made.
func TestPullUnion(t *testing.T) {
	s := unionSource(t)
	p, err := s.excelsior(t.Context(), []series.Code{unionCode}, warehouse.ListNone, warehouse.ListNone, hardShare)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.panel) != 1 || p.panel[0].Key.Territory != unionCode || !slices.Equal(p.panel[0].Values, []float64{55, 55}) {
		t.Errorf("series %+v, want one of the region with 55 and 55", p.panel)
	}
	if len(p.lineage) != 1 || p.lineage[0].Rows != 8 { // entries and shares of two parts, two months
		t.Errorf("trail %+v", p.lineage)
	}
	if q := p.queries[0]; !strings.HasPrefix(q, "/* ITDA = ITH1 + ITH2: ") || !strings.Contains(q, "'ITH1', 'ITH2'") || !strings.Contains(q, entries) {
		t.Errorf("query %s", q)
	}
	f := s.finish(figure.Figure{Notes: []Text{text("Uno.", "One.")}}, p, true)
	if len(f.Notes) != 2 || !strings.Contains(f.Notes[1].EN, "Trentino-South Tyrol") || !strings.Contains(f.Notes[1].IT, "Provincia autonoma di Bolzano/Bozen e Provincia autonoma di Trento") {
		t.Errorf("notes %+v", f.Notes)
	}
}

// What is printed of the region is shown as printed, and rests on nothing else.
func TestPullUnion_observed(t *testing.T) {
	s := unionSource(t)
	p, err := s.pull(t.Context(), warehouse.Selection{Tables: []string{"istat_unemployment"}, Territories: []series.Code{unionCode}})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.panel) != 1 || p.panel[0].Values[0] != 3.1 || p.joined != nil || p.lineage[0].Rows != 1 || strings.Contains(p.queries[0], "ITH1") {
		t.Errorf("%+v, trail %+v, joined %v", p.panel, p.lineage, p.joined)
	}
	if f := s.finish(figure.Figure{}, p, true); len(f.Notes) != 0 {
		t.Errorf("notes %+v", f.Notes)
	}
}

// The regions of an edition make up Italy once: with the region in the place of its
// parts in its own edition, with the parts in all others. No total counts both.
func TestRegionsOfAnEdition(t *testing.T) {
	s := unionSource(t)
	for _, c := range []struct {
		place series.Code
		count int
		total float64
	}{{unionCode, 20, 1300}, {italy, 21, 1300}, {series.Code{List: "nuts2021", Value: "ITH1"}, 21, 1300}} {
		s.Territory = c.place
		regions := s.regions()
		p, err := s.excelsior(t.Context(), regions, warehouse.ListNone, warehouse.ListNone, entries)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for _, one := range p.panel {
			sum += one.Values[0]
		}
		if err := s.Codes.DisjointCodes(regions); err != nil || len(regions) != c.count || math.Abs(sum-c.total) > 1e-9 {
			t.Errorf("%v: %d regions with %v entries, %v; want %d with %v", c.place, len(regions), sum, err, c.count, c.total)
		}
	}
}

// Where the parts are ranked the region is not, and the edition of the region says so.
func TestNoteAmong(t *testing.T) {
	s := unionSource(t)
	among := func(members ...string) Text {
		return s.noteAmong(func(c series.Code) bool { return slices.Contains(members, c.Value) })
	}
	if got := among("ITC1", "ITH1", "ITH2"); !strings.Contains(got.EN, "Trentino-South Tyrol is not in this ranking") || got.IT == "" {
		t.Errorf("%+v", got)
	}
	if got := among("1", "2"); got.IsComplete() {
		t.Errorf("a ranking of occupations says %+v", got)
	}
	if !s.isHome(series.Code{List: "nuts2021", Value: "ITH2"}) || s.isHome(series.Code{List: "nuts2021", Value: "ITH3"}) {
		t.Error("its parts, and only they, are its own")
	}
	s.Territory = italy
	if got := among("ITH1"); got.IsComplete() {
		t.Errorf("the national ranking says %+v", got)
	}
}
