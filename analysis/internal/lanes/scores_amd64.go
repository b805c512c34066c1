package lanes

import "math"

//go:noescape
func rangeAVX2(x *float64, n int) (lowest, highest float64, known int)

func rangeWide(x []float64) (done int, lowest, highest float64, n int) {
	if done = whole(len(x)); done == 0 {
		return 0, math.Inf(1), math.Inf(-1), 0
	}
	lowest, highest, n = rangeAVX2(&x[0], done)
	return done, lowest, highest, n
}

//go:noescape
func mapAVX2(dst, x *float64, n int, from, onto, factor float64)

func mapWide(dst, x []float64, from, onto, factor float64) int {
	done := whole(len(x))
	if done > 0 {
		mapAVX2(&dst[0], &x[0], done, from, onto, factor)
	}
	return done
}

//go:noescape
func mediansAVX2(dst, x, weights *float64, n, stride, columns int, near float64)

func mediansWide(dst, x, weights []float64, near float64) int {
	done := whole(len(dst))
	if done == 0 || len(weights) == 0 {
		return 0
	}
	mediansAVX2(&dst[0], &x[0], &weights[0], done, len(dst), len(weights), near)
	return done
}

//go:noescape
func duelsAVX2(dst, x, weights *float64, n, stride, columns int, least float64)

// duelsWide lays the columns out in eights, what is beyond the units being missing.
func duelsWide(dst, x, weights []float64, least float64, room []float64) bool {
	n := len(dst)
	if !wide || n == 0 || len(weights) == 0 {
		return false
	}
	stride := eights(n)
	room = room[:stride*len(weights)]
	for j := range weights {
		column := room[j*stride : (j+1)*stride]
		for i := copy(column, x[j*n:(j+1)*n]); i < stride; i++ {
			column[i] = math.NaN()
		}
	}
	duelsAVX2(&dst[0], &room[0], &weights[0], n, stride, len(weights), least)
	return true
}

//go:noescape
func beforeAVX2(counts *uint32, place *int32, n, stride int)

func beforeWide(counts []uint32, place []int32) int {
	n := len(place) &^ 7
	if !wide || n == 0 {
		return 0
	}
	beforeAVX2(&counts[0], &place[0], n, len(place))
	return n
}

//go:noescape
func perturbAVX2(x, z, half, lean *float64, n int, low, high float64)

func perturbWide(x, z, half, lean []float64, low, high float64) int {
	done := whole(len(x))
	if done > 0 {
		perturbAVX2(&x[0], &z[0], &half[0], &lean[0], done, low, high)
	}
	return done
}

//go:noescape
func shiftAVX2(x, gap, share *float64, n int, low, high float64)

func shiftWide(x, gap, share []float64, low, high float64) int {
	done := whole(len(x))
	if done > 0 {
		shiftAVX2(&x[0], &gap[0], &share[0], done, low, high)
	}
	return done
}

//go:noescape
func takeAVX2(gap, slope, x, was *float64, n int)

func takeWide(gap, slope, x, was []float64) int {
	done := whole(len(gap))
	if done > 0 {
		takeAVX2(&gap[0], &slope[0], &x[0], &was[0], done)
	}
	return done
}

//go:noescape
func sumAVX2(x *float64, n int, sums *[4]float64) int

func sumWide(x []float64, sums *[4]float64, n *int) int {
	done := whole(len(x))
	if done > 0 {
		*n = sumAVX2(&x[0], done, sums)
	}
	return done
}

//go:noescape
func powersAVX2(x *float64, n int, middle float64, sums *[3][4]float64)

func powersWide(x []float64, middle float64, sums *[3][4]float64) int {
	done := whole(len(x))
	if done > 0 {
		powersAVX2(&x[0], done, middle, sums)
	}
	return done
}
