package reconcile

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// lowRank reconciles with the covariance
//
//	W = D + F F'   D: diagonal, lambda x the variances
//	               F: nodes x periods, the residuals x sqrt((1 - lambda) / periods)
//
// without forming it. The weighted squares of y - x under W are the smallest,
// over z, of those of y - F z - x under D plus z'z (the inverse of W by the
// Woodbury formula), so that a diagonal reconciliation of the columns of F and
// an equation in as many unknowns as there are periods give the exact answer, on
// any number of nodes. With r(y) = y - reconcile_D(y):
//
//	(I + F' D^-1 r(F)) z = F' D^-1 r(y),   x = reconcile_D(y) - reconcile_D(F) z
type lowRank struct {
	diag   *diagonal
	f      Matrix
	inv    []float64 // 1 / D, 0 where absent
	system *factored
}

// factored is the equation of z for a set of bottom series that are held.
type factored struct {
	x    Matrix // reconcile_D(F)
	chol mat.Cholesky
}

// errSingular is returned for equations whose solution would be noise.
var errSingular = errors.New("the covariance of the residuals is singular")

// correlate makes the plan of MinT with shrinkage.
func (p *Plan) correlate() error {
	w, err := p.variances()
	if err != nil {
		return err
	}
	w = p.without(w)
	s := standardised(p.h, p.o)
	if s.Cols < 2 {
		return fmt.Errorf("%w: only %d periods in which all nodes have a residual: use wls", ErrOptions, s.Cols)
	}
	p.lambda, p.periods = shrinkage(s), s.Cols
	// Without any shrinkage D would vanish. A thousandth changes W by less than its
	// sampling error, which is of the order of 1 / sqrt(periods).
	lambda := max(p.lambda, 1e-3)
	p.lambda = lambda
	low := &lowRank{f: s, inv: make([]float64, len(w))}
	by := math.Sqrt((1 - lambda) / float64(s.Cols))
	for i, v := range w {
		row := s.Row(i)
		if math.IsInf(v, 1) {
			clear(row)
			continue
		}
		for t := range row {
			row[t] *= by * math.Sqrt(v)
		}
		w[i] = lambda * v
		low.inv[i] = 1 / w[i]
	}
	p.diag = newDiagonal(p.h, w, p.o)
	low.diag = p.diag
	if low.system, err = low.factor(p.diag, nil); err != nil {
		return err
	}
	p.low = low
	return nil
}

// factor sets up the equation of z under d, with the held bottom series.
func (l *lowRank) factor(d *diagonal, held []bool) (*factored, error) {
	out := &factored{x: zeroed(l.f, held, d.h.sums.rows)}
	if _, err := d.reconcileTo(out.x, out.x); err != nil {
		return nil, err
	}
	t := l.f.Cols
	g := mat.NewSymDense(t, nil)
	data := g.RawSymmetric().Data
	for i, inv := range l.inv {
		if inv == 0 {
			continue
		}
		f, x := l.f.Row(i), out.x.Row(i)
		for b := range t {
			rest := inv * (f[b] - x[b])
			for a := 0; a <= b; a++ {
				data[a*t+b] += f[a] * rest
			}
		}
	}
	for a := range t {
		data[a*t+a]++
	}
	if !out.chol.Factorize(g) {
		return nil, errSingular
	}
	return out, nil
}

// reconcileTo sets dst to the reconciled y.
func (l *lowRank) reconcileTo(dst, y Matrix) (int, error) {
	its, err := l.diag.reconcileTo(dst, y)
	if err != nil {
		return its, err
	}
	if _, err := l.correctTo(dst, y, l.system); err != nil {
		return its, err
	}
	l.diag.h.aggregateTo(dst)
	return its, nil
}

// correctTo takes the common factors into account: dst holds reconcile_D(y). It
// returns z, periods x columns.
func (l *lowRank) correctTo(dst, y Matrix, s *factored) (*mat.Dense, error) {
	t, k := l.f.Cols, y.Cols
	right := make([]float64, t*k)
	for i, inv := range l.inv {
		if inv == 0 {
			continue
		}
		f, yi, xi := l.f.Row(i), y.Row(i), dst.Row(i)
		for h := range k {
			rest := inv * (yi[h] - xi[h])
			for a, v := range f {
				right[a*k+h] += v * rest
			}
		}
	}
	z := mat.NewDense(t, k, right)
	if err := s.chol.SolveTo(z, z); err != nil {
		var condition mat.Condition
		if !errors.As(err, &condition) || math.IsInf(float64(condition), 1) {
			return nil, errSingular
		}
	}
	for i := l.diag.h.sums.rows; i < dst.Rows; i++ {
		x, to := s.x.Row(i), dst.Row(i)
		for a, v := range x {
			for h, zh := range z.RawRowView(a) {
				to[h] -= v * zh
			}
		}
	}
	return z, nil
}

// holding is reconcileTo of one column under d, with bottom values held at zero.
func (l *lowRank) holding(d *diagonal, y Matrix, held []bool) (Matrix, []float64, error) {
	s, err := l.factor(d, held)
	if err != nil {
		return Matrix{}, nil, err
	}
	x := zeroed(y, held, d.h.sums.rows)
	if _, err := d.reconcileTo(x, x); err != nil {
		return x, nil, err
	}
	z, err := l.correctTo(x, y, s)
	if err != nil {
		return x, nil, err
	}
	d.h.aggregateTo(x)
	return x, z.RawMatrix().Data, nil
}

// common is F z at node i.
func (l *lowRank) common(i int, z []float64) float64 {
	sum := 0.0
	for t, v := range l.f.Row(i) {
		sum += v * z[t]
	}
	return sum
}

// sample reconciles with the sample covariance of the residuals, by the dense
// equations in the aggregates: with the incoherence E = A R_b - R_a of the residuals R,
//
//	(E E' / T) u = A y_b - y_a,   x_b = y_b - R_b E' u / T
type sample struct {
	h    *Hierarchy
	r, e Matrix
	chol mat.Cholesky
}

// mostDense is the largest number of aggregates for which dense equations are made.
const mostDense = 2000

func newSample(h *Hierarchy, o Options) (*sample, error) {
	if !o.Unsafe {
		return nil, fmt.Errorf("%w: the inverse of a sample covariance is mostly noise; use mint, or set Unsafe to compare", ErrOptions)
	}
	if o.Absent != nil {
		return nil, fmt.Errorf("%w: %s needs a base forecast of every node", ErrOptions, o.Method)
	}
	a := h.sums.rows
	if a > mostDense {
		return nil, fmt.Errorf("%w: %s solves dense equations of at most %d aggregates, not %d: use mint", ErrOptions, o.Method, mostDense, a)
	}
	r := complete(o.Residuals)
	if r.Cols <= a {
		return nil, fmt.Errorf("%w: %d periods cannot give the sample covariance of %d aggregates: use mint", ErrOptions, r.Cols, a)
	}
	s := &sample{h: h, r: r, e: NewMatrix(a, r.Cols)}
	h.sums.mulTo(s.e.Data, r.Data[a*r.Cols:], r.Cols)
	for i, v := range r.Data[:a*r.Cols] {
		s.e.Data[i] -= v
	}
	var g mat.SymDense
	e := mat.NewDense(a, r.Cols, s.e.Data)
	g.SymOuterK(1/float64(r.Cols), e)
	if !s.chol.Factorize(&g) || s.chol.Cond() > 1e14 {
		return nil, fmt.Errorf("%w: %w: use mint", ErrOptions, errSingular)
	}
	return s, nil
}

func (s *sample) reconcileTo(dst, y Matrix) {
	a, k, t := s.h.sums.rows, y.Cols, s.r.Cols
	d := mat.NewDense(a, k, nil)
	s.h.sums.mulTo(d.RawMatrix().Data, y.Data[a*k:], k)
	for i, v := range y.Data[:a*k] {
		d.RawMatrix().Data[i] -= v
	}
	// The condition was checked when the matrix was factored.
	if err := s.chol.SolveTo(d, d); err != nil {
		var condition mat.Condition
		if !errors.As(err, &condition) {
			panic("reconcile: " + err.Error())
		}
	}
	var common, move mat.Dense
	common.Mul(mat.NewDense(a, t, s.e.Data).T(), d)
	move.Mul(mat.NewDense(s.h.Bottom(), t, s.r.Data[a*t:]), &common)
	for j := range s.h.Bottom() {
		x, base := dst.Row(a+j), y.Row(a+j)
		for h, v := range move.RawRowView(j) {
			x[h] = base[h] - v/float64(t)
		}
	}
}
