package shortage

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strconv"

	"fabbisogno/analysis/internal/lanes"
)

// section is the columns of a cross-section: one value a row, rows in any order.
type section struct {
	method string
	in     Columns
	rows   int
}

// newSection checks that the columns a method reads by row have one length and
// no infinity. A column that is not there is missing throughout.
func newSection(method string, in Columns, byRow ...string) (section, error) {
	s := section{method: method, in: in, rows: -1}
	for _, name := range byRow {
		col, ok := in[name]
		switch {
		case !ok:
			continue
		case s.rows < 0:
			s.rows = len(col)
		}
		if len(col) != s.rows {
			return section{}, fmt.Errorf("apply %s: input %s has %d values, others have %d", method, name, len(col), s.rows)
		}
		for i, v := range col {
			if math.IsInf(v, 0) {
				return section{}, s.refuse(i, name, v, "is not a number")
			}
		}
	}
	if s.rows <= 0 {
		return section{}, fmt.Errorf("apply %s: no rows", method)
	}
	return s, nil
}

// refuse is the error of a value; rows count from 1.
func (s section) refuse(row int, name string, v float64, why string) error {
	return fmt.Errorf("apply %s: unit in place %d: %s %v %s", s.method, row+1, name, v, why)
}

// column is a column by name, missing throughout where it was not given.
func (s section) column(name string) []float64 {
	if col, ok := s.in[name]; ok {
		return col
	}
	col := make([]float64, s.rows)
	for i := range col {
		col[i] = math.NaN()
	}
	return col
}

// within checks that the known values of columns lie in a range.
func (s section) within(low, high float64, names ...string) error {
	for _, name := range names {
		for i, v := range s.in[name] {
			if v < low || v > high {
				return s.refuse(i, name, v, fmt.Sprintf("is not within %v to %v", low, high))
			}
		}
	}
	return nil
}

// flag is a column of 0 and 1; missing is 0.
func (s section) flag(name string) ([]bool, error) {
	out := make([]bool, s.rows)
	for i, v := range s.in[name] {
		switch {
		case v == 1:
			out[i] = true
		case v != 0 && !math.IsNaN(v):
			return nil, s.refuse(i, name, v, "is neither 0 nor 1")
		}
	}
	return out, nil
}

// split parts the rows that are rated from those of the base period. Without a
// base period the rated rows are their own reference.
func (s section) split() (rated, reference []int, err error) {
	base, err := s.flag(BaseColumn)
	if err != nil {
		return nil, nil, err
	}
	for i, b := range base {
		if b {
			reference = append(reference, i)
		} else {
			rated = append(rated, i)
		}
	}
	if len(rated) == 0 {
		return nil, nil, fmt.Errorf("apply %s: all rows are of the base period, none is to be rated", s.method)
	}
	if len(reference) == 0 {
		reference = rated
	}
	return rated, reference, nil
}

// rulePanel lays out the columns of a rule: the rated rows as units, and the rows
// of the base period, where there are any, as one period before. A column that was
// not given is nil.
func (s section) rulePanel(inputs []RuleInput, rated, reference []int) (columns [][]float64, past [][][]float64) {
	frozen := !slices.Equal(rated, reference)
	for _, in := range inputs {
		col, given := s.in[in.ID]
		if !given {
			columns, past = append(columns, nil), append(past, nil)
			continue
		}
		columns = append(columns, at(col, rated))
		var periods [][]float64
		if frozen {
			periods = [][]float64{at(col, reference)}
		}
		past = append(past, periods)
	}
	if !frozen {
		past = nil
	}
	return columns, past
}

// rowName is the unit of an answer's row.
func rowName(row int) string { return strconv.Itoa(row + 1) }

// at are the values of some rows.
func at(col []float64, rows []int) []float64 {
	out := make([]float64, len(rows))
	for i, r := range rows {
		out[i] = col[r]
	}
	return out
}

// known are the values that are not missing, sorted, so that sums over them do
// not depend on the order of units.
func known(values []float64) []float64 {
	out := slices.DeleteFunc(slices.Clone(values), math.IsNaN)
	slices.Sort(out)
	return out
}

// moments are mean and standard deviation (n - 1) of the known values; NaN where
// there are fewer than two. They are summed as whole numbers of a grain so fine
// that the sum fills 62 bits: exactly, so that the order of units cannot matter, at
// a fifth of the cost of summing in order.
func moments(values []float64) (mean, sd float64) {
	lowest, highest, n := lanes.RangeOf(values)
	largest := max(-lowest, highest)
	if n < 2 || math.IsInf(largest, 1) {
		return math.NaN(), math.NaN()
	}
	grain := grainOf(largest, n)
	mean = float64(lanes.Wholes(values, 1/grain)) * grain / float64(n)
	const rootOfMost = 0x1p512
	if largest = max(mean-lowest, highest-mean); largest >= rootOfMost/2 {
		return mean, math.NaN() // its square has no place among the numbers
	}
	grain = grainOf(largest*largest, n)
	squares := lanes.WholeSquares(values, mean, 1/grain)
	return mean, math.Sqrt(float64(squares) * grain / float64(n-1))
}

// grainOf is the power of two of which n values up to the largest are less than
// 2^62 in all; of values of zero, or next to it, the smallest that keeps its bits.
func grainOf(largest float64, n int) float64 {
	exponent := int(math.Float64bits(largest)>>52) - 1022 // of the power of two above it
	exponent = max(exponent+bits.Len(uint(n))-62, -1021)
	return math.Float64frombits(uint64(exponent+1023) << 52)
}

// flatness is the spread of equal numbers in binary, as a share of them.
const flatness = 1e-12

// standardised is (x - mean) / sd; 0 where the reference does not vary and x is
// no different from it; NaN where x or the reference is missing, or where x
// differs from a reference that does not vary: nothing says by how much.
func standardised(x, mean, sd float64) float64 {
	if flat := math.Abs(mean) * flatness; sd <= flat {
		if math.Abs(x-mean) <= flat {
			return 0
		}
		return math.NaN()
	}
	return (x - mean) / sd
}

// cut is the value below which a share of the sorted values lies, linear between
// them (type 7 of Hyndman and Fan); NaN without values.
func cut(sorted []float64, share float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	place := share * float64(len(sorted)-1)
	low := int(math.Floor(place))
	if low+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[low] + (place-float64(low))*(sorted[low+1]-sorted[low])
}
