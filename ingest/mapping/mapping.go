package mapping

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/ingest/harmonize"
)

// Line is one decision.
type Line struct {
	File  string // relative to the workspace
	Line  int    // from 1
	Table string
	harmonize.Mapping
	By string // who decided; may be empty
	On string // day of the decision; may be empty
}

// DropWord stands under to where rows are set aside on purpose.
const DropWord = "drop!"

// Set is the lines of a workspace.
type Set struct{ lines []Line }

// Error is one mistake in a file of mapping lines.
type Error struct {
	File   string
	Line   int // 0: the whole file
	Column string
	Value  string
	Err    error
	Hint   string
}

// Error reads: mappings.csv:3: column "to", value "ITC99": cause (hint).
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d", e.Line)
	}
	b.WriteString(": ")
	if e.Column != "" {
		fmt.Fprintf(&b, "column %q, value %q: ", e.Column, e.Value)
	}
	b.WriteString(e.Err.Error())
	if e.Hint != "" {
		b.WriteString(" (" + e.Hint + ")")
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Load reads mappings.csv and mappings/*.csv of a workspace; a workspace without
// them has no lines. All mistakes come joined, by file and line, each an *Error.
func Load(dir string, c *catalog.Catalog, s *codes.Set) (*Set, error) {
	names, err := filepath.Glob(filepath.Join(dir, "mappings", "*.csv"))
	if err != nil {
		return nil, fmt.Errorf("find mapping lines: %w", err)
	}
	slices.Sort(names)
	r := reader{catalog: c, codes: s, seen: map[place]Line{}}
	for _, path := range append([]string{filepath.Join(dir, "mappings.csv")}, names...) {
		text, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read mapping lines: %w", err)
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return nil, fmt.Errorf("read mapping lines: %w", err)
		}
		r.read(filepath.ToSlash(name), text)
	}
	r.chains()
	if len(r.mistakes) > 0 {
		slices.SortStableFunc(r.mistakes, func(a, b *Error) int { return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line)) })
		all := make([]error, len(r.mistakes))
		for i, e := range r.mistakes {
			all[i] = e
		}
		return nil, errors.Join(all...)
	}
	return &Set{r.lines}, nil
}

// For gives the lines of a table by column and text; none for a nil Set.
func (s *Set) For(table string) []harmonize.Mapping {
	if s == nil {
		return nil
	}
	var out []harmonize.Mapping
	for _, l := range s.lines {
		if l.Table == table {
			out = append(out, l.Mapping)
		}
	}
	slices.SortFunc(out, func(a, b harmonize.Mapping) int {
		return cmp.Or(cmp.Compare(a.Column, b.Column), cmp.Compare(a.From, b.From))
	})
	return out
}

// ByTable gives the lines of every table as For does; nil when there are none.
func (s *Set) ByTable() map[string][]harmonize.Mapping {
	var out map[string][]harmonize.Mapping
	for _, l := range s.Lines() {
		if _, done := out[l.Table]; done {
			continue
		}
		if out == nil {
			out = map[string][]harmonize.Mapping{}
		}
		out[l.Table] = s.For(l.Table)
	}
	return out
}

// Lines are all lines in the order of files and lines.
func (s *Set) Lines() []Line {
	if s == nil {
		return nil
	}
	return slices.Clone(s.lines)
}

// place is what a line speaks of.
type place struct{ table, column, from string }

type reader struct {
	catalog  *catalog.Catalog
	codes    *codes.Set
	lines    []Line
	seen     map[place]Line
	mistakes []*Error
}

func (r *reader) wrong(file string, line int, column, value, hint, message string, args ...any) {
	r.mistakes = append(r.mistakes, &Error{file, line, column, value, fmt.Errorf(message, args...), hint})
}

// columns of the file; the first four must be there.
var columns = []string{"table", "column", "from", "to", "note", "by", "on"}

const needed = 4

// read reads one file.
func (r *reader) read(file string, text []byte) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if !utf8.Valid(text) {
		r.wrong(file, 0, "", "", "save it as UTF-8", "the file is not UTF-8")
		return
	}
	c := csv.NewReader(bytes.NewReader(text))
	if head, _, _ := bytes.Cut(text, []byte("\n")); bytes.ContainsRune(head, ';') {
		c.Comma = ';' // as spreadsheet programs write it in Italian
	}
	header, err := c.Read()
	if err != nil {
		r.wrong(file, 1, "", "", "begin with the line: table,column,from,to,note", "the file has no header")
		return
	}
	at := map[string]int{}
	for i, name := range header {
		name = strings.TrimSpace(name)
		if _, twice := at[name]; twice || !slices.Contains(columns, name) {
			r.wrong(file, 1, name, name, "columns are "+strings.Join(columns, ", "), "the column is not known or stands twice")
			return
		}
		at[name] = i
	}
	for _, name := range columns[:needed] {
		if _, ok := at[name]; !ok {
			r.wrong(file, 1, "", "", "begin with the line: table,column,from,to,note", "the column %q is missing", name)
			return
		}
	}
	for {
		record, err := c.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			var p *csv.ParseError
			line := 0
			if errors.As(err, &p) {
				line, err = p.StartLine, p.Err
			}
			r.wrong(file, line, "", "", "give each line as many cells as the header, and put cells with a separator in double quotes", "%v", err)
			return
		}
		line, _ := c.FieldPos(0)
		cell := func(name string) string {
			if i, ok := at[name]; ok {
				return strings.TrimSpace(record[i])
			}
			return ""
		}
		l := Line{File: file, Line: line, Table: cell("table"), By: cell("by"), On: cell("on"),
			Mapping: harmonize.Mapping{Column: cell("column"), From: cell("from"), To: cell("to"), Note: cell("note")}}
		if l.To == DropWord {
			l.To, l.Drop = "", true
		}
		r.add(l)
	}
}

// add checks a line and keeps it.
func (r *reader) add(l Line) {
	t, ok := r.catalog.Table(l.Table)
	switch {
	case !ok:
		r.wrong(l.File, l.Line, "table", l.Table, "nearest tables: "+strings.Join(r.nearestTables(l.Table), ", "), "there is no such table in the catalogue")
		return
	case l.From == "":
		r.wrong(l.File, l.Line, "from", "", "write the text that stands in the file", "the text to be mapped is missing")
		return
	case l.From == l.To:
		r.wrong(l.File, l.Line, "to", l.To, "take the line out", "the line maps a text to itself")
		return
	case l.Drop && l.Note == "":
		r.wrong(l.File, l.Line, "note", "", "say why the rows are set aside", "a line that sets rows aside needs a note")
		return
	}
	if _, err := time.Parse(time.DateOnly, l.On); l.On != "" && err != nil {
		r.wrong(l.File, l.Line, "on", l.On, "write the day as YYYY-MM-DD", "the day can't be read")
		return
	}
	if fault := harmonize.CheckMapping(r.catalog, r.codes, t, l.Mapping); fault != nil {
		value := map[string]string{"column": l.Column, "from": l.From, "to": l.To}[fault.Field]
		r.wrong(l.File, l.Line, fault.Field, value, fault.Hint, "%s", fault.Message)
		return
	}
	at := place{l.Table, l.Column, l.From}
	if before, twice := r.seen[at]; twice {
		r.wrong(l.File, l.Line, "from", l.From, "leave one of the two", "%s:%d maps the same text of the same column", before.File, before.Line)
		return
	}
	r.seen[at] = l
	r.lines = append(r.lines, l)
}

// chains refuses lines that give what others take: their order would matter.
func (r *reader) chains() {
	for _, l := range r.lines {
		if next, ok := r.seen[place{l.Table, l.Column, l.To}]; ok && !l.Drop {
			r.wrong(l.File, l.Line, "to", l.To, "map the text to the final code", "%s:%d maps that text further", next.File, next.Line)
		}
	}
}

// nearestTables are the tables whose names are written most like id.
func (r *reader) nearestTables(id string) []string {
	var ids []string
	for _, t := range r.catalog.Tables {
		ids = append(ids, t.ID)
	}
	return codes.NearestOf(ids, id, 3)
}
