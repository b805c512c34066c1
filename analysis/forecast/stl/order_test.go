package stl

// orderAsR leaves x as R's stl() does before it reads off the two middle values.
// R sorts only as far as needed for the places it is asked for, but asks for an
// even number of values for the upper place first; its sort expects rising
// places, may drop the second half of the segment, and reads an unsorted value.
// The weights of the outer loop then come from too large a median. Quicksort as
// Singleton's (1969, algorithm 347), runs of up to eleven by insertion.
func orderAsR(x []float64) {
	n := len(x)
	sortPlaces(x, 0, n-1, []int{n / 2, n - n/2 - 1})
}

// sortPlaces puts the places asked for right within x[i..j].
func sortPlaces(x []float64, i, j int, places []int) {
	if len(places) == 0 || i >= j {
		return
	}
	if j-i <= 10 && i > 0 {
		for a := i + 1; a <= j; a++ {
			for b := a; b > i && x[b-1] > x[b]; b-- {
				x[b-1], x[b] = x[b], x[b-1]
			}
		}
		return
	}
	low, high := split(x, i, j)
	cut := 0 // places[:cut] go left, the others right
	if low-i <= j-high {
		for cut = len(places); cut > 0 && places[cut-1] > low; cut-- {
		}
	} else {
		for cut < len(places) && places[cut] < high {
			cut++
		}
	}
	sortPlaces(x, i, low, places[:cut])
	sortPlaces(x, high, j, places[cut:])
}

// split parts x[i..j] around the median of its first, middle and last value:
// none of x[i..low] is larger than any of x[high..j].
func split(x []float64, i, j int) (low, high int) {
	mid := (i+j+2)/2 - 1 // halves of places counted from 1
	if x[i] > x[mid] {
		x[i], x[mid] = x[mid], x[i]
	}
	if x[j] < x[mid] {
		x[j], x[mid] = x[mid], x[j]
		if x[i] > x[mid] {
			x[i], x[mid] = x[mid], x[i]
		}
	}
	pivot := x[mid]
	low, high = j, i
	for {
		for low--; x[low] > pivot; low-- {
		}
		for high++; x[high] < pivot; high++ {
		}
		if high > low {
			return low, high
		}
		x[low], x[high] = x[high], x[low]
	}
}
