package structure

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"fabbisogno/datasets/catalog"
	"fabbisogno/ingest/format/sdmx"
)

// library keeps digests of messages under the names given.
func library(t *testing.T, messages map[string]sdmx.Definitions) *Library {
	t.Helper()
	dir := t.TempDir()
	var paths []string
	for name, m := range messages {
		var b bytes.Buffer
		if err := Write(&b, &m); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	l, err := Open(paths)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func name(id, version string) sdmx.Name { return sdmx.Name{Agency: "IT1", ID: id, Version: version} }

// dsd is a structure with one dimension, whose list is that of its concept.
func dsd(version string) sdmx.Structure {
	return sdmx.Structure{Name: name("DSD", version), Dimensions: []sdmx.Component{{ID: "SEX", Scheme: "IT1:CS(1.0)", Concept: "SEX"}}}
}

func list(isPartial bool, codes ...string) sdmx.CodeList {
	l := sdmx.CodeList{Name: name("CL_SEX", "1.0"), IsPartial: isPartial}
	for _, c := range codes {
		l.Codes = append(l.Codes, sdmx.Code{ID: c})
	}
	return l
}

var (
	table  = catalog.Table{ID: "t", Structure: "DSD", Flows: []string{"F", "G"}}
	scheme = []sdmx.ConceptScheme{{Name: name("CS", "1.0"), Concepts: []sdmx.Concept{{ID: "SEX", List: "IT1:CL_SEX(1.0)"}}}}
)

func constraint(flow string, isActual bool, codes ...string) sdmx.Constraint {
	return sdmx.Constraint{Name: name("CC", "1.0"), IsActual: isActual, For: []string{flow},
		Regions: []sdmx.Region{{Keys: []sdmx.RegionKey{{ID: "SEX", Codes: codes}, {ID: "TIME_PERIOD", Start: "2020"}}}}}
}

func TestWhichMessageCounts(t *testing.T) {
	message := func(prepared, version string, l sdmx.CodeList) sdmx.Definitions {
		return sdmx.Definitions{Prepared: prepared, Structures: []sdmx.Structure{dsd(version)}, Schemes: scheme, CodeLists: []sdmx.CodeList{l}}
	}
	for name, c := range map[string]struct {
		messages map[string]sdmx.Definitions
		version  string
		codes    int
	}{
		"one":                    {map[string]sdmx.Definitions{"a": message("2026-01", "1.0", list(false, "M"))}, "1.0", 1},
		"newer_list":             {map[string]sdmx.Definitions{"b": message("2026-01", "1.0", list(false, "M")), "a": message("2026-02", "1.0", list(false, "M", "F"))}, "1.0", 2},
		"higher_version":         {map[string]sdmx.Definitions{"a": message("2026-01", "1.10", list(false, "M", "F", "T")), "b": message("2026-02", "1.9", list(false, "M"))}, "1.10", 1},
		"whole_before_newer":     {map[string]sdmx.Definitions{"a": message("2026-01", "1.0", list(false, "M", "F")), "b": message("2026-02", "1.0", list(true, "M"))}, "1.0", 2},
		"equally_old_by_name":    {map[string]sdmx.Definitions{"a": message("2026-01", "1.0", list(false, "M")), "b": message("2026-01", "1.0", list(false, "M", "F"))}, "1.0", 2},
		"a_part_where_only_that": {map[string]sdmx.Definitions{"a": message("2026-01", "1.0", list(true, "M"))}, "1.0", 1},
	} {
		t.Run(name, func(t *testing.T) {
			g, err := library(t, c.messages).For(table, "IT1")
			if err != nil || g == nil {
				t.Fatal(g, err)
			}
			d, ok := g.Dimension("sex")
			if !ok || g.Structure.Version != c.version || len(d.Codes) != c.codes {
				t.Errorf("structure %s, dimension %+v", g.Structure, d)
			}
		})
	}
}

func TestConstraintsOfFlows(t *testing.T) {
	l := library(t, map[string]sdmx.Definitions{
		"a": {Prepared: "2026-01", Constraints: []sdmx.Constraint{constraint("IT1:F(1.0)", true, "M")}},
		"b": {Prepared: "2026-02", Constraints: []sdmx.Constraint{constraint("IT1:F(1.0)", true, "M", "F"), constraint("IT1:DSD(1.0)", false, "M", "F", "T"), constraint("IT1:OTHER(1.0)", true, "X")}},
		"c": {Prepared: "2026-01", Constraints: []sdmx.Constraint{constraint("IT1:G(1.0)", true, "T")}},
	})
	g, err := l.For(table, "IT1")
	if err != nil || g == nil || len(g.Constraints) != 3 {
		t.Fatalf("%+v, %v", g, err)
	}
	for i, want := range []struct {
		flows, codes int
		isActual     bool
	}{{1, 2, true}, {0, 3, false}, {1, 1, true}} {
		c := g.Constraints[i]
		if len(c.Flows) != want.flows || c.IsActual != want.isActual || len(c.Regions) != 1 || len(c.Regions[0].Keys) != 1 || len(c.Regions[0].Keys[0].Codes) != want.codes {
			t.Errorf("constraint %d: %+v", i, c)
		}
	}
	if other, err := l.For(table, "ESTAT"); other != nil || err != nil {
		t.Errorf("another agency's table: %+v, %v", other, err)
	}
}

// TestHash covers what is defined and nothing else.
func TestHash(t *testing.T) {
	base := sdmx.Definitions{Prepared: "2026-01", Structures: []sdmx.Structure{dsd("1.0")}, Schemes: scheme, CodeLists: []sdmx.CodeList{list(false, "M")},
		Constraints: []sdmx.Constraint{constraint("IT1:F(1.0)", true, "M")}}
	hash := func(m sdmx.Definitions) string {
		return library(t, map[string]sdmx.Definitions{"a": m}).Hash(table, "IT1")
	}
	was := hash(base)
	if was == "" || library(t, nil).Hash(table, "IT1") != "" {
		t.Fatal("no hash, or one of nothing")
	}
	later, titled, longer := base, base, base
	later.Prepared = "2026-09"
	titled.Structures = []sdmx.Structure{dsd("1.0")}
	titled.Structures[0].Labels = sdmx.Labels{"it": "x"}
	longer.Constraints = []sdmx.Constraint{constraint("IT1:F(1.0)", true, "M")}
	longer.Constraints[0].Regions[0].Keys[1].End = "2026"
	for name, m := range map[string]sdmx.Definitions{"later": later, "titled": titled, "longer": longer} {
		if hash(m) != was {
			t.Errorf("%s: another hash", name)
		}
	}
	coded, allowed := base, base
	coded.CodeLists = []sdmx.CodeList{list(false, "M", "F")}
	allowed.Constraints = []sdmx.Constraint{constraint("IT1:F(1.0)", false, "M")}
	for name, m := range map[string]sdmx.Definitions{"coded": coded, "allowed": allowed} {
		if hash(m) == was {
			t.Errorf("%s: the same hash", name)
		}
	}
}

// TestOtherForm passes over what can't be read as a digest.
func TestOtherForm(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	for _, text := range []string{"", "{", `{"form":99}`} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		l, err := Open([]string{path})
		if err != nil || len(l.digests) != 0 {
			t.Errorf("%q: %+v, %v", text, l, err)
		}
	}
	if _, err := Open([]string{filepath.Join(t.TempDir(), "gone")}); err == nil {
		t.Error("a digest that is gone is no error")
	}
}
