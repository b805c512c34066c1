package diagnosis

import (
	"errors"
	"fmt"
	"math"

	"fabbisogno/analysis/composite"
	"fabbisogno/datasets/series"
)

// CompositeID is the name of the composite beside the methods.
const CompositeID = "composite"

// The classes of the composite's score, equal thirds of its scale of 0 to 100:
// where a unit stands between the least and the most short of those compared.
const (
	ClassLow    = "low"
	ClassMiddle = "middle"
	ClassHigh   = "high"
)

// leastUnits and leastIndicators are needed before a score says more than its
// inputs do. Assumed.
const (
	leastUnits      = 3
	leastIndicators = 2
)

// weightNoise is the change of a weight that a reader might defend, as in the
// example of the handbook's uncertainty analysis (COINr): w (1 +/- 0.25).
const weightNoise = 0.25

// Composite is the composite score of a panel with its uncertainty.
type Composite struct {
	// Reason says why there is no score; empty: there is.
	Reason     string
	Indicators []string
	Result     composite.Result
	Classes    []string
	// Units are the numbers in the panel of the units of Result.
	Units []int
	// Factors say which choice moves the ranking; of the country's latest panel only.
	Factors []composite.Factor
}

// The plan of the sensitivity analysis: base points, and resamples for the
// intervals, which say how well that many points know the indices. Assumed.
const (
	influencePoints    = 1024
	influenceResamples = 300
)

// country is the territory whose choices are looked into.
const country = "IT"

// compositeIndicators are the indicators that may enter the score, by kind; those
// that a panel lacks altogether are left out. Less is more short where true.
func compositeIndicators(kind string) []composite.Indicator {
	share := [2]float64{0, 100}
	switch kind {
	case "territory":
		return []composite.Indicator{{ID: HardToFill, Support: share}, {ID: HardToFillRise}, {ID: EntriesGrowth}, {ID: EntriesPer100},
			{ID: UnemploymentRate, Negative: true, Support: share}}
	case "sector":
		return []composite.Indicator{{ID: HardToFill, Support: share}, {ID: HardToFillRise}, {ID: EntriesGrowth}, {ID: NoCandidates, Support: share},
			{ID: HardToFillGap}, {ID: EntriesQuotient}, {ID: VacancyRate, Support: share}, {ID: VacancyRise}, {ID: VacancyHistory}}
	}
	return []composite.Indicator{{ID: HardToFill, Support: share}, {ID: HardToFillRise}, {ID: EntriesGrowth}, {ID: NoCandidates, Support: share},
		{ID: HardToFillGap}, {ID: EntriesQuotient}}
}

// compositeSpec is what is nominal and what the draws vary: treatment of
// outliers, normalisation, all five aggregations, and weights around equal ones
// (handbook, steps 5 to 7). Weights by principal component are not drawn: they need
// complete units and indicators that all vary, which not every panel has, and with
// loadings of both signs they mean little; those by benefit of the doubt are each
// unit's own, and rank nothing together.
func compositeSpec(indicators []composite.Indicator, level float64) composite.Spec {
	hundred := composite.Normalisation{Kind: composite.MinMax, Lower: 0, Upper: 100}
	return composite.Spec{
		Indicators: indicators,
		Level:      level,
		Nominal:    composite.Choices{Winsor: composite.DefaultWinsor, Normalisation: hundred, Weighting: composite.Equal, Aggregation: composite.Arithmetic},
		Vary: composite.Variation{
			Winsor:         []int{composite.DefaultWinsor, -1},
			Normalisations: []composite.Normalisation{hundred, {Kind: composite.ZScore}, {Kind: composite.PercentileRank}},
			Aggregations:   []composite.Aggregation{composite.Arithmetic, composite.Geometric, composite.Harmonic, composite.Median, composite.Copeland},
			WeightNoise:    weightNoise,
		},
		Classes: []composite.Class{{ID: ClassLow, From: math.Inf(-1)}, {ID: ClassMiddle, From: 100.0 / 3}, {ID: ClassHigh, From: 200.0 / 3}},
	}
}

// Compose scores the units of a panel that are shown. A panel with too few units
// or indicators has a reason instead of a score.
func (e *Engine) Compose(panel Panel) (Composite, error) {
	out := Composite{Classes: []string{ClassLow, ClassMiddle, ClassHigh}}
	var indicators []composite.Indicator
	for _, in := range compositeIndicators(panel.Kind) {
		if panel.has(in.ID) {
			indicators, out.Indicators = append(indicators, in), append(out.Indicators, in.ID)
		}
	}
	var cells composite.Cells
	for i, u := range panel.Units {
		if u.Suppressed != "" {
			continue
		}
		out.Units, cells.Units = append(out.Units, i), append(cells.Units, u.Code)
		row := make([]composite.Cell, len(indicators))
		for j, in := range indicators {
			v := panel.Inputs[in.ID][i]
			row[j].Value = v.Value
			if v.Spread > 0 && !math.IsNaN(v.Value) {
				lower, upper := v.Interval(e.o.Level)
				row[j].Interval = series.Interval{Level: e.o.Level, Lower: lower, Upper: upper}
			}
		}
		cells.Rows = append(cells.Rows, row)
	}
	spec := compositeSpec(indicators, e.o.Level)
	switch {
	case len(indicators) < leastIndicators:
		out.Reason = "too few indicators"
	case rankable(spec, cells) < leastUnits:
		out.Reason = "too few units"
	}
	if out.Reason != "" {
		return out, nil
	}
	var err error
	if out.Result, err = composite.Run(spec, cells, e.o.Draws, panelSeed(e.o.Seed, panel), 1); err != nil {
		return Composite{}, fmt.Errorf("diagnose %s: %w", panel, err)
	}
	if len(out.Result.Units) != len(out.Units) {
		return Composite{}, errors.New("diagnose " + panel.String() + ": the composite lost a unit")
	}
	if panel.Latest && panel.Territory == country {
		plan := composite.Plan{N: influencePoints, Boots: influenceResamples, Level: e.o.Level, Seed: panelSeed(e.o.Seed, panel)}
		if out.Factors, err = composite.Influence(spec, cells, plan); err != nil {
			return Composite{}, fmt.Errorf("diagnose %s: %w", panel, err)
		}
	}
	return out, nil
}

// rankable counts the units with enough indicators, at equal weights.
func rankable(spec composite.Spec, cells composite.Cells) int {
	n := 0
	for _, row := range cells.Rows {
		present := 0.0
		for _, c := range row {
			if !math.IsNaN(c.Value) {
				present++
			}
		}
		if present >= composite.DefaultMinimumShare*float64(len(spec.Indicators))-1e-9 {
			n++
		}
	}
	return n
}
