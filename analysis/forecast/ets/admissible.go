package ets

import "math"

// Admissible says whether the effect of the first states on the forecasts dies
// out: the moving-average polynomial of the form's equivalent linear model,
//
//	theta(B) = (1 - phi B)(1 - B^m) + B (alpha + phi beta - alpha phi B)(1 + B + .. + B^(m-1)) + gamma B^m (1 - phi B),
//
// has no root inside the unit circle (Hyndman, Akram & Archibald 2008, Annals
// of the Institute of Statistical Mathematics 60, 407-426). Without season the
// bounds of the parameters see to it.
func (f Fit) Admissible() bool {
	return admissible(f.Form, len(f.Season), f.Alpha, f.Beta, f.Gamma, f.Phi)
}

func admissible(f Form, m int, alpha, beta, gamma, phi float64) bool {
	if f.Season == None {
		return true
	}
	var c [most + 2]float64 // of theta, by power of B
	degree := m + 1
	if f.Trend == None {
		degree, phi, beta = m, 0, 0
	}
	c[0] = 1
	for k := 1; k <= m; k++ {
		c[k] += alpha + phi*beta
		c[k+1] -= alpha * phi
	}
	c[1] -= phi
	c[m] += gamma - 1
	c[m+1] += phi - gamma*phi
	return stable(c[:degree+1])
}

// slack lets roots stand on the circle: a root may lie this much inside.
const slack = 1e-8

// stable is the test of Schur and Cohn: step down from the highest power; each
// reflection coefficient must lie within 1.
func stable(c []float64) bool {
	r := 1.0
	for k := range c {
		c[k] *= r
		r *= 1 - slack
	}
	for n := len(c) - 1; n > 0; n-- {
		if c[0] == 0 {
			return false
		}
		k := c[n] / c[0]
		if math.Abs(k) >= 1 {
			return false
		}
		for i, j := 0, n; i <= j; i, j = i+1, j-1 {
			a, b := c[i], c[j]
			c[i], c[j] = a-k*b, b-k*a
		}
	}
	return true
}
