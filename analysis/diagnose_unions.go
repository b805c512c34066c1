package analysis

import (
	"maps"
	"strings"

	"fabbisogno/analysis/area"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
)

// place is the code of a territory: of NUTS, or of the list that has the union.
func (b book) place(territory string) series.Code {
	for _, u := range b.unions {
		if u.Whole.Value == territory {
			return u.Whole
		}
	}
	return series.Code{List: "nuts2021", Value: territory}
}

// join gives a union the columns that its parts make up and the tables do not have of
// it. Their values come from the files of all parts.
func (b book) join(u codes.Union) {
	for c := range maps.Clone(b.columns) {
		whole := c
		whole.territory = u.Whole.Value
		if c.territory != u.Parts[0].Value || b.columns[whole] != nil {
			continue
		}
		if col := b.joined(c, u); col != nil {
			b.columns[whole] = col
		}
	}
}

// joined is the column of a union from those of its parts, over the periods that all
// have; nil where a part has none, or where the measure cannot be put together.
func (b book) joined(c cell, u codes.Union) *column {
	weight := area.Weight(c.measure)
	if weight == "" && !isCount(c.measure) {
		return nil
	}
	out := &column{values: map[series.Period]float64{}}
	var parts, weights []*column
	for _, p := range u.Parts {
		c.territory = p.Value
		own, by := b.columns[c], b.columns[cell{weight, p.Value, c.industry, c.foreign}]
		if own == nil || weight != "" && by == nil {
			return nil
		}
		parts, weights = append(parts, own), append(weights, by)
		out.synthetic = out.synthetic || own.synthetic
		out.from = append(out.from, own.from...)
	}
	for t := range parts[0].values {
		var values, by []float64
		known := true
		for i, p := range parts {
			v, ok := p.values[t]
			values, known = append(values, v), known && ok
			if weight != "" {
				n, ok := weights[i].values[t]
				by, known = append(by, n), known && ok
			}
		}
		if !known {
			continue
		}
		out.values[t] = area.Value(values, by)
		if out.last.IsZero() || t.Compare(out.last) > 0 {
			out.last = t
		}
	}
	return out
}

// isCount says whether a measure of the book is a count.
func isCount(measure string) bool {
	return strings.HasSuffix(measure, "_persons") || strings.HasSuffix(measure, "_thousand")
}

// notes say how the figures of a union came about.
func (b book) notes(territory string) []string {
	for _, u := range b.unions {
		if u.Whole.Value == territory {
			names := strings.Join(partsOfUnion(u), " and ")
			return []string{"planned entries are the sums of those of " + names + " where the source does not print the region; shares are means weighed by them"}
		}
	}
	return nil
}
