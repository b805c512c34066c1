package format

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"
	"unicode/utf8"
)

var testDialect = Dialect{FirstColumn: "A", Required: []string{"B"}, SplitLabels: true, FootnoteMarks: []string{"(*)"}}

// drain reads all rows: a line of text for each.
func drain(r io.Reader) (string, error) {
	t, err := OpenTable(r, testDialect)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for {
		row, err := t.Next()
		if errors.Is(err, io.EOF) {
			return b.String(), nil
		}
		if err != nil {
			return b.String(), err
		}
		switch {
		case row.Fault != nil:
			fmt.Fprintf(&b, "%d fault %s\n", row.Number, row.Fault.Rule)
		case row.Skip != "":
			fmt.Fprintf(&b, "%d skip %s\n", row.Number, row.Skip)
		default:
			fmt.Fprintf(&b, "%d %q\n", row.Number, row.Cells)
		}
	}
}

func squeeze(t testing.TB, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestContainers(t *testing.T) {
	const text, want = "A,B,C\n1,2,3\n4,5,6\n", "2 [\"1\" \"2\" \"3\"]\n3 [\"4\" \"5\" \"6\"]\n"
	whole := squeeze(t, text)
	badCRC := bytes.Clone(whole)
	badCRC[len(badCRC)-8] ^= 0xff
	half := bytes.Clone(squeeze(t, "A,B,C\n1,2,3\n"))
	var utf16 bytes.Buffer
	utf16.Write([]byte{0xff, 0xfe})
	for _, r := range text {
		utf16.Write([]byte{byte(r), 0})
	}
	cases := []struct {
		name string
		file []byte
		rule string
		note string
	}{
		{"plain", []byte(text), "", ""},
		{"gzip", whole, "", ""},
		{"gzip_of_two_members", append(half, squeeze(t, "4,5,6\n")...), "", "gzip-members"},
		{"gzip_cut", whole[:len(whole)-12], "truncated", ""},
		{"gzip_without_trailer", whole[:len(whole)-4], "truncated", ""},
		{"gzip_wrong_checksum", badCRC, "checksum", ""},
		{"gzip_with_bytes_after", append(bytes.Clone(whole), "rest"...), "trailing", ""},
		{"utf_16", utf16.Bytes(), "", "utf-16"},
		{"byte_order_mark", []byte("\xef\xbb\xbf" + text), "", "bom"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := drain(bytes.NewReader(c.file))
			var r *Refusal
			switch {
			case c.rule != "":
				if !errors.As(err, &r) || r.Rule != c.rule {
					t.Errorf("got %v, want the rule %s", err, c.rule)
				}
				return
			case err != nil || got != want:
				t.Errorf("got %q, %v; want %q", got, err, want)
			}
			if c.note == "" {
				return
			}
			tab, err := OpenTable(bytes.NewReader(c.file), testDialect)
			if err != nil {
				t.Fatal(err)
			}
			for err == nil {
				_, err = tab.Next()
			}
			notes := fmt.Sprint(tab.Notes())
			if !strings.Contains(notes, c.note) {
				t.Errorf("notes %s, want %s", notes, c.note)
			}
		})
	}
}

func TestSizeIsCounted(t *testing.T) {
	text, err := OpenText(bytes.NewReader(squeeze(t, strings.Repeat("x", 100_000))), 10_000)
	if err == nil {
		_, err = io.Copy(io.Discard, text)
	}
	var r *Refusal
	if !errors.As(err, &r) || r.Rule != "size" {
		t.Errorf("got %v, want the rule size", err)
	}
}

// TestDefaultSizeIsOfCompressedText: text that came compressed ends at 1 GiB, plain
// text does not.
func TestDefaultSizeIsOfCompressedText(t *testing.T) {
	plain, err := OpenText(strings.NewReader("A,B\n"), 0)
	if err != nil || plain.limit != math.MaxInt64 {
		t.Errorf("plain text: limit %d, %v", plain.limit, err)
	}
	packed, err := OpenText(bytes.NewReader(squeeze(t, "A,B\n")), 0)
	if err != nil || packed.limit != MaxTextBytes {
		t.Errorf("compressed text: limit %d, %v", packed.limit, err)
	}
}

func TestScannerLimits(t *testing.T) {
	long := strings.Repeat("x", MaxCellBytes+1)
	got, err := drain(strings.NewReader("A,B\n" + long + ",2\n3,4\n"))
	if want := "2 fault too-long\n3 [\"3\" \"4\"]\n"; err != nil || got != want {
		t.Errorf("long cell: got %.80q, %v; want %q", got, err, want)
	}
	_, err = drain(strings.NewReader("A,B\n" + strings.Repeat(",", MaxColumns+1) + "\n"))
	var r *Refusal
	if !errors.As(err, &r) || r.Rule != "columns" || r.Line != 2 {
		t.Errorf("many columns: got %v", err)
	}
}

func TestQuotes(t *testing.T) {
	cases := []struct{ name, rows, want, rule string }{
		{"doubled", "\"a \"\"b\"\" c\",2,3\n", "2 [\"a \\\"b\\\" c\" \"2\" \"3\"]\n", ""},
		{"comma_inside", "\"a,b\",2,3\n", "2 [\"a,b\" \"2\" \"3\"]\n", ""},
		{"empty_quoted_line_is_no_blank", "\"\"\n", "2 fault ragged\n", ""},
		{"CRLF_inside", "\"a\r\nb\",2,3\r\n4,5,6\r\n", "2 [\"a\\nb\" \"2\" \"3\"]\n4 [\"4\" \"5\" \"6\"]\n", ""},
		{"bare", "a\"b,2,3\n4,5,6\n", "2 fault quote\n3 [\"4\" \"5\" \"6\"]\n", ""},
		{"open_to_the_end", "1,2,\"3\n4,5,6\n", "", "quote"},
		{"swallows_one_row", "1,2,\"3\n4,5,6\"\n7,8,9\n", "", "quote"},
		{"ends_wrongly_lines_later", "1,2,\"3\n4,\"5,6\n", "", "quote"},
		{"ragged_over_lines", "\"1\n2\",3\n", "", "quote"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := drain(strings.NewReader("A,B,C\n" + c.rows))
			var r *Refusal
			if c.rule != "" {
				if !errors.As(err, &r) || r.Rule != c.rule || r.Line != 2 {
					t.Errorf("got %q, %v; want the rule %s at line 2", got, err, c.rule)
				}
				return
			}
			if err != nil || got != c.want {
				t.Errorf("got %q, %v; want %q", got, err, c.want)
			}
		})
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"  Attività   di\nservizi ": "attività di servizi", "Valle d’Aosta": "valle d'aosta", "A – B": "a - b", "Citta\u0300": "città",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"ATTIVITA' DI SERVIZI": "attivita di servizi", "Attività di servizi": "attivita di servizi", "dell'industria": "dell'industria"} {
		if got := FoldAccents(in); got != want {
			t.Errorf("FoldAccents(%q) = %q, want %q", in, got, want)
		}
	}
}

// FuzzTable reads any bytes: rows rise by line, each is cells, fault or skip,
// and the lines of rows and header cover the file unless it is refused.
func FuzzTable(f *testing.F) {
	for _, s := range []string{"A,B\n1,2\n", "A: x,B\r\n\"a\nb\",2\r\n\r\n", "A,B\r1,2\r", "\ufeffA,B\n1", "A,B\n\"x", "A,B,\n1,2,\n(*) x\n", "A,B,C\n1,2,\"3\n4,5,6\"\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		tab, err := OpenTable(bytes.NewReader(text), testDialect)
		if err != nil {
			return
		}
		last, rows := int64(1), int64(0)
		for {
			row, err := tab.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return
			}
			rows++
			if row.Number <= last {
				t.Fatalf("line %d after %d", row.Number, last)
			}
			last = row.Number
			outcomes := 0
			for _, is := range []bool{row.Cells != nil, row.Fault != nil, row.Skip != ""} {
				if is {
					outcomes++
				}
			}
			if outcomes != 1 || (row.Cells != nil && len(row.Cells) != len(tab.Columns())) {
				t.Fatalf("row %+v", row)
			}
		}
		// Without quotes a physical line is a row.
		if !bytes.ContainsAny(text, "\"\r") && text[0] != 0x1f && text[0] < 0x80 {
			lines := int64(bytes.Count(text, []byte("\n")))
			if text[len(text)-1] != '\n' {
				lines++
			}
			if rows != lines-1 {
				t.Fatalf("%d rows of %d lines", rows, lines-1)
			}
		}
	})
}

// TestFirstBadByte is case 4 of the bad-input cases: the refusal names the offset of
// the first byte that is not UTF-8, whatever stands before it.
func TestFirstBadByte(t *testing.T) {
	const header = "a,b\n"
	for name, text := range map[string]string{
		"plain":            header + "1,2\n1,citt\xe0\n1,\xe0\n",
		"after_a_mark":     "\ufeff" + header + "1,2\n1,citt\xe0\n1,\xe0\n",
		"crlf":             "a,b\r\n1,2\r\n\xe0,2\r\n1,\xe0\r\n",
		"cr":               "a,b\r1,2\r\xe0,2\r1,\xe0\r",
		"after_quotes":     header + "\"1\n\"\"\",2\n1,\xe0\n1,\xe0\n",
		"after_characters": header + "è,2\nè,è\xff\n\xff,1\n",
		"last_line":        header + "1,\xe0\n1,\xe0",
	} {
		t.Run(name, func(t *testing.T) {
			table, err := OpenTable(strings.NewReader(text), Dialect{})
			for err == nil {
				_, err = table.Next()
			}
			at := 0
			for at < len(text) {
				r, size := utf8.DecodeRuneInString(text[at:])
				if r == utf8.RuneError {
					break
				}
				at += size
			}
			var refusal *Refusal
			if want := fmt.Sprintf("%#x at byte %d", text[at], at); !errors.As(err, &refusal) || refusal.Rule != "encoding" || !strings.HasSuffix(refusal.Message, want) {
				t.Errorf("got %v, want %s", err, want)
			}
		})
	}
}
