package ets

import (
	"math"
	"math/rand/v2"
	"testing"

	"fabbisogno/analysis/forecast/internal/reference"
)

// TestMomentsAtR: from R's parameters and last states come R's means and bounds.
// Two slips of R forecast 8.20 are not repeated but allowed for here, which
// shows that nothing else differs. For M,Ad,M it does not damp the slope in the
// first step, which is the form with slope and beta divided by phi. For A,N,A
// and M,N,A it lets gamma work on the season after the one in turn, so that it
// comes back after m - 1 periods instead of m.
func TestMomentsAtR(t *testing.T) {
	z := map[string]float64{"lo80": -1.2815515655446004, "hi80": 1.2815515655446004, "lo95": -1.959963984540054, "hi95": 1.959963984540054}
	worst, n := 0.0, 0
	for _, r := range references(t) {
		want := reference.Floats(t, r.row["mean"])
		mean, sd := make([]float64, len(want)), make([]float64, len(want))
		f := r.last
		if f.Form == (Form{Mul, Add, Mul, true}) {
			f.Slope, f.Beta = f.Slope/f.Phi, f.Beta/f.Phi
		}
		if err := f.MomentsTo(mean, sd); err != nil {
			t.Fatal(err)
		}
		if f.Form.Trend == None && f.Form.Season == Add {
			early(&f, mean, sd)
		}
		top := 0.0
		for _, v := range want {
			top = max(top, math.Abs(v))
		}
		gap := 0.0
		for k, v := range want {
			gap = max(gap, math.Abs(mean[k]-v)/top)
		}
		for name, q := range z {
			for k, v := range reference.Floats(t, r.row[name]) {
				gap = max(gap, math.Abs(mean[k]+q*sd[k]-v)/top)
			}
		}
		n++
		worst = max(worst, gap)
		if gap > 1e-9 {
			t.Errorf("%s %s: differs from R by %.1e of the largest mean", r.id, r.form, gap)
		}
	}
	t.Logf("%d fits, largest difference %.1e of the largest mean", n, worst)
}

// early writes the standard deviations of a form without trend whose gamma
// comes back after m - 1 periods.
func early(f *Fit, mean, sd []float64) {
	m, v := len(f.Season), f.Sigma*f.Sigma
	second := make([]float64, len(mean))
	for k, p := range mean {
		sum := 0.0
		for j := 1; j <= k; j++ {
			c := f.Alpha
			if (j+1)%m == 0 {
				c += f.Gamma
			}
			if f.Form.Error == Add {
				sum += v * c * c
			} else {
				sum += v * c * c * second[k-j]
			}
		}
		second[k] = p*p + sum
		if f.Form.Error == Add {
			sd[k] = math.Sqrt(v + sum)
		} else {
			sd[k] = math.Sqrt((1+v)*second[k] - p*p)
		}
	}
}

// TestPathsHaveTheMoments: mean and spread of drawn paths are those of
// MomentsTo, for every form, over more than two years.
func TestPathsHaveTheMoments(t *testing.T) {
	const h, n = 10, 40000
	for _, form := range Forms() {
		f := Fit{Form: form, Alpha: 0.4, Phi: 1, Level: 100, Sigma: 5}
		if form.Error == Mul {
			f.Sigma = 0.08
		}
		if form.Trend != None {
			f.Beta, f.Slope = 0.15, 1.5
		}
		if form.Damped {
			f.Phi = 0.85
		}
		switch form.Season {
		case Add:
			f.Gamma, f.Season = 0.3, []float64{-10, 5, 12, -7}
		case Mul:
			f.Gamma, f.Season = 0.3, []float64{0.9, 1.05, 1.12, 0.93}
		}
		mean, sd := make([]float64, h), make([]float64, h)
		if err := f.MomentsTo(mean, sd); err != nil {
			t.Fatal(err)
		}
		paths := make([][]float64, n)
		for i := range paths {
			paths[i] = make([]float64, h)
		}
		if err := f.PathsTo(paths, rand.New(rand.NewPCG(3, 4))); err != nil {
			t.Fatal(err)
		}
		for k := range h {
			var sum, squares float64
			for _, p := range paths {
				sum += p[k] - mean[k]
				squares += (p[k] - mean[k]) * (p[k] - mean[k])
			}
			// Five standard errors: of a mean sd/sqrt(n), of a Gaussian spread sd/sqrt(2n); the
			// paths with multiplicative errors have somewhat heavier tails.
			if off := math.Abs(sum/n) / sd[k]; off > 5/math.Sqrt(n) {
				t.Errorf("%s, horizon %d: paths have a mean %.4f sd from %v", form, k+1, off, mean[k])
			}
			if ratio := math.Sqrt(squares/n) / sd[k]; math.Abs(ratio-1) > 7/math.Sqrt(2*n) {
				t.Errorf("%s, horizon %d: paths spread %.4f times the standard deviation %v", form, k+1, ratio, sd[k])
			}
		}
	}
}
