package chapter

import (
	"context"
	"slices"

	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/locale"
)

// declaredBreaks are the breaks of all tables, read once.
func (s *Source) declaredBreaks(ctx context.Context) (warehouse.Breaks, error) {
	all, err := s.shared().breaks.get(struct{}{}, func() (*warehouse.Breaks, error) {
		all, err := s.DB.Breaks(ctx)
		return &all, err
	})
	if err != nil {
		return warehouse.Breaks{}, err
	}
	s.breaks = all
	return *all, nil
}

// breaksAfter are the breaks that a series shown from start crosses: as lines to
// be drawn and as notes in the words of the catalogue. A break behind which the
// publisher computed earlier values again parts nothing and is not drawn.
func breaksAfter(start series.Period, line series.Series, declared warehouse.Breaks, p *pulled) (drawn []chart.Break, notes []Text) {
	for _, b := range line.Breaks {
		if !b.Parts() || b.From.Since(start) <= 0 || b.From.Since(line.End()) > 0 {
			continue
		}
		if !slices.ContainsFunc(drawn, func(d chart.Break) bool { return d.At == b.From }) {
			drawn = append(drawn, chart.Break{At: b.From, Label: text("interruzione", "break")})
		}
		for _, l := range p.lineage {
			for _, d := range declared.Of(l.Table, line.Key) {
				words := both(func(l locale.Lang) string {
					return pick(l, "Interruzione della serie, %s. %s", "Break in the series, %s. %s", l.Period(b.From), l.Of(Text{IT: d.WhatIT, EN: d.WhatEN}))
				})
				if d.ID == b.Reason && !slices.Contains(notes, words) {
					notes = append(notes, words)
				}
			}
		}
	}
	return drawn, notes
}
