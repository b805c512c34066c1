package chapter

import (
	"context"

	"fabbisogno/analysis/indicator"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// Shortages is which occupations and sectors are hardest to fill, and how sure the order is.
func Shortages(ctx context.Context, s *Source) (Chapter, error) {
	c := Chapter{ID: "shortages", Title: text("Professioni e settori più difficili da coprire", "Occupations and sectors hardest to fill"),
		Question: text("Chi manca di più, e quanto è sicura la graduatoria?", "Who is hardest to find, and how sure is the ranking?"),
		Intro: []Text{text(
			"Nessun Paese misura una carenza come un altro. Questo capitolo affianca un punteggio composito, i metodi pubblicati che i dati permettono di applicare e la quota di entrate che le imprese si aspettano difficili. Ogni posto porta il suo intervallo e ogni classe la sua probabilità: dove l'ordine può cambiare, lo diciamo.",
			"No country measures a shortage as another does. This chapter sets side by side a composite score, the published methods that the data allow, and the share of entries that firms expect to be hard. Every place carries its interval and every class its probability: where the order may change, we say so."),
			text("Una carenza dipende anche da paghe e condizioni offerte: un punteggio alto dice che trovare persone è difficile, non perché lo sia.",
				"A shortage is relative to the pay and conditions offered: a high score says that finding people is hard, not why it is.")}}
	if err := s.addDiagnosis(ctx, &c); err != nil {
		return c, err
	}
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
		"Elenco delle eccedenze (più persone che posti): richiede disoccupati per professione, che nessun file dello spazio di lavoro contiene; un punteggio basso dice meno carenza, non eccedenza.",
		"List of surpluses (more people than posts): it needs unemployed persons by occupation, which no file of the workspace holds; a low score says less shortage, not a surplus."))
	return c, nil
}

// addDiagnosis adds the figures of the diagnosis, by occupation group and by sector,
// and what cannot be said.
func (s *Source) addDiagnosis(ctx context.Context, c *Chapter) error {
	type builder = func(context.Context, *diagnosed) (figure.Figure, error)
	for _, kind := range []struct {
		id       string
		question Text
		builders []builder
	}{
		{warehouse.KindOccupation, text("In quali gruppi professionali il personale scarseggia di più?", "Which occupation groups are most short of people?"),
			[]builder{s.shortageRanking, s.shortageParts, s.shortageChange, s.shortageLowest, s.shortageAgreement, s.shortagePlaces, s.shortageChoices}},
		{warehouse.KindSector, text("In quali settori il personale scarseggia di più?", "Which sectors are most short of people?"), []builder{s.shortageRanking, s.shortageParts, s.shortageChange, s.shortageAgreement, s.shortageChoices}},
	} {
		if !s.IsNational() {
			// The choices of method are those of the national edition.
			// So is what entered and left: a page of a region has less room.
			kind.builders = []builder{s.shortageRanking, s.shortageParts, s.shortageAgreement}
			if kind.id == warehouse.KindOccupation {
				kind.builders = []builder{s.shortageRanking, s.shortageGap, s.shortageParts, s.shortageAgreement}
			}
		}
		g, err := s.diagnosis(ctx, kind.id, s.Territory)
		if err != nil {
			return err
		}
		if g == nil {
			c.Absent = append(c.Absent, s.missing(kind.question))
			continue
		}
		for _, build := range kind.builders {
			f, err := build(ctx, g)
			if err != nil {
				return err
			}
			if absence := g.absence(f); f.Chart != nil || absence.IsComplete() {
				c.add(f, absence)
			}
		}
		line, methods, err := s.notApplied(g)
		if err != nil {
			return err
		}
		if line.IsComplete() {
			c.Absent = append(c.Absent, line)
			c.tell(g.figureID("ranking"), toldCount("methods_not_applied_count", "Metodi pubblicati che non si applicano", "Published methods that are not applied", methods))
		}
		others, told, err := s.otherListLines(ctx, g)
		if err != nil {
			return err
		}
		c.Absent = append(c.Absent, others...)
		c.tell(g.figureID("ranking"), told...)
	}
	return nil
}

func (s *Source) hardOccupations(ctx context.Context) (figure.Figure, error) {
	question := text("Quali professioni sono le più difficili da trovare?", "Which occupations are hardest to find?")
	p, err := s.excelsior(ctx, s.withItaly(), warehouse.ListNone, "cp2021", entries, hardShare)
	if err != nil {
		return figure.Figure{}, err
	}
	groups, level := s.finestGroups(p)
	all, err := s.compared(ctx, p, groups, func(k series.Key) series.Code { return k.Occupation })
	if err != nil {
		return figure.Figure{}, err
	}
	subtitle := both(func(l locale.Lang) string {
		if s.IsNational() {
			return pick(l, "Quota attesa di entrate di difficile reperimento (%%) nei prossimi 12 mesi, %s gruppi professionali (CP2021), Italia", "Expected hard-to-fill share (%%) over the next 12 months, %s occupation groups (CP2021), Italy", l.Integer(len(known(all))))
		}
		return pick(l, "Quota attesa di entrate di difficile reperimento (%%) nei prossimi 12 mesi, %s (CP2021), %s; cerchio: Italia, ultimi 12 mesi", "Expected hard-to-fill share (%%) over the next 12 months, %s (CP2021), %s; circle: Italy, last 12 months", l.Of(level), l.Of(s.place(s.Territory)))
	})
	if p, err = s.foreseen(ctx, p); err != nil {
		return figure.Figure{}, err
	}
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
	if p, err = s.foreseen(ctx, p); err != nil {
		return figure.Figure{}, err
	}
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
