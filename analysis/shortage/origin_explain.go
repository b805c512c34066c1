package shortage

// OriginExplanation is the outcome of the regional term for a sector, as stored and shown.
type OriginExplanation struct {
	Method        string          `json:"method"`
	Version       int             `json:"version"`
	Panel         string          `json:"panel"`
	Country       string          `json:"country"`
	Period        string          `json:"period"`
	Unit          string          `json:"unit"`
	Shortage      Verdict         `json:"shortage"`
	Training      Verdict         `json:"training"`
	ComesOut      Verdict         `json:"comes_out"`
	WithoutTerm   Verdict         `json:"without_training_term"` // shortage, and Italy's incidence as if it held
	Standing      string          `json:"standing"`
	StandingShare float64         `json:"standing_share"` // of the draws, as the three below
	ComesOutShare float64         `json:"comes_out_share"`
	ShortageShare float64         `json:"shortage_share"`
	TrainingShare float64         `json:"training_share"`
	WithoutShare  float64         `json:"without_training_term_share"`
	Graded        ExplainedDegree `json:"graded_training"`
	Draws         int             `json:"draws"`
	Seed          uint64          `json:"seed"`
	Level         float64         `json:"level"`
	TrainingValue *float64        `json:"training_ratio"`
	TrainingLower *float64        `json:"training_ratio_lower"`
	TrainingUpper *float64        `json:"training_ratio_upper"`
	ShortageTerms []ExplainedTerm `json:"shortage_terms"`
	TrainingTerms []ExplainedTerm `json:"training_terms"`
	Incidence     ExplainedTerm   `json:"incidence_of_italy"`
	Membership    Membered        `json:"membership"`
	IsSynthetic   bool            `json:"is_synthetic"`
}

// ExplainedDegree is the graded training strength, see GradedStrength.
type ExplainedDegree struct {
	Value         *float64 `json:"strength"`
	Lower         *float64 `json:"strength_lower"`
	Upper         *float64 `json:"strength_upper"`
	StrongShare   float64  `json:"at_least_one_share"` // of the draws, as the two below
	WeakShare     float64  `json:"below_one_share"`
	ComesOutShare float64  `json:"comes_out_share"`
}

// Membered is the membership of a unit over all settings, as stored and shown. The
// shares are enumerated.
type Membered struct {
	Method     string     `json:"method"`
	Version    int        `json:"version"`
	Panel      string     `json:"panel"`
	Period     string     `json:"period"`
	Unit       string     `json:"unit"`
	Declared   string     `json:"declared_class"`
	Chosen     float64    `json:"chosen_share"`
	Unknown    float64    `json:"unknown_share"`
	Settings   int        `json:"settings"`
	Parameters []string   `json:"parameters"`
	Weightings []string   `json:"weightings"`
	SetEqual   float64    `json:"declared_set_share"`
	Sets       []SetShare `json:"sets"` // the most frequent ones
}

// shownSets is how many of the most frequent sets are stored.
const shownSets = 5

// Explain gives the membership of one unit of a table.
func (t MemberTable) Explain(m MemberShare) Membered {
	return Membered{Method: MembershipID, Version: MembershipVersion, Panel: t.Panel, Period: t.Period, Unit: m.Code.Value, Declared: m.Declared,
		Chosen: m.Chosen, Unknown: m.Unknown, Settings: t.Settings, Parameters: t.Parameters, Weightings: t.Weightings,
		SetEqual: t.SetEqual(), Sets: t.Sets[:min(shownSets, len(t.Sets))]}
}

// Explain gives the explanation of one outcome of a result.
func (r OriginResult) Explain(o OriginOutcome, members MemberTable) OriginExplanation {
	e := OriginExplanation{Method: OriginID, Version: OriginVersion, Panel: r.Panel.ID, Country: r.Panel.Country, Period: r.Panel.Period, Unit: o.Code.Value,
		Shortage: o.Shortage, Training: o.Training, ComesOut: o.ComesOut, WithoutTerm: o.WithoutTerm, Standing: o.Standing,
		StandingShare: o.StandingShare, ComesOutShare: o.ComesOutShare, ShortageShare: o.ShortageShare, TrainingShare: o.TrainingShare,
		WithoutShare: o.WithoutShare, Graded: explainDegree(o.Graded),
		Draws: r.Draws, Seed: r.Seed, Level: r.Level, TrainingValue: number(o.TrainingRatio.Value),
		TrainingLower: number(o.TrainingRatio.Lower), TrainingUpper: number(o.TrainingRatio.Upper),
		ShortageTerms: explainTerms(o.ShortageTerms), TrainingTerms: explainTerms(o.TrainingTerms), IsSynthetic: o.IsSynthetic}
	for _, u := range r.Panel.Units {
		if u.Code == o.Code {
			e.Incidence = explainEstimate("foreign_incidence_pct", u.Incidence, o.IncidenceFloor)
			e.Incidence.Verdict = o.Incidence
		}
	}
	for _, m := range members.Members {
		if m.Code == o.Code {
			e.Membership = members.Explain(m)
		}
	}
	return e
}

func explainDegree(g GradedStrength) ExplainedDegree {
	return ExplainedDegree{number(g.Strength.Value), number(g.Strength.Lower), number(g.Strength.Upper), g.StrongShare, g.WeakShare, g.ComesOutShare}
}

// IsBorrowed says whether the shortage rests on a value modelled from Italy's alone.
func (e OriginExplanation) IsBorrowed() bool {
	borrowed := false
	for _, t := range e.ShortageTerms {
		if t.Counted && t.Borrowed == nil {
			return false
		}
		borrowed = borrowed || t.Counted
	}
	return borrowed
}

func explainTerms(terms []TermOutcome) []ExplainedTerm {
	out := []ExplainedTerm{}
	for _, t := range terms {
		out = append(out, explainTerm(t))
	}
	return out
}

func explainTerm(t TermOutcome) ExplainedTerm {
	x := explainEstimate(t.Indicator, t.Value, t.Applied)
	x.Verdict, x.Counted, x.Reason = t.Verdict, t.Counted, t.Reason
	if t.CoveragePct != nil {
		x.CoveragePct = number(t.CoveragePct.Point)
	}
	for _, ed := range t.Editions {
		x.Editions = append(x.Editions, edition(ed))
	}
	return x
}
