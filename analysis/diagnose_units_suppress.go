package analysis

import (
	"math"
	"slices"

	"fabbisogno/analysis/smallcell"
	"fabbisogno/datasets/series"
)

// everyUnit is the total of a table of units.
const everyUnit = "every unit"

// suppress marks the cells of a table of units by territories whose counts are
// small, which the source hides, or which would give another one away. Where Italy
// is the sum of the regions that are here, its published count tells what one hidden
// region has, and all territories make one table; where it is not, nothing follows
// from it, and each territory is a table by itself.
func (m *panelMaker) suppress(list string, w window, cells []cellOfUnit) error {
	var units, territories []string
	for _, c := range cells {
		units, territories = appendNew(units, c.code), appendNew(territories, c.territory)
	}
	rows, err := smallcell.Flat(everyUnit, units...)
	if err != nil {
		return err
	}
	regions := slices.DeleteFunc(slices.Clone(territories), func(t string) bool { return t == "IT" })
	columns, err := smallcell.Flat("IT", regions...)
	if err != nil {
		return err
	}
	count := entriesOf(cells)
	if table, err := smallcell.CrossRounded(rows, columns, 12*excelsiorStep, count); err == nil {
		m.mark(table, cells, func(unit, territory string) bool { return unit == everyUnit || territory == "IT" && len(regions) > 0 })
		return nil
	}
	for _, territory := range territories {
		if err := m.suppressAlone(list, territory, units, w, cells); err != nil {
			return err
		}
	}
	return nil
}

// suppressAlone is suppress of one territory. The groups above its units are
// published with their counts, and are totals that tell what a unit has.
func (m *panelMaker) suppressAlone(list, territory string, units []string, w window, cells []cellOfUnit) error {
	column, err := smallcell.Flat(territory)
	if err != nil {
		return err
	}
	groups := map[string]float64{}
	edges := []smallcell.Edge{{Code: everyUnit}}
	for _, u := range units {
		parent := everyUnit
		if item, ok := m.items.Find(series.Code{List: list, Value: u}); ok && item.Parent != "" {
			if y := m.year(territory, list, item.Parent, w, m.months).entries; !math.IsNaN(y) {
				if _, known := groups[item.Parent]; !known {
					groups[item.Parent] = y
					edges = append(edges, smallcell.Edge{Code: item.Parent, Parent: everyUnit})
				}
				parent = item.Parent
			}
		}
		edges = append(edges, smallcell.Edge{Code: u, Parent: parent})
	}
	rows, err := smallcell.NewTree(edges)
	if err != nil {
		return err
	}
	isTotal := func(unit, _ string) bool { _, ok := groups[unit]; return ok || unit == everyUnit }
	own := entriesOf(cells)
	count := func(unit, territory string) float64 {
		if n, ok := groups[unit]; ok {
			return n
		}
		return own(unit, territory)
	}
	table, err := smallcell.CrossRounded(rows, column, 12*excelsiorStep, count)
	if err != nil && len(groups) > 0 { // groups that are no sums of the units that are here tell nothing of them
		if rows, err = smallcell.Flat(everyUnit, units...); err == nil {
			table, err = smallcell.Cross(rows, column, own)
		}
	}
	if err != nil {
		return err
	}
	m.mark(table, cells, isTotal)
	return nil
}

// entriesOf are the entries of cells by unit and territory: NaN for a total that is
// not among them, 0 for a unit that the territory does not have.
func entriesOf(cells []cellOfUnit) func(unit, territory string) float64 {
	known := map[[2]string]float64{}
	for _, c := range cells {
		known[[2]string{c.code, c.territory}] = c.now.entries
	}
	return func(unit, territory string) float64 {
		n, ok := known[[2]string{unit, territory}]
		if !ok && (unit == everyUnit || territory == "IT") {
			return math.NaN()
		}
		return n
	}
}

// mark suppresses the cells that a table hides. One too small to protect anything in
// is hidden whole. A total is published: what is hidden below does not hide it.
func (m *panelMaker) mark(table smallcell.Table, cells []cellOfUnit, isTotal func(unit, territory string) bool) {
	byKey := map[[2]string]int{}
	for i, c := range cells {
		byKey[[2]string{c.code, c.territory}] = i
	}
	rules := smallcell.Rules{LeastCases: m.settings.LeastCases, Protection: m.settings.Protection, ShowZero: true,
		Hide: make([]bool, len(table.Cells)), Keep: make([]bool, len(table.Cells))}
	for k, c := range table.Cells {
		i, ok := byKey[[2]string{c.Row, c.Column}]
		rules.Keep[k] = isTotal(c.Row, c.Column)
		rules.Hide[k] = ok && cells[i].now.hidden
	}
	done, err := smallcell.Suppress(table, rules)
	for k, c := range table.Cells {
		i, ok := byKey[[2]string{c.Row, c.Column}]
		if !ok {
			continue
		}
		y := cells[i].now
		if rules.Keep[k] && !y.hidden && y.entries >= rules.LeastCases {
			continue
		}
		cells[i].suppressed = err != nil || done.Marks[k] != smallcell.Shown
	}
}
