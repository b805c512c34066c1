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

// has says whether a kind is asked for.
func (o Options) has(k Kind) bool { return len(o.Kinds) == 0 || slices.Contains(o.Kinds, k) }

// wants says whether an edition gets a brief or sheets: where they are asked for, and
// where it was published with them, so that they stay at their address.
func (o Options) wants(k Kind, id string) bool {
	return o.has(k) || slices.ContainsFunc(o.Before, func(r Record) bool { return r.ID == id && r.Label == label(o.AsOf) && r.holds(k) })
}

// holds says whether the edition has a brief, or sheets of a kind.
func (r Record) holds(k Kind) bool {
	return k == InBrief && r.HasBrief || slices.Contains(r.Sheets, k)
}

// Kept names what editions as of a day are built with though it is not asked for:
// "italy brief", "italy sector".
func (o Options) Kept() []string {
	var out []string
	for _, r := range o.Before {
		for _, k := range Kinds() {
			if r.Label == label(o.AsOf) && r.holds(k) && !o.has(k) {
				out = append(out, r.ID+" "+string(k))
			}
		}
	}
	return out
}

// Regions are the codes of all that may have an edition of their own: the 20 regions
// and the two autonomous provinces that one of them consists of.
func Regions(set *codes.Set) []string {
	var out []string
	for _, r := range set.Regions() {
		out = append(out, r.Value)
	}
	return out
}
