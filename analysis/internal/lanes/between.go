package lanes

// Parts counts how the values of a column lie to two limits.
type Parts struct {
	BelowLower, UpToLower int // v < lower, v <= lower
	BelowUpper, UpToUpper int // v < upper, v <= upper
}

// BetweenTo writes the values of x between two limits, neither of them among them,
// into dst in their order. The values written are the first BelowUpper - UpToLower
// of dst, where lower is not above upper. dst has room for all of x and for
// Overhang values more, which may be overwritten.
func BetweenTo(dst, x []float64, lower, upper float64) Parts {
	dst = dst[:len(x)+Overhang]
	var p Parts
	kept := 0
	i := betweenWide(dst, x, lower, upper, &p, &kept)
	for _, v := range x[i:] {
		p.BelowLower += one(v < lower)
		p.UpToLower += one(v <= lower)
		p.BelowUpper += one(v < upper)
		p.UpToUpper += one(v <= upper)
		dst[kept] = v
		kept += one(v > lower && v < upper)
	}
	return p
}

// Overhang is how far BetweenTo may write beyond the values kept.
const Overhang = 4

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}
