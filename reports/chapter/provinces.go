package chapter

import (
	"context"
	"math"
	"slices"

	"fabbisogno/analysis/indicator"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// provinceYears are the years of a mean of a province: the sample of one is small.
const provinceYears = 3

// provincesOf are the provinces of the edition's region, in the order of the classification.
func (s *Source) provincesOf() []series.Code {
	regions := []series.Code{s.Territory}
	if u, ok := s.Codes.Union(s.Territory); ok {
		regions = u.Parts
	}
	var out []series.Code
	for _, r := range regions {
		out = append(out, s.codesOf("nuts2021", "nuts2021_provinces_"+r.Value)...)
	}
	return out
}

// provinceValue is a province's figure with its interval.
type provinceValue struct {
	code     series.Code
	value    float64
	interval series.Interval
}

// addProvinces adds what is known inside the region, and says what would fill the rest.
func (s *Source) addProvinces(ctx context.Context, c *Chapter) error {
	if s.IsNational() {
		c.Absent = append(c.Absent, text("Dettaglio per provincia: sta nei rapporti delle regioni di cui lo spazio di lavoro ha dati provinciali.",
			"Detail by province: it stands in the reports of those regions of which the workspace holds figures by province."))
		return nil
	}
	provinces := s.provincesOf()
	if len(provinces) < 2 {
		c.Absent = append(c.Absent, text("Dettaglio per provincia: il territorio è una sola provincia.", "Detail by province: the territory is one province."))
		return nil
	}
	unemployment, err := s.provinceUnemployment(ctx, provinces)
	if err != nil {
		return err
	}
	c.add(unemployment, text("Tasso di disoccupazione per provincia: compare quando nello spazio di lavoro ci sono i tassi annuali dell'Istat di almeno due province, per tre anni.",
		"Unemployment rate by province: it appears once the workspace holds Istat's yearly rates of at least two provinces, for three years."))
	hard, err := s.provinceHardToFill(ctx, provinces)
	if err != nil {
		return err
	}
	c.add(hard, text("Difficoltà di reperimento per provincia: compare quando nello spazio di lavoro ci sono le cartelle mensili Excelsior di almeno due province, per un anno.",
		"Hiring difficulty by province: it appears once the workspace holds the monthly Excelsior workbooks of at least two provinces, for a year."))
	return nil
}

// provinceUnemployment are the rates of the last years that all provinces shown have,
// as means. The source prints no sampling error: the interval comes from how far single
// years lie from the mean of their province (indicator.PooledMeans), and holds what
// really changed between them too.
func (s *Source) provinceUnemployment(ctx context.Context, provinces []series.Code) (figure.Figure, error) {
	f := figure.Figure{ID: "fig-province-unemployment", Question: text("Dove, dentro la regione, manca il lavoro?", "Where inside the region is work lacking?")}
	p, err := s.pull(ctx, warehouse.Selection{Tables: []string{"istat_unemployment"}, Measures: []string{"unemployment_rate_pct"}, Freq: series.Year, Territories: provinces})
	if err != nil {
		return f, err
	}
	var lines []series.Series
	var end series.Period
	for _, code := range provinces {
		line, ok := p.find(func(k series.Key) bool {
			return k.Territory == code && isTotalPopulation(k) && (k.Sex == "" || k.Sex == "T") && (k.Age == "" || k.Age == "Y15-74")
		})
		if !ok {
			continue
		}
		lines = append(lines, line)
		if end.IsZero() || line.End().Since(end) < 0 {
			end = line.End()
		}
	}
	all := yearMeans(lines, end)
	if len(all) < 2 {
		return f, nil
	}
	note := text("La fonte non pubblica qui l'errore campionario: l'intervallo viene da quanto i singoli anni si scostano dalla media della loro provincia, messi insieme.",
		"The source does not publish its sampling error here: the interval comes from how far single years lie from the mean of their province, pooled.")
	s.provinceFigure(&f, all, "unemployment_rate_pct", text("Tasso di disoccupazione, %", "Unemployment rate, %"), note)
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Tasso di disoccupazione (%%) per provincia, %s, media dei tre anni fino al %s", "Unemployment rate (%%) by province, %s, mean of the three years to %s", l.Of(s.place(s.Territory)), l.Period(end))
	})
	return s.finish(f, p, true), nil
}

// yearMeans are the means of the last years up to a period with their intervals; lines
// that lack one of them, or break among them, are left out.
func yearMeans(lines []series.Series, end series.Period) []provinceValue {
	var out []provinceValue
	var rows [][]float64
	for _, line := range lines {
		if slices.ContainsFunc(line.Breaks, func(b series.Break) bool {
			return b.Parts() && b.From.Since(end.Add(1-provinceYears)) > 0 && b.From.Since(end) <= 0
		}) {
			continue
		}
		var row []float64
		for i := range provinceYears {
			if v := line.At(end.Add(-i)); v > 0 {
				row = append(row, v)
			}
		}
		if len(row) == provinceYears {
			rows, out = append(rows, row), append(out, provinceValue{code: line.Key.Territory})
		}
	}
	means, half := indicator.PooledMeans(rows, rankingLevel)
	for i, v := range means {
		out[i].value, out[i].interval = v, series.Interval{Level: rankingLevel, Lower: v * max(0, 1-half), Upper: v * (1 + half)}
	}
	return out
}

// provinceHardToFill are the shares of the last twelve months, weighed by entries.
func (s *Source) provinceHardToFill(ctx context.Context, provinces []series.Code) (figure.Figure, error) {
	f := figure.Figure{ID: "fig-province-hard-to-fill", Question: text("Dove, dentro la regione, è più difficile trovare le persone?", "Where inside the region is it hardest to find people?")}
	p, err := s.excelsior(ctx, provinces, warehouse.ListNone, warehouse.ListNone, entries, hardShare)
	if err != nil {
		return f, err
	}
	var all []provinceValue
	var end series.Period
	for _, code := range provinces {
		count, ok := p.find(func(k series.Key) bool { return k.Territory == code && k.Measure == entries })
		share, okShare := p.find(func(k series.Key) bool { return k.Territory == code && k.Measure == hardShare })
		if !ok || !okShare || count.Len() < year || share.Len() < year || !end.IsZero() && count.End() != end {
			continue
		}
		if v := indicator.TrailingShare(share, count, count.End(), year); !math.IsNaN(v) {
			end = count.End()
			all = append(all, provinceValue{code, v, s.observed(v)})
		}
	}
	if len(all) < 2 {
		return f, nil
	}
	s.provinceFigure(&f, all, hardShare, text("Difficili, %", "Hard to fill, %"), s.noteObserved())
	tell(&f, s.toldObserved())
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Quota di entrate di difficile reperimento (%%) per provincia, %s, media %s, pesata con le entrate", "Share of planned entries hard to fill (%%) by province, %s, mean %s, weighted by entries",
			l.Of(s.place(s.Territory)), span(l, end))
	})
	return s.finish(f, p, true), nil
}

// provinceFigure draws provinces from the highest on, with intervals and the places
// these allow.
func (s *Source) provinceFigure(f *figure.Figure, all []provinceValue, column string, head, note Text) {
	slices.SortStableFunc(all, func(a, b provinceValue) int { return descending(a.value, b.value) })
	d := chart.Dots{X: chart.Axis{Label: head, Unit: locale.Pct, Decimals: 1}, Threshold: math.NaN()}
	var intervals []series.Interval
	for _, v := range all {
		intervals = append(intervals, v.interval)
		d.Items = append(d.Items, chart.Item{Label: s.label(v.code), Value: v.value, Lower: v.interval.Lower, Upper: v.interval.Upper, Reference: math.NaN()})
	}
	best, worst := indicator.RankBounds(intervals)
	f.Table.Columns = append([]figure.Column{{Name: "territory_nuts2021", Head: text("Provincia", "Province"), Kind: figure.Label},
		{Name: column, Head: head, Kind: figure.Value, Unit: locale.Pct, Decimals: 1}}, observedColumns(column, locale.Pct, 1)...)
	apart := 0
	for i, v := range all {
		f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: s.label(v.code), Code: v.code.Value}, number(v.value), number(v.interval.Lower), number(v.interval.Upper),
			number(float64(best[i])), number(float64(worst[i]))})
		if v.interval.Upper < all[0].interval.Lower {
			apart++
		}
	}
	first, last := all[0], all[len(all)-1]
	f.Chart = d
	f.HowToRead = text("Il punto è la media, il segmento la contiene in 8 casi su 10. Dove i segmenti si sovrappongono, l'ordine non è certo.",
		"The dot is the mean, the segment holds it in 8 cases out of 10. Where segments overlap, the order is not certain.")
	f.Notes = []Text{note}
	tell(f, toldCount("apart_count", "Province sotto la più alta, oltre l'errore", "Provinces below the highest, beyond error", apart),
		toldCount("provinces_count", "Province confrontate", "Provinces compared", len(all)))
	f.Finding = both(func(l locale.Lang) string {
		if apart == 0 {
			return pick(l, "Nessuna provincia si distingue da quella con il valore più alto", "No province can be told apart from the one with the highest value")
		}
		return pick(l, "Oltre l'errore, province sotto quella più alta: %s su %s", "Beyond error, provinces below the highest: %s of %s", l.Integer(apart), l.Integer(len(all)))
	})
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "Punti per provincia. Il più alto: %s, %s (8 casi su 10: %s); il più basso: %s, %s. Tutti i valori nella tabella.",
			"Dots by province. The highest: %s, %s (8 cases out of 10: %s); the lowest: %s, %s. All values in the table.",
			l.Of(s.label(first.code)), l.Percent(first.value, 1), l.Interval(first.interval.Lower, first.interval.Upper, 1), l.Of(s.label(last.code)), l.Percent(last.value, 1))
	})
}
