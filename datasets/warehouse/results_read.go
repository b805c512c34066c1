package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"fabbisogno/datasets/series"
)

// LatestRun is the last run of a step; false when there is none.
func (d *DB) LatestRun(ctx context.Context, step string) (Run, bool, error) {
	var r Run
	err := d.sql.QueryRowContext(ctx, statement("latest_run"), step).
		Scan(&r.ID, &r.Step, &r.Fingerprint, &r.AsOf, &r.Seed, &r.SoftwareVersion)
	if errors.Is(err, sql.ErrNoRows) {
		return Run{}, false, nil
	}
	if err != nil {
		return Run{}, false, fmt.Errorf("read latest run of %s: %w", step, err)
	}
	return r, true, nil
}

// forecastRow is a row of out__forecast: a forecast at one level.
type forecastRow struct {
	Forecast
	origin, period string
	interval       series.Interval
}

// Forecasts of the latest run, in order of key, frequency and horizon. Empty measure: all.
func (d *DB) Forecasts(ctx context.Context, measure string) ([]Forecast, error) {
	rows, err := collect(ctx, d.sql, func(r *forecastRow) []any {
		return append(keyFields(&r.Key), &r.origin, &r.period, &r.Horizon, &r.Model, &r.ModelVersion, &r.Status, &r.Mean,
			&r.interval.Level, &r.interval.Lower, &r.interval.Upper, &r.IsSynthetic)
	}, statement("forecasts"), measure)
	if err != nil {
		return nil, fmt.Errorf("read forecasts: %w", err)
	}
	var out []Forecast
	same, periods := interner{}, map[string]series.Period{}
	for i, r := range rows {
		if i > 0 && sameForecast(r, rows[i-1]) {
			last := &out[len(out)-1]
			last.Intervals = append(last.Intervals, r.interval)
			continue
		}
		f := r.Forecast
		same.key(&f.Key)
		f.Model, f.Status = same.of(f.Model), same.of(f.Status)
		if f.Origin, err = parseOnce(periods, r.origin); err != nil {
			return nil, fmt.Errorf("read forecasts: %w", err)
		}
		if f.Period, err = parseOnce(periods, r.period); err != nil {
			return nil, fmt.Errorf("read forecasts: %w", err)
		}
		f.Intervals = []series.Interval{r.interval}
		out = append(out, f)
	}
	return out, nil
}

func sameForecast(a, b forecastRow) bool {
	return a.Key == b.Key && a.origin == b.origin && a.period == b.period && a.Model == b.Model
}

func parseOnce(known map[string]series.Period, text string) (series.Period, error) {
	if p, ok := known[text]; ok || text == "" {
		return p, nil
	}
	p, err := series.ParseStored(text)
	if err == nil {
		known[text] = p
	}
	return p, err
}

// PastForecasts are what the published models would have said at earlier origins, in
// order of key, origin and horizon. Empty measure: all.
func (d *DB) PastForecasts(ctx context.Context, measure string) ([]PastForecast, error) {
	type pastRow struct {
		forecastRow
		actual float64
	}
	rows, err := collect(ctx, d.sql, func(r *pastRow) []any {
		return append(keyFields(&r.Key), &r.origin, &r.period, &r.Horizon, &r.Model, &r.ModelVersion, &r.Status, &r.Mean,
			&r.interval.Level, &r.interval.Lower, &r.interval.Upper, &r.IsSynthetic, (*orNaN)(&r.actual))
	}, statement("past_forecasts"), measure)
	if err != nil {
		return nil, fmt.Errorf("read past forecasts: %w", err)
	}
	var out []PastForecast
	periods := map[string]series.Period{}
	for i, r := range rows {
		if i > 0 && sameForecast(r.forecastRow, rows[i-1].forecastRow) {
			last := &out[len(out)-1]
			last.Intervals = append(last.Intervals, r.interval)
			continue
		}
		f := PastForecast{Forecast: r.Forecast, Actual: r.actual}
		if f.Origin, err = parseOnce(periods, r.origin); err != nil {
			return nil, fmt.Errorf("read past forecasts: %w", err)
		}
		if f.Period, err = parseOnce(periods, r.period); err != nil {
			return nil, fmt.Errorf("read past forecasts: %w", err)
		}
		f.Intervals = []series.Interval{r.interval}
		out = append(out, f)
	}
	return out, nil
}

// Backtests of the latest run, by measure, scope, model, horizon and level.
func (d *DB) Backtests(ctx context.Context) ([]Backtest, error) {
	out, err := collect(ctx, d.sql, func(b *Backtest) []any {
		return []any{&b.Measure, &b.Scope, &b.Model, &b.ModelVersion, &b.Horizon, &b.Forecasts, (*orNaN)(&b.MASE),
			(*orNaN)(&b.SMAPE), (*orNaN)(&b.Level), (*orNaN)(&b.Coverage), (*orNaN)(&b.Skill), &b.IsSynthetic}
	}, statement("backtests"))
	if err != nil {
		return nil, fmt.Errorf("read backtests: %w", err)
	}
	return out, nil
}

// Shortages of the latest run, by method, panel, territory, rank and unit.
func (d *DB) Shortages(ctx context.Context) ([]Shortage, error) {
	out, err := collect(ctx, d.sql, func(s *Shortage) []any {
		fields := []any{&s.Method, &s.MethodVersion, &s.Panel, &s.Territory.List, &s.Territory.Value, &s.Unit.List, &s.Unit.Value,
			&s.Period, &s.Need, &s.Incidence, &s.Class}
		for _, c := range shortageNumbers {
			fields = append(fields, (*orNaN)(c.field(s)))
		}
		return append(fields, &s.Explanation, &s.IsSynthetic)
	}, statement("shortages"))
	if err != nil {
		return nil, fmt.Errorf("read shortages: %w", err)
	}
	return out, nil
}

// Figures of an edition with their lineage; all editions when empty.
func (d *DB) Figures(ctx context.Context, edition string) ([]Figure, error) {
	out, err := collect(ctx, d.sql, func(f *Figure) []any {
		return []any{&f.Edition, &f.ID, &f.Number, &f.TitleIT, &f.TitleEN, &f.Query, &f.RunID, &f.IsSynthetic}
	}, statement("figures"), edition)
	if err != nil {
		return nil, fmt.Errorf("read figures: %w", err)
	}
	type key struct{ edition, id string }
	type placed struct {
		key
		Lineage
	}
	lineage, err := collect(ctx, d.sql, func(l *placed) []any {
		return []any{&l.edition, &l.id, &l.Table, &l.SHA256, &l.Rows, &l.Method, &l.MethodVersion, &l.MethodRunID}
	}, statement("figure_lineage"), edition)
	if err != nil {
		return nil, fmt.Errorf("read figures: %w", err)
	}
	of := map[key][]Lineage{}
	for _, l := range lineage {
		of[l.key] = append(of[l.key], l.Lineage)
	}
	for i := range out {
		out[i].Lineage = of[key{out[i].Edition, out[i].ID}]
	}
	return out, nil
}
