package lanes

// Line is the number of small numbers that TallyTo and AddTo take at once: their
// columns are whole lines, what is beyond the units being of no class.
const Line = 32

// Lines is the length that n numbers need.
func Lines(n int) int { return (n + Line - 1) / Line * Line }

// TallyTo adds one to the count of each unit's class: counts[c len(class) + i] where
// class[i] is c, of as many classes as counts has columns for; other classes are not
// counted. A count goes round after 255. The length of class should be one of Lines.
func TallyTo(counts []uint8, class []int8) {
	n := len(class)
	if len(counts) < n || n == 0 || tallyWide(counts, class) {
		return
	}
	for i, c := range class {
		if at := int(c)*n + i; c >= 0 && at < len(counts) {
			counts[at]++
		}
	}
}

// Table gives a small number for each of the classes 0 to 15.
type Table [16]uint8

// AddTo adds what a table gives for each unit's class to dst, nothing for a class
// below 0; classes above 15 must not be there. The length of class should be one of
// Lines.
func AddTo(dst []uint8, class []int8, t *Table) {
	dst = dst[:len(class)]
	if addWide(dst, class, t) {
		return
	}
	for i, c := range class {
		if c >= 0 {
			dst[i] += t[c&15]
		}
	}
}
