package analysis

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"sync"
	"time"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

// Options of a run. Everything that could make two runs differ is in it.
type Options struct {
	// AsOf is the day as of which the data are read; zero: the newest editions.
	AsOf time.Time
	// Seed of random draws. Forecasts need none today; it is part of the
	// fingerprint, so that later draws follow it.
	Seed     int64
	Software string // version of the program
	// Draws of the diagnosis of units; 0: as the catalogue declares.
	Draws int
	// Workers is the number of series worked on at a time; 0: 1. Results do not depend on it.
	Workers int
	// Progress is told how many series are done; nil: nobody. It is called
	// from one goroutine at a time.
	Progress func(done, total int, what string)
	// Catalog declares the parameters of the methods. Breaks come with the series.
	Catalog *catalog.Catalog
}

// Summary says what a forecast run did.
type Summary struct {
	Run       warehouse.Run
	Fresh     bool // nothing had changed since the last run, which was kept
	Series    int  // series forecast
	Forecasts int  // rows: series x periods
	Backtests int  // rows of accuracy
	Refused   []Refused
}

// Refused is a series that was not forecast.
type Refused struct {
	Key series.Key
	Why string
}

// forecastStep is the name of the step in runs; its version rises when panels,
// pooling or scores change.
const (
	forecastStep        = "forecast"
	forecastStepVersion = 6
)

// Forecast forecasts every panel of the study, backtests it and saves both.
// When nothing has changed since the last run it does nothing (Summary.Fresh).
func Forecast(ctx context.Context, db *warehouse.DB, o Options) (Summary, error) {
	fingerprint, err := forecastFingerprint(ctx, db, o)
	if err != nil {
		return Summary{}, fmt.Errorf("forecast: %w", err)
	}
	last, ok, err := db.LatestRun(ctx, forecastStep)
	if err != nil {
		return Summary{}, fmt.Errorf("forecast: %w", err)
	}
	if ok && last.Fingerprint == fingerprint {
		return Summary{Run: last, Fresh: true}, nil
	}
	run := warehouse.Run{
		ID: forecastStep + "-" + fingerprint[:12], Step: forecastStep, Fingerprint: fingerprint,
		AsOf: o.AsOf, Seed: o.Seed, SoftwareVersion: o.Software,
	}
	work, err := readPanels(ctx, db, o)
	if err != nil {
		return Summary{}, fmt.Errorf("forecast: %w", err)
	}
	forecasts, backtests, past, refused, err := forecastPanels(ctx, work, o)
	if err != nil {
		return Summary{}, fmt.Errorf("forecast: %w", err)
	}
	if err := db.SaveForecasts(ctx, run, forecasts, backtests, past); err != nil {
		return Summary{}, fmt.Errorf("forecast: %w", err)
	}
	out := Summary{Run: run, Forecasts: len(forecasts), Backtests: len(backtests), Refused: refused}
	for _, w := range work {
		out.Series += len(w.series)
	}
	out.Series -= len(refused)
	return out, nil
}

// forecastFingerprint hashes everything the results depend on.
func forecastFingerprint(ctx context.Context, db *warehouse.DB, o Options) (string, error) {
	data, err := db.Fingerprint(ctx, o.AsOf)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	line := func(format string, args ...any) { fmt.Fprintf(h, format+"\n", args...) }
	line("step %s %d", forecastStep, forecastStepVersion)
	line("data %s", data)
	line("as of %s", o.AsOf.UTC().Format(time.DateOnly))
	line("seed %d", o.Seed)
	line("software %s", o.Software)
	if o.Catalog != nil {
		io.WriteString(h, o.Catalog.Fingerprint()+"\n")
	}
	for _, p := range panels() {
		line("panel %s %s of %s %s %d %d %v %v %q", p.table, p.measure, p.of, p.freq, p.horizon, p.step, p.by, p.exceptional, p.scopes)
		for _, m := range p.candidates() {
			line("model %s %d", m.ID(), m.Version())
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// readPanels reads the series of every panel with the breaks that concern them.
// Measures of one table are read together, because the warehouse ranks editions a
// table at a time; tables are read side by side.
func readPanels(ctx context.Context, db *warehouse.DB, o Options) ([]panelWork, error) {
	set, err := codes.Load()
	if err != nil {
		return nil, err
	}
	all := panels()
	var selections []warehouse.Selection // one a table, in the order of panels
	at := map[string]int{}
	for _, p := range all {
		i, ok := at[p.table]
		if !ok {
			i, at[p.table] = len(selections), len(selections)
			selections = append(selections, warehouse.Selection{Tables: []string{p.table}, AsOf: o.AsOf})
		}
		selections[i].Measures = append(selections[i].Measures, p.measure)
	}
	read, errs := make([]series.Panel, len(selections)), make([]error, len(selections))
	next := make(chan int)
	var wait sync.WaitGroup
	for range min(max(o.Workers, 1), len(selections)) {
		wait.Go(func() {
			for i := range next {
				read[i], errs[i] = db.Panel(ctx, selections[i])
			}
		})
	}
	for i := range selections {
		next <- i
	}
	close(next)
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	var out []panelWork
	for _, p := range all {
		work := newWork(p, read[at[p.table]], set.Unions()...)
		work.tie(set)
		out = append(out, work)
	}
	return out, nil
}
