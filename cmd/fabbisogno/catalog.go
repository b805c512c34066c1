package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"fabbisogno/datasets/catalog"
)

func sortedKeys(m map[string]bool) []string { return slices.Sorted(maps.Keys(m)) }

func (a *app) catalogCommand() *cobra.Command {
	var readme string
	c := &cobra.Command{
		Use:   "catalog [ID | rules | crosswalks [FROM TO]]",
		Short: "List what is declared: tables, indicators, parameters, quality rules, crosswalks; or show one",
		Long: `Lists what is declared, or shows one thing of it. "catalog crosswalks" lists the
bridges between classification versions, with two lists the links of one. Weights
marked assumed are conventions; put better ones into crosswalks/crosswalk_NAME.csv
of the workspace, in the columns
from_list,from,to_list,to,weight,basis,source,note, all links of a code together.
In SQL, observation_in('nace2_1') gives observations in a classification.`,
		Example: `  fabbisogno catalog
  fabbisogno catalog rules
  fabbisogno catalog istat_vacancies
  fabbisogno catalog --workspace ws   # with the tables that ws/tables/*.toml add
  fabbisogno catalog crosswalks
  fabbisogno catalog crosswalks ateco2007 nace2_1`,
		Args: usage(cobra.MaximumNArgs(3), "fabbisogno catalog istat_vacancies"),
		RunE: func(_ *cobra.Command, args []string) error {
			if readme != "" {
				cat, err := catalog.Load()
				if err != nil {
					return err
				}
				return writeReadme(readme, cat)
			}
			cat, err := a.loadCatalog()
			if err != nil {
				return err
			}
			switch {
			case len(args) == 0:
				return a.listCatalog(cat)
			case args[0] == "crosswalks":
				return a.crosswalks(args[1:])
			case len(args) > 1:
				return withCode(exitUsage, "fabbisogno catalog "+args[0], fmt.Errorf("show %s: one at a time", strings.Join(args, " ")))
			case args[0] == "rules":
				return a.listRules()
			}
			return a.showDeclared(cat, args[0])
		},
	}
	c.Flags().StringVar(&readme, "readme", "", "write the tables of sources and methods into this README")
	_ = c.Flags().MarkHidden("readme") // for go generate
	return c
}

// loadCatalog reads the embedded catalogue and what the workspace adds to it in
// its folders tables, providers and indicators.
func (a *app) loadCatalog() (*catalog.Catalog, error) {
	if _, err := os.Stat(a.dir); errors.Is(err, fs.ErrNotExist) {
		if a.host.catalog != nil {
			return a.host.catalog()
		}
		return catalog.Load()
	}
	cat, err := catalog.LoadWith(catalog.Overlay{Name: a.dir, FS: os.DirFS(a.dir)})
	return cat, withCode(exitUsage, "correct the files; CONTRIBUTING.md shows an example of each kind", err)
}

func (a *app) listCatalog(cat *catalog.Catalog) error {
	if a.json {
		return a.writeJSON(cat)
	}
	fmt.Fprintln(a.out, "tables")
	for _, t := range cat.Tables {
		fmt.Fprintf(a.out, "  %-32s %-12s %s\n", t.ID, t.Provider, t.Title.EN)
	}
	fmt.Fprintln(a.out, "indicators")
	for _, i := range cat.Indicators {
		fmt.Fprintf(a.out, "  %-36s %-18s %s\n", i.ID, i.Unit, i.Name.EN)
	}
	fmt.Fprintln(a.out, "parameters")
	for _, p := range cat.Parameters {
		fmt.Fprintf(a.out, "  %-44s %g %s\n", p.ID, p.Value, p.Unit)
	}
	fmt.Fprintln(a.out, "studies")
	for _, s := range cat.Studies {
		fmt.Fprintf(a.out, "  %-32s %s\n", s.ID, s.Title.EN)
	}
	return nil
}

func (a *app) showDeclared(cat *catalog.Catalog, id string) error {
	if t, ok := cat.Table(id); ok {
		if a.json {
			return a.writeJSON(t)
		}
		fmt.Fprintf(a.out, "table %s\n  it        %s\n  en        %s\n  provider  %s\n  page      %s\n  licence   %s\n  format    %s\n  flows     %v\n  key       %v\n  declared  %s\n",
			t.ID, t.Title.IT, t.Title.EN, t.Provider, t.Page, t.Licence, t.Format, t.Flows, t.Key, t.File)
		for _, q := range t.Queries {
			fmt.Fprintf(a.out, "  query     %s %s\n", q.Flow, q.Select)
		}
		if t.Select != "" {
			fmt.Fprintf(a.out, "  query     %s %s\n", t.Flows[0], t.Select)
		}
		for _, b := range t.Breaks {
			fmt.Fprintf(a.out, "  break     %s from %s: %s\n", b.ID, b.From, b.What.EN)
		}
		return nil
	}
	if i, ok := cat.Indicator(id); ok {
		if a.json {
			return a.writeJSON(i)
		}
		fmt.Fprintf(a.out, "indicator %s\n  it    %s: %s\n  en    %s: %s\n  unit  %s\n", i.ID, i.Name.IT, i.Description.IT, i.Name.EN, i.Description.EN, i.Unit)
		return nil
	}
	if p, ok := cat.Parameter(id); ok {
		if a.json {
			return a.writeJSON(p)
		}
		assumed := ""
		if p.Assumed {
			assumed = ", assumed"
		}
		fmt.Fprintf(a.out, "parameter %s = %g %s, within %g to %g%s\n  it      %s\n  en      %s\n  source  %s\n",
			p.ID, p.Value, p.Unit, p.Minimum, p.Maximum, assumed, p.Meaning.IT, p.Meaning.EN, p.Source)
		return nil
	}
	return withCode(exitUsage, "fabbisogno catalog", fmt.Errorf("show %s: nothing of that name is declared", id))
}
