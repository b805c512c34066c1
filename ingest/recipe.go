package ingest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/ingest/structure"
)

// alwaysLists are code lists that harmonize consults without a table naming them.
var alwaysLists = []string{"nuts2021", "iso3166"}

// Recipe of a table; empty for one that the catalogue does not declare. It is what
// decides, besides the program, how the bytes of a file become observations. The
// first part is the hash of the declaration (the table's TOML, its indicators, the
// code lists and partitions it uses, what its publisher's structures say), the second
// that of the mapping lines that concern it; a colon stands between. Texts for people
// only are left out: a better title loads nothing again.
func (g *Ingester) Recipe(table string) (string, error) {
	k, err := g.know()
	if err != nil {
		return "", err
	}
	return k.recipes[table], nil
}

func (g *Ingester) allRecipes(kept *structure.Library) (map[string]string, error) {
	lists, err := describeLists(g.Codes)
	if err != nil {
		return nil, err
	}
	indicators := map[string]catalog.Indicator{}
	for _, i := range g.Catalog.Indicators {
		indicators[i.ID] = i
	}
	out := map[string]string{}
	for _, t := range g.Catalog.Tables {
		declaration, err := g.declarationHash(t, indicators, lists, kept)
		if err != nil {
			return nil, fmt.Errorf("hash declaration of %s: %w", t.ID, err)
		}
		lines, err := hashOf(g.Mappings.For(t.ID))
		if err != nil {
			return nil, fmt.Errorf("hash mapping lines of %s: %w", t.ID, err)
		}
		out[t.ID] = declaration + ":" + lines
	}
	return out, nil
}

// listUse is the hash of a code list, with its partitions and the bridges that
// begin at it, and the lists that are consulted with it.
type listUse struct {
	hash string
	with []string
}

// describeLists hashes every list once. Consulted with a list are those in whose
// codes its items say what they cover, and those that a bridge leads to: a file in
// another version of the classification is refused by their codes.
func describeLists(s *codes.Set) (map[string]listUse, error) {
	bridges := map[string][]codes.Crosswalk{}
	for _, c := range s.Bridges() {
		bridges[c.From] = append(bridges[c.From], c)
	}
	out := map[string]listUse{}
	for _, id := range s.Lists() {
		l, _ := s.List(id)
		sum, err := hashOf(l.Items, partitionsOf(s, id), bridges[id])
		if err != nil {
			return nil, fmt.Errorf("hash code list %s: %w", id, err)
		}
		with := map[string]bool{}
		for _, it := range l.Items {
			for attr := range it.Attrs {
				with[attr] = true
			}
		}
		for _, c := range bridges[id] {
			with[c.To] = true
		}
		out[id] = listUse{sum, slices.Sorted(maps.Keys(with))}
	}
	return out, nil
}

// declarationHash covers the table and everything it names.
func (g *Ingester) declarationHash(t catalog.Table, indicators map[string]catalog.Indicator, lists map[string]listUse, kept *structure.Library) (string, error) {
	structures := kept.Hash(t, agencyOf(g.Catalog, t))
	t.Title, t.Citation, t.Warnings, t.Release, t.Select, t.Since, t.Queries = catalog.Text{}, catalog.Text{}, nil, "", "", "", nil
	t.Successor, t.File = "", ""
	text, err := json.Marshal(t)
	if err != nil {
		return "", err
	}
	var named []string
	if err := eachString(text, func(s string) { named = append(named, s) }); err != nil {
		return "", err
	}
	slices.Sort(named)
	parts := []any{t}
	for _, s := range slices.Compact(append(named, alwaysLists...)) {
		if i, ok := indicators[s]; ok {
			i.Name, i.Description, i.Decimals, i.Direction = catalog.Text{}, catalog.Text{}, 0, ""
			parts = append(parts, i)
		}
	}
	for _, id := range listsUsed(lists, named) {
		parts = append(parts, id, lists[id].hash)
	}
	if structures != "" { // without them the recipe is what it was before any came
		parts = append(parts, structures)
	}
	return hashOf(parts...)
}

// listsUsed are the code lists among the names, those always consulted, and all
// that are consulted with them, sorted.
func listsUsed(lists map[string]listUse, named []string) []string {
	used := map[string]bool{}
	queue := append(slices.Clone(named), alwaysLists...)
	for len(queue) > 0 {
		id := queue[0]
		queue = queue[1:]
		if l, ok := lists[id]; ok && !used[id] {
			used[id] = true
			queue = append(queue, l.with...)
		}
	}
	return slices.Sorted(maps.Keys(used))
}

func partitionsOf(s *codes.Set, list string) []codes.Partition {
	return slices.DeleteFunc(s.Partitions(), func(p codes.Partition) bool { return p.List != list })
}

// eachString calls f for every text value in JSON as json.Marshal writes it, where a
// colon follows the key of a member at once. Every command that loads reads the whole
// catalogue so, and building its values takes several times as long.
func eachString(text []byte, f func(string)) error {
	for i := 0; i < len(text); i++ {
		if text[i] != '"' {
			continue
		}
		end := i + 1
		for ; text[end] != '"'; end++ {
			if text[end] == '\\' {
				end++
			}
		}
		quoted := text[i : end+1]
		i = end
		if end+1 < len(text) && text[end+1] == ':' {
			continue
		}
		if !bytes.ContainsRune(quoted, '\\') {
			f(string(quoted[1 : len(quoted)-1]))
			continue
		}
		var s string
		if err := json.Unmarshal(quoted, &s); err != nil {
			return err
		}
		f(s)
	}
	return nil
}

// hashOf is a short hash of values as JSON, which writes maps in the order of
// their keys. 64 bits tell apart the few recipes that one table ever has.
func hashOf(values ...any) (string, error) {
	h := sha256.New()
	enc := json.NewEncoder(h)
	for _, v := range values {
		if err := enc.Encode(v); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:8]), nil
}
