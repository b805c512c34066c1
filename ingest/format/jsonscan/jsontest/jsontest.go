// Package jsontest holds what the tests of the JSON readers share: formattest for
// readers that go through a file twice and count observations from 1 in place of
// lines. It belongs to tests and is imported by nothing else.
package jsontest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/formattest"
)

// Counted makes the Open of a reader; rows are numbered from 2, as if below a header.
func Counted[S format.Source](open func(io.ReadSeeker) (S, error)) formattest.Open {
	return func(r io.Reader) (format.Source, error) {
		s, err := open(r.(io.ReadSeeker))
		if err != nil {
			return nil, err
		}
		return counted{s}, nil
	}
}

type counted struct{ format.Source }

func (c counted) Next() (format.Row, error) {
	row, err := c.Source.Next()
	row.Number++
	return row, err
}

// Text is a file as lines of text: columns, rows with their numbers, notes, and
// why it was refused.
func Text(open formattest.Open, file string) string {
	var b strings.Builder
	src, err := open(strings.NewReader(file))
	if err == nil {
		for i, c := range src.Columns() {
			if i > 0 {
				b.WriteString("|")
			}
			b.WriteString(c.Name)
		}
		b.WriteString("\n")
		_, err = formattest.Drain(src, func(r format.Row) {
			fmt.Fprintf(&b, "%d ", r.Number-1)
			switch {
			case r.Skip != "":
				fmt.Fprintf(&b, "skip %s\n", r.Skip)
			case r.Fault != nil:
				fmt.Fprintf(&b, "fault %s %s\n", r.Fault.Rule, r.Fault.Column)
			default:
				b.WriteString(strings.Join(r.Cells, "|") + "\n")
			}
		})
		if err == nil {
			for _, n := range src.Notes() {
				fmt.Fprintf(&b, "%s %s %d\n", n.Severity, n.Rule, n.Count)
			}
		}
	}
	var refusal *format.Refusal
	switch {
	case errors.As(err, &refusal):
		fmt.Fprintf(&b, "refused %s at line %d: %s\n", refusal.Rule, refusal.Line, refusal.Message)
	case err != nil:
		fmt.Fprintf(&b, "error %v\n", err)
	}
	return b.String()
}

// Expectation is what a recorded file must give: a refusal, or counts and cells.
type Expectation struct {
	Path    string
	Refused string // rule
	Want    formattest.Counts
	Columns string
	Cells   map[int64]string // by row number, read by eye, parted by |
	Notes   string           // rules
}

// Files reads recorded files and compares.
func Files(t *testing.T, open formattest.Open, folder string, files []Expectation) {
	t.Helper()
	for _, f := range files {
		t.Run(f.Path, func(t *testing.T) {
			file, err := os.Open(filepath.Join(folder, f.Path))
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			src, err := open(file)
			var refusal *format.Refusal
			if f.Refused != "" {
				if !errors.As(err, &refusal) || refusal.Rule != f.Refused || refusal.Hint == "" {
					t.Errorf("got %v, want the rule %s", err, f.Refused)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			got := map[int64]string{}
			counts, err := formattest.Drain(src, func(r format.Row) {
				if _, ok := f.Cells[r.Number-1]; ok {
					got[r.Number-1] = strings.Join(r.Cells, "|")
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			counts.Lines = 0 // of no meaning here
			if fmt.Sprint(counts) != fmt.Sprint(f.Want) {
				t.Errorf("got %+v, want %+v", counts, f.Want)
			}
			var names, rules []string
			for _, c := range src.Columns() {
				names = append(names, c.Name)
			}
			for _, n := range src.Notes() {
				rules = append(rules, n.Rule)
			}
			if columns := strings.Join(names, "|"); columns != f.Columns {
				t.Errorf("columns %s, want %s", columns, f.Columns)
			}
			if notes := strings.Join(rules, " "); notes != f.Notes {
				t.Errorf("notes %s, want %s", notes, f.Notes)
			}
			for row, want := range f.Cells {
				if got[row] != want {
					t.Errorf("row %d:\n got %s\nwant %s", row, got[row], want)
				}
			}
		})
	}
}

// Mutations reads n damaged copies of a file. Nothing may panic or break the
// contract, and unless a copy is refused it gives as many rows as count finds in
// the document that encoding/json reads from it.
func Mutations(t *testing.T, open formattest.Open, file []byte, n int, count func(document any) int64) {
	t.Helper()
	rng := rand.New(rand.NewPCG(7, 3))
	refused, aside, whole := 0, 0, 0
	for i := range n {
		damaged := mutate(rng, file)
		src, err := open(bytes.NewReader(damaged))
		var counts formattest.Counts
		if err == nil {
			counts, err = formattest.Drain(src, nil)
		}
		var refusal *format.Refusal
		if errors.As(err, &refusal) {
			if refusal.Rule == "" || refusal.Message == "" || refusal.Hint == "" {
				t.Fatalf("mutation %d: refusal %+v without rule, message or hint", i, *refusal)
			}
			refused++
			continue
		}
		if err != nil {
			t.Fatalf("mutation %d: %v in\n%s", i, err, damaged)
		}
		var document any
		if err := json.Unmarshal(damaged, &document); err != nil {
			t.Fatalf("mutation %d was accepted: %v in\n%s", i, err, damaged)
		}
		if want := count(document); counts.Rows != want {
			t.Fatalf("mutation %d: %+v, want %d rows of\n%s", i, counts, want, damaged)
		}
		if counts.Faults > 0 {
			aside++
		} else {
			whole++
		}
	}
	t.Logf("%d mutations: %d refused, %d with rows set aside, %d read whole", n, refused, aside, whole)
	if refused == 0 || aside+whole == 0 {
		t.Error("the mutations do not reach both outcomes")
	}
}

// mutate changes, inserts, deletes or repeats bytes, or a digit alone, which
// leaves a document well formed.
func mutate(rng *rand.Rand, file []byte) []byte {
	const special = "\",\x00\xff:{}[]\\ 97"
	out := bytes.Clone(file)
	for range 1 + rng.IntN(3) {
		at := rng.IntN(len(out))
		end := min(at+rng.IntN(80), len(out))
		switch rng.IntN(7) {
		case 0:
			out[at] = byte(rng.IntN(256))
		case 1:
			out = append(out[:at:at], append([]byte{special[rng.IntN(len(special))]}, out[at:]...)...)
		case 2:
			out[at] ^= 1 << rng.IntN(8)
		case 3:
			out = append(out[:at:at], out[end:]...)
		case 4:
			out = append(out[:end:end], append(bytes.Clone(out[at:end]), out[end:]...)...)
		default:
			if digit := bytes.IndexAny(out[at:], "0123456789"); digit >= 0 {
				out[at+digit] = '0' + byte(rng.IntN(10))
			}
		}
	}
	return out
}
