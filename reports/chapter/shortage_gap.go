package chapter

import (
	"context"
	"math"
	"slices"

	"fabbisogno/analysis/indicator"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// gapIndicator is the region's difficulty of hiring less that of Italy, in points.
const gapIndicator = "hard_to_fill_gap_pp"

// gapWords say what an interval of the gap allows to say.
func gapWords(r indicator.Reading) figure.Cell {
	switch {
	case !r.IsSure():
		return figure.Cell{Text: text("differenza non accertata", "difference not established"), Code: "not_established"}
	case r.Value > 0:
		return figure.Cell{Text: text("più difficile che in Italia", "harder than in Italy"), Code: "harder"}
	}
	return figure.Cell{Text: text("meno difficile che in Italia", "easier than in Italy"), Code: "easier"}
}

// shortageGap is what is scarcer in the region than in the country: the difference of
// the hard-to-fill shares with its interval, by occupation group.
func (s *Source) shortageGap(ctx context.Context, g *diagnosed) (figure.Figure, error) {
	f := figure.Figure{ID: g.figureID("gap"), Question: both(func(l locale.Lang) string {
		return pick(l, "In quali %s le persone sono più difficili da trovare qui che in Italia?", "In which %s are people harder to find here than in Italy?", g.unitsWord(l))
	})}
	type gap struct {
		cell       warehouse.Composite
		diff, here indicator.Reading
	}
	var all []gap
	for _, c := range g.cells {
		diff, ok := partOf(g.parts[c.Unit.Value], gapIndicator)
		here, _ := partOf(g.parts[c.Unit.Value], hardShare)
		if ok && c.Status == warehouse.StatusRated {
			all = append(all, gap{c, diff, here})
		}
	}
	if len(all) < leastRanked {
		return f, nil
	}
	slices.SortStableFunc(all, func(a, b gap) int { return descending(a.diff.Value, b.diff.Value) })
	bars := chart.Bars{X: chart.Axis{Label: text("differenza dall'Italia, punti percentuali", "difference from Italy, percentage points"), Unit: locale.PctPoints, Decimals: 1, Zero: true}, Threshold: math.NaN(), Ordered: true}
	t := figure.Table{Columns: g.gapColumns()}
	harder, easier := 0, 0
	for _, u := range all {
		said := gapWords(u.diff)
		switch said.Code {
		case "harder":
			harder++
		case "easier":
			easier++
		}
		bars.Items = append(bars.Items, chart.Item{Label: s.label(u.cell.Unit), Value: u.diff.Value, Lower: u.diff.Lower, Upper: u.diff.Upper, Reference: math.NaN(), Emphasis: said.Code != "not_established"})
		t.Rows = append(t.Rows, []figure.Cell{{Text: s.label(u.cell.Unit), Code: u.cell.Unit.Value}, number(u.diff.Value), number(u.diff.Lower), number(u.diff.Upper),
			number(u.here.Value), number(u.here.Lower), number(u.here.Upper), said})
	}
	f.Chart, f.Table = bars, t
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Quota di entrate difficili da coprire meno quella dell'Italia (punti percentuali), %s, %s, %s", "Hard-to-fill share less that of Italy (percentage points), %s, %s, %s", g.unitsWord(l), l.Of(s.place(g.territory)), g.when(l))
	})
	tell(&f, toldCount("harder_count", "Più difficili che in Italia, accertati", "Established as harder than in Italy", harder), toldCount("easier_count", "Meno difficili che in Italia, accertati", "Established as easier than in Italy", easier))
	f.Finding = both(func(l locale.Lang) string {
		if harder == 0 {
			return pick(l, "In nessun gruppo è accertata una difficoltà maggiore che in Italia", "In no group is a greater difficulty than in Italy established")
		}
		return pick(l, counted(harder, "Oltre l'errore, %s gruppo su %s è più difficile da trovare qui che in Italia", "Oltre l'errore, %s gruppi su %s sono più difficili da trovare qui che in Italia"),
			counted(harder, "Beyond error, %s of %s groups is harder to find here than in Italy", "Beyond error, %s of %s groups are harder to find here than in Italy"), l.Integer(harder), l.Integer(len(all)))
	})
	first := all[0]
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "Barre di %s %s. La differenza maggiore è di %s: %s. Meno difficili che in Italia, oltre l'errore: %s.", "Bars of %s %s. The greatest difference is that of %s: %s. Easier than in Italy, beyond error: %s.",
			l.Integer(len(all)), g.unitsWord(l), l.Of(s.label(first.cell.Unit)), l.Number(first.diff.Value, 1), l.Integer(easier))
	})
	f.HowToRead = both(func(l locale.Lang) string {
		return pick(l, "A destra dello zero è più difficile qui. Il segmento contiene la differenza in %s: dove tocca lo zero la barra è grigia e la differenza non è accertata.",
			"Right of zero it is harder here. The segment holds the difference in %s: where it reaches zero the bar is grey and the difference not established.", cases(l, g.level))
	})
	f.Notes = append(f.Notes, text("Se la regione intera fatica di più, quasi ogni gruppo sta a destra: la distanza fra i gruppi dice che cosa le è proprio.",
		"Where the whole region struggles more, nearly every group stands on the right: the distance between groups says what is its own."))
	p, err := s.diagnosisTrail(ctx, g, g.query("composite_part", "unit_code, indicator, value, value_lower, value_upper", "unit_code, indicator"))
	if err != nil {
		return f, err
	}
	return s.finish(f, p, true), nil
}

// gapColumns are the difference, and the share it is the difference of.
func (g *diagnosed) gapColumns() []figure.Column {
	return []figure.Column{g.unitColumn(),
		{Name: "hard_to_fill_gap_pp", Head: text("Differenza dall'Italia, p.p.", "Difference from Italy, pp"), Kind: figure.Value, Unit: locale.PctPoints, Decimals: 1},
		{Name: "gap_lower", Head: g.bound("inferiore", "lower"), Kind: figure.Lower, Unit: locale.PctPoints, Decimals: 1, Level: g.level},
		{Name: "gap_upper", Head: g.bound("superiore", "upper"), Kind: figure.Upper, Unit: locale.PctPoints, Decimals: 1, Level: g.level},
		{Name: "hard_to_fill_share_pct", Head: text("Qui, %", "Here, %"), Kind: figure.Value, Unit: locale.Pct, Decimals: 1},
		{Name: "share_lower", Head: text("Qui, min", "Here, low"), Kind: figure.Lower, Unit: locale.Pct, Decimals: 1, Level: g.level},
		{Name: "share_upper", Head: text("Qui, max", "Here, high"), Kind: figure.Upper, Unit: locale.Pct, Decimals: 1, Level: g.level},
		{Name: "outcome", Head: text("Esito", "Outcome"), Kind: figure.Status}}
}

// partOf is the value of an indicator with its interval; false where the score has no such part.
func partOf(parts []warehouse.CompositePart, id string) (indicator.Reading, bool) {
	for _, p := range parts {
		if p.Indicator == id && !math.IsNaN(p.Value) {
			return indicator.Reading{Value: p.Value, Lower: p.ValueLower, Upper: p.ValueUpper}, true
		}
	}
	nan := math.NaN()
	return indicator.Reading{Value: nan, Lower: nan, Upper: nan}, false
}
