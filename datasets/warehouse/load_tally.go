package warehouse

import (
	"fmt"
	"iter"
	"math"
	"strconv"
	"strings"
	"time"

	"fabbisogno/datasets/series"
)

// tally counts the rows of a load on their way into the database, and refuses
// what a series may not hold.
type tally struct {
	observations int64
	rejected     int64
	places       int64 // rows of the file among the rejected
	last         place
	periods      map[string]series.Period
}

type place struct {
	file string
	row  int64
}

// batches ranges over the rows of a load, those in slices first, and counts them.
func (t *tally) batches(l Load) iter.Seq2[Batch, error] {
	return func(yield func(Batch, error) bool) {
		*t = tally{periods: t.periods}
		give := func(b Batch, err error) bool {
			if err == nil {
				err = t.add(b)
			}
			return yield(b, err) && err == nil
		}
		if len(l.Observations)+len(l.Rejected) > 0 && !give(Batch{l.Observations, l.Rejected}, nil) {
			return
		}
		for b, err := range l.Rows {
			if !give(b, err) {
				return
			}
		}
	}
}

func (t *tally) add(b Batch) error {
	t.observations += int64(len(b.Observations))
	for i := range b.Observations {
		if err := t.check(&b.Observations[i]); err != nil {
			return err
		}
	}
	t.rejected += int64(len(b.Rejected))
	for _, r := range b.Rejected {
		if p := (place{r.FileName, r.Row}); p != t.last {
			t.last = p
			t.places++
		}
	}
	return nil
}

// complete refuses rows of which there are more or fewer than counted. A
// rejected row may break several rules and so have several entries, one after
// another, but never none.
func (t *tally) complete(c Counts) error {
	if c.Observations != t.observations {
		return fmt.Errorf("%d observations counted, %d given", c.Observations, t.observations)
	}
	if c.Rejected < t.places || c.Rejected > t.rejected {
		return fmt.Errorf("%d rows counted as rejected, %d given with %d reasons", c.Rejected, t.places, t.rejected)
	}
	return nil
}

func (t *tally) check(o *Observation) error {
	if math.IsInf(o.Value, 0) {
		return fmt.Errorf("row %d, column %q: %w", o.Row, o.Column, series.ErrInfinite)
	}
	if o.Exact != "" {
		if n, err := strconv.ParseFloat(o.Exact, 64); err != nil || n != o.Value || len(strings.TrimPrefix(o.Exact, "-")) > 38 {
			return fmt.Errorf("row %d, column %q: the digits %q are not those of %v", o.Row, o.Column, o.Exact, o.Value)
		}
	}
	if o.Freq == 0 {
		return nil
	}
	p, ok := t.periods[o.Period]
	if !ok {
		var err error
		if p, err = series.ParseStored(o.Period); err != nil {
			return fmt.Errorf("row %d, column %q: %w", o.Row, o.Column, err)
		}
		if t.periods == nil {
			t.periods = map[string]series.Period{}
		}
		t.periods[o.Period] = p
	}
	if p.Freq() != o.Freq {
		return fmt.Errorf("row %d, column %q: period %q is not written as frequency %s is", o.Row, o.Column, o.Period, o.Freq)
	}
	if !o.PeriodStart.IsZero() && !o.PeriodStart.Equal(p.First()) {
		return fmt.Errorf("row %d, column %q: period %s does not start on %s", o.Row, o.Column, o.Period, o.PeriodStart.Format(time.DateOnly))
	}
	return nil
}
