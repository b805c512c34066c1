package chapter

import (
	"context"
	"fmt"
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

// fanPlan is a figure of one series: how it moved and where it is going.
type fanPlan struct {
	id        string
	question  Text
	subject   Text // what the sentence speaks of: "Entrate programmate"
	subtitle  func(l locale.Lang, from, to series.Period) string
	selection warehouse.Selection
	match     func(series.Key) bool
	unit      string // of the value as shown
	axis      Text
	decimals  int
	scale     float64 // value shown = value stored * scale; 0: 1
	zero      bool
	shown     int // periods of history drawn
	notes     []Text
}

// howFan is how to read every fan.
var howFan = text(
	"La linea continua è ciò che è stato osservato; quella tratteggiata è la previsione. La fascia esterna contiene il valore futuro in 8 casi su 10, quella interna in 5 su 10.",
	"The solid line is what was observed, the dashed one the forecast. The outer band holds the future value in 8 cases out of 10, the inner one in 5 out of 10.")

// noteModel says what the interval leaves out; it stands under the first fan of a page.
var noteModel = text(
	"L'intervallo non comprende cambi di politica, nuove classificazioni o revisioni della fonte.",
	"The interval does not include policy changes, new classifications or revisions by the source.")

// fan is the figure of a plan, or absent: a line that says why it is not there.
func (s *Source) fan(ctx context.Context, plan fanPlan) (f figure.Figure, fc []warehouse.Forecast, absent Text, err error) {
	p, err := s.pull(ctx, plan.selection)
	if err != nil {
		return f, nil, absent, err
	}
	observed, ok := p.find(plan.match)
	if !ok {
		return f, nil, s.missing(plan.question), nil
	}
	fc, err = s.forecastsOf(ctx, observed.Key)
	if err != nil {
		return f, nil, absent, err
	}
	if len(fc) == 0 {
		return f, nil, s.missing(plan.question), nil
	}
	run, err := s.run(ctx, "forecast")
	if err != nil {
		return f, nil, absent, err
	}
	p.by(fc[0].Model, fc[0].ModelVersion, run.ID)
	p.queries = append(p.queries, forecastSQL(observed.Key))
	scale := plan.scale
	if scale == 0 {
		scale = 1
	}
	f = figure.Figure{ID: plan.id, Question: plan.question, HowToRead: howFan}
	last := fc[len(fc)-1]
	start := observed.Start
	if plan.shown > 0 && observed.Len() > plan.shown {
		start = observed.End().Add(1 - plan.shown)
	}
	f.Subtitle = both(func(l locale.Lang) string { return plan.subtitle(l, start, last.Period) })
	drawn, words := breaksAfter(start, observed, *s.breaks, p)
	f.Notes = append(slices.Clone(plan.notes), words...)
	f.Chart = fanChart(plan, observed, start, fc, scale, drawn)
	f.Finding, f.Desc = fanWords(plan, observed, fc, scale)
	f.Key, f.Headline = fanKey(plan, observed, fc, scale)
	f.Table = fanTable(plan, observed, start, fc, scale)
	return s.finish(f, p, true), fc, absent, nil
}

// missing is the honest line in place of a figure.
func (s *Source) missing(question Text) Text {
	return both(func(l locale.Lang) string {
		return pick(l, "«%s» Mancano i dati: compare da sé quando un file della fonte è nello spazio di lavoro.",
			"“%s” The data are missing: it appears by itself once a file of the source lies in the workspace.", l.Of(question))
	})
}

func fanChart(plan fanPlan, observed series.Series, start series.Period, fc []warehouse.Forecast, scale float64, breaks []chart.Break) chart.Fan {
	c := chart.Fan{Y: chart.Axis{Label: plan.axis, Unit: plan.unit, Decimals: plan.decimals, Zero: plan.zero}, Start: start}
	for p := start; p.Since(observed.End()) <= 0; p = p.Add(1) {
		c.Observed = append(c.Observed, observed.At(p)*scale)
	}
	for _, level := range []float64{0.50, 0.80} {
		band := chart.Band{Level: level}
		for _, f := range fc {
			iv := intervalOf(f, level)
			band.Lower = append(band.Lower, iv.Lower*scale)
			band.Upper = append(band.Upper, iv.Upper*scale)
		}
		c.Bands = append(c.Bands, band)
	}
	for _, f := range fc {
		c.Median = append(c.Median, f.Mean*scale)
	}
	c.Breaks = breaks
	return c
}

// intervalOf is the interval of a level; its ends are NaN when the level is not there.
func intervalOf(f warehouse.Forecast, level float64) series.Interval {
	for _, iv := range f.Intervals {
		if math.Abs(iv.Level-level) < 1e-9 {
			return iv
		}
	}
	return series.Interval{Level: level, Lower: math.NaN(), Upper: math.NaN()}
}

// fanWords compares the forecast a year ahead with the last value observed,
// which is the same season, and claims a change only when the whole 80 %
// interval says so.
func fanWords(plan fanPlan, observed series.Series, fc []warehouse.Forecast, scale float64) (finding, desc Text) {
	per := observed.Freq().PerYear()
	ahead := fc[min(per, len(fc))-1]
	iv := intervalOf(ahead, 0.80)
	last := lastValue(observed)
	dir := indicator.Compare(last, iv)
	finding = both(func(l locale.Lang) string {
		switch dir {
		case indicator.Rise:
			return pick(l, "%s: in aumento da qui a un anno", "%s: up over the coming year", l.Of(plan.subject))
		case indicator.Fall:
			return pick(l, "%s: in calo da qui a un anno", "%s: down over the coming year", l.Of(plan.subject))
		}
		return pick(l, "%s: nessun cambiamento distinguibile da qui a un anno", "%s: no distinguishable change over the coming year", l.Of(plan.subject))
	})
	desc = both(func(l locale.Lang) string {
		end := fc[len(fc)-1]
		fin := intervalOf(end, 0.80)
		return pick(l,
			"%s, osservato %s (%s) e previsto %s: %s, 8 casi su 10: %s. La tabella sotto la figura riporta tutti i valori.",
			"%s, observed %s (%s) and forecast %s: %s, 8 cases out of 10: %s. The table under the figure has all values.",
			l.Of(plan.subject), until(l, observed.End()), plan.show(l, last*scale), until(l, end.Period),
			plan.show(l, end.Mean*scale), l.Interval(fin.Lower*scale, fin.Upper*scale, plan.decimals))
	})
	return finding, desc
}

// fanKey is the fan in one sentence and in one number.
func fanKey(plan fanPlan, observed series.Series, fc []warehouse.Forecast, scale float64) (Text, *figure.Headline) {
	ahead := fc[min(observed.Freq().PerYear(), len(fc))-1]
	iv := intervalOf(ahead, 0.80)
	value := func(l locale.Lang) string { return plan.show(l, lastValue(observed)*scale) }
	expected := func(l locale.Lang) string { return plan.show(l, ahead.Mean*scale) }
	interval := func(l locale.Lang) string { return l.Interval(iv.Lower*scale, iv.Upper*scale, plan.decimals) }
	unit := func(l locale.Lang) string {
		if plan.unit == locale.ThousandPersons {
			return pick(l, " mila", " thousand")
		}
		return ""
	}
	key := both(func(l locale.Lang) string {
		return pick(l, "%s: %s%s %s e, secondo la previsione, %s%s %s (8 casi su 10: %s).", "%s: %s%s %s and, by the forecast, %s%s %s (8 cases out of 10: %s).",
			l.Of(plan.subject), value(l), unit(l), in(l, observed.End()), expected(l), unit(l), in(l, ahead.Period), interval(l))
	})
	return key, &figure.Headline{Label: plan.subject,
		Value: both(func(l locale.Lang) string { return value(l) + unit(l) }),
		Interval: both(func(l locale.Lang) string {
			return pick(l, "fra un anno %s%s (8 casi su 10: %s)", "a year ahead %s%s (8 in 10: %s)", expected(l), unit(l), interval(l))
		}),
		Comparison: both(func(l locale.Lang) string { return l.Period(observed.End()) })}
}

func (p fanPlan) show(l locale.Lang, v float64) string {
	if p.unit == locale.Pct {
		return l.Percent(v, p.decimals)
	}
	return l.Number(v, p.decimals)
}

// lastValue is the last value that is not missing.
func lastValue(s series.Series) float64 {
	for i := s.Len() - 1; i >= 0; i-- {
		if !math.IsNaN(s.Values[i]) {
			return s.Values[i]
		}
	}
	return math.NaN()
}

// fanColumns are the columns of every observed-and-forecast table.
func fanColumns(name, unit string, head Text, decimals int) []figure.Column {
	col := func(n string, h Text, k figure.Kind, level float64) figure.Column {
		return figure.Column{Name: n, Head: h, Kind: k, Unit: unit, Decimals: decimals, Level: level}
	}
	return []figure.Column{
		{Name: "period", Head: text("Periodo", "Period"), Kind: figure.Label},
		col(name, head, figure.Value, 0),
		col(name+"_lower_50", text("50%, inferiore", "50%, lower"), figure.Lower, 0.50),
		col(name+"_upper_50", text("50%, superiore", "50%, upper"), figure.Upper, 0.50),
		col(name+"_lower_80", text("80%, inferiore", "80%, lower"), figure.Lower, 0.80),
		col(name+"_upper_80", text("80%, superiore", "80%, upper"), figure.Upper, 0.80),
		col(name+"_lower_95", text("95%, inferiore", "95%, lower"), figure.Lower, 0.95),
		col(name+"_upper_95", text("95%, superiore", "95%, upper"), figure.Upper, 0.95),
		{Name: "status", Head: text("Stato", "Status"), Kind: figure.Status},
	}
}

var (
	wordObserved = figure.Cell{Text: text("osservato", "observed"), Code: "observed"}
	wordForecast = figure.Cell{Text: text("previsione", "forecast"), Code: "forecast"}
)

// number is a cell that shows v, or the mark of a missing value.
func number(v float64) figure.Cell {
	if math.IsNaN(v) {
		return figure.Cell{Number: v, Mark: locale.Missing}
	}
	return figure.Cell{Number: v}
}

// none is the cell of an interval that an observed count of a register does not have.
func none() figure.Cell { return figure.Cell{Number: math.NaN(), Mark: locale.NotApplicable} }

func periodCell(p series.Period) figure.Cell {
	return figure.Cell{Text: both(func(l locale.Lang) string { return l.Period(p) }), Code: p.String()}
}

func fanTable(plan fanPlan, observed series.Series, start series.Period, fc []warehouse.Forecast, scale float64) figure.Table {
	name := observed.Key.Measure
	if base, ok := strings.CutSuffix(name, "_persons"); ok && plan.unit == locale.ThousandPersons {
		name = base + "_thousand"
	}
	t := figure.Table{Columns: fanColumns(name, plan.unit, plan.axis, plan.decimals)}
	for p := start; p.Since(observed.End()) <= 0; p = p.Add(1) {
		t.Rows = append(t.Rows, []figure.Cell{periodCell(p), number(observed.At(p) * scale), none(), none(), none(), none(), none(), none(), wordObserved})
	}
	for _, f := range fc {
		i50, i80, i95 := intervalOf(f, 0.50), intervalOf(f, 0.80), intervalOf(f, 0.95)
		t.Rows = append(t.Rows, []figure.Cell{periodCell(f.Period), number(f.Mean * scale), number(i50.Lower * scale), number(i50.Upper * scale),
			number(i80.Lower * scale), number(i80.Upper * scale), number(i95.Lower * scale), number(i95.Upper * scale), wordForecast})
	}
	return t
}

// forecastSQL is the query of one series' forecasts.
func forecastSQL(k series.Key) string {
	return fmt.Sprintf("SELECT period, mean, level, lower, upper, model, model_version, status\nFROM out__forecast\nWHERE measure = %s AND territory = %s AND industry = %s AND occupation = %s\nORDER BY period, level",
		quoteSQL(k.Measure), quoteSQL(k.Territory.Value), quoteSQL(k.Industry.Value), quoteSQL(k.Occupation.Value))
}
