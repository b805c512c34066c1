package panel

import (
	"context"
	"errors"
	"sync"

	"fabbisogno/datasets/longtable"
)

// batchSeries is how many series go to a worker at a time: enough that handing
// them over costs nothing beside the fits, few enough that all workers end together.
const batchSeries = 64

// batch is a run of series and, later, what became of them.
type batch[T any] struct {
	seq    int
	series []longtable.Series
	out    []T
	err    error
}

// Ordered lets workers goroutines work on the series of a source, each with a
// function of its own that job makes, and hands what they give to sink, on the
// caller's goroutine, in the order of the series. At most a few batches a worker
// are in memory. The first error, in the order of the series, ends it.
func Ordered[T any](ctx context.Context, workers int, source Source, job func() func(longtable.Series) (T, error), sink func(T) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	work, done := make(chan batch[T]), make(chan batch[T])
	room := make(chan struct{}, 4*workers) // batches on their way
	var readErr error
	go func() {
		defer close(work)
		readErr = feed(ctx, source, work, room)
	}()
	var wait sync.WaitGroup
	for range workers {
		wait.Go(func() {
			do := job()
			for b := range work {
				b.out = make([]T, 0, len(b.series))
				for _, s := range b.series {
					if ctx.Err() != nil {
						break
					}
					v, err := do(s)
					if err != nil {
						b.err = err
						break
					}
					b.out = append(b.out, v)
				}
				b.series = nil
				done <- b
			}
		})
	}
	go func() {
		wait.Wait()
		close(done)
	}()
	err := collect(done, room, cancel, sink)
	if err == nil {
		err = readErr // read after done was closed, and so after the reader ended
	}
	if err == nil {
		err = ctx.Err()
	}
	return err
}

// feed cuts the source into batches.
func feed[T any](ctx context.Context, source Source, work chan<- batch[T], room chan<- struct{}) error {
	next := batch[T]{}
	send := func() error {
		select {
		case room <- struct{}{}:
		case <-ctx.Done():
			return ctx.Err()
		}
		work <- next
		next = batch[T]{seq: next.seq + 1}
		return nil
	}
	err := source(ctx, func(s longtable.Series) error {
		next.series = append(next.series, s)
		if len(next.series) < batchSeries {
			return nil
		}
		return send()
	})
	if err == nil && len(next.series) > 0 {
		err = send()
	}
	return err
}

// collect puts batches back into order. It goes on taking them after an error, so
// that every goroutine ends.
func collect[T any](done <-chan batch[T], room <-chan struct{}, cancel func(), sink func(T) error) error {
	waiting := map[int]batch[T]{}
	next := 0
	var failed error
	fail := func(err error) {
		if failed == nil || errors.Is(failed, context.Canceled) {
			failed = err
		}
		cancel()
	}
	for b := range done {
		waiting[b.seq] = b
		for {
			b, ok := waiting[next]
			if !ok {
				break
			}
			delete(waiting, next)
			next++
			<-room
			if failed != nil {
				continue
			}
			for _, v := range b.out {
				if err := sink(v); err != nil {
					fail(err)
					break
				}
			}
			if failed == nil && b.err != nil {
				fail(b.err)
			}
		}
	}
	return failed
}
