package ingest

import (
	"context"
	"errors"
	"sync"

	"fabbisogno/datasets/warehouse"
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
// Structure messages among the files at a path are loaded first, so that the data of
// the same run are held against them, in whatever order they are given.
//
// The caller must be the one process that writes to the workspace: what an
// earlier, killed run left half-written among the snapshots is taken away first.
func (g *Ingester) Files(ctx context.Context, requests []Request, workers int, progress func(done, total int)) ([]Result, error) {
	if err := g.Store.Clean(); err != nil {
		return nil, err
	}
	run := run{Ingester: g, requests: requests, results: make([]*Result, len(requests)), seen: loads{}, workers: max(workers, 1), progress: progress}
	definitions, data := definitionsFirst(requests)
	err := run.files(ctx, definitions)
	if err == nil {
		err = run.files(ctx, data)
	}
	var results []Result // after an error, those that were settled before
	for _, r := range run.results {
		if r != nil {
			results = append(results, *r)
		}
	}
	return results, err
}

// run is one call of Files.
type run struct {
	*Ingester
	requests []Request
	results  []*Result // nil: not settled
	settled  int
	seen     loads
	workers  int
	progress func(done, total int)
}

// files loads the requests of the given numbers.
func (r *run) files(ctx context.Context, order []int) error {
	if len(order) == 0 {
		return nil
	}
	before, err := r.loaded(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	q := newQueue(len(order), r.workers)
	defer q.drop() // after cancel
	defer cancel()
	q.start(ctx, func(i int) (*parsed, error) { return r.parse(ctx, r.requests[order[i]], before) })
	for i, at := range order {
		s, err := q.take(ctx, i)
		if err != nil {
			return err
		}
		if s.err == nil {
			r.seen.repeat(s.p)
			s.err = r.settle(ctx, r.requests[at], s.p)
		}
		var refused *SourceError
		if s.err != nil && !errors.As(s.err, &refused) {
			return s.err
		}
		r.results[at] = &Result{s.p.report, s.err}
		if r.settled++; r.progress != nil {
			r.progress(r.settled, len(r.requests))
		}
	}
	return nil
}

// definitionsFirst parts the numbers of requests for structure messages from the others.
func definitionsFirst(requests []Request) (definitions, data []int) {
	for i, r := range requests {
		if r.Path != "" && r.Table == "" && beginsAsDefinitions(r.Path) {
			definitions = append(definitions, i)
		} else {
			data = append(data, i)
		}
	}
	return definitions, data
}

// loads are the files of one run, by checksum and table.
type loads map[[2]string]bool

// repeat makes nothing of a file whose bytes came in earlier in the same run:
// it was parsed before the other was loaded.
func (l loads) repeat(p *parsed) {
	key := [2]string{p.report.SHA256, p.report.Table}
	if l[key] && !p.report.AlreadyLoaded {
		p.report.AlreadyLoaded, p.report.Counts = true, warehouse.Counts{}
		p.report.Skips, p.report.Rejected, p.report.Issues = nil, nil, nil
	}
	l[key] = true
}

// slot is a parsed file, or why there is none.
type slot struct {
	p   *parsed
	err error
}

// queue hands parsed files on in the order of the requests.
type queue struct {
	slots   []chan slot
	ahead   chan struct{} // bounds how many parsed files wait in memory
	workers int
	wg      sync.WaitGroup
}

func newQueue(n, workers int) *queue {
	q := &queue{slots: make([]chan slot, n), ahead: make(chan struct{}, 2*workers), workers: workers}
	for i := range q.slots {
		q.slots[i] = make(chan slot, 1)
	}
	return q
}

// start parses with all workers until ctx ends.
func (q *queue) start(ctx context.Context, parse func(i int) (*parsed, error)) {
	next := make(chan int)
	for range q.workers {
		q.wg.Go(func() {
			for i := range next {
				p, err := parse(i)
				q.slots[i] <- slot{p, err}
			}
		})
	}
	q.wg.Go(func() {
		defer close(next)
		for i := range q.slots {
			select {
			case q.ahead <- struct{}{}:
			case <-ctx.Done():
				return
			}
			select {
			case next <- i:
			case <-ctx.Done():
				return
			}
		}
	})
}

// take waits for the i-th file.
func (q *queue) take(ctx context.Context, i int) (slot, error) {
	select {
	case s := <-q.slots[i]:
		<-q.ahead
		return s, nil
	case <-ctx.Done():
		return slot{}, ctx.Err()
	}
}

// drop waits for the workers and forgets files that nobody took. What can't be
// removed is taken away by the next run.
func (q *queue) drop() {
	q.wg.Wait()
	for _, c := range q.slots {
		select {
		case s := <-c:
			if s.p != nil {
				_ = s.p.drop()
			}
		default:
		}
	}
}
