package chart

import (
	"errors"
	"fmt"
	"math"

	"fabbisogno/reports/locale"
)

func (s Membership) check() error {
	switch {
	case len(s.Rows) == 0 || len(s.Cols) == 0:
		return errors.New("membership: no units or no columns")
	case len(s.Rows) > maxRows:
		return errTooMany("rows", len(s.Rows), maxRows)
	case len(s.Shares) != len(s.Rows) || len(s.Chosen) != len(s.Rows) || len(s.Marks) != 0 && len(s.Marks) != len(s.Rows):
		return fmt.Errorf("membership: %d rows of shares and %d of choices for %d units", len(s.Shares), len(s.Chosen), len(s.Rows))
	}
	if len(s.Lower) != len(s.Upper) || len(s.Lower) != 0 && len(s.Lower) != len(s.Rows) {
		return fmt.Errorf("membership: %d rows of lower and %d of upper ends for %d units", len(s.Lower), len(s.Upper), len(s.Rows))
	}
	for i, row := range s.Shares {
		if len(s.Lower) > 0 && (len(s.Lower[i]) != len(s.Cols) || len(s.Upper[i]) != len(s.Cols)) {
			return fmt.Errorf("membership: unit %q has %d intervals for %d columns", s.Rows[i].EN, len(s.Lower[i]), len(s.Cols))
		}
		if len(row) != len(s.Cols) || len(s.Chosen[i]) != len(s.Cols) || len(s.Marks) > 0 && len(s.Marks[i]) != len(s.Cols) {
			return fmt.Errorf("membership: unit %q has %d shares for %d columns", s.Rows[i].EN, len(row), len(s.Cols))
		}
		for _, v := range row {
			if v < 0 || v > 100 {
				return fmt.Errorf("membership: unit %q has the share %v: expected 0 to 100", s.Rows[i].EN, v)
			}
		}
	}
	return nil
}

// leastMember is the narrowest column in which a bar and its number can be read.
const leastMember = 84.0

func drawMembership(d *drawing, s Membership) error {
	if err := s.check(); err != nil {
		return err
	}
	top, err := d.header(Axis{Label: s.Label}, "")
	if err != nil {
		return err
	}
	in, err := d.message("in_set")
	if err != nil {
		return err
	}
	out, err := d.message("not_in_set")
	if err != nil {
		return err
	}
	top = d.key([]sample{boxSample(in, main1, 1, pen{noColour, 0, nil}), boxSample(out, neutral, 1, pen{noColour, 0, nil})}, top) + 4
	names, left := d.memberNames(s)
	// Where not all columns fit, the first ones are drawn.
	columns := min(len(s.Cols), int((d.width-left)/leastMember))
	width := (d.width - left) / float64(columns)
	heads, lines := make([][]string, columns), 1
	for j := range heads {
		heads[j] = wrap(d.lang.Of(s.Cols[j]), width-8, 3, true)
		lines = max(lines, len(heads[j]))
	}
	height := 26.0
	if d.narrow {
		height = 44
	} else {
		for _, n := range names {
			height = math.Max(height, 8+float64(len(n))*lineHeight)
		}
	}
	top += float64(lines)*lineHeight + 4
	d.height = top + height*float64(len(s.Rows)) + 4
	for j := range columns {
		x := left + float64(j)*width
		for k, line := range heads[j] {
			d.write(label{x, top - 4 - float64(len(heads[j])-k)*lineHeight + lineHeight/2, line, start, ink2, true, false})
		}
		d.memberColumn(s, j, plot{left: x, top: top, width: width - 52, height: height * float64(len(s.Rows)),
			x: axis{max: 100, step: 50}, y: category(distinct(textsOf(d, s.Rows))), down: true})
	}
	d.writeMemberNames(names, left, top, height)
	if columns < len(s.Cols) {
		text, err := d.message("rest_in_table")
		if err != nil {
			return err
		}
		d.write(label{0, d.height + 8, text, start, ink2, false, false})
		d.height += 18
	}
	return nil
}

// memberNames breaks names into lines and gives the room left of the bars.
func (d *drawing) memberNames(s Membership) (names [][]string, left float64) {
	for _, row := range s.Rows {
		lines := wrap(d.lang.Of(row), d.pick(210, d.width), int(d.pick(2, 1)), false)
		names = append(names, lines)
		left = math.Max(left, widest(lines, false))
	}
	if d.narrow {
		return names, 0
	}
	return names, math.Ceil(left) + 12
}

func (d *drawing) writeMemberNames(names [][]string, left, top, height float64) {
	for i, lines := range names {
		y := top + (float64(i)+0.5)*height
		if d.narrow {
			d.write(label{0, y - 13, lines[0], start, ink, false, false})
			continue
		}
		for k, line := range lines {
			d.write(label{left - 12, y + (float64(k)-float64(len(lines)-1)/2)*lineHeight, line, end, ink, false, false})
		}
	}
}

// memberColumn draws the bars of one column, each within a rim that is 100 percent long.
func (d *drawing) memberColumn(s Membership, j int, p plot) {
	p = d.plot(p, false, false)
	values, colours := make([]float64, len(s.Rows)), make([]role, len(s.Rows))
	const thick = 12.0
	for i := range s.Rows {
		values[i], colours[i] = s.Shares[i][j], neutral
		if s.Chosen[i][j] {
			colours[i] = main1
		}
		y := p.py(float64(i))
		if d.narrow {
			y += 8
		}
		text := d.lang.Percent(values[i], 0)
		if !isFinite(values[i]) {
			text = locale.Missing
			if len(s.Marks) > 0 && s.Marks[i][j] != "" {
				text = clean(s.Marks[i][j])
			}
		} else {
			d.rect(box{p.left, y - thick/2, p.px(values[i]), y + thick/2}, colours[i], 1, pen{noColour, 0, nil}, zBar)
			d.rect(box{p.left, y - thick/2, p.right(), y + thick/2}, noColour, 1, pen{axisLine, 1, nil}, zGuide)
			if len(s.Lower) > 0 && isFinite(s.Lower[i][j]) && isFinite(s.Upper[i][j]) {
				d.memberInterval(p, s.Lower[i][j], s.Upper[i][j], y)
			}
		}
		d.write(label{p.right() + 5, y, text, start, ink, s.Chosen[i][j], false})
	}
}

// memberInterval is the interval of a share of draws: a line with ends, over a rim of paper.
func (d *drawing) memberInterval(p plot, lower, upper, y float64) {
	l, u := p.px(lower), p.px(upper)
	path := [][2]float64{{l, y - 4}, {l, y + 4}, {l, y}, {u, y}, {u, y - 4}, {u, y + 4}}
	d.polyline(path, pen{paper, 4, nil}, zGuide)
	d.polyline(path, pen{ink, 1.5, nil}, zGuide)
}
