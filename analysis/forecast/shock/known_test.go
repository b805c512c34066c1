package shock

import (
	"fmt"
	"math"
	"testing"

	"fabbisogno/analysis/forecast/internal/reference"
)

// labour reads a series of employment in logarithms from a month on.
func labour(t *testing.T, of func(r map[string]string) (month, value string, ok bool), rows []map[string]string, from string) (months []string, y []float64) {
	t.Helper()
	for _, r := range rows {
		month, value, ok := of(r)
		if !ok || month < from {
			continue
		}
		v := math.NaN()
		switch value {
		case "":
			t.Fatalf("no value at %s", month)
		case "NA": // the series begins later
		default:
			v = math.Log(reference.Float(t, value))
		}
		months, y = append(months, month), append(y, v)
	}
	if len(y) < 200 {
		t.Fatalf("%d values read", len(y))
	}
	return months, y
}

// Events of which the history books know: strikes and censuses in US payrolls
// (which end in 2019), the lockdown of 2020 in Australian employment.
func TestKnownEvents(t *testing.T) {
	us, au := reference.Table(t, "us_employment_monthly.csv.gz"), reference.Table(t, "hier_labour_data.csv.gz")
	payroll := func(id string) func(r map[string]string) (string, string, bool) {
		return func(r map[string]string) (string, string, bool) {
			return r["month"], r["employed_thousands"], r["series_id"] == id
		}
	}
	state := func(name string) func(r map[string]string) (string, string, bool) {
		return func(r map[string]string) (string, string, bool) { return r[""][:7], r[name], true }
	}
	var f Finder
	for _, c := range []struct {
		name  string
		rows  []map[string]string
		of    func(r map[string]string) (string, string, bool)
		month string
		kind  Kind
		pct   float64 // at least so much, with its sign
	}{
		{"strike of telephone workers", us, payroll("CEU5000000001"), "1983-08", Outlier, -25},
		{"strike of telephone workers", us, payroll("CEU5051700001"), "2000-08", Outlier, -4},
		{"strike of telephone workers", us, payroll("CEU5051700001"), "2016-05", Outlier, -3},
		{"strike of parcel drivers", us, payroll("CEU4349200001"), "1997-08", Outlier, -30},
		{"strike of lorry drivers", us, payroll("CEU4348400001"), "1994-04", Outlier, -4},
		{"strike of car makers", us, payroll("CEU3133600101"), "1998-07", Outlier, -9},
		{"strike of coal miners begins", us, payroll("CEU1021000001"), "1977-12", Shift, -15},
		{"strike of coal miners ends", us, payroll("CEU1021000001"), "1978-04", Shift, 15},
		{"census", us, payroll("CEU9091000001"), "2000-05", Outlier, 7},
		{"census", us, payroll("CEU9091000001"), "2010-05", Outlier, 7},
		{"lockdown", au, state("['Total']"), "2020-04", Shift, -4},
		{"lockdown", au, state("['New South Wales']"), "2020-04", Shift, -4},
		{"lockdown", au, state("['Queensland']"), "2020-04", Shift, -4},
		{"lockdown", au, state("['Western Australia']"), "2020-04", Shift, -4},
	} {
		months, y := labour(t, c.of, c.rows, "1975-01")
		said := ""
		ok := false
		for _, e := range f.Find(y, 12) {
			said += fmt.Sprintf(" %s %s %+.1f%%", months[e.At], e.Kind, 100*e.Size)
			ok = ok || months[e.At] == c.month && e.Kind == c.kind && e.Left == "" && e.Size*c.pct > 0 && math.Abs(100*e.Size) >= math.Abs(c.pct)
		}
		if !ok {
			t.Errorf("%s of %s: found%s", c.name, c.month, said)
		}
	}
}

// The lockdown in Australian labour: 21 of 57 series, most of the large ones; in
// the small ones it is lost in the error of the survey.
func TestLockdown(t *testing.T) {
	rows := reference.Table(t, "hier_labour_data.csv.gz")
	var f Finder
	down, series := 0, 0
	for name := range rows[0] {
		if name == "" {
			continue
		}
		series++
		months, y := labour(t, func(r map[string]string) (string, string, bool) { return r[""][:7], r[name], true }, rows, "2000-01")
		for _, e := range f.Find(y, 12) {
			if e.Size < 0 && e.Left == "" && (months[e.At] == "2020-04" || months[e.At] == "2020-05") {
				down++
				break
			}
		}
	}
	t.Logf("%d of %d series", down, series)
	if series != 57 || down < 20 {
		t.Errorf("the lockdown is found in %d of %d series", down, series)
	}
}
