// Package reference reads the figures that tests compare with: series of the
// M3 competition and what R and others make of them. They are not part of the
// program; where FABBISOGNO_CORPUS does not name their folder, a test that asks
// for them is skipped and says so.
package reference

import (
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// Dir is the folder of reference figures, or the test is skipped.
func Dir(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("FABBISOGNO_CORPUS")
	if dir == "" {
		t.Skip("FABBISOGNO_CORPUS is not set: reference figures are not at hand")
	}
	return filepath.Join(dir, "bench")
}

// Table reads a CSV file below Dir, gzipped or not, as rows by column name.
func Table(t testing.TB, path ...string) []map[string]string {
	t.Helper()
	file, err := os.Open(filepath.Join(append([]string{Dir(t)}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var r io.Reader = file
	if strings.HasSuffix(file.Name(), ".gz") {
		if r, err = gzip.NewReader(file); err != nil {
			t.Fatal(err)
		}
	}
	records, err := csv.NewReader(r).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, rec := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = rec[i]
		}
		out = append(out, row)
	}
	return out
}

// Floats reads numbers parted by spaces.
func Floats(t testing.TB, text string) []float64 {
	t.Helper()
	var out []float64
	for f := range strings.FieldsSeq(text) {
		out = append(out, Float(t, f))
	}
	return out
}

// Float reads a number; R's NA and nothing are 0.
func Float(t testing.TB, text string) float64 {
	t.Helper()
	if text == "" || text == "NA" {
		return 0
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Case is a series of the M3 competition, with the values it was to be
// continued by.
type Case struct {
	ID          string
	M           int // periods a year
	Train, Test []float64
}

// M3 gives the yearly, quarterly, monthly or other series.
func M3(t testing.TB, group string) []Case {
	t.Helper()
	var out []Case
	for _, r := range Table(t, "m3_"+group+".csv.gz") {
		out = append(out, Case{r["id"], int(Float(t, r["freq"])), Floats(t, r["train"]), Floats(t, r["test"])})
	}
	return out
}

// Agree gives the series that the agree_ tables use, by name, without values to
// be continued by.
func Agree(t testing.TB) map[string]Case {
	t.Helper()
	out := map[string]Case{}
	for _, r := range Table(t, "expected", "agree_series.csv.gz") {
		out[r["id"]] = Case{ID: r["id"], M: int(Float(t, r["freq"])), Train: Floats(t, r["values"])}
	}
	return out
}
