package lanes

import "math/bits"

// Shared is how many members the sets of a, each of up to 64, have in common with
// those at the same places of b, less those that they have in common with c.
func Shared(a, b, c []uint64) int {
	b, c = b[:len(a)], c[:len(a)]
	sum := 0
	i := sharedWide(a, b, c, &sum)
	for ; i < len(a); i++ {
		sum += bits.OnesCount64(a[i]&b[i]) - bits.OnesCount64(a[i]&c[i])
	}
	return sum
}
