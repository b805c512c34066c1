package shortage

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"fabbisogno/datasets/series"
)

// MembershipID and MembershipVersion name the count in tables and on pages.
const (
	MembershipID      = "priority_membership"
	MembershipVersion = 1
)

// MemberShare says how often a unit is in the chosen set. Shares are of
// MemberTable.Settings, enumerated and not drawn: they have no sampling error.
type MemberShare struct {
	Code     series.Code
	Declared string  // class at the declared values
	Chosen   float64 // share of the settings in which it is chosen
	Unknown  float64 // share in which that is not known
}

// SetShare is a chosen set and how often it comes out.
type SetShare struct {
	Codes string  `json:"codes"` // sorted, separated by a blank; empty: nothing is chosen
	Share float64 `json:"share"`
}

// MemberTable is the membership of all units over every setting.
type MemberTable struct {
	Panel      string
	Period     string
	Territory  series.Code
	Settings   int
	Parameters []string // varied, each at its lower end, value and upper end
	Weightings []string // of the need indicators
	Members    []MemberShare
	Sets       []SetShare // most frequent first, ties by codes
}

// SetEqual is how often exactly the set of the declared values comes out.
func (t MemberTable) SetEqual() float64 {
	var codes []string
	for _, m := range t.Members {
		if m.Declared == ClassPriority {
			codes = append(codes, m.Code.Value)
		}
	}
	want := strings.Join(codes, " ")
	for _, s := range t.Sets {
		if s.Codes == want {
			return s.Share
		}
	}
	return 0
}

// Members applies the rule for priority sectors under every combination of the
// lower end, the value and the upper end of all its floors, of the share of
// indicators and of the coverage floor, and of the weights of the indicators: all
// equal, each one twice, each one left out. Nothing is drawn, and the result is
// exact for these settings; how much each of them deserves is not said.
//
// With the weights w, need is yes when some indicator is, and the yes ones hold at
// least the share of all weight however the unknown ones turn out; see Priority.
func Members(in Panel, p Parameters) (MemberTable, error) { return members(in, p, false) }

func members(in Panel, p Parameters, equalOnly bool) (MemberTable, error) {
	if err := in.Check(); err != nil {
		return MemberTable{}, fmt.Errorf("membership of %s: %w", PriorityID, err)
	}
	units := slices.Clone(in.Units)
	slices.SortFunc(units, func(a, b Unit) int { return a.Code.Compare(b.Code) })
	g := grid{p: p, equalOnly: equalOnly}
	var cells []memberCell
	for _, u := range units {
		c := memberCell{code: u.Code, share: g.axis(ParamNeedShare), coverage: g.axis(ParamCoverageFloor), borrowed: in.BorrowedIncidence}
		for _, t := range u.Need {
			c.terms = append(c.terms, g.term(t))
		}
		floor := in.incidenceFloor(u)
		c.incidence = g.verdicts(u.Incidence.Bounds, floor)
		c.declared = judge(u, in, p).Class
		cells = append(cells, c)
	}
	out := MemberTable{Panel: in.ID, Period: in.Period, Territory: in.Territory}
	return g.count(out, cells)
}

// OriginMembers is the same for the regional term: chosen is what comes out, that
// is shortage and training strength. The indicators of both terms keep equal weight
// within their term.
func OriginMembers(in OriginPanel, p Parameters) (MemberTable, error) {
	if err := in.Check(); err != nil {
		return MemberTable{}, fmt.Errorf("membership of %s: %w", OriginID, err)
	}
	units := slices.Clone(in.Units)
	slices.SortFunc(units, func(a, b OriginUnit) int { return a.Code.Compare(b.Code) })
	g := grid{p: p, equalOnly: true}
	var cells []memberCell
	for _, u := range units {
		c := memberCell{code: u.Code, share: g.axis(ParamNeedShare), coverage: g.axis(ParamCoverageFloor), trainingShare: g.axis(ParamOriginShare), isOrigin: true}
		for _, t := range u.Shortage {
			c.terms = append(c.terms, g.term(t))
		}
		for _, t := range u.Training {
			c.training = append(c.training, g.term(t))
		}
		c.declared = classOf(judgeOrigin(u, p).ComesOut)
		cells = append(cells, c)
	}
	out := MemberTable{Panel: in.ID, Period: in.Period, Territory: in.Territory}
	return g.count(out, cells)
}

func classOf(v Verdict) string {
	switch v {
	case Yes:
		return ClassPriority
	case No:
		return ClassNot
	}
	return ClassUnknown
}

// grid holds the settings: axes of parameters, each with up to three values.
type grid struct {
	p         Parameters
	ids       []string
	values    [][]float64
	types     []string // need indicators, for the weightings
	equalOnly bool
	err       error
}

// axis is the place of a parameter among the settings.
func (g *grid) axis(id string) int {
	if i := slices.Index(g.ids, id); i >= 0 {
		return i
	}
	if err := g.p.require(id); err != nil && g.err == nil {
		g.err = err
	}
	g.ids, g.values = append(g.ids, id), append(g.values, ends(g.p, id))
	return len(g.ids) - 1
}

// byEnd are verdicts along one axis.
type byEnd struct {
	axis     int
	verdicts []Verdict
}

func (g *grid) verdicts(b Bounds, f Floor) byEnd {
	out := byEnd{axis: g.axis(f.Parameter)}
	for _, v := range g.values[out.axis] {
		floor := Exactly(v)
		if f.Reference != nil {
			floor = f.Reference.Bounds.Times(floor)
		}
		out.verdicts = append(out.verdicts, b.AtLeast(floor))
	}
	return out
}

// memberTerm is a term with its verdicts along its floor and, where its coverage
// is known, whether it is counted along the floor of coverage.
type memberTerm struct {
	byEnd
	kind    int
	counted []bool // nil: always
	never   bool
}

func (g *grid) term(t Term) memberTerm {
	out := memberTerm{byEnd: g.verdicts(t.Value.Bounds, t.Floor), never: t.NotCounted != ""}
	out.kind = slices.Index(g.types, t.Indicator)
	if out.kind < 0 {
		g.types = append(g.types, t.Indicator)
		out.kind = len(g.types) - 1
	}
	if t.CoveragePct != nil {
		for _, v := range g.values[g.axis(ParamCoverageFloor)] {
			out.counted = append(out.counted, t.CoveragePct.Bounds.AtLeast(Exactly(v)) == Yes)
		}
	}
	return out
}

// memberCell is a unit, prepared.
type memberCell struct {
	code                           series.Code
	terms, training                []memberTerm
	share, trainingShare, coverage int
	incidence                      byEnd
	borrowed, isOrigin             bool
	declared                       string
}

// class under a setting.
func (c memberCell) class(g *grid, at []int, weights []float64) string {
	need := weigh(c.terms, g, at, c.coverage, c.share, weights)
	if c.isOrigin {
		return classOf(And(need, weigh(c.training, g, at, c.coverage, c.trainingShare, weights)))
	}
	return class(need, c.incidence.verdicts[at[c.incidence.axis]], c.borrowed)
}

// weigh is needVerdict with weights.
func weigh(terms []memberTerm, g *grid, at []int, coverage, share int, weights []float64) Verdict {
	var yes, unknown, all float64
	for _, t := range terms {
		if t.never || t.counted != nil && !t.counted[at[coverage]] {
			continue
		}
		w := weights[t.kind]
		all += w
		switch t.verdicts[at[t.axis]] {
		case Yes:
			yes += w
		case Unknown:
			unknown += w
		}
	}
	const tolerance = 1e-9
	needed := g.values[share][at[share]]*all - tolerance
	switch {
	case all == 0:
		return Unknown
	case yes > 0 && yes >= needed:
		return Yes
	case yes+unknown == 0 || yes+unknown < needed:
		return No
	}
	return Unknown
}

// weightings are all equal, then each kind of indicator twice, then each left out.
func (g *grid) weightings() (names []string, weights [][]float64) {
	equal := make([]float64, len(g.types))
	for i := range equal {
		equal[i] = 1
	}
	names, weights = []string{"equal"}, [][]float64{equal}
	if g.equalOnly {
		return names, weights
	}
	for _, w := range []float64{2, 0} {
		for i, kind := range g.types {
			one := slices.Clone(equal)
			one[i] = w
			names = append(names, map[float64]string{2: kind + " twice", 0: "without " + kind}[w])
			weights = append(weights, one)
		}
	}
	return names, weights
}

// count goes through every setting and weighting.
func (g *grid) count(out MemberTable, cells []memberCell) (MemberTable, error) {
	if g.err != nil {
		return MemberTable{}, fmt.Errorf("membership of panel %s: %w", out.Panel, g.err)
	}
	names, weights := g.weightings()
	out.Parameters, out.Weightings = g.ids, names
	chosen, unknown := make([]int, len(cells)), make([]int, len(cells))
	counts := map[string]int{}
	at := make([]int, len(g.ids))
	var codes []string
	for {
		for _, w := range weights {
			codes = codes[:0]
			for i, c := range cells {
				switch c.class(g, at, w) {
				case ClassPriority:
					chosen[i]++
					codes = append(codes, c.code.Value)
				case ClassUnknown:
					unknown[i]++
				}
			}
			counts[strings.Join(codes, " ")]++
			out.Settings++
		}
		if !g.next(at) {
			break
		}
	}
	of := func(n int) float64 { return float64(n) / float64(out.Settings) }
	for i, c := range cells {
		out.Members = append(out.Members, MemberShare{Code: c.code, Declared: c.declared, Chosen: of(chosen[i]), Unknown: of(unknown[i])})
	}
	for codes, n := range counts {
		out.Sets = append(out.Sets, SetShare{codes, of(n)})
	}
	slices.SortFunc(out.Sets, moreFrequent)
	return out, nil
}

// next moves to the next setting; false after the last.
func (g *grid) next(at []int) bool {
	for i := range at {
		if at[i]++; at[i] < len(g.values[i]) {
			return true
		}
		at[i] = 0
	}
	return false
}

// Pool joins tables over years: the share of all settings of all of them. Units
// are those of the first, in its order; a unit that another table lacks counts
// there as not chosen.
func Pool(id string, tables ...MemberTable) MemberTable {
	var out MemberTable
	if len(tables) == 0 {
		return out
	}
	out = MemberTable{Panel: id, Territory: tables[0].Territory, Parameters: tables[0].Parameters, Weightings: tables[0].Weightings}
	sets := map[string]float64{}
	var order, periods []string
	for _, t := range tables {
		out.Settings += t.Settings
	}
	for _, m := range tables[0].Members {
		out.Members = append(out.Members, MemberShare{Code: m.Code, Declared: m.Declared})
	}
	for _, t := range tables {
		w := float64(t.Settings) / float64(out.Settings)
		periods = append(periods, t.Period)
		for i := range out.Members {
			j := slices.IndexFunc(t.Members, func(m MemberShare) bool { return m.Code == out.Members[i].Code })
			if j < 0 {
				continue
			}
			out.Members[i].Chosen += w * t.Members[j].Chosen
			out.Members[i].Unknown += w * t.Members[j].Unknown
			if t.Members[j].Declared != out.Members[i].Declared {
				out.Members[i].Declared = ClassUnknown
			}
		}
		for _, s := range t.Sets {
			if _, ok := sets[s.Codes]; !ok {
				order = append(order, s.Codes)
			}
			sets[s.Codes] += w * s.Share
		}
	}
	out.Period = strings.Join(periods, ", ")
	for _, codes := range order {
		out.Sets = append(out.Sets, SetShare{codes, sets[codes]})
	}
	slices.SortFunc(out.Sets, moreFrequent)
	return out
}

// moreFrequent orders sets, ties by codes.
func moreFrequent(a, b SetShare) int {
	return cmp.Or(cmp.Compare(b.Share, a.Share), strings.Compare(a.Codes, b.Codes))
}
