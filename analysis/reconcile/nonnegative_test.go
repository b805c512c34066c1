package reconcile

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// Non-negative results against the optimum over all 2^m sets of bottom series
// held at zero, each by the explicit formula, and against the conditions of
// Karush, Kuhn and Tucker computed from the dense covariance.
func TestNonNegative_is_the_optimum(t *testing.T) {
	trees, crossings, binding := 0, 0, 0
	for seed := uint64(0); trees < 12 || crossings < 12; seed++ {
		rng := rand.New(rand.NewPCG(seed, 9))
		h := randomHierarchy(t, rng, seed%2 == 0)
		if h.Bottom() > 9 || h.Bottom() < 3 {
			continue
		}
		if h.IsTree() {
			trees++
		} else {
			crossings++
		}
		r := randomMatrix(rng, h.Len(), 12, 1)
		y := randomMatrix(rng, h.Len(), 3, 10)
		for _, method := range leastSquares {
			o := Options{Method: method, Residuals: r, NonNegative: true}
			x, report, err := plan(t, h, o).Reconcile(y)
			if err != nil {
				t.Fatal(err)
			}
			binding += report.AtZero
			w := covariance(h, o)
			atZero := 0
			for k := range y.Cols {
				atZero += checkOptimum(t, h, w, column(y, k), column(x, k))
			}
			if atZero != report.AtZero {
				t.Errorf("seed %d, %s: %d bottom values at zero, the report says %d", seed, method, atZero, report.AtZero)
			}
			if gap := h.Incoherence(x); gap > 1e-12 {
				t.Errorf("seed %d, %s: does not add up: %v", seed, method, gap)
			}
		}
	}
	if binding < 50 {
		t.Errorf("the constraint held only %d bottom values: nothing was tested", binding)
	}
}

// checkOptimum returns the number of bottom values at zero.
func checkOptimum(t *testing.T, h *Hierarchy, w *mat.Dense, y, x Matrix) int {
	t.Helper()
	var inv, off, gradient mat.Dense
	if err := inv.Inverse(w); err != nil {
		t.Fatal(err)
	}
	s, a := summingMatrix(h), h.Aggregates()
	off.Sub(mat.NewDense(x.Rows, 1, x.Data), mat.NewDense(y.Rows, 1, y.Data))
	gradient.Product(s.T(), &inv, &off)
	size := mat.Max(&inv) * 100
	atZero := 0
	for j := range h.Bottom() {
		b, g := x.Data[a+j], gradient.At(j, 0)
		switch {
		case b < 0:
			t.Errorf("bottom value %v", b)
		case b == 0:
			atZero++
			if g < -1e-8*size {
				t.Errorf("held at zero with gradient %v", g)
			}
		case math.Abs(g) > 1e-8*size:
			t.Errorf("free at %v with gradient %v", b, g)
		}
	}
	best := math.Inf(1)
	for held := range 1 << h.Bottom() {
		best = min(best, costHolding(s, &inv, y, held))
	}
	var cost mat.Dense
	cost.Product(off.T(), &inv, &off)
	if got := cost.At(0, 0); got > best*(1+1e-9)+1e-9 {
		t.Errorf("weighted squares %v, the best set of held series gives %v", got, best)
	}
	return atZero
}

// costHolding are the weighted squares with a set of bottom series at zero, +Inf
// where another one is negative.
func costHolding(s, inv *mat.Dense, y Matrix, held int) float64 {
	n, m := s.Dims()
	var free []int
	for j := range m {
		if held>>j&1 == 0 {
			free = append(free, j)
		}
	}
	target := mat.NewDense(n, 1, y.Data)
	off := mat.DenseCopyOf(target)
	if len(free) > 0 {
		part := mat.NewDense(n, len(free), nil)
		for k, j := range free {
			for i := range n {
				part.Set(i, k, s.At(i, j))
			}
		}
		var sw, left, right, b, fit mat.Dense
		sw.Mul(part.T(), inv)
		left.Mul(&sw, part)
		right.Mul(&sw, target)
		if b.Solve(&left, &right) != nil {
			return math.Inf(1)
		}
		for k := range free {
			if b.At(k, 0) < 0 {
				return math.Inf(1)
			}
		}
		fit.Mul(part, &b)
		off.Sub(target, &fit)
	}
	var cost mat.Dense
	cost.Product(off.T(), inv, off)
	return cost.At(0, 0)
}

// Methods without an optimum set negative bottom values to zero; all negative
// forecasts give zeros.
func TestNonNegative_edges(t *testing.T) {
	h, err := New([]string{"total"}, []string{"a", "b"}, [][]int{{0, 1}})
	if err != nil {
		t.Fatal(err)
	}
	y := Matrix{3, 1, []float64{-5, -1, 4}}
	x := reconciled(t, plan(t, h, Options{Method: BottomUp, NonNegative: true}), y)
	if x.Data[0] != 4 || x.Data[1] != 0 || x.Data[2] != 4 {
		t.Errorf("bottom-up: %v", x.Data)
	}
	for _, method := range []Method{OLS, WLSStructural} {
		x := reconciled(t, plan(t, h, Options{Method: method, NonNegative: true}), Matrix{3, 1, []float64{-5, -1, -4}})
		if x.Data[0] != 0 || x.Data[1] != 0 || x.Data[2] != 0 {
			t.Errorf("%s: %v", method, x.Data)
		}
	}
}
