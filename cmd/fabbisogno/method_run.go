package main

import (
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"fabbisogno/analysis/shortage"
	"fabbisogno/analysis/shortage/sheet"
	"fabbisogno/datasets/longtable"
)

// methodRun is one run of a diagnosis method on a file.
type methodRun struct {
	method     string
	in, out    string
	parameters []string // id=value
	draws      int
	seed       uint64
}

func (a *app) methodRunCommand() *cobra.Command {
	var m methodRun
	hint := "fabbisogno method run uwv_tension --in tension.csv"
	c := &cobra.Command{
		Use:   "run METHOD --in FILE.csv",
		Short: "Run a diagnosis method on a CSV of its inputs",
		Long: `Runs a diagnosis method on a CSV with a column for each input of its card and, for
more than one unit, a column unit with their names. "method show METHOD --csv" prints
the first worked example as such a file. Numbers have a decimal point. An empty cell is
missing, and so are x (unavailable), c (suppressed) and z (not applicable). --in - reads
standard input.

A column INPUT_se holds standard errors of an input. With such columns each value comes
with a 90% interval and each class with its probability, over independent draws of the
inputs; without, inputs are taken as exact.`,
		Example: `  fabbisogno method show ba_points --csv > points.csv
  fabbisogno method run ba_points --in points.csv
  fabbisogno method run uwv_tension --in tension.csv --parameter uwv_tight_from=1.4 --out classes.csv
  fabbisogno method run uwv_tension --in tension.csv --json`,
		Args: usage(cobra.ExactArgs(1), hint),
		RunE: func(_ *cobra.Command, args []string) error {
			m.method = args[0]
			if m.in == "" {
				return usageError(hint, "no file given: --in FILE.csv")
			}
			return a.runMethod(m)
		},
	}
	c.Flags().StringVar(&m.in, "in", "", "CSV of the inputs; - is standard input")
	c.Flags().StringVar(&m.out, "out", "", "write the result as CSV into this file")
	c.Flags().StringArrayVar(&m.parameters, "parameter", nil, "another value of a parameter of the card, id=value; may be given several times")
	c.Flags().IntVar(&m.draws, "draws", 1000, "draws of inputs that have a column of standard errors")
	c.Flags().Uint64Var(&m.seed, "seed", 1, "seed of the draws: the same seed gives the same result")
	return c
}

// usedParameter is a parameter of a run, as printed.
type usedParameter struct {
	ID       string  `json:"id"`
	Value    float64 `json:"value"`
	Unit     string  `json:"unit"`
	Assumed  bool    `json:"assumed"`
	Declared float64 `json:"declared"`
	Source   string  `json:"source"`
}

// methodRow is a row of the result for machines; a value that cannot be given is null.
type methodRow struct {
	Unit   string              `json:"unit,omitempty"`
	Class  string              `json:"class,omitempty"`
	Values map[string]*float64 `json:"values"`
	// Probability of the class and 90% interval of the values, where inputs have standard errors.
	Probability *float64            `json:"class_probability,omitempty"`
	Lower       map[string]*float64 `json:"lower,omitempty"`
	Upper       map[string]*float64 `json:"upper,omitempty"`
}

// methodResult is a run for machines.
type methodResult struct {
	Method     string           `json:"method"`
	Version    int              `json:"version"`
	Thresholds sheet.Thresholds `json:"thresholds"`
	Parameters []usedParameter  `json:"parameters"`
	Missing    sheet.Missing    `json:"missing"`
	Units      []methodRow      `json:"units"`
	All        *methodRow       `json:"all,omitempty"`
	Source     string           `json:"source"`
}

func (a *app) runMethod(m methodRun) error {
	method, card, err := diagnosisMethod(m.method)
	if err != nil {
		return withCode(exitUsage, "fabbisogno method list", err)
	}
	cat, err := a.loadCatalog()
	if err != nil {
		return err
	}
	parameters, used, err := overridden(card, cat.Parameters, m.parameters)
	if err != nil {
		return withCode(exitUsage, "fabbisogno method show "+card.ID, err)
	}
	s, err := readSheet(m.in, card)
	if err != nil {
		return inputError(err)
	}
	if m.draws < 1 || m.draws > 1_000_000 {
		return usageError("fabbisogno method run "+card.ID+" --in FILE.csv --draws 1000", "%d draws: expected 1 to 1,000,000", m.draws)
	}
	res, err := s.RunDraws(method, parameters, m.draws, m.seed)
	if err != nil {
		return inputError(err)
	}
	if n := s.Missing; n.Total() > 0 {
		a.say("missing: %d cells empty, %d unavailable (x), %d suppressed (c), %d not applicable (z)", n.Empty, n.Unavailable, n.Suppressed, n.NotApplicable)
	}
	origin := thresholdsOf(used)
	if m.out != "" {
		if err := writeResult(m.out, res, card, origin); err != nil {
			return err
		}
		a.say("%s: %d units", m.out, len(res.Rows))
	}
	if a.json {
		return a.writeJSON(methodResult{Method: card.ID, Version: card.Version, Thresholds: origin, Parameters: used, Missing: s.Missing,
			Units: methodRows(res.Rows, res.Spreads), All: allRow(res), Source: card.Source})
	}
	return a.printResult(card, res, used)
}

func readSheet(path string, card shortage.Card) (_ sheet.Sheet, err error) {
	if path == "-" {
		return sheet.Read(os.Stdin, "standard input", card)
	}
	f, err := os.Open(path)
	if err != nil {
		return sheet.Sheet{}, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return sheet.Read(f, path, card)
}

func writeResult(path string, res sheet.Result, card shortage.Card, origin sheet.Thresholds) error {
	f, err := longtable.Create(path)
	if err != nil {
		return inputError(err)
	}
	if err := res.Write(f, card, origin); err != nil {
		return errors.Join(err, f.Abort())
	}
	return f.Commit()
}

func methodRows(rows []shortage.AnswerRow, spreads []sheet.Spread) []methodRow {
	out := make([]methodRow, len(rows))
	for i, r := range rows {
		out[i] = methodRow{Unit: r.Unit, Class: r.Class, Values: numbers(r.Values)}
		if spreads != nil {
			out[i].Lower, out[i].Upper = numbers(spreads[i].Lower), numbers(spreads[i].Upper)
			if p := spreads[i].Probability; !math.IsNaN(p) {
				out[i].Probability = &p
			}
		}
	}
	return out
}

// numbers are values for JSON, null where there is none.
func numbers(values map[string]float64) map[string]*float64 {
	out := map[string]*float64{}
	for name, v := range values {
		if out[name] = nil; !math.IsNaN(v) {
			out[name] = &v
		}
	}
	return out
}

// allRow is what is said of all units, whose spread is behind those of the units.
func allRow(res sheet.Result) *methodRow {
	if res.All == nil {
		return nil
	}
	var spread []sheet.Spread
	if res.Spreads != nil {
		spread = res.Spreads[len(res.Rows):]
	}
	return &methodRows([]shortage.AnswerRow{*res.All}, spread)[0]
}

// printResult prints a row a unit, and below the table what the classes stand on.
func (a *app) printResult(card shortage.Card, res sheet.Result, used []usedParameter) error {
	lines := []string{resultTable(card, res), fmt.Sprintf("after %s, version %d: %s", card.ID, card.Version, card.Source)}
	if res.Spreads == nil {
		lines = append(lines, "inputs taken as exact: no intervals (columns INPUT_se give them)")
	}
	for _, p := range used {
		value := strconv.FormatFloat(p.Value, 'g', -1, 64) + " " + p.Unit
		switch {
		case p.Value != p.Declared:
			lines = append(lines, fmt.Sprintf("given:   %s = %s (declared %v)", p.ID, value, p.Declared))
		case p.Assumed:
			lines = append(lines, fmt.Sprintf("assumed: %s = %s", p.ID, value))
		}
	}
	_, err := fmt.Fprintln(a.out, strings.Join(lines, "\n"))
	return err
}

// resultTable is the table of a result; classes with their probability and values
// with their interval where inputs have standard errors.
func resultTable(card shortage.Card, res sheet.Result) string {
	names := res.Columns(card)
	t := newTable()
	header := table.Row{"unit", "class"}
	configs := []table.ColumnConfig{}
	for i, name := range names {
		header = append(header, name)
		configs = append(configs, table.ColumnConfig{Number: i + 3, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	t.AppendHeader(header)
	t.SetColumnConfigs(configs)
	row := func(r shortage.AnswerRow, i int) {
		class := r.Class
		if res.Spreads != nil && !math.IsNaN(res.Spreads[i].Probability) {
			class += fmt.Sprintf(" (p %.2f)", res.Spreads[i].Probability)
		}
		cells := table.Row{r.Unit, class}
		for _, name := range names {
			cell := resultText(r.Values, name)
			if res.Spreads != nil {
				cell += res.Spreads[i].Text(name, shortNumber)
			}
			cells = append(cells, cell)
		}
		t.AppendRow(cells)
	}
	for i, r := range res.Rows {
		row(r, i)
	}
	if res.All != nil {
		t.AppendSeparator()
		all := *res.All
		all.Unit = "(all)"
		row(all, len(res.Rows))
	}
	return t.Render()
}

func shortNumber(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }

// resultText is a value with six significant digits; a dash where there is none.
func resultText(values map[string]float64, name string) string {
	v, ok := values[name]
	if !ok || math.IsNaN(v) {
		return "-"
	}
	return strconv.FormatFloat(v, 'g', 6, 64)
}

func newTable() table.Writer {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Format.Header = text.FormatDefault
	return t
}
