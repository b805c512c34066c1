package analysis

import (
	"context"
	"fmt"
	"math"

	"fabbisogno/analysis/diagnosis"
	"fabbisogno/analysis/shortage"
	"fabbisogno/analysis/smallcell"
	"fabbisogno/datasets/warehouse"
)

// suppressedCell is the one reason a reader gets for every hidden cell: told
// which are small, they would know that those lie below the threshold.
const suppressedCell = "small_cell"

// level is a classification at which units are compared, and what they are called.
type level struct{ kind, list, name string }

// levels from the finest on: a territory is diagnosed by the finest level of a
// list that it has.
func levels() [][]level {
	return [][]level{
		{{warehouse.KindOccupation, "cp2021", "sub_major"}, {warehouse.KindOccupation, "cp2021", "major"}},
		{{warehouse.KindSector, "excelsior_sector", "sector"}},
	}
}

// panelMaker makes the panels of a run.
type panelMaker struct {
	*unitBook
	settings smallcell.Settings
	months   float64 // of a year with a share, at least
	relative float64 // standard error of a count relative to it
	// elasticity of hires to vacancies in the matching function.
	elasticity float64
	groups     []occupationGroup
	mismatches map[unitKey]mismatch // done so far
}

// unitPanels builds all panels, in a fixed order.
func unitPanels(ctx context.Context, db *warehouse.DB, o Options) ([]unitPanel, error) {
	b, err := readUnits(ctx, db, o)
	if err != nil {
		return nil, err
	}
	settings, err := smallcell.ReadSettings(o.Catalog.Parameters)
	if err != nil {
		return nil, err
	}
	p := shortage.Parameters(o.Catalog.Parameters)
	m := &panelMaker{unitBook: b, settings: settings, months: p.Value(paramMonthsKnown), relative: p.Value(shortage.ParamRelativeError) / 100,
		elasticity: p.Value(paramElasticity), groups: b.occupationGroups(), mismatches: map[unitKey]mismatch{}}
	out := m.ofItaly()
	if b.first.IsZero() {
		return append(out, m.bySection()...), nil // nothing by month is loaded: what Istat's files tell
	}
	for _, w := range windows(b.first, b.last) {
		for _, l := range levels() {
			panels, err := m.byUnit(l, w)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", w.label, err)
			}
			out = append(out, panels...)
		}
		for _, make := range []func(window) ([]unitPanel, error){m.byOccupationGroup, m.byTerritory} {
			panels, err := make(w)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", w.label, err)
			}
			out = append(out, panels...)
		}
	}
	return out, nil
}

// cellOfUnit is a unit in a territory in a window, and the year before.
type cellOfUnit struct {
	territory, code string
	now, before     year
	rate            map[string]smallcell.Rate // shrunken, by measure
	suppressed      bool
}

// byUnit are the panels of a classification: one for each territory, by the
// finest level it has. Rates are drawn toward those of the same unit in Italy,
// Italy's own toward the pooled ones.
func (m *panelMaker) byUnit(finest []level, w window) ([]unitPanel, error) {
	byLevel := make([][]cellOfUnit, len(finest))
	for _, territory := range m.territories() {
		for i, l := range finest {
			cells := m.cells(territory, l, w)
			if len(cells) == 0 {
				continue
			}
			byLevel[i] = append(byLevel[i], cells...)
			break
		}
	}
	var out []unitPanel
	for i, l := range finest {
		if len(byLevel[i]) == 0 {
			continue
		}
		if err := m.shrink(byLevel[i], l, w); err != nil {
			return nil, err
		}
		if err := m.suppress(l.list, w, byLevel[i]); err != nil {
			return nil, err
		}
		beside, err := m.ofUnions(byLevel[i], l, w)
		if err != nil {
			return nil, err
		}
		byLevel[i] = append(byLevel[i], beside...)
		for from := 0; from < len(byLevel[i]); {
			to := from
			for to < len(byLevel[i]) && byLevel[i][to].territory == byLevel[i][from].territory {
				to++
			}
			out = append(out, m.panel(l, w, byLevel[i][from:to]))
			from = to
		}
	}
	return out, nil
}

// cells of a territory that are observed in the window and have a share.
func (m *panelMaker) cells(territory string, l level, w window) []cellOfUnit {
	var out []cellOfUnit
	for _, code := range m.units(territory, l.list, l.name) {
		now := m.year(territory, l.list, code, w, m.months)
		if _, ok := now.pct[hardToFillMeasure]; !now.observed || !ok && !now.hidden && !math.IsNaN(now.entries) {
			continue // not observed, or a table without shares
		}
		out = append(out, cellOfUnit{territory: territory, code: code, now: now, before: m.year(territory, l.list, code, w.before(), m.months)})
	}
	return out
}

// shrink draws the rates of each cell toward the same unit's rate in Italy.
func (m *panelMaker) shrink(cells []cellOfUnit, l level, w window) error {
	for _, measure := range []string{hardToFillMeasure, noCandidatesMeasure, notPreparedMeasure} {
		var own, parents []smallcell.Cell
		seen := map[string]bool{}
		for _, c := range cells {
			parent := c.code
			if c.territory == "IT" {
				parent = "" // Italy's units among themselves
			}
			own = append(own, m.rateCell(c.territory+" "+c.code, parent, c.now, measure))
			if parent != "" && !seen[parent] {
				seen[parent] = true
				parents = append(parents, m.rateCell(parent, "", m.year("IT", l.list, parent, w, m.months), measure))
			}
		}
		own, err := smallcell.Effective(own, m.settings.DesignEffect)
		if err != nil {
			return err
		}
		if parents, err = smallcell.Effective(parents, m.settings.DesignEffect); err != nil {
			return err
		}
		if !anyShown(own) {
			continue
		}
		rates, err := smallcell.ShrinkGroups(own, parents, m.settings.Rule, m.settings.Level)
		if err != nil {
			return err
		}
		for i, r := range rates {
			if cells[i].rate == nil {
				cells[i].rate = map[string]smallcell.Rate{}
			}
			if _, ok := cells[i].now.pct[measure]; ok || measure == hardToFillMeasure {
				cells[i].rate[measure] = r
			}
		}
	}
	return nil
}

func anyShown(cells []smallcell.Cell) bool {
	for _, c := range cells {
		if !c.IsHidden() {
			return true
		}
	}
	return false
}

func (m *panelMaker) rateCell(key, parent string, y year, measure string) smallcell.Cell {
	pct, ok := y.pct[measure]
	if !ok || !y.observed {
		return smallcell.HiddenCell(key, parent)
	}
	return smallcell.FromPct(key, parent, y.entries, pct)
}

// excelsiorStep is the step in which Excelsior prints entries, each month by itself.
const excelsiorStep = 10

func appendNew(list []string, one string) []string {
	for _, have := range list {
		if have == one {
			return list
		}
	}
	return append(list, one)
}

// settled is the panel of the cells of one territory, shrunk and suppressed.
func (m *panelMaker) settled(l level, w window, cells []cellOfUnit) (unitPanel, error) {
	if err := m.shrink(cells, l, w); err != nil {
		return unitPanel{}, err
	}
	if err := m.suppress(l.list, w, cells); err != nil {
		return unitPanel{}, err
	}
	return m.panel(l, w, cells), nil
}

// panel of the cells of one territory.
func (m *panelMaker) panel(l level, w window, cells []cellOfUnit) unitPanel {
	territory := cells[0].territory
	p := unitPanel{Panel: diagnosis.Panel{Kind: l.kind, Territory: territory, UnitList: l.list, Period: w.label, Latest: w.last,
		Inputs: map[string][]diagnosis.Input{}, Whole: map[string]diagnosis.Input{}}}
	if u, ok := m.unionOf(territory); ok {
		p.TerritoryList, p.parts = u.Whole.List, partsOfUnion(u)
	}
	whole := m.year(territory, "", "", w, m.months)
	p.spare = territory != "IT" && m.mean("unemployment_rate_pct", territory, "", "", w) >= m.mean("unemployment_rate_pct", "IT", "", "", w)
	for _, c := range cells {
		u := diagnosis.Unit{Code: c.code, Cases: c.now.entries, IsSynthetic: c.now.synthetic, Grade: string(smallcell.GradeD)}
		if r, ok := c.rate[hardToFillMeasure]; ok {
			u.Grade = string(smallcell.GradeOf(r, m.settings.Thresholds))
		}
		if c.suppressed {
			u.Suppressed, u.Cases, u.Grade = suppressedCell, math.NaN(), string(smallcell.GradeD)
		}
		p.Units = append(p.Units, u)
		for id, in := range m.inputs(l, w, c, whole) {
			m.put(&p.Panel, id, in)
		}
		fillUp(&p.Panel)
		if w.last {
			p.signs = append(p.signs, m.signs(l, w, c))
		}
	}
	for _, measure := range []string{hardToFillMeasure, noCandidatesMeasure, notPreparedMeasure} {
		if pct, ok := whole.pct[measure]; ok {
			p.Whole[measure] = diagnosis.Input{Value: pct}
		}
	}
	return p
}

// put adds the input of the last unit.
func (m *panelMaker) put(p *diagnosis.Panel, id string, in diagnosis.Input) {
	for len(p.Inputs[id]) < len(p.Units)-1 {
		p.Inputs[id] = append(p.Inputs[id], diagnosis.Missing())
	}
	p.Inputs[id] = append(p.Inputs[id], in)
}

// fillUp gives every indicator an input of every unit so far.
func fillUp(p *diagnosis.Panel) {
	for id := range p.Inputs {
		for len(p.Inputs[id]) < len(p.Units) {
			p.Inputs[id] = append(p.Inputs[id], diagnosis.Missing())
		}
	}
}

// inputs of a unit. whole is the territory's total.
func (m *panelMaker) inputs(l level, w window, c cellOfUnit, whole year) map[string]diagnosis.Input {
	out := map[string]diagnosis.Input{}
	for measure, r := range c.rate {
		if !r.Hidden {
			out[measure] = diagnosis.ShareInput(100*r.Value, 100*r.Lower, 100*r.Upper, m.settings.Level)
		}
	}
	if c.now.entries > 0 {
		out[diagnosis.Entries] = diagnosis.Input{Value: c.now.entries}
	}
	if pct, ok := whole.pct[hardToFillMeasure]; ok {
		out[diagnosis.EconomyHardToFill] = diagnosis.Input{Value: pct}
	}
	m.changes(out, c.now, c.before)
	if in, ok := out[hardToFillMeasure]; ok && c.territory != "IT" {
		italy := m.year("IT", l.list, c.code, w, m.months)
		if pct, ok := italy.pct[hardToFillMeasure]; ok {
			out[diagnosis.HardToFillGap] = diagnosis.Input{Value: in.Value - pct, Spread: in.Spread * in.Value * (100 - in.Value) / 100}
		}
		all := m.year("IT", "", "", w, m.months)
		quotient := c.now.entries / whole.entries / (italy.entries / all.entries)
		if quotient > 0 && !math.IsInf(quotient, 0) {
			out[diagnosis.EntriesQuotient] = diagnosis.Input{Value: quotient, Spread: m.relative * math.Sqrt2, Scale: diagnosis.Log}
		}
	}
	if l.kind == warehouse.KindSector && c.territory == "IT" {
		// Sectors that are one section of ATECO have that section's vacancy rate.
		if rate, _ := m.quarterly(unitKey{"job_vacancy_rate_pct", "IT", "ateco2007", c.code}, w); rate > 0 {
			out[diagnosis.VacancyRate] = diagnosis.Input{Value: rate, Spread: m.relative, Scale: diagnosis.Log}
		}
	}
	return out
}

// changes against the year before, unless the universe changed between them.
func (m *panelMaker) changes(out map[string]diagnosis.Input, now, before year) {
	if now.broken || !before.observed {
		return
	}
	if growth := now.entries / before.entries; growth > 0 && !math.IsInf(growth, 0) {
		out[diagnosis.EntriesGrowth] = diagnosis.Input{Value: 100 * (growth - 1), Spread: 100 * growth * m.relative * math.Sqrt2}
	}
	a, ok := now.pct[hardToFillMeasure]
	b, okBefore := before.pct[hardToFillMeasure]
	if rise := a - b; ok && okBefore && !math.IsNaN(rise) {
		out[diagnosis.HardToFillRise] = diagnosis.Input{Value: rise, Spread: math.Hypot(m.error(a, now.entries), m.error(b, before.entries))}
	}
}

// error is the standard error of a share in percentage points: binomial, with the
// cases a design effect leaves. NaN cases leave none to go by: as one case.
func (m *panelMaker) error(pct, cases float64) float64 {
	if math.IsNaN(cases) || cases <= 0 {
		cases = m.settings.DesignEffect
	}
	p := math.Min(0.99, math.Max(0.01, pct/100))
	return 100 * math.Sqrt(p*(1-p)*m.settings.DesignEffect/cases)
}

// byTerritory compares the regions with each other: the panel's territory is
// Italy and its units are the regions.
func (m *panelMaker) byTerritory(w window) ([]unitPanel, error) {
	var cells []cellOfUnit
	for _, territory := range m.territories() {
		now := m.year(territory, "", "", w, m.months)
		if _, ok := now.pct[hardToFillMeasure]; territory == "IT" || !now.observed || !ok && !now.hidden {
			continue
		}
		cells = append(cells, cellOfUnit{territory: "IT", code: territory, now: now, before: m.year(territory, "", "", w.before(), m.months)})
	}
	if len(cells) == 0 {
		return nil, nil
	}
	l := level{warehouse.KindTerritory, "nuts2021", ""}
	p, err := m.settled(l, w, cells)
	if err != nil {
		return nil, err
	}
	for i, c := range cells {
		persons, _ := m.quarterly(unitKey{"employed_thousand", c.code, "", ""}, w)
		rate, _ := m.quarterly(unitKey{"unemployment_rate_pct", c.code, "", ""}, w)
		if per := c.now.entries / (1000 * persons) * 100; per > 0 && !math.IsInf(per, 0) {
			m.at(&p.Panel, diagnosis.EntriesPer100, i, diagnosis.Input{Value: per, Spread: m.relative, Scale: diagnosis.Log})
		}
		if rate > 0 {
			m.at(&p.Panel, diagnosis.UnemploymentRate, i, diagnosis.Input{Value: rate, Spread: m.relative, Scale: diagnosis.Log})
		}
	}
	return []unitPanel{p}, nil
}

// at sets the input of a unit.
func (m *panelMaker) at(p *diagnosis.Panel, id string, unit int, in diagnosis.Input) {
	if p.Inputs[id] == nil {
		p.Inputs[id] = make([]diagnosis.Input, len(p.Units))
		for i := range p.Inputs[id] {
			p.Inputs[id][i] = diagnosis.Missing()
		}
	}
	p.Inputs[id][unit] = in
}
