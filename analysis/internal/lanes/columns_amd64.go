package lanes

// whole is how many of n values the wide instructions of columns_amd64.s take; the
// loops of columns.go do the rest.
func whole(n int) int {
	if !wide {
		return 0
	}
	return fours(n)
}

//go:noescape
func withinAVX2(x *float64, n int, low, high float64) bool

func withinWide(x []float64, low, high float64) (done int, ok bool) {
	if done = whole(len(x)); done == 0 {
		return 0, true
	}
	return done, withinAVX2(&x[0], done, low, high)
}

//go:noescape
func standardiseAVX2(dst, x *float64, n int, sign, mean, sd float64)

func standardiseWide(dst, x []float64, sign, mean, sd float64) int {
	done := whole(len(x))
	if done > 0 {
		standardiseAVX2(&dst[0], &x[0], done, sign, mean, sd)
	}
	return done
}

//go:noescape
func standardiseByAVX2(dst, x, mean, sd *float64, n int)

func standardiseByWide(dst, x, mean, sd []float64) int {
	done := whole(len(x))
	if done > 0 {
		standardiseByAVX2(&dst[0], &x[0], &mean[0], &sd[0], done)
	}
	return done
}

//go:noescape
func ratioAVX2(dst, a, b *float64, n int)

func ratioWide(dst, a, b []float64) int {
	done := whole(len(dst))
	if done > 0 {
		ratioAVX2(&dst[0], &a[0], &b[0], done)
	}
	return done
}

//go:noescape
func weighAVX2(sum, weights, count, x *float64, n int, weight float64)

func weighWide(sum, weights, count, x []float64, weight float64) int {
	done := whole(len(x))
	if done > 0 {
		weighAVX2(&sum[0], &weights[0], &count[0], &x[0], done, weight)
	}
	return done
}

//go:noescape
func countFromAVX2(counts *int8, x *float64, n int, limit float64)

func countFromWide(counts []int8, x []float64, limit float64) int {
	done := whole(len(x))
	if done > 0 {
		countFromAVX2(&counts[0], &x[0], done, limit)
	}
	return done
}

//go:noescape
func countToAVX2(counts *int8, x *float64, n int, limit float64)

func countToWide(counts []int8, x []float64, limit float64) int {
	done := whole(len(x))
	if done > 0 {
		countToAVX2(&counts[0], &x[0], done, limit)
	}
	return done
}

//go:noescape
func stepsAVX2(steps *int8, x *float64, n int, limits *float64, count int, from, by int)

func stepsWide(steps []int8, x, limits []float64, from, by int8) int {
	done := whole(len(x))
	if done > 0 && len(limits) > 0 {
		stepsAVX2(&steps[0], &x[0], done, &limits[0], len(limits), int(from), int(by))
		return done
	}
	return 0
}

//go:noescape
func compareAVX2(sides *int8, a, b *float64, n int)

func compareWide(sides []int8, a, b []float64) int {
	done := whole(len(sides))
	if done > 0 {
		compareAVX2(&sides[0], &a[0], &b[0], done)
	}
	return done
}

//go:noescape
func meetAVX2(met, total, share, supply, demand *float64, n int)

func meetWide(met, total, share, supply, demand []float64) int {
	done := whole(len(met))
	if done > 0 {
		meetAVX2(&met[0], &total[0], &share[0], &supply[0], &demand[0], done)
	}
	return done
}
