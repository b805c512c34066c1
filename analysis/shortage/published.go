package shortage

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"fabbisogno/datasets/series"
)

// GroupList is the code list of the sector groups of published tables.
const GroupList = "sector_group"

// Published builds the panel of a year from published figures: incidence of the
// year, need as near to it in time as it is published.
//
// Rules, the same for every group:
//   - employed = foreign employed over incidence, of the year, or of the nearest
//     year that has both; the level only serves as the base of rates;
//   - planned entries are of the latest quarter printed for all groups, because a
//     common season makes them comparable; other printed quarters enter the draws;
//   - any other indicator takes the value nearest in time to the year; its other
//     printed years enter the draws;
//   - an economy-wide value used as floor is of the same period, or the nearest
//     within priority_period_gap_months; without one the term stays unknown.
func Published(figs Figures, year int, evidence []Evidence, p Parameters) (Panel, error) {
	if err := p.require(ParamPeriodGap); err != nil {
		return Panel{}, fmt.Errorf("build panel of %d: %w", year, err)
	}
	b := builder{figs: figs, year: year, p: p, gap: p.Value(ParamPeriodGap)}
	b.quarters = b.commonQuarters(evidence)
	period := fmt.Sprint(year)
	in := Panel{ID: "published_" + period, Territory: series.Code{List: "nuts2021", Value: "IT"}, Period: period}
	reference, err := b.economyIncidence()
	if err != nil {
		return Panel{}, fmt.Errorf("build panel %s: %w", in.ID, err)
	}
	in.IncidenceFloor = Floor{Parameter: ParamIncidenceRatio, Reference: &reference}
	for _, group := range groupsOf(evidence) {
		u := Unit{Code: series.Code{List: GroupList, Value: group}, Incidence: b.incidence(group)}
		stock := b.employed(group)
		for _, e := range evidence {
			if e.Group == group {
				u.Need = append(u.Need, b.term(e, stock)...)
			}
		}
		if len(u.Need) > 0 && stock.Period != period {
			u.Notes = append(u.Notes, fmt.Sprintf("rates per 100 employed use the employed of %s", stock.Period))
		}
		in.Units = append(in.Units, u)
	}
	if stock := b.employed("TOTAL"); len(b.quarters) > 0 {
		in.Notes = append(in.Notes, fmt.Sprintf("planned entries of %s are set against the employed of %s: the periods differ", b.quarters[0], stock.Period))
	}
	return in, in.Check()
}

// Terms are the terms of one indicator that speak for a group near a year; none
// when nothing is published. Planned entries are built by Published only.
func (fs Figures) Terms(indicator, group string, year int, evidence []Evidence, p Parameters) []Term {
	b := builder{figs: fs, year: year, p: p, gap: p.Value(ParamPeriodGap)}
	var out []Term
	for _, e := range evidence {
		if e.Group == group && e.Indicator == indicator && indicator != Entries {
			out = append(out, b.term(e, b.employed(group))...)
		}
	}
	return out
}

// Employed of a group, in persons, of the printed year nearest to year: foreign
// employed over incidence.
func (fs Figures) Employed(group string, year int) Estimate {
	return builder{figs: fs, year: year}.employed(group)
}

func groupsOf(evidence []Evidence) []string {
	var out []string
	for _, e := range evidence {
		if !slices.Contains(out, e.Group) {
			out = append(out, e.Group)
		}
	}
	return out
}

type builder struct {
	figs     Figures
	year     int
	p        Parameters
	gap      float64
	quarters []string // three-month spans printed for every group, latest first
}

func (b builder) middle() float64 { return float64(b.year*12) + 6 }

// economyIncidence is the printed one of the year, or foreign employed over the
// employed that a parameter declares.
func (b builder) economyIncidence() (Estimate, error) {
	period := fmt.Sprint(b.year)
	if f, ok := b.figs.pick("foreign_incidence_pct", "TOTAL", "", nil).at(period); ok {
		return f.estimate(), nil
	}
	id := "priority_employed_" + period + "_thousand"
	f, ok := b.figs.pick("foreign_employed_persons", "TOTAL", "", nil).at(period)
	q, err := b.p.Find(id)
	if !ok || err != nil {
		return Estimate{}, fmt.Errorf("economy-wide incidence of %s: neither printed nor computable (declare %s and load the foreign employed)", period, id)
	}
	e := f.estimate()
	e.Point = 100 * f.Value / (1000 * q.Value)
	e.Bounds = e.Bounds.Over(Bounds{Lower: 1000 * q.Minimum, Upper: 1000 * q.Maximum}, 100)
	e.Note = "computed: foreign employed over " + id
	return e, nil
}

// incidence of a group in the panel's year: printed, or an upper bound printed
// for the group or for parts that make it up.
func (b builder) incidence(group string) Estimate {
	period := fmt.Sprint(b.year)
	if f, ok := b.figs.pick("foreign_incidence_pct", group, "", nil).at(period); ok {
		return f.estimate()
	}
	e := Estimate{Point: math.NaN(), Bounds: Unbounded(), Period: period, Note: "not published"}
	for _, part := range partsOf[group] {
		f, ok := b.figs.pick("foreign_incidence_pct", part, "", nil).at(period)
		if !ok {
			return e
		}
		v := f.estimate()
		if !e.Bounds.IsKnown() {
			e.Bounds = v.Bounds
		}
		e.Bounds.Upper = math.Max(e.Bounds.Upper, v.Bounds.Upper)
		e.Bounds.Lower = math.Min(e.Bounds.Lower, v.Bounds.Lower)
		e.Sources = append(e.Sources, v.Sources...)
		e.Note = "a mean of parts lies between them: " + strings.Join(partsOf[group], ", ")
	}
	return e
}

// partsOf are the printed parts of a group that is not printed itself. U,
// international bodies, is some ten thousand persons and printed nowhere.
var partsOf = map[string][]string{"H_J-Q_U": {"H", "J-Q"}}

// employed is foreign employed over incidence, in persons.
func (b builder) employed(group string) Estimate {
	levels := b.figs.pick("foreign_employed_persons", group, "", nil)
	shares := b.figs.pick("foreign_incidence_pct", group, "", nil)
	levels = slices.DeleteFunc(levels, func(f Figure) bool {
		s, ok := shares.at(f.Period)
		return !ok || s.Status == "upper_bound"
	})
	level, ok := levels.nearest(b.middle())
	if !ok {
		return Estimate{Point: math.NaN(), Bounds: Unbounded()}
	}
	share, _ := shares.at(level.Period)
	l, s := level.estimate(), share.estimate()
	return Estimate{Point: 100 * l.Point / s.Point, Bounds: l.Bounds.Over(s.Bounds, 100), Period: level.Period,
		Sources: append(l.Sources, s.Sources...), Note: "foreign employed over incidence"}
}

// term builds a need term; none when nothing is published for it.
func (b builder) term(e Evidence, stock Estimate) []Term {
	t := Term{Indicator: e.Indicator, NotCounted: e.NotCounted}
	switch e.Indicator {
	case Entries:
		if !b.entriesTerm(&t, e, stock) {
			return nil
		}
	default:
		figs := b.figs.pick(e.Indicator, e.Whole[0], e.Channel, e.Refs)
		chosen, ok := figs.nearest(b.middle())
		if !ok {
			return nil
		}
		t.Value = chosen.estimate()
		for _, f := range figs {
			if f.Period != chosen.Period {
				t.Editions = append(t.Editions, f.estimate())
			}
		}
		t.Floor = b.floor(e.Indicator, chosen.Period)
	}
	t.Value.Note = strings.TrimSpace(e.Why + ". " + t.Value.Note)
	if e.CoverageMeasure != "" {
		if f, ok := b.figs.pick(e.CoverageMeasure, e.CoverageGroup, "", nil).nearest(b.middle()); ok {
			c := f.estimate()
			c.Point, c.Bounds = 100*c.Point/stock.Point, c.Bounds.Over(stock.Bounds, 100)
			t.CoveragePct = &c
		}
	}
	return []Term{t}
}

// floor of an indicator other than planned entries.
func (b builder) floor(indicator, period string) Floor {
	switch indicator {
	case Applications:
		return Floor{Parameter: ParamApplicationsFloor}
	case VacancyRate:
		return Floor{Parameter: ParamVacancyRatio, Reference: b.economy(indicator, "B-S", period)}
	}
	return Floor{Parameter: ParamHardToFillRatio, Reference: b.economy(indicator, "TOTAL", period)}
}

// economy is the economy-wide value of an indicator at a period, or the nearest
// within the gap; otherwise a value of which nothing is known.
func (b builder) economy(indicator, group, period string) *Estimate {
	figs := b.figs.pick(indicator, group, "", nil)
	if len(figs) == 0 && indicator == VacancyRate {
		// ISTAT prints the whole economy seasonally adjusted only; over a year the two agree.
		figs = b.figs.pick("job_vacancy_rate_sa_pct", group, "", nil)
	}
	f, ok := figs.at(period)
	if !ok {
		f, ok = figs.nearest(monthOf(period))
	}
	if !ok || math.Abs(monthOf(f.Period)-monthOf(period)) > b.gap {
		return &Estimate{Point: math.NaN(), Bounds: Unbounded(), Note: "no economy-wide value published near " + period}
	}
	e := f.estimate()
	return &e
}

// commonQuarters are the three-month spans printed for all groups, latest first,
// followed by none: a span that misses a group is only used in the draws.
func (b builder) commonQuarters(evidence []Evidence) []string {
	var out []string
	for _, f := range b.figs {
		if f.Measure != "planned_entries_persons" || f.Territory != "IT" || !isQuarter(f.Period) || slices.Contains(out, f.Period) {
			continue
		}
		isWhole := true
		for _, e := range evidence {
			if e.Indicator != Entries {
				continue
			}
			for _, code := range append(slices.Clone(e.Whole), e.Partly...) {
				_, ok := b.figs.pick("planned_entries_persons", code, "", nil).at(f.Period)
				isWhole = isWhole && ok
			}
		}
		if isWhole {
			out = append(out, f.Period)
		}
	}
	slices.SortFunc(out, func(x, y string) int { return cmp.Compare(monthOf(y), monthOf(x)) })
	return out
}

// entriesTerm fills in planned entries per 100 employed a quarter.
func (b builder) entriesTerm(t *Term, e Evidence, stock Estimate) bool {
	t.Floor = Floor{Parameter: ParamEntriesFloor}
	if len(b.quarters) == 0 || !stock.Bounds.IsKnown() {
		return false
	}
	var ok bool
	if t.Value, ok = b.entries(e, stock, b.quarters[0]); !ok {
		return false
	}
	periods := map[string]bool{b.quarters[0]: true}
	for _, code := range append(slices.Clone(e.Whole), e.Partly...) {
		for _, f := range b.figs.pick("planned_entries_persons", code, "", nil) {
			if !periods[f.Period] && isQuarter(f.Period) {
				periods[f.Period] = true
				if v, ok := b.entries(e, stock, f.Period); ok {
					t.Editions = append(t.Editions, v)
				}
			}
		}
	}
	return true
}

// entries of a span per 100 employed: the whole parts, and between none and all
// of the overlapping ones.
func (b builder) entries(e Evidence, stock Estimate, period string) (Estimate, bool) {
	sum := Estimate{Bounds: Exactly(0), Period: period}
	for i, code := range append(slices.Clone(e.Whole), e.Partly...) {
		f, ok := b.figs.pick("planned_entries_persons", code, "", nil).at(period)
		if !ok {
			return Estimate{}, false
		}
		v := f.estimate()
		if f.Status == "derived" {
			v.Bounds = b.residual(code, f, v.Bounds)
		}
		if i >= len(e.Whole) {
			v.Point, v.Bounds.Lower = math.NaN(), 0
		}
		sum.Point += v.Point
		sum.Bounds = sum.Bounds.Plus(v.Bounds)
		sum.Sources = append(sum.Sources, v.Sources...)
		sum.IsSynthetic = sum.IsSynthetic || v.IsSynthetic
	}
	sum.Point = 100 * sum.Point / stock.Point
	sum.Bounds = sum.Bounds.Over(stock.Bounds, 100)
	sum.Sources = append(sum.Sources, stock.Sources...)
	sum.Note = fmt.Sprintf("entries of %s over the employed of %s", period, stock.Period)
	return sum, true
}

// residual gives agriculture, where it was derived as total less industry and
// services, the rounding of the total, which is printed as 1.4 million.
func (b builder) residual(code string, f Figure, own Bounds) Bounds {
	if code != "A" {
		return own
	}
	out := own
	for i, part := range []string{"TOTAL", "B-F", "G-U"} {
		g, ok := b.figs.pick("planned_entries_persons", part, "", nil).at(f.Period)
		if !ok {
			return own
		}
		v := g.estimate().Bounds
		if i == 0 {
			out = v
			continue
		}
		out = Bounds{Lower: math.Max(0, out.Lower-v.Upper), Upper: out.Upper - v.Lower}
	}
	return out
}
