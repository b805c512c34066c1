package chapter

import (
	"context"
	"math"
	"slices"
	"strconv"

	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// bin is a run of places, both ends included.
type bin struct{ from, to int }

// placeBins part n places: narrow at the top, where the order is read, wide below.
func placeBins(n int) []bin {
	var out []bin
	for _, b := range []bin{{1, 1}, {2, 3}, {4, 5}, {6, 10}, {11, 15}, {16, 20}, {21, math.MaxInt}} {
		if b.from <= n {
			out = append(out, bin{b.from, min(b.to, n)})
		}
	}
	return out
}

func (b bin) name() string {
	if b.from == b.to {
		return strconv.Itoa(b.from)
	}
	return strconv.Itoa(b.from) + "–" + strconv.Itoa(b.to)
}

// shareIn is the share of draws, in percent, in which a unit takes a place of the bin.
func (b bin) shareIn(places []warehouse.RankShare) float64 {
	sum := 0.0
	for _, p := range places {
		if int(p.Place) >= b.from && int(p.Place) <= b.to {
			sum += p.Share
		}
	}
	return 100 * sum
}

// shortagePlaces is the rank-frequency table: how often each unit takes which places.
func (s *Source) shortagePlaces(ctx context.Context, g *diagnosed) (figure.Figure, error) {
	f := figure.Figure{ID: g.figureID("places"), Question: text("La graduatoria regge con altre scelte e altri dati?", "Does the ranking survive other choices and other data?")}
	if len(g.places) == 0 {
		return f, nil
	}
	heat := chart.Heat{Value: chart.Axis{Label: text("% delle estrazioni in cui il gruppo prende quei posti", "% of draws in which the group takes those places"), Unit: locale.Pct},
		ZeroBlank: true, LowHigh: [2]float64{0, 100}}
	f.Table.Columns = []figure.Column{g.unitColumn(),
		{Name: "rank_count", Head: text("Posto", "Place"), Kind: figure.Value, Unit: locale.Count},
		{Name: "rank_best", Head: text("Posto migliore", "Best place"), Kind: figure.Lower, Unit: locale.Count, Level: g.level},
		{Name: "rank_worst", Head: text("Posto peggiore", "Worst place"), Kind: figure.Upper, Unit: locale.Count, Level: g.level}}
	bins := placeBins(g.ranked)
	for _, b := range bins {
		heat.Cols = append(heat.Cols, Text{IT: b.name(), EN: b.name()})
		f.Table.Columns = append(f.Table.Columns, figure.Column{Name: "places_" + strconv.Itoa(b.from) + "_" + strconv.Itoa(b.to) + "_pct",
			Head: both(func(l locale.Lang) string { return pick(l, "Posti %s, %%", "Places %s, %%", b.name()) }), Kind: figure.Value, Unit: locale.Pct, Decimals: 1})
	}
	for k, c := range g.cells {
		line := []figure.Cell{{Text: s.label(c.Unit), Code: c.Unit.Value}, valueOf(c.Rank, c.Status), valueOf(c.RankLower, c.Status), valueOf(c.RankUpper, c.Status)}
		var row []float64
		for _, b := range bins {
			v := math.NaN()
			if places := g.places[c.Unit.Value]; len(places) > 0 && c.Status == warehouse.StatusRated {
				v = b.shareIn(places)
			}
			row, line = append(row, v), append(line, valueOf(v, c.Status))
		}
		f.Table.Rows = append(f.Table.Rows, line)
		if k < min(g.ranked, mostBars) {
			heat.Rows, heat.Cells = append(heat.Rows, s.label(c.Unit)), append(heat.Cells, row)
		}
	}
	f.Chart = heat
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Quota di estrazioni (%%) per posto in graduatoria, primi %s %s su %s, %s, %s", "Share of draws (%%) by place in the ranking, first %s %s of %s, %s, %s",
			l.Integer(len(heat.Rows)), g.unitsWord(l), l.Integer(g.ranked), l.Of(s.place(s.Territory)), g.when(l))
	})
	first, stay := g.staying()
	f.Finding = placesFinding(first, stay)
	tell(&f, toldCount("drawn_count", "Righe nel disegno", "Rows in the drawing", len(heat.Rows)), toldCount("ranked_count", "Posti della graduatoria", "Places of the ranking", g.ranked),
		toldCount("first_places_count", "Primi posti guardati", "First places looked at", first), toldCount("staying_count", "Di questi, restano fra i primi in almeno 9 estrazioni su 10", "Of these, stay among the first in at least 9 draws out of 10", stay))
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "Tabella: in riga i gruppi nell'ordine del punteggio, in colonna i posti; il numero è la quota di estrazioni.", "Table: groups in the order of the score, places across; the number is the share of draws.")
	})
	f.HowToRead = text("Un'estrazione è un ricalcolo della graduatoria, con i dati variati entro il loro errore e con altre scelte di metodo. Se i numeri stanno in una casella sola il posto regge; se sono sparsi non regge.",
		"A draw is the ranking made again, with the data varied within their error and other choices of method. Where the numbers gather in one cell the place holds; where they spread out it does not.")
	p, err := s.diagnosisTrail(ctx, g, g.query("rank_share", "unit_code, place, share", "unit_code, place"))
	if err != nil {
		return f, err
	}
	return s.finish(f, p, true), nil
}

// sureShare is how often, in percent, a unit must be at the top to be called sure of it.
const sureShare = 90.0

// staying is how many of the first ten, or of the first half of fewer than twenty, stay
// there whatever is drawn.
func (g *diagnosed) staying() (first, stay int) {
	top := bin{1, min(10, g.ranked/2)}
	for _, c := range g.cells[:top.to] {
		if top.shareIn(g.places[c.Unit.Value]) >= sureShare {
			stay++
		}
	}
	return top.to, stay
}

// placesFinding says how many of the first places are kept whatever is drawn.
func placesFinding(first, stay int) Text {
	return both(func(l locale.Lang) string {
		if first == 1 {
			if stay == 0 {
				return pick(l, "Il primo posto non regge in 9 estrazioni su 10", "The first place does not hold in 9 draws out of 10")
			}
			return pick(l, "Il primo posto regge in almeno 9 estrazioni su 10", "The first place holds in at least 9 draws out of 10")
		}
		if stay == 0 {
			return pick(l, "Nessuno dei primi %s vi resta in almeno 9 estrazioni su 10", "None of the first %s stays there in at least 9 draws out of 10", l.Integer(first))
		}
		if stay == first {
			return pick(l, "Tutti i primi %s vi restano in almeno 9 estrazioni su 10", "All of the first %s stay there in at least 9 draws out of 10", l.Integer(first))
		}
		if stay == 1 {
			return pick(l, "Dei primi %s, uno solo vi resta in almeno 9 estrazioni su 10", "Of the first %s, only one stays there in at least 9 draws out of 10", l.Integer(first))
		}
		return pick(l, "Dei primi %s, %s vi restano in almeno 9 estrazioni su 10", "Of the first %s, %s stay there in at least 9 draws out of 10", l.Integer(first), l.Integer(stay))
	})
}

// shortageChoices says which choice of method moves the ranking: Sobol indices.
func (s *Source) shortageChoices(ctx context.Context, g *diagnosed) (figure.Figure, error) {
	f := figure.Figure{ID: g.figureID("choices"), Question: text("Che cosa sposta la graduatoria: i dati o le scelte di metodo?", "What moves the ranking: the data or the choices of method?")}
	all := g.effects()
	if len(all) < 2 {
		return f, nil
	}
	bars := chart.Bars{X: chart.Axis{Label: text("quota della variabilità dei posti, con le interazioni (indice totale di Sobol)", "share of the variation of places, with interactions (total Sobol index)"), Unit: locale.Ratio, Decimals: 2, Zero: true},
		Threshold: math.NaN(), ReferenceLabel: text("da sola (indice del primo ordine)", "on its own (first-order index)")}
	f.Table.Columns = []figure.Column{{Name: "choice", Head: text("Scelta", "Choice"), Kind: figure.Label},
		{Name: "total_index_ratio", Head: text("Indice totale", "Total index"), Kind: figure.Value, Unit: locale.Ratio, Decimals: 2},
		{Name: "total_lower", Head: g.bound("inferiore", "lower"), Kind: figure.Lower, Unit: locale.Ratio, Decimals: 2, Level: g.level},
		{Name: "total_upper", Head: g.bound("superiore", "upper"), Kind: figure.Upper, Unit: locale.Ratio, Decimals: 2, Level: g.level},
		{Name: "first_order_index_ratio", Head: text("Primo ordine", "First order"), Kind: figure.Value, Unit: locale.Ratio, Decimals: 2},
		{Name: "first_lower", Head: g.bound("inferiore", "lower"), Kind: figure.Lower, Unit: locale.Ratio, Decimals: 2, Level: g.level},
		{Name: "first_upper", Head: g.bound("superiore", "upper"), Kind: figure.Upper, Unit: locale.Ratio, Decimals: 2, Level: g.level}}
	for _, c := range all {
		bars.Items = append(bars.Items, chart.Item{Label: s.choiceName(c.Choice), Value: c.Total, Lower: c.TotalLower, Upper: c.TotalUpper, Reference: c.First})
		f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: s.choiceName(c.Choice), Code: c.Choice}, number(c.Total), number(c.TotalLower), number(c.TotalUpper),
			number(c.First), number(c.FirstLower), number(c.FirstUpper)})
	}
	f.Chart = bars
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Quanto ogni scelta sposta i posti in graduatoria, %s, %s, %s", "How much each choice moves the places in the ranking, %s, %s, %s", g.unitsWord(l), l.Of(s.place(s.Territory)), g.when(l))
	})
	first, second := all[0], all[1]
	f.Finding = both(func(l locale.Lang) string {
		if first.TotalLower > second.TotalUpper {
			return pick(l, "A spostare di più la graduatoria %s", "What moves the ranking most: %s", l.Of(s.choiceLeads(first.Choice)))
		}
		return pick(l, "Nessuna scelta, da sola, sposta la graduatoria più delle altre", "No single choice moves the ranking more than the others")
	})
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "Barre in ordine con intervallo. L'indice più alto: %s, %s (%s).", "Ranked bars with intervals. The highest index: %s, %s (%s).",
			l.Of(s.choiceName(first.Choice)), l.Number(first.Total, 2), l.Interval(first.TotalLower, first.TotalUpper, 2))
	})
	f.HowToRead = text("0: la scelta non conta; 1: conta solo quella. I segmenti vengono dal ricampionamento delle estrazioni. La somma delle barre può superare 1, perché le interazioni contano in ciascuna.",
		"0: the choice does not matter; 1: nothing else does. Segments come from resampling the draws. Bars may add up to more than 1, because interactions count in each.")
	p, err := s.diagnosisTrail(ctx, g, g.query("choice_effect", "choice, output, first, first_lower, first_upper, total, total_lower, total_upper", "output, choice"))
	if err != nil {
		return f, err
	}
	return s.finish(f, p, true), nil
}

// effects of the choices on the ranking, the greatest total index first; of several
// outputs the first by name.
func (g *diagnosed) effects() []warehouse.ChoiceEffect {
	output := ""
	for _, c := range g.choices {
		if output == "" || c.Output < output {
			output = c.Output
		}
	}
	all := slices.DeleteFunc(slices.Clone(g.choices), func(c warehouse.ChoiceEffect) bool { return c.Output != output || !finite(c.Total) })
	slices.SortStableFunc(all, func(a, b warehouse.ChoiceEffect) int { return descending(a.Total, b.Total) })
	return all
}
