package shortage

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"fabbisogno/datasets/series"
)

// OriginID and OriginVersion name the regional term in tables and on pages. The
// version rises whenever published numbers may move.
const (
	OriginID      = "origin_training"
	OriginVersion = 2 // 2: a shortage that is printed for Italy only is borrowed; graded strength
)

// The indicators of an origin country's training strength in a sector.
const (
	OriginProgramme = "programme_names_sector_share"       // 1 named, 0 not, between: in part
	OriginTrade     = "emigrant_trade_share_ratio"         // share of the trades among emigrants over the share of demand
	OriginPresence  = "workers_present_sector_share_ratio" // share among its workers in Italy over the share of all employed
)

// Ids of the parameters, declared in datasets/catalog/parameters/origin.toml.
const (
	ParamOriginProgramme = "origin_programme_floor"
	ParamOriginTrade     = "origin_trade_floor"
	ParamOriginPresence  = "origin_presence_floor"
	ParamOriginShare     = "origin_training_share" // of the counted indicators
)

// What a sector stands on in a region. Unknown: one of the two is not known, and
// the verdicts say which.
const (
	StandsOnBoth     = "both"
	StandsOnShortage = "shortage" // and the training strength is denied
	StandsOnTraining = "training" // and the shortage is denied
	StandsOnNeither  = "neither"
	StandsUnknown    = "unknown"
)

// OriginUnit is a sector with the evidence of both terms.
type OriginUnit struct {
	Code     series.Code
	Shortage []Term // of the region
	Training []Term // of the origin country
	// Incidence of foreign employment in Italy, for the question what would come
	// out without the training term; nothing known where none is published.
	Incidence      Estimate
	IncidenceFloor Floor
}

// OriginPanel is everything the regional term reads for one region and country.
type OriginPanel struct {
	ID        string
	Territory series.Code
	Country   string // ISO 3166
	Period    string
	Units     []OriginUnit
	Notes     []string
}

// OriginOutcome is what is said of one sector in a region.
type OriginOutcome struct {
	Code     series.Code
	Shortage Verdict
	Training Verdict
	// ComesOut: shortage and training strength, the published regional criterion.
	ComesOut Verdict
	// WithoutTerm: shortage and the incidence of foreign employment of Italy, as if
	// it held in the region; the training term plays no part.
	WithoutTerm Verdict
	Standing    string
	// Shares of the draws, of Result.Draws.
	StandingShare, ComesOutShare, ShortageShare, TrainingShare float64
	// WithoutShare: of the draws in which it comes out without the training term, see WithoutTerm.
	WithoutShare                 float64
	Graded                       GradedStrength
	ShortageRatio, TrainingRatio Range // median over counted indicators of value over floor
	ShortageTerms, TrainingTerms []TermOutcome
	Incidence                    Verdict
	IncidencePct                 Range
	IncidenceFloor               FloorOutcome
	IsSynthetic                  bool
}

// OriginResult is the outcome of a panel, units in the order of their codes.
type OriginResult struct {
	Panel    OriginPanel
	Seed     uint64
	Draws    int
	Level    float64
	Outcomes []OriginOutcome
}

// Check refuses panels that break what the rule takes for granted.
func (p OriginPanel) Check() error {
	as := Panel{ID: p.ID}
	for _, u := range p.Units {
		as.Units = append(as.Units, Unit{Code: u.Code, Need: slices.Concat(u.Shortage, u.Training), Incidence: u.Incidence})
	}
	return as.Check()
}

// require checks the panel and reports every parameter that is missing.
func (p OriginPanel) require(q Parameters) error {
	if err := p.Check(); err != nil {
		return err
	}
	ids := []string{ParamNeedShare, ParamOriginShare, ParamCoverageFloor, ParamRelativeError, ParamDraws, ParamRankLevel, ParamIncidenceRatio, ParamOriginTradeWeight}
	for _, u := range p.Units {
		for _, t := range slices.Concat(u.Shortage, u.Training) {
			ids = append(ids, t.Floor.Parameter)
		}
	}
	slices.Sort(ids)
	return q.require(slices.Compact(ids)...)
}

// Origin sets the training strength of an origin country beside the shortage of a
// region, as two terms that never mix.
//
// Each term is yes when at least its share of the counted indicators
// (priority_need_share, origin_training_share), and at least one, stands at or
// above its floor however the unknown ones turn out; no when that cannot be
// reached however they turn out; unknown otherwise and without counted indicators.
// A sector comes out when both are yes, in Kleene's three-valued logic.
//
// Draws choose among editions, multiply values by exp(s z) with s =
// priority_relative_error_pct, take a point inside its rounding and each floor's
// factor evenly from its range, and the two shares of indicators from theirs. A
// programme that names a sector is no measurement and is not perturbed; what is
// only bounded stays an interval in every draw.
func Origin(in OriginPanel, p Parameters, seed uint64) (OriginResult, error) {
	if err := in.require(p); err != nil {
		return OriginResult{}, fmt.Errorf("apply %s to panel %s: %w", OriginID, in.ID, err)
	}
	res := OriginResult{Panel: in, Seed: seed, Draws: int(p.Value(ParamDraws)), Level: p.Value(ParamRankLevel)}
	units := slices.Clone(in.Units)
	slices.SortFunc(units, func(a, b OriginUnit) int { return a.Code.Compare(b.Code) })
	for _, u := range units {
		res.Outcomes = append(res.Outcomes, judgeOrigin(u, p))
	}
	simulateOrigin(&res, units, p)
	return res, nil
}

func judgeOrigin(u OriginUnit, p Parameters) OriginOutcome {
	o := OriginOutcome{Code: u.Code, IncidenceFloor: applied(u.IncidenceFloor, p)}
	o.ShortageTerms, o.Shortage, o.ShortageRatio = judgeTerms(u.Shortage, ParamNeedShare, p)
	o.TrainingTerms, o.Training, o.TrainingRatio = judgeTerms(u.Training, ParamOriginShare, p)
	o.ComesOut, o.Standing = And(o.Shortage, o.Training), Standing(o.Shortage, o.Training)
	o.Graded.Strength = rangeOf(strength(ratiosOf(o.TrainingTerms), p.Value(ParamOriginTradeWeight)))
	o.Incidence = u.Incidence.Bounds.AtLeast(o.IncidenceFloor.Bounds)
	o.WithoutTerm = And(o.Shortage, o.Incidence)
	o.IncidencePct = Range{math.NaN(), u.Incidence.Bounds.Lower, u.Incidence.Bounds.Upper}
	if u.Incidence.IsPoint() {
		o.IncidencePct.Value = u.Incidence.Point
	}
	for _, t := range slices.Concat(u.Shortage, u.Training) {
		o.IsSynthetic = o.IsSynthetic || t.Value.IsSynthetic
	}
	return o
}

// judgeTerms gives the outcomes of terms, their joint verdict and the span of value over floor.
func judgeTerms(terms []Term, share string, p Parameters) ([]TermOutcome, Verdict, Range) {
	var outcomes []TermOutcome
	var verdicts []Verdict
	var lows, highs []float64
	isPoint := true
	for _, t := range terms {
		to := judgeTerm(t, p)
		outcomes = append(outcomes, to)
		if !to.Counted {
			continue
		}
		verdicts = append(verdicts, to.Verdict)
		if to.Ratio.IsKnown() {
			lows, highs = append(lows, to.Ratio.Lower), append(highs, to.Ratio.Upper)
			isPoint = isPoint && t.Value.IsPoint()
		}
	}
	r := Range{math.NaN(), median(lows), median(highs)}
	if isPoint {
		r.Value = (r.Lower + r.Upper) / 2
	}
	return outcomes, needVerdict(verdicts, p.Value(share)), r
}

// Standing says what a sector stands on, given both verdicts.
func Standing(shortage, training Verdict) string {
	switch {
	case shortage == Yes && training == Yes:
		return StandsOnBoth
	case shortage == Yes && training == No:
		return StandsOnShortage
	case shortage == No && training == Yes:
		return StandsOnTraining
	case shortage == No && training == No:
		return StandsOnNeither
	}
	return StandsUnknown
}

// simulateOrigin fills in the shares, draw after draw from one generator.
func simulateOrigin(res *OriginResult, units []OriginUnit, p Parameters) {
	rng := rand.New(rand.NewPCG(res.Seed, OriginVersion))
	tallies := make([]originTally, len(units))
	for range res.Draws {
		d := drawer{rng: rng, p: p, sigma: p.Value(ParamRelativeError) / 100, factors: map[string]float64{}}
		needShare, trainingShare := d.floor(Floor{Parameter: ParamNeedShare}), d.floor(Floor{Parameter: ParamOriginShare})
		tradeWeight := d.floor(Floor{Parameter: ParamOriginTradeWeight})
		for i, u := range units {
			tallies[i].add(&d, res.Outcomes[i], u, needShare, trainingShare, tradeWeight)
		}
	}
	for i := range res.Outcomes {
		tallies[i].fill(&res.Outcomes[i], res.Draws, (1-res.Level)/2)
	}
}

// originTally counts the draws of one unit.
type originTally struct {
	standing, comesOut, shortage, training, without, strong, weak, gradedOut int
	sLow, sHigh, tLow, tHigh, gLow, gHigh                                    []float64
}

func (n *originTally) add(d *drawer, o OriginOutcome, u OriginUnit, needShare, trainingShare, tradeWeight float64) {
	drawnShortage, drawnTraining := d.terms(o.ShortageTerms), d.terms(o.TrainingTerms)
	s, sr := joint(drawnShortage, needShare)
	t, tr := joint(drawnTraining, trainingShare)
	g := strength(drawnTraining, tradeWeight)
	incidence := d.value(u.Incidence).AtLeast(Exactly(d.floor(u.IncidenceFloor)))
	count(&n.standing, Standing(s, t) == o.Standing)
	count(&n.comesOut, And(s, t) == Yes)
	count(&n.shortage, s == Yes)
	count(&n.training, t == Yes)
	count(&n.without, And(s, incidence) == Yes)
	count(&n.strong, g.AtLeast(Exactly(1)) == Yes)
	count(&n.weak, g.AtLeast(Exactly(1)) == No)
	count(&n.gradedOut, And(s, g.AtLeast(Exactly(1))) == Yes)
	n.sLow, n.sHigh = append(n.sLow, sr.Lower), append(n.sHigh, sr.Upper)
	n.tLow, n.tHigh = append(n.tLow, tr.Lower), append(n.tHigh, tr.Upper)
	n.gLow, n.gHigh = append(n.gLow, g.Lower), append(n.gHigh, g.Upper)
}

// fill writes the shares of the draws, and widens the intervals to their quantiles a and 1-a.
func (n *originTally) fill(o *OriginOutcome, draws int, a float64) {
	of := func(k int) float64 { return float64(k) / float64(draws) }
	o.StandingShare, o.ComesOutShare, o.ShortageShare, o.TrainingShare, o.WithoutShare = of(n.standing), of(n.comesOut), of(n.shortage), of(n.training), of(n.without)
	o.Graded.StrongShare, o.Graded.WeakShare, o.Graded.ComesOutShare = of(n.strong), of(n.weak), of(n.gradedOut)
	o.ShortageRatio = widen(o.ShortageRatio, quantile(n.sLow, a), quantile(n.sHigh, 1-a))
	o.TrainingRatio = widen(o.TrainingRatio, quantile(n.tLow, a), quantile(n.tHigh, 1-a))
	o.Graded.Strength = widen(o.Graded.Strength, quantile(n.gLow, a), quantile(n.gHigh, 1-a))
}

func count(n *int, is bool) {
	if is {
		*n++
	}
}

// drawnTerm is one counted term: its verdict and value over floor.
type drawnTerm struct {
	indicator string
	verdict   Verdict
	ratio     Bounds
}

// terms draws the counted terms.
func (d *drawer) terms(terms []TermOutcome) []drawnTerm {
	out := make([]drawnTerm, 0, len(terms))
	for _, t := range terms {
		if !t.Counted {
			continue
		}
		e := t.Value
		if k := d.rng.IntN(len(t.Editions) + 1); k > 0 {
			e = t.Editions[k-1]
		}
		v, floor := e.Bounds, d.floor(t.Floor)
		switch {
		case e.Borrowed != nil:
			v = Exactly(d.borrowed(e))
		case t.Indicator != OriginProgramme:
			v = d.value(e)
		}
		out = append(out, drawnTerm{t.Indicator, v.AtLeast(Exactly(floor)), v.Over(Exactly(floor), 1)})
	}
	return out
}

// ratiosOf are the counted terms at the declared values.
func ratiosOf(terms []TermOutcome) []drawnTerm {
	var out []drawnTerm
	for _, t := range terms {
		if t.Counted {
			out = append(out, drawnTerm{t.Indicator, t.Verdict, t.Ratio})
		}
	}
	return out
}

// joint is the verdict of terms together and the span of their median over the floor.
func joint(terms []drawnTerm, share float64) (Verdict, Bounds) {
	verdicts := make([]Verdict, 0, len(terms))
	lows, highs := make([]float64, 0, len(terms)), make([]float64, 0, len(terms))
	for _, t := range terms {
		verdicts = append(verdicts, t.verdict)
		if t.ratio.IsKnown() {
			lows, highs = append(lows, t.ratio.Lower), append(highs, t.ratio.Upper)
		}
	}
	return needVerdict(verdicts, share), Bounds{Lower: median(lows), Upper: median(highs)}
}
