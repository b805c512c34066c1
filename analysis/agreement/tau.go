package agreement

import "math"

// TauB is Kendall's tau-b between two rankings of the same units, and the number
// of units ranked by both; NaN leaves a unit out. With C concordant and D
// discordant pairs of n0 = n(n-1)/2, n1 of them tied in x and n2 in y,
//
//	tau = (C - D) / sqrt((n0 - n1)(n0 - n2))
//
// NaN with fewer than two units or where all are tied in x or in y. Slices of
// different length are a slip of the caller.
//
// Source: Kendall (1945), Biometrika 33, 239-251.
func TauB(x, y []float64) (float64, int) {
	if len(x) != len(y) {
		panic("agreement: rankings of different length")
	}
	units, untiedX, untiedY, balance := 0, 0, 0, 0
	for i := range x {
		if math.IsNaN(x[i]) || math.IsNaN(y[i]) {
			continue
		}
		units++
		for j := range i {
			if math.IsNaN(x[j]) || math.IsNaN(y[j]) {
				continue
			}
			a, b := order(x[i], x[j]), order(y[i], y[j])
			untiedX += a * a
			untiedY += b * b
			balance += a * b
		}
	}
	if untiedX == 0 || untiedY == 0 {
		return math.NaN(), units
	}
	return float64(balance) / math.Sqrt(float64(untiedX)*float64(untiedY)), units
}

func order(a, b float64) int {
	switch {
	case a > b:
		return 1
	case a < b:
		return -1
	}
	return 0
}
