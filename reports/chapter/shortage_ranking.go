package chapter

import (
	"context"
	"math"

	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// shortageRanking is the ranking by the composite score: places with their
// intervals, classes with their probability, runs that cannot be told apart.
func (s *Source) shortageRanking(ctx context.Context, g *diagnosed) (figure.Figure, error) {
	f := figure.Figure{ID: g.figureID("ranking"), Question: both(func(l locale.Lang) string {
		return pick(l, "In quali %s il personale scarseggia di più, e quanto è sicuro l'ordine?", "Which %s are most short of people, and how sure is the order?", g.unitsWord(l))
	})}
	d := chart.Dots{X: chart.Axis{Label: text("punteggio da 0 a 100; a destra i posti possibili e la classe", "score from 0 to 100; on the right the possible places and the class"), Unit: locale.Index, Decimals: 1},
		Threshold: math.NaN(), Ties: g.ties()}
	for _, c := range g.cells[:g.ranked] {
		d.Items = append(d.Items, chart.Item{Label: s.label(c.Unit), Value: c.Score, Lower: c.ScoreLower, Upper: c.ScoreUpper, Reference: math.NaN(), Emphasis: c.Unit == s.Territory,
			Mark: both(func(l locale.Lang) string { return placesOf(l, c) + " · " + g.classOf(l, c) })})
	}
	f.Chart = d
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Punteggio composito di carenza, %s, %s, %s", "Composite shortage score, %s, %s, %s", g.unitsWord(l), l.Of(s.place(g.territory)), g.when(l))
	})
	f.Finding = g.rankingFinding(s)
	first, last := g.cells[0], g.cells[g.ranked-1]
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "Graduatoria di %s %s. Il punteggio più alto è di %s: %s, posti %s; il più basso di %s: %s, posti %s. Tutti i valori nella tabella.",
			"Ranking of %s %s. The highest score is that of %s: %s, places %s; the lowest that of %s: %s, places %s. All values in the table.",
			l.Integer(g.ranked), g.unitsWord(l), l.Of(s.label(first.Unit)), l.Number(first.Score, 1), placesOf(l, first),
			l.Of(s.label(last.Unit)), l.Number(last.Score, 1), placesOf(l, last))
	})
	f.HowToRead = both(func(l locale.Lang) string {
		return pick(l, "Il segmento contiene il punteggio in %s; accanto, i posti possibili e la classe (il terzo della scala in cui il punteggio cade più spesso) con la sua probabilità. Una barra verticale unisce posti che non si distinguono.",
			"The segment holds the score in %s; beside it, the possible places and the class (the third of the scale the score falls in most often) with its probability. A vertical bar joins places that cannot be told apart.", cases(l, g.level))
	})
	f.Notes = append(f.Notes, noteComposite)
	if left := g.leftOut(); left.IsComplete() {
		f.Notes = append(f.Notes, left)
	}
	f.Key = both(func(l locale.Lang) string {
		return pick(l, "%s: il punteggio di carenza più alto, %s su 100 (%s: %s), posto %s su %s, classe %s.",
			"%s: the highest shortage score, %s of 100 (%s: %s), place %s of %s, class %s.",
			l.Of(s.label(first.Unit)), l.Number(first.Score, 1), cases(l, g.level), l.Interval(first.ScoreLower, first.ScoreUpper, 1),
			placesOf(l, first), l.Integer(g.ranked), g.classOf(l, first))
	})
	f.Table = g.rankingTable(s)
	f.Weighing = g.weighing(s, f.Table)
	p, err := s.diagnosisTrail(ctx, g, g.query("composite", "unit_code, status, score, score_lower, score_upper, rank, rank_lower, rank_upper, class, class_share, grade, cases", "rank, unit_code"),
		g.query("rank_pair", "first_code, second_code, share_above, is_apart", "first_code, second_code"))
	if err != nil {
		return f, err
	}
	return s.finish(f, p, true), nil
}

// rankingFinding names who leads only with how many cannot be told apart from it.
func (g *diagnosed) rankingFinding(s *Source) Text {
	n := g.tiedWithFirst()
	plain := both(func(l locale.Lang) string {
		switch {
		case n == 1:
			return pick(l, "Il primo posto è distinguibile da tutti gli altri", "The first place can be told apart from all others")
		case n == g.ranked:
			return pick(l, "Nessuno si distingue dal primo: l'ordine non è certo", "None can be told apart from the first: the order is not certain")
		}
		if n == 2 {
			return pick(l, "Uno solo, su %s, non si distingue da chi è al primo posto", "Only one of %s cannot be told apart from the first", l.Integer(g.ranked))
		}
		return pick(l, "%s %s su %s non si distinguono da chi è al primo posto", "%s %s of %s cannot be told apart from the first", l.Integer(n-1), g.unitsWord(l), l.Integer(g.ranked))
	})
	return fit(both(func(l locale.Lang) string {
		first := l.Of(s.label(g.cells[0].Unit))
		if n == 1 {
			return pick(l, "%s: il punteggio più alto, distinguibile dagli altri", "%s: the highest score, told apart from the others", first)
		}
		if n == 2 {
			return pick(l, "%s: il punteggio più alto, ma uno non se ne distingue", "%s leads, but one other cannot be told apart from it", first)
		}
		return pick(l, "%s: il punteggio più alto, ma %s non se ne distinguono", "%s leads, but %s others cannot be told apart from it", first, l.Integer(n-1))
	}), plain)
}

// rankingTable has every unit of the group, those without a place last.
func (g *diagnosed) rankingTable(s *Source) figure.Table {
	t := figure.Table{Columns: []figure.Column{g.unitColumn(),
		{Name: "shortage_score_index", Head: text("Punteggio", "Score"), Kind: figure.Value, Unit: locale.Index, Decimals: 1},
		{Name: "score_lower", Head: g.bound("inferiore", "lower"), Kind: figure.Lower, Unit: locale.Index, Decimals: 1, Level: g.level},
		{Name: "score_upper", Head: g.bound("superiore", "upper"), Kind: figure.Upper, Unit: locale.Index, Decimals: 1, Level: g.level},
		{Name: "rank_count", Head: text("Posto", "Place"), Kind: figure.Value, Unit: locale.Count},
		{Name: "rank_best", Head: text("Posto migliore", "Best place"), Kind: figure.Lower, Unit: locale.Count, Level: g.level},
		{Name: "rank_worst", Head: text("Posto peggiore", "Worst place"), Kind: figure.Upper, Unit: locale.Count, Level: g.level},
		{Name: "class_share_pct", Head: text("Probabilità della classe, %", "Probability of the class, %"), Kind: figure.Value, Unit: locale.Pct},
		{Name: "class", Head: text("Classe", "Class"), Kind: figure.Status},
		{Name: "grade", Head: text("Solidità", "Grade"), Kind: figure.Label},
	}}
	for _, c := range g.cells {
		class := figure.Cell{Text: statusWords[c.Status], Code: c.Status}
		if c.Status == warehouse.StatusRated {
			name, _ := g.class(c)
			class = figure.Cell{Text: compositeClasses[name], Code: name}
		}
		_, share := g.class(c)
		t.Rows = append(t.Rows, []figure.Cell{{Text: s.label(c.Unit), Code: c.Unit.Value}, valueOf(c.Score, c.Status), valueOf(c.ScoreLower, c.Status),
			valueOf(c.ScoreUpper, c.Status), valueOf(c.Rank, c.Status), valueOf(c.RankLower, c.Status), valueOf(c.RankUpper, c.Status),
			valueOf(100*share, c.Status), class, {Code: c.Grade}})
	}
	return t
}

// bound is the heading of an end of an interval.
func (g *diagnosed) bound(it, en string) Text {
	return both(func(l locale.Lang) string {
		return pick(l, "%s, %s", "%s, %s", l.Percent(100*g.level, 0), l.Of(text(it, en)))
	})
}

// leftOut says how many units have no place, and why.
func (g *diagnosed) leftOut() Text {
	hidden, unrated := g.withStatus(warehouse.StatusSuppressed), g.withStatus(warehouse.StatusNotRated)
	if hidden+unrated == 0 {
		return Text{}
	}
	return both(func(l locale.Lang) string {
		var why []string
		if hidden > 0 {
			why = append(why, pick(l, "%s con troppo pochi casi, riservati (c)", "%s with too few cases, suppressed (c)", l.Integer(hidden)))
		}
		if unrated > 0 {
			why = append(why, pick(l, "%s senza indicatori sufficienti (..)", "%s without enough indicators (..)", l.Integer(unrated)))
		}
		return pick(l, "Senza posto: %s.", "Without a place: %s.", l.Join(why))
	})
}

// noteComposite says what the intervals hold and what they leave out.
var noteComposite = text(
	"Gli intervalli comprendono l'errore dei dati e le scelte di metodo (valori anomali, normalizzazione, pesi, aggregazione); non gli indicatori che mancano.",
	"The intervals hold the errors in the data and the choices of method (outliers, normalisation, weights, aggregation); not the indicators that are lacking.")
