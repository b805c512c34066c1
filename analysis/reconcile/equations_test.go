package reconcile

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// The equations of a hierarchy give what weighted least squares give, also when
// equations are added that follow from the others.
func TestEquations_are_those_of_a_hierarchy(t *testing.T) {
	for seed := range uint64(12) {
		rng := rand.New(rand.NewPCG(seed, 21))
		h := randomHierarchy(t, rng, seed%2 == 0)
		a := h.Aggregates()
		var all []Equation
		for i := range a {
			cols, _ := h.sums.row(i)
			q := Equation{Whole: i}
			for _, j := range cols {
				q.Parts = append(q.Parts, a+int(j))
			}
			all = append(all, q, q)
		}
		e, err := NewEquations(h.Len(), all)
		if err != nil {
			t.Fatal(err)
		}
		w := make([]float64, h.Len())
		for i := range w {
			w[i] = 0.1 + rng.Float64()
		}
		y := randomMatrix(rng, h.Len(), 3, 100)
		x, err := e.Reconcile(y, w, false)
		if err != nil {
			t.Fatal(err)
		}
		if off := furthest(x, reconciled(t, plan(t, h, Options{Variances: w}), y)); off > 1e-9 {
			t.Errorf("seed %d: %.1e", seed, off)
		}
	}
}

// Two margins of one total without a common bottom: 100 = 60 + 60 = 30 + 30 with
// equal variances. By hand: the multipliers of the two gaps -20 and 40 are a and b
// with 3a + b = -20, a + 3b = 40, so a = -12.5, b = 17.5.
func TestEquations_two_margins(t *testing.T) {
	e, err := NewEquations(5, []Equation{{0, []int{1, 2}}, {0, []int{3, 4}}})
	if err != nil {
		t.Fatal(err)
	}
	ones := []float64{1, 1, 1, 1, 1}
	x, err := e.Reconcile(Matrix{5, 1, []float64{100, 60, 60, 30, 30}}, ones, false)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{95, 47.5, 47.5, 47.5, 47.5} {
		if math.Abs(x.Data[i]-want) > 1e-9 {
			t.Errorf("%d: %v, want %v", i, x.Data[i], want)
		}
	}
	x, err = e.Reconcile(Matrix{5, 1, []float64{10, 40, -20, 5, 5}}, ones, true)
	if err != nil {
		t.Fatal(err)
	}
	if x.Data[2] != 0 || math.Abs(x.Data[0]-x.Data[1]) > 1e-9 || math.Abs(x.Data[0]-x.Data[3]-x.Data[4]) > 1e-9 {
		t.Errorf("non-negative: %v", x.Data)
	}
	x, err = e.Reconcile(Matrix{5, 1, []float64{100, 60, 60, 30, 30}}, []float64{0, 1, 1, 1, 3}, false)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{100, 50, 50, 40, 60} {
		if math.Abs(x.Data[i]-want) > 1e-9 {
			t.Errorf("kept total, %d: %v, want %v", i, x.Data[i], want)
		}
	}
}

func TestEquations_refuse(t *testing.T) {
	for want, all := range map[string][]Equation{
		"has series 1 twice": {{0, []int{1, 0}}},
		"names series 4 of":  {{0, []int{1, 3}}},
		"has no parts":       {{0, nil}},
	} {
		if _, err := NewEquations(3, all); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
	e, err := NewEquations(3, []Equation{{0, []int{1, 2}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Reconcile(Matrix{3, 1, []float64{5, 1, 1}}, []float64{0, 0, 0}, false); !errors.Is(err, ErrNoConvergence) {
		t.Errorf("nothing may move and nothing holds: %v", err)
	}
	if _, err := e.Reconcile(Matrix{3, 1, []float64{5, math.NaN(), 1}}, []float64{1, 1, 1}, false); err == nil {
		t.Error("a missing value passes")
	}
}
