package chapter

import (
	"math"

	"fabbisogno/analysis/indicator"
	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/series"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// normal80 is the quantile of the normal distribution at 0.90: 80 percent lie
// between minus it and it.
const normal80 = 1.2815515655446004

// relativeError is the declared standard error of observed figures, in percent of
// them, where their source publishes none.
func (s *Source) relativeError() float64 {
	p, ok := s.Catalog.Parameter(shortage.ParamRelativeError)
	if !ok {
		return math.NaN()
	}
	return p.Value
}

// observed is the interval of an observed figure of a survey that publishes no
// sampling error: the declared relative error, taken as normal.
func (s *Source) observed(v float64) series.Interval {
	half := normal80 * s.relativeError() / 100 * math.Abs(v)
	return series.Interval{Level: rankingLevel, Lower: v - half, Upper: v + half}
}

// noteObserved says where the interval of observed figures comes from.
func (s *Source) noteObserved() Text {
	return both(func(l locale.Lang) string {
		return pick(l, "La fonte non pubblica l'errore campionario: l'intervallo dell'80%% suppone un errore standard del %s (assunto).",
			"The source does not publish its sampling error: the 80%% interval supposes a standard error of %s (assumed).", l.Percent(s.relativeError(), 0))
	})
}

// toldObserved is the number that noteObserved says.
func (s *Source) toldObserved() figure.Told {
	return figure.Told{ID: "relative_error_pct", Meaning: text("Errore standard assunto, % del valore", "Standard error assumed, % of the value"), Unit: locale.Pct, Value: s.relativeError()}
}

// observedColumns are the interval of an observed figure and the places it allows.
func observedColumns(name, unit string, decimals int) []figure.Column {
	return []figure.Column{
		{Name: name + "_lower_80", Head: text("80%, inferiore", "80%, lower"), Kind: figure.Lower, Unit: unit, Decimals: decimals, Level: rankingLevel},
		{Name: name + "_upper_80", Head: text("80%, superiore", "80%, upper"), Kind: figure.Upper, Unit: unit, Decimals: decimals, Level: rankingLevel},
		{Name: "rank_best_count", Head: text("Posto migliore", "Best place"), Kind: figure.Value, Unit: locale.Count},
		{Name: "rank_worst_count", Head: text("Posto peggiore", "Worst place"), Kind: figure.Value, Unit: locale.Count},
	}
}

// observedCells fill observedColumns for values in the order of a ranking.
func (s *Source) observedCells(values []float64) [][]figure.Cell {
	intervals := make([]series.Interval, len(values))
	for i, v := range values {
		intervals[i] = s.observed(v)
	}
	best, worst := indicator.RankBounds(intervals)
	out := make([][]figure.Cell, len(values))
	for i, iv := range intervals {
		out[i] = []figure.Cell{number(iv.Lower), number(iv.Upper), number(float64(best[i])), number(float64(worst[i]))}
	}
	return out
}
