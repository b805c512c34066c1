package arima

import "math"

// conditional holds what the conditional sum of squares needs: errors by the
// recursion alone, with those before the first taken as zero,
//
//	e(t) = w(t) - sum phi_i w(t-i) - sum theta_j e(t-j),  t after the longest lag of phi.
//
// It costs as many operations as there are coefficients that are not zero, a
// tenth of the exact likelihood with a season of twelve, and leads near its
// optimum (Box & Jenkins 1976, Time series analysis, 7.1).
type conditional struct {
	arLags, maLags []int
	arAt, maAt     []float64
	errors         [3][]float64
	on             bool // value is n log of this sum
}

// sparse lists the lags and coefficients that are not zero.
func sparse(lags []int, at, coef []float64) ([]int, []float64) {
	lags, at = lags[:0], at[:0]
	for i, v := range coef {
		if v != 0 {
			lags, at = append(lags, i+1), append(at, v)
		}
	}
	return lags, at
}

// approximate is n log(CSS/n) with mean and drift at their best; +Inf where too
// few errors are left.
func (k *model) approximate() float64 {
	p, q := k.order.arOrder(), k.order.maOrder()
	ar, ma, sar, sma := k.parts()
	product(k.phi[:p], ar, sar, k.order.M, -1)
	product(k.theta[:q], ma, sma, k.order.M, 1)
	c := &k.conditional
	c.arLags, c.arAt = sparse(c.arLags, c.arAt, k.phi[:p])
	c.maLags, c.maAt = sparse(c.maLags, c.maAt, k.theta[:q])
	left := k.n - p
	if left <= k.order.Parameters() {
		return math.Inf(1)
	}
	k.sums = sums{}
	for i, w := range k.used {
		if w == nil {
			break
		}
		e := room(c.errors[i], k.n)
		c.errors[i] = e
		c.filterTo(e, w, p)
		for j := range i + 1 {
			sum := 0.0
			for t, v := range c.errors[j][p:] {
				sum += v * e[p+t]
			}
			k.sums.cross[i][j] = sum
		}
	}
	sse := k.squares(k.regression())
	if !(sse > 0) || math.IsInf(sse, 0) {
		return math.Inf(1)
	}
	return float64(k.n) * math.Log(sse/float64(left))
}

// filterTo writes the errors of w from place p on, zeros before.
func (c *conditional) filterTo(e, w []float64, p int) {
	clear(e[:p])
	for t := p; t < len(w); t++ {
		v := w[t]
		for i, lag := range c.arLags {
			v -= c.arAt[i] * w[t-lag]
		}
		for i, lag := range c.maLags {
			if t-lag < p {
				break
			}
			v -= c.maAt[i] * e[t-lag]
		}
		e[t] = v
	}
}
