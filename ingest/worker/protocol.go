package worker

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"fabbisogno/ingest"
)

// greeting is the first line to a child: what it may use.
type greeting struct {
	MemoryBytes int64
	OutputBytes int64
}

// ready is the first line from a child.
type ready struct {
	Fingerprint string // of the declarations it reads files by
}

// reply is the answer to a job.
type reply struct {
	Parsed  ingest.Parsed
	Refused *refusal
	Beyond  string // why it breaks limit-output; empty: it does not
	Failed  string // an error of the system
}

// refusal is an *ingest.SourceError on its way between processes.
type refusal struct {
	Table, File, Column, Value, Rule, Message, Hint string
	Row                                             int64
}

func refusalOf(s *ingest.SourceError) *refusal {
	return &refusal{Table: s.Table, File: s.File, Row: s.Row, Column: s.Column, Value: s.Value, Rule: s.Rule, Message: s.Err.Error(), Hint: s.Hint}
}

func (r *refusal) sourceError() *ingest.SourceError {
	return &ingest.SourceError{Table: r.Table, File: r.File, Row: r.Row, Column: r.Column, Value: r.Value, Rule: r.Rule,
		Err: errors.New(r.Message), Hint: r.Hint}
}

// maxLine bounds what a parent takes from a child at once.
const maxLine = 16 << 20

var errLineTooLong = fmt.Errorf("a line is longer than %d bytes", maxLine)

// readLine decodes one line.
func readLine(r *bufio.Reader, v any) error {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		line = append(line, part...)
		if len(line) > maxLine {
			return errLineTooLong
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil {
			return err
		}
		return json.Unmarshal(line, v)
	}
}

// writeLine encodes one line.
func writeLine(w io.Writer, v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if len(line) >= maxLine {
		return errLineTooLong
	}
	_, err = w.Write(append(line, '\n'))
	return err
}
