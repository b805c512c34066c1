package chapter

import (
	"context"
	"math"

	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// needNames are the need indicators in words.
var needNames = []struct {
	id   string
	name Text
}{
	{shortage.VacancyRate, text("posti vacanti", "vacancy rate")},
	{shortage.Entries, text("entrate ogni 100 occupati", "entries per 100 employed")},
	{shortage.HardToFill, text("difficoltà di reperimento", "hard to fill")},
	{shortage.Applications, text("domande per posto", "applications per place")},
}

// priorityTerms takes the rule apart: each term over its floor.
func (s *Source) priorityTerms(ctx context.Context, all []warehouse.Shortage, panel string) (figure.Figure, error) {
	f := figure.Figure{ID: "fig-priority-terms", Question: text("Da quali termini viene l'esito?", "Which terms make the outcome?")}
	rows := ofPanel(all, panel)
	if len(rows) == 0 {
		return f, nil
	}
	heat := chart.Heat{Value: chart.Axis{Label: text("volte la soglia", "times the floor"), Unit: locale.Ratio, Decimals: 2}}
	f.Table.Columns = []figure.Column{{Name: "unit_sector_group", Head: text("Gruppo di settori", "Sector group"), Kind: figure.Label}}
	for _, n := range needNames {
		heat.Cols = append(heat.Cols, n.name)
		f.Table.Columns = append(f.Table.Columns, figure.Column{Name: n.id + "_over_floor_ratio", Head: n.name, Kind: figure.Value, Unit: locale.Ratio, Decimals: 2},
			figure.Column{Name: n.id + "_period", Head: both(func(l locale.Lang) string { return pick(l, "%s: periodo", "%s: period", l.Of(n.name)) }), Kind: figure.Status})
	}
	heat.Cols = append(heat.Cols, text("incidenza straniera", "foreign incidence"))
	f.Table.Columns = append(f.Table.Columns, figure.Column{Name: "foreign_incidence_over_floor_ratio", Head: text("Incidenza", "Incidence"), Kind: figure.Value, Unit: locale.Ratio, Decimals: 2},
		figure.Column{Name: "foreign_incidence_period", Head: text("Incidenza: periodo", "Incidence: period"), Kind: figure.Status})
	yes := 0
	for _, r := range rows {
		e, err := explained(r)
		if err != nil {
			return f, err
		}
		if r.Need == "yes" {
			yes++
		}
		var cells []float64
		var marks []string
		line := []figure.Cell{{Text: s.label(r.Unit), Code: r.Unit.Value}}
		put := func(t *shortage.ExplainedTerm) {
			r := termRatio(t)
			cells, marks = append(cells, r.drawn), append(marks, r.mark)
			line = append(line, number(r.value), r.period)
		}
		for _, n := range needNames {
			put(termOf(e, n.id))
		}
		put(&e.Incidence)
		heat.Rows, heat.Cells, heat.Marks = append(heat.Rows, s.label(r.Unit)), append(heat.Cells, cells), append(heat.Marks, marks)
		f.Table.Rows = append(f.Table.Rows, line)
	}
	f.Chart = heat
	tell(&f, toldCount("need_count", "Gruppi in cui il bisogno è accertato", "Groups in which need is established", yes),
		figure.Told{ID: "floor_ratio", Meaning: text("Valore da cui la soglia è raggiunta", "Value from which the floor is reached"), Unit: locale.Ratio, Value: 1})
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Ogni termine della regola diviso per la sua soglia, %s, %s; da 1 in su la soglia è raggiunta", "Each term of the rule over its floor, %s, %s; from 1 on the floor is reached", l.Of(s.place(s.Territory)), panelName(l, panel))
	})
	f.Finding = both(func(l locale.Lang) string {
		return pick(l, counted(yes, "Il bisogno è accertato in %s gruppo su %s: decide l'incidenza straniera", "Il bisogno è accertato in %s gruppi su %s: decide l'incidenza straniera"), "Need is established in %s of %s groups: foreign incidence decides", l.Integer(yes), l.Integer(len(rows)))
	})
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "Tabella: gruppi di settori per termini della regola; il numero è il valore diviso per la soglia.", "Table: sector groups by terms of the rule; the number is the value over its floor.")
	})
	f.HowToRead = text("1 è la soglia. «<»: si conosce solo un limite superiore. «( )»: un valore c'è, ma non copre il gruppo e non conta. «..»: nessuna fonte.",
		"1 is the floor. “<”: only an upper bound is known. “( )”: a value exists but does not cover the group and does not count. “..”: no source.")
	p, err := s.trail(ctx, rows)
	if err != nil {
		return f, err
	}
	return s.finish(f, p, true), nil
}

func termOf(e shortage.Explanation, indicator string) *shortage.ExplainedTerm {
	for i := range e.Need.Terms {
		if e.Need.Terms[i].Indicator == indicator {
			return &e.Need.Terms[i]
		}
	}
	return nil
}

// Marks of terms without a number of their own.
const (
	markBoundOnly  = "<"
	markNotCounted = "( )"
)

// termCells is a term as shown: what is drawn, the mark in its place, the value in the table, its period.
type termCells struct {
	drawn  float64
	mark   string
	value  float64
	period figure.Cell
}

// termRatio is the value over the floor. Where only a bound is known, or the
// value does not count, a mark is drawn and the period says why.
func termRatio(t *shortage.ExplainedTerm) termCells {
	out := termCells{drawn: math.NaN(), mark: locale.Missing, value: math.NaN(), period: figure.Cell{Text: text("-", "-"), Code: "none"}}
	if t == nil || t.Floor.Lower == nil || *t.Floor.Lower <= 0 {
		return out
	}
	why := func(it, en string) figure.Cell {
		return figure.Cell{Text: Text{IT: t.Period + it, EN: t.Period + en}, Code: t.Period + en}
	}
	switch {
	case t.Value != nil && t.Counted:
		out.value = *t.Value / *t.Floor.Lower
		out.drawn, out.mark, out.period = out.value, "", why("", "")
	case t.Value != nil:
		out.value = *t.Value / *t.Floor.Lower
		out.mark, out.period = markNotCounted, why(", non conta", ", not counted")
	case t.Upper != nil:
		out.mark, out.period = markBoundOnly, why(", solo un limite", ", bound only")
	}
	return out
}
