package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fabbisogno/datasets/warehouse"
)

func (a *app) queryCommand() *cobra.Command {
	var format, out, asOf string
	var limits warehouse.QueryLimits
	c := &cobra.Command{
		Use:   `query "SELECT ..."`,
		Short: "Read the warehouse with one SELECT",
		Long: `Runs one SELECT, read-only. The views are made for reading: observation (newest
edition, labels in both languages), forecast, past_forecast, shortage, evaluation, figure, ledger,
rejected, snapshot; of the diagnosis rating, class_share, method_scope, composite, composite_part,
agreement, dissent, method_tau, rank_pair, rank_share, choice_effect, cause, remedy; and for harmonising crosswalk, code_partition, series_break, flag and flag_use.
observation_in('nace2_1') gives observations in a classification version: counts
split by weights with their totals kept, rates only where codes stand for the
same, each with its bounds and basis. Anything that writes, reaches outside the warehouse or is more than one
statement is refused.

With --as-of the same SQL reads what was known on a day: editions released on it
or before, files likewise (a later file only for editions that no earlier file
holds), forecasts and other results of runs that looked no further. A release day
that was assumed counts as if declared. The view vintage has every edition.`,
		Example: `  fabbisogno query "SELECT period, value FROM observation WHERE measure = 'job_vacancy_rate_sa_pct' AND industry = '0015' ORDER BY period"
  fabbisogno query "SELECT table_id, industry, period, value, basis FROM observation_in('nace2_1') WHERE measure = 'job_vacancy_rate_sa_pct'"
  fabbisogno query --as-of 2024-01-31 "SELECT period, value FROM observation WHERE measure = 'unemployment_rate_sa_pct' ORDER BY period"
  fabbisogno query "SELECT released, value FROM vintage WHERE measure = 'unemployment_rate_sa_pct' AND period = '2023-01' ORDER BY released"
  fabbisogno query --format parquet --out entries.parquet "SELECT * FROM observation WHERE measure = 'planned_entries_persons'"`,
		Args: usage(cobra.ExactArgs(1), `give one SELECT in quotes: fabbisogno query "SELECT count(*) FROM observation"`),
		RunE: func(_ *cobra.Command, args []string) error {
			ctx, stop := interruptible()
			defer stop()
			if a.json {
				format = string(warehouse.FormatJSON)
			}
			w, err := a.openWorkspace(false)
			if err != nil {
				return err
			}
			db, err := w.open(ctx, true)
			if err != nil {
				return err
			}
			defer db.Close()
			if asOf != "" {
				if limits.AsOf, err = readDay(asOf); err != nil {
					return err
				}
				if err := a.warnLater(ctx, db, limits.AsOf); err != nil {
					return err
				}
			}
			var buf bytes.Buffer // nothing half-written: the result is complete or absent
			res, err := db.Query(ctx, args[0], warehouse.QueryFormat(format), limits, &buf)
			if errors.Is(err, warehouse.ErrNotSelect) {
				return withCode(exitRefused, "ask with a single SELECT over observation, forecast, shortage, figure, ledger, rejected or snapshot", err)
			}
			if err != nil {
				return withCode(exitRefused, "fabbisogno query \"SELECT table_id, count(*) FROM observation GROUP BY table_id\"", err)
			}
			if err := a.writeResult(out, &buf); err != nil {
				return err
			}
			if res.Truncated {
				a.say("only the first %d rows are shown; --rows N shows more", res.Rows)
			}
			return nil
		},
	}
	c.Flags().StringVar(&format, "format", "table", "table, csv, json or parquet")
	c.Flags().StringVar(&asOf, "as-of", "", "read what was known on this day, YYYY-MM-DD; names without a schema only")
	c.Flags().StringVar(&out, "out", "", "write to this file instead of standard output")
	c.Flags().IntVar(&limits.Rows, "rows", 10_000, "at most this many rows")
	c.Flags().DurationVar(&limits.Timeout, "timeout", 60*time.Second, "give up after this time")
	return c
}

// warnLater says when the results kept are of a later day than the one read as of.
func (a *app) warnLater(ctx context.Context, db *warehouse.DB, day time.Time) error {
	run, ok, err := db.LatestRun(ctx, "forecast")
	if err != nil {
		return withCode(exitStorage, "", err)
	}
	if on := day.Format(time.DateOnly); ok && run.AsOf.After(day) {
		a.say("the forecasts kept are as of %s and not shown; fabbisogno forecast --as-of %s makes those of the day", run.AsOf.Format(time.DateOnly), on)
	}
	return nil
}

// writeResult writes whole results: to standard output, or to a file by way of a temporary one.
func (a *app) writeResult(path string, buf *bytes.Buffer) error {
	if path == "" {
		_, err := io.Copy(a.out, buf)
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+strings.TrimPrefix(filepath.Base(path), ".")+"-*")
	if err != nil {
		return withCode(exitStorage, "", fmt.Errorf("write result: %w", err))
	}
	defer os.Remove(tmp.Name())
	if _, err := io.Copy(tmp, buf); err != nil {
		tmp.Close()
		return withCode(exitStorage, "", fmt.Errorf("write result: %w", err))
	}
	if err := tmp.Close(); err != nil {
		return withCode(exitStorage, "", fmt.Errorf("write result: %w", err))
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return withCode(exitStorage, "", fmt.Errorf("write result: %w", err))
	}
	return nil
}
