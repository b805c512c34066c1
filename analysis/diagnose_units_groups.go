package analysis

import (
	"math"

	"fabbisogno/analysis/diagnosis"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

// occupationGroupList are the occupation groups in which Istat counts the employed.
const occupationGroupList = "istat_occupation_2011"

// occupationGroup is such a group, the major group of CP2021 it is, and the
// occupations of ISCO-08 that make it up in Eurostat's tables.
type occupationGroup struct {
	code, major string
	isco        []string
}

// occupationGroups are those of which Excelsior has entries: no armed forces.
func (b *unitBook) occupationGroups() []occupationGroup {
	bridge, err := b.items.Crosswalk(occupationGroupList, "cp2021")
	if err != nil {
		return nil
	}
	var out []occupationGroup
	isco := b.iscoOf()
	l, _ := b.items.List("cp2021")
	for _, it := range l.Level("major") {
		for _, from := range bridge.Sources(it.Code) {
			if to, ok := bridge.OneToOne(from.From); ok && to == it.Code {
				out = append(out, occupationGroup{from.From, it.Code, isco[it.Code]})
			}
		}
	}
	return out
}

// iscoOf are the major groups of ISCO-08, in Eurostat's codes, that go whole into one
// major group of CP2021. The bridge is by their headings: none is published.
func (b *unitBook) iscoOf() map[string][]string {
	out := map[string][]string{}
	bridge, err := b.items.Crosswalk("isco08", "cp2021")
	if err != nil {
		return out
	}
	l, _ := b.items.List(eurostatISCO)
	for _, it := range l.Level("major") {
		if to := bridge.Targets(it.Attrs["isco08"]); len(to) == 1 && to[0].Weight == 1 {
			out[to[0].To] = append(out[to[0].To], it.Code)
		}
	}
	return out
}

// occupationGroup of a code of Istat's list, or of CP2021 down to its second level.
func (m *panelMaker) occupationGroup(list, code string) (occupationGroup, bool) {
	major := code
	if it, ok := m.items.Find(series.Code{List: list, Value: code}); ok && it.Level == "sub_major" {
		major = it.Parent
	}
	for _, g := range m.groups {
		if list == occupationGroupList && g.code == code || list == "cp2021" && g.major == major {
			return g, true
		}
	}
	return occupationGroup{}, false
}

// byOccupationGroup is Italy by the groups in which Istat counts the employed: the
// one level at which entries, shares and employed persons of occupations meet.
func (m *panelMaker) byOccupationGroup(w window) ([]unitPanel, error) {
	var cells []cellOfUnit
	l := level{warehouse.KindOccupation, occupationGroupList, ""}
	for _, g := range m.groups {
		now := m.year("IT", "cp2021", g.major, w, m.months)
		if _, ok := now.pct[hardToFillMeasure]; !now.observed || !ok || !(m.mean("employed_thousand", "IT", l.list, g.code, w) > 0) {
			continue
		}
		cells = append(cells, cellOfUnit{territory: "IT", code: g.code, now: now, before: m.year("IT", "cp2021", g.major, w.before(), m.months)})
	}
	if len(cells) == 0 {
		return nil, nil
	}
	p, err := m.settled(l, w, cells)
	if err != nil {
		return nil, err
	}
	for i, c := range cells {
		group, _ := m.occupationGroup(l.list, c.code)
		p.majors = append(p.majors, group.major)
		persons := 1000 * m.mean("employed_thousand", "IT", l.list, c.code, w)
		m.at(&p.Panel, inputEmployment, i, m.about(persons))
		if per := 100 * c.now.entries / persons; per > 0 {
			m.at(&p.Panel, diagnosis.EntriesPer100, i, m.about(per))
		}
		if growth, ok := m.growth(unitKey{"employed_thousand", "IT", l.list, c.code}, w); ok {
			m.at(&p.Panel, inputEmploymentGrowth, i, growth)
			m.at(&p.Panel, inputEmploymentChange, i, growth)
		}
		if rate, _ := m.occupationRates(unemploymentRate, group, w); rate > 0 {
			m.at(&p.Panel, unemploymentRate, i, m.about(rate))
		}
		m.skilled(&p.Panel, i, group, persons, w)
	}
	return []unitPanel{p}, nil
}

// Inputs of methods that Istat's counts of employed persons give, by the names on
// the cards.
const (
	inputEmployment       = "employment"
	inputEmploymentGrowth = "employment_growth_pct"
	inputEmploymentChange = "employment_change_pct"
)

// skillLevels are the levels of the European framework (EQF) that the major groups of
// CP2021 ask for, by the skill levels of ISCO-08: 4 is tertiary of the first degree, 3
// short tertiary, 2 secondary (in Italy a vocational qualification is EQF 3), 1 none.
// Source: ILO, ISCO-08, volume 1, table 1; its levels in ISCED read as EQF.
var skillLevels = map[string]float64{"1": 6, "2": 6, "3": 5, "4": 3, "5": 3, "6": 3, "7": 3, "8": 1}

// skilled sets what the method of the Migration Advisory Committee takes of a group:
// entries for those hired, entries hard to fill for inadequate preparation for the
// vacancies of the British employer survey that lack skilled applicants.
func (m *panelMaker) skilled(p *diagnosis.Panel, i int, g occupationGroup, persons float64, w window) {
	if skill, ok := skillLevels[g.major]; ok {
		m.at(p, "skill_level", i, diagnosis.Input{Value: skill})
	}
	now := m.survey(unemployedMeasure, g.isco, w, 0)
	before := m.survey(unemployedMeasure, g.isco, w, 1)
	if rate := now / before; m.surveyYear(unemployedMeasure, w).Year() != surveyBreak && rate > 0 && !math.IsInf(rate, 0) {
		m.at(p, "unemployed_change_pct", i, diagnosis.Input{Value: 100 * (rate - 1), Spread: 100 * rate * m.relative * math.Sqrt2})
	}
	value := func(id string) diagnosis.Input {
		if p.Inputs[id] == nil {
			return diagnosis.Missing()
		}
		return p.Inputs[id][i]
	}
	if growth := value(diagnosis.EntriesGrowth); !math.IsNaN(growth.Value) {
		m.at(p, "new_hires_change_pct", i, growth)
	}
	lacking, hard, entries := value(diagnosis.NotPrepared), value(diagnosis.HardToFill), value(diagnosis.Entries)
	if math.IsNaN(lacking.Value) || math.IsNaN(hard.Value) || math.IsNaN(entries.Value) {
		return
	}
	m.at(p, "skill_shortage_of_vacancies_pct", i, lacking)
	if share := 100 * lacking.Value / hard.Value; share > 0 && share < 100 {
		m.at(p, "skill_shortage_of_hard_to_fill_pct", i, diagnosis.Input{Value: share, Spread: lacking.Spread, Scale: diagnosis.Logit})
	}
	if per := lacking.Value * entries.Value / persons; per > 0 && per < 100 {
		m.at(p, "skill_shortage_per_employed_pct", i, diagnosis.Input{Value: per, Spread: math.Hypot(lacking.Spread, m.relative), Scale: diagnosis.Logit})
	}
}

// surveyBreak is the year in which the labour force survey changed its definitions:
// no change is taken into it.
const surveyBreak = 2021

// occupationRates are the rate of a group and that of all groups, in per cent: of
// unemployment, those whose last job was in it over them and its employed; of
// temporary contracts, among its employees. Who never worked is in no group, and so
// not in the overall rate either. NaN where it cannot be told.
func (m *panelMaker) occupationRates(id string, of occupationGroup, w window) (own, whole float64) {
	parts := func(g occupationGroup) (top, bottom float64) {
		if id == temporaryShare {
			return m.survey(temporaryMeasure, g.isco, w, 0), m.survey(employeesMeasure, g.isco, w, 0)
		}
		top = m.survey(unemployedMeasure, g.isco, w, 0)
		return top, top + m.mean("employed_thousand", "IT", occupationGroupList, g.code, w)
	}
	var top, bottom float64
	for _, g := range m.groups {
		t, b := parts(g)
		if g.code == of.code {
			own = 100 * t / b
		}
		top, bottom = top+t, bottom+b
	}
	return own, 100 * top / bottom
}

// growth of a quarterly series against the year before, in per cent, unless the
// series breaks between them.
func (m *panelMaker) growth(k unitKey, w window) (diagnosis.Input, bool) {
	of, ok := m.series[k]
	if !ok {
		return diagnosis.Input{}, false
	}
	last := lastQuarter(of, w)
	for _, b := range of.Breaks {
		if b.Kind != series.BreakReconstructed && b.From.Compare(last.Add(-7)) > 0 && b.From.Compare(last) <= 0 {
			return diagnosis.Input{}, false
		}
	}
	rate := meanOfYear(of, last) / meanOfYear(of, last.Add(-4))
	if !(rate > 0) || math.IsInf(rate, 0) {
		return diagnosis.Input{}, false
	}
	return diagnosis.Input{Value: 100 * (rate - 1), Spread: 100 * rate * m.relative * math.Sqrt2}, true
}
