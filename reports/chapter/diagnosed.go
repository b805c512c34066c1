package chapter

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// diagnosed is what the diagnosis says of one group of units in its latest period.
type diagnosed struct {
	kind, list, period string
	territory          series.Code
	level              float64
	// cells are the units of the group: the ranked ones in the order of their places,
	// then those without a place.
	cells      []warehouse.Composite
	ranked     int
	parts      map[string][]warehouse.CompositePart // by unit
	ratings    map[[2]string]warehouse.Rating       // by unit and method
	agreements map[string]warehouse.Agreement
	dissents   map[string][]warehouse.Dissent
	taus       []warehouse.MethodTau
	apart      map[[2]string]bool // pairs of units that are known to be apart, or not
	places     map[string][]warehouse.RankShare
	classes    map[string]warehouse.ClassShare // the class that most draws give a unit
	choices    []warehouse.ChoiceEffect
	scopes     []warehouse.MethodScope
	inputs     *pulled        // what the results rest on, read once
	others     map[string]int // units with a place, by the other lists of the kind
}

// leastRanked is how many units a ranking must have to be shown.
const leastRanked = 5

// diagnosis reads the latest results of a kind of units in a territory; nil where
// fewer than leastRanked units have a place.
func (s *Source) diagnosis(ctx context.Context, kind string, territory series.Code) (*diagnosed, error) {
	filter := warehouse.DiagnosisFilter{Kind: kind, Territory: territory.Value, Latest: true}
	all, err := s.composites(ctx, filter)
	if err != nil {
		return nil, err
	}
	g := &diagnosed{kind: kind, territory: territory, list: widestList(all)}
	g.others = otherLists(all, g.list)
	for _, c := range all {
		if c.Unit.List == g.list {
			// Draws on other scales may reach beyond the ends of the score's own.
			c.ScoreLower, c.ScoreUpper = math.Max(0, c.ScoreLower), math.Min(100, c.ScoreUpper)
			g.cells, g.period, g.level = append(g.cells, c), c.Period, c.Level
		}
		if c.Unit.List == g.list && !math.IsNaN(c.Rank) {
			g.ranked++
		}
	}
	if g.ranked < leastRanked {
		return nil, nil
	}
	slices.SortStableFunc(g.cells, func(a, b warehouse.Composite) int {
		return cmp.Or(ascending(a.Rank, b.Rank), strings.Compare(a.Unit.Value, b.Unit.Value))
	})
	filter.UnitList = g.list
	return g, s.fillDiagnosis(ctx, g, filter)
}

// widestList is the code list with most ranked units; of equal ones the first.
func widestList(all []warehouse.Composite) string {
	count := map[string]int{}
	best := ""
	for _, c := range all {
		if math.IsNaN(c.Rank) {
			continue
		}
		count[c.Unit.List]++
		n, most := count[c.Unit.List], count[best]
		if n > most || n == most && c.Unit.List < best {
			best = c.Unit.List
		}
	}
	return best
}

// ascending puts smaller values first and missing ones last.
func ascending(a, b float64) int { return descending(-a, -b) }

// fillDiagnosis reads what belongs to the composite of a group.
func (s *Source) fillDiagnosis(ctx context.Context, g *diagnosed, filter warehouse.DiagnosisFilter) error {
	parts, err := s.compositeParts(ctx, filter)
	if err != nil {
		return err
	}
	ratings, err := s.ratings(ctx, filter)
	if err != nil {
		return err
	}
	agreements, err := s.agreements(ctx, filter)
	if err != nil {
		return err
	}
	dissents, err := s.dissents(ctx, filter)
	if err != nil {
		return err
	}
	classes, err := s.classShares(ctx, ofComposite(filter))
	if err != nil {
		return err
	}
	pairs, err := s.rankPairs(ctx, filter)
	if err != nil {
		return err
	}
	places, err := s.rankShares(ctx, filter)
	if err != nil {
		return err
	}
	if g.taus, err = s.methodTaus(ctx, filter); err != nil {
		return err
	}
	if g.choices, err = s.choiceEffects(ctx, filter); err != nil {
		return err
	}
	if g.scopes, err = s.methodScopes(ctx, filter); err != nil {
		return err
	}
	g.parts, g.dissents, g.places = map[string][]warehouse.CompositePart{}, map[string][]warehouse.Dissent{}, map[string][]warehouse.RankShare{}
	g.ratings, g.agreements, g.apart = map[[2]string]warehouse.Rating{}, map[string]warehouse.Agreement{}, map[[2]string]bool{}
	g.classes = mostLikely(classes)
	for _, p := range parts {
		g.parts[p.Unit.Value] = append(g.parts[p.Unit.Value], p)
	}
	for _, r := range ratings {
		g.ratings[[2]string{r.Unit.Value, r.Method}] = r
	}
	for _, a := range agreements {
		g.agreements[a.Unit.Value] = a
	}
	for _, d := range dissents {
		g.dissents[d.Unit.Value] = append(g.dissents[d.Unit.Value], d)
	}
	for _, p := range pairs {
		g.apart[[2]string{p.First, p.Second}], g.apart[[2]string{p.Second, p.First}] = p.IsApart, p.IsApart
	}
	for _, p := range places {
		g.places[p.Unit.Value] = append(g.places[p.Unit.Value], p)
	}
	return nil
}

// ofComposite picks the rows of the composite where methods stand beside it.
func ofComposite(f warehouse.DiagnosisFilter) warehouse.DiagnosisFilter {
	f.Method = CompositeMethod
	return f
}

// mostLikely is the class that most draws give each unit; of equal ones the first by
// name. The class of the point score may be another: near a limit most draws may fall
// on the other side of it.
func mostLikely(all []warehouse.ClassShare) map[string]warehouse.ClassShare {
	out := map[string]warehouse.ClassShare{}
	for _, c := range all {
		if have, ok := out[c.Unit.Value]; !ok || c.Share > have.Share {
			out[c.Unit.Value] = c
		}
	}
	return out
}

// class of a unit with its probability: the most likely one, or where the draws are
// not stored that of the score.
func (g *diagnosed) class(c warehouse.Composite) (class string, share float64) {
	if likely, ok := g.classes[c.Unit.Value]; ok && c.Status == warehouse.StatusRated {
		return likely.Class, likely.Share
	}
	return c.Class, c.ClassShare
}

// isApart says whether two ranked units can be told apart: by the draws in which one
// stands above the other, and where these are not stored by the places they may take.
func (g *diagnosed) isApart(a, b warehouse.Composite) bool {
	if apart, known := g.apart[[2]string{a.Unit.Value, b.Unit.Value}]; known {
		return apart
	}
	return a.RankUpper < b.RankLower || b.RankUpper < a.RankLower
}

// ties are the longest runs of places of which no two can be told apart.
func (g *diagnosed) ties() []chart.Tie {
	var out []chart.Tie
	end := 0
	for from := range g.ranked {
		to := from
		for to+1 < g.ranked && g.together(from, to+1) {
			to++
		}
		if to > from && to+1 > end {
			out, end = append(out, chart.Tie{First: from + 1, Last: to + 1}), to+1
		}
	}
	return out
}

// together says whether a unit cannot be told apart from any between from and it.
func (g *diagnosed) together(from, to int) bool {
	for k := from; k < to; k++ {
		if g.isApart(g.cells[k], g.cells[to]) {
			return false
		}
	}
	return true
}

// tiedWithFirst is how many units cannot be told apart from the first, itself included.
func (g *diagnosed) tiedWithFirst() int {
	n := 1
	for _, c := range g.cells[1:g.ranked] {
		if !g.isApart(g.cells[0], c) {
			n++
		}
	}
	return n
}

// withStatus is how many units have a status.
func (g *diagnosed) withStatus(status string) int {
	n := 0
	for _, c := range g.cells {
		if c.Status == status {
			n++
		}
	}
	return n
}

// isSynthetic says whether any result rests on demonstration data.
func (g *diagnosed) isSynthetic() bool {
	return slices.ContainsFunc(g.cells, func(c warehouse.Composite) bool { return c.IsSynthetic })
}

// markOf is how a number of a cell that has none is shown.
func markOf(status string) string {
	if status == warehouse.StatusSuppressed {
		return locale.Suppressed
	}
	return locale.Missing
}

// valueOf is a number of a cell with a status.
func valueOf(v float64, status string) figure.Cell {
	if math.IsNaN(v) {
		return figure.Cell{Number: v, Mark: markOf(status)}
	}
	return figure.Cell{Number: v}
}
