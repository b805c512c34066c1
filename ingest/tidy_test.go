package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/warehouse"

	"github.com/google/go-cmp/cmp"
)

// tidyTable is a table file; %s are its format, dialect and further dimensions.
const tidyTable = `id = "istat_%[1]s"
provider = "istat"
page = "https://example.org"
licence = "CC-BY-4.0"
format = "%[2]s"
flows = ["istat_%[1]s"]
release = "yearly"
title = { it = "Prova", en = "Trial" }
citation = { it = "Prova", en = "Trial" }
%[3]s
[[dimension]]
name = "area"
to = "territory"
list = "istat_ref_area"
codes = { "Nord-est" = "ITD" }
[[dimension]]
name = "anno"
to = "period"
[[dimension]]
name = "occupati"
to = "value"
[[dimension]]
name = "tasso"
to = "value"
[[dimension]]
name = "SETTORE"
to = "industry"
list = "ateco2007"
fixed = "0010"
[[measure]]
column = "occupati"
indicator = "employed_thousand"
codes = { SETTORE = "F" }
[[measure]]
column = "tasso"
indicator = "employment_rate_pct"
`

// tidyIngester knows the given tables besides the embedded ones.
func tidyIngester(t *testing.T, db Warehouse, tables ...string) *Ingester {
	t.Helper()
	overlay := fstest.MapFS{}
	for _, text := range tables {
		_, rest, _ := strings.Cut(text, `id = "`)
		id, _, _ := strings.Cut(rest, `"`)
		overlay["tables/"+id+".toml"] = &fstest.MapFile{Data: []byte(text)}
	}
	c, err := catalog.LoadWith(catalog.Overlay{Name: "test", FS: overlay})
	if err != nil {
		t.Fatal(err)
	}
	g := newIngester(t, db)
	g.Catalog = c
	return g
}

const oldDialect = "[dialect]\nencoding = \"windows-1252\"\nseparator = \";\"\ndecimal = \",\"\nmissing = [\"n.r.\"]\nheader_row = 2\n"

func TestTidyCSV(t *testing.T) {
	plain, old := fmt.Sprintf(tidyTable, "plain", "tidycsv", ""), fmt.Sprintf(tidyTable, "old", "tidycsv", oldDialect)
	const rows = "area,anno,occupati,tasso\nIT,2024,23900.5,62.2\nNord-est,2024,,69\nIT,2025,1e3,NaN\n"
	const loaded = "row 2 occupati employed_thousand nuts2021:IT ateco2007:F 2024 = 23900.5\nrow 2 tasso employment_rate_pct nuts2021:IT ateco2007:0010 2024 = 62.2\n" +
		"row 3 occupati employed_thousand nuts2021:ITH ateco2007:F 2024 = missing absent\nrow 3 tasso employment_rate_pct nuts2021:ITH ateco2007:0010 2024 = 69\n"
	cases := []struct {
		name   string
		tables []string
		text   string
		given  string
		want   string
	}{
		{"known_by_its_header", []string{plain}, rows, "", loaded + "rejected 4 occupati number\nrejected 4 tasso number\n"},
		{"table_given_for_a_header_in_another_order", []string{plain}, "anno,area,tasso,occupati\n2024,IT,62.2,23900.5\n", "istat_plain",
			"row 2 tasso employment_rate_pct nuts2021:IT ateco2007:0010 2024 = 62.2\nrow 2 occupati employed_thousand nuts2021:IT ateco2007:F 2024 = 23900.5\n"},
		{"declared_dialect", []string{plain, old}, "Citt\xe0\narea;anno;occupati;tasso\nNord-est;2024;1.234,5;n.r.\n", "",
			"skipped title 1\nrow 3 occupati employed_thousand nuts2021:ITH ateco2007:F 2024 = 1234.5\nrow 3 tasso employment_rate_pct nuts2021:ITH ateco2007:0010 2024 = missing not_available\n"},
		{"header_of_two_tables", []string{plain, fmt.Sprintf(tidyTable, "twin", "tidycsv", "")}, rows, "", "refused table\n"},
		{"header_of_none", []string{plain}, "area,anno,occupati\nIT,2024,1\n", "", "refused type\n"},
		{"column_missing", []string{plain}, "area,anno,occupati\nIT,2024,1\n", "istat_plain", "refused column-missing\n"},
		{"code_missing", []string{plain}, "area,anno,occupati,tasso\n,2024,1,2\n", "", "rejected 2 area dimension-missing\nrejected 2 area dimension-missing\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			db := &memory{}
			rep, err := tidyIngester(t, db, c.tables...).File(context.Background(), Request{Reader: strings.NewReader(c.text), Name: "prova.csv", Table: c.given})
			checkRuleNames(t, rep, err)
			if diff := cmp.Diff(c.want, shortOutcome(rep, db, err)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// shortOutcome writes what became of a file without messages.
func shortOutcome(rep Report, db *memory, err error) string {
	var b strings.Builder
	var s *SourceError
	if errors.As(err, &s) {
		return "refused " + s.Rule + "\n"
	} else if err != nil {
		return err.Error()
	}
	for _, skip := range rep.Skips {
		fmt.Fprintf(&b, "skipped %s %d\n", skip.Rule, skip.Rows)
	}
	for _, o := range db.loads[0].Observations {
		b.WriteString(observationText(o))
	}
	for _, r := range db.loads[0].Rejected {
		fmt.Fprintf(&b, "rejected %d %s %s\n", r.Row, r.Column, r.Rule)
	}
	return b.String()
}

// readableWarehouse makes an empty warehouse and opens it for queries.
func readableWarehouse(ctx context.Context, path string) (*warehouse.DB, error) {
	db, err := warehouse.Open(ctx, warehouse.Options{Path: path})
	if err == nil {
		err = db.Close()
	}
	if err != nil {
		return nil, err
	}
	return warehouse.Open(ctx, warehouse.Options{Path: path, ReadOnly: true})
}

// TestTidyParquet writes Parquet files by a query of the warehouse and loads them.
func TestTidyParquet(t *testing.T) {
	table := fmt.Sprintf(tidyTable, "trial", "tidyparquet", "")
	ctx := context.Background()
	db, err := readableWarehouse(ctx, filepath.Join(t.TempDir(), "w.duckdb"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	cases := []struct{ name, query, given, want string }{
		{"known_by_its_columns", "SELECT * FROM (VALUES ('IT', 2024, 23900.5::DOUBLE, 62.25::DECIMAL(5,2)), ('Nord-est', 2024, 5, NULL)) AS t(area, anno, occupati, tasso)", "",
			"row 1 occupati employed_thousand nuts2021:IT ateco2007:F 2024 = 23900.5\nrow 1 tasso employment_rate_pct nuts2021:IT ateco2007:0010 2024 = 62.25\nrow 2 occupati employed_thousand nuts2021:ITH ateco2007:F 2024 = 5\nrow 2 tasso employment_rate_pct nuts2021:ITH ateco2007:0010 2024 = missing absent\n"},
		{"codes_stored_as_numbers", "SELECT 1 AS area, 2024 AS anno, 1.0 AS occupati, 2.0 AS tasso", "", "refused column-type\n"},
		{"values_stored_as_text", "SELECT 'IT' AS area, 2024 AS anno, '1' AS occupati, 2.0 AS tasso", "", "refused column-type\n"},
		{"other_columns", "SELECT 'IT' AS area, 2024 AS anno", "", "refused table\n"},
		{"other_columns_of_a_given_table", "SELECT 'IT' AS area, 2024 AS anno", "istat_trial", "refused column-missing\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var file bytes.Buffer
			if _, err := db.Query(ctx, c.query, warehouse.FormatParquet, warehouse.QueryLimits{}, &file); err != nil {
				t.Fatal(err)
			}
			mem := &memory{}
			rep, err := tidyIngester(t, mem, table).File(ctx, Request{Reader: bytes.NewReader(file.Bytes()), Name: "prova.parquet", Table: c.given})
			checkRuleNames(t, rep, err)
			if diff := cmp.Diff(c.want, shortOutcome(rep, mem, err)); diff != "" {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		})
	}
	t.Run("damaged", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "prova.parquet")
		if err := os.WriteFile(path, []byte("PAR1 and nothing more PAR1"), 0o600); err != nil {
			t.Fatal(err)
		}
		mem := &memory{}
		rep, err := tidyIngester(t, mem, table).File(ctx, Request{Path: path})
		if got := shortOutcome(rep, mem, err); got != "refused parquet\n" {
			t.Errorf("got %q, %v", got, err)
		}
	})
}
