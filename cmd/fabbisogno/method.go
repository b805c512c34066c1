package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"fabbisogno/analysis/panel/methods"
	"fabbisogno/analysis/shortage"
)

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
	for _, c := range cards {
		out = append(out, methodCard{ID: c.ID, Kind: "diagnosis", Version: c.Version, Title: c.Title.EN, About: c.Idea.EN, Formula: c.Formula, Limits: c.Limits.EN, Source: c.Source})
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
  fabbisogno method show dotm`,
		Args: usage(cobra.NoArgs, "fabbisogno method list"),
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(&cobra.Command{
		Use:     "list",
		Short:   "List all methods",
		Example: "  fabbisogno method list --json",
		Args:    usage(cobra.NoArgs, "fabbisogno method list"),
		RunE:    func(*cobra.Command, []string) error { return a.listMethods() },
	}, &cobra.Command{
		Use:     "show METHOD",
		Short:   "Show the card of a method",
		Example: "  fabbisogno method show ets",
		Args:    usage(cobra.ExactArgs(1), "fabbisogno method show ets"),
		RunE:    func(_ *cobra.Command, args []string) error { return a.showMethod(args[0]) },
	})
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
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Format.Header = text.FormatDefault
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

func (a *app) showMethod(name string) error {
	all, err := methodCards()
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(m methodCard) bool { return m.ID == name || slices.Contains(m.Aliases, name) })
	if i < 0 {
		return withCode(exitUsage, "fabbisogno method list", fmt.Errorf("unknown method %q", name))
	}
	m := all[i]
	if a.json {
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
