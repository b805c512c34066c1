package codes

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"
)

// crosswalkPrefix begins the names of files that hold links between lists.
const crosswalkPrefix = "crosswalk_"

// crosswalkColumns are the columns of such a file. A weight is a decimal number
// or a fraction such as 7/290; from and to are both * where every code that both
// lists hold stands for the same. Links of weight 1 between two codes that have
// no other link hold in both directions, where the other is not declared.
var crosswalkColumns = []string{"from_list", "from", "to_list", "to", "weight", "basis", "source", "note"}

// readCrosswalks reads the files and checks what they declare together.
func (s *Set) readCrosswalks(fsys fs.FS) []error {
	links, mistakes := s.readLinks(fsys)
	if len(mistakes) > 0 {
		return mistakes
	}
	s.crosswalks = append(s.crosswalks, s.territoryLinks()...)
	for _, l := range links {
		s.put(l.fromList, l.toList, l.Link)
	}
	return s.settle()
}

// settle completes and checks the crosswalks after a change.
func (s *Set) settle() []error {
	s.reverse()
	slices.SortFunc(s.crosswalks, func(a, b Crosswalk) int {
		return cmp.Or(strings.Compare(a.From, b.From), strings.Compare(a.To, b.To))
	})
	var mistakes []error
	for i := range s.crosswalks {
		s.sortLinks(&s.crosswalks[i])
		mistakes = append(mistakes, s.checkCrosswalk(s.crosswalks[i])...)
	}
	return mistakes
}

// WithCrosswalks is the set with the links of crosswalk_*.csv files of a folder
// in place of its own: a file that names a code of a list replaces all links of
// that code to the same other list. So a workspace puts weights from its own
// data where the embedded ones are assumed.
func (s *Set) WithCrosswalks(fsys fs.FS) (*Set, error) {
	links, mistakes := s.readLinks(fsys)
	if len(mistakes) > 0 {
		return nil, errors.Join(mistakes...)
	}
	out := &Set{lists: s.lists, partitions: s.partitions, nuts: s.nuts, crosswalks: slices.Clone(s.crosswalks)}
	for i := range out.crosswalks {
		c := &out.crosswalks[i]
		c.Links = slices.DeleteFunc(slices.Clone(c.Links), func(old Link) bool {
			return slices.ContainsFunc(links, func(l fileLink) bool {
				return l.fromList == c.From && l.toList == c.To && l.From == old.From
			})
		})
	}
	for _, l := range links {
		out.put(l.fromList, l.toList, l.Link)
	}
	if mistakes := out.settle(); len(mistakes) > 0 {
		return nil, errors.Join(mistakes...)
	}
	return out, nil
}

// put adds a link to the crosswalk of its lists.
func (s *Set) put(from, to string, l Link) {
	i := slices.IndexFunc(s.crosswalks, func(c Crosswalk) bool { return c.From == from && c.To == to })
	if i < 0 {
		i = len(s.crosswalks)
		s.crosswalks = append(s.crosswalks, Crosswalk{From: from, To: to})
	}
	s.crosswalks[i].Links = append(s.crosswalks[i].Links, l)
}

// fileLink is a link with its lists, as a line of a file declares it.
type fileLink struct {
	Link
	fromList, toList string
}

// readLinks reads the crosswalk files of a folder, in the order of their names.
func (s *Set) readLinks(fsys fs.FS) ([]fileLink, []error) {
	names, err := fs.Glob(fsys, crosswalkPrefix+"*.csv")
	if err != nil {
		return nil, []error{err}
	}
	var out []fileLink
	var mistakes []error
	seen := map[[4]string]string{}
	for _, name := range names {
		_, rows, err := readRows(fsys, name, crosswalkColumns)
		if err != nil {
			mistakes = append(mistakes, err)
			continue
		}
		for _, r := range rows {
			place := fmt.Sprintf("%s:%d", name, r.line)
			links, err := s.readLink(r.cells)
			if err != nil {
				mistakes = append(mistakes, fmt.Errorf("%s: %w", place, err))
			}
			for _, l := range links {
				key := [4]string{l.fromList, l.From, l.toList, l.To}
				if first, twice := seen[key]; twice {
					mistakes = append(mistakes, fmt.Errorf("%s: %s:%s to %s:%s stands in %s too", place, l.fromList, l.From, l.toList, l.To, first))
					continue
				}
				seen[key] = place
				out = append(out, l)
			}
		}
	}
	return out, mistakes
}

// readLink reads one line; a line of * gives a link for every code of both lists.
func (s *Set) readLink(cells map[string]string) ([]fileLink, error) {
	l := fileLink{fromList: cells["from_list"], toList: cells["to_list"], Link: Link{From: cells["from"], To: cells["to"],
		Basis: Basis(cells["basis"]), Source: cells["source"], Note: cells["note"]}}
	var err error
	if l.Weight, err = parseWeight(cells["weight"]); err != nil {
		return nil, err
	}
	if l.Basis != Official && l.Basis != Measured && l.Basis != Assumed {
		return nil, fmt.Errorf("basis %q: expected official, measured or assumed", l.Basis)
	}
	if l.Source == "" {
		return nil, errors.New("a link needs its source")
	}
	from, okFrom := s.List(l.fromList)
	to, okTo := s.List(l.toList)
	if !okFrom || !okTo {
		return nil, fmt.Errorf("unknown code list: %q to %q", l.fromList, l.toList)
	}
	if l.From != "*" {
		for _, end := range []struct {
			list List
			code string
		}{{from, l.From}, {to, l.To}} {
			if _, ok := end.list.Find(end.code); !ok {
				return nil, fmt.Errorf("unknown code %q of list %s", end.code, end.list.ID)
			}
		}
		return []fileLink{l}, nil
	}
	if l.To != "*" || l.Weight != 1 {
		return nil, errors.New("* goes to * with weight 1")
	}
	var out []fileLink
	for _, it := range from.Items {
		if _, ok := to.Find(it.Code); ok && it.Level != "aggregate" {
			l.From, l.To = it.Code, it.Code
			out = append(out, l)
		}
	}
	return out, nil
}

// parseWeight reads 0.25, 1 or 7/290.
func parseWeight(text string) (float64, error) {
	over, under, isFraction := strings.Cut(text, "/")
	w, err := strconv.ParseFloat(over, 64)
	if err == nil && isFraction {
		var d float64
		d, err = strconv.ParseFloat(under, 64)
		w /= d
	}
	if err != nil || !(w > 0 && w <= 1) {
		return math.NaN(), fmt.Errorf("weight %q: expected a number above 0 and at most 1, or a fraction such as 7/290", text)
	}
	return w, nil
}

// reverse adds the other direction of bridges that are one to one throughout.
func (s *Set) reverse() {
	for _, c := range slices.Clone(s.crosswalks) {
		declared := slices.ContainsFunc(s.crosswalks, func(d Crosswalk) bool { return d.From == c.To && d.To == c.From })
		count := map[string]int{}
		for _, l := range c.Links {
			count[l.To]++
		}
		if declared || slices.ContainsFunc(c.Links, func(l Link) bool { return l.Weight != 1 || count[l.To] > 1 }) {
			continue
		}
		back := Crosswalk{From: c.To, To: c.From}
		for _, l := range c.Links {
			l.From, l.To = l.To, l.From
			back.Links = append(back.Links, l)
		}
		s.crosswalks = append(s.crosswalks, back)
	}
}

// checkCrosswalk reports weights that do not sum to 1 and codes without a link.
func (s *Set) checkCrosswalk(c Crosswalk) []error {
	var mistakes []error
	if err := checkWeights(c); err != nil {
		mistakes = append(mistakes, err)
	}
	list, _ := s.List(c.From)
	linked, levels := map[string]bool{}, map[string]bool{}
	for _, l := range c.Links {
		it, _ := list.Find(l.From)
		linked[l.From], levels[it.Level] = true, true
	}
	for _, it := range list.Items {
		if isPartial(c.From) || linked[it.Code] || !levels[it.Level] || len(it.Covers(list.ID)) > 0 {
			continue
		}
		children := list.Children(it.Code)
		whole := len(children) > 0 && !slices.ContainsFunc(children, func(child Item) bool { return !linked[child.Code] })
		if !whole {
			mistakes = append(mistakes, fmt.Errorf("crosswalk %s to %s: %s has no link, others of level %s do", c.From, c.To, it.Code, it.Level))
		}
	}
	return mistakes
}

// isPartial says that a list holds the codes without a twin elsewhere and not
// all codes of its classification, so that a missing link is no mistake.
func isPartial(list string) bool { return list == "istat_ref_area" || list == "nuts2016" }

// territoryLinks are ISTAT's REF_AREA codes and their NUTS 2021 twins, from the
// one place that declares them: the column istat_ref_area of nuts2021.
func (s *Set) territoryLinks() []Crosswalk {
	areas, ok := s.List("nuts2021")
	if !ok {
		return nil
	}
	out := Crosswalk{From: "istat_ref_area", To: "nuts2021"}
	for _, it := range areas.Items {
		if refArea := it.Attrs["istat_ref_area"]; refArea != "" {
			out.Links = append(out.Links, Link{From: refArea, To: it.Code, Weight: 1, Basis: Official,
				Source: "Istat CL_ITTER107 and NUTS 2021"})
		}
	}
	if len(out.Links) == 0 {
		return nil
	}
	return []Crosswalk{out}
}
