package catalog

import (
	"slices"
	"strings"
)

// IsTidy says whether the table comes as a header and a row a line, in a form that
// the table file declares.
func (t Table) IsTidy() bool { return t.Format == "tidycsv" || t.Format == "tidyparquet" }

// tidy checks what only tidy tables may declare, and what they must.
func (c *checker) tidy(at place, t Table) {
	places := at.elements("dimension", len(t.Dimensions))
	var values []string
	for i, d := range t.Dimensions {
		if d.To == "value" {
			values = append(values, d.Name)
		}
		c.tidyDimension(places[i], t, d)
	}
	measured := map[string]bool{}
	for i, p := range at.elements("measure", len(t.Measures)) {
		m := t.Measures[i]
		measured[m.Column] = true
		switch {
		case m.Column != "" && !slices.Contains(values, m.Column):
			c.wrong(p, "column", "expected one of "+strings.Join(values, ", "), "%q is no column of values", m.Column)
		case m.Column == "" && len(values) > 1:
			c.wrong(p, "column", "name one of "+strings.Join(values, ", "), "missing: the table has %d columns of values", len(values))
		}
		for _, name := range sortedKeys(m.Codes) {
			c.measureCode(p, t, m, name)
		}
	}
	for i, d := range t.Dimensions {
		if d.To == "value" && len(values) > 1 && !measured[d.Name] {
			c.wrong(places[i], "to", "add a [[measure]] with column = \""+d.Name+"\", or send the column to ignore", "no measure reads the column %q", d.Name)
		}
	}
	c.dialect(at, t)
}

// measureCode checks a code that a column of values stands for.
func (c *checker) measureCode(at place, t Table, m Measure, name string) {
	i := slices.IndexFunc(t.Dimensions, func(d Dimension) bool { return d.Name == name && d.Fixed != "" })
	switch {
	case i < 0:
		c.wrong(at, "codes", "declare it as a dimension with a fixed code", "%q is no dimension with a fixed code", name)
	case m.Column == "":
		c.wrong(at, "codes", "name the column that stands for the code", "codes without a column")
	default:
		d := t.Dimensions[i]
		if _, known := c.codes.List(d.List); known && d.List != "istat_ref_area" {
			c.code(at, "codes", d.List, m.Codes[name])
		}
	}
}

func (c *checker) tidyDimension(at place, t Table, d Dimension) {
	if d.Fixed == "" && len(d.Codes) == 0 {
		return
	}
	if !t.IsTidy() {
		c.wrong(at, "fixed", "only tidy tables declare fixed codes and readings of texts", "the table comes as %s", t.Format)
		return
	}
	if slices.Contains(notKey, d.To) || d.To == "freq" || d.To == "edition" {
		c.wrong(at, "fixed", "only dimensions have codes", "codes for a column that goes to %s", d.To)
		return
	}
	if _, known := c.codes.List(d.List); !known || d.To == "territory" && d.List == "istat_ref_area" {
		return
	}
	if d.Fixed != "" {
		c.code(at, "fixed", d.List, d.Fixed)
	}
	for _, text := range sortedKeys(d.Codes) {
		c.code(at, "codes", d.List, d.Codes[text])
	}
}

func (c *checker) dialect(at place, t Table) {
	d := t.Dialect
	declared := d.Encoding != "" || d.Separator != "" || d.Quote != "" || d.Decimal != "" || len(d.Missing) > 0 || d.HeaderRow != 0
	if declared && t.Format != "tidycsv" && t.Format != "layout" {
		c.wrong(at, "dialect", "only a table of format tidycsv or layout has a dialect", "the table comes as %q", t.Format)
	}
	c.dates(at, t)
	if t.Format == "layout" && (len(d.Missing) > 0 || d.HeaderRow != 0) {
		c.wrong(at, "dialect", "say missing and header_rows in each [[layout]]", "marks or rows in the dialect of a layout")
	}
	for _, f := range []struct {
		field, value string
		allowed      []string
	}{{"dialect.encoding", d.Encoding, []string{"utf-8", "windows-1252"}}, {"dialect.decimal", d.Decimal, []string{".", ","}}} {
		if f.value != "" {
			c.oneOf(at, f.field, f.value, f.allowed)
		}
	}
	for _, f := range []struct{ field, value string }{{"dialect.separator", d.Separator}, {"dialect.quote", d.Quote}} {
		if len(f.value) > 1 || f.value != "" && strings.ContainsAny(f.value, "\r\n\x00") {
			c.wrong(at, f.field, "expected one ASCII character", "%q", f.value)
		}
	}
	if d.HeaderRow < 0 {
		c.wrong(at, "dialect.header_row", "lines are numbered from 1", "%d is negative", d.HeaderRow)
	}
}

// dates checks how periods are written as dates. SDMX has forms of its own.
func (c *checker) dates(at place, t Table) {
	d := t.Dialect
	switch {
	case d.DateOrder == "" && d.DateFrequency == "":
	case !t.IsTidy() && t.Format != "layout":
		c.wrong(at, "dialect.date_order", "only a tidy table or one of format layout has dates for periods", "the table comes as %q", t.Format)
	case d.DateOrder == "":
		c.wrong(at, "dialect.date_order", "expected dmy, mdy or ymd", "missing: date_frequency says what dates stand for, and no order how they are written")
	default:
		c.oneOf(at, "dialect.date_order", d.DateOrder, []string{"dmy", "mdy", "ymd"})
		if d.DateFrequency != "" {
			c.oneOf(at, "dialect.date_frequency", d.DateFrequency, []string{"A", "H", "Q", "B", "M", "W", "D"})
		}
	}
}
