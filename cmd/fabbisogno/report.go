package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"
)

func (a *app) reportCommand() *cobra.Command {
	var asOf string
	var regions []string
	c := &cobra.Command{
		Use:   "report",
		Short: "Build and publish the site from what is in the warehouse",
		Long: `Builds the edition for Italy and those of the regions in both languages, checks
them and switches them in. Without --region the regions of fabbisogno.toml.`,
		Example: `  fabbisogno report
  fabbisogno report --region ITC1 --region ITC4`,
		Args: usage(cobra.NoArgs, "fabbisogno report --region ITC1"),
		RunE: func(*cobra.Command, []string) (err error) {
			ctx, stop := interruptible()
			defer stop()
			p, err := a.openPipeline(ctx)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, p.finish()) }()
			if loads, err := p.db.Ledger(ctx); err != nil {
				return withCode(exitStorage, "", err)
			} else if len(loads) == 0 {
				return withCode(exitRefused, "fabbisogno run --workspace "+a.dir, errors.New("build report: nothing is loaded yet"))
			}
			day, err := p.w.asOf(ctx, p.db, asOf)
			if err != nil {
				return err
			}
			if len(regions) == 0 {
				regions = p.w.settings.Regions
			}
			list, _ := p.codes.List("nuts2021")
			for _, r := range regions {
				if item, ok := list.Find(r); !ok || item.Level != "region" {
					return withCode(exitUsage, fmt.Sprintf("one of the NUTS 2 codes, near %v", p.codes.Nearest("nuts2021", r, 3)), fmt.Errorf("build report: %q is not a region", r))
				}
			}
			slices.Sort(regions)
			regions = slices.Compact(regions)
			if err := p.analyse(ctx, day); err != nil {
				return err
			}
			res, err := p.report(ctx, day, regions)
			if err != nil {
				return err
			}
			if a.json {
				return a.writeJSON(res)
			}
			fmt.Fprintln(a.out, res.Index)
			return nil
		},
	}
	c.Flags().StringVar(&asOf, "as-of", "", "build from what was released up to this day, YYYY-MM-DD")
	c.Flags().StringSliceVar(&regions, "region", nil, "regions with an edition of their own, as NUTS 2 codes")
	return c
}
