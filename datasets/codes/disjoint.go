package codes

import (
	"fmt"

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
