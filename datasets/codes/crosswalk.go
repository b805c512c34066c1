package codes

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"fabbisogno/datasets/series"
)

// Basis says what a weight rests on.
type Basis string

// The bases, from the firmest to the weakest.
const (
	Official Basis = "official" // the classification itself fixes it
	Measured Basis = "measured" // from data: persons by detailed code
	Assumed  Basis = "assumed"  // a convention, such as the share of detailed codes
)

// weaker is the weaker of two bases.
func weaker(a, b Basis) Basis {
	switch {
	case a == Assumed || b == Assumed:
		return Assumed
	case a == Measured || b == Measured:
		return Measured
	}
	return Official
}

// Link is one correspondence: the share Weight of From, a code of one list,
// belongs to To, a code of the other.
type Link struct {
	From, To string
	Weight   float64 // above 0, at most 1
	Basis    Basis
	Source   string
	Note     string
}

// Crosswalk is a weighted bridge between two lists. The weights of every code
// on its From side sum to 1, so that counts keep their totals.
type Crosswalk struct {
	From, To string
	Links    []Link // in the order of From's list, then of To's
}

// Targets are the links that leave a code.
func (c Crosswalk) Targets(from string) []Link {
	return c.filter(func(l Link) bool { return l.From == from })
}

// Sources are the links that lead to a code.
func (c Crosswalk) Sources(to string) []Link {
	return c.filter(func(l Link) bool { return l.To == to })
}

func (c Crosswalk) filter(keep func(Link) bool) []Link {
	var out []Link
	for _, l := range c.Links {
		if keep(l) {
			out = append(out, l)
		}
	}
	return out
}

// OneToOne is the code that stands for the same as from, and only for it.
// What is no count, such as a rate, goes over the bridge only there.
func (c Crosswalk) OneToOne(from string) (string, bool) {
	out := c.Targets(from)
	if len(out) != 1 || len(c.Sources(out[0].To)) != 1 {
		return "", false
	}
	return out[0].To, true
}

// IsRenaming says whether every code stands for the same as one code of the other
// list: the classification is the same and only its codes are written otherwise.
func (c Crosswalk) IsRenaming() bool {
	seen := map[string]bool{}
	for _, l := range c.Links {
		if l.Weight != 1 || seen[l.To] || l.Basis != Official {
			return false
		}
		seen[l.To] = true
	}
	return len(c.Links) > 0
}

// Crosswalk is the bridge from one list to another, over the lists between
// them where no direct one is declared: nace2 to nace2_1 goes by ateco2007,
// ateco2022 and ateco2025. The way with the fewest steps is taken; of equal
// ways, the one whose lists come first by name.
//
// An aggregate is bridged only to the aggregate that is the same union, when
// nothing leaves or enters it on the way (industry B-E, but not B-F: some of
// construction becomes real estate). Any other aggregate is the sum of its
// bridged parts.
func (s *Set) Crosswalk(from, to string) (Crosswalk, error) {
	path := s.path(from, to)
	if path == nil {
		return Crosswalk{}, fmt.Errorf("no crosswalk from %s to %s; bridges are declared between %s", from, to, strings.Join(s.bridged(), ", "))
	}
	// Every file that is read asks for several, and putting one together takes milliseconds.
	if kept, ok := s.bridges.Load([2]string{from, to}); ok {
		return kept.(Crosswalk).clone(), nil
	}
	out := s.direct(path[0], path[1])
	for i := 2; i < len(path); i++ {
		out = s.compose(out, s.direct(path[i-1], path[i]))
	}
	out.Links = append(out.Links, s.unions(out)...)
	s.sortLinks(&out)
	s.bridges.Store([2]string{from, to}, out.clone())
	return out, nil
}

// clone is a copy whose links may be changed.
func (c Crosswalk) clone() Crosswalk {
	c.Links = slices.Clone(c.Links)
	return c
}

// Crosswalks are all bridges, by the ids of their lists.
func (s *Set) Crosswalks() []Crosswalk {
	var out []Crosswalk
	lists := s.bridged()
	for _, from := range lists {
		for _, to := range lists {
			if from == to || s.path(from, to) == nil {
				continue
			}
			if c, err := s.Crosswalk(from, to); err == nil {
				out = append(out, c)
			}
		}
	}
	return out
}

// Bridges are the declared crosswalks, without those put together from them, by
// the ids of their lists. Their links are not to be changed.
func (s *Set) Bridges() []Crosswalk { return slices.Clone(s.crosswalks) }

// Steps are the lists that a bridge passes, both ends included; nil where there is none.
func (s *Set) Steps(from, to string) []string { return s.path(from, to) }

// bridged are the lists that have a crosswalk, sorted.
func (s *Set) bridged() []string {
	var out []string
	for _, c := range s.crosswalks {
		out = append(out, c.From, c.To)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// path is the shortest way between two lists, found breadth first.
func (s *Set) path(from, to string) []string {
	if from == to {
		return nil
	}
	before := map[string]string{from: ""}
	queue := []string{from}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, c := range s.crosswalks { // sorted by lists
			if _, seen := before[c.To]; c.From != at || seen {
				continue
			}
			before[c.To] = at
			queue = append(queue, c.To)
		}
	}
	if _, reached := before[to]; !reached {
		return nil
	}
	var out []string
	for at := to; at != ""; at = before[at] {
		out = append(out, at)
	}
	slices.Reverse(out)
	return out
}

// direct is a declared crosswalk.
func (s *Set) direct(from, to string) Crosswalk {
	i := slices.IndexFunc(s.crosswalks, func(c Crosswalk) bool { return c.From == from && c.To == to })
	return s.crosswalks[i].clone()
}

// compose follows a and then b: the weights along each way are multiplied, the
// ways to the same code added. A code that b does not know is left out with
// what led to it: codes go together with all of their level.
func (s *Set) compose(a, b Crosswalk) Crosswalk {
	next := map[string][]Link{}
	for _, l := range b.Links {
		next[l.From] = append(next[l.From], l)
	}
	lost := map[string]bool{}
	for _, l := range a.Links {
		lost[l.From] = lost[l.From] || len(next[l.To]) == 0
	}
	out := Crosswalk{From: a.From, To: b.To}
	at := map[[2]string]int{}
	for _, l := range a.Links {
		if lost[l.From] {
			continue
		}
		for _, m := range next[l.To] {
			key := [2]string{l.From, m.To}
			i, ok := at[key]
			if !ok {
				i = len(out.Links)
				at[key] = i
				out.Links = append(out.Links, Link{From: l.From, To: m.To, Basis: Official})
			}
			k := &out.Links[i]
			k.Weight += l.Weight * m.Weight
			k.Basis = weaker(k.Basis, weaker(l.Basis, m.Basis))
			k.Source = joinText(k.Source, l.Source, m.Source)
			k.Note = joinText(k.Note, l.Note, m.Note)
		}
	}
	s.sortLinks(&out)
	return out
}

// joinText lists texts once each.
func joinText(texts ...string) string {
	var out []string
	for _, t := range texts {
		for _, part := range strings.Split(t, "; ") {
			if part != "" && !slices.Contains(out, part) {
				out = append(out, part)
			}
		}
	}
	return strings.Join(out, "; ")
}

// unions are the links between aggregates that are the same union of linked codes.
func (s *Set) unions(c Crosswalk) []Link {
	from, _ := s.List(c.From)
	to, _ := s.List(c.To)
	var out []Link
	for _, a := range from.Items {
		parts := a.Covers(from.ID)
		if a.Level != "aggregate" || len(parts) == 0 || len(c.Targets(a.Code)) > 0 {
			continue
		}
		for _, b := range to.Items {
			if b.Level != "aggregate" || !s.sameUnion(c, parts, b.Covers(to.ID)) {
				continue
			}
			out = append(out, Link{From: a.Code, To: b.Code, Weight: 1, Basis: Official,
				Source: "the same union of codes in both lists"})
			break
		}
	}
	return out
}

// sameUnion says whether all that leaves the first codes enters the second,
// and nothing else does.
func (s *Set) sameUnion(c Crosswalk, from, to []string) bool {
	if len(to) == 0 {
		return false
	}
	for _, code := range from {
		if len(c.Targets(code)) == 0 {
			return false
		}
	}
	for _, l := range c.Links {
		if slices.Contains(from, l.From) != slices.Contains(to, l.To) {
			return false
		}
	}
	return true
}

// sortLinks puts links in the order of the lists.
func (s *Set) sortLinks(c *Crosswalk) {
	from, _ := s.List(c.From)
	to, _ := s.List(c.To)
	slices.SortStableFunc(c.Links, func(a, b Link) int {
		return cmp.Or(cmp.Compare(from.place(a.From), from.place(b.From)), cmp.Compare(to.place(a.To), to.place(b.To)),
			strings.Compare(a.From, b.From), strings.Compare(a.To, b.To))
	})
}

// place of a code in its list; a code that is not there goes first.
func (l List) place(code string) int {
	if i, ok := l.byCode[code]; ok {
		return i
	}
	return -1
}

// checkWeights reports codes whose weights do not sum to 1.
func checkWeights(c Crosswalk) error {
	sum := map[string]float64{}
	for _, l := range c.Links {
		sum[l.From] += l.Weight
	}
	for _, l := range c.Links {
		if math.Abs(sum[l.From]-1) > weightTolerance {
			return fmt.Errorf("crosswalk %s to %s: the weights of %s sum to %v, not 1", c.From, c.To, l.From, sum[l.From])
		}
	}
	return nil
}

// weightTolerance is what weights may miss of 1: totals of ten million persons
// then keep a hundredth of a person.
const weightTolerance = 1e-9

// dimensionOf is the place in a key that holds a code of the list.
func dimensionOf(k *series.Key, list string) *series.Code {
	for _, c := range []*series.Code{&k.Industry, &k.Occupation, &k.Territory, &k.Citizenship} {
		if c.List == list {
			return c
		}
	}
	return nil
}
