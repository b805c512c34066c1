package composite

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func ishigami(u []float64) float64 {
	x := func(i int) float64 { return math.Pi * (2*u[i] - 1) }
	s := math.Sin(x(1))
	return math.Sin(x(0)) + 7*s*s + 0.1*math.Pow(x(2), 4)*math.Sin(x(0))
}

func TestSobol_published(t *testing.T) {
	first, total := []float64{0.313905, 0.442411, 0}, []float64{0.557589, 0.442411, 0.243684}
	for seed := range uint64(8) { // not by luck of one shift
		got, err := Sobol(ishigami, 3, Plan{N: 8192, Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		for i, g := range got {
			near(t, fmt.Sprintf("AT-18 first index of x%d, seed %d", i+1, seed), g.First, first[i], 0.01)
			near(t, fmt.Sprintf("AT-18 total index of x%d, seed %d", i+1, seed), g.Total, total[i], 0.01)
		}
	}
}

func TestSobol_intervals_hold_the_indices(t *testing.T) {
	got, err := Sobol(ishigami, 3, Plan{N: 1024, Boots: 300, Level: 0.95, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range [][2]float64{{0.313905, 0.557589}, {0.442411, 0.442411}, {0, 0.243684}} {
		if g := got[i]; !g.FirstInterval.Contains(want[0]) || !g.TotalInterval.Contains(want[1]) || g.FirstInterval.Width() > 0.3 {
			t.Errorf("x%d: %+v, want %v inside", i+1, g, want)
		}
	}
}

func TestSobol_constant_and_additive(t *testing.T) {
	flat, err := Sobol(func([]float64) float64 { return 3 }, 2, Plan{N: 64})
	if err != nil {
		t.Fatal(err)
	}
	if flat[0] != (Index{}) || flat[1] != (Index{}) {
		t.Errorf("a constant has indices %+v, want zero", flat)
	}
	// y = x1 + 2 x2 + 0 x3 far from zero: variances 1 to 4.
	got, err := Sobol(func(u []float64) float64 { return 1e6 + u[0] + 2*u[1] }, 3, Plan{N: 1024})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{0.2, 0.8, 0} {
		near(t, "first", got[i].First, want, 0.002)
		near(t, "total", got[i].Total, want, 0.002)
	}
}

func TestSobol_refuses(t *testing.T) {
	for want, p := range map[string]Plan{"base points": {N: 1}, "resamples": {N: 8, Boots: 5, Level: 2}} {
		if _, err := Sobol(ishigami, 3, p); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: error %v, want it to say %q", p, err, want)
		}
	}
	if _, err := Sobol(ishigami, 13, Plan{N: 8}); err == nil || !strings.Contains(err.Error(), "13 inputs") {
		t.Errorf("13 inputs: error %v", err)
	}
}

// Joe and Kuo's numbers have Sobol's property A: the first bits of the first d
// direction numbers of d dimensions are independent over the field of two. A
// wrong number breaks it, or the evenness of a single dimension.
func TestSequence_has_property_A(t *testing.T) {
	if len(direction)+1 != maxDimensions {
		t.Fatalf("%d dimensions, want %d", len(direction)+1, maxDimensions)
	}
	rows := make([]uint32, maxDimensions) // row of a dimension: first bit of each direction number
	for d := range rows {
		for k, v := range vectorsOf(d) {
			if k < maxDimensions {
				rows[d] |= v >> (sequenceBits - 1) << k
			}
		}
	}
	rank := func(n int) int {
		m, r := append([]uint32(nil), rows[:n]...), 0
		for bit := range n {
			for i := r; i < n; i++ {
				if m[i]>>bit&1 == 0 {
					continue
				}
				m[r], m[i] = m[i], m[r]
				for j := range m {
					if j != r && m[j]>>bit&1 == 1 {
						m[j] ^= m[r]
					}
				}
				r++
				break
			}
		}
		return r
	}
	for n := 1; n <= maxDimensions; n++ {
		if got := rank(n); got != n {
			t.Errorf("%d dimensions: rank %d", n, got)
		}
	}
}

func TestSequence_is_even_in_every_dimension(t *testing.T) {
	q, err := newSequence(maxDimensions, 4)
	if err != nil {
		t.Fatal(err)
	}
	const n = 256
	var hits [maxDimensions][n]int
	u := make([]float64, maxDimensions)
	for range n {
		q.next(u)
		for d, v := range u {
			hits[d][int(v*n)]++
		}
	}
	for d, h := range hits {
		for k, c := range h {
			if c != 1 {
				t.Fatalf("dimension %d: %d points in part %d, want one", d+1, c, k)
			}
		}
	}
}

// One indicator decides alone, the other is flat: only weights of neither and no
// normalisation can move the ranking; with two opposed indicators their weights do.
func TestInfluence_finds_what_moves_the_ranking(t *testing.T) {
	spec := Spec{
		Indicators: []Indicator{{ID: "a", Weight: 1}, {ID: "b", Weight: 1}, {ID: "c", Weight: 0.001}},
		Nominal:    Choices{Winsor: -1},
		Vary:       Variation{WeightNoise: 0.5, Winsor: []int{-1, 1}},
	}
	cells := exact([]float64{9, 0.5, 3}, []float64{7, 2, 1}, []float64{5, 4.5, 7}, []float64{3, 6.2, 2}, []float64{0.5, 9, 4})
	got, err := Influence(spec, cells, Plan{N: 512, Boots: 50, Level: 0.9, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	by := map[string]Index{}
	for _, f := range got {
		by[f.ID] = f.Index
		if len(f.Units) != 5 || f.Units[0] == nil {
			t.Errorf("%s: indices of units %v", f.ID, f.Units)
		}
	}
	if len(by) != 4 {
		t.Fatalf("factors %v, want winsor and three weights", by)
	}
	if by["weight of a"].Total < 0.3 || by["weight of b"].Total < 0.3 {
		t.Errorf("opposed indicators: %+v", by)
	}
	if by["weight of c"].Total > 0.02 || by["winsor"].Total != 0 {
		t.Errorf("what does not matter: %+v", by)
	}
	again, _ := Influence(spec, cells, Plan{N: 512, Boots: 50, Level: 0.9, Seed: 1})
	if d := cmp.Diff(got, again); d != "" {
		t.Error(d)
	}
}

func TestInfluence_of_everything(t *testing.T) {
	got, err := Influence(variedSpec(6), invented(20, 6, 5, 3), Plan{N: 128, Seed: 2})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, f := range got {
		ids = append(ids, f.ID)
		if f.Index.Total < -1e-9 || f.Index.Total > 1.3 {
			t.Errorf("%s: %+v", f.ID, f.Index)
		}
	}
	want := []string{"winsor", "normalisation", "weighting", "aggregation", "inputs", "weight of i0", "weight of i1", "weight of i2", "weight of i3", "weight of i4", "weight of i5"}
	if d := cmp.Diff(want, ids); d != "" {
		t.Error(d)
	}
	if _, err := Influence(Spec{Indicators: []Indicator{{ID: "a"}}}, exact([]float64{1}, []float64{2}), Plan{N: 8}); err == nil || !strings.Contains(err.Error(), "varies no choice") {
		t.Errorf("nothing varies: error %v", err)
	}
}
