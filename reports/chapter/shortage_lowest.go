package chapter

import (
	"context"
	"math"

	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// lowestShown is how many units stand at the other end of the ranking.
const lowestShown = 10

// shortageLowest is the other end of the ranking: the lowest scores first. A low score
// is less shortage and no surplus: nothing here counts persons without work.
func (s *Source) shortageLowest(ctx context.Context, g *diagnosed) (figure.Figure, error) {
	f := figure.Figure{ID: g.figureID("lowest"), Question: both(func(l locale.Lang) string {
		return pick(l, "In quali %s la carenza è minore?", "In which %s is shortage least?", g.unitsWord(l))
	})}
	if g.ranked < 2*leastRanked {
		return f, nil
	}
	n := min(lowestShown, g.ranked/2)
	var rows []warehouse.Composite
	for i := range n {
		rows = append(rows, g.cells[g.ranked-1-i])
	}
	d := chart.Dots{X: chart.Axis{Label: text("punteggio di carenza da 0 a 100; a destra i posti possibili dal fondo", "shortage score from 0 to 100; on the right the possible places from the bottom"), Unit: locale.Index, Decimals: 1}, Threshold: math.NaN(), Ordered: true}
	t := figure.Table{Columns: g.lowestColumns()}
	below := func(rank float64) float64 { return float64(g.ranked) + 1 - rank }
	for _, c := range rows {
		turned := c
		turned.RankLower, turned.RankUpper = below(c.RankUpper), below(c.RankLower)
		d.Items = append(d.Items, chart.Item{Label: s.label(c.Unit), Value: c.Score, Lower: c.ScoreLower, Upper: c.ScoreUpper, Reference: math.NaN(),
			Mark: both(func(l locale.Lang) string { return placesOf(l, turned) + " · " + g.classOf(l, c) })})
		class, share := g.class(c)
		t.Rows = append(t.Rows, []figure.Cell{{Text: s.label(c.Unit), Code: c.Unit.Value}, number(c.Score), number(c.ScoreLower), number(c.ScoreUpper),
			number(below(c.Rank)), number(turned.RankLower), number(turned.RankUpper), number(100 * share), {Text: compositeClasses[class], Code: class}})
	}
	f.Chart, f.Table = d, t
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Punteggio composito di carenza, i più bassi di %s %s, %s, %s", "Composite shortage score, the lowest of %s %s, %s, %s", l.Integer(g.ranked), g.unitsWord(l), l.Of(s.place(g.territory)), g.when(l))
	})
	tied := 0
	for _, c := range g.cells[:g.ranked-1] {
		if !g.isApart(c, rows[0]) {
			tied++
		}
	}
	f.Told = []figure.Told{toldCount("ranked_count", "Posti della graduatoria", "Places of the ranking", g.ranked), toldCount("tied_count", "Non distinti dal più basso", "Not told apart from the lowest", tied)}
	f.Finding = both(func(l locale.Lang) string {
		if tied == 0 {
			return pick(l, "Il punteggio più basso si distingue da tutti gli altri", "The lowest score can be told apart from all others")
		}
		return pick(l, counted(tied, "Un solo punteggio, su %[2]s, non si distingue dal più basso", "%[1]s punteggi su %[2]s non si distinguono dal più basso"),
			counted(tied, "One score of %[2]s cannot be told apart from the lowest", "%[1]s scores of %[2]s cannot be told apart from the lowest"), l.Integer(tied), l.Integer(g.ranked))
	})
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "I %s %s con il punteggio di carenza più basso. Il più basso è di %s: %s, posti dal fondo nella tabella.", "The %s %s with the lowest shortage score. The lowest is that of %s: %s; places from the bottom are in the table.",
			l.Integer(n), g.unitsWord(l), l.Of(s.label(rows[0].Unit)), l.Number(rows[0].Score, 1))
	})
	f.HowToRead = both(func(l locale.Lang) string {
		return pick(l, "In alto il punteggio più basso. Il segmento lo contiene in %s; accanto, i posti possibili contati dal fondo e la classe con la sua probabilità.",
			"On top the lowest score. The segment holds it in %s; beside it, the possible places counted from the bottom and the class with its probability.", cases(l, g.level))
	})
	f.Notes = append(f.Notes, text("Un punteggio basso indica meno carenza, non un'eccedenza: per dire che le persone sono più dei posti servono i disoccupati per professione, che nessun file dello spazio di lavoro contiene.",
		"A low score means less shortage, not a surplus: to say that there are more people than posts takes unemployed persons by occupation, which no file of the workspace holds."))
	p, err := s.diagnosisTrail(ctx, g, g.query("composite", "unit_code, score, score_lower, score_upper, rank, rank_lower, rank_upper, class, class_share", "rank DESC, unit_code"))
	if err != nil {
		return f, err
	}
	return s.finish(f, p, true), nil
}

func (g *diagnosed) lowestColumns() []figure.Column {
	return []figure.Column{g.unitColumn(),
		{Name: "shortage_score_index", Head: text("Punteggio", "Score"), Kind: figure.Value, Unit: locale.Index, Decimals: 1},
		{Name: "score_lower", Head: g.bound("inferiore", "lower"), Kind: figure.Lower, Unit: locale.Index, Decimals: 1, Level: g.level},
		{Name: "score_upper", Head: g.bound("superiore", "upper"), Kind: figure.Upper, Unit: locale.Index, Decimals: 1, Level: g.level},
		{Name: "rank_from_below_count", Head: text("Posto dal fondo", "Place from the bottom"), Kind: figure.Value, Unit: locale.Count},
		{Name: "rank_from_below_best", Head: text("Dal fondo, primo", "From the bottom, first"), Kind: figure.Lower, Unit: locale.Count, Level: g.level},
		{Name: "rank_from_below_worst", Head: text("Dal fondo, ultimo", "From the bottom, last"), Kind: figure.Upper, Unit: locale.Count, Level: g.level},
		{Name: "class_share_pct", Head: text("Probabilità della classe, %", "Probability of the class, %"), Kind: figure.Value, Unit: locale.Pct},
		{Name: "class", Head: text("Classe", "Class"), Kind: figure.Status}}
}
