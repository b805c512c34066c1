package ingest

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"fabbisogno/datasets/warehouse"
)

// TestCorpusEncodings says what becomes of the recorded files that are neither
// SDMX-CSV 1.0 nor workbooks. Most are of flows that the catalogue does not hold,
// or views that leave out dimensions; such a file is refused, never loaded in part.
func TestCorpusEncodings(t *testing.T) {
	cases := []struct {
		path, table string
		loaded      int64
		refused     string // rule; the table is told before the columns are
	}{
		{path: "eurostat/tsv/estat_lfsi_jhh_a.MOCK.tsv.gz", refused: "table"},
		{path: "eurostat/tsv/gov_10dd_edpt1.tsv", refused: "table"},
		{path: "eurostat/tsv/teina200.tsv", refused: "table"},
		{path: "eurostat/tsv/tsdde410.tsv", refused: "table"},
		{path: "eurostat/sdmx-csv/earn_ses_annual_sdmxcsv2_labels.csv", refused: "table"},
		{path: "oecd/DF_MIG_INT_PER_ITA.csv", refused: "table"},
		{path: "oecd/DF_MIG_ITA_B11.csv.gz", refused: "table"},
		{path: "sdmx-generic/sdmx-csv-2.0/example-01.csv", refused: "table"},
		{path: "istat/databrowser-csv-it/163_184_DF_DCCN_PILQ_1.csv", refused: "table"},
		{path: "istat/databrowser-csv-it/163_88_DF_DCCN_OCCQSEC2010_1.csv", refused: "table"},
		{path: "istat/databrowser-csv-it/150_915_DF_DCCV_TAXOCCU1_6.csv", table: "istat_employment_rate", refused: "column-missing"},
		{path: "istat/istat-dot-stat-csv/demi/DCCV_OCCUPATIT1_12012025110421591.csv", table: "istat_employed", refused: "column-missing"},
		{path: "istat/istat-dot-stat-csv/demi/DCCV_OCCUPATIT1_12012025110704049.csv", table: "istat_employed", refused: "column-missing"},
		{path: "istat/istat-dot-stat-csv/demi/DCCV_OCCUPATIT1_12012025111941696.csv", table: "istat_employed", refused: "column-missing"},
		{path: "istat/istat-dot-stat-csv/demi/DCCV_TAXDISOCCU1_12012025111208359.csv", table: "istat_unemployment", refused: "column-missing"},
		{path: "istat/istat-dot-stat-csv/demi/DCIS_PERMSOGG1_12012025111539693.csv", table: "istat_residence_permits", refused: "column-missing"},
		{path: "istat/istat-dot-stat-csv/empoweritaly/D7-Unemployment_rate_between_foreigners_and_italians.csv", refused: "table"},
		{path: "istat/istat-dot-stat-csv/demi/DCCV_TAXOCCU1_12012025110922125.csv", table: "istat_employment_rate", loaded: 1200},
	}
	dir := filepath.Join(corpus(t), "real")
	for _, c := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(c.path), filepath.Ext(c.path)), func(t *testing.T) {
			g := newIngester(t, &memory{})
			rep, err := g.File(context.Background(), Request{Path: filepath.Join(dir, filepath.FromSlash(c.path))})
			checkRuleNames(t, rep, err)
			var refused *SourceError
			if c.refused != "" {
				if !errors.As(err, &refused) || refused.Rule != c.refused || refused.Table != c.table {
					t.Errorf("got table %q, %v; want table %q refused by %s", rep.Table, err, c.table, c.refused)
				}
				return
			}
			want := warehouse.Counts{Read: c.loaded, Loaded: c.loaded, Observations: c.loaded}
			if err != nil || rep.Table != c.table || rep.Counts != want {
				t.Errorf("got table %q, %+v, %v; want table %q, %+v", rep.Table, rep.Counts, err, c.table, want)
			}
		})
	}
}
