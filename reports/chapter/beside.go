package chapter

import (
	"context"
	"math"
	"slices"

	"fabbisogno/analysis/indicator"
	"fabbisogno/datasets/series"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// besidePanel is one measure of a region beside the country and the macro-area.
type besidePanel struct {
	fan     fanPlan // which series
	id      string  // of its columns
	name    Text
	isIndex bool // shown as an index whose base is the mean of the first year shown
}

// besidePlan is a figure of measures over the same periods, one above the other. What
// its title says is about the last of them.
type besidePlan struct {
	id       string
	question Text
	subject  Text // in the subtitle
	shown    int  // periods
	panels   []besidePanel
	// isShare: the last measure is a share of the first, and its mean is weighted by it.
	isShare bool
	above   Text // the title where the last measure was above that of Italy in the last year
	below   Text
	unsure  Text
}

// demandBeside is planned entries and difficulty.
func (s *Source) demandBeside() besidePlan {
	return besidePlan{id: "fig-demand-beside", question: text("Entrate e difficoltà vanno qui come in Italia?", "Do entries and difficulty move here as in Italy?"),
		subject: text("Entrate programmate e quota di difficile reperimento", "Planned entries and share hard to fill"), shown: 3 * year, isShare: true,
		panels: []besidePanel{
			{fan: s.entriesPlan(), id: "planned_entries", isIndex: true, name: text("Entrate programmate, indice, media del primo anno = 100", "Planned entries, index, mean of the first year = 100")},
			{fan: s.hardPlan(), id: "hard_to_fill_share", name: text("Quota di difficile reperimento, % delle entrate", "Share hard to fill, % of entries")}},
		above:  text("Nell'ultimo anno la difficoltà è sopra quella dell'Italia, oltre l'errore", "Over the last year difficulty is above Italy's, beyond error"),
		below:  text("Nell'ultimo anno la difficoltà è sotto quella dell'Italia, oltre l'errore", "Over the last year difficulty is below Italy's, beyond error"),
		unsure: text("Nell'ultimo anno la difficoltà non si distingue da quella dell'Italia", "Over the last year difficulty cannot be told from Italy's")}
}

// workBeside is employment and unemployment beside those of the country.
func (s *Source) workBeside() besidePlan {
	return besidePlan{id: "fig-work-beside", question: text("Occupazione e disoccupazione vanno qui come in Italia?", "Do employment and unemployment move here as in Italy?"),
		subject: text("Occupati e tasso di disoccupazione", "Employed persons and unemployment rate"), shown: 5 * fourQuarters,
		panels: []besidePanel{
			{fan: s.employedPlan(), id: "employed", isIndex: true, name: text("Occupati, indice, media del primo anno = 100", "Employed persons, index, mean of the first year = 100")},
			{fan: s.unemploymentPlan(), id: "unemployment_rate", name: text("Tasso di disoccupazione, % delle forze di lavoro", "Unemployment rate, % of the labour force")}},
		above:  text("Nell'ultimo anno la disoccupazione è sopra quella dell'Italia, oltre l'errore", "Over the last year unemployment is above Italy's, beyond error"),
		below:  text("Nell'ultimo anno la disoccupazione è sotto quella dell'Italia, oltre l'errore", "Over the last year unemployment is below Italy's, beyond error"),
		unsure: text("Nell'ultimo anno la disoccupazione non si distingue da quella dell'Italia", "Over the last year unemployment cannot be told from Italy's")}
}

// besideLines are the lines of one panel, one a place over the periods of the figure;
// ok is false where the region or the country has none.
func (s *Source) besideLines(ctx context.Context, panel besidePanel, places []series.Code, shown int) (lines []series.Series, trail []*pulled, ok bool, err error) {
	for i, place := range places {
		sel := panel.fan.selection
		sel.Territories = []series.Code{place}
		p, err := s.pull(ctx, sel)
		if err != nil {
			return nil, nil, false, err
		}
		line, found := p.find(panel.fan.match)
		if !found {
			if i < 2 {
				return nil, nil, false, nil
			}
			lines = append(lines, series.Series{})
			continue
		}
		if line.Len() > shown {
			line = line.Slice(line.Len()-shown, line.Len())
		}
		lines, trail = append(lines, line), append(trail, p)
	}
	return lines, trail, true, nil
}

// beside is the figure of a plan; without the series of region and country it has no drawing.
func (s *Source) beside(ctx context.Context, plan besidePlan) (figure.Figure, error) {
	f := figure.Figure{ID: plan.id, Question: plan.question, Notes: []Text{s.noteBeside()}}
	places := s.besides()
	d := chart.Stacks{Label: plan.subject}
	for _, place := range places {
		d.Names = append(d.Names, s.place(place))
	}
	f.Table.Columns = []figure.Column{{Name: "period", Head: text("Periodo", "Period"), Kind: figure.Label}}
	var trail []*pulled
	var end series.Period
	for _, panel := range plan.panels {
		lines, pulls, ok, err := s.besideLines(ctx, panel, places, plan.shown)
		if err != nil || !ok {
			return f, err
		}
		if d.Start.IsZero() {
			d.Start, end = lines[0].Start, lines[0].End()
		}
		if lines[0].Start != d.Start || lines[0].End() != end {
			return f, nil // measures of other periods make no figure
		}
		trail = append(trail, pulls...)
		drawn, values := besideValues(panel, lines, d.Start, end)
		var notes []Text
		drawn.Breaks, notes = breaksAfter(d.Start, lines[0], *s.breaks, pulls[0])
		for _, n := range notes {
			if !slices.Contains(f.Notes, n) && len(f.Notes) < figure.MaxNotes {
				f.Notes = append(f.Notes, n)
			}
		}
		d.Panels = append(d.Panels, drawn)
		s.besideTable(&f, panel, places, values, d.Start)
	}
	f.Chart = d
	s.besideWords(&f, plan, d, end)
	return s.finish(f, merged(trail), true), nil
}

// toldBase is what every index stands on.
var toldBase = figure.Told{ID: "base_index", Meaning: text("Base degli indici", "Base of the indices"), Unit: locale.Index, Value: 100}

// noteBeside says what the title rests on.
func (s *Source) noteBeside() Text {
	return both(func(l locale.Lang) string {
		return pick(l, "Il titolo confronta le medie dell'ultimo anno: la fonte non pubblica l'errore campionario, e se ne suppone uno standard del %s (assunto).",
			"The title compares the means of the last year: the source does not publish its sampling error, and a standard one of %s is supposed (assumed).", l.Percent(s.relativeError(), 0))
	})
}

// besideValues are the lines of a panel as they are shown.
func besideValues(panel besidePanel, lines []series.Series, start, end series.Period) (chart.StackedPanel, [][]float64) {
	drawn := chart.StackedPanel{Name: panel.name, Y: chart.Axis{Unit: panel.fan.unit, Decimals: 1}}
	if panel.isIndex {
		drawn.Y.Unit = locale.Index
	}
	n := end.Since(start) + 1
	for _, line := range lines {
		values := make([]float64, n)
		scale := 1.0
		if panel.isIndex {
			per := start.Freq().PerYear()
			scale = 100 / indicator.TrailingMean(line, start.Add(per-1), per)
		}
		for i := range values {
			values[i] = math.NaN()
			if line.Len() > 0 {
				values[i] = line.At(start.Add(i)) * scale
			}
		}
		drawn.Lines = append(drawn.Lines, values)
	}
	return drawn, drawn.Lines
}

// besideTable adds the columns of a panel: a row a period, a column a place.
func (s *Source) besideTable(f *figure.Figure, panel besidePanel, places []series.Code, values [][]float64, start series.Period) {
	unit := panel.fan.unit
	suffix := "_pct"
	if panel.isIndex {
		unit, suffix = locale.Index, "_index"
	}
	for i, place := range places {
		f.Table.Columns = append(f.Table.Columns, figure.Column{Name: panel.id + "_" + []string{"region", "italy", "macro_area"}[i] + suffix,
			Head: both(func(l locale.Lang) string { return l.Of(s.place(place)) + ": " + l.Of(panel.name) }), Kind: figure.Value, Unit: unit, Decimals: 1})
		for k, v := range values[i] {
			if k == len(f.Table.Rows) {
				f.Table.Rows = append(f.Table.Rows, []figure.Cell{periodCell(start.Add(k))})
			}
			f.Table.Rows[k] = append(f.Table.Rows[k], number(v))
		}
	}
}

// besideWords compare the last measure over the last year with that of Italy, and say
// above or below only where the difference exceeds the error of both.
func (s *Source) besideWords(f *figure.Figure, plan besidePlan, d chart.Stacks, end series.Period) {
	last := d.Panels[len(d.Panels)-1]
	per := d.Start.Freq().PerYear()
	var mean [2]indicator.Reading
	for i := range mean {
		line := series.Series{Start: d.Start, Values: last.Lines[i]}
		v := indicator.TrailingMean(line, end, per)
		if plan.isShare {
			v = indicator.TrailingShare(line, series.Series{Start: d.Start, Values: d.Panels[0].Lines[i]}, end, per)
		}
		iv := s.observed(v)
		mean[i] = indicator.Reading{Value: v, Lower: iv.Lower, Upper: iv.Upper}
	}
	change := indicator.Change(mean[1], mean[0])
	f.Finding = plan.unsure
	switch {
	case change.Lower > 0:
		f.Finding = plan.above
	case change.Upper < 0:
		f.Finding = plan.below
	}
	tell(f, toldBase)
	for i, who := range []Text{s.place(s.Territory), s.place(italy)} {
		f.Told = append(f.Told, figure.Told{ID: []string{"region", "italy"}[i] + "_mean_pct", Unit: locale.Pct, Value: mean[i].Value, Lower: mean[i].Lower, Upper: mean[i].Upper, Level: rankingLevel,
			Meaning: both(func(l locale.Lang) string {
				return pick(l, "Media dell'ultimo anno, %s", "Mean of the last year, %s", l.Of(who))
			})})
	}
	tell(f, s.toldObserved(), toldCount("panels_count", "Riquadri del disegno", "Panels of the drawing", len(d.Panels)))
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "%s, %s a confronto con l'Italia e la ripartizione, non destagionalizzati, %s", "%s, %s against Italy and the macro-area, not seasonally adjusted, %s",
			l.Of(plan.subject), l.Of(s.place(s.Territory)), l.Span(d.Start, end))
	})
	f.Desc = both(func(l locale.Lang) string {
		said := pick(l, "%s riquadri, uno sopra l'altro, con una linea per territorio.", "%s panels, one above the other, a line a territory.", l.Integer(len(d.Panels)))
		if math.IsNaN(mean[0].Value) || math.IsNaN(mean[1].Value) {
			return said // the last year has a gap
		}
		return said + " " + pick(l, "Media dell'ultimo anno: %s qui, %s in Italia.", "Mean of the last year: %s here, %s in Italy.", l.Percent(mean[0].Value, 1), l.Percent(mean[1].Value, 1))
	})
}
