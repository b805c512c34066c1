package shortage

import (
	"fmt"
	"math"
)

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
	const id = "dares_composite"
	needed := append([]string{"dares_minimum_count"}, daresCuts...)
	var weights []float64
	for _, part := range daresParts {
		needed, weights = append(needed, part.weight), append(weights, p.Value(part.weight))
	}
	if err := p.require(needed...); err != nil {
		return nil, fmt.Errorf("apply %s: %w", id, err)
	}
	counts := []string{"difficult_projects_pct", "offers", "projects", "seekers", "exit_rate_pct", "employment"}
	s, err := newSection(id, in, append(counts, "working_constraints", "unstable_jobs_pct", "training_specificity", "geographic_mismatch", BaseColumn)...)
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
	shown, err := s.daresShown(p)
	if err != nil {
		return nil, err
	}
	return daresRows(s, rated, reference, shown, weights, p), nil
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

// daresRows rates the rows that are shown against the reference that is.
func daresRows(s section, rated, reference []int, shown []bool, weights []float64, p Parameters) []AnswerRow {
	parts := [][]float64{s.column("difficult_projects_pct"), ratio(s.column("offers"), s.column("seekers")), s.column("exit_rate_pct")}
	complements := s.daresComplements()
	var from []int
	for _, o := range reference {
		if shown[o] {
			from = append(from, o)
		}
	}
	z := make([][]float64, len(parts))
	tension := make([]float64, s.rows)
	for k, x := range parts {
		mean, sd := moments(at(x, from))
		z[k] = make([]float64, s.rows)
		for o := range x {
			z[k][o] = standardised(x[o], mean, sd)
		}
	}
	for o := range tension {
		of := []float64{z[0][o], z[1][o], z[2][o]}
		var n int
		if tension[o], n = weighted(of, weights); n < len(of) {
			tension[o] = math.NaN()
		}
	}
	var out []AnswerRow
	for _, o := range rated {
		values := map[string]float64{"tension": tension[o], "tension_rank": daresRank(tension[o], at(tension, from), p)}
		for k, part := range daresParts {
			values[part.z] = z[k][o]
		}
		for _, name := range daresComplements {
			if col, given := complements[name]; given {
				values[name], values[name+"_rank"] = col[o], daresRank(col[o], at(col, from), p)
			}
		}
		class := ClassNotRated
		if rank := values["tension_rank"]; !math.IsNaN(rank) {
			class = []string{"very_low", "low", "moderate", "high", "very_high"}[int(rank)-1]
		}
		if !shown[o] {
			class = ClassSuppressed
			for name := range values {
				values[name] = math.NaN()
			}
		}
		out = append(out, AnswerRow{Unit: rowName(o), Class: class, Values: values})
	}
	return out
}

// daresComplements are the complementary indicators whose inputs were given.
func (s section) daresComplements() map[string][]float64 {
	out := map[string][]float64{}
	if employment, given := s.in["employment"]; given {
		hires := make([]float64, s.rows)
		for i, v := range s.column("offers") {
			hires[i] = v + s.column("projects")[i]
		}
		out["hiring_intensity"] = ratio(hires, employment)
		out["available_workforce"] = ratio(s.column("seekers"), employment)
	}
	for _, name := range daresComplements[2:] {
		if col, given := s.in[name]; given {
			out[name] = col
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
