package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"time"

	"github.com/schollz/progressbar/v3"

	"fabbisogno/datasets/catalog"
	"fabbisogno/ingest"
	"fabbisogno/ingest/fetch"
	"fabbisogno/ingest/snapshot"
)

// fetchRun is one run of fetch over several tables.
type fetchRun struct {
	*pipeline
	f       *fetch.Fetcher
	o       fetchOptions
	results []fetched
	// down are providers that could not be reached: their other tables are not tried.
	down map[string]*fetch.Error

	rejected, refused, failed, without int
}

func sortedNames[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }

// forget lifts the bans of the providers of the tables.
func (r *fetchRun) forget(tables []catalog.Table) error {
	providers := map[string]bool{}
	for _, t := range tables {
		providers[t.Provider] = true
	}
	for _, id := range sortedNames(providers) {
		was, err := r.f.ForgetBan(id)
		if err != nil {
			return withCode(exitStorage, "", err)
		}
		if was {
			r.a.say("the ban of %s is forgotten", id)
		}
	}
	return nil
}

// table fetches and loads one table. An error ends the run; that a table could not
// be had does not.
func (r *fetchRun) table(ctx context.Context, t catalog.Table) error {
	kept, err := realSnapshots(r.ingest.Store, t.ID)
	if err != nil {
		return err
	}
	out := fetched{Table: t.ID, Snapshots: len(kept), Reports: []ingest.Report{}}
	if len(kept) > 0 {
		out.Newest = kept[len(kept)-1].Released
	}
	switch {
	case r.o.offline:
		err = r.replay(ctx, kept, &out)
	case r.down[t.Provider] != nil:
		r.fail(&out, r.down[t.Provider])
	default:
		err = r.download(ctx, t, &out)
	}
	r.results = append(r.results, out)
	return err
}

// replay loads the kept files of a table.
func (r *fetchRun) replay(ctx context.Context, kept []snapshot.Entry, out *fetched) error {
	out.Status = "offline"
	if len(kept) == 0 {
		r.without++
		out.Error, out.Hint = "no file of the table is among the snapshots", "fabbisogno fetch "+out.Table
		r.a.say("fetch %s: %s", out.Table, out.Error)
		return nil
	}
	r.line("%s: %d files among the snapshots, the newest released on %s", out.Table, len(kept), out.Newest)
	for _, e := range kept {
		day, err := time.Parse(time.DateOnly, e.Released)
		if err != nil {
			return withCode(exitStorage, "", fmt.Errorf("read manifest of %s: %w", e.SHA256, err))
		}
		if err := r.load(ctx, out, ingest.Request{Kept: e.SHA256, Name: e.FileName, Table: e.Table, Released: day, Vintage: e.Vintage, SourceURL: e.SourceURL}); err != nil {
			return err
		}
	}
	return nil
}

// download asks the service and loads what it answers.
func (r *fetchRun) download(ctx context.Context, t catalog.Table, out *fetched) error {
	// A narrow bar: the time left stands beside it, with the provider's pauses, which a
	// bar can't foresee.
	show := &fetchProgress{table: t.ID, sleep: r.a.sleep,
		bar: r.a.startBar("fetch", progressbar.OptionSetWidth(12), progressbar.OptionSetPredictTime(false), progressbar.OptionSetElapsedTime(false))}
	r.f.Progress, r.f.Sleep = show.event, show.pause
	res, err := r.f.Table(ctx, t, r.o.Ask)
	var failed *fetch.Error
	switch {
	case errors.As(err, &failed):
		show.bar.end("%s: nothing was loaded", t.ID)
		if failed.Kind == fetch.Unreachable && failed.Status == 0 {
			r.down[t.Provider] = failed
		}
		r.fail(out, failed)
		return nil
	case ctx.Err() != nil:
		return withCode(exitFailed, "fabbisogno fetch goes on where this run was, within a day", fmt.Errorf("fetch %s: interrupted", t.ID))
	case err != nil:
		var path *fs.PathError
		if errors.As(err, &path) {
			return withCode(exitStorage, "", err)
		}
		return err
	}
	show.bar.end("%s: %d answers, %d of them without records, in %d calls", t.ID, len(res.Parts)+len(res.Empty), len(res.Empty), res.Calls)
	out.Calls, out.Empty, out.Notes, out.Status = res.Calls, res.Empty, res.Notes, "empty"
	for _, address := range res.Empty {
		r.line("%s: the service holds no records for %s", t.ID, address)
	}
	for _, n := range res.Notes {
		r.line("  note %s", n)
	}
	for _, d := range res.Definitions {
		if err := r.define(ctx, d); err != nil {
			return err
		}
	}
	for _, part := range res.Parts {
		if err := r.keepRaw(t, part); err != nil {
			return err
		}
		err := r.load(ctx, out, ingest.Request{Path: part.Path, Name: part.Name, Table: t.ID, Released: part.Released,
			Vintage: part.Released.Format(time.DateOnly), SourceURL: part.URL})
		if err != nil {
			return err
		}
	}
	return withCode(exitStorage, "", res.Loaded())
}

// define keeps a structure message, against which the data are then held. One that
// can't be read, or that was kept before, is not worth a word: the key was compared
// with it when it was had.
func (r *fetchRun) define(ctx context.Context, d fetch.Part) error {
	rep, err := r.ingest.File(ctx, ingest.Request{Path: d.Path, Name: d.Name, Released: d.Released, SourceURL: d.URL})
	var refusal *ingest.SourceError
	if err != nil && !errors.As(err, &refusal) {
		return err
	}
	if err == nil && !rep.AlreadyLoaded && !r.a.json {
		r.a.printReport(rep)
	}
	return nil
}

// keepRaw keeps an answer as it came, where rows of it were left out. It belongs to no
// table, so that nobody loads it.
func (r *fetchRun) keepRaw(t catalog.Table, part fetch.Part) error {
	if part.Raw == "" {
		return nil
	}
	staged, err := r.ingest.Store.StageFile(part.Raw, ingest.MaxBytes)
	if err == nil {
		err = staged.Keep(snapshot.Entry{FileName: "whole-" + part.Name, Provider: t.Provider, Licence: t.Licence, SourceURL: part.URL,
			Released: part.Released.Format(time.DateOnly), Vintage: part.Released.Format(time.DateOnly)})
	}
	return withCode(exitStorage, "", err)
}

// load gives a file to ingest and says what became of it. A refused file ends neither
// the table nor the run.
func (r *fetchRun) load(ctx context.Context, out *fetched, req ingest.Request) error {
	req.History = historyOf(r.o.accept)
	rep, err := r.ingest.File(ctx, req)
	var refusal *ingest.SourceError
	if errors.As(err, &refusal) {
		r.refused++
		out.Status, out.Error, out.Hint = "refused", err.Error(), refusal.Hint
		r.a.sayError(err, refusal.Hint)
		return nil
	}
	if err != nil {
		return refused(err)
	}
	r.rejected += int(rep.Counts.Rejected)
	out.Reports = append(out.Reports, rep)
	switch {
	case out.Status == "refused" || out.Status == "offline":
	case !rep.AlreadyLoaded:
		out.Status = "loaded"
	case out.Status == "empty":
		out.Status = "unchanged"
	}
	if !r.a.json {
		r.a.printReport(rep)
	}
	return nil
}

// fail notes a table that could not be had.
func (r *fetchRun) fail(out *fetched, e *fetch.Error) {
	r.failed++
	out.Status, out.Error, out.Hint = "failed", e.Error(), e.Hint
	if e.Kind == fetch.Banned {
		out.Until = &e.Until
	}
	if e.Table != out.Table {
		out.Error = fmt.Sprintf("fetch %s: not tried, because %s could not be reached", out.Table, e.Table)
	}
	r.a.say("fabbisogno: %s", out.Error)
	if out.Hint != "" {
		r.a.say("  try: %s", out.Hint)
	}
	if out.Snapshots > 0 {
		r.a.say("  the snapshot released on %s stands", out.Newest)
	} else if e.Kind == fetch.Unreachable || e.Kind == fetch.Banned {
		r.without++
	}
}

// line writes a result line, unless the results are JSON.
func (r *fetchRun) line(format string, args ...any) {
	if !r.a.json {
		fmt.Fprintf(r.a.out, format+"\n", args...)
	}
}

// verdict is the exit code of the run: the worst that became of a table.
func (r *fetchRun) verdict() error {
	switch {
	case r.without > 0:
		return withCode(exitNoSource, "", fmt.Errorf("%d of %d tables could not be had and have no snapshot", r.without, len(r.results)))
	case r.refused > 0:
		return withCode(exitRefused, "", fmt.Errorf("%d files were refused", r.refused))
	case r.failed > 0:
		return withCode(exitFailed, "", fmt.Errorf("%d of %d tables could not be fetched", r.failed, len(r.results)))
	case r.rejected > 0:
		return errQuarantined
	}
	return nil
}

// fetchProgress says how far the fetch of a table is, and how long it will take.
type fetchProgress struct {
	bar   *progress
	table string
	sleep func(context.Context, time.Duration) error
	left  time.Duration // at the last event
	said  string        // last line: it is not said twice
}

func (p *fetchProgress) event(e fetch.Event) {
	p.left = e.Left
	if e.Total > 0 {
		p.bar.at(e.Done, e.Total)
	}
	switch {
	case e.Why != "":
		p.say("%s: %s, in %s", p.table, e.Why, e.Waiting.Round(time.Second))
	case p.bar.bar != nil:
		p.describe()
	case e.Waiting == 0 && e.Done < e.Total:
		p.say("%s: question %d of %d, about %s left", p.table, e.Done+1, e.Total, e.Left.Round(time.Second))
	}
}

// pause waits. A bar counts the time left down meanwhile.
func (p *fetchProgress) pause(ctx context.Context, d time.Duration) error {
	if p.bar.bar == nil {
		return p.sleep(ctx, d)
	}
	for d > 0 {
		tick := min(d, time.Second)
		if err := p.sleep(ctx, tick); err != nil {
			return err
		}
		d, p.left = d-tick, max(p.left-tick, 0)
		p.describe()
	}
	return nil
}

func (p *fetchProgress) describe() {
	p.bar.bar.Describe(fmt.Sprintf("fetch %s, %s left", p.table, p.left.Round(time.Second)))
}

func (p *fetchProgress) say(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); text != p.said {
		p.said = text
		p.bar.line("%s", text)
	}
}
