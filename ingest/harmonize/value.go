package harmonize

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/ingest/format/number"
	"fabbisogno/ingest/format/publishedcsv"
)

// textValue is a value cell as it was understood. A rule that is set rejects the row.
type textValue struct {
	number  float64
	exact   string // its digits where number can't hold them
	status  string // in place of the source's, when that is empty
	skip    string
	text    string // the value when it is a text
	rule    string
	message string
	hint    string
}

// notAvailable are marks for a value that is not available. In ISTAT and
// Eurostat tables they stand where the cell could be empty.
var notAvailable = []string{":", "..", "n.d.", "n/a"}

// ownFlags is the list of the words that ingest itself puts for a flag, and that
// published figures use.
const ownFlags = "project_flag"

// FlagLists are the code lists of a provider's flags, those that it names or else
// all, and at the end our own words.
func FlagLists(s *codes.Set, p catalog.Provider) []string {
	lists := slices.Clone(p.Flags)
	for _, id := range s.Lists() {
		if len(p.Flags) == 0 && strings.HasSuffix(id, "_flag") && id != ownFlags {
			lists = append(lists, id)
		}
	}
	if slices.Contains(lists, ownFlags) {
		return lists
	}
	return append(lists, ownFlags)
}

// flagsOf are the flags that files of a provider may carry. Case counts: A and
// a54, p and P are different flags.
func flagsOf(c *catalog.Catalog, s *codes.Set, provider string) []string {
	p, _ := c.Provider(provider)
	var out []string
	for _, id := range FlagLists(s, p) {
		l, _ := s.List(id)
		for _, it := range l.Items {
			if !slices.Contains(out, it.Code) {
				out = append(out, it.Code)
			}
		}
	}
	return out
}

// textValue reads the value cell of a row of text. Flags decide what an empty cell means.
func (h *Harmonizer) textValue(text, flags string, m *measure) textValue {
	// A dialect of its own may part thousands by points and let a number stand for a missing value.
	if d := &h.table.Dialect; flags == "" && d.Decimal != "," && len(d.Missing) == 0 {
		if n, ok := number.Plain(text); ok && m.scale == 1 {
			return whole(n, text, m.indicator.Unit)
		}
	}
	flag := strings.Fields(flags)
	for _, f := range flag {
		if !h.isKnownFlag(f) {
			h.notices.add("warning", "flag-unknown", f, "the flag %q is not in the list of the source; it is kept", f)
		}
	}
	has := func(f string) bool { return slices.Contains(flag, f) }
	switch {
	case has("t"):
		return textValue{skip: "title-row"}
	case text == "" && has("-"):
		return textValue{number: 0} // did not occur: a true zero
	case text == "":
		v := textValue{number: math.NaN()}
		if flags == "" {
			v.status = "absent"
		}
		return v
	case slices.Contains(notAvailable, text), slices.Contains(h.table.Dialect.Missing, text):
		v := textValue{number: math.NaN()}
		if flags == "" {
			v.status = "not_available"
		}
		return v
	case has("c") || has("C"):
		// The text is not repeated: it must not be readable in the list of rejected rows.
		return textValue{rule: "confidential", message: "a value stands beside the flag confidential",
			hint: "tell the publisher; the value is not stored"}
	case h.table.Format == publishedcsv.ID && has("text"):
		return textValue{number: math.NaN(), text: text}
	}
	dialect := number.English
	if h.table.Dialect.Decimal == "," {
		dialect = number.Italian
	}
	v, err := number.Parse(text, dialect)
	if err != nil {
		return numberFault(text, err)
	}
	if v.Note != "" || v.Percent && m.indicator.Unit != "pct" {
		return textValue{text: text, rule: "number", message: "a mark follows the number", hint: "correct the number at the source"}
	}
	if v.Changed != "" {
		h.notices.add("note", "number-"+v.Changed, "", "numbers were normalised: %s", v.Changed)
	}
	return scaled(v, text, m.scale, m.indicator.Unit)
}

// isKnownFlag says whether a flag is in the provider's lists. Several letters may
// combine: bp, bu.
func (h *Harmonizer) isKnownFlag(f string) bool {
	if slices.Contains(h.flags, f) {
		return true
	}
	for _, letter := range f {
		if !slices.Contains(h.flags, string(letter)) {
			return false
		}
	}
	return len(f) <= 3
}

func numberFault(text string, err error) textValue {
	var e *number.Error
	if errors.As(err, &e) {
		return textValue{text: text, rule: e.Rule, message: e.Error(), hint: "correct the number at the source"}
	}
	return textValue{text: text, rule: "number", message: err.Error(), hint: "correct the number at the source"}
}

// scaled is a number times the declared scale, and its digits where a float64 can't
// hold it. A power of ten moves the decimal point of what was printed, so that
// 31833.98371 thousandths are 31.83398371 and no number beside it.
func scaled(v number.Value, text string, scale float64, unit string) textValue {
	n, exact, err := v.Number, v.Exact, error(nil)
	if scale != 1 {
		n, exact, err = times(v, scale)
	}
	if err != nil {
		return textValue{text: text, rule: "range", message: "times the declared scale: " + err.Error(), hint: "check scale in the catalogue"}
	}
	if exact != "" {
		return textValue{number: n, exact: exact} // it is whole
	}
	return whole(n, text, unit)
}

func times(v number.Value, scale float64) (n float64, exact string, err error) {
	exponent := math.Round(math.Log10(scale))
	if math.Pow(10, exponent) == scale {
		return v.Times10(int(exponent))
	}
	if n = v.Number * scale; math.Abs(n) >= 1<<53 || v.Exact != "" {
		return 0, "", fmt.Errorf("the number can't be kept exactly times %v", scale)
	}
	return n, "", nil
}

// whole sees to it that persons come whole.
func whole(v float64, text, unit string) textValue {
	if unit == "persons" {
		// Scaling a decimal number (0.3 thousand) leaves a rest of the order of 1e-13 of the value.
		whole := math.Round(v)
		if math.Abs(v-whole) > 1e-9*math.Max(1, math.Abs(v)) {
			return textValue{text: text, rule: "integer", message: "persons are counted in whole numbers", hint: "check the unit; declare thousands with scale = 1000"}
		}
		v = whole
	}
	return textValue{number: v}
}

// editionDay is the day of an edition; the first of the month when none is given.
func editionDay(e series.Edition) time.Time {
	return time.Date(e.Year, time.Month(e.Month), max(e.Day, 1), 0, 0, 0, 0, time.UTC)
}
