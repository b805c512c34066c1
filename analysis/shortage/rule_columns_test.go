package shortage

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"fabbisogno/datasets/catalog"
)

// oddly is a value near the limits of methods, missing, zero, or none at all.
func oddly(rng *rand.Rand) float64 {
	switch rng.IntN(12) {
	case 0:
		return math.NaN()
	case 1:
		return 0
	case 2:
		return []float64{1, 3, 44, 55, 100, 130, 0.85, 0.25, 0.67}[rng.IntN(9)]
	case 3:
		return rng.Float64()
	case 4:
		if rng.IntN(40) == 0 {
			return []float64{-1, 101, math.Inf(1), math.Inf(-1)}[rng.IntN(4)]
		}
	}
	return 100 * rng.Float64()
}

// A rule that rates columns gives each unit what it gives it alone, and refuses
// what it refuses alone, in the same words.
func TestColumnsAreRatedAsUnits(t *testing.T) {
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(4, 4))
	inColumns := 0
	for _, m := range PanelRules() {
		rule, err := m.Start(Parameters(c.Parameters))
		if err != nil {
			t.Fatal(err)
		}
		r, ok := rule.(*each)
		if !ok || r.columns == nil {
			continue
		}
		inColumns++
		scales := []float64{1, 0.01}
		for trial := range 200 {
			n := 1 + rng.IntN(45)
			x := columnsOf(len(m.Inputs), n)
			for j := range x {
				for i := range x[j] {
					x[j][i] = oddly(rng) * scales[trial%2]
				}
			}
			if trial%11 == 0 {
				x[rng.IntN(len(x))] = nil
			}
			value, class, wantValue, wantClass := make([]float64, n), make([]int8, n), make([]float64, n), make([]int8, n)
			got := r.RateTo(value, class, x)
			want := (&each{rate: r.rate, v: make([]float64, len(x))}).RateTo(wantValue, wantClass, x)
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Fatalf("%s: columns say %v, units %v", m.ID, got, want)
			}
			for i := range value {
				if got != nil {
					break
				}
				if math.Float64bits(value[i]) != math.Float64bits(wantValue[i]) && !(math.IsNaN(value[i]) && math.IsNaN(wantValue[i])) || class[i] != wantClass[i] {
					t.Fatalf("%s, unit %d of %d: columns say %v, class %d, the unit alone %v, %d", m.ID, i, n, value[i], class[i], wantValue[i], wantClass[i])
				}
			}
		}
	}
	if inColumns < 9 {
		t.Errorf("%d methods rate columns", inColumns)
	}
}

// Shares below and the limits at which they reach a cut are those counted one by one.
func TestStandingByDefinition(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	for n := range 60 {
		x, turned, got := make([]float64, n), make([]float64, n), make([]float64, n)
		for i := range x {
			if x[i] = rng.NormFloat64(); n%3 == 1 {
				x[i] = math.Round(2 * x[i])
			}
			if n%2 == 1 && rng.IntN(8) == 0 {
				x[i] = math.NaN()
			}
			turned[i] = -x[i]
		}
		s, reference := newStanding(n), known(x)
		if !slices.Equal(s.sortedOf(x), reference) {
			t.Fatalf("%v sorted is %v", x, s.sortedOf(x))
		}
		for _, sign := range []float64{1, -1} {
			of := x
			if sign < 0 {
				of = turned
			}
			s.sharesBelowTo(got, x, sign)
			for i, v := range of {
				if want := shareBelow(v, of); got[i] != want && !(math.IsNaN(got[i]) && math.IsNaN(want)) {
					t.Fatalf("share below %v in %v is %v, want %v", v, of, got[i], want)
				}
			}
		}
		if len(reference) == 0 {
			continue
		}
		cuts := []float64{0, 0.2, 0.4, 0.5, 0.8, 1, 1.1}
		for k, limit := range limitsOf(reference, cuts) {
			for _, v := range append(slices.Clone(reference), rng.NormFloat64(), -9, 9, above(reference[0]), 0.5) {
				if (v >= limit) != (shareBelow(v, reference) >= cuts[k]) {
					t.Fatalf("%v has %v of %v below it, and %v is the limit of %v", v, shareBelow(v, reference), reference, limit, cuts[k])
				}
			}
		}
	}
}
