package diagnosis

import (
	"math"
	"slices"

	"fabbisogno/analysis/shortage"
)

// Method is a diagnosis method made fit for a panel: which indicators it takes,
// and how its answer reads.
type Method struct {
	ID      string
	Version int
	// Needs are the indicators it takes, in the order in which Rate sees them.
	Needs []string
	// Classes from the least to the most short; none: it has no classes.
	Classes []string
	// Short are the classes that say shortage; none: it gives no verdict.
	Short []string
	// Measure is what its value is, the unit at the end; LowIsShort where less means more short.
	Measure    string
	LowIsShort bool
	// Start gives a rater with the thresholds looked up; nil: the method cannot be run on panels.
	Start func(p shortage.Parameters) (Rater, error)
}

// Rater rates the units of one draw: x are the inputs by need and unit. It writes a
// value and the number of a class for each unit, NaN and -1 where it has none. A
// rater belongs to one goroutine.
type Rater interface {
	Rate(x [][]float64, value []float64, class []int8) error
}

// says is the verdict of a class.
func (m Method) says(class int8) shortage.Verdict {
	switch {
	case len(m.Short) == 0 || class < 0:
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

// pointwise is a rater of methods that look at one unit at a time.
type pointwise struct {
	classes []string
	rate    func(v []float64) (value float64, class string, err error)
	v       []float64
}

func (r *pointwise) Rate(x [][]float64, value []float64, class []int8) error {
	for i := range value {
		for j := range x {
			r.v[j] = x[j][i]
		}
		v, c, err := r.rate(r.v)
		if err != nil {
			return err
		}
		value[i], class[i] = v, int8(slices.Index(r.classes, c))
	}
	return nil
}

// startPointwise makes the Start of a pointwise method; ids are the parameters
// it reads, so that it need not search the whole catalogue in every draw.
func startPointwise(classes []string, needs int, ids []string, rate func(v []float64, p shortage.Parameters) (float64, string, error)) func(shortage.Parameters) (Rater, error) {
	return func(p shortage.Parameters) (Rater, error) {
		own, err := only(p, ids)
		if err != nil {
			return nil, err
		}
		return &pointwise{classes, func(v []float64) (float64, string, error) {
			for _, x := range v {
				if math.IsNaN(x) {
					return math.NaN(), "", nil
				}
			}
			return rate(v, own)
		}, make([]float64, needs)}, nil
	}
}

// only are the parameters of the ids.
func only(p shortage.Parameters, ids []string) (shortage.Parameters, error) {
	var own shortage.Parameters
	for _, id := range ids {
		q, err := p.Find(id)
		if err != nil {
			return nil, err
		}
		own = append(own, q)
	}
	return own, nil
}
