package chapter

import (
	"context"

	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// Now is where the labour market stands: employment, unemployment, vacancies.
func Now(ctx context.Context, s *Source) (Chapter, error) {
	c := Chapter{ID: "now", Title: text("A che punto è il mercato del lavoro", "Where the labour market stands"),
		Question: text("Quanta occupazione c'è, e quanti posti restano vacanti?", "How much employment is there, and how many posts stay vacant?"),
		Intro: []Text{text(
			"Tre misure dicono come sta il mercato del lavoro: quante persone lavorano, quante cercano lavoro senza trovarlo, quanti posti le imprese tengono aperti. Nessuna delle tre, da sola, misura una carenza.",
			"Three measures say how the labour market is doing: how many people work, how many look for work without finding it, how many posts firms keep open. None of the three, on its own, measures a shortage.")}}
	if about := s.introUnion(); about.IsComplete() {
		c.Intro = append([]Text{about}, c.Intro...)
	}
	plans := []fanPlan{s.employedPlan(), s.unemploymentPlan()}
	if s.IsNational() {
		plans = append(plans, vacancyPlan())
	}
	for _, plan := range plans {
		if err := s.addFan(ctx, &c, plan); err != nil {
			return c, err
		}
	}
	f, err := s.sectorPaths(ctx)
	if err != nil {
		return c, err
	}
	c.add(f, s.missing(f.Question))
	if !s.IsNational() {
		if f, err = s.beside(ctx, s.workBeside()); err != nil {
			return c, err
		}
		c.add(f, s.missing(f.Question))
		c.Absent = append(c.Absent, text(
			"Tasso di posti vacanti (titolo ufficiale: job vacancy rate): l'ISTAT lo pubblica solo per l'Italia; per la regione non esiste una fonte.",
			"Job vacancy rate (tasso di posti vacanti): ISTAT publishes it for Italy only; no source has it for the region."))
		return c, nil
	}
	if f, err = s.vacancyByIndustry(ctx); err != nil {
		return c, err
	}
	c.add(f, s.missing(f.Question))
	if f, err = s.beveridge(ctx); err != nil {
		return c, err
	}
	c.add(f, s.missing(f.Question))
	return c, nil
}

// addFan adds the figure of a plan, or the line that says why it is not there.
func (s *Source) addFan(ctx context.Context, c *Chapter, plan fanPlan) error {
	f, _, absent, err := s.fan(ctx, plan)
	if err != nil {
		return err
	}
	c.add(f, absent)
	return nil
}

// tell adds numbers that a line of the chapter says to those of one of its figures.
func (c *Chapter) tell(id string, told ...figure.Told) {
	for i := range c.Figures {
		if c.Figures[i].ID == id {
			tell(&c.Figures[i], told...)
		}
	}
}

// add adds a figure that has a drawing, and otherwise the line in its place.
func (c *Chapter) add(f figure.Figure, absent Text) {
	if f.Chart == nil {
		c.Absent = append(c.Absent, absent)
		return
	}
	c.Figures = append(c.Figures, f)
}

func (s *Source) employedPlan() fanPlan {
	return fanPlan{id: "fig-employed", question: text("L'occupazione cresce?", "Is employment growing?"),
		subject: text("Occupati", "Employed persons"),
		subtitle: func(l locale.Lang, from, to series.Period) string {
			return pick(l, "Occupati (migliaia), %s, dati trimestrali non destagionalizzati, dal %s, previsione fino al %s",
				"Employed persons (thousands), %s, quarterly, not seasonally adjusted, from %s, forecast to %s", l.Of(s.place(s.Territory)), l.Period(from), l.Period(to))
		},
		selection: warehouse.Selection{Tables: []string{"istat_employed"}, Measures: []string{"employed_thousand"}, Freq: series.Quarter,
			Territories: []series.Code{s.Territory}, Industries: []series.Code{employedAll}},
		match: func(k series.Key) bool { return isTotalPopulation(k) },
		unit:  locale.ThousandPersons, axis: text("migliaia di occupati", "thousand employed"), shown: 36,
		notes: []Text{noteModel}}
}

// isTotalPopulation picks the series of everybody among those split by citizenship or occupation.
func isTotalPopulation(k series.Key) bool {
	return (k.Citizenship.IsZero() || k.Citizenship.Value == "TOTAL") && (k.Occupation.IsZero() || k.Occupation.Value == "99") && k.Other == ""
}

func (s *Source) unemploymentPlan() fanPlan {
	return fanPlan{id: "fig-unemployment", question: text("Quanti cercano lavoro senza trovarlo?", "How many look for work without finding it?"),
		subject: text("Tasso di disoccupazione", "Unemployment rate"),
		subtitle: func(l locale.Lang, from, to series.Period) string {
			return pick(l, "Tasso di disoccupazione (%%), %s, dati trimestrali non destagionalizzati, dal %s, previsione fino al %s",
				"Unemployment rate (%%), %s, quarterly, not seasonally adjusted, from %s, forecast to %s", l.Of(s.place(s.Territory)), l.Period(from), l.Period(to))
		},
		selection: warehouse.Selection{Tables: []string{"istat_unemployment"}, Measures: []string{"unemployment_rate_pct"}, Freq: series.Quarter,
			Territories: []series.Code{s.Territory}},
		match: func(k series.Key) bool { return isTotalPopulation(k) },
		unit:  locale.Pct, axis: text("% delle forze di lavoro", "% of the labour force"), decimals: 1, shown: 36}
}

// allFirms is the size class of firms with at least one employee.
const allFirms = "EMPLOYESS_CLASS=W_GE1"

// industryAndServices is ISTAT's aggregate B-S without O.
var industryAndServices = series.Code{List: "ateco2007", Value: "0037"}

func vacancyPlan() fanPlan {
	return fanPlan{id: "fig-vacancy-rate", question: text("La domanda di lavoro insoddisfatta cresce?", "Is unmet labour demand rising?"),
		subject: text("Tasso di posti vacanti", "Job vacancy rate"),
		subtitle: func(l locale.Lang, from, to series.Period) string {
			return pick(l, "Tasso di posti vacanti (%%), industria e servizi, imprese con dipendenti, Italia, destagionalizzato, dal %s, previsione fino al %s",
				"Job vacancy rate (%%), industry and services, firms with employees, Italy, seasonally adjusted, from %s, forecast to %s", l.Period(from), l.Period(to))
		},
		selection: warehouse.Selection{Tables: []string{"istat_vacancies"}, Measures: []string{"job_vacancy_rate_sa_pct"}, Freq: series.Quarter,
			Territories: []series.Code{italy}, Industries: []series.Code{industryAndServices}},
		match: func(k series.Key) bool { return k.Other == allFirms },
		unit:  locale.Pct, axis: text("% dei posti, occupati e vacanti", "% of posts, filled and vacant"), decimals: 1, shown: 36,
		notes: []Text{text("Tasso = posti vacanti / (posti vacanti + posti occupati). Agricoltura e famiglie non sono rilevate.",
			"Rate = vacant posts / (vacant + filled posts). Agriculture and households are not covered.")}}
}

// vacancySections are the industries shown side by side.
var vacancySections = []string{"C", "F", "G", "H", "I", "J", "M", "N"}

func (s *Source) vacancyByIndustry(ctx context.Context) (figure.Figure, error) {
	f := figure.Figure{ID: "fig-vacancy-industry", Question: text("In quali settori la domanda resta insoddisfatta?", "In which industries does demand stay unmet?")}
	var industries []series.Code
	for _, v := range vacancySections {
		industries = append(industries, series.Code{List: "ateco2007", Value: v})
	}
	p, err := s.pull(ctx, warehouse.Selection{Tables: []string{"istat_vacancies"}, Measures: []string{"job_vacancy_rate_sa_pct"},
		Freq: series.Quarter, Territories: []series.Code{italy}, Industries: industries})
	if err != nil {
		return f, err
	}
	lines := chart.Lines{Y: chart.Axis{Label: text("% dei posti", "% of posts"), Unit: locale.Pct, Decimals: 1, Zero: true}, Panels: true}
	f.Table.Columns = []figure.Column{{Name: "period", Head: text("Periodo", "Period"), Kind: figure.Label}}
	var shown []series.Series
	for _, code := range industries {
		line, ok := p.find(func(k series.Key) bool { return k.Industry == code && k.Other == allFirms })
		if !ok {
			continue
		}
		const quarters = 24
		if line.Len() > quarters {
			line = line.Slice(line.Len()-quarters, line.Len())
		}
		if len(shown) == 0 {
			lines.Start = line.Start
		}
		shown = append(shown, line)
		lines.Lines = append(lines.Lines, chart.Line{Name: s.label(code), Values: line.Values})
		f.Table.Columns = append(f.Table.Columns, figure.Column{Name: "job_vacancy_rate_sa_" + code.Value + "_pct", Head: s.label(code),
			Kind: figure.Value, Unit: locale.Pct, Decimals: 1})
	}
	if len(shown) == 0 {
		return f, nil
	}
	top, low := shown[0], shown[0]
	for _, line := range shown {
		if lastValue(line) > lastValue(top) {
			top = line
		}
		if lastValue(line) < lastValue(low) {
			low = line
		}
	}
	for i := range shown[0].Values {
		period := shown[0].Start.Add(i)
		row := []figure.Cell{periodCell(period)}
		for _, line := range shown {
			row = append(row, number(line.At(period)))
		}
		f.Table.Rows = append(f.Table.Rows, row)
	}
	var words []Text
	lines.Breaks, words = breaksAfter(lines.Start, shown[0], *s.breaks, p)
	f.Notes = append(f.Notes, words...)
	f.Chart = lines
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Tasso di posti vacanti (%%) per settore, imprese con dipendenti, Italia, destagionalizzato, dal %s al %s, stessa scala",
			"Job vacancy rate (%%) by industry, firms with employees, Italy, seasonally adjusted, %s to %s, common scale", l.Period(lines.Start), l.Period(shown[0].End()))
	})
	// Without a published sampling error the panels are no ranking: the title gives the range.
	f.Finding = both(func(l locale.Lang) string {
		return pick(l, "Fra i settori il tasso di posti vacanti va dal %s al %s", "Between industries the job vacancy rate goes from %s to %s", l.Percent(lastValue(low), 1), l.Percent(lastValue(top), 1))
	})
	tell(&f, toldCount("drawn_count", "Settori nel disegno", "Industries in the drawing", len(shown)))
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "%s riquadri, uno per settore. Al %s i valori osservati vanno dal %s (%s) al %s (%s).", "%s panels, one an industry. In %s the values observed go from %s (%s) to %s (%s).",
			l.Integer(len(shown)), l.Period(top.End()), l.Percent(lastValue(low), 1), l.Of(s.label(low.Key.Industry)), l.Percent(lastValue(top), 1), l.Of(s.label(top.Key.Industry)))
	})
	f.Notes = append([]Text{text("La fonte non pubblica qui l'errore campionario: differenze di pochi decimi non bastano a fare una graduatoria.",
		"The source does not publish its sampling error here: differences of a few tenths do not make a ranking.")}, f.Notes...)
	f.Notes = f.Notes[:min(len(f.Notes), figure.MaxNotes)]
	return s.finish(f, p, false), nil
}
