package ingest

import (
	"context"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fabbisogno/datasets/catalog"
	"fabbisogno/ingest/check"
	"fabbisogno/ingest/harmonize"
)

// totalFiles are real files of the tables that declare totals.
var totalFiles = []string{
	"sdmx-csv/demi/28_185_DF_DCIS_MIGRAZIONI_2.csv.gz",
	"sdmx-csv/demi/29_348_DF_DCIS_PERMSOGG1_1.csv",
	"sdmx-csv/demi/29_849_DF_DCIS_ACQCITIZ_1.csv",
	"vintages-and-series/150_875_employed_monthly_edition_2026M1G8.csv.gz",
	"istat-dot-stat-csv/demi/DCCV_OCCUPATIT1_12012025110421591.csv",
	"istat-dot-stat-csv/demi/DCCV_OCCUPATIT1_12012025110704049.csv",
	"databrowser-csv-it/163_88_DF_DCCN_OCCQSEC2010_1.csv",
}

// totalName names a total as findings do.
func totalName(x catalog.Total) string {
	return x.Column + " " + x.Whole + " = " + strings.Join(x.Parts, " + ")
}

// TestDeclaredTotals: what tables declare of totals holds all through the publisher's
// own files, and each of them is found broken when the values are others.
func TestDeclaredTotals(t *testing.T) {
	dir := corpus(t)
	g := newIngester(t, &memory{})
	proved := map[string]bool{}
	for _, name := range totalFiles {
		table, rows := harmonized(t, g, filepath.Join(dir, "real", "istat", name))
		if len(table.Totals) == 0 {
			t.Errorf("%s: table %s declares no totals", name, table.ID)
		}
		if broken := brokenTotals(t, g, table, rows); len(broken) > 0 {
			t.Errorf("%s, as published: %v", name, broken)
		}
		for i := range rows { // no two values fit each other any longer
			o := &rows[i].Observations[0]
			o.Value = o.Value*float64(3+i%7) + float64(1000+i)
		}
		for _, name := range brokenTotals(t, g, table, rows) {
			proved[table.ID+": "+name] = true
		}
	}
	for _, table := range g.Catalog.Tables {
		for _, x := range table.Totals {
			if name := table.ID + ": " + totalName(x); !proved[name] {
				t.Errorf("no real file shows the total %s", name)
			}
		}
	}
	t.Logf("%d totals: %s", len(proved), strings.Join(slices.Sorted(maps.Keys(proved)), "; "))
}

// harmonized are the rows of a file that have observations, and its table.
func harmonized(t *testing.T, g *Ingester, path string) (catalog.Table, []harmonize.Outcome) {
	t.Helper()
	p, job := InProcess{g.Catalog, g.Codes}, Job{Path: path, Name: filepath.Base(path), Spool: filepath.Join(t.TempDir(), "rows")}
	out, err := p.Parse(context.Background(), job)
	if err != nil {
		t.Fatal(err)
	}
	table, _ := g.Catalog.Table(out.Table)
	var rows []harmonize.Outcome
	err = p.Rows(context.Background(), job, func(o harmonize.Outcome) error {
		if len(o.Observations) > 0 {
			rows = append(rows, harmonize.Outcome{Observations: slices.Clone(o.Observations)})
		}
		return nil
	})
	if err != nil || len(rows) == 0 {
		t.Fatalf("%s: %d rows, %v", path, len(rows), err)
	}
	return table, rows
}

// brokenTotals are the totals of a table that do not hold in the rows.
func brokenTotals(t *testing.T, g *Ingester, table catalog.Table, rows []harmonize.Outcome) []string {
	t.Helper()
	c := check.New(check.Input{Catalog: g.Catalog, Codes: g.Codes, Table: table, File: "x"})
	for _, row := range rows {
		c.Add(row)
	}
	settled, err := c.Settle(func(yield func(harmonize.Outcome, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, i := range settled.Issues {
		if name, _, ok := strings.Cut(i.Message, ": "); ok && i.Rule == "total" {
			out = append(out, name)
		}
	}
	return out
}

// TestDeclaredConstraints rejects a row in which the self-employed have a contract of
// an employee, and lets the real files pass.
func TestDeclaredConstraints(t *testing.T) {
	const header = "DATAFLOW,FREQ,REF_AREA,DATA_TYPE,ADJUSTMENT,SEX,AGE,POSIZ_PROF,PERM_TEMP_EMPLOYEES,EDITION,TIME_PERIOD,OBS_VALUE\n"
	g := newIngester(t, &memory{})
	rep, err := g.File(context.Background(), Request{Name: "150_875.csv", Reader: strings.NewReader(header +
		"IT1:150_875(1.0),M,IT,EMP,Y,9,Y15-89,1,2,2026M1G8,2025-01,16000\n" +
		"IT1:150_875(1.0),M,IT,EMP,Y,9,Y15-89,2,2,2026M1G8,2025-01,5000\n" +
		"IT1:150_875(1.0),M,IT,EMP,Y,9,Y15-89,2,9,2026M1G8,2025-01,5000\n")})
	if err != nil {
		t.Fatal(err)
	}
	if len(rep.Rejected) != 1 || rep.Rejected[0].Rule != "constraint" || rep.Rejected[0].Row != 3 || rep.Rejected[0].Column != "POSIZ_PROF" || rep.Counts.Loaded != 2 {
		t.Errorf("%+v, %+v", rep.Counts, rep.Rejected)
	}
}
