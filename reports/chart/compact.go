package chart

import (
	"encoding/xml"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// compact draws the same with fewer elements: what a browser does with a page grows with
// their number, and a heat table alone has hundreds of cells of five colours. Shapes that
// are painted alike become one path where nothing between them is painted over or under
// another; groups that say nothing are opened.
func compact(nodes []*node) []*node {
	var out []*bundle
	for _, n := range opened(nodes) {
		b := bundleOf(n)
		if at := joins(out, b); at >= 0 {
			out[at].take(b)
		} else {
			out = append(out, b)
		}
	}
	kept := make([]*node, len(out))
	for i, b := range out {
		kept[i] = b.element()
	}
	return kept
}

// opened puts the children of groups without attributes in the place of the group.
func opened(nodes []*node) []*node {
	var out []*node
	for _, n := range nodes {
		if n.name == "g" && len(n.attrs) == 0 {
			out = append(out, opened(n.children)...)
		} else {
			out = append(out, n)
		}
	}
	return out
}

// bundle is one or more shapes painted alike.
type bundle struct {
	node   *node
	paint  string   // all attributes that are no places
	filled bool     // two that overlap are not one: their insides would part or cancel
	data   []string // of a path, one per shape; none: it is no shape this file knows
	boxes  []box    // room of each with its outline
}

// furthest is how far back a shape looks for others painted alike.
const furthest = 64

// joins gives the place of the bundle that b can be painted with, -1: none. It is the
// last one painted alike such that b overlaps nothing painted after it.
func joins(out []*bundle, b *bundle) int {
	if len(b.data) == 0 {
		return -1
	}
	for i := len(out) - 1; i >= max(0, len(out)-furthest); i-- {
		covers := out[i].overlaps(b)
		if out[i].paint == b.paint && len(out[i].data) > 0 && (!covers || !b.filled) {
			return i
		}
		if covers {
			return -1
		}
	}
	return -1
}

// overlaps says whether any shape of the bundle touches the one of other. What is no
// known shape may be anywhere.
func (b *bundle) overlaps(other *bundle) bool {
	return len(b.data) == 0 || slices.ContainsFunc(b.boxes, other.boxes[0].overlaps)
}

func (b *bundle) take(other *bundle) {
	b.data = append(b.data, other.data...)
	b.boxes = append(b.boxes, other.boxes...)
}

// element is the bundle as one element: the first as it was, or a path of all.
func (b *bundle) element() *node {
	if len(b.data) < 2 {
		return b.node
	}
	n := &node{name: "path", attrs: []xml.Attr{{Name: xml.Name{Local: "d"}, Value: strings.Join(b.data, "")}}}
	for _, a := range b.node.attrs {
		if !slices.Contains(shapeAttributes, a.Name.Local) {
			n.attrs = append(n.attrs, a)
		}
	}
	return n
}

// shapeAttributes are those that say where a shape is.
var shapeAttributes = []string{"d", "points", "cx", "cy", "r"}

func bundleOf(n *node) *bundle {
	simplify(n)
	b := &bundle{node: n}
	if n.text != "" || len(n.children) > 0 || n.attr("transform") != "" {
		return b
	}
	data, room, ok := outline(n)
	if !ok {
		return b
	}
	var paint []string
	for _, a := range n.attrs {
		if !slices.Contains(shapeAttributes, a.Name.Local) {
			paint = append(paint, a.Name.Local+"="+a.Value)
		}
	}
	slices.Sort(paint)
	edge := strokeOf(n) / 2
	b.paint, b.data = strings.Join(paint, " "), []string{data}
	b.filled = n.attr("fill") != "none" || n.attr("opacity")+n.attr("stroke-opacity") != ""
	b.boxes = []box{{room.left - edge, room.top - edge, room.right + edge, room.bottom + edge}}
	return b
}

// strokeOf is the width of the outline, 0 where there is none.
func strokeOf(n *node) float64 {
	if s := n.attr("stroke"); s == "" || s == "none" {
		return 0
	}
	if w, err := strconv.ParseFloat(n.attr("stroke-width"), 64); err == nil {
		return w
	}
	return 1
}

var (
	unitCircle = regexp.MustCompile(`^M1 0A1 1 0 1 1 1 -?[0-9.]+A1 1 0 0 1 1 0Z?$`)
	scaledTo   = regexp.MustCompile(`^matrix\(([0-9.]+),0,0,([0-9.]+),(-?[0-9.]+),(-?[0-9.]+)\)$`)
)

// simplify writes the dots of the engine, circles of radius 1 put in place by a matrix,
// as circles; and a rectangle with an edge of paper, which parts it from its neighbours,
// as the smaller rectangle that is seen.
func simplify(n *node) {
	if n.name != "path" {
		return
	}
	if m := scaledTo.FindStringSubmatch(n.attr("transform")); m != nil && m[1] == m[2] && unitCircle.MatchString(n.attr("d")) {
		r, _ := strconv.ParseFloat(m[1], 64) // the expression lets numbers through only
		edge := strokeOf(n) * r
		n.name = "circle"
		n.drop("d", "transform", "stroke-width")
		n.set("cx", shorten(m[3]))
		n.set("cy", shorten(m[4]))
		n.set("r", m[1])
		if edge > 0 && edge != 1 {
			n.set("stroke-width", hundredth(edge))
		}
		return
	}
	edge := strokeOf(n)
	if n.attr("stroke") != paperVariable() || n.attr("fill") == "none" || edge == 0 || n.attr("transform") != "" {
		return
	}
	lines, ok := straight(n.attr("d"))
	if !ok || len(lines) != 1 || !lines[0].isRectangle() {
		return
	}
	b := lines[0][:3].box() // the way back is rounded by itself
	b = box{b.left + edge/2, b.top + edge/2, b.right - edge/2, b.bottom - edge/2}
	if b.right-b.left < 1 || b.bottom-b.top < 1 {
		return
	}
	n.drop("stroke", "stroke-width", "stroke-linejoin")
	n.set("d", line{{b.left, b.top}, {b.right, b.top}, {b.right, b.bottom}, {b.left, b.bottom}, {b.left, b.top}}.data())
}

func paperVariable() string { return variables()[paper.sentinel()] }
