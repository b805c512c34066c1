package jsonstat

import (
	"math"
	"slices"

	"fabbisogno/ingest/format/jsonscan"
)

// flags of the cells: none, one for all, a list or an object. The texts are few
// and held once.
type flags struct {
	isAny  bool
	all    uint16
	list   []uint16
	sparse map[uint64]uint16
	texts  []code // from 1; 0 is no flag
	index  map[string]uint16
}

// read reads the member status in any of its forms.
func (f *flags) read(s *jsonscan.Scanner) error {
	t, err := s.Next()
	if err != nil {
		return err
	}
	switch t.Kind {
	case jsonscan.Null:
		return nil
	case jsonscan.String, jsonscan.Number:
		f.all, err = f.number(s, t)
		return err
	case jsonscan.Array:
		return f.readList(s)
	case jsonscan.Object:
		return f.readObject(s)
	}
	return s.Unexpected("a flag, a list or an object of flags", t.Kind)
}

func (f *flags) readList(s *jsonscan.Scanner) error {
	f.isAny, f.list = true, []uint16{}
	for {
		t, err := s.Next()
		if err != nil || t.Kind == jsonscan.EndArray {
			return err
		}
		n, err := f.number(s, t)
		if err != nil {
			return err
		}
		f.list = append(f.list, n)
	}
}

// readObject reads flags by cell number or, in the form of 2015, a list of them
// under the key value, beside a category with their labels.
func (f *flags) readObject(s *jsonscan.Scanner) error {
	s.OwnKeys()
	f.isAny, f.sparse = true, map[uint64]uint16{}
	labels := false
	for {
		t, err := s.Next()
		if err != nil {
			return err
		}
		if t.Kind == jsonscan.EndObject {
			if labels && f.list == nil { // a flag, perhaps, whose cell was overwritten
				return s.Refuse("size", again, "the flags have labels and no list of values")
			}
			return nil
		}
		key := string(t.Bytes)
		cell, isCell := jsonscan.Index(t.Bytes)
		switch {
		case isCell:
			if _, twice := f.sparse[cell]; twice {
				return s.Refuse("duplicate-key", again, "the key %q stands twice in one object", key)
			}
			if len(f.sparse) >= maxFlags {
				return s.TooMany("flags", maxFlags)
			}
			t, err := s.Next()
			if err != nil {
				return err
			}
			if f.sparse[cell], err = f.number(s, t); err != nil {
				return err
			}
		case key == "value" && f.list == nil:
			if err := f.read(s); err != nil {
				return err
			}
		case key == "category":
			labels = true
			if err := s.Skip(); err != nil {
				return err
			}
		default:
			return s.Refuse("size", again, "the flags have the key %.80q, which is no number of a cell", key)
		}
	}
}

// number is that of the flag's text.
func (f *flags) number(s *jsonscan.Scanner, t jsonscan.Token) (uint16, error) {
	if t.Kind == jsonscan.Null || (t.Kind == jsonscan.String && len(t.Bytes) == 0) {
		return 0, nil
	}
	if t.Kind != jsonscan.String && t.Kind != jsonscan.Number {
		return 0, s.Unexpected("a flag", t.Kind)
	}
	f.isAny = true
	key := t.Rule + "\x00" + string(t.Bytes)
	if n, ok := f.index[key]; ok {
		return n, nil
	}
	if len(f.texts) == 0 {
		f.texts, f.index = make([]code, 1), map[string]uint16{}
	}
	if len(f.texts) > math.MaxUint16 {
		return 0, s.Refuse("limits", again, "the cells have more than %d different flags", math.MaxUint16)
	}
	n := uint16(len(f.texts))
	f.texts = append(f.texts, makeCode(t, "OBS_FLAG"))
	f.index[key] = n
	return n, nil
}

// fit says whether the flags belong to a cube of that many cells.
func (f *flags) fit(size uint64) bool {
	if len(f.list) == 1 && size != 1 { // one for all, as a list
		f.all, f.list = f.list[0], nil
	}
	for cell := range f.sparse {
		if cell >= size {
			return false
		}
	}
	return f.list == nil || uint64(len(f.list)) == size
}

// of gives the flag of a cell.
func (f *flags) of(cell uint64) code {
	n := f.all
	if f.list != nil {
		n = f.list[cell]
	}
	if m, ok := f.sparse[cell]; ok {
		n = m
	}
	if n == 0 {
		return code{}
	}
	return f.texts[n]
}

// cells with a flag of their own, in order.
func (f *flags) cells() []uint64 {
	var out []uint64
	for cell, n := range f.list {
		if n != 0 {
			out = append(out, uint64(cell))
		}
	}
	for cell, n := range f.sparse {
		if n != 0 && (f.list == nil || f.list[cell] == 0) {
			out = append(out, cell)
		}
	}
	slices.Sort(out)
	return out
}
