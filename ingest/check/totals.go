package check

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

// totals compares wholes with their parts: over the partitions of code lists, and
// over the totals that the table declares.
//
// The first pass only notes which codes occur: a partition of which the whole or
// a part occurs nowhere can't be compared, and most files need no second pass.
type totals struct {
	dimensions []dimensionTotals
}

type dimensionTotals struct {
	axis
	partitions []*partitionTotals
	byList     map[string][]*partitionTotals
	last       series.Code // of the observation before
}

// partitionTotals are the groups of one partition in one dimension.
type partitionTotals struct {
	codes.Partition
	occur  map[string]bool // whether the whole and the parts do; keys never change
	index  map[uint64]int32
	groups []group
	full   bool
}

// group is a whole and its parts, as far as they were met.
type group struct {
	at               int64 // first observation
	whole, sum, unit float64
	parts            int32
	hasWhole         bool
}

func newTotals(set *codes.Set, table catalog.Table) *totals {
	t := &totals{}
	for _, a := range listAxes() {
		t.dimensions = append(t.dimensions, newDimensionTotals(a, set.Partitions()))
	}
	axes, declared := declaredAxes(table)
	for i, a := range axes {
		t.dimensions = append(t.dimensions, newDimensionTotals(a, declared[i]))
	}
	return t
}

func newDimensionTotals(a axis, partitions []codes.Partition) dimensionTotals {
	d := dimensionTotals{axis: a, byList: map[string][]*partitionTotals{}}
	for _, p := range partitions {
		if p.Whole == "" {
			continue
		}
		pt := &partitionTotals{Partition: p, occur: map[string]bool{p.Whole: false}}
		for _, code := range p.Codes {
			pt.occur[code] = false
		}
		d.partitions = append(d.partitions, pt)
		d.byList[p.List] = append(d.byList[p.List], pt)
	}
	return d
}

func (t *totals) first(s *seen) {
	counts := adds(s)
	for i := range t.dimensions {
		d := &t.dimensions[i]
		if !counts && !d.isDeclared {
			continue
		}
		code := d.code(s)
		if code == d.last {
			continue
		}
		d.last = code
		for _, p := range d.byList[code.List] {
			if _, member := p.occur[code.Value]; member {
				p.occur[code.Value] = true
			}
		}
	}
}

// again keeps the partitions that can be compared.
func (t *totals) again(bool) bool {
	any := false
	for i := range t.dimensions {
		d := &t.dimensions[i]
		d.byList = map[string][]*partitionTotals{}
		d.partitions = slices.DeleteFunc(d.partitions, func(p *partitionTotals) bool {
			for _, occurs := range p.occur {
				if !occurs {
					return true
				}
			}
			return false
		})
		for _, p := range d.partitions {
			p.index = map[uint64]int32{}
			d.byList[p.List] = append(d.byList[p.List], p)
			any = true
		}
	}
	return any
}

func (t *totals) second(s *seen) {
	counts := adds(s)
	for i := range t.dimensions {
		d := &t.dimensions[i]
		if len(d.byList) == 0 || !counts && !d.isDeclared {
			continue
		}
		code := d.code(s)
		all := d.byList[code.List]
		if len(all) == 0 {
			continue
		}
		hash := d.without(s)
		for _, p := range all {
			if p.occur[code.Value] {
				p.add(hash, s, code.Value)
			}
		}
	}
}

func (p *partitionTotals) add(hash uint64, s *seen, code string) {
	value := s.Value
	i, ok := p.index[hash]
	switch {
	case p.full:
		return
	case !ok && len(p.groups) == maxSeries:
		p.index, p.groups, p.full = nil, nil, true
		return
	case !ok:
		i = int32(len(p.groups))
		p.index[hash] = i
		p.groups = append(p.groups, group{at: s.at, unit: math.Inf(1)})
	}
	g := &p.groups[i]
	if code == p.Whole {
		g.whole, g.hasWhole = value, true
	} else {
		g.parts++
		g.sum += value
	}
	if !math.IsNaN(value) {
		g.unit = min(g.unit, s.scale*roundingUnit(value/s.scale))
	}
}

func (t *totals) findings() []finding {
	var out []finding
	for i, d := range t.dimensions {
		var found, rounded gathered
		for _, p := range d.partitions {
			if p.full {
				f := unchecked("total", d.name+" groups of "+p.Name)
				f.group = i
				out = append(out, f)
			}
			for _, g := range p.groups {
				message, isRounded := p.compare(g)
				if message == "" {
					continue
				}
				kinds := &found
				if isRounded {
					kinds = &rounded
				}
				kinds.add(d.name+" "+p.Name, g.at, func(o *warehouse.Observation) string {
					k := o.Key
					d.blank(&k)
					return fmt.Sprintf("%s in %s: %s", k, o.Period, message)
				})
			}
		}
		for _, f := range found.findings("total", "totals that differ from the sum of their parts") {
			f.group = i
			out = append(out, f)
		}
		for _, f := range rounded.findings("total-rounded", "totals that differ from the sum of their parts by what rounding explains") {
			f.group, f.isNote = i, true
			out = append(out, f)
		}
	}
	return out
}

// adds says whether an observation's parts add up to its whole.
func adds(s *seen) bool {
	unit := s.Key.Unit
	return (unit == "persons" || unit == "thousand_persons") && s.indicator.ID != "" && !s.indicator.Adjusted
}

// compare gives the difference of a whole and its parts, and whether rounding
// explains it; empty when there is none, or when a part is not known: NaN is in the
// sum then.
func (p *partitionTotals) compare(g group) (message string, isRounded bool) {
	if !g.hasWhole || int(g.parts) != len(p.Codes) || math.IsNaN(g.whole) || math.IsNaN(g.sum) {
		return "", false
	}
	// Each number is off by at most half a unit; 1e-9 covers the sum's own rest.
	rest := 1e-9 * math.Abs(g.whole)
	tolerance := g.unit / 2 * float64(len(p.Codes)+1)
	difference := math.Abs(g.whole - g.sum)
	if difference <= rest {
		return "", false
	}
	return fmt.Sprintf("%s is %v, its %d parts add to %v", p.Whole, g.whole, len(p.Codes), round(g.sum)), difference <= tolerance+rest
}

// roundingUnit is the place to which a number was rounded: 10 for tens, 1 for
// units, 0.1 and so on. Zero tells nothing and counts as tens.
func roundingUnit(v float64) float64 {
	if math.Mod(v, 10) == 0 {
		return 10
	}
	if v == math.Trunc(v) {
		return 1
	}
	text := strconv.FormatFloat(v, 'f', -1, 64)
	_, fraction, _ := strings.Cut(text, ".")
	return math.Pow(10, -float64(len(fraction)))
}

func round(v float64) float64 { return math.Round(v*1e6) / 1e6 }
