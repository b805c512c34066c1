package boxcox

import "math"

// Scale is a power lambda; 0 is the logarithm.
type Scale float64

// Forward takes a value to the scale. NaN stays NaN.
func (s Scale) Forward(v float64) float64 {
	if s == 0 {
		return math.Log(v)
	}
	return math.Expm1(float64(s)*math.Log(v)) / float64(s) // keeps its digits for a small lambda
}

// Inverse takes a value back. One below what lambda > 0 can reach is zero, one above
// what lambda < 0 can reach is infinite.
func (s Scale) Inverse(z float64) float64 {
	switch x := float64(s) * z; {
	case s == 0:
		return math.Exp(z)
	case x > -1:
		return math.Exp(math.Log1p(x) / float64(s))
	case s > 0:
		return 0
	}
	return math.Inf(1)
}

// hermite are nodes and weights of Gauss-Hermite quadrature for the standard normal,
// eleven points, the middle and then those on either side: powers 1/lambda up to 21
// are exact.
var hermite = [6][2]float64{
	{0, 0.3694083694083694}, {0.928868997381064, 0.24224029987397}, {1.8760350201548457, 0.06613874607105787},
	{2.8651231606436447, 0.006720285235537291}, {3.9361666071299775, 0.0001956719302712226}, {5.1880012243748705, 8.121849790214954e-07},
}

// Mean is the mean of what a normal with this centre and sd on the scale is taken
// back to, which is above the median for lambda below 1: exp(centre + sd^2/2) for
// logarithms, by quadrature otherwise. R's biasadj keeps the second order of the same
// integral, x (1 + sd^2 (1-lambda) / (2 x^(2 lambda))), x the inverse of the centre.
func (s Scale) Mean(centre, sd float64) float64 {
	if sd == 0 {
		return s.Inverse(centre)
	}
	if s == 0 {
		return math.Exp(centre + sd*sd/2)
	}
	sum := 0.0
	for i, h := range hermite {
		sum += h[1] * s.Inverse(centre+sd*h[0])
		if i > 0 {
			sum += h[1] * s.Inverse(centre-sd*h[0])
		}
	}
	return sum
}
