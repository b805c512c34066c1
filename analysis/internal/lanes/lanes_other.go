//go:build !amd64

package lanes

func expWide(dst, x []float64) int { return 0 }

func sharesWide(dst, x []float64) int { return 0 }

func normalWide(dst, middle, spread []float64, z []float32) int { return 0 }

func smallerWide(dst []int32, x []float64) bool { return false }

func largerWide(dst []int32, x []float64) bool { return false }

func largestWide(x []float64, middle float64, largest *float64, n *int) int { return 0 }

func wholesWide(x []float64, scale float64, sum *int64) int { return 0 }

func squaresWide(x []float64, middle, scale float64, sum *int64) int { return 0 }

func betweenWide(dst, x []float64, lower, upper float64, p *Parts, kept *int) int { return 0 }

func tallyWide(counts []uint8, class []int8) bool { return false }

func addWide(dst []uint8, class []int8, t *Table) bool { return false }

func sharedWide(a, b, c []uint64, sum *int) int { return 0 }

func turnWide(dst, x []float64, width, from, rows int) int { return 0 }
