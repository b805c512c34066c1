package catalog

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// corpus is ISTAT's part of the real files, or skips the test.
func corpus(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("FABBISOGNO_CORPUS")
	if dir == "" {
		t.Skip("FABBISOGNO_CORPUS is not set: declarations are not compared with the publisher's catalogue")
	}
	return filepath.Join(dir, "real", "istat")
}

func records(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.LazyQuotes = true
	all, err := r.ReadAll()
	if err != nil {
		t.Fatalf("read %s: %v", name, err)
	}
	return all[1:]
}

// oldNames are the columns of flow 41_983 as the portal before 2024 spelt and ordered them.
var oldNames = []string{"FREQ", "ESITO", "ITTER107", "TIPO_DATO"}

// TestCorpus_structures compares flows, structures and key orders with ISTAT's catalogue.
func TestCorpus_structures(t *testing.T) {
	dir, c := corpus(t), load(t)
	structures := map[string][]string{} // structure to dimensions in order
	for _, r := range records(t, filepath.Join(dir, "catalogue", "datastructures_IT1.csv")) {
		position, err := strconv.Atoi(r[2])
		if err != nil {
			t.Fatal(err)
		}
		for len(structures[r[0]]) < position {
			structures[r[0]] = append(structures[r[0]], "")
		}
		structures[r[0]][position-1] = r[3]
	}
	flows := map[string]string{} // flow to structure
	for _, r := range records(t, filepath.Join(dir, "catalogue", "dataflows_IT1.csv")) {
		flows[r[0]] = r[5]
	}
	compared := 0
	for _, table := range c.Tables {
		if table.Provider != "istat" {
			continue
		}
		compared++
		for _, flow := range table.Flows {
			if flows[flow] != table.Structure {
				t.Errorf("table %s: flow %s has structure %q, declared %q", table.ID, flow, flows[flow], table.Structure)
			}
		}
		want := structures[table.Structure]
		if table.ID == "istat_road_accidents" {
			want = oldNames
		}
		if diff := cmp.Diff(want, table.Key); diff != "" {
			t.Errorf("table %s: key order of %s (-publisher +declared):\n%s", table.ID, table.Structure, diff)
		}
	}
	if compared < 10 {
		t.Errorf("%d tables of ISTAT compared, want at least 10", compared)
	}
}

// TestCorpus_children checks that every child of a declared flow, except those
// with the survey rules before 2021, finds the table of its parent.
func TestCorpus_children(t *testing.T) {
	dir, c := corpus(t), load(t)
	children := 0
	for _, r := range records(t, filepath.Join(dir, "catalogue", "dataflows_IT1.csv")) {
		parent, _, isChild := strings.Cut(r[0], "_DF_")
		want, declared := c.TableForFlow(parent)
		if !isChild || !declared {
			continue
		}
		children++
		got, ok := c.TableForFlow("IT1:" + r[0] + "(1.0)")
		if old := strings.HasSuffix(r[0], "_UNT2020"); ok == old || ok && got.ID != want.ID {
			t.Errorf("flow %s finds table %q, its parent %q", r[0], got.ID, want.ID)
		}
	}
	if children < 50 {
		t.Errorf("%d children compared, want at least 50", children)
	}
}

// TestCorpus_files checks that each real SDMX-CSV file finds its table, that
// every key column of the table is in the file, and every column of the file
// is declared.
func TestCorpus_files(t *testing.T) {
	dir, c := corpus(t), load(t)
	files := 0
	for _, pattern := range []string{"sdmx-csv/*.csv", "sdmx-csv/*/*.csv*", "vintages-and-series/*_monthly_*"} {
		names, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			files++
			t.Run(filepath.Base(name), func(t *testing.T) { checkFile(t, c, name) })
		}
	}
	if files < 10 {
		t.Errorf("%d files, want at least 10", files)
	}
}

func checkFile(t *testing.T, c *Catalog, name string) {
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var in io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	r := csv.NewReader(bufio.NewReader(in))
	header, err := r.Read()
	if err != nil {
		t.Fatal(err)
	}
	first, err := r.Read()
	if err != nil {
		t.Fatal(err)
	}
	table, ok := c.TableForFlow(first[0])
	if !ok {
		t.Fatalf("flow %s has no table", first[0])
	}
	for i, column := range header {
		header[i], _, _ = strings.Cut(column, ":") // labels=both writes CODE: label
	}
	for _, key := range table.Key {
		if !slices.Contains(header, key) {
			t.Errorf("key column %s of %s is not in the file", key, table.ID)
		}
	}
	for _, column := range header[1:] {
		if !slices.ContainsFunc(table.Dimensions, func(d Dimension) bool { return matches(d, column) }) {
			t.Errorf("column %s is not declared in %s", column, table.ID)
		}
	}
}

// matches says whether a declared column is this one.
func matches(d Dimension, column string) bool {
	prefix, isPattern := strings.CutSuffix(d.Name, "*")
	return d.Name == column || isPattern && strings.HasPrefix(column, prefix)
}
