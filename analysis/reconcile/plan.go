package reconcile

import (
	"fmt"
	"math"
)

// Reconcile gives forecasts that add up: nodes x columns, the columns are
// horizons or draws and do not influence each other. The base forecasts are not
// changed. Aggregates are the sums of the bottom series to the last digit but
// rounding.
func (p *Plan) Reconcile(base Matrix) (Matrix, Report, error) {
	report := Report{Method: p.o.Method, Lambda: p.lambda, Periods: p.periods}
	if base.Rows != p.h.Len() {
		return Matrix{}, report, fmt.Errorf("%w: base forecasts of %d nodes for a hierarchy of %d", ErrOptions, base.Rows, p.h.Len())
	}
	y := Matrix{base.Rows, base.Cols, append([]float64(nil), base.Data...)}
	for i, absent := range p.o.Absent {
		if absent {
			clear(y.Row(i))
		}
	}
	if i, j, bad := y.firstBad(); bad {
		return Matrix{}, report, fmt.Errorf("%w: base forecast of %q in column %d is %v: forecast it, or mark an aggregate as absent",
			ErrOptions, p.h.nodes[i], j+1, y.At(i, j))
	}
	out := NewMatrix(y.Rows, y.Cols)
	its, err := p.reconcileTo(out, y)
	if err != nil {
		return Matrix{}, report, fmt.Errorf("reconcile by %s: %w", p.o.Method, err)
	}
	report.Iterations = its
	if p.o.NonNegative {
		if report.AtZero, err = p.liftTo(out, y); err != nil {
			return Matrix{}, report, fmt.Errorf("reconcile by %s: %w", p.o.Method, err)
		}
	}
	if i, j, bad := out.firstBad(); bad {
		return Matrix{}, report, fmt.Errorf("%w: %q in column %d came out as %v: the base forecasts are too large", ErrOptions, p.h.nodes[i], j+1, out.At(i, j))
	}
	return out, report, nil
}

// reconcileTo is Reconcile without non-negativity.
func (p *Plan) reconcileTo(dst, y Matrix) (int, error) {
	switch {
	case p.low != nil:
		return p.low.reconcileTo(dst, y)
	case p.diag != nil:
		return p.diag.reconcileTo(dst, y)
	case p.sample != nil:
		p.sample.reconcileTo(dst, y)
	case p.shares != nil:
		p.shares.reconcileTo(dst, y)
	default:
		a := p.h.sums.rows * y.Cols
		copy(dst.Data[a:], y.Data[a:])
	}
	p.h.aggregateTo(dst)
	return 0, nil
}

// liftTo makes the columns of dst non-negative that are not. Least squares give
// the constrained optimum; the other methods, for which there is no such thing,
// set negative bottom values to zero, as does the sample covariance.
func (p *Plan) liftTo(dst, y Matrix) (int, error) {
	a, total := p.h.sums.rows, 0
	for k := range dst.Cols {
		negative := false
		for i := a; i < dst.Rows; i++ {
			negative = negative || dst.At(i, k) < 0
		}
		if !negative {
			continue
		}
		if p.diag == nil {
			for i := a; i < dst.Rows; i++ {
				if dst.At(i, k) < 0 {
					dst.Set(i, k, 0)
					total++
				}
			}
			continue
		}
		x, atZero, err := p.nonNegative(column(y, k), column(dst, k))
		if err != nil {
			return total, fmt.Errorf("column %d: %w", k+1, err)
		}
		for i := a; i < dst.Rows; i++ {
			dst.Set(i, k, x.Data[i])
		}
		total += atZero
	}
	p.h.aggregateTo(dst)
	return total, nil
}

func column(m Matrix, k int) Matrix {
	out := NewMatrix(m.Rows, 1)
	for i := range m.Rows {
		out.Data[i] = m.At(i, k)
	}
	return out
}

// nonNegative solves one column by block principal pivoting (Portugal, Judice &
// Vicente 1994, Mathematics of Computation 63, 625-643): bottom values that come
// out negative are held at zero, held ones whose gradient says that they would
// rise are let go, all at once, and one at a time where that goes in circles,
// which ends after finitely many steps. At the end the conditions of Karush, Kuhn
// and Tucker hold: b >= 0, gradient >= 0 where b is held, 0 where it is free.
func (p *Plan) nonNegative(y, x Matrix) (Matrix, int, error) {
	m, a := p.h.Bottom(), p.h.sums.rows
	held := make([]bool, m)
	fewest, patience := m+1, 3
	size := 0.0
	for _, v := range y.Data {
		size = max(size, math.Abs(v))
	}
	z := []float64(nil)
	wrong := make([]int, 0, m)
	for range 10*m + 100 {
		gradient, scale := p.gradient(y, x, z)
		wrong = wrong[:0]
		atZero := 0
		for j := range m {
			if held[j] {
				atZero++
				if gradient[j] < -1e-9*scale[j] {
					wrong = append(wrong, j)
				}
			} else if x.Data[a+j] < -1e-12*size {
				wrong = append(wrong, j)
			}
		}
		if len(wrong) == 0 {
			for j := range m {
				x.Data[a+j] = max(x.Data[a+j], 0)
			}
			return x, atZero, nil
		}
		switch {
		case len(wrong) < fewest:
			fewest, patience = len(wrong), 3
		case patience > 0:
			patience--
		default:
			wrong = wrong[len(wrong)-1:]
		}
		for _, j := range wrong {
			held[j] = !held[j]
		}
		var err error
		if x, z, err = p.holding(y, held); err != nil {
			return x, 0, err
		}
	}
	return x, 0, fmt.Errorf("%w: the active set of non-negativity did not settle", ErrNoConvergence)
}

// holding is the optimum of one column with some bottom values held at zero, and
// the weights z of the common factors where there are any.
func (p *Plan) holding(y Matrix, held []bool) (Matrix, []float64, error) {
	d := p.diag.fixing(held)
	if p.low != nil {
		return p.low.holding(d, y, held)
	}
	x := zeroed(y, held, p.h.sums.rows)
	_, err := d.reconcileTo(x, x)
	return x, nil, err
}

// zeroed is y with the held bottom rows at zero.
func zeroed(y Matrix, held []bool, a int) Matrix {
	out := Matrix{y.Rows, y.Cols, append([]float64(nil), y.Data...)}
	for j, h := range held {
		if h {
			clear(out.Row(a + j))
		}
	}
	return out
}

// gradient of half the weighted squares by every bottom value, S' W^-1 (x - y),
// and the sum of the absolute values of its terms.
func (p *Plan) gradient(y, x Matrix, z []float64) (gradient, scale []float64) {
	n, a, m := p.h.Len(), p.h.sums.rows, p.h.Bottom()
	e := make([]float64, n)
	for i := range e {
		if w := p.diag.w[i]; !math.IsInf(w, 1) {
			off := x.Data[i] - y.Data[i]
			if z != nil {
				off += p.low.common(i, z)
			}
			e[i] = off / w
		}
	}
	gradient, scale = make([]float64, m), make([]float64, m)
	for j := range m {
		gradient[j], scale[j] = e[a+j], math.Abs(e[a+j])
		rows, vals := p.h.back.row(j)
		for q, i := range rows {
			v := e[i]
			if vals != nil {
				v *= vals[q]
			}
			gradient[j] += v
			scale[j] += math.Abs(v)
		}
	}
	return gradient, scale
}
