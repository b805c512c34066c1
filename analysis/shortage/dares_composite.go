package shortage

import "math"

// Names of the principal indicator's parts: what is standardised, its weight and z.
var daresParts = []struct{ weight, z string }{
	{"dares_weight_difficulty", "z_difficulty"},
	{"dares_weight_offers", "z_offers"},
	{"dares_weight_exits", "z_exits"},
}

// daresCuts are the shares of the reference below which a class ends.
var daresCuts = []string{"dares_low_from", "dares_moderate_from", "dares_high_from", "dares_very_high_from"}

// daresComplements are the indicators that say why, with the sign of more tension
// where it is known; all are ranked 1 to 5 by their value, 5 the largest.
var daresComplements = []string{"hiring_intensity", "available_workforce", "working_constraints", "unstable_jobs_pct", "training_specificity", "geographic_mismatch"}

// DARESComposite is the principal tension indicator of DARES and France Travail
// with its complementary indicators:
//
//	x1 share of recruitment projects judged difficult (BMO)
//	x2 offers over job seekers
//	x3 rate at which job seekers leave the register
//	z_k = (x_k - mean) / sd over the base period, n - 1
//	tension = sum w_k z_k / sum w_k
//
// and a class from 1 to 5 by the share of the reference that lies below, ties by
// half. Complements are ranked 1 to 5 the same way: hiring intensity (offers and
// projects over employment), workforce available (seekers over employment), and
// the others as given. A row with fewer than dares_minimum_count offers, projects
// or seekers is suppressed and no reference to others; one that lacks a part is
// not rated. Without base rows the rated rows are the reference. Base period,
// weights and cuts are assumed; the suppression is published.
// Source: DARES, Les tensions sur le marche du travail; note of September 2020.
func DARESComposite(in Columns, p Parameters) ([]AnswerRow, error) {
	r, err := newDARESRule(p)
	if err != nil {
		return nil, err
	}
	counts := []string{"difficult_projects_pct", "offers", "projects", "seekers", "exit_rate_pct", "employment"}
	s, err := newSection(daresID, in, append(counts, "working_constraints", "unstable_jobs_pct", "training_specificity", "geographic_mismatch", BaseColumn)...)
	if err != nil {
		return nil, err
	}
	if err := s.within(0, math.MaxFloat64, counts...); err != nil {
		return nil, err
	}
	if err := s.within(0, 100, "difficult_projects_pct", "unstable_jobs_pct"); err != nil {
		return nil, err
	}
	rated, reference, err := s.split()
	if err != nil {
		return nil, err
	}
	columns, past := s.rulePanel(daresPanel().Inputs, rated, reference)
	for j, in := range daresPanel().Inputs {
		if columns[j] == nil {
			columns[j] = at(s.column(in.ID), rated)
		}
	}
	tension, class, err := askRule(r, len(rated), past, columns)
	if err != nil {
		return nil, err
	}
	shown, err := s.daresShown(p)
	if err != nil {
		return nil, err
	}
	out := make([]AnswerRow, len(rated))
	complements := s.daresComplements(rated, reference, shown, p)
	for i, o := range rated {
		values := complements[i]
		values["tension"], values["tension_rank"] = tension[i], math.NaN()
		if class[i] != Unrated {
			values["tension_rank"] = float64(class[i] + 1)
		}
		for k, part := range daresParts {
			values[part.z] = r.z[k][i]
		}
		name := className(daresClasses, class[i])
		if !shown[o] {
			name = ClassSuppressed
			for v := range values {
				values[v] = math.NaN()
			}
		}
		out[i] = AnswerRow{Unit: rowName(o), Class: name, Values: values}
	}
	return out, nil
}

// daresShown says which rows have enough cases.
func (s section) daresShown(p Parameters) ([]bool, error) {
	out := make([]bool, s.rows)
	offers, projects, seekers := s.column("offers"), s.column("projects"), s.column("seekers")
	for i := range out {
		var err error
		if out[i], err = DARESShown(offers[i], projects[i], seekers[i], p); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// daresComplements are, for each rated row, the complementary indicators whose
// inputs were given, with their ranks among the rows of the reference that are shown.
func (s section) daresComplements(rated, reference []int, shown []bool, p Parameters) []map[string]float64 {
	columns := map[string][]float64{}
	if employment, given := s.in["employment"]; given {
		hires := make([]float64, s.rows)
		for i, v := range s.column("offers") {
			hires[i] = v + s.column("projects")[i]
		}
		columns["hiring_intensity"] = ratio(hires, employment)
		columns["available_workforce"] = ratio(s.column("seekers"), employment)
	}
	for _, name := range daresComplements[2:] {
		if col, given := s.in[name]; given {
			columns[name] = col
		}
	}
	var from []int
	for _, o := range reference {
		if shown[o] {
			from = append(from, o)
		}
	}
	out := make([]map[string]float64, len(rated))
	for i, o := range rated {
		out[i] = map[string]float64{}
		for _, name := range daresComplements {
			if col, given := columns[name]; given {
				out[i][name], out[i][name+"_rank"] = col[o], daresRank(col[o], at(col, from), p)
			}
		}
	}
	return out
}

// ratio divides columns; what has no value is NaN.
func ratio(a, b []float64) []float64 {
	out := make([]float64, len(a))
	for i := range a {
		out[i] = finite(a[i] / b[i])
	}
	return out
}

// daresRank is 1 to 5 by the share of the reference below a value; NaN without either.
func daresRank(x float64, reference []float64, p Parameters) float64 {
	share := shareBelow(x, reference)
	if math.IsNaN(share) {
		return math.NaN()
	}
	rank := 1.0
	for _, cut := range daresCuts {
		if share >= p.Value(cut) {
			rank++
		}
	}
	return rank
}

// shareBelow is the share of the known reference that lies below x, equal values
// by half; NaN without x or reference.
func shareBelow(x float64, reference []float64) float64 {
	var below, n float64
	for _, v := range reference {
		switch {
		case math.IsNaN(v):
			continue
		case v < x:
			below++
		case v == x:
			below += 0.5
		}
		n++
	}
	if n == 0 || math.IsNaN(x) {
		return math.NaN()
	}
	return below / n
}

func runDARESComposite(in Columns, p Parameters) (Answer, error) {
	rows, err := DARESComposite(in, p)
	return Answer{Rows: rows}, err
}
