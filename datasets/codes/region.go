package codes

import (
	"fmt"
	"slices"
	"strings"

	"fabbisogno/datasets/series"
)

// The lists of places: NUTS, and the codes of Istat that no NUTS code has.
const (
	nutsList         = "nuts2021"
	refAreaList      = "istat_ref_area"
	regionLevel      = "region"
	regionsPartition = "nuts2021_regions"
)

// Union is a region that NUTS knows only by its parts: Trentino-Alto Adige/Südtirol,
// region 04 of Italy, whose two autonomous provinces are each a unit of NUTS 2. It
// stands beside them as the country stands beside its regions, never among them: in
// a sum, a ranking or a map there is either the whole or its parts.
type Union struct {
	Whole series.Code   // istat_ref_area:ITDA
	Parts []series.Code // nuts2021:ITH1, nuts2021:ITH2, as the list declares them
}

// Unions are the regions that are several units of NUTS 2, in the order of the list.
func (s *Set) Unions() []Union {
	l, _ := s.List(refAreaList)
	var out []Union
	for _, it := range l.Level(regionLevel) {
		u := Union{Whole: it.Ref()}
		for _, code := range it.Covers(nutsList) {
			u.Parts = append(u.Parts, series.Code{List: nutsList, Value: code})
		}
		if len(u.Parts) > 1 {
			out = append(out, u)
		}
	}
	return out
}

// Union is the union whose whole is a code; false for every other place.
func (s *Set) Union(whole series.Code) (Union, bool) {
	for _, u := range s.Unions() {
		if u.Whole == whole {
			return u, true
		}
	}
	return Union{}, false
}

// Regions are the places that are a region by law or a unit of NUTS 2: the 19 regions
// that are both, the two autonomous provinces, and the region that these are
// together. They overlap, so that no sum goes over them: see RegionsBeside.
func (s *Set) Regions() []series.Code {
	out := s.nutsRegions()
	for _, u := range s.Unions() {
		out = append(out, u.Whole)
	}
	return out
}

// RegionsBeside are the regions that make up the country without overlap and with
// place among them: the 21 of NUTS 2, or the 20 of the constitution for the region
// that NUTS has in two. The whole takes the place of its first part.
func (s *Set) RegionsBeside(place series.Code) []series.Code {
	out := s.nutsRegions()
	u, ok := s.Union(place)
	if !ok {
		return out
	}
	at := slices.Index(out, u.Parts[0])
	out = slices.DeleteFunc(out, func(c series.Code) bool { return slices.Contains(u.Parts, c) })
	return slices.Insert(out, max(at, 0), u.Whole)
}

func (s *Set) nutsRegions() []series.Code {
	values, _ := s.Partition(regionsPartition)
	out := make([]series.Code, len(values))
	for i, v := range values {
		out[i] = series.Code{List: nutsList, Value: v}
	}
	return out
}

// Region finds a region by its code, of NUTS 2 or of Istat, or by its name in either
// language, whole or up to the stroke of a bilingual one: ITC1, ITD1, Piedmont,
// Trentino-Alto Adige. What stands after a stroke is no name by itself: Südtirol is
// half of a region's name and, alone, means one of its provinces. A name that several
// regions carry is refused with all of them.
func (s *Set) Region(text string) (series.Code, error) {
	regions := s.Regions()
	code := strings.ToUpper(strings.TrimSpace(text))
	if twin, ok := s.nuts[code]; ok {
		code = twin
	}
	for _, r := range regions {
		if r.Value == code {
			return r, nil
		}
	}
	var found []series.Code
	for _, r := range regions {
		it, _ := s.Find(r)
		if slices.ContainsFunc(namesOf(it), func(name string) bool { return SameLabel(name, text) }) {
			found = append(found, r)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return series.Code{}, fmt.Errorf("%q is not a region", text)
	}
	values := make([]string, len(found))
	for i, r := range found {
		values[i] = r.Value
	}
	return series.Code{}, fmt.Errorf("%q names %s", text, strings.Join(values, " and "))
}

// namesOf are the names of an item, whole and up to a stroke.
func namesOf(it Item) []string {
	var out []string
	for _, label := range []string{it.Label.IT, it.Label.EN} {
		before, _, _ := strings.Cut(label, "/")
		out = append(out, label, strings.TrimSpace(before))
	}
	return out
}
