package check

import (
	"fmt"
	"iter"
	"time"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/format/publishedcsv"
	"fabbisogno/ingest/harmonize"
)

// Input is what a file's rows are checked against.
type Input struct {
	Catalog  *catalog.Catalog
	Codes    *codes.Set
	Table    catalog.Table
	File     string
	Released time.Time // zero: not known, nothing lies in the future
}

// Checker applies the rules of numbers 500 to 700 to the rows of one file: those
// of single values as the rows pass (Add), those of rows against each other when
// all have passed (Settle).
type Checker struct {
	in         Input
	indicators map[string]*catalog.Indicator
	scales     map[string]float64 // of measures that the table scales
	measure    string             // of the observation before
	indicator  *catalog.Indicator
	hash       hasher
	periods    map[string]series.Period
	cells      cells
	rules      []crossRule
	loaded     int64 // that have observations
	values     int64 // observations so far
}

// crossRule compares rows of a file with each other and gives issues. It is
// shown every observation in the order of the file.
type crossRule interface {
	// first sees the observations that the rules of single values left.
	first(s *seen)
	// again says whether the rule must see the rows once more, when the
	// duplicates among them are settled; changed says that there were any, so that
	// what first gathered is not what is loaded.
	again(changed bool) bool
	// second sees what is loaded, if again said so.
	second(s *seen)
	// findings are what the rule found.
	findings() []finding
}

// seen is an observation with what several rules need to know of it.
type seen struct {
	*warehouse.Observation
	at        int64         // its number in the file, from 0
	period    series.Period // zero for a span
	indicator *catalog.Indicator
	scale     float64 // by which the file's number was multiplied
	series    uint64  // hash of key, frequency and edition
	cell      uint64  // and of the period
	hash      *hasher
}

// New makes a checker for one file.
func New(in Input) *Checker {
	c := &Checker{in: in, indicators: map[string]*catalog.Indicator{}, periods: map[string]series.Period{}, hash: newHasher()}
	for _, m := range in.Table.Measures {
		if m.Scale != 0 && m.Scale != 1 {
			if c.scales == nil {
				c.scales = map[string]float64{}
			}
			c.scales[m.Indicator] = m.Scale
		}
	}
	if in.Table.Format != publishedcsv.ID { // printed figures are samples: no complete sets, no complete series
		c.rules = []crossRule{newTotals(in.Codes, in.Table), &gaps{}, &columns{}}
	}
	return c
}

// Add applies the rules of single values to a row, which it may reject, and
// notes what the rules across rows need. It is called for every row in the order
// of the file. A row without observations passes unchanged.
func (c *Checker) Add(row harmonize.Outcome) harmonize.Outcome {
	if row.Rejected == nil && len(row.Observations) == 0 {
		return row
	}
	for i := range row.Observations {
		if rejected := c.single(&row.Observations[i]); rejected != nil {
			row = harmonize.Outcome{Rejected: rejected}
			break
		}
	}
	if len(row.Observations) > 0 {
		c.loaded++
	}
	for i := range row.Observations {
		s := c.see(&row.Observations[i], c.values)
		c.values++
		c.cells.add(s.cell)
		for _, r := range c.rules {
			r.first(s)
		}
	}
	return row
}

func (c *Checker) see(o *warehouse.Observation, at int64) *seen {
	s := &seen{Observation: o, at: at, indicator: c.indicatorOf(o.Key.Measure), scale: 1, hash: &c.hash}
	if scale, ok := c.scales[o.Key.Measure]; ok {
		s.scale = scale
	}
	s.series, s.cell = c.hash.of(o)
	if o.Freq != 0 {
		s.period = c.periodOf(o.Period)
	}
	return s
}

func (c *Checker) indicatorOf(measure string) *catalog.Indicator {
	if c.indicator != nil && measure == c.measure {
		return c.indicator
	}
	found, ok := c.indicators[measure]
	if !ok {
		indicator, _ := c.in.Catalog.Indicator(measure) // the zero indicator has no bounds
		found = &indicator
		c.indicators[measure] = found
	}
	c.measure, c.indicator = measure, found
	return found
}

// periodOf parses a period once; harmonize wrote it, so it parses.
func (c *Checker) periodOf(text string) series.Period {
	p, ok := c.periods[text]
	if !ok {
		p, _ = series.ParseStored(text)
		c.periods[text] = p
	}
	return p
}

// Rows gives the rows of a file that were not skipped, as Add left them and in
// the same order. It may be ranged over several times; what it gives is valid
// until the next row.
type Rows = iter.Seq2[harmonize.Outcome, error]

// Settle applies the rules across rows when all rows were added. rows are read
// again only where a rule needs them. The error is that of rows.
func (c *Checker) Settle(rows Rows) (*Settled, error) {
	out := &Settled{}
	if repeated := c.cells.repeated(); len(repeated) > 0 {
		d := duplicates{checker: c, cells: repeated, first: map[cellKey]place{}, groups: map[cellKey][]place{}}
		if err := d.find(rows, out); err != nil {
			return nil, err
		}
	}
	c.cells = cells{}
	if err := c.second(rows, out); err != nil {
		return nil, err
	}
	for _, r := range c.rules {
		found := r.findings()
		if err := c.examples(rows, found); err != nil {
			return nil, err
		}
		out.Issues = append(out.Issues, issuesOf(found)...)
	}
	if loaded := c.loaded - out.lost; loaded < int64(c.in.Table.MinRows) {
		out.Issues = append(out.Issues, warehouse.Issue{Severity: "warning", Rule: "few-rows",
			Message: fmt.Sprintf("%d rows loaded; a complete file of the table has at least %d", loaded, c.in.Table.MinRows)})
	}
	return out, nil
}

// second shows the settled rows to the rules that ask for them.
func (c *Checker) second(rows Rows, settled *Settled) error {
	var rules []crossRule
	for _, r := range c.rules {
		if r.again(settled.Changes()) {
			rules = append(rules, r)
		}
	}
	if len(rules) == 0 {
		return nil
	}
	return c.each(rows, func(i int64, row harmonize.Outcome, at int64) bool {
		for j := range row.Observations {
			if settled.drops(i, j) {
				continue
			}
			s := c.see(&row.Observations[j], at+int64(j))
			for _, r := range rules {
				r.second(s)
			}
		}
		return true
	})
}

// each ranges over the rows with the number of the row and of its first observation.
func (c *Checker) each(rows Rows, visit func(i int64, row harmonize.Outcome, at int64) bool) error {
	var i, at int64
	for row, err := range rows {
		if err != nil {
			return err
		}
		if !visit(i, row, at) {
			return nil
		}
		i++
		at += int64(len(row.Observations))
	}
	return nil
}

// Settled says what became of the rows when they were held against each other.
type Settled struct {
	Issues    []warehouse.Issue
	conflicts map[int64]warehouse.Rejected // by number of the row
	repeats   map[int64][]int              // observations that say again what another says
	lost      int64                        // rows that had observations and have none now
}

// Changes says whether Apply changes any row.
func (s *Settled) Changes() bool { return len(s.conflicts)+len(s.repeats) > 0 }

// Apply gives the final outcome of the i-th row that was not skipped, from 0.
func (s *Settled) Apply(i int64, row harmonize.Outcome) harmonize.Outcome {
	if rejected, ok := s.conflicts[i]; ok {
		return harmonize.Outcome{Rejected: &rejected}
	}
	if s.repeats[i] == nil {
		return row
	}
	var left []warehouse.Observation
	for j, o := range row.Observations {
		if !s.drops(i, j) {
			left = append(left, o)
		}
	}
	if len(left) == 0 {
		return harmonize.Outcome{Skip: "duplicate"}
	}
	return harmonize.Outcome{Observations: left}
}

// drops says whether the j-th observation of a row is not loaded.
func (s *Settled) drops(i int64, j int) bool {
	if _, ok := s.conflicts[i]; ok {
		return true
	}
	for _, dropped := range s.repeats[i] {
		if dropped == j {
			return true
		}
	}
	return false
}
