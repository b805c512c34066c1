package warehouse

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"time"

	"fabbisogno/datasets/series"
)

// SaveForecasts replaces forecasts, backtests, forecasts of earlier origins and the
// forecast run, in one transaction.
func (d *DB) SaveForecasts(ctx context.Context, r Run, f []Forecast, b []Backtest, past []PastForecast) error {
	if err := checkForecasts(f); err != nil {
		return fmt.Errorf("save forecasts: %w", err)
	}
	earlier := make([]Forecast, len(past))
	for i, p := range past {
		earlier[i] = p.Forecast
	}
	if err := checkForecasts(earlier); err != nil {
		return fmt.Errorf("save forecasts of earlier origins: %w", err)
	}
	now, _ := forecastRows("out__forecast", r, f)
	then, of := forecastRows("out__past_forecast", r, earlier)
	then.columns = append(then.columns, bulkColumn{name: "actual", number: func(i int) float64 { return finite(past[of(i)].Actual) }})
	return d.save(ctx, "save forecasts", r, now, backtestRows(r, b), then)
}

// SaveShortages replaces the shortage results and their run, in one transaction.
func (d *DB) SaveShortages(ctx context.Context, r Run, s []Shortage) error {
	return d.save(ctx, "save shortages", r, shortageRows(r, s))
}

// save empties the tables of the results, fills them again, and notes the run.
func (d *DB) save(ctx context.Context, what string, r Run, results ...bulk) error {
	err := d.transact(ctx, results, func(conn *sql.Conn) error {
		for _, b := range results {
			if _, err := conn.ExecContext(ctx, statement("delete_"+b.table)); err != nil {
				return err
			}
			if err := b.insert(ctx, conn); err != nil {
				return err
			}
		}
		return putRun(ctx, conn, r)
	})
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// putRun notes a run as the newest. Earlier runs stay: figures may refer to them.
func putRun(ctx context.Context, conn *sql.Conn, r Run) error {
	if r.ID == "" || r.Step == "" {
		return fmt.Errorf("note run: %+v has no id or no step", r)
	}
	if _, err := conn.ExecContext(ctx, statement("put_run"), r.ID, r.Step, r.Fingerprint, r.AsOf, r.Seed, r.SoftwareVersion); err != nil {
		return fmt.Errorf("note run: %w", err)
	}
	return nil
}

// SaveFigures replaces the figures of some editions and the report run, in one
// transaction; an edition without figures among f has none afterwards.
func (d *DB) SaveFigures(ctx context.Context, r Run, editions []string, f []Figure) error {
	for _, figure := range f {
		if !slices.Contains(editions, figure.Edition) {
			return fmt.Errorf("save figures: figure %s belongs to edition %q, not to any of %q", figure.ID, figure.Edition, editions)
		}
	}
	rows := []bulk{figureRows(f), lineageRows(f)}
	err := d.transact(ctx, rows, func(conn *sql.Conn) error {
		for _, edition := range editions {
			for _, name := range []string{"delete_figure", "delete_lineage"} {
				if _, err := conn.ExecContext(ctx, statement(name), edition); err != nil {
					return err
				}
			}
		}
		for i := range rows {
			if err := rows[i].insert(ctx, conn); err != nil {
				return err
			}
		}
		return putRun(ctx, conn, r)
	})
	if err != nil {
		return fmt.Errorf("save figures: %w", err)
	}
	return nil
}

// figureRows are hundreds in a site of all regions.
func figureRows(figures []Figure) bulk {
	return bulk{table: "meta__figure", rows: len(figures), columns: []bulkColumn{
		{name: "edition", text: func(i int) string { return figures[i].Edition }},
		{name: "figure_id", text: func(i int) string { return figures[i].ID }},
		{name: "number", text: func(i int) string { return figures[i].Number }},
		{name: "title_it", text: func(i int) string { return figures[i].TitleIT }},
		{name: "title_en", text: func(i int) string { return figures[i].TitleEN }},
		{name: "query", text: func(i int) string { return figures[i].Query }},
		{name: "run_id", text: func(i int) string { return figures[i].RunID }},
		{name: "is_synthetic", flag: func(i int) bool { return figures[i].IsSynthetic }},
	}}
}

// lineageRows are one row a figure and input: thousands in an edition.
func lineageRows(figures []Figure) bulk {
	type place struct{ figure, input int }
	var places []place
	for i, f := range figures {
		for j := range f.Lineage {
			places = append(places, place{i, j})
		}
	}
	of := func(i int) *Figure { return &figures[places[i].figure] }
	at := func(i int) *Lineage { return &of(i).Lineage[places[i].input] }
	return bulk{table: "meta__figure_lineage", rows: len(places), columns: []bulkColumn{
		{name: "edition", text: func(i int) string { return of(i).Edition }},
		{name: "figure_id", text: func(i int) string { return of(i).ID }},
		{name: "table_id", text: func(i int) string { return at(i).Table }},
		{name: "sha256", text: func(i int) string { return at(i).SHA256 }},
		{name: "rows", whole: func(i int) int64 { return at(i).Rows }},
		{name: "method", text: func(i int) string { return at(i).Method }},
		{name: "method_version", small: func(i int) int32 { return int32(at(i).MethodVersion) }},
		{name: "method_run_id", text: func(i int) string { return at(i).MethodRunID }},
	}}
}

// checkForecasts refuses a forecast without an interval, and infinities.
func checkForecasts(forecasts []Forecast) error {
	for _, f := range forecasts {
		if len(f.Intervals) == 0 {
			return fmt.Errorf("%s at %s: a forecast without an interval", f.Key, f.Period)
		}
		if math.IsInf(f.Mean, 0) || math.IsNaN(f.Mean) {
			return fmt.Errorf("%s at %s: the mean is %v", f.Key, f.Period, f.Mean)
		}
		for i, iv := range f.Intervals {
			if math.IsInf(iv.Lower, 0) || math.IsInf(iv.Upper, 0) || !(iv.Lower <= iv.Upper) {
				return fmt.Errorf("%s at %s: the %v interval is %v to %v", f.Key, f.Period, iv.Level, iv.Lower, iv.Upper)
			}
			if i > 0 && iv.Level <= f.Intervals[i-1].Level {
				return fmt.Errorf("%s at %s: intervals are not by rising level", f.Key, f.Period)
			}
		}
	}
	return nil
}

// forecastRows are one row a forecast and level; of gives the forecast of a row.
func forecastRows(table string, r Run, forecasts []Forecast) (rows bulk, of func(row int) int) {
	type place struct{ forecast, level int }
	var places []place
	for i, f := range forecasts {
		for j := range f.Intervals {
			places = append(places, place{i, j})
		}
	}
	at := func(i int) *Forecast { return &forecasts[places[i].forecast] }
	interval := func(i int) *series.Interval { return &at(i).Intervals[places[i].level] }
	columns := []bulkColumn{{name: "run_id", text: func(int) string { return r.ID }}}
	columns = append(columns, keyColumns(func(i int) *series.Key { return &at(i).Key })...)
	return bulk{table: table, rows: len(places), columns: append(columns,
		bulkColumn{name: "freq", text: func(i int) string { return at(i).Period.Freq().String() }},
		bulkColumn{name: "origin", text: func(i int) string { return at(i).Origin.String() }},
		bulkColumn{name: "period", text: func(i int) string { return at(i).Period.String() }},
		bulkColumn{name: "period_start", day: func(i int) time.Time { return at(i).Period.First() }},
		bulkColumn{name: "horizon", small: func(i int) int32 { return int32(at(i).Horizon) }},
		bulkColumn{name: "model", text: func(i int) string { return at(i).Model }},
		bulkColumn{name: "model_version", small: func(i int) int32 { return int32(at(i).ModelVersion) }},
		bulkColumn{name: "status", text: func(i int) string { return at(i).Status }},
		bulkColumn{name: "mean", number: func(i int) float64 { return at(i).Mean }},
		bulkColumn{name: "level", number: func(i int) float64 { return interval(i).Level }},
		bulkColumn{name: "lower", number: func(i int) float64 { return interval(i).Lower }},
		bulkColumn{name: "upper", number: func(i int) float64 { return interval(i).Upper }},
		bulkColumn{name: "is_synthetic", flag: func(i int) bool { return at(i).IsSynthetic }},
	)}, func(row int) int { return places[row].forecast }
}

func backtestRows(r Run, b []Backtest) bulk {
	return bulk{table: "out__backtest", rows: len(b), columns: []bulkColumn{
		{name: "run_id", text: func(int) string { return r.ID }},
		{name: "measure", text: func(i int) string { return b[i].Measure }},
		{name: "scope", text: func(i int) string { return b[i].Scope }},
		{name: "model", text: func(i int) string { return b[i].Model }},
		{name: "model_version", small: func(i int) int32 { return int32(b[i].ModelVersion) }},
		{name: "horizon", small: func(i int) int32 { return int32(b[i].Horizon) }},
		{name: "forecasts", whole: func(i int) int64 { return b[i].Forecasts }},
		{name: "mase", number: func(i int) float64 { return finite(b[i].MASE) }},
		{name: "smape", number: func(i int) float64 { return finite(b[i].SMAPE) }},
		{name: "level", number: func(i int) float64 { return finite(b[i].Level) }},
		{name: "coverage", number: func(i int) float64 { return finite(b[i].Coverage) }},
		{name: "skill", number: func(i int) float64 { return finite(b[i].Skill) }},
		{name: "is_synthetic", flag: func(i int) bool { return b[i].IsSynthetic }},
	}}
}

func shortageRows(r Run, s []Shortage) bulk {
	columns := []bulkColumn{
		{name: "run_id", text: func(int) string { return r.ID }},
		{name: "method", text: func(i int) string { return s[i].Method }},
		{name: "method_version", small: func(i int) int32 { return int32(s[i].MethodVersion) }},
		{name: "panel", text: func(i int) string { return s[i].Panel }},
		{name: "territory_list", text: func(i int) string { return s[i].Territory.List }},
		{name: "territory", text: func(i int) string { return s[i].Territory.Value }},
		{name: "unit_list", text: func(i int) string { return s[i].Unit.List }},
		{name: "unit_code", text: func(i int) string { return s[i].Unit.Value }},
		{name: "period", text: func(i int) string { return s[i].Period }},
		{name: "need", text: func(i int) string { return s[i].Need }},
		{name: "incidence", text: func(i int) string { return s[i].Incidence }},
		{name: "class", text: func(i int) string { return s[i].Class }},
	}
	for _, c := range shortageNumbers {
		columns = append(columns, bulkColumn{name: c.name, number: func(i int) float64 { return finite(*c.field(&s[i])) }})
	}
	return bulk{table: "out__shortage", rows: len(s), columns: append(columns,
		bulkColumn{name: "explanation", text: func(i int) string { return s[i].Explanation }},
		bulkColumn{name: "is_synthetic", flag: func(i int) bool { return s[i].IsSynthetic }},
	)}
}

// shortageNumbers are the numeric columns of out__shortage in their order.
var shortageNumbers = []struct {
	name  string
	field func(s *Shortage) *float64
}{
	{"class_share", func(s *Shortage) *float64 { return &s.ClassShare }},
	{"need_value", func(s *Shortage) *float64 { return &s.NeedValue }},
	{"need_lower", func(s *Shortage) *float64 { return &s.NeedLower }},
	{"need_upper", func(s *Shortage) *float64 { return &s.NeedUpper }},
	{"incidence_value", func(s *Shortage) *float64 { return &s.IncidenceValue }},
	{"incidence_lower", func(s *Shortage) *float64 { return &s.IncidenceLower }},
	{"incidence_upper", func(s *Shortage) *float64 { return &s.IncidenceUpper }},
	{"score", func(s *Shortage) *float64 { return &s.Score }},
	{"rank", func(s *Shortage) *float64 { return &s.Rank }},
	{"rank_lower", func(s *Shortage) *float64 { return &s.RankLower }},
	{"rank_upper", func(s *Shortage) *float64 { return &s.RankUpper }},
	{"rank_level", func(s *Shortage) *float64 { return &s.RankLevel }},
}

// finite is v, or missing when it is infinite.
func finite(v float64) float64 {
	if math.IsInf(v, 0) {
		return math.NaN()
	}
	return v
}
