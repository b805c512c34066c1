package chart

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// outline is a shape as the data of a path, with its room; false where it has curves
// other than a circle.
func outline(n *node) (data string, room box, ok bool) {
	switch n.name {
	case "circle":
		x, errX := strconv.ParseFloat(n.attr("cx"), 64)
		y, errY := strconv.ParseFloat(n.attr("cy"), 64)
		r, errR := strconv.ParseFloat(n.attr("r"), 64)
		across := hundredth(r) + " " + hundredth(r) + " 0 1 0 "
		data = "M" + hundredth(x-r) + " " + hundredth(y) + "a" + across + hundredth(2*r) + " 0a" + across + hundredth(-2*r) + " 0z"
		return data, box{x - r, y - r, x + r, y + r}, errX == nil && errY == nil && errR == nil
	case "polyline", "polygon":
		l, ok := pointsOf(n.attr("points"))
		if ok && n.name == "polygon" && l[len(l)-1] != l[0] {
			l = append(l, l[0])
		}
		return l.data(), l.box(), ok
	case "path":
		lines, ok := straight(n.attr("d"))
		var b strings.Builder
		for _, l := range lines {
			b.WriteString(l.data())
		}
		return b.String(), lines.box(), ok
	}
	return "", box{}, false
}

// line goes from point to point; one that is closed ends where it starts.
type line [][2]float64

type lineSet []line

func pointsOf(text string) (line, bool) {
	var out line
	fields := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' })
	for i := 0; i+1 < len(fields); i += 2 {
		x, errX := strconv.ParseFloat(fields[i], 64)
		y, errY := strconv.ParseFloat(fields[i+1], 64)
		if errX != nil || errY != nil {
			return nil, false
		}
		out = append(out, [2]float64{x, y})
	}
	return out, len(out) > 1 && len(fields)%2 == 0
}

var pathSteps = regexp.MustCompile(`[MLlHhVvZz]|-?[0-9]*\.?[0-9]+|[^ ,]`)

// straight reads the data of a path of straight lines; false where it has curves.
func straight(d string) (lineSet, bool) {
	var out lineSet
	command := ""
	for steps := pathSteps.FindAllString(d, -1); len(steps) > 0; {
		if strings.Contains("MLlHhVvZz", steps[0]) {
			command, steps = steps[0], steps[1:]
		} else if command == "Z" || command == "z" {
			return nil, false
		}
		if command == "M" {
			out = append(out, nil)
		}
		if len(out) == 0 {
			return nil, false
		}
		last := &out[len(out)-1]
		to, used, ok := last.step(command, steps)
		if !ok {
			return nil, false
		}
		*last, steps = append(*last, to), steps[used:]
		if command == "M" {
			command = "L" // what more pairs after a move mean
		}
	}
	return out, len(out) > 0
}

// step is the point that a command leads to from the end of the line, and how many
// numbers it takes.
func (l line) step(command string, numbers []string) (to [2]float64, used int, ok bool) {
	if len(l) == 0 && command != "M" {
		return to, 0, false
	}
	if command == "Z" || command == "z" {
		return l[0], 0, true
	}
	used = 1
	if strings.Contains("MLl", command) {
		used = 2
	}
	if len(numbers) < used {
		return to, 0, false
	}
	var v [2]float64
	for k := range used {
		var err error
		if v[k], err = strconv.ParseFloat(numbers[k], 64); err != nil {
			return to, 0, false
		}
	}
	if command == "M" {
		return v, used, true
	}
	from := l[len(l)-1]
	switch command {
	case "L":
		to = v
	case "l":
		to = [2]float64{from[0] + v[0], from[1] + v[1]}
	case "H":
		to = [2]float64{v[0], from[1]}
	case "h":
		to = [2]float64{from[0] + v[0], from[1]}
	case "V":
		to = [2]float64{from[0], v[0]}
	case "v":
		to = [2]float64{from[0], from[1] + v[0]}
	default:
		return to, 0, false
	}
	return to, used, true
}

func (l line) box() box {
	b := box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, p := range l {
		b = box{min(b.left, p[0]), min(b.top, p[1]), max(b.right, p[0]), max(b.bottom, p[1])}
	}
	return b
}

func (s lineSet) box() box {
	var all line
	for _, l := range s {
		all = append(all, l...)
	}
	return all.box()
}

// isRectangle says whether the line goes once around a rectangle; the engine rounds the
// way back by itself, to a tenth of a pixel.
func (l line) isRectangle() bool {
	const near = 0.11
	same := func(i, j, k int) bool { return math.Abs(l[i][k]-l[j][k]) < near }
	return len(l) == 5 && same(0, 1, 1) && same(1, 2, 0) && same(2, 3, 1) && same(3, 0, 0) && l[4] == l[0]
}

// data writes the line for a path: rectangles and level or upright lines, which are most,
// in few letters that neighbours share.
func (l line) data() string {
	if len(l) == 0 {
		return ""
	}
	start := "M" + hundredth(l[0][0]) + " " + hundredth(l[0][1])
	if l.isRectangle() {
		w, h := l[1][0]-l[0][0], l[2][1]-l[1][1]
		return start + "h" + hundredth(w) + "v" + hundredth(h) + "h" + hundredth(-w) + "z"
	}
	var b strings.Builder
	b.WriteString(start)
	for i, p := range l[1:] {
		from := l[i]
		switch {
		case i > 0 && i == len(l)-2 && p == l[0]:
			b.WriteString("z")
		case p[1] == from[1]:
			b.WriteString("H" + hundredth(p[0]))
		case p[0] == from[0]:
			b.WriteString("V" + hundredth(p[1]))
		default:
			b.WriteString("L" + hundredth(p[0]) + " " + hundredth(p[1]))
		}
	}
	return b.String()
}

// hundredth writes a length to a hundredth of a pixel.
func hundredth(v float64) string { return exact(math.Round(v*100)/100 + 0) }
