package lanes

import "math"

// SmallerTo writes for every value of x how many others are smaller, and -1 for NaN:
// one less than the place from below, equal values sharing the best. For a few dozen
// values that is faster than to sort them, and no order is kept between calls.
func SmallerTo(dst []int32, x []float64) {
	dst = dst[:len(x)]
	if smallerWide(dst, x) {
		return
	}
	for i, v := range x {
		count := -one(v != v)
		for _, w := range x {
			count += one(w < v)
		}
		dst[i] = int32(count)
	}
}

// LargerTo writes for every value of x how many others are larger, and -1 for NaN.
func LargerTo(dst []int32, x []float64) {
	dst = dst[:len(x)]
	if largerWide(dst, x) {
		return
	}
	for i, v := range x {
		count := -one(v != v)
		for _, w := range x {
			count += one(w > v)
		}
		dst[i] = int32(count)
	}
}

// SortTo writes the values of x that are not NaN into dst, smallest first, and
// returns how many there are. smaller is what SmallerTo says of x; dst is as long
// as x and not x.
func SortTo(dst, x []float64, smaller []int32) int {
	dst, smaller = dst[:len(x)], smaller[:len(x)]
	n := 0
	for i := range dst {
		dst[i] = math.NaN()
	}
	for i, k := range smaller {
		if k >= 0 {
			dst[k] = x[i]
			n++
		}
	}
	for k := 1; k < n; k++ { // equal values wrote the first of their places
		if dst[k] != dst[k] {
			dst[k] = dst[k-1]
		}
	}
	return n
}
