//go:build slow

package shock

import (
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"fabbisogno/analysis/forecast/ets"
	"fabbisogno/analysis/forecast/internal/reference"
)

// gain is what treatment does to the errors of exponential smoothing.
type gain struct {
	cases, events int
	// sMAPE and MASE without and with treatment, of all cases and of those with an event
	all, hit [2][2]float64
}

func (g *gain) add(t *testing.T, f *Finder, e *ets.Fitter, train, test []float64, m int, clearOnly bool) {
	t.Helper()
	scale := 0.0
	for i := m; i < len(train); i++ {
		scale += math.Abs(train[i]-train[i-m]) / float64(len(train)-m)
	}
	if scale == 0 {
		return
	}
	y, logs := slices.Clone(train), !slices.ContainsFunc(train, func(v float64) bool { return v <= 0 })
	if logs {
		for i, v := range y {
			y[i] = math.Log(v)
		}
	}
	events := f.Find(y, m)
	for i := range events {
		if clearOnly && !events[i].IsClear() {
			events[i].Left = Unclear
		}
	}
	treated := slices.ContainsFunc(events, func(e Event) bool { return e.Left == "" })
	TreatTo(y, events)
	if logs {
		for i, v := range y {
			y[i] = math.Exp(v)
		}
	}
	if !treated {
		y = train
	}
	g.cases++
	if treated {
		g.events++
	}
	h := float64(len(test))
	mean, sd := make([]float64, len(test)), make([]float64, len(test))
	for k, x := range [2][]float64{train, y} {
		if err := e.Forecast(x, m, mean, sd); err != nil {
			t.Fatal(err)
		}
		smape, mase := 0.0, 0.0
		for i, v := range test {
			smape += 200 * math.Abs(v-mean[i]) / (math.Abs(v) + math.Abs(mean[i])) / h
			mase += math.Abs(v-mean[i]) / scale / h
		}
		g.all[k][0] += smape
		g.all[k][1] += mase
		if treated {
			g.hit[k][0] += smape
			g.hit[k][1] += mase
		}
	}
}

// pct is the change of sMAPE or MASE by treatment, 0 without a case.
func pct(v [2][2]float64, i int) float64 {
	if v[0][i] == 0 {
		return 0
	}
	return 100 * (v[1][i]/v[0][i] - 1)
}

// window is one case: values to fit and values to be forecast.
type window struct {
	train, test []float64
	m           int
}

// windows of long tables: 120 values or as many as there are up to it, of columns by name.
func windows(columns map[string][]float64, ends []int, h, m int) []window {
	var out []window
	for _, name := range slices.Sorted(maps.Keys(columns)) {
		for _, at := range ends {
			y := columns[name]
			from := max(at-120, 0)
			if at+h <= len(y) && !slices.ContainsFunc(y[from:at+h], math.IsNaN) {
				out = append(out, window{y[from:at], y[at : at+h], m})
			}
		}
	}
	return out
}

func m3(t *testing.T, group string) []window {
	var out []window
	for _, c := range reference.M3(t, group) {
		// The test parts are not touched: the last years of the training part stand in.
		if n := len(c.Train) - len(c.Test); n >= 2*c.M+5 && n > fewest {
			out = append(out, window{c.Train[:n], c.Train[n:], c.M})
		}
	}
	return out
}

// TestUse measures what the package comment says of its use. The rule for clear
// outliers was chosen on the first four sets, among treating outliers, shifts or
// both, at t values of 5 or 8, in logarithms always, never or by Guerrero's power;
// the last two were then looked at once.
func TestUse(t *testing.T) {
	payrolls, months := map[string][]float64{}, map[string]int{}
	for _, r := range reference.Table(t, "us_employment_monthly.csv.gz") {
		v := math.NaN()
		if x, ok := r["employed_thousands"]; ok && x != "NA" {
			v = reference.Float(t, x)
		}
		id := r["series_id"]
		if id == "PAYNSA" {
			months[r["month"]] = len(payrolls[id]) + 1
		}
		payrolls[id] = append(payrolls[id], v)
	}
	for id, y := range payrolls { // all end together, some begin later
		payrolls[id] = append(slices.Repeat([]float64{math.NaN()}, len(payrolls["PAYNSA"])-len(y)), y...)
	}
	var origins []int
	for _, month := range []string{"1985-09", "1991-09", "1998-09", "2003-09", "2008-03", "2010-09", "2011-12"} {
		origins = append(origins, months[month])
	}
	labour, tourism := map[string][]float64{}, map[string][]float64{}
	for _, r := range reference.Table(t, "hier_labour_data.csv.gz") {
		for name, v := range r {
			if name != "" {
				labour[name] = append(labour[name], reference.Float(t, v))
			}
		}
	}
	for _, r := range reference.Table(t, "hier_tourismlarge_data.csv.gz") {
		for name, v := range r {
			if strings.HasSuffix(name, "All") { // all purposes of travel
				tourism[name] = append(tourism[name], reference.Float(t, v))
			}
		}
	}
	n := len(labour["['Total']"])
	sets := []struct {
		name string
		of   []window
	}{
		{"M3 yearly", m3(t, "yearly")}, {"M3 quarterly", m3(t, "quarterly")}, {"M3 monthly", m3(t, "monthly")},
		{"US payrolls", windows(payrolls, origins, 12, 12)},
		// Origins December 2013 to 2018, the data end in November 2020.
		{"Australian labour", windows(labour, []int{n - 83, n - 71, n - 59, n - 47, n - 35, n - 23}, 12, 12)},
		{"Australian tourism", windows(tourism, []int{120, 144, 168, 192, 216}, 12, 12)},
	}
	var f Finder
	var e ets.Fitter
	for _, set := range sets {
		for _, clearOnly := range []bool{false, true} {
			g := &gain{}
			for _, w := range set.of {
				g.add(t, &f, &e, w.train, w.test, w.m, clearOnly)
			}
			t.Logf("%s, clear only %t: %d cases, sMAPE %+.1f%%, MASE %+.1f%%; %d with an event, sMAPE %+.1f%%, MASE %+.1f%%",
				set.name, clearOnly, g.cases, pct(g.all, 0), pct(g.all, 1), g.events, pct(g.hit, 0), pct(g.hit, 1))
			if set.name == "US payrolls" && clearOnly && (g.cases < 600 || pct(g.hit, 0) > -5 || pct(g.hit, 1) > -5) {
				t.Errorf("on employment treatment no longer gains what it did")
			}
		}
	}
}
