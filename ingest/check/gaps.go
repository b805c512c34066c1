package check

import (
	"fmt"

	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

// maxSeries is of how many series, or groups of a total, the periods or sums are
// held in memory: about 60 MB. A file with more says that they were not looked at.
const maxSeries = 1 << 20

// gaps finds series with missing periods between their first and last. Series
// are told apart by hash: of a million, the chance that any two are taken for one
// is 3 in 100 million, and a note is all it could spoil.
type gaps struct {
	index   map[uint64]int32
	states  []span
	last    uint64 // series of the observation before
	at      int32
	period  string // of the first observation
	several bool   // not all speak of that one, as in a workbook
	full    bool
}

// span is what is known of a series.
type span struct {
	first, last series.Period
	count       int32
	at          int64 // first observation
	measure     string
}

func (g *gaps) first(s *seen) {
	if g.period == "" {
		g.period = s.Period
	}
	g.several = g.several || s.Period != g.period
	if s.period.IsZero() || g.full {
		return // spans have no frequency
	}
	if g.index == nil {
		g.index = map[uint64]int32{}
	} else if s.series == g.last {
		g.states[g.at].add(s.period)
		return
	}
	i, ok := g.index[s.series]
	if !ok {
		if len(g.states) == maxSeries {
			g.index, g.states, g.full = nil, nil, true
			return
		}
		i = int32(len(g.states))
		g.index[s.series] = i
		g.states = append(g.states, span{first: s.period, last: s.period, at: s.at, measure: s.Key.Measure})
	}
	g.last, g.at = s.series, i
	g.states[i].add(s.period)
}

func (s *span) add(p series.Period) {
	if p.Freq() != s.first.Freq() {
		return // a chance hit of the hash
	}
	s.count++
	if p.Since(s.first) < 0 {
		s.first = p
	}
	if p.Since(s.last) > 0 {
		s.last = p
	}
}

// again: periods of rows that are not loaded were counted.
func (g *gaps) again(changed bool) bool {
	if changed {
		*g = gaps{}
	}
	return changed
}

func (g *gaps) second(s *seen) { g.first(s) }

func (g *gaps) findings() []finding {
	if g.full && g.several {
		return []finding{unchecked("gap", "series")}
	}
	if !g.several {
		return nil
	}
	var found gathered
	for _, s := range g.states {
		missing := s.last.Since(s.first) + 1 - int(s.count)
		if missing <= 0 {
			continue
		}
		found.add(s.measure, s.at, func(o *warehouse.Observation) string {
			return fmt.Sprintf("%s: %d periods between %s and %s", o.Key, missing, s.first, s.last)
		})
	}
	return found.findings("gap", "series with missing periods")
}
