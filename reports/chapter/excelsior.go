package chapter

import (
	"context"
	"math"
	"slices"
	"strings"

	"fabbisogno/analysis/indicator"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// Measures of the monthly Excelsior tables.
const (
	entries       = "planned_entries_persons"
	hardShare     = "hard_to_fill_share_pct"
	noCandidates  = "no_candidates_share_pct"
	notPrepared   = "inadequate_preparation_share_pct"
	immigrants    = "immigrant_entries_share_pct"
	year          = 12 // months of a year: sums and means run over the last twelve
	rankingLevel  = 0.80
	mostBars      = 20
	excelsiorName = "excelsior_monthly"
)

// excelsior reads months of the Excelsior tables for territories, from two years
// before the end on: enough for yearly sums and their comparison.
func (s *Source) excelsior(ctx context.Context, territories []series.Code, industryList, occupationList string, measures ...string) (*pulled, error) {
	return s.pull(ctx, s.recentExcelsior(territories, industryList, occupationList, measures...))
}

// recentExcelsior selects what excelsior reads.
func (s *Source) recentExcelsior(territories []series.Code, industryList, occupationList string, measures ...string) warehouse.Selection {
	sel := warehouse.Selection{Tables: []string{excelsiorName}, Measures: measures, Freq: series.Month,
		Territories: territories, IndustryList: industryList, OccupationList: occupationList, AsOf: s.AsOf}
	if !s.AsOf.IsZero() {
		sel.From = s.AsOf.AddDate(-3, 0, 0)
	}
	return sel
}

// unit is one row of a ranking: an industry, an occupation or a region.
type unit struct {
	code      series.Code
	label     Text
	entries   float64 // sum of the last twelve months
	share     float64 // hard to fill, last twelve months, weighted by entries
	expected  float64 // mean share of the next twelve months
	interval  series.Interval
	reference float64 // share of the comparison territory

	expectedEntries float64 // sum of the next twelve months
	entriesInterval series.Interval
}

// units gathers entries, shares and expected shares by the dimension that of picks.
func (s *Source) units(ctx context.Context, p *pulled, codes []series.Code, of func(series.Key) series.Code, match func(series.Key) bool) ([]unit, error) {
	var out []unit
	for _, code := range codes {
		is := func(measure string) func(series.Key) bool {
			return func(k series.Key) bool { return k.Measure == measure && of(k) == code && match(k) }
		}
		count, okCount := p.find(is(entries))
		share, okShare := p.find(is(hardShare))
		if !okCount || !okShare {
			continue
		}
		u := unit{code: code, label: s.label(code), entries: indicator.TrailingSum(count, year),
			share: indicator.TrailingShare(share, count, count.End(), year), reference: math.NaN()}
		fc, err := s.forecastsOf(ctx, share.Key)
		if err != nil {
			return nil, err
		}
		u.expected, u.interval = meanOfYear(fc)
		p.give(share.Key, fc)
		if fc, err = s.forecastsOf(ctx, count.Key); err != nil {
			return nil, err
		}
		u.expectedEntries, u.entriesInterval = meanOfYear(fc)
		p.give(count.Key, fc)
		u.expectedEntries *= year
		u.entriesInterval.Lower, u.entriesInterval.Upper = year*u.entriesInterval.Lower, year*u.entriesInterval.Upper
		out = append(out, u)
	}
	return out, nil
}

// meanOfYear is the mean of the first twelve forecasts with a careful interval.
func meanOfYear(fc []warehouse.Forecast) (float64, series.Interval) {
	if len(fc) < year {
		return math.NaN(), series.Interval{Level: rankingLevel, Lower: math.NaN(), Upper: math.NaN()}
	}
	var means []float64
	var ivs []series.Interval
	for _, f := range fc[:year] {
		means = append(means, f.Mean)
		ivs = append(ivs, intervalOf(f, rankingLevel))
	}
	return indicator.MeanInterval(means, ivs)
}

// entriesColumns are the entries of the last twelve months and of the next ones.
func entriesColumns() []figure.Column {
	col := func(name string, head Text, kind figure.Kind) figure.Column {
		c := figure.Column{Name: name, Head: head, Kind: kind, Unit: locale.Persons}
		if kind != figure.Value {
			c.Level = rankingLevel
		}
		return c
	}
	return []figure.Column{
		col(entries, text("Entrate, ultimi 12 mesi", "Entries, last 12 months"), figure.Value),
		col("entries_lower_80", text("80%, inferiore", "80%, lower"), figure.Lower), col("entries_upper_80", text("80%, superiore", "80%, upper"), figure.Upper),
		col("expected_entries_persons", text("Entrate attese, prossimi 12 mesi", "Entries expected, next 12 months"), figure.Value),
		col("expected_entries_lower_80", text("80%, inferiore", "80%, lower"), figure.Lower), col("expected_entries_upper_80", text("80%, superiore", "80%, upper"), figure.Upper),
	}
}

// entriesCells fill entriesColumns.
func (s *Source) entriesCells(u unit) []figure.Cell {
	iv := s.observed(u.entries)
	return []figure.Cell{number(u.entries), number(iv.Lower), number(iv.Upper), number(u.expectedEntries), number(u.entriesInterval.Lower), number(u.entriesInterval.Upper)}
}

// byExpected sorts units by expected share, largest first; what is not known comes last.
func byExpected(all []unit) {
	slices.SortStableFunc(all, func(a, b unit) int {
		switch {
		case math.IsNaN(a.expected) && math.IsNaN(b.expected):
			return a.code.Compare(b.code)
		case math.IsNaN(a.expected):
			return 1
		case math.IsNaN(b.expected):
			return -1
		case a.expected != b.expected:
			if a.expected > b.expected {
				return -1
			}
			return 1
		}
		return a.code.Compare(b.code)
	})
}

// known are the units whose expected share has an interval.
func known(all []unit) []unit {
	return slices.DeleteFunc(slices.Clone(all), func(u unit) bool { return math.IsNaN(u.interval.Lower) || math.IsNaN(u.interval.Upper) })
}

// howDots is how to read every ranking with intervals.
var howDots = text(
	"Il punto è il valore atteso in media nei prossimi 12 mesi, il segmento lo contiene in 8 casi su 10; il cerchio vuoto è il confronto. Dove i segmenti si sovrappongono, l'ordine non è certo.",
	"The dot is the mean expected over the next 12 months, the segment holds it in 8 cases out of 10; the hollow circle is the comparison. Where segments overlap, the order is not certain.")

// noteComonotone says how the yearly interval is made.
var noteComonotone = text(
	"L'intervallo annuo suppone che gli errori dei mesi si muovano insieme: è largo per prudenza.",
	"The yearly interval supposes that the errors of the months move together: it is wide out of caution.")

// rankingTable is the table of a ranking: expected share, interval, places allowed, last year's share, entries.
func rankingTable(all []unit, head Text, column string, reference Text) figure.Table {
	ivs := make([]series.Interval, len(all))
	for i, u := range all {
		ivs[i] = u.interval
	}
	best, worst := indicator.RankBounds(ivs)
	t := figure.Table{Columns: []figure.Column{
		{Name: column, Head: head, Kind: figure.Label},
		{Name: "expected_hard_to_fill_share_pct", Head: text("Quota attesa, %", "Expected share, %"), Kind: figure.Value, Unit: locale.Pct, Decimals: 1},
		{Name: "expected_lower_80", Head: text("80%, inferiore", "80%, lower"), Kind: figure.Lower, Unit: locale.Pct, Decimals: 1, Level: rankingLevel},
		{Name: "expected_upper_80", Head: text("80%, superiore", "80%, upper"), Kind: figure.Upper, Unit: locale.Pct, Decimals: 1, Level: rankingLevel},
		{Name: "rank_count", Head: text("Posto", "Place"), Kind: figure.Value, Unit: locale.Count},
		{Name: "rank_best", Head: text("Posto migliore", "Best place"), Kind: figure.Lower, Unit: locale.Count, Level: rankingLevel},
		{Name: "rank_worst", Head: text("Posto peggiore", "Worst place"), Kind: figure.Upper, Unit: locale.Count, Level: rankingLevel},
		{Name: "hard_to_fill_share_pct", Head: text("Ultimi 12 mesi, %", "Last 12 months, %"), Kind: figure.Value, Unit: locale.Pct, Decimals: 1},
		{Name: "planned_entries_persons", Head: text("Entrate, 12 mesi", "Entries, 12 months"), Kind: figure.Value, Unit: locale.Persons},
	}}
	withReference := reference.IsComplete()
	if withReference {
		t.Columns = append(t.Columns, figure.Column{Name: "reference_share_pct", Head: reference, Kind: figure.Value, Unit: locale.Pct, Decimals: 1})
	}
	for i, u := range all {
		row := []figure.Cell{{Text: u.label, Code: u.code.Value}, number(u.expected), number(u.interval.Lower), number(u.interval.Upper),
			number(place(all, u)), number(float64(best[i])), number(float64(worst[i])), number(u.share), number(u.entries)}
		if withReference {
			row = append(row, number(u.reference))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// place of a unit by its expected share, 1 the highest; NaN where it has none.
func place(all []unit, u unit) float64 {
	if math.IsNaN(u.expected) {
		return math.NaN()
	}
	above := 0
	for _, other := range all {
		if other.expected > u.expected {
			above++
		}
	}
	return float64(above + 1)
}

// tied is the number of units that cannot be told apart from the first.
func tied(all []unit) int {
	n := 0
	for _, u := range all {
		if u.interval.Upper >= all[0].interval.Lower {
			n++
		}
	}
	return n
}

// toldTied is the count that rankingFinding may say.
func toldTied(all []unit) figure.Told {
	return toldCount("first_places_count", "Prime posizioni che non si distinguono", "First places that cannot be told apart", tied(all))
}

// rankingFinding says who leads and how many cannot be told apart from it.
func rankingFinding(all []unit) Text {
	n := tied(all)
	plain := both(func(l locale.Lang) string {
		if n < 2 {
			return pick(l, "La quota più alta si distingue da tutte le altre", "The highest share can be told apart from all others")
		}
		return pick(l, "Le %s quote più alte non si distinguono fra loro", "The %s highest shares cannot be told apart", l.Integer(n))
	})
	return fit(both(func(l locale.Lang) string {
		if n < 2 {
			return pick(l, "%s: la quota più alta, distinta da tutte le altre", "%s: the highest share, apart from all others", l.Of(all[0].label))
		}
		if n == 2 {
			return pick(l, "%s: la quota più alta, ma la seconda non se ne distingue", "%s leads, but the second cannot be told apart from it", l.Of(all[0].label))
		}
		return pick(l, "%s al primo posto, ma le prime %s non si distinguono", "%s leads, but the first %s cannot be told apart", l.Of(all[0].label), l.Integer(n))
	}), plain)
}

// dots is the ranking of units by expected share as a figure.
func (s *Source) dots(id string, question, subtitle, head Text, column string, all []unit, reference Text, p *pulled) figure.Figure {
	f := figure.Figure{ID: id, Question: question}
	all = known(all)
	if len(all) == 0 {
		return f
	}
	byExpected(all)
	drawing := chart.Dots{X: chart.Axis{Label: text("% delle entrate programmate", "% of planned entries"), Unit: locale.Pct, Decimals: 1},
		Threshold: math.NaN(), ReferenceLabel: reference}
	for _, u := range all[:min(len(all), mostBars)] {
		hollow := u.share
		if !math.IsNaN(u.reference) {
			hollow = u.reference
		}
		drawing.Items = append(drawing.Items, chart.Item{Label: u.label, Value: u.expected, Lower: u.interval.Lower, Upper: u.interval.Upper,
			Reference: hollow, Emphasis: u.code == s.Territory})
	}
	if !reference.IsComplete() {
		drawing.ReferenceLabel = text("ultimi 12 mesi", "last 12 months")
	}
	f.Chart = drawing
	f.Subtitle = subtitle
	f.Finding = rankingFinding(all)
	tell(&f, toldTied(all))
	f.HowToRead = howDots
	f.Notes = []Text{noteComonotone}
	first, last := all[0], all[len(all)-1]
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "Graduatoria di %s voci. La più alta è %s: %s (8 casi su 10: %s); la più bassa %s: %s. Tutti i valori nella tabella.",
			"Ranking of %s items. The highest is %s: %s (8 cases out of 10: %s); the lowest %s: %s. All values in the table.",
			l.Integer(len(all)), l.Of(first.label), l.Percent(first.expected, 1), l.Interval(first.interval.Lower, first.interval.Upper, 1),
			l.Of(last.label), l.Percent(last.expected, 1))
	})
	f.Key = both(func(l locale.Lang) string {
		return pick(l, "%s: la quota più alta di entrate difficili, %s in media nei prossimi 12 mesi secondo la previsione (8 casi su 10: %s).",
			"%s: the highest hard-to-fill share, %s on average over the next 12 months by the forecast (8 cases out of 10: %s).",
			l.Of(first.label), l.Percent(first.expected, 1), l.Interval(first.interval.Lower, first.interval.Upper, 1))
	})
	f.Table = rankingTable(all, head, column, reference)
	return s.finish(f, p, true)
}

// sectors are the codes of the Excelsior sectors that make up its field, in order.
func (s *Source) sectors() []series.Code { return s.codesOf("excelsior_sector", "excelsior_sectors") }

// codesOf are the codes of a declared partition of a list.
func (s *Source) codesOf(list, partition string) []series.Code {
	values, _ := s.Codes.Partition(partition)
	out := make([]series.Code, 0, len(values))
	for _, v := range values {
		out = append(out, series.Code{List: list, Value: v})
	}
	return out
}

// majorGroups and subMajorGroups are the occupation groups of the survey, which leaves the armed forces out.
func (s *Source) majorGroups() []series.Code    { return s.civilian("cp2021_major") }
func (s *Source) subMajorGroups() []series.Code { return s.civilian("cp2021_sub_major") }

// finestGroups are the occupation groups of the finest level that the territory has,
// and what they are called: the national tables give regions by major group only,
// a workbook of their own the groups below.
func (s *Source) finestGroups(p *pulled) ([]series.Code, Text) {
	subs := s.subMajorGroups()
	for _, one := range p.panel {
		if one.Key.Territory == s.Territory && slices.Contains(subs, one.Key.Occupation) {
			return subs, text("gruppi professionali", "occupation groups")
		}
	}
	return s.majorGroups(), text("grandi gruppi professionali", "major occupation groups")
}

func (s *Source) civilian(partition string) []series.Code {
	return slices.DeleteFunc(s.codesOf("cp2021", partition), func(c series.Code) bool { return strings.HasPrefix(c.Value, "9") })
}
