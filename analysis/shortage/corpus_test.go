package shortage

import (
	"compress/gzip"
	"encoding/csv"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"fabbisogno/datasets/series"
)

func corpus(t *testing.T, parts ...string) string {
	t.Helper()
	root := os.Getenv("FABBISOGNO_CORPUS")
	if root == "" {
		t.Skip("FABBISOGNO_CORPUS is not set: the corpus of published figures is not here")
	}
	return filepath.Join(append([]string{root}, parts...)...)
}

// acceptanceRow is one row of the panel gathered for the national choice.
type acceptanceRow struct {
	period, code, measure string
	value                 float64
}

func acceptanceRows(t *testing.T) []acceptanceRow {
	t.Helper()
	f, err := os.Open(corpus(t, "published", "acceptance_panel_it.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []acceptanceRow
	for _, r := range rows[1:] {
		if v, err := strconv.ParseFloat(r[10], 64); err == nil {
			out = append(out, acceptanceRow{period: r[2], code: r[4], measure: r[8], value: v})
		}
	}
	return out
}

// The panel of the corpus, with the employed of the EU labour force survey 2018
// as base of the rates, picks what the panel expects.
func TestAcceptance_panel_of_the_corpus(t *testing.T) {
	rows := acceptanceRows(t)
	find := func(code, measure, period string) (float64, bool) {
		i := slices.IndexFunc(rows, func(r acceptanceRow) bool {
			return r.code == code && r.measure == measure && r.period == period
		})
		if i < 0 {
			return math.NaN(), false
		}
		return rows[i].value, true
	}
	var expected []string
	for _, r := range rows {
		if r.measure == "expected priority"+" sector" && r.value == 1 {
			expected = append(expected, r.code)
		}
	}
	slices.Sort(expected)
	for _, c := range []struct {
		year    string
		economy float64 // per cent
	}{
		{year: "2019", economy: 10.7},
		{year: "2023", economy: 100 * 2373579 / 23577000.0},
	} {
		t.Run(c.year, func(t *testing.T) {
			reference := Estimate{Point: c.economy, Bounds: Exactly(c.economy), Period: c.year}
			in := Panel{ID: "acceptance_" + c.year, Period: c.year, IncidenceFloor: Floor{Parameter: ParamIncidenceRatio, Reference: &reference}}
			for _, code := range []string{"A", "B-E", "F", "G", "H,J-Q,U", "I", "R-T"} {
				employed, ok := find(code, "employed", "2018")
				if !ok {
					t.Fatalf("no employed of %s: the panel of the corpus has changed", code)
				}
				u := Unit{Code: series.Code{List: GroupList, Value: code}, Incidence: acceptanceIncidence(t, find, code, c.year)}
				u.Need = append(u.Need, Term{Indicator: Entries, Floor: Floor{Parameter: ParamEntriesFloor},
					Value: acceptanceEntries(t, find, code, employed)})
				channel := map[string]string{"R-T": "T"}[code]
				if places, ok := find(channel, "pre-filled applications per place", "2025"); ok {
					u.Need = append(u.Need, Term{Indicator: Applications, Floor: Floor{Parameter: ParamApplicationsFloor},
						Value: Estimate{Point: places, Bounds: Printed(places, 0.01), Period: "2025"}})
				}
				in.Units = append(in.Units, u)
			}
			res := apply(t, in, declared(t))
			if got, want := picks(res), strings.Join(expected, " "); got != want {
				t.Errorf("picks %q, want %q", got, want)
			}
		})
	}
}

func acceptanceIncidence(t *testing.T, find func(code, measure, period string) (float64, bool), code, year string) Estimate {
	t.Helper()
	if v, ok := find(code, "foreign incidence on employed", year); ok {
		return Estimate{Point: v, Bounds: Printed(v, 0.1), Period: year}
	}
	parts := []string{code}
	if code == "H,J-Q,U" {
		parts = []string{"H", "J-Q"}
	}
	e := Estimate{Point: math.NaN(), Period: year}
	for _, part := range parts {
		v, ok := find(part, "foreign incidence on employed, upper bound", year)
		if !ok {
			t.Fatalf("no incidence of %s in %s", part, year)
		}
		e.Bounds = Below(max(v, e.Bounds.Upper))
	}
	return e
}

func acceptanceEntries(t *testing.T, find func(code, measure, period string) (float64, bool), code string, employed float64) Estimate {
	t.Helper()
	const quarter = "2026-02/2026-04"
	whole, partly := []string{code}, []string(nil)
	switch code {
	case "R-T":
		whole, partly = nil, []string{"P-S"}
	case "H,J-Q,U":
		whole, partly = []string{"H,J-M", "N"}, []string{"P-S"}
	}
	e := Estimate{Period: quarter, Bounds: Exactly(0)}
	for i, part := range append(whole, partly...) {
		v, ok := find(part, "planned hires", quarter)
		if !ok {
			t.Fatalf("no planned hires of %s", part)
		}
		b := Printed(v, 1)
		if i >= len(whole) {
			e.Point, b.Lower = math.NaN(), 0
		}
		e.Point += v
		e.Bounds = e.Bounds.Plus(b)
	}
	e.Point = 100 * e.Point / employed
	e.Bounds = e.Bounds.Over(Printed(employed, 1), 100)
	return e
}

// The declared employed of 2023 are the mean of ISTAT's months.
func TestEmployed_of_2023_as_declared(t *testing.T) {
	f, err := os.Open(corpus(t, "real", "istat", "vintages-and-series", "150_875_employed_monthly_edition_2026M1G8.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(z)
	head, err := r.Read()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"REF_AREA": "IT", "DATA_TYPE": "EMP", "ADJUSTMENT": "N", "SEX": "9", "AGE": "Y15-89", "POSIZ_PROF": "9", "PERM_TEMP_EMPLOYEES": "9"}
	sum, n := 0.0, 0
	for {
		row, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		value, isMonth := math.NaN(), false
		isSeries := true
		for i, name := range head {
			switch w, ok := want[name]; {
			case ok && row[i] != w:
				isSeries = false
			case name == "TIME_PERIOD":
				isMonth = strings.HasPrefix(row[i], "2023-")
			case name == "OBS_VALUE":
				value, _ = strconv.ParseFloat(row[i], 64)
			}
		}
		if isSeries && isMonth {
			sum, n = sum+value, n+1
		}
	}
	declaredValue := declared(t).Value("priority_employed_2023_thousand")
	if n != 12 || math.Abs(sum/12-declaredValue) > 0.5 {
		t.Errorf("mean of %d months is %.1f thousand, declared %v", n, sum/float64(n), declaredValue)
	}
}
