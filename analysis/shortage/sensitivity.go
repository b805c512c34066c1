package shortage

import (
	"fmt"
	"slices"

	"fabbisogno/datasets/series"
)

// Setting is one point of the sensitivity grid.
type Setting struct {
	IncidenceRatio float64 `json:"incidence_ratio"`
	EntriesFloor   float64 `json:"entries_floor"`
	NeedShare      float64 `json:"need_share"`
}

// Membership is the class of every unit under one setting, in the order of codes.
type Membership struct {
	Setting
	Panel   string
	Classes []UnitClass
}

// UnitClass is the class of one unit.
type UnitClass struct {
	Code  series.Code
	Class string
}

// Members are the units of a class.
func (m Membership) Members(class string) []series.Code {
	var out []series.Code
	for _, c := range m.Classes {
		if c.Class == class {
			out = append(out, c.Code)
		}
	}
	return out
}

// Sensitivity applies the rule without draws at the lower end, the value and
// the upper end of three parameters: the incidence ratio, the entries floor
// (or its ratio, where the panel uses that) and the share of indicators. Equal
// settings are given once.
func Sensitivity(in Panel, p Parameters) ([]Membership, error) {
	if err := in.Check(); err != nil {
		return nil, fmt.Errorf("sensitivity of %s: %w", PriorityID, err)
	}
	entries := ParamEntriesFloor
	for _, u := range in.Units {
		for _, t := range u.Need {
			if t.Floor.Parameter == ParamEntriesRatio {
				entries = ParamEntriesRatio
			}
		}
	}
	if err := p.require(ParamIncidenceRatio, entries, ParamNeedShare, ParamCoverageFloor); err != nil {
		return nil, fmt.Errorf("sensitivity of %s: %w", PriorityID, err)
	}
	units := slices.Clone(in.Units)
	slices.SortFunc(units, func(a, b Unit) int { return a.Code.Compare(b.Code) })
	var out []Membership
	for _, incidence := range ends(p, ParamIncidenceRatio) {
		for _, floor := range ends(p, entries) {
			for _, share := range ends(p, ParamNeedShare) {
				q := p.With(ParamIncidenceRatio, incidence).With(entries, floor).With(ParamNeedShare, share)
				m := Membership{Setting: Setting{incidence, floor, share}, Panel: in.ID}
				for _, u := range units {
					m.Classes = append(m.Classes, UnitClass{u.Code, judge(u, in, q).Class})
				}
				out = append(out, m)
			}
		}
	}
	return out, nil
}

func ends(p Parameters, id string) []float64 {
	q, err := p.Find(id)
	if err != nil {
		return nil
	}
	return slices.Compact([]float64{q.Minimum, q.Value, q.Maximum})
}
