package harmonize

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/number"
	"fabbisogno/ingest/format/xlsx"
	"fabbisogno/ingest/layout"
)

// TableReader harmonizes the rows of one table of a layout.
type TableReader struct {
	h         *Harmonizer
	table     layout.Table
	text      number.Dialect // of numbers that are text
	isText    bool           // the file holds text alone
	period    series.Period  // of the whole table; zero where rows or columns name it
	territory series.Code
	row       *axis
	section   *axis
	under     *named        // what the last section set
	lost      *format.Fault // the last section is not known
	fixed     []named
	columns   []workbookColumn
	stats     []columnStats

	// Of the row at hand, reused: where in it the cell of a column stands, plus one;
	// and the codes of the cell at hand.
	at    []int
	codes []named
	last  lastPeriod
}

// lastPeriod is the period met last, as it is written.
type lastPeriod struct {
	period series.Period
	text   string
	first  time.Time
}

// workbookColumn is what a column of values measures and for whom.
type workbookColumn struct {
	measured  bool
	indicator catalog.Indicator
	scale     float64
	codes     []named
	fault     *format.Fault // its header is not known; a value in it refuses the file
}

// Table prepares to read a table of a layout: its period and territory are taken
// from its title or, where that does not say, from the cover of the book, unless
// the layout declares where they are.
func (h *Harmonizer) Table(t layout.Table, book *layout.Book) (*TableReader, error) {
	h.marked = h.marked || slices.ContainsFunc(book.Context, IsMarked) || slices.ContainsFunc(t.Title, IsMarked)
	r := &TableReader{h: h, table: t, text: number.Italian, isText: book.Text}
	if book.Text && h.table.Dialect.Decimal != "," {
		r.text = number.English
	}
	if err := r.bindAxes(); err != nil {
		return nil, err
	}
	if err := r.bindColumns(); err != nil {
		return nil, err
	}
	var err error
	if !r.names("period") {
		if r.period, err = bookPeriod(t, book); err != nil {
			return nil, err
		}
	}
	if !r.names("territory") {
		if r.territory, err = h.bookTerritory(t, book); err != nil {
			return nil, err
		}
	}
	return r, r.chooseUnits()
}

func (r *TableReader) bindColumns() error {
	l := r.table.Layout
	var axes []*axis
	for _, a := range l.Axes() {
		x, err := r.h.axis(a, l.TotalLabels)
		if err != nil {
			return err
		}
		axes = append(axes, x)
	}
	for _, c := range r.table.Columns {
		id, scale := l.ColumnIndicator, 1.0
		if len(l.Columns) > 0 {
			if c.Measure == nil {
				if len(axes) == 0 || c.Header() == "" {
					r.h.notices.add("warning", "column-undeclared", l.ID+c.Header(), "sheet %q: the column %q is not declared; it stays in the snapshot and is not loaded", r.table.Sheet, format.Cut(c.Header()))
				}
				r.columns = append(r.columns, workbookColumn{})
				continue
			}
			id = c.Measure.Indicator
			if c.Measure.Scale != 0 {
				scale = c.Measure.Scale
			}
		}
		indicator, ok := r.h.catalog.Indicator(id)
		if !ok {
			return fmt.Errorf("table %s, layout %s: unknown indicator %q", r.h.table.ID, l.ID, id)
		}
		column := workbookColumn{measured: true, indicator: indicator, scale: scale}
		for _, x := range axes {
			code, fault := x.head(c)
			if fault != nil {
				column.fault, column.measured = fault, false
				break
			}
			column.codes = append(column.codes, code)
		}
		r.columns = append(r.columns, column)
	}
	r.stats = make([]columnStats, len(r.columns))
	return nil
}

// Row harmonizes one row: an observation for each declared column.
func (r *TableReader) Row(row layout.Row) (Outcome, error) {
	r.h.marked = r.h.marked || (row.Skip != "" && IsMarked(row.Label))
	switch {
	case row.Skip == "group" && r.section != nil:
		r.under, r.lost = nil, nil
		if code, fault := r.section.find(row.Label); fault == nil {
			r.under = &code
		} else {
			r.lost = fault
		}
		return Outcome{Skip: row.Skip}, nil
	case row.Skip != "":
		return Outcome{Skip: row.Skip}, nil
	case row.Fault != nil:
		return r.h.rejectFault(row.Number, row.Fault), nil
	case r.section != nil && r.under == nil:
		fault := &format.Fault{Rule: "section", Column: row.Sheet, Value: format.Cut(row.Label), Message: "the row stands above the first section", Hint: "correct section in " + r.h.tableFile()}
		if r.lost != nil {
			fault.Value, fault.Message = r.lost.Value, "the section above the row is not known: "+r.lost.Message
		}
		return r.h.rejectFault(row.Number, fault), nil
	}
	m, isMapped := r.h.remapLabel(r.table.Layout.RowDimension, row.Label)
	if m.Drop {
		return Outcome{Skip: "mapping-drop"}, nil
	}
	code, fault := r.row.coded(m.To), (*format.Fault)(nil)
	if !isMapped {
		code, fault = r.row.find(row.Label)
	}
	if fault != nil {
		fault.Column = row.Sheet
		return r.h.rejectFault(row.Number, fault), nil
	}
	note := ""
	if isMapped {
		note = mappedNote(m)
	}
	return r.values(row, code, note)
}

// values makes the observations of a row whose label was understood.
func (r *TableReader) values(row layout.Row, label named, note string) (Outcome, error) {
	r.at = slices.Grow(r.at[:0], len(r.columns))[:len(r.columns)]
	clear(r.at)
	for i, c := range row.Cells {
		r.at[c.Column] = i + 1
	}
	out := Outcome{Observations: make([]warehouse.Observation, 0, len(r.columns))}
	for i, column := range r.columns {
		var c layout.Cell
		there := r.at[i] > 0
		if there {
			c = row.Cells[r.at[i]-1]
		}
		if column.fault != nil && there && strings.TrimSpace(c.Cell.Text) != "" {
			return out, format.Refuse("column-label", column.fault.Hint, "sheet %q, column %s: %s", r.table.Sheet, xlsx.Letters(r.table.Columns[i].Number), column.fault.Message)
		}
		if !column.measured {
			continue
		}
		o := warehouse.Observation{Row: row.Number, Key: series.Key{Measure: column.indicator.ID, Unit: column.indicator.Unit, Territory: r.territory}}
		r.codes = append(append(append(r.codes[:0], label), column.codes...), r.fixed...)
		if period := r.place(&o.Key, r.codes); period != r.last.period || r.last.text == "" {
			r.last = lastPeriod{period, period.String(), period.First()}
		}
		o.Freq, o.Period, o.PeriodStart = r.last.period.Freq(), r.last.text, r.last.first
		if o.Column = c.Ref; !there {
			o.Column = row.Sheet + "!" + xlsx.Ref(r.table.Columns[i].Number, int(row.Number))
			o.Value, o.Status = math.NaN(), "absent"
			out.Observations = append(out.Observations, o)
			continue
		}
		v := r.cellValue(c, column)
		if v.rule != "" {
			return r.h.reject(row.Number, c.Ref, v.text, v.rule, v.hint, "%s", v.message), nil
		}
		r.stats[i].add(c.Cell, column.indicator, v)
		o.Value, o.Exact, o.Status, o.Note = v.number, v.exact, v.status, joinNotes(v.note, note)
		out.Observations = append(out.Observations, o)
	}
	return out, nil
}

// bookValue is a textValue with the footnote mark that followed the number.
type bookValue struct {
	textValue
	note string
}

func (r *TableReader) cellValue(c layout.Cell, column workbookColumn) bookValue {
	indicator := column.indicator
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
		l := r.table.Layout
		switch {
		case slices.Contains(l.Suppressed, clean):
			return bookValue{textValue: textValue{number: math.NaN(), status: "suppressed"}}
		case slices.Contains(l.Zero, clean):
			return bookValue{textValue: textValue{number: 0, status: clean}}
		case slices.Contains(l.Missing, clean):
			return bookValue{textValue: textValue{number: math.NaN(), status: "not_available"}}
		case clean == "":
			return bookValue{textValue: textValue{number: math.NaN(), status: "absent"}}
		case slices.Contains(notAvailable, clean):
			return bookValue{textValue: textValue{number: math.NaN(), status: "not_available"}}
		}
		dialect, text = r.text, clean
		if c.Cell.Kind == xlsx.Text && !r.isText {
			r.h.notices.add("note", "number-as-text", "", "numbers stored as text were read in the Italian form")
		}
	}
	v, err := number.Parse(text, dialect)
	if err != nil {
		return bookValue{textValue: numberFault(cell.Text, err)}
	}
	if v.Changed != "" {
		r.h.notices.add("note", "number-"+v.Changed, "", "numbers were normalised: %s", v.Changed)
	}
	if notes := r.table.Layout.ValueNotes; v.Note != "" && len(notes) > 0 && !slices.Contains(notes, v.Note) {
		return wrong("note-unknown", "the note "+v.Note+" behind the number is not declared", "add it to value_notes in "+r.h.tableFile()+" when the note at the foot of the table is known")
	}
	scale := column.scale
	if cell.Percent {
		scale *= 100
	}
	if (cell.Percent || v.Percent) && indicator.Unit != "pct" {
		return wrong("unit", "a percentage stands where "+indicator.Unit+" are expected", "check the header of the column")
	}
	return bookValue{scaled(v, cell.Text, scale, indicator.Unit), v.Note}
}

var (
	monthYear = regexp.MustCompile(`(gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre) (\d{4})(?:\D|$)`)
	monthSpan = regexp.MustCompile(`(gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre) ?(?:-|/|e) ?(gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre) \d{4}`)
)

var yearForm = regexp.MustCompile(`(?:^|[^0-9])((?:19|20)[0-9]{2})(?:[^0-9]|$)`)

// bookYear is the one year that the title names, or else the cover.
func bookYear(t layout.Table, book *layout.Book) (series.Period, error) {
	for _, texts := range [][]string{t.Title, book.Context} {
		found := map[string]bool{}
		for _, text := range texts {
			for _, m := range yearForm.FindAllStringSubmatch(text, -1) {
				found[m[1]] = true
			}
		}
		if len(found) > 1 {
			return series.Period{}, format.Refuse("period", "declare the period in the layout, or leave one year in the title", "sheet %q: the title or cover names more than one year", t.Sheet)
		}
		for year := range found {
			return series.ParsePeriod(year)
		}
	}
	return series.Period{}, format.Refuse("period", "write the year in the title, or declare the period in the layout", "sheet %q: neither the title nor the cover names a year", t.Sheet)
}

// bookPeriod is the period of a whole table: as declared, or the one year or month
// that the title names, or else the cover.
func bookPeriod(t layout.Table, book *layout.Book) (series.Period, error) {
	switch l := t.Layout; {
	case l.Period != "":
		return series.ParsePeriod(l.Period)
	case l.Frequency == "A":
		return bookYear(t, book)
	}
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
func (h *Harmonizer) bookTerritory(t layout.Table, book *layout.Book) (series.Code, error) {
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
