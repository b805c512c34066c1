package coherent

import (
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fabbisogno/analysis/panel"
	"fabbisogno/analysis/panel/methods"
	"fabbisogno/analysis/reconcile"
	"fabbisogno/datasets/longtable"
)

func method(t *testing.T, name string) panel.Method {
	t.Helper()
	m, err := methods.Find([]string{name})
	if err != nil {
		t.Fatal(err)
	}
	return m[0]
}

func hierarchy(t *testing.T) *reconcile.Hierarchy {
	t.Helper()
	h, err := reconcile.Read("tags.csv", strings.NewReader("unique_id,macro\na,north\nb,north\nc,south\nd,south\n"), reconcile.Format{})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// shared are four random walks with a common shock, n values each; the common part
// makes sums far less sure than independent parts would.
func shared(rng *rand.Rand, n int) []longtable.Series {
	out := make([]longtable.Series, 4)
	level := [4]float64{100, 200, 300, 400}
	for i := range out {
		out[i] = longtable.Series{ID: string(rune('a' + i)), First: 1, Values: make([]float64, n)}
	}
	for t := range n {
		common := 3 * rng.NormFloat64()
		for i := range out {
			level[i] += common + rng.NormFloat64()
			out[i].Values[t] = level[i]
		}
	}
	return out
}

func setup(h int) panel.Setup {
	return panel.Setup{Season: 1, Horizon: h, Levels: []float64{80, 95}, Workers: 2}
}

func byID(paths []longtable.Path) map[string]longtable.Path {
	out := map[string]longtable.Path{}
	for _, p := range paths {
		out[p.ID] = p
	}
	return out
}

// Means add up; sums are made where the panel lacks them, used where it has them;
// the order of the panel and the number of workers reach nothing.
func TestAddsUp(t *testing.T) {
	all := shared(rand.New(rand.NewPCG(1, 1)), 60)
	run := Run{Setup: setup(6), Method: method(t, "ets"), Hierarchy: hierarchy(t)}
	paths, report, err := run.Forecast(t.Context(), append(all, longtable.Series{ID: "other", First: 1, Values: []float64{1}}))
	if err != nil {
		t.Fatal(err)
	}
	if report.Model != "ets/mint" || report.Made != 3 || report.Ignored != 1 || report.Origins != 24 || len(report.Analytic) > 0 {
		t.Errorf("report %+v", report)
	}
	p := byID(paths)
	for k := range 6 {
		bottom := p["a"].Mean[k] + p["b"].Mean[k] + p["c"].Mean[k] + p["d"].Mean[k]
		total := p[reconcile.TotalID].Mean[k]
		if math.Abs(total-bottom) > 1e-9*math.Abs(bottom) || math.Abs(p["north"].Mean[k]-p["a"].Mean[k]-p["b"].Mean[k]) > 1e-9*bottom {
			t.Errorf("horizon %d does not add up", k+1)
		}
		for _, one := range paths {
			if one.First != 61 || !slices.IsSorted([]float64{one.Lower[1][k], one.Lower[0][k], one.Mean[k], one.Upper[0][k], one.Upper[1][k]}) {
				t.Errorf("%s: %+v", one.ID, one)
			}
		}
	}
	total := longtable.Series{ID: reconcile.TotalID, First: 1, Values: make([]float64, 60)}
	for _, s := range all {
		for i, v := range s.Values {
			total.Values[i] += v
		}
	}
	with := append(slices.Clone(all), total)
	slices.Reverse(with)
	run.Workers = 1
	again, report, err := run.Forecast(t.Context(), with)
	if err != nil || report.Made != 2 {
		t.Fatalf("%v, %+v", err, report)
	}
	for i := range paths {
		for k := range 6 {
			if math.Abs(again[i].Mean[k]-paths[i].Mean[k]) > 1e-6*paths[i].Mean[k] {
				t.Errorf("%s given and made differ: %v, %v", again[i].ID, again[i].Mean[k], paths[i].Mean[k])
			}
		}
	}
}

// Intervals of sums cover what is promised, though their parts err together. 200
// panels; a share of 0.8 has a standard error of 0.028, and the quantile of about a
// hundred ratios that hang together one like it.
func TestSumsAreCovered(t *testing.T) {
	const panels, n, h = 200, 60, 4
	rng := rand.New(rand.NewPCG(7, 7))
	inside, sure := map[string]float64{}, 0.0
	for range panels {
		all := shared(rng, n+h)
		came := 0.0
		for i := range all {
			came += all[i].Values[n+h-1]
			all[i].Values = all[i].Values[:n]
		}
		run := Run{Setup: setup(h), Method: method(t, "naive"), Hierarchy: hierarchy(t)}
		paths, _, err := run.Forecast(t.Context(), all)
		if err != nil {
			t.Fatal(err)
		}
		p := byID(paths)
		total := p[reconcile.TotalID]
		for l, name := range []string{"80", "95"} {
			if came >= total.Lower[l][h-1] && came <= total.Upper[l][h-1] {
				inside[name] += 1.0 / panels
			}
		}
		// As if the four parts erred independently: root of the sum of squares.
		squares := 0.0
		for _, id := range []string{"a", "b", "c", "d"} {
			squares += math.Pow((p[id].Upper[0][h-1]-p[id].Lower[0][h-1])/2, 2)
		}
		if math.Abs(came-total.Mean[h-1]) <= math.Sqrt(squares) {
			sure += 1.0 / panels
		}
	}
	if inside["80"] < 0.70 || inside["80"] > 0.90 || inside["95"] < 0.88 || inside["95"] > 0.99 {
		t.Errorf("coverage of the total: %v", inside)
	}
	if sure > 0.65 {
		t.Errorf("independent parts would cover %.2f: the test above shows nothing", sure)
	}
}

func TestRefusals(t *testing.T) {
	all := shared(rand.New(rand.NewPCG(1, 1)), 60)
	run := Run{Setup: setup(3), Method: method(t, "naive"), Hierarchy: hierarchy(t)}
	_, _, err := run.Forecast(t.Context(), all[:2])
	if !errors.Is(err, ErrMissing) || !strings.Contains(err.Error(), "2 of 4, among them c, d") {
		t.Errorf("%v", err)
	}
	short := shared(rand.New(rand.NewPCG(1, 1)), 6)
	if _, _, err = run.Forecast(t.Context(), short); !errors.Is(err, ErrShort) {
		t.Errorf("%v", err)
	}
	all[0].First, all[0].Values = 59, all[0].Values[58:]
	if _, _, err = run.Forecast(t.Context(), all); !errors.Is(err, ErrShort) {
		t.Errorf("a series of two values: %v", err)
	}
	// With few origins the method's own intervals stand in, and the report says so.
	all = shared(rand.New(rand.NewPCG(1, 1)), 60)
	run.Origins, run.Horizon = 3, 1
	_, report, err := run.Forecast(t.Context(), all)
	if err != nil || !slices.Contains(report.Analytic, "Total at 95%") {
		t.Errorf("%v, %+v", err, report)
	}
}

// Bounded by zero: means by the constrained optimum, bounds cut.
func TestNonNegative(t *testing.T) {
	all := shared(rand.New(rand.NewPCG(3, 3)), 60)
	for i := range all[0].Values {
		all[0].Values[i] = max(60-float64(i)*1.05, 0.5)
	}
	run := Run{Setup: setup(8), Method: method(t, "drift"), Hierarchy: hierarchy(t), Options: reconcile.Options{NonNegative: true}}
	paths, _, err := run.Forecast(t.Context(), all)
	if err != nil {
		t.Fatal(err)
	}
	p := byID(paths)
	for k := range 8 {
		if p["a"].Mean[k] < 0 || p["a"].Lower[1][k] < 0 {
			t.Errorf("horizon %d: %v, %v", k+1, p["a"].Mean[k], p["a"].Lower[1][k])
		}
		if sum := p["a"].Mean[k] + p["b"].Mean[k]; math.Abs(sum-p["north"].Mean[k]) > 1e-9*sum {
			t.Errorf("horizon %d does not add up", k+1)
		}
	}
}

// Australian employed persons to 2018-12, 57 nodes, against what came in 2018.
func TestLabour(t *testing.T) {
	corpus := os.Getenv("FABBISOGNO_CORPUS")
	if corpus == "" {
		t.Skip("FABBISOGNO_CORPUS is not set: reference series are not at hand")
	}
	all, h := labour(t, filepath.Join(corpus, "bench"))
	const horizon, last = 12, 491 // 1978-02 + 490 months = 2018-12
	run := Run{Setup: panel.Setup{Season: 12, Horizon: horizon, Levels: []float64{80, 95}, Workers: 2}, Method: method(t, "ets"), Hierarchy: h}
	known := slices.Clone(all)
	for i := range known {
		known[i].Values = all[i].Values[last-horizon-180 : last-horizon]
		known[i].First += last - horizon - 180
	}
	paths, report, err := run.Forecast(t.Context(), known)
	if err != nil {
		t.Fatal(err)
	}
	p, mase, inside, count := byID(paths), 0.0, [2]float64{}, 0.0
	for i, s := range all {
		path := p[s.ID]
		scale := 0.0
		y := known[i].Values
		for j := 12; j < len(y); j++ {
			scale += math.Abs(y[j]-y[j-12]) / float64(len(y)-12)
		}
		for k := range horizon {
			came := s.Values[last-horizon+k]
			mase += math.Abs(came-path.Mean[k]) / scale / horizon / float64(len(all))
			count++
			for l := range inside {
				if came >= path.Lower[l][k] && came <= path.Upper[l][k] {
					inside[l]++
				}
			}
		}
	}
	t.Logf("%s, %d origins: MASE %.3f, coverage 80 %.3f, 95 %.3f", report.Model, report.Origins, mase, inside[0]/count, inside[1]/count)
	// R's ets with MinT has 0.781 over six such windows, seasonal naive 1.147; one window is noisy.
	if mase > 0.95 || inside[0]/count < 0.7 || inside[1]/count < 0.88 {
		t.Errorf("worse than any base method is known to be")
	}
}

// labour reads the series and the summing matrix, whose columns are those of the
// last rows in order.
func labour(t *testing.T, dir string) ([]longtable.Series, *reconcile.Hierarchy) {
	t.Helper()
	h, err := reconcile.Read("hier_labour_agg_mat.csv", strings.NewReader(gunzip(t, filepath.Join(dir, "hier_labour_agg_mat.csv.gz"))), reconcile.Format{ByPosition: true})
	if err != nil {
		t.Fatal(err)
	}
	rows := records(t, gunzip(t, filepath.Join(dir, "hier_labour_data.csv.gz")))
	out := make([]longtable.Series, len(rows[0])-1)
	for i := range out {
		out[i].ID, out[i].First = rows[0][i+1], 1
		for _, row := range rows[1:] {
			out[i].Values = append(out[i].Values, number(t, row[i+1]))
		}
	}
	return out, h
}
