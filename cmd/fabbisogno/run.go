package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
)

func (a *app) runCommand() *cobra.Command {
	var asOf string
	var pdf bool
	c := &cobra.Command{
		Use:   "run",
		Short: "Do everything that is stale: ingest, forecast, diagnose, publish",
		Long: `Makes the whole study: loads what is embedded and not yet loaded, forecasts,
diagnoses, and publishes the editions. What did not change is not done again.
Prints the path of the site.`,
		Example: `  fabbisogno run
  fabbisogno run --workspace /srv/study --as-of 2026-06-30`,
		Args: usage(cobra.NoArgs, "fabbisogno run"),
		RunE: func(*cobra.Command, []string) (err error) {
			ctx, stop := interruptible()
			defer stop()
			p, err := a.openPipeline(ctx)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, p.finish()) }()
			p.w.settings.Site.PDF = p.w.settings.Site.PDF || pdf
			if err := p.w.clearAbandoned(); err != nil {
				return withCode(exitStorage, "", err)
			}
			total, err := p.embedded(ctx)
			if err != nil {
				return err
			}
			again, _, err := p.reload(ctx)
			if err != nil {
				return err
			}
			total.join(again)
			if err := p.content(ctx); err != nil {
				return err
			}
			day, err := p.w.asOf(ctx, p.db, asOf)
			if err != nil {
				return err
			}
			if err := p.analyse(ctx, day); err != nil {
				return err
			}
			what, err := p.plan(reportFlags{})
			if err != nil {
				return err
			}
			res, err := p.report(ctx, day, what)
			if err != nil {
				return err
			}
			if a.json {
				if err := a.writeJSON(res); err != nil {
					return err
				}
			} else {
				fmt.Fprintln(a.out, res.Index)
			}
			if total.Rejected > 0 {
				a.say("%d rows were set aside; fabbisogno rejected lists them with advice", total.Rejected)
				return errQuarantined
			}
			if total.refused > 0 {
				return errQuarantined
			}
			return nil
		},
	}
	c.Flags().StringVar(&asOf, "as-of", "", "build from what was released up to this day, YYYY-MM-DD")
	c.Flags().BoolVar(&pdf, "pdf", false, "print report and brief to PDF by an installed browser (or pdf = true in fabbisogno.toml)")
	return c
}
