package lanes

import "math"

// The exponential is that of Tang (ACM Transactions on Mathematical Software 15(2),
// 1989) within two units of the last place: with k = round(64 x / ln 2) and
// r = x - k ln 2 / 64,
//
//	exp x = 2^(k div 64) 2^((k mod 64)/64) exp r,
//
// the middle factor from a table and the last by its series, which ends at r^5 as
// |r| < 0.0055. ln 2 / 64 is in two parts: the first has zeros enough for k times
// it to be exact.
const (
	stepsHigh = 0x1.62e42fefap-1 / 64
	stepsLow  = 0x1.cf79abc9e3b39p-40 / 64
	toSteps   = 64 / math.Ln2
	toWhole   = 0x1.8p52 // added, it leaves the nearest whole number in the last bits
	ordinary  = 700.0    // beyond, the library's does it
)

// powers are 2^(k/64).
var powers = func() (table [64]float64) {
	for k := range table {
		table[k] = math.Exp2(float64(k) / 64)
	}
	return table
}()

// exp of one value. The conversions keep a compiler from fusing.
func exp(v float64) float64 {
	if !(v < ordinary && v > -ordinary) {
		if v != v {
			return v
		}
		return math.Exp(v)
	}
	t := float64(v*toSteps) + toWhole
	k := math.Float64bits(t) - math.Float64bits(toWhole)
	n := t - toWhole
	r := v - float64(n*stepsHigh) - float64(n*stepsLow)
	s := powers[k&63]
	p := 1.0/24 + float64(r*(1.0/120))
	p = 1.0/6 + float64(r*p)
	p = 0.5 + float64(r*p)
	p = r + float64(float64(r*r)*p)
	return math.Float64frombits(math.Float64bits(s+float64(s*p)) + uint64(int64(k)>>6)<<52)
}

// ExpTo writes the exponentials of x into dst, which may be x.
func ExpTo(dst, x []float64) {
	dst = dst[:len(x)]
	for i := 0; i < len(x); i++ {
		if i += expWide(dst[i:], x[i:]); i < len(x) {
			dst[i] = exp(x[i])
		}
	}
}

// SharesTo writes into dst, which may be x, the shares in per cent whose logits are
// x: 100 / (1 + exp -x).
func SharesTo(dst, x []float64) {
	dst = dst[:len(x)]
	for i := 0; i < len(x); i++ {
		if i += sharesWide(dst[i:], x[i:]); i < len(x) {
			dst[i] = 100 / (1 + exp(-x[i]))
		}
	}
}

// NormalTo writes middle + z spread into dst.
func NormalTo(dst, middle, spread []float64, z []float32) {
	middle, spread, z = middle[:len(dst)], spread[:len(dst)], z[:len(dst)]
	for i := normalWide(dst, middle, spread, z); i < len(dst); i++ {
		dst[i] = middle[i] + float64(float64(z[i])*spread[i])
	}
}
