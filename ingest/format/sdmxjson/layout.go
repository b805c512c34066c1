package sdmxjson

import (
	"math/bits"
	"slices"
	"strings"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/jsonscan"
)

// table is the columns of all data sets together.
type table struct {
	columns []format.Column
	index   map[string]int
}

func (t *table) column(id, label string) int {
	i, ok := t.index[id]
	if !ok {
		i = len(t.columns)
		t.index[id] = i
		t.columns = append(t.columns, format.Column{Name: id, Label: label})
	}
	return i
}

// layout is how the rows of one data set are made.
type layout struct {
	*structure
	base      []string // cells that are the same in all rows
	baseFault *format.Fault
	groups    []groupTable
	isDelete  bool
	defaults  int64   // times that the default of an attribute was used
	series    keyForm // keys of series
	inSeries  keyForm // keys of observations in a series
	flat      keyForm // keys of observations without series; they name the dimensions of both
}

// groupTable holds the attributes of the groups that name the same dimensions.
type groupTable struct {
	places []int            // of the dimensions, in the order of structure.key
	values map[string][]raw // by positions in these dimensions
}

// layOut makes the columns and tells how rows are made.
func (m *message) layOut() (*table, error) {
	t := &table{index: map[string]int{}}
	t.column("DATAFLOW", "")
	used := []*structure{}
	for i, d := range m.sets {
		s, err := m.structureOf(i)
		if err != nil {
			return nil, err
		}
		d.layout = &layout{structure: s, isDelete: strings.EqualFold(d.action, "Delete")}
		if !slices.Contains(used, s) {
			used = append(used, s)
		}
	}
	if len(used) == 0 {
		used = m.structures
	}
	for _, s := range used {
		if err := s.settle(); err != nil {
			return nil, err
		}
		for _, c := range s.inKeyOrder() {
			if !c.isTime {
				c.column = t.column(c.id, c.label)
			}
		}
	}
	for _, s := range used {
		for _, c := range s.key() {
			if c.isTime {
				c.column = t.column("TIME_PERIOD", c.label)
			}
		}
	}
	for _, s := range used {
		for _, c := range s.measures {
			c.column = t.column(c.id, c.label)
		}
	}
	for _, level := range []int{ofObservation, ofSeries, ofGroup, ofDataSet} {
		for _, s := range used {
			for _, c := range s.attributes[level] {
				c.column = t.column(c.id, c.label)
			}
		}
	}
	for _, d := range m.sets {
		if err := d.layOut(len(t.columns), t.index["DATAFLOW"]); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// settle decides which dimension is time, which measure is the value, and
// refuses ids that stand for two things.
func (t *structure) settle() error {
	seen := map[string]bool{"DATAFLOW": true}
	once := func(id string) error {
		if seen[id] {
			return format.Refuse("header-duplicate", "ask the publisher for a message whose dimensions differ", "the dimension or measure %q stands twice in the structure", format.Cut(id))
		}
		seen[id] = true
		return nil
	}
	var time *component
	for _, c := range t.key() {
		if c.id == "TIME_PERIOD" || (c.isTime && time == nil) {
			time = c
		}
	}
	for _, c := range t.key() {
		if c.isTime = c == time; c.isTime {
			c.id = "TIME_PERIOD"
		}
		if err := once(c.id); err != nil {
			return err
		}
	}
	for _, c := range t.dimensions[ofDataSet] {
		if len(c.values) != 1 {
			return format.Refuse("sdmx-structure", "ask the publisher for the message again", "the dimension %s of the whole data set has %d values, not one", c.id, len(c.values))
		}
	}
	if len(t.measures) == 0 { // version 1.0 has one, and does not list it
		t.measures = []*component{{id: "OBS_VALUE"}}
	}
	if len(t.measures) == 1 {
		t.measures[0].id = "OBS_VALUE"
	}
	for _, c := range t.measures {
		if err := once(c.id); err != nil {
			return err
		}
	}
	if !seen["OBS_VALUE"] {
		return format.Refuse("column-missing", "ask for one measure", "the message has %d measures and none is OBS_VALUE", len(t.measures))
	}
	for _, level := range t.attributes {
		for _, c := range level { // an attribute may be declared at two levels
			if seen[c.id] {
				return format.Refuse("header-duplicate", "ask the publisher for a message whose columns differ", "%q is a dimension or measure and an attribute", format.Cut(c.id))
			}
		}
	}
	return nil
}

// layOut fills the cells that all rows of the data set share.
func (d *dataSet) layOut(width, flow int) error {
	l := d.layout
	l.base = make([]string, width)
	l.base[flow] = l.structure.flow
	if d.flow != "" {
		l.base[flow] = d.flow
	}
	if clean, _, fault := jsonscan.Clean(jsonscan.Token{Bytes: []byte(l.base[flow])}, "DATAFLOW"); fault != nil {
		l.baseFault = fault
	} else {
		l.base[flow] = clean
	}
	for _, c := range l.dimensions[ofDataSet] {
		l.set(l.base, c, raw{kind: jsonscan.Number, text: "0"}, &l.baseFault)
	}
	l.setAll(l.base, l.attributes[ofDataSet], d.attributes, &l.baseFault)
	l.setAll(l.base, l.attributes[ofGroup], nil, &l.baseFault) // defaults, and those of series, which a flat data set leaves out
	l.setAll(l.base, l.attributes[ofSeries], nil, &l.baseFault)
	for _, g := range d.groups {
		if err := l.addGroup(g); err != nil {
			return err
		}
	}
	l.series = newKeyForm(l.dimensions[ofSeries])
	l.inSeries = newKeyForm(l.dimensions[ofObservation])
	l.flat = newKeyForm(slices.Concat(l.dimensions[ofSeries], l.dimensions[ofObservation]))
	return nil
}

// addGroup keeps the attributes of a group of dimensions.
func (l *layout) addGroup(g group) error {
	all := l.structure.key()
	parts := strings.Split(g.key, ":")
	bad := func() error {
		return &format.Refusal{Rule: "sdmx-structure", Line: g.line, Hint: "ask the publisher for the message again",
			Message: "the key " + format.Cut(g.key) + " of a dimension group does not fit the dimensions"}
	}
	if len(parts) != len(all) {
		return bad()
	}
	var places []int
	key := []byte{}
	for i, part := range parts {
		if part == "" {
			continue
		}
		n, ok := jsonscan.Index([]byte(part))
		if !ok || n >= uint64(len(all[i].values)) {
			return bad()
		}
		places = append(places, i)
		key = append(append(key, part...), ':')
	}
	at := slices.IndexFunc(l.groups, func(t groupTable) bool { return slices.Equal(t.places, places) })
	if at < 0 {
		at = len(l.groups)
		l.groups = append(l.groups, groupTable{places, map[string][]raw{}})
	}
	l.groups[at].values[string(key)] = g.values
	return nil
}

// set writes one cell. An empty text leaves what a wider level has written.
func (l *layout) set(cells []string, c *component, r raw, fault **format.Fault) {
	text, isDefault, f := c.cell(r)
	if isDefault {
		l.defaults++
	}
	if f != nil && *fault == nil {
		*fault = f
	}
	if text != "" {
		cells[c.column] = text
	}
}

// setAll writes the attributes of one level. Values after the last of them are
// positions of annotations and are passed over, where the structure lists any;
// missing ones have their default.
func (l *layout) setAll(cells []string, list []*component, values []raw, fault **format.Fault) {
	for i := len(list); i < len(values) && !l.annotated && *fault == nil; i++ {
		if values[i].kind != jsonscan.Null {
			*fault = &format.Fault{Rule: "index", Value: format.Cut(values[i].text), Hint: "ask the publisher for the message again",
				Message: "the message gives more attributes than its structure lists"}
		}
	}
	for i, c := range list {
		r := raw{kind: jsonscan.Null}
		if i < len(values) {
			r = values[i]
		}
		if r.kind == jsonscan.Null && cells[c.column] != "" {
			continue // a wider level has it
		}
		l.set(cells, c, r, fault)
	}
}

// keyForm reads the keys of series or observations and finds those that stand twice.
type keyForm struct {
	dimensions []*component
	isWide     bool // positions do not fit one number
	cells      jsonscan.IndexSet
	texts      map[string]struct{}
}

func newKeyForm(dimensions []*component) keyForm {
	k := keyForm{dimensions: dimensions, texts: map[string]struct{}{}}
	product := uint64(1)
	for _, c := range dimensions {
		high, low := bits.Mul64(product, uint64(max(len(c.values), 1)))
		if k.isWide = k.isWide || high > 0; !k.isWide {
			product = low
		}
	}
	return k
}

// clear begins a new object of keys.
func (k *keyForm) clear() {
	k.cells.Clear()
	clear(k.texts)
}

// parse reads a key into positions. A fault is one of the key alone; isTwice says
// that it stood in the same object before.
func (k *keyForm) parse(key []byte, places []int) (_ []int, fault *format.Fault, isTwice bool) {
	rest, cell, bad := key, uint64(0), false
	for i, c := range k.dimensions {
		part := rest
		if at := slices.Index(rest, ':'); at >= 0 {
			part, rest = rest[:at], rest[at+1:]
			bad = bad || i == len(k.dimensions)-1
		} else {
			rest = nil
			bad = bad || i < len(k.dimensions)-1
		}
		n, ok := jsonscan.Index(part)
		bad = bad || !ok || n >= uint64(len(c.values))
		if !bad {
			cell = cell*uint64(len(c.values)) + n
			places = append(places, int(n))
		}
	}
	bad = bad || (len(k.dimensions) == 0 && len(key) > 0)
	if bad || k.isWide {
		_, isTwice = k.texts[string(key)]
		k.texts[string(key)] = struct{}{}
	} else {
		isTwice = !k.cells.Add(cell)
	}
	if bad {
		fault = &format.Fault{Rule: "key", Value: format.Cut(string(key)), Hint: "ask the publisher for the message again",
			Message: "the key " + format.Cut(string(key)) + " does not fit the dimensions that the structure lists"}
	}
	return places, fault, isTwice
}
