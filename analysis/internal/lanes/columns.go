package lanes

// Within says whether every value of x that is not NaN is from low to high.
func Within(x []float64, low, high float64) bool {
	done, ok := withinWide(x, low, high)
	for _, v := range x[done:] {
		if v < low || v > high {
			return false
		}
	}
	return ok
}

// StandardiseTo writes sign (x - mean) / sd into dst, which may be x.
func StandardiseTo(dst, x []float64, sign, mean, sd float64) {
	dst = dst[:len(x)]
	for i := standardiseWide(dst, x, sign, mean, sd); i < len(x); i++ {
		dst[i] = sign * ((x[i] - mean) / sd)
	}
}

// StandardiseByTo writes (x - mean) / sd into dst, each value by a mean and a
// deviation of its own.
func StandardiseByTo(dst, x, mean, sd []float64) {
	dst, mean, sd = dst[:len(x)], mean[:len(x)], sd[:len(x)]
	for i := standardiseByWide(dst, x, mean, sd); i < len(x); i++ {
		dst[i] = (x[i] - mean[i]) / sd[i]
	}
}

// RatioTo writes a / b into dst, NaN where that is not finite.
func RatioTo(dst, a, b []float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := ratioWide(dst, a, b); i < len(dst); i++ {
		q := a[i] / b[i]
		dst[i] = q - (q - q) // infinite less infinite is NaN
	}
}

// WeighTo adds the values of x that are not NaN times weight to sum, the weight to
// weights, and one to count, each at its place.
func WeighTo(sum, weights, count, x []float64, weight float64) {
	sum, weights, count = sum[:len(x)], weights[:len(x)], count[:len(x)]
	for i := weighWide(sum, weights, count, x, weight); i < len(x); i++ {
		if v := x[i]; v == v {
			sum[i] += float64(weight * v)
			weights[i] += weight
			count[i]++
		}
	}
}

// CountFrom adds one to the counts of the values of x that are limit or more.
func CountFrom(counts []int8, x []float64, limit float64) {
	counts = counts[:len(x)]
	for i := countFromWide(counts, x, limit); i < len(x); i++ {
		if x[i] >= limit {
			counts[i]++
		}
	}
}

// CountTo adds one to the counts of the values of x that are limit or less.
func CountTo(counts []int8, x []float64, limit float64) {
	counts = counts[:len(x)]
	for i := countToWide(counts, x, limit); i < len(x); i++ {
		if x[i] <= limit {
			counts[i]++
		}
	}
}

// StepsTo writes into steps how many of the limits a value has come to, times by and
// added to from, and -1 for NaN. What it writes must be from 0 to 127.
func StepsTo(steps []int8, x, limits []float64, from, by int8) {
	steps = steps[:len(x)]
	for i := stepsWide(steps, x, limits, from, by); i < len(x); i++ {
		steps[i] = from
		for _, limit := range limits {
			if x[i] >= limit {
				steps[i] += by
			}
		}
		if x[i] != x[i] {
			steps[i] = -1
		}
	}
}

// CompareTo writes into sides 2 where a is more than b, 1 where they are equal, 0
// where a is less, and -1 where one of them is NaN.
func CompareTo(sides []int8, a, b []float64) {
	a, b = a[:len(sides)], b[:len(sides)]
	for i := compareWide(sides, a, b); i < len(sides); i++ {
		switch v, w := a[i], b[i]; {
		case v > w:
			sides[i] = 2
		case v == w:
			sides[i] = 1
		case v < w:
			sides[i] = 0
		default:
			sides[i] = -1
		}
	}
}

// MeetTo adds to met what of share is met, share min(1, supply / demand), and share to
// total. All of it is met where demand is 0; where share is 0, nothing is asked.
func MeetTo(met, total, share, supply, demand []float64) {
	total, share, supply, demand = total[:len(met)], share[:len(met)], supply[:len(met)], demand[:len(met)]
	for i := meetWide(met, total, share, supply, demand); i < len(met); i++ {
		part := share[i]
		total[i] += part
		if q := supply[i] / demand[i]; !(q >= 1) && part != 0 && demand[i] != 0 {
			part *= q
		}
		met[i] += part
	}
}
