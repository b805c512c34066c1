package shortage

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/published"
	"fabbisogno/datasets/tomlfile"
)

// declared are the parameters of the catalogue, read from their files so that
// these tests stand on the declared values and on nothing else of the catalogue.
func declared(t *testing.T) Parameters {
	t.Helper()
	var all Parameters
	paths, err := filepath.Glob("../../datasets/catalog/parameters/*.toml")
	if err != nil || len(paths) < 2 {
		t.Fatalf("parameter files %v, %v", paths, err)
	}
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var file struct {
			Parameter []catalog.Parameter `toml:"parameter"`
		}
		if err := tomlfile.Decode(path, b, &file); err != nil {
			t.Fatal(err)
		}
		all = append(all, file.Parameter...)
	}
	return all
}

// scale brings a printed unit to the indicator's.
var scale = map[string]float64{"thousand": 1000, "thousand_persons": 1000}

// publishedFigures reads the embedded published tables, without the warehouse.
func publishedFigures(t *testing.T) Figures {
	t.Helper()
	var out Figures
	for _, file := range published.Files() {
		rows, err := csv.NewReader(bytes.NewReader(file.Bytes)).ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", file.Name, err)
		}
		col := map[string]int{}
		for i, name := range rows[0] {
			col[name] = i
		}
		for i, r := range rows[1:] {
			at := func(name string) string { return r[col[name]] }
			if at("OCCUPATION_LABEL")+at("COUNTERPART")+at("citizenship")+at("sex") != "" || at("EMPLOYESS_CLASS") == "W_GE10" {
				continue
			}
			v, err := strconv.ParseFloat(at("value"), 64)
			if err != nil {
				continue // text rows
			}
			if s, ok := scale[at("unit")]; ok && strings.HasSuffix(at("measure"), "_persons") {
				v *= s
			}
			out = append(out, Figure{Source: Source{Table: file.Table, Row: int64(i + 2), Key: at("id"), Period: at("period")},
				Measure: at("measure"), Territory: at("territory"), Group: at("sector_group"), Channel: at("CHANNEL"),
				Ref: at("REF"), Value: v, Status: at("status"), Note: at("note")})
		}
	}
	return out
}

func publishedPanel(t *testing.T, figs Figures, year int) Panel {
	t.Helper()
	evidence, err := SevenGroups()
	if err != nil {
		t.Fatal(err)
	}
	in, err := Published(figs, year, evidence, declared(t))
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func apply(t *testing.T, in Panel, p Parameters) Result {
	t.Helper()
	res, err := Priority(in, p.With(ParamDraws, 300), 1) // enough for what the tests ask of shares
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// picks are the codes of the priority sectors, in the order of codes.
func picks(r Result) string {
	var out []string
	for _, o := range r.Outcomes {
		if o.Class == ClassPriority {
			out = append(out, o.Code.Value)
		}
	}
	return strings.Join(out, " ")
}

func outcome(t *testing.T, r Result, code string) Outcome {
	t.Helper()
	for _, o := range r.Outcomes {
		if o.Code.Value == code {
			return o
		}
	}
	t.Fatalf("no outcome for %s", code)
	return Outcome{}
}
