package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"fabbisogno/reports/publish"
)

// checkCommand looks at a published site as it lies on a disk.
func (a *app) checkCommand() *cobra.Command {
	var site string
	var reading bool
	c := &cobra.Command{
		Use:   "check",
		Short: "Check a published site, yours or a copy you were given",
		Long: `Looks at the files of a published site, without the data it was made of: every file is
the one of the manifest; pages have one main heading, links that resolve, no code and no
request to anywhere; both languages have the same ids; every figure has its nine parts,
safe drawings and downloads that hold every number of its table; every number that a
report, a brief or a sheet says is in them, at the row that numbers.json of the edition
names, with its interval and level; colours have contrast; weights are within their
budgets. report and run make the same checks, and more, before a site is switched in.

--reading prints what no machine checks: every key finding and title with the values it
speaks of, and a place to say whether it is true and whether a stranger could misuse it.`,
		Example: `  fabbisogno check
  fabbisogno check --reading > reading.md
  fabbisogno check --site ./copy-of-a-site --json`,
		Args: usage(cobra.NoArgs, "fabbisogno check --site FOLDER"),
		RunE: func(*cobra.Command, []string) error {
			if site == "" {
				site = (&workspace{dir: a.dir}).site()
			}
			if reading {
				return a.printReading(site)
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
				fmt.Fprintf(a.out, "%d files, %d pages, %d figures, %d numbers found again in their downloads, %d of the text in both: %d rules broken\n",
					found.Files, found.Pages, found.Figures, found.Numbers, found.Prose, len(found.Problems))
			}
			if n := len(found.Problems); n > 0 {
				return withCode(exitRefused, "fabbisogno report", fmt.Errorf("check site %s: %d rules broken", site, n))
			}
			return nil
		},
	}
	c.Flags().BoolVar(&reading, "reading", false, "print every title with its values, for a person to judge")
	c.Flags().StringVar(&site, "site", "", "folder of the site (default the site of the workspace)")
	return c
}

// printReading lists the titles of a site for a person to judge.
func (a *app) printReading(site string) error {
	list, err := publish.Reading(site)
	if err != nil {
		return withCode(exitUsage, "fabbisogno run, or name the folder of a site", err)
	}
	if a.json {
		return a.writeJSON(list)
	}
	page := ""
	for _, r := range list {
		if r.Page != page {
			page = r.Page
			fmt.Fprintf(a.out, "\n## %s\n\n", page)
		}
		fmt.Fprintf(a.out, "- [ ] true  [ ] not open to misuse: %s\n", r.Title)
		if r.Figure == "" {
			continue
		}
		fmt.Fprintf(a.out, "      %s: %s\n", r.Figure, r.Subtitle)
		for _, line := range r.Rows {
			fmt.Fprintf(a.out, "      | %s\n", line)
		}
		for _, note := range r.Notes {
			fmt.Fprintf(a.out, "      * %s\n", note)
		}
	}
	return nil
}
