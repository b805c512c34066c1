package chart

import (
	"context"
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

// goja runs ECharts in a JavaScript engine written in Go. Each drawing has a fresh
// engine with the same compiled program, so that ids and bytes never depend on
// what was drawn before or beside it.
type goja struct{ charts *echartsgoja.ECharts }

func newGoja() goja {
	return goja{echartsgoja.New(echartsgoja.WithWidthHeight(canvasWidth, canvasHeight))}
}

func (g goja) id() string { return engineID }

func (g goja) draw(option []byte) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), drawLimit)
	defer cancel()
	svg, err := g.charts.RenderOptions(ctx, string(option))
	if err != nil {
		return "", fmt.Errorf("run echarts: %w", err)
	}
	return svg, nil
}
