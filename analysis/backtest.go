package analysis

import (
	"fabbisogno/analysis/evaluate"
	"fabbisogno/analysis/forecast"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

// wholeMeasure is the pool of a scope that has too few errors of its own.
const wholeMeasure = "measure"

// calibrator makes the calibrations of a panel as they could have been made at
// any period, each once.
type calibrator struct {
	work  panelWork
	paths []map[string][]evaluate.Path // by candidate and scope, in the order of keys and origins
	made  map[calibrationKey]calibrated
}

type calibrationKey struct {
	candidate int
	scope     string
	known     series.Period
}

type calibrated struct {
	by   *forecast.Calibration
	pool string
}

func newCalibrator(w panelWork, out []outcome) *calibrator {
	c := &calibrator{work: w, made: map[calibrationKey]calibrated{}}
	for m := range w.candidates() {
		by := map[string][]evaluate.Path{}
		for i, s := range w.series {
			if out[i].refused != "" || s.aside {
				continue
			}
			p := out[i].paths[m]
			by[s.scope] = append(by[s.scope], p...)
			by[wholeMeasure] = append(by[wholeMeasure], p...)
		}
		c.paths = append(c.paths, by)
	}
	return c
}

func (c *calibrator) recent() int { return recentYears * c.work.freq.PerYear() }

// at is the calibration of a candidate from errors known at a period, and the
// pool it rests on: the scope, or the whole measure when the scope has too few.
// Nil when both have too few.
func (c *calibrator) at(candidate int, scope string, known series.Period) (*forecast.Calibration, string) {
	key := calibrationKey{candidate, scope, known}
	if made, ok := c.made[key]; ok {
		return made.by, made.pool
	}
	made := calibrated{pool: scope}
	residuals := evaluate.Pool(c.paths[candidate][scope], known, c.recent(), c.work.horizon)
	if evaluate.Fewest(residuals) >= leastPool {
		if full, err := forecast.Calibrate(residuals); err == nil {
			made.by = &full
		}
	}
	if made.by == nil && scope != wholeMeasure {
		made.by, made.pool = c.at(candidate, wholeMeasure, known)
	}
	c.made[key] = made
	return made.by, made.pool
}

// scoredLevels are the intervals whose coverage is reported: places 1 and 3 of forecast.Levels.
func scoredLevels() []float64 { return []float64{0.80, 0.95} }

// halfWidths of a path at the scored levels and horizon k (from 0), calibrated
// as it could have been at the path's origin; the model's own where it could not.
func (c *calibrator) halfWidths(candidate int, scope string, p evaluate.Path, k int) [2]float64 {
	if made, _ := c.at(candidate, scope, p.Origin); made != nil && p.Scale > 0 {
		return [2]float64{made.Half[k][1] * p.Scale, made.Half[k][3] * p.Scale}
	}
	return [2]float64{1.2815515655446004 * p.Spread[k], 1.959963984540054 * p.Spread[k]} // quantiles of the standard normal
}

// score is the accuracy of every candidate at the scored origins, by scope and
// horizon (0: all together). All are scored on the same cases. Skill is 1 - MASE / MASE of seasonal naive, so that large series
// do not drown small ones; seasonal naive's own is 0.
func (w panelWork) score(out []outcome, c *calibrator) []warehouse.Backtest {
	first := w.end.Add(-w.step * scoredOrigins)
	models := w.candidates()
	var rows []warehouse.Backtest
	for _, scope := range w.scopes {
		tallies := w.newTallies(len(models))
		synthetic, any := false, false
		for i, s := range w.series {
			if s.scope != scope || out[i].refused != "" || s.aside {
				continue
			}
			any = true
			synthetic = synthetic || s.Synthetic
			for _, same := range together(out[i].paths, first) {
				for m, p := range same {
					w.tally(tallies[m], p, c, m, scope)
				}
			}
		}
		if !any {
			continue
		}
		yard := tallies[seasonalNaive]
		for h := range w.horizon + 1 {
			for m, model := range models {
				rows = append(rows, w.rows(scope, model, h, tallies[m][h], yard[h], synthetic)...)
			}
		}
	}
	return rows
}

// newTallies has a row a model and a place a horizon; place 0 is all horizons.
func (w panelWork) newTallies(models int) [][]*evaluate.Tally {
	out := make([][]*evaluate.Tally, models)
	for m := range out {
		for range w.horizon + 1 {
			out[m] = append(out[m], evaluate.NewTally(len(scoredLevels())))
		}
	}
	return out
}

func (w panelWork) tally(to []*evaluate.Tally, p evaluate.Path, c *calibrator, candidate int, scope string) {
	for k := range w.horizon {
		half := c.halfWidths(candidate, scope, p, k)
		to[k+1].Add(p, k, w.by, half[:])
		to[0].Add(p, k, w.by, half[:])
	}
}

// together are the backtests from first on, origin by origin, of those origins
// at which every candidate has one.
func together(paths [][]evaluate.Path, first series.Period) [][]evaluate.Path {
	var out [][]evaluate.Path
	next := make([]int, len(paths))
	for _, p := range paths[0] {
		if p.Origin.Since(first) < 0 {
			continue
		}
		same := []evaluate.Path{p}
		for m := 1; m < len(paths); m++ {
			for next[m] < len(paths[m]) && paths[m][next[m]].Origin.Since(p.Origin) < 0 {
				next[m]++
			}
			if next[m] < len(paths[m]) && paths[m][next[m]].Origin == p.Origin {
				same = append(same, paths[m][next[m]])
			}
		}
		if len(same) == len(paths) {
			out = append(out, same)
		}
	}
	return out
}

func (w panelWork) rows(scope string, model forecast.Model, h int, t, yard *evaluate.Tally, synthetic bool) []warehouse.Backtest {
	var rows []warehouse.Backtest
	for l, level := range scoredLevels() {
		rows = append(rows, warehouse.Backtest{
			Measure: w.measure, Scope: scope, Model: model.ID(), ModelVersion: model.Version(), Horizon: h,
			Forecasts: t.Forecasts, MASE: t.MASE(), SMAPE: t.SMAPE(),
			Level: level, Coverage: t.Coverage(l), Skill: evaluate.Skill(t.MASE(), yard.MASE()), IsSynthetic: synthetic,
		})
	}
	return rows
}
