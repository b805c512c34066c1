// Package charttest holds what every drawing must be: a suite that any renderer and
// any page can run over finished SVG, and an example of each form to run it on.
//
// It reads the SVG again from its bytes, with its own walk over the elements, so
// that a mistake of the renderer cannot hide itself.
package charttest

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"fabbisogno/reports/chart"
)

// minFont is the least size of text, in pixels.
const minFont = 12

// Check reports everything that is wrong with the drawing of a request.
func Check(svg []byte, r chart.Request) error {
	s := &state{request: r}
	if err := s.walk(svg); err != nil {
		return err
	}
	s.checkRoot()
	s.checkTexts()
	return errors.Join(s.errs...)
}

type textBox struct {
	text                     string
	left, top, right, bottom float64
}

type state struct {
	request     chart.Request
	errs        []error
	open        []xml.StartElement
	hidden      int // depth of the group hidden from screen readers
	ids         []string
	title, desc string
	root        xml.StartElement
	texts       []textBox
	content     strings.Builder
}

func (s *state) fail(format string, args ...any) {
	s.errs = append(s.errs, fmt.Errorf(format, args...))
}

var elements = []string{"svg", "title", "desc", "g", "path", "polyline", "polygon", "line", "rect", "circle", "ellipse", "text"}

var variable = regexp.MustCompile(`^(none|var\(--[a-z0-9-]+\))$`)

func (s *state) walk(svg []byte) error {
	dec := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("not well-formed: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			s.start(t.Copy())
		case xml.EndElement:
			s.end()
		case xml.CharData:
			s.content.Write(t)
		default:
			s.fail("unexpected %T", t)
		}
	}
}

func (s *state) start(e xml.StartElement) {
	if len(s.open) == 0 {
		s.root = e
	}
	if !slices.Contains(elements, e.Name.Local) {
		s.fail("element %q", e.Name.Local)
	}
	for _, a := range e.Attr {
		name := strings.ToLower(a.Name.Local)
		if name == "data-say" {
			continue // words to be read out, never an address or code
		}
		if strings.HasPrefix(name, "on") || name == "href" || name == "style" || strings.Contains(a.Value, "url(") || strings.Contains(strings.ToLower(a.Value), "javascript") {
			s.fail("attribute %s=%q", a.Name.Local, a.Value)
		}
		if (name == "fill" || name == "stroke") && !variable.MatchString(a.Value) {
			s.fail("%s %s=%q is not a CSS variable", e.Name.Local, name, a.Value)
		}
		if name == "id" {
			s.ids = append(s.ids, a.Value)
		}
	}
	s.open = append(s.open, e)
	if e.Name.Local == "g" && attribute(e, "aria-hidden") == "true" && s.hidden == 0 {
		s.hidden = len(s.open)
	}
	s.content.Reset()
}

func (s *state) end() {
	e := s.open[len(s.open)-1]
	switch e.Name.Local {
	case "title":
		s.title = s.content.String()
	case "desc":
		s.desc = s.content.String()
	case "text":
		s.text(e, s.content.String())
	}
	if s.hidden == len(s.open) {
		s.hidden = 0
	}
	s.open = s.open[:len(s.open)-1]
	s.content.Reset()
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func number(e xml.StartElement, name string) float64 {
	v, err := strconv.ParseFloat(attribute(e, name), 64)
	if err != nil {
		return math.NaN()
	}
	return v
}

func (s *state) text(e xml.StartElement, content string) {
	if s.hidden == 0 {
		s.fail("text %q is not hidden from screen readers", content)
	}
	// A text has the size of the nearest element that says one, itself or around it.
	size := math.NaN()
	for _, around := range s.open {
		if attribute(around, "font-size") != "" {
			size = number(around, "font-size")
		}
	}
	if !(size >= minFont) {
		s.fail("text %q has size %v", content, size)
	}
	if attribute(e, "transform") != "" {
		s.fail("text %q is transformed", content)
	}
	x, y := number(e, "x"), number(e, "y")
	if math.IsNaN(x) || math.IsNaN(y) {
		s.fail("text %q has no place", content)
		return
	}
	w := chart.TextWidth(content, attribute(e, "font-weight") == "bold")
	switch attribute(e, "text-anchor") {
	case "middle":
		x -= w / 2
	case "end":
		x -= w
	}
	s.texts = append(s.texts, textBox{content, x, y - minFont/2, x + w, y + minFont/2})
}

func (s *state) checkRoot() {
	r := s.request
	width := map[chart.Size]string{chart.Wide: "720", chart.Narrow: "328", chart.Small: "328"}[r.Size]
	id := r.ID + "-" + string(r.Size) + "-" + r.Lang
	for name, want := range map[string]string{
		"width": width, "role": "img", "lang": r.Lang, "id": id, "aria-labelledby": id + "-title " + id + "-desc",
		"viewBox": "0 0 " + width + " " + attribute(s.root, "height"),
	} {
		if got := attribute(s.root, name); got != want {
			s.fail("svg: %s is %q, expected %q", name, got, want)
		}
	}
	if !(number(s.root, "height") > 0) {
		s.fail("svg: no height")
	}
	if s.title == "" || s.desc == "" {
		s.fail("no title or no description")
	}
	sorted := slices.Clone(s.ids)
	slices.Sort(sorted)
	if len(slices.Compact(sorted)) != len(s.ids) {
		s.fail("ids are not unique: %v", s.ids)
	}
	for _, got := range s.ids {
		if !strings.HasPrefix(got, id) {
			s.fail("id %q does not start with %q", got, id)
		}
	}
	mark := map[string]string{"it": "dati dimostrativi", "en": "demonstration data"}[r.Lang]
	marked := slices.ContainsFunc(s.texts, func(t textBox) bool { return t.text == mark })
	if marked != r.Demonstration {
		s.fail("mark of demonstration data: drawn %v, asked %v", marked, r.Demonstration)
	}
}

// checkTexts: inside the drawing, and none over another.
func (s *state) checkTexts() {
	const slack = 0.6 // rounding of places to a tenth, and boxes that touch
	width, height := number(s.root, "width"), number(s.root, "height")
	for i, t := range s.texts {
		if t.left < -slack || t.top < -slack || t.right > width+slack || t.bottom > height+slack {
			s.fail("text %q lies outside: %.1f,%.1f to %.1f,%.1f", t.text, t.left, t.top, t.right, t.bottom)
		}
		for _, u := range s.texts[:i] {
			if t.left < u.right-slack && u.left < t.right-slack && t.top < u.bottom-slack && u.top < t.bottom-slack {
				s.fail("text %q lies over %q", t.text, u.text)
			}
		}
	}
}

// Texts lists the words of a drawing in their order, for tests of single forms.
func Texts(svg []byte) []string {
	s := &state{}
	if err := s.walk(svg); err != nil {
		return nil
	}
	var out []string
	for _, t := range s.texts {
		out = append(out, t.text)
	}
	return out
}
