package chart

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// graphicOf is a mark as the graphic component of ECharts is told of it.
func graphicOf(t *testing.T, m mark, shape map[string]any) map[string]any {
	t.Helper()
	kind := map[string]string{"polyline": "polyline", "path": "rect", "circle": "circle"}[m.name]
	style := map[string]any{"fill": m.fill.sentinel(), "fillOpacity": m.opacity}
	if m.edge.colour != noColour && m.edge.width > 0 {
		style["stroke"], style["lineWidth"] = m.edge.colour.sentinel(), m.edge.width
		if m.edge.dash != nil {
			style["lineDash"] = m.edge.dash
		}
	}
	return map[string]any{"type": kind, "x": 0, "y": 0, "z": m.z, "silent": true, "shape": shape, "style": style}
}

func asText(nodes []*node) string {
	var b bytes.Buffer
	for _, n := range nodes {
		write(&b, n)
		b.WriteString("\n")
	}
	return b.String()
}

// What is put on the finished drawing is what the engine would have made of it.
func TestMarks_are_what_the_engine_draws(t *testing.T) {
	const third = 1.0 / 3
	d := &drawing{}
	d.line(10, 20.5, 300+third, 20.5, pen{axisLine, 1, nil}, zGuide)
	d.line(4.00004, 7, 4.00004, 99.12345, pen{grid, 1.5, []float64{6, 3}}, zGuide)
	d.rect(box{10, 20, 30 + third, 40}, main1, 1, pen{noColour, 0, nil}, zGuide)
	d.rect(box{217.10448, 0.5, 327.5, 19.5}, noColour, 1, pen{contrast, 1, nil}, zGuide)
	d.rect(box{0, 105, 57 + third, 117}, neutral, 0.25, pen{axisLine, 2.5, []float64{2, 2}}, zGuide)
	d.rect(box{5, 5, 5, 17}, fourth, 1, pen{noColour, 0, nil}, zGuide)
	d.rect(box{5, 5, 9, 17}, noColour, 1, pen{noColour, 0, nil}, zGuide)
	d.circle(11, 34+third, 4.5, paper, pen{main1, 2, nil}, zGuide)
	d.circle(11, 34, 4.5, main1, pen{noColour, 0, nil}, zGuide)
	shapes := []map[string]any{
		{"points": [][2]float64{{10, 20.5}, {300 + third, 20.5}}},
		{"points": [][2]float64{{4.00004, 7}, {4.00004, 99.12345}}},
		{"x": 10, "y": 20, "width": 20 + third, "height": 20},
		{"x": 217.10448, "y": 0.5, "width": 327.5 - 217.10448, "height": 19},
		{"x": 0, "y": 105, "width": 57 + third, "height": 12},
		{"x": 5, "y": 5, "width": 0, "height": 12},
		{"x": 5, "y": 5, "width": 4, "height": 12},
		{"cx": 11, "cy": 34 + third, "r": 4.5},
		{"cx": 11, "cy": 34, "r": 4.5},
	}
	var graphic []map[string]any
	var want []*node
	for i, m := range d.marks {
		graphic = append(graphic, graphicOf(t, m, shapes[i]))
		want = append(want, m.nodes(variables())...)
	}
	option, err := json.Marshal(map[string]any{"animation": false, "graphic": graphic})
	if err != nil {
		t.Fatal(err)
	}
	svg, err := sharedEngine().draw(option)
	if err != nil {
		t.Fatal(err)
	}
	root, err := parse([]byte(svg))
	if err != nil {
		t.Fatal(err)
	}
	var got []*node
	for _, child := range root.children {
		if isBackground(child) || child.name == "defs" {
			continue
		}
		if err := tidy(child, variables()); err != nil {
			t.Fatal(err)
		}
		if !isVoid(child) {
			got = append(got, child)
		}
	}
	if a, b := asText(got), asText(want); a != b {
		t.Errorf("the engine draws\n%s\nand we\n%s", a, b)
	}
}

// Marks stand among the series in the order of their layers, as the engine lays them.
func TestMarks_stand_in_their_layers(t *testing.T) {
	d := &drawing{marks: []mark{
		{z: zDot, name: "circle", shape: [][2]string{{"r", "3"}}, fill: main1, opacity: 1},
		{z: zBack, name: "circle", shape: [][2]string{{"r", "1"}}, fill: main1, opacity: 1},
		{z: zBack, name: "circle", shape: [][2]string{{"r", "2"}}, fill: main1, opacity: 1},
	}}
	r := Request{ID: "fig-x", Spec: Bars{}, Size: Wide, Lang: "it", Title: "t", Desc: "d"}
	series := `<path d="M0 0" fill="none" stroke="` + contrast.sentinel() + `"/>`
	place := func(z int) string { return fmt.Sprintf(`<path d="M0 0l1 0l0 1l-1 0Z" fill="%s"/>`, placeholder(z)) }
	svg, err := finish([]byte("<svg>"+place(zBack)+series+place(zDot)+"</svg>"), r, d)
	if err != nil {
		t.Fatal(err)
	}
	var order []int
	for _, part := range []string{`r="1"`, `r="2"`, "var(--c2)", `r="3"`} {
		order = append(order, strings.Index(string(svg), part))
	}
	for i, at := range order {
		if at < 0 || i > 0 && at < order[i-1] {
			t.Errorf("places %v of the marks and the series in %s", order, svg)
		}
	}
	if strings.Contains(string(svg), "#fd") {
		t.Errorf("a placeholder is left in %s", svg)
	}
	if _, err := finish([]byte("<svg>"+place(zBack)+series+"</svg>"), r, d); err == nil {
		t.Error("a layer that the engine left out was not noticed")
	}
	if _, err := finish([]byte("<svg>"+place(zBack)+place(zDot)+place(zBar)+"</svg>"), r, d); err == nil {
		t.Error("a placeholder without marks was not noticed")
	}
}
