package main

import (
	"errors"
)

// Exit codes of the program.
const (
	exitDone       = 0
	exitFailed     = 1
	exitQuarantine = 2  // done, but rows were set aside
	exitRefused    = 3  // input refused or a quality gate failed, nothing changed
	exitStorage    = 4  // storage error, nothing acknowledged
	exitLocked     = 5  // the workspace is locked by another run
	exitNoSource   = 6  // a source could not be reached and no snapshot exists
	exitUsage      = 64 // wrong usage
)

// codedError carries the exit code and, where the user can act, what to do next.
type codedError struct {
	code int
	hint string
	err  error
}

func (e *codedError) Error() string { return e.err.Error() }
func (e *codedError) Unwrap() error { return e.err }

// withCode gives an error an exit code and a hint; a nil error stays nil, and a code set deeper stays.
func withCode(code int, hint string, err error) error {
	var coded *codedError
	if err == nil || errors.As(err, &coded) {
		return err
	}
	return &codedError{code: code, hint: hint, err: err}
}

// errQuarantined ends a command that did its work but set rows aside.
var errQuarantined = errors.New("rows were set aside")
