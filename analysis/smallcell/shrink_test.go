package smallcell

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// AT-25 of the method notes: outflow of three cells drawn toward 81/1250 with k = 100.
func TestShrink_published_example(t *testing.T) {
	cells := []Cell{{Key: "a", Cases: 50, Events: 6}, {Key: "b", Cases: 200, Events: 15}, {Key: "c", Cases: 1000, Events: 60}}
	prior, err := Pooled(cells, 100)
	if err != nil {
		t.Fatal(err)
	}
	if prior.Mean != 0.0648 {
		t.Errorf("pooled mean %v, want 81/1250 = 0.0648", prior.Mean)
	}
	rates, err := Shrink(cells, prior, 0.9)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{0.083200, 0.071600, 0.060436} {
		if math.Abs(rates[i].Value-want) > 5e-7 { // half a unit of the sixth decimal
			t.Errorf("cell %s: %v, want %v", rates[i].Key, rates[i].Value, want)
		}
	}
	if got, want := rates[0].ModelShare, 100.0/150; got != want {
		t.Errorf("model share %v, want %v", got, want)
	}
}

// With k = 2 and mean a half, a cell without cases is uniform, and one event of
// one case gives the density 2x, whose quantiles are square roots.
func TestShrink_interval_by_hand(t *testing.T) {
	rates, err := Shrink([]Cell{{Key: "none"}, {Key: "one", Cases: 1, Events: 1}}, Prior{Mean: 0.5, Weight: 2}, 0.9)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range [][2]float64{{0.05, 0.95}, {math.Sqrt(0.05), math.Sqrt(0.95)}} {
		if math.Abs(rates[i].Lower-want[0]) > 1e-9 || math.Abs(rates[i].Upper-want[1]) > 1e-9 {
			t.Errorf("%s: %v to %v, want %v", rates[i].Key, rates[i].Lower, rates[i].Upper, want)
		}
	}
	if !math.IsNaN(rates[0].Raw) || rates[0].ModelShare != 1 || rates[0].Hidden {
		t.Errorf("a cell without cases has no own rate, all of the model, and is not hidden: %+v", rates[0])
	}
}

func randomCells(rng *rand.Rand, n int) []Cell {
	cells := make([]Cell, n)
	for i := range cells {
		cases := math.Floor(math.Exp(rng.Float64() * 8))
		cells[i] = Cell{Key: fmt.Sprint(i), Cases: cases, Events: cases * rng.Float64()}
		switch rng.IntN(8) {
		case 0:
			cells[i].Events = 0
		case 1:
			cells[i].Events = cases
		}
	}
	return cells
}

func TestShrink_properties(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		cells := randomCells(rng, 1+rng.IntN(12))
		prior, err := Estimate(cells, 3, 100)
		if err != nil {
			t.Fatal(err)
		}
		rates, err := Shrink(cells, prior, 0.9)
		if err != nil {
			t.Fatal(err)
		}
		var total float64
		for _, c := range cells {
			total += c.Cases
		}
		if prior.Estimated && (prior.Weight*math.Min(prior.Mean, 1-prior.Mean) < 0.5-1e-12 || prior.Weight > math.Max(0.5/math.Min(prior.Mean, 1-prior.Mean), total)) {
			t.Errorf("weight %v of a group with %v cases", prior.Weight, total)
		}
		for i, r := range rates {
			low, high := math.Min(r.Raw, prior.Mean), math.Max(r.Raw, prior.Mean)
			if r.Value < low-1e-12 || r.Value > high+1e-12 {
				t.Errorf("%v with %+v: %v is not between the cell's own %v and the mean", cells[i], prior, r.Value, r.Raw)
			}
			plain := prior
			plain.Estimated = false
			known, err := Shrink(cells[i:i+1], plain, 0.9)
			if err != nil {
				t.Fatal(err)
			}
			if r.Upper-r.Lower < (known[0].Upper-known[0].Lower)*(1-1e-3) {
				t.Errorf("%v: an estimated prior gives the narrower interval: %+v against %+v", cells[i], r, known[0])
			}
			if want := r.ModelShare*prior.Mean + (1-r.ModelShare)*r.Raw; math.Abs(r.Value-want) > 1e-12 {
				t.Errorf("%v: value %v is not the mean weighted by the model share, %v", cells[i], r.Value, want)
			}
			if !(0 <= r.Lower && r.Lower <= r.Value && r.Value <= r.Upper && r.Upper <= 1) {
				t.Errorf("%v: interval %v to %v", cells[i], r.Lower, r.Upper)
			}
		}
	}
}

// Ten times the cases at the same rate: nearer to the cell's own rate, narrower.
func TestShrink_more_cases_say_more(t *testing.T) {
	prior := Prior{Mean: 0.4, Weight: 60}
	var last Rate
	for i, n := range []float64{10, 100, 1000, 10000} {
		rates, err := Shrink([]Cell{{Cases: n, Events: 0.2 * n}}, prior, 0.9)
		if err != nil {
			t.Fatal(err)
		}
		r := rates[0]
		if i > 0 && !(r.Value < last.Value && r.Upper-r.Lower < last.Upper-last.Lower && r.ModelShare < last.ModelShare) {
			t.Errorf("%v cases: %+v, before %+v", n, r, last)
		}
		last = r
	}
}

// betaBinomial are cells whose rates come from a beta distribution, with the rates.
func betaBinomial(rng *rand.Rand, cases []float64, mean, weight float64) ([]Cell, []float64) {
	cells, truth := make([]Cell, len(cases)), make([]float64, len(cases))
	beta := distuv.Beta{Alpha: weight * mean, Beta: weight * (1 - mean), Src: rng}
	for i, n := range cases {
		truth[i] = beta.Rand()
		cells[i] = Cell{Key: fmt.Sprint(i), Cases: n}
		for range int(n) {
			if rng.Float64() < truth[i] {
				cells[i].Events++
			}
		}
	}
	return cells, truth
}

var unequalCases = []float64{8, 12, 15, 20, 25, 30, 40, 40, 50, 60, 70, 80, 100, 120, 150, 200, 250, 300, 400, 600}

// On simulated cells the estimated model share is right on average, the shrunken
// rates err less than the cells' own, and 90 % intervals hold about 90 % of the
// rates, though mean and weight are estimated from the very cells.
func TestEstimate_on_simulated_cells(t *testing.T) {
	for _, c := range []struct {
		name         string
		cases        []float64
		mean, weight float64
	}{
		{"20 regions, k 40", unequalCases, 0.35, 40},
		{"20 regions, k 200", unequalCases, 0.35, 200},
		{"7 cells, k 40", unequalCases[6:13], 0.35, 40},
		{"rare events", unequalCases, 0.06, 100},
	} {
		t.Run(c.name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(3, 4))
			const trials = 400
			var bias, errRaw, errShrunk, held, n float64
			for range trials {
				cells, truth := betaBinomial(rng, c.cases, c.mean, c.weight)
				prior, err := Estimate(cells, 5, 100)
				if err != nil {
					t.Fatal(err)
				}
				rates, err := Shrink(cells, prior, 0.9)
				if err != nil {
					t.Fatal(err)
				}
				for i, r := range rates {
					bias += r.ModelShare - c.weight/(r.Cases+c.weight)
					errRaw += (r.Raw - truth[i]) * (r.Raw - truth[i])
					errShrunk += (r.Value - truth[i]) * (r.Value - truth[i])
					if r.Lower <= truth[i] && truth[i] <= r.Upper {
						held++
					}
					n++
				}
			}
			t.Logf("bias of the model share %.3f, mean square error %.5f against %.5f, coverage %.3f", bias/n, errShrunk/n, errRaw/n, held/n)
			if math.Abs(bias/n) > 0.05 {
				t.Errorf("model share is off by %v on average", bias/n)
			}
			if errShrunk > 0.8*errRaw {
				t.Errorf("mean square error %v, of the cells' own rates %v", errShrunk/n, errRaw/n)
			}
			if share := held / n; share < 0.87 || share > 0.93 {
				t.Errorf("90 %% intervals hold %v of the rates", share)
			}
		})
	}
}

// Cells that differ by chance only are worth the whole group.
func TestEstimate_without_spread(t *testing.T) {
	var cells []Cell
	for i := range 6 {
		cells = append(cells, Cell{Key: fmt.Sprint(i), Cases: 100, Events: 30})
	}
	prior, err := Estimate(cells, 5, 100)
	if err != nil {
		t.Fatal(err)
	}
	if prior.Weight != 600 || prior.Mean != 0.3 || !prior.Estimated {
		t.Errorf("%+v, want weight 600, all cases of the group", prior)
	}
	few, err := Estimate(cells[:4], 5, 77)
	if err != nil || few.Weight != 77 || few.Estimated {
		t.Errorf("four cells of five: %+v, %v, want the given weight 77", few, err)
	}
}

func TestShrinkGroups(t *testing.T) {
	cells := []Cell{
		{Key: "TO/A", Parent: "A", Cases: 100, Events: 50},
		HiddenCell("AO/A", "A"),
		FromPct("TO/B", "B", 40, 25),
		FromPct("AO/B", "B", math.NaN(), 25),
		HiddenCell("TO/C", "C"),
		HiddenCell("TO/D", "D"),
	}
	parents := []Cell{{Key: "A", Cases: 1000, Events: 300}, HiddenCell("B", ""), {Key: "D", Cases: 50, Events: 5}}
	rates, err := ShrinkGroups(cells, parents, PriorRule{Weight: 100}, 0.9)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		mean, value float64
		hidden      bool
	}{
		{0.3, 0.4, false},              // (50 + 30) / 200, toward the published parent
		{0.3, 0.3, true},               // the parent's rate
		{0.25, 0.25, false},            // no parent shown: pooled over the group
		{0.25, 0.25, true},             //
		{60.0 / 140, 60.0 / 140, true}, // nothing of C shown: pooled over all
		{0.1, 0.1, true},               // nothing of D but the parent
	} {
		r := rates[i]
		if r.Key != cells[i].Key || r.Parent != cells[i].Parent || math.Abs(r.Prior.Mean-want.mean) > 1e-12 ||
			math.Abs(r.Value-want.value) > 1e-12 || r.Hidden != want.hidden {
			t.Errorf("%+v, want mean %v, value %v, hidden %v", r, want.mean, want.value, want.hidden)
		}
		if r.Hidden != math.IsNaN(r.Cases) || r.Hidden && r.ModelShare != 1 {
			t.Errorf("hidden cell %+v shows cases or claims data of its own", r)
		}
	}
}

func TestShrink_refuses(t *testing.T) {
	good := Prior{Mean: 0.5, Weight: 10}
	for _, c := range []struct {
		name string
		run  func() error
		want string
	}{
		{"more events than cases", func() error { _, err := Shrink([]Cell{{Key: "x", Cases: 3, Events: 4}}, good, 0.9); return err }, `cell "x": 4 events of 3 cases`},
		{"negative cases", func() error { _, err := Pooled([]Cell{{Key: "x", Cases: -3}}, 5); return err }, "-3 cases"},
		{"weight of nothing", func() error { _, err := Shrink(nil, Prior{Mean: 0.5}, 0.9); return err }, "weight 0"},
		{"endless weight", func() error { _, err := Pooled([]Cell{{Cases: 2, Events: 1}}, math.Inf(1)); return err }, "weight +Inf"},
		{"certain mean", func() error { _, err := Shrink(nil, Prior{Mean: 1, Weight: 5}, 0.9); return err }, "mean 1"},
		{"level in per cent", func() error { _, err := Shrink(nil, good, 90); return err }, "level 90"},
		{"no cell shown", func() error { _, err := Estimate([]Cell{HiddenCell("x", "")}, 5, 100); return err }, "no cell has cases"},
		{"design effect below one", func() error { _, err := Effective(nil, 0.5); return err }, "0.5"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := c.run(); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want it to say %q", err, c.want)
			}
		})
	}
}

// A group of nothing but events, or none, keeps its mean off 1 and 0.
func TestPooled_at_the_ends(t *testing.T) {
	for _, c := range []struct{ events, want float64 }{{0, 0.5 / 10}, {9, 9.5 / 10}} {
		p, err := Pooled([]Cell{{Cases: 9, Events: c.events}}, 5)
		if err != nil || p.Mean != c.want {
			t.Errorf("%v of 9: %+v, %v, want mean %v", c.events, p, err, c.want)
		}
	}
}

func TestEffective_keeps_rates(t *testing.T) {
	in := []Cell{{Key: "x", Parent: "p", Cases: 100, Events: 30}, HiddenCell("y", "p")}
	out, err := Effective(in, 5)
	if err != nil {
		t.Fatal(err)
	}
	if out[0] != (Cell{"x", "p", 20, 6}) || !out[1].IsHidden() || in[0].Cases != 100 {
		t.Errorf("%+v", out)
	}
}

// The ends of intervals are where the distribution function says, from a handful
// of cases to millions.
func TestShrink_quantiles_invert_the_distribution(t *testing.T) {
	for _, n := range []float64{1, 30, 1000, 1e5, 5e6} {
		for _, raw := range []float64{0.001, 0.05, 0.3, 0.5, 0.98} {
			prior := Prior{Mean: 0.4, Weight: 100}
			rates, err := Shrink([]Cell{{Cases: n, Events: n * raw}}, prior, 0.9)
			if err != nil {
				t.Fatal(err)
			}
			r := rates[0]
			d := distuv.Beta{Alpha: 40 + n*raw, Beta: 60 + n*(1-raw)}
			if low, high := d.CDF(r.Lower), d.CDF(r.Upper); math.Abs(low-0.05) > 1e-8 || math.Abs(high-0.95) > 1e-8 {
				t.Errorf("%v cases, rate %v: %v to %v hold %v to %v", n, raw, r.Lower, r.Upper, low, high)
			}
		}
	}
}

func BenchmarkShrink(b *testing.B) {
	cells := randomCells(rand.New(rand.NewPCG(1, 2)), 800)
	for b.Loop() {
		prior, err := Estimate(cells, 5, 100)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := Shrink(cells, prior, 0.9); err != nil {
			b.Fatal(err)
		}
	}
}
