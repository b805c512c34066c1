package analysis

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strings"

	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/warehouse"
)

// originPanels are the panels of the country of origin: each region for which the
// declared occupations are printed, then each region of the current tables. None
// when nothing is published of the country.
func originPanels(ctx context.Context, db *warehouse.DB, o Options, b book, in shortage.OriginInputs, p shortage.Parameters) ([]shortage.OriginPanel, error) {
	var err error
	if in.Evidence, err = shortage.Pakistan(); err != nil {
		return nil, err
	}
	if in.Labelled, err = labelledFigures(ctx, db, o); err != nil {
		return nil, err
	}
	ofCountry := func(f shortage.OriginFigure) bool {
		return f.Territory == in.Evidence.Country || f.Citizenship == in.Evidence.Country
	}
	if !slices.ContainsFunc(in.Labelled, ofCountry) {
		return nil, nil
	}
	var out []shortage.OriginPanel
	for _, territory := range printedRegions(in) {
		panel, err := shortage.PublishedOrigin(territory, in, p)
		if err != nil {
			return nil, err
		}
		out = append(out, panel)
	}
	for _, territory := range b.territories() {
		if territory == "IT" {
			continue
		}
		if panel := currentOrigin(b, territory, in); panel.Period != "" {
			if err := panel.Check(); err != nil {
				return nil, err
			}
			out = append(out, panel)
		}
	}
	return out, nil
}

// printedRegions are the regions for which a declared occupation is printed, in the order of codes.
func printedRegions(in shortage.OriginInputs) []string {
	var out []string
	for _, f := range in.Labelled {
		isRegion := len(f.Territory) == 4 && strings.HasPrefix(f.Territory, "IT")
		isDeclared := slices.ContainsFunc(in.Evidence.Shortages, func(l shortage.OriginLine) bool { return l.Label == f.Occupation })
		isShare := strings.HasSuffix(f.Measure, "_share_pct")
		if isRegion && isDeclared && isShare && !slices.Contains(out, f.Territory) {
			out = append(out, f.Territory)
		}
	}
	slices.Sort(out)
	return out
}

// currentOrigin sets the training strength beside the difficulty of hiring of the
// current tables: the unit's sectors over the region's own overall, twelve months.
// Its period is empty when the region has no planned entries.
func currentOrigin(b book, territory string, in shortage.OriginInputs) shortage.OriginPanel {
	panel := shortage.OriginPanel{ID: "workspace_origin_" + strings.ToLower(in.Evidence.Country), Country: in.Evidence.Country,
		Territory: b.place(territory)}
	end := b.last(cell{"planned_entries_persons", territory, "TOTAL", false})
	if end.IsZero() {
		return panel
	}
	panel.Period = span(end, 12)
	overall := b.hardToFill(territory, []string{"TOTAL"}, end)
	for _, s := range in.Evidence.Units {
		u := in.Unit(s)
		u.Shortage = []shortage.Term{{Indicator: shortage.HardToFill, Value: b.hardToFill(territory, s.Excelsior, end),
			Floor: shortage.Floor{Parameter: shortage.ParamHardToFillRatio, Reference: &overall}}}
		panel.Units = append(panel.Units, u)
	}
	return panel
}

// labelledFigures reads the published figures by occupation or citizenship, and the printed lists.
func labelledFigures(ctx context.Context, db *warehouse.DB, o Options) (shortage.OriginFigures, error) {
	obs, err := db.Observations(ctx, warehouse.Selection{AsOf: o.AsOf, Tables: []string{
		"published_beoe", "published_hard_to_fill", "published_pakistan_tvet", "published_pakistani_workers", "published_piedmont"}})
	if err != nil {
		return nil, err
	}
	var out shortage.OriginFigures
	for _, ob := range obs {
		if f, ok := labelledFigure(ob); ok {
			out = append(out, f)
		}
	}
	return out, nil
}

// labelledFigure is the figure of a row; false for rows by sex, country of
// destination, size of firm or channel, which the regional term does not read.
func labelledFigure(ob warehouse.Observation) (shortage.OriginFigure, bool) {
	k := ob.Key
	f := shortage.OriginFigure{Citizenship: k.Citizenship.Value, Figure: shortage.Figure{Source: source(ob), Measure: k.Measure,
		Territory: k.Territory.Value, Group: k.Industry.Value, Value: ob.Value, Status: ob.Status, Note: ob.Note, IsSynthetic: ob.IsSynthetic}}
	if k.Sex != "" || k.Age != "" {
		return f, false
	}
	for _, pair := range strings.FieldsFunc(k.Other, func(r rune) bool { return r == ';' }) {
		switch name, code, _ := strings.Cut(pair, "="); name {
		case "OCCUPATION_LABEL":
			f.Occupation = strings.ReplaceAll(code, "%3B", ";") // as the harmonised key writes it
		case "REF":
			f.Ref = code
		case "EMPLOYESS_CLASS":
			if code != "W_GE1" { // all firms with employees: the main figure
				return f, false
			}
		default:
			return f, false
		}
	}
	return f, true
}

// originRows are the outcomes of the regional term with their explanations. The
// class is what the sector stands on; need is the shortage of the region, and
// incidence that of Italy, as if it held there.
func originRows(panels []shortage.OriginPanel, p shortage.Parameters, seed int64) ([]warehouse.Shortage, error) {
	var rows []warehouse.Shortage
	for _, in := range panels {
		res, err := shortage.Origin(in, p, originSeed(seed, in))
		if err != nil {
			return nil, err
		}
		members, err := shortage.OriginMembers(in, p)
		if err != nil {
			return nil, err
		}
		for _, o := range res.Outcomes {
			text, err := json.Marshal(res.Explain(o, members))
			if err != nil {
				return nil, fmt.Errorf("write explanation of %s: %w", o.Code, err)
			}
			rows = append(rows, warehouse.Shortage{Method: shortage.OriginID, MethodVersion: shortage.OriginVersion, Panel: in.ID, Territory: in.Territory,
				Unit: o.Code, Period: in.Period, Need: string(o.Shortage), Incidence: string(o.Incidence), Class: o.Standing, ClassShare: o.StandingShare,
				NeedValue: o.ShortageRatio.Value, NeedLower: o.ShortageRatio.Lower, NeedUpper: o.ShortageRatio.Upper,
				IncidenceValue: o.IncidencePct.Value, IncidenceLower: o.IncidencePct.Lower, IncidenceUpper: o.IncidencePct.Upper,
				Score: math.NaN(), Rank: math.NaN(), RankLower: math.NaN(), RankUpper: math.NaN(), RankLevel: res.Level,
				Explanation: string(text), IsSynthetic: o.IsSynthetic})
		}
	}
	return rows, nil
}

func originSeed(seed int64, in shortage.OriginPanel) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d %s %s", seed, in.ID, in.Territory)
	return h.Sum64()
}
