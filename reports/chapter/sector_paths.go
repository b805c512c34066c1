package chapter

import (
	"context"

	"fabbisogno/analysis/indicator"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// employmentSectors are the industries that ISTAT gives of every region: they make up
// the whole and do not overlap.
func employmentSectors() []series.Code {
	var out []series.Code
	for _, v := range []string{"A", "0020", "F", "0026", "0025"} {
		out = append(out, series.Code{List: "ateco2007", Value: v})
	}
	return out
}

// sectorPaths are the employment paths of the industries on one scale: an index whose
// base is the mean of the last four quarters of each.
func (s *Source) sectorPaths(ctx context.Context) (figure.Figure, error) {
	f := figure.Figure{ID: "fig-employed-industry", Question: text("Quali settori guadagnano o perdono occupati?", "Which industries gain or lose employment?")}
	p, err := s.pull(ctx, warehouse.Selection{Tables: []string{"istat_employed"}, Measures: []string{"employed_thousand"}, Freq: series.Quarter,
		Territories: []series.Code{s.Territory}, Industries: employmentSectors()})
	if err != nil {
		return f, err
	}
	drawn := chart.Fans{Y: chart.Axis{Label: text("indice, media degli ultimi quattro trimestri = 100", "index, mean of the last four quarters = 100"), Unit: locale.Index, Decimals: 1}, Level: rankingLevel, Base: 100}
	f.Table.Columns = sectorPathColumns()
	count := map[indicator.Direction]int{}
	var end series.Period
	for _, code := range employmentSectors() {
		line, ok := p.find(func(k series.Key) bool { return k.Industry == code && isTotalPopulation(k) })
		if !ok {
			continue
		}
		fc, err := s.forecastsOf(ctx, line.Key)
		if err != nil {
			return f, err
		}
		base := indicator.TrailingMean(line, line.End(), quartersOfYear)
		if len(fc) < quartersOfYear || !(base > 0) || (!end.IsZero() && line.End() != end) {
			continue
		}
		if len(drawn.Panels) == 0 {
			run, err := s.run(ctx, "forecast")
			if err != nil {
				return f, err
			}
			p.by(fc[0].Model, fc[0].ModelVersion, run.ID)
		}
		p.queries = append(p.queries, forecastSQL(line.Key))
		end, drawn.Start = line.End(), line.End().Add(1-regionQuarters)
		panel, rows := s.sectorPanel(code, line, fc, base)
		drawn.Panels, f.Table.Rows = append(drawn.Panels, panel), append(f.Table.Rows, rows...)
		count[indicator.Compare(line.At(end), intervalOf(fc[quartersOfYear-1], rankingLevel))]++
	}
	if len(drawn.Panels) < 2 {
		return f, nil
	}
	f.Chart = drawn
	s.sectorPathWords(&f, drawn, end, count)
	return s.finish(f, p, true), nil
}

// sectorPathColumns: the index is what is drawn, the thousands what it is an index of.
func sectorPathColumns() []figure.Column {
	column := func(name string, head Text, kind figure.Kind, unit string, level float64) figure.Column {
		return figure.Column{Name: name, Head: head, Kind: kind, Unit: unit, Decimals: 1, Level: level}
	}
	low, high := text("80%, inferiore", "80%, lower"), text("80%, superiore", "80%, upper")
	return []figure.Column{{Name: "industry_ateco2007", Head: text("Settore", "Industry"), Kind: figure.Label}, {Name: "period", Head: text("Periodo", "Period"), Kind: figure.Label},
		column("employed_index", text("Occupati, indice", "Employed, index"), figure.Value, locale.Index, 0),
		column("index_lower_80", low, figure.Lower, locale.Index, rankingLevel), column("index_upper_80", high, figure.Upper, locale.Index, rankingLevel),
		column("employed_thousand", text("Occupati, migliaia", "Employed, thousands"), figure.Value, locale.ThousandPersons, 0),
		column("employed_lower_80", low, figure.Lower, locale.ThousandPersons, rankingLevel), column("employed_upper_80", high, figure.Upper, locale.ThousandPersons, rankingLevel),
		{Name: "status", Head: text("Stato", "Status"), Kind: figure.Status}}
}

// sectorPanel is one industry as a panel and as rows.
func (s *Source) sectorPanel(code series.Code, line series.Series, fc []warehouse.Forecast, base float64) (chart.FanPanel, [][]figure.Cell) {
	scale := 100 / base
	panel := chart.FanPanel{Name: s.label(code)}
	name := figure.Cell{Text: s.label(code), Code: code.Value}
	var rows [][]figure.Cell
	for i := range regionQuarters {
		at := line.End().Add(i + 1 - regionQuarters)
		v := line.At(at)
		panel.Observed = append(panel.Observed, v*scale)
		rows = append(rows, []figure.Cell{name, periodCell(at), number(v * scale), none(), none(), number(v), none(), none(), wordObserved})
	}
	for _, f := range fc {
		iv := intervalOf(f, rankingLevel)
		panel.Median, panel.Lower, panel.Upper = append(panel.Median, f.Mean*scale), append(panel.Lower, iv.Lower*scale), append(panel.Upper, iv.Upper*scale)
		rows = append(rows, []figure.Cell{name, periodCell(f.Period), number(f.Mean * scale), number(iv.Lower * scale), number(iv.Upper * scale), number(f.Mean), number(iv.Lower), number(iv.Upper), wordForecast})
	}
	return panel, rows
}

func (s *Source) sectorPathWords(f *figure.Figure, drawn chart.Fans, end series.Period, count map[indicator.Direction]int) {
	n, rise, fall := len(drawn.Panels), count[indicator.Rise], count[indicator.Fall]
	last := end.Add(len(drawn.Panels[0].Median))
	f.Told = []figure.Told{toldBase, toldCount("rise_count", "Settori in crescita fra un anno, oltre l'errore", "Industries rising a year ahead, beyond error", rise),
		toldCount("fall_count", "Settori in calo fra un anno, oltre l'errore", "Industries falling a year ahead, beyond error", fall), toldCount("industry_count", "Settori", "Industries", n)}
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Occupati per settore (indice, media degli ultimi quattro trimestri = 100), %s, non destagionalizzati, dal %s, previsione fino al %s, stessa scala",
			"Employed persons by industry (index, mean of the last four quarters = 100), %s, not seasonally adjusted, from %s, forecast to %s, common scale", l.Of(s.place(s.Territory)), l.Period(drawn.Start), l.Period(last))
	})
	f.Finding = both(func(l locale.Lang) string {
		if rise+fall == 0 {
			return pick(l, "In nessun settore l'occupazione cambia in un anno oltre l'errore", "In no industry does employment change over a year beyond error")
		}
		return pick(l, "Oltre l'errore, fra un anno: settori in crescita %s, in calo %s, su %s", "Beyond error, a year ahead: industries rising %s, falling %s, of %s", l.Integer(rise), l.Integer(fall), l.Integer(n))
	})
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "%s riquadri, uno per settore, con i trimestri osservati e quelli previsti. Tutti i valori nella tabella, anche in migliaia.", "%s panels, one an industry, with the quarters observed and those forecast. All values in the table, in thousands too.", l.Integer(n))
	})
	f.HowToRead = text("Sopra ogni riquadro il valore previsto alla fine con il suo intervallo (8 casi su 10); la linea tratteggiata orizzontale è la media dell'ultimo anno. Il titolo confronta il trimestre fra un anno con lo stesso di oggi.",
		"Above each panel the value forecast at its end with its interval (8 cases out of 10); the dashed level line is the mean of the last year. The title compares the quarter a year ahead with the same one today.")
}
