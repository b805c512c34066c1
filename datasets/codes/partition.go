package codes

import (
	"fmt"
	"slices"
	"strings"
)

// Partition is a set of codes of one list that do not overlap.
type Partition struct {
	Name string
	List string
	// Whole is the code that the members cover together; empty when the members
	// were only declared not to overlap.
	Whole string
	Codes []string
}

// Partition is the codes of a named partition, in declared order. The names
// are the list's id and what is partitioned: nuts2021_regions,
// nuts2021_provinces_ITC1, ateco2007_sections, istat_vacancy_sections,
// excelsior_sectors, cp2021_major ...
func (s *Set) Partition(name string) ([]string, bool) {
	for _, p := range s.partitions {
		if p.Name == name {
			return slices.Clone(p.Codes), true
		}
	}
	return nil, false
}

// Partitions are all partitions, by name.
func (s *Set) Partitions() []Partition { return slices.Clone(s.partitions) }

// coverLists are the lists in whose codes others say what they cover.
var coverLists = [...]string{"ateco2007", "ateco2022", "ateco2025", "nace2", "nace2_1", "nuts2021"}

// check reports members that overlap and, where a whole is named, what they
// miss or have too much.
func (p Partition) check(s *Set) error {
	if _, ok := s.List(p.List); !ok {
		return fmt.Errorf("partition %s: unknown list %q", p.Name, p.List)
	}
	owner := map[string]string{}
	for _, code := range p.Codes {
		atoms, err := s.atoms(p.List, code)
		if err != nil {
			return fmt.Errorf("partition %s: %w", p.Name, err)
		}
		for _, atom := range atoms {
			if other, taken := owner[atom]; taken {
				return fmt.Errorf("partition %s: %s and %s overlap in %s", p.Name, other, code, atom)
			}
			owner[atom] = code
		}
	}
	if p.Whole == "" {
		return nil
	}
	whole, err := s.atoms(p.List, p.Whole)
	if err != nil {
		return fmt.Errorf("partition %s: %w", p.Name, err)
	}
	for _, atom := range whole {
		if _, ok := owner[atom]; !ok {
			return fmt.Errorf("partition %s: no member covers %s of %s", p.Name, atom, p.Whole)
		}
		delete(owner, atom)
	}
	for _, code := range p.Codes {
		for atom, by := range owner {
			if by == code {
				return fmt.Errorf("partition %s: %s covers %s, which %s does not", p.Name, code, atom, p.Whole)
			}
		}
	}
	return nil
}

// atoms are the smallest parts a code stands for, sorted, as list:code: what it
// covers by its own declaration, or what its children stand for, or itself.
func (s *Set) atoms(list, code string) ([]string, error) {
	l, _ := s.List(list)
	it, ok := l.Find(code)
	if !ok {
		return nil, fmt.Errorf("unknown code %q of list %s", code, list)
	}
	var out []string
	add := func(list, code string) error {
		part, err := s.atoms(list, code)
		out = append(out, part...)
		return err
	}
	for _, base := range coverLists {
		for _, covered := range it.Covers(base) {
			if covered == code && base == list {
				continue // a sum of itself
			}
			if err := add(base, covered); err != nil {
				return nil, err
			}
		}
	}
	if len(out) == 0 {
		for _, child := range l.Children(code) {
			if err := add(list, child.Code); err != nil {
				return nil, err
			}
		}
	}
	if len(out) == 0 {
		return []string{list + ":" + code}, nil
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// memberships turn the partition columns of lists into partitions.
func memberships(lists []List) []Partition {
	var out []Partition
	for _, l := range lists {
		index := map[string]int{}
		for _, it := range l.Items {
			for _, name := range strings.Fields(it.Attrs["partition"]) {
				i, ok := index[name]
				if !ok {
					i = len(out)
					index[name] = i
					out = append(out, Partition{Name: name, List: l.ID})
				}
				out[i].Codes = append(out[i].Codes, it.Code)
			}
		}
	}
	return out
}
