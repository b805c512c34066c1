package ingest

import (
	"context"
	"fmt"
	"math"

	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/format/publishedcsv"
	"fabbisogno/ingest/spool"
)

// History says what is done with a file whose values differ from those that the
// table has already.
type History int

// The ways; the zero value is for files that are our own and for loading again.
const (
	HistoryIgnored  History = iota // nothing is compared
	HistoryChecked                 // a suspect file is refused
	HistoryAccepted                // somebody has looked: a large revision is loaded and noted
)

// Limits of what is compared with the values loaded before.
const (
	leastCommon   = 12  // values in both; fewer tell nothing
	mostCommon    = 1e6 // values of the table that are held in memory; larger tables are sampled by their first series
	scaledShare   = 0.9 // of the values moved by the same power of ten: the unit changed
	revisedShare  = 0.5 // of the values changed by more than revisedChange: more than a revision
	revisedChange = 0.2
)

// past gives the values that a table has now; *warehouse.DB does.
type past interface {
	Panel(ctx context.Context, s warehouse.Selection) (series.Panel, error)
}

// pastCell is a value by what it is of.
type pastCell struct {
	key    series.Key
	period string
}

// comparison counts values in a file and in what was loaded before.
type comparison struct {
	common, revised int
	powers          map[int]int // of ten between the two values, when nothing else is
	example         map[int]string
	worst           string // the largest revision
	change          float64
}

// checkHistory compares a file with what its table has. Values moved by a power of
// ten refuse it: the unit changed, and no one has said so. Where most values
// changed by more than a fifth, it is loaded only when that was accepted.
func (g *Ingester) checkHistory(ctx context.Context, r Request, p *parsed) error {
	db, ok := g.DB.(past)
	if !ok || r.History == HistoryIgnored || r.Kept != "" || p.report.AlreadyLoaded ||
		p.report.Format == Definitions || p.table.Format == publishedcsv.ID {
		return nil
	}
	panel, err := db.Panel(ctx, warehouse.Selection{Tables: []string{p.table.ID}})
	if err != nil {
		return err
	}
	before := map[pastCell]float64{}
	for _, s := range panel {
		if s.Synthetic != p.report.IsSynthetic {
			continue // made-up and real values differ as they will
		}
		for i, v := range s.Values {
			if v != 0 && !math.IsNaN(v) {
				before[pastCell{s.Key, s.Start.Add(i).String()}] = v
			}
		}
		if len(before) > mostCommon {
			break
		}
	}
	if len(before) < leastCommon {
		return nil
	}
	c := comparison{powers: map[int]int{}, example: map[int]string{}}
	for row, err := range spool.Rows(p.spool) {
		if err != nil {
			return err
		}
		for _, o := range row.Observations {
			if v, ok := before[pastCell{o.Key, o.Period}]; ok && o.Value != 0 && !math.IsNaN(o.Value) {
				c.add(o, v)
			}
		}
	}
	return c.judge(r, p)
}

func (c *comparison) add(o warehouse.Observation, before float64) {
	c.common++
	said := func() string {
		return fmt.Sprintf("%s in %s was %v and is %v", o.Key, o.Period, before, o.Value)
	}
	ratio := o.Value / before
	if ratio > 0 {
		power := math.Round(math.Log10(ratio))
		if power != 0 && math.Abs(math.Log10(ratio)-power) < 0.1 {
			if c.powers[int(power)]++; c.powers[int(power)] == 1 {
				c.example[int(power)] = said()
			}
		}
	}
	if change := math.Abs(o.Value-before) / math.Abs(before); change > revisedChange {
		c.revised++
		if change > c.change {
			c.change, c.worst = change, said()
		}
	}
}

func (c *comparison) judge(r Request, p *parsed) error {
	if c.common < leastCommon {
		return nil
	}
	for power, n := range c.powers {
		if float64(n) >= scaledShare*float64(c.common) {
			return &SourceError{Table: p.table.ID, File: p.report.File, Rule: "unit-suspect",
				Err:  fmt.Errorf("%d of %d values that were loaded before are now times 10 to the power of %d; the first: %s", n, c.common, power, c.example[power]),
				Hint: "if the publisher changed the unit, declare the scale under [[measure]] in datasets/catalog/tables/" + p.table.ID + ".toml and load the file again"}
		}
	}
	if float64(c.revised) <= revisedShare*float64(c.common) {
		return nil
	}
	message := fmt.Sprintf("%d of %d values that were loaded before changed by more than %.0f %%; the largest change: %s", c.revised, c.common, 100*revisedChange, c.worst)
	if r.History == HistoryAccepted {
		p.report.Issues = append(p.report.Issues, warehouse.Issue{Severity: "warning", Rule: "revision", Message: message})
		return nil
	}
	return &SourceError{Table: p.table.ID, File: p.report.File, Rule: "revision-large", Err: fmt.Errorf("%s", message),
		Hint: "look at the note of the publisher; load the file with --accept if the revision is meant"}
}

var _ past = (*warehouse.DB)(nil)
