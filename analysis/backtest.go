package analysis

import (
	"math"

	"fabbisogno/analysis/evaluate"
	"fabbisogno/analysis/forecast"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

// which of the two backtests of a series is meant; it is an index.
type which int

const (
	modelPaths which = iota
	yardstickPaths
)

func (o outcome) backtest(of which) []evaluate.Path {
	if of == yardstickPaths {
		return o.yard
	}
	return o.paths
}

// wholeMeasure is the pool of a scope that has too few errors of its own.
const wholeMeasure = "measure"

// calibrator makes the calibrations of a panel as they could have been made at
// any period, each once.
type calibrator struct {
	work  panelWork
	paths [2]map[string][]evaluate.Path // by which and scope, in the order of keys and origins
	made  map[calibrationKey]*forecast.Calibration
	pool  map[calibrationKey]string
}

type calibrationKey struct {
	of    which
	scope string
	known series.Period
}

func newCalibrator(w panelWork, out []outcome) *calibrator {
	c := &calibrator{
		work: w,
		made: map[calibrationKey]*forecast.Calibration{}, pool: map[calibrationKey]string{},
	}
	for _, of := range []which{modelPaths, yardstickPaths} {
		by := map[string][]evaluate.Path{}
		for i, s := range w.series {
			p := out[i].backtest(of)
			by[s.scope] = append(by[s.scope], p...)
			by[wholeMeasure] = append(by[wholeMeasure], p...)
		}
		c.paths[of] = by
	}
	return c
}

// at is the calibration of a scope from errors known at a period, and the pool
// it rests on: the scope, or the whole measure when the scope has too few. Nil
// when both have too few.
func (c *calibrator) at(of which, scope string, known series.Period) (*forecast.Calibration, string) {
	key := calibrationKey{of, scope, known}
	if made, ok := c.made[key]; ok {
		return made, c.pool[key]
	}
	var made *forecast.Calibration
	pool := scope
	residuals := evaluate.Pool(c.paths[of][scope], known, c.work.horizon, c.work.by)
	if evaluate.Fewest(residuals) >= leastPool {
		if full, err := forecast.Calibrate(residuals); err == nil {
			made = &full
		}
	}
	if made == nil && scope != wholeMeasure {
		made, pool = c.at(of, wholeMeasure, known)
	}
	c.made[key], c.pool[key] = made, pool
	return made, pool
}

// scoredLevels are the intervals whose coverage is reported.
func scoredLevels() []float64 { return []float64{0.80, 0.95} }

// halfWidths of a path at the scored levels and horizon k (from 0), calibrated
// as it could have been at the path's origin; the model's own where it could not.
func (c *calibrator) halfWidths(of which, scope string, p evaluate.Path, k int) []float64 {
	made, _ := c.at(of, scope, p.Origin)
	half := make([]float64, 0, 2)
	for _, level := range scoredLevels() {
		if made != nil && p.Scale > 0 {
			for l, known := range forecast.Levels() {
				if known == level {
					half = append(half, made.Half[k][l]*p.Scale)
				}
			}
			continue
		}
		z := map[float64]float64{0.80: 1.2815515655446004, 0.95: 1.959963984540054}[level] // standard normal
		half = append(half, z*p.Spread[k])
	}
	return half
}

// score is the accuracy of model and yardstick at the scored origins, by scope
// and horizon (0: all together). Both are scored on the same cases. Skill is
// 1 - MASE of the model / MASE of the yardstick, so that large series do not
// drown small ones; the yardstick's own is 0.
func (w panelWork) score(out []outcome, c *calibrator) []warehouse.Backtest {
	first := w.end.Add(-w.step * scoredOrigins)
	var rows []warehouse.Backtest
	for _, scope := range w.scopes {
		var tallies [2][]*evaluate.Tally
		synthetic, any := false, false
		for _, of := range []which{modelPaths, yardstickPaths} {
			for range w.horizon + 1 {
				tallies[of] = append(tallies[of], evaluate.NewTally(len(scoredLevels())))
			}
		}
		for i, s := range w.series {
			if s.scope != scope {
				continue
			}
			any = true
			synthetic = synthetic || s.Synthetic
			for _, pair := range paired(out[i], first) {
				for of, p := range pair {
					for k := range w.horizon {
						tallies[of][k+1].Add(p, k, w.by, c.halfWidths(which(of), scope, p, k))
					}
				}
			}
		}
		if !any {
			continue
		}
		for _, list := range tallies {
			for _, t := range list[1:] {
				list[0].Merge(t)
			}
		}
		model, yard := w.model(), w.yardstick()
		for h := range w.horizon + 1 {
			rows = append(rows, w.rows(scope, model, h, tallies[modelPaths][h], tallies[yardstickPaths][h], synthetic)...)
			rows = append(rows, w.rows(scope, yard, h, tallies[yardstickPaths][h], tallies[yardstickPaths][h], synthetic)...)
		}
	}
	return rows
}

// paired are the scored backtests of both models with the same origin.
func paired(o outcome, first series.Period) [][2]evaluate.Path {
	var out [][2]evaluate.Path
	j := 0
	for _, p := range o.paths {
		if p.Origin.Since(first) < 0 {
			continue
		}
		for j < len(o.yard) && o.yard[j].Origin.Since(p.Origin) < 0 {
			j++
		}
		if j < len(o.yard) && o.yard[j].Origin == p.Origin {
			out = append(out, [2]evaluate.Path{p, o.yard[j]})
		}
	}
	return out
}

func (w panelWork) rows(scope string, m forecast.Model, h int, t, yard *evaluate.Tally, synthetic bool) []warehouse.Backtest {
	var rows []warehouse.Backtest
	for l, level := range scoredLevels() {
		skill := evaluate.Skill(t.MASE(), yard.MASE())
		if math.IsInf(skill, 0) {
			skill = math.NaN()
		}
		rows = append(rows, warehouse.Backtest{
			Measure: w.measure, Scope: scope, Model: m.ID(), ModelVersion: m.Version(), Horizon: h,
			Forecasts: t.Forecasts, MASE: t.MASE(), SMAPE: t.SMAPE(),
			Level: level, Coverage: t.Coverage(l), Skill: skill, IsSynthetic: synthetic,
		})
	}
	return rows
}
