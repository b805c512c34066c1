package publish

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"unicode"

	"fabbisogno/reports/figure"
	"fabbisogno/reports/page"
)

// quoteText quotes a text cell that a spreadsheet would take for a formula: one that
// begins with = + - @, their full-width forms, TAB, CR, LF or NUL, also after
// spaces and what nobody sees. The quote is an apostrophe in front, which
// spreadsheets show as text. So does what would begin a cell or a row if the file
// were read with another separator than its own, as spreadsheets in the other
// language do. Numbers never pass here: -1.2 stays a number.
func quoteText(s string) string {
	// Programs that read a carriage return as the end of a line would lose a row.
	s = page.Clean(strings.ReplaceAll(s, "\r", "\n"))
	if strings.HasPrefix(s, "\t") || strings.HasPrefix(s, "\n") {
		s = "'" + s
	}
	if !strings.ContainsAny(s, formulaStarts) {
		return s
	}
	var b strings.Builder
	atStart := true
	for _, r := range s {
		switch {
		case strings.ContainsRune(",;\t\n|", r):
			atStart = true
		case unicode.IsSpace(r) || unicode.Is(unicode.Cf, r):
		default:
			if atStart && strings.ContainsRune(formulaStarts, r) {
				b.WriteRune('\'')
			}
			atStart = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// formulaStarts begin a formula, or are read as if they did.
const formulaStarts = "=+-@＝＋－＠﹦﹢﹣﹫"

// column of a download: its heading and how it is read off an observation.
type column struct {
	name, nameIT string
	what         figure.Text // for the data dictionary
	text         func(o observation) string
	number       func(o observation) float64
}

// labelColumns are the code and both names of each label column.
func labelColumns(f figure.Figure) []column {
	var out []column
	k := 0
	for i, c := range f.Table.Columns {
		if c.Kind != figure.Label {
			continue
		}
		at := k
		k++
		code := func(o observation) string {
			if cell := o.labels[at]; cell.Code != "" {
				return cell.Code
			}
			return o.labels[at].Text.EN
		}
		out = append(out, column{name: c.Name, nameIT: c.Head.IT, what: c.Head, text: code})
		if hasNames(f.Table, i) {
			out = append(out,
				column{name: c.Name + "_name_it", nameIT: c.Head.IT + " (nome)",
					what: figure.Text{IT: c.Head.IT + ", nome in italiano", EN: c.Head.EN + ", name in Italian"},
					text: func(o observation) string { return o.labels[at].Text.IT }},
				column{name: c.Name + "_name_en", nameIT: "",
					what: figure.Text{IT: c.Head.IT + ", nome in inglese", EN: c.Head.EN + ", name in English"},
					text: func(o observation) string { return o.labels[at].Text.EN }})
		}
	}
	return out
}

// hasNames says whether a label column has codes with names that differ from them.
func hasNames(t figure.Table, i int) bool {
	for _, row := range t.Rows {
		if row[i].Code != "" && row[i].Text.IT != "" {
			return true
		}
	}
	return false
}

// columns of a figure's download, in order. Columns with an empty Italian
// heading are left out of the Italian form.
func columns(f figure.Figure) []column {
	mark, source := basis(f), sourceIDs(f)
	out := []column{{name: "basis", nameIT: "base",
		what: figure.Text{IT: "demonstration: dato dimostrativo, sintetico; published: dato pubblicato dalla fonte o calcolato da essa",
			EN: "demonstration: synthetic demonstration data; published: published by the source or computed from it"},
		text: func(observation) string { return mark }}}
	out = append(out, labelColumns(f)...)
	return append(out,
		column{name: "measure", nameIT: "misura", what: figure.Text{IT: "misura, con il suffisso dell'unità", EN: "measure, with its unit suffix"},
			text: func(o observation) string { return o.measure }},
		column{name: "value", nameIT: "valore", what: figure.Text{IT: "valore; vuoto se non c'è", EN: "value; empty where there is none"},
			number: func(o observation) float64 { return o.value }},
		column{name: "lower", nameIT: "limite inferiore", what: figure.Text{IT: "limite inferiore dell'intervallo", EN: "lower bound of the interval"},
			number: func(o observation) float64 { return o.lower }},
		column{name: "upper", nameIT: "limite superiore", what: figure.Text{IT: "limite superiore dell'intervallo", EN: "upper bound of the interval"},
			number: func(o observation) float64 { return o.upper }},
		column{name: "level", nameIT: "livello", what: figure.Text{IT: "livello dell'intervallo: 0,8 è 8 casi su 10", EN: "level of the interval: 0.8 is 8 out of 10"},
			text: func(o observation) string {
				if o.level == 0 {
					return ""
				}
				return number(o.level)
			}},
		column{name: "unit", nameIT: "unità", what: figure.Text{IT: "unità di misura", EN: "unit of measure"},
			text: func(o observation) string { return o.unit }},
		column{name: "status", nameIT: "stato", what: figure.Text{IT: "stato del valore; suppressed: riservato; missing: mancante", EN: "status of the value; suppressed, missing, or what the source says"},
			text: func(o observation) string { return o.status }},
		column{name: "source", nameIT: "fonte", what: figure.Text{IT: "tabelle da cui viene, nel catalogo", EN: "tables it comes from, in the catalogue"},
			text: func(observation) string { return source }},
	)
}

// csvFor is the download for programs: UTF-8, comma, decimal point, ISO periods,
// codes as text, one row a value and interval.
func csvFor(f figure.Figure) ([]byte, error) {
	cols := columns(f)
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	record := make([]string, len(cols))
	for i, c := range cols {
		record[i] = quoteText(c.name)
	}
	if err := w.Write(record); err != nil {
		return nil, fmt.Errorf("write csv of %s: %w", f.ID, err)
	}
	for _, o := range observations(f) {
		for i, c := range cols {
			if c.number != nil {
				record[i] = number(c.number(o))
			} else {
				record[i] = quoteText(c.text(o))
			}
		}
		if err := w.Write(record); err != nil {
			return nil, fmt.Errorf("write csv of %s: %w", f.ID, err)
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return nil, fmt.Errorf("write csv of %s: %w", f.ID, err)
	}
	return b.Bytes(), nil
}

// italianCSV is the download for spreadsheets in Italian: byte-order mark,
// semicolon, decimal comma, Italian headings.
func italianCSV(f figure.Figure) ([]byte, error) {
	var cols []column
	for _, c := range columns(f) {
		if c.nameIT != "" {
			cols = append(cols, c)
		}
	}
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.Comma = ';'
	w.UseCRLF = true
	record := make([]string, len(cols))
	for i, c := range cols {
		record[i] = quoteText(c.nameIT)
	}
	if err := w.Write(record); err != nil {
		return nil, fmt.Errorf("write Italian csv of %s: %w", f.ID, err)
	}
	for _, o := range observations(f) {
		for i, c := range cols {
			record[i] = italianCell(c, o)
		}
		if err := w.Write(record); err != nil {
			return nil, fmt.Errorf("write Italian csv of %s: %w", f.ID, err)
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return nil, fmt.Errorf("write Italian csv of %s: %w", f.ID, err)
	}
	return b.Bytes(), nil
}

// italianCell writes numbers with a comma and the words of basis and status in Italian.
func italianCell(c column, o observation) string {
	switch {
	case c.number != nil:
		return strings.Replace(number(c.number(o)), ".", ",", 1)
	case c.name == "basis":
		if c.text(o) == Demonstration {
			return "dimostrativa"
		}
		return "pubblicata"
	case c.name == "level":
		return strings.Replace(c.text(o), ".", ",", 1)
	case c.name == "status" && o.statusText.IT != "":
		return quoteText(o.statusText.IT)
	}
	return quoteText(c.text(o))
}
