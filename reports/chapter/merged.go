package chapter

import (
	"slices"
	"time"

	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/figure"
)

// merged is the trail of a figure that rests on several pulls: every query once, every
// file with the rows that all of them took of it. It holds no values.
func merged(all []*pulled) *pulled {
	out := &pulled{released: map[string]time.Time{}, printed: map[string][]figure.Printed{}}
	type origin struct {
		table, sha256, method string
		version               int
	}
	at := map[origin]int{}
	for _, p := range all {
		for _, q := range p.queries {
			if !slices.Contains(out.queries, q) {
				out.queries = append(out.queries, q)
			}
		}
		for _, l := range p.lineage {
			key := origin{l.Table, l.SHA256, l.Method, l.MethodVersion}
			i, ok := at[key]
			if !ok {
				i, at[key] = len(out.lineage), len(out.lineage)
				out.lineage = append(out.lineage, warehouse.Lineage{Table: l.Table, SHA256: l.SHA256, Method: l.Method, MethodVersion: l.MethodVersion, MethodRunID: l.MethodRunID})
			}
			out.lineage[i].Rows += l.Rows
		}
		for table, on := range p.released {
			if on.After(out.released[table]) {
				out.released[table] = on
			}
		}
		for table, printed := range p.printed {
			for _, one := range printed {
				if !slices.Contains(out.printed[table], one) {
					out.printed[table] = append(out.printed[table], one)
				}
			}
		}
		out.synthetic = out.synthetic || p.synthetic
	}
	sortLineage(out.lineage)
	return out
}
