package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"fabbisogno/analysis/cause"
	"fabbisogno/analysis/panel/methods"
	"fabbisogno/analysis/shortage"
	"fabbisogno/analysis/shortage/sheet"
	"fabbisogno/datasets/codes"
)

// kindDiagnosis is the kind of methods that rate shortages; the others forecast.
const kindDiagnosis = "diagnosis"

// methodCard is a card of either kind, for the list and for machines.
type methodCard struct {
	ID        string   `json:"id"`
	Kind      string   `json:"kind"` // forecast or diagnosis
	Version   int      `json:"version"`
	Title     string   `json:"title"`
	About     string   `json:"about"`
	Aliases   []string `json:"aliases,omitempty"`
	Default   bool     `json:"default,omitempty"`
	Intervals string   `json:"intervals,omitempty"`
	Formula   string   `json:"formula,omitempty"`
	Limits    string   `json:"limits,omitempty"`
	Record    string   `json:"record,omitempty"`
	Source    string   `json:"source"`

	*diagnosisCard // of diagnosis methods, when one is shown
}

// diagnosisCard is what the card of a diagnosis method says besides, for machines.
type diagnosisCard struct {
	Unit         string           `json:"unit"`
	CrossSection bool             `json:"cross_section"`
	Titles       codes.Text       `json:"titles"`
	Ideas        codes.Text       `json:"ideas"`
	Output       codes.Text       `json:"output"`
	NotRated     codes.Text       `json:"not_rated"`
	Inputs       []shownInput     `json:"inputs"`
	Results      []shownInput     `json:"results"`
	Parameters   []shownParameter `json:"parameters"`
	Examples     []shownExample   `json:"examples"`
}

// methodShow is what "method show" is asked for.
type methodShow struct {
	name, lang, example string
	csv                 bool
}

func methodCards() ([]methodCard, error) {
	var out []methodCard
	for _, m := range methods.All() {
		out = append(out, methodCard{ID: m.ID, Kind: "forecast", Version: m.Version, Title: m.Card.Title, About: m.Card.About, Aliases: m.Aliases,
			Default: m.ID == methods.Default, Intervals: m.Card.Intervals, Record: m.Card.Record, Source: m.Card.Source})
	}
	cards, err := shortage.Cards()
	if err != nil {
		return nil, err
	}
	causes, err := cause.Card()
	if err != nil {
		return nil, err
	}
	for _, c := range append(cards, causes) {
		out = append(out, methodCard{ID: c.ID, Kind: kindDiagnosis, Version: c.Version, Title: c.Title.EN, About: c.Idea.EN, Formula: c.Formula, Limits: c.Limits.EN, Source: c.Source})
	}
	return out, nil
}

func (a *app) methodCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "method",
		Short: "List the methods, or show the card of one",
		Long: `Lists what panels can be forecast with (fabbisogno forecast --in, evaluate) and by
which published methods shortages are diagnosed, or shows the card of one: what it
does, where its intervals come from, how well it did, its source.`,
		Example: `  fabbisogno method list
  fabbisogno method show dotm
  fabbisogno method run uwv_tension --in tension.csv`,
		Args: usage(cobra.NoArgs, "fabbisogno method list"),
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(&cobra.Command{
		Use:     "list",
		Short:   "List all methods",
		Example: "  fabbisogno method list --json",
		Args:    usage(cobra.NoArgs, "fabbisogno method list"),
		RunE:    func(*cobra.Command, []string) error { return a.listMethods() },
	}, a.methodShowCommand(), a.methodRunCommand())
	return c
}

func (a *app) methodShowCommand() *cobra.Command {
	var m methodShow
	c := &cobra.Command{
		Use:   "show METHOD",
		Short: "Show the card of a method",
		Long: `Shows the card of a method. That of a diagnosis method has its inputs with units, its
parameters with value, range and source (assumed where no source fixes them), what it
does not rate, its limits, and worked examples; --csv prints the inputs of an example
as a file that "method run" reads.`,
		Example: `  fabbisogno method show ets
  fabbisogno method show uwv_tension --lang it
  fabbisogno method show ba_points --csv --example AT-01 > points.csv`,
		Args: usage(cobra.ExactArgs(1), "fabbisogno method show ets"),
		RunE: func(_ *cobra.Command, args []string) error {
			m.name = args[0]
			return a.showMethod(m)
		},
	}
	c.Flags().StringVar(&m.lang, "lang", "en", "language of a diagnosis card: it or en")
	c.Flags().BoolVar(&m.csv, "csv", false, "print the inputs of a worked example as CSV")
	c.Flags().StringVar(&m.example, "example", "", "which worked example --csv prints; empty: the first")
	return c
}

func (a *app) listMethods() error {
	all, err := methodCards()
	if err != nil {
		return err
	}
	if a.json {
		return a.writeJSON(all)
	}
	t := newTable()
	t.AppendHeader(table.Row{"method", "kind", "version", "what"})
	for _, m := range all {
		what := m.Title
		if m.Default {
			what += " (default)"
		}
		t.AppendRow(table.Row{m.ID, m.Kind, m.Version, what})
	}
	_, err = fmt.Fprintln(a.out, t.Render())
	return err
}

func (a *app) showMethod(show methodShow) error {
	hint := "fabbisogno method show uwv_tension --lang it"
	if show.lang != "it" && show.lang != "en" {
		return usageError(hint, "language %q: expected it or en", show.lang)
	}
	if show.example != "" && !show.csv {
		return usageError("fabbisogno method show ba_points --csv --example AT-01", "--example says which example --csv prints")
	}
	all, err := methodCards()
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(m methodCard) bool { return m.ID == show.name || slices.Contains(m.Aliases, show.name) })
	if i < 0 {
		return withCode(exitUsage, "fabbisogno method list", fmt.Errorf("unknown method %q", show.name))
	}
	m := all[i]
	switch {
	case m.Kind == kindDiagnosis:
		return a.showDiagnosis(m, show)
	case show.csv:
		return usageError("fabbisogno forecast --in panel.csv --freq M --horizon 12 --model "+m.ID, "%s is a forecast method: --csv is of diagnosis methods", m.ID)
	case a.json:
		return a.writeJSON(m)
	}
	for _, line := range [][2]string{{"method", m.ID}, {"also", strings.Join(m.Aliases, ", ")}, {"kind", m.Kind}, {"version", fmt.Sprint(m.Version)}, {"title", m.Title}, {"what", m.About},
		{"formula", m.Formula}, {"intervals", m.Intervals}, {"limits", m.Limits}, {"record", m.Record}, {"source", m.Source}} {
		if line[1] != "" {
			if _, err := fmt.Fprintf(a.out, "%-10s %s\n", line[0], line[1]); err != nil {
				return err
			}
		}
	}
	return nil
}

// diagnosisMethod is a method that rates units, or the one that grades the causes of their shortage.
func diagnosisMethod(id string) (shortage.Method, shortage.Card, error) {
	if id != cause.ID {
		return sheet.Method(id)
	}
	card, err := cause.Card()
	return shortage.Method{ID: cause.ID, Version: cause.Version, Run: cause.Run}, card, err
}

// showDiagnosis shows the card of a diagnosis method.
func (a *app) showDiagnosis(m methodCard, show methodShow) error {
	_, c, err := diagnosisMethod(m.ID)
	if err != nil {
		return err
	}
	if show.csv {
		return a.writeExampleCSV(c, show.example)
	}
	cat, err := a.loadCatalog()
	if err != nil {
		return err
	}
	if !a.json {
		return printCard(a.out, c, cat.Parameters, show.lang == "it")
	}
	parameters, err := shownParameters(c, cat.Parameters)
	if err != nil {
		return err
	}
	m.diagnosisCard = &diagnosisCard{Unit: c.Unit, CrossSection: c.CrossSection, Titles: c.Title, Ideas: c.Idea, Output: c.Output, NotRated: c.Unknown,
		Inputs: shownInputs(c.Inputs), Results: shownInputs(c.Results), Parameters: parameters, Examples: shownExamples(c.Examples)}
	return a.writeJSON(m)
}
