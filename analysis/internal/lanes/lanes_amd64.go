package lanes

import "golang.org/x/sys/cpu"

// wide says that the processor has the instructions of the .s files. The plain
// loops give the same bits without them.
var wide = cpu.X86.HasAVX2

// Each takes whole fours of a column and returns how many values it has done.

//go:noescape
func expAVX2(dst, x *float64, n int, powers *[64]float64) int

//go:noescape
func sharesAVX2(dst, x *float64, n int, powers *[64]float64) int

//go:noescape
func normalAVX2(dst, middle, spread *float64, z *float32, n int)

//go:noescape
func smallerAVX2(dst *int32, x *float64, n int)

//go:noescape
func largerAVX2(dst *int32, x *float64, n int)

//go:noescape
func largestAVX2(x *float64, n int, middle float64, largest *float64) int

//go:noescape
func wholesAVX2(x *float64, n int, scale float64) int64

//go:noescape
func squaresAVX2(x *float64, n int, middle, scale float64) int64

//go:noescape
func betweenAVX2(dst, x *float64, n int, lower, upper float64, p *Parts) int

//go:noescape
func tallyAVX2(counts *uint8, class *int8, n, classes int)

//go:noescape
func addAVX2(dst *uint8, class *int8, n int, t *Table)

//go:noescape
func sharedAVX2(a, b, c *uint64, n int) int

//go:noescape
func turnAVX2(dst, x *float64, width, rows, apart int)

func fours(n int) int { return n &^ 3 }

func expWide(dst, x []float64) int {
	if !wide || len(x) < 4 {
		return 0
	}
	return expAVX2(&dst[0], &x[0], fours(len(x)), &powers)
}

func sharesWide(dst, x []float64) int {
	if !wide || len(x) < 4 {
		return 0
	}
	return sharesAVX2(&dst[0], &x[0], fours(len(x)), &powers)
}

func normalWide(dst, middle, spread []float64, z []float32) int {
	n := fours(len(dst))
	if !wide || n == 0 {
		return 0
	}
	normalAVX2(&dst[0], &middle[0], &spread[0], &z[0], n)
	return n
}

func smallerWide(dst []int32, x []float64) bool {
	if !wide || len(x) < 4 {
		return false
	}
	smallerAVX2(&dst[0], &x[0], len(x))
	return true
}

func largerWide(dst []int32, x []float64) bool {
	if !wide || len(x) < 4 {
		return false
	}
	largerAVX2(&dst[0], &x[0], len(x))
	return true
}

func largestWide(x []float64, middle float64, largest *float64, n *int) int {
	k := fours(len(x))
	if !wide || k == 0 {
		return 0
	}
	*n = largestAVX2(&x[0], k, middle, largest)
	return k
}

func wholesWide(x []float64, scale float64, sum *int64) int {
	k := fours(len(x))
	if !wide || k == 0 {
		return 0
	}
	*sum = wholesAVX2(&x[0], k, scale)
	return k
}

func squaresWide(x []float64, middle, scale float64, sum *int64) int {
	k := fours(len(x))
	if !wide || k == 0 {
		return 0
	}
	*sum = squaresAVX2(&x[0], k, middle, scale)
	return k
}

func betweenWide(dst, x []float64, lower, upper float64, p *Parts, kept *int) int {
	k := fours(len(x))
	if !wide || k == 0 {
		return 0
	}
	*kept = betweenAVX2(&dst[0], &x[0], k, lower, upper, p)
	return k
}

func tallyWide(counts []uint8, class []int8) bool {
	if !wide || len(class)%Line != 0 {
		return false
	}
	tallyAVX2(&counts[0], &class[0], len(class), len(counts)/len(class))
	return true
}

func addWide(dst []uint8, class []int8, t *Table) bool {
	if !wide || len(class) == 0 || len(class)%Line != 0 {
		return false
	}
	addAVX2(&dst[0], &class[0], len(class), t)
	return true
}

// sharedWide goes in parts whose counts fit into bytes.
func sharedWide(a, b, c []uint64, sum *int) int {
	const most = 4 * 31
	n := fours(len(a))
	if !wide {
		return 0
	}
	for i := 0; i < n; i += most {
		*sum += sharedAVX2(&a[i], &b[i], &c[i], min(most, n-i))
	}
	return n
}

// turnWide lays out four columns and returns how many rows it has done of them.
func turnWide(dst, x []float64, width, from, rows int) int {
	n := fours(rows)
	if !wide || n == 0 {
		return 0
	}
	turnAVX2(&dst[0], &x[from], 8*width, n, 8*rows)
	return n
}
