package ingest

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"slices"
	"time"

	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/snapshot"
)

// isFresh says whether a load was made by the present recipe of its table. What
// a later version of the program loaded is left alone.
func (g *Ingester) isFresh(e warehouse.LedgerEntry) (bool, error) {
	recipe, err := g.Recipe(e.Snapshot.Table)
	return e.StepVersion > StepVersion || e.StepVersion == StepVersion && e.Recipe == recipe, err
}

// Stale gives a request for every load that was made by another recipe, to be
// loaded again from the bytes that were kept, in the order of first loads. The
// loads of a table that is no longer declared stay as they are.
func (g *Ingester) Stale(ctx context.Context) ([]Request, error) {
	entries, err := g.DB.Ledger(ctx)
	if err != nil {
		return nil, err
	}
	var stale []warehouse.LedgerEntry
	for _, e := range entries {
		fresh, err := g.isFresh(e)
		if err != nil {
			return nil, err
		}
		if _, declared := g.Catalog.Table(e.Snapshot.Table); declared && !fresh {
			stale = append(stale, e)
		}
	}
	if len(stale) == 0 {
		return nil, nil
	}
	assumed, err := g.releaseAssumed(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(stale, func(a, b warehouse.LedgerEntry) int { return cmp.Compare(a.Ordinal, b.Ordinal) })
	var out []Request
	for _, e := range stale {
		s := e.Snapshot
		r := Request{Kept: s.SHA256, Name: s.FileName, Table: s.Table, Released: s.Released, Vintage: s.Vintage,
			SourceURL: s.SourceURL, IsSynthetic: s.IsSynthetic}
		if assumed[loadKey{s.SHA256, s.Table}] {
			// The day came from the rows, and other rows may now be read.
			if r.Vintage == s.Released.Format(time.DateOnly) {
				r.Vintage = ""
			}
			r.Released = time.Time{}
		}
		out = append(out, r)
	}
	return out, nil
}

// loadKey names a file loaded as a table.
type loadKey struct{ sha256, table string }

// releaseAssumed are the loads whose release day nobody gave.
func (g *Ingester) releaseAssumed(ctx context.Context) (map[loadKey]bool, error) {
	issues, err := g.DB.Issues(ctx)
	if err != nil {
		return nil, err
	}
	out := map[loadKey]bool{}
	for _, i := range issues {
		if i.Rule == "released-assumed" {
			out[loadKey{i.SHA256, i.Table}] = true
		}
	}
	return out, nil
}

// kept finds the bytes of an earlier load.
func (g *Ingester) kept(sha, name string) (*snapshot.Staged, error) {
	staged, err := g.Store.Kept(sha, name)
	if errors.Is(err, snapshot.ErrDamaged) || errors.Is(err, fs.ErrNotExist) {
		return nil, &SourceError{File: name, Rule: "snapshot", Err: err, Hint: "load the file itself again; until then the earlier load stays"}
	}
	return staged, err
}
