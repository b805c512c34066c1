package check

import (
	"fmt"
	"math"
	"strings"
	"time"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/format/publishedcsv"
	"fabbisogno/ingest/harmonize"
)

// Input is a file's rows and what they are checked against.
type Input struct {
	Catalog  *catalog.Catalog
	Codes    *codes.Set
	Table    catalog.Table
	File     string
	Released time.Time // zero: not known, nothing lies in the future
	Rows     []harmonize.Outcome
}

// Run applies the rules of numbers 500 to 700 to the rows, changes their
// outcomes, and gives the issues found.
func Run(in Input) []warehouse.Issue {
	c := checker{Input: in}
	c.values()
	c.duplicates()
	var issues []warehouse.Issue
	if in.Table.Format != publishedcsv.ID { // printed figures are samples: no complete sets, no complete series
		issues = append(issues, c.totals()...)
		issues = append(issues, c.gaps()...)
	}
	loaded := 0
	for _, r := range in.Rows {
		if len(r.Observations) > 0 {
			loaded++
		}
	}
	if loaded < in.Table.MinRows {
		issues = append(issues, warehouse.Issue{Severity: "warning", Rule: "few-rows",
			Message: fmt.Sprintf("%d rows loaded; a complete file of the table has at least %d", loaded, in.Table.MinRows)})
	}
	return issues
}

type checker struct{ Input }

// reject sets a row aside for one of its observations.
func (c *checker) reject(i int, o warehouse.Observation, rule, hint, message string, args ...any) {
	c.Rows[i] = harmonize.Outcome{Rejected: &warehouse.Rejected{FileName: c.File, Row: o.Row, Column: o.Column, Value: valueText(o.Value),
		Rule: rule, Message: fmt.Sprintf(message, args...), Hint: hint}}
}

func valueText(v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	return fmt.Sprintf("%v", v)
}

// values checks each value by itself: range and future periods.
func (c *checker) values() {
	indicators := map[string]catalog.Indicator{}
	for i, r := range c.Rows {
		for _, o := range r.Observations {
			indicator, ok := indicators[o.Key.Measure]
			if !ok {
				indicator, _ = c.Catalog.Indicator(o.Key.Measure)
				indicators[o.Key.Measure] = indicator
			}
			if c.outOfRange(i, o, indicator) || c.inFuture(i, o) {
				break
			}
		}
	}
}

func (c *checker) outOfRange(i int, o warehouse.Observation, indicator catalog.Indicator) bool {
	hint := fmt.Sprintf("correct the value at the source, or change the bounds of %s in datasets/catalog/indicators", indicator.ID)
	switch {
	case indicator.Minimum != nil && o.Value < *indicator.Minimum:
		c.reject(i, o, "range", hint, "%v is below the smallest possible value, %v", o.Value, *indicator.Minimum)
	case indicator.Maximum != nil && o.Value > *indicator.Maximum:
		c.reject(i, o, "range", hint, "%v is above the largest possible value, %v", o.Value, *indicator.Maximum)
	default:
		return false
	}
	return true
}

// inFuture rejects a value of a period that had not begun when it was released.
// Published figures speak of plans and needs to come and are exempt.
func (c *checker) inFuture(i int, o warehouse.Observation) bool {
	released := c.Released
	if !o.Released.IsZero() {
		released = o.Released
	}
	if c.Table.Format == publishedcsv.ID || released.IsZero() || !o.PeriodStart.After(released) || isForecast(o.Status) {
		return false
	}
	c.reject(i, o, "future-period", "check the release day of the file; forecasts carry the flag f",
		"%s begins after the release of %s", o.Period, released.Format(time.DateOnly))
	return true
}

func isForecast(status string) bool {
	for _, flag := range strings.Fields(status) {
		if flag == "f" {
			return true
		}
	}
	return false
}

// cellKey names what an observation speaks of, edition included.
type cellKey struct {
	key     series.Key
	period  string
	vintage string
	freq    series.Freq
}

func keyOf(o warehouse.Observation) cellKey { return cellKey{o.Key, o.Period, o.Vintage, o.Freq} }

type place struct{ row, column int }

// duplicates makes one of rows that say the same, and rejects rows that
// contradict each other.
func (c *checker) duplicates() {
	first := map[cellKey]place{}
	groups := map[cellKey][]place{}
	var order []cellKey
	for i, r := range c.Rows {
		for j, o := range r.Observations {
			k := keyOf(o)
			p, seen := first[k]
			if !seen {
				first[k] = place{i, j}
				continue
			}
			if groups[k] == nil {
				groups[k] = []place{p}
				order = append(order, k)
			}
			groups[k] = append(groups[k], place{i, j})
		}
	}
	conflicts := map[int]warehouse.Rejected{}
	for _, k := range order {
		if c.agree(groups[k]) {
			continue
		}
		for n, p := range groups[k] {
			other := groups[k][0]
			if n == 0 {
				other = groups[k][1]
			}
			if _, done := conflicts[p.row]; done {
				continue
			}
			conflicts[p.row] = c.conflict(p, other)
		}
	}
	for i := range c.Rows {
		if rejected, ok := conflicts[i]; ok {
			c.Rows[i] = harmonize.Outcome{Rejected: &rejected}
		}
	}
	c.dropRepeats(order, groups)
}

// conflict is the rejection of a row that contradicts another.
func (c *checker) conflict(p, other place) warehouse.Rejected {
	o, b := c.Rows[p.row].Observations[p.column], c.Rows[other.row].Observations[other.column]
	return warehouse.Rejected{FileName: c.File, Row: o.Row, Column: o.Column, Value: valueText(o.Value), Rule: "duplicate-conflict",
		Message: fmt.Sprintf("%s in %s is %s here and %s in row %d, %s", o.Key, o.Period, orMissing(o.Value), orMissing(b.Value), b.Row, b.Column),
		Hint:    "ask the publisher which is right; neither is loaded"}
}

func orMissing(v float64) string {
	if math.IsNaN(v) {
		return "missing"
	}
	return valueText(v)
}

func (c *checker) agree(places []place) bool {
	a := c.Rows[places[0].row].Observations[places[0].column].Value
	for _, p := range places[1:] {
		b := c.Rows[p.row].Observations[p.column].Value
		if a != b && !(math.IsNaN(a) && math.IsNaN(b)) {
			return false
		}
	}
	return true
}

// dropRepeats keeps the first of observations that say the same. A row left
// without any is skipped.
func (c *checker) dropRepeats(order []cellKey, groups map[cellKey][]place) {
	drop := map[int]map[int]bool{}
	for _, k := range order {
		kept := false
		for _, p := range groups[k] {
			switch {
			case c.Rows[p.row].Rejected != nil:
			case !kept:
				kept = true
			default:
				if drop[p.row] == nil {
					drop[p.row] = map[int]bool{}
				}
				drop[p.row][p.column] = true
			}
		}
	}
	for i := range c.Rows {
		if drop[i] == nil {
			continue
		}
		var left []warehouse.Observation
		for j, o := range c.Rows[i].Observations {
			if !drop[i][j] {
				left = append(left, o)
			}
		}
		c.Rows[i].Observations = left
		if len(left) == 0 {
			c.Rows[i] = harmonize.Outcome{Skip: "duplicate"}
		}
	}
}
