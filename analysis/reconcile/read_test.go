package reconcile

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	for name, c := range map[string]struct {
		file      string
		structure string
		nodes     string // joined by a blank
		tree      bool
	}{
		"tags, one tree": {"unique_id,area,region\ns1,N,R1\ns2,N,R2\ns3,N,R2\ns4,S,R3\n", "", "Total N S R1 R2 R3 s1 s2 s3 s4", true},
		// R3 is the only region of S and holds the same series, under a name of its own.
		"tags, semicolons, mark, spaces":    {"\ufeffarea; unique_id\nN; s1\nN; s2\n", "", "N s1 s2", true},
		"tags, a label named as its parent": {"unique_id,area,region\ns1,N,N\ns2,N,N\ns3,S,R\n", "", "Total N S R s1 s2 s3", true},
		"tags, crossed":                     {"unique_id,sex,area\n1,f,N\n2,f,S\n3,m,N\n4,m,S\n", "sex*area", "Total N S f m 1 2 3 4", false},
		"tags, nested and crossed": {"unique_id,sex,area,region\n1,f,N,R1\n2,f,S,R2\n3,m,N,R1\n4,m,N,R3\n", "area / region * sex",
			"Total f m N S N/f S/f N/m R1 R2 R3 1 2 3 4", false},
		"tags, two series in a cell": {"unique_id,sex,area\n1,f,N\n2,f,N\n3,m,N\n4,m,S\n", "sex*area", "Total N S f m f/N m/N m/S 1 2 3 4", false},
		"tags, one column used":      {"unique_id,sex,area\n1,f,N\n2,f,N\n3,m,S\n", "sex", "Total f m 1 2 3", true},
		"paths":                      {"unique_id\nIT/N/R1\nIT/N/R2\nIT/S/R3\n", "", "IT IT/N IT/S IT/N/R1 IT/N/R2 IT/S/R3", true},
		"paths, two roots":           {"unique_id\nA/x\nA/y\nB/z\n", "", "Total A B A/x A/y B/z", true},
		"without a header":           {"T,N,s1\nT,N,s2\nT,S,s3\n", "", "T N S s1 s2 s3", true},
		"dense":                      {",s1,s2,s3\nall,1,1,1\nhead,1,1,0\ns1,1,0,0\ns2,0,1,0\ns3,0,0,1\n", "", "all head s1 s2 s3", true},
		"dense, no rows for series":  {"node;s1;s2\nall;1;1.0\n", "", "all s1 s2", true},
		"dense, overlapping":         {",s1,s2,s3\na,1,1,0\nb,0,1,1\n", "", "a b s1 s2 s3", false},
		"dense, weighted":            {",s1,s2\nnet,1,-1\n", "", "net s1 s2", false},
		"triplets":                   {"node,series,weight\nall,s1,1\nall,s2,1\ns1,s1,1\n", "", "all s1 s2", true},
	} {
		h, err := Read("f.csv", strings.NewReader(c.file), Format{Structure: c.structure})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := strings.Join(h.Nodes(), " "); got != c.nodes {
			t.Errorf("%s: nodes %q, want %q", name, got, c.nodes)
		}
		if h.IsTree() != c.tree {
			t.Errorf("%s: tree %v", name, h.IsTree())
		}
	}
}

// Sums of a crossing, by value: the bottom series are powers of two.
func TestRead_sums(t *testing.T) {
	h, err := Read("f.csv", strings.NewReader("unique_id,sex,area,region\n1,f,N,R1\n2,f,S,R2\n3,m,N,R1\n4,m,N,R3\n"), Format{Structure: "area/region*sex"})
	if err != nil {
		t.Fatal(err)
	}
	m, err := h.Aggregate(Matrix{4, 1, []float64{1, 2, 4, 8}})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]float64{"Total": 15, "f": 3, "m": 12, "N": 13, "S": 2, "N/f": 1, "S/f": 2, "N/m": 12, "R1": 5, "R2": 2, "R3": 8, "4": 8}
	for id, v := range want {
		if i, ok := h.Node(id); !ok || m.Data[i] != v {
			t.Errorf("%s is %v, want %v", id, m.Data[i], v)
		}
	}
	var levels []string
	for _, l := range h.Levels() {
		levels = append(levels, l.Name)
	}
	if got := strings.Join(levels, ", "); got != "Total, sex, area, area * sex, region, bottom" {
		t.Errorf("levels %q", got)
	}
	weighted, err := Read("f.csv", strings.NewReader(",s1,s2\nnet,1,-1\nboth,1,1\n"), Format{})
	if err != nil {
		t.Fatal(err)
	}
	if m, err = weighted.Aggregate(Matrix{2, 1, []float64{5, 3}}); err != nil || m.Data[0] != 2 || m.Data[1] != 8 {
		t.Errorf("weighted sums %v, %v", m.Data, err)
	}
	if got := weighted.Counts(); !slices.Equal(got, []float64{2, 2, 1, 1}) {
		t.Errorf("counts %v", got)
	}
}

func TestRead_refuses(t *testing.T) {
	for name, c := range map[string]struct {
		file, structure string
		row             int
		column, value   string
		says, hint      string
	}{
		"empty":                 {"", "", 0, "", "", "empty", "unique_id"},
		"header only":           {"unique_id,area\n", "", 0, "", "", "no bottom series", "row a series"},
		"ragged":                {"unique_id,area\ns1,N\ns2\n", "", 3, "", "", "wrong number of fields", "as many cells"},
		"missing label":         {"unique_id,area,region\ns1,N,\n", "", 2, "region", "", "label is missing", "repeat the label of its parent"},
		"series twice":          {"unique_id,area\ns1,N\ns2,N\ns1,S\n", "", 4, "unique_id", "s1", "stands twice", "remove"},
		"two parents":           {"unique_id,area,city\ns1,N,city\ns2,S,city\n", "", 3, "city", "city", `lies in both "N" and "S" of column "area"`, "area * city"},
		"label twice":           {"unique_id,a,b\ns1,x,p\ns2,x,q\ns3,p,r\n", "a*b", 4, "a", "p", "names two different sums", "another label"},
		"label is a series":     {"unique_id,a\ns1,s2\ns2,s2\ns3,s1\n", "", 3, "unique_id", "s2", "id of a series and of a sum", "another name"},
		"unknown column":        {"unique_id,a\ns1,x\n", "a*b", 1, "", "b", "has not", "its columns are a"},
		"structure":             {"unique_id,a\ns1,x\n", "a**b", 0, "", "", "a name is missing", ""},
		"no header, two roots":  {"area,series\nN,s1\nN,s2\n", "", 2, "level 1", "N", "another label", "unique_id"},
		"no header, one column": {"s1\ns2\n", "", 1, "", "s1", "no column is headed unique_id", "head the column"},
		"heading twice":         {"unique_id,a,a\ns1,x,y\n", "", 1, "a", "", "stands twice", "heading of its own"},
		"path is a series":      {"unique_id\nIT/N\nIT/N/R1\n", "", 2, "unique_id", "IT/N", "is a series and the parent", "leave sums out"},
		"path twice":            {"unique_id\nIT/N\nIT/N\n", "", 3, "unique_id", "IT/N", "stands twice", "remove"},
		"no weight":             {",s1,s2\nall,1,one\n", "", 2, "s2", "one", "is not a weight", "point before the decimals"},
		"infinite weight":       {",s1,s2\nall,1,inf\n", "", 2, "s2", "inf", "is not a weight", ""},
		"bottom is a sum":       {",s1,s2\nall,1,1\ns1,0,1\n", "", 3, "s2", "s1", "another column than its own", "by position"},
		"node twice":            {",s1,s2\nall,1,1\nall,1,1\n", "", 3, "", "all", "first in row 2", "remove"},
		"sum of nothing":        {",s1,s2\nall,0,0\n", "", 2, "", "all", "sum of nothing", "remove"},
		"series column twice":   {",s1,s1\nall,1,1\n", "", 1, "", "s1", "stands twice", "id of its own"},
		"triplet twice":         {"node,series,weight\nall,s1,1\nall,s2,1\nall,s1,1\n", "", 4, "series", "s1", "stands twice in node \"all\", first in row 2", "add their weights"},
	} {
		_, err := Read("tags.csv", strings.NewReader(c.file), Format{Structure: c.structure})
		var fault *FileError
		if !errors.As(err, &fault) {
			t.Errorf("%s: %v is no FileError", name, err)
			continue
		}
		if fault.File != "tags.csv" || fault.Row != c.row || fault.Column != c.column || fault.Value != c.value ||
			!strings.Contains(fault.Err.Error(), c.says) || !strings.Contains(fault.Hint, c.hint) {
			t.Errorf("%s: row %d, column %q, value %q: %v (%s)", name, fault.Row, fault.Column, fault.Value, fault.Err, fault.Hint)
		}
	}
}

// The tags of the collections and their summing matrices give the same sums.
func TestRead_tags_as_summing_matrix(t *testing.T) {
	for name, bottom := range map[string]int{"labour": 32, "tourismsmall": 56, "tourismlarge": 304} {
		path := filepath.Join(corpus(t), "hier_"+name+"_tags.csv.gz")
		h, err := Read(path, unzipped(t, path), Format{})
		if err != nil {
			t.Fatal(err)
		}
		if h.Bottom() != bottom || !h.IsTree() {
			t.Errorf("%s: %d bottom series, tree %v", name, h.Bottom(), h.IsTree())
		}
	}
	for name, tree := range map[string]bool{"labour": true, "tourismsmall": true, "tourismlarge": false} {
		if c := loadCollection(t, name, 1); c.h.IsTree() != tree {
			t.Errorf("%s: tree %v", name, c.h.IsTree())
		}
	}
}
