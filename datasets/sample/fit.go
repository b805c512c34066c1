package sample

import (
	"math"
	"slices"
)

// bound says that the sum of some cells lies within Half of Value: a number as
// printed, with half of its last digit.
type bound struct {
	Cells       []int
	Value, Half float64
}

// fit scales row so that it adds to total and respects every bound. Cells of a
// bound are scaled together, onto the bound's nearer end when they lie outside;
// cyclic projection, which settles when the printed numbers agree with each other.
func fit(row []float64, total float64, bounds []bound) {
	const (
		cycles = 400
		inside = 0.8 // aim inside the interval, because the total is scaled last
	)
	for range cycles {
		for _, b := range bounds {
			sum := sumOf(row, b.Cells)
			want := min(max(sum, b.Value-inside*b.Half), b.Value+inside*b.Half)
			if sum > 0 {
				scale(row, b.Cells, want/sum)
			}
		}
		sum := 0.0
		for _, v := range row {
			sum += v
		}
		for i := range row {
			row[i] *= total / sum
		}
	}
}

func sumOf(row []float64, cells []int) float64 {
	sum := 0.0
	for _, c := range cells {
		sum += row[c]
	}
	return sum
}

func scale(row []float64, cells []int, by float64) {
	for _, c := range cells {
		row[c] *= by
	}
}

// rake scales a table until its rows and columns add to their margins
// (iterative proportional fitting; the margins must have the same sum).
func rake(table [][]float64, rows, cols []float64) {
	const cycles = 40
	for range cycles {
		for i, row := range table {
			sum := 0.0
			for _, v := range row {
				sum += v
			}
			if sum > 0 {
				for j := range row {
					row[j] *= rows[i] / sum
				}
			}
		}
		for j := range cols {
			sum := 0.0
			for i := range table {
				sum += table[i][j]
			}
			if sum > 0 {
				for i := range table {
					table[i][j] *= cols[j] / sum
				}
			}
		}
	}
}

// distribute gives each cell a share proportional to rel, so that the mean
// weighted by weights is total. fixed cells keep their share; no share passes
// its cap. It bisects on the factor of proportion.
func distribute(total float64, weights, rel, caps []float64, fixed map[int]float64) []float64 {
	shares := make([]float64, len(rel))
	mean := func(k float64) float64 {
		num, den := 0.0, 0.0
		for i := range rel {
			shares[i] = min(k*rel[i], caps[i])
			if f, ok := fixed[i]; ok {
				shares[i] = f
			}
			num += weights[i] * shares[i]
			den += weights[i]
		}
		return num / den
	}
	low, high := 0.0, 1000.0
	for range 80 {
		mid := (low + high) / 2
		if mean(mid) < total {
			low = mid
		} else {
			high = mid
		}
	}
	mean((low + high) / 2)
	return shares
}

// tens rounds values to tens so that they add to total, which is a multiple of
// ten: the largest remainders are rounded up, the earlier cell first.
func tens(values []float64, total int) []int {
	out := make([]int, len(values))
	order := make([]int, len(values))
	rest := total
	for i, v := range values {
		out[i] = int(math.Floor(v/10)) * 10
		rest -= out[i]
		order[i] = i
	}
	remainder := func(i int) float64 { return values[i] - float64(out[i]) }
	frozen := make([]float64, len(values))
	for i := range values {
		frozen[i] = remainder(i)
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case frozen[a] > frozen[b]:
			return -1
		case frozen[a] < frozen[b]:
			return 1
		}
		return 0
	})
	for i := 0; rest >= 10 && len(order) > 0; i++ {
		out[order[i%len(order)]] += 10
		rest -= 10
	}
	return out
}

// ten rounds to tens.
func ten(v float64) int { return int(math.Round(v/10)) * 10 }
