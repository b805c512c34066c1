package shortage

import (
	"fmt"
	"math"

	"fabbisogno/analysis/internal/lanes"
)

// ExcelsiorHardToFill reads the share of planned entries that firms of the
// Excelsior survey expect to be hard to fill (difficoltà di reperimento) against
// the share over all occupations of the same territory and period: a shortage from
// excelsior_shortage_ratio times it, under observation from
// excelsior_observe_ratio. Excelsior itself prints the share and gives no classes;
// the ratios are assumed. Entries is how many planned entries stand behind the
// share, NaN when it is not known; below smallcell_excelsior_least_entries the
// share is not rated.
func ExcelsiorHardToFill(sharePct, economyPct, entries float64, p Parameters) (ratio float64, class string, err error) {
	r, err := newHardToFillRule(p)
	if err != nil {
		return math.NaN(), "", err
	}
	ratio, number, err := r.rate(sharePct, economyPct, entries)
	if err != nil {
		return math.NaN(), "", err
	}
	return ratio, className(observedClasses, number), nil
}

var observedClasses = []string{ClassNone, ClassObserve, ClassShortage}

// hardToFillRule holds the ratios of a shortage and of observation, and the least entries.
type hardToFillRule struct{ shortage, observe, least float64 }

func newHardToFillRule(p Parameters) (hardToFillRule, error) {
	var v [3]float64
	err := p.thresholds("excelsior_hard_to_fill", v[:], "excelsior_shortage_ratio", "excelsior_observe_ratio", "smallcell_excelsior_least_entries")
	return hardToFillRule{v[0], v[1], v[2]}, err
}

func (r hardToFillRule) rate(sharePct, economyPct, entries float64) (ratio float64, class int8, err error) {
	switch {
	case sharePct < 0 || sharePct > 100:
		return math.NaN(), Unrated, fmt.Errorf("apply excelsior_hard_to_fill: share %v is not within 0 to 100", sharePct)
	case economyPct < 0 || economyPct > 100:
		return math.NaN(), Unrated, fmt.Errorf("apply excelsior_hard_to_fill: share %v is not within 0 to 100", economyPct)
	case entries < 0 || math.IsInf(entries, 0):
		return math.NaN(), Unrated, fmt.Errorf("apply excelsior_hard_to_fill: %v planned entries", entries)
	}
	ratio = sharePct / economyPct
	if math.IsNaN(ratio) || math.IsInf(ratio, 0) || entries < r.least {
		return unrated()
	}
	switch {
	case ratio >= r.shortage-ratioTolerance:
		return ratio, 2, nil
	case ratio >= r.observe-ratioTolerance:
		return ratio, 1, nil
	}
	return ratio, 0, nil
}

const ratioTolerance = 1e-12 // 55 over 44 must count as 1.25 times

func (r hardToFillRule) columns(value []float64, class []int8, x [][]float64) bool {
	share, economy, entries := x[0], x[1], x[2]
	limits := [...]float64{r.observe - ratioTolerance, r.shortage - ratioTolerance}
	if !areShares(100, share, economy) || entries != nil && !areCounts(entries) || !rising(limits[:]) {
		return false
	}
	lanes.RatioTo(value, share, economy)
	for i, v := range entries {
		if v < r.least {
			value[i] = math.NaN()
		}
	}
	lanes.StepsTo(class, value, limits[:], 0, 1)
	return true
}

func hardToFillPanel() PanelRule {
	in := append(inputs("hard_to_fill_pct", "economy_hard_to_fill_pct"), RuleInput{ID: "entries_persons", Optional: true})
	return PanelRule{ID: "excelsior_hard_to_fill", Inputs: in, Classes: observedClasses, Short: observedClasses[2:], Measure: "ratio_to_economy",
		Start: startColumns(3, func(p Parameters) (rateUnit, rateColumns, error) {
			r, err := newHardToFillRule(p)
			return func(v []float64) (float64, int8, error) { return r.rate(v[0], v[1], v[2]) }, r.columns, err
		})}
}

func runHardToFill(in Columns, p Parameters) (Answer, error) {
	ratio, class, err := ExcelsiorHardToFill(in.one("hard_to_fill_pct"), in.one("economy_hard_to_fill_pct"), in.one("entries_persons"), p)
	return Answer{Class: class, Values: map[string]float64{"ratio_to_economy": ratio}}, err
}
