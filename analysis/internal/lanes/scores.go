package lanes

import "math"

// RangeOf is the smallest and the largest of the values of x that are not NaN, and how
// many they are; infinite, the wrong way round, when there is none.
func RangeOf(x []float64) (lowest, highest float64, n int) {
	done, lowest, highest, n := rangeWide(x)
	for _, v := range x[done:] {
		n += one(v == v)
		if v < lowest {
			lowest = v
		}
		if v > highest {
			highest = v
		}
	}
	return lowest, highest, n
}

// MapTo writes onto + (x - from) factor into dst, which may be x.
func MapTo(dst, x []float64, from, onto, factor float64) {
	dst = dst[:len(x)]
	for i := mapWide(dst, x, from, onto, factor); i < len(x); i++ {
		dst[i] = onto + float64((x[i]-from)*factor)
	}
}

// MediansTo writes into dst the weighted medians of as many columns as there are
// weights, which lie behind each other in x: for every unit the value at which its
// values, from the smallest on, come to more than half of their weight, or the mean of
// that and of the one before where half is reached exactly, give or take the share
// of the weight that near is. NaN has no weight; a unit without weight has NaN.
func MediansTo(dst, x, weights []float64, near float64) {
	n := len(dst)
	x = x[:n*len(weights)]
	for i := mediansWide(dst, x, weights, near); i < n; i++ {
		dst[i] = median(x, weights, n, i, near)
	}
}

// median takes for each value the weight of those up to it: the median is the least
// that has more than half.
func median(x, weights []float64, n, i int, near float64) float64 {
	total := 0.0
	for k, w := range weights {
		if v := x[k*n+i]; v == v {
			total += w
		}
	}
	lower, upper := math.Inf(1), math.Inf(1)
	for j := range weights {
		v, upTo := x[j*n+i], 0.0
		for k, w := range weights {
			if x[k*n+i] <= v {
				upTo += w
			}
		}
		if upTo > total*0.5-float64(total*near) && v < lower {
			lower = v
		}
		if upTo > total*0.5+float64(total*near) && v < upper {
			upper = v
		}
	}
	if !(total > 0) {
		return math.NaN()
	}
	return (lower + upper) * 0.5
}

// Duels is the room that DuelsTo needs for columns of so many units.
func Duels(units, columns int) int { return eights(units) * columns }

func eights(n int) int { return (n + 7) &^ 7 }

// DuelsTo writes into dst for every unit how many others it beats less how many beat
// it: in as many columns as there are weights, which lie behind each other in x, the
// weights of those where it has the larger value less those where the smaller come to
// more than least. room is as long as Duels says and is written over.
func DuelsTo(dst, x, weights []float64, least float64, room []float64) {
	n := len(dst)
	x = x[:n*len(weights)]
	if duelsWide(dst, x, weights, least, room) {
		return
	}
	clear(dst)
	for p := range n {
		for q := p + 1; q < n; q++ {
			lead := 0.0
			for j, w := range weights {
				switch a, b := x[j*n+p], x[j*n+q]; {
				case a > b:
					lead += w
				case a < b:
					lead -= w
				}
			}
			switch {
			case lead > least:
				dst[p]++
				dst[q]--
			case lead < -least:
				dst[p]--
				dst[q]++
			}
		}
	}
}

// CountBefore adds one to counts[p len(place) + q] for every p with a place before q's.
func CountBefore(counts []uint32, place []int32) {
	n := len(place)
	counts = counts[:n*n]
	done := beforeWide(counts, place)
	for p, before := range place {
		row := counts[p*n+done : (p+1)*n]
		for q, v := range place[done:] {
			if before < v {
				row[q]++
			}
		}
	}
}

// PerturbTo adds z half + |z| lean to x and holds it within low and high: z half + z
// lean above, z half - z lean below, and so halves of their own. A missing x stays so.
func PerturbTo(x, z, half, lean []float64, low, high float64) {
	z, half, lean = z[:len(x)], half[:len(x)], lean[:len(x)]
	for i := perturbWide(x, z, half, lean, low, high); i < len(x); i++ {
		x[i] = held(x[i]+(float64(z[i]*half[i])+float64(math.Abs(z[i])*lean[i])), low, high)
	}
}

// ShiftTo adds gap share to x and holds it within low and high.
func ShiftTo(x, gap, share []float64, low, high float64) {
	gap, share = gap[:len(x)], share[:len(x)]
	for i := shiftWide(x, gap, share, low, high); i < len(x); i++ {
		x[i] = held(x[i]+float64(gap[i]*share[i]), low, high)
	}
}

func held(v, low, high float64) float64 {
	if v < low {
		v = low
	}
	if v > high {
		v = high
	}
	return v
}

// TakeTo takes slope (x - was) from gap where the slope is not 0.
func TakeTo(gap, slope, x, was []float64) {
	slope, x, was = slope[:len(gap)], x[:len(gap)], was[:len(gap)]
	for i := takeWide(gap, slope, x, was); i < len(gap); i++ {
		if b := slope[i]; b != 0 {
			gap[i] -= float64(b * (x[i] - was[i]))
		}
	}
}

// Sum is the sum of the values of x that are not NaN, and how many they are. Four sums
// are taken, of every fourth value from the first, the second, the third and the
// fourth on, and added as (first + third) + (second + fourth).
func Sum(x []float64) (sum float64, n int) {
	var s [4]float64
	i := sumWide(x, &s, &n)
	for ; i < len(x); i++ {
		if v := x[i]; v == v {
			s[i%4] += v
			n++
		}
	}
	return (s[0] + s[2]) + (s[1] + s[3]), n
}

// Powers are the sums of the second, third and fourth powers of the distances from a
// middle of the values of x that are not NaN, each in the order of Sum.
func Powers(x []float64, middle float64) (second, third, fourth float64) {
	var s [3][4]float64
	for i := powersWide(x, middle, &s); i < len(x); i++ {
		if d := x[i] - middle; d == d {
			q := d * d
			s[0][i%4] += q
			s[1][i%4] += float64(q * d)
			s[2][i%4] += float64(q * q)
		}
	}
	var out [3]float64
	for k := range s {
		out[k] = (s[k][0] + s[k][2]) + (s[k][1] + s[k][3])
	}
	return out[0], out[1], out[2]
}
