package shortage

import (
	"fmt"
	"math"
)

// Market is a labour market in one period: hires, unemployed and vacancies.
type Market struct{ Hires, Unemployed, Vacancies float64 }

// Matching is the change of the job-finding rate between two periods, in
// logarithms, taken apart: Finding = Efficiency + Tightness.
type Matching struct {
	Finding    float64 // d ln(h/u)
	Tightness  float64 // a d ln(v/u)
	Efficiency float64 // d ln phi, what is left
}

// Decompose takes the change of the job-finding rate apart by the matching
// function h = phi v^a u^(1-a):
//
//	d ln(h/u) = d ln phi + a d ln(v/u).
//
// A rate that falls while the market gets tighter is a loss of efficiency: firms
// and seekers meet less often than their numbers would have them. A value that is
// missing or zero gives NaN: it has no logarithm.
func Decompose(before, after Market, a float64) (Matching, error) {
	if !(a > 0 && a < 1) {
		return Matching{}, fmt.Errorf("apply matching_decomposition: elasticity %v is not between 0 and 1", a)
	}
	for _, m := range []Market{before, after} {
		for _, v := range []float64{m.Hires, m.Unemployed, m.Vacancies} {
			if v < 0 || math.IsInf(v, 0) {
				return Matching{}, fmt.Errorf("apply matching_decomposition: %v hires, %v unemployed, %v vacancies: counts are expected", m.Hires, m.Unemployed, m.Vacancies)
			}
		}
	}
	change := func(x0, y0, x1, y1 float64) float64 {
		if !(x0 > 0 && y0 > 0 && x1 > 0 && y1 > 0) {
			return math.NaN()
		}
		return math.Log(x1) - math.Log(y1) - math.Log(x0) + math.Log(y0)
	}
	finding := change(before.Hires, before.Unemployed, after.Hires, after.Unemployed)
	tightness := a * change(before.Vacancies, before.Unemployed, after.Vacancies, after.Unemployed)
	return Matching{Finding: finding, Tightness: tightness, Efficiency: finding - tightness}, nil
}

// elasticity is the input vacancy_elasticity, or the parameter where it is missing.
func elasticity(method string, in Columns, p Parameters) (float64, error) {
	if a := in.one("vacancy_elasticity"); !math.IsNaN(a) {
		return a, nil
	}
	if err := p.require("matching_vacancy_elasticity"); err != nil {
		return math.NaN(), fmt.Errorf("apply %s: %w", method, err)
	}
	return p.Value("matching_vacancy_elasticity"), nil
}

func runMatching(in Columns, p Parameters) (Answer, error) {
	a, err := elasticity("matching_decomposition", in, p)
	if err != nil {
		return Answer{}, err
	}
	m, err := Decompose(Market{in.one("hires_before"), in.one("unemployed_before"), in.one("vacancies_before")},
		Market{in.one("hires"), in.one("unemployed"), in.one("vacancies")}, a)
	return Answer{Values: map[string]float64{"finding_log_change": m.Finding,
		"tightness_log_change": m.Tightness, "efficiency_log_change": m.Efficiency}}, err
}
