package shortage

import (
	"fmt"
	"math"
)

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
	input string
	sign  float64
}{
	{"pay_growth_1y_pct", 1},
	{"pay_growth_3y_pct", 1},
	{"pay_premium_pct", 1},
	{"unemployed_change_pct", -1},
	{"hours_change_pct", 1},
	{"employment_change_pct", 1},
	{"new_hires_change_pct", 1},
	{"vacancy_duration_change_pct", 1},
	{"vacancies_per_unemployed", 1},
	{"skill_shortage_of_vacancies_pct", 1},
	{"skill_shortage_of_hard_to_fill_pct", 1},
	{"skill_shortage_per_employed_pct", 1},
}

// MACBenchmark is the value that an indicator must exceed to signal a shortage:
// median + excess x median over the occupations; where the median is near zero or
// below it, no more than nearZero times the distance of the quartiles, that
// would be no demand at all, and the value that topShare of them do not exceed
// stands for it. Values have the sign of shortage; NaN are left out, and with
// none left the benchmark is NaN.
func MACBenchmark(values []float64, excess, topShare, nearZero float64) float64 {
	v := known(values)
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
	const id = "mac_shortage"
	if err := p.require("mac_skill_level_from", "mac_excess", "mac_top_share", "mac_near_zero", "mac_signal_share", "mac_minimum_signals"); err != nil {
		return nil, nil, fmt.Errorf("apply %s: %w", id, err)
	}
	names := []string{"skill_level", "sensible", BaseColumn}
	for _, x := range macIndicators {
		names = append(names, x.input)
	}
	s, err := newSection(id, in, names...)
	if err != nil {
		return nil, nil, err
	}
	if err := s.within(0, 8, "skill_level"); err != nil {
		return nil, nil, err
	}
	if err := s.within(0, math.MaxFloat64, "vacancies_per_unemployed"); err != nil {
		return nil, nil, err
	}
	if err := s.within(0, 100, "skill_shortage_of_vacancies_pct", "skill_shortage_of_hard_to_fill_pct", "skill_shortage_per_employed_pct"); err != nil {
		return nil, nil, err
	}
	rated, reference, err := s.split()
	if err != nil {
		return nil, nil, err
	}
	benchmarks = map[string]float64{}
	for _, x := range macIndicators {
		if _, given := in[x.input]; given {
			from := signed(at(s.column(x.input), reference), x.sign)
			benchmarks[x.input] = x.sign * MACBenchmark(from, p.Value("mac_excess"), p.Value("mac_top_share"), p.Value("mac_near_zero"))
		}
	}
	for _, o := range rated {
		rows = append(rows, s.macRow(o, benchmarks, p))
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

// macRow puts one occupation to the three tests.
func (s section) macRow(o int, benchmarks map[string]float64, p Parameters) AnswerRow {
	values := map[string]float64{}
	var signals, available float64
	for _, x := range macIndicators {
		benchmark, given := benchmarks[x.input]
		if !given {
			continue
		}
		v, signal := s.column(x.input)[o], 0.0
		switch {
		case math.IsNaN(v) || math.IsNaN(benchmark):
			values[macSignalOf+x.input] = math.NaN()
			continue
		case x.sign*v > x.sign*benchmark:
			signal = 1
		}
		values[macSignalOf+x.input] = signal
		signals, available = signals+signal, available+1
	}
	share := finite(signals / available)
	values["signals"], values["available"], values["signal_share"] = signals, available, share
	level, class := s.column("skill_level")[o], ClassNone
	switch {
	case math.IsNaN(level):
		class = ClassNotRated
	case level < p.Value("mac_skill_level_from"):
		class = ClassNotSkilled
	case available < p.Value("mac_minimum_signals"):
		class = ClassNotRated
	case share > p.Value("mac_signal_share"):
		class = macSensible(s.column("sensible")[o])
	}
	return AnswerRow{Unit: rowName(o), Class: class, Values: values}
}

// macSensible is the third test for what is in shortage.
func macSensible(answer float64) string {
	switch {
	case math.IsNaN(answer):
		return ClassShortage
	case answer == macSensibleYes:
		return ClassShortageSensible
	}
	return ClassShortageNotSensible
}

func runMACShortage(in Columns, p Parameters) (Answer, error) {
	rows, benchmarks, err := MACShortage(in, p)
	values := map[string]float64{}
	for name, v := range benchmarks {
		values[macBenchmark+name] = v
	}
	return Answer{Rows: rows, Values: values}, err
}
