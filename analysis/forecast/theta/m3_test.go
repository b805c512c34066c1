package theta

import (
	"math"
	"slices"
	"strconv"
	"testing"

	"fabbisogno/analysis/forecast/internal/reference"
)

// frequency is a part of M3 with the OWA of statsforecast's DOTM (forecasting.md 3).
type frequency struct {
	name string
	m    int
	dotm float64
}

func frequencies() []frequency {
	return []frequency{{"yearly", 1, 0.848}, {"quarterly", 4, 0.914}, {"monthly", 12, 0.819}}
}

// naive2 are the mean sMAPE and MASE of Naive2.
func naive2(t testing.TB, f frequency) (smape, mase float64) {
	t.Helper()
	n := 0.0
	for _, r := range reference.Table(t, "expected", "m3_"+f.name+"_r_metrics.csv.gz") {
		if r["method"] == "naive2" {
			smape += reference.Floats(t, r["smape"])[0]
			mase += reference.Floats(t, r["mase"])[0]
			n++
		}
	}
	return smape / n, mase / n
}

// score is sMAPE and MASE of a forecast, as M4 defines them.
func score(train, test, mean []float64, m int) (smape, mase float64) {
	scale := 0.0
	for i := m; i < len(train); i++ {
		scale += math.Abs(train[i]-train[i-m]) / float64(len(train)-m)
	}
	for i, v := range test {
		d := math.Abs(v - mean[i])
		smape += 200 * d / (math.Abs(v) + math.Abs(mean[i])) / float64(len(test))
		mase += d / scale / float64(len(test))
	}
	return smape, mase
}

// TestAccuracyM3: the dynamic model with its prior is as accurate as
// statsforecast's search without one: its OWA is 0.8476, 0.9141, 0.8188.
func TestAccuracyM3(t *testing.T) {
	most := map[string]float64{"yearly": 0.849, "quarterly": 0.912, "monthly": 0.820}
	f := Fitter{Variant: DOTM}
	for _, q := range frequencies() {
		smape, mase := 0.0, 0.0
		series := reference.M3(t, q.name)
		for _, c := range series {
			mean, sd := make([]float64, len(c.Test)), make([]float64, len(c.Test))
			if err := f.Forecast(c.Train, q.m, mean, sd); err != nil {
				t.Fatal(c.ID, err)
			}
			a, b := score(c.Train, c.Test, mean, q.m)
			smape += a / float64(len(series))
			mase += b / float64(len(series))
		}
		baseS, baseM := naive2(t, q)
		owa := (smape/baseS + mase/baseM) / 2
		t.Logf("%s: sMAPE %.3f, MASE %.3f, OWA %.4f, statsforecast %.3f", q.name, smape, mase, owa, q.dotm)
		if owa > most[q.name] {
			t.Errorf("%s: OWA %.4f, at most %.3f", q.name, owa, most[q.name])
		}
	}
}

// TestAgreesWithStatsforecast: without the prior the forecasts are those of
// statsforecast 2.1.1, as near as its search comes to the optimum: its Nelder-Mead
// stops at a spread of 1e-4 and in short series at another hill. No tolerance
// is stated for these files; half of the series agree to 1e-4 or better.
func TestAgreesWithStatsforecast(t *testing.T) {
	f := Fitter{Variant: DOTM, Plain: true}
	for _, q := range frequencies() {
		peer := map[string][]float64{}
		for _, r := range reference.Table(t, "expected", "m3_"+q.name+"_statsforecast.csv.gz") {
			if r["method"] == "dotm" {
				peer[r["id"]] = reference.Floats(t, r["mean"])
			}
		}
		var gaps []float64
		for _, c := range reference.M3(t, q.name) {
			mean, sd := make([]float64, len(c.Test)), make([]float64, len(c.Test))
			if err := f.Forecast(c.Train, q.m, mean, sd); err != nil {
				t.Fatal(c.ID, err)
			}
			gap := 0.0
			for i, v := range peer[c.ID] {
				gap += math.Abs(v-mean[i]) / math.Abs(v) / float64(len(mean))
			}
			gaps = append(gaps, gap)
		}
		slices.Sort(gaps)
		n := len(gaps)
		t.Logf("%s: mean relative difference of a series: median %.1e, three quarters %.1e, nine tenths %.1e", q.name, gaps[n/2], gaps[3*n/4], gaps[9*n/10])
		if gaps[n/2] > 1e-4 || gaps[3*n/4] > 5e-3 || gaps[9*n/10] > 0.025 {
			t.Errorf("%s: differs from statsforecast: quantiles %.1e %.1e %.1e", q.name, gaps[n/2], gaps[3*n/4], gaps[9*n/10])
		}
	}
}

func BenchmarkFitter(b *testing.B) {
	for v := Classic; v <= Auto; v++ {
		for _, m := range []int{1, 4, 12} {
			n := map[int]int{1: 30, 4: 60, 12: 120}[m]
			y := make([]float64, n)
			for i := range y {
				y[i] = 100 + 0.5*float64(i) + 20*math.Sin(2*math.Pi*float64(i)/float64(m)) + 5*math.Cos(float64(i*i))
			}
			b.Run(v.String()+"/"+strconv.Itoa(m), func(b *testing.B) {
				f := Fitter{Variant: v}
				mean, sd := make([]float64, 18), make([]float64, 18)
				b.ReportAllocs()
				for b.Loop() {
					if err := f.Forecast(y, m, mean, sd); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
