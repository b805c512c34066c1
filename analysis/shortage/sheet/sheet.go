package sheet

import (
	"fmt"
	"slices"

	"fabbisogno/analysis/shortage"
)

// Sheet is a file of inputs, ready to be run.
type Sheet struct {
	File  string
	Card  shortage.Card
	Cases []Case // one for each unit; of a cross-section one for all
	// Missing counts cells without a number by what they say.
	Missing Missing
}

// Case is what one run of a method takes.
type Case struct {
	Unit  string   // name of the unit; empty where the file names none
	Units []string // of a cross-section: names of its rows
	Row   int64    // the first row of the case in the file
	In    shortage.Columns
	// Errors are standard errors of the inputs that have a column of them, value by
	// value; NaN is none.
	Errors shortage.Columns
}

// Missing counts cells without a number.
type Missing struct {
	Empty         int `json:"empty"`
	Unavailable   int `json:"unavailable"`    // x
	Suppressed    int `json:"suppressed"`     // c
	NotApplicable int `json:"not_applicable"` // z
}

// Total counts all of them.
func (m Missing) Total() int { return m.Empty + m.Unavailable + m.Suppressed + m.NotApplicable }

// Result is what a method says of all units of a sheet.
type Result struct {
	Rows []shortage.AnswerRow // one for each unit, in the order of the file
	// All is what a cross-section says of all units together; nil where it says nothing.
	All *shortage.AnswerRow
	// Spreads are, where the sheet has standard errors, what they make of each row
	// (and, last, of All where there is one); nil where inputs are taken as exact.
	Spreads []Spread
}

// Run runs the method on every case. An input that the method refuses is an
// error with file and row.
func (s Sheet) Run(m shortage.Method, p shortage.Parameters) (Result, error) {
	var out Result
	for _, c := range s.Cases {
		a, err := m.Run(c.In, p)
		if err != nil {
			return Result{}, s.refused(c.Row, c.Unit, err)
		}
		if !s.Card.CrossSection {
			out.Rows = append(out.Rows, shortage.AnswerRow{Unit: c.Unit, Class: a.Class, Values: a.Values})
			continue
		}
		for _, r := range a.Rows {
			if r.Unit, err = named(r.Unit, c.Units); err != nil {
				return Result{}, fmt.Errorf("run %s: %w", m.ID, err)
			}
			out.Rows = append(out.Rows, r)
		}
		if a.Class != "" || len(a.Values) > 0 {
			out.All = &shortage.AnswerRow{Class: a.Class, Values: a.Values}
		}
	}
	return out, nil
}

// Method finds the method of a card.
func Method(id string) (shortage.Method, shortage.Card, error) {
	methods := shortage.Methods()
	i := slices.IndexFunc(methods, func(m shortage.Method) bool { return m.ID == id })
	if i < 0 {
		return shortage.Method{}, shortage.Card{}, fmt.Errorf("unknown diagnosis method %q", id)
	}
	card, err := shortage.ReadCard(id)
	return methods[i], card, err
}
