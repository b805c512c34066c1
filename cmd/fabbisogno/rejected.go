package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/check"
	"fabbisogno/ingest/format"
	"fabbisogno/ingest/mapping"
)

// rejectedVersion of the JSON that the command writes. It rises when a field
// changes its meaning or goes away; fields may be added without.
const rejectedVersion = 1

// rejectedReport is the list of rows set aside for machines.
type rejectedReport struct {
	Version int             `json:"version"`
	Open    int64           `json:"open_rows"` // of what was asked for
	Groups  []rejectedGroup `json:"groups"`
}

// rejectedGroup is the rows of one file under one rule and in one state.
type rejectedGroup struct {
	Table      string        `json:"table"`
	File       string        `json:"file"`
	SHA256     string        `json:"sha256"`
	Released   string        `json:"released"`
	Vintage    string        `json:"vintage"`
	RuleNumber int           `json:"rule_number"`
	Rule       string        `json:"rule"`
	What       string        `json:"what"`
	State      string        `json:"state"`
	ByFile     string        `json:"by_file,omitempty"` // the corrected file
	BySHA256   string        `json:"by_sha256,omitempty"`
	Rows       int64         `json:"rows"` // all of the group, listed or not
	Listed     []rejectedRow `json:"listed"`
	Mappings   []string      `json:"mapping_lines,omitempty"` // suggested, for mappings.csv
}

type rejectedRow struct {
	Row     int64  `json:"row"`
	Column  string `json:"column"`
	Value   string `json:"value"`
	Message string `json:"message"`
	Hint    string `json:"hint"`
	Mapping string `json:"mapping_line,omitempty"`
}

// rejectedOptions are the flags of the command.
type rejectedOptions struct {
	filter warehouse.AsideFilter
	csv    bool
	lang   string
}

func (a *app) rejectedCommand() *cobra.Command {
	var o rejectedOptions
	c := &cobra.Command{
		Use:   "rejected [TABLE]",
		Short: "List the rows set aside, why, and what to do about them",
		Long: `Lists the rows that were set aside and still wait for a cure, by file and rule,
each with place, value, reason and what to do. Where a code of the lists is near,
it prints the mapping line that would read the value so: copy it into mappings.csv
of the workspace and run fabbisogno ingest, which loads the file again. A corrected
file of the same edition heals too. --all also lists rows that found a cure, with
their state: healed by mapping, declaration, program or file; dropped; superseded.

Exit code 2 when rows wait.`,
		Example: `  fabbisogno rejected
  fabbisogno rejected istat_employed --rule code --limit 0
  fabbisogno rejected --lang it
  fabbisogno rejected --all --csv > rejected.csv`,
		Args: usage(cobra.MaximumNArgs(1), "fabbisogno rejected istat_employed"),
		RunE: func(c *cobra.Command, args []string) error {
			ctx, stop := interruptible()
			defer stop()
			if len(args) == 1 {
				o.filter.Table = args[0]
			}
			if o.csv && !c.Flags().Changed("limit") {
				o.filter.PerGroup = 0
			}
			return a.rejected(ctx, o)
		},
	}
	c.Flags().StringVar(&o.filter.Rule, "rule", "", "only this rule: its name or number")
	c.Flags().StringVar(&o.filter.File, "file", "", "only this file: its name, or the beginning of its checksum")
	c.Flags().BoolVar(&o.filter.All, "all", false, "also rows that found a cure")
	c.Flags().IntVar(&o.filter.PerGroup, "limit", 20, "at most so many rows of a file and rule; 0: all (as --csv does)")
	c.Flags().StringVar(&o.lang, "lang", "en", "language of reasons and advice: it or en")
	c.Flags().BoolVar(&o.csv, "csv", false, "as CSV, a row a line")
	return c
}

func (a *app) rejected(ctx context.Context, o rejectedOptions) error {
	if err := reportLang(o.lang); err != nil {
		return err
	}
	cat, err := a.loadCatalog()
	if err != nil {
		return err
	}
	lists, err := codes.Load()
	if err != nil {
		return err
	}
	if o.filter.Rule, err = ruleName(o.filter.Rule); err != nil {
		return err
	}
	if t := o.filter.Table; t != "" {
		if _, ok := cat.Table(t); !ok {
			return withCode(exitUsage, "fabbisogno catalog", fmt.Errorf("list rows of %s: there is no such table", format.Cut(t)))
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
	words := asideWords{o.lang, check.NewTranslator(cat)}
	var open int64
	if o.csv {
		open, err = a.rejectedCSV(ctx, db, cat, lists, o.filter, words)
	} else {
		open, err = a.rejectedGroups(ctx, db, cat, lists, o.filter, words)
	}
	switch {
	case err != nil:
		return withCode(exitStorage, "", err)
	case open > 0:
		return errQuarantined
	}
	return nil
}

// ruleName is the name of a rule given by name or number.
func ruleName(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	for _, r := range check.Rules() {
		if r.Name == text || strconv.Itoa(r.Number) == text {
			return r.Name, nil
		}
	}
	return "", withCode(exitUsage, "fabbisogno catalog rules", fmt.Errorf("list rows under rule %s: there is no such rule", format.Cut(text)))
}

// rejectedGroups prints the rows by file and rule, and gives how many wait.
func (a *app) rejectedGroups(ctx context.Context, db *warehouse.DB, cat *catalog.Catalog, lists *codes.Set, f warehouse.AsideFilter, words asideWords) (int64, error) {
	report := rejectedReport{Version: rejectedVersion, Groups: []rejectedGroup{}}
	var last warehouse.SetAside
	err := db.EachSetAside(ctx, f, func(r warehouse.SetAside) error {
		r = words.row(r)
		if n := len(report.Groups); n == 0 || r.Table != last.Table || r.SHA256 != last.SHA256 || r.Rule != last.Rule || r.State != last.State || r.FileName != last.FileName {
			report.Groups = append(report.Groups, newGroup(r, words))
			if r.State == "open" {
				report.Open += r.Together
			}
		}
		last = r
		g := &report.Groups[len(report.Groups)-1]
		row := rejectedRow{Row: r.Row, Column: r.Column, Value: r.Value, Message: r.Message, Hint: r.Hint}
		if line, ok := mapping.Suggest(cat, lists, r.Table, r.Rule, r.Column, r.Value); ok && r.State == "open" {
			row.Mapping = line.String()
			if !slices.Contains(g.Mappings, row.Mapping) {
				g.Mappings = append(g.Mappings, row.Mapping)
			}
		}
		g.Listed = append(g.Listed, row)
		return nil
	})
	if err != nil {
		return 0, err
	}
	slices.SortStableFunc(report.Groups, func(x, y rejectedGroup) int {
		if x.Table != y.Table || x.File != y.File || x.SHA256 != y.SHA256 {
			return 0
		}
		return check.ByNumber(x.Rule, y.Rule)
	})
	if a.json {
		return report.Open, a.writeJSON(report)
	}
	a.printRejected(report, f)
	return report.Open, nil
}

func newGroup(r warehouse.SetAside, words asideWords) rejectedGroup {
	rule, _ := check.RuleNamed(r.Rule)
	return rejectedGroup{Table: r.Table, File: r.FileName, SHA256: r.SHA256, Released: r.Released.Format(time.DateOnly), Vintage: r.Vintage,
		RuleNumber: rule.Number, Rule: r.Rule, What: words.what(rule), State: r.State, ByFile: r.ByFile, BySHA256: r.BySHA256, Rows: r.Together}
}

// printRejected writes the groups for people: the file once, its rules, rows and
// the lines that would read them.
func (a *app) printRejected(report rejectedReport, f warehouse.AsideFilter) {
	if len(report.Groups) == 0 {
		fmt.Fprintln(a.out, "no rows wait for a cure")
		return
	}
	file := ""
	var lines []string
	for _, g := range report.Groups {
		if at := g.Table + g.SHA256 + g.File; at != file {
			file = at
			fmt.Fprintf(a.out, "%s: %s, released %s, edition %s, sha256 %s\n", format.Cut(g.File), g.Table, g.Released, format.Cut(g.Vintage), g.SHA256[:min(12, len(g.SHA256))])
		}
		fmt.Fprintf(a.out, "  %d %s: %s: %d rows%s\n", g.RuleNumber, g.Rule, g.What, g.Rows, stateText(g))
		hint := ""
		for _, r := range g.Listed {
			fmt.Fprintf(a.out, "    row %d%s: %s\n", r.Row, placeText(r), r.Message)
			if r.Hint != hint && g.State == "open" {
				hint = r.Hint
				fmt.Fprintf(a.out, "      try: %s\n", hint)
			}
		}
		if more := g.Rows - int64(len(g.Listed)); more > 0 {
			fmt.Fprintf(a.out, "    and %d more; --limit 0 lists all\n", more)
		}
		for _, line := range g.Mappings {
			if !slices.Contains(lines, line) {
				lines = append(lines, line)
			}
		}
	}
	a.printCures(report, lines)
}

// printCures says how the open rows can be healed.
func (a *app) printCures(report rejectedReport, lines []string) {
	if report.Open == 0 {
		fmt.Fprintln(a.out, "no rows wait for a cure")
		return
	}
	fmt.Fprintf(a.out, "%d rows wait for a cure\n", report.Open)
	if len(lines) > 0 {
		fmt.Fprintf(a.out, "if this is what the texts mean, put these lines into mappings.csv of the workspace and run fabbisogno ingest:\n%s\n%s\n",
			mapping.Header, strings.Join(lines, "\n"))
	}
	for _, g := range report.Groups {
		if g.State == "open" {
			fmt.Fprintf(a.out, "a corrected file takes the place of the first when it is loaded as the same edition:\n  fabbisogno ingest FILE --table %s --released %s --vintage %s\n",
				g.Table, g.Released, format.Cut(g.Vintage))
			return
		}
	}
}

func stateText(g rejectedGroup) string {
	switch {
	case g.State == "open":
		return ""
	case g.ByFile != "":
		return fmt.Sprintf(", %s %s (%s)", g.State, format.Cut(g.ByFile), g.BySHA256[:min(12, len(g.BySHA256))])
	}
	return ", " + g.State
}

func placeText(r rejectedRow) string {
	text := ""
	if r.Column != "" {
		text += ", column " + r.Column
	}
	if r.Value != "" {
		text += fmt.Sprintf(", value %q", r.Value)
	}
	return text
}
