package boundaries

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The recorded file of the provinces draws every region at its true size: Istat gives
// 25,387 square kilometres for Piedmont and 3,261 for the Aosta Valley.
func TestCorpusProvinces(t *testing.T) {
	dir := os.Getenv("FABBISOGNO_CORPUS")
	if dir == "" {
		t.Skip("FABBISOGNO_CORPUS is not set: no recorded boundaries to read")
	}
	s := set(t)
	open := filepath.Join(dir, "real", "geo", "openpolis")
	m, err := Read(filepath.Join(open, "limits_IT_provinces.topo.json"), s)
	if err != nil {
		t.Fatal(err)
	}
	points := 0
	for code, o := range m.Outlines {
		for _, r := range o.Rings {
			points += len(r)
		}
		if !o.holds(o.Name) {
			t.Errorf("the name of %s stands outside at %v", code, o.Name)
		}
	}
	if points < 1000 || points > 4000 {
		t.Errorf("%d points in all: a drawing wants between 1,000 and 4,000", points)
	}
	const kilometres = 111.2 * 111.2
	for code, want := range map[string]float64{"ITC1": 25387, "ITC2": 3261, "ITH1": 7398, "ITG1": 25833, "ITG2": 24100} {
		lat := -m.Outlines[code].Name[1] // a degree of longitude is drawn as long as at the parallel
		got := m.Outlines[code].area() * kilometres * math.Cos(lat*math.Pi/180) / math.Cos(parallel*math.Pi/180)
		if math.Abs(got/want-1) > 0.02 {
			t.Errorf("%s has %.0f square kilometres, want %.0f", code, got, want)
		}
	}
	for _, name := range []string{"limits_IT_regions.topo.json", "limits_IT_regions.geojson.gz"} {
		if _, err := Read(filepath.Join(open, name), s); err == nil || !strings.Contains(err.Error(), "ITH1 and ITH2 apart") {
			t.Errorf("%s: %v, want that Trentino-Alto Adige is one area there", name, err)
		}
	}
}

// holds says whether a point is inside, by the even-odd rule.
func (o Outline) holds(p [2]float64) bool {
	in := false
	for _, r := range o.Rings {
		for i, a := range r {
			b := r[(i+1)%len(r)]
			if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < (b[0]-a[0])*(p[1]-a[1])/(b[1]-a[1])+a[0] {
				in = !in
			}
		}
	}
	return in
}
