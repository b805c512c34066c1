package reconcile

import (
	"fmt"
	"math"
	"testing"

	"fabbisogno/analysis/forecast/ets"
	"fabbisogno/analysis/forecast/theta"
)

// window is one origin of a collection: base forecasts of all nodes, their
// residuals, and what came.
type window struct {
	c             collection
	base          Matrix
	sd, residuals Matrix // of ETS
	train, actual Matrix
	scale         []float64 // mean absolute seasonal-naive error in the training values
}

// recipe is a set of models whose forecasts are averaged; the residuals are those
// of ETS.
type recipe struct {
	name   string
	models []string
}

// recipes from which one is chosen a kind of panel.
var recipes = []recipe{
	{"ets", []string{"ets"}},
	{"ets+theta", []string{"ets", "theta"}},
	{"ets+dotm", []string{"ets", "dotm"}},
	{"ets+theta+dotm", []string{"ets", "theta", "dotm"}},
}

// forecaster forecasts one series by one model at a time.
type forecaster struct {
	ets         ets.Fitter
	theta, dotm theta.Fitter
}

// addTo adds a model's forecasts and one-step errors, each times by.
func (f *forecaster) addTo(t testing.TB, mean, deviations, residuals []float64, model string, y []float64, season int, by float64) {
	t.Helper()
	m, sd := make([]float64, len(mean)), make([]float64, len(mean))
	errs := make([]float64, len(y))
	var err error
	switch model {
	case "ets":
		err = f.ets.Forecast(y, season, m, sd)
		copy(errs, f.ets.Residuals())
		if err == nil && f.ets.Chosen().Form.Error == ets.Mul {
			for i, e := range errs {
				errs[i] = y[i] * e / (1 + e)
			}
		}
	case "theta", "dotm":
		fitter := &f.theta
		if model == "dotm" {
			f.dotm.Variant = theta.DOTM
			fitter = &f.dotm
		}
		err = fitter.Forecast(y, season, m, sd)
	}
	if err != nil {
		t.Fatalf("%s: %v", model, err)
	}
	for i, v := range m {
		mean[i] += by * v
	}
	if model == "ets" {
		copy(residuals, errs)
		copy(deviations, sd)
	}
}

// at is the window of the n first periods, trained on the last most of them.
func (c collection) at(t testing.TB, n, most, horizon int, r recipe) window {
	t.Helper()
	from := max(0, n-most)
	w := window{c: c, base: NewMatrix(c.h.Len(), horizon), sd: NewMatrix(c.h.Len(), horizon), residuals: NewMatrix(c.h.Len(), n-from),
		train: NewMatrix(c.h.Len(), n-from), actual: NewMatrix(c.h.Len(), horizon), scale: make([]float64, c.h.Len())}
	var f forecaster
	for i := range c.h.Len() {
		y := c.data.Row(i)[from:n]
		copy(w.train.Row(i), y)
		copy(w.actual.Row(i), c.data.Row(i)[n:n+horizon])
		for _, model := range r.models {
			f.addTo(t, w.base.Row(i), w.sd.Row(i), w.residuals.Row(i), model, y, c.season, 1/float64(len(r.models)))
		}
		for p := c.season; p < len(y); p++ {
			w.scale[i] += math.Abs(y[p]-y[p-c.season]) / float64(len(y)-c.season)
		}
	}
	return w
}

// mase of forecasts, the mean over nodes, and of the first node, the total.
func (w window) mase(x Matrix) (all, total float64) {
	for i := range x.Rows {
		sum := 0.0
		for k := range x.Cols {
			sum += math.Abs(x.At(i, k)-w.actual.At(i, k)) / float64(x.Cols)
		}
		if i == 0 {
			total = sum / w.scale[i]
		}
		all += sum / w.scale[i] / float64(x.Rows)
	}
	return all, total
}

// comparison is every method that the tables of the project compare, the base
// forecasts first.
var comparison = []Method{"", BottomUp, OLS, WLSStructural, WLSVariance, MinT}

// accuracies are MASE by method over windows, of all nodes and of the total.
func accuracies(t testing.TB, windows []window) (all, total map[Method]float64) {
	t.Helper()
	all, total = map[Method]float64{}, map[Method]float64{}
	for _, method := range comparison {
		for _, w := range windows {
			x := w.base
			if method != "" {
				x = reconciled(t, plan(t, w.c.h, Options{Method: method, Residuals: w.residuals}), w.base)
			}
			a, b := w.mase(x)
			all[method] += a / float64(len(windows))
			total[method] += b / float64(len(windows))
		}
	}
	return all, total
}

func show(t testing.TB, name string, all, total map[Method]float64) {
	t.Helper()
	line := ""
	for _, m := range comparison {
		label := string(m)
		if m == "" {
			label = "base"
		}
		line += fmt.Sprintf("  %s %.3f (%.3f)", label, all[m], total[m])
	}
	t.Logf("%-32s%s", name, line)
}

// task is a collection with origins.
type task struct {
	name    string
	c       collection
	origins []int
	most    int
	horizon int
}

func (k task) windows(t testing.TB, r recipe) []window {
	t.Helper()
	var out []window
	for _, n := range k.origins {
		out = append(out, k.c.at(t, n, k.most, k.horizon, r))
	}
	return out
}

// decembers are the numbers of months of the labour data up to December.
func decembers(from, to int) []int {
	var out []int
	for year := from; year <= to; year++ {
		out = append(out, (year-1978)*12+11)
	}
	return out
}

const whole = 1 << 20

// The collections on the windows on which R was measured
// (docs/forecasting.md, 5), the recipe that the earlier origins of its kind chose
// (chosen_slow_test.go) and the accuracy to reach: R's best method there, over
// R's own exponential smoothing.
func TestReconcile_accuracy(t *testing.T) {
	for _, j := range []struct {
		task
		season int
		recipe int
		most   float64
	}{
		{task{"labour", collection{}, decembers(2013, 2018), 180, 12}, 12, 0, 0.781},
		{task{"tourismsmall", collection{}, []int{28}, whole, 8}, 4, 2, 0.863},
		{task{"tourismlarge", collection{}, []int{216}, whole, 12}, 12, 1, 0.884},
	} {
		j.c = loadCollection(t, j.name, j.season)
		all, total := accuracies(t, j.windows(t, recipes[j.recipe]))
		show(t, j.name+" "+recipes[j.recipe].name, all, total)
		if got := all[Default]; got > j.most {
			t.Errorf("%s: MASE %.4f, to reach %.3f", j.name, got, j.most)
		}
	}
}
