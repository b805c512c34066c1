package sdmxjson

import (
	"errors"
	"io"
	"strconv"
	"strings"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/jsonscan"
)

// oneSeries is the series that is being given, read to its end.
type oneSeries struct {
	isOpen bool
	next   int // of observations
	cells  []string
	fault  *format.Fault
	places []int
	// Observations; places and values of all stand in one list each.
	observations []observation
	allPlaces    []int
	allValues    []raw
}

type observation struct {
	fault                  *format.Fault
	firstPlace, firstValue int
}

// Next observation.
func (r *Reader) Next() (format.Row, error) {
	for {
		if r.one.isOpen && r.one.next < len(r.one.observations) {
			return r.fromSeries(), nil
		}
		r.one.isOpen = false
		if r.set >= len(r.message.sets) {
			return format.Row{}, io.EOF
		}
		d := r.message.sets[r.set]
		if r.block >= len(d.blocks) {
			r.set, r.block = r.set+1, 0
			continue
		}
		b := d.blocks[r.block]
		if !r.isOpen {
			if err := r.begin(d, b); err != nil {
				return format.Row{}, err
			}
			continue
		}
		key, err := r.scan.Next()
		if err != nil {
			return format.Row{}, r.whole(err)
		}
		if key.Kind == jsonscan.EndObject {
			r.isOpen = false
			r.block++
			continue
		}
		if !b.isSeries {
			return r.readFlat(d.layout, key)
		}
		if row, ok, err := r.readSeries(d.layout, key); ok || err != nil {
			return row, err
		}
	}
}

// whole makes the end of a text, where none may be, an error.
func (r *Reader) whole(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// begin goes to a block of observations. A null block is an empty one.
func (r *Reader) begin(d *dataSet, b block) error {
	if err := r.scan.Jump(b.at); err != nil {
		return err
	}
	t, err := r.scan.Next()
	switch {
	case err != nil:
		return r.whole(err)
	case t.Kind == jsonscan.Null:
		r.block++
		return nil
	case t.Kind != jsonscan.Object:
		return r.scan.Unexpected("an object of keys", t.Kind)
	}
	r.scan.OwnKeys()
	r.isOpen = true
	d.layout.series.clear()
	d.layout.flat.clear()
	d.layout.inSeries.clear()
	return nil
}

func (r *Reader) twice(key string) error {
	return r.scan.Refuse("duplicate-key", "ask the publisher; one of the two values would be lost", "the key %q stands twice in one object", format.Cut(key))
}

// parse reads the key of a series or observation.
func (r *Reader) parse(k *keyForm, t jsonscan.Token, places []int) ([]int, *format.Fault, error) {
	places, fault, isTwice := k.parse(t.Bytes, places)
	if len(k.texts) > maxTexts {
		return places, fault, r.scan.TooMany("keys that do not fit the structure", maxTexts)
	}
	if k.cells.Pages() > jsonscan.MaxPages {
		return places, fault, r.scan.TooMany("pages of keys", jsonscan.MaxPages)
	}
	if isTwice {
		return places, fault, r.twice(string(t.Bytes))
	}
	return places, fault, nil
}

// readValues reads the list of values of an observation.
func (r *Reader) readValues(to []raw) ([]raw, error) {
	before := len(to)
	t, err := r.scan.Next()
	if err != nil {
		return to, r.whole(err)
	}
	if t.Kind == jsonscan.Null {
		return to, nil
	}
	if t.Kind != jsonscan.Array {
		return to, r.scan.Unexpected("the list of an observation", t.Kind)
	}
	for {
		t, err := r.scan.Next()
		if err != nil {
			return to, r.whole(err)
		}
		if t.Kind == jsonscan.EndArray {
			return to, nil
		}
		if len(to)-before >= maxCells {
			return to, r.scan.TooMany("values in one list", maxCells)
		}
		v, err := readRaw(r.scan, t)
		if err != nil {
			return to, err
		}
		if v.moved {
			r.counts["exponent"]++
		}
		to = append(to, v)
	}
}

// readFlat reads one observation of a data set without series.
func (r *Reader) readFlat(l *layout, key jsonscan.Token) (format.Row, error) {
	places, fault, err := r.parse(&l.flat, key, r.places[:0])
	if err != nil {
		return format.Row{}, err
	}
	r.places = places
	r.values, err = r.readValues(r.values[:0])
	if err != nil {
		return format.Row{}, err
	}
	copy(r.cells, l.base)
	if fault == nil {
		fault = l.baseFault
	}
	return r.finish(l, &l.flat, nil, fault), nil
}

// readSeries reads one series to its end. A series without observations is one skip.
func (r *Reader) readSeries(l *layout, key jsonscan.Token) (row format.Row, ok bool, err error) {
	o := &r.one
	*o = oneSeries{observations: o.observations[:0], allPlaces: o.allPlaces[:0], allValues: o.allValues[:0], cells: o.cells[:0], places: o.places[:0]}
	if o.places, o.fault, err = r.parse(&l.series, key, o.places); err != nil {
		return row, false, err
	}
	var attributes []raw
	err = r.scan.Members(func(name string) (err error) {
		switch name {
		case "attributes":
			attributes, err = readRaws(r.scan)
		case "observations":
			err = r.readObservations(l)
		default:
			err = skipMember(r.scan, name)
		}
		return err
	})
	if err != nil {
		return row, false, r.whole(err)
	}
	if len(o.observations) == 0 {
		r.rows++
		return format.Row{Number: r.rows, Skip: "key-only"}, true, nil
	}
	o.cells = append(o.cells, l.base...)
	if o.fault == nil {
		o.fault = l.baseFault
	}
	if o.fault == nil {
		for i, c := range l.dimensions[ofSeries] {
			l.set(o.cells, c, raw{kind: jsonscan.Number, text: strconv.Itoa(o.places[i])}, &o.fault)
		}
	}
	l.setAll(o.cells, l.attributes[ofSeries], attributes, &o.fault)
	o.isOpen = true
	return row, false, nil
}

func (r *Reader) readObservations(l *layout) error {
	o := &r.one
	t, err := r.scan.Next()
	switch {
	case err != nil:
		return err
	case t.Kind == jsonscan.Null:
		return nil
	case t.Kind != jsonscan.Object:
		return r.scan.Unexpected("an object of observations", t.Kind)
	}
	r.scan.OwnKeys()
	l.inSeries.clear()
	for {
		t, err := r.scan.Next()
		if err != nil {
			return err
		}
		if t.Kind == jsonscan.EndObject {
			return nil
		}
		if len(o.observations) >= maxSeries {
			return r.scan.Refuse("limits", "ask for a shorter period", "a series has more than %d observations", maxSeries)
		}
		obs := observation{firstPlace: len(o.allPlaces), firstValue: len(o.allValues)}
		if o.allPlaces, obs.fault, err = r.parse(&l.inSeries, t, o.allPlaces); err != nil {
			return err
		}
		if o.allValues, err = r.readValues(o.allValues); err != nil {
			return err
		}
		o.observations = append(o.observations, obs)
	}
}

// fromSeries gives the next observation of the series.
func (r *Reader) fromSeries() format.Row {
	o, l := &r.one, r.message.sets[r.set].layout
	obs := o.observations[o.next]
	lastPlace, lastValue := len(o.allPlaces), len(o.allValues)
	if o.next+1 < len(o.observations) {
		lastPlace, lastValue = o.observations[o.next+1].firstPlace, o.observations[o.next+1].firstValue
	}
	o.next++
	copy(r.cells, o.cells)
	fault := o.fault
	if fault == nil {
		fault = obs.fault
	}
	r.places = append(r.places[:0], o.allPlaces[obs.firstPlace:lastPlace]...)
	r.values = append(r.values[:0], o.allValues[obs.firstValue:lastValue]...)
	return r.finish(l, &l.inSeries, o.places, fault)
}

// finish writes what r.places and r.values say of the observation; r.cells holds
// the rest of the row.
func (r *Reader) finish(l *layout, form *keyForm, ofSeries []int, fault *format.Fault) format.Row {
	r.rows++
	row := format.Row{Number: r.rows}
	switch {
	case l.isDelete:
		row.Skip = "deletion"
		return row
	case len(r.values) == 0:
		row.Skip = "key-only"
		return row
	}
	if fault == nil {
		for i, c := range form.dimensions {
			v := c.values[r.places[i]]
			r.cells[c.column] = v.text
			if v.fault != nil {
				fault = v.fault
			}
		}
		r.setGroups(l, ofSeries, &fault)
	}
	for i, c := range l.measures {
		if i < len(r.values) {
			v := r.values[i]
			if v.kind == jsonscan.String && v.text == "NaN" { // JSON has no other way to write it
				v = raw{kind: jsonscan.Null}
				r.counts["missing-nan"]++
			}
			if fault == nil && c.isNumber && v.kind != jsonscan.Number && v.kind != jsonscan.Null && !isNumberText(v.text) {
				fault = &format.Fault{Rule: "value-type", Column: c.id, Value: format.Cut(v.text), Message: "something else stands where the structure declares a number",
					Hint: "ask for the data with their values; a message of attributes alone looks so"}
			}
			l.set(r.cells, c, v, &fault)
		}
	}
	rest := r.values[min(len(l.measures), len(r.values)):]
	l.setAll(r.cells, l.attributes[ofObservation], rest, &fault)
	if fault != nil {
		copied := *fault
		row.Fault = &copied
		return row
	}
	row.Cells = r.cells
	return row
}

// isNumberText says whether a text may stand for a number: some services quote numbers.
func isNumberText(text string) bool {
	return text == "" || strings.Trim(text, "0123456789.-+eE") == ""
}

// setGroups writes the attributes of the dimension groups that the row is in.
func (r *Reader) setGroups(l *layout, ofSeries []int, fault **format.Fault) {
	if len(l.groups) == 0 {
		return
	}
	r.all = r.all[:0]
	for range l.dimensions[ofDataSet] {
		r.all = append(r.all, 0)
	}
	r.all = append(append(r.all, ofSeries...), r.places...)
	for _, g := range l.groups {
		r.key = r.key[:0]
		for _, place := range g.places {
			r.key = append(strconv.AppendInt(r.key, int64(r.all[place]), 10), ':')
		}
		if values, ok := g.values[string(r.key)]; ok {
			l.setAll(r.cells, l.attributes[ofGroup], values, fault)
		}
	}
}
