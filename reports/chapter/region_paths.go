package chapter

import (
	"context"
	"math"

	"fabbisogno/analysis/indicator"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// Quarters of the small fans of regions, and of the year that is their base.
const (
	regionQuarters = 8
	quartersOfYear = 4
)

// regionPaths are the employment paths of the regions on one scale: an index whose
// base is the mean of the last four quarters of each.
func (s *Source) regionPaths(ctx context.Context, regions []series.Code) (figure.Figure, error) {
	f := figure.Figure{ID: "fig-region-paths", Question: text("Le regioni vanno nella stessa direzione?", "Do regions move in the same direction?")}
	p, err := s.pull(ctx, warehouse.Selection{Tables: []string{"istat_employed"}, Measures: []string{"employed_thousand"}, Freq: series.Quarter,
		Territories: regions, Industries: []series.Code{employedAll}})
	if err != nil {
		return f, err
	}
	drawn := chart.Fans{Y: chart.Axis{Label: text("indice, media degli ultimi quattro trimestri = 100", "index, mean of the last four quarters = 100"), Unit: locale.Index, Decimals: 1}, Level: rankingLevel, Base: 100}
	index := func(name string, head Text, kind figure.Kind, level float64) figure.Column {
		return figure.Column{Name: name, Head: head, Kind: kind, Unit: locale.Index, Decimals: 1, Level: level}
	}
	f.Table.Columns = []figure.Column{{Name: "territory_nuts2021", Head: text("Regione", "Region"), Kind: figure.Label}, {Name: "period", Head: text("Periodo", "Period"), Kind: figure.Label},
		index("employed_index", text("Occupati, indice", "Employed, index"), figure.Value, 0), index("employed_lower_80", text("80%, inferiore", "80%, lower"), figure.Lower, rankingLevel),
		index("employed_upper_80", text("80%, superiore", "80%, upper"), figure.Upper, rankingLevel), {Name: "status", Head: text("Stato", "Status"), Kind: figure.Status}}
	count := map[indicator.Direction]int{}
	var end series.Period
	for _, r := range regions {
		line, ok := p.find(func(k series.Key) bool { return k.Territory == r && isTotalPopulation(k) })
		if !ok {
			continue
		}
		fc, err := s.forecastsOf(ctx, line.Key)
		if err != nil {
			return f, err
		}
		base := indicator.TrailingMean(line, line.End(), quartersOfYear)
		if len(fc) < quartersOfYear || math.IsNaN(base) || (!end.IsZero() && line.End() != end) {
			continue
		}
		if len(drawn.Panels) == 0 {
			run, err := s.run(ctx, "forecast")
			if err != nil {
				return f, err
			}
			p.by(fc[0].Model, fc[0].ModelVersion, run.ID)
			p.queries = append(p.queries, forecastSQL(line.Key))
		}
		end, drawn.Start = line.End(), line.End().Add(1-regionQuarters)
		panel, rows := s.regionPanel(r, line, fc[:quartersOfYear], 100/base)
		drawn.Panels, f.Table.Rows = append(drawn.Panels, panel), append(f.Table.Rows, rows...)
		count[indicator.Compare(line.At(end), intervalOf(fc[quartersOfYear-1], rankingLevel))]++
	}
	if len(drawn.Panels) < 2 {
		return f, nil
	}
	f.Chart = drawn
	n, rise, fall := len(drawn.Panels), count[indicator.Rise], count[indicator.Fall]
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Occupati per regione (indice, media degli ultimi quattro trimestri = 100), non destagionalizzati, dal %s, previsione fino al %s, stessa scala",
			"Employed persons by region (index, mean of the last four quarters = 100), not seasonally adjusted, from %s, forecast to %s, common scale", l.Period(drawn.Start), l.Period(end.Add(quartersOfYear)))
	})
	f.Finding = both(func(l locale.Lang) string {
		return pathsFinding(l, rise, fall, n)
	})
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "%s riquadri, uno per regione, con i trimestri osservati e quattro previsti. Tutti i valori nella tabella.", "%s panels, one a region, with the quarters observed and four forecast. All values in the table.", l.Integer(n))
	})
	f.HowToRead = text("Sopra ogni riquadro il valore previsto a un anno con il suo intervallo (8 casi su 10); la linea tratteggiata è la media dell'ultimo anno. Il confronto è con lo stesso trimestre.",
		"Above each panel the value forecast a year ahead with its interval (8 cases out of 10); the dashed line is the mean of the last year. The comparison is with the same quarter.")
	return s.finish(f, p, true), nil
}

// pathsFinding counts the regions whose employment rises and falls beyond error.
func pathsFinding(l locale.Lang, rise, fall, all int) string {
	up := pick(l, counted(rise, "cresce in %s regione", "cresce in %s regioni"), "grows in %s", l.Integer(rise))
	down := pick(l, "cala in %s", "falls in %s", l.Integer(fall))
	switch {
	case rise+fall == 0:
		return pick(l, "In nessuna regione l'occupazione cambia entro un anno oltre l'errore", "In no region does employment change over the coming year beyond error")
	case fall == 0:
		down = pick(l, "non cala altrove", "falls nowhere")
	case rise == 0:
		down = pick(l, counted(fall, "cala in %s regione", "cala in %s regioni"), "falls in %s", l.Integer(fall))
		return pick(l, "Oltre l'errore, entro un anno l'occupazione %s su %s e non cresce altrove", "Beyond error, employment %s of %s regions over the coming year and grows nowhere", down, l.Integer(all))
	}
	return pick(l, "Oltre l'errore, entro un anno l'occupazione %s su %s e %s", "Beyond error, employment %s of %s regions over the coming year and %s", up, l.Integer(all), down)
}

// regionPanel is one region as a panel and as rows, scaled to its base.
func (s *Source) regionPanel(r series.Code, line series.Series, fc []warehouse.Forecast, scale float64) (chart.FanPanel, [][]figure.Cell) {
	panel := chart.FanPanel{Name: s.label(r), Emphasis: r == s.Territory}
	name := figure.Cell{Text: s.label(r), Code: r.Value}
	var rows [][]figure.Cell
	for i := range regionQuarters {
		at := line.End().Add(i + 1 - regionQuarters)
		v := line.At(at) * scale
		panel.Observed = append(panel.Observed, v)
		rows = append(rows, []figure.Cell{name, periodCell(at), number(v), none(), none(), wordObserved})
	}
	for _, f := range fc {
		iv := intervalOf(f, rankingLevel)
		panel.Median, panel.Lower, panel.Upper = append(panel.Median, f.Mean*scale), append(panel.Lower, iv.Lower*scale), append(panel.Upper, iv.Upper*scale)
		rows = append(rows, []figure.Cell{name, periodCell(f.Period), number(f.Mean * scale), number(iv.Lower * scale), number(iv.Upper * scale), wordForecast})
	}
	return panel, rows
}
