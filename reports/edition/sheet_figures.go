package edition

import (
	"math"
	"slices"
	"strings"

	"fabbisogno/datasets/series"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// SheetFigure is a small drawing of a sheet. It holds nothing of its own: its values
// are rows of the table of a figure of the edition, which has the downloads and the
// page on how they were made.
type SheetFigure struct {
	ID, FigureID                       string
	Finding, Subtitle, Desc, HowToRead Text
	Chart                              chart.Spec
	Columns                            []figure.Column
	Rows                               [][]figure.Cell
	IsSynthetic                        bool
}

// regionFigure and partsFigure have the rows of all units of a kind.
var (
	pathFigures   = map[Kind]string{Occupation: "fig-occupation-path", Sector: "fig-sector-path"}
	regionFigures = map[Kind]string{Occupation: "fig-region-occupation", Sector: "fig-region-sector"}
	partsFigures  = map[Kind]string{Occupation: "fig-shortage-parts", Sector: "fig-sector-shortage-parts"}
)

// both writes a text in each language with the same values.
func both(write func(l locale.Lang) string) Text {
	return Text{IT: write(locale.IT), EN: write(locale.EN)}
}

// cases says the level of an interval as a frequency: "9 casi su 10", "9 cases out of 10".
func cases(l locale.Lang, level float64) string {
	if l == locale.IT {
		return l.Frequency(level)
	}
	return strings.Replace(l.Frequency(level), " ", " cases ", 1)
}

// in is the text of a language.
func in(l locale.Lang, it, en string) string { return l.Of(Text{IT: it, EN: en}) }

// sheetFigures are the drawings of one sheet out of the country's report: its path, its
// regions, what its score is made of. What the report does not have is left out.
func sheetFigures(kind Kind, country Edition, s Sheet) []SheetFigure {
	var out []SheetFigure
	for _, make := range []func(Edition, Kind, Sheet) *SheetFigure{sheetPath, sheetRegions, sheetParts} {
		if f := make(country, kind, s); f != nil {
			out = append(out, *f)
		}
	}
	return out
}

// sheetFigureID is unique over all sheets of a site.
func sheetFigureID(kind Kind, what, code string) string {
	clean := strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return '-'
	}, code)
	return "fig-" + string(kind) + "-" + what + "-" + strings.Trim(clean, "-")
}

// rowsOf are the rows of a table whose cell in a column has a code.
func rowsOf(f *figure.Figure, column int, code string) [][]figure.Cell {
	var out [][]figure.Cell
	for _, row := range f.Table.Rows {
		if row[column].Code == code {
			out = append(out, row)
		}
	}
	return out
}

// sheetPath is the fan of the share that is hard to fill.
func sheetPath(country Edition, kind Kind, s Sheet) *SheetFigure {
	f := country.figure(pathFigures[kind])
	if f == nil {
		return nil
	}
	rows := rowsOf(f, 0, s.Code)
	drawn := chart.Fan{Y: chart.Axis{Label: Text{IT: "% delle entrate programmate", EN: "% of planned entries"}, Unit: locale.Pct, Decimals: 1}}
	band := chart.Band{Level: f.Table.Columns[3].Level}
	var last, ahead series.Period
	for _, row := range rows {
		period, err := series.ParsePeriod(row[1].Code)
		if err != nil {
			return nil
		}
		if drawn.Start.IsZero() {
			drawn.Start = period
		}
		if row[5].Code == "observed" {
			drawn.Observed, last = append(drawn.Observed, row[2].Number), period
			continue
		}
		drawn.Median, ahead = append(drawn.Median, row[2].Number), period
		band.Lower, band.Upper = append(band.Lower, row[3].Number), append(band.Upper, row[4].Number)
	}
	if len(drawn.Observed) == 0 || len(drawn.Median) == 0 {
		return nil
	}
	drawn.Bands = []chart.Band{band}
	h := len(drawn.Median) - 1
	now, lower, upper := drawn.Observed[len(drawn.Observed)-1], band.Lower[h], band.Upper[h]
	out := &SheetFigure{ID: sheetFigureID(kind, "path", s.Code), FigureID: f.ID, Chart: drawn, Columns: f.Table.Columns[1:], IsSynthetic: f.IsSynthetic}
	for _, row := range rows {
		out.Rows = append(out.Rows, row[1:])
	}
	out.Finding = both(func(l locale.Lang) string {
		switch {
		case lower > now:
			return in(l, "Difficoltà: in aumento da qui a un anno, oltre l'errore", "Difficulty: up over the coming year, beyond error")
		case upper < now:
			return in(l, "Difficoltà: in calo da qui a un anno, oltre l'errore", "Difficulty: down over the coming year, beyond error")
		}
		return in(l, "Difficoltà: nessun cambiamento distinguibile da qui a un anno", "Difficulty: no distinguishable change over the coming year")
	})
	out.Subtitle = both(func(l locale.Lang) string {
		return in(l, "Quota di entrate di difficile reperimento (%), Italia, ", "Share of planned entries hard to fill (%), Italy, ") + l.Span(drawn.Start, last) +
			in(l, "; previsione fino a ", "; forecast to ") + l.Period(ahead)
	})
	out.Desc = both(func(l locale.Lang) string {
		return l.Of(s.Name) + ". " + l.Period(last) + ": " + l.Percent(now, 1) + "; " + l.Period(ahead) + ": " + l.Percent(drawn.Median[h], 1) +
			" (" + cases(l, band.Level) + ": " + l.Interval(lower, upper, 1) + ")."
	})
	out.HowToRead = both(func(l locale.Lang) string {
		return in(l, "La linea continua è osservata, quella tratteggiata è attesa: in ", "The solid line is observed, the dashed one expected: in ") + cases(l, band.Level) +
			in(l, " il valore cade nella fascia.", " the value falls within the band.")
	})
	return out
}

// sheetRegions are the regions by the share expected to be hard to fill.
func sheetRegions(country Edition, kind Kind, s Sheet) *SheetFigure {
	f := country.figure(regionFigures[kind])
	if f == nil {
		return nil
	}
	d := chart.Dots{X: chart.Axis{Label: Text{IT: "% attesa di difficile reperimento", EN: "% expected to be hard to fill"}, Unit: locale.Pct, Decimals: 1},
		Threshold: math.NaN()}
	if all, ok := s.Fact("expected_hard_to_fill_share_pct"); ok && !math.IsNaN(all.Value.Number) {
		d.Threshold, d.ThresholdLabel = all.Value.Number, Text{IT: "Italia", EN: "Italy"}
	}
	out := &SheetFigure{ID: sheetFigureID(kind, "regions", s.Code), FigureID: f.ID, IsSynthetic: f.IsSynthetic,
		Columns: slices.Concat(f.Table.Columns[:1], f.Table.Columns[2:])}
	for _, row := range rowsOf(f, 1, s.Code) {
		if !math.IsNaN(row[2].Number) && !math.IsNaN(row[3].Number) {
			d.Items = append(d.Items, chart.Item{Label: shortPlace(row[0].Text), Value: row[2].Number, Lower: row[3].Number, Upper: row[4].Number, Reference: math.NaN()})
		}
		out.Rows = append(out.Rows, slices.Concat(row[:1], row[2:]))
	}
	if len(d.Items) < 3 {
		return nil
	}
	slices.SortStableFunc(d.Items, func(a, b chart.Item) int { return strings.Compare(a.Label.EN, b.Label.EN) })
	slices.SortStableFunc(d.Items, func(a, b chart.Item) int {
		switch {
		case a.Value > b.Value:
			return -1
		case a.Value < b.Value:
			return 1
		}
		return 0
	})
	out.Chart = d
	first, last := d.Items[0], d.Items[len(d.Items)-1]
	tied := 0
	for _, it := range d.Items {
		if it.Upper >= first.Lower {
			tied++
		}
	}
	out.Finding = both(func(l locale.Lang) string {
		if tied == 1 {
			return l.Of(first.Label) + in(l, ": la quota più alta, distinta da tutte le altre", ": the highest share, apart from all others")
		}
		return in(l, "Le prime ", "The first ") + l.Integer(tied) + in(l, " regioni non si distinguono fra loro", " regions cannot be told apart")
	})
	out.Subtitle = Text{IT: "Quota attesa di entrate di difficile reperimento (%) nei prossimi 12 mesi, per regione", EN: "Expected share of planned entries hard to fill (%) over the next 12 months, by region"}
	out.Desc = both(func(l locale.Lang) string {
		return l.Of(s.Name) + in(l, ". Il valore atteso più alto: ", ". The highest value expected: ") + l.Of(first.Label) + ", " + l.Percent(first.Value, 1) +
			in(l, "; il più basso: ", "; the lowest: ") + l.Of(last.Label) + ", " + l.Percent(last.Value, 1) + "."
	})
	out.HowToRead = both(func(l locale.Lang) string {
		return in(l, "Il segmento contiene il valore in ", "The segment holds the value in ") + cases(l, f.Table.Columns[3].Level) +
			in(l, "; dove i segmenti si sovrappongono, l'ordine non è certo.", "; where segments overlap, the order is not certain.")
	})
	return out
}

// sheetParts are the points of each indicator beside the median of all units.
func sheetParts(country Edition, kind Kind, s Sheet) *SheetFigure {
	f := country.figure(partsFigures[kind])
	if f == nil {
		return nil
	}
	mine := rowsOf(f, 0, s.Code)
	if len(mine) != 1 {
		return nil
	}
	score := mine[0][1].Number
	bars := chart.Bars{X: chart.Axis{Label: Text{IT: "punti del punteggio", EN: "points of the score"}, Unit: locale.Index, Decimals: 1, Zero: true}, Ordered: true,
		Threshold: math.NaN(), ReferenceLabel: Text{IT: "mediana di tutte le voci", EN: "median of all items"}}
	out := &SheetFigure{ID: sheetFigureID(kind, "parts", s.Code), FigureID: f.ID, IsSynthetic: f.IsSynthetic,
		Columns: []figure.Column{{Name: "indicator", Head: Text{IT: "Indicatore", EN: "Indicator"}, Kind: figure.Label},
			{Name: "points_index", Head: Text{IT: "Punti", EN: "Points"}, Kind: figure.Value, Unit: locale.Index, Decimals: 1},
			{Name: "median_points_index", Head: Text{IT: "Mediana", EN: "Median"}, Kind: figure.Value, Unit: locale.Index, Decimals: 1}}}
	above := 0
	for i, c := range f.Table.Columns {
		if !strings.HasSuffix(c.Name, "_points") {
			continue
		}
		name := Text{IT: beforeColon(c.Head.IT), EN: beforeColon(c.Head.EN)}
		middle := medianOf(f, i)
		out.Rows = append(out.Rows, []figure.Cell{{Text: name, Code: c.Name}, mine[0][i], {Number: middle, Mark: locale.Missing}})
		if math.IsNaN(mine[0][i].Number) {
			continue
		}
		bars.Items = append(bars.Items, chart.Item{Label: name, Value: mine[0][i].Number, Lower: math.NaN(), Upper: math.NaN(), Reference: middle})
		if mine[0][i].Number > middle {
			above++
		}
	}
	if len(bars.Items) == 0 || math.IsNaN(score) {
		return nil
	}
	out.Chart = bars
	lower, upper := mine[0][2].Number, mine[0][3].Number
	out.Finding = both(func(l locale.Lang) string {
		return partsFinding(l, above, len(bars.Items))
	})
	out.Subtitle = both(func(l locale.Lang) string {
		return in(l, "Punti che ogni indicatore porta al punteggio di carenza; punteggio ", "Points each indicator adds to the shortage score; score ") + l.Number(score, 1) +
			" (" + cases(l, f.Table.Columns[2].Level) + ": " + l.Interval(lower, upper, 1) + ")"
	})
	out.Desc = both(func(l locale.Lang) string {
		return l.Of(s.Name) + in(l, ". Barre dei punti per indicatore; il cerchio è la mediana di tutte le voci.", ". Bars of the points by indicator; the circle is the median of all items.")
	})
	out.HowToRead = Text{IT: "La somma dei punti è il punteggio; il cerchio segna i punti mediani dello stesso indicatore fra tutte le voci.",
		EN: "The points add up to the score; the circle marks the median points of the same indicator over all items."}
	if score < lower || score > upper {
		out.HowToRead.IT += " Qui il punteggio sta fuori dall'intervallo: le scelte di metodo diverse da quelle di base lo spostano quasi sempre dalla stessa parte."
		out.HowToRead.EN += " Here the score lies outside the interval: choices of method other than the basic ones nearly always move it the same way."
	}
	return out
}

// partsFinding counts the indicators that add more points than they do for the median unit.
func partsFinding(l locale.Lang, above, all int) string {
	n := l.Integer(all)
	switch {
	case above == 0 && all == 1:
		return in(l, "L'unico indicatore non è sopra la mediana", "The only indicator is not above the median")
	case above == 0 && all == 2:
		return in(l, "Nessuno dei due indicatori è sopra la mediana", "Neither of the two indicators is above the median")
	case above == 0:
		return in(l, "Nessuno dei "+n+" indicatori è sopra la mediana", "None of the "+n+" indicators is above the median")
	case all == 1:
		return in(l, "L'unico indicatore è sopra la mediana", "The only indicator is above the median")
	case above == all && all == 2:
		return in(l, "Entrambi gli indicatori sono sopra la mediana", "Both indicators are above the median")
	case above == all:
		return in(l, "Tutti i "+n+" indicatori sono sopra la mediana", "All "+n+" indicators are above the median")
	case above == 1:
		return in(l, "Un indicatore su "+n+" è sopra la mediana", "One of "+n+" indicators is above the median")
	}
	return l.Integer(above) + in(l, " indicatori su "+n+" sono sopra la mediana", " of "+n+" indicators are above the median")
}

// shortPlace is the name of a region that fits a line of a small drawing: in one
// language where it has two, and without the words "autonomous province".
func shortPlace(name Text) Text {
	short := func(s, province, abbreviation string) string {
		if rest, ok := strings.CutPrefix(s, province); ok {
			s = abbreviation + rest
		}
		first, _, _ := strings.Cut(s, "/")
		return first
	}
	return Text{IT: short(name.IT, "Provincia autonoma di ", "P.A. "), EN: short(name.EN, "Autonomous Province of ", "A.P. ")}
}

func beforeColon(s string) string {
	name, _, _ := strings.Cut(s, ":")
	return name
}

// medianOf is the median of a column over the rows that have a value.
func medianOf(f *figure.Figure, column int) float64 {
	var v []float64
	for _, row := range f.Table.Rows {
		if !math.IsNaN(row[column].Number) {
			v = append(v, row[column].Number)
		}
	}
	if len(v) == 0 {
		return math.NaN()
	}
	slices.Sort(v)
	n := len(v)
	return (v[(n-1)/2] + v[n/2]) / 2
}
