package order

// Nth is the k-th smallest of x, k from 0; values must not be NaN. x is reordered
// and left with nothing larger before place k and nothing smaller behind it
// (Hoare's selection, Communications of the ACM 4(7), 1961, algorithm 65). The
// pivot is the median of first, middle and last, so that sorted values, and values
// sorted in two runs, are no worse than others.
func Nth(x []float64, k int) float64 {
	first, last := 0, len(x)-1
	for first < last {
		pivot := middle(x[first], x[first+(last-first)/2], x[last])
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
			return x[k]
		}
	}
	return x[k]
}

func middle(a, b, c float64) float64 { return max(min(a, b), min(max(a, b), c)) }
