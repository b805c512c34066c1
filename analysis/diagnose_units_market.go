package analysis

import (
	"math"
	"slices"

	"fabbisogno/analysis/diagnosis"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

// vacancyTotal is the item of the vacancy survey for the whole of it: industry and
// services without public administration.
const vacancyTotal = "0037"

// ofItaly are panels of Italy as one labour market, quarter by quarter: the rate of
// unemployment and that of vacancies, both shares of the labour force. The vacancy
// rate is surveyed in firms with employees of industry and services; it is taken as
// if the posts outside had the same, so that with u for unemployed and r for the rate
//
//	v = r/(1-r) (1-u)
//
// vacancies over the labour force, as each employed person holds a post.
func (m *panelMaker) ofItaly() []unitPanel {
	unemployed, vacancies := m.series[unitKey{"unemployment_rate_pct", "IT", "", ""}], m.series[unitKey{"job_vacancy_rate_pct", "IT", "ateco2007", vacancyTotal}]
	if len(unemployed.Values) == 0 || len(vacancies.Values) == 0 {
		return nil
	}
	var out []unitPanel
	for q := unemployed.Start; q.Compare(unemployed.End()) <= 0; q = q.Add(1) {
		u, r := unemployed.At(q)/100, vacancies.At(q)/100
		if !(u > 0 && u < 1) || !(r > 0 && r < 1) {
			continue
		}
		out = append(out, unitPanel{Panel: diagnosis.Panel{Kind: warehouse.KindTerritory, Territory: "IT", UnitList: marketList, Period: q.String(),
			Units: []diagnosis.Unit{{Code: "IT", Cases: math.NaN(), Grade: marketGrade, IsSynthetic: unemployed.Synthetic || vacancies.Synthetic}},
			Inputs: map[string][]diagnosis.Input{
				diagnosis.UnemployedShare: {m.about(u)},
				diagnosis.VacancyShare:    {m.about(r / (1 - r) * (1 - u))},
			},
			Whole: map[string]diagnosis.Input{}}})
	}
	if len(out) > 0 {
		out[len(out)-1].Latest = true
	}
	return out
}

// marketList is the list under whose code IT the whole labour market is diagnosed,
// apart from the list of the regions that are compared with each other. Its grade
// is C, not better: the vacancy rate of the firms surveyed stands for all posts.
const (
	marketList  = "iso3166"
	marketGrade = "C"
)

// bySection is Italy by the sections of ATECO that have a vacancy rate, for a
// workspace without entries: how high the rate is, how much higher than a year
// before, and how high against the section's own years before.
func (m *panelMaker) bySection() []unitPanel {
	whole := m.series[unitKey{"job_vacancy_rate_pct", "IT", "ateco2007", vacancyTotal}]
	if len(whole.Values) == 0 {
		return nil
	}
	first, err := series.Containing(series.Month, whole.Start.First())
	last, err2 := series.Containing(series.Month, whole.End().Last())
	if err != nil || err2 != nil {
		return nil
	}
	var sections []string
	l, _ := m.items.List("ateco2007")
	for _, it := range l.Level("section") {
		if _, ok := m.series[unitKey{"job_vacancy_rate_pct", "IT", l.ID, it.Code}]; ok {
			sections = append(sections, it.Code)
		}
	}
	slices.Sort(sections)
	var out []unitPanel
	past := map[string][]float64{}
	for _, w := range windows(first, last) {
		p := unitPanel{Panel: diagnosis.Panel{Kind: warehouse.KindSector, Territory: "IT", UnitList: l.ID, Period: w.label, Latest: w.last,
			Inputs: map[string][]diagnosis.Input{}, Whole: map[string]diagnosis.Input{}}}
		for _, code := range sections {
			k := unitKey{"job_vacancy_rate_pct", "IT", l.ID, code}
			rate, synthetic := m.quarterly(k, w)
			if !(rate > 0) {
				continue
			}
			p.Units = append(p.Units, diagnosis.Unit{Code: code, Cases: math.NaN(), Grade: sectionGrade, IsSynthetic: synthetic})
			m.put(&p.Panel, diagnosis.VacancyRate, m.about(rate))
			if before, _ := m.quarterly(k, w.before()); before > 0 {
				m.put(&p.Panel, diagnosis.VacancyRise, diagnosis.Input{Value: rate - before, Spread: m.relative * math.Hypot(rate, before)})
			}
			if n := len(past[code]); n >= leastPast {
				sum := 0.0
				for _, v := range past[code] {
					sum += v
				}
				m.put(&p.Panel, diagnosis.VacancyHistory, diagnosis.Input{Value: rate * float64(n) / sum,
					Spread: m.relative * math.Sqrt(1+1/float64(n)), Scale: diagnosis.Log})
			}
			fillUp(&p.Panel)
			past[code] = append(past[code], rate)
		}
		if len(p.Units) > 0 {
			out = append(out, p)
		}
	}
	return out
}

// leastPast is how many years a section must have behind it to be held against
// them. Assumed. sectionGrade is that of a rate whose sample is not published.
const (
	leastPast    = 3
	sectionGrade = "B"
)
