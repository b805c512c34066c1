package check

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/format/publishedcsv"
)

// single applies the rules of a value by itself; nil when it passes.
func (c *Checker) single(o *warehouse.Observation) *warehouse.Rejected {
	if rejected := c.outOfRange(o, c.indicatorOf(o.Key.Measure)); rejected != nil {
		return rejected
	}
	return c.inFuture(o)
}

// reject sets a row aside for one of its observations.
func (c *Checker) reject(o *warehouse.Observation, rule, hint, message string, args ...any) *warehouse.Rejected {
	return &warehouse.Rejected{FileName: c.in.File, Row: o.Row, Column: o.Column, Value: valueText(o.Value, o.Exact),
		Rule: rule, Message: fmt.Sprintf(message, args...), Hint: hint}
}

// valueText is a value for people, by its digits where it has them.
func valueText(v float64, exact string) string {
	switch {
	case math.IsNaN(v):
		return ""
	case exact != "":
		return exact
	}
	if math.Abs(v) >= 1e15 && math.Abs(v) < 1e21 {
		return strconv.FormatFloat(v, 'f', -1, 64) // a whole number that people wrote as one
	}
	return fmt.Sprint(v)
}

func (c *Checker) outOfRange(o *warehouse.Observation, indicator *catalog.Indicator) *warehouse.Rejected {
	side, bound := "", 0.0
	switch {
	case indicator.Minimum != nil && o.Value < *indicator.Minimum:
		side, bound = "below the smallest", *indicator.Minimum
	case indicator.Maximum != nil && o.Value > *indicator.Maximum:
		side, bound = "above the largest", *indicator.Maximum
	default:
		return nil
	}
	hint := fmt.Sprintf("correct the value at the source, or change the bounds of %s in datasets/catalog/indicators", indicator.ID)
	return c.reject(o, "range", hint, "%s is %s possible value, %v", valueText(o.Value, o.Exact), side, bound)
}

// inFuture rejects a value of a period that had not begun when it was released.
// Published figures speak of plans and needs to come and are exempt.
func (c *Checker) inFuture(o *warehouse.Observation) *warehouse.Rejected {
	released := c.in.Released
	if !o.Released.IsZero() {
		released = o.Released
	}
	if c.in.Table.Format == publishedcsv.ID || released.IsZero() || !o.PeriodStart.After(released) || isForecast(o.Status) {
		return nil
	}
	return c.reject(o, "future-period", "check the release day of the file; forecasts carry the flag f",
		"%s begins after the release of %s", o.Period, released.Format(time.DateOnly))
}

func isForecast(status string) bool {
	for _, flag := range strings.Fields(status) {
		if flag == "f" {
			return true
		}
	}
	return false
}
