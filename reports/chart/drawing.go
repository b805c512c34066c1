package chart

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"

	"fabbisogno/reports/locale"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// drawing collects one chart before it becomes a go-echarts option: series on axes
// in units of the data, and labels, guides and keys placed in pixels. Every label
// is kept with its box, so that a label outside the drawing or over another is an
// error and not a surprise.
type drawing struct {
	lang          locale.Lang
	narrow        bool
	plain         bool // drawn without the engine
	demonstration bool
	width, height float64

	grids  []opts.Grid
	xs     []opts.XAxis
	ys     []opts.YAxis
	layers []layer
	maps   []opts.VisualMap
	marks  []mark
	labels []placed
	spots  []spots

	series []string // names of those that can be told apart by pointing, see as
	now    int      // the series that what is added belongs to, from 1; 0: none
}

func newDrawing(r Request) (*drawing, error) {
	lang, err := locale.ParseLang(r.Lang)
	if err != nil {
		return nil, err
	}
	d := &drawing{lang: lang, demonstration: r.Demonstration}
	switch r.Size {
	case Wide:
		d.width = 720
	case Narrow:
		d.width, d.narrow = 328, true
	case Small:
		d.width, d.narrow, d.plain = 328, true, true
	default:
		return nil, fmt.Errorf("size %q: expected wide, narrow or small", r.Size)
	}
	return d, nil
}

// message of the catalogue; its absence is an error of the drawing.
func (d *drawing) message(key string, pairs ...string) (string, error) {
	return d.lang.T("chart."+key, pairs...)
}

// of is the text in the language of the drawing, made inert.
func (d *drawing) of(t Text) string { return clean(d.lang.Of(t)) }

// number writes a value of an axis with its unit.
func (d *drawing) number(a Axis, v float64) string {
	if a.Unit == locale.Pct {
		return d.lang.Percent(v, a.Decimals)
	}
	return d.lang.Number(v, a.Decimals)
}

// within writes a value as its interval allows: with two digits of the half-width,
// and never more decimals than the axis has.
func (d *drawing) within(a Axis, v, halfWidth float64) string {
	// A value that keeps the decimals of the axis is rounded once, when it is written:
	// 16.0497 to two digits and then to one would read 16.1, where the table says 16.0.
	if decimals, step := locale.Precision(halfWidth); step > 0 && decimals <= a.Decimals {
		a.Decimals, v = decimals, locale.RoundTo(v, step)
	}
	return d.number(a, v)
}

// tick writes a value of an axis with the decimals its step needs.
func (d *drawing) tick(a Axis, ax axis, v float64) string {
	a.Decimals = ax.decimals()
	return d.number(a, v)
}

// pick is wide or narrow.
func (d *drawing) pick(wide, narrow float64) float64 {
	if d.narrow {
		return narrow
	}
	return wide
}

// anchor is the point of a label that x names.
type anchor string

const (
	start  anchor = "left"
	middle anchor = "center"
	end    anchor = "right"
)

// label is a line of text; y is its middle.
type label struct {
	x, y   float64
	text   string
	anchor anchor
	colour role
	bold   bool
	halo   bool // a rim of paper, where lines of the drawing pass behind
}

// box is the rectangle a label or mark takes.
type box struct{ left, top, right, bottom float64 }

func (l label) box() box {
	w := textWidth(l.text, l.bold)
	left := l.x
	switch l.anchor {
	case middle:
		left -= w / 2
	case end:
		left -= w
	}
	// Letters of 12 pixels reach about 9 above and 3 below the base line.
	return box{left, l.y - fontSize/2, left + w, l.y + fontSize/2}
}

func (b box) overlaps(c box) bool {
	const touch = 0.5 // boxes may touch
	return b.left < c.right-touch && c.left < b.right-touch && b.top < c.bottom-touch && c.top < b.bottom-touch
}

// slack is what rounding may add to a sum of widths, in pixels.
const slack = 0.01

// write places a label.
func (d *drawing) write(l label) {
	if l.text = clean(l.text); l.text != "" {
		d.labels = append(d.labels, placed{l, d.now})
	}
}

// free says whether a label touches neither another label nor the edge.
func (d *drawing) free(l label) bool {
	b := l.box()
	if b.left < -slack || b.right > d.width+slack || b.top < -slack || d.height > 0 && b.bottom > d.height+slack {
		return false
	}
	for _, other := range d.labels {
		if b.overlaps(other.box()) {
			return false
		}
	}
	return true
}

// check reports labels outside the drawing and labels over each other.
func (d *drawing) check() error {
	var errs []error
	for i, l := range d.labels {
		b := l.box()
		if b.left < -slack || b.top < -slack || b.right > d.width+slack || b.bottom > d.height+slack {
			errs = append(errs, fmt.Errorf("label %q leaves the drawing: %.0f,%.0f to %.0f,%.0f of %.0f x %.0f",
				l.text, b.left, b.top, b.right, b.bottom, d.width, d.height))
		}
		for _, other := range d.labels[:i] {
			if b.overlaps(other.box()) {
				errs = append(errs, fmt.Errorf("label %q at %.0f,%.0f lies over %q", l.text, l.x, l.y, other.text))
			}
		}
	}
	return errors.Join(errs...)
}

// Layers of a drawing, from the back.
const (
	zBack  = 0
	zGuide = 1
	zBand  = 2
	zBar   = 3
	zLine  = 4
	zDot   = 6
	zText  = 50 // among the labels, which lie above all else
)

// pen is how a line is drawn.
type pen struct {
	colour role
	width  float64
	dash   []float64
}

// anchors are the words of SVG for where a label is held.
var anchors = map[anchor]string{start: "start", middle: "middle", end: "end"}

// node is the label as an element of the finished drawing, which is all that the
// engine would make of it.
func (l label) node() *node {
	n := &node{name: "text", text: l.text}
	vars := variables()
	n.set("text-anchor", anchors[l.anchor])
	n.set("fill", vars[l.colour.sentinel()])
	if l.halo {
		n.set("class", "halo")
	}
	n.set("font-size", plain(fontSize))
	if l.bold {
		n.set("font-weight", "bold")
	}
	n.set("x", plain(l.x))
	n.set("y", plain(l.y))
	return n
}

func tenth(v float64) float64 { return math.Round(v*10) / 10 }

// plot is a rectangle with two axes.
type plot struct {
	index                    int
	left, top, width, height float64
	x, y                     axis
	down                     bool // y runs down: categories in rows
}

func (p plot) px(v float64) float64 { return p.left + p.x.at(v)*p.width }
func (p plot) py(v float64) float64 {
	if p.down {
		return p.top + p.y.at(v)*p.height
	}
	return p.top + (1-p.y.at(v))*p.height
}
func (p plot) right() float64  { return p.left + p.width }
func (p plot) bottom() float64 { return p.top + p.height }

// plot adds a grid with its axes. Lines of the value axes are drawn as asked; tick
// labels are ours, because ECharts writes numbers in one language only.
func (d *drawing) plot(p plot, xLines, yLines bool) plot {
	if d.plain {
		d.plainGrid(p, xLines, yLines)
		return p
	}
	p.index = len(d.grids)
	pixels := func(v float64) string { return strconv.FormatFloat(v, 'f', 2, 64) }
	d.grids = append(d.grids, opts.Grid{Left: pixels(p.left), Top: pixels(p.top), Width: pixels(p.width), Height: pixels(p.height)})
	hidden := opts.Bool(false)
	split := func(show bool) *opts.SplitLine {
		return &opts.SplitLine{Show: opts.Bool(show), LineStyle: &opts.LineStyle{Color: grid.sentinel(), Width: 1}}
	}
	x := opts.XAxis{GridIndex: p.index, Type: "value", SplitLine: split(xLines), AxisLabel: &opts.AxisLabel{Show: hidden},
		AxisLine: &opts.AxisLine{Show: hidden}, AxisTick: &opts.AxisTick{Show: hidden}}
	y := opts.YAxis{GridIndex: p.index, Type: "value", SplitLine: split(yLines), AxisLabel: &opts.AxisLabel{Show: hidden},
		AxisLine: &opts.AxisLine{Show: hidden}}
	if p.x.names != nil {
		x.Type, x.Data, x.Show = "category", places(p.x.names), hidden
	} else {
		x.Min, x.Max, x.MinInterval, x.MaxInterval = p.x.min, p.x.max, p.x.step, p.x.step
	}
	if p.y.names != nil {
		y.Type, y.Data, y.Show, y.Inverse = "category", places(p.y.names), hidden, opts.Bool(p.down)
	} else {
		y.Min, y.Max, y.MinInterval, y.MaxInterval = p.y.min, p.y.max, p.y.step, p.y.step
	}
	d.xs, d.ys = append(d.xs, x), append(d.ys, y)
	return p
}

// places stand for the names of categories, which are labels: the engine needs their
// number only, and languages share a drawing.
func places(names []string) []string {
	out := make([]string, len(names))
	for i := range out {
		out[i] = strconv.Itoa(i)
	}
	return out
}

// layer is a series with what the library has no field for.
type layer struct {
	charts.SingleSeries
	LineStyle     *stroke `json:"lineStyle,omitempty"`
	Z             int     `json:"z"`
	Silent        bool    `json:"silent"`
	Clip          bool    `json:"clip"` // values lie within the axes by construction; a clip path would cut dots in half
	StackStrategy string  `json:"stackStrategy,omitempty"`
}

// stroke is a line style whose type may be a list of dash lengths.
type stroke struct {
	Color   string  `json:"color"`
	Width   float64 `json:"width"`
	Type    any     `json:"type"`
	Opacity float64 `json:"opacity"`
}

func (p pen) stroke(series int) *stroke {
	s := &stroke{Color: p.colour.sentinelOf(series), Width: p.width, Type: "solid", Opacity: 1}
	if p.dash != nil {
		s.Type = p.dash
	}
	if p.width == 0 {
		s.Opacity = 0
	}
	return s
}

// visitor adds to the option what the library cannot express: the order of layers,
// dash lengths, and the graphic component that carries guides and keys.
type visitor struct {
	charts.BaseConfigurationVisitor
	layers   []layer
	elements []element
}

func (v visitor) VisitSeriesOpt(charts.MultiSeries) any { return v.layers }

// yAxis can be without ticks.
type yAxis struct {
	opts.YAxis
	AxisTick opts.AxisTick `json:"axisTick"`
}

func (v visitor) VisitYAxis(axes []opts.YAxis) any {
	out := make([]yAxis, len(axes))
	for i, a := range axes {
		out[i] = yAxis{a, opts.AxisTick{Show: opts.Bool(false)}}
	}
	return out
}

func (v visitor) Visit(option map[string]any) {
	option["graphic"] = v.elements
	for _, unused := range []string{"title", "legend", "tooltip", "toolbox", "color"} {
		delete(option, unused)
	}
}

// option is the chart as go-echarts JSON, without its labels and marks: they are
// placed in pixels, so they are put on the finished drawing, and drawings that differ
// in them only are drawn once. Labels lie above all else; marks lie among the series,
// so that an element of each of their layers says where they go. Nothing but JSON leaves here: the
// templates of the library, which turn data into code, are never run.
func (d *drawing) option() ([]byte, error) {
	chart := charts.NewLine()
	chart.SetGlobalOptions(charts.WithAnimation(false))
	chart.XAxisList, chart.YAxisList, chart.GridList = d.xs, d.ys, d.grids
	chart.VisualMapList = d.maps
	for _, l := range d.layers {
		chart.MultiSeries = append(chart.MultiSeries, l.SingleSeries)
	}
	if len(d.xs) > 0 {
		chart.SetXAxis(d.xs[0].Data)
	}
	chart.Accept(visitor{layers: d.layers, elements: d.placeholders()})
	chart.Validate()
	option, err := json.Marshal(chart.JSON())
	if err != nil {
		return nil, fmt.Errorf("write option: %w", err)
	}
	return option, nil
}
