package page

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Drawing is one SVG element that may stand in a page as it is.
type Drawing struct{ svg template.HTML }

// HTML of the drawing.
func (d Drawing) HTML() template.HTML { return d.svg }

// Ratio of width to height, by which a page keeps the room of a drawing it has not
// laid out yet; empty where the drawing does not say its size.
func (d Drawing) Ratio() string {
	said := d.says("width", "height")
	width, errW := strconv.ParseFloat(said[0], 64)
	height, errH := strconv.ParseFloat(said[1], 64)
	if errW != nil || errH != nil || width <= 0 || height <= 0 {
		return ""
	}
	return strconv.FormatFloat(width/height, 'g', 5, 64)
}

// buttons is how many series of the drawing the script gives a button each.
func (d Drawing) buttons() int {
	names := d.says("data-series")[0]
	if names == "" {
		return 0
	}
	return strings.Count(names, "|") + 1
}

// says gives attributes of the root element, empty where it has none.
func (d Drawing) says(names ...string) []string {
	out := make([]string, len(names))
	z := html.NewTokenizer(strings.NewReader(string(d.svg)))
	if z.Next() != html.StartTagToken {
		return out
	}
	for _, a := range z.Token().Attr {
		if i := slices.Index(names, a.Key); i >= 0 && out[i] == "" {
			out[i] = a.Val
		}
	}
	return out
}

// drawingElements are the elements a drawing may hold. Links, images, scripts,
// animation, embedded HTML and style sheets are not among them.
func drawingElements() map[string]bool {
	return map[string]bool{
		"svg": true, "g": true, "path": true, "rect": true, "circle": true, "ellipse": true, "line": true,
		"polyline": true, "polygon": true, "text": true, "tspan": true, "title": true, "desc": true,
		"defs": true, "clippath": true, "pattern": true, "lineargradient": true, "stop": true, "mask": true, "use": true,
	}
}

// NewDrawingOf is NewDrawing for whoever knows of some SVG that NewDrawing accepted
// those very bytes before.
func NewDrawingOf(svg []byte, isKnown bool) (Drawing, error) {
	if isKnown {
		return Drawing{svg: template.HTML(svg)}, nil
	}
	return NewDrawing(svg)
}

// NewDrawing accepts an SVG of the chart renderer after parsing it once more,
// as a browser would: one svg element, elements on the list, no event
// attribute, no address but one inside the same drawing.
func NewDrawing(svg []byte) (Drawing, error) {
	allowed := drawingElements()
	z := html.NewTokenizer(bytes.NewReader(svg))
	depth, roots := 0, 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			if err := z.Err(); err != io.EOF {
				return Drawing{}, fmt.Errorf("read drawing: %w", err)
			}
			if roots != 1 || depth != 0 {
				return Drawing{}, fmt.Errorf("read drawing: %d root elements, %d left open; expected one svg", roots, depth)
			}
			if err := checkTree(svg, allowed); err != nil {
				return Drawing{}, err
			}
			return Drawing{svg: template.HTML(svg)}, nil
		case html.CommentToken, html.DoctypeToken:
			return Drawing{}, fmt.Errorf("read drawing: comment or declaration in it")
		case html.TextToken:
			if depth == 0 && strings.TrimSpace(string(z.Text())) != "" {
				return Drawing{}, fmt.Errorf("read drawing: text outside the svg")
			}
		case html.StartTagToken:
			t := z.Token()
			if err := checkElement(t, allowed); err != nil {
				return Drawing{}, err
			}
			if depth == 0 {
				if t.Data != "svg" {
					return Drawing{}, fmt.Errorf("read drawing: root element %q; expected svg", t.Data)
				}
				roots++
			}
			depth++
		case html.SelfClosingTagToken:
			if depth == 0 {
				return Drawing{}, fmt.Errorf("read drawing: an element outside the svg")
			}
			if err := checkElement(z.Token(), allowed); err != nil {
				return Drawing{}, err
			}
		case html.EndTagToken:
			if depth--; depth < 0 {
				return Drawing{}, fmt.Errorf("read drawing: an element is closed that was not open")
			}
		}
	}
}

// checkTree looks at what a browser would make of the drawing inside a page:
// inside <title> and <desc> it reads HTML, which tokens alone do not show.
func checkTree(svg []byte, allowed map[string]bool) error {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(bytes.NewReader(svg), body)
	if err != nil {
		return fmt.Errorf("read drawing: %w", err)
	}
	if len(nodes) != 1 || nodes[0].Data != "svg" {
		return fmt.Errorf("read drawing: it does not stay one svg inside a page")
	}
	for n := range nodes[0].Descendants() {
		switch {
		case n.Type == html.TextNode:
		case n.Type != html.ElementNode || n.Namespace != "svg":
			return fmt.Errorf("read drawing: %q would be read as a page, not as a drawing", n.Data)
		default:
			if err := checkElement(html.Token{Data: n.Data, Attr: n.Attr}, allowed); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkElement refuses an element or attribute that could act or reach out.
func checkElement(t html.Token, allowed map[string]bool) error {
	if !allowed[strings.ToLower(t.Data)] {
		return fmt.Errorf("read drawing: element %q is not allowed", t.Data)
	}
	for _, a := range t.Attr {
		key, val := strings.ToLower(a.Key), strings.ToLower(strings.TrimSpace(a.Val))
		switch {
		case key == "data-say", key == "data-series": // words that the script shows as text
		case strings.HasPrefix(key, "on"), key == "style", key == "src", key == "xml:base":
			return fmt.Errorf("read drawing: attribute %q of %q is not allowed", a.Key, t.Data)
		case (key == "href" || key == "xlink:href") && !strings.HasPrefix(val, "#"):
			return fmt.Errorf("read drawing: %s of %q leads outside the drawing", a.Key, t.Data)
		case strings.Contains(val, "url(") && !onlyLocalURLs(val):
			return fmt.Errorf("read drawing: attribute %q of %q leads outside the drawing", a.Key, t.Data)
		case strings.Contains(val, "javascript:"):
			return fmt.Errorf("read drawing: attribute %q of %q holds code", a.Key, t.Data)
		}
	}
	return nil
}

// onlyLocalURLs says whether every url(...) points inside the drawing.
func onlyLocalURLs(val string) bool {
	for rest := val; ; {
		_, after, found := strings.Cut(rest, "url(")
		if !found {
			return true
		}
		if !strings.HasPrefix(strings.TrimLeft(after, ` '"`), "#") {
			return false
		}
		rest = after
	}
}
