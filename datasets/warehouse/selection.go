package warehouse

import (
	"fmt"
	"strings"
	"time"

	"fabbisogno/datasets/series"
)

// Selection picks observations. Empty fields do not restrict. AsOf zero means the newest edition.
type Selection struct {
	Tables      []string
	Measures    []string
	Freq        series.Freq
	Territories []series.Code
	Industries  []series.Code
	Occupations []series.Code
	// Lists restrict a dimension to a code list; ListNone ("-") asks for the dimension to be absent.
	IndustryList, OccupationList string
	AsOf                         time.Time
	From                         time.Time // first day of the first period wanted
}

// ListNone asks that a dimension be absent.
const ListNone = "-"

// SQL is the selection as text that `fabbisogno query` runs and Observations
// runs itself: a SELECT over the view observation, or over the macro
// observation_as_of when AsOf is set, in the total order of series key,
// frequency, period and table.
func (s Selection) SQL() string { return s.text("observations") }

// text fills the statement of that name.
func (s Selection) text(name string) string {
	from := "observation"
	if !s.AsOf.IsZero() {
		from = fmt.Sprintf("observation_as_of(%s)", dateLiteral(s.AsOf))
	}
	return fmt.Sprintf(statement(name), from, s.where())
}

// where lists the conditions, one a line; TRUE when nothing restricts.
func (s Selection) where() string {
	var conditions []string
	add := func(format string, args ...any) { conditions = append(conditions, fmt.Sprintf(format, args...)) }
	if len(s.Tables) > 0 {
		add("table_id IN (%s)", literals(s.Tables))
	}
	if len(s.Measures) > 0 {
		add("measure IN (%s)", literals(s.Measures))
	}
	if s.Freq != 0 {
		add("freq = %s", quote(s.Freq.String()))
	}
	for _, d := range []struct {
		name, list string
		codes      []series.Code
	}{
		{"territory", "", s.Territories},
		{"industry", s.IndustryList, s.Industries},
		{"occupation", s.OccupationList, s.Occupations},
	} {
		switch d.list {
		case "":
		case ListNone:
			add("%s_list = '' AND %s = ''", d.name, d.name)
		default:
			add("%s_list = %s", d.name, quote(d.list))
		}
		if len(d.codes) > 0 {
			add("%s", codeCondition(d.name, d.codes))
		}
	}
	if !s.From.IsZero() {
		add("period_start >= %s", dateLiteral(s.From))
	}
	if len(conditions) == 0 {
		return "TRUE"
	}
	return strings.Join(conditions, "\n  AND ")
}

// codeCondition groups codes by list, in the order first met, so that the text stays short.
func codeCondition(dimension string, codes []series.Code) string {
	var lists []string
	values := map[string][]string{}
	for _, c := range codes {
		if _, ok := values[c.List]; !ok {
			lists = append(lists, c.List)
		}
		values[c.List] = append(values[c.List], c.Value)
	}
	var parts []string
	for _, list := range lists {
		parts = append(parts, fmt.Sprintf("%s_list = %s AND %s IN (%s)", dimension, quote(list), dimension, literals(values[list])))
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return "(" + strings.Join(parts, "\n    OR ") + ")"
}

func literals(texts []string) string {
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = quote(text)
	}
	return strings.Join(quoted, ", ")
}

func dateLiteral(t time.Time) string { return "DATE " + quote(t.UTC().Format(time.DateOnly)) }
