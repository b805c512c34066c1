package sample

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"fabbisogno/datasets/series"
)

// Options of a generation. The zero value is usable: seed 0, nobody told.
type Options struct {
	Seed     int64
	Since    series.Period         // workbooks of earlier months are not written; zero: all are
	Progress func(done, total int) // called from one goroutine at a time; nil: not called
}

// File is one generated file.
type File struct {
	Path     string    // as written; Files gives the bare name
	Table    string    // catalogue table id
	Released time.Time // day the edition pretends to have been released, UTC
	Vintage  string    // edition label that sorts as text
}

// job is one file and how its bytes are made. build depends on nothing but the
// model, so that files may be made in any order.
type job struct {
	File
	build func() ([]byte, error)
}

// Files lists what Write writes, by name, in the order in which it is to be loaded.
func Files() []File {
	jobs := plan(nil, series.Period{})
	files := make([]File, len(jobs))
	for i, j := range jobs {
		files[i] = j.File
	}
	return files
}

// Write makes every demonstration file in dir, which it creates if need be. The
// bytes depend on the seed only: not on the clock, the time zone or the number
// of processors. Files are listed in the order of Files.
func Write(ctx context.Context, dir string, opts Options) ([]File, error) {
	m, err := newModel(opts.Seed)
	if err != nil {
		return nil, fmt.Errorf("make demonstration data: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make demonstration data: %w", err)
	}
	jobs := plan(m, opts.Since)
	for i := range jobs {
		jobs[i].Path = filepath.Join(dir, jobs[i].Path)
	}
	if err := runJobs(ctx, jobs, opts.Progress); err != nil {
		return nil, fmt.Errorf("make demonstration data: %w", err)
	}
	files := make([]File, len(jobs))
	for i, j := range jobs {
		files[i] = j.File
	}
	return files, nil
}

// runJobs writes all files, several at a time, and returns the error of the
// first file in order that has one.
func runJobs(ctx context.Context, jobs []job, progress func(done, total int)) error {
	errs := make([]error, len(jobs))
	next := make(chan int)
	var (
		wg   sync.WaitGroup
		mu   sync.Mutex
		done int
	)
	for range min(runtime.GOMAXPROCS(0), len(jobs)) {
		wg.Go(func() {
			for i := range next {
				errs[i] = jobs[i].write()
				mu.Lock()
				done++
				if progress != nil {
					progress(done, len(jobs))
				}
				mu.Unlock()
			}
		})
	}
	for i := range jobs {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (j job) write() error {
	b, err := j.build()
	if err != nil {
		return fmt.Errorf("build %s: %w", filepath.Base(j.Path), err)
	}
	return os.WriteFile(j.Path, b, 0o644)
}
