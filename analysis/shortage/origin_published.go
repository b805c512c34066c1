package shortage

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"fabbisogno/datasets/series"
)

// OriginFigure is a published figure with the labels that only these tables have.
type OriginFigure struct {
	Figure
	Occupation  string // the source's own word
	Citizenship string // whose figure it is; empty: everybody
}

// OriginFigures are published figures in any order.
type OriginFigures []OriginFigure

// OriginInputs are what a panel of an origin country is built from.
type OriginInputs struct {
	Evidence OriginEvidence
	Labelled OriginFigures // figures by occupation or citizenship
	Plain    Figures       // the others, as the rule for priority sectors reads them
	Italy    *Panel        // the published panel whose incidence is taken; nil: none
}

// Training are the terms of the origin country's training strength in a unit.
//
//	programme: 1 when the unit lies wholly inside a field that the national training
//	           programme names, 0 when no field holds any of it, between when a
//	           field is a part of it;
//	trade:     the share of the unit's trades among registered emigrants with a named
//	           trade, over its share of planned entries in Italy. Only lists that print
//	           every declared occupation are used: one that is not printed is not
//	           zero. The latest is taken, earlier ones enter the draws;
//	presence:  the share of the group among the country's workers in Italy over its
//	           share of all employed.
func (in OriginInputs) Training(u OriginSector) []Term {
	var out []Term
	if t, ok := in.programme(u); ok {
		out = append(out, t)
	}
	if t, ok := in.trade(u); ok {
		out = append(out, t)
	}
	if t, ok := in.presence(u); ok {
		out = append(out, t)
	}
	return out
}

// programme builds the term of the printed list of fields; false when none is loaded.
func (in OriginInputs) programme(u OriginSector) (Term, bool) {
	t := Term{Indicator: OriginProgramme, Floor: Floor{Parameter: ParamOriginProgramme}}
	i := slices.IndexFunc(in.Labelled, func(f OriginFigure) bool { return f.Measure == programmeList && f.Territory == in.Evidence.Country })
	if i < 0 {
		return t, false
	}
	f := in.Labelled[i]
	t.Value = Estimate{Bounds: Exactly(0), Period: f.Period, Sources: []Source{f.Source}, IsSynthetic: f.IsSynthetic}
	list, _, _ := strings.Cut(f.Note, " | ") // the list stands in the note, before the publication
	printed := strings.Split(list, "; ")
	var names []string
	for _, l := range in.Evidence.Programmes {
		if !slices.Contains(printed, l.Label) {
			continue
		}
		switch {
		case slices.Contains(l.Whole, u.Code):
			t.Value.Bounds = Exactly(1)
		case slices.Contains(l.Partly, u.Code):
			t.Value.Bounds.Upper = 1
		default:
			continue
		}
		names = append(names, l.Label)
	}
	t.Value.Point = t.Value.Bounds.Lower
	if t.Value.Bounds.Lower != t.Value.Bounds.Upper {
		t.Value.Point = math.NaN()
	}
	t.Value.Note = strings.Join(names, "; ")
	return t, true
}

// programmeList is the printed list of the fields of the training programme.
const programmeList = "printed_list_text"

// trade builds the term of emigrants by occupation; false when no complete list or no demand is printed.
func (in OriginInputs) trade(u OriginSector) (Term, bool) {
	t := Term{Indicator: OriginTrade, Floor: Floor{Parameter: ParamOriginTrade}}
	demand, ok := in.demandShare(u.Entries)
	if !ok {
		return t, false
	}
	lists := in.completeLists()
	for i, period := range lists {
		supply := in.emigrantShare(u.Code, period)
		e := Estimate{Point: supply.Point / demand.Point, Bounds: supply.Bounds.Over(demand.Bounds, 1), Period: period,
			Sources: slices.Concat(supply.Sources, demand.Sources), IsSynthetic: supply.IsSynthetic || demand.IsSynthetic,
			Note: fmt.Sprintf("emigrants of %s against planned entries of %s. %s", period, demand.Period, supply.Note)}
		if i == 0 {
			t.Value = e
			continue
		}
		t.Editions = append(t.Editions, e)
	}
	return t, len(lists) > 0
}

// completeLists are the periods in which every declared occupation is printed, latest first.
func (in OriginInputs) completeLists() []string {
	printed := map[string]map[string]bool{}
	for _, f := range in.Labelled {
		if f.isEmigrants(in.Evidence.Country) && f.Occupation != "" {
			if printed[f.Period] == nil {
				printed[f.Period] = map[string]bool{}
			}
			printed[f.Period][f.Occupation] = true
		}
	}
	var out []string
	for period, labels := range printed {
		isWhole := true
		for _, l := range in.Evidence.Trades {
			isWhole = isWhole && labels[l.Label]
		}
		if isWhole {
			out = append(out, period)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(cmp.Compare(monthOf(b), monthOf(a)), strings.Compare(a, b)) })
	return out
}

func (f OriginFigure) isEmigrants(country string) bool {
	return f.Measure == "registered_workers_persons" && f.Territory == country
}

// emigrantShare of the unit's trades among emigrants with a named trade.
func (in OriginInputs) emigrantShare(unit, period string) Estimate {
	whole, partly, all := 0.0, 0.0, 0.0
	var names, doubtful []string
	e := Estimate{Period: period}
	for _, l := range in.Evidence.Trades {
		i := slices.IndexFunc(in.Labelled, func(f OriginFigure) bool {
			return f.isEmigrants(in.Evidence.Country) && f.Period == period && f.Occupation == l.Label
		})
		if i < 0 {
			continue // completeLists has seen it
		}
		f := in.Labelled[i]
		all += f.Value
		switch {
		case slices.Contains(l.Whole, unit):
			whole += f.Value
			names = append(names, l.Label)
		case slices.Contains(l.Partly, unit):
			partly += f.Value
			doubtful = append(doubtful, l.Label)
		default:
			continue
		}
		e.Sources = append(e.Sources, f.Source)
		e.IsSynthetic = e.IsSynthetic || f.IsSynthetic
	}
	e.Point, e.Bounds = whole/all, Bounds{Lower: whole / all, Upper: (whole + partly) / all}
	if partly > 0 {
		e.Point = math.NaN()
	}
	e.Note = "Wholly: " + orNone(names) + ". In part: " + orNone(doubtful)
	return e
}

func orNone(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// demandShare is the groups' share of Italy's planned entries, of the latest
// quarter in which they are all printed.
func (in OriginInputs) demandShare(groups []string) (Estimate, bool) {
	const measure = "planned_entries_persons"
	totals := in.Plain.pick(measure, "TOTAL", "", nil)
	slices.Reverse(totals)
	for _, total := range totals {
		if !isQuarter(total.Period) {
			continue
		}
		sum, whole := Estimate{Bounds: Exactly(0), Period: total.Period}, total.estimate()
		found := 0
		for _, g := range groups {
			f, ok := in.Plain.pick(measure, g, "", nil).at(total.Period)
			if !ok {
				break
			}
			v := f.estimate()
			if f.Status == "derived" {
				v.Bounds = builder{figs: in.Plain}.residual(g, f, v.Bounds)
			}
			found++
			sum.Point, sum.Bounds = sum.Point+v.Point, sum.Bounds.Plus(v.Bounds)
			sum.Sources = append(sum.Sources, v.Sources...)
		}
		if found < len(groups) {
			continue
		}
		sum.Sources = append(sum.Sources, whole.Sources...)
		sum.Point, sum.Bounds = sum.Point/whole.Point, sum.Bounds.Over(whole.Bounds, 1)
		return sum, sum.Bounds.IsKnown()
	}
	return Estimate{}, false
}

// presence builds the term of workers already in Italy; false when the unit has no group.
func (in OriginInputs) presence(u OriginSector) (Term, bool) {
	t := Term{Indicator: OriginPresence, Floor: Floor{Parameter: ParamOriginPresence}, NotCounted: u.PresenceNotCounted}
	if u.Presence == "" {
		return t, false
	}
	var found OriginFigures
	for _, f := range in.Labelled {
		if f.Measure == "sector_share_of_employed_pct" && f.Citizenship == in.Evidence.Country && f.Group == u.Presence && f.Occupation == "" {
			found = append(found, f)
		}
	}
	slices.SortFunc(found, func(a, b OriginFigure) int { return strings.Compare(a.Period, b.Period) })
	slices.Reverse(found)
	for _, f := range found {
		group, all := in.Plain.Employed(u.Presence, yearOf(f.Period)), in.Plain.Employed("TOTAL", yearOf(f.Period))
		share := group.Bounds.Over(all.Bounds, 100)
		v := f.estimate()
		e := Estimate{Point: v.Point / (100 * group.Point / all.Point), Bounds: v.Bounds.Over(share, 1), Period: f.Period,
			Sources: slices.Concat(v.Sources, group.Sources, all.Sources), IsSynthetic: f.IsSynthetic,
			Note: fmt.Sprintf("share of %s over the share of all employed in %s", f.Period, group.Period)}
		if !e.Bounds.IsKnown() {
			continue
		}
		if t.Value.Period == "" {
			t.Value = e
			continue
		}
		t.Editions = append(t.Editions, e)
	}
	return t, t.Value.Period != ""
}

func yearOf(period string) int { return int(monthOf(period) / 12) }

// PublishedOrigin builds the panel of a region from published figures: the
// shortage from the occupations printed for it, each against the region's own
// total of the same period, or the nearest within priority_period_gap_months.
// Where only reasons of difficulty are printed, their sum bounds the share below; a
// sector of which nothing is printed for the region borrows the figure of Italy, see borrow.
func PublishedOrigin(territory string, in OriginInputs, p Parameters) (OriginPanel, error) {
	out := OriginPanel{ID: "published_origin_" + strings.ToLower(in.Evidence.Country), Territory: series.Code{List: "nuts2021", Value: territory}, Country: in.Evidence.Country}
	if err := p.require(ParamPeriodGap, ParamRankLevel); err != nil {
		return out, fmt.Errorf("build panel %s of %s: %w", out.ID, territory, err)
	}
	var last string
	for _, u := range in.Evidence.Units {
		unit := in.Unit(u)
		for _, l := range in.Evidence.Shortages {
			if !slices.Contains(l.Whole, u.Code) {
				continue
			}
			for _, t := range in.hardToFill(territory, l, p.Value(ParamPeriodGap)) {
				unit.Shortage = append(unit.Shortage, t)
				if monthOf(t.Value.Period) > monthOf(last) || last == "" {
					last = t.Value.Period
				}
			}
		}
		if t, ok := in.borrowedTerm(territory, u, unit.Shortage, p); ok {
			unit.Shortage = append(unit.Shortage, t)
		}
		out.Units = append(out.Units, unit)
	}
	if last == "" {
		return out, fmt.Errorf("build panel %s: no difficulty of hiring is published by occupation for %s", out.ID, territory)
	}
	out.Period = last
	return out, out.Check()
}

// borrowedTerm is the shortage of a unit as Italy's figures give it. Beside figures of
// the region's own it is shown and not counted.
func (in OriginInputs) borrowedTerm(territory string, u OriginSector, own []Term, p Parameters) (Term, bool) {
	e, overall, ok := in.borrow(territory, u, p.Value(ParamPeriodGap), p.Value(ParamRankLevel))
	t := Term{Indicator: HardToFill, Value: e, Floor: Floor{Parameter: ParamHardToFillRatio, Reference: overall}}
	if len(own) > 0 {
		t.NotCounted = borrowedNote + "; the region's own figures count"
	}
	return t, ok
}

// Unit is a unit of the declared evidence with its training terms and the incidence
// of Italy; the shortage is the caller's.
func (in OriginInputs) Unit(u OriginSector) OriginUnit {
	out := OriginUnit{Code: series.Code{List: GroupList, Value: u.Code}, Training: in.Training(u),
		Incidence: Estimate{Point: math.NaN(), Bounds: Unbounded(), Note: "not published"}, IncidenceFloor: Floor{Parameter: ParamIncidenceRatio, Reference: &Estimate{Point: math.NaN(), Bounds: Unbounded()}}}
	if in.Italy == nil {
		return out
	}
	for _, x := range in.Italy.Units {
		if x.Code.Value == u.Incidence {
			out.Incidence, out.IncidenceFloor = x.Incidence, in.Italy.incidenceFloor(x)
		}
	}
	return out
}

// hardToFill are the terms of one printed occupation in a territory, one a period.
func (in OriginInputs) hardToFill(territory string, l OriginLine, gap float64) []Term {
	type printed struct {
		share   *Figure
		reasons []Figure
	}
	at := map[string]*printed{}
	var periods []string
	for _, f := range in.Labelled {
		isReason := f.Measure == "no_candidates_share_pct" || f.Measure == "inadequate_preparation_share_pct"
		if f.Territory != territory || f.Occupation != l.Label || f.Measure != HardToFill && !isReason {
			continue
		}
		if at[f.Period] == nil {
			at[f.Period] = &printed{}
			periods = append(periods, f.Period)
		}
		if isReason {
			at[f.Period].reasons = append(at[f.Period].reasons, f.Figure)
			continue
		}
		at[f.Period].share = &f.Figure
	}
	slices.SortFunc(periods, func(a, b string) int { return cmp.Compare(monthOf(a), monthOf(b)) })
	var out []Term
	for _, period := range periods {
		t := Term{Indicator: HardToFill, Floor: Floor{Parameter: ParamHardToFillRatio, Reference: in.total(territory, period, gap)}}
		if f := at[period].share; f != nil {
			t.Value = f.estimate()
			t.Value.Note = l.Label
		} else {
			t.Value = reasonsBound(at[period].reasons, period)
			t.Value.Note = l.Label + ": at least the sum of the printed reasons"
		}
		out = append(out, t)
	}
	return out
}

// reasonsBound is what printed reasons say of the share of hard-to-fill entries: an entry has one main reason.
func reasonsBound(reasons []Figure, period string) Estimate {
	e := Estimate{Point: math.NaN(), Bounds: Bounds{Lower: 0, Upper: 100}, Period: period}
	for _, f := range reasons {
		v := f.estimate()
		e.Bounds.Lower += v.Bounds.Lower
		e.Sources = append(e.Sources, v.Sources...)
		e.IsSynthetic = e.IsSynthetic || v.IsSynthetic
	}
	return e
}

// total is the territory's own hard-to-fill share at a period, or the nearest within the gap.
func (in OriginInputs) total(territory, period string, gap float64) *Estimate {
	var best *Figure
	for _, f := range in.Plain {
		if f.Measure != HardToFill || f.Territory != territory || f.Group != "TOTAL" || f.Ref != "" {
			continue
		}
		switch near := away(f.Period, period); {
		case best == nil, near < away(best.Period, period), near == away(best.Period, period) && f.Period > best.Period:
			best = &f
		}
	}
	if best == nil || away(best.Period, period) > gap {
		return &Estimate{Point: math.NaN(), Bounds: Unbounded(), Note: "no overall value published near " + period}
	}
	e := best.estimate()
	return &e
}

// away is the distance of two periods in months.
func away(a, b string) float64 { return math.Abs(monthOf(a) - monthOf(b)) }
