package analysis

import (
	"context"
	"math"
	"slices"
	"sync"

	"fabbisogno/analysis/evaluate"
	"fabbisogno/analysis/forecast"
	"fabbisogno/analysis/forecast/recipe"
	"fabbisogno/datasets/series"
)

// said are the answers of the members of the recipe for a series, by origin; a
// series or an origin at which another model answered has none.
type said map[series.Period]recipe.Answers

// see keeps the answers of a fit, if it is one of the recipe.
func (a said) see(origin series.Period, fit forecast.Fit, horizon int) error {
	f, ok := forecast.Inside[*recipe.Fit](fit)
	if !ok {
		return nil
	}
	answers, err := f.Answers(horizon)
	if err != nil {
		return err
	}
	a[origin] = answers
	return nil
}

// weigh gives the forecasts of the recipe their weights, in backtests and at the
// end. Weights are one vector a panel and origin, by the recipe's own rule from the
// recipe's own origins: what the members had said of all series of the panel 1, 1.5
// and 2 horizons before, as far as it can be held against what had come by then.
// Where nothing can, weights are equal, and the status of the forecasts says so.
func (w panelWork) weigh(ctx context.Context, out []outcome, workers int) error {
	var origins []series.Period
	for i := range out {
		if out[i].refused != "" || w.series[i].aside {
			continue
		}
		for _, p := range out[i].paths[w.combined()] {
			if !slices.Contains(origins, p.Origin) {
				origins = append(origins, p.Origin)
			}
		}
	}
	if !slices.Contains(origins, w.end) {
		origins = append(origins, w.end)
	}
	found := make([]weighing, len(origins))
	places := make(chan int)
	var wait sync.WaitGroup
	for range workers {
		wait.Go(func() {
			for k := range places {
				found[k] = w.weightsAt(out, origins[k])
			}
		})
	}
	for k := range origins {
		if ctx.Err() != nil {
			break
		}
		places <- k
	}
	close(places)
	wait.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	at := map[series.Period]weighing{}
	for k, o := range origins {
		at[o] = found[k]
	}
	for i := range out {
		if out[i].refused == "" && w.series[i].parts == nil {
			w.apply(&out[i], at)
		}
	}
	return nil
}

// weighing are weights and the number of series and origins behind them.
type weighing struct {
	weights recipe.Weights
	cases   int
}

// weightsAt are the weights that could have been known at a period.
func (w panelWork) weightsAt(out []outcome, known series.Period) weighing {
	var cases []*recipe.Case
	for _, before := range recipe.WeightOrigins(w.horizon) {
		origin := known.Add(-before)
		for i := range out {
			if out[i].refused != "" || w.series[i].aside {
				continue
			}
			answers, ok := out[i].said[origin]
			if !ok || !answers.IsComplete() {
				continue
			}
			k := slices.IndexFunc(out[i].paths[w.combined()], func(p evaluate.Path) bool { return p.Origin == origin })
			if k < 0 {
				continue
			}
			p := &out[i].paths[w.combined()][k]
			c := recipe.Case{Unit: p.Scale, Actual: make([]float64, w.horizon), Mean: answers.Mean}
			any := false
			for h, v := range p.Actual {
				c.Actual[h] = w.by.Forward(v)
				any = any || !math.IsNaN(v)
			}
			if any && p.Scale > 0 {
				cases = append(cases, &c)
			}
		}
	}
	return weighing{recipe.FitWeights(cases), len(cases)}
}

// apply brings paths and final forecast of one series to the weights of their origins.
func (w panelWork) apply(o *outcome, at map[series.Period]weighing) {
	for k := range o.paths[w.combined()] {
		p := &o.paths[w.combined()][k]
		answers, ok := o.said[p.Origin]
		if !ok {
			continue
		}
		weights := at[p.Origin].weights
		answers.CombineTo(p.Centre, p.Spread, &weights)
		for h := range p.Centre {
			p.Centre[h] = w.possible(p.Centre[h])
			p.Point[h] = w.by.Mean(p.Centre[h], p.Spread[h])
			p.Residual[h] = math.NaN()
			if p.Scale > 0 {
				p.Residual[h] = (w.by.Forward(p.Actual[h]) - p.Centre[h]) / p.Scale
			}
		}
	}
	answers, ok := o.said[w.end]
	if !ok {
		return
	}
	f, found := &o.final[w.combined()], at[w.end]
	sd := make([]float64, w.horizon)
	answers.CombineTo(f.centre, sd, &found.weights)
	for h := range f.centre {
		f.dists[h] = w.normal(f.centre[h], sd[h])
		f.centre[h] = w.possible(f.centre[h])
	}
	if found.cases == 0 {
		f.status = f.status.With(forecast.NoteEqualWeights, "")
	}
}

// possible is a centre that values can have: counts are not negative.
func (w panelWork) possible(centre float64) float64 { return w.by.Forward(w.by.Inverse(centre)) }

// normal is a normal distribution on the scale of the panel, taken back.
func (w panelWork) normal(centre, sd float64) series.Dist {
	grid := forecast.Grid()
	d := series.Dist{Mean: w.by.Mean(centre, sd), Quantiles: make([]series.Quantile, len(grid))}
	for i, p := range grid {
		d.Quantiles[i] = series.Quantile{P: p, Value: w.by.Inverse(centre + sd*normalGrid[i])}
	}
	return d
}

// normalGrid are the quantiles of the standard normal at forecast.Grid.
var normalGrid = [...]float64{-1.959963984540054, -1.6448536269514729, -1.2815515655446004, -0.6744897501960817, 0,
	0.6744897501960817, 1.2815515655446004, 1.6448536269514729, 1.959963984540054}
