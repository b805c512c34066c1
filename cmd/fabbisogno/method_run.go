package main

import (
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
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
missing, and so are x (unavailable), c (suppressed) and z (not applicable). Inputs are
taken as exact. --in - reads standard input.`,
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
	method, card, err := sheet.Method(m.method)
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
	res, err := s.Run(method, parameters)
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
			Units: methodRows(res.Rows), All: allRow(res.All), Source: card.Source})
	}
	return a.printResult(card, res, used)
}

// overridden are the parameters with the values given for this run, and those
// of the card as they are used.
func overridden(card shortage.Card, declared shortage.Parameters, given []string) (shortage.Parameters, []usedParameter, error) {
	p := declared
	seen := map[string]bool{}
	for _, text := range given {
		id, value, ok := strings.Cut(text, "=")
		v, err := strconv.ParseFloat(value, 64)
		switch {
		case !ok || err != nil || math.IsNaN(v) || math.IsInf(v, 0):
			return nil, nil, fmt.Errorf("parameter %q: expected id=value with a number, such as %s", text, exampleParameter(card, declared))
		case !slices.Contains(card.Parameters, id):
			return nil, nil, fmt.Errorf("parameter %q is none of %s; it has: %s", id, card.ID, idList(card.Parameters))
		case seen[id]:
			return nil, nil, fmt.Errorf("parameter %q is given twice", id)
		}
		seen[id] = true
		q, err := p.Find(id)
		if err != nil {
			return nil, nil, err
		}
		if v < q.Minimum || v > q.Maximum {
			return nil, nil, fmt.Errorf("parameter %q: %v is not within its range %v to %v", id, v, q.Minimum, q.Maximum)
		}
		p = p.With(id, v)
	}
	used := []usedParameter{}
	for _, id := range card.Parameters {
		q, err := p.Find(id)
		if err != nil {
			return nil, nil, err
		}
		used = append(used, usedParameter{ID: id, Value: q.Value, Unit: q.Unit, Assumed: q.Assumed, Declared: declared.Value(id), Source: q.Source})
	}
	return p, used, nil
}

func exampleParameter(card shortage.Card, declared shortage.Parameters) string {
	if len(card.Parameters) == 0 {
		return "none: the method has no parameters"
	}
	return card.Parameters[0] + "=" + strconv.FormatFloat(declared.Value(card.Parameters[0]), 'g', -1, 64)
}

func idList(ids []string) string {
	if len(ids) == 0 {
		return "no parameters"
	}
	return strings.Join(ids, ", ")
}

// thresholdsOf says where the parameters in use come from.
func thresholdsOf(used []usedParameter) sheet.Thresholds {
	out := sheet.Published
	for _, p := range used {
		switch {
		case p.Value != p.Declared:
			return sheet.Overridden
		case p.Assumed:
			out = sheet.Assumed
		}
	}
	return out
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

func methodRows(rows []shortage.AnswerRow) []methodRow {
	out := make([]methodRow, len(rows))
	for i, r := range rows {
		out[i] = methodRow{Unit: r.Unit, Class: r.Class, Values: map[string]*float64{}}
		for name, v := range r.Values {
			out[i].Values[name] = nil
			if !math.IsNaN(v) {
				out[i].Values[name] = &v
			}
		}
	}
	return out
}

func allRow(r *shortage.AnswerRow) *methodRow {
	if r == nil {
		return nil
	}
	return &methodRows([]shortage.AnswerRow{*r})[0]
}

// printResult prints a row a unit, and below the table what the classes stand on.
func (a *app) printResult(card shortage.Card, res sheet.Result, used []usedParameter) error {
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
	row := func(r shortage.AnswerRow) {
		cells := table.Row{r.Unit, r.Class}
		for _, name := range names {
			cells = append(cells, resultText(r.Values, name))
		}
		t.AppendRow(cells)
	}
	for _, r := range res.Rows {
		row(r)
	}
	if res.All != nil {
		t.AppendSeparator()
		all := *res.All
		all.Unit = "(all)"
		row(all)
	}
	lines := []string{t.Render(), fmt.Sprintf("after %s, version %d: %s", card.ID, card.Version, card.Source)}
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
