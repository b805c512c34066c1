package area

import (
	"math"
	"slices"

	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
)

// entries are what Excelsior's shares are shares of.
const (
	entries = "planned_entries_persons"
	persons = "persons"
)

// Weight is the measure that a share is weighed by when parts are put together, of
// the same cell and period. Empty: there is none among the data, or the measure is no share.
func Weight(measure string) string {
	switch measure {
	case "hard_to_fill_share_pct", "no_candidates_share_pct", "inadequate_preparation_share_pct", "immigrant_entries_share_pct":
		return entries
	}
	return ""
}

// Joined is a series of a union.
type Joined struct {
	series.Series
	// Parts are the keys of the series it is the sum or the weighed mean of, in the
	// order of the union; nil where they do not make it up.
	Parts []series.Key
	// IsObserved says that the source has the whole: its values are the source's own.
	IsObserved bool
}

// cellKey is a series without its place.
type cellKey struct {
	series.Key
	freq series.Freq
}

// Join are the series of the union in a panel, in the order of keys: those that the
// panel has of the whole, and those that its parts make up. A measure of shares needs
// its Weight in the panel.
func Join(p series.Panel, u codes.Union) []Joined {
	of := map[series.Code]map[cellKey]series.Series{u.Whole: {}}
	for _, c := range u.Parts {
		of[c] = map[cellKey]series.Series{}
	}
	var cells []cellKey
	for _, s := range p {
		cell, ok := of[s.Key.Territory]
		if !ok || len(s.Values) == 0 {
			continue
		}
		k := cellKey{s.Key, s.Freq()}
		k.Territory = series.Code{}
		cell[k] = s
		cells = append(cells, k)
	}
	slices.SortFunc(cells, func(a, b cellKey) int {
		if c := a.Key.Compare(b.Key); c != 0 {
			return c
		}
		return int(a.freq) - int(b.freq)
	})
	var out []Joined
	for _, k := range slices.Compact(cells) {
		made, ok := joinParts(of, k, u)
		whole, observed := of[u.Whole][k]
		switch {
		case observed:
			j := Joined{Series: whole, IsObserved: true}
			if ok && agree(whole, made.Series) {
				j.Parts = made.Parts
			}
			out = append(out, j)
		case ok:
			out = append(out, made)
		}
	}
	return out
}

// joinParts puts the series of the parts together over the periods that all have.
func joinParts(of map[series.Code]map[cellKey]series.Series, k cellKey, u codes.Union) (Joined, bool) {
	weight := Weight(k.Measure)
	if weight == "" && !series.IsAdditive(k.Unit) {
		return Joined{}, false
	}
	var parts, weights []series.Series
	for _, c := range u.Parts {
		part, ok := of[c][k]
		if !ok {
			return Joined{}, false
		}
		parts = append(parts, part)
		if weight == "" {
			continue
		}
		w, ok := weightOf(of[c], k, weight)
		if !ok {
			return Joined{}, false
		}
		weights = append(weights, w)
	}
	out := Joined{Series: series.Series{Key: parts[0].Key}}
	out.Key.Territory = u.Whole
	start, end := parts[0].Start, parts[0].End()
	for _, p := range parts {
		out.Parts = append(out.Parts, p.Key)
		out.Synthetic = out.Synthetic || p.Synthetic
		if p.Start.Since(start) > 0 {
			start = p.Start
		}
		if p.End().Since(end) < 0 {
			end = p.End()
		}
		for _, b := range p.Breaks {
			if !slices.Contains(out.Breaks, b) {
				out.Breaks = append(out.Breaks, b)
			}
		}
	}
	if end.Since(start) < 0 {
		return Joined{}, false
	}
	out.Start = start
	for t := start; t.Since(end) <= 0; t = t.Add(1) {
		out.Values = append(out.Values, Value(at(parts, t), at(weights, t)))
	}
	return out, true
}

// at are the values of series in a period; nil of none.
func at(all []series.Series, t series.Period) []float64 {
	var out []float64
	for _, s := range all {
		out = append(out, s.At(t))
	}
	return out
}

// weightOf are the counts that a series of shares is weighed by, of the same cell.
func weightOf(of map[cellKey]series.Series, k cellKey, measure string) (series.Series, bool) {
	k.Measure, k.Unit = measure, persons
	s, ok := of[k]
	return s, ok
}

// Value puts the values of parts together: their sum, or with weights their weighed
// mean, in which a part that weighs nothing has no say. NaN where a part, or the weight
// of one, is not known, and where nothing weighs.
func Value(parts, weights []float64) float64 {
	sum, by := 0.0, 0.0
	for i, v := range parts {
		switch {
		case weights == nil:
			sum += v
		case weights[i] != 0:
			sum, by = sum+v*weights[i], by+weights[i]
		}
	}
	switch {
	case weights == nil:
		return sum
	case by == 0:
		return math.NaN()
	}
	return sum / by
}

// agree says whether the parts make up the whole that the source prints, in the last
// year in which both are known: counts within two thousandths, or a unit of rounding
// of each (a person, ten where all is printed to ten, a tenth of a thousand), shares
// within a tenth.
func agree(whole, made series.Series) bool {
	const closure, share = 0.002, 0.1
	compared := 0
	for i := range whole.Freq().PerYear() {
		t := whole.End().Add(-i)
		a, b := whole.At(t), made.At(t)
		if math.IsNaN(a) || math.IsNaN(b) {
			continue
		}
		compared++
		slack := share
		if series.IsAdditive(whole.Key.Unit) {
			unit := 0.1 // thousands
			if whole.Key.Unit == persons {
				unit = 1
				if math.Mod(a, 10) == 0 && math.Mod(b, 10) == 0 {
					unit = 10
				}
			}
			slack = max(closure*math.Abs(a), unit*math.Sqrt2)
		}
		if math.Abs(a-b) > slack {
			return false
		}
	}
	return compared > 0
}
