package composite

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"fabbisogno/datasets/series"
)

// Indicator is one column of a composite.
type Indicator struct {
	ID string
	// Negative: less is better (a rank closer to 1). The zero value says more is.
	Negative bool
	// Weight is relative; all zero means equal weights.
	Weight float64
	// Posts are needed by goalposts and by the distance to a reference.
	Posts Posts
	// Support are the ends drawn values are held to, such as 0 and 100 of a
	// share; both zero: none.
	Support [2]float64
}

// Cell is an input with its sampling error.
type Cell struct {
	Value float64 // NaN is missing
	// Interval around the value at its level; a level of zero means that no error
	// is known and the value counts as exact. Ends at unequal distance are read as
	// two halves of normal distributions.
	Interval series.Interval
	// Draw, when set, draws a value as the estimate would come out again and takes
	// the place of Interval.
	Draw func(*rand.Rand) float64
}

// Cells are the inputs: a row for each unit, a cell for each indicator.
type Cells struct {
	Units []string
	Rows  [][]Cell
}

// Choices are the decisions a reader could have taken otherwise.
type Choices struct {
	Winsor        int // points moved at most; 0: logarithm at once, negative: outliers stay
	Normalisation Normalisation
	Weighting     Weighting
	Aggregation   Aggregation
}

// Variation says which choices the draws vary. An empty list keeps the nominal
// choice; a list should hold it.
type Variation struct {
	Winsor         []int
	Normalisations []Normalisation
	Weightings     []Weighting
	Aggregations   []Aggregation
	// WeightNoise f makes each weight w + w f (2U - 1) with U even on 0 to 1.
	WeightNoise float64
}

// Class is a band of scores, on the scale of the nominal choices.
type Class struct {
	ID   string
	From float64 // lowest score of the class; -Inf for the lowest class
}

// Spec is what is asked.
type Spec struct {
	Indicators []Indicator
	Nominal    Choices
	Vary       Variation
	// MinimumShare of the weight that must be present for a score; zero: two thirds.
	MinimumShare float64
	// Level of the intervals and of telling two units apart; zero: 0.90.
	Level float64
	// Classes from lowest to highest; none: no classes.
	Classes []Class
}

// Defaults of a Spec, both assumed.
const (
	DefaultLevel        = 0.90
	DefaultMinimumShare = 2.0 / 3
)

func (s Spec) filled() Spec {
	if s.Level == 0 {
		s.Level = DefaultLevel
	}
	if s.MinimumShare == 0 {
		s.MinimumShare = DefaultMinimumShare
	}
	s.Nominal.Normalisation = s.Nominal.Normalisation.scaled()
	v := &s.Vary
	if len(v.Winsor) == 0 {
		v.Winsor = []int{s.Nominal.Winsor}
	}
	if len(v.Normalisations) == 0 {
		v.Normalisations = []Normalisation{s.Nominal.Normalisation}
	}
	scaled := make([]Normalisation, len(v.Normalisations))
	for i, n := range v.Normalisations {
		scaled[i] = n.scaled()
	}
	v.Normalisations = scaled
	if len(v.Weightings) == 0 {
		v.Weightings = []Weighting{s.Nominal.Weighting}
	}
	if len(v.Aggregations) == 0 {
		v.Aggregations = []Aggregation{s.Nominal.Aggregation}
	}
	return s
}

// check reports everything wrong with a filled spec and its cells.
func (s Spec) check(cells Cells) error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if len(s.Indicators) == 0 {
		bad("no indicators")
	}
	if len(cells.Units) != len(cells.Rows) {
		bad("%d names of units for %d rows", len(cells.Units), len(cells.Rows))
	}
	for i, row := range cells.Rows {
		if len(row) != len(s.Indicators) {
			bad("unit %d has %d cells for %d indicators", i+1, len(row), len(s.Indicators))
			continue
		}
		for j, c := range row {
			if err := c.check(); err != nil {
				bad("unit %d, indicator %s: %w", i+1, s.Indicators[j].ID, err)
			}
		}
	}
	if !(s.Level > 0 && s.Level < 1) {
		bad("level %v, between 0 and 1 is expected", s.Level)
	}
	if !(s.MinimumShare > 0 && s.MinimumShare <= 1) {
		bad("minimum share %v, above 0 and at most 1 is expected", s.MinimumShare)
	}
	if f := s.Vary.WeightNoise; !(f >= 0 && f < 1) {
		bad("weight noise %v, from 0 to below 1 is expected: a weight would turn negative", f)
	}
	for k := 1; k < len(s.Classes); k++ {
		if !(s.Classes[k-1].From < s.Classes[k].From) {
			bad("class %s begins at %v, not above class %s", s.Classes[k].ID, s.Classes[k].From, s.Classes[k-1].ID)
		}
	}
	s.checkIndicators(cells, bad)
	s.checkChoices(bad)
	return errors.Join(errs...)
}

func (s Spec) checkIndicators(cells Cells, bad func(string, ...any)) {
	goalposts, reference := s.uses(Goalposts), s.uses(DistanceReference)
	for j, in := range s.Indicators {
		if !(in.Weight >= 0) || math.IsInf(in.Weight, 0) {
			bad("indicator %s: weight %v, zero or more is expected", in.ID, in.Weight)
		}
		if goalposts && !(in.Posts.Lower < in.Posts.Upper) {
			bad("indicator %s: lower goalpost %v is not below the upper %v", in.ID, in.Posts.Lower, in.Posts.Upper)
		}
		if r := in.Posts.Reference; reference && (r < 0 || r >= len(cells.Rows) || len(cells.Rows[r]) <= j || math.IsNaN(cells.Rows[r][j].Value)) {
			bad("indicator %s: the reference unit %d has no value", in.ID, r)
		}
		if in.Support[0] > in.Support[1] {
			bad("indicator %s: values are held from %v to %v", in.ID, in.Support[0], in.Support[1])
		}
	}
}

func (s Spec) checkChoices(bad func(string, ...any)) {
	for _, n := range append([]Normalisation{s.Nominal.Normalisation}, s.Vary.Normalisations...) {
		if int(n.Kind) >= len(normaliserNames) || !(n.Lower < n.Upper) || !(n.SD > 0) {
			bad("normalisation %s from %v to %v, standard deviation %v: ends in order and a positive deviation are expected", n.Kind, n.Lower, n.Upper, n.SD)
		}
	}
	for _, a := range append([]Aggregation{s.Nominal.Aggregation}, s.Vary.Aggregations...) {
		if int(a) >= len(aggregationNames) {
			bad("aggregation %s is not known", a)
		}
	}
	for _, w := range append([]Weighting{s.Nominal.Weighting}, s.Vary.Weightings...) {
		if int(w) >= len(weightingNames) {
			bad("weighting %s is not known", w)
		}
	}
}

// uses says whether a normalisation can occur.
func (s Spec) uses(k Normaliser) bool {
	for _, n := range s.Vary.Normalisations {
		if n.Kind == k {
			return true
		}
	}
	return s.Nominal.Normalisation.Kind == k
}

func (c Cell) check() error {
	iv := c.Interval
	switch {
	case math.IsInf(c.Value, 0):
		return fmt.Errorf("value %v is not finite", c.Value)
	case math.IsNaN(c.Value) || c.Draw != nil || iv.Level == 0:
		return nil
	case !(iv.Level > 0 && iv.Level < 1):
		return fmt.Errorf("level %v of the interval, a share between 0 and 1 is expected", iv.Level)
	case !(iv.Lower <= c.Value && c.Value <= iv.Upper) || math.IsInf(iv.Lower, 0) || math.IsInf(iv.Upper, 0):
		return fmt.Errorf("interval %v to %v does not hold the value %v or has no ends", iv.Lower, iv.Upper, c.Value)
	}
	return nil
}
