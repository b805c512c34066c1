package chapter

import (
	"context"
	"math"
	"slices"

	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// Regions is where difficulty is highest.
func Regions(ctx context.Context, s *Source) (Chapter, error) {
	c := Chapter{ID: "regions", Title: text("Le regioni a confronto", "Regions compared"),
		Question: text("Dove è più difficile trovare le persone?", "Where is it hardest to find people?"),
		Intro: []Text{text("Si confrontano tassi, mai totali: una regione grande ha più entrate, non per questo più difficoltà.",
			"Rates are compared, never totals: a large region has more entries, not therefore more difficulty.")}}
	regions := s.regions()
	p, err := s.excelsior(ctx, append(slices.Clone(regions), italy), warehouse.ListNone, warehouse.ListNone, entries, hardShare)
	if err != nil {
		return c, err
	}
	total := func(series.Key) bool { return true }
	all, err := s.units(ctx, p, regions, func(k series.Key) series.Code { return k.Territory }, total)
	if err != nil {
		return c, err
	}
	country, err := s.units(ctx, p, []series.Code{italy}, func(k series.Key) series.Code { return k.Territory }, total)
	if err != nil {
		return c, err
	}
	if len(all) == 0 || len(country) == 0 {
		c.Absent = append(c.Absent, s.missing(c.Question))
		return c, nil
	}
	c.Figures = append(c.Figures, s.regionMap(p, all, country[0]))
	ranked, err := s.foreseen(ctx, p)
	if err != nil {
		return c, err
	}
	subtitle := both(func(l locale.Lang) string {
		return pick(l, "Quota attesa di entrate di difficile reperimento (%%) per regione, media dei prossimi 12 mesi; cerchio: ultimi 12 mesi", "Expected hard-to-fill share (%%) by region, mean of the next 12 months; circle: last 12 months")
	})
	dots := s.dots("fig-region-ranking", text("Quanto è sicuro l'ordine delle regioni?", "How sure is the order of the regions?"), subtitle,
		text("Regione", "Region"), s.territoryColumn(), all, Text{}, ranked)
	c.add(dots, s.missing(dots.Question))
	if g, err := s.diagnosis(ctx, warehouse.KindTerritory, italy); err != nil {
		return c, err
	} else if g != nil {
		f, err := s.shortageRanking(ctx, g)
		if err != nil {
			return c, err
		}
		c.add(f, s.missing(f.Question))
	}
	if s.IsNational() {
		for _, cross := range s.regionCrossings() {
			heat, err := s.crossed(ctx, regions, cross)
			if err != nil {
				return c, err
			}
			c.add(heat, s.missing(heat.Question))
		}
		paths, err := s.regionPaths(ctx, regions)
		if err != nil {
			return c, err
		}
		c.add(paths, s.missing(paths.Question))
	}
	return c, s.addProvinces(ctx, &c)
}

func (s *Source) regionMap(p *pulled, all []unit, country unit) figure.Figure {
	f := figure.Figure{ID: "fig-region-map", Question: text("Dove è più difficile trovare le persone?", "Where is it hardest to find people?")}
	m := chart.TileMap{Value: chart.Axis{Label: text("% di difficile reperimento", "% hard to fill"), Unit: locale.Pct, Decimals: 1}}
	f.Table.Columns = []figure.Column{{Name: s.territoryColumn(), Head: text("Regione", "Region"), Kind: figure.Label},
		{Name: hardShare, Head: text("Difficili, %", "Hard to fill, %"), Kind: figure.Value, Unit: locale.Pct, Decimals: 1},
		{Name: "hard_to_fill_lower_80", Head: text("80%, inferiore", "80%, lower"), Kind: figure.Lower, Unit: locale.Pct, Decimals: 1, Level: rankingLevel},
		{Name: "hard_to_fill_upper_80", Head: text("80%, superiore", "80%, upper"), Kind: figure.Upper, Unit: locale.Pct, Decimals: 1, Level: rankingLevel},
		{Name: entries, Head: text("Entrate, 12 mesi", "Entries, 12 months"), Kind: figure.Value, Unit: locale.Persons}}
	sorted := slices.DeleteFunc(slices.Clone(all), func(u unit) bool { return math.IsNaN(u.share) })
	if len(sorted) == 0 {
		return f
	}
	slices.SortStableFunc(sorted, func(a, b unit) int { return descending(a.share, b.share) })
	above, below, mean := 0, 0, s.observed(country.share)
	// Regions stand in the order of the classification, from the north-west on: the
	// ranking with its intervals is the next figure.
	for _, u := range all {
		iv := s.observed(u.share)
		switch {
		case iv.Lower > mean.Upper:
			above++
		case iv.Upper < mean.Lower:
			below++
		}
		m.Tiles = append(m.Tiles, chart.Tile{Code: u.code.Value, Name: u.label, Short: shortRegion[u.code.Value], Value: u.share, Emphasis: u.code == s.Territory,
			Area: s.borders(u.code)})
		f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: u.label, Code: u.code.Value}, number(u.share), number(iv.Lower), number(iv.Upper), number(u.entries)})
	}
	f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: country.label, Code: country.code.Value}, number(country.share), number(mean.Lower), number(mean.Upper), number(country.entries)})
	end := p.panel[0].End()
	f.Chart = m
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Quota di entrate di difficile reperimento (%%) per regione, media %s, pesata con le entrate", "Share of planned entries hard to fill (%%) by region, mean %s, weighted by entries", span(l, end))
	})
	tell(&f, toldCount("above_count", "Regioni sopra la media italiana, oltre l'errore", "Regions above the Italian mean, beyond error", above),
		toldCount("below_count", "Regioni sotto la media italiana, oltre l'errore", "Regions below the Italian mean, beyond error", below),
		toldCount("regions_count", "Regioni e province autonome", "Regions and autonomous provinces", len(all)), s.toldObserved())
	f.Finding = both(func(l locale.Lang) string {
		return mapFinding(l, above, below, len(all), l.Percent(country.share, 1))
	})
	words := s.Borders.words()
	f.Desc = both(func(l locale.Lang) string {
		return l.Of(words.kind) + pick(l, " Valore osservato più alto: %s, %s; più basso: %s, %s.", " Highest value observed: %s, %s; lowest: %s, %s.", l.Of(sorted[0].label), l.Percent(sorted[0].share, 1),
			l.Of(sorted[len(sorted)-1].label), l.Percent(sorted[len(sorted)-1].share, 1))
	})
	f.HowToRead = words.reading
	f.Notes = append([]Text{s.noteObserved()}, words.notes...)
	return s.finish(f, p, true)
}

// mapFinding counts the regions above and below the mean of the country, beyond error.
func mapFinding(l locale.Lang, above, below, all int, mean string) string {
	if above+below == 0 {
		return pick(l, "Nessuna delle %s regioni si distingue dalla media italiana (%s)", "None of the %s regions can be told apart from the Italian mean (%s)", l.Integer(all), mean)
	}
	under := pick(l, "%s sotto", "%s below", l.Integer(below))
	if below == 0 {
		under = pick(l, "nessuna sotto", "none below")
	}
	return pick(l, howMany(above, "Oltre l'errore, nessuna delle %[2]s regioni sopra la media italiana (%[3]s), %[4]s",
		"Oltre l'errore, una regione su %[2]s sopra la media italiana (%[3]s), %[4]s", "Oltre l'errore, %[1]s regioni su %[2]s sopra la media italiana (%[3]s), %[4]s"),
		howMany(above, "Beyond error, none of the %[2]s regions above the Italian mean (%[3]s), %[4]s",
			"Beyond error, one of %[2]s regions above the Italian mean (%[3]s), %[4]s", "Beyond error, %[1]s of %[2]s regions above the Italian mean (%[3]s), %[4]s"),
		l.Integer(above), l.Integer(all), mean, under)
}

// shortRegion are the short names on tiles.
var shortRegion = map[string]string{"ITC1": "PIE", "ITC2": "VDA", "ITC3": "LIG", "ITC4": "LOM", "ITDA": "TAA", "ITH1": "BZ", "ITH2": "TN", "ITH3": "VEN", "ITH4": "FVG",
	"ITH5": "EMR", "ITI1": "TOS", "ITI2": "UMB", "ITI3": "MAR", "ITI4": "LAZ", "ITF1": "ABR", "ITF2": "MOL", "ITF3": "CAM", "ITF4": "PUG", "ITF5": "BAS", "ITF6": "CAL",
	"ITG1": "SIC", "ITG2": "SAR"}

// columnsVaryMore compares the variance of the column means with that of the row means.
func columnsVaryMore(cells [][]float64) bool {
	rows, cols := make([]float64, len(cells)), make([]float64, len(cells[0]))
	mean := func(n int, at func(i int) float64) float64 {
		sum, k := 0.0, 0
		for i := range n {
			if v := at(i); !math.IsNaN(v) {
				sum += v
				k++
			}
		}
		return sum / float64(max(k, 1))
	}
	for i := range rows {
		rows[i] = mean(len(cols), func(j int) float64 { return cells[i][j] })
	}
	for j := range cols {
		cols[j] = mean(len(rows), func(i int) float64 { return cells[i][j] })
	}
	spread := func(v []float64) float64 {
		m := mean(len(v), func(i int) float64 { return v[i] })
		return mean(len(v), func(i int) float64 { return (v[i] - m) * (v[i] - m) })
	}
	return spread(cols) >= spread(rows)
}
