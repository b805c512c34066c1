package order

import (
	"math"

	"fabbisogno/analysis/internal/lanes"
)

// A sample of so many values says about where the k-th of a column lies, give or take
// so many standard errors; where it is not there after all, it is looked for among
// all. So few values are counted against each other.
const (
	sampled = 128
	apart   = 3
	counted = 48
)

// Room is the buffer that Two needs for so many values.
func Room(values int) int { return values + lanes.Overhang }

// Two is the j-th and the k-th smallest of x, from 0; values must not be NaN. x stays
// as it is; room is a buffer of Room(len(x)) values. Two quantiles of thousands of
// draws take one look at each draw for each of them, several at once.
func Two(x []float64, j, k int, room []float64) (lower, upper float64) {
	if len(x) <= sampled {
		copy(room, x)
		lower = Nth(room[:len(x)], j)
		return lower, Nth(room[:len(x)], k)
	}
	var buffer [sampled]float64
	sample := sampleTo(buffer[:], x)
	return near(x, sample, j, room), near(x, sample, k, room)
}

// near is the k-th smallest of x, looked for where a sorted sample says that it is,
// and again among the values that lie there.
func near(x, sample []float64, k int, room []float64) float64 {
	var buffer [sampled / 2]float64
	from, at := x, k
	for {
		lower, upper := limits(sample, (float64(at)+0.5)/float64(len(from)))
		p := lanes.BetweenTo(room, from, lower, upper) // room may be where from is: what is written was read
		switch {
		case at < p.BelowLower || at >= p.UpToUpper:
			return Nth(room[:copy(room, x)], k)
		case at < p.UpToLower:
			return lower
		case at >= p.BelowUpper:
			return upper
		}
		if from, at = room[:p.BelowUpper-p.UpToLower], at-p.UpToLower; len(from) <= counted {
			return kth(from, at)
		}
		sample = sampleTo(buffer[:min(len(buffer), len(from))], from)
	}
}

// limits are the values of a sorted sample between which a quantile almost surely lies.
func limits(sample []float64, share float64) (lower, upper float64) {
	lower, upper = math.Inf(-1), math.Inf(1)
	place := share * float64(len(sample))
	reach := apart*math.Sqrt(place*(1-share)) + 1
	if at := int(math.Floor(place - reach)); at >= 0 {
		lower = sample[at]
	}
	if at := int(math.Ceil(place + reach)); at < len(sample) {
		upper = sample[at]
	}
	return lower, upper
}

// sampleTo fills a sample, sorted, with values from all over x.
func sampleTo(sample, x []float64) []float64 {
	var drawn [sampled]float64
	var smaller [sampled]int32
	n := len(sample)
	step := len(x) / n
	for i := range drawn[:n] {
		drawn[i] = x[i*step]
	}
	lanes.SmallerTo(smaller[:n], drawn[:n])
	lanes.SortTo(sample, drawn[:n], smaller[:n])
	return sample
}

// kth is the k-th smallest of a few values: that with most smaller ones, not more
// than k.
func kth(x []float64, k int) float64 {
	var smaller [counted]int32
	lanes.SmallerTo(smaller[:len(x)], x)
	best := 0
	for i, s := range smaller[:len(x)] {
		if int(s) <= k && (int(smaller[best]) > k || s > smaller[best]) {
			best = i
		}
	}
	return x[best]
}
