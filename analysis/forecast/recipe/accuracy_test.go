//go:build slow

package recipe

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"strconv"
	"testing"

	"fabbisogno/analysis/forecast/internal/reference"
	"fabbisogno/analysis/forecast/naive"
	"fabbisogno/analysis/panel"
)

// tally is the accuracy of a panel, every series weighing the same.
type tally struct {
	n                   float64
	smape, mase         float64
	baseSMAPE, baseMASE float64 // of Naive2
	inside80, inside95  float64
	msis80, msis95      float64
	weights             Weights
}

func (s *tally) owa() float64 { return (s.smape/s.baseSMAPE + s.mase/s.baseMASE) / 2 }

// judge calibrates the recipe on the training parts of a panel, forecasts them,
// and holds the forecasts against what came.
func judge(t testing.TB, cases []reference.Case) tally {
	t.Helper()
	m, h := cases[0].M, len(cases[0].Test)
	f, err := New(panel.Setup{Season: m, Horizon: h, Levels: []float64{80, 95}, Workers: runtime.GOMAXPROCS(0)})
	if err != nil {
		t.Fatal(err)
	}
	var sample [][]float64
	for _, c := range cases {
		sample = append(sample, c.Train)
	}
	if err := f.Calibrate(t.Context(), sample); err != nil {
		t.Fatal(err)
	}
	w := f.Worker()
	var yardstick naive.Naive2
	a := panel.Answer{Mean: make([]float64, h), Lower: [][]float64{make([]float64, h), make([]float64, h)}, Upper: [][]float64{make([]float64, h), make([]float64, h)}}
	base, sd := make([]float64, h), make([]float64, h)
	var s tally
	s.weights, _ = f.(*Recipe).Weights()
	for _, c := range cases {
		if err := w.Forecast(c.Train, &a); err != nil {
			t.Fatalf("%s: %v", c.ID, err)
		}
		if err := yardstick.Forecast(c.Train, m, base, sd); err != nil {
			t.Fatalf("%s: %v", c.ID, err)
		}
		scale := seasonalError(c.Train, m)
		if scale == 0 {
			continue
		}
		s.n++
		for k, y := range c.Test {
			s.smape += 200 * math.Abs(y-a.Mean[k]) / (math.Abs(y) + math.Abs(a.Mean[k])) / float64(h)
			s.mase += math.Abs(y-a.Mean[k]) / scale / float64(h)
			s.baseSMAPE += 200 * math.Abs(y-base[k]) / (math.Abs(y) + math.Abs(base[k])) / float64(h)
			s.baseMASE += math.Abs(y-base[k]) / scale / float64(h)
			for l, fine := range []float64{10, 40} {
				lo, up := a.Lower[l][k], a.Upper[l][k]
				in, score := 0.0, up-lo+fine*(max(lo-y, 0)+max(y-up, 0))
				if lo <= y && y <= up {
					in = 1
				}
				if l == 0 {
					s.inside80 += in / float64(h)
					s.msis80 += score / scale / float64(h)
				} else {
					s.inside95 += in / float64(h)
					s.msis95 += score / scale / float64(h)
				}
			}
		}
	}
	return s
}

func (s *tally) String() string {
	n := s.n
	return fmt.Sprintf("%4.0f series: sMAPE %.3f MASE %.3f OWA %.4f | 80%%: %.3f %.2f | 95%%: %.3f %.2f | weights %.2f",
		n, s.smape/n, s.mase/n, s.owa(), s.inside80/n, s.msis80/n, s.inside95/n, s.msis95/n, s.weights)
}

// TestAccuracy holds what is asked of the default on data that did not choose it.
func TestAccuracy(t *testing.T) {
	var smape, mase, n float64
	for _, c := range []struct {
		group      string
		owa        float64 // at most; 0: reported only
		msis95     float64
		calibrated bool
	}{{"yearly", 0.855, 24.3, true}, {"quarterly", 0.868, 9.3, true}, {"monthly", 0.806, 6.3, true}, {"other", 0, 0, false}} {
		s := judge(t, reference.M3(t, c.group))
		t.Logf("M3 %-9s %s", c.group, &s)
		smape, mase, n = smape+s.smape, mase+s.mase, n+s.n
		if c.owa > 0 && s.owa() > c.owa {
			t.Errorf("M3 %s: OWA %.4f, at most %.3f is wanted", c.group, s.owa(), c.owa)
		}
		if !c.calibrated {
			continue
		}
		if in := s.inside95 / s.n; in < 0.935 || in > 0.97 {
			t.Errorf("M3 %s: 95%% intervals cover %.3f", c.group, in)
		}
		if in := s.inside80 / s.n; in < 0.78 || in > 0.83 {
			t.Errorf("M3 %s: 80%% intervals cover %.3f", c.group, in)
		}
		if v := s.msis95 / s.n; v > c.msis95 {
			t.Errorf("M3 %s: MSIS95 %.2f, at most %.1f is wanted", c.group, v, c.msis95)
		}
	}
	// All of M3 against the archived forecasts of NAIVE2: sMAPE 14.742, MASE 1.665.
	owa := (smape/n/14.742 + mase/n/1.665) / 2
	t.Logf("M3 all       %4.0f series: sMAPE %.3f MASE %.3f OWA %.4f", n, smape/n, mase/n, owa)
	if owa > 0.820 {
		t.Errorf("M3: OWA %.4f, at most 0.820 is wanted", owa)
	}
}

// TestAccuracyOnEmployment forecasts US employment by industry from windows that
// end in September 2014 to 2018.
func TestAccuracyOnEmployment(t *testing.T) {
	monthly, quarterly := employment(t)
	for _, c := range []struct {
		name  string
		cases []reference.Case
		n     int
		owa   float64
	}{{"quarterly", quarterly, 590, 0.72}, {"monthly", monthly, 738, 0.775}} {
		if len(c.cases) != c.n {
			t.Errorf("employment %s: %d windows, not %d", c.name, len(c.cases), c.n)
		}
		s := judge(t, c.cases)
		t.Logf("employment %-9s %s", c.name, &s)
		if s.owa() > c.owa {
			t.Errorf("employment %s: OWA %.4f, at most %.3f is wanted", c.name, s.owa(), c.owa)
		}
	}
}

// employment gives the windows of forecasting.md 4.1: 120 months and the 12 after
// them, and 40 quarterly means and the 8 after them.
func employment(t testing.TB) (monthly, quarterly []reference.Case) {
	t.Helper()
	type long struct {
		id    string
		first int // months since the year 0
		y     []float64
	}
	var all []*long
	for _, r := range reference.Table(t, "us_employment_monthly.csv.gz") {
		year, err := strconv.Atoi(r["month"][:4])
		if err != nil {
			t.Fatal(err)
		}
		month, err := strconv.Atoi(r["month"][5:])
		if err != nil {
			t.Fatal(err)
		}
		if len(all) == 0 || all[len(all)-1].id != r["series_id"] {
			all = append(all, &long{id: r["series_id"], first: year*12 + month - 1})
		}
		v := math.NaN()
		if text := r["employed_thousands"]; text != "" && text != "NA" {
			v = reference.Float(t, text)
		}
		s := all[len(all)-1]
		s.y = append(s.y, v)
	}
	window := func(id string, y []float64, first, end, n, h, m int) []reference.Case {
		from, to := end-n-first, end-first
		if from < 0 || to+h > len(y) || slices.ContainsFunc(y[from:to+h], math.IsNaN) {
			return nil
		}
		return []reference.Case{{ID: fmt.Sprintf("%s@%d", id, end), M: m, Train: y[from:to], Test: y[to : to+h]}}
	}
	for _, s := range all {
		for year := 2014; year <= 2018; year++ {
			monthly = append(monthly, window(s.id, s.y, s.first, year*12+9, 120, 12, 12)...)
		}
		first := (s.first + 2) / 3
		var means []float64
		for i := first*3 - s.first; i+3 <= len(s.y); i += 3 {
			means = append(means, (s.y[i]+s.y[i+1]+s.y[i+2])/3)
		}
		for year := 2014; year <= 2017; year++ {
			quarterly = append(quarterly, window(s.id, means, first, year*4+3, 40, 8, 4)...)
		}
	}
	return monthly, quarterly
}
