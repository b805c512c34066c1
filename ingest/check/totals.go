package check

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

// dimensions that partitions speak of, with access to the key.
var dimensions = []struct {
	name string
	of   func(*series.Key) *series.Code
}{
	{"territory", func(k *series.Key) *series.Code { return &k.Territory }},
	{"industry", func(k *series.Key) *series.Code { return &k.Industry }},
	{"occupation", func(k *series.Key) *series.Code { return &k.Occupation }},
	{"citizenship", func(k *series.Key) *series.Code { return &k.Citizenship }},
}

// totals compares wholes with their parts over the declared partitions. Only
// counts add up; seasonally adjusted series are adjusted each by itself and do not.
func (c *checker) totals() []warehouse.Issue {
	partitions := map[string][]codes.Partition{}
	for _, p := range c.Codes.Partitions() {
		if p.Whole != "" {
			partitions[p.List] = append(partitions[p.List], p)
		}
	}
	var issues []warehouse.Issue
	for _, d := range dimensions {
		groups := map[cellKey]map[string]float64{}
		var order []cellKey
		lists := map[cellKey]string{}
		for _, r := range c.Rows {
			for _, o := range r.Observations {
				code := *d.of(&o.Key)
				if code.IsZero() || len(partitions[code.List]) == 0 || !c.adds(o.Key) {
					continue
				}
				k := keyOf(o)
				*d.of(&k.key) = series.Code{List: code.List}
				if groups[k] == nil {
					groups[k] = map[string]float64{}
					lists[k] = code.List
					order = append(order, k)
				}
				groups[k][code.Value] = o.Value
			}
		}
		found := map[string]*gathered{}
		for _, k := range order {
			for _, p := range partitions[lists[k]] {
				if message := compare(p, groups[k]); message != "" {
					gather(found, d.name+" "+p.Name, fmt.Sprintf("%s in %s: %s", k.key, k.period, message))
				}
			}
		}
		issues = append(issues, issuesOf(found, "total", "totals that differ from the sum of their parts")...)
	}
	return issues
}

func (c *checker) adds(k series.Key) bool {
	if k.Unit != "persons" && k.Unit != "thousand_persons" {
		return false
	}
	indicator, ok := c.Catalog.Indicator(k.Measure)
	return ok && !indicator.Adjusted
}

// compare gives the difference of a whole and its parts when rounding does not
// explain it; empty when it does, or when a part is not known.
func compare(p codes.Partition, values map[string]float64) string {
	whole, ok := values[p.Whole]
	if !ok || math.IsNaN(whole) {
		return ""
	}
	sum, unit := 0.0, roundingUnit(whole)
	for _, code := range p.Codes {
		v, ok := values[code]
		if !ok || math.IsNaN(v) {
			return ""
		}
		sum += v
		unit = min(unit, roundingUnit(v))
	}
	// Each number is off by at most half a unit; 1e-9 covers the sum's own rest.
	tolerance := unit / 2 * float64(len(p.Codes)+1)
	if math.Abs(whole-sum) <= tolerance+1e-9*math.Abs(whole) {
		return ""
	}
	return fmt.Sprintf("%s is %v, its %d parts add to %v", p.Whole, whole, len(p.Codes), round(sum))
}

// roundingUnit is the place to which a number was rounded: 10 for tens, 1 for
// units, 0.1 and so on. Zero tells nothing and counts as tens.
func roundingUnit(v float64) float64 {
	if math.Mod(v, 10) == 0 {
		return 10
	}
	text := strconv.FormatFloat(v, 'f', -1, 64)
	_, fraction, _ := strings.Cut(text, ".")
	return math.Pow(10, -float64(len(fraction)))
}

func round(v float64) float64 { return math.Round(v*1e6) / 1e6 }

// gaps finds series with missing periods between their first and last.
func (c *checker) gaps() []warehouse.Issue {
	if c.onePeriod() {
		return nil
	}
	type seriesKey struct {
		key     series.Key
		freq    series.Freq
		vintage string
	}
	groups := map[seriesKey]map[string]series.Period{}
	var order []seriesKey
	parsed := map[string]series.Period{}
	for _, r := range c.Rows {
		for _, o := range r.Observations {
			if o.Freq == 0 {
				continue
			}
			p, ok := parsed[o.Period]
			if !ok {
				var err error
				if p, err = series.ParsePeriod(o.Period); err != nil {
					continue // spans have no frequency and harmonize wrote the rest
				}
				parsed[o.Period] = p
			}
			k := seriesKey{o.Key, o.Freq, o.Vintage}
			if groups[k] == nil {
				groups[k] = map[string]series.Period{}
				order = append(order, k)
			}
			groups[k][o.Period] = p
		}
	}
	found := map[string]*gathered{}
	for _, k := range order {
		var first, last series.Period
		for _, p := range groups[k] {
			if first.IsZero() || p.Compare(first) < 0 {
				first = p
			}
			if last.IsZero() || p.Compare(last) > 0 {
				last = p
			}
		}
		if missing := last.Since(first) + 1 - len(groups[k]); missing > 0 {
			gather(found, k.key.Measure, fmt.Sprintf("%s: %d periods between %s and %s", k.key, missing, first, last))
		}
	}
	return issuesOf(found, "gap", "series with missing periods")
}

// onePeriod says whether all rows speak of the same period, as in a workbook.
func (c *checker) onePeriod() bool {
	period := ""
	for _, r := range c.Rows {
		for _, o := range r.Observations {
			if period == "" {
				period = o.Period
			}
			if o.Period != period {
				return false
			}
		}
	}
	return true
}

// gathered are issues of one kind: how many, and the first.
type gathered struct {
	count   int
	example string
}

func gather(found map[string]*gathered, kind, example string) {
	if g, ok := found[kind]; ok {
		g.count++
		return
	}
	found[kind] = &gathered{1, example}
}

func issuesOf(found map[string]*gathered, rule, what string) []warehouse.Issue {
	var issues []warehouse.Issue
	for kind, g := range found {
		issues = append(issues, warehouse.Issue{Severity: "warning", Rule: rule,
			Message: fmt.Sprintf("%s: %d %s; the first: %s", kind, g.count, what, g.example)})
	}
	slices.SortFunc(issues, func(a, b warehouse.Issue) int { return cmp.Compare(a.Message, b.Message) })
	return issues
}
