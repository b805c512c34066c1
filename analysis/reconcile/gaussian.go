package reconcile

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// folds of the periods in held.
const folds = 5

// held are errors of reconciled forecasts, made from residuals as if each period
// had not been known.
type held struct {
	plans []*Plan
	r     Matrix // standardised residuals of the periods all nodes have
	rest  func(fold int) (from, to int)
}

// heldOut prepares a plan for every fifth of the periods, estimated without it. A
// method estimated on residuals makes the errors of those very residuals small:
// their variance would promise intervals that hold on no others (0.66 of 0.80 on
// simulated hierarchies of 40 nodes and 120 periods).
func (p *Plan) heldOut(sd, residuals Matrix) (held, error) {
	if sd.Rows != p.h.Len() || residuals.Rows != p.h.Len() {
		return held{}, fmt.Errorf("%w: deviations of %d and residuals of %d nodes for a hierarchy of %d", ErrOptions, sd.Rows, residuals.Rows, p.h.Len())
	}
	if p.shares != nil && p.shares.fixed == nil {
		return held{}, fmt.Errorf("%w: %s is not linear in the base forecasts: use Bootstrap or Copula", ErrOptions, p.o.Method)
	}
	for at, v := range sd.Data {
		if !(v >= 0) || math.IsInf(v, 1) {
			return held{}, fmt.Errorf("%w: standard deviation of %q at horizon %d is %v", ErrOptions, p.h.nodes[at/sd.Cols], at%sd.Cols+1, v)
		}
	}
	known := columnsKnown(residuals, p.o.Absent)
	if known.Cols < 2*folds {
		return held{}, fmt.Errorf("%w: %d periods in which all nodes have a residual, %d are needed: use Bootstrap or Copula", ErrOptions, known.Cols, 2*folds)
	}
	out := held{r: standardised(p.h, Options{Residuals: known, Absent: p.o.Absent})}
	out.rest = func(k int) (int, int) { return k * known.Cols / folds, (k + 1) * known.Cols / folds }
	for k := range folds {
		plan := p
		if p.diag != nil && p.o.Method != OLS && p.o.Method != WLSStructural || p.sample != nil {
			from, to := out.rest(k)
			o := p.o
			o.Residuals = columnsKept(known, func(t int) bool { return t < from || t >= to })
			var err error
			if plan, err = NewPlan(p.h, o); err != nil {
				return held{}, err
			}
		}
		out.plans = append(out.plans, plan)
	}
	return out, nil
}

// errors of reconciled forecasts with standard deviations sd of the base
// forecasts at horizon k, nodes x periods: they add up.
func (e held) errors(sd Matrix, k int) (Matrix, error) {
	out := NewMatrix(e.r.Rows, e.r.Cols)
	for fold, plan := range e.plans {
		from, to := e.rest(fold)
		part := columnsKept(e.r, func(t int) bool { return t >= from && t < to })
		for i := range part.Rows {
			row := part.Row(i)
			for t := range row {
				row[t] *= sd.At(i, k)
			}
		}
		moved := NewMatrix(part.Rows, part.Cols)
		if _, err := plan.reconcileTo(moved, part); err != nil {
			return Matrix{}, err
		}
		for i := range moved.Rows {
			copy(out.Row(i)[from:to], moved.Row(i))
		}
	}
	return out, nil
}

// Deviations are the standard deviations of the reconciled forecasts, nodes x
// horizons, when those of the base forecasts are sd and their errors go together
// as the residuals do: reconciliation is linear, x = M y, so that
//
//	var(x(i,h)) = mean over t of ( M_t diag(sd(.,h)) r(.,t) )_i^2
//
// with the residuals r over their root mean square and M_t the method estimated
// without the period t and its neighbours (a fifth of all). A normal interval is
// x +- z times the deviation. Non-negativity is not linear and not taken into account.
func (p *Plan) Deviations(sd, residuals Matrix) (Matrix, error) {
	e, err := p.heldOut(sd, residuals)
	if err != nil {
		return Matrix{}, err
	}
	out := NewMatrix(sd.Rows, sd.Cols)
	for k := range sd.Cols {
		x, err := e.errors(sd, k)
		if err != nil {
			return Matrix{}, err
		}
		for i := range x.Rows {
			out.Set(i, k, math.Sqrt(meanSquare(x.Row(i))))
		}
	}
	return out, nil
}

// Gaussian draws normal errors of the reconciled forecasts with the covariances of
// Deviations,
//
//	e(h) = sum over t of g(t,h) M_t diag(sd(.,h)) r(.,t) / sqrt(T)
//
// with standard normal g, which over horizons go as the means of a random walk do,
// with correlation sqrt(h / k) for h < k: errors of later horizons contain the
// earlier ones.
func (p *Plan) Gaussian(sd, residuals Matrix, n int, seed uint64) (Draws, error) {
	e, err := p.heldOut(sd, residuals)
	if err != nil {
		return Draws{}, err
	}
	start := func() func(Matrix, int) error {
		walk := NewMatrix(e.r.Cols, n)
		rng := rand.New(rand.NewPCG(seed, 2))
		return func(dst Matrix, k int) error {
			for at := range walk.Data {
				walk.Data[at] += rng.NormFloat64()
			}
			x, err := e.errors(sd, k)
			if err != nil {
				return err
			}
			by := 1 / math.Sqrt(float64(e.r.Cols)*float64(k+1))
			clear(dst.Data)
			for i := range dst.Rows {
				to := dst.Row(i)
				for t, v := range x.Row(i) {
					v *= by
					for d, g := range walk.Row(t) {
						to[d] += v * g
					}
				}
			}
			return nil
		}
	}
	return Draws{sd.Rows, sd.Cols, n, start}, nil
}
