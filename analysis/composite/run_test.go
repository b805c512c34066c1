package composite

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"fabbisogno/datasets/series"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// invented is a table of n units and m indicators around one latent score, with
// normal errors of a stated size.
func invented(n, m int, errorSD float64, seed uint64) Cells {
	rng := rand.New(rand.NewPCG(seed, 77))
	c := Cells{Units: make([]string, n), Rows: make([][]Cell, n)}
	for i := range n {
		c.Units[i] = fmt.Sprintf("u%03d", i)
		latent := rng.NormFloat64()
		for range m {
			v := 50 + 10*(0.8*latent+0.6*rng.NormFloat64()) + errorSD*rng.NormFloat64()
			iv := series.Interval{Level: 0.95, Lower: v - 1.959964*errorSD, Upper: v + 1.959964*errorSD}
			c.Rows[i] = append(c.Rows[i], Cell{Value: v, Interval: iv})
		}
	}
	return c
}

func variedSpec(m int) Spec {
	s := Spec{
		Nominal: Choices{Winsor: DefaultWinsor, Normalisation: Normalisation{Kind: MinMax}},
		Vary: Variation{
			Winsor:         []int{1, 3, 5},
			Normalisations: []Normalisation{{Kind: MinMax}, {Kind: ZScore}, {Kind: PercentileRank}},
			Weightings:     []Weighting{Given, Principal},
			Aggregations:   []Aggregation{Arithmetic, Geometric, Harmonic, Median, Copeland},
			WeightNoise:    0.25,
		},
		Classes: []Class{{"low", math.Inf(-1)}, {"middle", 40}, {"high", 60}},
	}
	for j := range m {
		s.Indicators = append(s.Indicators, Indicator{ID: fmt.Sprintf("i%d", j)})
	}
	return s
}

func run(t *testing.T, spec Spec, cells Cells, draws int, seed uint64, workers int) Result {
	t.Helper()
	r, err := Run(spec, cells, draws, seed, workers)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var whole = cmp.Options{cmp.AllowUnexported(Result{}), cmpopts.EquateNaNs()}

func TestRun_hangs_on_no_number_of_workers(t *testing.T) {
	cells := invented(25, 5, 5, 1)
	cells.Rows[3][2].Value = math.NaN()
	one := run(t, variedSpec(5), cells, 700, 9, 1)
	for _, workers := range []int{2, 3, 16} {
		if d := cmp.Diff(one, run(t, variedSpec(5), cells, 700, 9, workers), whole); d != "" {
			t.Fatalf("%d workers give another result:\n%s", workers, d)
		}
	}
	if cmp.Equal(one, run(t, variedSpec(5), cells, 700, 10, 2), whole) {
		t.Error("another seed gives the same result: it is not used")
	}
}

func TestRun_agrees_with_the_enumeration_of_choices(t *testing.T) {
	spec, cells := fiveUnits()
	_, want, err := Enumerate(spec, cells, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := run(t, spec, cells, 20000, 3, 2)
	for i, u := range got.Units {
		near(t, "mean rank of "+u.ID, u.RankMean, want[i].Mean, 0.03)
	}
	for i, w := range want {
		for r, count := range got.Frequency[i] {
			if outside := r+1 < w.Best || r+1 > w.Worst; outside && count > 0 {
				t.Errorf("unit %d has rank %d, the choices allow %d to %d", i, r+1, w.Best, w.Worst)
			}
		}
		if got.Frequency[i][w.Best-1] == 0 || got.Frequency[i][w.Worst-1] == 0 {
			t.Errorf("unit %d never has rank %d or %d", i, w.Best, w.Worst)
		}
	}
	for i, c := range got.Frequency {
		sum := uint32(0)
		for _, k := range c {
			sum += k
		}
		if sum != 20000 {
			t.Errorf("unit %d has %d ranks in 20000 draws", i, sum)
		}
	}
}

func TestRun_leaves_missing_values_missing(t *testing.T) {
	cells := invented(12, 4, 2, 5)
	cells.Rows[0][0].Value = math.NaN() // three of four: ranked
	for j := range 2 {
		cells.Rows[1][j].Value = math.NaN() // half: not ranked
	}
	spec := variedSpec(4)
	spec.Vary = Variation{}
	r := run(t, spec, cells, 200, 1, 1)
	if u := r.Units[1]; u.Rank != 0 || !math.IsNaN(u.Score) || r.Frequency[1] != nil || u.PresentShare != 0.5 {
		t.Errorf("a unit with half of the weight present: %+v, want no score and no rank", u)
	}
	if len(r.Order) != 11 {
		t.Errorf("%d units ranked, want 11", len(r.Order))
	}
	u := r.Units[0]
	mean := (u.Normalised[1] + u.Normalised[2] + u.Normalised[3]) / 3
	near(t, "score with one of four missing", u.Score, mean, 1e-12)
	near(t, "sum of contributions", u.Contributions[1]+u.Contributions[2]+u.Contributions[3], u.Score, 1e-12)
}

func TestRun_classes_and_pairs(t *testing.T) {
	r := run(t, variedSpec(5), invented(20, 5, 6, 2), 2000, 4, 2)
	for _, u := range r.Units {
		sum := 0.0
		for _, p := range u.ClassShares {
			sum += p
		}
		near(t, "class probabilities of "+u.ID, sum, 1, 1e-12)
		if u.Ranks.Probability < r.Level || u.Ranks.Best > u.Ranks.Worst {
			t.Errorf("%s: interval %+v", u.ID, u.Ranks)
		}
		if !(u.Interval.Lower < u.Interval.Upper) {
			t.Errorf("%s: score interval %+v", u.ID, u.Interval)
		}
	}
	for _, p := range r.Undecided() {
		near(t, "both ways of a pair", p.Probability+r.Beats(p.Below, p.Above), 1, 1e-12)
		if p.Probability >= 0.9 || p.Probability <= 0.1 {
			t.Errorf("pair %+v counts as undecided", p)
		}
	}
	if len(r.Undecided()) == 0 || len(r.Groups) == 0 {
		t.Error("noisy units are all told apart")
	}
	for _, g := range r.Groups {
		for a := g[0]; a <= g[1]; a++ {
			for b := a + 1; b <= g[1]; b++ {
				if r.Apart(r.Order[a], r.Order[b]) {
					t.Errorf("group %v holds a pair that is told apart", g)
				}
			}
		}
	}
}

func TestRun_refuses(t *testing.T) {
	good := invented(5, 3, 1, 1)
	for _, c := range []struct {
		name  string
		spoil func(*Spec, *Cells)
		want  string
	}{
		{"a row too short", func(_ *Spec, c *Cells) { c.Rows[2] = c.Rows[2][:2] }, "unit 3 has 2 cells"},
		{"value outside its interval", func(_ *Spec, c *Cells) { c.Rows[0][1].Interval.Lower = 1e6 }, "does not hold"},
		{"negative weight", func(s *Spec, _ *Cells) { s.Indicators[1].Weight = -1 }, "zero or more"},
		{"noise that turns weights round", func(s *Spec, _ *Cells) { s.Vary.WeightNoise = 1 }, "negative"},
		{"goalposts left out", func(s *Spec, _ *Cells) { s.Nominal.Normalisation.Kind = Goalposts }, "goalpost"},
		{"classes out of order", func(s *Spec, _ *Cells) { s.Classes = []Class{{"a", 2}, {"b", 1}} }, "class b"},
		{"all missing", func(_ *Spec, c *Cells) {
			for _, row := range c.Rows {
				row[0].Value, row[1].Value = math.NaN(), math.NaN()
			}
		}, "minimum share"},
	} {
		t.Run(c.name, func(t *testing.T) {
			spec, cells := variedSpec(3), Cells{Units: good.Units}
			for _, row := range good.Rows {
				cells.Rows = append(cells.Rows, append([]Cell(nil), row...))
			}
			c.spoil(&spec, &cells)
			if _, err := Run(spec, cells, 10, 1, 1); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want it to say %q", err, c.want)
			}
		})
	}
}

func TestRun_draws_allocate_nothing(t *testing.T) {
	spec := variedSpec(5)
	rows := invented(30, 5, 5, 1).Rows
	e, err := newEngine(spec.filled(), rows)
	if err != nil {
		t.Fatal(err)
	}
	res := Result{Units: make([]Unit, 30), positions: make([]int, 30)}
	ranked := make([]int, 30)
	for i := range ranked {
		ranked[i] = i
	}
	nominal := e.nominal(&res, ranked)
	j := job{nominal, e.newPull(nominal, 2000, 1, 1), 1}
	few := testing.AllocsPerRun(3, func() { e.block(e.newTally(make([]float64, 2000*30)), j, 0, 10) })
	many := testing.AllocsPerRun(3, func() { e.block(e.newTally(make([]float64, 2000*30)), j, 0, 2000) })
	if many > few {
		t.Errorf("10 draws allocate %v times, 2000 draws %v times", few, many)
	}
}

// The job of a diagnosis: 20 regions, 12 years, 40 groups ranked in each.
func BenchmarkRun_regions_groups_years(b *testing.B) {
	spec := variedSpec(6)
	tables := make([]Cells, 240)
	for k := range tables {
		tables[k] = invented(40, 6, 4, uint64(k))
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, cells := range tables {
			if _, err := Run(spec, cells, 5000, 1, 1); err != nil {
				b.Fatal(err)
			}
		}
	}
}
