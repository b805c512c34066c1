package chapter

import (
	"context"
	"math"

	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// crossing is a table of regions by sectors or by occupation groups.
type crossing struct {
	id, column              string
	question, head          Text
	industries, occupations string // code lists of the selection
	units                   []series.Code
	of                      func(series.Key) series.Code
	by                      func(l locale.Lang) string // "regione e settore"
	unitsVary, regionsVary  Text
	withinWhat              Text // "settori"
}

// regionCrossings are who lacks whom and where: regions by sector, regions by occupation group.
func (s *Source) regionCrossings() []crossing {
	return []crossing{
		{id: "fig-region-sector", column: "industry_excelsior_sector", question: text("Quali settori faticano di più, e dove?", "Which sectors struggle most, and where?"),
			head: text("Settore", "Sector"), industries: "excelsior_sector", occupations: warehouse.ListNone, units: s.sectors(),
			of:          func(k series.Key) series.Code { return k.Industry },
			by:          func(l locale.Lang) string { return pick(l, "regione e settore", "region and sector") },
			unitsVary:   text("La difficoltà cambia più fra i settori che fra le regioni", "Difficulty differs more between sectors than between regions"),
			regionsVary: text("La difficoltà cambia più fra le regioni che fra i settori", "Difficulty differs more between regions than between sectors"),
			withinWhat:  text("settori", "sectors")},
		{id: "fig-region-occupation", column: "occupation_cp2021", question: text("Quali professioni mancano, e dove?", "Which occupations are lacking, and where?"),
			head: text("Grande gruppo", "Major group"), industries: warehouse.ListNone, occupations: "cp2021", units: s.majorGroups(),
			of: func(k series.Key) series.Code { return k.Occupation },
			by: func(l locale.Lang) string {
				return pick(l, "regione e grande gruppo professionale", "region and major occupation group")
			},
			unitsVary:   text("La difficoltà cambia più fra le professioni che fra le regioni", "Difficulty differs more between occupations than between regions"),
			regionsVary: text("La difficoltà cambia più fra le regioni che fra le professioni", "Difficulty differs more between regions than between occupations"),
			withinWhat:  text("grandi gruppi", "major groups")},
	}
}

// crossed is the heat table of a crossing. Its table has a row a cell, so that each
// share carries its interval.
func (s *Source) crossed(ctx context.Context, regions []series.Code, c crossing) (figure.Figure, error) {
	f := figure.Figure{ID: c.id, Question: c.question}
	p, err := s.excelsior(ctx, regions, c.industries, c.occupations, entries, hardShare)
	if err != nil {
		return f, err
	}
	heat := chart.Heat{Value: chart.Axis{Label: text("% di difficile reperimento", "% hard to fill"), Unit: locale.Pct}}
	for _, u := range c.units {
		heat.Cols = append(heat.Cols, s.label(u))
	}
	f.Table.Columns = crossingColumns(c)
	best := unit{expected: math.Inf(-1)}
	var where Text
	for _, r := range regions {
		all, err := s.units(ctx, p, c.units, c.of, func(k series.Key) bool { return k.Territory == r })
		if err != nil {
			return f, err
		}
		byCode := map[series.Code]unit{}
		for _, u := range all {
			byCode[u.code] = u
		}
		row, marks := make([]float64, len(c.units)), make([]string, len(c.units))
		for j, code := range c.units {
			u, ok := byCode[code]
			if !ok || math.IsNaN(u.share) || math.IsNaN(u.expected) {
				u, row[j], marks[j] = unit{code: code, label: s.label(code), expected: math.NaN(), share: math.NaN(), interval: series.Interval{Lower: math.NaN(), Upper: math.NaN()}}, math.NaN(), locale.Suppressed
			} else {
				row[j] = u.expected
				if u.expected > best.expected {
					best, where = u, s.label(r)
				}
			}
			line := []figure.Cell{{Text: s.label(r), Code: r.Value}, {Text: u.label, Code: code.Value}}
			for _, v := range []float64{u.expected, u.interval.Lower, u.interval.Upper, u.share} {
				cell := number(v)
				if math.IsNaN(v) {
					cell.Mark = locale.Suppressed
				}
				line = append(line, cell)
			}
			f.Table.Rows = append(f.Table.Rows, line)
		}
		heat.Rows, heat.Cells, heat.Marks = append(heat.Rows, s.label(r)), append(heat.Cells, row), append(heat.Marks, marks)
	}
	if math.IsInf(best.expected, 0) {
		return f, nil
	}
	f.Chart = heat
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Quota attesa di entrate di difficile reperimento (%%) per %s, media dei prossimi 12 mesi", "Expected share of planned entries hard to fill (%%) by %s, mean of the next 12 months", c.by(l))
	})
	f.Finding = c.unitsVary
	if !columnsVaryMore(heat.Cells) {
		f.Finding = c.regionsVary
	}
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "Tabella di %s regioni per %s %s. Il valore atteso più alto: %s in %s, %s.", "Table of %s regions by %s %s. The highest value expected: %s in %s, %s.",
			l.Integer(len(heat.Rows)), l.Integer(len(heat.Cols)), l.Of(c.withinWhat), l.Of(best.label), l.Of(where), l.Percent(best.expected, 0))
	})
	f.HowToRead = text("Il numero è la quota attesa; l'intervallo di ciascuna (8 casi su 10) è nella tabella. (c): cella troppo piccola, non diffusa dalla fonte.",
		"The number is the share expected; the interval of each (8 cases out of 10) is in the table. (c): cell too small, not released by the source.")
	f.Notes = []Text{noteComonotone}
	if p, err = s.foreseen(ctx, p); err != nil {
		return f, err
	}
	return s.finish(f, p, true), nil
}

func crossingColumns(c crossing) []figure.Column {
	share := func(name string, head Text, kind figure.Kind, level float64) figure.Column {
		return figure.Column{Name: name, Head: head, Kind: kind, Unit: locale.Pct, Decimals: 1, Level: level}
	}
	return []figure.Column{
		{Name: "territory_nuts2021", Head: text("Regione", "Region"), Kind: figure.Label},
		{Name: c.column, Head: c.head, Kind: figure.Label},
		share("expected_hard_to_fill_share_pct", text("Quota attesa, %", "Expected share, %"), figure.Value, 0),
		share("expected_lower_80", text("80%, inferiore", "80%, lower"), figure.Lower, rankingLevel),
		share("expected_upper_80", text("80%, superiore", "80%, upper"), figure.Upper, rankingLevel),
		share(hardShare, text("Ultimi 12 mesi, %", "Last 12 months, %"), figure.Value, 0),
	}
}
