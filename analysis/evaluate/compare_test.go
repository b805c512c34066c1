package evaluate

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// Worked by hand: d = 1 -1 2 0 3, mean 1; gamma(0) = (0+4+1+1+4)/5 = 2, gamma(1) =
// (0*-2 + -2*1 + 1*-1 + -1*2)/5 = -1.
func TestDieboldMariano(t *testing.T) {
	a, b := []float64{3, 1, 4, 2, 5}, []float64{2, 2, 2, 2, 2}
	one := DieboldMariano(a, b, 1)
	near(t, "h=1", one.Statistic, 1/math.Sqrt(2.0/5)*math.Sqrt(4.0/5), 1e-14)
	near(t, "its probability", one.P, 2*distuv.StudentsT{Sigma: 1, Nu: 4}.Survival(math.Sqrt2), 1e-12)
	// gamma(0) + 2 gamma(1) = 0: not positive, so h = 1 as in R.
	two := DieboldMariano(a, b, 2)
	near(t, "variance not positive", two.Statistic, one.Statistic, 0)
	// d = 1 2 3 4 6: mean 3.2, deviations -2.2 -1.2 -.2 .8 2.8; gamma(0) = 14.8/5,
	// gamma(1) = (2.64 + 0.24 - 0.16 + 2.24)/5.
	got := DieboldMariano([]float64{1, 2, 3, 4, 6, math.NaN()}, []float64{0, 0, 0, 0, 0, 0}, 2)
	near(t, "h=2", got.Statistic, 3.2/math.Sqrt((14.8+2*4.96)/25)*math.Sqrt((5+1-4+2.0/5)/5), 1e-14)
	if got.N != 5 || got.Difference != 3.2 {
		t.Errorf("%+v", got)
	}
	same := DieboldMariano(a, a, 1)
	if !math.IsNaN(same.Statistic) || same.Difference != 0 {
		t.Errorf("equal losses: %+v", same)
	}
	var p paired
	for i := range a {
		p.add(a[i] - b[i])
	}
	near(t, "one by one", p.compare().Statistic, one.Statistic, 1e-14)
	near(t, "one by one", p.compare().P, one.P, 1e-12)
}

// The test keeps its size where losses of overlapping forecasts hang together: with
// h = 3 an MA(2) is a true null. Rejections at 5% in 2,000 draws of 60 have a
// standard error of 0.5%; the corrected test is known to be a little liberal.
func TestDieboldMarianoKeepsItsSize(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 2))
	const draws, n, h = 2000, 60, 3
	rejected, naive := 0, 0
	zero := make([]float64, n)
	for range draws {
		e := make([]float64, n+2)
		for i := range e {
			e[i] = rng.NormFloat64()
		}
		d := make([]float64, n)
		for i := range d {
			d[i] = e[i] + e[i+1] + e[i+2]
		}
		if DieboldMariano(d, zero, h).P < 0.05 {
			rejected++
		}
		if DieboldMariano(d, zero, 1).P < 0.05 {
			naive++
		}
	}
	if share := float64(rejected) / draws; share < 0.03 || share > 0.09 {
		t.Errorf("rejects %.3f of true nulls at 5%%", share)
	}
	if share := float64(naive) / draws; share < 0.15 {
		t.Errorf("without its correction it rejects only %.3f: the test above would show nothing", share)
	}
}

// The normal distribution has a closed form (Gneiting & Raftery 2007, eq. 20):
// sigma (z (2 Phi(z) - 1) + 2 phi(z) - 1/sqrt(pi)).
func TestCRPSOfTheNormal(t *testing.T) {
	n := distuv.UnitNormal
	const draws = 20_000
	var p, q []float64
	for i := range 999 {
		p = append(p, float64(i+1)/1000)
		q = append(q, n.Quantile(p[i]))
	}
	x := make([]float64, draws) // a sample without noise: the quantiles in the middle of its ranks
	for _, y := range []float64{-2, 0, 0.3, 1.7} {
		for i := range x {
			x[draws-1-i] = n.Quantile((float64(i) + 0.5) / draws)
		}
		want := y*(2*n.CDF(y)-1) + 2*n.Prob(y) - 1/math.Sqrt(math.Pi)
		near(t, "from quantiles", CRPSQuantiles(p, q, y), want, 2e-5)
		near(t, "from a sample", CRPSSamples(x, y), want, 2e-5)
	}
	near(t, "one value is the absolute error", CRPSSamples([]float64{3}, 5), 2, 0)
	near(t, "two values", CRPSSamples([]float64{4, 1}, 2), 1.5-0.75, 1e-15)
	near(t, "no value", CRPSSamples(nil, 2), math.NaN(), 0)
	near(t, "nothing came", CRPSSamples([]float64{1, 2}, math.NaN()), math.NaN(), 0)
	near(t, "interval score", IntervalScore(1, 3, 0.8, 4), 2+10, 1e-12)
}
