package chart

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"github.com/xo/echartsgoja"
)

// mostInBatch is how many drawings share an engine at most: by then its loading is
// spread thin, and what the drawings leave behind in it is still small.
const mostInBatch = 16

// errInCompany marks a drawing that its batch did not bring forth.
var errInCompany = errors.New("not drawn in the company of others")

// queue gathers the drawings that wait and has them drawn in batches, one a core at a
// time. A drawing is the same whatever else is in its batch: the engine keeps nothing
// of one chart for the next but the number in its ids, which is taken out again.
type queue struct {
	mu      sync.Mutex
	waiting []*order
	lanes   int // batches being drawn
	started int // batches ever started, which gives each its name
	going   map[int][]*order
}

// order is one drawing asked for.
type order struct {
	option []byte
	svg    string
	drawn  bool
	done   chan struct{} // closed when svg and drawn are there
}

func newQueue() *queue { return &queue{going: map[int][]*order{}} }

// draw waits until the drawing is made.
func (q *queue) draw(charts *echartsgoja.ECharts, option []byte) (string, error) {
	o := &order{option: option, done: make(chan struct{})}
	q.mu.Lock()
	q.waiting = append(q.waiting, o)
	isNew := q.lanes < runtime.GOMAXPROCS(0)
	if isNew {
		q.lanes++
	}
	q.mu.Unlock()
	if isNew {
		go q.lane(charts)
	}
	<-o.done
	if !o.drawn {
		return "", errInCompany
	}
	return o.svg, nil
}

// lane draws batches until nothing waits.
func (q *queue) lane(charts *echartsgoja.ECharts) {
	for {
		name, batch := q.next()
		if len(batch) == 0 {
			return
		}
		run(charts, name, batch)
		q.finish(name)
	}
}

// next takes up to a batch from those that wait; none ends the lane.
func (q *queue) next() (int, []*order) {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := min(mostInBatch, len(q.waiting))
	if n == 0 {
		q.lanes--
		return 0, nil
	}
	batch := q.waiting[:n:n]
	q.waiting = q.waiting[n:]
	q.started++
	q.going[q.started] = batch
	return q.started, batch
}

// finish lets go those who wait for a batch. An engine that was given up may still
// speak: its batch is no longer among those going, so nobody hears it.
func (q *queue) finish(name int) {
	q.mu.Lock()
	batch := q.going[name]
	delete(q.going, name)
	q.mu.Unlock()
	for _, o := range batch {
		close(o.done)
	}
}

// run draws a batch in one engine. The script of the engine has no way to give back
// more than one thing, so each drawing comes through its log.
func run(charts *echartsgoja.ECharts, name int, batch []*order) {
	script, err := scriptOf(name, batch)
	if err != nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), drawLimit)
	defer cancel()
	// The script gives no option to draw at its end, which the engine calls an error;
	// what counts is which drawings came.
	_, _ = charts.RenderScript(ctx, script)
}

// scriptOf is the script that draws a batch. The options are in it as one text that
// the engine reads as JSON: nothing of them is code. One that cannot be drawn is
// passed over.
func scriptOf(name int, batch []*order) (string, error) {
	list := make([]string, len(batch))
	for i, o := range batch {
		list[i] = string(o.option)
	}
	text, err := json.Marshal(list)
	if err != nil {
		return "", err
	}
	if text, err = json.Marshal(string(text)); err != nil { // JSON is a text of JavaScript, too: marshalling escapes U+2028 and U+2029
		return "", err
	}
	// The engine takes "export {}" out of scripts; a text must not lose it.
	literal := strings.ReplaceAll(string(text), "export", `\u0065xport`)
	return fmt.Sprintf(`JSON.parse(%s).forEach(function (option, i) {
  try {
    console.log("%%s %%s %%s", %d, i, render_options(%d, %d, option));
  } catch (e) {}
});`, literal, name, canvasWidth, canvasHeight), nil
}

// heard takes what the engine logs: the name of the batch, the place in it, the drawing.
func (q *queue) heard(parts ...any) {
	if len(parts) != 2 || parts[0] != "LOG" {
		return
	}
	text, _ := parts[1].(string)
	first, rest, _ := strings.Cut(text, " ")
	second, svg, found := strings.Cut(rest, " ")
	name, errName := strconv.Atoi(first)
	i, errPlace := strconv.Atoi(second)
	if !found || errName != nil || errPlace != nil {
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if batch := q.going[name]; i >= 0 && i < len(batch) {
		batch[i].svg, batch[i].drawn = firstIDs(svg), true
	}
}

// chartNumber is how the engine begins the ids of a drawing: with the number of the
// chart that it draws.
var chartNumber = regexp.MustCompile(`\bzr[0-9]+-`)

// firstIDs gives a drawing the ids it has when it is the first of its engine.
func firstIDs(svg string) string { return chartNumber.ReplaceAllLiteralString(svg, "zr0-") }
