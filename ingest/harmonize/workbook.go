package harmonize

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/excelsior"
	"fabbisogno/ingest/format/number"
	"fabbisogno/ingest/format/xlsx"
)

// TableReader harmonizes the rows of one table of a workbook.
type TableReader struct {
	h         *Harmonizer
	table     excelsior.Table
	period    series.Period
	territory series.Code
	rows      *labels
	columns   []workbookColumn
}

// workbookColumn is what a column of values measures and for whom.
type workbookColumn struct {
	measured  bool
	indicator catalog.Indicator
	code      series.Code // of the column dimension
}

// Table prepares to read a table of a workbook: its period and territory are
// taken from its title or, where that does not say, from the cover of the book.
func (h *Harmonizer) Table(t excelsior.Table, book *excelsior.Book) (*TableReader, error) {
	h.marked = h.marked || slices.ContainsFunc(book.Context, IsMarked) || slices.ContainsFunc(t.Title, IsMarked)
	r := &TableReader{h: h, table: t}
	var err error
	if r.period, err = bookPeriod(t, book); err != nil {
		return nil, err
	}
	if t.Layout.RowDimension != "territory" {
		if r.territory, err = h.bookTerritory(t, book); err != nil {
			return nil, err
		}
	}
	if r.rows, err = h.labels(t.Layout.RowList, t.Layout.TotalLabels); err != nil {
		return nil, err
	}
	return r, r.bindColumns()
}

func (r *TableReader) bindColumns() error {
	l := r.table.Layout
	var names *labels
	if l.ColumnDimension != "" {
		var err error
		if names, err = r.h.labels(l.ColumnList, l.TotalLabels); err != nil {
			return err
		}
	}
	for _, c := range r.table.Columns {
		id := l.ColumnIndicator
		if names == nil {
			if c.Measure == nil {
				r.h.notices.add("warning", "column-undeclared", l.ID+c.Header(), "sheet %q: the column %q is not declared; it stays in the snapshot and is not loaded", r.table.Sheet, format.Cut(c.Header()))
				r.columns = append(r.columns, workbookColumn{})
				continue
			}
			id = c.Measure.Indicator
		}
		indicator, ok := r.h.catalog.Indicator(id)
		if !ok {
			return fmt.Errorf("table %s, layout %s: unknown indicator %q", r.h.table.ID, l.ID, id)
		}
		column := workbookColumn{measured: true, indicator: indicator}
		if names != nil {
			code, fault := findHeader(names, c)
			if fault != nil {
				return format.Refuse("column-label", fault.Hint, "sheet %q, column %s: %s", r.table.Sheet, xlsx.Letters(c.Number), fault.Message)
			}
			column.code = code
		}
		r.columns = append(r.columns, column)
	}
	return r.checkFractions()
}

// findHeader looks a column's name up from its lowest header row upwards.
func findHeader(names *labels, c excelsior.Column) (series.Code, *format.Fault) {
	fault := &format.Fault{Message: "the column has values and no header", Hint: "give the column its header at the source"}
	for i := len(c.Parts) - 1; i >= 0; i-- {
		code, f := names.find(c.Parts[i])
		if f == nil {
			return code, nil
		}
		if i == len(c.Parts)-1 {
			fault = f
		}
	}
	return series.Code{}, fault
}

// checkFractions refuses a column of percentages that holds fractions: all its
// numbers lie within 0 and 1, and there are too many of them for chance.
func (r *TableReader) checkFractions() error {
	const enough = 5
	count, fractions := make([]int, len(r.columns)), make([]int, len(r.columns))
	for _, row := range r.table.Rows {
		for _, c := range row.Cells {
			if c.Cell.Kind != xlsx.Number || c.Cell.Percent || r.columns[c.Column].indicator.Unit != "pct" {
				continue
			}
			v, err := number.Parse(c.Cell.Text, number.Stored)
			if err != nil || v.Number == 0 {
				continue
			}
			count[c.Column]++
			if v.Number > 0 && v.Number <= 1 {
				fractions[c.Column]++
			}
		}
	}
	for i := range r.columns {
		if count[i] >= enough && fractions[i] == count[i] {
			return format.Refuse("unit-suspect", "check the unit of the column; fractions are not turned into percentages by themselves",
				"sheet %q, column %s: every percentage lies between 0 and 1", r.table.Sheet, xlsx.Letters(r.table.Columns[i].Number))
		}
	}
	return nil
}

// Row harmonizes one row: an observation for each declared column.
func (r *TableReader) Row(row excelsior.Row) Outcome {
	r.h.marked = r.h.marked || (row.Skip != "" && IsMarked(row.Label))
	switch {
	case row.Skip != "":
		return Outcome{Skip: row.Skip}
	case row.Fault != nil:
		return r.h.rejectFault(row.Number, row.Fault)
	}
	m, isMapped := r.h.remapLabel(r.table.Layout.RowDimension, row.Label)
	if m.Drop {
		return Outcome{Skip: "mapping-drop"}
	}
	code, fault := series.Code{List: r.table.Layout.RowList, Value: m.To}, (*format.Fault)(nil)
	if !isMapped {
		code, fault = r.rows.find(row.Label)
	}
	if fault != nil {
		fault.Column = row.Sheet
		return r.h.rejectFault(row.Number, fault)
	}
	cells := map[int]excelsior.Cell{}
	for _, c := range row.Cells {
		cells[c.Column] = c
	}
	var out Outcome
	for i, column := range r.columns {
		if !column.measured {
			continue
		}
		o := warehouse.Observation{Row: row.Number, Freq: r.period.Freq(), Period: r.period.String(), PeriodStart: r.period.First()}
		o.Key = series.Key{Measure: column.indicator.ID, Unit: column.indicator.Unit, Territory: r.territory}
		resolved{code: code}.to(&o.Key, r.table.Layout.RowDimension)
		resolved{code: column.code}.to(&o.Key, r.table.Layout.ColumnDimension)
		o.Column = row.Sheet + "!" + xlsx.Ref(r.table.Columns[i].Number, int(row.Number))
		c, there := cells[i]
		if !there {
			o.Value, o.Status = math.NaN(), "absent"
			out.Observations = append(out.Observations, o)
			continue
		}
		v := r.cellValue(c, column.indicator)
		if v.rule != "" {
			return r.h.reject(row.Number, c.Ref, v.text, v.rule, v.hint, "%s", v.message)
		}
		o.Value, o.Status, o.Note = v.number, v.status, v.note
		if isMapped {
			o.Note = joinNotes(o.Note, mappedNote(m))
		}
		out.Observations = append(out.Observations, o)
	}
	return out
}

// bookValue is a textValue with the footnote mark that followed the number.
type bookValue struct {
	textValue
	note string
}

func (r *TableReader) cellValue(c excelsior.Cell, indicator catalog.Indicator) bookValue {
	cell := c.Cell
	wrong := func(rule, message, hint string) bookValue {
		return bookValue{textValue: textValue{text: cell.Text, rule: rule, message: message, hint: hint}}
	}
	switch {
	case cell.Kind == xlsx.Failure:
		return wrong("formula", "the cell holds an error or a formula without a stored value", "open the workbook in a spreadsheet program, correct the formula and save it")
	case cell.Kind == xlsx.Bool:
		return wrong("value-type", "the cell holds a truth value", "correct the cell at the source")
	case cell.Date:
		return wrong("value-type", "the cell holds a date", "correct the cell at the source")
	}
	if cell.Formula {
		r.h.notices.add("note", "formula-value", "", "values of formulas were taken as stored")
	}
	dialect, text := number.Stored, cell.Text
	if cell.Kind == xlsx.Text {
		clean, _, rule := format.Clean(text)
		if rule != "" {
			f := format.CleanFault(rule, c.Ref, text)
			return wrong(f.Rule, f.Message, f.Hint)
		}
		if m, ok := r.h.remapLabel("value", clean); ok && !m.Drop {
			return bookValue{textValue: textValue{number: math.NaN(), status: "not_available"}, note: mappedNote(m)}
		}
		if slices.Contains(r.table.Layout.Suppressed, clean) {
			return bookValue{textValue: textValue{number: math.NaN(), status: "suppressed"}}
		}
		switch {
		case clean == "":
			return bookValue{textValue: textValue{number: math.NaN(), status: "absent"}}
		case slices.Contains(notAvailable, clean):
			return bookValue{textValue: textValue{number: math.NaN(), status: "not_available"}}
		}
		dialect, text = number.Italian, clean
		r.h.notices.add("note", "number-as-text", "", "numbers stored as text were read in the Italian form")
	}
	v, err := number.Parse(text, dialect)
	if err != nil {
		return bookValue{textValue: numberFault(cell.Text, err)}
	}
	if v.Changed != "" {
		r.h.notices.add("note", "number-"+v.Changed, "", "numbers were normalised: %s", v.Changed)
	}
	scale := 1.0
	if cell.Percent {
		scale = 100
	}
	if (cell.Percent || v.Percent) && indicator.Unit != "pct" {
		return wrong("unit", "a percentage stands where "+indicator.Unit+" are expected", "check the header of the column")
	}
	return bookValue{scaled(v.Number, cell.Text, scale, indicator.Unit), v.Note}
}

var (
	monthYear = regexp.MustCompile(`(gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre) (\d{4})(?:\D|$)`)
	monthSpan = regexp.MustCompile(`(gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre) ?(?:-|/|e) ?(gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre) \d{4}`)
)

// bookPeriod is the one month that the title names, or else the cover.
func bookPeriod(t excelsior.Table, book *excelsior.Book) (series.Period, error) {
	for _, texts := range [][]string{t.Title, book.Context} {
		found := map[string]series.Period{}
		for _, text := range texts {
			folded := format.Fold(text)
			if monthSpan.MatchString(folded) {
				return series.Period{}, format.Refuse("period", "load tables of single months", "sheet %q: %q names several months", t.Sheet, format.Cut(text))
			}
			for _, m := range monthYear.FindAllStringSubmatch(folded, -1) {
				p, err := series.ParsePeriod(m[1] + " " + m[2])
				if err != nil {
					return series.Period{}, format.Refuse("period", "correct the title", "sheet %q: %v", t.Sheet, err)
				}
				found[p.String()] = p
			}
		}
		if len(found) > 1 {
			return series.Period{}, format.Refuse("period", "leave one month in the title", "sheet %q: the title or cover names more than one month", t.Sheet)
		}
		for _, p := range found {
			return p, nil
		}
	}
	return series.Period{}, format.Refuse("period", "write the month and year in the title: ottobre 2026", "sheet %q: neither the title nor the cover names a month", t.Sheet)
}

// bookTerritory is the territory that the title names, or else the cover. A part
// of a line counts when it is a name of the list: "Excelsior - Piemonte - maggio 2025".
func (h *Harmonizer) bookTerritory(t excelsior.Table, book *excelsior.Book) (series.Code, error) {
	names, err := h.labels("nuts2021", nil)
	if err != nil {
		return series.Code{}, err
	}
	for _, texts := range [][]string{t.Title, book.Context} {
		var found []series.Code
		for _, text := range texts {
			for _, part := range strings.FieldsFunc(strings.ReplaceAll(text, " - ", "|"), func(r rune) bool { return strings.ContainsRune("|:;,", r) }) {
				part = strings.TrimSpace(part)
				for _, word := range []string{"Regione ", "Provincia di ", "Territorio "} {
					part = strings.TrimPrefix(part, word)
				}
				if code, ok := names.named(part); ok && !slices.Contains(found, code) {
					found = append(found, code)
				}
			}
		}
		if len(found) == 1 {
			return found[0], nil
		}
		if len(found) > 1 {
			return series.Code{}, format.Refuse("territory", "leave one territory in the title", "sheet %q: the title or cover names more than one territory", t.Sheet)
		}
	}
	return series.Code{}, format.Refuse("territory", "write the territory in the title or on the cover: Italia", "sheet %q: neither the title nor the cover names a territory", t.Sheet)
}
