package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fabbisogno/analysis/forecast"
	"fabbisogno/analysis/panel"
	"fabbisogno/datasets/longtable"
	"fabbisogno/datasets/warehouse"
)

// panelForecast is a forecast of a long table.
type panelForecast struct {
	panelChoice
	out, status string
}

// forecastSink is where forecasts go.
type forecastSink interface {
	Write(*longtable.Calendar, longtable.Path) error
	// Commit makes them appear; Abort leaves no trace of them and may follow Commit.
	Commit() error
	Abort() error
}

// forecastPanel forecasts a long table.
func (a *app) forecastPanel(ctx context.Context, c panelForecast) error {
	in, err := c.open(ctx, "forecast")
	if err != nil {
		return err
	}
	if c.hierarchy != "" {
		return a.forecastHierarchy(ctx, c, in)
	}
	return twice(func() error { return a.forecastOnce(ctx, c, in) })
}

func (a *app) forecastOnce(ctx context.Context, c panelForecast, in *panelIn) (err error) {
	sink, err := a.forecastSink(c.out, in)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, sink.Abort()) }()
	notes, err := newNotes(c.status)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, notes.abort()) }()
	began, bar, series := a.now(), a.startProgress("forecast"), int64(0)
	in.passed = func(share float64) { bar.at(int(1000*share), 1000) }
	run := panel.Run{Setup: in.setup, Methods: in.methods}
	report, err := run.Forecast(ctx, in.source, func(p longtable.Path, s forecast.Status) error {
		if err := notes.add(p, s); err != nil {
			return err
		}
		return sink.Write(&in.calendar, p)
	}, func(n int64) { series = n })
	if err != nil {
		return err
	}
	if err := errors.Join(sink.Commit(), notes.commit()); err != nil {
		return withCode(exitStorage, "", err)
	}
	a.tell(in.table.Tally)
	for _, key := range slices.Sorted(maps.Keys(report.Notes)) {
		a.say("%-10s %s: %d series", "", key, report.Notes[key])
	}
	seconds := a.now().Sub(began).Seconds()
	speed := ""
	if seconds > 0 {
		speed = fmt.Sprintf("; %.0f series a second", float64(series)/seconds)
	}
	bar.end("%d series, %d periods ahead, %s%s", series, in.setup.Horizon, modelNames(in.methods), speed)
	return nil
}

func modelNames(all []panel.Method) string {
	var names []string
	for _, m := range all {
		names = append(names, m.ID)
	}
	return strings.Join(names, ", ")
}

// forecastSink opens the output: a file by its name, or standard output by way of
// a file, because a reading may begin again.
func (a *app) forecastSink(out string, in *panelIn) (forecastSink, error) {
	if strings.HasSuffix(out, parquetSuffix) {
		w, err := warehouse.NewParquetForecasts(out, in.setup.Levels)
		if err != nil {
			return nil, withCode(exitStorage, "", fmt.Errorf("write forecasts: %w", err))
		}
		return w, nil
	}
	s := csvSink{to: a.out}
	if out == "" {
		var err error
		if s.dir, err = os.MkdirTemp("", "fabbisogno-forecast-"); err != nil {
			return nil, withCode(exitStorage, "", err)
		}
		out = filepath.Join(s.dir, "out.csv")
	}
	var err error
	if s.file, err = longtable.Create(out); err != nil {
		return nil, withCode(exitStorage, "", errors.Join(fmt.Errorf("write forecasts: %w", err), s.Abort()))
	}
	if s.CSVForecasts, err = longtable.NewCSVForecasts(s.file, in.setup.Levels); err != nil {
		return nil, withCode(exitStorage, "", errors.Join(err, s.Abort()))
	}
	return &s, nil
}

// csvSink writes to a file, and from there to standard output where dir is set.
type csvSink struct {
	*longtable.CSVForecasts
	file *longtable.File
	dir  string
	to   io.Writer
}

func (s *csvSink) Commit() error {
	if err := s.file.Commit(); err != nil || s.dir == "" {
		return err
	}
	f, err := os.Open(filepath.Join(s.dir, "out.csv"))
	if err != nil {
		return err
	}
	_, err = io.Copy(s.to, f)
	return errors.Join(err, f.Close())
}

func (s *csvSink) Abort() error {
	var errs []error
	if s.file != nil {
		errs = append(errs, s.file.Abort())
	}
	if s.dir != "" {
		errs = append(errs, os.RemoveAll(s.dir))
	}
	return errors.Join(errs...)
}

// noteFile writes what was said of the series, a line a series and model that has a reservation.
type noteFile struct{ file *longtable.File }

func newNotes(path string) (*noteFile, error) {
	if path == "" {
		return &noteFile{}, nil
	}
	f, err := longtable.Create(path)
	if err != nil {
		return nil, withCode(exitStorage, "", err)
	}
	_, err = io.WriteString(f, "unique_id,model,status\n")
	return &noteFile{f}, err
}

func (n *noteFile) add(p longtable.Path, s forecast.Status) error {
	if n.file == nil || len(s) == 0 {
		return nil
	}
	line := longtable.AppendText(nil, p.ID)
	line = append(line, ',')
	line = longtable.AppendText(line, p.Model)
	line = append(line, ',')
	line = longtable.AppendText(line, s.String())
	_, err := fmt.Fprintf(n.file, "%s\n", line)
	return err
}

func (n *noteFile) commit() error {
	if n.file == nil {
		return nil
	}
	return n.file.Commit()
}

func (n *noteFile) abort() error {
	if n.file == nil {
		return nil
	}
	return n.file.Abort()
}
