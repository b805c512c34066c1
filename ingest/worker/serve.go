package worker

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"fabbisogno/ingest"
)

// Serve is the child: it takes on the limits that the first line of in names,
// makes its parser, and answers jobs until in ends. It ends the process when in
// ends during a job, because then there is no one to answer to. An error is of
// the pipe or of the declarations.
func Serve(in io.Reader, out io.Writer, parser func() (ingest.Parser, string, error)) error {
	input := bufio.NewReader(in)
	var first greeting
	if err := readLine(input, &first); err != nil {
		return fmt.Errorf("read greeting: %w", err)
	}
	// The collector works harder long before the hard limit is met. What a child
	// keeps of a long file are mostly numbers, which cost it nothing to look at.
	debug.SetMemoryLimit(min(first.MemoryBytes/4*3, easyMemory))
	if err := limitSelf(first); err != nil {
		return fmt.Errorf("take on limits: %w", err)
	}
	p, fingerprint, err := parser()
	if err != nil {
		return err
	}
	if err := writeLine(out, ready{fingerprint}); err != nil {
		return err
	}
	jobs := make(chan ingest.Job)
	ended := make(chan error, 1)
	go func() {
		for {
			var job ingest.Job
			if err := readLine(input, &job); err != nil {
				ended <- err
				return
			}
			jobs <- job
		}
	}()
	for {
		select {
		case err := <-ended:
			if errors.Is(err, io.EOF) {
				return nil
			}
			return fmt.Errorf("read job: %w", err)
		case job := <-jobs:
			done := make(chan error, 1)
			go func() { done <- answer(p, job, out) }()
			select {
			case err := <-done:
				if err != nil {
					return err
				}
			case <-ended:
				os.Exit(1)
			}
		}
	}
}

// easyMemory is what a child holds without being pressed: a file of 30 million rows
// needs about as much.
const easyMemory = 400 << 20

var tooMuchToTell = fmt.Sprintf("what was found in it takes more than %d MB to tell", maxLine>>20)

// largeGCPercent is how much a child may have left over of a large file before it
// collects, in percent of what it needs. What it needs are mostly numbers.
const largeGCPercent = 50

func answer(p ingest.Parser, job ingest.Job, out io.Writer) error {
	if info, err := os.Stat(job.Path); err == nil && info.Size() > reuseBelow {
		debug.SetGCPercent(largeGCPercent) // for good: this child is let go after the file
	}
	parsed, err := p.Parse(context.Background(), job)
	r := reply{Parsed: parsed}
	var refused *ingest.SourceError
	switch {
	case err == nil:
	case errors.As(err, &refused):
		r.Refused = refusalOf(refused)
	case isOutputLimit(err):
		r.Beyond = "its rows take more room than the limit"
	default:
		r.Failed = err.Error()
	}
	err = writeLine(out, r)
	if errors.Is(err, errLineTooLong) {
		return writeLine(out, reply{Beyond: tooMuchToTell})
	}
	var unsupported *json.UnsupportedValueError
	if errors.As(err, &unsupported) {
		return writeLine(out, reply{Failed: err.Error()})
	}
	return err
}
