package lanes

import "math"

// Largest is the largest distance of the values of x from a middle, and how many
// values are not NaN; 0 where there is none.
func Largest(x []float64, middle float64) (largest float64, n int) {
	i := largestWide(x, middle, &largest, &n)
	for _, v := range x[i:] {
		n += one(v == v)
		if distance := math.Abs(v - middle); distance > largest {
			largest = distance
		}
	}
	return largest, n
}

// Wholes is the sum of the whole parts of v scale over the values of x that are not
// NaN. The products must be less than 2^63 in size, and so must their sum: being
// one of whole numbers it is the same in any order.
func Wholes(x []float64, scale float64) int64 {
	sum := int64(0)
	i := wholesWide(x, scale, &sum)
	for _, v := range x[i:] {
		if v == v {
			sum += int64(v * scale)
		}
	}
	return sum
}

// WholeSquares is Wholes of the squares of the distances from a middle.
func WholeSquares(x []float64, middle, scale float64) int64 {
	sum := int64(0)
	i := squaresWide(x, middle, scale, &sum)
	for _, v := range x[i:] {
		if v == v {
			sum += int64((v - middle) * (v - middle) * scale)
		}
	}
	return sum
}
