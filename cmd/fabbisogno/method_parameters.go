package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"fabbisogno/analysis/shortage"
	"fabbisogno/analysis/shortage/sheet"
)

// overridden are the parameters with the values given for this run, and those
// of the card as they are used.
func overridden(card shortage.Card, declared shortage.Parameters, given []string) (shortage.Parameters, []usedParameter, error) {
	p := declared
	seen := map[string]bool{}
	for _, text := range given {
		id, value, ok := strings.Cut(text, "=")
		v, err := strconv.ParseFloat(value, 64)
		switch {
		case !ok || err != nil || math.IsNaN(v) || math.IsInf(v, 0):
			return nil, nil, fmt.Errorf("parameter %q: expected id=value with a number, such as %s", text, exampleParameter(card, declared))
		case !slices.Contains(card.Parameters, id):
			return nil, nil, fmt.Errorf("parameter %q is none of %s; it has: %s", id, card.ID, idList(card.Parameters))
		case seen[id]:
			return nil, nil, fmt.Errorf("parameter %q is given twice", id)
		}
		seen[id] = true
		q, err := p.Find(id)
		if err != nil {
			return nil, nil, err
		}
		if v < q.Minimum || v > q.Maximum {
			return nil, nil, fmt.Errorf("parameter %q: %v is not within its range %v to %v", id, v, q.Minimum, q.Maximum)
		}
		p = p.With(id, v)
	}
	used := []usedParameter{}
	for _, id := range card.Parameters {
		q, err := p.Find(id)
		if err != nil {
			return nil, nil, err
		}
		used = append(used, usedParameter{ID: id, Value: q.Value, Unit: q.Unit, Assumed: q.Assumed, Declared: declared.Value(id), Source: q.Source})
	}
	return p, used, nil
}

func exampleParameter(card shortage.Card, declared shortage.Parameters) string {
	if len(card.Parameters) == 0 {
		return "none: the method has no parameters"
	}
	return card.Parameters[0] + "=" + strconv.FormatFloat(declared.Value(card.Parameters[0]), 'g', -1, 64)
}

func idList(ids []string) string {
	if len(ids) == 0 {
		return "no parameters"
	}
	return strings.Join(ids, ", ")
}

// thresholdsOf says where the parameters in use come from.
func thresholdsOf(used []usedParameter) sheet.Thresholds {
	out := sheet.Published
	for _, p := range used {
		switch {
		case p.Value != p.Declared:
			return sheet.Overridden
		case p.Assumed:
			out = sheet.Assumed
		}
	}
	return out
}
