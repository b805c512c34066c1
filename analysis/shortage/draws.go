package shortage

import (
	"math"
	"math/rand/v2"
	"slices"
)

// drawn is one unit in one draw.
type drawn struct {
	need      Verdict
	class     string
	needLow   float64 // ratio to the floor
	needHigh  float64
	incLow    float64 // pct
	incHigh   float64
	low, high float64 // score
}

// simulate fills in shares and intervals. Draws run one after another from one
// generator, so that the result does not depend on the number of processors.
func simulate(res *Result, p Parameters) {
	n := len(res.Outcomes)
	byUnit := make([][]drawn, n)
	best, worst := make([][]float64, n), make([][]float64, n)
	for i := range n {
		byUnit[i] = make([]drawn, 0, res.Draws)
		best[i], worst[i] = make([]float64, 0, res.Draws), make([]float64, 0, res.Draws)
	}
	rng := rand.New(rand.NewPCG(res.Seed, PriorityVersion))
	units := slices.Clone(res.Panel.Units)
	slices.SortFunc(units, func(a, b Unit) int { return a.Code.Compare(b.Code) })
	round := make([]drawn, n)
	for range res.Draws {
		d := drawer{rng: rng, p: p, sigma: p.Value(ParamRelativeError) / 100, factors: map[string]float64{}}
		for i, u := range units {
			round[i] = d.unit(u, res.Outcomes[i], d.floor(res.Panel.incidenceFloor(u)), res.Panel.BorrowedIncidence)
			byUnit[i] = append(byUnit[i], round[i])
		}
		for i := range round {
			b, w := ranks(round, i)
			best[i], worst[i] = append(best[i], b), append(worst[i], w)
		}
	}
	for i := range res.Outcomes {
		summarise(&res.Outcomes[i], byUnit[i], best[i], worst[i], res.Level)
	}
}

// drawer holds what one draw shares among units: the same floors for all.
type drawer struct {
	rng     *rand.Rand
	p       Parameters
	sigma   float64
	factors map[string]float64
}

// floor draws the factor evenly from its declared range, once per draw, and the
// reference inside its rounding.
func (d *drawer) floor(f Floor) float64 {
	factor, ok := d.factors[f.Parameter]
	if !ok {
		q, err := d.p.Find(f.Parameter)
		if err != nil {
			return math.NaN() // Priority has checked before
		}
		factor = q.Minimum + (q.Maximum-q.Minimum)*d.rng.Float64()
		d.factors[f.Parameter] = factor
	}
	if f.Reference == nil {
		return factor
	}
	r := f.Reference.Bounds
	return factor * (r.Lower + (r.Upper-r.Lower)*d.rng.Float64())
}

// value perturbs an estimate: a point inside its rounding times an error, or,
// when only bounded, both bounds times the same error.
func (d *drawer) value(e Estimate) Bounds {
	scale := math.Exp(d.sigma * d.rng.NormFloat64())
	b := e.Bounds
	if e.IsPoint() {
		b = Exactly(b.Lower + (b.Upper-b.Lower)*d.rng.Float64())
	}
	return Bounds{Lower: b.Lower * scale, Upper: b.Upper * scale, UpperOpen: b.UpperOpen}
}

// unit draws the verdicts and the score of one unit, its indicators resampled.
func (d *drawer) unit(u Unit, o Outcome, incFloor float64, borrowed bool) drawn {
	known, counted := make([]Term, 0, len(o.Terms)), make([]Term, 0, len(o.Terms)) // a term that is only bounded is no observation to resample: it stays
	for _, t := range o.Terms {
		switch {
		case t.Counted && t.Value.IsPoint():
			known = append(known, t.Term)
		case t.Counted:
			counted = append(counted, t.Term)
		}
	}
	for range known {
		counted = append(counted, known[d.rng.IntN(len(known))])
	}
	verdicts := make([]Verdict, 0, len(counted))
	lows, highs := make([]float64, 0, len(counted)), make([]float64, 0, len(counted))
	for _, t := range counted {
		e := t.Value
		if k := d.rng.IntN(len(t.Editions) + 1); k > 0 {
			e = t.Editions[k-1]
		}
		v, floor := d.value(e), d.floor(t.Floor)
		verdicts = append(verdicts, v.AtLeast(Exactly(floor)))
		if r := v.Over(Exactly(floor), 1); r.IsKnown() {
			lows, highs = append(lows, r.Lower), append(highs, r.Upper)
		}
	}
	inc := d.value(u.Incidence)
	need := needVerdict(verdicts, d.p.Value(ParamNeedShare))
	out := drawn{need: need, class: class(need, inc.AtLeast(Exactly(incFloor)), borrowed),
		needLow: median(lows), needHigh: median(highs), incLow: inc.Lower, incHigh: inc.Upper}
	out.low = score(out.needLow, inc.Lower/incFloor)
	out.high = score(out.needHigh, inc.Upper/incFloor)
	return out
}

// ranks are the best and the worst rank unit i can have in a draw, over all
// values its bounds and those of the others allow. A unit without any score
// can stand anywhere.
func ranks(round []drawn, i int) (best, worst float64) {
	best, worst = 1, 1
	for j, other := range round {
		switch {
		case j == i:
		case math.IsNaN(round[i].low) || math.IsNaN(other.low):
			worst++
		default:
			if other.low > round[i].high {
				best++
			}
			if other.high > round[i].low {
				worst++
			}
		}
	}
	return best, worst
}

func summarise(o *Outcome, ds []drawn, best, worst []float64, level float64) {
	if len(ds) == 0 {
		o.ClassShare, o.UnknownShare, o.NeedYesShare = math.NaN(), math.NaN(), math.NaN()
		o.RankRange = Range{o.Rank, math.NaN(), math.NaN()}
		return
	}
	var needLow, needHigh, incLow, incHigh []float64
	share := func(is func(drawn) bool) float64 {
		n := 0
		for _, d := range ds {
			if is(d) {
				n++
			}
		}
		return float64(n) / float64(len(ds))
	}
	o.ClassShare = share(func(d drawn) bool { return d.class == ClassPriority })
	o.UnknownShare = share(func(d drawn) bool { return d.class == ClassUnknown })
	o.NeedYesShare = share(func(d drawn) bool { return d.need == Yes })
	for _, d := range ds {
		needLow, needHigh = append(needLow, d.needLow), append(needHigh, d.needHigh)
		incLow, incHigh = append(incLow, d.incLow), append(incHigh, d.incHigh)
	}
	a := (1 - level) / 2
	// What is only bounded keeps its bounds: an error of sampling adds nothing to "below 16.4".
	if !math.IsNaN(o.NeedRatio.Value) {
		o.NeedRatio = widen(o.NeedRatio, quantile(needLow, a), quantile(needHigh, 1-a))
	}
	if !math.IsNaN(o.IncidencePct.Value) {
		o.IncidencePct = widen(o.IncidencePct, quantile(incLow, a), quantile(incHigh, 1-a))
	}
	o.RankRange = widen(Range{o.Rank, o.Rank, o.Rank}, quantile(best, a), quantile(worst, 1-a))
}

// widen stretches the interval so that it holds lower and upper; NaN ends give way.
func widen(r Range, lower, upper float64) Range {
	return Range{r.Value, lesser(r.Lower, lower), -lesser(-r.Upper, -upper)}
}

func lesser(a, b float64) float64 {
	switch {
	case math.IsNaN(a):
		return b
	case math.IsNaN(b):
		return a
	}
	return math.Min(a, b)
}

// quantile is the smallest value with at least the share q at or below it; NaN
// values are left out.
func quantile(vs []float64, q float64) float64 {
	s := slices.DeleteFunc(slices.Clone(vs), math.IsNaN)
	if len(s) == 0 {
		return math.NaN()
	}
	slices.Sort(s)
	return s[max(0, min(len(s)-1, int(math.Ceil(q*float64(len(s))))-1))]
}
