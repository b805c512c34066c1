package chapter

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/figure"
)

// ahead are the forecasts of a measure that units were given: one of the series, the
// territories of all, and the model.
type ahead struct {
	key         series.Key
	territories []string
	model       figure.Method
}

// give notes that a unit has the forecasts of a series.
func (p *pulled) give(k series.Key, fc []warehouse.Forecast) {
	if len(fc) < year {
		return // meanOfYear gives none
	}
	i := slices.IndexFunc(p.ahead, func(a ahead) bool { return a.key.Measure == k.Measure })
	if i < 0 {
		i = len(p.ahead)
		p.ahead = append(p.ahead, ahead{key: k, model: figure.Method{ID: fc[0].Model, Version: fc[0].ModelVersion}})
	}
	if !slices.Contains(p.ahead[i].territories, k.Territory.Value) {
		p.ahead[i].territories = append(p.ahead[i].territories, k.Territory.Value)
	}
}

// foreseen is p for a figure that shows what its units have ahead: the trail names the
// models and their run, and says how the forecasts are read. A figure of the past alone
// rests on p as it is.
func (s *Source) foreseen(ctx context.Context, p *pulled) (*pulled, error) {
	if len(p.ahead) == 0 {
		return p, nil
	}
	run, err := s.run(ctx, "forecast")
	if err != nil {
		return nil, err
	}
	out := p.clone()
	for i, a := range p.ahead {
		if i == 0 {
			out.by(a.model.ID, a.model.Version, run.ID)
		} else if a.model != p.ahead[0].model {
			out.also = append(out.also, a.model)
		}
		out.queries = append(out.queries, a.SQL())
	}
	return out, nil
}

// SQL reads the forecasts.
func (a ahead) SQL() string {
	var places []string
	for _, t := range a.territories {
		places = append(places, quoteSQL(t))
	}
	slices.Sort(places)
	return fmt.Sprintf("SELECT territory, industry, occupation, period, mean, level, lower, upper, model, model_version, status\nFROM out__forecast\nWHERE measure = %s AND territory IN (%s) AND industry_list = %s AND occupation_list = %s\nORDER BY territory, industry, occupation, period, level",
		quoteSQL(a.key.Measure), strings.Join(places, ", "), quoteSQL(a.key.Industry.List), quoteSQL(a.key.Occupation.List))
}
