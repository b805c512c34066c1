package jsonstat

import (
	"errors"
	"io"
	"strings"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/jsonscan"
)

// ID of the format.
const ID = "jsonstat"

// Limits of what is held in memory.
const (
	maxFlags = 1 << 23 // in an object of flags
	maxCodes = 1 << 21 // of a dimension
	maxSets  = 1 << 14
	maxNames = 1 << 12 // of dimensions, and sizes
)

// Recognise says whether the first characters of a file begin a JSON-stat text: a
// data set or collection of version 2, or a bundle of version 1, whose first data
// set is seen by its members.
func Recognise(head []byte, name string) bool {
	h, ok := jsonscan.Peek(head)
	if !ok {
		return false
	}
	switch h.Texts["class"] {
	case "dataset", "collection", "dimension":
		return true
	}
	if h.Paths["dimension"] && (h.Paths["value"] || h.Paths["id"]) {
		return true
	}
	for _, member := range []string{"wsVersion", "value", "dimension"} {
		if h.Paths[h.First+"."+member] && h.First != "properties" {
			return true
		}
	}
	// A long label or list of notes may fill the head.
	return h.Paths[h.First+".label"] && (h.Paths[h.First+".source"] || h.Paths[h.First+".updated"] || h.Paths[h.First+".note"])
}

// Reader gives the cells of all data sets of a file.
type Reader struct {
	text    *format.Text
	scan    *jsonscan.Scanner
	message *message
	columns []format.Column
	index   map[string]int
	set     int // index of the data set that is being read
	isOpen  bool
	cell    uint64   // next of a list
	left    []uint64 // cells with a flag and no value, to be given
	inLeft  bool
	seen    jsonscan.IndexSet
	cells   []string
	rows    int64
	moved   int64
}

var _ format.Source = (*Reader)(nil)

// Open goes through the file once to its end, so that structure and values may
// come in either order and damage is met before the first row.
func Open(f io.ReadSeeker) (*Reader, error) {
	text, err := format.OpenText(f, 0)
	if err != nil {
		return nil, err
	}
	m, err := readMessage(jsonscan.New(text))
	if err != nil {
		return nil, err
	}
	r := &Reader{message: m, index: map[string]int{}}
	if err := r.layOut(); err != nil {
		return nil, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	if r.text, err = format.OpenText(f, 0); err != nil {
		return nil, err
	}
	r.scan = jsonscan.New(r.text)
	return r, nil
}

// layOut makes the columns of all data sets together.
func (r *Reader) layOut() error {
	column := func(name, label string) int {
		i, ok := r.index[name]
		if !ok {
			i = len(r.columns)
			r.index[name] = i
			r.columns = append(r.columns, format.Column{Name: name, Label: label})
		}
		return i
	}
	column("DATAFLOW", "")
	hasTime, hasFlags, hasUpdate := false, false, false
	for _, d := range r.message.sets {
		for i, c := range d.cube {
			if c.isTime {
				hasTime = true
				continue
			}
			switch d.ids[i] {
			case "", "DATAFLOW", "TIME_PERIOD", "OBS_VALUE", "OBS_FLAG", "LAST UPDATE":
				return format.Refuse("header-duplicate", again, "a dimension has the name %q, which stands for something else", d.ids[i])
			}
			c.column = column(d.ids[i], c.label)
		}
		hasFlags = hasFlags || d.flags.isAny
		hasUpdate = hasUpdate || d.updated != ""
	}
	if hasTime {
		at := column("TIME_PERIOD", "")
		for _, d := range r.message.sets {
			for _, c := range d.cube {
				if c.isTime {
					c.column, r.columns[at].Label = at, c.label
				}
			}
		}
	}
	column("OBS_VALUE", "")
	if hasFlags {
		column("OBS_FLAG", "")
	}
	if hasUpdate {
		column("LAST UPDATE", "")
	}
	r.cells = make([]string, len(r.columns))
	return nil
}

// Columns of all data sets.
func (r *Reader) Columns() []format.Column { return r.columns }

// Close does nothing; the caller owns the file.
func (r *Reader) Close() error { return nil }

// Notes of the file.
func (r *Reader) Notes() []format.Note {
	notes := r.text.Notes()
	if r.moved > 0 {
		notes = append(notes, format.Note{Rule: "number-exponent", Count: r.moved, Severity: "note", Message: "numbers were written with an exponent; their decimal point was moved"})
	}
	if r.message.links > 0 {
		notes = append(notes, format.Note{Rule: "linked", Count: r.message.links, Severity: "warning", Message: "the collection links to data sets that it does not hold"})
	}
	if r.message.unknown > 0 {
		notes = append(notes, format.Note{Rule: "member-unknown", Count: r.message.unknown, Severity: "warning", Message: "a member of the data set is not of JSON-stat and was not read"})
	}
	if r.rows > 0 {
		notes = append(notes, format.Note{Rule: "numbered-by-element", Count: 1, Severity: "note", Message: "rows are numbered by values, because a file is often one line"})
	} else {
		notes = append(notes, format.Note{Rule: "no-rows", Count: 1, Severity: "warning", Message: "the file holds no values"})
	}
	format.SortNotes(notes)
	return notes
}

// Next cell that has a value or a flag.
func (r *Reader) Next() (format.Row, error) {
	for {
		if r.set >= len(r.message.sets) {
			return format.Row{}, io.EOF
		}
		d := r.message.sets[r.set]
		if r.inLeft {
			if len(r.left) > 0 {
				cell := r.left[0]
				r.left = r.left[1:]
				if r.seen.Add(cell) {
					return r.row(d, cell, jsonscan.Token{Kind: jsonscan.Null}), nil
				}
				continue
			}
			r.inLeft, r.isOpen = false, false
			r.set++
			continue
		}
		if !r.isOpen {
			if err := r.begin(d); err != nil {
				return format.Row{}, err
			}
			continue
		}
		t, err := r.scan.Next()
		switch {
		case err != nil:
			return format.Row{}, whole(err)
		case t.Kind == jsonscan.EndArray:
			r.isOpen = false
			r.set++
			continue
		case t.Kind == jsonscan.EndObject:
			r.inLeft, r.left = true, d.flags.cells()
			continue
		}
		cell := r.cell
		r.cell++
		if t.IsKey {
			if cell, err = r.key(d, t); err != nil {
				return format.Row{}, err
			}
			if t, err = r.scan.Next(); err != nil {
				return format.Row{}, whole(err)
			}
		}
		return r.row(d, cell, t), nil
	}
}

// whole makes the end of a text, where none may be, an error.
func whole(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// begin goes to the values of a data set and fills the cells that all rows share.
func (r *Reader) begin(d *dataSet) error {
	clear(r.cells)
	r.seen.Clear()
	r.cell = 0
	for name, text := range map[string]string{"DATAFLOW": d.flow(), "LAST UPDATE": d.updated} {
		clean, _, fault := jsonscan.Clean(jsonscan.Token{Bytes: []byte(text)}, name)
		if fault != nil {
			return format.Refuse(fault.Rule, fault.Hint, "%s: %s", name, fault.Message)
		}
		if at, ok := r.index[name]; ok {
			r.cells[at] = clean
		}
	}
	r.isOpen = true
	if d.values.kind == 0 { // a data set without values may still have flags
		r.inLeft, r.left = true, d.flags.cells()
		return nil
	}
	if err := r.scan.Jump(d.values.at); err != nil {
		return err
	}
	t, err := r.scan.Next()
	if err != nil {
		return whole(err)
	}
	if t.Kind == jsonscan.Object {
		r.scan.OwnKeys()
	}
	return nil
}

// key is the number of the cell that a key of the values names.
func (r *Reader) key(d *dataSet, t jsonscan.Token) (uint64, error) {
	cell, ok := jsonscan.Index(t.Bytes)
	if !ok || cell >= d.size {
		return 0, r.scan.Refuse("size", again, "the values have the key %q, and the cube has %d cells", format.Cut(string(t.Bytes)), d.size)
	}
	if !r.seen.Add(cell) {
		return 0, r.scan.Refuse("duplicate-key", again, "the key %q stands twice in one object", string(t.Bytes))
	}
	if r.seen.Pages() > jsonscan.MaxPages {
		return 0, r.scan.TooMany("pages of cells", jsonscan.MaxPages)
	}
	return cell, nil
}

// row makes the row of a cell.
func (r *Reader) row(d *dataSet, cell uint64, t jsonscan.Token) format.Row {
	r.rows++
	row := format.Row{Number: r.rows}
	for _, c := range d.cube {
		code := c.codes[cell/c.stride%uint64(len(c.codes))]
		r.cells[c.column] = code.text
		if code.fault != nil && row.Fault == nil {
			row.Fault = copied(code.fault)
		}
	}
	value, flag := "", d.flags.of(cell)
	switch t.Kind {
	case jsonscan.Null:
	case jsonscan.Number:
		moved := false
		if value, moved = jsonscan.Decimal(t.Bytes); moved {
			r.moved++
		}
	case jsonscan.String:
		text, _, fault := jsonscan.Clean(t, "OBS_VALUE")
		value = text
		if row.Fault == nil {
			row.Fault = fault
		}
	default:
		if row.Fault == nil {
			row.Fault = &format.Fault{Rule: "type", Column: "OBS_VALUE", Value: t.Kind.String(), Message: "neither a number nor a text stands as the value", Hint: again}
		}
	}
	if flag.fault != nil && row.Fault == nil {
		row.Fault = copied(flag.fault)
	}
	if value == "" && strings.HasPrefix(flag.text, ":") {
		value, flag.text = ":", strings.TrimSpace(flag.text[1:])
	}
	r.cells[r.index["OBS_VALUE"]] = value
	if at, ok := r.index["OBS_FLAG"]; ok {
		r.cells[at] = flag.text
	}
	if row.Fault == nil {
		row.Cells = r.cells
	}
	return row
}

func copied(f *format.Fault) *format.Fault {
	c := *f
	return &c
}
