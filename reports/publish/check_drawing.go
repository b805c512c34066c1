package publish

import (
	"fmt"
	"strconv"

	"golang.org/x/net/html"

	"fabbisogno/reports/chart"
)

// label is a text of a drawing with the room it takes, in pixels of the drawing.
type label struct {
	text                     string
	left, top, right, bottom float64
}

// Half the height that the letters of a label take: those of 12 pixels without the
// room above and below them.
const halfLabel = 6

// checkDrawings holds every drawing of a page to its labels: inside it, and none over
// another. Their widths are those of the table that the renderer measures with.
func checkDrawings(p string, tree *html.Node) []Problem {
	const slack = 0.6 // places are rounded to a tenth, and boxes touch
	var out []Problem
	walk(tree, func(n *html.Node) bool {
		if n.Data != "svg" {
			return true
		}
		if attr(n, "role") != "img" {
			return false // a mark of the page
		}
		name := "drawing " + attr(n, "id")
		width, errW := strconv.ParseFloat(attr(n, "width"), 64)
		height, errH := strconv.ParseFloat(attr(n, "height"), 64)
		if errW != nil || errH != nil || width <= 0 || height <= 0 {
			out = append(out, Problem{p, name, "a drawing has width and height", "the page would jump while it loads"})
			return false
		}
		all := labelsOf(n)
		for i, l := range all {
			if l.left < -slack || l.top < -slack || l.right > width+slack || l.bottom > height+slack {
				out = append(out, Problem{p, name, "labels lie inside their drawing", fmt.Sprintf("%q does not", short(l.text))})
			}
			for _, other := range all[:i] {
				if l.left < other.right-slack && other.left < l.right-slack && l.top < other.bottom-slack && other.top < l.bottom-slack {
					out = append(out, Problem{p, name, "no label lies over another", fmt.Sprintf("%q over %q", short(l.text), short(other.text))})
				}
			}
		}
		return false
	})
	return out
}

// labelsOf are the texts of a drawing; one without a place lies at 0, 0.
func labelsOf(svg *html.Node) []label {
	var out []label
	walk(svg, func(n *html.Node) bool {
		if n.Data != "text" {
			return true
		}
		at := func(key string) float64 {
			v, _ := strconv.ParseFloat(attr(n, key), 64) // 0 where there is none, as in SVG
			return v
		}
		l := label{text: textOf(n)}
		w, x := chart.TextWidth(l.text, attr(n, "font-weight") == "bold"), at("x")
		switch attr(n, "text-anchor") {
		case "middle":
			x -= w / 2
		case "end":
			x -= w
		}
		l.left, l.right, l.top, l.bottom = x, x+w, at("y")-halfLabel, at("y")+halfLabel
		out = append(out, l)
		return false
	})
	return out
}
