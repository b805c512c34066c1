package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"fabbisogno/analysis/evaluate"
	"fabbisogno/analysis/panel"
	"fabbisogno/datasets/longtable"
)

// evaluateChoice is what is asked of evaluate.
type evaluateChoice struct {
	panelChoice
	test, by, base, out string
	keep                string
	cutoffs, step       int
}

func (a *app) evaluateCommand() *cobra.Command {
	var c evaluateChoice
	cmd := &cobra.Command{
		Use:   "evaluate",
		Short: "Say how good forecasts of a long table would have been",
		Long: `Forecasts a panel from earlier periods and holds the forecasts against what came.
What came is the last periods of each series (--cutoffs origins, --step periods
apart), a file of its own (--test), or the part that a competition holds back
(--layout competition). Nothing after an origin reaches its forecasts, not even by
way of other series.

Measures are those of the M4 competition, means over series: sMAPE, MASE, RMSSE, OWA
against Naive 2, coverage and MSIS of the intervals, pinball and CRPS from their
quantiles. Skill is 1 - MASE / MASE of seasonal naive: negative is worse than
repeating the last season. p is the Diebold-Mariano test of that difference over
series and origins. Naive 2 and seasonal naive are always among the methods.

With --hierarchy the reconciled forecasts stand beside those of the method, and
--by group tells the levels of the hierarchy apart.`,
		Example: `  fabbisogno evaluate --in panel.csv.gz --freq M --horizon 12 --cutoffs 3 --step 6 --model ets,theta
  fabbisogno evaluate --in m3_yearly.csv.gz,m3_monthly.csv.gz --layout competition --by model,horizon
  fabbisogno evaluate --in train.csv --test test.csv --freq Q --horizon 8 --json`,
		Args: usage(cobra.NoArgs, "fabbisogno evaluate --in panel.csv --freq M --horizon 12"),
		RunE: func(*cobra.Command, []string) error {
			ctx, stop := interruptible()
			defer stop()
			return a.evaluate(ctx, c)
		},
	}
	c.flags(cmd)
	c.hierarchyFlags(cmd)
	cmd.Flags().StringVar(&c.test, "test", "", "a table of what came after --in, in the same form")
	cmd.Flags().IntVar(&c.cutoffs, "cutoffs", 1, "number of origins, the latest one horizon before the end of each series")
	cmd.Flags().IntVar(&c.step, "step", 0, "periods between origins; 0: the horizon")
	cmd.Flags().StringVar(&c.by, "by", "model", "tell scores apart by model, and by horizon, group")
	cmd.Flags().StringVar(&c.group, "group", "", "the column that names the group of a series, for --by group")
	cmd.Flags().StringVar(&c.base, "base", "", "sMAPE,MASE of another reference of OWA than Naive 2, for the lines over everything")
	cmd.Flags().StringVar(&c.out, "out", "", "also write all scores to this file, .csv or .json")
	cmd.Flags().StringVar(&c.keep, "keep", "", "also keep the scores in the workspace under this name; fabbisogno query reads the view evaluation")
	return cmd
}

func (a *app) evaluate(ctx context.Context, c evaluateChoice) error {
	const hint = "fabbisogno evaluate --in panel.csv --freq M --horizon 12"
	if c.in == "" {
		return usageError(hint, "evaluate: name a table with --in")
	}
	by, err := c.cut()
	if err != nil {
		return withCode(exitUsage, hint, err)
	}
	base, err := c.owaBase()
	if err != nil {
		return withCode(exitUsage, hint, err)
	}
	if c.cutoffs < 1 || c.step < 0 {
		return usageError(hint, "%d origins, %d periods apart: expected 1 or more of each", c.cutoffs, c.step)
	}
	if c.test != "" && c.layout == layoutCompetition {
		return usageError(hint, "--test: a competition holds its own test values")
	}
	if c.hierarchy != "" {
		return a.evaluateHierarchy(ctx, c, by, base)
	}
	// Both references are always among the methods, at the end unless asked for.
	c.models += "," + evaluate.ReferenceSeasonal + "," + evaluate.ReferenceNaive2
	var scores *evaluate.ScoreTable
	for _, file := range strings.Split(c.in, ",") {
		one := c
		one.in = file
		in, err := one.open(ctx, "evaluate")
		if err != nil {
			return err
		}
		if scores == nil {
			var names []string
			for _, m := range in.methods {
				names = append(names, m.ID)
			}
			scores = evaluate.NewScoreTable(names, in.setup.Levels, by)
		}
		if err := a.evaluateOne(ctx, one, in, scores); err != nil {
			return err
		}
	}
	return a.scored(ctx, c, scores.Scores(base))
}

func (c evaluateChoice) cut() (evaluate.Cut, error) {
	var by evaluate.Cut
	for _, name := range strings.Split(c.by, ",") {
		switch name {
		case "model":
		case "horizon":
			by.Horizon = true
		case "group":
			by.Group = true
		default:
			return by, fmt.Errorf("by %q: expected model, horizon or group", name)
		}
	}
	if by.Group && c.group == "" && c.hierarchy == "" {
		return by, errors.New("--by group needs --group COLUMN")
	}
	return by, nil
}

func (c evaluateChoice) owaBase() (evaluate.Base, error) {
	if c.base == "" {
		return evaluate.Base{}, nil
	}
	smape, mase, _ := strings.Cut(c.base, ",")
	s, err1 := strconv.ParseFloat(smape, 64)
	m, err2 := strconv.ParseFloat(mase, 64)
	if err1 != nil || err2 != nil || !(s > 0) || !(m > 0) {
		return evaluate.Base{}, fmt.Errorf("base %q: expected sMAPE and MASE of the reference, such as 14.742,1.665", c.base)
	}
	return evaluate.Base{SMAPE: s, MASE: m}, nil
}

func (a *app) evaluateOne(ctx context.Context, c evaluateChoice, in *panelIn, scores *evaluate.ScoreTable) error {
	e := evaluate.PanelEvaluation{Run: panel.Run{Setup: in.setup, Methods: in.methods}, Origins: []evaluate.Origin{evaluate.Fixed}}
	source := panel.Source(in.source)
	switch {
	case c.layout == layoutCompetition:
	case c.test != "":
		var err error
		if source, err = a.withTest(ctx, c, in); err != nil {
			return err
		}
	default:
		step := c.step
		if step == 0 {
			step = in.setup.Horizon
		}
		e.Origins = evaluate.Rolling(c.cutoffs, step, in.setup.Horizon, leastTrain(in.setup.Season))
	}
	// A second reading must not count twice: the pass that learns whether series stand
	// together is made before.
	if in.held == nil {
		if err := twice(func() error { return in.source(ctx, func(longtable.Series) error { return nil }) }); err != nil {
			return err
		}
		a.tell(in.table.Tally)
	}
	bar := a.startProgress("evaluate")
	in.passed = func(share float64) { bar.at(int(1000*share), 1000) }
	series := int64(0)
	if err := e.Score(ctx, filepath.Base(c.in), source, scores, func(n int64) { series = n }); err != nil {
		return withCode(exitRefused, "", err)
	}
	bar.end("%s: %d series, %d origins, %d periods ahead", filepath.Base(c.in), series, len(e.Origins), in.setup.Horizon)
	return nil
}

// leastTrain is the history an origin needs: two seasons, and five values.
func leastTrain(season int) int { return max(2*season, 5) }

// withTest gives the series of a panel with what came after them in another file.
// Periods between the end of a series and its first test value are missing.
func (a *app) withTest(ctx context.Context, c evaluateChoice, in *panelIn) (panel.Source, error) {
	columns, err := c.columnNames()
	if err != nil {
		return nil, err
	}
	columns.Group = ""
	test := longTable(c.test, in.table.Calendar.Freq, columns)
	var all []longtable.Series
	if err := twice(func() error { all, err = test.All(ctx); return err }); err != nil {
		return nil, err
	}
	came := map[string]longtable.Series{}
	for _, s := range all {
		came[s.ID] = s
	}
	return func(ctx context.Context, give func(longtable.Series) error) error {
		matched := 0
		err := in.source(ctx, func(s longtable.Series) error {
			t, ok := came[s.ID]
			if !ok {
				return give(s)
			}
			matched++
			if in.calendar.Kind != test.Calendar.Kind {
				return withCode(exitRefused, "", fmt.Errorf("evaluate: ds is %s in %s and %s in %s; write both in one form", in.calendar.Kind, c.in, test.Calendar.Kind, c.test))
			}
			if t.First <= s.Last() {
				return withCode(exitRefused, "", fmt.Errorf("evaluate: series %q: the test values begin at %s, where %s still has values until %s; take them out of one of the two",
					s.ID, test.Calendar.AppendStamp(nil, t.First), c.in, in.calendar.AppendStamp(nil, s.Last())))
			}
			s.Test = make([]float64, in.setup.Horizon)
			for k := range s.Test {
				s.Test[k] = math.NaN()
				if i := s.Last() + 1 + int64(k) - t.First; i >= 0 && i < int64(len(t.Values)) {
					s.Test[k] = t.Values[i]
				}
			}
			return give(s)
		})
		if err == nil && matched == 0 {
			err = withCode(exitRefused, "", fmt.Errorf("evaluate: no series of %s is in %s; are the names written alike?", c.in, c.test))
		}
		return err
	}, nil
}

// printScores writes the scores: a table for people or JSON, and a file where asked for.
func (a *app) printScores(c evaluateChoice, all []evaluate.Score) error {
	if c.out != "" {
		if err := writeScores(c.out, all); err != nil {
			return withCode(exitStorage, "", fmt.Errorf("write scores: %w", err))
		}
	}
	if a.json {
		return a.writeJSON(all)
	}
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Format.Header = text.FormatDefault
	header := scoreHeader(all)
	row := make(table.Row, len(header))
	var right []table.ColumnConfig
	for i, h := range header {
		row[i] = h
		if !slices.Contains([]string{"panel", "group", "model"}, h) {
			right = append(right, table.ColumnConfig{Number: i + 1, Align: text.AlignRight, AlignHeader: text.AlignRight})
		}
	}
	t.AppendHeader(row)
	t.SetColumnConfigs(right)
	for _, s := range all {
		row := make(table.Row, len(header))
		for i, h := range header {
			row[i] = scoreCell(s, h, 4)
		}
		t.AppendRow(row)
	}
	_, err := fmt.Fprintln(a.out, t.Render())
	return err
}

// scoreHeader names the columns that hold something.
func scoreHeader(all []evaluate.Score) []string {
	var out []string
	for _, c := range []struct {
		name string
		has  func(evaluate.Score) bool
	}{{"panel", func(s evaluate.Score) bool { return s.Panel != "" }}, {"group", func(s evaluate.Score) bool { return s.Group != "" }}, {"horizon", func(s evaluate.Score) bool { return s.Horizon != 0 }}} {
		if slices.ContainsFunc(all, c.has) {
			out = append(out, c.name)
		}
	}
	out = append(out, "model", "series", "smape", "mase", "rmsse", "owa", "skill", "p", "crps")
	for _, i := range all[0].Intervals {
		level := strconv.FormatFloat(i.Level, 'g', -1, 64)
		out = append(out, "cov"+level, "msis"+level)
	}
	return append(out, "fallback")
}

// scoreCell is a cell as text, to digits significant ones; all of them where 0.
func scoreCell(s evaluate.Score, column string, digits int) string {
	number := func(v evaluate.Number) string {
		switch {
		case math.IsNaN(float64(v)):
			return ""
		case digits == 0:
			return strconv.FormatFloat(float64(v), 'g', -1, 64)
		}
		return strconv.FormatFloat(float64(v), 'f', 3, 64)
	}
	switch column {
	case "panel":
		return s.Panel
	case "group":
		return s.Group
	case "model":
		return s.Model
	case "horizon":
		if s.Horizon == 0 {
			return ""
		}
		return strconv.Itoa(s.Horizon)
	case "series":
		return strconv.FormatInt(s.Series, 10)
	case "points":
		return strconv.FormatInt(s.Points, 10)
	case "unscaled":
		return strconv.FormatInt(s.Unscaled, 10)
	case "fallback":
		return strconv.FormatInt(s.Fallback, 10)
	}
	for name, v := range map[string]evaluate.Number{"smape": s.SMAPE, "mase": s.MASE, "rmsse": s.RMSSE, "owa": s.OWA, "skill": s.Skill, "dm": s.DM, "p": s.P, "pinball": s.Pinball, "crps": s.CRPS} {
		if name == column {
			return number(v)
		}
	}
	for _, i := range s.Intervals {
		switch level := strconv.FormatFloat(i.Level, 'g', -1, 64); column {
		case "cov" + level:
			return number(i.Coverage)
		case "msis" + level:
			return number(i.MSIS)
		}
	}
	return ""
}

// writeScores writes all scores with all digits, whole or not at all.
func writeScores(path string, all []evaluate.Score) (err error) {
	f, err := longtable.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Abort()) }()
	if strings.HasSuffix(path, ".json") {
		enc := json.NewEncoder(f)
		enc.SetIndent("", "  ")
		if err := enc.Encode(all); err != nil {
			return err
		}
		return f.Commit()
	}
	header := []string{"panel", "group", "horizon", "model", "series", "points", "unscaled", "fallback", "smape", "mase", "rmsse", "owa", "skill", "dm", "p", "pinball", "crps"}
	if len(all) > 0 {
		for _, i := range all[0].Intervals {
			level := strconv.FormatFloat(i.Level, 'g', -1, 64)
			header = append(header, "cov"+level, "msis"+level)
		}
	}
	if _, err := io.WriteString(f, strings.Join(header, ",")+"\n"); err != nil {
		return err
	}
	for _, s := range all {
		var line []byte
		for i, h := range header {
			if i > 0 {
				line = append(line, ',')
			}
			line = longtable.AppendText(line, scoreCell(s, h, 0))
		}
		if _, err := f.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return f.Commit()
}
