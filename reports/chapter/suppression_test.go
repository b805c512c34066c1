package chapter

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// suppressedYear is a year of entries of construction by occupation, of which one
// group is suppressed in every month, and the published total of the sector.
func suppressedYear(sectorTotal float64) warehouse.Load {
	l := warehouse.Load{StepVersion: 1, Snapshot: warehouse.Snapshot{SHA256: strings.Repeat("a", 64), Table: excelsiorName, FileName: "x.xlsx", Bytes: 1,
		Format: "test", Provider: "excelsior", Licence: "test", SourceURL: "https://example.org", Released: time.Date(2026, 11, 10, 0, 0, 0, 0, time.UTC), Vintage: "2026-11-10"}}
	add := func(p series.Period, occupation string, v float64) {
		k := series.Key{Measure: entries, Unit: "persons", Territory: italy, Industry: series.Code{List: "excelsior_sector", Value: "F"}}
		if occupation != "" {
			k.Occupation = series.Code{List: "cp2021", Value: occupation}
		}
		o := warehouse.Observation{Row: int64(len(l.Observations) + 1), Column: "value", Key: k, Freq: p.Freq(), Period: p.String(), Value: v}
		if math.IsNaN(v) {
			o.Status = "suppressed"
		}
		l.Observations = append(l.Observations, o)
	}
	for m := range 12 {
		p := series.MustPeriod("2025-11").Add(m)
		for i := range 8 {
			v := float64(100 * (i + 1))
			if i == 2 {
				v = math.NaN()
			}
			add(p, fmt.Sprint(i+1), v)
		}
		add(p, "", sectorTotal)
	}
	n := int64(len(l.Observations))
	l.Counts = warehouse.Counts{Read: n, Loaded: n, Observations: n}
	return l
}

// TestSuppressedOccupationStaysHidden is case 79 of the bad-input cases: the shares of
// a sector's occupations are shares of what is published of them. With another total,
// and so another number in the suppressed cell, they are the same.
func TestSuppressedOccupationStaysHidden(t *testing.T) {
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	list, err := codes.Load()
	if err != nil {
		t.Fatal(err)
	}
	table := func(sectorTotal float64) [][]figure.Cell {
		t.Helper()
		db, err := warehouse.Open(t.Context(), warehouse.Options{Path: filepath.Join(t.TempDir(), "w.duckdb")})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if err := db.Load(t.Context(), suppressedYear(sectorTotal)); err != nil {
			t.Fatal(err)
		}
		s := &Source{DB: db, Catalog: c, Codes: list, AsOf: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC), Territory: italy}
		f, err := s.sectorByOccupation(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return f.Table.Rows
	}
	const known = 100 + 200 + 400 + 500 + 600 + 700 + 800 // all groups but the suppressed third
	first, second := table(known+300), table(known+7)
	if len(first) != 1 || len(first[0]) != 9 || fmt.Sprint(first) != fmt.Sprint(second) {
		t.Fatalf("the shares depend on the suppressed number:\n%v\n%v", first, second)
	}
	sum := 0.0
	for i, cell := range first[0][1:] {
		if i == 2 {
			if !math.IsNaN(cell.Number) || cell.Mark != locale.Suppressed {
				t.Errorf("the suppressed group is shown as %+v", cell)
			}
			continue
		}
		sum += cell.Number
	}
	if math.Abs(sum-100) > 1e-9 {
		t.Errorf("the other groups add to %v of 100: the rest would be the suppressed one", sum)
	}
}
