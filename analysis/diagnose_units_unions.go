package analysis

import (
	"math"
	"slices"

	"fabbisogno/analysis/diagnosis"
	"fabbisogno/datasets/codes"
)

// A union is diagnosed as every region is, from its own entries and shares, and beside
// them: it is no unit where regions are compared, no line of a list of regions, and
// nothing of the other regions is drawn toward it. Where it is itself held against the
// regions, they are those of Italy with the union in the place of its parts.

// partsOfUnion are the codes of the parts.
func partsOfUnion(u codes.Union) []string {
	var out []string
	for _, c := range u.Parts {
		out = append(out, c.Value)
	}
	return out
}

// ofUnions are the cells of unions at a level at which all their parts are diagnosed,
// given those of all territories. Rates are drawn as they are for the regions, the
// union in the place of its parts. A cell is suppressed where one of its parts is,
// because the others would tell that one by subtraction; and where it is small itself.
func (m *panelMaker) ofUnions(cells []cellOfUnit, l level, w window) ([]cellOfUnit, error) {
	var out []cellOfUnit
	for _, u := range m.unions {
		parts := partsOfUnion(u)
		suppressed, found, having := map[string]bool{}, map[string]bool{}, map[string]int{}
		var all []cellOfUnit
		for _, c := range cells {
			if slices.Contains(parts, c.territory) {
				found[c.territory] = true
				having[c.code]++
				suppressed[c.code] = suppressed[c.code] || c.suppressed
				continue
			}
			c.rate = nil // each has its own: those of the regions stay as they are
			all = append(all, c)
		}
		own := slices.DeleteFunc(m.cells(u.Whole.Value, l, w), func(c cellOfUnit) bool { return having[c.code] < len(parts) })
		if len(found) < len(parts) || len(own) == 0 {
			continue
		}
		all = append(all, own...)
		if err := m.shrink(all, l, w); err != nil {
			return nil, err
		}
		own = all[len(all)-len(own):]
		for i, c := range own {
			isSmall := c.now.entries != 0 && !(c.now.entries >= m.settings.LeastCases)
			own[i].suppressed = suppressed[c.code] || c.now.hidden || isSmall
		}
		out = append(out, own...)
	}
	return out, nil
}

// unionMismatch adds the mismatch of unions: the term of a region whose entries and
// people are those of its parts together. overall is the tightness of all regions.
func (m *panelMaker) unionMismatch(out mismatch, names []string, v, u []float64, overall float64) {
	spread := (1 - m.elasticity) * m.relative * math.Sqrt2
	for _, union := range m.unions {
		entries, people, known := 0.0, 0.0, 0
		for _, part := range partsOfUnion(union) {
			if i := slices.Index(names, part); i >= 0 {
				entries, people, known = entries+v[i], people+u[i], known+1
			}
		}
		if known < len(union.Parts) || entries == 0 {
			continue
		}
		kept := math.Pow(overall/(entries/people), 1-m.elasticity)
		out.region[union.Whole.Value] = diagnosis.Input{Value: math.Max(0, 1-kept), Spread: kept * spread}
	}
}

// besideParts are the lines of a unit with that of a union in the place of its parts',
// the union's first.
func besideParts(lines []listed, panels []unitPanel, own listed) []listed {
	out := []listed{own}
	for _, l := range lines {
		if !slices.Contains(panels[own.result].parts, panels[l.result].Territory) {
			out = append(out, l)
		}
	}
	return out
}
