//go:build slow

package stlf

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"fabbisogno/analysis/forecast/ets"
	"fabbisogno/analysis/forecast/internal/reference"
	"fabbisogno/analysis/forecast/theta"
)

// held holds the last years of M3's training series back, at two origins each;
// the test parts are not touched.
func held(t *testing.T, group string) []reference.Case {
	var out []reference.Case
	for _, c := range reference.M3(t, group) {
		h := len(c.Test)
		for _, back := range []int{h, h + h/2} {
			if n := len(c.Train) - back; n > 2*c.M+3 {
				out = append(out, reference.Case{ID: c.ID, M: c.M, Train: c.Train[:n], Test: c.Train[n : n+h]})
			}
		}
	}
	return out
}

// payrolls are windows of ten years that end every second September to 2011.
func payrolls(t *testing.T) []reference.Case {
	series := map[string][]float64{}
	for _, r := range reference.Table(t, "us_employment_monthly.csv.gz") {
		if v := r["employed_thousands"]; v != "NA" {
			series[r["series_id"]] = append(series[r["series_id"]], reference.Float(t, v))
		}
	}
	var out []reference.Case
	for _, id := range slices.Sorted(maps.Keys(series)) {
		y := series[id]
		for back := 8; back < 34; back += 2 {
			if end := len(y) - 12*back; end >= 120 {
				out = append(out, reference.Case{ID: id, M: 12, Train: y[end-120 : end], Test: y[end : end+12]})
			}
		}
	}
	return out
}

func tourism(t *testing.T) []reference.Case {
	series := map[string][]float64{}
	for _, r := range reference.Table(t, "hier_tourismlarge_data.csv.gz") {
		for name, v := range r {
			if strings.HasSuffix(name, "All") {
				series[name] = append(series[name], reference.Float(t, v))
			}
		}
	}
	var out []reference.Case
	for _, id := range slices.Sorted(maps.Keys(series)) {
		for _, end := range []int{144, 180} {
			out = append(out, reference.Case{ID: id, M: 12, Train: series[id][:end], Test: series[id][end : end+12]})
		}
	}
	return out
}

// TestSeasonBySTL measures what the season of STL does for Theta, DOTM and ETS, in
// per cent of sMAPE and MASE.
func TestSeasonBySTL(t *testing.T) {
	sets := map[string][]reference.Case{"M3 quarterly": held(t, "quarterly"), "M3 monthly": held(t, "monthly"), "US payrolls": payrolls(t), "tourism": tourism(t)}
	for _, name := range slices.Sorted(maps.Keys(sets)) {
		pairs := []struct {
			name       string
			plain, stl Forecaster
			sum        [2][2]float64
		}{
			{name: "theta", plain: new(theta.Fitter), stl: &Around{Inner: new(theta.Fitter)}},
			{name: "dotm", plain: &theta.Fitter{Variant: theta.DOTM}, stl: &Around{Inner: &theta.Fitter{Variant: theta.DOTM}}},
			{name: "ets", plain: new(ets.Fitter), stl: &Around{Inner: new(ets.Fitter)}},
			{name: "ets by stlf", plain: new(ets.Fitter), stl: new(Fitter)},
		}
		for i := range pairs {
			p, n := &pairs[i], 0
			for _, c := range sets[name] {
				if slices.Min(c.Train) == slices.Max(c.Train) {
					continue
				}
				n++
				for side, f := range []Forecaster{p.plain, p.stl} {
					mean, sd := make([]float64, len(c.Test)), make([]float64, len(c.Test))
					if err := f.Forecast(c.Train, c.M, mean, sd); err != nil {
						t.Fatalf("%s: %v", c.ID, err)
					}
					s := score(c, mean, sd)
					p.sum[side][0] += s[0]
					p.sum[side][1] += s[1]
				}
			}
			smape, mase := 100*(p.sum[1][0]/p.sum[0][0]-1), 100*(p.sum[1][1]/p.sum[0][1]-1)
			t.Logf("%s, %d cases, %s: sMAPE %+.1f%%, MASE %+.1f%%", name, n, p.name, smape, mase)
			if name != "tourism" && (p.name == "theta" || p.name == "dotm") && smape+mase > 0.1 {
				t.Errorf("%s: the season of STL no longer helps %s", name, p.name)
			}
		}
	}
}
