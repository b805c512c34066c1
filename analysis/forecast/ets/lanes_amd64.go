package ets

import "golang.org/x/sys/cpu"

// wide says that the processor has the instructions of lanes_amd64.s. The loops
// in lanes.go give the same bits without them.
var wide = cpu.X86.HasAVX2

//go:noescape
func plainAVX2(y *float64, n int, at *[6]vec, errors *vec)

//go:noescape
func plainRelativeAVX2(y *float64, n int, at *[6]vec, errors, products, lowest *vec)

//go:noescape
func addAVX2(y *float64, n int, at *[6]vec, errors, season *vec, m int)

//go:noescape
func addRelativeAVX2(y *float64, n int, at *[6]vec, errors, season *vec, m int, products, lowest *vec)

//go:noescape
func mulAVX2(y *float64, n int, at *[6]vec, errors, season *vec, m int, products, lowest *vec)

//go:noescape
func squaresAVX2(errors *vec, n int, sum *vec)

//go:noescape
func gram4AVX2(errors *vec, n int, sums *gram)

//go:noescape
func gram7AVX2(errors *vec, n int, sums *gram)

// through runs y through all lanes by the wide instructions; false where the
// processor has none.
func (b *batch) through(f Form, y []float64) bool {
	if !wide {
		return false
	}
	n, m := len(y), len(b.season)
	switch {
	case f.Season == Mul:
		mulAVX2(&y[0], n, &b.at, &b.errors[0], &b.season[0], m, &b.products[0], &b.lowest)
	case f.Season == Add && f.Error == Mul:
		addRelativeAVX2(&y[0], n, &b.at, &b.errors[0], &b.season[0], m, &b.products[0], &b.lowest)
	case f.Season == Add:
		addAVX2(&y[0], n, &b.at, &b.errors[0], &b.season[0], m)
	case f.Error == Mul:
		plainRelativeAVX2(&y[0], n, &b.at, &b.errors[0], &b.products[0], &b.lowest)
	default:
		plainAVX2(&y[0], n, &b.at, &b.errors[0])
	}
	return true
}

func (b *batch) squaresWide() bool {
	if wide {
		squaresAVX2(&b.errors[0], len(b.errors), &b.sum)
	}
	return wide
}

func (b *batch) gramWide(g *gram, k int) bool {
	switch {
	case !wide:
		return false
	case k <= 4:
		gram4AVX2(&b.errors[0], len(b.errors), g)
	default:
		gram7AVX2(&b.errors[0], len(b.errors), g)
	}
	return true
}
