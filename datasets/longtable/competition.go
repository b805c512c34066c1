package longtable

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Competition is a table in the layout of forecasting competitions, a row a
// series: id, freq (periods a year), n, h, train and test with the values of n
// and h periods separated by one space; category, start_year and start_sub where
// known. Test values come in Series.Test. All series must have one freq. The
// calendar is that of freq 1, 4 or 12 where the first row says when it starts, and
// otherwise counts from 1. Columns.Group may name any column.
func Competition(path string, c Columns) *Table {
	c.ID, c.Stamp, c.Value = "id", "train", "train"
	t := &Table{File: path, Columns: c}
	t.series = competition
	return t
}

// competitionReader reads rows of a competition.
type competitionReader struct {
	csvReader
	t    *Table
	at   map[string]int
	bad  problems
	freq int
}

func competition(ctx context.Context, t *Table, give func(Series) error) error {
	return withLines(t.File, t.passed, func(l *lines) error {
		r := competitionReader{csvReader: csvReader{lines: l, columns: t.Columns}, t: t, at: map[string]int{}}
		if err := r.names(); err != nil {
			return err
		}
		for {
			if err := ctx.Err(); err != nil {
				return err
			}
			line, err := r.next()
			if errors.Is(err, io.EOF) {
				return r.bad.err()
			}
			if err != nil {
				return err
			}
			if len(line) == 0 {
				continue
			}
			t.Tally.Rows++
			s, failed := r.series(line)
			if failed != nil {
				failed.File, failed.Row = t.File, r.number
				if r.bad.add(failed); r.bad.full() {
					return r.bad.err()
				}
				continue
			}
			if t.Tally.Series++; len(r.bad.all) > 0 {
				continue
			}
			if err := give(s); err != nil {
				return err
			}
		}
	})
}

func (r *competitionReader) names() error {
	line, err := r.next()
	if errors.Is(err, io.EOF) {
		return &CellError{File: r.t.File, Err: ErrNoRows, Hint: "is it the right file?"}
	}
	if err != nil {
		return err
	}
	r.separator = ','
	cells, err := r.split(line)
	if err != nil {
		return &CellError{File: r.t.File, Row: 1, Err: err}
	}
	r.width = len(cells)
	for i, c := range cells {
		r.at[string(c)] = i
	}
	for _, want := range []string{"id", "freq", "train", "test", r.columns.Group} {
		if _, ok := r.at[want]; !ok && want != "" {
			return &CellError{File: r.t.File, Row: 1, Column: want, Value: string(line), Err: ErrHeader,
				Hint: "the competition layout has the columns id, freq, n, h, train and test"}
		}
	}
	return nil
}

func (r *competitionReader) cell(name string) string {
	if i, ok := r.at[name]; ok {
		return string(r.cells[i])
	}
	return ""
}

func (r *competitionReader) series(line []byte) (Series, *CellError) {
	cells, err := r.split(line)
	if err == nil && len(cells) != r.width {
		err = fmt.Errorf("%w: %d instead of %d", ErrCells, len(cells), r.width)
	}
	if err != nil {
		return Series{}, &CellError{Value: excerpt(line), Err: err, Hint: "correct the line"}
	}
	freq, err := strconv.Atoi(r.cell("freq"))
	if err != nil || freq < 1 || r.freq != 0 && freq != r.freq {
		return Series{}, &CellError{Column: "freq", Value: r.cell("freq"), Err: ErrNumber, Hint: "freq is the number of periods a year, the same in the whole file"}
	}
	s := Series{ID: r.cell("id"), Season: freq}
	if s.ID == "" {
		return s, &CellError{Column: "id", Err: ErrNoID, Hint: "fill in the name of the series"}
	}
	if r.columns.Group != "" {
		s.Group = r.cell(r.columns.Group)
	}
	var failed *CellError
	if s.Values, failed = r.values("train", "n"); failed != nil {
		return s, failed
	}
	if s.Test, failed = r.values("test", "h"); failed != nil {
		return s, failed
	}
	if len(s.Values) == 0 {
		return s, &CellError{Column: "train", Err: ErrNoRows, Hint: "a series needs a value"}
	}
	year, yearErr := strconv.Atoi(r.cell("start_year"))
	sub, subErr := strconv.Atoi(r.cell("start_sub"))
	dated := yearErr == nil && subErr == nil && sub >= 1 && sub <= freq && year >= 1 && year <= 9999
	if r.freq == 0 {
		r.freq = freq
		r.begin(freq, dated)
	}
	s.First = 1
	if r.t.Calendar.Freq != Count && dated {
		s.First = int64(year*freq + sub - 1)
	}
	return s, nil
}

// begin makes the calendar at the first series.
func (r *competitionReader) begin(freq int, dated bool) {
	c := Calendar{Freq: Count, Kind: Integer}
	if dated {
		switch freq {
		case 1:
			c.Freq = Year
		case 4:
			c = Calendar{Freq: Quarter, Kind: Period, glyph: "-Q"}
		case 12:
			c = Calendar{Freq: Month, Kind: Period, glyph: "-"}
		}
	}
	r.t.Calendar = c
}

// values of a cell; count names the column with their number, if there is one.
func (r *competitionReader) values(column, count string) ([]float64, *CellError) {
	fields := strings.Fields(r.cell(column))
	if text := r.cell(count); text != "" {
		if n, err := strconv.Atoi(text); err != nil || n != len(fields) {
			return nil, &CellError{Column: count, Value: text, Err: fmt.Errorf("%s has %d values", column, len(fields)), Hint: "is the line complete?"}
		}
	}
	out := make([]float64, len(fields))
	for i, f := range fields {
		v, hint := number([]byte(f))
		if hint != "" {
			return nil, &CellError{Column: column, Value: f, Err: fmt.Errorf("value %d: %w", i+1, ErrNumber), Hint: hint}
		}
		out[i] = v
	}
	return slices.Clip(out), nil
}
