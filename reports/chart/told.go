package chart

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// maxTold is up to how many series get a button each: more are a wall of buttons.
const maxTold = 8

// placed is a label with the series it belongs to, from 1; 0: to none.
type placed struct {
	label
	series int
}

func (p placed) node() *node {
	n := p.label.node()
	n.belong(p.series)
	return n
}

// tellApart makes each entry of a key a series of the drawing, which the script of the
// page lets a reader bring forward or hide. A forecast and its bands are never such
// series: no forecast is shown without its interval. What belongs to a series says so
// with data-s; without the script nothing is made of it.
func (d *drawing) tellApart(key []sample) {
	if len(key) < 2 || len(key) > maxTold {
		return
	}
	for i := range key {
		key[i].series = i + 1
		d.series = append(d.series, strings.ReplaceAll(clean(key[i].text), spotBreak, "/"))
	}
}

// as adds what draw adds as part of a series, if the drawing has series.
func (d *drawing) as(series int, draw func()) {
	if len(d.series) > 0 {
		d.now = series
	}
	draw()
	d.now = 0
}

// belong says that an element is part of a series.
func (n *node) belong(series int) {
	if series > 0 {
		n.set("data-s", strconv.Itoa(series))
	}
}

// runs puts neighbours of one series into a group that says so once: of stacked bars
// there are many.
func runs(nodes []*node) []*node {
	var out []*node
	for i := 0; i < len(nodes); {
		series, end := nodes[i].attr("data-s"), i+1
		for end < len(nodes) && series != "" && nodes[end].attr("data-s") == series {
			end++
		}
		if end-i < 2 {
			out = append(out, nodes[i])
		} else {
			for _, n := range nodes[i:end] {
				n.drop("data-s")
			}
			out = append(out, &node{name: "g", attrs: []xml.Attr{{Name: xml.Name{Local: "data-s"}, Value: series}}, children: nodes[i:end:end]})
		}
		i = end
	}
	return out
}
