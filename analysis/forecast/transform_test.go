package forecast

import (
	"math"
	"strings"
	"testing"

	"fabbisogno/datasets/series"
)

// There and back, and means against the trapezoid rule over the normal.
func TestTransforms(t *testing.T) {
	for name, tr := range map[string]Transform{
		"log": Log(0), "boxcox 0": BoxCox(0), "boxcox 0.3": BoxCox(0.3), "boxcox 1e-9": BoxCox(1e-9), "boxcox 1": BoxCox(1), "boxcox 2": BoxCox(2),
		"boxcox -0.5": BoxCox(-0.5), "logit": Percent(),
	} {
		for _, v := range []float64{0.1, 1, 47.3, 99} {
			if got := tr.Inverse(tr.Forward(v)); math.Abs(got-v) > 1e-7*v {
				t.Errorf("%s: %v comes back as %v", name, v, got)
			}
		}
		if !math.IsNaN(tr.Forward(math.NaN())) {
			t.Errorf("%s: a missing value became a number", name)
		}
		if tr.Lambda < 0 {
			continue // has no mean
		}
		for _, sd := range []float64{0, 0.05, 0.5} {
			centre, sum, step := tr.Forward(30), 0.0, 1e-3
			for z := -9.0; z < 9; z += step {
				sum += step * math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) * tr.Inverse(centre+sd*z)
			}
			if got := tr.Mean(centre, sd); math.Abs(got-sum) > 1e-4*sum {
				t.Errorf("%s: mean at sd %v is %v, want %v", name, sd, got, sum)
			}
		}
	}
	// R: BoxCox's second-order adjustment, for a small spread.
	tr, sd := BoxCox(0.3), 0.1
	x := 30.0
	second := x * (1 + sd*sd*(1-0.3)/(2*math.Pow(x, 0.6)))
	if got := tr.Mean(tr.Forward(x), sd); math.Abs(got-second) > 1e-6 || got <= x {
		t.Errorf("mean %v, to second order %v", got, second)
	}
	if BoxCox(0.5).Inverse(-5) != 0 || !math.IsInf(BoxCox(-1).Inverse(2), 1) || Log(0.5).Forward(0) != math.Log(0.5) {
		t.Error("bounds of the scales")
	}
}

func TestTransformed_refuses(t *testing.T) {
	for name, c := range map[string]struct {
		by     Transform
		values []float64
		want   string
	}{
		"log of zero":          {Log(0), []float64{3, 0, 2, 4}, "value 0 at 2020-02 not positive"},
		"log of less":          {Log(0.5), []float64{3, 0, -2, 4}, "value -2 at 2020-03 not positive"},
		"power of less":        {BoxCox(0.5), []float64{3, 0, -2, 4}, "value -2 at 2020-03 negative"},
		"negative power":       {BoxCox(-0.5), []float64{3, 0, 2, 4}, "value 0 at 2020-02 not positive"},
		"share above 100":      {Percent(), []float64{3, 101, 2, 4}, "value 101 at 2020-02 outside 0 to 100"},
		"overflow on the way":  {BoxCox(2), []float64{1e200, 2e200, 1e200, 3e200}, "infinite"},
		"overflow on the back": {Log(0), []float64{1e-300, 1e300, 1e-300, 1e300, 1e308}, "infinite"},
	} {
		m := Transformed{Inner: Naive{}, By: c.by}
		f, err := m.Fit(t.Context(), monthlySeries(c.values))
		if err == nil {
			_, err = f.Forecast(30)
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	f, err := Transformed{Inner: Naive{}, By: Log(0.5)}.Fit(t.Context(), monthlySeries([]float64{3, 0, 2, 4}))
	if err != nil || !f.Diagnose().Status.Has(NoteClipped) {
		t.Errorf("a zero that was moved goes unsaid: %v", err)
	}
}

// On a series whose spread grows with its level the chosen power gives intervals
// that lean upwards and a mean above the median; zeros are no obstacle.
func TestGuerrero(t *testing.T) {
	y := seasons(8, 0)
	for i, v := range wiggle(len(y)) {
		y[i] = math.Exp(0.02*float64(i)) * (10 + y[i]) * (1 + v/20)
	}
	m := Guerrero{Inner: SeasonalNaive{}}
	ds := forecastOf(t, m, monthlySeries(y))
	for k, d := range ds {
		iv := d.Interval(0.95)
		if !(d.Mean > d.Quantile(0.5)) || !(iv.Upper-d.Quantile(0.5) > d.Quantile(0.5)-iv.Lower) || iv.Lower <= 0 {
			t.Fatalf("horizon %d: mean %v, median %v, interval %v", k+1, d.Mean, d.Quantile(0.5), iv)
		}
	}
	y[3] = 0
	forecastOf(t, m, monthlySeries(y))
	y[3] = -1
	if _, err := m.Fit(t.Context(), monthlySeries(y)); err == nil {
		t.Error("a negative value was accepted")
	}
}

func forecastOf(t *testing.T, m Model, s series.Series) []series.Dist {
	t.Helper()
	f, err := m.Fit(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	ds, err := f.Forecast(12)
	if err != nil {
		t.Fatal(err)
	}
	return ds
}
