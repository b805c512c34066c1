//go:build slow

package analysis

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"fabbisogno/analysis/forecast"
	"fabbisogno/datasets/series"
)

// recorded reads a recorded file of ISTAT, one series a combination of the columns.
// Keys are made up: an industry a series, so that all are one scope.
func recorded(t *testing.T, path, measure, unit string, columns []string, keep func(func(string) string) bool) series.Panel {
	t.Helper()
	dir := os.Getenv("FABBISOGNO_CORPUS")
	if dir == "" {
		t.Skip("FABBISOGNO_CORPUS is not set: there are no recorded files to test on")
	}
	file, err := os.Open(filepath.Join(dir, "real", "istat", path))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	packed, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(packed).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]map[series.Period]float64{}
	for _, row := range rows[1:] {
		field := func(name string) string { return row[slices.Index(rows[0], name)] }
		v, err := strconv.ParseFloat(field("OBS_VALUE"), 64)
		if err != nil || keep != nil && !keep(field) {
			continue
		}
		id := ""
		for _, c := range columns {
			id += field(c) + " "
		}
		if values[id] == nil {
			values[id] = map[series.Period]float64{}
		}
		values[id][series.MustPeriod(field("TIME_PERIOD"))] = v
	}
	var out series.Panel
	for _, id := range slices.Sorted(maps.Keys(values)) {
		periods := slices.SortedFunc(maps.Keys(values[id]), func(a, b series.Period) int { return a.Since(b) })
		s := series.Series{Key: series.Key{Measure: measure, Unit: unit, Territory: series.Code{List: "nuts2021", Value: "IT"},
			Industry: series.Code{List: "ateco2007", Value: fmt.Sprintf("%03d", len(out))}}, Start: periods[0]}
		for p := periods[0]; p.Since(periods[len(periods)-1]) <= 0; p = p.Add(1) {
			v, ok := values[id][p]
			if !ok {
				t.Fatalf("%s %s has no value at %s", path, id, p)
			}
			s.Values = append(s.Values, v)
		}
		out = append(out, s)
	}
	return out
}

// realPanels are recorded series of the kinds the study forecasts, as panels.
func realPanels(t *testing.T) map[string]panelWork {
	t.Helper()
	const vintages = "vintages-and-series/"
	columns := []string{"ADJUSTMENT", "SEX", "AGE"}
	raw := func(f func(string) string) bool { return f("ADJUSTMENT") == "N" }
	overtime := func(f func(string) string) bool {
		return f("DATA_TYPE") == "HSTR_JV" && f("EMPLOYESS_CLASS") == "W_GE10"
	}
	month := panel{measure: "share", by: forecast.Percent(), freq: series.Month, horizon: 12, step: 3, scopes: []string{"italy_by_industry"}, exceptional: pandemic(series.Month)}
	quarter := panel{measure: "share", by: forecast.Percent(), freq: series.Quarter, horizon: 8, step: 1, scopes: []string{"italy_by_industry"}, exceptional: pandemic(series.Quarter)}
	count := month
	count.measure, count.by = "count", forecast.NonNegative()
	return map[string]panelWork{
		"employed": {panel: count, series: unscoped(recorded(t, vintages+"150_875_employed_monthly_edition_2026M1G8.csv.gz", "count", "thousand",
			append(columns, "POSIZ_PROF", "PERM_TEMP_EMPLOYEES"), raw))},
		"employment rate":   {panel: month, series: unscoped(recorded(t, vintages+"150_872_employment_rate_monthly_edition_2026M1G8.csv.gz", "share", "pct", columns, raw))},
		"unemployment rate": {panel: month, series: unscoped(recorded(t, vintages+"151_874_unemployment_rate_monthly_edition_2026M1G8.csv.gz", "share", "pct", columns, raw))},
		"overtime share":    {panel: quarter, series: unscoped(recorded(t, vintages+"534_1037_hours_worked.csv.gz", "share", "pct", []string{"ECON_ACTIVITY_NACE_2007"}, overtime))},
	}
}

func unscoped(p series.Panel) []scoped {
	var out []scoped
	for _, s := range p {
		out = append(out, scoped{Series: s})
	}
	return out
}

// tried is the record of one model on one panel, all ends together.
type tried struct{ mase, in80, in95, ends float64 }

// TestRealPanels holds the default recipe of the workspace against the models it
// could use instead, Theta and smoothing without drift, by its own backtest on
// recorded monthly and quarterly series of ISTAT that end in 2012, 2015, 2018 and
// with the record. On every panel the recipe errs no more than Theta, and its
// intervals keep as much as theirs.
func TestRealPanels(t *testing.T) {
	all := realPanels(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		c := all[name]
		additive := c.by.Name == "logit"
		models := []forecast.Model{nil, forecast.Theta{Additive: additive}, forecast.Theta{Additive: additive, Flat: true}}
		record := make([]tried, len(models))
		for _, until := range []string{"2013", "2016", "2019", "2099"} {
			var read series.Panel
			for _, s := range c.series {
				n := 0
				for n < s.Len() && s.Start.Add(n).String() < until {
					n++
				}
				read = append(read, s.Slice(0, n))
			}
			for i, own := range models {
				p := c.panel
				p.own = own
				_, back, _, _, err := forecastPanels(t.Context(), []panelWork{newWork(p, read)}, Options{Workers: 2})
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range back {
					if r.Horizon != 0 || r.Model != p.candidates()[declared].ID() {
						continue
					}
					if r.Level < 0.9 {
						record[i].mase, record[i].in80, record[i].ends = record[i].mase+r.MASE, record[i].in80+r.Coverage, record[i].ends+1
					} else {
						record[i].in95 += r.Coverage
					}
				}
			}
		}
		for i, what := range []string{"recipe", "theta", "without drift"} {
			r := &record[i]
			r.mase, r.in80, r.in95 = r.mase/r.ends, r.in80/r.ends, r.in95/r.ends
			t.Logf("%-18s %-14s MASE %.3f, 80%% covered %.3f, 95%% covered %.3f", name, what, r.mase, r.in80, r.in95)
		}
		if record[0].mase > record[1].mase {
			t.Errorf("%s: the recipe has MASE %.3f, Theta %.3f", name, record[0].mase, record[1].mase)
		}
		// Overlapping years of series that move together: a point of coverage is noise.
		if record[0].in80 < record[1].in80-0.01 || record[0].in95 < record[1].in95-0.01 {
			t.Errorf("%s: intervals of the recipe keep %.3f and %.3f, of Theta %.3f and %.3f", name, record[0].in80, record[0].in95, record[1].in80, record[1].in95)
		}
	}
}
