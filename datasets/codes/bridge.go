package codes

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"fabbisogno/datasets/series"
)

// Bridged is a panel in another classification.
type Bridged struct {
	Series []BridgedSeries // in the order of keys
	// Left are the series that were not bridged, and why: aggregates that are
	// the sum of bridged parts, codes that the bridge does not know.
	Left []LeftOut
}

// LeftOut is a series that stays behind.
type LeftOut struct {
	Key series.Key
	Why string
}

// BridgedSeries is one series in the new classification.
type BridgedSeries struct {
	series.Series
	// Lower and Upper are what the value could be if every assumed weight were
	// anything between 0 and 1: what surely belongs to the code, and all that
	// may belong to it. They are equal to the value where no weight is assumed.
	Lower, Upper []float64
	From         []string // codes of the first list that it is made of
	Missing      []string // codes that belong to it and have no series: the value lacks them
	Basis        Basis    // the weakest of its weights
	Status       string   // bridged, the two lists, the basis, and partial where codes are missing
}

// Panel is the bridged values alone.
func (b Bridged) Panel() series.Panel {
	out := make(series.Panel, len(b.Series))
	for i, s := range b.Series {
		out[i] = s.Series
	}
	return out
}

// ErrRate says why a rate is not bridged.
type ErrRate struct {
	Key      series.Key
	From, To string
}

func (e *ErrRate) Error() string {
	return fmt.Sprintf("bridge %s from %s to %s: a rate is not split by weights; bridge its numerator and its denominator, which are counts, and divide",
		e.Key, e.From, e.To)
}

// Apply brings series from one classification to the other: a count is split by
// the weights of its code, and what comes to a code is added up,
//
//	y(t) = sum over s of w(s, t) x(s),
//
// so that the sum over all codes of a level is kept in every period to the
// rounding of the numbers. Series of other lists are left out of the result and
// listed; each level of the classification is bridged by itself. A value that
// is missing in any of the codes of a sum is missing in it.
//
// Series that are no counts go over the bridge only where a code stands for the
// same in both lists; otherwise Apply refuses all with an *ErrRate.
func (c Crosswalk) Apply(p series.Panel) (Bridged, error) {
	var out Bridged
	groups := map[groupKey]*group{}
	var order []groupKey
	for _, s := range p {
		key := s.Key
		code := dimensionOf(&key, c.From)
		if code == nil {
			out.Left = append(out.Left, LeftOut{s.Key, "it has no code of " + c.From})
			continue
		}
		links := c.Targets(code.Value)
		if len(links) == 0 {
			out.Left = append(out.Left, LeftOut{s.Key, fmt.Sprintf("%s has no link to %s; an aggregate is the sum of its bridged parts", code, c.To)})
			continue
		}
		if !series.IsAdditive(s.Key.Unit) {
			if _, same := c.OneToOne(code.Value); !same {
				return Bridged{}, &ErrRate{s.Key, c.From, c.To}
			}
		}
		from := code.Value
		for _, l := range links {
			*code = series.Code{List: c.To, Value: l.To}
			k := groupKey{key, s.Freq()}
			g, ok := groups[k]
			if !ok {
				g = &group{}
				groups[k] = g
				order = append(order, k)
			}
			if slices.ContainsFunc(g.parts, func(q part) bool { return q.link.From == from }) {
				return Bridged{}, fmt.Errorf("bridge %s: the series stands twice in the panel", s.Key)
			}
			g.parts = append(g.parts, part{l, s})
		}
	}
	for _, k := range order {
		out.Series = append(out.Series, c.merge(k.key, groups[k].parts))
	}
	slices.SortStableFunc(out.Series, func(a, b BridgedSeries) int { return a.Key.Compare(b.Key) })
	return out, nil
}

// groupKey is a series of the new classification.
type groupKey struct {
	key  series.Key
	freq series.Freq
}

type group struct{ parts []part }

// part is a series and the link by which it enters another.
type part struct {
	link Link
	from series.Series
}

// merge adds up the parts of one code, in the order of the first list.
func (c Crosswalk) merge(key series.Key, parts []part) BridgedSeries {
	slices.SortStableFunc(parts, func(a, b part) int { return c.index(a.link) - c.index(b.link) })
	out := BridgedSeries{Series: series.Series{Key: key}, Basis: Official}
	start, end := parts[0].from.Start, parts[0].from.End()
	for _, q := range parts {
		if q.from.Len() == 0 {
			continue
		}
		if start.IsZero() || q.from.Start.Since(start) < 0 {
			start = q.from.Start
		}
		if end.IsZero() || q.from.End().Since(end) > 0 {
			end = q.from.End()
		}
		out.From = append(out.From, q.link.From)
		out.Basis = weaker(out.Basis, q.link.Basis)
		out.Synthetic = out.Synthetic || q.from.Synthetic
		for _, b := range q.from.Breaks {
			if !slices.Contains(out.Breaks, b) {
				out.Breaks = append(out.Breaks, b)
			}
		}
	}
	slices.SortStableFunc(out.Breaks, func(a, b series.Break) int { return a.From.Compare(b.From) })
	for _, l := range c.Links {
		if to := dimensionOf(&key, c.To); l.To == to.Value && !slices.Contains(out.From, l.From) {
			out.Missing = append(out.Missing, l.From)
			out.Basis = weaker(out.Basis, l.Basis)
		}
	}
	out.Start = start
	if !start.IsZero() {
		for t := start; t.Since(end) <= 0; t = t.Add(1) {
			v, lower, upper := valueAt(parts, t)
			out.Values, out.Lower, out.Upper = append(out.Values, v), append(out.Lower, lower), append(out.Upper, upper)
		}
	}
	out.Status = fmt.Sprintf("bridged %s-%s %s", c.From, c.To, out.Basis)
	if len(out.Missing) > 0 {
		out.Status += " partial:" + strings.Join(out.Missing, ",")
	}
	return out
}

// valueAt is the weighted sum at a period and its bounds; all NaN when a part is missing.
func valueAt(parts []part, t series.Period) (v, lower, upper float64) {
	for _, q := range parts {
		x := q.from.At(t)
		if math.IsNaN(x) {
			return math.NaN(), math.NaN(), math.NaN()
		}
		v += q.link.Weight * x
		if q.link.Basis != Assumed || q.link.Weight == 1 {
			lower, upper = lower+q.link.Weight*x, upper+q.link.Weight*x
			continue
		}
		lower, upper = lower+min(x, 0), upper+max(x, 0)
	}
	return v, lower, upper
}

// index is the place of a link in the crosswalk.
func (c Crosswalk) index(l Link) int {
	return slices.IndexFunc(c.Links, func(m Link) bool { return m.From == l.From && m.To == l.To })
}
