package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"fabbisogno/datasets/warehouse"
)

// forecastChoice is which of the forecasts are shown.
type forecastChoice struct {
	measure, territory string
	level              float64
}

// forecastColumns say what is forecast, from where, and how sure it is.
const forecastColumns = `SELECT f.measure, f.unit, f.territory, f.territory_it, f.territory_en, f.industry_list, f.industry, f.industry_it, f.industry_en,
       f.occupation_list, f.occupation, f.occupation_it, f.occupation_en, f.citizenship_list, f.citizenship, f.sex, f.age, f.other, f.freq,
       f.origin, f.period, f.horizon, f.mean, f.level, f.lower, f.upper, f.model, f.model_version, f.status, f.is_synthetic,
       r.as_of, f.run_id
FROM forecast f
JOIN meta__run r ON r.run_id = f.run_id
WHERE %s
ORDER BY f.measure, f.unit, f.territory_list, f.territory, f.industry_list, f.industry, f.occupation_list, f.occupation,
         f.citizenship_list, f.citizenship, f.sex, f.age, f.other, f.freq, f.horizon, f.level`

// sql is the query that shows them; fabbisogno query runs it as well.
func (c forecastChoice) sql() string {
	where := []string{fmt.Sprintf("abs(f.level - %v) < 1e-9", c.level)}
	if c.level == 0 {
		where = []string{"TRUE"}
	}
	for _, f := range [][2]string{{"f.measure", c.measure}, {"f.territory", c.territory}} {
		if f[1] != "" {
			where = append(where, f[0]+" = '"+strings.ReplaceAll(f[1], "'", "''")+"'")
		}
	}
	return fmt.Sprintf(forecastColumns, strings.Join(where, "\n  AND "))
}

func (a *app) forecastCommand() *cobra.Command {
	var asOf, format, out string
	var choice forecastChoice
	var limits warehouse.QueryLimits
	var long panelForecast
	c := &cobra.Command{
		Use:   "forecast",
		Short: "Forecast the workspace's panels, or any long table with --in",
		Long: `Makes the forecasts that are stale and shows them, each with its interval. With
--as-of they are made from what was known on that day: editions released on it or
before. The workspace keeps one set, that of the day asked for last; run and report
make theirs again when they need another.

With --in it forecasts a table of any series instead, a row a value with the columns
unique_id, ds and y, of any size: series are read, forecast and written as a stream.
ds are dates, periods (2024-Q1, 2024-01, 2024M01, 2024) or whole numbers, and come
out as they came in. The table of forecasts has the columns unique_id, ds, model,
mean and lo and hi of each level (lo80, hi80); it appears whole or not at all, and
is the same on any number of processors. A missing value is an empty cell or a
missing row.

With --hierarchy the forecasts of all nodes are made to add up, sums that the table
lacks are made of its series, and intervals are calibrated on the errors of reconciled
forecasts at earlier origins; such a panel is held in memory.`,
		Example: `  fabbisogno forecast --measure unemployment_rate_pct --territory ITC1
  fabbisogno forecast --as-of 2026-06-30 --format parquet --out june.parquet
  fabbisogno forecast --in panel.csv.gz --freq M --horizon 18 --model ets,theta --levels 80,95 --out fc.csv.gz
  fabbisogno forecast --in regions.csv --freq Q --horizon 8 --hierarchy tags.csv --reconcile mint`,
		Args: usage(cobra.NoArgs, "fabbisogno forecast"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := interruptible()
			defer stop()
			if long.in != "" {
				if err := onlyWorkspace(cmd, "as-of", "measure", "territory", "level", "format", "rows"); err != nil {
					return err
				}
				long.out = out
				return a.forecastPanel(ctx, long)
			}
			if name := long.given(cmd); name != "" {
				return usageError("fabbisogno forecast --in panel.csv --freq M --horizon 12", "--%s is for a long table, which --in names", name)
			}
			if a.json {
				format = string(warehouse.FormatJSON)
			}
			w, err := a.openWorkspace(false)
			if err != nil {
				return err
			}
			if err := a.makeForecasts(ctx, asOf); err != nil {
				return err
			}
			db, err := w.open(ctx, true)
			if err != nil {
				return err
			}
			defer db.Close()
			var buf bytes.Buffer
			res, err := db.Query(ctx, choice.sql(), warehouse.QueryFormat(format), limits, &buf)
			if err != nil {
				return withCode(exitUsage, "fabbisogno forecast --format csv", err)
			}
			if res.Rows == 0 {
				a.say("no forecast of measure %q and territory %q; fabbisogno forecast without them shows all", choice.measure, choice.territory)
			}
			if res.Truncated {
				a.say("only the first %d rows are shown; --rows N shows more", res.Rows)
			}
			return a.writeResult(out, &buf)
		},
	}
	c.Flags().StringVar(&asOf, "as-of", "", "forecast from what was known on this day, YYYY-MM-DD")
	c.Flags().StringVar(&choice.measure, "measure", "", "show this measure only, for example unemployment_rate_pct")
	c.Flags().StringVar(&choice.territory, "territory", "", "show this territory only, as NUTS code")
	c.Flags().Float64Var(&choice.level, "level", 0.80, "level of the intervals shown: 0.5, 0.8, 0.9, 0.95; 0: all")
	c.Flags().StringVar(&format, "format", "table", "table, csv, json or parquet")
	c.Flags().StringVar(&out, "out", "", "write to this file instead of standard output")
	c.Flags().IntVar(&limits.Rows, "rows", 100_000, "at most this many rows")
	long.flags(c)
	long.hierarchyFlags(c)
	c.Flags().StringVar(&long.status, "status", "", "with --in, write what was done to each series (interpolated, fallback) to this CSV file")
	return c
}

// onlyWorkspace refuses flags that mean nothing beside --in.
func onlyWorkspace(c *cobra.Command, names ...string) error {
	for _, name := range names {
		if c.Flags().Changed(name) {
			return usageError(c.CommandPath()+" --help", "--%s is for the workspace, not for a table given with --in", name)
		}
	}
	return nil
}

// makeForecasts makes the forecasts as of a day, on the locked workspace.
func (a *app) makeForecasts(ctx context.Context, asOf string) (err error) {
	p, err := a.openPipeline(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.finish()) }()
	day, err := p.w.asOf(ctx, p.db, asOf)
	if err != nil {
		return err
	}
	if loads, err := p.db.LedgerAsOf(ctx, day); err != nil {
		return withCode(exitStorage, "", err)
	} else if len(loads) == 0 {
		return withCode(exitRefused, "fabbisogno run --workspace "+a.dir, fmt.Errorf("forecast: nothing is loaded that was released by %s", day.Format("2006-01-02")))
	}
	return p.forecast(ctx, day)
}
