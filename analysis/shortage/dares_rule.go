package shortage

import (
	"math"

	"fabbisogno/analysis/internal/lanes"
)

const daresID = "dares_composite"

var daresClasses = []string{"very_low", "low", "moderate", "high", "very_high"}

// daresRule is DARESComposite with its thresholds looked up. Its inputs are the
// share of projects judged difficult, offers, projects, seekers and the rate of exit.
type daresRule struct {
	weights, cuts []float64
	least         float64
	x, z          [][]float64 // the three parts and their standardised values, by unit
	mean, sd      []float64   // of the reference
	limits        []float64   // tension from which the classes begin in the base period; nil: nothing to compare with
	frozen        bool
	rank          []float64
	standing      *standing
}

func newDARESRule(p Parameters) (*daresRule, error) {
	ids := append([]string{"dares_minimum_count"}, daresCuts...)
	for _, part := range daresParts {
		ids = append(ids, part.weight)
	}
	v := make([]float64, len(ids))
	err := p.thresholds(daresID, v, ids...)
	return &daresRule{least: v[0], cuts: v[1 : 1+len(daresCuts)], weights: v[1+len(daresCuts):]}, err
}

func (r *daresRule) Begin(units int, past [][][]float64) error {
	n := len(daresParts)
	r.x, r.z = columnsOf(n, units), columnsOf(n, units)
	r.mean, r.sd = make([]float64, n), make([]float64, n)
	r.rank, r.standing = make([]float64, units), newStanding(units)
	r.limits, r.frozen = nil, hasPast(past)
	if !r.frozen {
		return nil
	}
	columns := make([][]float64, len(past))
	rows := 0
	for j := range past {
		columns[j] = flat(past[j])
		rows = max(rows, len(columns[j]))
	}
	for j := range columns {
		for len(columns[j]) < rows { // an input without a past is missing throughout
			columns[j] = append(columns[j], math.NaN())
		}
	}
	x, z, tension := columnsOf(n, rows), columnsOf(n, rows), make([]float64, rows)
	r.partsTo(x, columns)
	for k := range x {
		r.mean[k], r.sd[k] = moments(x[k])
	}
	r.tensionTo(tension, z, x)
	if reference := known(tension); len(reference) > 0 {
		r.limits = limitsOf(reference, r.cuts)
	}
	return nil
}

// partsTo writes the three parts; of what is suppressed they are missing.
func (r *daresRule) partsTo(x, columns [][]float64) {
	difficult, offers, projects, seekers, exits := columns[0], columns[1], columns[2], columns[3], columns[4]
	copy(x[0], difficult)
	lanes.RatioTo(x[1], offers, seekers)
	copy(x[2], exits)
	for i, v := range offers {
		if bit(v >= r.least)&bit(projects[i] >= r.least)&bit(seekers[i] >= r.least) == 0 {
			x[0][i], x[1][i], x[2][i] = math.NaN(), math.NaN(), math.NaN()
		}
	}
}

// tensionTo writes the weighted mean of the standardised parts, missing where one is.
func (r *daresRule) tensionTo(tension []float64, z, x [][]float64) {
	for k := range x {
		standardisedTo(z[k], x[k], 1, r.mean[k], r.sd[k])
	}
	w := [3]float64(r.weights)
	part := w[0] + w[1] + w[2]
	if !(part > 0) {
		part = math.NaN()
	}
	for i := range tension {
		tension[i] = (float64(w[0]*z[0][i]) + float64(w[1]*z[1][i]) + float64(w[2]*z[2][i])) / part
	}
}

func (r *daresRule) RateTo(value []float64, class []int8, x [][]float64) error {
	for j, name := range []string{"difficult_projects_pct", "offers", "projects", "seekers", "exit_rate_pct"} {
		high := math.MaxFloat64
		if j == 0 {
			high = 100
		}
		if err := checkColumn(daresID, name, x[j], 0, high); err != nil {
			return err
		}
	}
	r.partsTo(r.x, x)
	if !r.frozen {
		for k := range r.x {
			r.mean[k], r.sd[k] = moments(r.x[k])
		}
	}
	r.tensionTo(value, r.z, r.x)
	switch {
	case !r.frozen:
		r.standing.sharesBelowTo(r.rank, value, 1)
		lanes.StepsTo(class, r.rank, r.cuts, 0, 1)
	case r.limits != nil:
		lanes.StepsTo(class, value, r.limits, 0, 1)
	default:
		for i := range value {
			value[i], class[i] = math.NaN(), Unrated
		}
	}
	return nil
}

func daresPanel() PanelRule {
	return PanelRule{ID: daresID, Inputs: inputs("difficult_projects_pct", "offers", "projects", "seekers", "exit_rate_pct"),
		Classes: daresClasses, Short: daresClasses[3:], Measure: "tension_sd",
		Start: func(p Parameters) (Rule, error) { return newDARESRule(p) }}
}
