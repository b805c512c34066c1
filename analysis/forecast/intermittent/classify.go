package intermittent

import "math"

// Class is the kind of a demand series.
type Class uint8

// The classes, by the mean interval between demands (ADI) and the squared
// coefficient of variation of sizes (CV2).
const (
	Smooth       Class = iota // often, of like size: a method for ordinary series serves
	Erratic                   // often, of changing size: a method for ordinary series serves
	Intermittent              // seldom, of like size
	Lumpy                     // seldom, of changing size
	Empty                     // never
)

// Limits of Syntetos, Boylan & Croston 2005.
const (
	adiLimit = 1.32
	cv2Limit = 0.49
)

// String is the name, lower case.
func (c Class) String() string {
	return [...]string{"smooth", "erratic", "intermittent", "lumpy", "empty"}[c]
}

// IsSeldom says that zeros make up so much of the series that the methods of
// this package are for it.
func (c Class) IsSeldom() bool { return c >= Intermittent }

// Classify gives the class with ADI, the periods per demand, and CV2, with the
// variance over the number of demands; missing values do not count. ADI is +Inf
// and CV2 NaN without demand.
func Classify(y []float64) (c Class, adi, cv2 float64) {
	n, demands, top := 0, 0, 0.0
	for _, v := range y {
		if math.IsNaN(v) {
			continue
		}
		n++
		if v > 0 {
			demands++
			top = max(top, v)
		}
	}
	if demands == 0 {
		return Empty, math.Inf(1), math.NaN()
	}
	mean, sum := 0.0, 0.0
	for _, v := range y {
		if v > 0 {
			mean += v / top / float64(demands)
		}
	}
	for _, v := range y {
		if v > 0 {
			sum += square(v/top-mean) / float64(demands)
		}
	}
	adi, cv2 = float64(n)/float64(demands), sum/(mean*mean)
	switch {
	case adi < adiLimit && cv2 < cv2Limit:
		return Smooth, adi, cv2
	case adi < adiLimit:
		return Erratic, adi, cv2
	case cv2 < cv2Limit:
		return Intermittent, adi, cv2
	}
	return Lumpy, adi, cv2
}

// Ceased says that nothing has come for longer than chance explains: with the
// share of periods with demand until the last one, a run of zeros as long as
// that at the end has a probability below 1%. TSB, whose probability falls in
// such a run, is then the method; the rate of the others stays.
func Ceased(y []float64) bool {
	last, demands := -1, 0
	for i, v := range y {
		if v > 0 {
			last = i
			demands++
		}
	}
	if demands < 2 {
		return false
	}
	p := float64(demands) / float64(last+1)
	return math.Pow(1-p, float64(len(y)-1-last)) < 0.01
}

// Choose gives the method by rule: TSB for demand that has ceased, SBA otherwise.
func Choose(y []float64) Method {
	if Ceased(y) {
		return TSB
	}
	return SBA
}
