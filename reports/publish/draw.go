package publish

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"fabbisogno/reports/chart"
	"fabbisogno/reports/edition"
	"fabbisogno/reports/page"
)

// job is one drawing to make.
type job struct {
	key     page.DrawingKey
	request chart.Request
}

// jobsOf lists the four drawings of every figure, and of those of the sheets the one
// small drawing a language, in a fixed order.
func jobsOf(editions []edition.Edition) []job {
	var jobs []job
	for _, ef := range figuresOf(editions) {
		f := ef.figure
		for _, lang := range page.Langs() {
			for _, size := range []chart.Size{chart.Wide, chart.Narrow} {
				jobs = append(jobs, job{
					key: page.DrawingKey{Edition: ef.edition.ID, Label: ef.edition.Label, Figure: f.ID, Lang: lang, Size: size},
					request: chart.Request{ID: f.ID, Spec: f.Chart, Lang: lang, Size: size, Title: f.Finding.In(lang),
						Desc: f.Desc.In(lang), Demonstration: f.IsSynthetic},
				})
			}
		}
	}
	for _, e := range editions {
		for _, set := range e.Sheets {
			for _, s := range set.Sheets {
				for _, f := range s.Figures {
					for _, lang := range page.Langs() {
						jobs = append(jobs, job{
							key: page.DrawingKey{Edition: e.ID, Label: e.Label, Figure: f.ID, Lang: lang, Size: chart.Small},
							request: chart.Request{ID: f.ID, Spec: f.Chart, Lang: lang, Size: chart.Small, Title: f.Finding.In(lang),
								Desc: f.Desc.In(lang), Demonstration: f.IsSynthetic},
						})
					}
				}
			}
		}
	}
	return jobs
}

// drawersPerCore is how many drawings wait at a time: the engine makes those that it
// finds waiting in one go.
const drawersPerCore = 24

// draw makes all drawings on as many cores as the program may use. The order in
// which they finish reaches nothing: each has its own place.
func draw(ctx context.Context, o Options) (map[page.DrawingKey]page.Drawing, error) {
	jobs := jobsOf(o.Editions)
	made := make([]page.Drawing, len(jobs))
	errs := make([]error, len(jobs))
	next := make(chan int)
	var wait sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for range min(drawersPerCore*runtime.GOMAXPROCS(0), max(len(jobs), 1)) {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for i := range next {
				made[i], errs[i] = o.drawOne(jobs[i])
				mu.Lock()
				done++
				if o.Progress != nil {
					o.Progress(done, len(jobs), "draw")
				}
				mu.Unlock()
			}
		}()
	}
feed:
	for i := range jobs {
		select {
		case next <- i:
		case <-ctx.Done():
			break feed
		}
	}
	close(next)
	wait.Wait()
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("draw figures: %w", err)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	out := make(map[page.DrawingKey]page.Drawing, len(jobs))
	for i, j := range jobs {
		out[j.key] = made[i]
	}
	return out, nil
}

func (o Options) drawOne(j job) (page.Drawing, error) {
	svg, err := o.Renderer.Render(j.request)
	if err != nil {
		return page.Drawing{}, fmt.Errorf("draw %s of %s, %s, %s: %w", j.key.Figure, j.key.Edition, j.key.Lang, j.key.Size, err)
	}
	d, err := o.verdicts.drawing(svg)
	if err != nil {
		return page.Drawing{}, fmt.Errorf("draw %s of %s, %s, %s: %w", j.key.Figure, j.key.Edition, j.key.Lang, j.key.Size, err)
	}
	return d, nil
}
