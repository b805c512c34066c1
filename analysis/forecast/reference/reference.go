// Package reference reads the tables of reference figures that agreement tests
// compare with: series and results of R and others, as CSV, gzipped or not,
// under bench/ of the folder that FABBISOGNO_CORPUS names. Where it is not set
// the test is skipped and says so. It refuses to be used outside tests.
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

// Row is one line of a table by column name.
type Row map[string]string

// Rows of a table under bench/.
func Rows(t testing.TB, path ...string) []Row {
	t.Helper()
	dir := os.Getenv("FABBISOGNO_CORPUS")
	if dir == "" {
		t.Skip("FABBISOGNO_CORPUS is not set: reference figures are not at hand")
	}
	file, err := os.Open(filepath.Join(append([]string{dir, "bench"}, path...)...))
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
	var out []Row
	for _, record := range records[1:] {
		row := Row{}
		for i, name := range records[0] {
			row[name] = record[i]
		}
		out = append(out, row)
	}
	return out
}

// Numbers separated by spaces; NA and an empty field are no number.
func Numbers(t testing.TB, text string) []float64 {
	t.Helper()
	var out []float64
	for field := range strings.FieldsSeq(text) {
		if field == "NA" {
			continue
		}
		v, err := strconv.ParseFloat(field, 64)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

// Integer of a field.
func Integer(t testing.TB, text string) int {
	t.Helper()
	v, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Series of agree_series.csv.gz.
type Series struct {
	ID     string
	Season int // periods a year
	Values []float64
}

// AgreeSeries are the series that the agree_* tables use, by id.
func AgreeSeries(t testing.TB) map[string]Series {
	t.Helper()
	out := map[string]Series{}
	for _, r := range Rows(t, "expected", "agree_series.csv.gz") {
		out[r["id"]] = Series{r["id"], Integer(t, r["freq"]), Numbers(t, r["values"])}
	}
	return out
}
