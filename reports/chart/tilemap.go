package chart

import (
	"errors"
	"fmt"
	"math"
)

// tilePlaces puts each region of NUTS 2021 on a grid of five columns and nine rows,
// in its rough place: neighbours on the map are neighbours here. ITDA is ISTAT's
// code for Trentino-Alto Adige as one region; it takes the tile of Bolzano.
func tilePlaces() map[string][2]int {
	return map[string][2]int{
		"ITC2": {0, 0}, "ITH2": {1, 0}, "ITH1": {2, 0}, "ITDA": {2, 0},
		"ITC1": {0, 1}, "ITC4": {1, 1}, "ITH3": {2, 1}, "ITH4": {3, 1},
		"ITC3": {0, 2}, "ITH5": {1, 2},
		"ITI1": {1, 3}, "ITI2": {2, 3}, "ITI3": {3, 3},
		"ITI4": {2, 4}, "ITF1": {3, 4}, "ITF2": {4, 4},
		"ITG2": {0, 5}, "ITF3": {3, 5}, "ITF4": {4, 5},
		"ITF5": {4, 6}, "ITF6": {4, 7}, "ITG1": {3, 8},
	}
}

const tileColumns, tileRows = 5, 9

func (s TileMap) check() error {
	if len(s.Tiles) == 0 {
		return errors.New("tile map: no tiles")
	}
	places := tilePlaces()
	taken := map[[2]int]string{}
	for _, t := range s.Tiles {
		place, ok := places[t.Code]
		switch {
		case !ok:
			return fmt.Errorf("tile map: code %q is not a region of NUTS 2021", t.Code)
		case taken[place] != "":
			return fmt.Errorf("tile map: %s and %s take the same tile", taken[place], t.Code)
		case math.IsInf(t.Value, 0):
			return fmt.Errorf("tile map: %s: infinite value", t.Code)
		}
		if t.Area != nil && !t.Area.isDrawn() {
			return fmt.Errorf("tile map: %s: an outline of no ring, or with a ring of fewer than 3 points, or a place that is no number", t.Code)
		}
		taken[place] = t.Code
	}
	return nil
}

// quintiles gives each value its class from 1 to 5, as many in each as ties allow:
// equal values share a class.
func quintiles(values []float64) []int {
	order := sortedIndex(values)
	out := make([]int, len(values))
	n := 0
	for _, v := range values {
		if isFinite(v) {
			n++
		}
	}
	for k, i := range order[:n] {
		out[i] = 1 + k*classes/n
		if k > 0 && values[i] == values[order[k-1]] {
			out[i] = out[order[k-1]]
		}
	}
	return out
}

func drawTileMap(d *drawing, s TileMap) error {
	if err := s.check(); err != nil {
		return err
	}
	top, err := d.header(s.Value, "")
	if err != nil {
		return err
	}
	values := make([]float64, len(s.Tiles))
	for i, t := range s.Tiles {
		values[i] = t.Value
	}
	class := quintiles(values)
	samples, err := d.classKey(s.Value, values, class)
	if err != nil {
		return err
	}
	top = d.key(samples, top) + 6
	if !d.narrow && s.hasAreas() {
		d.drawAreas(s, class, top)
		return nil
	}
	const tileHeight = 44.0
	tileWidth := d.pick(68, 65)
	columns, rows := make([]string, tileColumns), make([]string, tileRows)
	for i := range columns {
		columns[i] = fmt.Sprintf("column %d", i+1)
	}
	for i := range rows {
		rows[i] = fmt.Sprintf("row %d", i+1)
	}
	p := d.plot(plot{left: 1, top: top, width: tileWidth * tileColumns, height: tileHeight * tileRows,
		x: category(columns), y: category(rows), down: true}, false, false)
	d.height = p.bottom() + 2
	var data []any
	for i, t := range s.Tiles {
		at := tilePlaces()[t.Code]
		if isFinite(t.Value) {
			data = append(data, []any{at[0], at[1], t.Value, class[i]})
		}
		d.tile(s, p, t, class[i], at)
	}
	d.cells(p, data, 0)
	if !d.narrow {
		d.tileList(s, class, p.right()+50, p.top)
	}
	return nil
}

// classKey says which values each colour stands for.
func (d *drawing) classKey(a Axis, values []float64, class []int) ([]sample, error) {
	var samples []sample
	for c := 1; c <= classes; c++ {
		var members []float64
		for i, v := range values {
			if class[i] == c {
				members = append(members, v)
			}
		}
		if len(members) == 0 {
			continue
		}
		lo, hi := extent(members)
		text := d.number(a, lo)
		if high := d.number(a, hi); high != text {
			var err error
			if text, err = d.message("range", "from", text, "to", high); err != nil {
				return nil, err
			}
		}
		fill, _ := seqRoles(c)
		samples = append(samples, boxSample(text, fill, 1, pen{noColour, 0, nil}))
	}
	return samples, nil
}

func (d *drawing) tile(s TileMap, p plot, t Tile, class int, at [2]int) {
	x, y := p.px(float64(at[0])), p.py(float64(at[1]))
	halfWidth, halfHeight := p.width/tileColumns/2, p.height/tileRows/2
	colour := ink2
	frame := box{x - halfWidth + 2, y - halfHeight + 2, x + halfWidth - 2, y + halfHeight - 2}
	if class > 0 {
		_, colour = seqRoles(class)
	} else {
		d.rect(frame, noColour, 1, pen{axisLine, 1, []float64{3, 3}}, zGuide)
	}
	if t.Emphasis {
		d.rect(frame, noColour, 1, pen{contrast, 2.5, nil}, zDot)
	}
	d.write(label{x, y - 8, truncate(clean(t.Short), halfWidth*2-6, true), middle, colour, true, false})
	d.write(label{x, y + 8, d.number(s.Value, t.Value), middle, colour, false, false})
}

// tileList names the regions beside the map, in the order given: a ranking would
// need its intervals.
func (d *drawing) tileList(s TileMap, class []int, left, top float64) {
	const row = 18.0
	right := math.Min(d.width, left+290)
	for i, t := range s.Tiles {
		y := top + 10 + float64(i)*row
		if class[i] > 0 {
			fill, _ := seqRoles(class[i])
			d.rect(box{left, y - 6, left + 12, y + 6}, fill, 1, pen{noColour, 0, nil}, zGuide)
		} else {
			d.rect(box{left + 0.5, y - 5.5, left + 11.5, y + 5.5}, noColour, 1, pen{axisLine, 1, []float64{2, 2}}, zGuide)
		}
		value := d.number(s.Value, t.Value)
		d.write(label{right, y, value, end, ink, t.Emphasis, false})
		room := right - textWidth(value, true) - 10 - (left + 20)
		name := truncate(d.of(t.Name), room, t.Emphasis)
		d.write(label{left + 20, y, name, start, ink, t.Emphasis, false})
		d.height = math.Max(d.height, y+9)
	}
}
