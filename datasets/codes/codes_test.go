package codes

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"fabbisogno/datasets/series"
)

func load(t *testing.T) *Set {
	t.Helper()
	s, err := Load()
	if err != nil {
		t.Fatalf("Load() = %v", err)
	}
	return s
}

func list(t *testing.T, s *Set, id string) List {
	t.Helper()
	l, ok := s.List(id)
	if !ok {
		t.Fatalf("no list %s", id)
	}
	return l
}

// TestLists holds the size of each classification level: a line lost or
// doubled shows here.
func TestLists(t *testing.T) {
	s := load(t)
	cases := []struct {
		list, level string
		want        int
	}{
		{"nuts2021", "country", 1},
		{"nuts2021", "macro_area", 5},
		{"nuts2021", "region", 21}, // 19 regions and two autonomous provinces, which are NUTS 2 units
		{"nuts2021", "province", 107},
		{"ateco2007", "section", 21},
		{"ateco2007", "division", 88},
		{"ateco2022", "division", 88},
		{"ateco2025", "section", 22},
		{"ateco2025", "division", 87}, // without 45, which became parts of 46, 47 and 95
		{"nace2", "section", 21},
		{"nace2", "division", 88},
		{"nace2_1", "section", 22},
		{"nace2_1", "division", 87},
		{"nuts2016", "province", 8},
		{"istat_flag", "flag", 32},
		{"eurostat_flag", "flag", 14},
		{"sdmx_flag", "flag", 21},
		{"excelsior_sector", "sector", 19},
		{"excelsior_sector", "macro_sector", 3},
		{"cp2021", "major", 9},
		{"cp2021", "sub_major", 40},
		{"isco08", "major", 10},
		{"isco08", "sub_major", 43},
		{"istat_occupation_2011", "total", 1},
		{"istat_citizenship", "citizenship", 2},
	}
	for _, c := range cases {
		t.Run(c.list+"_"+c.level, func(t *testing.T) {
			if got := len(list(t, s, c.list).Level(c.level)); got != c.want {
				t.Errorf("%s has %d items of level %s, want %d", c.list, got, c.level, c.want)
			}
		})
	}
}

func TestLists_are_sound(t *testing.T) {
	s := load(t)
	seen := map[series.Code]bool{}
	for _, it := range s.All() {
		if seen[it.Ref()] {
			t.Errorf("%s stands twice", it.Ref())
		}
		seen[it.Ref()] = true
		if !it.Label.IsComplete() {
			t.Errorf("%s lacks a language: %+v", it.Ref(), it.Label)
		}
		for _, label := range []string{it.Label.IT, it.Label.EN} {
			if label != strings.TrimSpace(label) || strings.Contains(label, "  ") {
				t.Errorf("%s: label %q has stray blanks", it.Ref(), label)
			}
		}
		if _, ok := s.Find(series.Code{List: it.List, Value: it.Parent}); it.Parent != "" && !ok {
			t.Errorf("%s has no parent %s", it.Ref(), it.Parent)
		}
	}
	if len(seen) < 500 {
		t.Errorf("%d codes in all, want at least 500", len(seen))
	}
}

func TestTotal(t *testing.T) {
	s := load(t)
	want := map[string]string{"nuts2021": "IT", "ateco2007": "0010", "ateco2022": "0010", "ateco2025": "TOTAL", "nace2": "TOTAL", "nace2_1": "TOTAL", "excelsior_sector": "TOTAL", "cp2021": "TOTAL",
		"isco08": "TOTAL", "istat_occupation_2011": "99", "istat_citizenship": "TOTAL", "iso3166": "WORLD", "istat_country": "WORLD"}
	for id, code := range want {
		if it, ok := list(t, s, id).Total(); !ok || it.Code != code {
			t.Errorf("total of %s is %q, want %q", id, it.Code, code)
		}
	}
}

func TestLabel(t *testing.T) {
	s := load(t)
	cases := []struct {
		name       string
		code       series.Code
		lang, want string
	}{
		{"Italian", series.Code{List: "nuts2021", Value: "ITC1"}, "it", "Piemonte"},
		{"English", series.Code{List: "nuts2021", Value: "ITC1"}, "en", "Piedmont"},
		{"finance is K in Rev. 2", series.Code{List: "ateco2007", Value: "K"}, "en", "Financial and insurance activities"},
		{"finance is L in Rev. 2.1", series.Code{List: "nace2_1", Value: "L"}, "en", "Financial and insurance activities"},
		{"unknown code is its own name", series.Code{List: "nuts2021", Value: "FR10"}, "it", "FR10"},
		{"unknown list", series.Code{List: "nuts2024", Value: "ITC1"}, "it", "ITC1"},
		{"absent dimension", series.Code{}, "it", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := s.Label(c.code, c.lang); got != c.want {
				t.Errorf("Label(%v, %s) = %q, want %q", c.code, c.lang, got, c.want)
			}
		})
	}
}

func TestFindLabel(t *testing.T) {
	s := load(t)
	cases := []struct{ name, list, label, want string }{
		{"as written", "nuts2021", "Piemonte", "ITC1"},
		{"capitals", "nuts2021", "FRIULI-VENEZIA GIULIA", "ITH4"},
		{"typographic apostrophe", "nuts2021", "Valle d’Aosta/Vallée d’Aoste", "ITC2"}, // the region, not the province
		{"line break in a header cell", "excelsior_sector", "Servizi finanziari\n e assicurativi", "K"},
		{"English", "cp2021", "unskilled occupations", "8"},
		{"no guess", "nuts2021", "Piemont", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			it, ok := list(t, s, c.list).FindLabel(c.label)
			if it.Code != c.want || ok != (c.want != "") {
				t.Errorf("FindLabel(%q) in %s = %q, %t, want %q", c.label, c.list, it.Code, ok, c.want)
			}
		})
	}
}

func TestNUTS(t *testing.T) {
	s := load(t)
	cases := []struct{ istat, want string }{
		{"IT", "IT"}, {"ITC", "ITC"}, {"ITD", "ITH"}, {"ITE", "ITI"},
		{"ITC1", "ITC1"}, {"ITD3", "ITH3"}, {"ITE4", "ITI4"}, {"ITD1", "ITH1"}, {"ITD2", "ITH2"},
		{"ITC45", "ITC4C"}, {"IT108", "ITC4D"}, {"IT109", "ITI35"}, {"IT110", "ITF48"}, {"IT111", "ITG2H"},
		{"ITF41", "ITF46"}, {"ITF42", "ITF47"}, {"ITG25", "ITG2D"}, {"ITD55", "ITH55"},
		{"ITDA", ""}, {"ITFG", ""}, {"ITCD", ""}, {"ITTOT", ""}, {"ITNI", ""}, {"001272", ""}, {"ITG2A", ""}, {"", ""}, {"ITH3", ""},
	}
	for _, c := range cases {
		got, ok := s.NUTS(c.istat)
		if got.Value != c.want || ok != (c.want != "") || ok && got.List != "nuts2021" {
			t.Errorf("NUTS(%q) = %v, %t, want %q", c.istat, got, ok, c.want)
		}
	}
}

// TestNUTS_round_trip checks that each territory has one REF_AREA of its own
// and that it leads back.
func TestNUTS_round_trip(t *testing.T) {
	s := load(t)
	for _, it := range list(t, s, "nuts2021").Items {
		refArea := it.Attrs["istat_ref_area"]
		back, ok := s.NUTS(refArea)
		if !ok || back != it.Ref() {
			t.Errorf("%s has REF_AREA %q, which leads to %v", it.Code, refArea, back)
		}
		if _, twin := list(t, s, "istat_ref_area").Find(refArea); twin {
			t.Errorf("REF_AREA %s of %s stands in istat_ref_area too", refArea, it.Code)
		}
	}
}

func TestPartition(t *testing.T) {
	s := load(t)
	cases := []struct {
		name string
		want int
		has  string
	}{
		{"nuts2021_macro_areas", 5, "ITI"},
		{"nuts2021_regions", 21, "ITH2"},
		{"nuts2021_provinces", 107, "ITG2H"},
		{"nuts2021_provinces_ITC1", 8, "ITC16"},
		{"nuts2021_regions_ITF", 6, "ITF4"},
		{"ateco2007_sections", 21, "U"},
		{"istat_vacancy_sections", 17, "S"},
		{"excelsior_sectors", 19, "R-S"},
		{"excelsior_sectors_before_2025", 18, "F"},
		{"cp2021_major", 9, "9"},
		{"istat_citizenship", 2, "FRG"},
		{"seven_groups", 7, "R-T"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, ok := s.Partition(c.name)
			if !ok || len(got) != c.want || !slices.Contains(got, c.has) {
				t.Errorf("Partition(%s) = %v, %t, want %d codes with %s", c.name, got, ok, c.want, c.has)
			}
		})
	}
	if got, ok := s.Partition("nuts2021_villages"); ok {
		t.Errorf("an unknown partition gives %v", got)
	}
}

func TestPartition_is_a_copy(t *testing.T) {
	s := load(t)
	first, _ := s.Partition("cp2021_major")
	first[0] = "x"
	second, _ := s.Partition("cp2021_major")
	if second[0] != "1" {
		t.Errorf("a caller changed the partition: %v", second)
	}
}

// TestExcelsior_field checks that the Excelsior sectors cover every division
// but those outside the survey: public administration, households, extraterritorial bodies.
func TestExcelsior_field(t *testing.T) {
	s := load(t)
	covered := map[string]bool{}
	for _, it := range list(t, s, "excelsior_sector").Level("sector") {
		for _, division := range it.Covers("ateco2007") {
			covered[division] = true
		}
	}
	var outside []string
	for _, it := range list(t, s, "ateco2007").Level("division") {
		if !covered[it.Code] {
			outside = append(outside, it.Code)
		}
	}
	if diff := cmp.Diff([]string{"84", "97", "98", "99"}, outside); diff != "" {
		t.Errorf("divisions outside the Excelsior field (-want +got):\n%s", diff)
	}
}

// TestSectionLetters checks what the ISTAT aggregates say they cover, by the
// letters in their own names.
func TestSectionLetters(t *testing.T) {
	s := load(t)
	cases := []struct{ code, want string }{
		{"0011", "B C D E F"}, {"0020", "B C D E"}, {"0012", "G H I J K L M N O P Q R S T U"},
		{"0013", "G H I J K L M N"}, {"0037", "B C D E F G H I J K L M N P Q R S"}, {"0038", "G H I J K L M N P Q R S"},
		{"0039", "P Q R S"}, {"0024", "L M N"}, {"0026", "G I"}, {"0036", "D E"},
	}
	for _, c := range cases {
		it, _ := list(t, s, "ateco2007").Find(c.code)
		if got := it.Attrs["ateco2007"]; got != c.want {
			t.Errorf("%s covers %q, want %q", c.code, got, c.want)
		}
	}
}

func TestNearest(t *testing.T) {
	s := load(t)
	cases := []struct {
		name, list, code string
		n                int
		want             []string
	}{
		{"a slip of case", "nuts2021", "itc1", 1, []string{"ITC1"}},
		{"a lost zero", "ateco2007", "010", 1, []string{"0010"}},
		{"unknown list", "nuts2024", "ITC1", 3, nil},
		{"none asked for", "nuts2021", "ITC1", 0, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, s.Nearest(c.list, c.code, c.n)); diff != "" {
				t.Errorf("Nearest(%s, %s, %d) (-want +got):\n%s", c.list, c.code, c.n, diff)
			}
		})
	}
}

func TestLoadFS_refuses(t *testing.T) {
	const header = "code,label_it,label_en,parent,level\n"
	cases := []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"a code twice", map[string]string{"l.csv": header + "A,a,a,,x\nA,b,b,,x\n"}, []string{"l.csv:3: code A stands twice"}},
		{"one language", map[string]string{"l.csv": header + "A,a,,,x\n"}, []string{"l.csv:2: code A needs a name in both languages"}},
		{"no level", map[string]string{"l.csv": header + "A,a,a,,\n"}, []string{"l.csv:2: code A needs a level"}},
		{"an orphan", map[string]string{"l.csv": header + "A,a,a,Z,x\n"}, []string{"l.csv:2: parent Z of A is not in the list"}},
		{"a ring", map[string]string{"l.csv": header + "A,a,a,B,x\nB,b,b,A,x\n"}, []string{"parent B of A lies below it", "parent A of B lies below it"}},
		{"another header", map[string]string{"l.csv": "code,name\nA,a\n"}, []string{"l.csv:1: header begins with code,name"}},
		{"several at once", map[string]string{"l.csv": header + "A,a,,,x\nA,a,a,,x\n"}, []string{"l.csv:2:", "l.csv:3:"}},
		{"an overlap", map[string]string{"l.csv": header + "T,t,t,,x\nA,a,a,T,x\nB,b,b,A,x\n",
			"partitions.csv": "partition,list,whole,codes\np,l,,A B\n"}, []string{"partition p: A and B overlap in l:B"}},
		{"a gap", map[string]string{"l.csv": header + "T,t,t,,x\nA,a,a,T,x\nB,b,b,T,x\n",
			"partitions.csv": "partition,list,whole,codes\np,l,T,A\n"}, []string{"partition p: no member covers l:B of T"}},
		{"too much", map[string]string{"l.csv": header + "T,t,t,,x\nA,a,a,T,x\nB,b,b,,x\n",
			"partitions.csv": "partition,list,whole,codes\np,l,T,A B\n"}, []string{"partition p: B covers l:B, which T does not"}},
		{"an unknown member", map[string]string{"l.csv": header + "A,a,a,,x\n",
			"partitions.csv": "partition,list,whole,codes\np,l,,C\n"}, []string{`partition p: unknown code "C" of list l`}},
		{"a partition column that overlaps", map[string]string{
			"ateco2007.csv": "code,label_it,label_en,parent,level\n01,a,a,,division\n",
			"g.csv":         "code,label_it,label_en,parent,level,partition,ateco2007\nX,x,x,,g,p,01\nY,y,y,,g,p,01\n"},
			[]string{"partition p: X and Y overlap in ateco2007:01"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			fsys := fstest.MapFS{}
			for name, text := range c.files {
				fsys[name] = &fstest.MapFile{Data: []byte(text)}
			}
			_, err := LoadFS(fsys)
			if err == nil {
				t.Fatal("LoadFS accepted it")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("LoadFS says %q, want it to say %q", err, want)
				}
			}
		})
	}
}
