// Package tomlfile reads declared data: TOML files whose every field must be
// known. It reports all unknown fields at once, each with file, line and name,
// so that ten slips are mended in one go.
//
// It is the only importer of the TOML decoder. It refuses to guess: a field
// that the target does not declare is an error, never ignored; so is a value of
// another type.
package tomlfile

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// Error is one mistake in a file.
type Error struct {
	File  string
	Line  int    // from 1; 0 when the file as a whole is meant
	Field string // dotted name, empty when not known
	Err   error
	Hint  string // what is expected
}

// Error is file:line: field: cause (hint).
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d", e.Line)
	}
	b.WriteString(": ")
	if e.Field != "" {
		b.WriteString(e.Field + ": ")
	}
	b.WriteString(e.Err.Error())
	if e.Hint != "" {
		b.WriteString(" (" + e.Hint + ")")
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// ErrUnknownField is the cause of a field that nothing declares.
var ErrUnknownField = errors.New("unknown field")

// Decode reads data into the value that into points at. All mistakes found come
// joined, in the order of the file, each an *Error.
func Decode(file string, data []byte, into any) error {
	dec := toml.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	err := dec.Decode(into)
	var strict *toml.StrictMissingError
	var decode *toml.DecodeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &strict):
		all := make([]error, 0, len(strict.Errors))
		for _, missing := range strict.Errors {
			line, _ := missing.Position()
			all = append(all, &Error{File: file, Line: line, Field: strings.Join(missing.Key(), "."),
				Err: ErrUnknownField, Hint: "remove it, or correct its spelling"})
		}
		return errors.Join(all...)
	case errors.As(err, &decode):
		line, _ := decode.Position()
		return &Error{File: file, Line: line, Field: strings.Join(decode.Key(), "."),
			Err: errors.New(strings.TrimPrefix(decode.Error(), "toml: "))}
	}
	return &Error{File: file, Err: err}
}
