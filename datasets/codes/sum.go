package codes

import (
	"fmt"
	"slices"
	"strings"

	"fabbisogno/datasets/series"
)

// Disjoint refuses codes of a list that overlap, and names the overlap: a sum
// over B-F and C counts manufacturing twice.
func (s *Set) Disjoint(list string, codes []string) error {
	refs := make([]series.Code, len(codes))
	for i, code := range codes {
		refs[i] = series.Code{List: list, Value: code}
	}
	if err := s.DisjointCodes(refs); err != nil {
		return fmt.Errorf("sum over %s: %w", list, err)
	}
	return nil
}

// DisjointCodes is Disjoint over codes of several lists: Trentino-Alto Adige is a
// region of istat_ref_area, and its two provinces are of nuts2021.
func (s *Set) DisjointCodes(codes []series.Code) error {
	owner := map[string]series.Code{}
	for _, code := range codes {
		atoms, err := s.atoms(code.List, code.Value)
		if err != nil {
			return err
		}
		for _, atom := range atoms {
			if other, taken := owner[atom]; taken {
				return fmt.Errorf("%s and %s overlap in %s", other, code, atom)
			}
			owner[atom] = code
		}
	}
	return nil
}

// Covers refuses codes that overlap or that are not the whole together, naming
// what is missing or too much.
func (s *Set) Covers(list, whole string, codes []string) error {
	return Partition{Name: "of " + whole, List: list, Whole: whole, Codes: codes}.check(s)
}

// Sum is the series of a whole from those of its parts: series of one panel that
// differ in their code of the list and in nothing else. It refuses codes that
// overlap or miss a part of the whole, series that are not counts, and series of
// different measures, places, frequencies. A period in which a part is missing
// is missing.
func (s *Set) Sum(p series.Panel, list, whole string) (series.Series, error) {
	if len(p) == 0 {
		return series.Series{}, fmt.Errorf("sum to %s:%s: no series", list, whole)
	}
	var codes []string
	first := p[0].Key
	to := dimensionOf(&first, list)
	if to == nil {
		return series.Series{}, fmt.Errorf("sum to %s:%s: %s has no code of %s", list, whole, p[0].Key, list)
	}
	*to = series.Code{List: list, Value: whole}
	for _, one := range p {
		key := one.Key
		code := dimensionOf(&key, list)
		if code == nil {
			return series.Series{}, fmt.Errorf("sum to %s:%s: %s has no code of %s", list, whole, one.Key, list)
		}
		codes = append(codes, code.Value)
		*code = series.Code{List: list, Value: whole}
		switch {
		case key != first || one.Freq() != p[0].Freq():
			return series.Series{}, fmt.Errorf("sum to %s:%s: %s and %s differ in more than their code of %s", list, whole, p[0].Key, one.Key, list)
		case !series.IsAdditive(key.Unit):
			return series.Series{}, fmt.Errorf("sum to %s:%s: %s is in %s; only counts are added up", list, whole, one.Key, key.Unit)
		}
	}
	if err := s.Covers(list, whole, codes); err != nil {
		return series.Series{}, fmt.Errorf("sum to %s:%s: %w", list, whole, err)
	}
	parts := make([]part, len(p))
	for i, one := range p {
		parts[i] = part{Link{From: codes[i], To: whole, Weight: 1, Basis: Official}, one}
	}
	slices.SortStableFunc(parts, func(a, b part) int { return strings.Compare(a.link.From, b.link.From) })
	var links []Link
	for _, q := range parts {
		links = append(links, q.link)
	}
	return Crosswalk{From: list, To: list, Links: links}.merge(first, parts).Series, nil
}
