package chart

import (
	"errors"
	"fmt"
	"math"
	"os"
	"regexp"
	"time"
)

// Options of a renderer.
type Options struct {
	// CacheDir keeps drawings of the engine between runs; it is made when it does
	// not exist. Empty: every drawing is made anew.
	CacheDir string
	// Program names the program that draws, byte by byte: with it whole drawings are
	// kept in CacheDir too. Empty: drawings are finished anew.
	Program string
	// Now is the clock by which Prune tells what was not used for long. Zero: there is
	// none, and all is kept.
	Now time.Time
}

// ECharts is the renderer of this program: go-echarts options drawn by ECharts in a
// JavaScript engine written in Go. It is safe for concurrent use, and its bytes
// depend on the request only.
type ECharts struct {
	engine   engine
	cache    cache
	finished finished
}

var _ Renderer = (*ECharts)(nil)

// NewRenderer makes a renderer.
func NewRenderer(o Options) (*ECharts, error) {
	if o.CacheDir != "" {
		if err := os.MkdirAll(o.CacheDir, 0o755); err != nil {
			return nil, fmt.Errorf("make chart cache: %w", err)
		}
	}
	kept, err := newFinished(o.CacheDir, o.Program, o.Now)
	if err != nil {
		return nil, fmt.Errorf("make chart cache: %w", err)
	}
	return &ECharts{engine: newGoja(), cache: cache{dir: o.CacheDir, now: o.Now}, finished: kept}, nil
}

// figureID is the form of the id of a figure: an English slug.
var figureID = regexp.MustCompile(`^fig-[a-z0-9]+(?:-[a-z0-9]+)*$`)

// Render draws one chart. It refuses a request without title or description, a
// spec its form cannot show, and a drawing with a label cut off or covered.
func (e *ECharts) Render(r Request) ([]byte, error) {
	svg, err := e.finished.through(r, e.render)
	if err != nil {
		form := "no form"
		if r.Spec != nil {
			form = r.Spec.Form()
		}
		return nil, fmt.Errorf("draw %s (%s, %s, %s): %w", r.ID, form, r.Size, r.Lang, err)
	}
	return svg, nil
}

func (e *ECharts) render(r Request) ([]byte, error) {
	option, d, err := compose(r)
	if err != nil {
		return nil, err
	}
	if d.plain {
		return finishNodes(d.plainNodes(), r, d)
	}
	if d.height > canvasHeight {
		return nil, fmt.Errorf("the drawing is %.0f pixels high, more than %d: show fewer rows", d.height, canvasHeight)
	}
	raw, err := e.cache.through(e.engine, option)
	if err != nil {
		return nil, err
	}
	return finish(raw, r, d)
}

// compose lays a request out and gives the go-echarts option with the laid-out
// drawing; of a plain one, which needs no engine, no option.
func compose(r Request) (option []byte, d *drawing, err error) {
	if !figureID.MatchString(r.ID) {
		return nil, nil, fmt.Errorf("figure id %q: expected fig- and an English slug", r.ID)
	}
	if clean(r.Title) == "" || clean(r.Desc) == "" {
		return nil, nil, errors.New("title or description is missing")
	}
	if r.Spec == nil {
		return nil, nil, errors.New("nothing to draw")
	}
	if d, err = newDrawing(r); err != nil {
		return nil, nil, err
	}
	form, err := formOf(r.Spec)
	if err != nil {
		return nil, nil, err
	}
	if err := form.draw(d, r.Spec); err != nil {
		return nil, nil, err
	}
	d.height = math.Ceil(d.height)
	if err := d.check(); err != nil {
		return nil, nil, err
	}
	if d.plain {
		if len(d.layers) > 0 || len(d.maps) > 0 {
			return nil, nil, fmt.Errorf("form %s has no small drawing", r.Spec.Form())
		}
		return nil, d, nil
	}
	option, err = d.option()
	return option, d, err
}

func nan() float64 { return math.NaN() }
