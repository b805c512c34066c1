package diagnosis

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/stat/distuv"

	"fabbisogno/analysis/agreement"
	"fabbisogno/analysis/internal/lanes"
	"fabbisogno/analysis/shortage"
)

// The shares of draws below a grid of values are those of the normal distribution,
// tails beyond the base strip among them: four standard errors, and Kolmogorov's
// distance at the one in a thousand level.
func TestNormals(t *testing.T) {
	const n = 400000
	g, source := newNormals(), rand.NewPCG(1, 2)
	z := make([]float64, n)
	for i := range z {
		z[i] = g.draw(source)
	}
	slices.Sort(z)
	distance := 0.0
	for i, v := range z {
		distance = max(distance, math.Abs(distuv.UnitNormal.CDF(v)-(float64(i)+0.5)/n))
	}
	if limit := 1.949 / math.Sqrt(n); distance > limit {
		t.Errorf("distance %v from the normal distribution, limit %v", distance, limit)
	}
	for _, at := range []float64{-4, -3.5, -3, 3, stripEnd, 3.6, 4} {
		k, _ := slices.BinarySearch(z, at)
		want := distuv.UnitNormal.CDF(at)
		if got := float64(k) / n; math.Abs(got-want) > 4*math.Sqrt(want*(1-want)/n) {
			t.Errorf("share %v below %v, want %v", got, at, want)
		}
	}
}

// A unit's numbers do not depend on how many units or which indicators there are.
func TestNoiseIsByIndicatorAndPlace(t *testing.T) {
	a, first := newNoise(7, 50).prepare([]string{"x", "y"}, []int{3, 5})
	other := newNoise(7, 50)
	other.prepare([]string{"y"}, []int{9})
	grown, _ := other.prepare([]string{"z", "y"}, []int{2, 20})
	b, second := other.prepare([]string{"z", "y"}, []int{1, 4})
	if b != grown {
		t.Error("numbers for more units do not serve fewer")
	}
	x, y := first[0], first[1]
	for d := range 50 {
		if !slices.Equal(a.of(y, d)[:4], b.of(second[1], d)[:4]) || slices.Equal(a.of(x, d)[:3], a.of(y, d)[:3]) {
			t.Fatalf("draw %d: y %v and %v, x %v", d, a.of(y, d), b.of(second[1], d), a.of(x, d))
		}
	}
	// Neighbouring places and draws share nothing: correlations within four standard errors.
	a, first = newNoise(7, 20000).prepare([]string{"x"}, []int{2})
	x = first[0]
	var places, draws float64
	for d := range 20000 {
		places += float64(a.of(x, d)[0]) * float64(a.of(x, d)[1]) / 20000
		draws += float64(a.of(x, d)[0]) * float64(a.of(x, (d+1)%20000)[0]) / 20000
	}
	if limit := 4 / math.Sqrt(20000); math.Abs(places) > limit || math.Abs(draws) > limit {
		t.Errorf("correlations %v between places, %v between draws", places, draws)
	}
}

// Sets of units give the tau that pairs give, ties and missing values among them.
func TestOrderingsGiveTau(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	for range 300 {
		n := 1 + rng.IntN(150)
		x, y := make([]float64, n), make([]float64, n)
		for i := range n {
			x[i], y[i] = float64(rng.IntN(12)), rng.NormFloat64()
			if rng.IntN(6) == 0 {
				x[i] = math.NaN()
			}
			if rng.IntN(6) == 0 {
				y[i] = math.NaN()
			}
		}
		a, b, smaller := newOrdering(n), newOrdering(n), make([]int32, n)
		lanes.SmallerTo(smaller, y)
		b.take(smaller)
		a.take(smaller) // buffers that were used before
		lanes.SmallerTo(smaller, x)
		a.take(smaller)
		want, _ := agreement.TauB(x, y)
		if got := a.tau(b); got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Fatalf("tau %v of %v and %v, want %v", got, x, y, want)
		}
	}
}

// Ranks and their counts against the definition: one more than the units that are
// more short; equal ones share the best place, missing ones have none.
func TestRanksByDefinition(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for range 300 {
		const n = 15
		value := make([]float64, n)
		for i := range value {
			if value[i] = float64(rng.IntN(9)); value[i] == 8 {
				value[i] = math.NaN()
			}
		}
		r := running{Method: Method{LowIsShort: rng.IntN(2) == 0}, ranks: make([]uint32, n*(n+1)), ahead: make([]int32, n)}
		r.order(value)
		r.countRanks()
		for i, v := range value {
			want := 1
			for _, w := range value {
				if r.LowIsShort && w < v || !r.LowIsShort && w > v {
					want++
				}
			}
			if math.IsNaN(v) {
				want = 0
			}
			counts := make([]uint32, n+1)
			counts[want] = 1
			if got := r.ranks[i*(n+1) : (i+1)*(n+1)]; !slices.Equal(got, counts) {
				t.Fatalf("unit %d: counts %v, want rank %d of %v (low %v)", i, got, want, value, r.LowIsShort)
			}
		}
	}
}

// One, two and four workers give the same bytes, in whatever order panels fall to them.
func TestWorkersChangeNothing(t *testing.T) {
	const panels = 6
	results := func(workers int) string {
		out := make([]string, panels)
		todo := make(chan int)
		var wait sync.WaitGroup
		first := engine(t, Options{Draws: 150, Level: 0.9, Seed: 4})
		for range workers {
			e, err := first.Twin()
			if err != nil {
				t.Fatal(err)
			}
			wait.Go(func() {
				for k := range todo {
					p := syntheticPanel(k, 6+k%3, 2020)
					if k == 3 {
						delete(p.Inputs, "wage_growth_pct") // other columns than the panel before
					}
					r, err := e.Run(p)
					if err != nil {
						t.Error(err)
						continue
					}
					c, err := e.Compose(p)
					if err != nil {
						t.Error(err)
					}
					for m := range r.Methods {
						r.Methods[m].Method.Start = nil // an address
					}
					out[k] = fmt.Sprintf("%#v %#v %#v %#v %#v", r.Methods, r.Agreements, r.Dissents, r.Taus, c)
				}
			})
		}
		for k := range panels {
			todo <- k
		}
		close(todo)
		wait.Wait()
		return strings.Join(out, "\n")
	}
	want := results(1)
	for _, workers := range []int{2, 4} {
		if got := results(workers); got != want {
			t.Errorf("%d workers: %s", workers, cmp.Diff(strings.Split(want, ","), strings.Split(got, ",")))
		}
	}
	if len(want) < 10000 {
		t.Errorf("only %d bytes of results", len(want))
	}
}

// A value common to all units is drawn once: a method that compares units with
// each other by it alone sees no spread between them.
func TestCommonInputsMoveTogether(t *testing.T) {
	p := Panel{Kind: "sector", Territory: "IT", UnitList: "l", Period: "2025", Units: []Unit{{Code: "a"}, {Code: "b"}},
		Inputs: map[string][]Input{"x_pct": {{Value: 1}, {Value: 2}}}, Common: map[string]Input{"y_pct": {Value: 50, Spread: 10}}}
	r := mustRun(t, engineOf(t, Options{Draws: 2000, Level: 0.9}, atLeast("m", "y_pct", 50)), p).Methods[0].Ratings
	if r[0].RankLower != 1 || r[0].RankUpper != 1 || r[1].RankUpper != 1 || r[0].ShortageShare != r[1].ShortageShare ||
		math.Abs(r[0].ShortageShare-0.5) > 0.05 || math.Abs(r[0].Upper-(50+16.4)) > 1.5 {
		t.Errorf("ratings %+v", r)
	}
	p.Inputs["y_pct"] = []Input{{Value: 1}, {Value: 1}}
	if _, err := engineOf(t, Options{Draws: 10, Level: 0.9}, atLeast("m", "y_pct", 50)).Run(p); err == nil || !strings.Contains(err.Error(), "y_pct") {
		t.Errorf("for each unit and for all: %v", err)
	}
}

func TestWholeNumbersHaveNoSpread(t *testing.T) {
	p := syntheticPanel(1, 5, 2024)
	p.Inputs["points_exit_rate"][2].Spread = 0.5
	if _, err := engine(t, Options{Draws: 10, Level: 0.9}).Run(p); err == nil || !strings.Contains(err.Error(), "points_exit_rate") {
		t.Errorf("points with a spread: %v", err)
	}
	p = syntheticPanel(1, 5, 2024)
	p.Past["offers"][1] = p.Past["offers"][1][1:]
	if _, err := engine(t, Options{Draws: 10, Level: 0.9}).Run(p); err == nil || !strings.Contains(err.Error(), "offers") {
		t.Errorf("a past of fewer units: %v", err)
	}
}

// Each method is either rated on panels or named with the reason why not.
func TestMethodsRatedOnPanels(t *testing.T) {
	methods, err := Methods()
	if err != nil {
		t.Fatal(err)
	}
	var not []string
	for _, m := range methods {
		if m.Start == nil {
			not = append(not, m.ID)
		}
	}
	want := []string{"mismatch_index", "mismatch_efficiency", "mismatch_counterfactual", "matching_decomposition", "eures_lists", "jsa_drivers"}
	if d := cmp.Diff(want, not); d != "" {
		t.Errorf("methods that panels cannot feed:\n%s", d)
	}
	if n := len(shortage.PanelRules()); n != len(methods)-len(want) {
		t.Errorf("%d rules of %d methods", n, len(methods))
	}
}
