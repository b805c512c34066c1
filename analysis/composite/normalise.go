package composite

import (
	"fmt"
	"math"

	"fabbisogno/analysis/internal/lanes"
)

// Normaliser is a way to bring indicators of different units to one scale.
type Normaliser uint8

// The normalisations of the handbook.
const (
	MinMax            Normaliser = iota // smallest to Lower, largest to Upper
	ZScore                              // mean to Mean, standard deviation (n-1) to SD
	DistanceReference                   // (x - min) / (reference unit - min)
	FractionOfMax                       // x / max
	PercentileRank                      // (rank - 1) / (n - 1)
	Borda                               // rank - 1
	Goalposts                           // stated ends to Lower and Upper, truncated
)

var normaliserNames = []string{"min_max", "z_score", "distance_to_reference", "fraction_of_max", "percentile_rank", "borda", "goalposts"}

// String is the name of the normalisation as cards and tables print it.
func (k Normaliser) String() string { return nameOf(normaliserNames, int(k)) }

func nameOf(names []string, i int) string {
	if i < 0 || i >= len(names) {
		return fmt.Sprintf("unknown (%d)", i)
	}
	return names[i]
}

// Normalisation is a normaliser with its scale.
type Normalisation struct {
	Kind         Normaliser
	Lower, Upper float64 // ends of MinMax and Goalposts; both zero: 0 to 100 and 0 to 1
	Mean, SD     float64 // of ZScore; SD zero: mean 0, standard deviation 1
}

// scaled fills in the documented defaults.
func (n Normalisation) scaled() Normalisation {
	if n.Lower == 0 && n.Upper == 0 {
		n.Upper = 100
		if n.Kind == Goalposts {
			n.Upper = 1
		}
	}
	if n.SD == 0 {
		n.Mean, n.SD = 0, 1
	}
	return n
}

// Posts are what a normalisation takes from outside the units compared. The zero
// value takes nothing.
type Posts struct {
	Lower, Upper float64   // goalposts, in the indicator's unit
	Reference    int       // number of the reference unit
	Base         []float64 // values of a comparison period: smallest, largest, mean and deviation are theirs
}

// Normalise brings the values of one indicator to the scale of n. Negative says
// that less is better: the result always grows with what is better. Values are
// negated first for MinMax, ZScore, DistanceReference and ranks; goalposts change
// places; FractionOfMax mirrors the values within their range (min + max - x),
// because a fraction of a negative maximum means nothing. Tied values share the
// lowest place. An indicator with one value for all goes to the middle of the
// scale. Missing values stay missing.
//
// Formulas: OECD/JRC Handbook (2008) section 5; COINr n_minmax to n_goalposts.
func Normalise(x []float64, negative bool, n Normalisation, p Posts) ([]float64, error) {
	switch {
	case int(n.Kind) >= len(normaliserNames):
		return nil, fmt.Errorf("normalise: %s is no normalisation", n.Kind)
	case n.Kind == Goalposts && !(p.Lower < p.Upper):
		return nil, fmt.Errorf("normalise by goalposts: lower post %v is not below upper post %v", p.Lower, p.Upper)
	case n.Kind == DistanceReference && (p.Reference < 0 || p.Reference >= len(x) || math.IsNaN(x[p.Reference])):
		return nil, fmt.Errorf("normalise by distance to reference: unit %d has no value", p.Reference)
	}
	if _, hi, _ := lanes.RangeOf(x); n.Kind == FractionOfMax && hi <= 0 {
		return nil, fmt.Errorf("normalise by fraction of the largest value: the largest is %v, a positive one is expected", hi)
	}
	out := make([]float64, len(x))
	normaliseTo(out, x, scale{n.scaled(), p, statsOf(p.Base), negative}, newPlaces(len(x)))
	return out, nil
}

// stats are the summary of a column that normalisations need.
type stats struct{ min, max, mean, sd float64 }

func statsOf(x []float64) stats {
	var s stats
	s.min, s.max, _ = lanes.RangeOf(x)
	s.mean, s.sd = meanOf(x)
	return s
}

// meanOf are the mean and the standard deviation (n - 1) of the values present.
func meanOf(x []float64) (mean, sd float64) {
	n := 0.0
	for _, v := range x {
		if v == v {
			n++
			mean += v
		}
	}
	mean /= n
	ss := 0.0
	for _, v := range x {
		if d := v - mean; d == d {
			ss += d * d
		}
	}
	return mean, math.Sqrt(ss / (n - 1))
}

// scale is all that a normalisation of one indicator needs beside its values.
type scale struct {
	Normalisation
	posts    Posts
	base     stats // of posts.Base
	negative bool
}

// ends are the two ends of a range, in either order.
type ends struct{ from, to float64 }

// onto is the range that an indicator's lower and upper values go to.
func (c scale) onto(lower, upper float64) ends {
	if c.negative {
		return ends{upper, lower}
	}
	return ends{lower, upper}
}

// normaliseTo writes the normalised x into dst. at is as long as x.
func normaliseTo(dst, x []float64, c scale, at places) {
	s := c.base
	switch {
	case len(c.posts.Base) > 0:
	case c.Kind == ZScore:
		s.mean, s.sd = meanOf(x)
	case c.Kind < PercentileRank:
		s.min, s.max, _ = lanes.RangeOf(x)
	}
	switch c.Kind {
	case MinMax:
		affineTo(dst, x, ends{s.min, s.max}, c.onto(c.Lower, c.Upper))
	case ZScore:
		affineTo(dst, x, ends{s.mean - s.sd, s.mean + s.sd}, c.onto(c.Mean-c.SD, c.Mean+c.SD))
	case DistanceReference:
		worst := s.min
		if c.negative {
			worst = s.max
		}
		affineTo(dst, x, ends{worst, x[c.posts.Reference]}, ends{0, 1})
	case FractionOfMax:
		fractionTo(dst, x, s, c.negative)
	case PercentileRank, Borda:
		placesTo(dst, x, c.negative, at)
		if c.Kind == PercentileRank {
			scalePlaces(dst)
		}
	case Goalposts:
		affineTo(dst, x, ends{c.posts.Lower, c.posts.Upper}, c.onto(c.Lower, c.Upper))
		for i, v := range dst {
			dst[i] = min(max(v, c.Lower), c.Upper)
		}
	}
}

func fractionTo(dst, x []float64, s stats, negative bool) {
	for i, v := range x {
		if negative {
			v = s.min + s.max - v
		}
		if dst[i] = v / s.max; s.max <= 0 {
			dst[i] = 0.5 + 0*v
		}
	}
}

// affineTo maps one range onto another. When the first has no width, everything
// goes to the middle of the second.
func affineTo(dst, x []float64, from, onto ends) {
	width := from.to - from.from
	if width == 0 || width != width {
		for i, v := range x {
			dst[i] = (onto.from+onto.to)/2 + 0*v
		}
		return
	}
	lanes.MapTo(dst, x, from.from, onto.from, (onto.to-onto.from)/width)
}

// placesTo writes how many values are worse into dst.
func placesTo(dst, x []float64, negative bool, at places) {
	sign := 1.0
	if negative {
		sign = -1
	}
	for i, below := range at.smaller(x, sign) {
		if dst[i] = float64(below); below < 0 {
			dst[i] = math.NaN()
		}
	}
}

// scalePlaces divides places by the number of values present less one.
func scalePlaces(dst []float64) {
	n := -1.0
	for _, v := range dst {
		if v == v {
			n++
		}
	}
	for i := range dst {
		if n > 0 {
			dst[i] /= n
		} else if dst[i] == dst[i] {
			dst[i] = 0.5
		}
	}
}
