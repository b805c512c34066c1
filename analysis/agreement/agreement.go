package agreement

import "fabbisogno/analysis/shortage"

// What k of n amounts to.
const (
	All   = "all"   // k = n
	Most  = "most"  // more than half
	Split = "split" // half
	Few   = "few"   // less than half
	None  = "none"  // k = 0
)

// Count is how many verdicts say shortage (k) of how many that were given (n).
func Count(says []shortage.Verdict) (k, n int) {
	for _, v := range says {
		switch v {
		case shortage.Yes:
			k, n = k+1, n+1
		case shortage.No:
			n++
		}
	}
	return k, n
}

// Standing names k of n; empty when no method gave a verdict.
func Standing(k, n int) string {
	switch {
	case n == 0:
		return ""
	case k == n:
		return All
	case k == 0:
		return None
	case 2*k > n:
		return Most
	case 2*k == n:
		return Split
	}
	return Few
}

// Against is the verdict that makes a method a dissenter: the opposite of what
// more than half say. Of an even split those that say shortage are explained,
// since a shortage is what is claimed. Unknown when there is nobody to dissent.
func Against(k, n int) shortage.Verdict {
	switch {
	case k == 0 || k == n:
		return shortage.Unknown
	case 2*k > n:
		return shortage.No
	}
	return shortage.Yes
}
