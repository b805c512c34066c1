package harmonize

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"fabbisogno/datasets/series"
	"fabbisogno/ingest/format"
)

// resolved is a code of the source in our lists. A rule that is set rejects the row.
type resolved struct {
	code    series.Code
	years   validity
	rule    string
	message string
	hint    string
}

// Lists in which a territory is looked up when the declared list does not hold
// it: published figures and Eurostat name countries beside Italian territories,
// and Eurostat aggregates of them, Greece and the United Kingdom in its own way;
// files of the years of NUTS 2016 have other provinces in Sardinia.
var territoryFallback = []string{"iso3166", "eurostat_geo", "nuts2016"}

// municipality codes of ISTAT have six digits; their list is not embedded.
var municipality = regexp.MustCompile(`^\d{6}$`)

// resolve finds the code of a cell, from the cache of its column if it was met before.
func (h *Harmonizer) resolve(f *field, text string, row int64) (resolved, *Outcome) {
	r, ok := f.cache[text]
	if !ok {
		text = strings.Clone(text)
		r = h.lookUp(f, text)
		f.cache[text] = r
	}
	if r.rule != "" {
		out := h.reject(row, f.dim.Name, text, r.rule, r.hint, "%s", r.message)
		return r, &out
	}
	return r, nil
}

func (h *Harmonizer) lookUp(f *field, text string) resolved {
	if code, ok := f.dim.Codes[text]; ok {
		text = code
	}
	if strings.ContainsAny(text, "\t\r\n") { // in a label or note it is text
		return resolved{rule: "code", message: "the code holds a tab or a line break", hint: "correct the row at the source; a separator or quotation mark may be missing"}
	}
	switch f.dim.To {
	case "sex":
		return sexCode(text)
	case "age", "measure":
		return resolved{code: series.Code{Value: text}}
	}
	list := f.dim.List
	if list == "" {
		return resolved{code: series.Code{Value: text}}
	}
	if f.dim.To == "territory" {
		return h.territory(f, text)
	}
	h.seeCode(f, list, text)
	if _, ok := h.codes.Find(series.Code{List: list, Value: text}); ok {
		return resolved{code: series.Code{List: list, Value: text}}
	}
	return h.unknownCode(f, text)
}

// sexCode reads ISTAT's 1, 2, 9, the letters of newer flows, and the _T of the
// SDMX lists that the OECD uses.
func sexCode(text string) resolved {
	switch text {
	case "1", "M":
		return resolved{code: series.Code{Value: "M"}}
	case "2", "F":
		return resolved{code: series.Code{Value: "F"}}
	case "9", "T", "_T":
		return resolved{code: series.Code{Value: "T"}}
	}
	return resolved{rule: "code", message: fmt.Sprintf("%q is not a code of sex", format.Cut(text)), hint: "codes are 1 or M, 2 or F, 9 or T or _T"}
}

// SexCode is a source's code of sex as keys hold it: M, F or T.
func SexCode(text string) (string, bool) {
	r := sexCode(text)
	return r.code.Value, r.rule == ""
}

func (h *Harmonizer) territory(f *field, text string) resolved {
	list := f.dim.List
	if list == "istat_ref_area" {
		if code, ok := h.codes.NUTS(text); ok {
			it, _ := h.codes.Find(code)
			return resolved{code: code, years: yearsOf(it.Attrs["istat_valid_from"], it.Attrs["istat_valid_to"])}
		}
		if municipality.MatchString(text) {
			return resolved{code: series.Code{List: list, Value: text}}
		}
	}
	for _, l := range append([]string{list}, territoryFallback...) {
		if it, ok := h.codes.Find(series.Code{List: l, Value: text}); ok {
			if twin := it.Covers("nuts2021"); len(twin) == 1 && list != "istat_ref_area" {
				return resolved{code: series.Code{List: "nuts2021", Value: twin[0]}}
			}
			return resolved{code: series.Code{List: l, Value: text}, years: yearsOf(it.Attrs["valid_from"], it.Attrs["valid_to"])}
		}
	}
	if code, ok := h.codes.NUTS(strings.ToUpper(text)); ok && list == "istat_ref_area" {
		return resolved{rule: "code", message: fmt.Sprintf("%q is not a code of %s; codes keep their case", format.Cut(text), list), hint: fmt.Sprintf("write %s, which is %s", strings.ToUpper(text), code)}
	}
	return h.unknownCode(f, text)
}

// unknownCode keeps a code that is not in the list and says so, unless the
// dimension is strict or the code is only written in another case.
func (h *Harmonizer) unknownCode(f *field, text string) resolved {
	near := h.codes.Nearest(f.dim.List, text, 3)
	hint := fmt.Sprintf("nearest codes: %s; or add it to datasets/codes/data/%s.csv", strings.Join(near, ", "), f.dim.List)
	for _, code := range near {
		if code != text && strings.EqualFold(code, text) {
			return resolved{rule: "code", message: fmt.Sprintf("%q is not a code of %s; codes keep their case", format.Cut(text), f.dim.List), hint: hint}
		}
	}
	if f.dim.Strict {
		return resolved{rule: "code", message: fmt.Sprintf("%q is not a code of %s%s", format.Cut(text), f.dim.List, h.called(f.dim.Name, text)), hint: hint}
	}
	h.notices.add("warning", "code-unknown", f.dim.Name+"\x00"+text, "%s: %q is not in the list %s; it is kept as it is%s", f.dim.Name, text, f.dim.List, h.called(f.dim.Name, text))
	return resolved{code: series.Code{List: f.dim.List, Value: text}}
}

// validity is the span of years in which a code may stand; 0: without end.
type validity struct{ from, to int }

func yearsOf(from, to string) validity {
	var v validity
	v.from, _ = strconv.Atoi(from) // an empty cell is no bound
	v.to, _ = strconv.Atoi(to)
	return v
}

// checkYears rejects a row whose code does not exist in its period: a province
// that was closed or not yet made.
func (h *Harmonizer) checkYears(f *field, text string, v validity, start time.Time, row int64) *Outcome {
	year := start.Year()
	if (v.from == 0 || year >= v.from) && (v.to == 0 || year <= v.to) {
		return nil
	}
	span := fmt.Sprintf("from %d on", v.from)
	switch {
	case v.from == 0:
		span = fmt.Sprintf("until %d", v.to)
	case v.to != 0:
		span = fmt.Sprintf("from %d to %d", v.from, v.to)
	}
	out := h.reject(row, f.dim.Name, text, "validity", "correct the code or the period at the source, or map the code of this file; `fabbisogno catalog crosswalks nuts2016 nuts2021` shows how the provinces of Sardinia go together",
		"%s exists %s, and the period is of %d", format.Cut(text), span, year)
	return &out
}

// to writes the code into its field of the key.
func (r resolved) to(k *series.Key, field string) {
	switch field {
	case "territory":
		k.Territory = r.code
	case "industry":
		k.Industry = r.code
	case "occupation":
		k.Occupation = r.code
	case "citizenship":
		k.Citizenship = r.code
	case "sex":
		k.Sex = r.code.Value
	case "age":
		k.Age = r.code.Value
	}
}
