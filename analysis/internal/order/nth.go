package order

import "math"

// Nth is the k-th smallest of x, k from 0; values must not be NaN. x is reordered
// and left with nothing larger before place k and nothing smaller behind it
// (Hoare's selection, Communications of the ACM 4(7), 1961, algorithm 65). The
// pivot of a few values is the median of first, middle and last, so that sorted
// values, and values sorted in two runs, are no worse than others; that of many is
// the k-th of a sample around k (Floyd and Rivest, CACM 18(3), 1975, algorithm
// 489), so that a quantile in a tail parts few from many at once.
func Nth(x []float64, k int) float64 {
	nth(x, 0, len(x)-1, k)
	return x[k]
}

// many is the number of values from which a sample for the pivot pays.
const many = 600

func nth(x []float64, first, last, k int) {
	for first < last {
		pivot := middle(x[first], x[first+(last-first)/2], x[last])
		if n := float64(last - first + 1); n > many {
			at := float64(k-first) + 1
			logarithm := math.Log(n)
			sample := math.Exp(2*logarithm/3) / 2
			lean := math.Copysign(math.Sqrt(logarithm*sample*(n-sample)/n)/2, at-n/2) // towards the middle, so that k is surely inside
			nth(x, max(first, int(float64(k)-at*sample/n+lean)), min(last, int(float64(k)+(n-at)*sample/n+lean)), k)
			pivot = x[k]
		}
		i, j := first, last
		for i <= j {
			for x[i] < pivot {
				i++
			}
			for x[j] > pivot {
				j--
			}
			if i <= j {
				x[i], x[j] = x[j], x[i]
				i++
				j--
			}
		}
		switch {
		case k <= j:
			last = j
		case k >= i:
			first = i
		default:
			return
		}
	}
}

func middle(a, b, c float64) float64 { return max(min(a, b), min(max(a, b), c)) }
