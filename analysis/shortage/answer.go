package shortage

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// UnitColumn is the column of a file that names the units; no input may be called
// so. In a cross-section it holds the places of the names (Places), by which a
// method knows which rows of the base period are a unit's own history.
const UnitColumn = "unit"

// Places are the places of words in the sorted list of all of them, from 1.
func Places(words []string) []float64 {
	all := slices.Clone(words)
	slices.Sort(all)
	all = slices.Compact(all)
	out := make([]float64, len(words))
	for i, w := range words {
		k, _ := slices.BinarySearch(all, w)
		out[i] = float64(k + 1)
	}
	return out
}

// BaseColumn is, in cross-sections that need one, the input that says which rows
// are the period that others are compared with (1) and which are rated (0).
const BaseColumn = "base_period"

// Columns are the inputs of a method by name; NaN is missing. In a cross-section
// a column has a value a unit, or one value where its card says per = "all".
type Columns map[string][]float64

// one is the single value of a column; NaN when the column is absent or empty.
func (c Columns) one(name string) float64 {
	if len(c[name]) == 0 {
		return math.NaN()
	}
	return c[name][0]
}

// nonNegative refuses values below zero and infinities in some columns.
func (c Columns) nonNegative(method string, names ...string) error {
	for _, name := range names {
		for _, v := range c[name] {
			if !isCount(v) {
				return fmt.Errorf("apply %s: %s %v is not a number from 0 up", method, name, v)
			}
		}
	}
	return nil
}

// finite is NaN for an infinity.
func finite(v float64) float64 {
	if math.IsInf(v, 0) {
		return math.NaN()
	}
	return v
}

// isCount says whether a value may be a number of persons or posts: missing, or
// a number from 0 up.
func isCount(v float64) bool { return !(v < 0) && !math.IsInf(v, 0) }

// Answer is what a method says: a class, where it has classes, and values by
// name; NaN is a value that cannot be given. A method that rates units against
// each other gives a row for each of them.
type Answer struct {
	Class  string
	Values map[string]float64
	Rows   []AnswerRow
}

// AnswerRow is what a cross-section method says of one unit. Unit is the number
// of its row in the columns, from 1, or several joined by |, such as 3|7 for what
// two rows are to each other; whoever knows the names puts them there.
type AnswerRow struct {
	Unit, Class string
	Values      map[string]float64
}

// The classes that rate nothing, beside ClassNotRated and ClassUnknown.
const (
	ClassSuppressed   = "suppressed"   // too few cases
	ClassExcluded     = "excluded"     // by the rule of the publication
	ClassUndetermined = "undetermined" // by the rule of the publication
)

// IsRated says whether a class is a rating, rather than the word that there is none.
func IsRated(class string) bool {
	switch class {
	case "", ClassNotRated, ClassUnknown, ClassSuppressed, ClassExcluded, ClassUndetermined, DriverUndetermined:
		return false
	}
	return true
}

// ErrSuppressed is returned when a method's own rule forbids an answer.
var ErrSuppressed = errors.New("suppressed by the method's own rule")
