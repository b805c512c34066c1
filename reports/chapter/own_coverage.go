package chapter

import (
	"context"
	"math"

	"fabbisogno/analysis/indicator"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// ownPlans are the series of whole territories whose forecasts are put to the test.
func (s *Source) ownPlans() []fanPlan {
	return []fanPlan{s.entriesPlan(), s.hardPlan(), s.employedPlan(), s.unemploymentPlan()}
}

// ownRecord is how often what came fell inside what was said of one series.
type ownRecord struct {
	measure          string
	inside, compared int
	model            string
	version          int
	first, last      series.Period // origins
}

// recordOf counts all origins that are kept, not only those that are drawn.
func recordOf(measure string, all []warehouse.PastForecast) ownRecord {
	r := ownRecord{measure: measure}
	for _, p := range all {
		isInside, known := inside(p)
		if !known {
			continue
		}
		if r.compared == 0 {
			r.first, r.model, r.version = p.Origin, p.Model, p.ModelVersion
		}
		r.last = p.Origin
		r.compared++
		if isInside {
			r.inside++
		}
	}
	return r
}

// ownCoverage is whether the intervals of the territory's own series kept their promise:
// the test that pools all regions says little of a small one.
func (s *Source) ownCoverage(ctx context.Context) (figure.Figure, error) {
	f := figure.Figure{ID: "fig-own-coverage", Question: text("Gli intervalli hanno tenuto per questa regione?", "Did the intervals hold for this region?")}
	var trail []*pulled
	var rows []ownRecord
	for _, plan := range s.ownPlans() {
		p, err := s.pull(ctx, plan.selection)
		if err != nil {
			return f, err
		}
		line, ok := p.find(plan.match)
		if !ok {
			continue
		}
		all, err := s.pastOf(ctx, line.Key)
		if err != nil {
			return f, err
		}
		r := recordOf(line.Key.Measure, all)
		if r.compared == 0 {
			continue
		}
		run, err := s.run(ctx, "forecast")
		if err != nil {
			return f, err
		}
		p.by(r.model, r.version, run.ID)
		p.queries = append(p.queries, pastSQL(line.Key))
		rows, trail = append(rows, r), append(trail, p)
	}
	if len(rows) == 0 {
		return f, nil
	}
	pooled, err := s.pooledCoverage(ctx, rows)
	if err != nil {
		return f, err
	}
	s.drawOwnCoverage(&f, rows, pooled)
	f.Notes = []Text{notePast, noteHindsight}
	return s.finish(f, merged(trail), true), nil
}

// pooledCoverage is the share kept over all regions, by measure, in percent.
func (s *Source) pooledCoverage(ctx context.Context, rows []ownRecord) (map[string]float64, error) {
	all, err := s.allBacktests(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string]float64{}
	for _, r := range rows {
		out[r.measure] = math.NaN()
		for _, b := range all {
			if b.Measure == r.measure && b.Scope == "regions" && b.Model == r.model && b.Horizon == 0 && math.Abs(b.Level-rankingLevel) < 1e-9 {
				out[r.measure] = 100 * b.Coverage
			}
		}
	}
	return out, nil
}

func (s *Source) drawOwnCoverage(f *figure.Figure, rows []ownRecord, pooled map[string]float64) {
	d := chart.Dots{X: chart.Axis{Label: text("% di esiti dentro l'intervallo", "% of outcomes inside the interval"), Unit: locale.Pct, Decimals: 0}, Ordered: true, Threshold: 100 * rankingLevel,
		ThresholdLabel: text("promesso: 80%", "promised: 80%"), ReferenceLabel: text("tutte le regioni insieme", "all regions together")}
	f.Table.Columns = []figure.Column{{Name: "indicator", Head: text("Indicatore", "Indicator"), Kind: figure.Label},
		{Name: "coverage_pct", Head: text("Dentro, %", "Inside, %"), Kind: figure.Value, Unit: locale.Pct, Decimals: 1},
		{Name: "coverage_lower_95", Head: text("95%, inferiore", "95%, lower"), Kind: figure.Lower, Unit: locale.Pct, Decimals: 1, Level: 0.95},
		{Name: "coverage_upper_95", Head: text("95%, superiore", "95%, upper"), Kind: figure.Upper, Unit: locale.Pct, Decimals: 1, Level: 0.95},
		{Name: "inside_count", Head: text("Esiti dentro", "Outcomes inside"), Kind: figure.Value, Unit: locale.Count},
		{Name: "compared_count", Head: text("Esiti confrontati", "Outcomes compared"), Kind: figure.Value, Unit: locale.Count},
		{Name: "regions_coverage_pct", Head: text("Tutte le regioni, %", "All regions, %"), Kind: figure.Value, Unit: locale.Pct, Decimals: 1}}
	tell(f, toldPromised(rankingLevel))
	low, high := math.Inf(1), math.Inf(-1)
	for _, r := range rows {
		share := float64(r.inside) / float64(r.compared)
		lo, hi := indicator.Wilson95(share, float64(r.compared))
		name := s.measure(r.measure)
		d.Items = append(d.Items, chart.Item{Label: name, Value: 100 * share, Lower: 100 * lo, Upper: 100 * hi, Reference: pooled[r.measure]})
		f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: name, Code: r.measure}, number(100 * share), number(100 * lo), number(100 * hi),
			number(float64(r.inside)), number(float64(r.compared)), number(pooled[r.measure])})
		low, high = min(low, share), max(high, share)
	}
	f.Chart = d
	f.Subtitle = both(func(l locale.Lang) string {
		return pick(l, "Quota di esiti dentro l'intervallo di previsione dell'80%%, %s, tutte le date e gli orizzonti conservati", "Share of outcomes inside the 80%% forecast interval, %s, all dates and horizons kept", l.Of(s.place(s.Territory)))
	})
	f.Finding = both(func(l locale.Lang) string {
		if low == high {
			return pick(l, "Promesso 80%%, mantenuto qui il %s", "80%% promised, %s kept here", l.Percent(100*low, 0))
		}
		return pick(l, "Promesso 80%%, mantenuto qui dal %s al %s", "80%% promised, %s to %s kept here", l.Percent(100*low, 0), l.Percent(100*high, 0))
	})
	f.Desc = both(func(l locale.Lang) string {
		return pick(l, "Un punto per indicatore; la linea è la copertura promessa. Dal %s al %s.", "One dot an indicator; the line is the coverage promised. From %s to %s.", l.Percent(100*low, 1), l.Percent(100*high, 1))
	})
	f.HowToRead = text("A destra della linea l'intervallo è più largo del promesso, a sinistra più stretto. Il segmento (95%) tiene conto del numero di esiti come se fossero indipendenti: non lo sono, e in realtà è più largo.",
		"To the right of the line the interval is wider than promised, to the left narrower. The segment (95%) takes the outcomes as if independent: they are not, and in truth it is wider.")
}
