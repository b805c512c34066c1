package ingest

import (
	"errors"
	"fmt"
	"strings"

	"fabbisogno/ingest/format"
)

// SourceError is a file that was refused. Nothing of it was loaded.
type SourceError struct {
	Table  string // empty: not known yet
	File   string
	Row    int64 // 0: the whole file
	Column string
	Value  string
	Rule   string // name of the rule, see check.Rules
	Err    error
	Hint   string // what to do next
}

// Error reads: load istat_vacancies from x.csv: row 12, column "TIME_PERIOD": cause.
func (e *SourceError) Error() string {
	var b strings.Builder
	b.WriteString("load ")
	if e.Table != "" {
		b.WriteString(e.Table + " from ")
	}
	b.WriteString(e.File + ": ")
	if e.Row > 0 {
		fmt.Fprintf(&b, "row %d", e.Row)
		if e.Column != "" {
			fmt.Fprintf(&b, ", column %q", e.Column)
		}
		b.WriteString(": ")
	}
	b.WriteString(e.Err.Error())
	return b.String()
}

// Unwrap gives the cause.
func (e *SourceError) Unwrap() error { return e.Err }

// sourceError wraps a refusal with what is known of the file; other errors pass.
func sourceError(table, file string, err error) error {
	var s *SourceError
	if err == nil || errors.As(err, &s) {
		return err
	}
	var r *format.Refusal
	if errors.As(err, &r) {
		message := *r
		message.Line = 0
		return &SourceError{Table: table, File: file, Row: r.Line, Rule: r.Rule, Hint: r.Hint, Err: &message}
	}
	return fmt.Errorf("load %s: %w", file, err)
}
