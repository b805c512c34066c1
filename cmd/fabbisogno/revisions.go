package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fabbisogno/analysis/revision"
	"fabbisogno/datasets/warehouse"
)

// revisionChoice picks one series that was published more than once.
type revisionChoice struct {
	measure                                string
	table, territory, industry, occupation string
	citizenship, sex, age, other, freq     string
	period, asOf                           string
	last, editions                         int
	list, csv                              bool
	what                                   string
}

// matches says whether a series is of those asked for; what is not given does not restrict.
func (c revisionChoice) matches(s warehouse.RevisedSeries) bool {
	for _, f := range [][2]string{{c.table, s.Table}, {c.territory, s.Key.Territory.Value}, {c.industry, s.Key.Industry.Value},
		{c.occupation, s.Key.Occupation.Value}, {c.citizenship, s.Key.Citizenship.Value}, {c.sex, s.Key.Sex}, {c.age, s.Key.Age},
		{c.other, s.Key.Other}, {c.freq, s.Freq}} {
		if f[0] != "" && f[0] != f[1] {
			return false
		}
	}
	return true
}

func (a *app) revisionsCommand() *cobra.Command {
	c := revisionChoice{}
	cmd := &cobra.Command{
		Use:   "revisions [MEASURE]",
		Short: "Show how published values of a series were revised from edition to edition",
		Long: `Takes one series, named by its measure and, where several have it, by codes, and
prints what each edition said of a period (--period), the triangle of the last
periods and editions, and statistics of the revisions with 95% intervals: from the
first release to the one 1, 3 and 12 releases later and to the latest. Only periods
whose first release was seen count. --list names the series with several editions.
--csv gives the section --what: period, triangle or statistics; --json all of it.`,
		Example: `  fabbisogno revisions --list
  fabbisogno revisions unemployment_rate_sa_pct --territory IT --period 2023-01
  fabbisogno revisions unemployment_rate_sa_pct --csv --what triangle > triangle.csv`,
		Args: usage(cobra.MaximumNArgs(1), "fabbisogno revisions unemployment_rate_sa_pct"),
		RunE: func(_ *cobra.Command, args []string) error {
			ctx, stop := interruptible()
			defer stop()
			if len(args) == 1 {
				c.measure = args[0]
			}
			return a.revisions(ctx, c)
		},
	}
	f := cmd.Flags()
	for _, flag := range []struct {
		into        *string
		name, usage string
	}{
		{&c.table, "table", "catalogue id of the table"}, {&c.territory, "territory", "territory code, as IT or ITC1"},
		{&c.industry, "industry", "industry code"}, {&c.occupation, "occupation", "occupation code"},
		{&c.citizenship, "citizenship", "citizenship code"}, {&c.sex, "sex", "sex code"}, {&c.age, "age", "age class"},
		{&c.other, "other", "further dimensions, DIM=code;DIM=code"}, {&c.freq, "freq", "frequency: A, H, Q, M"},
		{&c.period, "period", "list what each edition said of this period, as 2023-01"},
		{&c.asOf, "as-of", "leave out editions released after this day, YYYY-MM-DD"},
	} {
		f.StringVar(flag.into, flag.name, "", flag.usage)
	}
	f.IntVar(&c.last, "last", 12, "periods of the triangle printed")
	f.IntVar(&c.editions, "editions", 8, "editions of the triangle printed")
	f.BoolVar(&c.list, "list", false, "list the series with several editions")
	f.BoolVar(&c.csv, "csv", false, "one section as CSV, whole")
	f.StringVar(&c.what, "what", "triangle", "section for --csv: period, triangle, statistics")
	return cmd
}

// revisions reads the series asked for and prints it.
func (a *app) revisions(ctx context.Context, c revisionChoice) error {
	if c.measure == "" && !c.list {
		return withCode(exitUsage, "fabbisogno revisions --list", fmt.Errorf("revisions: no measure is given"))
	}
	if c.csv && c.what != "period" && c.what != "triangle" && c.what != "statistics" {
		return withCode(exitUsage, "--what period, triangle or statistics", fmt.Errorf("revisions: there is no section %q", c.what))
	}
	var day time.Time
	var err error
	if c.asOf != "" {
		if day, err = readDay(c.asOf); err != nil {
			return err
		}
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
	all, err := db.RevisedSeries(ctx, c.measure, day)
	if err != nil {
		return withCode(exitStorage, "", err)
	}
	var found []warehouse.RevisedSeries
	for _, s := range all {
		if c.matches(s) {
			found = append(found, s)
		}
	}
	switch {
	case c.list:
		return a.listRevised(found)
	case len(found) == 0:
		return withCode(exitUsage, "fabbisogno revisions --list", fmt.Errorf("revisions: no series of %s with these codes has several editions", c.measure))
	case len(found) > 1:
		return withCode(exitUsage, "add one of --table, --territory, --industry, --occupation, --citizenship, --sex, --age, --other, --freq", ambiguous(found))
	}
	values, err := db.Vintages(ctx, found[0], day)
	if err != nil {
		return withCode(exitStorage, "", err)
	}
	report := newRevisionReport(found[0], values, c.period)
	if c.period != "" && len(report.Period) == 0 {
		return withCode(exitUsage, fmt.Sprintf("--period from %s to %s", found[0].FirstPeriod, found[0].LastPeriod),
			fmt.Errorf("revisions: no edition has a value of %s for %s", c.measure, c.period))
	}
	switch {
	case a.json:
		return a.writeJSON(report)
	case c.csv:
		return report.writeCSV(a.out, c.what)
	}
	return report.print(a.out, c)
}

// ambiguous names the first series that fit.
func ambiguous(found []warehouse.RevisedSeries) error {
	var names []string
	for i, s := range found {
		if i == 10 {
			names = append(names, "...")
			break
		}
		names = append(names, s.Table+" "+s.Key.String())
	}
	return fmt.Errorf("revisions: %d series fit:\n  %s", len(found), strings.Join(names, "\n  "))
}

func (a *app) listRevised(found []warehouse.RevisedSeries) error {
	if a.json {
		return a.writeJSON(append([]warehouse.RevisedSeries{}, found...))
	}
	for _, s := range found {
		fmt.Fprintf(a.out, "%s %s %s: %d editions, %s to %s; %d periods, %s to %s%s\n", s.Table, s.Freq, s.Key, s.Editions,
			s.FirstReleased.Format(time.DateOnly), s.LastReleased.Format(time.DateOnly), s.Periods, s.FirstPeriod, s.LastPeriod, mark(s.IsSynthetic))
	}
	if len(found) == 0 {
		a.say("no series has more than one edition")
	}
	return nil
}

func mark(synthetic bool) string {
	if synthetic {
		return "; demonstration data (synthetic)"
	}
	return ""
}

// revisionLags are the releases after the first that are looked at.
var revisionLags = []int{1, 3, 12, revision.Latest}
