package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"fabbisogno/analysis/evaluate"
	"fabbisogno/analysis/forecast"
	"fabbisogno/analysis/panel"
	"fabbisogno/analysis/panel/coherent"
	"fabbisogno/analysis/panel/methods"
	"fabbisogno/analysis/reconcile"
	"fabbisogno/datasets/longtable"
)

// coherentRun is a forecast of a hierarchy as chosen, for one method.
func (c panelChoice) coherentRun(in *panelIn, m panel.Method) (coherent.Run, error) {
	run := coherent.Run{Setup: in.setup, Method: m, Origins: c.origins, Options: reconcile.Options{NonNegative: c.nonNegative}}
	if c.reconcile != "" {
		method, err := reconcile.ParseMethod(c.reconcile)
		if err != nil {
			return run, withCode(exitUsage, "fabbisogno forecast --help", err)
		}
		run.Options.Method = method
	}
	if c.origins < 0 {
		return run, usageError("fabbisogno forecast --help", "origins %d: expected 2 or more", c.origins)
	}
	file, err := longtable.Open(c.hierarchy)
	if err != nil {
		return run, withCode(exitRefused, "", err)
	}
	defer file.Close()
	run.Hierarchy, err = reconcile.Read(c.hierarchy, file, reconcile.Format{Structure: c.structure, ByPosition: c.byPosition})
	return run, withCode(exitRefused, "", err)
}

// panelOf holds all series of a panel.
func (a *app) panelOf(ctx context.Context, in *panelIn) ([]longtable.Series, error) {
	var all []longtable.Series
	err := twice(func() error {
		all = nil
		return in.source(ctx, func(s longtable.Series) error { all = append(all, s); return nil })
	})
	if err == nil {
		a.tell(in.table.Tally)
	}
	return all, err
}

// forecastHierarchy forecasts a panel whose series add up.
func (a *app) forecastHierarchy(ctx context.Context, c panelForecast, in *panelIn) (err error) {
	if c.status != "" {
		return usageError("fabbisogno forecast --help", "--status does not go with --hierarchy")
	}
	all, err := a.panelOf(ctx, in)
	if err != nil {
		return err
	}
	sink, err := a.forecastSink(c.out, in)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, sink.Abort()) }()
	bar := a.startProgress("forecast")
	var done []string
	nodes := 0
	for i, m := range in.methods {
		run, err := c.coherentRun(in, m)
		if err != nil {
			return err
		}
		paths, report, err := run.Forecast(ctx, all)
		if err != nil {
			return withCode(exitRefused, "", fmt.Errorf("forecast %s: %w", c.in, err))
		}
		bar.at(i+1, len(in.methods))
		for _, p := range paths {
			if err := sink.Write(&in.calendar, p); err != nil {
				return err
			}
		}
		if i == 0 && report.Made+report.Ignored > 0 {
			a.say("hierarchy: %d sums made of their parts, %d series of the table are no node of it", report.Made, report.Ignored)
		}
		if len(report.Analytic) > 0 {
			a.say("%s: too few earlier errors, intervals are the method's own: %s", report.Model, strings.Join(report.Analytic, ", "))
		}
		nodes, done = len(paths), append(done, fmt.Sprintf("%s from %d origins", report.Model, report.Origins))
	}
	if err := sink.Commit(); err != nil {
		return withCode(exitStorage, "", err)
	}
	bar.end("%d nodes, %d periods ahead, %s", nodes, in.setup.Horizon, strings.Join(done, ", "))
	return nil
}

// evaluateHierarchy holds reconciled forecasts, those of their method and the
// references against what came, node by node.
func (a *app) evaluateHierarchy(ctx context.Context, c evaluateChoice, by evaluate.Cut, base evaluate.Base) error {
	const hint = "fabbisogno evaluate --in regions.csv --freq Q --horizon 8 --cutoffs 3 --hierarchy tags.csv"
	if c.layout != layoutLong || c.test != "" {
		return usageError(hint, "--hierarchy goes with a long table and --cutoffs")
	}
	in, err := c.open(ctx, "evaluate")
	if err != nil {
		return err
	}
	all, err := a.panelOf(ctx, in)
	if err != nil {
		return err
	}
	references, err := methods.Find([]string{evaluate.ReferenceSeasonal, evaluate.ReferenceNaive2})
	if err != nil {
		return err
	}
	step := c.step
	if step == 0 {
		step = in.setup.Horizon
	}
	first, err := c.coherentRun(in, in.methods[0])
	if err != nil {
		return err
	}
	nodes, err := first.Align(all)
	if err != nil {
		return withCode(exitRefused, "", fmt.Errorf("evaluate %s: %w", c.in, err))
	}
	bar := a.startProgress("evaluate")
	var scores *evaluate.ScoreTable
	for i := range c.cutoffs {
		held := in.setup.Horizon + (c.cutoffs-1-i)*step
		if held+leastTrain(in.setup.Season) > len(nodes[0].Values) {
			return withCode(exitRefused, hint, fmt.Errorf("evaluate %s: %d periods are too few for %d origins", c.in, len(nodes[0].Values), c.cutoffs))
		}
		known := make([]longtable.Series, len(nodes))
		for k, s := range nodes {
			n := len(s.Values) - held
			known[k] = s
			known[k].Values, known[k].Test = s.Values[:n], s.Values[n:n+in.setup.Horizon]
		}
		names, paths, err := c.everyPath(ctx, in, known, references)
		if err != nil {
			return err
		}
		if scores == nil {
			scores = evaluate.NewScoreTable(names, in.setup.Levels, by)
		}
		for k, s := range known {
			row := make([]longtable.Path, len(paths))
			for m := range paths {
				row[m] = paths[m][k]
			}
			scores.Add("", in.setup.Season, s, row)
		}
		bar.at(i+1, c.cutoffs)
	}
	bar.end("%s: %d nodes, %d origins, %d periods ahead", filepath.Base(c.in), len(nodes), c.cutoffs, in.setup.Horizon)
	return a.scored(ctx, c, scores.Scores(base))
}

// everyPath forecasts nodes by each method, as it is and reconciled, and by the
// references. A path a node, in their order.
func (c evaluateChoice) everyPath(ctx context.Context, in *panelIn, nodes []longtable.Series, references []panel.Method) (names []string, paths [][]longtable.Path, err error) {
	plain := func(m panel.Method) error {
		for _, name := range names {
			if name == m.ID {
				return nil
			}
		}
		var out []longtable.Path
		source := func(_ context.Context, give func(longtable.Series) error) error {
			for _, s := range nodes {
				if err := give(s); err != nil {
					return err
				}
			}
			return nil
		}
		_, err := panel.Run{Setup: in.setup, Methods: []panel.Method{m}}.Forecast(ctx, source, func(p longtable.Path, _ forecast.Status) error {
			out = append(out, p)
			return nil
		}, nil)
		names, paths = append(names, m.ID), append(paths, out)
		return err
	}
	for _, m := range in.methods {
		if err := plain(m); err != nil {
			return nil, nil, err
		}
		run, err := c.coherentRun(in, m)
		if err != nil {
			return nil, nil, err
		}
		out, report, err := run.Forecast(ctx, nodes)
		if err != nil {
			return nil, nil, withCode(exitRefused, "", fmt.Errorf("evaluate %s: %w", c.in, err))
		}
		names, paths = append(names, report.Model), append(paths, out)
	}
	for _, m := range references {
		if err := plain(m); err != nil {
			return nil, nil, err
		}
	}
	return names, paths, nil
}
