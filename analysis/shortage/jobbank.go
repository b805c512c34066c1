package shortage

import (
	"fmt"
	"math"
)

// jobBankIndicators are what an outlook is scored by, with the sign of a good one.
var jobBankIndicators = []struct {
	input, weight, place string
	sign                 float64
	optional             bool
}{
	{"employment_growth_pct", "job_bank_weight_growth", "growth_place", 1, false},
	{"attrition_pct", "job_bank_weight_attrition", "attrition_place", 1, false},
	{"experienced_unemployed_pct", "job_bank_weight_unemployed", "unemployed_place", -1, false},
	{"fourth_indicator", "job_bank_weight_fourth", "fourth_place", 1, true},
}

// jobBankCuts are the shares of the province's occupations below which a class ends.
var jobBankCuts = []struct{ parameter, class string }{
	{"job_bank_limited_from", "limited"},
	{"job_bank_moderate_from", "moderate"},
	{"job_bank_good_from", "good"},
	{"job_bank_very_good_from", "very_good"},
}

// JobBank is the three-year employment outlook of Canada's Job Bank. Within each
// province every indicator has a place, the share of the province's occupations it
// stands above, ties by half; the score is their weighted mean
//
//	score = sum w place / sum w, experienced unemployed with the place turned
//
// and the class is that of the score's own place: very limited, limited, moderate,
// good, very good. Ranks are given with their ties, 1 the best outlook. Undetermined
// are units below job_bank_minimum_employment, without an indicator, or in a
// province with fewer than job_bank_minimum_units others to be ranked with. It does
// not measure shortage, as its producer says. The four indicators are published,
// one of them not in what could be read; scoring and cuts are assumed.
// Source: jobbank.gc.ca, 3-year employment outlooks, methodology.
func JobBank(in Columns, p Parameters) ([]AnswerRow, error) {
	const id = "job_bank"
	needed := []string{"job_bank_minimum_employment", "job_bank_minimum_units"}
	for _, c := range jobBankCuts {
		needed = append(needed, c.parameter)
	}
	names := []string{"employment", "province"}
	for _, x := range jobBankIndicators {
		names, needed = append(names, x.input), append(needed, x.weight)
	}
	if err := p.require(needed...); err != nil {
		return nil, fmt.Errorf("apply %s: %w", id, err)
	}
	s, err := newSection(id, in, names...)
	if err != nil {
		return nil, err
	}
	if err := s.within(0, math.MaxFloat64, "employment", "attrition_pct", "experienced_unemployed_pct"); err != nil {
		return nil, err
	}
	out := make([]AnswerRow, s.rows)
	for o := range out {
		values := map[string]float64{"score": math.NaN(), "rank_low": math.NaN(), "rank_high": math.NaN(), "ranked": math.NaN()}
		for _, x := range jobBankIndicators {
			if _, given := in[x.input]; given || !x.optional {
				values[x.place] = math.NaN()
			}
		}
		out[o] = AnswerRow{Unit: rowName(o), Class: ClassUndetermined, Values: values}
	}
	for _, province := range s.jobBankProvinces(p) {
		s.jobBankTo(out, province, p)
	}
	return out, nil
}

// jobBankProvinces are the rows that can be rated, by province.
func (s section) jobBankProvinces(p Parameters) [][]int {
	_, given := s.in["province"]
	provinces, employment := s.column("province"), s.column("employment")
	place := map[float64]int{}
	var out [][]int
	for o := range s.rows {
		determined := employment[o] >= p.Value("job_bank_minimum_employment") && !(given && math.IsNaN(provinces[o]))
		for _, x := range jobBankIndicators {
			_, has := s.in[x.input]
			determined = determined && (x.optional && !has || !math.IsNaN(s.column(x.input)[o]))
		}
		if !determined {
			continue
		}
		key := 0.0
		if given {
			key = provinces[o]
		}
		k, known := place[key]
		if !known {
			k = len(out)
			place[key], out = k, append(out, nil)
		}
		out[k] = append(out[k], o)
	}
	return out
}

// jobBankTo rates the occupations of one province in the answer.
func (s section) jobBankTo(out []AnswerRow, rows []int, p Parameters) {
	if float64(len(rows)) < p.Value("job_bank_minimum_units") {
		return
	}
	scores := make([]float64, s.rows)
	for _, o := range rows {
		var places, weights []float64
		for _, x := range jobBankIndicators {
			col, given := s.in[x.input]
			if !given {
				continue
			}
			place := shareBelow(col[o], at(col, rows))
			if x.sign < 0 {
				place = 1 - place
			}
			out[o].Values[x.place] = place
			places, weights = append(places, place), append(weights, p.Value(x.weight))
		}
		score, _ := weighted(places, weights)
		const grain = 1e12 // the same places in another order tie, though their sums differ in the last bit
		scores[o] = math.Round(score*grain) / grain
	}
	all := at(scores, rows)
	for _, o := range rows {
		if math.IsNaN(scores[o]) { // all weights are 0
			continue
		}
		low, high := tiedRank(scores[o], all)
		share := shareBelow(scores[o], all)
		class := "very_limited"
		for _, c := range jobBankCuts {
			if share >= p.Value(c.parameter) {
				class = c.class
			}
		}
		v := out[o].Values
		v["score"], v["rank_low"], v["rank_high"], v["ranked"] = scores[o], low, high, float64(len(rows))
		out[o].Class = class
	}
}

// tiedRank is the first and the last rank that a value may have among all, 1 the largest.
func tiedRank(x float64, all []float64) (low, high float64) {
	low = 1
	for _, v := range all {
		switch {
		case v > x:
			low++
			high++
		case v == x:
			high++
		}
	}
	return low, high
}

func runJobBank(in Columns, p Parameters) (Answer, error) {
	rows, err := JobBank(in, p)
	return Answer{Rows: rows}, err
}
