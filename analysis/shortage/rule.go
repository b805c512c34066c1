package shortage

import (
	"fmt"
	"math"

	"fabbisogno/analysis/internal/lanes"
)

// Rule is a method with its thresholds looked up, ready to rate the units of a
// panel over and over: a simulation asks it thousands of times, so it allocates
// nothing once it has begun. The public function of a method is its rule, asked
// once. A rule belongs to one goroutine.
type Rule interface {
	// Begin says how many units there are and what is known of the periods before:
	// past[j][t][i] is input j of unit i in period t, past nil when no input has any.
	Begin(units int, past [][][]float64) error
	// RateTo writes a value and the number of a class for each unit, NaN and Unrated
	// where there is none. x[j] is input j by unit, nil when nobody has it.
	RateTo(value []float64, class []int8, x [][]float64) error
}

// Unrated is the number of no class.
const Unrated int8 = -1

// PanelRule says how a method rates the units of a panel.
type PanelRule struct {
	ID     string
	Inputs []RuleInput
	// Classes from the least to the most short; none: it has no classes.
	Classes []string
	// Short are the classes that say shortage; none: the method gives no verdict.
	// Silent are those that say neither that there is one nor that there is none.
	Short, Silent []string
	// Measure is what its value is; LowIsShort where less means more short.
	Measure    string
	LowIsShort bool
	Start      func(p Parameters) (Rule, error)
}

// RuleInput is one column of a rule.
type RuleInput struct {
	ID       string // of the input in the card
	Item     string // which of an input's several values for a unit; empty: it has one
	Optional bool   // without it the units are rated all the same
	Whole    bool   // points, flags and labels: whole numbers only, which have no spread
}

// inputs are required inputs by the ids of the card.
func inputs(ids ...string) []RuleInput {
	var out []RuleInput
	for _, id := range ids {
		out = append(out, RuleInput{ID: id})
	}
	return out
}

// PanelRules are the rules of the methods that rate the units of a panel one by
// one or against each other. The others want something else than a value for each
// unit: lists of several territories (eures_lists), one figure for an economy
// (mismatch_index, mismatch_efficiency), a chain of months
// (mismatch_counterfactual) or two periods of one market
// (matching_decomposition); jsa_drivers says why there is a shortage, not whether.
func PanelRules() []PanelRule {
	return []PanelRule{
		hardToFillPanel(), fillRatePanel(), baPointsPanel(), ba2018Panel(), tensionPanel(), itaPanel(), itkbPanel(), bristPanel(),
		vacancyRatePanel(), efficientPanel(), efficientGeneralPanel(),
		oecdPanel(), oidPanel(), daresPanel(), copsPanel(), jobBankPanel(), macPanel(), cedefopPanel(),
	}
}

// each is the rule of a method that looks at one unit at a time.
type each struct {
	rate    rateUnit
	columns rateColumns
	v       []float64
}

// rateUnit rates one unit.
type rateUnit func(v []float64) (value float64, class int8, err error)

// rateColumns rates all units as rateUnit does, bit for bit, in loops over columns;
// false where it cannot, as for a value that is to be refused: then each unit is asked.
type rateColumns func(value []float64, class []int8, x [][]float64) bool

// startEach makes the start of such a rule.
func startEach(inputs int, start func(p Parameters) (func(v []float64) (float64, int8, error), error)) func(Parameters) (Rule, error) {
	return startColumns(inputs, func(p Parameters) (rateUnit, rateColumns, error) {
		rate, err := start(p)
		return rate, nil, err
	})
}

// startColumns makes the start of a rule that can rate whole columns.
func startColumns(inputs int, start func(p Parameters) (rateUnit, rateColumns, error)) func(Parameters) (Rule, error) {
	return func(p Parameters) (Rule, error) {
		rate, columns, err := start(p)
		if err != nil {
			return nil, err
		}
		return &each{rate: rate, columns: columns, v: make([]float64, inputs)}, nil
	}
}

func (r *each) Begin(int, [][][]float64) error { return nil }

func (r *each) RateTo(value []float64, class []int8, x [][]float64) error {
	if r.columns != nil && r.columns(value, class, x) {
		return nil
	}
	var err error
	for i := range value {
		for j, column := range x {
			if r.v[j] = math.NaN(); column != nil {
				r.v[j] = column[i]
			}
		}
		if value[i], class[i], err = r.rate(r.v); err != nil {
			return err
		}
	}
	return nil
}

// thresholds looks up parameters of a method, in order.
func (p Parameters) thresholds(method string, to []float64, ids ...string) error {
	if err := p.require(ids...); err != nil {
		return fmt.Errorf("apply %s: %w", method, err)
	}
	for k, id := range ids {
		to[k] = p.Value(id)
	}
	return nil
}

// reached is how many of rising limits a value has come to.
func reached(v float64, limits []float64) int8 {
	class := int8(0)
	for _, limit := range limits {
		if v >= limit {
			class++
		}
	}
	return class
}

// rising says whether limits go up, so that to count those reached is to find the last.
func rising(limits []float64) bool {
	for k := 1; k < len(limits); k++ {
		if !(limits[k] >= limits[k-1]) {
			return false
		}
	}
	return true
}

// above is the least number above a limit: what is more than the limit has come to it.
func above(limit float64) float64 { return math.Nextafter(limit, math.Inf(1)) }

// areCounts says whether isCount holds for all values of columns that are there.
func areCounts(columns ...[]float64) bool {
	for _, x := range columns {
		if x == nil || !lanes.Within(x, 0, math.MaxFloat64) {
			return false
		}
	}
	return true
}

// areShares says whether all values of columns that are there are from 0 to a whole.
func areShares(whole float64, columns ...[]float64) bool {
	for _, x := range columns {
		if x == nil || !lanes.Within(x, 0, whole) {
			return false
		}
	}
	return true
}

// bit is 1 for true; it compiles to no branch.
func bit(b bool) int8 {
	if b {
		return 1
	}
	return 0
}

// className is the name of a class by number.
func className(classes []string, class int8) string {
	if class == Unrated {
		return ClassNotRated
	}
	return classes[class]
}

// unrated is what a rule of one unit says when it says nothing.
func unrated() (float64, int8, error) { return math.NaN(), Unrated, nil }

// askRule asks a rule once.
func askRule(r Rule, units int, past [][][]float64, x [][]float64) (value []float64, class []int8, err error) {
	if err := r.Begin(units, past); err != nil {
		return nil, nil, err
	}
	value, class = make([]float64, units), make([]int8, units)
	return value, class, r.RateTo(value, class, x)
}

// checkColumn refuses values that the method does not know.
func checkColumn(method, name string, column []float64, low, high float64) error {
	if lanes.Within(column, low, high) {
		return nil
	}
	for i, v := range column {
		if v < low || v > high {
			return section{method: method}.refuse(i, name, v, fmt.Sprintf("is not within %v to %v", low, high))
		}
	}
	return nil
}
