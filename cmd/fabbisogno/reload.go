package main

import (
	"context"
	"errors"
	"runtime"

	"fabbisogno/ingest"
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
