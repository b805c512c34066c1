package shortage

import "math"

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
	r, err := newJobBankRule(p)
	if err != nil {
		return nil, err
	}
	names := []string{"employment", "province"}
	for _, x := range jobBankIndicators {
		names = append(names, x.input)
	}
	s, err := newSection(jobBankID, in, names...)
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
	for _, province := range s.jobBankProvinces() {
		if err := s.jobBankTo(out, province, r); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// jobBankProvinces are the rows by province; of those without one there is nothing to say.
func (s section) jobBankProvinces() [][]int {
	_, given := s.in["province"]
	provinces := s.column("province")
	place := map[float64]int{}
	var out [][]int
	for o := range s.rows {
		if given && math.IsNaN(provinces[o]) {
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
func (s section) jobBankTo(out []AnswerRow, rows []int, r *jobBankRule) error {
	columns, _ := s.rulePanel(jobBankPanel().Inputs, rows, rows)
	for j, in := range jobBankPanel().Inputs {
		if columns[j] == nil && !in.Optional {
			columns[j] = at(s.column(in.ID), rows)
		}
	}
	scores, class, err := askRule(r, len(rows), nil, columns)
	if err != nil {
		return err
	}
	for i, o := range rows {
		if r.ranked < r.least || math.IsNaN(r.shares[0][i]) {
			continue
		}
		v := out[o].Values
		for j, x := range jobBankIndicators {
			if _, given := v[x.place]; given {
				v[x.place] = r.shares[j][i]
			}
		}
		if class[i] == Unrated {
			continue
		}
		v["rank_low"], v["rank_high"] = tiedRank(scores[i], scores)
		v["score"], v["ranked"] = scores[i], r.ranked
		out[o].Class = jobBankClasses[class[i]]
	}
	return nil
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
