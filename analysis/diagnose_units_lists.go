package analysis

import (
	"math"

	"fabbisogno/analysis/agreement"
	"fabbisogno/analysis/diagnosis"
	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/warehouse"
)

// listsMethod are the lists of EURES; listedMeasure is their value here.
const (
	listsMethod   = "eures_lists"
	listedMeasure = "territories_listed_count"
	paramListed   = "eures_widespread_from"
)

// classUnlisted is a cell that stands in no list.
const classUnlisted = "unlisted"

// listed is a regional cell as a line of the lists: how sure it is short and how
// sure it has people to spare.
type listed struct {
	result, unit   int // where it stands
	short, surplus float64
	kind           shortage.ListKind // empty: in no list
	severe         bool
}

// listKey is the same units in all regions and Italy, in a period.
type listKey struct{ kind, list, code, period string }

// fillLists reads the verdicts on the regions as the lists of national offices are
// read: a region lists a unit as short where most methods say so, severely where
// all do, and as in surplus where no method says shortage and its unemployment is
// not below the country's. No list of surpluses is published for Italian regions:
// this stands for one, and the card says so. The lists have no verdict of their own,
// since they repeat those of the other methods; here-short and there-surplus pairs are
// the regions of one unit and period in two lists.
func fillLists(results []unitResult, panels []unitPanel, p shortage.Parameters, level float64) {
	lines := map[listKey][]listed{}
	var order []listKey
	for n, r := range results {
		if r.Panel.Kind == warehouse.KindTerritory || r.Panel.Territory == "IT" || panels[n].parts != nil {
			continue
		}
		for i, a := range r.Agreements {
			if a.Status != diagnosis.Rated {
				continue
			}
			k := panels[n].listKey(i)
			if lines[k] == nil {
				order = append(order, k)
			}
			lines[k] = append(lines[k], lineOf(n, i, a, panels[n].spare))
		}
	}
	put := func(n, i int, rating warehouse.Rating) {
		if results[n].lists == nil {
			results[n].lists = map[int]warehouse.Rating{}
		}
		results[n].lists[i] = rating
	}
	from := int(p.Value(paramListed))
	for _, k := range order {
		for at, l := range lines[k] {
			put(l.result, l.unit, listRating(lines[k], at, from, level))
		}
	}
	for n, r := range results {
		if panels[n].parts == nil {
			continue
		}
		for i, a := range r.Agreements {
			if a.Status != diagnosis.Rated {
				continue
			}
			put(n, i, listRating(besideParts(lines[panels[n].listKey(i)], panels, lineOf(n, i, a, panels[n].spare)), 0, from, level))
		}
	}
	for n, r := range results {
		if r.Panel.Territory != "IT" || r.Panel.Kind == warehouse.KindTerritory {
			continue
		}
		for i, u := range r.Panel.Units {
			if all := lines[panels[n].listKey(i)]; len(all) > 0 && u.Suppressed == "" {
				put(n, i, countRating(all, from, level))
			}
		}
	}
}

// listKey is the unit of Italy as the regions have it.
func (p unitPanel) listKey(i int) listKey {
	k := listKey{p.Kind, p.UnitList, p.Units[i].Code, p.Period}
	if p.majors != nil {
		k.list, k.code = "cp2021", p.majors[i]
	}
	return k
}

// addLists adds the ratings by the lists of a panel that has any.
func addLists(out *warehouse.DiagnosisResults, r unitResult, methods []diagnosis.Method) {
	if r.lists == nil {
		return
	}
	nan := math.NaN()
	version := 0
	for _, m := range methods {
		if m.ID == listsMethod {
			version = m.Version
		}
	}
	for i, u := range r.Panel.Units {
		row, ok := r.lists[i]
		switch {
		case ok:
			row.Status = warehouse.StatusRated
		case u.Suppressed != "":
			row = warehouse.Rating{Status: warehouse.StatusSuppressed, Reason: u.Suppressed, ClassShare: nan, Value: nan, ValueLower: nan, ValueUpper: nan}
		default:
			row = warehouse.Rating{Status: warehouse.StatusNotRated, Reason: "no region has a verdict", ClassShare: nan, Value: nan, ValueLower: nan, ValueUpper: nan}
		}
		row.Cell, row.Method, row.MethodVersion, row.Measure, row.Level = cellRow(r.Panel, i), listsMethod, version, listedMeasure, r.Level
		row.ShortageShare, row.Rank, row.RankLower, row.RankUpper = nan, nan, nan, nan
		row.Cases, row.Grade, row.IsAssumed, row.IsSynthetic = u.Cases, u.Grade, true, u.IsSynthetic // from how many on is assumed
		out.Ratings = append(out.Ratings, row)
	}
}

// lineOf is a regional cell in the lists. spare says that its region's unemployment
// is not below the country's.
func lineOf(result, unit int, a diagnosis.Agreement, spare bool) listed {
	l := listed{result: result, unit: unit, short: a.MajorityShare}
	if spare {
		l.surplus = a.NoneShare
	}
	switch {
	case a.Standing == agreement.All || a.Standing == agreement.Most:
		l.kind, l.severe = shortage.KindShortage, a.Standing == agreement.All
	case a.Standing == agreement.None && spare:
		l.kind = shortage.KindSurplus
	}
	return l
}

// listRating is the rating of one regional line among all lines of its unit.
func listRating(all []listed, at, from int, level float64) warehouse.Rating {
	me := all[at]
	r := warehouse.Rating{Class: classUnlisted, ClassShare: math.Max(0, 1-me.short-me.surplus), Value: 0, ValueLower: 0, ValueUpper: 0}
	if me.kind == "" {
		return r
	}
	var others []float64
	count := 1
	own := me.short
	for i, l := range all {
		if i == at {
			continue
		}
		share := l.short
		if me.kind == shortage.KindSurplus {
			share = l.surplus
		}
		others = append(others, share)
		if l.kind == me.kind {
			count++
		}
	}
	if me.kind == shortage.KindSurplus {
		own = me.surplus
	}
	odds := countOdds(others)
	wide := 0.0
	for k, share := range odds {
		if k+1 >= from {
			wide += share
		}
	}
	r.Class, r.ClassShare = "local_"+string(me.kind), own*(1-wide)
	if count >= from {
		r.Class, r.ClassShare = "widespread_"+string(me.kind), own*wide
	}
	lower, upper := oddsInterval(odds, level)
	r.Value, r.ValueLower, r.ValueUpper = float64(count), math.Min(float64(count), float64(lower+1)), math.Max(float64(count), float64(upper+1))
	return r
}

// countRating is the rating of a unit of Italy: in how many regions it is short.
func countRating(all []listed, from int, level float64) warehouse.Rating {
	var shares []float64
	count := 0
	for _, l := range all {
		shares = append(shares, l.short)
		if l.kind == shortage.KindShortage {
			count++
		}
	}
	odds := countOdds(shares)
	wide := 0.0
	for k, share := range odds {
		if k >= from {
			wide += share
		}
	}
	lower, upper := oddsInterval(odds, level)
	r := warehouse.Rating{Class: classUnlisted, ClassShare: odds[0], Value: float64(count),
		ValueLower: math.Min(float64(count), float64(lower)), ValueUpper: math.Max(float64(count), float64(upper))}
	switch {
	case count >= from:
		r.Class, r.ClassShare = "widespread_shortage", wide
	case count > 0:
		r.Class, r.ClassShare = "local_shortage", math.Max(0, 1-wide-odds[0])
	}
	return r
}

// countOdds is the distribution of how many of independent events happen
// (Poisson binomial): the draws of different regions are independent.
func countOdds(shares []float64) []float64 {
	odds := []float64{1}
	for _, s := range shares {
		next := make([]float64, len(odds)+1)
		for k, v := range odds {
			next[k] += v * (1 - s)
			next[k+1] += v * s
		}
		odds = next
	}
	return odds
}

// oddsInterval holds the level's share of a distribution over 0, 1, 2 ...
func oddsInterval(odds []float64, level float64) (lower, upper int) {
	tail, sum := (1-level)/2, 0.0
	lower, upper = -1, len(odds)-1
	for k, v := range odds {
		sum += v
		if lower < 0 && sum > tail {
			lower = k
		}
		if sum >= 1-tail {
			return max(0, lower), k
		}
	}
	return max(0, lower), upper
}
