package check

import (
	"fmt"
	"math"

	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/harmonize"
)

// cellKey names what an observation speaks of, edition included.
type cellKey struct {
	key     series.Key
	period  string
	vintage string
	freq    series.Freq
}

func keyOf(o *warehouse.Observation) cellKey {
	return cellKey{o.Key, o.Period, o.Vintage, o.Freq}
}

// place is an observation of a row with what is compared and said of it.
type place struct {
	row       int64 // number of the row in the file as it was read
	column    int   // number of the observation in the row
	line      int64
	reference string
	value     float64
	exact     string // digits that value can't hold
}

// duplicates makes one of rows that say the same, and rejects rows that
// contradict each other. Only cells whose hash occurs more than once are looked at.
type duplicates struct {
	checker *Checker
	cells   map[uint64]bool
	first   map[cellKey]place
	groups  map[cellKey][]place
	order   []cellKey
}

func (d *duplicates) find(rows Rows, out *Settled) error {
	counts := map[int64]int{} // observations of the rows met
	c := d.checker
	err := c.each(rows, func(i int64, row harmonize.Outcome, _ int64) bool {
		for j := range row.Observations {
			o := &row.Observations[j]
			if _, cell := c.hash.of(o); d.cells[cell] {
				counts[i] = len(row.Observations)
				d.gather(keyOf(o), place{i, j, o.Row, o.Column, o.Value, o.Exact})
			}
		}
		return true
	})
	if err != nil {
		return err
	}
	d.conflicts(out)
	d.repeats(out)
	out.lost = int64(len(out.conflicts))
	for i, dropped := range out.repeats {
		if len(dropped) == counts[i] {
			out.lost++
		}
	}
	return nil
}

func (d *duplicates) gather(k cellKey, p place) {
	before, seen := d.first[k]
	if !seen {
		d.first[k] = p
		return
	}
	if d.groups[k] == nil {
		d.groups[k] = []place{before}
		d.order = append(d.order, k)
	}
	d.groups[k] = append(d.groups[k], p)
}

// conflicts rejects rows that contradict each other.
func (d *duplicates) conflicts(out *Settled) {
	out.conflicts = map[int64]warehouse.Rejected{}
	for _, k := range d.order {
		group := d.groups[k]
		if agree(group) {
			continue
		}
		for n, p := range group {
			other := group[0]
			if n == 0 {
				other = group[1]
			}
			if _, done := out.conflicts[p.row]; !done {
				out.conflicts[p.row] = d.conflict(k, p, other)
			}
		}
	}
}

// conflict is the rejection of a row that contradicts another.
func (d *duplicates) conflict(k cellKey, p, other place) warehouse.Rejected {
	return warehouse.Rejected{FileName: d.checker.in.File, Row: p.line, Column: p.reference, Value: valueText(p.value, p.exact), Rule: "duplicate-conflict",
		Message: fmt.Sprintf("%s in %s is %s here and %s in row %d, %s", k.key, k.period, orMissing(p), orMissing(other), other.line, other.reference),
		Hint:    "ask the publisher which is right; neither is loaded"}
}

func orMissing(p place) string {
	if math.IsNaN(p.value) {
		return "missing"
	}
	return valueText(p.value, p.exact)
}

func agree(places []place) bool {
	a := places[0].value
	for _, p := range places[1:] {
		if b := p.value; a != b && !(math.IsNaN(a) && math.IsNaN(b)) || p.exact != places[0].exact {
			return false
		}
	}
	return true
}

// repeats keeps the first of observations that say the same.
func (d *duplicates) repeats(out *Settled) {
	out.repeats = map[int64][]int{}
	for _, k := range d.order {
		kept := false
		for _, p := range d.groups[k] {
			if _, rejected := out.conflicts[p.row]; rejected {
				continue
			}
			if kept {
				out.repeats[p.row] = append(out.repeats[p.row], p.column)
			}
			kept = true
		}
	}
}
