package number

import (
	"errors"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	type want struct {
		number  float64
		rule    string
		changed string
		note    string
		percent bool
	}
	cases := []struct {
		name    string
		text    string
		dialect Dialect
		want    want
	}{
		{"italian_thousands_and_decimals", "1.234,5", Italian, want{number: 1234.5}},
		{"italian_point_groups", "1.234", Italian, want{number: 1234}},
		{"english_point_is_decimal", "1.234", English, want{number: 1.234}},
		{"italian_millions", "5.807.270", Italian, want{number: 5807270}},
		{"italian_decimal_comma", "46,9", Italian, want{number: 46.9}},
		{"italian_plain", "1234", Italian, want{number: 1234}},
		{"italian_group_of_two", "1.23", Italian, want{rule: "grouping"}},
		{"italian_group_of_four", "1.2345", Italian, want{rule: "grouping"}},
		{"italian_english_form", "1,234.5", Italian, want{rule: "grouping"}},
		{"italian_first_group_of_four", "1234.567", Italian, want{rule: "grouping"}},
		{"italian_space", "1 234", Italian, want{number: 1234, changed: "space-grouping"}},
		{"italian_no_break_space", "1\u00a0234", Italian, want{number: 1234, changed: "space-grouping"}},
		{"italian_narrow_space", "1\u202f234", Italian, want{number: 1234, changed: "space-grouping"}},
		{"italian_apostrophe", "1'234", Italian, want{number: 1234, changed: "space-grouping"}},
		{"italian_mixed_separators", "1.234 567", Italian, want{rule: "grouping"}},
		{"italian_percent", "12,5%", Italian, want{number: 12.5, percent: true}},
		{"italian_percent_spaced", "12,5 %", Italian, want{number: 12.5, percent: true}},
		{"italian_note_letter", "12,5 (a)", Italian, want{number: 12.5, note: "(a)"}},
		{"italian_note_star", "12,5*", Italian, want{number: 12.5, note: "*"}},
		{"italian_note_superscript", "12,5¹", Italian, want{number: 12.5, note: "¹"}},
		{"italian_unknown_note", "12,5 (vedi)", Italian, want{rule: "number"}},
		{"true_minus", "\u22125", English, want{number: -5, changed: "minus-sign"}},
		{"en_dash", "\u20135", Italian, want{rule: "number"}},
		{"brackets", "(5)", Italian, want{rule: "number"}},
		{"trailing_minus", "5-", Italian, want{rule: "number"}},
		{"nan", "NaN", English, want{rule: "number"}},
		{"infinity", "Inf", English, want{rule: "number"}},
		{"hexadecimal", "0x1p3", English, want{rule: "number"}},
		{"underscore", "1_000", English, want{rule: "number"}},
		{"exponent", "1e5", English, want{rule: "number"}},
		{"plus", "+5", English, want{rule: "number"}},
		{"bare_point_first", ".5", English, want{rule: "number"}},
		{"bare_point_last", "5.", English, want{rule: "number"}},
		{"english_grouping", "1,234", English, want{rule: "number"}},
		{"full_width_digits", "１２", English, want{rule: "number"}},
		{"arabic_digits", "١٢", Italian, want{rule: "number"}},
		{"empty", "", English, want{rule: "number"}},
		{"blank_inside_english", "1 234", English, want{rule: "number"}},
		{"forty_digits", "1234567890123456789012345678901234567890", English, want{rule: "range"}},
		{"below_two_to_53", "9007199254740991", English, want{number: 9007199254740991}},
		{"above_two_to_53", "9007199254740993", English, want{number: 9007199254740992}},
		{"above_two_to_53_with_a_fraction", "9007199254740993.5", English, want{rule: "range"}},
		{"minus_zero", "-0", English, want{number: 0}},
		{"zero_decimal", "0,0", Italian, want{number: 0}},
		{"stored_plain", "47.05", Stored, want{number: 47.05}},
		{"stored_exponent", "4.7050000000000002E-2", Stored, want{number: 0.04705}},
		{"stored_overflow", "1e400", Stored, want{rule: "range"}},
		{"stored_underflow", "1e-400", Stored, want{rule: "range"}},
		{"stored_exponent_empty", "1e", Stored, want{rule: "number"}},
		{"stored_two_signs", "1e+-5", Stored, want{rule: "number"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			v, err := Parse(c.text, c.dialect)
			rule := ""
			var e *Error
			if errors.As(err, &e) {
				rule = e.Rule
			}
			got := want{v.Number, rule, v.Changed, v.Note, v.Percent}
			if err != nil {
				got = want{rule: rule}
			}
			if got != c.want {
				t.Errorf("Parse(%q) = %+v, want %+v", c.text, got, c.want)
			}
			if math.Signbit(v.Number) && v.Number == 0 {
				t.Errorf("Parse(%q) gives minus zero", c.text)
			}
		})
	}
}

// TestTimes10 is case 61 of the bad-input cases: the digits that a float64 can't hold
// are kept, through a change of scale too, or the number is refused; never rounded
// without a word.
func TestTimes10(t *testing.T) {
	const most = "99999999999999999999999999999999999999"
	for _, c := range []struct {
		text     string
		dialect  Dialect
		exponent int
		number   float64
		exact    string
		fails    bool
	}{
		{"9007199254740991", English, 0, 9007199254740991, "", false},
		{"9007199254740992", English, 0, 9007199254740992, "", false},
		{"9007199254740993", English, 0, 9007199254740992, "9007199254740993", false},
		{"-9007199254740993", English, 0, -9007199254740992, "-9007199254740993", false},
		{"9.007.199.254.740.993", Italian, 0, 9007199254740992, "9007199254740993", false},
		{"9007199254740993,00", Italian, 0, 9007199254740992, "9007199254740993", false},
		{"0009007199254740993", English, 0, 9007199254740992, "9007199254740993", false},
		{"9.007199254740993e15", Stored, 0, 9007199254740992, "9007199254740993", false},
		{"90071992547409930e-1", Stored, 0, 9007199254740992, "9007199254740993", false},
		{"90071992547409935e-1", Stored, 0, 0, "", true},
		{most, English, 0, 1e38, most, false},
		{"1" + most, English, 0, 0, "", true},
		{"1e38", Stored, 0, 0, "", true},
		{"1e37", Stored, 0, 1e37, "10000000000000000000000000000000000000", false},
		// A scale moves the point in what was written.
		{"9007199254740.993", English, 3, 9007199254740992, "9007199254740993", false},
		{"9007199254740993", English, 3, 9007199254740993000, "9007199254740993000", false},
		{"9007199254740993", English, -3, 9007199254740.993, "", false},
		{"31833.98371", English, -3, 31.83398371, "", false},
		{"0.3", English, 3, 300, "", false},
		{most, English, 1, 0, "", true},
		{"9007199254740993", English, -400, 0, "", true},
		{"4.7050000000000002E-2", Stored, 2, 4.7050000000000001, "", false},
	} {
		v, err := Parse(c.text, c.dialect)
		var n float64
		var exact string
		if err == nil {
			n, exact, err = v.Times10(c.exponent)
		}
		if n != c.number || exact != c.exact || (err != nil) != c.fails {
			t.Errorf("%q times 10^%d = %v, %q, %v, want %v, %q", c.text, c.exponent, n, exact, err, c.number, c.exact)
		}
		if c.exponent == 0 && (v.Number != n || v.Exact != exact) {
			t.Errorf("%q is %v, %q", c.text, v.Number, v.Exact)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"1.234,5", "1.234", "-0", "12,5 (a)", "1e5", "1\u00a0234", "12,5%", "9007199254740993"} {
		f.Add(s, byte(English))
		f.Add(s, byte(Italian))
		f.Add(s, byte(Stored))
	}
	f.Fuzz(func(t *testing.T, s string, d byte) {
		dialect := Dialect(d%3 + 1)
		v, err := Parse(s, dialect)
		if err != nil {
			return
		}
		if math.IsNaN(v.Number) || math.IsInf(v.Number, 0) || (v.Number == 0 && math.Signbit(v.Number)) {
			t.Fatalf("Parse(%q) = %v", s, v.Number)
		}
		if v.Exact != "" && math.Abs(v.Number) < maxExact || len(strings.TrimPrefix(v.Exact, "-")) > MaxDigits {
			t.Fatalf("Parse(%q) = %v, exactly %q", s, v.Number, v.Exact)
		}
		digits := false
		for _, r := range s {
			digits = digits || (r >= '0' && r <= '9')
		}
		if !digits {
			t.Fatalf("Parse(%q) = %v without a digit", s, v.Number)
		}
	})
}

// TestPlainAgreesWithParse: what the quick way reads is what Parse reads, to the bit.
func TestPlainAgreesWithParse(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 9))
	signs := "0123456789012345678901234567890123456789..-+e, "
	taken := 0
	check := func(text string) {
		t.Helper()
		n, ok := Plain(text)
		if !ok {
			return
		}
		taken++
		for _, d := range []Dialect{English, Stored} {
			v, err := Parse(text, d)
			if err != nil || math.Float64bits(v.Number) != math.Float64bits(n) || v.Changed != "" {
				t.Fatalf("%q: quick %v, parsed %v, %v", text, n, v, err)
			}
		}
	}
	for _, text := range []string{"", "-", ".", "0", "-0", "-0.0", "1.", ".5", "-.5", "999999999999999", "9999999999999999", "0.000000000000001", "123456789012345.6", "1234567890.12345", "00012", "1e5", "--1", "1.2.3"} {
		check(text)
	}
	for range 200_000 {
		text := make([]byte, rng.IntN(19))
		for i := range text {
			text[i] = signs[rng.IntN(len(signs))]
		}
		check(string(text))
	}
	for range 100_000 {
		check(strconv.FormatFloat(math.Round(rng.NormFloat64()*1e6)/1e3, 'f', -1, 64))
	}
	if taken < 100_000 {
		t.Errorf("only %d numbers went the quick way", taken)
	}
}
