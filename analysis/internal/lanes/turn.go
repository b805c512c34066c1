package lanes

// TurnTo lays out some columns of a table, whose rows of so many numbers x holds one
// after the other, one after the other in dst: those from one on, as many as dst
// has room for.
func TurnTo(dst, x []float64, width, from int) {
	rows := len(x) / width
	if rows == 0 {
		return
	}
	for ; len(dst) >= rows; dst, from = dst[rows:], from+1 {
		if len(dst) >= 4*rows && from+4 <= width {
			d := turnWide(dst, x, width, from, rows)
			for k := range 4 {
				turnRest(dst[k*rows:][:rows], x, width, from+k, d)
			}
			dst, from = dst[3*rows:], from+3
			continue
		}
		turnRest(dst[:rows], x, width, from, 0)
	}
}

// turnRest does a column from a row on.
func turnRest(dst, x []float64, width, column, row int) {
	for d := row; d < len(dst); d++ {
		dst[d] = x[d*width+column]
	}
}
