package sample

import (
	"strings"
)

// total is the label of the total row in every table.
const total = "TOTALE"

var fiveColumns = struct{ groups, subs []string }{
	[]string{"", "Entrate previste (v.a.)*", "di cui: entrate di difficile reperimento (%)", "", "", "Immigrati (%)"},
	[]string{"", "", "Totale", "per mancanza di candidati", "per preparazione inadeguata", ""},
}

func (w *tableWriter) fiveHeaders(first string) {
	groups := append([]string(nil), fiveColumns.groups...)
	groups[0] = first
	w.headers(groups, fiveColumns.subs)
}

func five(n int, s shares) []cell {
	e := float64(n)
	return []cell{persons(n), rate(s.hard, e), rate(s.noCandidates, e), rate(s.unprepared, e), rate(s.immigrants, e)}
}

// sectorGroup is a macro-sector and the indexes of its sectors.
type sectorGroup struct {
	label   string
	members []int
}

// sectorGroups are the macro-sectors in the order of the code list; agriculture
// only once it is surveyed.
func (m *model) sectorGroups(d month) []sectorGroup {
	list, _ := m.codes.List("excelsior_sector")
	var out []sectorGroup
	for _, macro := range list.Level("macro_sector") {
		g := sectorGroup{label: strings.ToUpper(macro.Label.IT)}
		for s, code := range m.sectors {
			it, _ := list.Find(code)
			if it.Parent == macro.Code && (code != "A" || d.hasPrimary) {
				g.members = append(g.members, s)
			}
		}
		if len(g.members) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// weighted is the shares of several groups together.
func weighted(entries []int, all []shares, members []int) (int, shares) {
	n, sum := 0, shares{}
	for _, i := range members {
		e := float64(entries[i])
		n += entries[i]
		sum.hard += e * all[i].hard
		sum.noCandidates += e * all[i].noCandidates
		sum.unprepared += e * all[i].unprepared
		sum.immigrants += e * all[i].immigrants
	}
	e := max(float64(n), 1)
	return n, shares{sum.hard / e, sum.noCandidates / e, sum.unprepared / e, sum.immigrants / e}
}

func drawSectors(m *model, d month, w *tableWriter) {
	w.fiveHeaders("Settore di attività")
	w.line(total, true, five(d.total, d.national)...)
	for _, g := range m.sectorGroups(d) {
		n, s := weighted(d.entries, d.sector, g.members)
		w.line(g.label, true, five(n, s)...)
		for _, i := range g.members {
			w.line(m.label("excelsior_sector", m.sectors[i]), false, five(d.entries[i], d.sector[i])...)
		}
	}
}

func drawOccupations(m *model, d month, w *tableWriter) {
	w.fiveHeaders("Gruppo professionale")
	w.line(total, true, five(d.total, d.national)...)
	for o, code := range m.majors {
		w.line(strings.ToUpper(m.label("cp2021", code)), true, five(d.majors[o], d.major[o])...)
		n, s := m.subMajors(d, o)
		for i, sub := range m.subs[code] {
			w.line(m.label("cp2021", sub), false, five(n[i], s[i])...)
		}
	}
}

// across is a header over the codes of a second dimension.
func (m *model) across(first, over, list string, codes []string) (groups, subs []string) {
	groups, subs = []string{first, over}, []string{""}
	for i, code := range codes {
		if i > 0 {
			groups = append(groups, "")
		}
		subs = append(subs, m.label(list, code))
	}
	return groups, subs
}

// surveyed are the indexes of the sectors in the field of the month.
func (m *model) surveyed(d month) (members []int, codes []string) {
	for s, code := range m.sectors {
		if code != "A" || d.hasPrimary {
			members, codes = append(members, s), append(codes, code)
		}
	}
	return members, codes
}

func drawSectorsByOccupation(m *model, d month, w *tableWriter) {
	w.headers(m.across("Settore di attività", "Grande gruppo professionale (v.a.)*", "cp2021", m.majors))
	row := func(members []int) []cell {
		out := make([]cell, len(m.majors))
		for o := range out {
			n := 0
			for _, s := range members {
				n += d.occupation[s][o]
			}
			out[o] = persons(n)
		}
		return out
	}
	all, _ := m.surveyed(d)
	for _, g := range m.sectorGroups(d) {
		w.line(g.label, true, row(g.members)...)
		for _, s := range g.members {
			w.line(m.label("excelsior_sector", m.sectors[s]), false, row([]int{s})...)
		}
	}
	w.line(total, true, row(all)...)
}

// regionLines writes macro-areas in capitals with their regions, then the total.
func (m *model) regionLines(w *tableWriter, lastRow []cell, row func(members []int) []cell) {
	list, _ := m.codes.List("nuts2021")
	for _, area := range list.Level("macro_area") {
		var members []int
		for r, code := range m.regions {
			if it, _ := list.Find(code); it.Parent == area.Code {
				members = append(members, r)
			}
		}
		w.line(strings.ToUpper(area.Label.IT), true, row(members)...)
		for _, r := range members {
			w.line(m.label("nuts2021", m.regions[r]), false, row([]int{r})...)
		}
	}
	w.line(total, true, lastRow...)
}

// cellRow sums or averages the cells of regions over the columns asked for.
func cellRow(cells, hard [][]float64, members, cols []int) []cell {
	out := make([]cell, len(cols))
	for k, c := range cols {
		n, difficult := 0.0, 0.0
		for _, r := range members {
			n += cells[r][c]
			if hard != nil {
				difficult += cells[r][c] * hard[r][c]
			}
		}
		if hard == nil {
			out[k] = persons(ten(n))
		} else {
			out[k] = rate(difficult/max(n, 1), n)
		}
	}
	return out
}

func drawRegionsBySector(m *model, d month, w *tableWriter) {
	cols, codes := m.surveyed(d)
	w.headers(m.across("Regione", "Settore di attività (v.a.)*", "excelsior_sector", codes))
	last := make([]cell, len(cols))
	for k, s := range cols {
		last[k] = persons(d.entries[s])
	}
	m.regionLines(w, last, func(members []int) []cell { return cellRow(d.cells, nil, members, cols) })
}

func drawRegionsBySectorHard(m *model, d month, w *tableWriter) {
	cols, codes := m.surveyed(d)
	w.headers(m.across("Regione", "Settore di attività (%)", "excelsior_sector", codes))
	last := make([]cell, len(cols))
	for k, s := range cols {
		last[k] = rate(d.sector[s].hard, float64(d.entries[s]))
	}
	m.regionLines(w, last, func(members []int) []cell { return cellRow(d.cells, d.hardCells, members, cols) })
}

func allMajors(m *model) []int {
	out := make([]int, len(m.majors))
	for i := range out {
		out[i] = i
	}
	return out
}

func drawRegionsByOccupation(m *model, d month, w *tableWriter) {
	w.headers(m.across("Regione", "Grande gruppo professionale (v.a.)*", "cp2021", m.majors))
	last := make([]cell, len(m.majors))
	for o := range last {
		last[o] = persons(d.majors[o])
	}
	m.regionLines(w, last, func(members []int) []cell { return cellRow(d.occCells, nil, members, allMajors(m)) })
}

func drawRegionsByOccupationHard(m *model, d month, w *tableWriter) {
	w.headers(m.across("Regione", "Grande gruppo professionale (%)", "cp2021", m.majors))
	last := make([]cell, len(m.majors))
	for o := range last {
		last[o] = rate(d.major[o].hard, float64(d.majors[o]))
	}
	m.regionLines(w, last, func(members []int) []cell { return cellRow(d.occCells, d.hardOcc, members, allMajors(m)) })
}

// lastTextYear is the last year whose region table is written as Italian text, as some sources do.
const lastTextYear = 2018

func drawRegions(m *model, d month, w *tableWriter) {
	w.headers([]string{"Regione", "Entrate previste (v.a.)*", "di cui (%)", ""}, []string{"", "", "di difficile reperimento", "Immigrati"})
	three := func(n int, s shares) []cell {
		return []cell{persons(n), rate(s.hard, float64(n)), rate(s.immigrants, float64(n))}
	}
	m.regionLines(w, three(d.total, d.national), func(members []int) []cell {
		n, s := weighted(d.regions, d.region, members)
		out := three(n, s)
		if d.period.Year() <= lastTextYear {
			for i := range out {
				out[i] = italian(out[i])
			}
		}
		return out
	})
}
