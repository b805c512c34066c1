package jsonstat

import (
	"fmt"
	"math/bits"
	"strings"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/jsonscan"
)

// settle puts the categories in order and holds sizes against each other.
func (d *dataSet) settle() error {
	refuse := func(rule, message string, args ...any) error {
		return format.Refuse(rule, again, "data set %q: %s", format.Cut(d.flow()), fmt.Sprintf(message, args...))
	}
	if len(d.ids) != len(d.sizes) || len(d.ids) == 0 {
		return refuse("size", "%d dimensions are named and %d sizes given", len(d.ids), len(d.sizes))
	}
	d.size = 1
	seen := map[string]bool{}
	for i, id := range d.ids {
		if seen[id] {
			return refuse("header-duplicate", "the dimension %q stands twice", format.Cut(id))
		}
		seen[id] = true
		c, ok := d.dimensions[id]
		if !ok {
			return refuse("size", "the dimension %q is named and not described", format.Cut(id))
		}
		size, err := c.order(id, d.sizes[i], refuse)
		if err != nil {
			return err
		}
		high, low := bits.Mul64(d.size, size)
		if high > 0 || low >= 1<<62 {
			return refuse("size", "the cube has more than 2^62 cells")
		}
		d.size = low
		d.cube = append(d.cube, c)
	}
	stride := uint64(1)
	for i := len(d.cube) - 1; i >= 0; i-- {
		d.cube[i].stride = stride
		stride *= uint64(max(len(d.cube[i].codes), 1))
	}
	if d.values.kind == jsonscan.Array && d.values.length != d.size || d.values.length > d.size {
		return refuse("size", "%d values stand for a cube of %d cells", d.values.length, d.size)
	}
	if !d.flags.fit(d.size) {
		return refuse("size", "the flags do not fit a cube of %d cells", d.size)
	}
	if time := d.time(); time >= 0 {
		d.cube[time].isTime = true
	}
	return nil
}

// order puts the codes in the order of their positions and holds their number
// against the declared size.
func (c *dimension) order(id, declared string, refuse func(rule, message string, args ...any) error) (uint64, error) {
	if len(c.codes) == 0 && len(c.only) == 1 {
		c.codes = c.only
	}
	size, ok := jsonscan.Index([]byte(declared))
	if !ok || size != uint64(len(c.codes)) {
		return 0, refuse("size", "the dimension %q has %d categories and the size %s", format.Cut(id), len(c.codes), format.Cut(declared))
	}
	if len(c.places) == 0 {
		return size, nil
	}
	ordered := make([]code, len(c.codes))
	for place, at := range c.places {
		if place >= size {
			return 0, refuse("size", "a category of %q has the position %d of %d", format.Cut(id), place, size)
		}
		ordered[place] = c.codes[at]
	}
	c.codes, c.places = ordered, nil
	return size, nil
}

// time is the dimension of time; -1 where none or several have the role.
func (d *dataSet) time() int {
	byName := -1
	for i, id := range d.ids {
		if len(d.times) == 1 && d.times[0] == id {
			return i
		}
		if strings.EqualFold(id, "time") || strings.EqualFold(id, "TIME_PERIOD") {
			byName = i
		}
	}
	return byName
}

// flow is the name of the data flow as SDMX-CSV writes it, as far as the file tells.
func (d *dataSet) flow() string {
	switch {
	case d.id != "":
		flow := d.id
		if d.agency != "" {
			flow = d.agency + ":" + flow
		}
		if d.version != "" {
			flow += "(" + d.version + ")"
		}
		return flow
	case d.isOld && d.code != "":
		return "ESTAT:" + strings.ToUpper(d.code)
	case d.name == "dataset":
		return "" // the usual name of a data set alone
	}
	return d.name
}
