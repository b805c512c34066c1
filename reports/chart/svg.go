package chart

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// node is one element of a drawing.
type node struct {
	name     string
	attrs    []xml.Attr
	children []*node
	text     string
}

func (n *node) attr(name string) string {
	for _, a := range n.attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (n *node) set(name, value string) {
	for i := range n.attrs {
		if n.attrs[i].Name.Local == name {
			n.attrs[i].Value = value
			return
		}
	}
	n.attrs = append(n.attrs, xml.Attr{Name: xml.Name{Local: name}, Value: value})
}

func (n *node) drop(names ...string) {
	n.attrs = slices.DeleteFunc(n.attrs, func(a xml.Attr) bool { return slices.Contains(names, a.Name.Local) })
}

// parse reads a drawing strictly: one root, no directives, no processing
// instructions, no entities but those of XML.
func parse(svg []byte) (*node, error) {
	dec := xml.NewDecoder(bytes.NewReader(svg))
	dec.Strict = true
	var root *node
	var open []*node
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("parse drawing: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			n := &node{name: t.Name.Local, attrs: slices.Clone(t.Attr)}
			if len(open) > 0 {
				parent := open[len(open)-1]
				parent.children = append(parent.children, n)
			} else if root != nil {
				return nil, errors.New("parse drawing: more than one root")
			} else {
				root = n
			}
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				open[len(open)-1].text += string(t)
			}
		case xml.Comment:
		default:
			return nil, fmt.Errorf("parse drawing: %T is not allowed", t)
		}
	}
	if root == nil || root.name != "svg" {
		return nil, errors.New("parse drawing: no svg element")
	}
	return root, nil
}

var (
	elementsAllowed = []string{"svg", "title", "desc", "g", "path", "polyline", "polygon", "line", "rect", "circle", "ellipse", "text", "tspan"}
	numberList      = regexp.MustCompile(`^[-+0-9.eE, ]*$`)
	pathData        = regexp.MustCompile(`^[-+0-9.eE, MmLlHhVvCcSsQqTtAaZz]*$`)
	transformData   = regexp.MustCompile(`^(?:(?:translate|matrix|scale|rotate)\([-+0-9.eE, ]*\) ?)*$`)
	keyword         = regexp.MustCompile(`^[a-z-]+$`)
	colourVariable  = regexp.MustCompile(`^(?:none|var\(--[a-z0-9-]+\))$`)
	identifier      = regexp.MustCompile(`^[a-z][a-z0-9-]*(?: [a-z][a-z0-9-]*)*$`)
	spotPlaces      = regexp.MustCompile(`^[xy](?: -?[0-9]+(?:\.[0-9]+)?){4}$`)
	seriesNumber    = regexp.MustCompile(`^[1-8]$`)
	anything        = regexp.MustCompile(`^[^<>]*$`)
	spoken          = regexp.MustCompile(`^[^\x00-\x1f\x7f]*$`) // text of labels: it is escaped, and nothing reads it as code
)

// attributesAllowed maps each attribute a drawing may have to the form of its value.
// There is no href, no style, no event and no url() among them. It is not to be changed.
var attributesAllowed = sync.OnceValue(func() map[string]*regexp.Regexp {
	allowed := map[string]*regexp.Regexp{
		"d": pathData, "points": numberList, "transform": transformData, "viewBox": numberList,
		"stroke-dasharray": numberList, "fill": colourVariable, "stroke": colourVariable,
		"data-s": seriesNumber, "data-series": spoken, "id": identifier, "class": identifier, "aria-labelledby": identifier,
		"role": keyword, "aria-hidden": keyword, "xmlns": anything, "lang": keyword, "data-at": spotPlaces, "data-say": spoken,
	}
	for _, name := range []string{"x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "width", "height",
		"fill-opacity", "stroke-opacity", "opacity", "stroke-width", "font-size", "stroke-miterlimit"} {
		allowed[name] = numberList
	}
	for _, name := range []string{"text-anchor", "dominant-baseline", "font-weight", "paint-order", "stroke-linejoin", "stroke-linecap"} {
		allowed[name] = keyword
	}
	return allowed
})

// finish turns the drawing of the engine into ours: colours become CSS variables,
// the font comes from the page, title and description are added, the loose words
// are hidden from screen readers, and nothing stays that is not on the list.
func finish(raw []byte, r Request, d *drawing) ([]byte, error) {
	root, err := parse(raw)
	if err != nil {
		return nil, err
	}
	return finishNodes(root.children, r, d)
}

// finishNodes is finish from the elements on.
func finishNodes(drawn []*node, r Request, d *drawing) ([]byte, error) {
	vars := variables()
	content := &node{name: "g", attrs: []xml.Attr{{Name: xml.Name{Local: "aria-hidden"}, Value: "true"}}}
	marks := d.marksByPlace()
	for _, child := range drawn {
		if isBackground(child) || child.name == "defs" {
			continue
		}
		if here, ok := marks[child.attr("fill")]; ok {
			content.children = append(content.children, here...)
			delete(marks, child.attr("fill"))
			continue
		}
		if err := tidy(child, vars); err != nil {
			return nil, err
		}
		if !isVoid(child) {
			content.children = append(content.children, child)
		}
	}
	if len(marks) > 0 {
		return nil, fmt.Errorf("the engine left out %d of the layers that marks belong to", len(marks))
	}
	for _, l := range d.labels {
		content.children = append(content.children, l.node())
	}
	inherit(content)
	content.children = runs(compact(content.children))
	id := idOf(r)
	out := &node{name: "svg"}
	for _, a := range [][2]string{
		{"xmlns", "http://www.w3.org/2000/svg"}, {"class", "chart chart-" + r.Spec.Form() + " chart-" + string(r.Size)},
		{"id", id}, {"lang", r.Lang}, {"width", plain(d.width)}, {"height", plain(d.height)},
		{"viewBox", "0 0 " + plain(d.width) + " " + plain(d.height)}, {"role", "img"}, {"aria-labelledby", id + "-title " + id + "-desc"},
	} {
		out.set(a[0], a[1])
	}
	if len(d.series) > 0 && r.Size != Narrow { // a narrow drawing has a wide one beside it
		out.set("data-series", strings.Join(d.series, spotBreak))
	}
	for name, text := range map[string]string{"title": r.Title, "desc": r.Desc} {
		n := &node{name: name, text: clean(text)}
		n.set("id", id+"-"+name)
		out.children = append(out.children, n)
	}
	// The map has no order; "title" comes first for programs that read only the first child.
	slices.SortFunc(out.children, func(a, b *node) int { return strings.Compare(b.name, a.name) })
	out.children = append(out.children, content)
	for _, s := range d.spots {
		out.children = append(out.children, s.node())
	}
	if err := allow(out); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	write(&b, out)
	return b.Bytes(), nil
}

// inherit leaves to the group what nearly all its texts say: their size, and the colour
// of most. The anchor that a text has by itself is not said either. A drawing has up to
// hundreds of texts.
func inherit(content *node) {
	size, colour := plain(fontSize), variables()[ink2.sentinel()]
	content.set("font-size", size)
	content.set("fill", colour)
	var visit func(*node)
	visit = func(n *node) {
		if n.name == "text" && n.attr("font-size") == size {
			n.drop("font-size")
		}
		if n.name == "text" && n.attr("fill") == colour {
			n.drop("fill")
		}
		if n.attr("text-anchor") == "start" {
			n.drop("text-anchor")
		}
		for _, child := range n.children {
			visit(child)
		}
	}
	for _, child := range content.children {
		visit(child)
	}
}

// idOf is unique on a page that holds both sizes of a figure.
func idOf(r Request) string { return r.ID + "-" + string(r.Size) + "-" + r.Lang }

// isBackground says whether n is the empty rectangle the engine starts with.
func isBackground(n *node) bool {
	return n.name == "rect" && n.attr("fill") == "none" && n.attr("id") == "0"
}

// isVoid says whether n draws nothing.
func isVoid(n *node) bool {
	if n.name == "text" {
		return strings.TrimSpace(n.text) == ""
	}
	painted := func(kind string) bool {
		value := n.attr(kind)
		return value != "" && value != "none" && n.attr(kind+"-opacity") != "0"
	}
	if n.name == "g" {
		return len(n.children) == 0
	}
	return !painted("fill") && !painted("stroke")
}

// tidy rewrites one element of the engine and what is in it.
func tidy(n *node, vars map[string]string) error {
	if n.name == "text" {
		if err := tidyText(n); err != nil {
			return err
		}
	} else {
		n.text = ""
	}
	// Values lie within their axes by construction: the clip paths of the engine cut nothing.
	n.drop("id", "space", "version", "baseProfile", "clip-path")
	for i, a := range n.attrs {
		switch a.Name.Local {
		case "fill", "stroke":
			sentinel, series := seriesOf(a.Value)
			value, err := colourOf(sentinel, vars)
			if err != nil {
				return fmt.Errorf("element %s: %w", n.name, err)
			}
			n.attrs[i].Value = value
			n.belong(series)
		case "d", "points", "transform", "stroke-dasharray":
			n.attrs[i].Value = shorten(a.Value)
		}
	}
	var kept []*node
	for _, child := range n.children {
		if err := tidy(child, vars); err != nil {
			return err
		}
		if !isVoid(child) {
			kept = append(kept, child)
		}
	}
	n.children = kept
	return nil
}

func colourOf(value string, vars map[string]string) (string, error) {
	if value == "none" || value == "transparent" {
		return "none", nil
	}
	if v, ok := vars[strings.ToLower(value)]; ok {
		return v, nil
	}
	return "", fmt.Errorf("colour %q is not of the palette", value)
}

// tidyText moves the style of a text to attributes, without the font family, and
// its translation to x and y.
func tidyText(n *node) error {
	for _, rule := range strings.Split(n.attr("style"), ";") {
		property, value, _ := strings.Cut(strings.TrimSpace(rule), ":")
		switch property {
		case "", "font-family":
		case "font-size":
			n.set("font-size", strings.TrimSuffix(value, "px"))
		case "font-weight":
			n.set("font-weight", value)
		default:
			return fmt.Errorf("text %q: style %q is not expected", n.text, property)
		}
	}
	if inside, ok := strings.CutPrefix(n.attr("transform"), "translate("); ok {
		dx, dy, _ := strings.Cut(strings.TrimSuffix(inside, ")"), " ")
		n.set("x", add(n.attr("x"), dx))
		n.set("y", add(n.attr("y"), dy))
		n.drop("transform")
	}
	n.drop("style")
	return nil
}

func add(a, b string) string {
	x, _ := strconv.ParseFloat(a, 64)
	y, _ := strconv.ParseFloat(b, 64)
	return plain(x + y)
}

func plain(v float64) string { return strconv.FormatFloat(tenth(v), 'f', -1, 64) }

var longNumber = regexp.MustCompile(`-?\d+\.\d{3,}`)

// shorten keeps two decimals of a pixel.
func shorten(numbers string) string {
	return longNumber.ReplaceAllStringFunc(numbers, func(s string) string {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return s
		}
		short := strconv.FormatFloat(v, 'f', 2, 64)
		short = strings.TrimRight(strings.TrimRight(short, "0"), ".")
		if short == "-0" {
			return "0"
		}
		return short
	})
}

// allow refuses every element, attribute and value that is not on the list.
func allow(n *node) error {
	if !slices.Contains(elementsAllowed, n.name) {
		return fmt.Errorf("element %q is not allowed", n.name)
	}
	rules := attributesAllowed()
	for _, a := range n.attrs {
		rule, ok := rules[a.Name.Local]
		if !ok {
			return fmt.Errorf("element %s: attribute %q is not allowed", n.name, a.Name.Local)
		}
		if !rule.MatchString(a.Value) {
			return fmt.Errorf("element %s: attribute %s: value %.60q is not allowed", n.name, a.Name.Local, a.Value)
		}
	}
	for _, child := range n.children {
		if err := allow(child); err != nil {
			return err
		}
	}
	return nil
}

func write(b *bytes.Buffer, n *node) {
	b.WriteString("<" + n.name)
	for _, a := range n.attrs {
		b.WriteString(" " + a.Name.Local + `="`)
		_ = xml.EscapeText(b, []byte(a.Value)) // a buffer does not fail
		b.WriteString(`"`)
	}
	if len(n.children) == 0 && n.text == "" {
		b.WriteString("/>")
		return
	}
	b.WriteString(">")
	_ = xml.EscapeText(b, []byte(n.text))
	for _, child := range n.children {
		write(b, child)
	}
	b.WriteString("</" + n.name + ">")
}
