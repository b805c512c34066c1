package codes

import (
	"embed"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	"fabbisogno/datasets/series"
)

//go:embed data/*.csv
var data embed.FS

// Set is every code list and partition.
type Set struct {
	lists      []List // by id
	partitions []Partition
	crosswalks []Crosswalk       // declared, by lists
	nuts       map[string]string // ISTAT REF_AREA to NUTS
	bridges    sync.Map          // [2]string of lists to the Crosswalk put together between them
}

// Load reads the embedded lists. All mistakes come joined, each with file and line.
func Load() (*Set, error) {
	sub, err := fs.Sub(data, "data")
	if err != nil {
		return nil, err
	}
	return LoadFS(sub)
}

// List is a code list by id.
func (s *Set) List(id string) (List, bool) {
	i, ok := slices.BinarySearchFunc(s.lists, id, func(l List, id string) int { return strings.Compare(l.ID, id) })
	if !ok {
		return List{}, false
	}
	return s.lists[i], true
}

// Lists are the ids of all lists, sorted.
func (s *Set) Lists() []string {
	out := make([]string, len(s.lists))
	for i, l := range s.lists {
		out[i] = l.ID
	}
	return out
}

// All are the items of all lists, by list id and file order.
func (s *Set) All() []Item {
	var out []Item
	for _, l := range s.lists {
		out = append(out, l.Items...)
	}
	return out
}

// Find is the item of a series code.
func (s *Set) Find(c series.Code) (Item, bool) {
	l, ok := s.List(c.List)
	if !ok {
		return Item{}, false
	}
	return l.Find(c.Value)
}

// Label is the name of a code in a language, "it" or "en". A code that no list
// knows is its own name, so that nothing disappears; the zero Code has none.
func (s *Set) Label(c series.Code, lang string) string {
	if it, ok := s.Find(c); ok {
		return it.Label.In(lang)
	}
	return c.Value
}

// NUTS translates an ISTAT REF_AREA code: ITD3 is nuts2021:ITH3, IT108 is
// nuts2021:ITC4D. False for a code with no NUTS 2021 twin, among them ITDA
// (two NUTS regions), the macro-areas ITCD and ITFG, ITTOT, municipalities and
// the Sardinian provinces abolished in 2016.
func (s *Set) NUTS(istatRefArea string) (series.Code, bool) {
	code, ok := s.nuts[istatRefArea]
	if !ok {
		return series.Code{}, false
	}
	return series.Code{List: "nuts2021", Value: code}, true
}

// Nearest are up to n codes of a list that are written most like code, for
// hints in messages. Nil for an unknown list.
func (s *Set) Nearest(list, code string, n int) []string {
	l, ok := s.List(list)
	if !ok || n <= 0 {
		return nil
	}
	all := make([]string, len(l.Items))
	for i, it := range l.Items {
		all[i] = it.Code
	}
	if list == "istat_ref_area" { // codes with a NUTS twin stand there, not here
		all = append(all, slices.Sorted(maps.Keys(s.nuts))...)
	}
	return NearestOf(all, code, n)
}

// NearestOf are up to n of the names that are written most like one, whatever
// their case; of equally near ones the earlier.
func NearestOf(names []string, name string, n int) []string {
	type candidate struct {
		name     string
		distance int
	}
	candidates := make([]candidate, len(names))
	for i, c := range names {
		candidates[i] = candidate{c, Distance(name, c)}
	}
	slices.SortStableFunc(candidates, func(a, b candidate) int { return a.distance - b.distance })
	out := make([]string, 0, n)
	for _, c := range candidates[:min(n, len(candidates))] {
		out = append(out, c.name)
	}
	return out
}

// Distance is how many characters two names differ by, whatever their case.
func Distance(a, b string) int { return editDistance(strings.ToUpper(a), strings.ToUpper(b)) }

// editDistance is the Levenshtein distance in characters.
func editDistance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			cost := diagonal
			if x[i] != y[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}
