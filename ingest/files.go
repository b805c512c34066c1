package ingest

import (
	"context"
	"errors"
)

// Result is a file's report, or why it was refused.
type Result struct {
	Report Report
	Err    error // a *SourceError; system errors end the run and are returned by Files
}

// Files loads many files: parsed by several workers, loaded one after another in
// the order of the requests, so that two runs give the same warehouse. A refused
// file does not stop the others; an error of the system does. progress, when not
// nil, is called after each file from one goroutine at a time. Readers in
// requests are read by the workers.
//
// The caller must be the one process that writes to the workspace: what an
// earlier, killed run left half-written among the snapshots is taken away first.
func (g *Ingester) Files(ctx context.Context, requests []Request, workers int, progress func(done, total int)) ([]Result, error) {
	if err := g.Store.Clean(); err != nil {
		return nil, err
	}
	known, err := g.known(ctx)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type slot struct {
		p   *parsed
		err error
	}
	slots := make([]chan slot, len(requests))
	for i := range slots {
		slots[i] = make(chan slot, 1)
	}
	workers = max(workers, 1)
	// ahead bounds how many parsed files wait in memory to be loaded.
	ahead := make(chan struct{}, 2*workers)
	next := make(chan int)
	for range workers {
		go func() {
			for i := range next {
				p, err := g.parse(ctx, requests[i], known)
				slots[i] <- slot{p, err}
			}
		}()
	}
	go func() {
		defer close(next)
		for i := range requests {
			select {
			case ahead <- struct{}{}:
			case <-ctx.Done():
				return
			}
			select {
			case next <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	var results []Result
	for i := range requests {
		var s slot
		select {
		case s = <-slots[i]:
		case <-ctx.Done():
			return results, ctx.Err()
		}
		<-ahead
		if s.err == nil {
			s.err = g.commit(ctx, s.p)
		}
		var refused *SourceError
		if s.err != nil && !errors.As(s.err, &refused) {
			return results, s.err
		}
		results = append(results, Result{s.p.report, s.err})
		if progress != nil {
			progress(i+1, len(requests))
		}
	}
	return results, nil
}
