package shortage

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// MarketMonth is one period of the recursion: unemployment as a share of the
// labour force at its start, the rates of separation and of job finding during it,
// and the mismatch index.
type MarketMonth struct{ Unemployment, Separation, Finding, Mismatch float64 }

// WithoutMismatch is one period without mismatch: the unemployment that there
// would have been at its start, the rate of job finding, and what mismatch added.
type WithoutMismatch struct {
	Unemployment float64 // u*
	Finding      float64 // f*, at most 1
	Added        float64 // u - u*, mismatch unemployment
}

// Counterfactual follows unemployment as if the unemployed had been where they are
// hired fastest:
//
//	f*_t     = f_t / (1 - M_t) (u_t / u*_t)^a
//	u*_{t+1} = s_t + (1 - s_t - f*_t) u*_t
//
// The first factor is the direct effect, the second the feedback: fewer unemployed
// make a tighter market. It starts at the given share, or, when that is NaN, at
// the first unemployment, so that early values carry the start. Nobody is hired
// more than once a period: f* is at most 1. Periods must follow each other without
// gaps; a missing value is an error, as every later one would hang on it. Source:
// Sahin, Song, Topa and Violante, AER 104(11), 2014, equation 13; f* follows from
// their matching function.
func Counterfactual(months []MarketMonth, start, a float64) ([]WithoutMismatch, error) {
	if !(a > 0 && a < 1) {
		return nil, fmt.Errorf("apply mismatch_counterfactual: elasticity %v is not between 0 and 1", a)
	}
	if len(months) == 0 {
		return nil, fmt.Errorf("apply mismatch_counterfactual: no periods")
	}
	for i, m := range months {
		if err := m.check(); err != nil {
			return nil, fmt.Errorf("apply mismatch_counterfactual: period %d: %w", i+1, err)
		}
	}
	if math.IsNaN(start) {
		start = months[0].Unemployment
	}
	if !(start > 0 && start <= 1) {
		return nil, fmt.Errorf("apply mismatch_counterfactual: start %v is no share above 0", start)
	}
	out := make([]WithoutMismatch, len(months))
	star := start
	for i, m := range months {
		finding := math.Min(1, m.Finding/(1-m.Mismatch)*math.Pow(m.Unemployment/star, a))
		out[i] = WithoutMismatch{Unemployment: star, Finding: finding, Added: m.Unemployment - star}
		star = m.Separation + (1-m.Separation-finding)*star
		star = math.Max(star, 1e-12) // no separations and everybody hired: u/u* would leave the range
	}
	return out, nil
}

func (m MarketMonth) check() error {
	for _, x := range []struct {
		name string
		v    float64
	}{{"unemployment", m.Unemployment}, {"separation rate", m.Separation}, {"finding rate", m.Finding}} {
		if !(x.v >= 0 && x.v <= 1) {
			return fmt.Errorf("%s %v is no share", x.name, x.v)
		}
	}
	if !(m.Mismatch >= 0 && m.Mismatch < 1) {
		return fmt.Errorf("mismatch index %v is not from 0 to below 1", m.Mismatch)
	}
	return nil
}

func runCounterfactual(in Columns, p Parameters) (Answer, error) {
	a, err := elasticity("mismatch_counterfactual", in, p)
	if err != nil {
		return Answer{}, err
	}
	sec, err := newSection("mismatch_counterfactual", in, "period", "unemployment_share", "separation_rate", "finding_rate", "mismatch_index")
	if err != nil {
		return Answer{}, err
	}
	order, err := sec.sequence("period")
	if err != nil {
		return Answer{}, err
	}
	u, s, f, m := sec.column("unemployment_share"), sec.column("separation_rate"), sec.column("finding_rate"), sec.column("mismatch_index")
	months := make([]MarketMonth, sec.rows)
	for i, row := range order {
		months[i] = MarketMonth{u[row], s[row], f[row], m[row]}
	}
	path, err := Counterfactual(months, in.one("start_share"), a)
	if err != nil {
		return Answer{}, err
	}
	answer := Answer{Rows: make([]AnswerRow, sec.rows)}
	for i, w := range path {
		answer.Rows[order[i]] = AnswerRow{Unit: rowName(order[i]), Values: map[string]float64{
			"unemployment_without_mismatch_share": w.Unemployment, "finding_without_mismatch_rate": w.Finding, "mismatch_unemployment_share": w.Added}}
	}
	return answer, nil
}

// sequence is the order of rows by the whole numbers of a column, which must
// follow each other without gaps.
func (s section) sequence(name string) ([]int, error) {
	col := s.column(name)
	order := make([]int, s.rows)
	for i, v := range col {
		if order[i] = i; v != math.Trunc(v) { // also missing
			return nil, s.refuse(i, name, v, "is not a whole number")
		}
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(col[a], col[b]) })
	for k := 1; k < len(order); k++ {
		if before, v := col[order[k-1]], col[order[k]]; v != before+1 || v == before {
			return nil, s.refuse(order[k], name, v, fmt.Sprintf("does not follow %v: each period must stand once, without gaps", before))
		}
	}
	return order, nil
}
