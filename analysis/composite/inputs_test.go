package composite

import (
	"math"
	"math/rand/v2"
	"testing"

	"fabbisogno/datasets/series"
)

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// Errors given as an interval and as a function that draws the same normal give
// the same picture.
func TestRun_interval_and_function_agree(t *testing.T) {
	spec := variedSpec(4)
	spec.Vary = Variation{}
	byInterval, byFunction := invented(15, 4, 5, 8), invented(15, 4, 5, 8)
	for _, row := range byFunction.Rows {
		for j := range row {
			v := row[j].Value
			row[j].Interval, row[j].Draw = series.Interval{}, func(rng *rand.Rand) float64 { return v + 5*rng.NormFloat64() }
		}
	}
	a, b := run(t, spec, byInterval, 4000, 1, 2), run(t, spec, byFunction, 4000, 2, 2)
	for i := range a.Units {
		near(t, "mean rank of "+a.Units[i].ID, b.Units[i].RankMean, a.Units[i].RankMean, 0.5)
		near(t, "width of the score of "+a.Units[i].ID, b.Units[i].Interval.Width(), a.Units[i].Interval.Width(), 3)
	}
	if b.Columns[0].Exact {
		t.Error("an indicator with drawing functions counts as exact")
	}
}

// Inputs drawn around noisy values have more spread than the true ones; pulled to
// the posterior, mean ranks are nearer to the middle and less far apart.
func TestRun_pulls_ranks_together_when_errors_are_large(t *testing.T) {
	spec := variedSpec(4)
	spec.Vary = Variation{}
	width := func(sd float64) float64 {
		sum := 0.0
		for _, u := range run(t, spec, invented(20, 4, sd, 3), 1500, 1, 2).Units {
			sum += float64(u.Ranks.Worst - u.Ranks.Best)
		}
		return sum / 20
	}
	small, medium, large := width(0.5), width(5), width(30)
	if !(small < medium && medium < large) || small > 6 || large < 14 {
		t.Errorf("mean widths %v, %v, %v with errors 0.5, 5 and 30", small, medium, large)
	}
}

func TestRun_holds_drawn_values_to_their_support(t *testing.T) {
	spec := Spec{
		Indicators: []Indicator{{ID: "share", Support: [2]float64{0, 100}, Posts: Posts{Lower: -200, Upper: 300}}},
		Nominal:    Choices{Winsor: -1, Normalisation: Normalisation{Kind: Goalposts, Lower: -200, Upper: 300}},
	}
	cells := Cells{Units: []string{"a", "b", "c"}}
	for _, v := range []float64{1, 50, 99} {
		cells.Rows = append(cells.Rows, []Cell{{Value: v, Interval: series.Interval{Level: 0.9, Lower: v - 60, Upper: v + 60}}})
	}
	for _, u := range run(t, spec, cells, 2000, 1, 1).Units {
		if u.Interval.Lower < 0 || u.Interval.Upper > 100 {
			t.Errorf("%s: score interval %v leaves 0 to 100", u.ID, u.Interval)
		}
	}
}

// Two halves of different width: the upper half of the score moves farther.
func TestRun_reads_lopsided_intervals(t *testing.T) {
	spec := Spec{Indicators: []Indicator{{ID: "x", Posts: Posts{Lower: 0, Upper: 1000}}}, Nominal: Choices{Normalisation: Normalisation{Kind: Goalposts, Upper: 1000}}}
	e, err := newEngine(spec.filled(), [][]Cell{{{Value: 500, Interval: series.Interval{Level: 0.6826894921, Lower: 490, Upper: 530}}}})
	if err != nil {
		t.Fatal(err)
	}
	s, rng := e.scratch(), newDice()
	var below, above []float64
	for range 20000 {
		e.perturb(s, rng)
		if d := s.x[0] - 500; d < 0 {
			below = append(below, d*d)
		} else {
			above = append(above, d*d)
		}
	}
	near(t, "deviation below", math.Sqrt(mean(below)), 10, 0.3)
	near(t, "deviation above", math.Sqrt(mean(above)), 30, 0.9)
}

func TestRun_of_little(t *testing.T) {
	spec := Spec{Indicators: []Indicator{{ID: "a"}, {ID: "b"}}, Vary: Variation{WeightNoise: 0.2, Normalisations: []Normalisation{{Kind: MinMax}, {Kind: ZScore}}}}
	one := run(t, spec, invented(1, 2, 1, 1), 50, 1, 4)
	if u := one.Units[0]; u.Ranks.String() != "1" || math.IsNaN(u.Score) || math.IsInf(u.Interval.Upper, 0) {
		t.Errorf("one unit: %+v", u)
	}
	two := run(t, spec, exact([]float64{1, 5}, []float64{3, 5}), 50, 1, 1)
	if two.Units[1].Rank != 1 || two.Units[1].Ranks.String() != "1" || !two.Columns[0].Exact {
		t.Errorf("two exact units, one indicator the same for both: %+v", two.Units[1])
	}
	same := run(t, spec, exact([]float64{2, 2}, []float64{2, 2}, []float64{2, 2}), 300, 1, 1)
	for _, u := range same.Units {
		if u.Rank != 1 || u.Ranks.String() != "1-3" {
			t.Errorf("equal units: rank %d, %s", u.Rank, u.Ranks)
		}
	}
	if same.Groups[0] != [2]int{0, 2} {
		t.Errorf("equal units fall into groups %v", same.Groups)
	}
}

// The slope by finite differences against the one known for a mean of z-scores
// between stated ends, which no other unit moves.
func TestPull_finds_the_share_of_each_input(t *testing.T) {
	spec := Spec{
		Indicators: []Indicator{{ID: "a", Weight: 3, Posts: Posts{Upper: 100}}, {ID: "b", Weight: 1, Posts: Posts{Upper: 100}, Negative: true}},
		Nominal:    Choices{Winsor: -1, Normalisation: Normalisation{Kind: Goalposts, Upper: 1}},
	}
	var rows [][]Cell
	for _, v := range []float64{30, 50, 70} {
		rows = append(rows, []Cell{
			{Value: v, Interval: series.Interval{Level: 0.6826894921, Lower: v - 4, Upper: v + 4}},
			{Value: v, Interval: series.Interval{Level: 0.6826894921, Lower: v - 8, Upper: v + 8}}})
	}
	e, err := newEngine(spec.filled(), rows)
	if err != nil {
		t.Fatal(err)
	}
	res := Result{Units: make([]Unit, 3), positions: make([]int, 3)}
	p := e.newPull(e.nominal(&res, []int{0, 1, 2}), 100, 1, 1)
	near(t, "slope of a", p.slope[0], 0.75/100, 1e-12)
	near(t, "slope of b", p.slope[3], -0.25/100, 1e-12)
	near(t, "variance of the score", p.variance[1], 0.03*0.03+0.02*0.02, 1e-9)
	// Moving the inputs by their shares moves the score by one.
	near(t, "shares", p.slope[0]*p.share[0]+p.slope[3]*p.share[3], 1, 1e-12)
}
