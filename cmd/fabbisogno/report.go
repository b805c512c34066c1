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
	regions []string // codes, sorted, each once
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

Without --edition everything. A region is named by its code or its name. One of
the 20 is two autonomous provinces, each with a code and a report of its own (ITH1,
ITH2, and ITDA for both together): --all makes 22 regional reports.

Editions published before stay at their address. One that is built again keeps the
brief and the sheets it had, asked for or not, its PDF files with --pdf alone; where it
says something else now, that is a revision, noted in its history. To begin a new
site, move the folders site and releases of the workspace away.`,
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
	c.Flags().StringSliceVar(&flags.territories, "territory", nil, "regions with an edition of their own, by code or name")
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
	regions, err = p.regionCodes(regions)
	if err != nil {
		return plan{}, err
	}
	regions = slices.Sorted(slices.Values(regions))
	return plan{kinds: kinds, regions: slices.Compact(regions)}, nil
}

// regionCodes are the codes of regions given by code or name; one that is neither is
// refused, naming its neighbours.
func (p *pipeline) regionCodes(given []string) ([]string, error) {
	var out []string
	for _, r := range given {
		code, err := p.codes.Region(r)
		if err != nil {
			return nil, withCode(exitUsage, fmt.Sprintf("one of the NUTS 2 codes, near %v, or a region's name", p.codes.Nearest("nuts2021", r, 3)), fmt.Errorf("build report: %w", err))
		}
		out = append(out, code.Value)
	}
	return out, nil
}
