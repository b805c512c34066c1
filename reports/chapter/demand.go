package chapter

import (
	"context"
	"math"
	"slices"
	"strings"

	"fabbisogno/analysis/indicator"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// Demand is what employers ask for now: planned entries, difficulty and why.
func Demand(ctx context.Context, s *Source) (Chapter, error) {
	c := Chapter{ID: "demand", Title: text("Che cosa chiedono oggi le imprese", "What employers ask for now"),
		Question: text("Quante entrate programmano le imprese, e quante giudicano difficili?", "How many entries do firms plan, and how many do they find hard to fill?"),
		Intro: []Text{text(
			"Le entrate programmate contano contratti di oltre un mese o a tempo indeterminato che le imprese prevedono di attivare: sono flussi previsti, non persone né posti vacanti, e nella somma di un anno lo stesso posto può comparire più volte.",
			"Planned entries (entrate programmate) count contracts of more than a month, or open-ended, that firms expect to start: they are planned flows, neither people nor vacancies, and in a year's sum the same post may appear more than once.")}}
	for _, plan := range []fanPlan{s.entriesPlan(), s.hardPlan()} {
		if err := s.addFan(ctx, &c, plan); err != nil {
			return c, err
		}
	}
	type builder = func(context.Context) (figure.Figure, error)
	builders := []builder{s.sectorEntries, s.entriesAndDifficulty}
	if !s.IsNational() {
		beside := func(ctx context.Context) (figure.Figure, error) { return s.beside(ctx, s.demandBeside()) }
		builders = append([]builder{beside}, append(builders, s.groupMix, s.specialisation)...)
	}
	for _, build := range append(builders, s.reasons, s.sectorByOccupation, s.immigrantShare) {
		f, err := build(ctx)
		if err != nil {
			return c, err
		}
		c.add(f, s.missingHere(f))
	}
	return c, nil
}

// missingHere is the line in place of a figure; what the national tables have for the
// country alone is said to be so.
func (s *Source) missingHere(f figure.Figure) Text {
	if s.IsNational() || !slices.Contains([]string{"fig-reasons", "fig-sector-occupation", "fig-immigrant-share"}, f.ID) {
		return s.missing(f.Question)
	}
	return both(func(l locale.Lang) string {
		return pick(l, "«%s» I file caricati lo dicono solo per l'Italia: vedi il rapporto nazionale. Compare qui quando si carica una cartella Excelsior della regione che lo contiene.",
			"“%s” The files loaded say so for Italy only: see the national report. It appears here once an Excelsior workbook of the region that has it is loaded.", l.Of(f.Question))
	})
}

func (s *Source) totalSelection(measure string) warehouse.Selection {
	return warehouse.Selection{Tables: []string{excelsiorName}, Measures: []string{measure}, Freq: series.Month,
		Territories: []series.Code{s.Territory}, IndustryList: warehouse.ListNone, OccupationList: warehouse.ListNone}
}

func (s *Source) entriesPlan() fanPlan {
	return fanPlan{id: "fig-planned-entries", question: text("Quante assunzioni sono programmate?", "How much hiring is planned?"),
		subject: text("Entrate programmate", "Planned entries"),
		subtitle: func(l locale.Lang, from, to series.Period) string {
			return pick(l, "Entrate programmate (migliaia di contratti), %s, dati mensili, da %s, previsione fino a %s",
				"Planned entries (thousand contracts), %s, monthly, from %s, forecast to %s", l.Of(s.place(s.Territory)), l.Period(from), l.Period(to))
		},
		selection: s.totalSelection(entries), match: func(series.Key) bool { return true },
		unit: locale.ThousandPersons, axis: text("migliaia di contratti", "thousand contracts"), decimals: s.entriesDecimals(), scale: 0.001, zero: true, shown: 60,
		notes: []Text{noteModel}}
}

// entriesDecimals: thousands of a region need a decimal.
func (s *Source) entriesDecimals() int {
	if s.IsNational() {
		return 0
	}
	return 1
}

func (s *Source) hardPlan() fanPlan {
	return fanPlan{id: "fig-hard-to-fill", question: text("Trovare le persone diventa più difficile?", "Is finding people getting harder?"),
		subject: text("Entrate di difficile reperimento", "Entries that are hard to fill"),
		subtitle: func(l locale.Lang, from, to series.Period) string {
			return pick(l, "Quota di entrate di difficile reperimento (%%), %s, dati mensili, da %s, previsione fino a %s",
				"Share of planned entries that are hard to fill (%%), %s, monthly, from %s, forecast to %s", l.Of(s.place(s.Territory)), l.Period(from), l.Period(to))
		},
		selection: s.totalSelection(hardShare), match: func(series.Key) bool { return true },
		unit: locale.Pct, axis: text("% delle entrate programmate", "% of planned entries"), decimals: 1, shown: 60,
		notes: []Text{text("È il giudizio delle imprese al momento dell'intervista; la fonte non ne pubblica l'errore campionario.",
			"It is what firms judge when interviewed; the source does not publish its sampling error.")}}
}

// span names the twelve months that end with the last observed one.
func span(l locale.Lang, end series.Period) string {
	return l.Span(end.Add(1-year), end)
}

func (s *Source) sectorEntries(ctx context.Context) (figure.Figure, error) {
	f := figure.Figure{ID: "fig-sector-entries", Question: text("Quali settori assumono di più?", "Which sectors hire most?")}
	p, err := s.excelsior(ctx, []series.Code{s.Territory}, "excelsior_sector", warehouse.ListNone, entries, hardShare)
	if err != nil {
		return f, err
	}
	all, err := s.units(ctx, p, s.sectors(), func(k series.Key) series.Code { return k.Industry }, func(series.Key) bool { return true })
	if err != nil || len(all) == 0 {
		return f, err
	}
	slices.SortStableFunc(all, func(a, b unit) int { return descending(a.entries, b.entries) })
	total := 0.0
	bars := chart.Bars{X: chart.Axis{Label: text("migliaia di contratti in 12 mesi", "thousand contracts in 12 months"), Unit: locale.ThousandPersons, Decimals: 1, Zero: true}, Threshold: math.NaN()}
	f.Table.Columns = []figure.Column{{Name: "industry_excelsior_sector", Head: text("Settore", "Sector"), Kind: figure.Label},
		{Name: entries, Head: text("Entrate, 12 mesi", "Entries, 12 months"), Kind: figure.Value, Unit: locale.Persons}}
	f.Table.Columns = append(f.Table.Columns, observedColumns("entries", locale.Persons, 0)...)
	f.Table.Columns = append(f.Table.Columns, entriesColumns()[3:]...)
	f.Table.Columns = append(f.Table.Columns, figure.Column{Name: hardShare, Head: text("Difficili, %", "Hard to fill, %"), Kind: figure.Value, Unit: locale.Pct, Decimals: 1})
	all = slices.DeleteFunc(all, func(u unit) bool { return math.IsNaN(u.entries) })
	values := make([]float64, len(all))
	for i, u := range all {
		values[i] = u.entries
	}
	cells := s.observedCells(values)
	for i, u := range all {
		total += u.entries
		iv := s.observed(u.entries / 1000)
		bars.Items = append(bars.Items, chart.Item{Label: u.label, Value: u.entries / 1000, Lower: iv.Lower, Upper: iv.Upper, Reference: math.NaN()})
		f.Table.Rows = append(f.Table.Rows, slices.Concat([]figure.Cell{{Text: u.label, Code: u.code.Value}, number(u.entries)}, cells[i],
			s.entriesCells(u)[3:], []figure.Cell{number(u.share)}))
	}
	if len(bars.Items) == 0 {
		return f, nil
	}
	end := p.panel[0].End()
	f.Chart = bars
	first := all[0]
	f.Told = []figure.Told{{ID: "first_share_pct", Unit: locale.Pct, Value: 100 * first.entries / total,
		Meaning: text("Quota del primo settore nelle entrate dell'anno", "Share of the first sector in the year's entries")}, s.toldObserved()}
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Entrate programmate (migliaia di contratti) per settore, %s, somma %s", "Planned entries (thousand contracts) by sector, %s, sum %s", l.Of(s.place(s.Territory)), span(l, end))
	})
	f.Finding = fit(both(func(l locale.Lang) string {
		return pick(l, "%s: il %s delle entrate dell'anno", "%s: %s of the year's entries", l.Of(first.label), l.Percent(100*first.entries/total, 0))
	}), both(func(l locale.Lang) string {
		return pick(l, "Il settore più grande raccoglie il %s delle entrate dell'anno", "The largest sector takes %s of the year's entries", l.Percent(100*first.entries/total, 0))
	}))
	if len(all) > 1 && s.observed(all[1].entries).Upper >= s.observed(first.entries).Lower {
		f.Finding = text("I due settori con più entrate non si distinguono fra loro", "The two sectors with most entries cannot be told apart")
	}
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "Barre orizzontali in ordine. Il settore più grande è %s con %s entrate.", "Ranked horizontal bars. The largest sector is %s with %s entries.", l.Of(first.label), l.Number(first.entries, 0))
	})
	f.Notes = []Text{s.noteObserved(), text("La grandezza di un settore non dice se è in carenza: le priorità si misurano con tassi.", "The size of a sector does not say whether it is short: priorities are measured by rates.")}
	if p, err = s.foreseen(ctx, p); err != nil {
		return f, err
	}
	return s.finish(f, p, true), nil
}

// descending puts larger values first and missing ones last.
func descending(a, b float64) int {
	switch {
	case math.IsNaN(a) && math.IsNaN(b), a == b:
		return 0
	case math.IsNaN(a):
		return 1
	case math.IsNaN(b), a > b:
		return -1
	}
	return 1
}

// reasons splits the hard-to-fill share by cause.
func (s *Source) reasons(ctx context.Context) (figure.Figure, error) {
	f := figure.Figure{ID: "fig-reasons", Question: text("Mancano le persone o la preparazione?", "Is it a lack of people or of preparation?")}
	p, err := s.excelsior(ctx, []series.Code{s.Territory}, warehouse.ListNone, "cp2021", entries, hardShare, noCandidates, notPrepared)
	if err != nil {
		return f, err
	}
	st := chart.Stacked{X: chart.Axis{Label: text("% delle entrate programmate", "% of planned entries"), Unit: locale.Pct, Decimals: 1, Zero: true},
		Parts: []chart.Part{{Name: text("mancanza di candidati", "no candidates")}, {Name: text("preparazione inadeguata", "not prepared")}, {Name: text("altri motivi", "other reasons")}}}
	f.Table.Columns = []figure.Column{{Name: "occupation_cp2021", Head: text("Grande gruppo", "Major group"), Kind: figure.Label}}
	for _, c := range []struct {
		name string
		head Text
	}{{noCandidates, st.Parts[0].Name}, {notPrepared, st.Parts[1].Name}, {"other_reasons_share_pct", st.Parts[2].Name}, {hardShare, text("totale difficili", "all hard to fill")}} {
		f.Table.Columns = append(f.Table.Columns, figure.Column{Name: c.name, Head: c.head, Kind: figure.Value, Unit: locale.Pct, Decimals: 1})
	}
	lackLeads, groups := 0, 0
	var end series.Period
	for _, code := range s.majorGroups() {
		var v [3]float64
		complete := true
		count, ok := p.find(func(k series.Key) bool { return k.Measure == entries && k.Occupation == code })
		for i, m := range []string{noCandidates, notPrepared, hardShare} {
			share, okShare := p.find(func(k series.Key) bool { return k.Measure == m && k.Occupation == code })
			complete = complete && ok && okShare
			if complete {
				v[i] = indicator.TrailingShare(share, count, count.End(), year)
				complete = !math.IsNaN(v[i])
			}
		}
		if !complete {
			continue
		}
		end = count.End()
		other := math.Max(0, v[2]-v[0]-v[1])
		groups++
		if v[0] > v[1] {
			lackLeads++
		}
		st.Categories = append(st.Categories, s.label(code))
		for i, x := range []float64{v[0], v[1], other} {
			st.Parts[i].Values = append(st.Parts[i].Values, x)
		}
		f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: s.label(code), Code: code.Value}, number(v[0]), number(v[1]), number(other), number(v[2])})
	}
	if groups == 0 {
		return f, nil
	}
	f.Chart = st
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Entrate di difficile reperimento (%%) per motivo e grande gruppo professionale, %s, media %s", "Hard-to-fill entries (%%) by reason and major occupation group, %s, mean %s", l.Of(s.place(s.Territory)), span(l, end))
	})
	f.Finding = both(func(l locale.Lang) string {
		if lackLeads == groups {
			return pick(l, "In tutti i gruppi mancano i candidati più della preparazione", "In every group candidates are lacking more than preparation")
		}
		return pick(l, howMany(lackLeads, "In nessuno dei %[2]s gruppi mancano i candidati più della preparazione", "In un solo gruppo su %[2]s mancano i candidati più della preparazione", "In %[1]s gruppi su %[2]s mancano i candidati più della preparazione"),
			howMany(lackLeads, "In none of %[2]s groups are candidates lacking more than preparation", "In one of %[2]s groups candidates are lacking more than preparation", "In %[1]s of %[2]s groups candidates are lacking more than preparation"), l.Integer(lackLeads), l.Integer(groups))
	})
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "Barre in pila per %s grandi gruppi: mancanza di candidati, preparazione inadeguata, altri motivi.", "Stacked bars for %s major groups: no candidates, inadequate preparation, other reasons.", l.Integer(groups))
	})
	return s.finish(f, p, true), nil
}

// entriesAndDifficulty sets how many against how hard, by occupation group.
func (s *Source) entriesAndDifficulty(ctx context.Context) (figure.Figure, error) {
	f := figure.Figure{ID: "fig-entries-difficulty", Question: text("Quali professioni si cercano in gran numero, e quali non si trovano?", "Which occupations are sought in large numbers, and which cannot be found?")}
	p, err := s.excelsior(ctx, []series.Code{s.Territory}, warehouse.ListNone, "cp2021", entries, hardShare)
	if err != nil {
		return f, err
	}
	groups, _ := s.finestGroups(p)
	all, err := s.units(ctx, p, groups, func(k series.Key) series.Code { return k.Occupation }, func(series.Key) bool { return true })
	all = slices.DeleteFunc(all, func(u unit) bool { return math.IsNaN(u.entries) || math.IsNaN(u.share) })
	if err != nil || len(all) < 4 {
		return f, err
	}
	var xs, ys []float64
	for _, u := range all {
		xs, ys = append(xs, u.entries/1000), append(ys, u.share)
	}
	sc := chart.Scatter{X: chart.Axis{Label: text("entrate in 12 mesi, migliaia", "entries in 12 months, thousands"), Unit: locale.ThousandPersons, Zero: true},
		Y: chart.Axis{Label: text("% di difficile reperimento", "% hard to fill"), Unit: locale.Pct}, XFloor: median(xs), YFloor: median(ys),
		Quadrants: [4]Text{text("tante e difficili", "many and hard"), text("tante e facili", "many and easy"), text("poche e facili", "few and easy"), text("poche e difficili", "few and hard")}}
	slices.SortStableFunc(all, func(a, b unit) int { return descending(a.share, b.share) })
	f.Table.Columns = append([]figure.Column{{Name: "occupation_cp2021", Head: text("Gruppo professionale", "Occupation group"), Kind: figure.Label}}, entriesColumns()...)
	f.Table.Columns = append(f.Table.Columns, figure.Column{Name: hardShare, Head: text("Difficili, %", "Hard to fill, %"), Kind: figure.Value, Unit: locale.Pct, Decimals: 1})
	manyAndHard := 0
	named := extremes(all)
	for _, u := range all {
		if u.entries/1000 > sc.XFloor && u.share > sc.YFloor {
			manyAndHard++
		}
		sc.Points = append(sc.Points, chart.ScatterPoint{Label: u.label, X: u.entries / 1000, Y: u.share, Emphasis: named[u.code],
			XLower: math.NaN(), XUpper: math.NaN(), YLower: math.NaN(), YUpper: math.NaN()})
		f.Table.Rows = append(f.Table.Rows, slices.Concat([]figure.Cell{{Text: u.label, Code: u.code.Value}}, s.entriesCells(u), []figure.Cell{number(u.share)}))
	}
	// The table is in the order of the classification: it is no ranking.
	slices.SortStableFunc(f.Table.Rows, func(a, b []figure.Cell) int { return strings.Compare(a[0].Code, b[0].Code) })
	end := p.panel[0].End()
	f.Chart = sc
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Entrate programmate e quota di difficile reperimento per gruppo professionale, %s, %s; linee: mediane", "Planned entries and hard-to-fill share by occupation group, %s, %s; lines: medians", l.Of(s.place(s.Territory)), span(l, end))
	})
	f.Told = []figure.Told{toldCount("many_and_hard_count", "Gruppi sopra entrambe le mediane", "Groups above both medians", manyAndHard),
		{ID: "median_entries_thousand", Meaning: text("Mediana delle entrate", "Median of entries"), Unit: locale.ThousandPersons, Value: sc.XFloor},
		{ID: "median_hard_to_fill_pct", Meaning: text("Mediana della quota di difficile reperimento", "Median of the hard-to-fill share"), Unit: locale.Pct, Value: sc.YFloor}}
	f.Finding = both(func(l locale.Lang) string {
		return pick(l, howMany(manyAndHard, "Nessuno dei %[2]s gruppi è insieme numeroso e difficile da trovare", "Un solo gruppo su %[2]s è insieme numeroso e difficile da trovare", "%[1]s gruppi su %[2]s sono insieme numerosi e difficili da trovare"),
			howMany(manyAndHard, "None of %[2]s groups is both large and hard to find", "One of %[2]s groups is both large and hard to find", "%[1]s of %[2]s groups are both large and hard to find"), l.Integer(manyAndHard), l.Integer(len(all)))
	})
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "Punti: in orizzontale le entrate, in verticale la difficoltà, dal %s al %s.", "Points: entries across, difficulty up, from %s to %s.", l.Percent(all[len(all)-1].share, 1), l.Percent(all[0].share, 1))
	})
	f.HowToRead = text("Ogni punto è un gruppo professionale: più a destra, più entrate; più in alto, più difficoltà. Che due grandezze vadano insieme non dice che una causi l'altra.",
		"Each point is an occupation group: further right, more entries; further up, more difficulty. That two quantities go together does not say that one causes the other.")
	if p, err = s.foreseen(ctx, p); err != nil {
		return f, err
	}
	return s.finish(f, p, true), nil
}

// extremes are up to eight units worth a name: the largest and the hardest, the easiest of the large.
func extremes(all []unit) map[series.Code]bool {
	named := map[series.Code]bool{}
	take := func(n int, less func(a, b unit) int) {
		sorted := slices.Clone(all)
		slices.SortStableFunc(sorted, less)
		for _, u := range sorted[:min(n, len(sorted))] {
			named[u.code] = true
		}
	}
	take(3, func(a, b unit) int { return descending(a.entries, b.entries) })
	take(3, func(a, b unit) int { return descending(a.share, b.share) })
	take(2, func(a, b unit) int { return descending(b.share, a.share) })
	return named
}

func median(v []float64) float64 {
	sorted := slices.Sorted(slices.Values(v))
	n := len(sorted)
	if n%2 == 1 {
		return sorted[n/2]
	}
	return (sorted[n/2-1] + sorted[n/2]) / 2
}

// twoLargest is the sum of the two largest values that are there.
func twoLargest(values []float64) float64 {
	known := slices.DeleteFunc(slices.Clone(values), math.IsNaN)
	slices.SortFunc(known, descending)
	sum := 0.0
	for _, v := range known[:min(2, len(known))] {
		sum += v
	}
	return sum
}

// narrowFinding counts the sectors that take most of their entries from two groups.
func narrowFinding(l locale.Lang, narrow, all int) string {
	return pick(l, howMany(narrow, "In nessuno dei %[2]s settori due gruppi fanno più di metà delle entrate",
		"In un settore su %[2]s due gruppi fanno più di metà delle entrate", "In %[1]s settori su %[2]s due gruppi fanno più di metà delle entrate"),
		howMany(narrow, "In none of %[2]s sectors do two groups make more than half of the entries",
			"In one of %[2]s sectors two groups make more than half of the entries", "In %[1]s of %[2]s sectors two groups make more than half of the entries"),
		l.Integer(narrow), l.Integer(all))
}

// sectorByOccupation says whom each sector looks for.
func (s *Source) sectorByOccupation(ctx context.Context) (figure.Figure, error) {
	f := figure.Figure{ID: "fig-sector-occupation", Question: text("Chi cerca ciascun settore?", "Whom does each sector look for?")}
	p, err := s.excelsior(ctx, []series.Code{s.Territory}, "excelsior_sector", "cp2021", entries)
	if err != nil {
		return f, err
	}
	heat := chart.Heat{Value: chart.Axis{Label: text("% delle entrate del settore", "% of the sector's entries"), Unit: locale.Pct}}
	majors := s.majorGroups()
	f.Table.Columns = []figure.Column{{Name: "industry_excelsior_sector", Head: text("Settore", "Sector"), Kind: figure.Label}}
	for _, m := range majors {
		heat.Cols = append(heat.Cols, s.label(m))
		f.Table.Columns = append(f.Table.Columns, figure.Column{Name: "share_cp2021_" + m.Value + "_pct", Head: s.label(m), Kind: figure.Value, Unit: locale.Pct, Decimals: 1})
	}
	var end series.Period
	narrow := 0
	best := struct {
		sector, group Text
		share         float64
	}{share: -1}
	for _, sector := range s.sectors() {
		row := make([]float64, len(majors))
		total, some := 0.0, false
		for j, m := range majors {
			line, ok := p.find(func(k series.Key) bool { return k.Industry == sector && k.Occupation == m })
			row[j] = math.NaN()
			if ok {
				end = line.End()
				row[j] = indicator.TrailingMean(line, line.End(), year)
			}
			if !math.IsNaN(row[j]) {
				total += row[j]
				some = true
			}
		}
		if !some || total == 0 {
			continue
		}
		cells := []figure.Cell{{Text: s.label(sector), Code: sector.Value}}
		marks := make([]string, len(majors))
		for j := range row {
			row[j] = 100 * row[j] / total
			cell := number(row[j])
			if math.IsNaN(row[j]) {
				cell.Mark, marks[j] = locale.Suppressed, locale.Suppressed
			} else if row[j] > best.share {
				best.sector, best.group, best.share = s.label(sector), s.label(majors[j]), row[j]
			}
			cells = append(cells, cell)
		}
		if twoLargest(row) > 50 {
			narrow++
		}
		heat.Rows = append(heat.Rows, s.label(sector))
		heat.Cells = append(heat.Cells, row)
		heat.Marks = append(heat.Marks, marks)
		f.Table.Rows = append(f.Table.Rows, cells)
	}
	if len(heat.Rows) == 0 {
		return f, nil
	}
	f.Chart = heat
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Entrate programmate di ciascun settore per grande gruppo professionale (%%), %s, media %s", "Planned entries of each sector by major occupation group (%%), %s, mean %s", l.Of(s.place(s.Territory)), span(l, end))
	})
	tell(&f, toldCount("groups_count", "Grandi gruppi professionali", "Major occupation groups", len(majors)))
	tell(&f, toldCount("two_groups_count", "Settori in cui due gruppi fanno più di metà delle entrate", "Sectors in which two groups make more than half of the entries", narrow))
	f.Finding = both(func(l locale.Lang) string { return narrowFinding(l, narrow, len(heat.Rows)) })
	f.HowToRead = text("La somma di ogni riga è 100: dice quanta parte delle entrate del settore va a ciascun gruppo. (c): celle troppo piccole, non diffuse; sono escluse dal totale della riga.",
		"Each row adds to 100: how much of the sector's entries goes to each group. (c): cells too small, not released; they are left out of the row's total.")
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "Tabella di %s settori per %s gruppi. La quota più alta è %s in %s: %s.", "Table of %s sectors by %s groups. The highest share is %s in %s: %s.",
			l.Integer(len(heat.Rows)), l.Integer(len(majors)), l.Of(best.group), l.Of(best.sector), l.Percent(best.share, 0))
	})
	return s.finish(f, p, true), nil
}

// immigrantShare says where firms count on immigrant workers.
func (s *Source) immigrantShare(ctx context.Context) (figure.Figure, error) {
	f := figure.Figure{ID: "fig-immigrant-share", Question: text("Dove le imprese contano sui lavoratori immigrati?", "Where do firms count on immigrant workers?")}
	p, err := s.excelsior(ctx, []series.Code{s.Territory}, "excelsior_sector", warehouse.ListNone, entries, immigrants)
	if err != nil {
		return f, err
	}
	shareOf := func(code series.Code) (float64, series.Period) {
		count, ok := p.find(func(k series.Key) bool { return k.Measure == entries && k.Industry == code })
		share, okShare := p.find(func(k series.Key) bool { return k.Measure == immigrants && k.Industry == code })
		if !ok || !okShare {
			return math.NaN(), series.Period{}
		}
		return indicator.TrailingShare(share, count, count.End(), year), count.End()
	}
	overall, end := shareOf(sectorTotal)
	bars := chart.Bars{X: chart.Axis{Label: text("% delle entrate programmate", "% of planned entries"), Unit: locale.Pct, Decimals: 1, Zero: true}, Threshold: overall, ThresholdLabel: text("tutti i settori", "all sectors")}
	f.Table.Columns = []figure.Column{{Name: "industry_excelsior_sector", Head: text("Settore", "Sector"), Kind: figure.Label},
		{Name: immigrants, Head: text("Immigrati, % delle entrate", "Immigrants, % of entries"), Kind: figure.Value, Unit: locale.Pct, Decimals: 1}}
	f.Table.Columns = append(f.Table.Columns, observedColumns("immigrant_share", locale.Pct, 1)...)
	type row struct {
		code  series.Code
		value float64
	}
	var rows []row
	for _, code := range s.sectors() {
		if v, _ := shareOf(code); !math.IsNaN(v) {
			rows = append(rows, row{code, v})
		}
	}
	if len(rows) == 0 || math.IsNaN(overall) {
		return f, nil
	}
	slices.SortStableFunc(rows, func(a, b row) int { return descending(a.value, b.value) })
	values := make([]float64, len(rows))
	for i, r := range rows {
		values[i] = r.value
	}
	cells, mean := s.observedCells(values), s.observed(overall)
	above := 0
	for i, r := range rows {
		iv := s.observed(r.value)
		isAbove := iv.Lower > mean.Upper
		if isAbove {
			above++
		}
		bars.Items = append(bars.Items, chart.Item{Label: s.label(r.code), Value: r.value, Lower: iv.Lower, Upper: iv.Upper, Reference: math.NaN(), Emphasis: isAbove})
		f.Table.Rows = append(f.Table.Rows, append([]figure.Cell{{Text: s.label(r.code), Code: r.code.Value}, number(r.value)}, cells[i]...))
	}
	f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: text("Tutti i settori", "All sectors"), Code: "TOTAL"}, number(overall), number(mean.Lower), number(mean.Upper), none(), none()})
	f.Chart = bars
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Quota di immigrati previsti sulle entrate programmate (%%) per settore, %s, media %s", "Share of immigrants expected among planned entries (%%) by sector, %s, mean %s", l.Of(s.place(s.Territory)), span(l, end))
	})
	tell(&f, toldCount("above_count", "Settori sopra la media, oltre l'errore", "Sectors above the mean, beyond error", above),
		toldCount("compared_count", "Settori confrontati", "Sectors compared", len(rows)), s.toldObserved())
	f.Finding = both(func(l locale.Lang) string {
		return pick(l, howMany(above, "Nessuno dei %[2]s settori conta sugli immigrati più della media, oltre l'errore", "In un settore su %[2]s le imprese contano sugli immigrati più della media, oltre l'errore", "In %[1]s settori su %[2]s le imprese contano sugli immigrati più della media, oltre l'errore"),
			howMany(above, "In none of %[2]s sectors do firms count on immigrants more than average, beyond error", "In one of %[2]s sectors firms count on immigrants more than on average, beyond error", "In %[1]s of %[2]s sectors firms count on immigrants more than on average, beyond error"), l.Integer(above), l.Integer(len(rows)))
	})
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "Barre in ordine; la quota più alta è di %s: %s, contro %s in tutti i settori.", "Ranked bars; the highest share is that of %s: %s, against %s in all sectors.", l.Of(s.label(rows[0].code)), l.Percent(rows[0].value, 1), l.Percent(overall, 1))
	})
	f.Notes = []Text{s.noteObserved(), text("È la quota massima indicata dalle imprese, non gli assunti effettivi.", "It is the share firms state they may hire, not actual hires.")}
	return s.finish(f, p, true), nil
}
