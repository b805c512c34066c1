package shortage

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
)

// ListKind is what a list says of an occupation.
type ListKind string

// The kinds.
const (
	KindShortage ListKind = "shortage"
	KindSurplus  ListKind = "surplus"
)

// Listing is one line of the lists of shortage and surplus occupations: what the
// office of a territory reports of an occupation, by its own method.
type Listing struct {
	Occupation, Territory string
	Kind                  ListKind
	Severe                bool // high magnitude, as the office defines it
}

// Extent is in how many territories an occupation is listed as short, or as in
// surplus.
type Extent struct {
	Occupation  string
	Kind        ListKind
	Territories []string // sorted
	Severe      []string // those with high magnitude
	Widespread  bool     // at least eures_widespread_from territories
}

// Pair is an occupation short in one territory and in surplus in another: a
// possible match, where wages, distance and housing allow.
type Pair struct {
	Occupation, Short, Surplus string
	Severe                     bool // the shortage
}

// Lists reads the lists as EURES does: how widespread each shortage and surplus
// is, and the pairs of territories of which one lacks what the other has. Extents
// and pairs are sorted by occupation, kind and territory. An occupation listed
// twice in one territory, or as both kinds, is an error: the pairs would match a
// territory with itself.
func Lists(list []Listing, p Parameters) ([]Extent, []Pair, error) {
	if err := p.require("eures_widespread_from"); err != nil {
		return nil, nil, fmt.Errorf("apply eures_lists: %w", err)
	}
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b Listing) int {
		return cmp.Or(cmp.Compare(a.Occupation, b.Occupation), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Territory, b.Territory))
	})
	if err := checkLists(list); err != nil {
		return nil, nil, err
	}
	var extents []Extent
	var pairs []Pair
	for i, l := range list {
		last := len(extents) - 1
		if i == 0 || l.Occupation != list[i-1].Occupation || l.Kind != list[i-1].Kind {
			extents = append(extents, Extent{Occupation: l.Occupation, Kind: l.Kind})
			last++
		}
		e := &extents[last]
		e.Territories = append(e.Territories, l.Territory)
		if l.Severe {
			e.Severe = append(e.Severe, l.Territory)
		}
		e.Widespread = float64(len(e.Territories)) >= p.Value("eures_widespread_from")
		if l.Kind != KindShortage {
			continue
		}
		for _, other := range list {
			if other.Occupation == l.Occupation && other.Kind == KindSurplus {
				pairs = append(pairs, Pair{l.Occupation, l.Territory, other.Territory, l.Severe})
			}
		}
	}
	return extents, pairs, nil
}

func checkLists(list []Listing) error {
	var errs []error
	seen := map[[2]string]ListKind{}
	for _, l := range list {
		at := [2]string{l.Occupation, l.Territory}
		before, ok := seen[at]
		switch {
		case l.Kind != KindShortage && l.Kind != KindSurplus:
			errs = append(errs, fmt.Errorf("apply eures_lists: occupation %s, territory %s: kind %q is neither shortage nor surplus", l.Occupation, l.Territory, l.Kind))
		case ok && before == l.Kind:
			errs = append(errs, fmt.Errorf("apply eures_lists: occupation %s stands twice in the %s list of territory %s", l.Occupation, l.Kind, l.Territory))
		case ok:
			errs = append(errs, fmt.Errorf("apply eures_lists: occupation %s is both short and in surplus in territory %s", l.Occupation, l.Territory))
		}
		seen[at] = l.Kind
	}
	return errors.Join(errs...)
}

// runLists has a row for each line of the lists, and one for each pair of lines.
func runLists(in Columns, p Parameters) (Answer, error) {
	list, err := listings(in)
	if err != nil {
		return Answer{}, err
	}
	row := map[[2]string]int{}
	for i, l := range list {
		row[[2]string{l.Occupation, l.Territory}] = i
	}
	extents, pairs, err := Lists(list, p)
	if err != nil {
		return Answer{}, err
	}
	a := Answer{Rows: make([]AnswerRow, len(list))}
	short, wide := 0.0, 0.0
	for _, e := range extents {
		class := "local_" + string(e.Kind)
		if e.Widespread {
			class = "widespread_" + string(e.Kind)
		}
		if e.Kind == KindShortage {
			short++
			if e.Widespread {
				wide++
			}
		}
		for _, t := range e.Territories {
			i := row[[2]string{e.Occupation, t}]
			a.Rows[i] = AnswerRow{Unit: rowName(i), Class: class, Values: map[string]float64{
				"territories": float64(len(e.Territories)), "severe_territories": float64(len(e.Severe))}}
		}
	}
	for _, q := range pairs {
		from, to := row[[2]string{q.Occupation, q.Surplus}], row[[2]string{q.Occupation, q.Short}]
		class := "surplus_there_shortage_here"
		if q.Severe {
			class = "surplus_there_severe_shortage_here"
		}
		a.Rows = append(a.Rows, AnswerRow{Unit: rowName(to) + "|" + rowName(from), Class: class, Values: map[string]float64{}})
	}
	a.Values = map[string]float64{"short_occupations": short, "widespread_short_occupations": wide, "pairs": float64(len(pairs))}
	return a, nil
}

// listings are the lines of the columns. A magnitude that is not given is low.
func listings(in Columns) ([]Listing, error) {
	s, err := newSection("eures_lists", in, "occupation", "territory", "kind", "magnitude")
	if err != nil {
		return nil, err
	}
	list := make([]Listing, s.rows)
	for _, x := range []struct {
		name string
		most float64
		set  func(l *Listing, v float64)
	}{
		{"occupation", 1e9, func(l *Listing, v float64) { l.Occupation = label(v) }},
		{"territory", 1e9, func(l *Listing, v float64) { l.Territory = label(v) }},
		{"kind", 2, func(l *Listing, v float64) { l.Kind = [...]ListKind{KindShortage, KindSurplus}[int(v)-1] }},
		{"magnitude", 2, func(l *Listing, v float64) { l.Severe = v == 2 }},
	} {
		for i, v := range s.column(x.name) {
			if math.IsNaN(v) && x.name == "magnitude" {
				continue
			}
			if !(v >= 1 && v <= x.most) || v != math.Trunc(v) {
				return nil, s.refuse(i, x.name, v, fmt.Sprintf("is no word of the input, numbered from 1 to %v", x.most))
			}
			x.set(&list[i], v)
		}
	}
	return list, nil
}

// label is the number of a word as a sortable code.
func label(v float64) string { return fmt.Sprintf("%09.0f", v) }
