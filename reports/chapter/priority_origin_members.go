package chapter

import (
	"context"
	"slices"

	"fabbisogno/analysis/indicator"
	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/series"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// originMembership is in which share of the draws each sector of the region comes out:
// with the training term as yes or no, with the term by degrees, and without the term.
func (s *Source) originMembership(ctx context.Context, rows []originRow) (figure.Figure, error) {
	country := s.label(series.Code{List: "iso3166", Value: rows[0].Country})
	f := figure.Figure{ID: "fig-origin-membership", Question: both(func(l locale.Lang) string {
		return pick(l, "Quanto dipende la scelta dal termine della formazione (%s)?", "How much does the choice rest on the training term (%s)?", l.Of(country))
	})}
	variants := []struct {
		id    string
		name  Text
		share func(originRow) float64
		is    func(originRow) bool
	}{
		{"with_term", text("con il termine", "with the term"), func(r originRow) float64 { return r.ComesOutShare }, func(r originRow) bool { return r.ComesOut == shortage.Yes }},
		{"by_degrees", text("termine per gradi", "term by degrees"), func(r originRow) float64 { return r.Graded.ComesOutShare }, func(r originRow) bool {
			return shortage.And(r.OriginExplanation.Shortage, degreeVerdict(r)) == shortage.Yes
		}},
		{"without_term", text("senza il termine", "without the term"), func(r originRow) float64 { return r.WithoutShare }, func(r originRow) bool { return r.WithoutTerm == shortage.Yes }},
	}
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b originRow) int { return descending(a.ComesOutShare, b.ComesOutShare) })
	drawing := chart.Membership{Label: text("% delle estrazioni in cui il settore è scelto", "% of draws in which the sector is chosen")}
	f.Table.Columns = []figure.Column{{Name: "unit_sector_group", Head: text("Settore", "Sector"), Kind: figure.Label}}
	for _, v := range variants {
		head := func(it, en string) Text {
			return both(func(l locale.Lang) string { return l.Of(v.name) + l.Of(text(it, en)) })
		}
		drawing.Cols = append(drawing.Cols, v.name)
		f.Table.Columns = append(f.Table.Columns, figure.Column{Name: v.id + "_share_pct", Head: head(", %", ", %"), Kind: figure.Value, Unit: locale.Pct},
			figure.Column{Name: v.id + "_lower", Head: head(", min", ", low"), Kind: figure.Lower, Unit: locale.Pct, Level: 0.95},
			figure.Column{Name: v.id + "_upper", Head: head(", max", ", high"), Kind: figure.Upper, Unit: locale.Pct, Level: 0.95},
			figure.Column{Name: v.id + "_declared", Head: head(", alle soglie dichiarate", ", at the declared floors"), Kind: figure.Status})
	}
	for _, r := range rows {
		var shares, lows, highs []float64
		var is []bool
		line := []figure.Cell{{Text: s.label(r.Shortage.Unit), Code: r.Shortage.Unit.Value}}
		for _, v := range variants {
			share := v.share(r)
			lower, upper := indicator.Wilson95(share, float64(r.Draws))
			shares, lows, highs, is = append(shares, 100*share), append(lows, 100*lower), append(highs, 100*upper), append(is, v.is(r))
			said := figure.Cell{Text: text("non scelto o non stabilito", "not chosen, or not established"), Code: "no_or_unknown"}
			if v.is(r) {
				said = figure.Cell{Text: text("scelto", "chosen"), Code: "yes"}
			}
			line = append(line, number(100*share), number(100*lower), number(100*upper), said)
		}
		drawing.Rows, drawing.Shares, drawing.Chosen = append(drawing.Rows, s.label(r.Shortage.Unit)), append(drawing.Shares, shares), append(drawing.Chosen, is)
		drawing.Lower, drawing.Upper = append(drawing.Lower, lows), append(drawing.Upper, highs)
		f.Table.Rows = append(f.Table.Rows, line)
	}
	f.Chart = drawing
	s.originMemberWords(&f, rows, country)
	p, err := s.trailOf(ctx, warehouseRows(rows), originSources(rows), originQuery(rows), shortage.OriginID, shortage.OriginVersion)
	if err != nil {
		return f, err
	}
	return s.finish(f, p, true), nil
}

func (s *Source) originMemberWords(f *figure.Figure, rows []originRow, country Text) {
	out, with, without := comeOut(rows), 0, 0
	for _, r := range rows {
		if r.ComesOut == shortage.Yes {
			with++
			if r.WithoutTerm == shortage.Yes {
				without++
			}
		}
	}
	f.Told = []figure.Told{toldCount("draws_count", "Estrazioni", "Draws", rows[0].Draws),
		toldCount("with_term_count", "Settori che escono con il termine della formazione", "Sectors that come out with the training term", with),
		toldCount("without_term_count", "Settori che escono anche senza", "Sectors that come out without it too", without)}
	tell(f, toldStands(rows)...)
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Quota di %s estrazioni in cui il settore è scelto, %s e %s, dati pubblicati", "Share of %s draws in which the sector is chosen, %s and %s, published figures", l.Integer(rows[0].Draws), l.Of(s.place(s.Territory)), l.Of(country))
	})
	f.Finding = both(func(l locale.Lang) string {
		return pick(l, "Settori scelti: %s con il termine della formazione, %s anche senza", "Sectors chosen: %s with the training term, %s without it too", l.Integer(with), l.Integer(without))
	})
	f.Desc = both(func(l locale.Lang) string {
		if len(out) == 0 {
			return pick(l, "Barre di %s settori. Nessuno è scelto alle soglie dichiarate.", "Bars of %s sectors. None is chosen at the declared floors.", l.Integer(len(rows)))
		}
		return pick(l, "Barre di %s settori. Scelti alle soglie dichiarate, con il termine: %s.", "Bars of %s sectors. Chosen at the declared floors, with the term: %s.", l.Integer(len(rows)), l.Join(s.names(l, out)))
	})
	f.HowToRead = text("Le estrazioni variano dati, edizioni, soglie e pesi; il trattino è l'intervallo al 95% della quota. Barra piena: scelto ai valori dichiarati. «Per gradi»: scelto solo dove la forza formativa è almeno 1 comunque si ripartano i mestieri comuni a più settori. «Senza il termine»: conta l'incidenza straniera dell'Italia.",
		"The draws vary figures, editions, floors and weights; the dash is the 95% interval of the share. Strong bar: chosen at the declared values. “By degrees”: chosen only where the training strength is at least 1 however trades common to several sectors are shared out. “Without the term”: Italy's foreign incidence counts.")
	about := hardestOnly
	for _, r := range rows {
		if r.IsBorrowed() {
			about = join(about, both(func(l locale.Lang) string {
				return pick(l, "Per %s la difficoltà è un modello preso in prestito dall'Italia (solidità C).", "For %s the difficulty is modelled, borrowed from Italy (grade C).", s.names(l, []originRow{r})[0])
			}))
		}
	}
	if wider := s.originWider(rows); wider.IsComplete() {
		about = join(about, wider)
	}
	f.Notes = []Text{join(noProof, s.originCaution(rows)), about}
}
