package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"fabbisogno/reports/edition"
)

// plan is what a site holds: the kinds of editions, and the regions that have them.
type plan struct {
	kinds   []edition.Kind
	regions []string // NUTS 2 codes, sorted, each once
}

// reportFlags are the words a reader of the command uses for a plan.
type reportFlags struct {
	asOf        string
	kinds       []string
	territories []string
	regions     []string // the first name of --territory
	all         bool
	pdf         bool
}

func (a *app) reportCommand() *cobra.Command {
	var flags reportFlags
	c := &cobra.Command{
		Use:   "report",
		Short: "Build and publish the site from what is in the warehouse",
		Long: `Builds the editions in both languages, checks them and switches them in. The report
for Italy is always among them: the others refer to it. --edition says what else:

  region      a report a region: those of --territory, all of them with --all,
              otherwise the regions of fabbisogno.toml
  brief       two pages on Italy and on each of these regions
  occupation  a sheet an occupation group, made of what the reports say
  sector      a sheet a sector

Without --edition everything. Trentino-Alto Adige comes as its two autonomous
provinces, ITH1 and ITH2, as the sources give it: 21 regional reports in all.

Editions published before stay at their address. One that is built again and says
something else is a revision, noted in its history; what it held that is not built
again (a brief, sheets, PDF files) goes. To begin a new site, move the folders site
and releases of the workspace away.`,
		Example: `  fabbisogno report
  fabbisogno report --edition region --territory ITC1
  fabbisogno report --edition region --all`,
		Args: usage(cobra.NoArgs, "fabbisogno report --edition region --territory ITC1"),
		RunE: func(*cobra.Command, []string) (err error) {
			ctx, stop := interruptible()
			defer stop()
			p, err := a.openPipeline(ctx)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, p.finish()) }()
			p.w.settings.Site.PDF = p.w.settings.Site.PDF || flags.pdf
			if loads, err := p.db.Ledger(ctx); err != nil {
				return withCode(exitStorage, "", err)
			} else if len(loads) == 0 {
				return withCode(exitRefused, "fabbisogno run --workspace "+a.dir, errors.New("build report: nothing is loaded yet"))
			}
			day, err := p.w.asOf(ctx, p.db, flags.asOf)
			if err != nil {
				return err
			}
			what, err := p.plan(flags)
			if err != nil {
				return err
			}
			if err := p.analyse(ctx, day); err != nil {
				return err
			}
			res, err := p.report(ctx, day, what)
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
	c.Flags().StringVar(&flags.asOf, "as-of", "", "build from what was released up to this day, YYYY-MM-DD")
	c.Flags().StringSliceVar(&flags.kinds, "edition", nil, "what to build beside Italy: region, brief, occupation, sector (default everything)")
	c.Flags().StringSliceVar(&flags.territories, "territory", nil, "regions with an edition of their own, as NUTS 2 codes")
	c.Flags().StringSliceVar(&flags.regions, "region", nil, "the same as --territory")
	c.Flags().BoolVar(&flags.all, "all", false, "all regions and autonomous provinces")
	c.Flags().BoolVar(&flags.pdf, "pdf", false, "print report and brief to PDF by an installed browser (or pdf = true in fabbisogno.toml)")
	return c
}

// plan reads the flags: kinds and regions that exist, and no contradiction.
func (p *pipeline) plan(f reportFlags) (plan, error) {
	kinds, err := edition.ParseKinds(f.kinds)
	if err != nil {
		return plan{}, withCode(exitUsage, "fabbisogno report --help", fmt.Errorf("build report: %w", err))
	}
	regions := slices.Concat(f.territories, f.regions)
	if f.all && len(regions) > 0 {
		return plan{}, withCode(exitUsage, "leave one of them out", errors.New("build report: --all and --territory contradict each other"))
	}
	switch {
	case f.all:
		regions = edition.Regions(p.codes)
	case len(regions) == 0:
		regions = p.w.settings.Regions
	}
	if err := p.checkRegions(regions); err != nil {
		return plan{}, err
	}
	regions = slices.Sorted(slices.Values(regions))
	return plan{kinds: kinds, regions: slices.Compact(regions)}, nil
}

// checkRegions refuses a code that is not that of a region, naming its neighbours.
func (p *pipeline) checkRegions(regions []string) error {
	list, _ := p.codes.List("nuts2021")
	for _, r := range regions {
		if item, ok := list.Find(r); !ok || item.Level != "region" {
			return withCode(exitUsage, fmt.Sprintf("one of the NUTS 2 codes, near %v", p.codes.Nearest("nuts2021", r, 3)), fmt.Errorf("build report: %q is not a region", r))
		}
	}
	return nil
}
