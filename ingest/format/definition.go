package format

import (
	"fmt"
	"slices"
	"strings"
)

// Definition is one artefact of a structure message: a code list, a concept
// scheme, a data structure, a data flow, a constraint ...
type Definition struct {
	Kind  string // as SDMX-ML 2.1 names it: Codelist, DataStructure
	ID    string // AGENCY:ID(VERSION)
	Items int64  // codes, concepts or dimensions in it; of other kinds 0
}

// definitionWords are the names of kinds and of their items in counts.
var definitionWords = map[string][2]string{
	"Codelist":          {"code lists", "codes"},
	"ConceptScheme":     {"concept schemes", "concepts"},
	"DataStructure":     {"data structures", "dimensions"},
	"Dataflow":          {"data flows", ""},
	"ContentConstraint": {"constraints", "codes"},
}

// CountDefinitions counts definitions by kind, in words: "2 code lists with 45
// codes, 1 data structure with 6 dimensions".
func CountDefinitions(defs []Definition) string {
	type total struct{ n, items int64 }
	totals := map[string]*total{}
	var kinds []string
	for _, d := range defs {
		if totals[d.Kind] == nil {
			totals[d.Kind] = &total{}
			kinds = append(kinds, d.Kind)
		}
		totals[d.Kind].n++
		totals[d.Kind].items += d.Items
	}
	slices.Sort(kinds)
	var parts []string
	for _, kind := range kinds {
		t, words := totals[kind], definitionWords[kind]
		if words[0] == "" {
			words[0] = kind
		}
		part := counted(t.n, words[0])
		if words[1] != "" {
			part += " with " + counted(t.items, words[1])
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

// counted writes a number and the plural of a word, or its singular.
func counted(n int64, plural string) string {
	if n == 1 {
		plural = strings.TrimSuffix(plural, "s")
	}
	return fmt.Sprintf("%d %s", n, plural)
}
