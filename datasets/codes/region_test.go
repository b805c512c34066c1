package codes

import (
	"slices"
	"strings"
	"testing"

	"fabbisogno/datasets/series"
)

var (
	trentinoSouthTyrol = series.Code{List: "istat_ref_area", Value: "ITDA"}
	bolzano            = series.Code{List: "nuts2021", Value: "ITH1"}
	trento             = series.Code{List: "nuts2021", Value: "ITH2"}
)

// One region of Italy is several units of NUTS 2; groups of regions are no region.
func TestUnions(t *testing.T) {
	s := load(t)
	got := s.Unions()
	if len(got) != 1 || got[0].Whole != trentinoSouthTyrol || !slices.Equal(got[0].Parts, []series.Code{bolzano, trento}) {
		t.Fatalf("unions %v", got)
	}
	for _, c := range []series.Code{bolzano, {List: "istat_ref_area", Value: "ITCD"}, {List: "nuts2021", Value: "ITDA"}} {
		if u, ok := s.Union(c); ok {
			t.Errorf("%v is the union %v", c, u)
		}
	}
}

// A region that is two units of NUTS stands beside them among the editions, and in
// their place, never beside them, among the regions that make up Italy.
func TestRegionsBeside(t *testing.T) {
	s := load(t)
	if all := s.Regions(); len(all) != 22 || all[21] != trentinoSouthTyrol {
		t.Errorf("%d regions: %v", len(all), all)
	}
	if err := s.DisjointCodes(s.Regions()); err == nil {
		t.Error("the 22 regions overlap, and nothing says so")
	}
	for _, c := range []struct {
		place  series.Code
		count  int
		whole  bool // the union is among them
		atoms2 series.Code
	}{{series.Code{List: "nuts2021", Value: "IT"}, 21, false, bolzano}, {bolzano, 21, false, trento}, {trentinoSouthTyrol, 20, true, trentinoSouthTyrol}} {
		got := s.RegionsBeside(c.place)
		if len(got) != c.count || slices.Contains(got, trentinoSouthTyrol) != c.whole || slices.Contains(got, bolzano) == c.whole || !slices.Contains(got, c.atoms2) {
			t.Errorf("beside %v: %d regions, %v", c.place, len(got), got)
		}
		if err := s.DisjointCodes(got); err != nil {
			t.Errorf("beside %v: %v", c.place, err)
		}
		var atoms []string
		for _, r := range got {
			part, err := s.atoms(r.List, r.Value)
			if err != nil {
				t.Fatal(err)
			}
			atoms = append(atoms, part...)
		}
		slices.Sort(atoms)
		italy, err := s.atoms("nuts2021", "IT")
		if err != nil || !slices.Equal(atoms, italy) {
			t.Errorf("beside %v: the regions are %d provinces, Italy has %d (%v)", c.place, len(atoms), len(italy), err)
		}
	}
}

func TestRegion(t *testing.T) {
	s := load(t)
	for text, want := range map[string]series.Code{
		"ITC1": {List: "nuts2021", Value: "ITC1"}, "itc1": {List: "nuts2021", Value: "ITC1"}, "Piedmont": {List: "nuts2021", Value: "ITC1"}, "PIEMONTE": {List: "nuts2021", Value: "ITC1"},
		"Valle d’Aosta": {List: "nuts2021", Value: "ITC2"}, "ITD1": bolzano, "ITH2": trento, "ITDA": trentinoSouthTyrol, "Trentino-South Tyrol": trentinoSouthTyrol,
		"Trentino-Alto Adige/Südtirol": trentinoSouthTyrol, "trentino-alto adige": trentinoSouthTyrol, "Autonomous Province of Bolzano": bolzano,
	} {
		if got, err := s.Region(text); err != nil || got != want {
			t.Errorf("Region(%q) = %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "IT", "ITC", "ITC11", "ITCD", "Torino", "Südtirol", "Atlantide"} {
		if got, err := s.Region(text); err == nil || !strings.Contains(err.Error(), "is not a region") {
			t.Errorf("Region(%q) = %v, %v; want a refusal", text, got, err)
		}
	}
}
