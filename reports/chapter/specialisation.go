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

// quotient is the location quotient of a sector: its share of a region's entries over
// its share of the country's.
type quotient struct {
	code           series.Code
	value          float64
	interval       series.Interval
	region, nation float64 // shares, percent
}

// specialisation is what a region hires for more than the country does.
func (s *Source) specialisation(ctx context.Context) (figure.Figure, error) {
	f := figure.Figure{ID: "fig-specialisation", Question: text("In che cosa la regione è specializzata?", "What is the region specialised in?")}
	p, err := s.excelsior(ctx, s.withItaly(), "excelsior_sector", warehouse.ListNone, entries)
	if err != nil {
		return f, err
	}
	all := s.quotients(p)
	if len(all) < 2 {
		return f, nil
	}
	d := chart.Dots{X: chart.Axis{Label: text("peso nelle entrate, Italia = 1", "weight in entries, Italy = 1"), Unit: locale.Ratio, Decimals: 2}, Threshold: 1, ThresholdLabel: text("come in Italia", "as in Italy")}
	ratio := func(name string, head Text, kind figure.Kind, level float64) figure.Column {
		return figure.Column{Name: name, Head: head, Kind: kind, Unit: locale.Ratio, Decimals: 2, Level: level}
	}
	f.Table.Columns = []figure.Column{{Name: "industry_excelsior_sector", Head: text("Settore", "Sector"), Kind: figure.Label},
		ratio("entries_quotient_ratio", text("Quoziente", "Quotient"), figure.Value, 0),
		ratio("quotient_lower_80", text("80%, inferiore", "80%, lower"), figure.Lower, rankingLevel), ratio("quotient_upper_80", text("80%, superiore", "80%, upper"), figure.Upper, rankingLevel),
		{Name: "region_share_pct", Head: text("Quota delle entrate, regione, %", "Share of entries, region, %"), Kind: figure.Value, Unit: locale.Pct, Decimals: 1},
		{Name: "italy_share_pct", Head: text("Quota delle entrate, Italia, %", "Share of entries, Italy, %"), Kind: figure.Value, Unit: locale.Pct, Decimals: 1}}
	above, below := 0, 0
	for _, q := range all {
		isAbove := q.interval.Lower > 1
		if isAbove {
			above++
		}
		if q.interval.Upper < 1 {
			below++
		}
		d.Items = append(d.Items, chart.Item{Label: s.label(q.code), Value: q.value, Lower: q.interval.Lower, Upper: q.interval.Upper, Reference: math.NaN(), Emphasis: isAbove})
		f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: s.label(q.code), Code: q.code.Value}, number(q.value), number(q.interval.Lower), number(q.interval.Upper), number(q.region), number(q.nation)})
	}
	f.Chart = d
	end := p.panel[0].End()
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Quota di ciascun settore nelle entrate programmate, %s rispetto all'Italia (quoziente), somma %s", "Share of each sector in planned entries, %s against Italy (quotient), sum %s", l.Of(s.place(s.Territory)), span(l, end))
	})
	f.Told = []figure.Told{toldCount("above_count", "Settori che pesano più che in Italia, oltre l'errore", "Sectors that weigh more than in Italy, beyond error", above),
		toldCount("below_count", "Settori che pesano meno che in Italia, oltre l'errore", "Sectors that weigh less than in Italy, beyond error", below)}
	f.Finding = both(func(l locale.Lang) string {
		return pick(l, howMany(above, "Oltre l'errore, nessuno dei %[2]s settori pesa più che in Italia, %[3]s pesano meno", "Oltre l'errore, un settore su %[2]s pesa più che in Italia, %[3]s meno", "Oltre l'errore, %[1]s settori su %[2]s pesano più che in Italia, %[3]s meno"),
			howMany(above, "Beyond error, none of %[2]s sectors weighs more than in Italy, %[3]s less", "Beyond error, one of %[2]s sectors weighs more than in Italy, %[3]s less", "Beyond error, %[1]s of %[2]s sectors weigh more than in Italy, %[3]s less"), l.Integer(above), l.Integer(len(all)), l.Integer(below))
	})
	first, last := all[0], all[len(all)-1]
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "Punti in ordine di quoziente. Il più alto: %s, %s; il più basso: %s, %s.", "Dots in order of the quotient. The highest: %s, %s; the lowest: %s, %s.",
			l.Of(s.label(first.code)), l.Number(first.value, 2), l.Of(s.label(last.code)), l.Number(last.value, 2))
	})
	f.HowToRead = text("A destra di 1 il settore pesa nelle entrate della regione più che in quelle dell'Italia, a sinistra meno. Il segmento contiene il quoziente in 8 casi su 10.",
		"To the right of 1 the sector weighs more in the region's entries than in Italy's, to the left less. The segment holds the quotient in 8 cases out of 10.")
	f.Notes = []Text{both(func(l locale.Lang) string {
		return pick(l, "La fonte non pubblica l'errore campionario: l'intervallo suppone un errore standard del %s (assunto) su ciascuna delle quattro somme del quoziente.",
			"The source does not publish its sampling error: the interval supposes a standard error of %s (assumed) on each of the four sums of the quotient.", l.Percent(s.relativeError(), 0))
	}),
		text("Sono entrate, non occupati. Degli occupati della regione le tabelle usate danno solo grandi settori, senza errore campionario: quanti lavorino in mezzi di trasporto, alimentare, tessile, logistica o cura, e se siano più che in Italia, non lo dicono.",
			"These are entries, not employed persons. Of the region's employed persons the tables used give broad industries only, without sampling error: how many work in vehicles, food, textiles, logistics or care, and whether they are more than in Italy, they do not say.")}
	return s.finish(f, p, true), nil
}

// quotients of the sectors that the region and the country have entries of, largest
// first. Their interval is that of a ratio of four independent sums on the log scale.
func (s *Source) quotients(p *pulled) []quotient {
	sum := func(territory, sector series.Code) float64 {
		line, ok := p.find(func(k series.Key) bool {
			return k.Measure == entries && k.Territory == territory && k.Industry == sector
		})
		if !ok {
			return math.NaN()
		}
		return indicator.TrailingSum(line, year)
	}
	var all []quotient
	region, nation := 0.0, 0.0
	for _, code := range s.sectors() {
		r, n := sum(s.Territory, code), sum(italy, code)
		if !(r > 0) || !(n > 0) {
			continue
		}
		region, nation = region+r, nation+n
		all = append(all, quotient{code: code, region: r, nation: n})
	}
	half := normal80 * 2 * s.relativeError() / 100 // the square root of four
	for i := range all {
		q := &all[i]
		q.region, q.nation = 100*q.region/region, 100*q.nation/nation
		q.value = q.region / q.nation
		q.interval = series.Interval{Level: rankingLevel, Lower: q.value * math.Exp(-half), Upper: q.value * math.Exp(half)}
	}
	slices.SortStableFunc(all, func(a, b quotient) int { return descending(a.value, b.value) })
	return all
}
