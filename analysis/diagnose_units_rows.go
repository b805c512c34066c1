package analysis

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"fabbisogno/analysis/diagnosis"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

// The states of a method on the units of a territory.
const (
	scopeRun    = "run"
	scopeNotRun = warehouse.StatusNotRated
)

// unitRows are the rows of all results, in the order of panels, methods and units.
func unitRows(results []unitResult, methods []diagnosis.Method, adaptations map[string]codes.Text) warehouse.DiagnosisResults {
	var out warehouse.DiagnosisResults
	for _, r := range results {
		for _, m := range r.Methods {
			addRatings(&out, r.Result, m)
		}
		addLists(&out, r, methods)
		addAgreement(&out, r.Result)
		addComposite(&out, r)
		addCauses(&out, r)
	}
	out.Scopes = scopes(results, methods)
	for i := range out.Scopes {
		if s := &out.Scopes[i]; s.Status == scopeRun {
			s.AdaptationIT, s.AdaptationEN = adaptations[s.Method].IT, adaptations[s.Method].EN
		}
	}
	return out
}

func cellRow(p diagnosis.Panel, i int) warehouse.Cell {
	return warehouse.Cell{Kind: p.Kind, Territory: placeOf(p),
		Unit: series.Code{List: p.UnitList, Value: p.Units[i].Code}, Period: p.Period}
}

// placeOf is the territory of a panel.
func placeOf(p diagnosis.Panel) series.Code {
	return series.Code{List: cmp.Or(p.TerritoryList, "nuts2021"), Value: p.Territory}
}

func groupRow(p diagnosis.Panel) warehouse.Group {
	return warehouse.Group{Kind: p.Kind, Territory: placeOf(p), UnitList: p.UnitList, Period: p.Period}
}

// addRatings adds the ratings of a method that could be run; one that could not
// has a row among the scopes.
func addRatings(out *warehouse.DiagnosisResults, r diagnosis.Result, m diagnosis.MethodResult) {
	if len(m.Missing) > 0 || m.Method.Start == nil {
		return
	}
	for i, v := range m.Ratings {
		u := r.Panel.Units[i]
		out.Ratings = append(out.Ratings, warehouse.Rating{Cell: cellRow(r.Panel, i), Method: m.Method.ID, MethodVersion: m.Method.Version,
			Status: v.Status, Reason: v.Reason, Class: v.Class, Says: v.Says, ClassShare: v.ClassShare, ShortageShare: v.ShortageShare,
			Measure: m.Method.Measure, Value: v.Value, ValueLower: v.Lower, ValueUpper: v.Upper, Rank: v.Rank, RankLower: v.RankLower,
			RankUpper: v.RankUpper, Ranked: int64(m.Ranked), Level: r.Level, Cases: u.Cases, Grade: u.Grade, IsAssumed: m.Assumed,
			IsSynthetic: u.IsSynthetic})
		for c, share := range v.Shares {
			if share > 0 {
				out.ClassShares = append(out.ClassShares, warehouse.ClassShare{Cell: cellRow(r.Panel, i), Method: m.Method.ID,
					Class: m.Method.Classes[c], Share: share, IsSynthetic: u.IsSynthetic})
			}
		}
	}
}

func addAgreement(out *warehouse.DiagnosisResults, r diagnosis.Result) {
	synthetic := false
	for i, a := range r.Agreements {
		u := r.Panel.Units[i]
		synthetic = synthetic || u.IsSynthetic
		out.Agreements = append(out.Agreements, warehouse.Agreement{Cell: cellRow(r.Panel, i), Status: a.Status, Shortage: int64(a.Shortage),
			Methods: int64(a.Methods), Lower: a.Lower, Upper: a.Upper, Level: r.Level, Verdict: a.Standing, VerdictShare: a.StandingShare,
			IsSynthetic: u.IsSynthetic})
	}
	for _, d := range r.Dissents {
		out.Dissents = append(out.Dissents, warehouse.Dissent{Cell: cellRow(r.Panel, d.Unit), Method: d.Method, Says: d.Says,
			Indicator: d.Indicator, Value: d.Value, Needed: d.Needed, IsSynthetic: r.Panel.Units[d.Unit].IsSynthetic})
	}
	for _, t := range r.Taus {
		out.Taus = append(out.Taus, warehouse.MethodTau{Group: groupRow(r.Panel), A: t.A, B: t.B, Tau: t.Tau, TauLower: t.Lower,
			TauUpper: t.Upper, Level: r.Level, Units: int64(t.Units), IsSynthetic: synthetic})
	}
}

// addComposite adds score, parts, places and, for the latest period, pairs.
func addComposite(out *warehouse.DiagnosisResults, r unitResult) {
	c, p := r.composite, r.Panel
	number := map[int]int{} // of a panel's unit in the composite
	for k, i := range c.Units {
		number[i] = k
	}
	bands := bandsOf(c)
	nan := math.NaN()
	for i, u := range p.Units {
		row := warehouse.Composite{Cell: cellRow(p, i), Status: warehouse.StatusNotRated, Reason: c.Reason, ClassShare: nan, Score: nan,
			ScoreLower: nan, ScoreUpper: nan, Rank: nan, RankMedian: nan, RankLower: nan, RankUpper: nan, Level: r.Level, Cases: u.Cases,
			Grade: u.Grade, IsSynthetic: u.IsSynthetic}
		k, shown := number[i]
		switch {
		case !shown:
			row.Status, row.Reason = warehouse.StatusSuppressed, u.Suppressed
		case c.Reason != "":
		case c.Result.Units[k].Rank == 0:
			row.Reason = "too few indicators"
		default:
			v := c.Result.Units[k]
			row.Status, row.Reason, row.Score = warehouse.StatusRated, "", v.Score
			// Draws with other choices are put on the scale by its mean and deviation, and
			// may pass its ends by a little; the score itself runs from 0 to 100.
			row.ScoreLower, row.ScoreUpper = max(v.Interval.Lower, 0), min(v.Interval.Upper, 100)
			row.Rank, row.RankMedian, row.Ranked, row.Band = float64(v.Rank), v.RankMedian, int64(len(c.Result.Order)), bands[k]
			row.RankLower, row.RankUpper = float64(v.Ranks.Best), float64(v.Ranks.Worst)
			if v.Class >= 0 {
				row.Class, row.ClassShare = c.Classes[v.Class], v.ClassShares[v.Class]
			}
			addUnit(out, r, i, k)
		}
		out.Composites = append(out.Composites, row)
	}
	if c.Reason == "" && p.Latest {
		addPairs(out, r)
		addChoices(out, r)
	}
}

// addUnit adds the parts, the classes and the places of a ranked unit.
func addUnit(out *warehouse.DiagnosisResults, r unitResult, i, k int) {
	c, p := r.composite, r.Panel
	cell, v, synthetic := cellRow(p, i), c.Result.Units[k], p.Units[i].IsSynthetic
	present := 0.0
	for j := range c.Indicators {
		if !math.IsNaN(v.Normalised[j]) {
			present += c.Result.Columns[j].Weight
		}
	}
	for j, id := range c.Indicators {
		in := p.Inputs[id][i]
		lower, upper := in.Interval(r.Level)
		part := warehouse.CompositePart{Cell: cell, Indicator: id, Value: in.Value, ValueLower: lower, ValueUpper: upper,
			Normalised: v.Normalised[j], Contribution: v.Contributions[j], IsSynthetic: synthetic}
		if !math.IsNaN(v.Normalised[j]) {
			part.Weight = c.Result.Columns[j].Weight / present
		}
		out.Parts = append(out.Parts, part)
	}
	for n, share := range v.ClassShares {
		if share > 0 {
			out.ClassShares = append(out.ClassShares, warehouse.ClassShare{Cell: cell, Method: diagnosis.CompositeID, Class: c.Classes[n],
				Share: share, IsSynthetic: synthetic})
		}
	}
	if !p.Latest {
		return
	}
	for n, count := range c.Result.Frequency[k] {
		if count > 0 {
			out.Places = append(out.Places, warehouse.RankShare{Cell: cell, Place: int64(n + 1), Share: float64(count) / float64(c.Result.Draws),
				IsSynthetic: synthetic})
		}
	}
}

// bandsOf numbers the runs of ranked units that cannot be told apart, from the
// top: a unit belongs to the first run that holds it.
func bandsOf(c diagnosis.Composite) []int64 {
	out := make([]int64, len(c.Units))
	for n, g := range c.Result.Groups {
		for at := g[0]; at <= g[1]; at++ {
			if k := c.Result.Order[at]; out[k] == 0 {
				out[k] = int64(n + 1)
			}
		}
	}
	return out
}

func addPairs(out *warehouse.DiagnosisResults, r unitResult) {
	c, p := r.composite, r.Panel
	for a, first := range c.Result.Order {
		for _, second := range c.Result.Order[a+1:] {
			share := c.Result.Beats(first, second)
			if math.IsNaN(share) {
				continue
			}
			u, v := p.Units[c.Units[first]], p.Units[c.Units[second]]
			out.Pairs = append(out.Pairs, warehouse.RankPair{Group: groupRow(p), First: u.Code, Second: v.Code, ShareAbove: share,
				IsApart: c.Result.Apart(first, second), Level: r.Level, IsSynthetic: u.IsSynthetic || v.IsSynthetic})
		}
	}
}

// rankShift is the output of the model whose indices are saved: by how many places
// the units of a draw stand away from the nominal ranking, on average.
const rankShift = "mean_rank_shift"

// addChoices adds how much each choice moves the ranking.
func addChoices(out *warehouse.DiagnosisResults, r unitResult) {
	synthetic := slices.ContainsFunc(r.Panel.Units, func(u diagnosis.Unit) bool { return u.IsSynthetic })
	for _, f := range r.composite.Factors {
		i := f.Index
		out.Choices = append(out.Choices, warehouse.ChoiceEffect{Group: groupRow(r.Panel), Choice: f.ID, Output: rankShift,
			First: i.First, FirstLower: i.FirstInterval.Lower, FirstUpper: i.FirstInterval.Upper,
			Total: i.Total, TotalLower: i.TotalInterval.Lower, TotalUpper: i.TotalInterval.Upper, Level: r.Level, IsSynthetic: synthetic})
	}
}

// scopes say for every method and set of units whether it was run and what it
// lacks, over all periods; without any panel each method has one row that says so.
func scopes(results []unitResult, methods []diagnosis.Method) []warehouse.MethodScope {
	type key struct {
		kind, list string
		territory  series.Code
	}
	var order []key
	byKey := map[key][]warehouse.MethodScope{}
	for _, r := range results {
		k := key{r.Panel.Kind, r.Panel.UnitList, placeOf(r.Panel)}
		if byKey[k] == nil {
			order = append(order, k)
			for _, m := range methods {
				byKey[k] = append(byKey[k], warehouse.MethodScope{Kind: k.kind, Territory: k.territory,
					UnitList: k.list, Method: m.ID, MethodVersion: m.Version, Status: scopeNotRun, Missing: strings.Join(m.Needs, ", ")})
			}
		}
		for n, m := range r.Methods {
			s := &byKey[k][n]
			if m.Method.ID == listsMethod && r.lists != nil {
				countLists(s, r)
				continue
			}
			if len(m.Missing) == 0 && m.Method.Start != nil {
				s.Status, s.Missing = scopeRun, ""
			} else if s.Status == scopeNotRun && m.Method.Start != nil {
				s.Missing = strings.Join(m.Missing, ", ")
			}
			for _, v := range m.Ratings {
				switch v.Status {
				case diagnosis.Rated:
					s.Rated++
				case diagnosis.Suppressed:
					s.Suppressed++
				default:
					s.NotRated++
				}
			}
		}
	}
	var out []warehouse.MethodScope
	for _, k := range order {
		out = append(out, byKey[k]...)
	}
	if len(order) == 0 {
		for _, m := range methods {
			out = append(out, warehouse.MethodScope{Kind: warehouse.KindOccupation, Territory: series.Code{List: "nuts2021", Value: "IT"}, UnitList: "cp2021",
				Method: m.ID, MethodVersion: m.Version, Status: scopeNotRun, Missing: strings.Join(m.Needs, ", ")})
		}
	}
	return out
}

// countLists counts the cells in the lists of a panel.
func countLists(s *warehouse.MethodScope, r unitResult) {
	s.Status, s.Missing = scopeRun, ""
	for i, u := range r.Panel.Units {
		switch _, ok := r.lists[i]; {
		case ok:
			s.Rated++
		case u.Suppressed != "":
			s.Suppressed++
		default:
			s.NotRated++
		}
	}
}
