package chapter

import (
	"context"
	"slices"
	"strings"

	"fabbisogno/analysis/area"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/locale"
)

// A region that NUTS has in several units has an edition beside theirs. What a source
// prints of the whole is shown as printed; what it prints of the parts alone is put
// together as package area says, and the query of the figure names the parts.

// unionIn is the union among the territories of a selection.
func (s *Source) unionIn(sel warehouse.Selection) (codes.Union, bool) {
	for _, t := range sel.Territories {
		if u, ok := s.Codes.Union(t); ok {
			return u, true
		}
	}
	return codes.Union{}, false
}

// pullUnion is pull of a selection with a union: its parts are read beside it, with
// what weighs their shares, and only what was asked for comes back.
func (s *Source) pullUnion(ctx context.Context, asked warehouse.Selection, u codes.Union) (*pulled, error) {
	wide := asked
	wide.Territories, wide.Measures = slices.Clone(asked.Territories), slices.Clone(asked.Measures)
	for _, part := range u.Parts {
		if !slices.Contains(wide.Territories, part) {
			wide.Territories = append(wide.Territories, part)
		}
	}
	for _, m := range asked.Measures {
		if w := area.Weight(m); w != "" && !slices.Contains(wide.Measures, w) {
			wide.Measures = append(wide.Measures, w)
		}
	}
	breaks, err := s.declaredBreaks(ctx)
	if err != nil {
		return nil, err
	}
	// The key is what was asked: two questions may be widened to one.
	p, err := s.shared().pulls.get(u.Whole.String()+"\n"+asked.SQL(), func() (*pulled, error) {
		obs, err := s.observations(ctx, wide)
		if err != nil {
			return nil, err
		}
		return unite(obs, breaks, asked, wide, u)
	})
	if err != nil {
		return nil, err
	}
	return p.clone(), nil
}

// unite takes what was asked for from what was read with the parts of the union.
func unite(obs []warehouse.Observation, breaks warehouse.Breaks, asked, wide warehouse.Selection, u codes.Union) (*pulled, error) {
	isAsked := func(k series.Key) bool {
		return slices.Contains(asked.Territories, k.Territory) && (len(asked.Measures) == 0 || slices.Contains(asked.Measures, k.Measure))
	}
	all, err := warehouse.PanelOf(obs, breaks)
	if err != nil {
		return nil, err
	}
	var panel series.Panel
	for _, one := range all {
		if one.Key.Territory != u.Whole && isAsked(one.Key) {
			panel = append(panel, one)
		}
	}
	isMade := false
	for _, j := range area.Join(all, u) {
		if isAsked(j.Key) {
			panel, isMade = append(panel, j.Series), isMade || !j.IsObserved
		}
	}
	panel.Sort()
	mine := slices.DeleteFunc(slices.Clone(obs), func(o warehouse.Observation) bool { return !isAsked(o.Key) })
	if !isMade {
		p := trailed(asked, mine)
		p.panel = panel
		return p, nil
	}
	p := trailed(wide, obs)
	p.obs, p.panel = mine, panel
	return p.join(&u), nil
}

// join says of what was pulled that values of a union were put together from its parts.
func (p *pulled) join(u *codes.Union) *pulled {
	if u != nil {
		p.joined = u
		p.queries = slices.Clone(p.queries)
		p.queries[0] = "/* " + derivation(*u) + " */\n" + p.queries[0]
	}
	return p
}

// joinedEntries is the edition's union where the planned entries that a trail rests on
// were put together; nil where they were not, or it rests on none.
func (s *Source) joinedEntries(ctx context.Context, p *pulled) (*codes.Union, error) {
	_, isUnion := s.Codes.Union(s.Territory)
	isUsed := slices.ContainsFunc(p.lineage, func(l warehouse.Lineage) bool { return l.Table == excelsiorName })
	if !isUnion || !isUsed {
		return nil, nil
	}
	own, err := s.excelsior(ctx, []series.Code{s.Territory}, warehouse.ListNone, warehouse.ListNone, entries)
	if err != nil {
		return nil, err
	}
	return own.joined, nil
}

// derivation says in a line of SQL how values of a union follow from the rows read.
func derivation(u codes.Union) string {
	names := make([]string, len(u.Parts))
	for i, part := range u.Parts {
		names[i] = part.Value
	}
	return u.Whole.Value + " = " + strings.Join(names, " + ") + ": counts are added, shares are means weighted by planned entries of the same cell and month"
}

// noteJoined says so to readers.
func (s *Source) noteJoined(u codes.Union) Text {
	return both(func(l locale.Lang) string {
		return pick(l, "%s: la fonte non dà la regione, solo %s. I conteggi sono somme, le quote medie pesate con le entrate programmate.",
			"%s: the source does not give the region, only %s. Counts are sums, shares are means weighted by planned entries.", l.Of(s.place(u.Whole)), s.partNames(l, u))
	})
}

// noteAmong says in a ranking of regions that has the parts of the edition's region why
// it does not have the region; incomplete elsewhere.
func (s *Source) noteAmong(isMember func(series.Code) bool) Text {
	u, ok := s.Codes.Union(s.Territory)
	if !ok || !slices.ContainsFunc(u.Parts, isMember) {
		return Text{}
	}
	return both(func(l locale.Lang) string {
		return pick(l, "%s non è in questa graduatoria: ci sono, ciascuna per sé, %s. Una regione e le sue parti non stanno nella stessa.",
			"%s is not in this ranking; %s are, each by itself. A region and its parts do not stand in the same one.", l.Of(s.place(u.Whole)), s.partNames(l, u))
	})
}

// partNames are the names of the parts of a union, as in a sentence.
func (s *Source) partNames(l locale.Lang, u codes.Union) string {
	out := ""
	for i, part := range u.Parts {
		switch {
		case i > 0 && i == len(u.Parts)-1:
			out += pick(l, " e ", " and ")
		case i > 0:
			out += ", "
		}
		out += l.Of(s.place(part))
	}
	return out
}

// introUnion says on the first page of an edition of a union what its figures are of;
// incomplete for every other edition.
func (s *Source) introUnion() Text {
	u, ok := s.Codes.Union(s.Territory)
	if !ok {
		return Text{}
	}
	return both(func(l locale.Lang) string {
		return pick(l, "Questo rapporto è sulla regione intera: %s, insieme. Ciascuna ha anche un rapporto suo. Dove la fonte pubblica la regione, il dato è quello; dove pubblica soltanto le parti, i conteggi sono somme e le quote medie pesate con le entrate programmate. Nei confronti tra regioni compare la regione oppure compaiono le sue parti, mai tutte insieme.",
			"This report is about the whole region: %s together. Each also has a report of its own. Where the source publishes the region, that is the figure; where it publishes the parts only, counts are sums and shares are means weighted by planned entries. Comparisons of regions show either the region or its parts, never both.", s.partNames(l, u))
	})
}

// regions are those that make up the country and hold the edition's own.
func (s *Source) regions() []series.Code { return s.Codes.RegionsBeside(s.Territory) }

// territoryColumn is the name of a column of regions: codes of NUTS, unless one of
// them has none there.
func (s *Source) territoryColumn() string {
	if _, ok := s.Codes.Union(s.Territory); ok {
		return "territory_code"
	}
	return "territory_nuts2021"
}

// isHome says whether a territory is the edition's, or a part of it.
func (s *Source) isHome(c series.Code) bool {
	u, ok := s.Codes.Union(s.Territory)
	return c == s.Territory || ok && slices.Contains(u.Parts, c)
}
