package fetch

import (
	"fmt"
	"strings"
	"time"
)

// Kind says what can be done about an error.
type Kind int

// The kinds of errors.
const (
	Unreachable Kind = iota + 1 // no whole answer after all attempts; later may do
	Banned                      // the provider shuts this address out, until Error.Until
	Refused                     // the service does not accept the question
	TooLarge                    // and the question can't be split further
	Unusable                    // the answer is no data
)

// Error is a table that could not be fetched.
type Error struct {
	Kind   Kind
	Table  string
	URL    string
	Status int       // HTTP status; 0: no answer
	Until  time.Time // of a ban
	Err    error
	Hint   string // what to do next
}

// Error reads: fetch istat_vacancies: cause (status 500, https://...).
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("fetch ")
	if e.Table != "" {
		b.WriteString(e.Table + ": ")
	}
	b.WriteString(e.Err.Error())
	var facts []string
	if e.Status != 0 {
		facts = append(facts, fmt.Sprintf("status %d", e.Status))
	}
	if e.URL != "" {
		facts = append(facts, e.URL)
	}
	if len(facts) > 0 {
		b.WriteString(" (" + strings.Join(facts, ", ") + ")")
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }
