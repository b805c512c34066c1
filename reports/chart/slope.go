package chart

import (
	"errors"
	"fmt"
	"math"
)

func (s Slope) check() error {
	if len(s.Items) == 0 {
		return errors.New("slope: no units")
	}
	if len(s.Items) > maxRows {
		return errTooMany("units", len(s.Items), maxRows)
	}
	for _, it := range s.Items {
		if !isFinite(it.Before) || !isFinite(it.After) {
			return fmt.Errorf("slope: unit %q has %v before and %v after: a unit without a value at both times is no change", it.Label.EN, it.Before, it.After)
		}
	}
	return nil
}

// drawSlope joins the two values of each unit: side by side on a wide drawing, in a
// row of its own with the name above on a narrow one.
func drawSlope(d *drawing, s Slope) error {
	if err := s.check(); err != nil {
		return err
	}
	top, err := d.header(s.X, "")
	if err != nil {
		return err
	}
	samples, err := d.slopeKey(s)
	if err != nil {
		return err
	}
	top = d.key(samples, top) + 6
	if d.narrow {
		d.slopeRows(s, top)
		return nil
	}
	d.slopeLines(s, top)
	return nil
}

// slopePen is how a move is drawn. Colour is not alone: what is still is thin and dashed.
func slopePen(m Move) pen {
	switch m {
	case Up:
		return pen{contrast, 2.5, nil}
	case Down:
		return pen{main1, 2.5, nil}
	}
	return pen{neutral, 1, []float64{4, 3}}
}

// slopeKey names the moves that are there.
func (d *drawing) slopeKey(s Slope) ([]sample, error) {
	var out []sample
	for i, id := range []string{"slope_still", "slope_up", "slope_down"} {
		move := Move(i)
		for _, it := range s.Items {
			if it.Move == move {
				text, err := d.message(id)
				if err != nil {
					return nil, err
				}
				out = append(out, lineSample(text, slopePen(move)))
				break
			}
		}
	}
	return out, nil
}

// reach is the least and the greatest value of all units.
func (s Slope) reach() (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, it := range s.Items {
		for _, v := range []float64{it.Before, it.BeforeLower, it.BeforeUpper, it.After, it.AfterLower, it.AfterUpper} {
			if isFinite(v) {
				low, high = math.Min(low, v), math.Max(high, v)
			}
		}
	}
	if low == high {
		high = low + 1
	}
	return low, high
}

// at is the place of a value from 0, the best end, to 1.
func (s Slope) at(v, low, high float64) float64 {
	share := (v - low) / (high - low)
	if !s.Reverse {
		return 1 - share
	}
	return share
}

// withInterval is a value with its interval, "3 (1–6)"; a value that cannot move stands alone.
func (d *drawing) withInterval(a Axis, v, lower, upper float64) string {
	text := d.number(a, v)
	if !isFinite(lower) || !isFinite(upper) || lower == upper {
		return text
	}
	return text + " (" + d.number(a, lower) + "–" + d.number(a, upper) + ")"
}

// slopeLines is the wide drawing: values with intervals at both ends, names at the right.
func (d *drawing) slopeLines(s Slope, top float64) {
	var before, after []string
	for _, it := range s.Items {
		before = append(before, d.withInterval(s.X, it.Before, it.BeforeLower, it.BeforeUpper))
		after = append(after, d.withInterval(s.X, it.After, it.AfterLower, it.AfterUpper))
	}
	left := math.Ceil(math.Max(widest(before, true), textWidth(d.of(s.From), true)/2)) + 14
	nameWidth := d.width * 0.4
	right := d.width - nameWidth - math.Ceil(widest(after, true)) - 24
	d.write(label{left, top + lineHeight/2, d.of(s.From), middle, ink2, true, false})
	d.write(label{right, top + lineHeight/2, d.of(s.To), middle, ink2, true, false})
	top += lineHeight + 12

	// Both ends keep the order of their values; labels move apart where values are near.
	low, high := s.ends()
	var names [][]string
	var heights, one []float64
	total := 0.0
	for _, it := range s.Items {
		lines := wrap(d.lang.Of(it.Label), nameWidth-4, 2, it.Move != Still)
		names = append(names, lines)
		h := math.Max(18, 4+float64(len(lines))*lineHeight)
		heights, one = append(heights, h), append(one, 18)
		total += h
	}
	height := math.Max(total, 22*float64(len(s.Items)))
	yBefore, yAfter := make([]float64, len(s.Items)), make([]float64, len(s.Items))
	for i, it := range s.Items {
		yBefore[i] = top + 9 + s.at(it.Before, low, high)*(height-18)
		yAfter[i] = top + 9 + s.at(it.After, low, high)*(height-18)
	}
	yBefore, yAfter = spread(yBefore, one, top, top+height), spread(yAfter, heights, top, top+height)
	d.height = top + height + 4
	d.plot(plot{left: left, top: top, width: right - left, height: height, x: axis{max: 1, step: 1}, y: axis{max: 1, step: 1}}, false, false)
	d.line(left, top-4, left, top+height, pen{axisLine, 1, nil}, zBack)
	d.line(right, top-4, right, top+height, pen{axisLine, 1, nil}, zBack)
	for _, sure := range []bool{false, true} { // what stands out lies above
		for i, it := range s.Items {
			if (it.Move != Still) == sure {
				d.slopeLine(it, [2]float64{left, yBefore[i]}, [2]float64{right, yAfter[i]})
			}
		}
	}
	column := right + 10 + math.Ceil(widest(after, true)) + 10
	for i, it := range s.Items {
		bold := it.Move != Still
		d.write(label{left - 10, yBefore[i], before[i], end, ink, bold, false})
		d.write(label{right + 10, yAfter[i], after[i], start, ink, bold, false})
		for k, line := range names[i] {
			d.write(label{column, yAfter[i] + (float64(k)-float64(len(names[i])-1)/2)*lineHeight, line, start, ink, bold, false})
		}
	}
}

// ends are the least and the greatest value at the two times, intervals left out.
func (s Slope) ends() (low, high float64) {
	plain := Slope{}
	for _, it := range s.Items {
		plain.Items = append(plain.Items, SlopeItem{Before: it.Before, After: it.After, BeforeLower: nan(), BeforeUpper: nan(), AfterLower: nan(), AfterUpper: nan()})
	}
	return plain.reach()
}

func (d *drawing) slopeLine(it SlopeItem, from, to [2]float64) {
	how := slopePen(it.Move)
	d.line(from[0], from[1], to[0], to[1], how, zBar)
	d.circle(from[0], from[1], 4, paper, pen{how.colour, 2, nil}, zGuide)
	d.circle(to[0], to[1], 4, how.colour, pen{paper, 1, nil}, zGuide)
}

// slopeRows is the narrow drawing: a row a unit, the time before hollow above the time after.
func (d *drawing) slopeRows(s Slope, top float64) {
	low, high := s.reach()
	const inset, rowOfMarks = 6.0, 33.0
	column := 0.0
	var ends []string
	for _, it := range s.Items {
		ends = append(ends, d.number(s.X, it.Before)+" → "+d.number(s.X, it.After))
	}
	column = math.Ceil(widest(ends, true)) + 12
	width := d.width - column - 2*inset
	x := func(v float64) float64 {
		share := s.at(v, low, high)
		if !s.Reverse {
			share = 1 - share
		}
		return inset + share*width
	}
	hollow := dotSample(d.of(s.From), paper, pen{ink2, 2, nil})
	filled := dotSample(d.of(s.To), ink2, pen{paper, 1, nil})
	y := d.key([]sample{hollow, filled}, top) + 4
	var lines [][]string
	height := rowOfMarks
	for _, it := range s.Items {
		lines = append(lines, wrap(d.lang.Of(it.Label), d.width, 2, it.Move != Still))
		height = math.Max(height, rowOfMarks+float64(len(lines[len(lines)-1]))*lineHeight)
	}
	d.plot(plot{left: inset, top: y, width: width, height: height * float64(len(s.Items)), x: axis{max: 1, step: 1}, y: axis{max: 1, step: 1}}, false, false)
	texts := make([]string, len(s.Items))
	for i, it := range s.Items {
		foot := y + float64(i+1)*height
		mark := foot - rowOfMarks/2
		how := slopePen(it.Move)
		for k, line := range lines[i] {
			d.write(label{0, mark - 19 - float64(len(lines[i])-1-k)*lineHeight, line, start, ink, it.Move != Still, false})
		}
		d.line(inset, mark, inset+width, mark, pen{grid, 1, []float64{1, 3}}, zBack)
		for k, span := range [][2]float64{{it.BeforeLower, it.BeforeUpper}, {it.AfterLower, it.AfterUpper}} {
			if isFinite(span[0]) && isFinite(span[1]) {
				at := mark - 4 + 8*float64(k)
				d.line(x(span[0]), at, x(span[1]), at, pen{how.colour, 2 - float64(1-k), nil}, zBar)
			}
		}
		d.line(x(it.Before), mark-4, x(it.After), mark+4, how, zBar)
		d.circle(x(it.Before), mark-4, 4, paper, pen{how.colour, 2, nil}, zGuide)
		d.circle(x(it.After), mark+4, 4, how.colour, pen{paper, 1, nil}, zGuide)
		d.write(label{d.width, mark, ends[i], end, ink, it.Move != Still, false})
		texts[i] = d.of(it.Label) + ": " + d.of(s.From) + " " + d.withInterval(s.X, it.Before, it.BeforeLower, it.BeforeUpper) + ", " +
			d.of(s.To) + " " + d.withInterval(s.X, it.After, it.AfterLower, it.AfterUpper)
	}
	d.height = y + float64(len(s.Items))*height + 4
	d.spot(spots{down: true, first: y + height/2, step: height, from: 0, to: d.width, texts: texts})
}
