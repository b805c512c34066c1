package series

import (
	"cmp"
	"strings"
)

// Code is one item of a code list. The zero Code says that the source has no
// such dimension; a total is a code of its own (IT, 0010, TOTAL).
type Code struct {
	List  string // list and version: nuts2021, ateco2007, cp2021, isco08, iso3166
	Value string // text, leading zeros kept
}

// IsZero says whether the dimension is absent.
func (c Code) IsZero() bool { return c == Code{} }

// String is list:value, empty for the zero Code.
func (c Code) String() string {
	if c.IsZero() {
		return ""
	}
	return c.List + ":" + c.Value
}

// ParseCode reads the form that String writes.
func ParseCode(text string) Code {
	list, value, ok := strings.Cut(text, ":")
	if !ok {
		return Code{}
	}
	return Code{list, value}
}

// Compare orders by list, then value as text.
func (c Code) Compare(d Code) int {
	return cmp.Or(strings.Compare(c.List, d.List), strings.Compare(c.Value, d.Value))
}

// Key names one series: what is measured, in which unit, for whom and where.
// Dimensions without a field of their own stand in Other as DIM=code pairs in
// the order of their names, joined by ";", so that nothing is lost.
type Key struct {
	Measure     string // indicator id with unit suffix: job_vacancy_rate_sa_pct
	Unit        string // persons, thousand_persons, pct, index, ratio ...
	Territory   Code
	Industry    Code
	Occupation  Code
	Citizenship Code
	Sex         string // T, M, F; empty: no such dimension
	Age         string // Y15-64, TOTAL; empty: no such dimension
	Other       string
}

// Compare is a total order over keys; panels are kept in it.
func (k Key) Compare(l Key) int {
	return cmp.Or(
		strings.Compare(k.Measure, l.Measure), strings.Compare(k.Unit, l.Unit),
		k.Territory.Compare(l.Territory), k.Industry.Compare(l.Industry),
		k.Occupation.Compare(l.Occupation), k.Citizenship.Compare(l.Citizenship),
		strings.Compare(k.Sex, l.Sex), strings.Compare(k.Age, l.Age), strings.Compare(k.Other, l.Other))
}

// String lists the dimensions present, for messages and file names of tests.
func (k Key) String() string {
	parts := []string{k.Measure}
	for _, part := range []string{k.Territory.String(), k.Industry.String(), k.Occupation.String(),
		k.Citizenship.String(), k.Sex, k.Age, k.Other} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " ")
}
