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

// markUnrated stands for an indicator that a unit does not have.
const markUnrated = "X"

// shortageParts takes the score apart: what each indicator adds to it.
func (s *Source) shortageParts(ctx context.Context, g *diagnosed) (figure.Figure, error) {
	f := figure.Figure{ID: g.figureID("parts"), Question: text("Di che cosa è fatta la carenza?", "What is the shortage made of?")}
	indicators := g.indicators()
	if len(indicators) == 0 {
		return f, nil
	}
	heat := chart.Heat{Value: chart.Axis{Label: text("punti che ogni indicatore porta al punteggio", "points that each indicator adds to the score"), Unit: locale.Index, Decimals: 1},
		Lead: 1, Cols: []Text{text("Punteggio", "Score")}}
	f.Table.Columns = []figure.Column{g.unitColumn(),
		{Name: "shortage_score_index", Head: text("Punteggio", "Score"), Kind: figure.Value, Unit: locale.Index, Decimals: 1},
		{Name: "score_lower", Head: g.bound("inferiore", "lower"), Kind: figure.Lower, Unit: locale.Index, Decimals: 1, Level: g.level},
		{Name: "score_upper", Head: g.bound("superiore", "upper"), Kind: figure.Upper, Unit: locale.Index, Decimals: 1, Level: g.level}}
	for _, id := range indicators {
		heat.Cols = append(heat.Cols, s.indicatorName(id))
		f.Table.Columns = append(f.Table.Columns, s.partColumns(g, id)...)
	}
	widest := 0.0
	for k, c := range g.cells {
		line := []figure.Cell{{Text: s.label(c.Unit), Code: c.Unit.Value}, valueOf(c.Score, c.Status), valueOf(c.ScoreLower, c.Status), valueOf(c.ScoreUpper, c.Status)}
		cells, marks := []float64{c.Score}, []string{""}
		for _, id := range indicators {
			p, mark := g.part(c, id)
			cells, marks = append(cells, p.Contribution), append(marks, mark)
			line = append(line, shown(p.Contribution, mark), shown(p.Value, mark), shown(p.ValueLower, mark), shown(p.ValueUpper, mark))
			if finite(p.Contribution) {
				widest = math.Max(widest, p.Contribution)
			}
		}
		f.Table.Rows = append(f.Table.Rows, line)
		if k < min(g.ranked, mostBars) {
			heat.Rows, heat.Cells, heat.Marks = append(heat.Rows, s.label(c.Unit)), append(heat.Cells, cells), append(heat.Marks, marks)
		}
	}
	if widest > 0 {
		heat.LowHigh = [2]float64{0, widest}
	}
	f.Chart = heat
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Punteggio composito di carenza e punti per indicatore, primi %s %s, %s, %s", "Composite shortage score and points by indicator, first %s %s, %s, %s",
			l.Integer(len(heat.Rows)), g.unitsWord(l), l.Of(s.place(s.Territory)), g.when(l))
	})
	lead, top, sum := g.leading(indicators, len(heat.Rows))
	f.Finding = s.partsFinding(lead, top, sum, len(heat.Rows))
	tell(&f, toldCount("drawn_count", "Righe nel disegno", "Rows in the drawing", len(heat.Rows)), toldCount("indicators_count", "Indicatori del punteggio", "Indicators of the score", len(indicators)),
		toldCount("led_count", "Casi in cui un indicatore supera gli altri oltre l'errore", "Cases in which one indicator exceeds the others beyond error", sum),
		toldCount("top_led_count", "Casi del più frequente di questi", "Cases of the most frequent of these", lead))
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "Tabella di %s %s per %s indicatori. Il numero sono i punti che l'indicatore porta; la loro somma è il punteggio. Tutti i valori nella tabella.",
			"Table of %s %s by %s indicators. The number is the points the indicator adds; their sum is the score. All values in the table.",
			l.Integer(len(heat.Rows)), g.unitsWord(l), l.Integer(len(indicators)))
	})
	f.HowToRead = text("La somma dei punti di una riga è il punteggio. X: l'indicatore manca e il suo peso passa agli altri; (c): troppo pochi casi, riservato.",
		"The points of a row add up to the score. X: the indicator is lacking and its weight goes to the others; (c): too few cases, suppressed.")
	if note, told := s.moveTogether(g, indicators); note.IsComplete() {
		f.Notes = []Text{note}
		tell(&f, told...)
	}
	p, err := s.diagnosisTrail(ctx, g, g.query("composite_part", "unit_code, indicator, value, value_lower, value_upper, normalised, weight, contribution", "unit_code, indicator"))
	if err != nil {
		return f, err
	}
	return s.finish(f, p, true), nil
}

// indicators that any unit has, in their order of name.
func (g *diagnosed) indicators() []string {
	var out []string
	for _, parts := range g.parts {
		for _, p := range parts {
			if !slices.Contains(out, p.Indicator) {
				out = append(out, p.Indicator)
			}
		}
	}
	slices.Sort(out)
	return out
}

// part of a unit's score, with the sign that stands in its place where there is none.
func (g *diagnosed) part(c warehouse.Composite, indicator string) (warehouse.CompositePart, string) {
	for _, p := range g.parts[c.Unit.Value] {
		if p.Indicator == indicator && finite(p.Contribution) && c.Status == warehouse.StatusRated {
			return p, ""
		}
	}
	nan := math.NaN()
	mark := markUnrated
	if c.Status == warehouse.StatusSuppressed {
		mark = locale.Suppressed
	}
	return warehouse.CompositePart{Contribution: nan, Value: nan, ValueLower: nan, ValueUpper: nan}, mark
}

// shown is a number of the table; what cannot be rated is missing there.
func shown(v float64, mark string) figure.Cell {
	if math.IsNaN(v) && mark != locale.Suppressed {
		mark = locale.Missing
	}
	if math.IsNaN(v) {
		return figure.Cell{Number: v, Mark: mark}
	}
	return figure.Cell{Number: v}
}

// partColumns are the points and the value of an indicator.
func (s *Source) partColumns(g *diagnosed, id string) []figure.Column {
	name := s.indicatorName(id)
	unit, decimals := locale.Index, 1
	if i, ok := s.Catalog.Indicator(id); ok {
		unit, decimals = i.Unit, i.Decimals
	}
	of := func(it, en string) Text {
		return both(func(l locale.Lang) string { return l.Of(name) + ": " + l.Of(text(it, en)) })
	}
	return []figure.Column{
		{Name: id + "_points", Head: of("punti", "points"), Kind: figure.Value, Unit: locale.Index, Decimals: 1},
		{Name: id, Head: of("valore", "value"), Kind: figure.Value, Unit: unit, Decimals: decimals},
		{Name: id + "_lower", Head: of("inferiore", "lower"), Kind: figure.Lower, Unit: unit, Decimals: decimals, Level: g.level},
		{Name: id + "_upper", Head: of("superiore", "upper"), Kind: figure.Upper, Unit: unit, Decimals: decimals, Level: g.level},
	}
}

// slope is how many points of the normalised indicator a unit of its value is worth:
// the median over units next to each other in value. It turns the interval of a value
// into one of points.
func (g *diagnosed) slope(indicator string) float64 {
	var points [][2]float64
	for _, c := range g.cells {
		if p, mark := g.part(c, indicator); mark == "" && finite(p.Value) && finite(p.Normalised) {
			points = append(points, [2]float64{p.Value, p.Normalised})
		}
	}
	slices.SortFunc(points, func(a, b [2]float64) int { return ascending(a[0], b[0]) })
	var slopes []float64
	for i := 1; i < len(points); i++ {
		if step := points[i][0] - points[i-1][0]; step > 0 {
			slopes = append(slopes, math.Abs(points[i][1]-points[i-1][1])/step)
		}
	}
	if len(slopes) == 0 {
		return 0
	}
	return median(slopes)
}

// halfPoints is the half-width of the interval of a part in points of the score; 0
// where no error of the value is known.
func halfPoints(p warehouse.CompositePart, slope float64) float64 {
	half := p.Weight * slope * (p.ValueUpper - p.ValueLower) / 2
	if !finite(half) {
		return 0
	}
	return half
}

// leading is the indicator that leads most of the first n units, in how many it does,
// and in how many any one does. It leads where its points lie above those of each other
// one by more than the error of the values.
func (g *diagnosed) leading(indicators []string, n int) (most int, top string, sum int) {
	slopes := map[string]float64{}
	for _, id := range indicators {
		slopes[id] = g.slope(id)
	}
	lead := map[string]int{}
	for _, c := range g.cells[:n] {
		best, lowest, others := "", math.Inf(-1), math.Inf(-1)
		for _, id := range indicators {
			p, mark := g.part(c, id)
			if mark != "" {
				continue
			}
			if low := p.Contribution - halfPoints(p, slopes[id]); low > lowest {
				best, lowest = id, low
			}
		}
		for _, id := range indicators {
			if p, mark := g.part(c, id); mark == "" && id != best {
				others = math.Max(others, p.Contribution+halfPoints(p, slopes[id]))
			}
		}
		if lowest > others {
			lead[best]++
		}
	}
	top = indicators[0]
	for _, id := range indicators {
		sum += lead[id]
		if lead[id] > lead[top] {
			top = id
		}
	}
	return lead[top], top, sum
}

// partsFinding says which indicator leads, in lead of n units, and in sum any one.
func (s *Source) partsFinding(lead int, top string, sum, n int) Text {
	if lead == 0 {
		return both(func(l locale.Lang) string {
			return pick(l, "In nessuno dei primi %s un indicatore pesa più degli altri, oltre l'errore", "In none of the first %s does one indicator outweigh the others, beyond error", l.Integer(n))
		})
	}
	return fit(both(func(l locale.Lang) string {
		return pick(l, counted(lead, "%s: il peso maggiore, oltre l'errore, in %s caso su %s", "%s: il peso maggiore, oltre l'errore, in %s casi su %s"), "%s: the largest part, beyond error, in %s of %s cases", l.Of(s.indicatorName(top)), l.Integer(lead), l.Integer(n))
	}), both(func(l locale.Lang) string {
		return pick(l, counted(sum, "In %s caso su %s un indicatore supera gli altri oltre l'errore", "In %s casi su %s un indicatore supera gli altri oltre l'errore"), "In %s of %s cases one indicator exceeds the others beyond error", l.Integer(sum), l.Integer(n))
	}))
}

// sameThing is the correlation from which two indicators are said to move together.
const sameThing = 0.95

// moveTogether says which indicators move together over the units: a score of two such
// indicators is worth one. With the words comes the number they say.
func (s *Source) moveTogether(g *diagnosed, indicators []string) (Text, []figure.Told) {
	for i, a := range indicators {
		for _, b := range indicators[i+1:] {
			r := g.correlation(a, b)
			if math.Abs(r) >= sameThing {
				told := figure.Told{ID: "correlation_ratio", Unit: locale.Ratio, Value: r, Meaning: both(func(l locale.Lang) string {
					return pick(l, "Correlazione di «%s» e «%s»", "Correlation of “%s” and “%s”", l.Of(s.indicatorName(a)), l.Of(s.indicatorName(b)))
				})}
				words := both(func(l locale.Lang) string {
					return pick(l, "«%s» e «%s» si muovono insieme (correlazione %s): nel punteggio contano come uno solo, pesato due volte.",
						"“%s” and “%s” move together (correlation %s): in the score they count as one, weighted twice.", l.Of(s.indicatorName(a)), l.Of(s.indicatorName(b)), l.Number(r, 2))
				})
				return words, []figure.Told{told}
			}
		}
	}
	return Text{}, nil
}

// correlation of the values of two indicators over the units that have both; 0 with
// fewer than leastRanked units or without variation.
func (g *diagnosed) correlation(a, b string) float64 {
	var xs, ys []float64
	for _, c := range g.cells {
		p, markA := g.part(c, a)
		q, markB := g.part(c, b)
		if markA == "" && markB == "" && finite(p.Value) && finite(q.Value) {
			xs, ys = append(xs, p.Value), append(ys, q.Value)
		}
	}
	if r := indicator.Correlation(xs, ys); len(xs) >= leastRanked && finite(r) {
		return r
	}
	return 0
}
