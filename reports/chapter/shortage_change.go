package chapter

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"fabbisogno/analysis/indicator"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// firstPlaces is the list of which one asks what entered and what left.
const firstPlaces = 10

// moved is a unit with a place in two periods.
type moved struct {
	before, after warehouse.Composite
	change        indicator.Reading // of places; below zero: nearer to the first
}

// move says which way the place went, and Still where the interval holds zero.
func (m moved) move() chart.Move {
	switch {
	case !m.change.IsSure():
		return chart.Still
	case m.change.Value < 0:
		return chart.Up
	}
	return chart.Down
}

// shortageChange is what entered and what left since an earlier period whose score is
// made of the same indicators: places of both, and the interval of the change.
func (s *Source) shortageChange(ctx context.Context, g *diagnosed) (figure.Figure, error) {
	f := figure.Figure{ID: g.figureID("change"), Question: both(func(l locale.Lang) string {
		return pick(l, "Chi è entrato e chi è uscito fra i %s con più carenza?", "Which %s entered the scarcest, and which left?", g.unitsWord(l))
	})}
	earlier, months, err := s.earlier(ctx, g)
	if err != nil || len(earlier) == 0 {
		return f, err
	}
	all := g.moves(earlier)
	if len(all) < leastRanked {
		return f, nil
	}
	was := &diagnosed{period: earlier[0].Period}
	slope := chart.Slope{X: chart.Axis{Label: text("posto in graduatoria, con l'intervallo; 1 è la carenza maggiore", "place in the ranking, with its interval; 1 is the greatest shortage"), Unit: locale.Count}, Reverse: true,
		From: both(was.when), To: both(g.when)}
	for _, m := range drawnMoves(all) {
		slope.Items = append(slope.Items, chart.SlopeItem{Label: s.label(m.after.Unit), Move: m.move(),
			Before: m.before.Rank, BeforeLower: m.before.RankLower, BeforeUpper: m.before.RankUpper,
			After: m.after.Rank, AfterLower: m.after.RankLower, AfterUpper: m.after.RankUpper})
	}
	f.Chart = slope
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Posti per punteggio di carenza, %s, %s: %s e %s", "Places by shortage score, %s, %s: %s and %s", g.unitsWord(l), l.Of(s.place(g.territory)), was.when(l), g.when(l))
	})
	g.changeWords(s, &f, all, len(slope.Items), was, months)
	f.Table = g.changeTable(s, all)
	p, err := s.diagnosisTrail(ctx, g, g.query("composite", "unit_code, rank, rank_lower, rank_upper", "rank, unit_code"), was.sameOf(g).query("composite", "unit_code, rank, rank_lower, rank_upper", "rank, unit_code"))
	if err != nil {
		return f, err
	}
	words, err := s.breaksBetween(ctx, was, g, p)
	if err != nil {
		return f, err
	}
	for _, w := range words {
		f.Notes[1] = join(f.Notes[1], w)
	}
	return s.finish(f, p, true), nil
}

// breaksBetween are the declared breaks, in the words of the catalogue, between the
// beginnings of two periods.
func (s *Source) breaksBetween(ctx context.Context, was, now *diagnosed, p *pulled) ([]Text, error) {
	declared, err := s.declaredBreaks(ctx)
	if err != nil {
		return nil, err
	}
	begins := func(period string) (time.Time, error) {
		from, _, _ := strings.Cut(period, "/")
		first, err := series.ParsePeriod(from)
		return first.First(), err
	}
	from, err := begins(was.period)
	if err != nil {
		return nil, err
	}
	to, err := begins(now.period)
	if err != nil {
		return nil, err
	}
	key := series.Key{Territory: now.territory, Occupation: now.cells[0].Unit}
	if now.kind == warehouse.KindSector {
		key = series.Key{Territory: now.territory, Industry: now.cells[0].Unit}
	}
	var out []Text
	for _, l := range p.lineage {
		for _, b := range declared.Of(l.Table, key) {
			if at := b.From.First(); !at.After(from) || at.After(to) {
				continue
			}
			words := both(func(l locale.Lang) string {
				return pick(l, "Interruzione della serie, %s. %s", "Break in the series, %s. %s", l.Period(b.From), l.Of(Text{IT: b.WhatIT, EN: b.WhatEN}))
			})
			if !slices.Contains(out, words) {
				out = append(out, words)
			}
		}
	}
	return out, nil
}

// sameOf is the group of another period.
func (g *diagnosed) sameOf(other *diagnosed) *diagnosed {
	return &diagnosed{kind: other.kind, list: other.list, territory: other.territory, period: g.period}
}

// mostInCommon is how many months two periods may share and still be two.
const mostInCommon = 6

// earlier are the units of the period to compare with: the latest whole year whose
// score is made of the same indicators and that shares at most six months with this
// period, and how many it shares. None where no earlier year has the same indicators:
// a place in another score is no earlier place.
func (s *Source) earlier(ctx context.Context, g *diagnosed) (found []warehouse.Composite, months int, err error) {
	filter := warehouse.DiagnosisFilter{Kind: g.kind, Territory: g.territory.Value, UnitList: g.list}
	composites, err := s.DB.Composites(ctx, filter)
	if err != nil {
		return nil, 0, err
	}
	parts, err := s.DB.CompositeParts(ctx, filter)
	if err != nil {
		return nil, 0, err
	}
	indicators := map[string][]string{}
	for _, p := range parts {
		if !slices.Contains(indicators[p.Period], p.Indicator) {
			indicators[p.Period] = append(indicators[p.Period], p.Indicator)
			slices.Sort(indicators[p.Period])
		}
	}
	best := ""
	for _, c := range composites {
		common, isYear := monthsInCommon(c.Period, g.period)
		if !isYear || common > mostInCommon || c.Period <= best || !slices.Equal(indicators[c.Period], indicators[g.period]) {
			continue
		}
		best, months = c.Period, common
	}
	for _, c := range composites {
		if c.Period == best && best != "" {
			found = append(found, c)
		}
	}
	return found, months, nil
}

// monthsInCommon of a whole year and a later period; false where the first is no whole
// year or does not begin before the second.
func monthsInCommon(period, later string) (int, bool) {
	year, err := series.ParsePeriod(period)
	if err != nil || year.Freq() != series.Year {
		return 0, false
	}
	from, _, _ := strings.Cut(later, "/")
	first, err := series.ParsePeriod(from)
	if err != nil || first.Year() < year.Year() || first.Freq() == series.Year && first.Year() == year.Year() {
		return 0, false
	}
	if first.Freq() != series.Month || first.Year() > year.Year() {
		return 0, true
	}
	return 13 - first.Sub(), first.Sub() > 1
}

// moves are the units with a place in both periods, in the order of their places now.
func (g *diagnosed) moves(earlier []warehouse.Composite) []moved {
	before := map[string]warehouse.Composite{}
	for _, c := range earlier {
		if !math.IsNaN(c.Rank) {
			before[c.Unit.Value] = c
		}
	}
	reading := func(c warehouse.Composite) indicator.Reading {
		return indicator.Reading{Value: c.Rank, Lower: c.RankLower, Upper: c.RankUpper}
	}
	var out []moved
	for _, c := range g.cells[:g.ranked] {
		if b, ok := before[c.Unit.Value]; ok {
			out = append(out, moved{b, c, indicator.Change(reading(b), reading(c))})
		}
	}
	return out
}

// drawnMoves are the units that stand in the first places in either period, and those
// that are sure to have moved, as many as can be read; sure ones first, then by place.
func drawnMoves(all []moved) []moved {
	picked := slices.DeleteFunc(slices.Clone(all), func(m moved) bool {
		return m.move() == chart.Still && m.before.Rank > firstPlaces && m.after.Rank > firstPlaces
	})
	sure := func(m moved) int {
		if m.move() == chart.Still {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(picked, func(a, b moved) int { return cmp.Compare(sure(a), sure(b)) })
	picked = picked[:min(len(picked), mostBars)]
	slices.SortStableFunc(picked, func(a, b moved) int { return cmp.Compare(a.after.Rank, b.after.Rank) })
	return picked
}

// changeWords fills in the sentences. What is not sure is not said to have changed.
func (g *diagnosed) changeWords(s *Source, f *figure.Figure, all []moved, drawn int, was *diagnosed, months int) {
	var up, down, entered, left []Text
	for _, m := range all {
		name := s.label(m.after.Unit)
		switch m.move() {
		case chart.Up:
			up = append(up, name)
			if m.before.Rank > firstPlaces && m.after.Rank <= firstPlaces {
				entered = append(entered, name)
			}
		case chart.Down:
			down = append(down, name)
			if m.before.Rank <= firstPlaces && m.after.Rank > firstPlaces {
				left = append(left, name)
			}
		}
	}
	tell(f, toldCount("drawn_count", "Righe nel disegno", "Rows in the drawing", drawn), toldCount("first_places_count", "Primi posti confrontati", "First places compared", firstPlaces),
		toldCount("changed_count", "Posti cambiati con certezza", "Places sure to have changed", len(up)+len(down)))
	f.Finding = both(func(l locale.Lang) string {
		if len(up)+len(down) == 0 {
			return pick(l, "Rispetto al periodo precedente nessun cambiamento di posto è accertato", "No change of place since the earlier period is established")
		}
		return pick(l, counted(len(up)+len(down), "Un cambiamento di posto accertato su %[2]s rispetto al periodo precedente", "%[1]s cambiamenti di posto accertati su %[2]s rispetto al periodo precedente"),
			counted(len(up)+len(down), "One of %[2]s places is sure to have changed since the earlier period", "%[1]s of %[2]s places are sure to have changed since the earlier period"), l.Integer(len(up)+len(down)), l.Integer(len(all)))
	})
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "Posti di %s %s in due periodi. In salita: %s; in discesa: %s; entrati nei primi %s: %s; usciti: %s.",
			"Places of %s %s in two periods. Up: %s; down: %s; entered the first %s: %s; left: %s.", l.Integer(drawn), g.unitsWord(l),
			namesOrNone(l, up), namesOrNone(l, down), l.Integer(firstPlaces), namesOrNone(l, entered), namesOrNone(l, left))
	})
	f.HowToRead = both(func(l locale.Lang) string {
		return pick(l, "Fra parentesi i posti possibili in %s. Una linea spessa è un cambiamento il cui intervallo non comprende lo zero; tratteggiata: il cambiamento potrebbe non esserci. Il disegno mostra i primi %s posti dei due periodi e chi ha cambiato posto con certezza; gli altri sono nella tabella.",
			"In brackets the possible places in %s. A strong line is a change whose interval leaves zero out; dashed: it may be none. Shown are the first %s places of both periods and what is sure to have changed; the others are in the table.", cases(l, g.level), l.Integer(firstPlaces))
	})
	method := text("L'intervallo del cambiamento viene da quelli dei due periodi come se i loro errori fossero indipendenti (Zou e Donner, 2008); poiché le scelte di metodo sono le stesse, è semmai troppo largo. I due punteggi hanno gli stessi indicatori.",
		"The interval of the change is made of those of the two periods as if their errors were independent (Zou and Donner, 2008); as the choices of method are the same, it is too wide if anything. Both scores have the same indicators.")
	if months > 0 {
		tell(f, toldCount("shared_months_count", "Mesi che i due periodi hanno in comune", "Months that the two periods share", months))
		method = join(method, both(func(l locale.Lang) string {
			return pick(l, counted(months, "I due periodi hanno in comune %s mese su dodici.", "I due periodi hanno in comune %s mesi su dodici."),
				counted(months, "The two periods share %s month of twelve.", "The two periods share %s months of twelve."), l.Integer(months))
		}))
	}
	f.Notes = []Text{both(func(l locale.Lang) string {
		if len(entered)+len(left) == 0 {
			return pick(l, "Nessuno è entrato fra i primi %s, né ne è uscito, con certezza.", "None is sure to have entered the first %s, or to have left them.", l.Integer(firstPlaces))
		}
		return pick(l, "Fra i primi %s: entrati con certezza %s; usciti con certezza %s.", "Among the first %s: sure to have entered: %s; sure to have left: %s.", l.Integer(firstPlaces), namesOrNone(l, entered), namesOrNone(l, left))
	}), method}
}

// namesOrNone joins names, or says that there is none.
func namesOrNone(l locale.Lang, names []Text) string {
	if len(names) == 0 {
		return pick(l, "nessuno", "none")
	}
	return l.Join(inLang(l, names))
}

// moveWords are the moves in words.
var moveWords = map[chart.Move]figure.Cell{
	chart.Up: {Text: text("in salita", "up"), Code: "up"}, chart.Down: {Text: text("in discesa", "down"), Code: "down"},
	chart.Still: {Text: text("nessun cambiamento accertato", "no change established"), Code: "not_established"},
}

func (g *diagnosed) changeTable(s *Source, all []moved) figure.Table {
	of := func(name string, head Text, k figure.Kind) figure.Column {
		c := figure.Column{Name: name, Head: head, Kind: k, Unit: locale.Count}
		if k != figure.Value {
			c.Level = g.level
		}
		return c
	}
	t := figure.Table{Columns: []figure.Column{g.unitColumn(),
		of("rank_before_count", text("Posto prima", "Place before"), figure.Value), of("rank_before_best", text("Prima, migliore", "Before, best"), figure.Lower), of("rank_before_worst", text("Prima, peggiore", "Before, worst"), figure.Upper),
		of("rank_count", text("Posto ora", "Place now"), figure.Value), of("rank_best", text("Ora, migliore", "Now, best"), figure.Lower), of("rank_worst", text("Ora, peggiore", "Now, worst"), figure.Upper),
		{Name: "rank_change_count", Head: text("Cambiamento", "Change"), Kind: figure.Value, Unit: locale.Count, Decimals: 1},
		{Name: "rank_change_lower", Head: text("Cambiamento, min", "Change, low"), Kind: figure.Lower, Unit: locale.Count, Decimals: 1, Level: g.level},
		{Name: "rank_change_upper", Head: text("Cambiamento, max", "Change, high"), Kind: figure.Upper, Unit: locale.Count, Decimals: 1, Level: g.level},
		{Name: "move", Head: text("Esito", "Outcome"), Kind: figure.Status}}}
	for _, m := range all {
		t.Rows = append(t.Rows, []figure.Cell{{Text: s.label(m.after.Unit), Code: m.after.Unit.Value},
			number(m.before.Rank), number(m.before.RankLower), number(m.before.RankUpper), number(m.after.Rank), number(m.after.RankLower), number(m.after.RankUpper),
			number(m.change.Value), number(m.change.Lower), number(m.change.Upper), moveWords[m.move()]})
	}
	return t
}
