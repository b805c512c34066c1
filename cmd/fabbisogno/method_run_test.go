package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/catalog"
)

// Every worked example of every diagnosis card, written by "method show --csv" and
// run by "method run", gives what the card says, as JSON and as CSV.
func TestMethodRun_gives_the_worked_examples(t *testing.T) {
	cards, err := shortage.Cards()
	if err != nil {
		t.Fatal(err)
	}
	h := testHost()
	h.catalog = sync.OnceValues(catalog.Load)
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.csv"), filepath.Join(dir, "out.csv")
	for _, c := range cards {
		for _, e := range c.Examples {
			t.Run(c.ID+"/"+e.ID, func(t *testing.T) {
				example := printed(t, h, "method", "show", c.ID, "--csv", "--example", e.ID)
				if err := os.WriteFile(in, []byte(example), 0o644); err != nil {
					t.Fatal(err)
				}
				args := []string{"method", "run", c.ID, "--in", in, "--out", out, "--json"}
				if c.ID == shortage.PriorityID {
					args = append(args, "--parameter", shortage.ParamDraws+"=1000") // neither class nor score depends on draws
				}
				var got methodResult
				if err := json.Unmarshal([]byte(printed(t, h, args...)), &got); err != nil {
					t.Fatal(err)
				}
				holdExample(t, c, e, got)
				holdCSV(t, out, got)
			})
		}
	}
}

// printed runs the program and gives its standard output.
func printed(t *testing.T, h host, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := run(args, &stdout, &stderr, h); code != exitDone {
		t.Fatalf("%q: exit code %d, %s", args, code, stderr.String())
	}
	return stdout.String()
}

// holdExample holds a result against the example of the card.
func holdExample(t *testing.T, c shortage.Card, e shortage.Example, got methodResult) {
	t.Helper()
	units := map[string]methodRow{}
	for _, r := range got.Units {
		units[r.Unit] = r
	}
	all := methodRow{}
	switch {
	case got.All != nil:
		all = *got.All
	case !c.CrossSection && len(got.Units) == 1:
		all = got.Units[0]
	case !c.CrossSection:
		t.Fatalf("%d units for one example", len(got.Units))
	}
	rows := append([]shortage.ExampleRow{{Class: e.Class, Want: e.Want}}, e.Rows...)
	for i, want := range rows {
		r := all
		if i > 0 {
			r = units[want.Unit]
		}
		if want.Class != "" && r.Class != want.Class {
			t.Errorf("unit %q has class %q, want %q", want.Unit, r.Class, want.Class)
		}
		for name, v := range want.Want {
			if p := r.Values[name]; p == nil || !(math.Abs(*p-v) <= e.Tolerance) {
				t.Errorf("unit %q has %s %v, want %v within %v", want.Unit, name, p, v, e.Tolerance)
			}
		}
	}
}

// holdCSV holds the file against the JSON: same units, classes, values.
func holdCSV(t *testing.T, path string, got methodResult) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := got.Units
	if got.All != nil {
		want = append(want, *got.All)
	}
	if len(rows) != len(want)+1 {
		t.Fatalf("%d rows in the file, want %d and a header", len(rows), len(want))
	}
	for i, r := range want {
		record := rows[i+1]
		if record[0] != r.Unit || record[1] != got.Method || record[3] != string(got.Thresholds) || record[4] != r.Class {
			t.Errorf("row %v, want unit %q, class %q", record, r.Unit, r.Class)
		}
		for k, name := range rows[0][5:] {
			text := ""
			if v := r.Values[name]; v != nil {
				text = strconv.FormatFloat(*v, 'g', -1, 64)
			}
			if record[k+5] != text {
				t.Errorf("row %v has %s %q, want %q", record, name, record[k+5], text)
			}
		}
	}
}
