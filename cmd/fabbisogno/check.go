package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"fabbisogno/reports/publish"
)

// checkCommand looks at a published site as it lies on a disk.
func (a *app) checkCommand() *cobra.Command {
	var site string
	c := &cobra.Command{
		Use:   "check",
		Short: "Check a published site, yours or a copy you were given",
		Long: `Looks at the files of a published site, without the data it was made of: every file is
the one of the manifest; pages have one main heading, links that resolve, no code and no
request to anywhere; both languages have the same ids; every figure has its nine parts,
safe drawings and downloads that hold every number of its table; weights are within
their budgets. report and run make the same checks, and more, before a site is
switched in.`,
		Example: `  fabbisogno check
  fabbisogno check --site ./copy-of-a-site --json`,
		Args: usage(cobra.NoArgs, "fabbisogno check --site FOLDER"),
		RunE: func(*cobra.Command, []string) error {
			if site == "" {
				site = (&workspace{dir: a.dir}).site()
			}
			found, err := publish.CheckFolder(site)
			if err != nil {
				return withCode(exitUsage, "fabbisogno run, or name the folder of a site", err)
			}
			if a.json {
				if err := a.writeJSON(found); err != nil {
					return err
				}
			} else {
				for _, p := range found.Problems {
					fmt.Fprintln(a.out, p)
				}
				fmt.Fprintf(a.out, "%d files, %d pages, %d figures, %d numbers found again in their downloads: %d rules broken\n",
					found.Files, found.Pages, found.Figures, found.Numbers, len(found.Problems))
			}
			if n := len(found.Problems); n > 0 {
				return withCode(exitRefused, "fabbisogno report", fmt.Errorf("check site %s: %d rules broken", site, n))
			}
			return nil
		},
	}
	c.Flags().StringVar(&site, "site", "", "folder of the site (default the site of the workspace)")
	return c
}
