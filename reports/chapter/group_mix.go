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

// groupMix is what firms of the region ask for more, and less, than those of the country:
// the share of each major occupation group in the entries of a year.
func (s *Source) groupMix(ctx context.Context) (figure.Figure, error) {
	f := figure.Figure{ID: "fig-group-mix", Question: text("Quali professioni si chiedono qui più che in Italia?", "Which occupations are asked for more here than in Italy?")}
	places := s.besides()
	var trail []*pulled
	sums := make([]map[series.Code]float64, len(places))
	var end series.Period
	for i, place := range places {
		p, err := s.excelsior(ctx, []series.Code{place}, warehouse.ListNone, "cp2021", entries)
		if err != nil {
			return f, err
		}
		trail = append(trail, p)
		sums[i] = map[series.Code]float64{}
		for _, line := range p.panel {
			sums[i][line.Key.Occupation] = indicator.TrailingSum(line, year)
			if i == 0 {
				end = line.End()
			}
		}
	}
	groups := s.sharedGroups(sums)
	if len(groups) < leastRanked {
		return f, nil
	}
	s.drawMix(&f, places, groups, s.mixOf(groups, sums))
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Quota di ciascun grande gruppo professionale nelle entrate programmate (%%), %s e Italia, somma %s", "Share of each major occupation group in planned entries (%%), %s and Italy, sum %s", l.Of(s.place(s.Territory)), span(l, end))
	})
	return s.finish(f, merged(trail), true), nil
}

// sharedGroups are the major groups that the region and the country both have: shares
// are of these alone, so that no group that is withheld can be had from the others.
func (s *Source) sharedGroups(sums []map[series.Code]float64) []series.Code {
	return slices.DeleteFunc(s.majorGroups(), func(c series.Code) bool { return !(sums[0][c] > 0) || !(sums[1][c] > 0) })
}

// mixOf are the shares of groups in each place, in percent, with the interval that the
// error assumed of every group gives them. A place that misses a group has none.
func (s *Source) mixOf(groups []series.Code, sums []map[series.Code]float64) [][]indicator.Reading {
	out := make([][]indicator.Reading, len(sums))
	for i, of := range sums {
		values := make([]float64, len(groups))
		for j, c := range groups {
			v, ok := of[c]
			if !ok {
				v = math.NaN()
			}
			values[j] = v
		}
		out[i] = sharesWithin(values, s.relativeError()/100)
	}
	return out
}

// sharesWithin are the shares of values in their sum, in percent, with the 80% interval
// that independent relative errors sigma of the values give (first order):
//
//	var(ln share_i) = sigma^2 * ((1 - share_i)^2 + sum of share_j^2, j other than i)
func sharesWithin(values []float64, sigma float64) []indicator.Reading {
	total, squares := 0.0, 0.0
	for _, v := range values {
		total += v
	}
	for _, v := range values {
		squares += v / total * v / total
	}
	out := make([]indicator.Reading, len(values))
	for i, v := range values {
		share := v / total
		relative := sigma * math.Sqrt((1-share)*(1-share)+squares-share*share)
		half := normal80 * relative * 100 * share
		out[i] = indicator.Reading{Value: 100 * share, Lower: 100*share - half, Upper: 100*share + half}
	}
	return out
}

func (s *Source) drawMix(f *figure.Figure, places, groups []series.Code, mix [][]indicator.Reading) {
	d := chart.Compared{X: chart.Axis{Label: text("% delle entrate programmate", "% of planned entries"), Unit: locale.Pct, Decimals: 1, Zero: true}}
	f.Table.Columns = []figure.Column{{Name: "occupation_cp2021", Head: text("Grande gruppo", "Major group"), Kind: figure.Label}}
	for i, code := range places {
		d.Names = append(d.Names, s.place(code))
		f.Table.Columns = append(f.Table.Columns, besideColumns([]string{"region", "italy", "macro_area"}[i], s.place(code))...)
	}
	for i := range f.Table.Columns[1:] {
		f.Table.Columns[1+i].Decimals = 2
	}
	f.Table.Columns = append(f.Table.Columns, figure.Column{Name: "outcome", Head: text("Confronto con l'Italia", "Against Italy"), Kind: figure.Status})
	counts := map[string]int{}
	for j, code := range groups {
		row := tenRow{id: code.Value, name: s.label(code)}
		cells := []figure.Cell{{Text: row.name, Code: row.id}}
		item := chart.ComparedItem{Label: row.name}
		if mix[0][j].Value < 1 { // one decimal would hide what tells it from Italy
			item.Unit, item.Decimals = locale.Pct, 2
		}
		for i := range places {
			v := mix[i][j]
			row.values = append(row.values, v)
			cells = append(cells, number(v.Value), number(v.Lower), number(v.Upper))
			item.Values = append(item.Values, chart.ComparedValue(v))
		}
		said := row.outcome()
		counts[said.Code]++
		item.IsSure = row.differs()
		d.Items = append(d.Items, item)
		f.Table.Rows = append(f.Table.Rows, append(cells, said))
	}
	f.Chart = d
	above, below, all := counts["above"], counts["below"], len(groups)
	f.Told = []figure.Told{toldCount("above_count", "Gruppi chiesti più che in Italia, oltre l'errore", "Groups asked for more than in Italy, beyond error", above),
		toldCount("below_count", "Gruppi chiesti meno che in Italia, oltre l'errore", "Groups asked for less than in Italy, beyond error", below),
		toldCount("group_count", "Gruppi confrontati", "Groups compared", all), s.toldObserved()}
	f.Finding = both(func(l locale.Lang) string {
		if above+below == 0 {
			return pick(l, "Qui si chiedono le professioni che si chiedono in Italia, entro l'errore", "The occupations asked for here are those asked for in Italy, within error")
		}
		return pick(l, "Gruppi chiesti più che in Italia, oltre l'errore: %s su %s; meno: %s", "Groups asked for more than in Italy, beyond error: %s of %s; less: %s", l.Integer(above), l.Integer(all), l.Integer(below))
	})
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "Una riga per grande gruppo, nell'ordine della classificazione. Oltre l'errore sopra l'Italia %s, sotto %s. Tutti i valori nella tabella.",
			"One row a major group, in the order of the classification. Beyond error above Italy %s, below %s. All values in the table.", l.Integer(above), l.Integer(below))
	})
	f.HowToRead = both(func(l locale.Lang) string {
		return pick(l, "Il punto pieno è la regione, il cerchio l'Italia, il rombo la ripartizione. I segmenti contengono la quota in %s; in grassetto i gruppi che dall'Italia si distinguono oltre l'errore di entrambe.",
			"The full dot is the region, the ring Italy, the diamond the macro-area. The segments hold the share in %s; in bold the groups that can be told from Italy beyond the error of both.", cases(l, rankingLevel))
	})
	f.Notes = []Text{s.noteObserved(), text("Le quote sono sui gruppi che la fonte diffonde sia qui sia per l'Italia: insieme fanno il totale.", "Shares are of the groups that the source releases both here and for Italy: together they make the whole.")}
}
