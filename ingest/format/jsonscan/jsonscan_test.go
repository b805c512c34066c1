package jsonscan

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"fabbisogno/ingest/format"

	"github.com/google/go-cmp/cmp"
)

// tokens reads all tokens: a line of text for each.
func tokens(r io.Reader) (string, error) {
	s := New(r)
	var b strings.Builder
	for {
		t, err := s.Next()
		if errors.Is(err, io.EOF) {
			return b.String(), nil
		}
		if err != nil {
			return b.String(), err
		}
		fmt.Fprintf(&b, "%d%c%s%s\n", s.Line(), t.Kind, t.Bytes, t.Rule)
	}
}

func TestTokens(t *testing.T) {
	const text = "{\"a\" : [1,-2.50e+3,\"x\\ny\"],\r\n\n\"b\":{\"a\":null},\"c\\u00e9\":true,\"d\":\"\\ud83d\\ude00\",\"e\":\"\\ud800x\",\"f\":\"\\/\"} \n"
	const want = "1{\n1\"a\n1[\n101\n10-2.50e+3\n1\"x\ny\n1]\n3\"b\n3{\n3\"a\n3n\n3}\n3\"cé\n3t\n3\"d\n3\"😀\n3\"e\n3\"\ufffdxsurrogate\n3\"f\n3\"/\n3}\n"
	for name, r := range map[string]io.Reader{"whole": strings.NewReader(text), "byte_by_byte": iotest.OneByteReader(strings.NewReader(text))} {
		t.Run(name, func(t *testing.T) {
			got, err := tokens(r)
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("error %v (-want +got):\n%s", err, diff)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	long := strings.Repeat("x", MaxToken+1)
	cases := []struct {
		name, text, rule string
		line             int64
	}{
		{"empty", "", "empty", 0},
		{"blanks", " \n ", "empty", 0},
		{"cut_in_object", "{\"a\":1", "truncated", 1},
		{"cut_in_text", "[\n\"abc", "truncated", 2},
		{"cut_in_number", "[12", "truncated", 1},
		{"cut_in_word", "[tr", "truncated", 1},
		{"cut_in_escape", `["\u00`, "truncated", 1},
		{"key_twice", "{\"a\":1,\n\"a\":2}", "duplicate-key", 2},
		{"key_twice_by_escape", `{"a":1,"\u0061":2}`, "duplicate-key", 1},
		{"second_root", "{} {}", "trailing", 1},
		{"garbage_after_root", "[]x", "trailing", 1},
		{"leading_zero", "[01]", "json", 1},
		{"plus", "[+1]", "json", 1},
		{"bare_point", "[1.]", "json", 1},
		{"not_a_number", "[NaN]", "json", 1},
		{"trailing_comma_in_list", "[1,]", "json", 1},
		{"trailing_comma_in_object", `{"a":1,}`, "json", 1},
		{"no_colon", `{"a" 1}`, "json", 1},
		{"no_comma", "[1 2]", "json", 1},
		{"single_quotes", "{'a':1}", "json", 1},
		{"line_break_in_text", "[\"a\nb\"]", "json", 1},
		{"NUL_in_text", "[\"a\x00\"]", "json", 1},
		{"unknown_escape", `["\x"]`, "json", 1},
		{"wrong_word", "[nul0]", "json", 1},
		{"deep", strings.Repeat("[", 65), "limits", 1},
		{"long_text", `["` + long + `"]`, "limits", 1},
		{"long_text_with_escape", `["\n` + long + `"]`, "limits", 1},
		{"long_number", "[" + strings.Repeat("1", MaxToken+1) + "]", "limits", 1},
		{"comment", "[1] // x", "trailing", 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := tokens(strings.NewReader(c.text))
			var r *format.Refusal
			if !errors.As(err, &r) || r.Rule != c.rule || r.Line != c.line || r.Hint == "" && r.Rule != "trailing" {
				t.Errorf("%.60q: got %#v, want the rule %s on line %d", c.text, err, c.rule, c.line)
			}
		})
	}
	if _, err := tokens(strings.NewReader(strings.Repeat("[", 64) + strings.Repeat("]", 64))); err != nil {
		t.Errorf("64 levels: %v", err)
	}
}

func TestMarksAndJumps(t *testing.T) {
	text := `{"x": {"a":1,"a":2}, "pad":"` + strings.Repeat("p", 200_000) + "\",\n\"y\" :\n [1,\n2]}"
	for name, wrap := range map[string]func(io.Reader) io.Reader{
		"whole": func(r io.Reader) io.Reader { return r }, "byte_by_byte": iotest.OneByteReader,
	} {
		t.Run(name, func(t *testing.T) {
			s := New(wrap(strings.NewReader(text)))
			marks := map[string]Mark{}
			err := s.Members(func(key string) error {
				m, err := s.Mark()
				marks[key] = m
				if err != nil {
					return err
				}
				return s.SkipLoose()
			})
			if err == nil {
				err = s.End()
			}
			if err != nil {
				t.Fatal(err)
			}
			s = New(wrap(strings.NewReader(text)))
			if err := s.Jump(marks["y"]); err != nil {
				t.Fatal(err)
			}
			got := ""
			for {
				tok, err := s.Next()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				got += fmt.Sprintf("%d%c%s ", s.Line(), tok.Kind, tok.Bytes)
			}
			if want := "3[ 301 402 4] "; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
			// The keys that the first pass let go are seen by the second.
			s = New(wrap(strings.NewReader(text)))
			err = s.Jump(marks["x"])
			if err == nil {
				err = s.Skip()
			}
			var r *format.Refusal
			if !errors.As(err, &r) || r.Rule != "duplicate-key" {
				t.Errorf("got %v, want the rule duplicate-key", err)
			}
		})
	}
}

func TestDecimal(t *testing.T) {
	for in, want := range map[string]string{
		"1.50": "1.50", "-0": "-0", "1.2345678E7": "12345678", "1.0E7": "10000000", "15e-1": "1.5", "-1.25e-3": "-0.00125",
		"0e5": "0", "1e+2": "100", "120.50e1": "1205", "0.001e2": "0.1", "1e400": "1e400", "9007199254740993e0": "9007199254740993",
	} {
		got, changed := Decimal([]byte(in))
		if got != want || changed != (in != want) {
			t.Errorf("Decimal(%s) = %s, %v; want %s", in, got, changed, want)
		}
	}
}

// FuzzDecimal: the value of the number stays the same to the last digit.
func FuzzDecimal(f *testing.F) {
	for _, s := range []string{"1e5", "-1.2E-7", "0.00e3", "12.345e1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, number string) {
		if !json.Valid([]byte(number)) || !strings.ContainsAny(number[:1], "-0123456789") {
			return
		}
		text, changed := Decimal([]byte(number))
		if !changed {
			return
		}
		before, ok := new(big.Rat).SetString(number)
		after, ok2 := new(big.Rat).SetString(text)
		if !ok || !ok2 || before.Cmp(after) != 0 || strings.ContainsAny(text, "eE") {
			t.Fatalf("%s became %s", number, text)
		}
	})
}

func TestPeek(t *testing.T) {
	h, ok := Peek([]byte(`{"version":"2.0","class":"dataset","role":{"time":["a"],"geo"`))
	if !ok || h.First != "version" || h.Texts["class"] != "dataset" || !h.Paths["role.time"] || h.Paths["time"] {
		t.Errorf("got %+v, %v", h, ok)
	}
	for _, text := range []string{"", "[1]", "<?xml", "DATAFLOW,", `{"ab`, "{a:1}"} {
		if _, ok := Peek([]byte(text)); ok {
			t.Errorf("%q was taken for an object", text)
		}
	}
}

// FuzzScanner holds the scanner against encoding/json: what is accepted is valid
// and has the same tokens; what is refused is invalid, or breaks a named rule.
func FuzzScanner(f *testing.F) {
	for _, s := range []string{`{"a":[1,2.5e3,"x\u00e9\ud83d\ude00\ud800\n",true,null]}`, `[]`, ` 12 `, `{"a":1,"a":2}`, `{"a":{"b":{}},"c":[[],{}]}`, `"\ud800\u0041"`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if !utf8.Valid(text) {
			return // encoding/json replaces the bytes; here format.Clean refuses them
		}
		whole, err := tokens(bytes.NewReader(text))
		split, err2 := tokens(iotest.OneByteReader(bytes.NewReader(text)))
		if whole != split || fmt.Sprint(err) != fmt.Sprint(err2) {
			t.Fatalf("in one piece %q, %v; byte by byte %q, %v", whole, err, split, err2)
		}
		var r *format.Refusal
		if err != nil && !errors.As(err, &r) {
			t.Fatalf("%v is no refusal", err)
		}
		if err != nil {
			if json.Valid(text) && r.Rule != "duplicate-key" && r.Rule != "limits" {
				t.Fatalf("valid, but refused: %v", err)
			}
			return
		}
		if !json.Valid(text) {
			t.Fatalf("accepted, but not valid")
		}
		d := json.NewDecoder(bytes.NewReader(text))
		d.UseNumber()
		s := New(bytes.NewReader(text))
		for {
			want, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			got, gerr := s.Next()
			if err != nil || gerr != nil {
				t.Fatal(err, gerr)
			}
			if fmt.Sprint(want) != shown(got) {
				t.Fatalf("token %v, encoding/json has %v", shown(got), want)
			}
		}
	})
}

func shown(t Token) string {
	switch t.Kind {
	case True:
		return "true"
	case False:
		return "false"
	case Null:
		return "<nil>"
	case String, Number:
		return string(t.Bytes)
	}
	return string(rune(t.Kind))
}

func BenchmarkTokens(b *testing.B) {
	text := []byte(`{"value":[` + strings.Repeat("25480,23836.5,\n", 100_000) + "1]}")
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		s := New(bytes.NewReader(text))
		for {
			if _, err := s.Next(); err != nil {
				break
			}
		}
	}
}
