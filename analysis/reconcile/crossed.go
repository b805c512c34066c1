package reconcile

import (
	"errors"
	"fmt"
	"math"
)

// ErrNoConvergence is returned when conjugate gradients do not reach the
// tolerance: the variances differ by too many orders of magnitude.
var ErrNoConvergence = errors.New("conjugate gradients did not converge")

const (
	// defaultTolerance of conjugate gradients is relative to the incoherence of
	// the base forecasts: what is left of it moves no printed digit.
	defaultTolerance  = 1e-13
	defaultIterations = 5000
	// leastVariance keeps an aggregate that claims certainty from making the
	// equations singular: its variance is at least this share of that of its parts.
	leastVariance = 1e-13
)

// crossed solves the weighted least squares of a hierarchy that is not a tree.
// With the incoherence d = y_a - A y_b of the aggregates that have a forecast,
//
//	(W_a + A W_b A') u = d,   x_b = y_b + W_b A' u,
//
// which is the explicit formula by the matrix inversion lemma, in the dimension
// of the aggregates and without dividing by a variance of the bottom. The matrix
// is never formed. Divided by W_a its eigenvalues lie between 1 and 1 + the sum
// over levels of the largest ratio of the variance of the parts to that of their
// sum, and on balanced groupings there are few different ones, so that conjugate
// gradients take tens of iterations (some hundreds where sums claim to be far
// surer than their parts, as under OLS).
type crossed struct {
	a, at  *csr
	used   []int32 // places of the rows of a among the aggregates
	wa, wb []float64
	scale  []float64 // 1 / W_a; 0 where all parts are certain
	tol    float64
	most   int
}

func newCrossed(h *Hierarchy, w []float64, o Options) *crossed {
	n := h.sums.rows
	c := &crossed{wb: w[n:], tol: o.Tolerance, most: o.Iterations}
	if c.tol == 0 {
		c.tol = defaultTolerance
	}
	if c.most == 0 {
		c.most = defaultIterations
	}
	c.a, c.at = h.sums, h.back
	anyMissing := false
	for i := range n {
		anyMissing = anyMissing || math.IsInf(w[i], 1)
	}
	if anyMissing {
		c.a, c.used = h.sums.keep(func(i int) bool { return !math.IsInf(w[i], 1) })
		c.at = c.a.transposed()
	} else {
		for i := range n {
			c.used = append(c.used, int32(i))
		}
	}
	c.wa, c.scale = make([]float64, len(c.used)), make([]float64, len(c.used))
	c.a.squaredTo(c.scale, c.wb)
	for i, place := range c.used {
		parts := c.scale[i]
		c.wa[i] = max(w[place], leastVariance*parts)
		c.scale[i] = 0
		if parts > 0 {
			c.scale[i] = 1 / c.wa[i]
		}
	}
	return c
}

// room is the memory of one worker.
type room struct{ u, r, z, p, q, b []float64 }

func (c *crossed) room(k int) *room {
	n, m := len(c.used)*k, c.a.cols*k
	block := make([]float64, 5*n+m)
	return &room{block[:n], block[n : 2*n], block[2*n : 3*n], block[3*n : 4*n], block[4*n : 5*n], block[5*n:]}
}

// solveTo sets the bottom rows of the columns from up to to of dst. It returns
// the number of iterations. Columns do not influence each other.
func (c *crossed) solveTo(dst, y Matrix, from, to int, w *room) (int, error) {
	k, off := to-from, dst.Rows-c.a.cols
	for j := range c.a.cols {
		copy(w.b[j*k:(j+1)*k], y.Row(off + j)[from:to])
	}
	n := len(c.used) * k
	u, r, z, p, q := w.u[:n], w.r[:n], w.z[:n], w.p[:n], w.q[:n]
	c.a.mulTo(r, w.b, k)
	for i, place := range c.used {
		ri := r[i*k : (i+1)*k]
		for h, v := range y.Row(int(place))[from:to] {
			ri[h] = v - ri[h]
		}
	}
	clear(u)
	its, err := c.descend(u, r, z, p, q, w.b, k)
	if err != nil {
		return its, err
	}
	c.at.mulTo(w.b, u, k)
	for j, v := range c.wb {
		x, base, move := dst.Row(off + j)[from:to], y.Row(off + j)[from:to], w.b[j*k:(j+1)*k]
		for h := range x {
			x[h] = base[h] + v*move[h]
		}
	}
	return its, nil
}

// descend is preconditioned conjugate gradients (Golub & Van Loan 2013, 11.5.2)
// on k right-hand sides side by side. r holds the right-hand sides, u zeros.
func (c *crossed) descend(u, r, z, p, q, b []float64, k int) (int, error) {
	rho, goal, step := make([]float64, k), make([]float64, k), make([]float64, k)
	c.scaleTo(z, r, k)
	dots(rho, r, z, k)
	left := 0
	for h := range goal {
		goal[h] = c.tol * c.tol * rho[h]
		if rho[h] > 0 {
			left++
		}
	}
	copy(p, z)
	for it := 0; left > 0; it++ {
		if it == c.most {
			return it, fmt.Errorf("%w in %d iterations", ErrNoConvergence, it)
		}
		c.applyTo(q, p, b, k)
		dots(step, p, q, k)
		for h := range step {
			if rho[h] > goal[h] && step[h] > 0 {
				step[h] = rho[h] / step[h]
			} else {
				step[h] = 0
			}
		}
		for i := 0; i < len(u); i += k {
			for h, s := range step {
				u[i+h] += s * p[i+h]
				r[i+h] -= s * q[i+h]
			}
		}
		c.scaleTo(z, r, k)
		dots(step, r, z, k)
		left = 0
		for h, old := range rho {
			rho[h] = step[h]
			step[h] = 0
			if rho[h] > goal[h] {
				step[h] = rho[h] / old
				left++
			}
		}
		for i := 0; i < len(p); i += k {
			for h, s := range step {
				p[i+h] = z[i+h] + s*p[i+h]
			}
		}
		if left == 0 {
			return it + 1, nil
		}
	}
	return 0, nil
}

// applyTo sets q to (W_a + A W_b A') p.
func (c *crossed) applyTo(q, p, b []float64, k int) {
	c.at.mulTo(b, p, k)
	for j, v := range c.wb {
		for h := range b[j*k : (j+1)*k] {
			b[j*k+h] *= v
		}
	}
	c.a.mulTo(q, b, k)
	for i, v := range c.wa {
		for h := i * k; h < (i+1)*k; h++ {
			q[h] += v * p[h]
		}
	}
}

// scaleTo sets z to r over W_a.
func (c *crossed) scaleTo(z, r []float64, k int) {
	for i, v := range c.scale {
		for h := i * k; h < (i+1)*k; h++ {
			z[h] = v * r[h]
		}
	}
}

// dots sets to[h] to the inner product of column h of x and y.
func dots(to, x, y []float64, k int) {
	clear(to)
	for i := 0; i < len(x); i += k {
		for h := range to {
			to[h] += x[i+h] * y[i+h]
		}
	}
}
