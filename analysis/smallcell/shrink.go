package smallcell

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Rate is what is said of a cell: its rate drawn toward the prior, with all that
// a reader needs to judge it.
type Rate struct {
	Key, Parent string
	Cases       float64 // NaN when Hidden
	Raw         float64 // events over cases; NaN when Hidden or without cases
	Value       float64 // (events + k m) / (cases + k)
	// Lower and Upper hold the rate with the asked probability, half of what is
	// left on either side: quantiles of Beta(k m + events, k (1-m) + cases - events),
	// or of the beta distribution with its mean and more variance when the prior is
	// itself estimated. They hold Value.
	Lower, Upper float64
	Prior        Prior
	// ModelShare is how much of the value is the prior's, k / (cases + k): 1 for a
	// cell without cases, toward 0 with many.
	ModelShare float64
	// Hidden: the source does not show the cell. Value and interval are the
	// prior's and say nothing of this cell; it is printed as suppressed.
	Hidden bool
}

// Shrink draws the rates of cells toward the mean of the prior (stima bayesiana
// empirica), by the beta-binomial model
//
//	value = (events + k m) / (cases + k)
//
// Level is the probability that the interval is to hold, between 0 and 1. A prior
// that is given is taken as known; the uncertainty of an estimated one widens the
// interval. Rates keep the order of the cells. Source of the form: ROA,
// random-coefficient estimates of outflow, f* = (events + k m)/(n + k).
func Shrink(cells []Cell, prior Prior, level float64) ([]Rate, error) {
	if err := prior.check(); err != nil {
		return nil, err
	}
	if !(level > 0 && level < 1) {
		return nil, fmt.Errorf("shrink rates: level %v does not lie between 0 and 1", level)
	}
	out := make([]Rate, len(cells))
	for i, c := range cells {
		if err := c.check(); err != nil {
			return nil, fmt.Errorf("shrink rates: %w", err)
		}
		out[i] = shrink(c, prior, level)
	}
	return out, nil
}

func shrink(c Cell, prior Prior, level float64) Rate {
	r := Rate{Key: c.Key, Parent: c.Parent, Cases: c.Cases, Raw: c.Raw(), Prior: prior, Hidden: c.IsHidden()}
	cases, events := c.Cases, c.Events
	if r.Hidden {
		r.Cases, cases, events = math.NaN(), 0, 0
	}
	events = math.Min(events, cases)
	k, m := prior.Weight, prior.Mean
	r.Value = (events + k*m) / (cases + k)
	r.ModelShare = k / (cases + k)
	posterior := distuv.Beta{Alpha: k*m + events, Beta: k*(1-m) + cases - events}
	if more := prior.widening(r.ModelShare, r.Raw); more > 0 {
		n := r.Value*(1-r.Value)/(posterior.Variance()+more) - 1 // alpha + beta of the wider one
		n = math.Max(n, math.Min(0.5/math.Min(r.Value, 1-r.Value), cases+k))
		posterior = distuv.Beta{Alpha: n * r.Value, Beta: n * (1 - r.Value)}
	}
	r.Lower = math.Min(r.Value, posterior.Quantile((1-level)/2))
	r.Upper = math.Max(r.Value, posterior.Quantile((1+level)/2))
	return r
}

// PriorRule says how the priors of groups are made.
type PriorRule struct {
	Weight     float64 // k when it is not estimated
	LeastCells int     // from how many cells with cases on k is estimated; 0: never, Weight is used
}

// ShrinkGroups draws each cell toward the rate of its own group: that of the
// group's own cell in parents (by Key), which the source publishes with the
// hidden cells in it, or else the pooled rate of the group's cells. Where a group
// has neither, its cells are drawn toward the pooled rate of all cells. Rates keep
// the order of the cells.
func ShrinkGroups(cells, parents []Cell, rule PriorRule, level float64) ([]Rate, error) {
	groups := map[string][]Cell{}
	for _, c := range cells {
		groups[c.Parent] = append(groups[c.Parent], c)
	}
	published := map[string]Cell{}
	for _, c := range parents {
		if err := c.check(); err != nil {
			return nil, fmt.Errorf("shrink rates: parent %w", err)
		}
		if !c.IsHidden() && c.Cases > 0 {
			published[c.Key] = c
		}
	}
	out := make([]Rate, len(cells))
	priors := map[string]Prior{}
	for i, c := range cells {
		prior, ok := priors[c.Parent]
		if !ok {
			var err error
			if prior, err = rule.of(groups[c.Parent], published[c.Parent], cells); err != nil {
				return nil, fmt.Errorf("shrink rates: group %q: %w", c.Parent, err)
			}
			priors[c.Parent] = prior
		}
		one, err := Shrink([]Cell{c}, prior, level)
		if err != nil {
			return nil, err
		}
		out[i] = one[0]
	}
	return out, nil
}

// of is the prior of a group; the zero Cell stands for a parent that is not published.
func (r PriorRule) of(group []Cell, parent Cell, all []Cell) (Prior, error) {
	least := r.LeastCells
	if least == 0 {
		least = math.MaxInt
	}
	prior, err := Estimate(group, least, r.Weight)
	if err != nil && parent.Cases == 0 {
		_, shown, bad := pool(group)
		if bad != nil || len(shown) > 0 {
			return prior, err
		}
		return Estimate(all, math.MaxInt, r.Weight) // nothing of the group is shown at all
	}
	if parent.Cases > 0 {
		if err != nil { // only the parent is shown
			prior = Prior{Weight: r.Weight}
		}
		prior.Mean = inside(parent.Events, parent.Cases)
	}
	return prior, prior.check()
}
