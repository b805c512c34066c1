package diagnosis

import (
	"slices"

	"fabbisogno/analysis/shortage"
)

// Method is a diagnosis method made fit for a panel: which indicators it takes,
// and how its answer reads.
type Method struct {
	ID      string
	Version int
	// Needs are the indicators without which it is not run, in the order in which its
	// rule sees those of Columns.
	Needs []string
	// Columns are all indicators it takes, in the order of its rule: those of Needs,
	// and those it can do without.
	Columns []string
	// Whole are those of Columns that take whole numbers only, and so no spread.
	Whole []string
	// Classes from the least to the most short; none: it has no classes.
	Classes []string
	// Short are the classes that say shortage; none: it gives no verdict. Silent are
	// classes that say neither yes nor no.
	Short, Silent []string
	// Measure is what its value is, the unit at the end; LowIsShort where less means more short.
	Measure    string
	LowIsShort bool
	// Start gives a rule with the thresholds looked up; nil: the method cannot be run on panels.
	Start func(p shortage.Parameters) (shortage.Rule, error)
}

// says is the verdict of a class.
func (m Method) says(class int8) shortage.Verdict {
	switch {
	case len(m.Short) == 0 || class < 0 || slices.Contains(m.Silent, m.Classes[class]):
		return shortage.Unknown
	case slices.Contains(m.Short, m.Classes[class]):
		return shortage.Yes
	}
	return shortage.No
}

// missing are the needs that no unit of a panel has.
func (m Method) missing(p Panel) []string {
	var out []string
	for _, id := range m.Needs {
		if !p.has(id) {
			out = append(out, id)
		}
	}
	return out
}

// publishedRate is the rule of the vacancy rate for a rate that comes ready made:
// of 100 vacancies and posts together.
type publishedRate struct {
	shortage.Rule
	posts []float64
	x     [][]float64
}

func (r *publishedRate) Begin(units int, past [][][]float64) error {
	r.posts, r.x = make([]float64, units), make([][]float64, 2)
	return r.Rule.Begin(units, nil)
}

func (r *publishedRate) RateTo(value []float64, class []int8, x [][]float64) error {
	for i, rate := range x[0] {
		r.posts[i] = 100 - rate
	}
	r.x[0], r.x[1] = x[0], r.posts
	return r.Rule.RateTo(value, class, r.x)
}
