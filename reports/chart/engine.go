package chart

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/xo/echartsgoja"
)

// engine draws an ECharts option as SVG.
type engine interface {
	id() string
	draw(option []byte) (string, error)
}

// engineID is the module whose drawings are cached. A test holds it to go.mod.
const engineID = "github.com/xo/echartsgoja v0.1.1"

// The canvas is as large as the largest drawing. Every drawing is laid out in
// pixels from its top left corner, so it is the same on a canvas of its own size,
// and one compiled engine serves all of them.
const (
	canvasWidth  = 720
	canvasHeight = 2000
)

// drawLimit stops an engine that does not come back; a drawing takes about 0.1 s.
const drawLimit = 2 * time.Minute

// goja runs ECharts in a JavaScript engine written in Go. Loading ECharts takes about
// as long as drawing a chart, so drawings that are asked for at the same time share an
// engine; see batch. It is safe for concurrent use.
type goja struct {
	charts *echartsgoja.ECharts
	queue  *queue
}

func newGoja() goja {
	g := goja{queue: newQueue()}
	g.charts = echartsgoja.New(echartsgoja.WithWidthHeight(canvasWidth, canvasHeight), echartsgoja.WithLogger(g.queue.heard))
	return g
}

func (g goja) id() string { return engineID }

// draw waits for its turn. What was drawn in company and failed is drawn alone, so
// that one drawing's mistake is never another's.
func (g goja) draw(option []byte) (string, error) {
	svg, err := g.queue.draw(g.charts, option)
	if errors.Is(err, errInCompany) {
		return g.alone(option)
	}
	return svg, err
}

// alone draws in an engine of its own.
func (g goja) alone(option []byte) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), drawLimit)
	defer cancel()
	svg, err := g.charts.RenderOptions(ctx, string(option))
	if err != nil {
		return "", fmt.Errorf("run echarts: %w", err)
	}
	return svg, nil
}
