package codes

import (
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// corpus is the folder of real files, or skips the test.
func corpus(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("FABBISOGNO_CORPUS")
	if dir == "" {
		t.Skip("FABBISOGNO_CORPUS is not set: the lists are not compared with real classifications")
	}
	return filepath.Join(dir, "real")
}

// rows reads a corpus file as rows by column name.
func rows(t *testing.T, comma rune, parts ...string) []map[string]string {
	t.Helper()
	name := filepath.Join(parts...)
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
	r := csv.NewReader(in)
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = comma, -1, true
	records, err := r.ReadAll()
	if err != nil {
		t.Fatalf("read %s: %v", name, err)
	}
	header := records[0]
	header[0] = strings.TrimPrefix(header[0], "\ufeff")
	out := make([]map[string]string, 0, len(records)-1)
	for _, record := range records[1:] {
		row := make(map[string]string, len(header))
		for i, cell := range record {
			if i < len(header) {
				row[header[i]] = cell
			}
		}
		out = append(out, row)
	}
	if len(out) == 0 {
		t.Fatalf("%s holds no rows", name)
	}
	return out
}

// sameWords compares names without case, accents of writing and bracketed additions.
func sameWords(a, b string) bool {
	fold := func(s string) string {
		s = regexp.MustCompile(`\([^)]*\)`).ReplaceAllString(s, "")
		s = regexp.MustCompile(`[^\p{L}\p{N}]+`).ReplaceAllString(foldLabel(s), " ")
		return strings.TrimSpace(s)
	}
	return fold(a) == fold(b)
}

func TestCorpus_NUTS(t *testing.T) {
	dir, s := corpus(t), load(t)
	l := list(t, s, "nuts2021")
	levels := map[string]string{"1": "macro_area", "2": "region", "3": "province"}
	seen := 1 // the country has no row
	for _, r := range rows(t, ';', dir, "classifications", "NUTS2021-NUTS2024.csv") {
		code := r["NUTS Code"]
		if r["Country code"] != "IT" || strings.HasPrefix(code, "ITZ") {
			continue
		}
		seen++
		it, ok := l.Find(code)
		switch {
		case !ok:
			t.Errorf("NUTS %s %s is not in the list", code, r["NUTS label"])
		case it.Level != levels[r["NUTS level"]]:
			t.Errorf("NUTS %s is of level %s, ours of %s", code, r["NUTS level"], it.Level)
		case it.Level != "country" && !strings.HasPrefix(code, it.Parent):
			t.Errorf("NUTS %s has parent %s", code, it.Parent)
		case !sameWords(it.Label.IT, r["NUTS label"]):
			if !strings.HasPrefix(foldLabel(r["NUTS label"]), foldLabel(strings.Split(it.Label.IT, "/")[0])) {
				t.Errorf("NUTS %s is %q, ours %q", code, r["NUTS label"], it.Label.IT)
			}
		}
	}
	if seen != len(l.Items) {
		t.Errorf("%d Italian NUTS codes with the country, ours are %d", seen, len(l.Items))
	}
}

func TestCorpus_REF_AREA(t *testing.T) {
	dir, s := corpus(t), load(t)
	for _, r := range rows(t, ',', dir, "classifications", "territory", "ref_area_nuts2_region.csv") {
		got, ok := s.NUTS(r["istat_ref_area"])
		if want := r["nuts2_2010_onwards"]; got.Value != want || ok != (want != "") {
			t.Errorf("REF_AREA %s is %v, want %q", r["istat_ref_area"], got, want)
		}
		if it, ok := s.Find(got); ok && it.Attrs["istat_code"] != r["istat_region_code"] {
			t.Errorf("region %s has ISTAT code %q, want %q", got, it.Attrs["istat_code"], r["istat_region_code"])
		}
	}
	former := regexp.MustCompile(`^(ATO|SLL|ITG29$|ITG2A$|ITG2B$|ITG2C$|ITH)`) // other forms of the same area
	provinces := 0
	for _, r := range rows(t, ',', dir, "istat", "codelists", "ref_area_to_uts_2025.csv") {
		if former.MatchString(r["itter107"]) {
			continue
		}
		provinces++
		got, ok := s.NUTS(r["itter107"])
		it, _ := s.Find(got)
		if !ok || it.Attrs["uts_code"] != r["cod_uts"] || !sameWords(it.Label.IT, r["den_uts"]) {
			t.Errorf("REF_AREA %s (%s, UTS %s) leads to %v %q, UTS %q", r["itter107"], r["den_uts"], r["cod_uts"], got, it.Label.IT, it.Attrs["uts_code"])
		}
	}
	if provinces != 107 {
		t.Errorf("%d provinces compared, want 107", provinces)
	}
	names := map[string]string{}
	for _, r := range rows(t, ',', dir, "istat", "codelists", "CL_ITTER107.csv") {
		names[r["code"]] = r["label_it"]
	}
	for _, it := range append(list(t, s, "nuts2021").Items, list(t, s, "istat_ref_area").Items...) {
		code := it.Code
		if it.List == "nuts2021" {
			code = it.Attrs["istat_ref_area"]
		}
		name, ok := names[code]
		if !ok {
			t.Errorf("REF_AREA %s of %s is not in CL_ITTER107", code, it.Ref())
		} else if it.Level != "total" && it.Level != "special" && !sameWords(name, it.Label.IT) && !strings.Contains(foldLabel(name), strings.Fields(foldLabel(it.Label.IT))[0]) {
			t.Errorf("REF_AREA %s is %q, ours %q", code, name, it.Label.IT)
		}
	}
}

func TestCorpus_ATECO(t *testing.T) {
	dir, s := corpus(t), load(t)
	l := list(t, s, "ateco2007")
	count := map[string]int{}
	levels := map[string]string{"sezione": "section", "divisione": "division"}
	for _, r := range rows(t, ',', dir, "classifications", "ateco", "ateco_2022.csv") {
		level, ours := levels[r["level"]]
		if !ours {
			continue
		}
		count[level]++
		if it, ok := l.Find(r["code"]); !ok || it.Level != level || !sameWords(it.Label.IT, r["title"]) {
			t.Errorf("ATECO %s %q: ours %s %q", r["code"], r["title"], it.Level, it.Label.IT)
		}
	}
	if count["section"] != 21 || count["division"] != 88 {
		t.Errorf("compared %v, want 21 sections and 88 divisions", count)
	}
	for _, r := range rows(t, ',', dir, "classifications", "nace", "Nace2_long.csv") {
		if r["Level"] != "1" && r["Level"] != "2" {
			continue
		}
		it, ok := l.Find(r["nace2"])
		if !ok || !sameWords(it.Label.EN, r["Name"]) || r["Level"] == "2" && it.Parent != r["Parent"] {
			t.Errorf("NACE %s %q of %s: ours %q of %s", r["nace2"], r["Name"], r["Parent"], it.Label.EN, it.Parent)
		}
	}
}

// TestCorpus_ATECO_aggregates reads the sections an aggregate covers from its
// ISTAT name: "industria e servizi (b-s, escluso o)".
func TestCorpus_ATECO_aggregates(t *testing.T) {
	dir, s := corpus(t), load(t)
	l := list(t, s, "ateco2007")
	brackets := regexp.MustCompile(`\(([a-uA-U](?:\s*[-,]\s*[a-uA-U])*)(?:,? escluso ([a-u]))?\)`)
	compared := 0
	for _, r := range rows(t, ',', dir, "istat", "codelists", "istat_codelists_it_en.csv.gz") {
		it, ok := l.Find(r["code"])
		if r["codelist"] != "CL_ATECO_2007" || !ok || it.Level != "aggregate" {
			continue
		}
		m := brackets.FindStringSubmatch(r["label_it"])
		if m == nil {
			t.Errorf("%s %q: no sections in its name", r["code"], r["label_it"])
			continue
		}
		compared++
		if want := strings.Join(sections(m[1], m[2]), " "); want != it.Attrs["ateco2007"] {
			t.Errorf("%s %q covers %s, ours says %s", r["code"], r["label_it"], want, it.Attrs["ateco2007"])
		}
	}
	if compared < 20 {
		t.Errorf("%d aggregates compared, want at least 20", compared)
	}
}

// sections spells out "b-f, h" less one letter.
func sections(text, without string) []string {
	text = strings.ToUpper(strings.ReplaceAll(text, " ", ""))
	var out []string
	for _, part := range strings.Split(text, ",") {
		for c := part[0]; c <= part[len(part)-1]; c++ {
			if letter := string(c); letter != strings.ToUpper(without) {
				out = append(out, letter)
			}
		}
	}
	return out
}

func TestCorpus_CP2021(t *testing.T) {
	dir, s := corpus(t), load(t)
	l := list(t, s, "cp2021")
	groups := map[string]bool{}
	for _, r := range rows(t, ',', dir, "classifications", "cp", "cp2021_3digit_titles_it.csv") {
		groups[r["code"][:1]], groups[r["code"][:3]] = true, true
	}
	for code := range groups {
		if _, ok := l.Find(code); !ok {
			t.Errorf("CP2021 group %s is not in the list", code)
		}
	}
	if want := len(groups) + 1; len(l.Items) != want { // the total is ours
		t.Errorf("list has %d items, want %d", len(l.Items), want)
	}
}

func TestCorpus_ISCO(t *testing.T) {
	dir, s := corpus(t), load(t)
	l := list(t, s, "isco08")
	compared := 0
	for _, r := range rows(t, ',', dir, "classifications", "esco", "v1.0.3", "ISCOGroups_it.csv") {
		if code := r["code"]; len(code) <= 2 {
			compared++
			if it, ok := l.Find(code); !ok || !sameWords(it.Label.IT, r["preferredLabel"]) {
				t.Errorf("ISCO %s %q: ours %q", code, r["preferredLabel"], it.Label.IT)
			}
		}
	}
	for _, r := range rows(t, ',', dir, "classifications", "esco", "tabiya-v1.1.1", "ISCOGroups.csv") {
		if code := r["CODE"]; len(code) <= 2 {
			compared++
			if it, ok := l.Find(code); !ok || !sameWords(it.Label.EN, r["PREFERREDLABEL"]) {
				t.Errorf("ISCO %s %q: ours %q", code, r["PREFERREDLABEL"], it.Label.EN)
			}
		}
	}
	if compared != 2*53 {
		t.Errorf("%d names compared, want 106", compared)
	}
}

// TestCorpus_labour_flows checks that every code the labour flows really use is
// in the list their table names.
func TestCorpus_labour_flows(t *testing.T) {
	dir, s := corpus(t), load(t)
	lists := map[string]string{"ECON_ACTIVITY_NACE_2007": "ateco2007", "OCCUPATION_2011": "istat_occupation_2011", "CITIZENSHIP": "istat_citizenship"}
	flows := regexp.MustCompile(`^(534_1038|150_938|150_915|151_914)(_DF_.*)?$`)
	compared := 0
	for _, r := range rows(t, ',', dir, "istat", "catalogue", "istat_labour_constraints.csv.gz") {
		if !flows.MatchString(r["df_id"]) {
			continue
		}
		code := r["code_id"]
		if id, ours := lists[r["dimension_id"]]; ours {
			compared++
			if _, ok := list(t, s, id).Find(code); !ok {
				t.Errorf("%s uses %s=%s, which %s lacks", r["df_id"], r["dimension_id"], code, id)
			}
		}
		if r["dimension_id"] == "REF_AREA" {
			compared++
			_, nuts := s.NUTS(code)
			if _, other := list(t, s, "istat_ref_area").Find(code); nuts == other {
				t.Errorf("%s uses REF_AREA %s: NUTS %t, ISTAT only %t", r["df_id"], code, nuts, other)
			}
		}
	}
	if compared < 1000 {
		t.Errorf("%d codes compared, want at least 1000", compared)
	}
}

// TestCorpus_countries checks the countries of the files on residents and permits.
func TestCorpus_countries(t *testing.T) {
	dir, s := corpus(t), load(t)
	l := list(t, s, "istat_country")
	for _, c := range []struct{ file, column string }{
		{"29_348_DF_DCIS_PERMSOGG1_1.csv", "MOSTREL_CCITENSHIP"},
		{"29_849_DF_DCIS_ACQCITIZ_1.csv", "MOSTREL_CCITENSHIP"},
		{"28_185_DF_DCIS_MIGRAZIONI_2.csv.gz", "CITIZENSHIP"},
	} {
		missing := map[string]bool{}
		for _, r := range rows(t, ',', dir, "istat", "sdmx-csv", "demi", c.file) {
			if _, ok := l.Find(r[c.column]); !ok {
				missing[r[c.column]] = true
			}
		}
		if len(missing) > 0 {
			t.Errorf("%s: countries that are not in the list: %v", c.file, missing)
		}
	}
}
