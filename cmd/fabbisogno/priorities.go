package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"fabbisogno/analysis/indicator"
	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/warehouse"
)

// memberLine is how often a sector is chosen, in one set of figures.
type memberLine struct {
	Panel         string              `json:"panel"`
	Sector        string              `json:"sector"`
	Name          string              `json:"name"`
	Class         string              `json:"class"` // at the declared values
	SettingsShare float64             `json:"settings_share"`
	UnknownShare  float64             `json:"settings_unknown_share"`
	Settings      int                 `json:"settings"`
	Draws         *drawnShare         `json:"draws,omitempty"`
	Stands        *standing           `json:"stands,omitempty"` // of a region's sector
	Sets          []shortage.SetShare `json:"most_frequent_sets,omitempty"`
	IsSynthetic   bool                `json:"is_synthetic"`
}

// drawnShare is a share of draws with its 95% interval (Wilson).
type drawnShare struct {
	Share float64 `json:"share"`
	Lower float64 `json:"lower"`
	Upper float64 `json:"upper"`
	Draws int     `json:"draws"`
}

// standing is what a sector of a region stands on.
type standing struct {
	Shortage    shortage.Verdict `json:"shortage"`
	Training    shortage.Verdict `json:"training"`
	ComesOut    shortage.Verdict `json:"comes_out"`
	WithoutTerm shortage.Verdict `json:"without_training_term"`
	From        string           `json:"shortage_from"` // region, or a model borrowed from Italy
	Without     *drawnShare      `json:"without_training_term_draws"`
	ByDegrees   *drawnShare      `json:"training_by_degrees_draws"`
}

func (a *app) prioritiesCommand() *cobra.Command {
	territory := "IT"
	c := &cobra.Command{
		Use:   "priorities",
		Short: "Show how often each sector is chosen, over floors, weights and years",
		Long: `Of Italy: in which share of all combinations of floors and weights each sector is a
priority for foreign workers, by set of figures and over the published years
together, and in which share of the draws, with its 95% interval. The combinations
are counted, not drawn: their shares have no sampling error.

Of a region: what each sector stands on, the shortage of the region or the training
strength of the country of origin, whether it comes out, in which share of the
combinations and of the draws, and whether it would without the training term, or
with that term by degrees. A shortage that is printed for Italy only is borrowed and
says so.`,
		Example: `  fabbisogno priorities
  fabbisogno priorities --territory ITC1 --json`,
		Args: usage(cobra.NoArgs, "fabbisogno priorities --territory ITC1"),
		RunE: func(*cobra.Command, []string) error {
			ctx, stop := interruptible()
			defer stop()
			return a.priorities(ctx, territory)
		},
	}
	c.Flags().StringVar(&territory, "territory", territory, "IT, or the code of a region, as ITC1")
	return c
}

func (a *app) priorities(ctx context.Context, territory string) error {
	w, err := a.openWorkspace(false)
	if err != nil {
		return err
	}
	db, err := w.open(ctx, true)
	if err != nil {
		return err
	}
	defer db.Close()
	all, err := db.Shortages(ctx)
	if err != nil {
		return withCode(exitStorage, "", err)
	}
	names, err := codes.Load()
	if err != nil {
		return err
	}
	var lines []memberLine
	for _, r := range all {
		if r.Territory.Value != territory {
			continue
		}
		line, ok, err := memberLineOf(r, all)
		if err != nil {
			return err
		}
		if ok {
			line.Name = names.Label(r.Unit, "en")
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		return withCode(exitUsage, "fabbisogno run", fmt.Errorf("priorities: nothing is stored for %s: no run has diagnosed it, or the territory has no published figures", territory))
	}
	if a.json {
		return a.writeJSON(lines)
	}
	return a.printMembers(lines)
}

// memberLineOf is the line of a stored row; false for rows of other methods.
func memberLineOf(r warehouse.Shortage, all []warehouse.Shortage) (memberLine, bool, error) {
	line := memberLine{Panel: r.Panel, Sector: r.Unit.Value, Class: r.Class, IsSynthetic: r.IsSynthetic}
	fail := func(err error) (memberLine, bool, error) {
		return line, false, fmt.Errorf("read explanation of %s in %s: %w", r.Unit, r.Panel, err)
	}
	switch r.Method {
	case shortage.MembershipID:
		var m shortage.Membered
		if err := json.Unmarshal([]byte(r.Explanation), &m); err != nil {
			return fail(err)
		}
		line.SettingsShare, line.UnknownShare, line.Settings, line.Sets = m.Chosen, m.Unknown, m.Settings, m.Sets
		for _, d := range all {
			if d.Method != shortage.PriorityID || d.Panel != r.Panel || d.Unit != r.Unit || d.Territory != r.Territory {
				continue
			}
			var e shortage.Explanation
			if err := json.Unmarshal([]byte(d.Explanation), &e); err != nil {
				return fail(err)
			}
			line.Draws = drawn(d.ClassShare, e.Draws)
		}
		return line, true, nil
	case shortage.OriginID:
		var e shortage.OriginExplanation
		if err := json.Unmarshal([]byte(r.Explanation), &e); err != nil {
			return fail(err)
		}
		line.SettingsShare, line.UnknownShare, line.Settings = e.Membership.Chosen, e.Membership.Unknown, e.Membership.Settings
		line.Draws = drawn(e.ComesOutShare, e.Draws)
		line.Stands = &standing{Shortage: e.Shortage, Training: e.Training, ComesOut: e.ComesOut, WithoutTerm: e.WithoutTerm, From: shortageFrom(e),
			Without: drawn(e.WithoutShare, e.Draws), ByDegrees: drawn(e.Graded.ComesOutShare, e.Draws)}
		return line, true, nil
	}
	return line, false, nil
}

// shortageFrom names what the shortage of a sector rests on.
func shortageFrom(e shortage.OriginExplanation) string {
	switch {
	case e.IsBorrowed():
		return "borrowed from Italy (grade " + shortage.BorrowedGrade + ")"
	case len(e.ShortageTerms) == 0:
		return "none"
	}
	return "region"
}

func drawn(share float64, n int) *drawnShare {
	lower, upper := indicator.Wilson95(share, float64(n))
	return &drawnShare{share, lower, upper, n}
}

// printMembers prints a table a set of figures.
func (a *app) printMembers(lines []memberLine) error {
	for start := 0; start < len(lines); {
		end := start
		for end < len(lines) && lines[end].Panel == lines[start].Panel && (lines[end].Stands == nil) == (lines[start].Stands == nil) {
			end++
		}
		part := lines[start:end]
		t := table.NewWriter()
		t.SetStyle(table.StyleLight)
		t.Style().Format.Header = text.FormatDefault
		head := table.Row{"sector", "", "class", "chosen, % of combinations", "not known, %", "chosen, % of draws (95%)"}
		if part[0].Stands != nil {
			head = table.Row{"sector", "", "shortage", "training", "comes out", "without term", "shortage from", "% of combinations", "not known, %", "% of draws (95%)", "without term", "by degrees"}
		}
		t.AppendHeader(head)
		for _, l := range part {
			row := table.Row{l.Sector, l.Name, l.Class}
			if s := l.Stands; s != nil {
				row = table.Row{l.Sector, l.Name, s.Shortage, s.Training, s.ComesOut, s.WithoutTerm, s.From}
			}
			share := "-"
			if d := l.Draws; d != nil {
				share = fmt.Sprintf("%.1f (%.1f to %.1f)", 100*d.Share, 100*d.Lower, 100*d.Upper)
			}
			row = append(row, fmt.Sprintf("%.1f", 100*l.SettingsShare), fmt.Sprintf("%.1f", 100*l.UnknownShare), share)
			if s := l.Stands; s != nil {
				row = append(row, fmt.Sprintf("%.1f", 100*s.Without.Share), fmt.Sprintf("%.1f", 100*s.ByDegrees.Share))
			}
			t.AppendRow(row)
		}
		title := fmt.Sprintf("%s: %d combinations, all counted", part[0].Panel, part[0].Settings)
		if part[0].IsSynthetic {
			title += "; demonstration data"
		}
		if _, err := fmt.Fprintf(a.out, "%s\n%s\n", title, t.Render()); err != nil {
			return err
		}
		for _, s := range part[0].Sets {
			set := "nothing"
			if s.Codes != "" {
				set = strings.ReplaceAll(s.Codes, " ", ", ")
			}
			if _, err := fmt.Fprintf(a.out, "  %5.1f%%  %s\n", 100*s.Share, set); err != nil {
				return err
			}
		}
		start = end
	}
	return nil
}
