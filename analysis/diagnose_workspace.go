package analysis

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/series"
)

// workspaceInputs are what the current panels take from published figures.
type workspaceInputs struct {
	figs      shortage.Figures
	evidence  []shortage.Evidence
	published *shortage.Panel // of the latest year; nil: none
	p         shortage.Parameters
	sectors   []string // Excelsior's sectors
}

// currentGroup says where the current tables hold a sector group.
type currentGroup struct {
	code string
	// sectors of Excelsior; outside says who of the group the survey leaves out,
	// so that entries per 100 employed would compare two populations.
	sectors []string
	outside string
	// plus less minus are ISTAT's items of employed persons that hold the group and its siblings.
	plus, minus []string
	siblings    []string // groups among which a published split divides the items; none: the items are the group
	vacancies   []string // items of the vacancy survey; none: it does not cover the group
	uncovered   string   // who of the group the vacancy survey leaves out
}

// currentGroups are the seven groups that partition the economy. ISTAT's item
// 0012 (all services) less 0026 (trade, hotels and restaurants) is taken for the
// other services, because the item 0025 is labelled J to U though it holds H.
func currentGroups() []currentGroup {
	trade, other := []string{"G", "I"}, []string{"H_J-Q_U", "R-T"}
	return []currentGroup{
		{code: "A", sectors: []string{"A"}, plus: []string{"A"}},
		{code: "B-E", sectors: []string{"C10-C12", "C13-C15", "C16_C31", "C24-C25", "C26-C30", "C_other", "D-E"},
			plus: []string{"0020"}, vacancies: []string{"0020"}},
		{code: "F", sectors: []string{"F"}, plus: []string{"F"}, vacancies: []string{"F"}},
		{code: "G", sectors: []string{"G"}, plus: []string{"0026"}, siblings: trade, vacancies: []string{"G"}},
		{code: "I", sectors: []string{"I"}, plus: []string{"0026"}, siblings: trade, vacancies: []string{"I"}},
		{code: "H_J-Q_U", sectors: []string{"H", "J", "K", "M", "N", "P", "Q"},
			outside: "public administration, education and health are outside the survey",
			plus:    []string{"0012"}, minus: []string{"0026"}, siblings: other,
			vacancies: []string{"H", "J", "K", "L", "M", "N", "P", "Q"}},
		{code: "R-T", sectors: []string{"R-S"}, outside: "households are outside the survey",
			plus: []string{"0012"}, minus: []string{"0026"}, siblings: other,
			vacancies: []string{"R", "S"}, uncovered: "households are outside the survey"},
	}
}

// workspacePanels are the panels of the current tables: Italy, then each region
// that has both entries and employed persons.
func workspacePanels(b book, in workspaceInputs) ([]shortage.Panel, []string) {
	for _, g := range currentGroups() {
		in.sectors = append(in.sectors, g.sectors...)
	}
	var panels []shortage.Panel
	var refused []string
	for _, territory := range b.territories() {
		panel, err := currentPanel(b, territory, in)
		if err != nil {
			refused = append(refused, err.Error())
			continue
		}
		panels = append(panels, panel)
	}
	if len(panels) == 0 && len(refused) == 0 {
		refused = append(refused, "build panel workspace: no planned entries by territory are loaded (table excelsior_monthly)")
	}
	return panels, refused
}

// territories with planned entries: Italy first, then regions in the order of codes,
// with the unions among them: each is a panel by itself, and nothing adds them up.
func (b book) territories() []string {
	var out []string
	for c := range b.columns {
		isRegion := len(c.territory) == 4 && strings.HasPrefix(c.territory, "IT")
		if c.measure == "planned_entries_persons" && c.industry == "TOTAL" && (isRegion || c.territory == "IT") {
			out = append(out, c.territory)
		}
	}
	slices.Sort(out)
	return out
}

// currentPanel of a territory over the twelve months up to its newest one.
func currentPanel(b book, territory string, in workspaceInputs) (shortage.Panel, error) {
	end := b.last(cell{"planned_entries_persons", territory, "TOTAL", false})
	if end.IsZero() {
		return shortage.Panel{}, fmt.Errorf("build panel workspace of %s: no planned entries", territory)
	}
	isItaly := territory == "IT"
	panel := shortage.Panel{ID: "workspace", Territory: b.place(territory), Period: span(end, 12),
		BorrowedIncidence: !isItaly, IncidenceFloor: shortage.Floor{Parameter: shortage.ParamIncidenceRatio, Reference: unknownReference()}}
	if in.published != nil {
		panel.IncidenceFloor = in.published.IncidenceFloor
	}
	if !isItaly {
		panel.Notes = append(panel.Notes, "the incidence is that of Italy: none is published by region and sector")
	}
	panel.Notes = append(panel.Notes, b.notes(territory)...)
	entriesFloor := shortage.Floor{Parameter: shortage.ParamEntriesFloor}
	if !isItaly {
		all := b.entries(territory, []string{"TOTAL"}, []string{"TOTAL"}, end)
		whole := perHundred(all, b.employed(territory, []string{"0010"}, nil, false))
		entriesFloor = shortage.Floor{Parameter: shortage.ParamEntriesRatio, Reference: &whole}
	}
	overall := b.hardToFill(territory, []string{"TOTAL"}, end)
	for _, g := range currentGroups() {
		u := shortage.Unit{Code: series.Code{List: shortage.GroupList, Value: g.code}}
		u.Need = append(u.Need,
			shortage.Term{Indicator: shortage.Entries, Floor: entriesFloor, NotCounted: g.outside,
				Value: perHundred(b.entries(territory, g.sectors, in.sectors, end), b.groupEmployed(territory, g, in))},
			shortage.Term{Indicator: shortage.HardToFill, Value: b.hardToFill(territory, g.sectors, end),
				Floor:      shortage.Floor{Parameter: shortage.ParamHardToFillRatio, Reference: &overall},
				NotCounted: householdsOnly(g)})
		if isItaly {
			u.Need = append(u.Need, b.nationalTerms(g, end, in)...)
		}
		b.currentIncidence(&u, g, in)
		panel.Units = append(panel.Units, u)
	}
	return panel, panel.Check()
}

// householdsOnly keeps the hard-to-fill share of culture and personal services
// from speaking for households, who are half of that group.
func householdsOnly(g currentGroup) string {
	if g.code == "R-T" {
		return g.outside
	}
	return ""
}

// nationalTerms are the terms that exist for Italy only.
func (b book) nationalTerms(g currentGroup, end series.Period, in workspaceInputs) []shortage.Term {
	var out []shortage.Term
	if len(g.vacancies) > 0 {
		reference := b.vacancyRate([]string{"0037"})
		out = append(out, shortage.Term{Indicator: shortage.VacancyRate, Value: b.vacancyRate(g.vacancies), NotCounted: g.uncovered,
			Floor: shortage.Floor{Parameter: shortage.ParamVacancyRatio, Reference: &reference}})
	}
	return append(out, in.figs.Terms(shortage.Applications, g.code, end.Year(), in.evidence, in.p)...)
}

// groupEmployed is the group's employed persons. Where ISTAT prints several
// groups together, they are divided as the latest published incidences imply;
// a region's division may lie off the national one by the split factor.
func (b book) groupEmployed(territory string, g currentGroup, in workspaceInputs) shortage.Estimate {
	e := b.employed(territory, g.plus, g.minus, false)
	if len(g.siblings) == 0 || !e.IsPoint() {
		return e
	}
	var own, all shortage.Estimate
	for _, code := range g.siblings {
		s := in.figs.Employed(code, math.MaxInt16)
		if code == g.code {
			own = s
		}
		all.Point += s.Point
	}
	share := own.Point / all.Point
	factor := 1.0
	if territory != "IT" {
		factor = in.p.Value(shortage.ParamSplitFactor)
	}
	low, high := share/factor, math.Min(1, share*factor)
	if math.IsNaN(share) {
		return shortage.Estimate{Point: math.NaN(), Bounds: shortage.Unbounded(), Period: e.Period, Note: "no published split"}
	}
	e.Bounds = e.Bounds.Times(shortage.Bounds{Lower: low, Upper: high})
	e.Point *= share
	e.Note = fmt.Sprintf("divided as in %s", own.Period)
	if factor != 1 {
		e.Point = math.NaN()
	}
	e.Sources = append(slices.Clone(e.Sources), own.Sources...)
	return e
}

// currentIncidence is foreign over all employed of Italy where ISTAT prints the
// group; otherwise the latest published one, with its own floor.
func (b book) currentIncidence(u *shortage.Unit, g currentGroup, in workspaceInputs) {
	if len(g.siblings) == 0 {
		own := perHundred(b.employed("IT", g.plus, g.minus, true), b.employed("IT", g.plus, g.minus, false))
		whole := perHundred(b.employed("IT", []string{"0010"}, nil, true), b.employed("IT", []string{"0010"}, nil, false))
		if own.IsPoint() && whole.IsPoint() {
			u.Incidence = own
			u.IncidenceFloor = &shortage.Floor{Parameter: shortage.ParamIncidenceRatio, Reference: &whole}
			return
		}
	}
	u.Incidence = shortage.Estimate{Point: math.NaN(), Bounds: shortage.Unbounded(), Note: "not published"}
	if in.published == nil {
		return
	}
	for _, p := range in.published.Units {
		if p.Code == u.Code {
			u.Incidence = p.Incidence
			u.Notes = append(u.Notes, "the incidence is the published one of "+in.published.Period)
		}
	}
}

// perHundred divides and keeps sources, period and mark.
func perHundred(top, bottom shortage.Estimate) shortage.Estimate {
	e := shortage.Estimate{Point: 100 * top.Point / bottom.Point, Bounds: top.Bounds.Over(bottom.Bounds, 100), Period: top.Period,
		Sources: append(slices.Clone(top.Sources), bottom.Sources...), IsSynthetic: top.IsSynthetic || bottom.IsSynthetic,
		Note: strings.TrimSpace(top.Note + " " + bottom.Note)}
	if math.IsInf(e.Point, 0) || !e.Bounds.IsKnown() {
		e.Point = math.NaN()
	}
	return e
}

func unknownReference() *shortage.Estimate {
	return &shortage.Estimate{Point: math.NaN(), Bounds: shortage.Unbounded()}
}
