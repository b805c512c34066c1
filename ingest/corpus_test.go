package ingest

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"fabbisogno/datasets/warehouse"

	"github.com/google/go-cmp/cmp"
)

// corpus is the folder of real files, or the test is skipped.
func corpus(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("FABBISOGNO_CORPUS")
	if dir == "" {
		t.Skip("FABBISOGNO_CORPUS is not set: no real files to read")
	}
	return dir
}

// corpusFile is what a real file must give. Rows are those of wc -l less the
// header; every one loads.
type corpusFile struct {
	path  string
	table string
	rows  int64
}

var corpusFiles = []corpusFile{
	{"sdmx-csv/istat_ipi_2026-08.csv", "istat_industrial_production", 3180},
	{"sdmx-csv/istat_ipi_labels_2026.csv", "istat_industrial_production", 6},
	{"sdmx-csv/demi/28_185_DF_DCIS_MIGRAZIONI_2.csv.gz", "istat_migration", 12296},
	{"sdmx-csv/demi/29_348_DF_DCIS_PERMSOGG1_1.csv", "istat_residence_permits", 3607},
	{"sdmx-csv/demi/29_849_DF_DCIS_ACQCITIZ_1.csv", "istat_citizenship_acquired", 408},
	{"sdmx-csv/guida-api-istat/filtro_esempio02.csv", "istat_road_accidents", 18},
	{"sdmx-csv/guida-api-istat/filtro_esempio03.csv", "istat_road_accidents", 36},
	{"vintages-and-series/150_872_employment_rate_monthly_edition_2026M1G8.csv.gz", "istat_employment_rate_monthly", 5260},
	{"vintages-and-series/150_875_employed_monthly_all_editions_headline.csv.gz", "istat_employed_monthly", 11496},
	{"vintages-and-series/150_875_employed_monthly_edition_2026M1G8.csv.gz", "istat_employed_monthly", 7364},
	{"vintages-and-series/151_874_unemployment_rate_monthly_all_editions_headline.csv.gz", "istat_unemployment_monthly", 11496},
	{"vintages-and-series/151_874_unemployment_rate_monthly_edition_2026M1G8.csv.gz", "istat_unemployment_monthly", 5260},
}

func TestCorpusCounts(t *testing.T) {
	dir := filepath.Join(corpus(t), "real", "istat")
	db := &memory{}
	g := newIngester(t, db)
	for _, f := range corpusFiles {
		t.Run(filepath.Base(f.path), func(t *testing.T) {
			rep, err := g.File(context.Background(), Request{Path: filepath.Join(dir, f.path)})
			if err != nil {
				t.Fatal(err)
			}
			want := warehouse.Counts{Read: f.rows, Loaded: f.rows, Observations: f.rows}
			if rep.Table != f.table || rep.Counts != want || rep.IsSynthetic {
				t.Errorf("got table %s, %+v, synthetic %v; want table %s, %+v", rep.Table, rep.Counts, rep.IsSynthetic, f.table, want)
			}
			checkRuleNames(t, rep, nil)
			compareWithRaw(t, filepath.Join(dir, f.path), db.loads[len(db.loads)-1])
		})
	}
	found, err := filepath.Glob(filepath.Join(dir, "sdmx-csv", "*", "*.csv*"))
	top, err2 := filepath.Glob(filepath.Join(dir, "sdmx-csv", "*.csv*"))
	if err != nil || err2 != nil || len(found)+len(top) != 7 {
		t.Errorf("%d SDMX-CSV files in the corpus, the table above lists 7", len(found)+len(top))
	}
}

// compareWithRaw reads the file by the standard library and compares value,
// period and measure of every row: the real files are well formed, so the two
// readers must agree on them.
func compareWithRaw(t *testing.T, path string, l warehouse.Load) {
	t.Helper()
	r := csv.NewReader(rawText(t, path))
	header, err := r.Read()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range header {
		code, _, _ := strings.Cut(name, ": ")
		column[code] = i
	}
	byRow := map[int64]warehouse.Observation{}
	for _, o := range l.Observations {
		byRow[o.Row] = o
	}
	for line := int64(2); ; line++ {
		cells, err := r.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		o, ok := byRow[line]
		value, perr := strconv.ParseFloat(cells[column["OBS_VALUE"]], 64)
		if perr != nil {
			value = math.NaN()
		}
		same := o.Value == value || (math.IsNaN(o.Value) && math.IsNaN(value))
		if !ok || !same || o.Period != cells[column["TIME_PERIOD"]] {
			t.Fatalf("line %d is %v, loaded as %+v", line, cells, o)
		}
	}
}

func rawText(t *testing.T, path string) io.Reader {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(path, ".gz") {
		z, err := gzip.NewReader(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return bufio.NewReader(z)
	}
	return bytes.NewReader(text)
}

// TestCorpusCells holds single rows, read by eye in the raw files, against what is loaded.
func TestCorpusCells(t *testing.T) {
	dir := filepath.Join(corpus(t), "real", "istat")
	cases := []struct {
		name, path string
		row        int64
		want       string
	}{
		{"first_row_of_production", "sdmx-csv/istat_ipi_2026-08.csv", 2,
			"row 2 OBS_VALUE industrial_production_sa_index nuts2021:IT ateco2007:0020 2000-01 = 118.7\n"},
		{"row_with_labels", "sdmx-csv/istat_ipi_labels_2026.csv", 2,
			"row 2 OBS_VALUE industrial_production_sa_index nuts2021:IT ateco2007:0020 2026-01 = 93.5\n"},
		{"permits_of_men", "sdmx-csv/demi/29_348_DF_DCIS_PERMSOGG1_1.csv", 2,
			"row 2 OBS_VALUE residence_permits_persons nuts2021:IT istat_country:999 M TOTAL TYPE_RES_PERMIT=LONGT 2019 = 69\n"},
		{"migration_keeps_ISTAT_total", "sdmx-csv/demi/28_185_DF_DCIS_MIGRAZIONI_2.csv.gz", 2,
			"row 2 OBS_VALUE migration_persons istat_ref_area:ITTOT istat_country:999 M TOTAL CHANGE_OF_RESIDENCE=FREIGN;COUNTRY_NEXT_RESID=X1033;COUNTRY_PREV_RESID=X1033 2019 = 18\n"},
		{"municipality_keeps_its_zero", "sdmx-csv/guida-api-istat/filtro_esempio02.csv", 2,
			"row 2 OBS_VALUE road_injured_persons istat_ref_area:082053 2001 = 3764\n"},
		{"edition", "vintages-and-series/150_875_employed_monthly_all_editions_headline.csv.gz", 2,
			"row 2 OBS_VALUE employed_sa_thousand nuts2021:IT T Y15-89 2004-01 = 22188.303\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			db := &memory{}
			g := newIngester(t, db)
			if _, err := g.File(context.Background(), Request{Path: filepath.Join(dir, c.path)}); err != nil {
				t.Fatal(err)
			}
			for _, o := range db.loads[0].Observations {
				if o.Row == c.row {
					if diff := cmp.Diff(c.want, observationText(o)); diff != "" {
						t.Errorf("row %d (-want +got):\n%s", c.row, diff)
					}
					return
				}
			}
			t.Errorf("row %d is not loaded", c.row)
		})
	}
}

func TestCorpusEditions(t *testing.T) {
	path := filepath.Join(corpus(t), "real", "istat", "vintages-and-series", "151_874_unemployment_rate_monthly_all_editions_headline.csv.gz")
	db := &memory{}
	g := newIngester(t, db)
	rep, err := g.File(context.Background(), Request{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	editions := map[string]int{}
	for _, o := range db.loads[0].Observations {
		editions[o.Vintage]++
	}
	if len(editions) != 48 {
		t.Errorf("%d editions, want the 48 of the flow", len(editions))
	}
	if got := rep.Released.Format("2006-01-02"); got != "2026-01-08" {
		t.Errorf("released %s, want the day of the latest edition, 2026M1G8", got)
	}
	if editions["2022-02-01"] == 0 || editions["2022-11-03"] == 0 {
		t.Errorf("editions 2022M2G1 and 2022M11G3 are missing in %v", editions)
	}
}
