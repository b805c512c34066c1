package shortage

import "math"

// The classes of the three tests, in their order.
const (
	ClassNotSkilled           = "not_skilled"
	ClassShortageSensible     = "shortage_sensible"
	ClassShortageNotSensible  = "shortage_not_sensible"
	macSensibleYes            = 1 // the place of "yes" in the labels of the input
	macBenchmark, macSignalOf = "benchmark_", "signal_"
)

// macIndicators are the top-down indicators in their four families (price, volume,
// imbalance, employer-based), with the sign of shortage.
var macIndicators = []struct {
	input     string
	sign      float64
	low, high float64 // both 0: any value
}{
	{"pay_growth_1y_pct", 1, 0, 0},
	{"pay_growth_3y_pct", 1, 0, 0},
	{"pay_premium_pct", 1, 0, 0},
	{"unemployed_change_pct", -1, 0, 0},
	{"hours_change_pct", 1, 0, 0},
	{"employment_change_pct", 1, 0, 0},
	{"new_hires_change_pct", 1, 0, 0},
	{"vacancy_duration_change_pct", 1, 0, 0},
	{"vacancies_per_unemployed", 1, 0, math.MaxFloat64},
	{"skill_shortage_of_vacancies_pct", 1, 0, 100},
	{"skill_shortage_of_hard_to_fill_pct", 1, 0, 100},
	{"skill_shortage_per_employed_pct", 1, 0, 100},
}

// MACBenchmark is the value that an indicator must exceed to signal a shortage:
// median + excess x median over the occupations; where the median is near zero or
// below it, no more than nearZero times the distance of the quartiles, that
// would be no demand at all, and the value that topShare of them do not exceed
// stands for it. Values have the sign of shortage; NaN are left out, and with
// none left the benchmark is NaN.
func MACBenchmark(values []float64, excess, topShare, nearZero float64) float64 {
	return benchmarkOf(known(values), excess, topShare, nearZero)
}

// benchmarkOf is MACBenchmark of values that are known and sorted.
func benchmarkOf(v []float64, excess, topShare, nearZero float64) float64 {
	median := cut(v, 0.5)
	if median > nearZero*(cut(v, 0.75)-cut(v, 0.25)) {
		return finite((1 + excess) * median)
	}
	return cut(v, topShare)
}

// MACShortage is the sequence of the Migration Advisory Committee for its shortage
// occupation list: skilled, then shortage, then sensible.
//
//	skilled   skill_level >= mac_skill_level_from
//	shortage  more than mac_signal_share of the available indicators exceed their
//	          benchmark (MACBenchmark), at least mac_minimum_signals being available
//	sensible  whether migration is the answer, judged by people: an input, and
//	          without it the class says shortage alone
//
// Benchmarks are those of the rows of the base period where there are any: frozen,
// as the committee keeps them for years; else of the rated rows. They are returned
// beside the rows. The list of indicators and all thresholds are assumed: the
// method papers could be read in part only.
// Source: MAC, methodology review, March 2010, and update, January 2017.
func MACShortage(in Columns, p Parameters) (rows []AnswerRow, benchmarks map[string]float64, err error) {
	r, err := newMACRule(p)
	if err != nil {
		return nil, nil, err
	}
	names := []string{"skill_level", "sensible", BaseColumn}
	for _, x := range macIndicators {
		names = append(names, x.input)
	}
	s, err := newSection(macID, in, names...)
	if err != nil {
		return nil, nil, err
	}
	if err := s.within(0, 8, "skill_level"); err != nil {
		return nil, nil, err
	}
	for _, x := range macIndicators {
		if x.low < x.high {
			if err := s.within(x.low, x.high, x.input); err != nil {
				return nil, nil, err
			}
		}
	}
	rated, reference, err := s.split()
	if err != nil {
		return nil, nil, err
	}
	columns, past := s.rulePanel(macPanel().Inputs, rated, reference)
	if columns[macSkill] == nil {
		columns[macSkill] = at(s.column("skill_level"), rated)
	}
	_, class, err := askRule(r, len(rated), past, columns)
	if err != nil {
		return nil, nil, err
	}
	benchmarks = map[string]float64{}
	for j, x := range macIndicators {
		if columns[j] != nil {
			benchmarks[x.input] = x.sign * r.benchmark[j]
		}
	}
	for i, o := range rated {
		rows = append(rows, AnswerRow{Unit: rowName(o), Class: className(macClasses, class[i]), Values: r.values(columns, i)})
	}
	return rows, benchmarks, nil
}

func signed(values []float64, sign float64) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = sign * v
	}
	return out
}

func runMACShortage(in Columns, p Parameters) (Answer, error) {
	rows, benchmarks, err := MACShortage(in, p)
	values := map[string]float64{}
	for name, v := range benchmarks {
		values[macBenchmark+name] = v
	}
	return Answer{Rows: rows, Values: values}, err
}
