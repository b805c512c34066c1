//go:build slow

package reconcile

import (
	"fmt"
	"testing"
)

// Intervals of reconciled forecasts on the windows that judge accuracy, all nodes
// and the total. Errors of earlier origins are those of forecasts reconciled with
// what was known there, and all lie before the window: nothing looks ahead.
func TestCoverage(t *testing.T) {
	for _, c := range []struct {
		task
		season, recipe int
		step, earlier  int // periods between calibration origins, their number
	}{
		{task{"labour", collection{}, decembers(2013, 2018), 180, 12}, 12, 0, 3, 40},
		{task{"tourismlarge", collection{}, []int{216}, whole, 12}, 12, 1, 3, 32},
		{task{"tourismsmall", collection{}, []int{28}, whole, 8}, 4, 2, 1, 5},
	} {
		c.c = loadCollection(t, c.name, c.season)
		errorsAt := map[int]Matrix{}
		errorAt := func(n int) Matrix {
			if m, known := errorsAt[n]; known {
				return m
			}
			w := c.c.at(t, n, c.most, c.horizon, recipes[c.recipe])
			m := reconciled(t, plan(t, c.c.h, Options{Residuals: w.residuals}), w.base)
			for i, v := range m.Data {
				m.Data[i] = w.actual.Data[i] - v
			}
			errorsAt[n] = m
			return m
		}
		tallies := map[string]*coverage{}
		for _, n := range c.origins {
			w := c.c.at(t, n, c.most, c.horizon, recipes[c.recipe])
			p := plan(t, c.c.h, Options{Residuals: w.residuals})
			var origins []Matrix
			for k := range c.earlier {
				origins = append(origins, errorAt(n-c.horizon-k*c.step))
			}
			boot, err1 := Bootstrap(origins, len(origins), 1)
			wild, err2 := Wild(origins, 500, 1)
			gauss, err3 := p.Gaussian(w.sd, w.residuals, 500, 1)
			for name, d := range map[string]Draws{"bootstrap": boot, "wild": wild, "gaussian, sd of ETS": gauss} {
				if err1 != nil || err2 != nil || err3 != nil {
					t.Fatal(err1, err2, err3)
				}
				q, err := p.Quantiles(w.base, d, []float64{0.025, 0.1, 0.9, 0.975})
				if err != nil {
					t.Fatal(err)
				}
				if tallies[name] == nil {
					tallies[name] = &coverage{}
				}
				tallies[name].add(w.actual, q)
			}
		}
		for _, name := range []string{"bootstrap", "wild", "gaussian, sd of ETS"} {
			t.Logf("%-13s %-20s %s", c.name, name, tallies[name])
		}
	}
}

// coverage counts actual values inside 80% and 95%: all nodes, then the total.
type coverage struct{ n, in80, in95, nTotal, total80, total95 float64 }

func (c *coverage) add(actual Matrix, q []Matrix) {
	for at, v := range actual.Data {
		in80, in95 := 0.0, 0.0
		if q[1].Data[at] <= v && v <= q[2].Data[at] {
			in80 = 1
		}
		if q[0].Data[at] <= v && v <= q[3].Data[at] {
			in95 = 1
		}
		c.n, c.in80, c.in95 = c.n+1, c.in80+in80, c.in95+in95
		if at < actual.Cols {
			c.nTotal, c.total80, c.total95 = c.nTotal+1, c.total80+in80, c.total95+in95
		}
	}
}

func (c *coverage) String() string {
	return fmt.Sprintf("80%%: %.3f, 95%%: %.3f; the total %.3f, %.3f", c.in80/c.n, c.in95/c.n, c.total80/c.nTotal, c.total95/c.nTotal)
}
