package harmonize

import (
	"fmt"
	"strings"

	"fabbisogno/datasets/series"
	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/publishedcsv"
)

// dates is how a table writes periods that are days, as its dialect declares.
// Without an order no date is read.
type dates struct {
	order  series.DateOrder
	freq   series.Freq // of what a date stands for
	hasOwn bool        // the table may declare an order
}

func (h *Harmonizer) dates() dates {
	d := h.table.Dialect
	out := dates{order: series.DateOrder(d.DateOrder), freq: series.Day, hasOwn: h.table.IsTidy() || len(h.table.Layouts) > 0}
	if d.DateFrequency != "" {
		out.freq = series.Freq(d.DateFrequency[0])
	}
	return out
}

// parse reads a period, or a date in the declared order as the period that it stands
// for. Of a period longer than a day it must be the first day: what another one
// means is not known.
func (d dates) parse(text string) (series.Period, error) {
	if d.order == "" || !series.IsDate(text) {
		return series.ParsePeriod(text)
	}
	day, err := series.ParseDate(text, d.order)
	if err != nil {
		return series.Period{}, err
	}
	p, err := series.Containing(d.freq, day)
	if err == nil && !p.First().Equal(day) {
		err = fmt.Errorf("parse period %q: the day is not the first of the period %s, for which it would stand", text, p)
	}
	return p, err
}

// hint says what to do about a text that is no period.
func (d dates) hint(text, tableFile string) string {
	if d.hasOwn && d.order == "" && series.IsDate(text) {
		return `the order of day and month is not declared: write date_order = "dmy", "mdy" or "ymd" under [dialect] in ` + tableFile
	}
	return "write the period as 2026, 2026-S1, 2026-Q3 or 2026-09"
}

// periodOf reads the period of a row once. The first of a month is a day where the
// row has the frequency of days.
func (h *Harmonizer) periodOf(text string, isDay bool) periodText {
	known := h.periods
	if isDay {
		known = h.days
	}
	p, ok := known[text]
	if ok {
		return p
	}
	text = strings.Clone(text)
	if isDay {
		p = dayText(text, h.dates())
	} else {
		p = parsePeriodText(text, h.dates(), h.table.Format == publishedcsv.ID)
	}
	known[text] = p
	return p
}

// dayText reads the day of a row of days, which SDMX writes with the year first.
func dayText(text string, d dates) periodText {
	if d.order == "" {
		d.order = series.YearFirst
	}
	d.freq = series.Day
	p := periodText{original: text}
	switch {
	case !series.IsDate(text):
		p.start, p.err = series.ParsePeriod(text) // of another frequency than the row says
	default:
		p.start, p.err = d.parse(text)
	}
	if p.err == nil {
		p.text, p.freq, p.first = p.start.String(), p.start.Freq(), p.start.First()
	}
	return p
}

// parsePeriodText reads a period, or in published figures a span such as 2026-02/2026-04.
func parsePeriodText(text string, d dates, spans bool) periodText {
	p := periodText{original: text}
	first, last, isSpan := text, "", false
	if spans {
		first, last, isSpan = strings.Cut(text, "/")
	}
	if p.start, p.err = d.parse(first); p.err != nil {
		return p
	}
	p.first = p.start.First()
	if !isSpan {
		p.text, p.freq = p.start.String(), p.start.Freq()
		return p
	}
	end, err := d.parse(last)
	if err == nil && (end.Freq() != p.start.Freq() || end.Compare(p.start) <= 0) {
		err = fmt.Errorf("parse span %q: the end is not a later period of the same length", text)
	}
	p.text, p.err = p.start.String()+"/"+end.String(), err
	return p
}

// fault is that of a cell of a layout that is no period.
func (d dates) fault(text, tableFile string, err error) *format.Fault {
	return &format.Fault{Rule: "period", Value: format.Cut(text), Message: err.Error(), Hint: d.hint(text, tableFile)}
}
