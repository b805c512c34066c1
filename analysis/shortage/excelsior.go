package shortage

import (
	"fmt"
	"math"
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
	if err := p.require("excelsior_shortage_ratio", "excelsior_observe_ratio", "smallcell_excelsior_least_entries"); err != nil {
		return math.NaN(), "", fmt.Errorf("apply excelsior_hard_to_fill: %w", err)
	}
	for _, v := range []float64{sharePct, economyPct} {
		if v < 0 || v > 100 {
			return math.NaN(), "", fmt.Errorf("apply excelsior_hard_to_fill: share %v is not within 0 to 100", v)
		}
	}
	if entries < 0 || math.IsInf(entries, 0) {
		return math.NaN(), "", fmt.Errorf("apply excelsior_hard_to_fill: %v planned entries", entries)
	}
	ratio = sharePct / economyPct
	if math.IsNaN(ratio) || math.IsInf(ratio, 0) || entries < p.Value("smallcell_excelsior_least_entries") {
		return math.NaN(), ClassNotRated, nil
	}
	const tolerance = 1e-12 // 55 over 44 must count as 1.25 times
	switch {
	case ratio >= p.Value("excelsior_shortage_ratio")-tolerance:
		return ratio, ClassShortage, nil
	case ratio >= p.Value("excelsior_observe_ratio")-tolerance:
		return ratio, ClassObserve, nil
	}
	return ratio, ClassNone, nil
}

func runHardToFill(in Columns, p Parameters) (Answer, error) {
	ratio, class, err := ExcelsiorHardToFill(in.one("hard_to_fill_pct"), in.one("economy_hard_to_fill_pct"), in.one("entries_persons"), p)
	return Answer{Class: class, Values: map[string]float64{"ratio_to_economy": ratio}}, err
}
