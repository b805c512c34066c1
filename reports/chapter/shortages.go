package chapter

import (
	"context"
	"math"
	"slices"

	"fabbisogno/analysis/indicator"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// Shortages is which occupations and sectors are hardest to fill, and how sure the order is.
func Shortages(ctx context.Context, s *Source) (Chapter, error) {
	c := Chapter{ID: "shortages", Title: text("Professioni e settori più difficili da coprire", "Occupations and sectors hardest to fill"),
		Question: text("Chi manca di più, e quanto è sicura la graduatoria?", "Who is lacking most, and how sure is the ranking?"),
		Intro: []Text{text(
			"La graduatoria mette in ordine la quota di entrate che le imprese prevedono di trovare con difficoltà nei prossimi dodici mesi. Ogni posto porta il suo intervallo: dove gli intervalli si sovrappongono, l'ordine può cambiare e lo diciamo.",
			"The ranking orders the share of entries that firms are expected to find hard to fill over the next twelve months. Every place carries its interval: where intervals overlap the order may change, and we say so.")}}
	occupations, err := s.hardOccupations(ctx)
	if err != nil {
		return c, err
	}
	c.add(occupations, s.missing(occupations.Question))
	sectors, err := s.hardSectors(ctx)
	if err != nil {
		return c, err
	}
	c.add(sectors, s.missing(sectors.Question))
	c.Absent = append(c.Absent, text(
		"Punteggi di carenza secondo i metodi pubblicati da altri Paesi, affiancati: richiedono indicatori (tempi di copertura, retribuzioni, disoccupati per professione) che nessun file dello spazio di lavoro contiene ancora.",
		"Shortage scores by the methods other countries publish, side by side: they need indicators (vacancy durations, pay, unemployed by occupation) that no file of the workspace holds yet."))
	return c, nil
}

func (s *Source) hardOccupations(ctx context.Context) (figure.Figure, error) {
	question := text("Quali professioni sono le più difficili da trovare?", "Which occupations are hardest to find?")
	p, err := s.excelsior(ctx, s.withItaly(), warehouse.ListNone, "cp2021", entries, hardShare)
	if err != nil {
		return figure.Figure{}, err
	}
	groups := s.subMajorGroups()
	if !s.IsNational() {
		groups = s.majorGroups()
	}
	all, err := s.compared(ctx, p, groups, func(k series.Key) series.Code { return k.Occupation })
	if err != nil {
		return figure.Figure{}, err
	}
	if s.IsNational() {
		all = hardest(all, mostBars)
	}
	subtitle := both(func(l locale.Lang) string {
		if s.IsNational() {
			return pick(l, "Quota attesa di entrate di difficile reperimento (%%) nei prossimi 12 mesi, 20 gruppi professionali (CP2021), Italia", "Expected hard-to-fill share (%%) over the next 12 months, 20 occupation groups (CP2021), Italy")
		}
		return pick(l, "Quota attesa di entrate di difficile reperimento (%%) nei prossimi 12 mesi, grandi gruppi professionali (CP2021), %s; cerchio: Italia, ultimi 12 mesi", "Expected hard-to-fill share (%%) over the next 12 months, major occupation groups (CP2021), %s; circle: Italy, last 12 months", l.Of(s.place(s.Territory)))
	})
	return s.dots("fig-hard-occupations", question, subtitle, text("Gruppo professionale", "Occupation group"), "occupation_cp2021", all, s.reference(), p), nil
}

func (s *Source) hardSectors(ctx context.Context) (figure.Figure, error) {
	question := text("Quali settori faticano di più a trovare le persone?", "Which sectors struggle most to find people?")
	p, err := s.excelsior(ctx, s.withItaly(), "excelsior_sector", warehouse.ListNone, entries, hardShare)
	if err != nil {
		return figure.Figure{}, err
	}
	all, err := s.compared(ctx, p, s.sectors(), func(k series.Key) series.Code { return k.Industry })
	if err != nil {
		return figure.Figure{}, err
	}
	subtitle := both(func(l locale.Lang) string {
		circle := pick(l, "ultimi 12 mesi", "last 12 months")
		if !s.IsNational() {
			circle = pick(l, "Italia, ultimi 12 mesi", "Italy, last 12 months")
		}
		return pick(l, "Quota attesa di entrate di difficile reperimento (%%) nei prossimi 12 mesi per settore, %s; cerchio: %s", "Expected hard-to-fill share (%%) over the next 12 months by sector, %s; circle: %s", l.Of(s.place(s.Territory)), circle)
	})
	return s.dots("fig-hard-sectors", question, subtitle, text("Settore", "Sector"), "industry_excelsior_sector", all, s.reference(), p), nil
}

// withItaly is the edition's territory and, for a region, the country to compare with.
func (s *Source) withItaly() []series.Code {
	if s.IsNational() {
		return []series.Code{italy}
	}
	return []series.Code{s.Territory, italy}
}

// reference names the hollow circles of a regional edition.
func (s *Source) reference() Text {
	if s.IsNational() {
		return Text{}
	}
	return text("Italia, ultimi 12 mesi, %", "Italy, last 12 months, %")
}

// compared are the units of the edition's territory, with the country's share beside them in a region.
func (s *Source) compared(ctx context.Context, p *pulled, codes []series.Code, of func(series.Key) series.Code) ([]unit, error) {
	all, err := s.units(ctx, p, codes, of, func(k series.Key) bool { return k.Territory == s.Territory })
	if err != nil || s.IsNational() {
		return all, err
	}
	for i := range all {
		is := func(m string) func(series.Key) bool {
			return func(k series.Key) bool { return k.Measure == m && k.Territory == italy && of(k) == all[i].code }
		}
		count, ok := p.find(is(entries))
		share, okShare := p.find(is(hardShare))
		if ok && okShare {
			all[i].reference = indicator.TrailingShare(share, count, count.End(), year)
		}
	}
	return all, nil
}

// hardest are the n units with the highest expected share.
func hardest(all []unit, n int) []unit {
	sorted := slices.DeleteFunc(slices.Clone(all), func(u unit) bool { return math.IsNaN(u.expected) })
	byExpected(sorted)
	return sorted[:min(n, len(sorted))]
}
