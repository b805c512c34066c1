package smallcell

import (
	"math"
	"os"
	"strings"
	"testing"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/tomlfile"
)

// declared are the parameters of the catalogue's own file.
func declared(t *testing.T) []catalog.Parameter {
	t.Helper()
	const path = "../../datasets/catalog/parameters/smallcell.toml"
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
	return file.Parameter
}

func TestReadSettings(t *testing.T) {
	all := declared(t)
	s, err := ReadSettings(all)
	if err != nil {
		t.Fatal(err)
	}
	if s.LeastCases != 30 || s.Caution != 10000 { // DARES and Cedefop
		t.Errorf("%+v", s)
	}
	for i := range 2 { // a better grade asks for more
		if s.Thresholds.Cases[i] <= s.Thresholds.Cases[i+1] || s.Thresholds.HalfWidth[i] >= s.Thresholds.HalfWidth[i+1] ||
			s.Thresholds.ModelShare[i] >= s.Thresholds.ModelShare[i+1] {
			t.Errorf("grade %d does not ask for more than the next: %+v", i, s.Thresholds)
		}
	}
	for i := range all { // each one is used
		rest := append(append([]catalog.Parameter{}, all[:i]...), all[i+1:]...)
		if _, err := ReadSettings(rest); err == nil || !strings.Contains(err.Error(), all[i].ID) {
			t.Errorf("without %s: %v", all[i].ID, err)
		}
	}
	all[0].Value = 2
	if _, err := ReadSettings(all); err == nil || !strings.Contains(err.Error(), "within") {
		t.Errorf("out of range: %v", err)
	}
}

func TestGradeOf(t *testing.T) {
	limits := Thresholds{Cases: [3]float64{400, 100, 30}, HalfWidth: [3]float64{0.1, 0.2, 0.5}, ModelShare: [3]float64{0.2, 0.4, 0.6}}
	rate := func(cases, half, model float64) Rate {
		return Rate{Cases: cases, Value: 0.5, Lower: 0.5 - half*0.5, Upper: 0.5 + half*0.5, ModelShare: model}
	}
	hidden := rate(1000, 0.01, 0.01)
	hidden.Hidden = true
	for _, c := range []struct {
		name string
		r    Rate
		want Grade
	}{
		{"at the limits of A", rate(400, 0.09999, 0.2), GradeA},
		{"a case short of A", rate(399, 0.05, 0.1), GradeB},
		{"too wide for A", rate(5000, 0.15, 0.1), GradeB},
		{"too much model for A", rate(5000, 0.05, 0.3), GradeB},
		{"the worst of three decides", rate(5000, 0.05, 0.5), GradeC},
		{"a case short of C", rate(29, 0.05, 0.1), GradeD},
		{"no interval", rate(5000, math.NaN(), 0.1), GradeD},
		{"a rate of 0 has no relative width", Rate{Cases: 5000, Upper: 0.001}, GradeD},
		{"hidden at the source", hidden, GradeD},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := GradeOf(c.r, limits); got != c.want {
				t.Errorf("%+v has grade %s, want %s", c.r, got, c.want)
			}
		})
	}
}

func TestSettings_publication(t *testing.T) {
	s, err := ReadSettings(declared(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		count             float64
		entries, forecast Publication
	}{
		{math.NaN(), TooSmall, TooSmall}, {0, TooSmall, TooSmall}, {9, TooSmall, TooSmall}, {10, WithCaution, TooSmall},
		{29, WithCaution, TooSmall}, {30, Plain, WithCaution}, {9999, Plain, WithCaution}, {10000, Plain, Plain},
	} {
		if got := s.OfEntries(c.count); got != c.entries {
			t.Errorf("%v planned entries: %s, want %s", c.count, got, c.entries)
		}
		if got := s.OfForecast(c.count); got != c.forecast {
			t.Errorf("a forecast of %v persons: %s, want %s", c.count, got, c.forecast)
		}
	}
}
