package codes

import (
	"archive/zip"
	"encoding/csv"
	"encoding/xml"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// sheet reads the first sheet of a small workbook of trusted origin as rows of cells by column letter.
func sheet(t *testing.T, name string) []map[string]string {
	t.Helper()
	book, err := zip.OpenReader(name)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	read := func(part string, into any) {
		f, err := book.Open(part)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := xml.NewDecoder(f).Decode(into); err != nil {
			t.Fatalf("%s of %s: %v", part, name, err)
		}
	}
	var shared struct {
		Items []struct {
			Text []string `xml:"t"`
			Runs []string `xml:"r>t"`
		} `xml:"si"`
	}
	read("xl/sharedStrings.xml", &shared)
	var data struct {
		Rows []struct {
			Cells []struct {
				Ref   string `xml:"r,attr"`
				Type  string `xml:"t,attr"`
				Value string `xml:"v"`
			} `xml:"c"`
		} `xml:"sheetData>row"`
	}
	read("xl/worksheets/sheet1.xml", &data)
	var out []map[string]string
	for _, r := range data.Rows {
		row := map[string]string{}
		for _, c := range r.Cells {
			v := c.Value
			if c.Type == "s" {
				i, err := strconv.Atoi(v)
				if err != nil {
					t.Fatal(err)
				}
				v = strings.Join(append(shared.Items[i].Text, shared.Items[i].Runs...), "")
			}
			row[strings.TrimRight(c.Ref, "0123456789")] = v
		}
		out = append(out, row)
	}
	return out
}

// TestCorpus_crosswalk computes the weights between ATECO 2022 and 2025 again
// from the official correspondence: of the subcategories (level 6) of a
// division, or of the divisions of a section, the share whose representative
// 2025 code lies in the target. The representative code is read to its division
// (the file gives it at levels 3 to 6), and the division's section is that of
// ATECO 2025. A subcategory that goes to several codes counts where its
// representative is. The other direction is the same table of counts, read by
// column.
func TestCorpus_crosswalk(t *testing.T) {
	dir := corpus(t)
	s := load(t)
	table := sheet(t, filepath.Join(dir, "classifications", "ateco", "ateco2022_to_2025_correspondence.xlsx"))
	if len(table) != 3158 {
		t.Fatalf("%d rows in the correspondence, want 3158", len(table))
	}
	there, back := list(t, s, "ateco2022"), list(t, s, "ateco2025")
	counts := map[[2]string]float64{}
	leaves := 0
	for _, r := range table[1:] {
		if r["D"] != "6" {
			continue
		}
		leaves++
		from, okFrom := there.Find(r["B"][:2])
		to, okTo := back.Find(r["H"][:2])
		if !okFrom || !okTo {
			t.Fatalf("subcategory %s to %s: a division that the lists do not hold", r["B"], r["H"])
		}
		counts[[2]string{from.Code, to.Code}]++
		counts[[2]string{from.Parent, to.Parent}]++
	}
	if leaves != 1241 {
		t.Errorf("%d subcategories, want the 1,241 that the source says", leaves)
	}
	sumFrom, sumTo := map[string]float64{}, map[string]float64{}
	for k, n := range counts {
		sumFrom[k[0]] += n
		sumTo[k[1]] += n
	}
	check := func(c Crosswalk, of func(Link) (n, all float64)) {
		seen := 0
		for _, l := range c.Links {
			if it, _ := list(t, s, c.From).Find(l.From); it.Level == "total" {
				continue
			}
			seen++
			n, all := of(l)
			if want := n / all; n == 0 || math.Abs(l.Weight-want) > 1e-15 {
				t.Errorf("%s:%s to %s:%s is %v, the correspondence says %v/%v", c.From, l.From, c.To, l.To, l.Weight, n, all)
			}
		}
		if seen != len(counts) {
			t.Errorf("%s to %s has %d links, the correspondence %d", c.From, c.To, seen, len(counts))
		}
	}
	check(crosswalk(t, s, "ateco2022", "ateco2025"), func(l Link) (float64, float64) { return counts[[2]string{l.From, l.To}], sumFrom[l.From] })
	check(crosswalk(t, s, "ateco2025", "ateco2022"), func(l Link) (float64, float64) { return counts[[2]string{l.To, l.From}], sumTo[l.From] })
}

// TestCorpus_versions compares sections and divisions of the lists with the files of the classifications.
func TestCorpus_versions(t *testing.T) {
	dir := corpus(t)
	s := load(t)
	published := map[string]map[string]string{} // list to code to parent
	published["ateco2022"] = map[string]string{}
	section := ""
	for _, r := range sheet(t, filepath.Join(dir, "classifications", "ateco", "ateco2022_to_2025_correspondence.xlsx"))[1:] {
		switch r["D"] {
		case "1":
			section = r["B"]
			published["ateco2022"][section] = ""
		case "2":
			published["ateco2022"][r["B"]] = section
		}
	}
	published["nace2_1"] = map[string]string{}
	for _, r := range sheet(t, filepath.Join(dir, "classifications", "nace", "NACE_Rev2_1_Structure_Explanatory_Notes.xlsx"))[1:] {
		switch r["G"] {
		case "1":
			published["nace2_1"][r["C"]] = ""
		case "2":
			published["nace2_1"][r["F"]+r["C"]] = r["F"]
		}
	}
	published["ateco2025"] = map[string]string{}
	f, err := os.Open(filepath.Join(dir, "classifications", "ateco", "ateco_2025.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = ';', true, -1
	for {
		record, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(record) > 5 && (record[4] == "1" || record[4] == "2") {
			published["ateco2025"][record[1]] = record[5]
		}
	}
	for id, want := range published {
		l := list(t, s, id)
		n := 0
		for _, it := range append(l.Level("section"), l.Level("division")...) {
			n++
			parent, ok := want[it.Code]
			if !ok || it.Level == "division" && parent != it.Parent {
				t.Errorf("%s: parent %q, the classification says %q (%t)", it.Ref(), it.Parent, parent, ok)
			}
		}
		if n != len(want) || n < 100 {
			t.Errorf("%s has %d sections and divisions, the classification %d", id, n, len(want))
		}
	}
}

// TestCorpus_sardinia computes the shares of residents by which provinces of
// NUTS 2016 go to those of NUTS 2021.
func TestCorpus_sardinia(t *testing.T) {
	dir := corpus(t)
	s := load(t)
	now := map[string]string{"Sassari": "ITG2D", "Nuoro": "ITG2E", "Cagliari": "ITG2F", "Oristano": "ITG2G", "Sud Sardegna": "ITG2H"}
	residents, of := map[[2]string]float64{}, map[string]float64{}
	f, err := os.Open(filepath.Join(dir, "classifications", "territory", "istat_codici_comuni_20200101.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = ';', true, -1
	records, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range records {
		if row[0] != "20" {
			continue
		}
		n, err := strconv.ParseFloat(strings.ReplaceAll(row[19], ".", ""), 64)
		if err != nil {
			t.Fatal(err)
		}
		residents[[2]string{row[22], now[row[11]]}] += n
		of[row[22]] += n
	}
	c := crosswalk(t, s, "nuts2016", "nuts2021")
	if len(c.Links) != len(residents) {
		t.Errorf("%d links, the municipalities give %d", len(c.Links), len(residents))
	}
	for _, l := range c.Links {
		if want := residents[[2]string{l.From, l.To}] / of[l.From]; math.Abs(l.Weight-want) > 1e-12 {
			t.Errorf("%s to %s is %v, residents say %v", l.From, l.To, l.Weight, want)
		}
	}
}
