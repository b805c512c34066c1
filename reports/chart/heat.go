package chart

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/go-echarts/go-echarts/v2/opts"
)

// maxHeatRows keeps the table within one drawing.
const maxHeatRows = 40

// classes is the number of colours of a sequential scale.
const classes = 5

func (s Heat) check() error {
	switch {
	case len(s.Rows) == 0 || len(s.Cols) == 0:
		return errors.New("heat: no rows or no columns")
	case len(s.Rows) > maxHeatRows:
		return errTooMany("rows", len(s.Rows), maxHeatRows)
	case len(s.Cells) != len(s.Rows):
		return fmt.Errorf("heat: %d rows of cells for %d rows", len(s.Cells), len(s.Rows))
	case len(s.Marks) != 0 && len(s.Marks) != len(s.Rows):
		return fmt.Errorf("heat: %d rows of marks for %d rows", len(s.Marks), len(s.Rows))
	case s.Lead < 0 || s.Lead >= len(s.Cols):
		return fmt.Errorf("heat: %d leading columns of %d", s.Lead, len(s.Cols))
	case s.LowHigh != [2]float64{} && !(s.LowHigh[0] < s.LowHigh[1]):
		return fmt.Errorf("heat: colours from %v to %v", s.LowHigh[0], s.LowHigh[1])
	}
	for i, row := range s.Cells {
		if len(row) != len(s.Cols) || len(s.Marks) > 0 && len(s.Marks[i]) != len(s.Cols) {
			return fmt.Errorf("heat: row %q has %d cells for %d columns", s.Rows[i].EN, len(row), len(s.Cols))
		}
		if slices.ContainsFunc(row, func(v float64) bool { return math.IsInf(v, 0) }) {
			return fmt.Errorf("heat: row %q has an infinite value", s.Rows[i].EN)
		}
	}
	return nil
}

// text of a cell: its mark, or the number without the sign of the unit, which the
// title of the axis has.
func (d *drawing) cellText(s Heat, i, j int) string {
	if len(s.Marks) > 0 && s.Marks[i][j] != "" {
		return clean(s.Marks[i][j])
	}
	return d.lang.Number(s.Cells[i][j], s.Value.Decimals)
}

// shown cuts the table to the columns that fit: those that lead and those with the
// highest mean, in their own order.
func (s Heat) shown(most int) Heat {
	if len(s.Cols) <= most {
		return s
	}
	means := make([]float64, len(s.Cols))
	for j := range s.Cols {
		if j < s.Lead {
			means[j] = math.Inf(-1)
			continue
		}
		sum, n := 0.0, 0.0
		for i := range s.Rows {
			if isFinite(s.Cells[i][j]) {
				sum, n = sum+s.Cells[i][j], n+1
			}
		}
		means[j] = -sum / n // of no value NaN, which comes last
	}
	kept := slices.Sorted(slices.Values(sortedIndex(means)[:most]))
	out := Heat{Value: s.Value, Rows: s.Rows, Lead: s.Lead, ZeroBlank: s.ZeroBlank, LowHigh: s.LowHigh, Signs: s.Signs}
	for _, j := range kept {
		out.Cols = append(out.Cols, s.Cols[j])
	}
	for i := range s.Rows {
		var cells []float64
		var marks []string
		for _, j := range kept {
			cells = append(cells, s.Cells[i][j])
			if len(s.Marks) > 0 {
				marks = append(marks, s.Marks[i][j])
			}
		}
		out.Cells = append(out.Cells, cells)
		if len(s.Marks) > 0 {
			out.Marks = append(out.Marks, marks)
		}
	}
	return out
}

// classOf splits lo to hi into five equal steps, 1 to 5.
func classOf(v, lo, hi float64) int {
	if hi <= lo {
		return 3
	}
	return min(classes, 1+int((v-lo)/(hi-lo)*classes))
}

// heatGrid is where the cells of a heat table lie.
type heatGrid struct {
	plot
	rowHeight, cellHeight float64
	heads                 [][]string
	letters               bool // heads are letters, explained in a key
}

// hues of a table: the class of a coloured cell from 1 to 5, 0 for none, and the key.
type hues struct {
	class func(v float64) int
	key   func(top float64) (float64, error)
}

func drawHeat(d *drawing, s Heat) error {
	if err := s.check(); err != nil {
		return err
	}
	lo, hi := extentOf(s.Cells, s.Lead)
	if s.LowHigh != [2]float64{} {
		lo, hi = s.LowHigh[0], s.LowHigh[1]
	}
	zero := d.lang.Number(0, s.Value.Decimals)
	return d.heatTable(s, hues{
		class: func(v float64) int {
			if s.ZeroBlank && d.lang.Number(math.Abs(v), s.Value.Decimals) == zero {
				return 0
			}
			return classOf(min(max(v, lo), hi), lo, hi)
		},
		key: func(top float64) (float64, error) {
			if s.Signs {
				return top, nil
			}
			return d.scaleKey(s.Value, lo, hi, top), nil
		},
	})
}

// heatTable draws rows of cells under their heads.
func (d *drawing) heatTable(s Heat, h hues) error {
	top, err := d.header(s.Value, "")
	if err != nil {
		return err
	}
	left := 0.0
	if !d.narrow {
		for _, row := range s.Rows {
			left = math.Max(left, widest(wrap(d.lang.Of(row), 200, 2, false), false))
		}
		left = math.Ceil(left) + 10
	}
	cellWidth := 34.0
	for i := range s.Rows {
		for j := range s.Cols {
			cellWidth = math.Max(cellWidth, textWidth(d.cellText(s, i, j), j < s.Lead)+10)
		}
	}
	all := len(s.Cols)
	s = s.shown(max(1+s.Lead, int((d.width-left)/cellWidth)))
	if top, err = h.key(top); err != nil {
		return err
	}
	g := d.heatGrid(s, left)
	if g.letters {
		d.height = top
		d.list(textsOf(d, s.Cols), letter)
		top = d.height + 4
	}
	g.top += top
	g.plot = d.plot(g.plot, false, false)
	d.height = g.bottom() + 4
	if d.narrow {
		d.height = g.top + g.height + 2 - (g.rowHeight-g.cellHeight)/2
	}
	d.heatCells(s, g, h)
	if len(s.Cols) < all {
		text, err := d.message("rest_in_table")
		if err != nil {
			return err
		}
		d.write(label{0, d.height + 10, text, start, ink2, false, false})
		d.height += 20
	}
	return nil
}

func letter(i int) string { return string(rune('A' + i%26)) }

// extentOf the cells right of those that lead.
func extentOf(cells [][]float64, lead int) (lo, hi float64) {
	var all []float64
	for _, row := range cells {
		all = append(all, row[lead:]...)
	}
	return extent(all)
}

// scaleKey shows the five colours with the values at both ends.
func (d *drawing) scaleKey(a Axis, lo, hi, top float64) float64 {
	y := top + 8
	low, high := d.number(a, lo), d.number(a, hi)
	d.write(label{0, y, low, start, ink2, false, false})
	x := textWidth(low, false) + 6
	for c := 1; c <= classes; c++ {
		fill, _ := seqRoles(c)
		d.rect(box{x, y - 5, x + 26, y + 5}, fill, 1, pen{noColour, 0, nil}, zGuide)
		x += 27
	}
	d.write(label{x + 5, y, high, start, ink2, false, false})
	return top + 22
}

func textsOf(d *drawing, texts []Text) []string {
	out := make([]string, len(texts))
	for i, t := range texts {
		out[i] = d.of(t)
	}
	return out
}

// heatGrid lays cells out under their heads: names where their words fit, letters otherwise.
func (d *drawing) heatGrid(s Heat, left float64) heatGrid {
	g := heatGrid{rowHeight: 28, cellHeight: 28}
	columns, rows := textsOf(d, s.Cols), textsOf(d, s.Rows)
	width := (d.width - left) / float64(len(s.Cols))
	for j := range s.Cols {
		lines := wrap(columns[j], width-6, 4, j < s.Lead)
		g.heads = append(g.heads, lines)
		g.letters = g.letters || len(lines) > 0 && endsCut(lines, columns[j])
	}
	most := 1
	for j := range g.heads {
		if g.letters {
			g.heads[j] = []string{letter(j)}
		}
		most = max(most, len(g.heads[j]))
	}
	for i := range s.Rows {
		if !d.narrow && len(wrap(rows[i], left-8, 2, false)) > 1 {
			g.rowHeight, g.cellHeight = 34, 34
		}
	}
	g.plot = plot{left: left, top: float64(most)*lineHeight + 4, width: d.width - left,
		x: category(distinct(columns)), y: category(distinct(rows)), down: true}
	if d.narrow {
		g.rowHeight, g.cellHeight = 44, 24
		g.top += 10 // cells sit in the lower part of their rows
	}
	g.height = g.rowHeight * float64(len(s.Rows))
	return g
}

// endsCut says whether wrapping lost part of the text.
func endsCut(lines []string, full string) bool {
	last := lines[len(lines)-1]
	return len(last) >= len(ellipsis) && last[len(last)-len(ellipsis):] == ellipsis && full[len(full)-1:] != ellipsis
}

func (d *drawing) heatCells(s Heat, g heatGrid, h hues) {
	for j, head := range g.heads {
		for k, line := range head {
			y := g.py(0) - g.cellHeight/2 - 10 - float64(len(head)-1-k)*lineHeight
			if d.narrow {
				y -= 18
			}
			d.write(label{g.px(float64(j)), y, line, middle, ink2, g.letters || j < s.Lead, false})
		}
	}
	var data []any
	width := g.width / float64(len(s.Cols))
	for i, row := range s.Cells {
		d.rowName(s, g, i)
		for j, v := range row {
			x, y := g.px(float64(j)), g.py(float64(i))
			class, colour := 0, ink2
			switch {
			case j < s.Lead:
				colour = ink
			case !isFinite(v):
				d.rect(box{x - width/2 + 2, y - g.cellHeight/2 + 2, x + width/2 - 2, y + g.cellHeight/2 - 2},
					noColour, 1, pen{grid, 1, []float64{2, 2}}, zGuide)
			default:
				class = h.class(v)
			}
			if class > 0 {
				data = append(data, []any{j, i, v, class})
				_, colour = seqRoles(class)
			}
			d.write(label{x, y, d.cellText(s, i, j), middle, colour, j < s.Lead, false})
		}
	}
	d.cells(g.plot, data, (g.rowHeight-g.cellHeight)/2)
}

func (d *drawing) rowName(s Heat, g heatGrid, i int) {
	y := g.py(float64(i))
	if d.narrow {
		d.write(label{0, y - g.cellHeight/2 - 8, truncate(d.of(s.Rows[i]), d.width, false), start, ink, false, false})
		return
	}
	lines := wrap(d.lang.Of(s.Rows[i]), g.left-8, 2, false)
	for k, line := range lines {
		d.write(label{g.left - 8, y + (float64(k)-float64(len(lines)-1)/2)*lineHeight, line, end, ink, false, false})
	}
}

// cells adds coloured cells whose fourth value is the class; each gets a rim of
// paper, thicker above and below where rows stand apart.
func (d *drawing) cells(p plot, data []any, apart float64) {
	s := p.on("heatmap", "cells")
	s.Data = data
	s.ItemStyle = &opts.ItemStyle{BorderColor: paper.sentinel(), BorderWidth: 2}
	d.layers = append(d.layers, layer{SingleSeries: s, Z: zBar})
	m := opts.VisualMap{Type: "piecewise", Dimension: "3", Show: opts.Bool(false)}
	for c := 1; c <= classes; c++ {
		fill, _ := seqRoles(c)
		m.Pieces = append(m.Pieces, opts.Piece{Gte: float32(c) - 0.5, Lt: float32(c) + 0.5, Color: fill.sentinel()})
	}
	d.maps = append(d.maps, m)
	if apart > 0 {
		for i := range p.y.names {
			y := p.py(float64(i))
			half := p.height/float64(len(p.y.names))/2 - apart
			d.rect(box{p.left - 1, y - half - 2*apart, p.right() + 1, y - half}, paper, 1, pen{noColour, 0, nil}, zDot)
		}
		y := p.bottom()
		d.rect(box{p.left - 1, y - apart, p.right() + 1, y + 1}, paper, 1, pen{noColour, 0, nil}, zDot)
	}
}
