package ets

import (
	"math"
	"testing"

	"fabbisogno/analysis/forecast/internal/reference"
)

// score of forecasts against what came: sMAPE and MASE as in M4, and how many
// of the values lie inside the 95% interval.
func score(c reference.Case, mean, sd []float64) (smape, mase, inside float64) {
	scale := 0.0
	for t := c.M; t < len(c.Train); t++ {
		scale += math.Abs(c.Train[t]-c.Train[t-c.M]) / float64(len(c.Train)-c.M)
	}
	h := float64(len(c.Test))
	for k, v := range c.Test {
		smape += 200 * math.Abs(v-mean[k]) / (math.Abs(v) + math.Abs(mean[k])) / h
		mase += math.Abs(v-mean[k]) / scale / h
		if math.Abs(v-mean[k]) <= 1.96*sd[k] {
			inside += 1 / h
		}
	}
	return smape, mase, inside
}

// owa forecasts a group of the M3 competition; the yardstick is Naive2 as
// measured with R.
func owa(t testing.TB, group string, forecast func(c reference.Case, mean, sd []float64) error) (owa, inside float64) {
	t.Helper()
	var base [2]float64
	n := 0.0
	for _, r := range reference.Table(t, "expected", "m3_"+group+"_r_metrics.csv.gz") {
		if r["method"] == "naive2" {
			base[0] += reference.Float(t, r["smape"])
			base[1] += reference.Float(t, r["mase"])
			n++
		}
	}
	var smape, mase float64
	cases := reference.M3(t, group)
	for _, c := range cases {
		mean, sd := make([]float64, len(c.Test)), make([]float64, len(c.Test))
		if err := forecast(c, mean, sd); err != nil {
			t.Fatalf("%s: %v", c.ID, err)
		}
		s, m, in := score(c, mean, sd)
		smape += s
		mase += m
		inside += in / float64(len(cases))
	}
	if float64(len(cases)) != n {
		t.Fatalf("%d series, %v in the yardstick", len(cases), n)
	}
	return (smape/base[0] + mase/base[1]) / 2, inside
}

// TestM3 holds the accuracy that was measured, to the third digit, of a form
// and of the average. R's ets() has OWA 0.926, 0.950, 0.838 and 0.641,
// statsforecast's AutoETS 0.878, 0.928 and 0.838.
func TestM3(t *testing.T) {
	for _, c := range []struct {
		group         string
		form, average float64
	}{{"yearly", 0.864, 0.864}, {"quarterly", 0.919, 0.887}, {"monthly", 0.838, 0.811}, {"other", 0.638, 0.628}} {
		for _, averaged := range []bool{false, true} {
			f, most := Fitter{Averaged: averaged}, c.form
			if averaged {
				most = c.average
			}
			got, inside := owa(t, c.group, func(c reference.Case, mean, sd []float64) error {
				return f.Forecast(c.Train, c.M, mean, sd)
			})
			if got > most {
				t.Errorf("%s: OWA %.4f, at most %.3f is wanted", c.group, got, most)
			}
			t.Logf("%s, averaged %v: OWA %.4f, 95%% intervals cover %.3f", c.group, averaged, got, inside)
		}
	}
}

// TestExtend: forecasts are as good after three earlier origins, from which the
// search went on, as from a new search.
func TestExtend(t *testing.T) {
	f := Fitter{Averaged: true}
	got, _ := owa(t, "quarterly", func(c reference.Case, mean, sd []float64) error {
		h := len(mean)
		next := f.Forecast
		for _, back := range []int{2 * h, 3 * h / 2, h, 0} {
			if n := len(c.Train) - back; n >= 8 {
				if err := next(c.Train[:n], c.M, mean, sd); err != nil {
					return err
				}
				next = f.Extend
			}
		}
		return nil
	})
	if got > 0.889 { // a new search: 0.886
		t.Errorf("OWA %.4f by going on", got)
	}
	t.Logf("OWA %.4f by going on", got)
}
