package chapter

import (
	"context"
	"math"
	"slices"

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
		d.Items = append(d.Items, chart.Item{Label: s.label(c.Unit), Value: c.Score, Lower: c.ScoreLower, Upper: c.ScoreUpper, Reference: math.NaN(), Emphasis: s.isHome(c.Unit),
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
	tell(&f, g.toldRanking()...)
	f.Notes = append(f.Notes, noteComposite)
	if slices.ContainsFunc(g.cells[:g.ranked], func(c warehouse.Composite) bool { return c.Score < c.ScoreLower || c.Score > c.ScoreUpper }) {
		f.Notes[0] = join(f.Notes[0], noteOutside)
	}
	if among := s.noteAmong(g.has); among.IsComplete() {
		f.Notes = append(f.Notes, among)
	}
	if left := g.leftOut(); left.IsComplete() {
		f.Notes = append(f.Notes, left)
	}
	f.Notes = f.Notes[max(0, len(f.Notes)-figure.MaxNotes):]
	class, share := g.class(first)
	f.Key = both(func(l locale.Lang) string {
		return pick(l, "%s: il punteggio di carenza più alto, %s su 100 (%s: %s), posto %s su %s; classe %s con probabilità %s.",
			"%s: the highest shortage score, %s out of 100 (%s: %s), place %s of %s; %s class with probability %s.",
			l.Of(s.label(first.Unit)), l.Number(first.Score, 1), cases(l, g.level), l.Interval(first.ScoreLower, first.ScoreUpper, 1),
			placesOf(l, first), l.Integer(g.ranked), l.Of(compositeClasses[class]), l.Chance(share))
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

// toldRanking are the counts that the words of the ranking say.
func (g *diagnosed) toldRanking() []figure.Told {
	return []figure.Told{toldCount("ranked_count", "Posti della graduatoria", "Places of the ranking", g.ranked),
		toldCount("tied_count", "Non distinti dal primo", "Not told apart from the first", g.tiedWithFirst()-1),
		toldCount("suppressed_count", "Senza posto: troppo pochi casi", "Without a place: too few cases", g.withStatus(warehouse.StatusSuppressed)),
		toldCount("not_rated_count", "Senza posto: senza indicatori sufficienti", "Without a place: without enough indicators", g.withStatus(warehouse.StatusNotRated))}
}

// rankingFinding names who leads only with how many cannot be told apart from it.
func (g *diagnosed) rankingFinding(s *Source) Text {
	n := g.tiedWithFirst()
	plain := both(func(l locale.Lang) string {
		switch {
		case n == 1:
			return pick(l, "Il punteggio più alto si distingue da tutti gli altri", "The highest score can be told apart from all others")
		case n == g.ranked:
			return capital(pick(l, "%s si distingue dal punteggio più alto", "%s can be told apart from the highest score", g.noneOf(l, g.ranked)))
		}
		if n == 2 {
			return capital(pick(l, "%s su %s non si distingue dal punteggio più alto", "%s of %s cannot be told apart from the highest score", g.onlyOne(l), l.Integer(g.ranked)))
		}
		return pick(l, "%s %s su %s non si distinguono dal punteggio più alto", "%s %s of %s cannot be told apart from the highest score", l.Integer(n-1), g.unitsWord(l), l.Integer(g.ranked))
	})
	return fit(both(func(l locale.Lang) string {
		first := l.Of(s.label(g.cells[0].Unit))
		if n == 1 {
			return pick(l, "%s: il punteggio più alto, distinto da tutti gli altri", "%s: the highest score, apart from all others", first)
		}
		if n == 2 {
			return pick(l, "%s: il punteggio più alto, ma un altro non se ne distingue", "%s leads, but one other score cannot be told apart from it", first)
		}
		return pick(l, "%s: il punteggio più alto, ma altri %s non se ne distinguono", "%s leads, but %s other scores cannot be told apart from it", first, l.Integer(n-1))
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
		// What has no score has no class and no grade: both cells say why.
		class := figure.Cell{Text: statusWords[c.Status], Code: c.Status}
		grade := class
		if c.Status == warehouse.StatusRated {
			grade = figure.Cell{Code: c.Grade}
			name, _ := g.class(c)
			class = figure.Cell{Text: compositeClasses[name], Code: name}
		}
		_, share := g.class(c)
		t.Rows = append(t.Rows, []figure.Cell{{Text: s.label(c.Unit), Code: c.Unit.Value}, valueOf(c.Score, c.Status), valueOf(c.ScoreLower, c.Status),
			valueOf(c.ScoreUpper, c.Status), valueOf(c.Rank, c.Status), valueOf(c.RankLower, c.Status), valueOf(c.RankUpper, c.Status),
			valueOf(100*share, c.Status), class, grade})
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
			why = append(why, pick(l, counted(hidden, "%s con troppo pochi casi, riservato (c)", "%s con troppo pochi casi, riservati (c)"), "%s with too few cases, suppressed (c)", l.Integer(hidden)))
		}
		if unrated > 0 {
			why = append(why, pick(l, "%s senza indicatori sufficienti (..)", "%s without enough indicators (..)", l.Integer(unrated)))
		}
		return pick(l, "Senza posto in graduatoria: %s.", "Without a place in the ranking: %s.", l.Join(why))
	})
}

// noteOutside explains a score that lies outside its own interval.
var noteOutside = text(
	"Il punteggio è quello delle scelte di base: dove le altre lo spostano quasi sempre dalla stessa parte, sta fuori dal suo intervallo.",
	"The score is that of the basic choices: where the others nearly always move it the same way, it lies outside its interval.")

// noteComposite says what the intervals hold and what they leave out.
var noteComposite = text(
	"Gli intervalli comprendono l'errore dei dati e le scelte di metodo (valori anomali, normalizzazione, pesi, aggregazione); non gli indicatori che mancano.",
	"The intervals cover the errors in the data and the choices of method (outliers, normalisation, weights, aggregation); not the indicators that are lacking.")
