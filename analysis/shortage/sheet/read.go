package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/longtable"
)

// Limits of a file of inputs: it is typed or exported by people.
const (
	mostBytes = 32 << 20
	mostRows  = 500_000
)

// reader turns the rows of a file into cases.
type reader struct {
	file   string
	card   shortage.Card
	inputs []int // for each column of the file its place in a row of cells; unitColumn for names
	cells  [][]cell
	names  []string // of the rows
	rows   []int64  // lines of the rows
	sheet  Sheet
}

// unitColumn marks the column of names.
const unitColumn = -1

// errorSuffix is what the name of a column of standard errors has behind that of its input.
const errorSuffix = "_se"

// cell is a value of an input in a row.
type cell struct {
	value float64
	word  string // of labels, before their places are known
}

// Read reads a file of inputs of a method.
func Read(from io.Reader, file string, card shortage.Card) (Sheet, error) {
	r := reader{file: file, card: card, sheet: Sheet{File: file, Card: card}}
	data, err := io.ReadAll(io.LimitReader(from, mostBytes+1))
	if err != nil {
		return Sheet{}, fmt.Errorf("read %s: %w", file, err)
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	switch {
	case len(data) > mostBytes:
		return Sheet{}, r.bad(0, "", "", errors.New("the file is larger than 32 MiB"), "run it in parts: units of methods that are no cross-section do not depend on each other")
	case !utf8.Valid(data):
		return Sheet{}, r.bad(0, "", "", longtable.ErrBytes, "save it as CSV in UTF-8")
	case len(bytes.TrimSpace(data)) == 0:
		return Sheet{}, r.bad(0, "", "", longtable.ErrNoRows, "fabbisogno method show "+card.ID+" --csv prints an example")
	}
	c := csv.NewReader(bytes.NewReader(data))
	c.Comma = separator(data)
	c.FieldsPerRecord = -1
	header, err := c.Read()
	if err == nil {
		err = r.header(header)
	}
	if err == nil {
		err = r.all(c, len(header))
	}
	if err == nil {
		err = r.cases()
	}
	if err != nil {
		return Sheet{}, r.located(err)
	}
	return r.sheet, nil
}

// separator is the first of comma, semicolon and tab in the header.
func separator(data []byte) rune {
	header, _, _ := bytes.Cut(data, []byte("\n"))
	if i := bytes.IndexAny(header, ",;\t"); i >= 0 {
		return rune(header[i])
	}
	return ','
}

// header finds the input of each column.
func (r *reader) header(names []string) error {
	known := make([]string, 0, len(r.card.Inputs)+1)
	for _, in := range r.card.Inputs {
		known = append(known, in.ID)
	}
	known = append(known, shortage.UnitColumn)
	seen := map[string]bool{}
	for _, name := range names {
		name = strings.TrimSpace(name)
		i := slices.Index(known, name)
		if of := r.errorsOf(name); i < 0 && of >= 0 {
			if !slices.Contains(names, r.card.Inputs[of].ID) {
				return r.bad(1, name, "", fmt.Errorf("standard errors without their column %s", r.card.Inputs[of].ID), "add the column, or leave this one out")
			}
			i = len(known) + of
		}
		switch {
		case i < 0:
			return r.bad(1, name, "", errors.New("the method has no such input"), fmt.Sprintf("inputs of %s: %s", r.card.ID, strings.Join(known, ", ")))
		case seen[name]:
			return r.bad(1, name, "", errors.New("the column stands twice"), "keep one of them")
		case i == len(known)-1:
			i = unitColumn
		case i >= len(known):
			i-- // behind the inputs, without the names
		}
		seen[name] = true
		r.inputs = append(r.inputs, i)
	}
	if len(seen) == 1 && seen[shortage.UnitColumn] {
		return r.bad(1, "", "", errors.New("no column of an input"), fmt.Sprintf("inputs of %s: %s", r.card.ID, strings.Join(known, ", ")))
	}
	for _, in := range r.card.Inputs {
		if !in.Optional && !seen[in.ID] {
			return r.bad(1, in.ID, "", errors.New("the column is missing"), fmt.Sprintf("%s (%s); leave its cells empty where it is not known", in.Meaning.EN, in.Unit))
		}
	}
	return nil
}

// all reads the rows below the header.
func (r *reader) all(c *csv.Reader, width int) error {
	for {
		record, err := c.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		line, _ := c.FieldPos(0)
		if len(record) != width {
			return r.bad(int64(line), "", "", fmt.Errorf("%w: %d and %d", longtable.ErrCells, len(record), width),
				"write decimals with a point, 12.5, or separate the cells by semicolons")
		}
		if len(r.rows) == mostRows {
			return r.bad(int64(line), "", "", errors.New("more than 500,000 rows"), "run it in parts")
		}
		if err := r.row(record, int64(line)); err != nil {
			return err
		}
	}
	if len(r.rows) == 0 {
		return r.bad(0, "", "", longtable.ErrNoRows, "there is a header and nothing below it")
	}
	return nil
}

func (r *reader) row(record []string, line int64) error {
	cells := make([]cell, 2*len(r.card.Inputs)) // inputs, and behind them their standard errors
	for i := range cells {
		cells[i].value = math.NaN()
	}
	name := ""
	for k, text := range record {
		text = strings.TrimSpace(text)
		if r.inputs[k] == unitColumn {
			if text == "" {
				return r.bad(line, shortage.UnitColumn, "", errors.New("no name of the unit"), "repeat the name in every row of the unit")
			}
			name = text
			continue
		}
		in := r.input(r.inputs[k])
		c, err := r.cell(in, text, line)
		if err != nil {
			return err
		}
		if r.inputs[k] >= len(r.card.Inputs) && c.value < 0 {
			return r.bad(line, in.ID, text, errors.New("a standard error below 0"), "give it without a sign; 0 or empty is exact")
		}
		cells[r.inputs[k]] = c
	}
	r.cells, r.names, r.rows = append(r.cells, cells), append(r.names, name), append(r.rows, line)
	return nil
}

// errorsOf is the input whose standard errors a column of this name has; -1 for none.
func (r *reader) errorsOf(name string) int {
	of, ok := strings.CutSuffix(name, errorSuffix)
	if !ok {
		return -1
	}
	return slices.IndexFunc(r.card.Inputs, func(in shortage.CardInput) bool { return in.ID == of && mayVary(in) })
}

// input is the input of a place in a row of cells; of a standard error it has the
// input's unit and the column's name.
func (r *reader) input(place int) shortage.CardInput {
	if n := len(r.card.Inputs); place >= n {
		in := r.card.Inputs[place-n]
		in.ID += errorSuffix
		return in
	}
	return r.card.Inputs[place]
}

// bad is a refusal.
func (r *reader) bad(line int64, column, value string, err error, hint string) error {
	return &longtable.CellError{File: r.file, Row: line, Column: column, Value: value, Err: err, Hint: hint}
}

// located puts the file and the row to an error of the CSV reader.
func (r *reader) located(err error) error {
	var syntax *csv.ParseError
	if errors.As(err, &syntax) {
		return r.bad(int64(syntax.Line), "", "", fmt.Errorf("quotes: %w", syntax.Err), `write a quote inside a quoted cell twice, ""`)
	}
	return err
}
