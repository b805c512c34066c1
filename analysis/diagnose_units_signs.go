package analysis

import (
	"math"

	"fabbisogno/analysis/diagnosis"
	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/warehouse"
)

// The indicators of causes that are no inputs of methods, by the ids of analysis/cause.
const (
	hiringIntensity  = diagnosis.EntriesPer100
	regionalMismatch = "regional_mismatch_share"
	temporaryShare   = "temporary_share_pct"
	unemploymentRate = diagnosis.UnemploymentRate
)

// sign is an indicator of a cause beside the overall value it is held against.
// of names whose value it is where it is not the unit's own: the territory, or the
// group above the unit, as the Bundesagentur takes the parent's value for the child.
type sign struct {
	value, whole diagnosis.Input
	of           string
}

// unitPanel is a panel with the signs of causes of its units.
type unitPanel struct {
	diagnosis.Panel
	signs []map[string]sign // by unit; nil but for the latest period
	// spare: the unemployment of the panel's region is not below the country's.
	spare bool
	// majors are the groups of CP2021 that the units are, where the list is another.
	majors []string
	// parts are the territories that the panel's is together; nil: it is no union.
	parts []string
}

// signs of a unit's causes: how much is hired for the number employed, whether
// entries and people without work lie in different regions, whether few are without
// work in the region or in Italy's occupation, and how many of its employees have a
// temporary contract. What is not known is left out.
func (m *panelMaker) signs(l level, w window, c cellOfUnit) map[string]sign {
	out := map[string]sign{}
	region := c.territory
	if l.kind == warehouse.KindTerritory {
		region = c.code
	}
	if s, ok := m.intensity(l, w, c); ok {
		out[hiringIntensity] = s
	}
	if s, ok := m.mismatchSign(l, w, c, region); ok {
		out[regionalMismatch] = s
	}
	if group, ok := m.occupationGroup(l.list, c.code); ok && region == "IT" && l.kind == warehouse.KindOccupation {
		for _, id := range []string{unemploymentRate, temporaryShare} {
			s := sign{}
			if l.list != occupationGroupList {
				s.of = group.code
			}
			if own, whole := m.occupationRates(id, group, w); own > 0 && whole > 0 {
				s.value, s.whole = m.about(own), m.about(whole)
				out[id] = s
			}
		}
	}
	if region != "IT" {
		here, _ := m.quarterly(unitKey{"unemployment_rate_pct", region, "", ""}, w)
		italy, _ := m.quarterly(unitKey{"unemployment_rate_pct", "IT", "", ""}, w)
		if here > 0 && italy > 0 {
			out[unemploymentRate] = sign{m.about(here), m.about(italy), region}
		}
	}
	return out
}

// about is a positive value with the relative error of survey figures.
func (m *panelMaker) about(v float64) diagnosis.Input {
	return diagnosis.Input{Value: v, Spread: m.relative, Scale: diagnosis.Log}
}

// surveyedGroup is a group of sectors of which Istat counts the employed persons
// over the population that Excelsior asks: item is their code among the employed.
type surveyedGroup struct {
	item    string
	sectors []string
}

// surveyedGroups leave out the other services, whose employed persons include the
// public sector: its entries are not asked for. Trade stands with hotels and
// restaurants, as among the employed.
func surveyedGroups() []surveyedGroup {
	var out []surveyedGroup
	for _, g := range currentGroups() {
		switch g.code {
		case "A", "B-E", "F":
			out = append(out, surveyedGroup{g.plus[0], g.sectors})
		case "G":
			out = append(out, surveyedGroup{g.plus[0], g.siblings})
		}
	}
	return out
}

// counts are the entries of a group in a window, in persons, and the mean of its
// employed persons; NaN where one is not known.
func (m *panelMaker) counts(territory string, g surveyedGroup, w window) (entries, employed float64) {
	for _, sector := range g.sectors {
		entries += m.year(territory, "excelsior_sector", sector, w, m.months).entries
	}
	return entries, 1000 * m.mean("employed_thousand", territory, "ateco2007", g.item, w)
}

// intensity is the entries a year per 100 employed. A sector has that of its group,
// held against all groups that can be counted; an occupation has its own for Italy
// only, where Istat counts it; a region is held against Italy.
func (m *panelMaker) intensity(l level, w window, c cellOfUnit) (sign, bool) {
	per := func(entries, employed float64) float64 { return 100 * entries / employed }
	var own, whole float64
	of := ""
	switch l.kind {
	case warehouse.KindSector:
		own = math.NaN()
		var entries, employed float64
		for _, g := range surveyedGroups() {
			e, n := m.counts(c.territory, g, w)
			if math.IsNaN(e) || !(n > 0) {
				continue
			}
			entries, employed = entries+e, employed+n
			for _, s := range g.sectors {
				if s == c.code {
					own, of = per(e, n), g.item
				}
			}
		}
		whole = per(entries, employed)
	case warehouse.KindTerritory:
		own = per(c.now.entries, 1000*m.mean("employed_thousand", c.code, "", "", w))
		whole = per(m.year("IT", "", "", w, m.months).entries, 1000*m.mean("employed_thousand", "IT", "", "", w))
	default:
		group, ok := m.occupationGroup(l.list, c.code)
		if !ok || c.territory != "IT" {
			return sign{}, false
		}
		if l.list != occupationGroupList {
			of = group.code
		}
		own = per(m.year("IT", "cp2021", group.major, w, m.months).entries, 1000*m.mean("employed_thousand", "IT", occupationGroupList, group.code, w))
		whole = per(m.year("IT", "", "", w, m.months).entries, 1000*m.mean("employed_thousand", "IT", "", "", w))
	}
	if !(own > 0) || !(whole > 0) || math.IsInf(own, 0) || math.IsInf(whole, 0) {
		return sign{}, false
	}
	return sign{m.about(own), m.about(whole), of}, true
}

func (m *panelMaker) mean(measure, territory, list, code string, w window) float64 {
	v, _ := m.quarterly(unitKey{measure, territory, list, code}, w)
	return v
}

// mismatch is how many hires of a unit are lost because its entries lie in other
// regions than the people without work, for Italy and region by region.
type mismatch struct {
	italy  diagnosis.Input
	region map[string]diagnosis.Input
}

// mismatchSign is the mismatch of the unit, or of the group above it where the
// regions do not have the unit itself.
func (m *panelMaker) mismatchSign(l level, w window, c cellOfUnit, region string) (sign, bool) {
	list, code, of := l.list, c.code, ""
	switch {
	case l.kind == warehouse.KindTerritory:
		list, code = "", ""
	case l.list == occupationGroupList:
		group, _ := m.occupationGroup(l.list, c.code)
		list, code = "cp2021", group.major
	case l.name == "sub_major":
		group, _ := m.occupationGroup(l.list, c.code)
		code, of = group.major, group.major
	}
	got, ok := m.mismatches[unitKey{w.label, "", list, code}]
	if !ok {
		got = m.mismatchOf(list, code, w)
		m.mismatches[unitKey{w.label, "", list, code}] = got
	}
	in := got.italy
	if region != "IT" {
		in, ok = got.region[region]
		if !ok {
			return sign{}, false
		}
	}
	return sign{value: in, of: of}, !math.IsNaN(in.Value)
}

// mismatchOf is the mismatch index of Sahin, Song, Topa and Violante over regions,
// entries standing for vacancies and everyone without work for those who look for
// the unit, and its terms:
//
//	M   = 1 - sum_r (v_r/v)^a (u_r/u)^(1-a) = sum_r (v_r/v) m_r
//	m_r = 1 - (theta/theta_r)^(1-a)
//
// with tightness theta_r = v_r/u_r: m_r is the share of a region's hires lost against
// the same people spread as the entries are, below 0 where it has more of them; such
// a region has no lack, 0. Regions whose entries are suppressed are one market
// together, which has what the others leave of Italy.
func (m *panelMaker) mismatchOf(list, code string, w window) mismatch {
	out := mismatch{italy: diagnosis.Missing(), region: map[string]diagnosis.Input{}}
	var names []string
	var v, u []float64
	rest, restPeople := m.year("IT", list, code, w, m.months).entries, 0.0
	hidden := false
	for _, region := range m.territories() {
		if region == "IT" {
			continue
		}
		rate := m.mean("unemployment_rate_pct", region, "", "", w) / 100
		people := m.mean("employed_thousand", region, "", "", w) * rate / (1 - rate)
		if !(people > 0) {
			return out
		}
		entries := m.year(region, list, code, w, m.months).entries
		if math.IsNaN(entries) {
			hidden, restPeople = true, restPeople+people
			continue
		}
		names, v, u, rest = append(names, region), append(v, entries), append(u, people), rest-entries
	}
	if hidden {
		if math.IsNaN(rest) {
			return out
		}
		names, v, u = append(names, ""), append(v, math.Max(0, rest)), append(u, restPeople)
	}
	if len(v) < 2 {
		return out
	}
	index, err := shortage.Mismatch(u, v, m.elasticity)
	if err != nil || math.IsNaN(index) {
		return out
	}
	var allV, allU, square float64
	for i := range v {
		allV, allU = allV+v[i], allU+u[i]
	}
	// Counts are known to a relative error; that of tightness has both of them.
	spread := (1 - m.elasticity) * m.relative * math.Sqrt2
	for i, name := range names {
		kept := math.Pow((allV/allU)/(v[i]/u[i]), 1-m.elasticity)
		if v[i] == 0 {
			continue // nobody is to be hired there
		}
		square += math.Pow(v[i]/allV*kept*spread, 2)
		if name != "" {
			out.region[name] = diagnosis.Input{Value: math.Max(0, 1-kept), Spread: kept * spread}
		}
	}
	out.italy = diagnosis.Input{Value: math.Max(0, index), Spread: math.Sqrt(square)}
	m.unionMismatch(out, names, v, u, allV/allU)
	return out
}
