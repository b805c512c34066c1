package evaluate

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Comparison is a test of equal accuracy of two forecasts.
type Comparison struct {
	Difference float64 // mean loss of the first less that of the second: negative, the first is better
	Statistic  float64
	P          float64 // two-sided
	N          int
}

// DieboldMariano tests that two forecasts made h periods ahead have the same mean
// loss, from their losses at n successive origins. With d the differences, gamma(k)
// their autocovariances (divisor n) and
//
//	DM = mean(d) / sqrt((gamma(0) + 2 sum of gamma(k), k = 1 .. h-1) / n),
//
// the statistic is DM sqrt((n + 1 - 2h + h(h-1)/n) / n), with Student's t of n-1
// degrees of freedom (Diebold & Mariano 1995, Journal of Business & Economic
// Statistics 13, 253-263; Harvey, Leybourne & Newbold 1997, International Journal of
// Forecasting 13, 281-291). As R forecast 8.20 dm.test(): a variance that is not
// positive makes h 1. Pairs with a missing loss are left out. P and Statistic are NaN
// with fewer than three pairs, or where all differences are equal.
func DieboldMariano(first, second []float64, h int) Comparison {
	var d []float64
	for i := range min(len(first), len(second)) {
		if v := first[i] - second[i]; !math.IsNaN(v) {
			d = append(d, v)
		}
	}
	n := float64(len(d))
	c := Comparison{Difference: math.NaN(), Statistic: math.NaN(), P: math.NaN(), N: len(d)}
	if len(d) == 0 {
		return c
	}
	mean := 0.0
	for _, v := range d {
		mean += v / n
	}
	c.Difference = mean
	covariance := func(k int) float64 {
		sum := 0.0
		for i := k; i < len(d); i++ {
			sum += (d[i] - mean) * (d[i-k] - mean)
		}
		return sum / n
	}
	h = max(h, 1)
	variance := covariance(0)
	for k := 1; k < min(h, len(d)); k++ {
		variance += 2 * covariance(k)
	}
	if variance <= 0 && h > 1 {
		h, variance = 1, covariance(0)
	}
	if len(d) < 3 || variance <= 0 {
		return c
	}
	step := float64(h)
	factor := (n + 1 - 2*step + step*(step-1)/n) / n
	if factor <= 0 {
		return c
	}
	c.Statistic = mean / math.Sqrt(variance/n) * math.Sqrt(factor)
	c.P = twoSided(c.Statistic, n-1)
	return c
}

func twoSided(statistic, freedom float64) float64 {
	return 2 * distuv.StudentsT{Mu: 0, Sigma: 1, Nu: freedom}.Survival(math.Abs(statistic))
}

// paired gathers differences of losses one by one, for the test with h = 1: pairs
// that do not hang together, such as the series of a panel.
type paired struct {
	n          float64
	mean, sumS float64 // Welford's
}

func (p *paired) add(d float64) {
	if math.IsNaN(d) {
		return
	}
	p.n++
	step := d - p.mean
	p.mean += step / p.n
	p.sumS += step * (d - p.mean)
}

func (p *paired) compare() Comparison {
	c := Comparison{Difference: p.mean, Statistic: math.NaN(), P: math.NaN(), N: int(p.n)}
	if p.n == 0 {
		c.Difference = math.NaN()
	}
	if p.n < 3 || p.sumS <= 0 {
		return c
	}
	c.Statistic = p.mean / math.Sqrt(p.sumS/p.n/p.n) * math.Sqrt((p.n-1)/p.n)
	c.P = twoSided(c.Statistic, p.n-1)
	return c
}
