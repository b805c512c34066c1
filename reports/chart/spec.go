package chart

import (
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
)

// Text is a label in both languages.
type Text = codes.Text

// Spec is one drawing as data: what is shown, not how. Every spec can be drawn
// wide and narrow, in both languages. NaN marks a value that is not there.
type Spec interface {
	// Form is the id of the chart form: fan, lines, bars, ...
	Form() string
}

// Axis says what a number means.
type Axis struct {
	Label    Text // measure with unit, short: "% delle entrate"
	Unit     string
	Decimals int
	Zero     bool // the axis starts at zero; lines may not, and then the axis says so
}

// Break marks the first period of values that are not comparable with those before.
type Break struct {
	At    series.Period
	Label Text
}

// Band is a prediction interval along the forecast.
type Band struct {
	Level        float64   // 0.50, 0.80
	Lower, Upper []float64 // one a forecast period
}

// Fan is one series, observed and forecast, with bands.
type Fan struct {
	Y        Axis
	Start    series.Period
	Observed []float64
	Median   []float64 // from the period after the last observed
	Bands    []Band    // by rising level
	Breaks   []Break
}

// FanPanel is one series of small multiples, observed and forecast.
type FanPanel struct {
	Name                 Text
	Observed             []float64
	Median, Lower, Upper []float64 // from the period after the last observed
	Emphasis             bool
	// Start is the first period of a panel with a time of its own; zero: that of all.
	Start series.Period
	// Outcome is what came, from the period after the last observed, drawn over the
	// forecast; NaN: nothing yet. Nil: the forecast is of a time to come.
	Outcome []float64
	// Said stands above the panel in place of the value forecast at its end.
	Said Text
}

// Fans are small fans over the same periods on one scale, a panel a series.
type Fans struct {
	Y      Axis
	Start  series.Period
	Level  float64 // of the bands
	Base   float64 // a value all panels are compared with, drawn as a line; NaN: none
	Panels []FanPanel
}

// Line is one named line. At most four lines are named and coloured; the others are context, in grey.
type Line struct {
	Name    Text
	Values  []float64
	Context bool
}

// StackedPanel is one measure of panels that share their periods.
type StackedPanel struct {
	Name   Text // with its unit
	Y      Axis
	Lines  [][]float64 // the first stands out; the others are context
	Breaks []Break
}

// Stacks are panels one above the other over the same periods, each on its own scale.
type Stacks struct {
	Label  Text // what is compared
	Start  series.Period
	Names  []Text // of the lines, the same in every panel, at most three
	Panels []StackedPanel
}

// Lines are series over the same periods, optionally in panels of the same scale.
type Lines struct {
	Y      Axis
	Start  series.Period
	Lines  []Line
	Breaks []Break
	Panels bool // small multiples, a panel a line, common scale
}

// Item is a labelled value with its interval (NaN where there is none).
type Item struct {
	Label        Text
	Value        float64
	Lower, Upper float64
	Reference    float64 // a second value to compare with (NaN: none), drawn hollow
	Emphasis     bool    // stands out: chosen, the region itself
	Mark         Text    // short text at the end: class, grade
}

// Bars are ranked horizontal bars from zero, at most 20, value at the end, whisker where there is an interval.
type Bars struct {
	X              Axis
	Items          []Item
	ReferenceLabel Text    // what the hollow dots are
	Threshold      float64 // NaN: none; drawn as a line with ThresholdLabel
	ThresholdLabel Text
	Ordered        bool // rows stay as given (a scale, not a ranking); otherwise by falling value
}

// Tie is a run of places of a ranking that cannot be told apart; the first place is 1.
type Tie struct{ First, Last int }

// Dots are ranked dots with intervals, and a hollow dot for the reference.
type Dots struct {
	X              Axis
	Items          []Item
	ReferenceLabel Text // what the hollow dots are
	Threshold      float64
	ThresholdLabel Text
	Reverse        bool // rank axis: 1 on the left is best
	Ordered        bool // rows stay as given (a scale, not a ranking)
	// Ties are the longest runs of places that cannot be told apart, by rising first
	// place; they may overlap. Each is drawn as a bar beside its rows.
	Ties []Tie
}

// Part is one component of stacked bars.
type Part struct {
	Name   Text
	Values []float64 // one a category
}

// Stacked are stacked bars of two to four parts, total labelled.
type Stacked struct {
	X          Axis
	Categories []Text
	Parts      []Part
	Vertical   bool // time runs to the right
}

// ScatterPoint is one unit in two dimensions.
type ScatterPoint struct {
	Label          Text
	X, Y           float64
	XLower, XUpper float64
	YLower, YUpper float64
	Emphasis       bool
	Open           bool // drawn hollow: a bound, or not established
}

// Scatter has a floor in each direction that cuts it into named quadrants.
type Scatter struct {
	X, Y           Axis
	Points         []ScatterPoint
	XFloor, YFloor float64
	// Quadrants are named from top right clockwise: both high, x high only, neither, y high only.
	Quadrants [4]Text
	// Joined: the points are one thing at many times, joined in their order. Those that
	// stand out are named where there is room.
	Joined bool
}

// Heat is a table of numbers with colour behind them.
type Heat struct {
	Value      Axis
	Rows, Cols []Text
	Cells      [][]float64 // a row a Row
	Marks      [][]string  // text in place of the number: "(c)", ".."; empty: the number
	Lead       int         // so many first columns are the result of the others: bold, without colour, always shown
	ZeroBlank  bool        // a number that is printed as zero has no colour
	LowHigh    [2]float64  // the values of the first and the last colour; both 0: those of the cells
	Signs      bool        // the marks are signs and the numbers only their colours: no scale is drawn
}

// Verdict is what a method says of a unit.
type Verdict string

// The verdicts. Each is drawn with a word or sign of its own, so that colour is never alone.
const (
	Shortage   Verdict = "shortage"
	Watch      Verdict = "watch" // between shortage and none
	NoShortage Verdict = "none"
	Unrated    Verdict = "unrated"    // the inputs of the method are not there: X
	Suppressed Verdict = "suppressed" // too few observations: (c)
)

// Agreement is a table of units by methods with a verdict in each cell, and beside
// each unit how many of the methods that could rate it say shortage.
type Agreement struct {
	Label      Text // what is judged
	Rows, Cols []Text
	Verdicts   [][]Verdict // a row a Row
	Counts     [][2]int    // of each row: k methods say shortage of n that could rate it
}

// Membership says in which share of variants, in percent, each unit belongs to a
// set: one bar a unit and column, strong where the unit is in the set as declared.
type Membership struct {
	Label      Text // what the variants are
	Rows, Cols []Text
	Shares     [][]float64 // 0 to 100; a row a Row; NaN: not known
	Marks      [][]string  // text in place of the share; nil: ".." where there is none
	Chosen     [][]bool
	// Lower and Upper are the intervals of shares that were drawn and not counted; nil: counted.
	Lower, Upper [][]float64
}

// Move is how sure a change between two times is.
type Move int

// The moves of a slope. Still: the interval of the change holds zero.
const (
	Still Move = iota
	Up         // nearer to the first place, or a higher value
	Down
)

// SlopeItem is one unit at two times, each with its interval; NaN where there is none.
type SlopeItem struct {
	Label                            Text
	Before, BeforeLower, BeforeUpper float64
	After, AfterLower, AfterUpper    float64
	Move                             Move
}

// Slope joins the values of units at two times. What is sure to have changed stands
// out; the others are context, whichever way their line runs.
type Slope struct {
	X        Axis
	From, To Text // the two times
	Items    []SlopeItem
	Reverse  bool // places: 1 is best, above and on the left
}

// ComparedValue is a value with its interval; NaN where there is none.
type ComparedValue struct{ Value, Lower, Upper float64 }

// ComparedItem is one measure or unit in every place that is compared.
type ComparedItem struct {
	Label    Text
	Values   []ComparedValue // one a name; the first must be there
	Unit     string          // of the row, where it is not that of the axis
	Decimals int             // with Unit
	IsSure   bool            // the first differs from the second beyond error
}

// Compared sets one place or time against one or two others, a row a measure or unit:
// a dumbbell on a common scale, or rows of their own scale where measures differ.
type Compared struct {
	X         Axis
	Names     []Text // two or three; the first is the one that the rows are about
	Items     []ComparedItem
	OwnScales bool // each row has a scale of its own: only places within a row compare
}

// Tile is one region of the tile map.
type Tile struct {
	Code     string // NUTS
	Name     Text
	Short    string // at most four letters
	Value    float64
	Emphasis bool
	Area     *Area // its outline; nil: not known
}

// Area is the outline of a region on a plane, x to the east and y to the south.
type Area struct {
	Rings [][][2]float64 // closed, without the last point; holes run the other way than what they lie in
	Name  [2]float64     // where a name is well inside
}

// TileMap shows a rate by region in five classes: on a grid of equal tiles in their
// rough places, or on a wide drawing by their outlines, where all of them are given.
type TileMap struct {
	Value Axis
	Tiles []Tile
}

// Form ids.
func (Fan) Form() string     { return "fan" }
func (Lines) Form() string   { return "lines" }
func (Bars) Form() string    { return "bars" }
func (Dots) Form() string    { return "dots" }
func (Stacked) Form() string { return "stacked" }
func (Scatter) Form() string { return "scatter" }
func (Heat) Form() string    { return "heat" }
func (TileMap) Form() string { return "tilemap" }

// Form is the id of the form.
func (Agreement) Form() string { return "agreement" }

// Form is the id of the form.
func (Fans) Form() string { return "fans" }

// Form is the id of the form.
func (Membership) Form() string { return "membership" }

// Form is the id of the form.
func (Slope) Form() string { return "slope" }

// Form is the id of the form.
func (Compared) Form() string { return "compared" }

// Form is the id of the form.
func (Stacks) Form() string { return "stacks" }

// Size is one of the two drawings of a figure.
type Size string

// Wide is 720 pixels, narrow 328. Small is as narrow and serves both: it is the one
// drawing of a sheet, of which there are hundreds, and is drawn without the engine.
const (
	Wide   Size = "wide"
	Narrow Size = "narrow"
	Small  Size = "small"
)

// Request asks for one drawing.
type Request struct {
	ID            string // of the figure; ids inside the SVG start with it, the size and the language
	Spec          Spec
	Lang          string // it, en
	Size          Size
	Title         string // plain text of <title>
	Desc          string // plain text of <desc>
	Demonstration bool   // draws the mark "dati dimostrativi" / "demonstration data"
}

// Renderer draws. The result is one safe <svg> element whose colours are CSS variables.
type Renderer interface {
	Render(r Request) (svg []byte, err error)
}
