package page

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"strings"

	"golang.org/x/net/html"
)

// Drawing is one SVG element that may stand in a page as it is.
type Drawing struct{ svg template.HTML }

// HTML of the drawing.
func (d Drawing) HTML() template.HTML { return d.svg }

// drawingElements are the elements a drawing may hold. Links, images, scripts,
// animation, embedded HTML and style sheets are not among them.
func drawingElements() map[string]bool {
	return map[string]bool{
		"svg": true, "g": true, "path": true, "rect": true, "circle": true, "ellipse": true, "line": true,
		"polyline": true, "polygon": true, "text": true, "tspan": true, "title": true, "desc": true,
		"defs": true, "clippath": true, "pattern": true, "lineargradient": true, "stop": true, "mask": true, "use": true,
	}
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
			return Drawing{svg: template.HTML(svg)}, nil //nolint:gosec // every token was checked above
		case html.CommentToken, html.DoctypeToken:
			return Drawing{}, fmt.Errorf("read drawing: comment or declaration in it")
		case html.TextToken:
			if depth == 0 && strings.TrimSpace(string(z.Text())) != "" {
				return Drawing{}, fmt.Errorf("read drawing: text outside the svg")
			}
		case html.StartTagToken:
			if err := checkElement(z.Token(), allowed); err != nil {
				return Drawing{}, err
			}
			if depth == 0 {
				roots++
			}
			depth++
		case html.SelfClosingTagToken:
			if err := checkElement(z.Token(), allowed); err != nil {
				return Drawing{}, err
			}
			if depth == 0 {
				roots++
			}
		case html.EndTagToken:
			depth--
		}
	}
}

// checkElement refuses an element or attribute that could act or reach out.
func checkElement(t html.Token, allowed map[string]bool) error {
	if !allowed[strings.ToLower(t.Data)] {
		return fmt.Errorf("read drawing: element %q is not allowed", t.Data)
	}
	for _, a := range t.Attr {
		key, val := strings.ToLower(a.Key), strings.ToLower(strings.TrimSpace(a.Val))
		switch {
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
