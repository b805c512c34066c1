package chapter

import (
	"context"
	"maps"
	"math"
	"slices"

	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// otherLists are the code lists beside the widest one in which units of the same kind
// were diagnosed, with how many of them have a place.
func otherLists(all []warehouse.Composite, widest string) map[string]int {
	out := map[string]int{}
	for _, c := range all {
		if c.Unit.List != widest && !math.IsNaN(c.Rank) {
			out[c.Unit.List]++
		}
	}
	return out
}

// otherListLines say what else was diagnosed and is in no figure, and where it is: a
// reader of the figures must not take the widest list for the only one. With the lines
// come the numbers they say.
func (s *Source) otherListLines(ctx context.Context, g *diagnosed) (out []Text, told []figure.Told, err error) {
	for _, list := range slices.Sorted(maps.Keys(g.others)) {
		ratings, err := s.ratings(ctx, warehouse.DiagnosisFilter{Kind: g.kind, Territory: g.territory.Value, UnitList: list, Latest: true})
		if err != nil {
			return nil, nil, err
		}
		var methods []string
		for _, r := range ratings {
			if r.Says != "" && !slices.Contains(methods, r.Method) {
				methods = append(methods, r.Method)
			}
		}
		out = append(out, otherListLine(g, list, g.others[list], len(methods)))
		told = append(told, toldCount(list+"_units_count", "Voci di un altro elenco", "Items of another list", g.others[list]),
			toldCount(list+"_methods_count", "Metodi che vi danno un esito", "Methods that give a verdict there", len(methods)))
	}
	return out, told, nil
}

func otherListLine(g *diagnosed, list string, units, methods int) Text {
	return both(func(l locale.Lang) string {
		return pick(l, "Un altro elenco di %s, più corto (%s voci, %s), è stato diagnosticato: %s metodi danno un esito. Qui non è disegnato; punteggi, esiti e probabilità sono nelle viste composite, rating e agreement, con unit_list = '%s'.",
			"Another, shorter list of %s (%s items, %s) was diagnosed too: %s methods give a verdict. It is not drawn here; scores, verdicts and probabilities are in the views composite, rating and agreement, with unit_list = '%s'.",
			g.unitsWord(l), l.Integer(units), list, l.Integer(methods), list)
	})
}
