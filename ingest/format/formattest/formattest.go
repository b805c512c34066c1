package formattest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fabbisogno/ingest/format"
)

// Counts of what a source gave.
type Counts struct {
	Rows   int64 // all of them
	Lines  int64 // on which rows begin
	Cells  int64
	Faults int64
	Skips  map[string]int64 // nil when there are none
}

// Drain reads all rows, passes each to see (which may be nil) and fails when a row
// breaks the contract: exactly one of cells, fault and skip, one cell a column,
// lines in order, a named rule. The error is that of Next, nil at the clean end.
func Drain(src format.Source, see func(format.Row)) (Counts, error) {
	var c Counts
	last := int64(1)
	for {
		row, err := src.Next()
		if errors.Is(err, io.EOF) {
			return c, nil
		}
		if err != nil {
			return c, err
		}
		c.Rows++
		outcomes := 0
		if row.Cells != nil {
			outcomes++
			c.Cells++
		}
		if row.Fault != nil {
			outcomes++
			c.Faults++
		}
		if row.Skip != "" {
			outcomes++
			if c.Skips == nil {
				c.Skips = map[string]int64{}
			}
			c.Skips[row.Skip]++
		}
		width := len(src.Columns())
		switch {
		case outcomes != 1:
			return c, fmt.Errorf("row %+v has %d outcomes", row, outcomes)
		case row.Cells != nil && (len(row.Cells) != width || (row.Labels != nil && len(row.Labels) != width)):
			return c, fmt.Errorf("row %+v has not %d cells", row, width)
		case row.Number < last || (row.Column == "" && row.Number == last):
			return c, fmt.Errorf("row %+v comes after line %d", row, last)
		case row.Fault != nil && (row.Fault.Rule == "" || row.Fault.Message == "" || row.Fault.Hint == ""):
			return c, fmt.Errorf("fault %+v has no rule, message or hint", *row.Fault)
		}
		if row.Number > last {
			c.Lines++
		}
		last = row.Number
		if see != nil {
			see(row)
		}
	}
}

// Open is the opener of a reader, for the helpers below.
type Open func(io.Reader) (format.Source, error)

// Opener makes an Open of a reader's own.
func Opener[S format.Source](open func(io.Reader) (S, error)) Open {
	return func(r io.Reader) (format.Source, error) {
		s, err := open(r)
		if err != nil {
			return nil, err
		}
		return s, nil
	}
}

// Text is a file as lines of text: columns, rows, and why it was refused. Labels
// follow their codes in brackets.
func Text(open Open, file string) string {
	var b strings.Builder
	src, err := open(strings.NewReader(file))
	if err == nil {
		for _, c := range src.Columns() {
			b.WriteString(c.Name + "|")
		}
		b.WriteString("\n")
		_, err = Drain(src, func(r format.Row) {
			fmt.Fprintf(&b, "%d", r.Number)
			if r.Column != "" {
				fmt.Fprintf(&b, " %s", r.Column)
			}
			switch {
			case r.Skip != "":
				fmt.Fprintf(&b, " skip %s\n", r.Skip)
			case r.Fault != nil:
				fmt.Fprintf(&b, " fault %s\n", r.Fault.Rule)
			default:
				b.WriteString(" ")
				for i, cell := range r.Cells {
					b.WriteString(cell)
					if r.Labels != nil && r.Labels[i] != "" {
						b.WriteString("[" + r.Labels[i] + "]")
					}
					b.WriteString("|")
				}
				b.WriteString("\n")
			}
		})
	}
	var refusal *format.Refusal
	switch {
	case errors.As(err, &refusal):
		fmt.Fprintf(&b, "refused %s at line %d\n", refusal.Rule, refusal.Line)
	case err != nil:
		fmt.Fprintf(&b, "error %v\n", err)
	}
	return b.String()
}

// Corpus is the folder of recorded files under a publisher's name, or the test is
// skipped.
func Corpus(t testing.TB, folder ...string) string {
	t.Helper()
	dir := os.Getenv("FABBISOGNO_CORPUS")
	if dir == "" {
		t.Skip("FABBISOGNO_CORPUS is not set: no recorded files to read")
	}
	return filepath.Join(append([]string{dir, "real"}, folder...)...)
}

// Expectation is what a recorded file must give.
type Expectation struct {
	Path  string            // below the folder
	Want  Counts            // Lines 0: as many as rows
	Cells map[string]string // of single rows, read by eye: "line" or "line column" to cells parted by |
}

// Files reads recorded files and compares counts and cells.
func Files(t *testing.T, open Open, folder string, files []Expectation) {
	t.Helper()
	for _, f := range files {
		t.Run(f.Path, func(t *testing.T) {
			file, err := os.Open(filepath.Join(folder, f.Path))
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			src, err := open(file)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]string{}
			counts, err := Drain(src, func(r format.Row) {
				place := strings.TrimSpace(fmt.Sprintf("%d %s", r.Number, r.Column))
				if _, ok := f.Cells[place]; ok {
					got[place] = strings.Join(r.Cells, "|")
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			if f.Want.Lines == 0 {
				f.Want.Lines = f.Want.Rows
			}
			if fmt.Sprint(counts) != fmt.Sprint(f.Want) {
				t.Errorf("got %+v, want %+v", counts, f.Want)
			}
			for place, want := range f.Cells {
				if got[place] != want {
					t.Errorf("row %s:\n got %s\nwant %s", place, got[place], want)
				}
			}
		})
	}
}

// Mutations reads n damaged copies of a file. Nothing may panic or break the
// contract; a copy is refused, or has rows set aside, or is read whole, and unless it
// is refused every line of the file is accounted for. Copies with other line ends are
// left out of that last comparison.
func Mutations(t *testing.T, open Open, file []byte, special string, n int) {
	t.Helper()
	rng := rand.New(rand.NewPCG(11, 5))
	refused, aside, whole := 0, 0, 0
	src, err := open(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	sound, err := Drain(src, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		damaged := mutate(rng, file, special)
		src, err := open(bytes.NewReader(damaged))
		var counts Counts
		if err == nil {
			counts, err = Drain(src, nil)
		}
		var refusal *format.Refusal
		switch {
		case errors.As(err, &refusal):
			if refusal.Rule == "" || refusal.Message == "" || refusal.Hint == "" {
				t.Fatalf("mutation %d: refusal %+v without rule, message or hint", i, *refusal)
			}
			refused++
			continue
		case err != nil:
			t.Fatalf("mutation %d: %v; the damaged file begins %.2000q", i, err, damaged)
		case counts.Faults > 0:
			aside++
		default:
			whole++
		}
		if lineEnds(damaged) == lineEnds(file) && counts.Lines != sound.Lines {
			t.Fatalf("mutation %d: %+v, want %d lines; the damaged file begins %.2000q", i, counts, sound.Lines, damaged)
		}
	}
	t.Logf("%d mutations: %d refused, %d with rows set aside, %d read whole", n, refused, aside, whole)
	if refused == 0 || aside == 0 || whole == 0 {
		t.Error("the mutations do not reach all three outcomes")
	}
}

// lineEnds counts line ends as the readers do: LF, CRLF, CR alone.
func lineEnds(text []byte) int {
	return bytes.Count(text, []byte("\n")) + bytes.Count(text, []byte("\r")) - bytes.Count(text, []byte("\r\n"))
}

// mutate changes, inserts, deletes or repeats bytes.
func mutate(rng *rand.Rand, text []byte, special string) []byte {
	out := bytes.Clone(text)
	for range 1 + rng.IntN(3) {
		at := rng.IntN(len(out))
		end := min(at+rng.IntN(200), len(out))
		switch rng.IntN(6) {
		case 0:
			out[at] = byte(rng.IntN(256))
		case 1:
			out = append(out[:at:at], append([]byte{special[rng.IntN(len(special))]}, out[at:]...)...)
		case 2:
			out = append(out[:at:at], out[at+1:]...)
		case 3:
			out[at] ^= 1 << rng.IntN(8)
		case 4:
			out = append(out[:at:at], out[end:]...)
		case 5:
			out = append(out[:end:end], append(bytes.Clone(out[at:end]), out[end:]...)...)
		}
	}
	return out
}
