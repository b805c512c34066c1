package chart

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// sharedEngine spares the tests of the package the compiling of ECharts.
var sharedEngine = sync.OnceValue(newGoja)

// lineOption is an option with a line through values, its data clipped, so that the
// drawing has an id.
func lineOption(values string) []byte {
	return []byte(`{"animation":false,"grid":[{"left":"10","top":"10","width":"300","height":"100"}],
"xAxis":[{"type":"value","min":0,"max":4}],"yAxis":[{"type":"value"}],"series":[{"type":"line","clip":true,"data":` + values + `}]}`)
}

// A drawing made in company is byte for byte the one made alone, wherever it stands in
// its batch, and one that fails takes no other with it.
func TestBatch_is_as_alone(t *testing.T) {
	g := sharedEngine()
	options := [][]byte{
		lineOption(`[[0,1],[4,3]]`),
		[]byte(`{"series":[{"type":`),                               // no JSON
		[]byte(`{"series":[{"type":"line","data":[[0,1]]}]}`),       // no axes: ECharts throws
		lineOption(`[[0,3],[2,"-"],[4,3],["export {};","\u2028"]]`), // texts that scripts would lose
		lineOption(`[[0,1],[4,3]]`),
	}
	batch := make([]*order, len(options))
	for i, o := range options {
		batch[i] = &order{option: o, done: make(chan struct{})}
	}
	g.queue.going[7] = batch
	run(g.charts, 7, batch)
	g.queue.finish(7)
	for i, o := range options {
		alone, err := g.alone(o)
		if fails := i == 1 || i == 2; (err != nil) != fails || batch[i].drawn == fails {
			t.Fatalf("option %d: in company %v, alone %v; expected failure of both: %v", i, batch[i].drawn, err, fails)
		}
		if batch[i].svg != alone {
			t.Errorf("option %d: in company\n%s\nalone\n%s", i, batch[i].svg, alone)
		}
		if err == nil && !strings.Contains(alone, `"zr0-`) && !strings.Contains(alone, `#zr0-`) {
			t.Errorf("option %d has no id: the test would not see a number that goes on", i)
		}
	}
}

// Whoever asks for a drawing gets its own, or the error of its own.
func TestDraw_gives_each_its_own(t *testing.T) {
	g := sharedEngine()
	var wait sync.WaitGroup
	for i := range 24 {
		wait.Go(func() {
			if i%8 == 7 {
				if svg, err := g.draw([]byte(`{`)); err == nil {
					t.Errorf("%d: a broken option was drawn: %s", i, svg)
				}
				return
			}
			colour := fmt.Sprintf("#0000%02x", i)
			svg, err := g.draw([]byte(`{"animation":false,"graphic":[{"type":"rect","shape":{"height":1,"width":1},"style":{"fill":"` + colour + `"}}]}`))
			if err != nil || strings.Count(svg, colour) != 1 || strings.Count(svg, "#0000") != 1 {
				t.Errorf("%d: error %v, drawing %s", i, err, svg)
			}
		})
	}
	wait.Wait()
	g.queue.mu.Lock()
	defer g.queue.mu.Unlock()
	if len(g.queue.going) > 0 || len(g.queue.waiting) > 0 {
		t.Errorf("%d batches and %d orders are left", len(g.queue.going), len(g.queue.waiting))
	}
}

// What an engine says that was given up reaches nobody.
func TestHeard_of_batches_that_go_only(t *testing.T) {
	q := newQueue()
	o := &order{done: make(chan struct{})}
	q.going[3] = []*order{o}
	for _, text := range []string{"2 0 <svg/>", "3 1 <svg/>", "3 -1 <svg/>", "x 0 <svg/>", "3 0", "a warning of 3 parts"} {
		q.heard("LOG", text)
	}
	q.heard("WARN", "3 0 <svg/>")
	if o.drawn {
		t.Fatalf("took %q", o.svg)
	}
	q.heard("LOG", `3 0 <svg clip-path="url(#zr12-c0)"/>`)
	if !o.drawn || o.svg != `<svg clip-path="url(#zr0-c0)"/>` {
		t.Errorf("got %q", o.svg)
	}
	q.finish(3)
	q.heard("LOG", "3 0 late")
	if strings.Contains(o.svg, "late") {
		t.Error("a late word was taken")
	}
}
