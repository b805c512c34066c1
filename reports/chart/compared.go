package chart

import (
	"errors"
	"fmt"
	"math"
)

// mostCompared is how many places or times stand in one row: each has a sign of its own.
const mostCompared = 3

func (s Compared) check() error {
	switch {
	case len(s.Items) == 0:
		return errors.New("compared: no rows")
	case len(s.Items) > maxRows:
		return errTooMany("rows", len(s.Items), maxRows)
	case len(s.Names) < 2 || len(s.Names) > mostCompared:
		return fmt.Errorf("compared: %d are compared, expected 2 to %d", len(s.Names), mostCompared)
	}
	for _, it := range s.Items {
		if len(it.Values) != len(s.Names) {
			return fmt.Errorf("compared: row %q has %d values for %d names", it.Label.EN, len(it.Values), len(s.Names))
		}
		if !isFinite(it.Values[0].Value) {
			return fmt.Errorf("compared: row %q has %v for %q: a row without the value that it compares is no comparison", it.Label.EN, it.Values[0].Value, s.Names[0].EN)
		}
		for k, v := range it.Values {
			if math.IsInf(v.Value, 0) || v.Lower > v.Upper || v.Value < v.Lower || v.Value > v.Upper {
				return fmt.Errorf("compared: row %q has %v between %v and %v for %q", it.Label.EN, v.Value, v.Lower, v.Upper, s.Names[k].EN)
			}
		}
	}
	return nil
}

// comparedRows is the layout: names left of the strips and values right of them on a
// wide drawing; on a narrow one names above and values below.
type comparedRows struct {
	names   [][]string
	values  [][]string // of each row, one a name
	height  float64    // of a row
	left    float64    // of the strips
	width   float64
	columns []float64 // right ends of the values on a wide drawing
}

// drawCompared draws one strip a row: the first as a full dot with its interval, the
// others hollow, joined to it. Few marks and plain, so that no size needs the engine.
func drawCompared(d *drawing, s Compared) error {
	if err := s.check(); err != nil {
		return err
	}
	d.plain = true
	var common axis
	note := ""
	if !s.OwnScales {
		common = niceAxis(s.reach(s.Items...), s.X.Zero, int(d.pick(6, 4)))
		var err error
		if note, err = d.fromNote(s.X, common); err != nil {
			return err
		}
	}
	top, err := d.header(s.X, note)
	if err != nil {
		return err
	}
	var samples []sample
	for k, name := range s.Names {
		samples = append(samples, sample{text: d.of(name), draw: func(d *drawing, x, y float64) { d.sign(k, x+sampleWidth/2, y) }})
	}
	top = d.key(samples, top) + 6
	r := d.layCompared(s)
	if !d.narrow {
		for k, column := range r.columns {
			d.sign(k, column-5.5, top+4)
		}
		top += 16
	}
	first := top
	texts := make([]string, len(s.Items))
	for i, it := range s.Items {
		scale := common
		if s.OwnScales {
			scale = ownAxis(s.reach(it))
		}
		d.comparedRow(s, r, i, top, scale)
		texts[i] = d.comparedText(s, it)
		top += r.height
	}
	d.height = top + 4
	if !s.OwnScales {
		d.height = top + 22
		p := plot{left: r.left, top: first, width: r.width, height: top - first, x: common, y: category([]string{""}), down: true}
		d.plot(p, true, false)
		d.acrossTicks(s.X, p, top+12)
	}
	d.spot(spots{down: true, first: first + r.height/2, step: r.height, from: 0, to: d.width, texts: texts})
	return nil
}

// reach is every value and end of rows.
func (s Compared) reach(items ...ComparedItem) []float64 {
	var out []float64
	for _, it := range items {
		for _, v := range it.Values {
			out = append(out, v.Value, v.Lower, v.Upper)
		}
	}
	return out
}

// ownAxis holds what one row shows and no more: it has no ticks.
func ownAxis(values []float64) axis {
	lo, hi := extent(values)
	if lo == hi {
		lo, hi = lo-1, hi+1
	}
	return axis{min: lo, max: hi, step: hi - lo}
}

// sign is the mark of the k-th that is compared: a full dot, a ring, a diamond.
func (d *drawing) sign(k int, x, y float64) {
	switch k {
	case 0:
		d.circle(x, y, 5, contrast, pen{paper, 1, nil}, zDot)
	case 1:
		d.circle(x, y, 4, paper, pen{main1, 2, nil}, zGuide+1)
	default:
		const r = 4.5
		points := [][2]float64{{x, y - r}, {x + r, y}, {x, y + r}, {x - r, y}}
		d.marks = append(d.marks, mark{series: d.now, z: zGuide + 1, name: "polygon", shape: [][2]string{{"points", pixels(points)}}, fill: paper, opacity: 1, edge: pen{neutral, 1.5, nil}})
	}
}

// comparedValues are the values of a row as they are written: the first with its
// interval, all as precise as their intervals allow.
func (d *drawing) comparedValues(s Compared, it ComparedItem) []string {
	var out []string
	for k, v := range it.Values {
		switch {
		case !isFinite(v.Value):
			out = append(out, "–")
		case k == 0:
			out = append(out, d.comparedReading(it.axis(s.X), v))
		default:
			out = append(out, d.within(it.axis(s.X), v.Value, (v.Upper-v.Lower)/2))
		}
	}
	return out
}

// comparedReading is a value with its interval, the unit said once: 44,0% (41,6 – 46,4).
func (d *drawing) comparedReading(a Axis, v ComparedValue) string {
	half := (v.Upper - v.Lower) / 2
	text := d.within(a, v.Value, half)
	if !isFinite(half) || half == 0 {
		return text
	}
	plain := a
	plain.Unit = ""
	return text + " (" + d.within(plain, v.Lower, half) + " – " + d.within(plain, v.Upper, half) + ")"
}

// axis of a row: that of all, in the row's own unit where it has one.
func (it ComparedItem) axis(a Axis) Axis {
	if it.Unit != "" {
		a.Unit, a.Decimals = it.Unit, it.Decimals
	}
	return a
}

func (d *drawing) layCompared(s Compared) comparedRows {
	r := comparedRows{}
	widths := make([]float64, len(s.Names))
	for _, it := range s.Items {
		values := d.comparedValues(s, it)
		r.values = append(r.values, values)
		for k, text := range values {
			widths[k] = math.Max(widths[k], textWidth(text, k == 0))
		}
	}
	nameWidth := d.width
	if !d.narrow {
		x := d.width
		r.columns = make([]float64, len(widths))
		for k := len(widths) - 1; k >= 0; k-- {
			r.columns[k] = x
			x -= math.Ceil(widths[k]) + 14
		}
		nameWidth = d.width * 0.36
		longest := 0.0
		for _, it := range s.Items {
			longest = math.Max(longest, widest(wrap(d.lang.Of(it.Label), nameWidth, 2, it.IsSure), it.IsSure))
		}
		r.left = math.Ceil(longest) + 20
		r.width = x - r.left - 6
	} else {
		r.left, r.width = 8, d.width-16
	}
	// All rows are as high as the highest: they are pointed at by equal steps.
	most := 1
	for _, it := range s.Items {
		lines := wrap(d.lang.Of(it.Label), nameWidth, 2, it.IsSure)
		r.names = append(r.names, lines)
		most = max(most, len(lines))
	}
	r.height = math.Max(30, 12+float64(most)*lineHeight)
	if d.narrow {
		r.height = float64(most)*lineHeight + 18 + lineHeight + 12
	}
	return r
}

// comparedRow draws one row from its top.
func (d *drawing) comparedRow(s Compared, r comparedRows, i int, top float64, scale axis) {
	it := s.Items[i]
	y := top + r.height/2
	if d.narrow {
		y = top + r.height - lineHeight - 21
		for k, line := range r.names[i] {
			d.write(label{0, y - 10 - lineHeight/2 - float64(len(r.names[i])-1-k)*lineHeight, line, start, ink, it.IsSure, true})
		}
	} else {
		for k, line := range r.names[i] {
			d.write(label{0, y + (float64(k)-float64(len(r.names[i])-1)/2)*lineHeight, line, start, ink, it.IsSure, false})
		}
	}
	x := func(v float64) float64 { return r.left + scale.at(v)*r.width }
	d.line(r.left, y, r.left+r.width, y, pen{grid, 1, []float64{1, 3}}, zBack)
	own := it.Values[0]
	for k, v := range it.Values[1:] {
		if !isFinite(v.Value) {
			continue
		}
		if k == 0 {
			d.line(x(v.Value), y, x(own.Value), y, pen{neutral, 1, nil}, zGuide)
		}
		if isFinite(v.Lower) && isFinite(v.Upper) && k == 0 {
			d.line(x(v.Lower), y+6, x(v.Upper), y+6, pen{main1, 1.5, nil}, zGuide)
		}
	}
	for k := len(it.Values) - 1; k > 0; k-- {
		if isFinite(it.Values[k].Value) {
			d.sign(k, x(it.Values[k].Value), y)
		}
	}
	if isFinite(own.Lower) && isFinite(own.Upper) {
		d.line(x(own.Lower), y, x(own.Upper), y, pen{contrast, 2.5, nil}, zBar)
	}
	d.sign(0, x(own.Value), y)
	if !d.narrow {
		for k, text := range r.values[i] {
			d.write(label{r.columns[k], y, text, end, ink, k == 0 && it.IsSure, false})
		}
		return
	}
	at, y := 8.0, y+18
	for k, text := range r.values[i] {
		d.sign(k, at, y)
		d.write(label{at + 10, y, text, start, ink, k == 0 && it.IsSure, true})
		at += 10 + math.Ceil(textWidth(text, true)) + 20
	}
}

// comparedText says a row in words, for those who point at it.
func (d *drawing) comparedText(s Compared, it ComparedItem) string {
	text := d.of(it.Label) + ": "
	for k, v := range it.Values {
		if !isFinite(v.Value) {
			continue
		}
		if k > 0 {
			text += ", "
		}
		text += d.of(s.Names[k]) + " " + d.reading(it.axis(s.X), v.Value, v.Lower, v.Upper)
	}
	return text
}
