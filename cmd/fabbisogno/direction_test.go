package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// listed is what the test needs of `go list -json`.
type listed struct {
	ImportPath string
	Imports    []string
}

// rooms that a room may import; every room may import itself.
var mayImport = map[string][]string{
	"cmd":      {"reports", "analysis", "datasets", "ingest"},
	"reports":  {"analysis", "datasets"},
	"analysis": {"datasets"},
	"ingest":   {"datasets"},
	"datasets": {},
}

// soleImporters are the packages that alone may import a library: each is a wall
// behind which the library can be exchanged.
var soleImporters = []struct {
	library string // import path prefix
	why     string
	owners  []string
}{
	{"github.com/duckdb/duckdb-go", "the DuckDB driver", []string{"fabbisogno/datasets/warehouse"}},
	{"github.com/duckdb/duckdb-go-bindings", "DuckDB's C interface", []string{"fabbisogno/datasets/warehouse"}},
	{"github.com/apache/arrow-go", "Arrow", []string{"fabbisogno/datasets/warehouse"}},
	{"github.com/pelletier/go-toml", "the TOML decoder", []string{"fabbisogno/datasets/tomlfile"}},
	{"github.com/go-echarts/go-echarts", "chart options", []string{"fabbisogno/reports/chart"}},
	{"github.com/xo/echartsgoja", "the chart engine", []string{"fabbisogno/reports/chart"}},
	{"github.com/peterstace/simplefeatures", "geometry", []string{"fabbisogno/datasets/boundaries"}},
	{"github.com/boombuler/barcode", "QR codes", []string{"fabbisogno/reports/page"}},
	{"html/template", "pages", []string{"fabbisogno/reports/page"}},
	{"net/http", "the network", []string{"fabbisogno/ingest/fetch"}},
	{"github.com/xuri/excelize", "a spreadsheet library that drops rows silently", nil},
}

func modulePackages(t *testing.T) []listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "fabbisogno/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("go list output: %v", err)
		}
		all = append(all, p)
	}
	if len(all) < 15 {
		t.Fatalf("go list found %d packages: the test would check nothing", len(all))
	}
	return all
}

func room(path string) string {
	rest, ok := strings.CutPrefix(path, "fabbisogno/")
	if !ok {
		return ""
	}
	first, _, _ := strings.Cut(rest, "/")
	return first
}

// breaches lists the imports of p that go against the direction or through a wall.
func breaches(p listed) []string {
	var bad []string
	from := room(p.ImportPath)
	for _, imp := range p.Imports {
		if to := room(imp); to != "" && to != from && !slices.Contains(mayImport[from], to) {
			bad = append(bad, p.ImportPath+" imports "+imp+": "+from+" must not know "+to)
		}
		for _, sole := range soleImporters {
			if (imp == sole.library || strings.HasPrefix(imp, sole.library+"/")) && !slices.Contains(sole.owners, p.ImportPath) {
				bad = append(bad, p.ImportPath+" imports "+imp+": "+sole.why+" is behind "+strings.Join(sole.owners, ", "))
			}
		}
	}
	return bad
}

func TestImportDirection(t *testing.T) {
	for _, p := range modulePackages(t) {
		if _, known := mayImport[room(p.ImportPath)]; !known {
			t.Errorf("%s lies outside the fixed folders", p.ImportPath)
		}
		for _, bad := range breaches(p) {
			t.Error(bad)
		}
	}
}

// The guard itself: imports that must be refused are refused.
func TestImportDirection_negative_controls(t *testing.T) {
	for _, p := range []listed{
		{"fabbisogno/analysis", []string{"fabbisogno/ingest"}},
		{"fabbisogno/datasets/codes", []string{"fabbisogno/analysis/forecast"}},
		{"fabbisogno/reports/page", []string{"fabbisogno/ingest/format"}},
		{"fabbisogno/reports/page", []string{"github.com/duckdb/duckdb-go/v2"}},
		{"fabbisogno/analysis/panel", []string{"github.com/duckdb/duckdb-go-bindings"}},
		{"fabbisogno/reports/page", []string{"fabbisogno/cmd/fabbisogno"}},
		{"fabbisogno/ingest/format/xlsx", []string{"github.com/xuri/excelize/v2"}},
		{"fabbisogno/cmd/fabbisogno", []string{"net/http"}},
	} {
		if len(breaches(p)) == 0 {
			t.Errorf("%s importing %s passes", p.ImportPath, p.Imports[0])
		}
	}
}
