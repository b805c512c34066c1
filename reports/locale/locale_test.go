package locale

import (
	"math"
	"strings"
	"testing"
	"time"

	"fabbisogno/datasets/series"
)

func TestNumber(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		name     string
		v        float64
		decimals int
		it, en   string
	}{
		{"four_digits_are_grouped", 1234, 0, "1.234", "1,234"},
		{"five_digits", 12345, 0, "12.345", "12,345"},
		{"three_digits", 999, 0, "999", "999"},
		{"decimals", 12.34, 1, "12,3", "12.3"},
		{"million", 1e6, 0, "1.000.000", "1,000,000"},
		{"carry_makes_a_thousand", 999.95, 1, "1.000,0", "1,000.0"},
		{"minus_is_U+2212", -1234.5, 1, "−1.234,5", "−1,234.5"},
		{"rounds_to_zero_without_minus", -0.04, 1, "0,0", "0.0"},
		{"rounds_to_zero_from_above", 0.04, 1, "0,0", "0.0"},
		{"negative_zero", math.Copysign(0, -1), 0, "0", "0"},
		{"tie_goes_away_from_zero", 12.25, 1, "12,3", "12.3"},
		{"tie_of_the_printed_form_not_the_binary_one", 1.005, 2, "1,01", "1.01"},
		{"negative_tie", -2.5, 0, "−3", "−3"},
		{"half_to_even_is_not_used", 0.5, 0, "1", "1"},
		{"zeros_are_added", 3, 2, "3,00", "3.00"},
		{"small", 1e-9, 2, "0,00", "0.00"},
		{"negative_decimals_are_none", 12.6, -1, "13", "13"},
		{"missing", math.NaN(), 1, "..", ".."},
		{"infinite_is_not_printed", inf, 1, "..", ".."},
		{"minus_infinite", -inf, 1, "..", ".."},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := IT.Number(c.v, c.decimals); got != c.it {
				t.Errorf("it %v: got %q, want %q", c.v, got, c.it)
			}
			if got := EN.Number(c.v, c.decimals); got != c.en {
				t.Errorf("en %v: got %q, want %q", c.v, got, c.en)
			}
		})
	}
}

func TestSignsAndUnits(t *testing.T) {
	for _, c := range []struct{ name, got, want string }{
		{"percent_it", IT.Percent(12.34, 1), "12,3%"},
		{"percent_en", EN.Percent(-0.5, 1), "−0.5%"},
		{"percent_missing", IT.Percent(math.NaN(), 1), ".."},
		{"points_up", IT.PercentPoints(1.2, 1), "+1,2 p.p."},
		{"points_down", EN.PercentPoints(-1.2, 1), "−1.2 pp"},
		{"points_none", IT.PercentPoints(0.04, 1), "0,0 p.p."},
		{"points_missing", EN.PercentPoints(math.NaN(), 1), ".."},
		{"signed", EN.Signed(1500, 0), "+1,500"},
		{"interval_it", IT.Interval(3.3, 3.7, 1), "da 3,3 a 3,7"},
		{"interval_of_one_value", IT.Interval(3, 3, 0), "solo 3"},
		{"interval_that_reads_as_one_value", EN.Interval(0.998, 1.001, 2), "1.00 only"},
		{"interval_missing_end", IT.Interval(3.3, math.NaN(), 1), ".."},
		{"range_it", IT.Range(3.3e6, 3.7e6, 1), "da 3,3 a 3,7 milioni"},
		{"range_en", EN.Range(3.3e6, 3.7e6, 1), "3.3 to 3.7 million"},
		{"range_thousands", IT.Range(239000, 289000, 0), "da 239 a 289 mila"},
		{"range_keeps_one_scale", EN.Range(0.24e6, 0.68e6, 0), "240 to 680 thousand"},
		{"range_small", IT.Range(120, 340, 1), "da 120 a 340"},
		{"compact_million", IT.Compact(3.44e6, 1), "3,4 milioni"},
		{"compact_one_million", IT.Compact(1e6, 0), "1 milione"},
		{"compact_en", EN.Compact(23702, 1), "23.7 thousand"},
		{"compact_rounds_up_a_scale", IT.Compact(999960, 1), "1,0 milioni"},
		{"compact_small", IT.Compact(640.4, 1), "640"},
		{"compact_negative", EN.Compact(-2.5e6, 1), "−2.5 million"},
		{"compact_missing", IT.Compact(math.NaN(), 1), ".."},
		{"chance_never_certain", IT.Chance(0.999), "oltre 99%"},
		{"chance_of_all_draws", EN.Chance(1), "over 99%"},
		{"chance_of_no_draw", IT.Chance(0), "meno di 1%"},
		{"chance_never_impossible", EN.Chance(0.001), "under 1%"},
		{"chance", EN.Chance(0.874), "87%"},
		{"frequency", IT.Frequency(0.8), "8 casi su 10"},
		{"frequency_of_a_hundred", EN.Frequency(0.95), "95 out of 100"},
		{"ordinals", strings.Join([]string{EN.Ordinal(1), EN.Ordinal(12), EN.Ordinal(22), EN.Ordinal(113), IT.Ordinal(3)}, " "), "1st 12th 22nd 113th 3°"},
		{"join_it", IT.Join([]string{"a", "b", "c"}), "a, b e c"},
		{"join_before_e", IT.Join([]string{"sanità", "edilizia"}), "sanità ed edilizia"},
		{"join_en", EN.Join([]string{"a", "b", "c"}), "a, b and c"},
		{"join_one", EN.Join([]string{"a"}), "a"},
		{"join_none", EN.Join(nil), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.got != c.want {
				t.Errorf("got %q, want %q", c.got, c.want)
			}
		})
	}
}

func TestPrecisionShowsTwoDigitsOfTheHalfWidth(t *testing.T) {
	for _, c := range []struct {
		half     float64
		decimals int
		step     float64
	}{
		{0.053, 3, 0.001}, {0.53, 2, 0.01}, {5.3, 1, 0.1}, {53, 0, 1}, {530, 0, 10}, {1100, 0, 100}, {250000, 0, 10000},
		{9.96, 0, 1}, {0.996, 1, 0.1}, {1, 1, 0.1}, {math.NaN(), 0, 0}, {0, 0, 0}, {-1, 0, 0}, {math.Inf(1), 0, 0},
	} {
		decimals, step := Precision(c.half)
		if decimals != c.decimals || math.Abs(step-c.step) > 1e-12 {
			t.Errorf("half-width %v: got %d decimals, step %v, want %d, %v", c.half, decimals, step, c.decimals, c.step)
		}
	}
}

func TestEstimate(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name                string
		value, lower, upper float64
		unit, it, en        string
	}{
		{"percent", 12.34, 11.81, 12.87, Pct, "12,34% (da 11,81% a 12,87%)", "12.34% (11.81% to 12.87%)"},
		{"percent_wide", 45.6, 40.1, 51.1, Pct, "45,6% (da 40,1% a 51,1%)", "45.6% (40.1% to 51.1%)"},
		{"percent_never_more_than_two_decimals", 1.23456, 1.2301, 1.2389, Pct, "1,23% (da 1,23% a 1,24%)", "1.23% (1.23% to 1.24%)"},
		{"millions", 3.5123e6, 3.2987e6, 3.7011e6, Persons, "3,51 milioni (da 3,30 a 3,70 milioni)", "3.51 million (3.30 to 3.70 million)"},
		{"false_digits_are_dropped", 23702, 22600, 24804, Persons, "23.700 (da 22.600 a 24.800)", "23,700 (22,600 to 24,800)"},
		{"thousand_persons_are_persons", 23702, 23590, 23814, ThousandPersons, "23,70 milioni (da 23,59 a 23,81 milioni)", "23.70 million (23.59 to 23.81 million)"},
		{"no_interval", 12.34, nan, nan, Pct, "12,3%", "12.3%"},
		{"no_interval_persons", 23702, nan, nan, Persons, "23.702", "23,702"},
		{"missing", nan, 1, 2, Pct, "..", ".."},
	} {
		t.Run(c.name, func(t *testing.T) {
			for lang, want := range map[Lang]string{IT: c.it, EN: c.en} {
				if got, err := lang.Estimate(c.value, c.lower, c.upper, c.unit); err != nil || got != want {
					t.Errorf("%s: got %q (%v), want %q", lang, got, err, want)
				}
			}
		})
	}
	if _, err := IT.Estimate(1, 0, 2, "furlongs"); err == nil {
		t.Error("an unknown unit was accepted")
	}
}

func TestPeriods(t *testing.T) {
	p := series.MustPeriod
	day := func(text string) series.Period {
		d, err := series.ParseStored(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct{ name, got, want string }{
		{"quarter_it", IT.Period(p("2026-Q3")), "3° trimestre 2026"},
		{"quarter_en", EN.Period(p("2026-Q3")), "Q3 2026"},
		{"quarter_axis", IT.AxisPeriod(p("2026-Q3")), "T3 2026"},
		{"month_it", IT.Period(p("2026-09")), "settembre 2026"},
		{"month_en", EN.Period(p("2026-09")), "September 2026"},
		{"month_axis_it", IT.AxisPeriod(p("2026-09")), "set 2026"},
		{"month_axis_en", EN.AxisPeriod(p("2026-09")), "Sep 2026"},
		{"half_axis_it", IT.AxisPeriod(p("2026-S1")), "S1 2026"},
		{"half_en", EN.AxisPeriod(p("2026-S1")), "H1 2026"},
		{"two_months_it", IT.Period(p("2026-B5")), "5° bimestre 2026"},
		{"two_months_en", EN.Period(p("2026-B5")), "September and October 2026"},
		{"two_months_axis", EN.AxisPeriod(p("2026-B5")), "B5 2026"},
		{"week_it", IT.Period(p("2026-W05")), "settimana 5 del 2026"},
		{"week_en", EN.Period(p("2026-W05")), "week 5 of 2026"},
		{"week_axis_it", IT.AxisPeriod(p("2026-W05")), "sett 5 2026"},
		{"week_axis_en", EN.AxisPeriod(p("2026-W53")), "W53 2026"},
		{"span_weeks", IT.Span(p("2025-W01"), p("2026-W05")), "dalla settimana 1 del 2025 alla settimana 5 del 2026"},
		{"day_it", IT.Period(day("2026-12-01")), "1° dicembre 2026"},
		{"day_axis_it", IT.AxisPeriod(day("2026-12-01")), "1 dic 2026"},
		{"span_days", IT.Span(day("2026-11-21"), day("2026-12-01")), "dal 21 novembre 2026 al 1° dicembre 2026"},
		{"year", IT.AxisPeriod(p("2026")), "2026"},
		{"none", IT.Period(series.Period{}), ".."},
		{"span_quarters", IT.Span(p("2015-Q1"), p("2026-Q3")), "dal 1° trimestre 2015 al 3° trimestre 2026"},
		{"span_months", IT.Span(p("2015-01"), p("2026-10")), "da gennaio 2015 a ottobre 2026"},
		{"span_years", IT.Span(p("2015"), p("2026")), "dal 2015 al 2026"},
		{"span_en", EN.Span(p("2015-Q1"), p("2026-Q3")), "Q1 2015 to Q3 2026"},
		{"span_of_one", EN.Span(p("2015"), p("2015")), "2015"},
		{"date_it", IT.Date(time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)), "21 novembre 2026"},
		{"date_first_it", IT.Date(time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)), "1° dicembre 2026"},
		{"date_en", EN.Date(time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)), "21 November 2026"},
		{"date_in_another_zone_is_the_utc_day", EN.Date(time.Date(2026, 11, 21, 23, 30, 0, 0, time.FixedZone("west", -5*3600))), "22 November 2026"},
		{"no_date", EN.Date(time.Time{}), ".."},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.got != c.want {
				t.Errorf("got %q, want %q", c.got, c.want)
			}
		})
	}
}

func TestProbabilityWords(t *testing.T) {
	for _, c := range []struct {
		p      float64
		it, en string
	}{
		{1, "quasi certo (oltre 99%)", "almost certain (over 99%)"},
		{0.95, "quasi certo (95%)", "almost certain (95%)"}, // a boundary belongs to the higher class
		{0.9499, "quasi certo (95%)", "almost certain (95%)"},
		{0.944, "molto probabile (94%)", "very likely (94%)"},
		{0.8, "molto probabile (80%)", "very likely (80%)"},
		{0.6, "probabile (60%)", "likely (60%)"},
		{0.5, "incerto (50%)", "about as likely as not (50%)"},
		{0.2, "improbabile (20%)", "unlikely (20%)"},
		{0.19, "molto improbabile (19%)", "very unlikely (19%)"},
		{0, "molto improbabile (meno di 1%)", "very unlikely (under 1%)"},
	} {
		for lang, want := range map[Lang]string{IT: c.it, EN: c.en} {
			if got, err := lang.Probability(c.p); err != nil || got != want {
				t.Errorf("%v %s: got %q (%v), want %q", c.p, lang, got, err, want)
			}
		}
	}
	for _, p := range []float64{math.NaN(), -0.1, 1.1} {
		if _, err := IT.ProbabilityWord(p); err == nil {
			t.Errorf("probability %v was accepted", p)
		}
	}
}

func TestWordTableIsChecked(t *testing.T) {
	for name, text := range map[string]string{
		"gap":          "[[word]]\nit=\"a\"\nen=\"a\"\nlower=60\nupper=100\n[[word]]\nit=\"b\"\nen=\"b\"\nlower=0\nupper=50\n",
		"one_language": "[[word]]\nit=\"a\"\nlower=0\nupper=100\n",
		"not_to_zero":  "[[word]]\nit=\"a\"\nen=\"a\"\nlower=10\nupper=100\n",
		"unknown_key":  "[[word]]\nit=\"a\"\nen=\"a\"\nlower=0\nupper=100\ncolour=\"red\"\n",
	} {
		if _, err := parseWords([]byte(text)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestMessages(t *testing.T) {
	if err := CheckMessages(); err != nil {
		t.Fatal(err)
	}
	if got, err := IT.T("figure.label", "number", "4.1"); err != nil || got != "Figura 4.1" {
		t.Errorf("got %q (%v)", got, err)
	}
	for name, call := range map[string]func() (string, error){
		"unknown_key":       func() (string, error) { return IT.T("figure.colour") },
		"missing_value":     func() (string, error) { return IT.T("figure.label") },
		"odd_arguments":     func() (string, error) { return IT.T("figure.label", "number") },
		"value_without_use": func() (string, error) { return IT.T("figure.source", "number", "1") },
		"unknown_language":  func() (string, error) { return Lang("fr").T("figure.source") },
	} {
		if got, err := call(); err == nil {
			t.Errorf("%s: got %q and no error", name, got)
		}
	}
	got, err := EN.T("figure.label", "number", "{number} {x}")
	if err != nil || got != "Figure {number} {x}" {
		t.Errorf("a value with braces was read again: %q (%v)", got, err)
	}
}

func TestMessageFilesMustAgree(t *testing.T) {
	for _, c := range []struct{ name, it, en, want string }{
		{"missing_in_english", "[a]\nx=\"1\"\ny=\"2\"\n", "[a]\nx=\"1\"\n", "en.toml: a.y: missing"},
		{"missing_in_italian", "[a]\nx=\"1\"\n", "[a]\nx=\"1\"\ny=\"2\"\n", "it.toml: a.y: missing"},
		{"other_placeholder", "[a]\nx=\"{n}\"\n", "[a]\nx=\"{m}\"\n", "placeholders differ"},
		{"empty", "[a]\nx=\" \"\n", "[a]\nx=\"1\"\n", "it.toml: a.x: empty"},
		{"not_toml", "[a\n", "[a]\n", "it.toml"},
		{"same_key_twice", "[a]\nx=\"1\"\nx=\"2\"\n", "[a]\nx=\"1\"\n", "it.toml"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := parseMessages(map[Lang][]byte{IT: []byte(c.it), EN: []byte(c.en)})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got error %v, want %q", err, c.want)
			}
		})
	}
}

func TestParseLang(t *testing.T) {
	if l, err := ParseLang("it"); err != nil || l != IT || l.Other() != EN {
		t.Errorf("got %q, %v", l, err)
	}
	if _, err := ParseLang("IT"); err == nil {
		t.Error("a tag in capitals was accepted")
	}
	if got := EN.Of(Text{IT: "uno", EN: "one"}); got != "one" {
		t.Errorf("got %q", got)
	}
}
