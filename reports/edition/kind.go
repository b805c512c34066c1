package edition

import (
	"fmt"
	"slices"
	"strings"

	"fabbisogno/datasets/codes"
)

// Kind is one of the things that are published.
type Kind string

// The kinds. The report for Italy is always there: all others refer to it.
const (
	Italy   Kind = "italy"
	Region  Kind = "region"
	InBrief Kind = "brief"
	// Sheets, one an occupation group or sector, made of what the reports say.
	Occupation Kind = "occupation"
	Sector     Kind = "sector"
)

// Kinds lists them, in the order in which a site shows them.
func Kinds() []Kind { return []Kind{Italy, Region, InBrief, Occupation, Sector} }

// ParseKinds reads the names of kinds; none: all of them.
func ParseKinds(names []string) ([]Kind, error) {
	if len(names) == 0 {
		return Kinds(), nil
	}
	var out []Kind
	for _, k := range Kinds() {
		if k == Italy || slices.Contains(names, string(k)) {
			out = append(out, k)
		}
	}
	for _, n := range names {
		if !slices.Contains(Kinds(), Kind(n)) {
			return nil, fmt.Errorf("edition %q: expected one of %s", n, strings.Join(kindNames(), ", "))
		}
	}
	return out, nil
}

func kindNames() []string {
	var out []string
	for _, k := range Kinds() {
		out = append(out, string(k))
	}
	return out
}

// has says whether a kind is wanted.
func (o Options) has(k Kind) bool { return len(o.Kinds) == 0 || slices.Contains(o.Kinds, k) }

// Regions are the codes of the 19 regions and of the two autonomous provinces
// that make up the twentieth: sources give Trentino-Alto Adige as these two.
func Regions(set *codes.Set) []string {
	all, _ := set.Partition("nuts2021_regions")
	return slices.Clone(all)
}
