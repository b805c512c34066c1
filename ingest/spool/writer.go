package spool

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"

	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/harmonize"
)

const (
	magic   = "FBSPOOL\x02" // the last byte is the version
	headLen = 17            // of a block: kind, length of payload, entries, observations, checksum

	blockEntries = 8192      // rows and rejections after which a block ends
	blockBytes   = 512 << 10 // or bytes
	maxBlock     = 64 << 20  // no reader takes more
	maxRow       = 1 << 16   // observations of one row

	kindRows byte = 'R'
	kindEnd  byte = 'E'
)

// ErrTooLong is returned for a row that no block can hold.
var ErrTooLong = errors.New("a row is longer than 64 MiB or gives more than 65536 observations")

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Counts are what a spool holds.
type Counts struct {
	Rows         int64 // that gave observations
	Rejected     int64
	Observations int64
}

// Writer writes a spool. The end mark is written by Finish; without it the spool
// is damaged.
type Writer struct {
	out     *bufio.Writer
	counts  Counts
	payload []byte
	entries int
	values  int // observations of the block
	texts   map[string]uint32
	last    warehouse.Observation // the one before, of this block
	failed  error
}

// NewWriter begins a spool.
func NewWriter(w io.Writer) (*Writer, error) {
	s := &Writer{out: bufio.NewWriterSize(w, 256<<10), texts: map[string]uint32{}}
	_, err := s.out.WriteString(magic)
	return s, err
}

// Counts of what was added so far.
func (s *Writer) Counts() Counts { return s.counts }

// Add writes what became of a row. Skipped rows are passed over.
func (s *Writer) Add(o harmonize.Outcome) error {
	if s.failed != nil {
		return s.failed
	}
	switch {
	case o.Rejected != nil:
		s.counts.Rejected++
		s.reject(o.Rejected)
	case len(o.Observations) == 0:
		return nil
	case len(o.Observations) > maxRow:
		s.failed = ErrTooLong
		return s.failed
	default:
		s.counts.Rows++
		s.values += len(o.Observations)
		s.counts.Observations += int64(len(o.Observations))
		s.payload = binary.AppendUvarint(s.payload, uint64(len(o.Observations)))
		for i := range o.Observations {
			s.observe(&o.Observations[i])
		}
	}
	s.entries++
	if s.entries >= blockEntries || s.values >= blockEntries || len(s.payload) >= blockBytes {
		s.failed = s.flush(kindRows)
	}
	return s.failed
}

// Finish writes what is left and the end mark. The caller closes the file.
func (s *Writer) Finish() error {
	if s.failed != nil {
		return s.failed
	}
	if s.entries > 0 {
		if err := s.flush(kindRows); err != nil {
			return err
		}
	}
	for _, n := range []int64{s.counts.Rows, s.counts.Rejected, s.counts.Observations} {
		s.payload = binary.AppendUvarint(s.payload, uint64(n))
	}
	if err := s.flush(kindEnd); err != nil {
		return err
	}
	return s.out.Flush()
}

func (s *Writer) flush(kind byte) error {
	if len(s.payload) > maxBlock {
		return ErrTooLong
	}
	var head [headLen]byte
	head[0] = kind
	binary.LittleEndian.PutUint32(head[1:], uint32(len(s.payload)))
	binary.LittleEndian.PutUint32(head[5:], uint32(s.entries))
	binary.LittleEndian.PutUint32(head[9:], uint32(s.values))
	sum := crc32.Update(crc32.Checksum(head[:13], castagnoli), castagnoli, s.payload)
	binary.LittleEndian.PutUint32(head[13:], sum)
	if _, err := s.out.Write(head[:]); err != nil {
		return fmt.Errorf("write spool: %w", err)
	}
	if _, err := s.out.Write(s.payload); err != nil {
		return fmt.Errorf("write spool: %w", err)
	}
	s.payload, s.entries, s.values, s.last = s.payload[:0], 0, 0, warehouse.Observation{}
	clear(s.texts)
	return nil
}

// text writes a text as its number in the dictionary of the block; a new one is
// the next number and follows.
func (s *Writer) text(t string) {
	id, ok := s.texts[t]
	if ok {
		s.payload = binary.AppendUvarint(s.payload, uint64(id))
		return
	}
	id = uint32(len(s.texts))
	s.texts[t] = id
	s.payload = binary.AppendUvarint(s.payload, uint64(id))
	s.payload = binary.AppendUvarint(s.payload, uint64(len(t)))
	s.payload = append(s.payload, t...)
}

func (s *Writer) reject(r *warehouse.Rejected) {
	s.payload = binary.AppendUvarint(s.payload, 0)
	s.payload = binary.AppendVarint(s.payload, r.Row)
	for _, t := range [...]string{r.FileName, r.Column, r.Value, r.Rule, r.Message, r.Hint} {
		s.text(t)
	}
}

// What of an observation differs from the one before, as bits.
const (
	newRow    = 1 << iota // else the row after the last
	newPeriod             // period, frequency and first day
	noValue               // NaN
	wholeValue
	newColumn
	newStatus
	newNote
	newEdition // release day and vintage
	newMeasure
	newUnit
	newTerritory
	newIndustry
	newOccupation
	newCitizenship
	newSex
	newAge
	newOther
	newExact
)

func (s *Writer) observe(o *warehouse.Observation) {
	last := &s.last
	bits := s.differs(o)
	whole := int64(o.Value)
	switch {
	case math.IsNaN(o.Value):
		bits |= noValue
	case whole > -1<<53 && whole < 1<<53 && math.Float64bits(float64(whole)) == math.Float64bits(o.Value):
		bits |= wholeValue
	}
	s.payload = binary.AppendUvarint(s.payload, bits)
	if bits&newRow != 0 {
		s.payload = binary.AppendVarint(s.payload, o.Row-last.Row)
	}
	if bits&newPeriod != 0 {
		s.text(o.Period)
		s.payload = append(s.payload, byte(o.Freq))
		s.payload = binary.AppendVarint(s.payload, o.PeriodStart.Unix())
	}
	switch {
	case bits&noValue != 0:
	case bits&wholeValue != 0:
		s.payload = binary.AppendVarint(s.payload, whole)
	default:
		s.payload = binary.LittleEndian.AppendUint64(s.payload, math.Float64bits(o.Value))
	}
	if bits>>4 != 0 {
		s.rest(bits, o)
	}
	last.Row, last.Value = o.Row, o.Value
}

// differs compares with the observation before and takes over what is new, row
// and value apart.
func (s *Writer) differs(o *warehouse.Observation) uint64 {
	last := &s.last
	var bits uint64
	if o.Row != last.Row+1 {
		bits |= newRow
	}
	if o.Period != last.Period || o.Freq != last.Freq || !o.PeriodStart.Equal(last.PeriodStart) {
		bits |= newPeriod
		last.Period, last.Freq, last.PeriodStart = o.Period, o.Freq, o.PeriodStart
	}
	for _, f := range [...]struct {
		bit       uint64
		now, then *string
	}{
		{newColumn, &o.Column, &last.Column}, {newStatus, &o.Status, &last.Status}, {newNote, &o.Note, &last.Note},
		{newMeasure, &o.Key.Measure, &last.Key.Measure}, {newUnit, &o.Key.Unit, &last.Key.Unit},
		{newSex, &o.Key.Sex, &last.Key.Sex}, {newAge, &o.Key.Age, &last.Key.Age}, {newOther, &o.Key.Other, &last.Key.Other}, {newExact, &o.Exact, &last.Exact},
	} {
		if *f.now != *f.then {
			bits |= f.bit
			*f.then = *f.now
		}
	}
	for _, f := range [...]struct {
		bit       uint64
		now, then *series.Code
	}{
		{newTerritory, &o.Key.Territory, &last.Key.Territory}, {newIndustry, &o.Key.Industry, &last.Key.Industry},
		{newOccupation, &o.Key.Occupation, &last.Key.Occupation}, {newCitizenship, &o.Key.Citizenship, &last.Key.Citizenship},
	} {
		if *f.now != *f.then {
			bits |= f.bit
			*f.then = *f.now
		}
	}
	if o.Vintage != last.Vintage || !o.Released.Equal(last.Released) {
		bits |= newEdition
		last.Vintage, last.Released = o.Vintage, o.Released
	}
	return bits
}

// rest writes the fields that rarely change, in the order of their bits.
func (s *Writer) rest(bits uint64, o *warehouse.Observation) {
	texts := func(bit uint64, all ...string) {
		if bits&bit != 0 {
			for _, t := range all {
				s.text(t)
			}
		}
	}
	texts(newColumn, o.Column)
	texts(newStatus, o.Status)
	texts(newNote, o.Note)
	if bits&newEdition != 0 {
		s.text(o.Vintage)
		s.payload = binary.AppendVarint(s.payload, o.Released.Unix())
	}
	texts(newMeasure, o.Key.Measure)
	texts(newUnit, o.Key.Unit)
	texts(newTerritory, o.Key.Territory.List, o.Key.Territory.Value)
	texts(newIndustry, o.Key.Industry.List, o.Key.Industry.Value)
	texts(newOccupation, o.Key.Occupation.List, o.Key.Occupation.Value)
	texts(newCitizenship, o.Key.Citizenship.List, o.Key.Citizenship.Value)
	texts(newSex, o.Key.Sex)
	texts(newAge, o.Key.Age)
	texts(newOther, o.Key.Other)
	texts(newExact, o.Exact)
}
