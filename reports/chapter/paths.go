package chapter

import (
	"context"
	"fmt"
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

// pathMonths is how many months observed a path of the sheets has.
const pathMonths = 24

// pathPlan is one set of paths: the units of a code list.
type pathPlan struct {
	id, column              string
	question, head, what    Text
	industries, occupations string // code lists of the selection
	units                   []series.Code
	of                      func(series.Key) series.Code
}

// Paths is the way of every occupation group and sector over time, observed and
// expected. Its figures stand in the sheets, one unit each, and not in the report.
func Paths(ctx context.Context, s *Source) (Chapter, error) {
	c := Chapter{ID: "sheets", IsAside: true, Title: text("Percorsi nelle schede", "Paths in the sheets"),
		Question: text("Come cambia la difficoltà in ciascun gruppo e settore?", "How does difficulty move in each group and sector?")}
	if !s.IsNational() {
		return c, nil
	}
	for _, plan := range []pathPlan{
		{id: "fig-occupation-path", column: "occupation_cp2021", head: text("Gruppo professionale", "Occupation group"), what: text("gruppo professionale", "occupation group"),
			question:   text("Come cambia la difficoltà in ciascun gruppo professionale?", "How does difficulty move in each occupation group?"),
			industries: warehouse.ListNone, occupations: "cp2021", units: slices.Concat(s.majorGroups(), s.subMajorGroups()), of: func(k series.Key) series.Code { return k.Occupation }},
		{id: "fig-sector-path", column: "industry_excelsior_sector", head: text("Settore", "Sector"), what: text("settore", "sector"),
			question:   text("Come cambia la difficoltà in ciascun settore?", "How does difficulty move in each sector?"),
			industries: "excelsior_sector", occupations: warehouse.ListNone, units: s.sectors(), of: func(k series.Key) series.Code { return k.Industry }},
	} {
		f, err := s.paths(ctx, plan)
		if err != nil {
			return c, err
		}
		if f.Chart != nil {
			c.Figures = append(c.Figures, f)
		}
		if f, err = s.pathTotals(ctx, plan); err != nil {
			return c, err
		}
		if f.Chart != nil {
			c.Figures = append(c.Figures, f)
		}
	}
	return c, nil
}

// howPath is how to read a path with the one band that a small drawing has room for.
var howPath = both(func(l locale.Lang) string {
	return pick(l, "La linea continua è ciò che è stato osservato; quella tratteggiata è la previsione, e la fascia contiene il valore futuro in %s.",
		"The solid line is what was observed, the dashed one the forecast; the band holds the future value in %s.", cases(l, rankingLevel))
})

// paths of the units of a plan.
func (s *Source) paths(ctx context.Context, plan pathPlan) (figure.Figure, error) {
	f := figure.Figure{ID: plan.id, Question: plan.question, HowToRead: howPath}
	p, err := s.excelsior(ctx, []series.Code{s.Territory}, plan.industries, plan.occupations, entries, hardShare)
	if err != nil {
		return f, err
	}
	f.Table.Columns = append([]figure.Column{{Name: plan.column, Head: plan.head, Kind: figure.Label}},
		slices.DeleteFunc(fanColumns(hardShare, locale.Pct, text("Difficili, %", "Hard to fill, %"), 1), func(c figure.Column) bool { return c.Level != 0 && c.Level != rankingLevel })...)
	drawn := chart.Fans{Y: chart.Axis{Label: text("% delle entrate programmate", "% of planned entries"), Unit: locale.Pct, Decimals: 1}, Level: rankingLevel, Base: math.NaN()}
	count := map[indicator.Direction]int{}
	var end series.Period
	for _, code := range plan.units {
		share, ok := p.find(func(k series.Key) bool { return k.Measure == hardShare && plan.of(k) == code })
		if !ok {
			continue
		}
		fc, err := s.forecastsOf(ctx, share.Key)
		if err != nil {
			return f, err
		}
		if len(fc) < year || math.IsNaN(lastValue(share)) {
			continue
		}
		if len(drawn.Panels) == 0 {
			run, err := s.run(ctx, "forecast")
			if err != nil {
				return f, err
			}
			p.by(fc[0].Model, fc[0].ModelVersion, run.ID)
			p.queries = append(p.queries, pathsSQL(share.Key))
		}
		end, drawn.Start = share.End(), share.End().Add(1-pathMonths)
		panel, rows := s.path(share, fc[:year], code)
		drawn.Panels, f.Table.Rows = append(drawn.Panels, panel), append(f.Table.Rows, rows...)
		count[indicator.Compare(lastValue(share), intervalOf(fc[year-1], rankingLevel))]++
	}
	if len(drawn.Panels) == 0 {
		return f, nil
	}
	f.Chart = drawn
	s.pathsWords(&f, plan, drawn, end, count)
	return s.finish(f, p, true), nil
}

// pathTotals are the entries and the share of each unit over the last year and the next.
func (s *Source) pathTotals(ctx context.Context, plan pathPlan) (figure.Figure, error) {
	f := figure.Figure{ID: strings.TrimSuffix(plan.id, "-path") + "-year", Question: plan.question, HowToRead: howDots, Notes: []Text{s.noteObserved(), noteComonotone}, Told: []figure.Told{s.toldObserved()}}
	p, err := s.excelsior(ctx, []series.Code{s.Territory}, plan.industries, plan.occupations, entries, hardShare)
	if err != nil {
		return f, err
	}
	all, err := s.units(ctx, p, plan.units, plan.of, func(series.Key) bool { return true })
	if err != nil || len(known(all)) == 0 {
		return f, err
	}
	f.Table.Columns = slices.Concat([]figure.Column{{Name: plan.column, Head: plan.head, Kind: figure.Label}}, entriesColumns(), []figure.Column{
		{Name: hardShare, Head: text("Difficili, ultimi 12 mesi, %", "Hard to fill, last 12 months, %"), Kind: figure.Value, Unit: locale.Pct, Decimals: 1},
		{Name: "hard_to_fill_lower_80", Head: text("80%, inferiore", "80%, lower"), Kind: figure.Lower, Unit: locale.Pct, Decimals: 1, Level: rankingLevel},
		{Name: "hard_to_fill_upper_80", Head: text("80%, superiore", "80%, upper"), Kind: figure.Upper, Unit: locale.Pct, Decimals: 1, Level: rankingLevel},
		{Name: "expected_hard_to_fill_share_pct", Head: text("Difficili, prossimi 12 mesi, %", "Hard to fill, next 12 months, %"), Kind: figure.Value, Unit: locale.Pct, Decimals: 1},
		{Name: "expected_lower_80", Head: text("80%, inferiore", "80%, lower"), Kind: figure.Lower, Unit: locale.Pct, Decimals: 1, Level: rankingLevel},
		{Name: "expected_upper_80", Head: text("80%, superiore", "80%, upper"), Kind: figure.Upper, Unit: locale.Pct, Decimals: 1, Level: rankingLevel}})
	d := chart.Dots{X: chart.Axis{Label: text("% delle entrate programmate", "% of planned entries"), Unit: locale.Pct, Decimals: 1}, Threshold: math.NaN(), Ordered: true}
	for _, u := range all {
		iv := s.observed(u.share)
		f.Table.Rows = append(f.Table.Rows, slices.Concat([]figure.Cell{{Text: u.label, Code: u.code.Value}}, s.entriesCells(u),
			[]figure.Cell{number(u.share), number(iv.Lower), number(iv.Upper), number(u.expected), number(u.interval.Lower), number(u.interval.Upper)}))
		d.Items = append(d.Items, chart.Item{Label: u.label, Value: u.expected, Lower: u.interval.Lower, Upper: u.interval.Upper, Reference: u.share})
	}
	f.Chart = d
	end := p.panel[0].End()
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Entrate programmate e quota di difficile reperimento (%%) per %s, %s: %s e 12 mesi successivi", "Planned entries and share hard to fill (%%) by %s, %s: %s and the 12 months after",
			l.Of(plan.what), l.Of(s.place(s.Territory)), span(l, end))
	})
	f.Finding = rankingFinding(byShare(known(all)))
	tell(&f, toldTied(byShare(known(all))))
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "%s voci, nell'ordine della classificazione.", "%s items, in the order of the classification.", l.Integer(len(all)))
	})
	if p, err = s.foreseen(ctx, p); err != nil {
		return f, err
	}
	return s.finish(f, p, true), nil
}

// byShare are units by expected share, largest first.
func byShare(all []unit) []unit {
	byExpected(all)
	return all
}

func (s *Source) pathsWords(f *figure.Figure, plan pathPlan, drawn chart.Fans, end series.Period, count map[indicator.Direction]int) {
	rise, fall := count[indicator.Rise], count[indicator.Fall]
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Quota di entrate di difficile reperimento (%%) per %s, %s, dati mensili da %s, previsione fino a %s", "Share of planned entries hard to fill (%%) by %s, %s, monthly from %s, forecast to %s",
			l.Of(plan.what), l.Of(s.place(s.Territory)), l.Period(drawn.Start), l.Period(end.Add(year)))
	})
	tell(f, toldCount("rising_count", "Percorsi più in alto fra un anno, oltre l'errore", "Paths higher a year ahead, beyond error", rise),
		toldCount("falling_count", "Percorsi più in basso fra un anno, oltre l'errore", "Paths lower a year ahead, beyond error", fall))
	f.Finding = both(func(l locale.Lang) string {
		return pick(l, "Da qui a un anno, oltre l'errore: percorsi in salita %s, in discesa %s, su %s", "Over the coming year, beyond error: paths up %s, down %s, of %s", l.Integer(rise), l.Integer(fall), l.Integer(len(drawn.Panels)))
	})
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "%s percorsi, uno per scheda, con l'intervallo dell'80%%.", "%s paths, one a sheet, with the 80%% interval.", l.Integer(len(drawn.Panels)))
	})
}

// pathsSQL is the query of the forecasts of all units of a code list.
func pathsSQL(k series.Key) string {
	return fmt.Sprintf("SELECT industry, occupation, period, mean, level, lower, upper, model, model_version, status\nFROM out__forecast\nWHERE measure = %s AND territory = %s AND industry_list = %s AND occupation_list = %s\nORDER BY industry, occupation, period, level",
		quoteSQL(k.Measure), quoteSQL(k.Territory.Value), quoteSQL(k.Industry.List), quoteSQL(k.Occupation.List))
}

// path is one unit over time: as a panel, and as rows of the table.
func (s *Source) path(share series.Series, fc []warehouse.Forecast, code series.Code) (chart.FanPanel, [][]figure.Cell) {
	panel := chart.FanPanel{Name: s.label(code)}
	var rows [][]figure.Cell
	name := figure.Cell{Text: s.label(code), Code: code.Value}
	for i := range pathMonths {
		at := share.End().Add(i + 1 - pathMonths)
		v := share.At(at)
		panel.Observed = append(panel.Observed, v)
		rows = append(rows, []figure.Cell{name, periodCell(at), number(v), none(), none(), wordObserved})
	}
	for _, f := range fc {
		iv := intervalOf(f, rankingLevel)
		panel.Median, panel.Lower, panel.Upper = append(panel.Median, f.Mean), append(panel.Lower, iv.Lower), append(panel.Upper, iv.Upper)
		rows = append(rows, []figure.Cell{name, periodCell(f.Period), number(f.Mean), number(iv.Lower), number(iv.Upper), wordForecast})
	}
	return panel, rows
}
