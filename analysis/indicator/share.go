package indicator

import "math"

// Wilson95 is the 95 % score interval of a share p observed in n independent
// cases: (p + z2/2n -+ z*sqrt(p(1-p)/n + z2/4n2)) / (1 + z2/n), z2 = z*z.
// It is NaN without cases. Source: E. B. Wilson, Probable inference, the law of
// succession, and statistical inference, JASA 22 (1927).
func Wilson95(p, n float64) (lower, upper float64) {
	const z = 1.959963984540054 // 0.975 quantile of the standard normal
	if !(n > 0) {
		return math.NaN(), math.NaN()
	}
	mid := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return mid - half, mid + half
}
