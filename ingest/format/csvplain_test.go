package format

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"
)

// records lists what a scanner gives, to its end or refusal.
func records(s *Scanner) string {
	var b strings.Builder
	for {
		rec, err := s.Next()
		if err != nil {
			fmt.Fprintf(&b, "%v %v", err, s.Notes())
			return b.String()
		}
		for _, cell := range rec.Cells {
			clean, changed, rule := Clean(cell)
			if rec.Plain && (clean != cell || changed != "" || rule != "") {
				fmt.Fprintf(&b, "NOT PLAIN: ")
			}
		}
		rec.Plain = false
		fmt.Fprintf(&b, "%d %d %q %v %v\n", rec.Line, rec.Lines, rec.Cells, rec.Quoted, rec.Fault)
	}
}

// TestPlainLinesAreCutTheSame: whatever the text, the quick way through plain
// lines gives what reading byte by byte gives.
func TestPlainLinesAreCutTheSame(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	parts := []string{"a", "12.5", ",", ",", ",", "\n", "\n", "\r\n", "\r", "\"", "\"\"", "\"x,y\"", " ", "\t", "à", "\x00", "\xff", "\\", "'", strings.Repeat("z", 300), "\u00a0"}
	quick := 0
	for i := range 6_000 {
		var text strings.Builder
		if i%10 == 0 { // over several windows
			for range 700 {
				text.WriteString("some,plain,line of ordinary length,1234.5,,,\r\n")
			}
			for range 700 {
				text.WriteString("some,plain,line of ordinary length,1234.5,,,\n")
			}
		}
		for range rng.IntN(40) {
			text.WriteString(parts[rng.IntN(len(parts))])
		}
		if i%10 == 0 && i > 60 {
			continue // a few are enough
		}
		comma, width := byte(','), rng.IntN(5)
		if i%3 == 0 {
			comma = '\t'
		}
		scanner := func() *Scanner {
			var r io.Reader = strings.NewReader(text.String())
			if i%7 == 0 {
				r = iotest.DataErrReader(iotest.OneByteReader(r))
			}
			s := NewScanner(r, comma)
			s.SetWidth(width)
			if i%5 == 0 {
				s.SetQuotes('\'', '\\')
			}
			return s
		}
		slow := scanner()
		slow.ahead.wait = 1 << 30
		want, fast := records(slow), scanner()
		if got := records(fast); got != want {
			t.Fatalf("text %q: got\n%s\nwant\n%s", text.String(), got, want)
		}
		if slow.ahead.text != "" {
			t.Fatal("the slow way is not slow")
		}
		quick++
	}
	if quick < 5_000 {
		t.Errorf("only %d texts", quick)
	}
}

// TestLookingAheadKeepsTheError: an error of the reader comes after all lines
// before it, and is the reader's own.
func TestLookingAheadKeepsTheError(t *testing.T) {
	broken := errors.New("broken")
	s := NewScanner(io.MultiReader(strings.NewReader("a,b\n1,2\n3,"), iotest.ErrReader(broken)), ',')
	for range 2 {
		if _, err := s.Next(); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if _, err := s.Next(); !errors.Is(err, broken) {
			t.Errorf("got %v", err)
		}
	}
}

func BenchmarkScanner(b *testing.B) {
	line := "IT1:28_185_DF_DCIS_MIGRAZIONI_2(1.0),A,ITC11,TREG,FREIGN,201,1,Y17,ITTOT,X1033,X1033,2019,18,,,,,,,,,,,,,,\r\n"
	text := strings.Repeat(line, 10_000)
	for _, quoted := range []bool{false, true} {
		b.Run(fmt.Sprint("quoted=", quoted), func(b *testing.B) {
			in := text
			if quoted {
				in = strings.ReplaceAll(text, "ITC11", `"ITC11"`)
			}
			b.SetBytes(int64(len(in)))
			for b.Loop() {
				s := NewScanner(strings.NewReader(in), ',')
				for {
					if _, err := s.Next(); err != nil {
						break
					}
				}
			}
		})
	}
}
