package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"fabbisogno/ingest"
	"fabbisogno/ingest/check"
)

// reload loads again what was loaded under another declaration or other mapping
// lines, from the bytes that were kept. A file that the present recipe refuses
// keeps its earlier load: what was published from it does not disappear because
// a declaration was changed.
func (p *pipeline) reload(ctx context.Context) (total totals, reports []ingest.Report, err error) {
	stale, err := p.ingest.Stale(ctx)
	if err != nil {
		return total, nil, withCode(exitStorage, "", err)
	}
	if len(stale) == 0 {
		return total, nil, nil
	}
	bar := p.a.startProgress("reload")
	results, err := p.ingest.Files(ctx, stale, runtime.NumCPU(), bar.at)
	if err != nil {
		return total, nil, err
	}
	var refusals []*ingest.SourceError
	for _, r := range results {
		var refusal *ingest.SourceError
		if errors.As(r.Err, &refusal) {
			refusals = append(refusals, refusal)
			continue
		}
		total.add(r.Report)
		reports = append(reports, r.Report)
	}
	total.refused = len(refusals)
	bar.end("declarations or mapping lines changed: %s", total)
	for _, r := range refusals {
		p.a.say("  %v; the earlier load stays", r)
		p.a.say("    try: %s", r.Hint)
	}
	return total, reports, nil
}

// content looks at what is loaded as a whole, across files: values far from the
// ones before. It runs when the ledger changed since it last did.
func (p *pipeline) content(ctx context.Context) error {
	entries, err := p.db.Ledger(ctx)
	if err != nil {
		return withCode(exitStorage, "", err)
	}
	parts := []string{p.cat.Fingerprint(), p.hash}
	for _, e := range entries {
		parts = append(parts, fmt.Sprint(e.Snapshot.SHA256, e.Snapshot.Table, e.Snapshot.Released, e.StepVersion, e.Recipe, e.Ordinal, e.Reloads))
	}
	run, err := p.stepRun("content", time.Time{}, parts...)
	if err != nil {
		return err
	}
	if fresh, err := p.isFresh(ctx, run); err != nil || fresh {
		return withCode(exitStorage, "", err)
	}
	limits, err := check.JumpLimits(p.cat)
	if err != nil {
		return err
	}
	jumps, err := p.db.Jumps(ctx, limits)
	if err != nil {
		return withCode(exitStorage, "", err)
	}
	var found int64
	for _, j := range jumps {
		found += j.Count
	}
	if err := p.db.ReplaceIssues(ctx, "jump", check.JumpIssues(jumps)); err != nil {
		return withCode(exitStorage, "", err)
	}
	if found > 0 {
		p.a.say("%-10s %d values in %d files lie far from the ones before; fabbisogno status lists them", "check", found, len(jumps))
	}
	return withCode(exitStorage, "", p.db.SaveRun(ctx, run))
}
