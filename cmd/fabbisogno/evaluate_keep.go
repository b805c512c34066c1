package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"fabbisogno/analysis/evaluate"
	"fabbisogno/datasets/warehouse"
)

// evaluateStep is the step of runs that keep scores.
const evaluateStep = "evaluate"

// scored shows scores and keeps them where asked for.
func (a *app) scored(ctx context.Context, c evaluateChoice, all []evaluate.Score) error {
	if c.keep != "" {
		if err := a.keepScores(ctx, c, all); err != nil {
			return err
		}
		a.say("kept as %q in %s; fabbisogno query --workspace %s \"SELECT * FROM evaluation WHERE name = '%s'\"", c.keep, a.dir, a.dir, c.keep)
	}
	return a.printScores(c, all)
}

// keepScores stores scores in the workspace, under a run whose fingerprint is that of
// the files and of what was asked.
func (a *app) keepScores(ctx context.Context, c evaluateChoice, all []evaluate.Score) (err error) {
	p, err := a.openPipeline(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.finish()) }()
	var names, parts []string
	for _, path := range strings.Split(c.in, ",") {
		sum, err := fileSum(path)
		if err != nil {
			return err
		}
		names, parts = append(names, filepath.Base(path)), append(parts, sum)
	}
	for _, path := range []string{c.test, c.hierarchy} {
		if path == "" {
			continue
		}
		sum, err := fileSum(path)
		if err != nil {
			return err
		}
		parts = append(parts, sum)
	}
	asked := c
	asked.in, asked.test, asked.hierarchy, asked.out = "", "", "", ""
	run, err := p.stepRun(evaluateStep, a.now().UTC().Truncate(24*time.Hour), append(parts, p.hash, fmt.Sprintf("%+v", asked))...)
	if err != nil {
		return err
	}
	var rows []warehouse.Evaluation
	for _, s := range all {
		for _, i := range s.Intervals {
			rows = append(rows, warehouse.Evaluation{Input: strings.Join(names, ","), Panel: s.Panel, Group: s.Group, Horizon: s.Horizon, Model: s.Model,
				Series: s.Series, Forecasts: s.Points, SMAPE: float64(s.SMAPE), MASE: float64(s.MASE), RMSSE: float64(s.RMSSE), OWA: float64(s.OWA), Skill: float64(s.Skill),
				P: float64(s.P), CRPS: float64(s.CRPS), Level: i.Level / 100, Coverage: float64(i.Coverage), MSIS: float64(i.MSIS)})
		}
	}
	return withCode(exitStorage, "", p.db.SaveEvaluation(ctx, run, c.keep, rows))
}

func fileSum(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
