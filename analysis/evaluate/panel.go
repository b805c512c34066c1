package evaluate

import (
	"context"
	"fmt"
	"math"

	"fabbisogno/analysis/forecast"
	"fabbisogno/analysis/panel"
	"fabbisogno/datasets/longtable"
)

// Origin is where the values of a series are parted: what a method may see, and what
// came. No train: the series does not count at this origin.
type Origin func(s longtable.Series) (train, test []float64)

// Fixed parts a series where a competition or a test file does.
func Fixed(s longtable.Series) (train, test []float64) { return s.Values, s.Test }

// Rolling are n origins, step periods apart, of which the latest has horizon values
// after it, earliest first. A series counts at an origin that leaves it least values
// to learn from, known or not.
func Rolling(n, step, horizon, least int) []Origin {
	out := make([]Origin, n)
	for i := range out {
		held := horizon + (n-1-i)*step
		out[i] = func(s longtable.Series) (train, test []float64) {
			cut := len(s.Values) - held
			if cut < least {
				return nil, nil
			}
			return s.Values[:cut], s.Values[cut : cut+horizon]
		}
	}
	return out
}

// PanelEvaluation backtests methods on a panel.
type PanelEvaluation struct {
	panel.Run // the first of Methods named ReferenceNaive2 and ReferenceSeasonal are the bases of OWA and skill
	Origins   []Origin
}

// The methods that others are measured against.
const (
	ReferenceNaive2   = "naive2"
	ReferenceSeasonal = "seasonal_naive"
)

// Score adds the scores of a panel to a table, under the panel's name. Every origin
// is calibrated on its own: nothing after an origin reaches the forecasts from it,
// of whatever series.
func (e PanelEvaluation) Score(ctx context.Context, name string, source panel.Source, table *ScoreTable, after func(series int64)) error {
	byOrigin := make([][]panel.Forecaster, len(e.Origins))
	for i, origin := range e.Origins {
		f, err := e.calibrated(ctx, source, origin)
		if err != nil {
			return err
		}
		byOrigin[i] = f
	}
	done, counted := int64(0), false
	job := func() func(longtable.Series) ([]seriesScore, error) {
		answer := make([]func(longtable.Series) []longtable.Path, len(byOrigin))
		status := make([][]forecast.Status, len(byOrigin))
		for i, f := range byOrigin {
			answer[i] = e.Answerer(f, &status[i])
		}
		return func(s longtable.Series) ([]seriesScore, error) {
			var out []seriesScore
			for i, origin := range e.Origins {
				train, test := origin(s)
				if train == nil || allMissing(test) {
					continue
				}
				cut := s
				cut.Values = train
				paths := answer[i](cut)
				scale := scalesOf(train, e.Season)
				for m, p := range paths {
					out = append(out, scorePath(e.Levels, s.Group, m, p, status[i][m].Has(forecast.NoteFallback), test, scale))
				}
			}
			return out, nil
		}
	}
	err := panel.Ordered(ctx, max(e.Workers, 1), source, job, func(all []seriesScore) error {
		table.add(name, len(e.Methods), all)
		counted = counted || len(all) > 0
		if done++; after != nil {
			after(done)
		}
		return nil
	})
	if err == nil && !counted {
		err = fmt.Errorf("evaluate: no series has values to learn from and %d periods after them to be compared with", e.Horizon)
	}
	return err
}

func (e PanelEvaluation) calibrated(ctx context.Context, source panel.Source, origin Origin) ([]panel.Forecaster, error) {
	most := 0
	for _, m := range e.Methods {
		most = max(most, m.Sample)
	}
	var sample [][]float64
	if most > 0 {
		known := func(ctx context.Context, give func(longtable.Series) error) error {
			return source(ctx, func(s longtable.Series) error {
				if s.Values, _ = origin(s); s.Values == nil {
					return nil
				}
				return give(s)
			})
		}
		var err error
		if sample, err = panel.Sample(ctx, known, most, e.Season); err != nil {
			return nil, err
		}
	}
	return e.Calibrated(ctx, sample)
}

func allMissing(y []float64) bool {
	for _, v := range y {
		if !math.IsNaN(v) {
			return false
		}
	}
	return true
}

// scales divide errors: the seasonal-naive error inside the training values.
type scales struct{ absolute, square float64 }

func scalesOf(train []float64, season int) scales {
	return scales{SeasonalError(train, season, 1), SeasonalError(train, season, 2)}
}

// seriesScore is how one method did on one series from one origin, a place a
// horizon; NaN where nothing came.
type seriesScore struct {
	method int
	group  string
	// smape, and scaled by the seasonal-naive error: absolute, square (by its own
	// scale), pinball over the quantiles, crps; msis a row a level.
	smape, scaled, square, pinball, crps []float64
	msis, inside                         [][]float64
	fallback                             bool
}

// scorePath holds one path against what came.
func scorePath(at []float64, group string, method int, p longtable.Path, fallback bool, test []float64, by scales) seriesScore {
	h, levels := len(test), len(at)
	h = min(h, len(p.Mean))
	all := make([]float64, h*(5+2*levels))
	next := func() []float64 {
		row := all[:h:h]
		all = all[h:]
		return row
	}
	s := seriesScore{method: method, group: group, fallback: fallback,
		smape: next(), scaled: next(), square: next(), pinball: next(), crps: next()}
	for range levels {
		s.msis, s.inside = append(s.msis, next()), append(s.inside, next())
	}
	probabilities, q := quantilePlaces(at), make([]float64, 2*levels+1)
	for k, y := range test[:h] {
		f := p.Mean[k]
		s.smape[k] = symmetric(y, f)
		s.scaled[k] = ratio(math.Abs(y-f), by.absolute)
		s.square[k] = ratio((y-f)*(y-f), by.square)
		q[probabilities.middle] = f
		for l := range at {
			lower, upper := p.Lower[l][k], p.Upper[l][k]
			q[probabilities.lower[l]], q[probabilities.upper[l]] = lower, upper
			s.msis[l][k] = ratio(IntervalScore(lower, upper, at[l]/100, y), by.absolute)
			s.inside[l][k] = inside(lower, upper, y)
		}
		loss := 0.0
		for i, tau := range probabilities.p {
			loss += pinball(tau, q[i], y) / float64(len(q))
		}
		s.pinball[k] = ratio(loss, by.absolute)
		s.crps[k] = ratio(CRPSQuantiles(probabilities.p, q, y), by.absolute)
	}
	return s
}

func inside(lower, upper, y float64) float64 {
	switch {
	case math.IsNaN(lower) || math.IsNaN(upper) || math.IsNaN(y):
		return math.NaN()
	case y >= lower && y <= upper:
		return 1
	}
	return 0
}

// places are the rising probabilities of the quantiles that levels give, with the
// mean in the middle, and where each stands.
type places struct {
	p            []float64
	lower, upper []int
	middle       int
}

func quantilePlaces(levels []float64) places {
	out := places{middle: len(levels), lower: make([]int, len(levels)), upper: make([]int, len(levels)), p: make([]float64, 2*len(levels)+1)}
	out.p[out.middle] = 0.5
	for l, level := range levels {
		wider := 0 // levels above this one
		for _, other := range levels {
			if other > level {
				wider++
			}
		}
		out.lower[l], out.upper[l] = wider, 2*len(levels)-wider
		out.p[out.lower[l]], out.p[out.upper[l]] = 0.5-level/200, 0.5+level/200
	}
	return out
}
