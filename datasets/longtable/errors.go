package longtable

import (
	"errors"
	"fmt"
	"strings"
)

// CellError says which cell of a table cannot be used and what to do.
type CellError struct {
	File   string
	Row    int64 // as an editor counts lines, the header being row 1; of Parquet the rows from 1; 0: the whole file
	Column string
	Value  string
	Err    error
	Hint   string
}

// Error is `FILE: row N, column "C": cause: "value"; what to do`.
func (e *CellError) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Row > 0 {
		fmt.Fprintf(&b, ": row %d", e.Row)
	}
	if e.Column != "" {
		fmt.Fprintf(&b, ", column %q", e.Column)
	}
	fmt.Fprintf(&b, ": %v", e.Err)
	if e.Value != "" {
		fmt.Fprintf(&b, ": %q", e.Value)
	}
	if e.Hint != "" {
		b.WriteString("; " + e.Hint)
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *CellError) Unwrap() error { return e.Err }

// The causes of a CellError.
var (
	ErrNumber    = errors.New("not a number")
	ErrDuplicate = errors.New("two rows for one period")
	ErrSpan      = errors.New("hardly any of the periods have a row")
	ErrHeader    = errors.New("header not understood")
	ErrCells     = errors.New("number of cells differs from the header")
	ErrNoID      = errors.New("no name of the series")
	ErrNoStamp   = errors.New("no period")
	ErrNoRows    = errors.New("no rows")
	ErrQuote     = errors.New("quotes not closed on the line")
	ErrBytes     = errors.New("not a file of its kind")
)

// atMost is how many cells a refusal names.
const atMost = 10

// problems gathers refusals.
type problems struct {
	all  []error
	more bool
}

func (p *problems) add(err error) {
	if len(p.all) == atMost {
		p.more = true
		return
	}
	p.all = append(p.all, err)
}

func (p *problems) full() bool { return len(p.all) == atMost }

func (p *problems) err() error {
	if len(p.all) == 0 {
		return nil
	}
	return errors.Join(p.all...)
}
