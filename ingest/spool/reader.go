package spool

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"iter"
	"math"
	"os"
	"time"

	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/harmonize"
)

// ErrDamaged is returned for a spool that was cut, changed, or written by
// another version.
var ErrDamaged = errors.New("the spool is damaged")

// Block is a part of a spool: its rows, and the same observations and rejections
// without their rows.
type Block struct {
	Rows         []harmonize.Outcome
	Observations []warehouse.Observation
	Rejected     []warehouse.Rejected
}

// Blocks gives the rows of a spool, a block at a time and in their order. Each
// range over it reads the file anew. A block is valid until the next, its texts
// longer. After an error the sequence ends; without one the counts of the end
// mark were met.
func Blocks(path string) iter.Seq2[Block, error] {
	return func(yield func(Block, error) bool) {
		f, err := os.Open(path)
		if err != nil {
			yield(Block{}, fmt.Errorf("read spool: %w", err))
			return
		}
		defer f.Close()
		r := &reader{in: bufio.NewReaderSize(f, 256<<10)}
		if err := r.begin(); err != nil {
			yield(Block{}, err)
			return
		}
		for {
			block, err := r.block()
			if errors.Is(err, io.EOF) {
				return
			}
			if !yield(block, err) || err != nil {
				return
			}
		}
	}
}

// Rows is Blocks row by row.
func Rows(path string) iter.Seq2[harmonize.Outcome, error] {
	return func(yield func(harmonize.Outcome, error) bool) {
		for block, err := range Blocks(path) {
			if err != nil {
				yield(harmonize.Outcome{}, err)
				return
			}
			for _, row := range block.Rows {
				if !yield(row, nil) {
					return
				}
			}
		}
	}
}

type reader struct {
	in      *bufio.Reader
	counts  Counts
	payload []byte
	left    []byte // of the payload
	texts   []string
	whole   string // the payload as a text, of which all texts are parts
	last    warehouse.Observation
	made    Block
	failed  bool // a number or text of the block did not fit
}

func damaged(message string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrDamaged, fmt.Sprintf(message, args...))
}

func (r *reader) begin() error {
	head := make([]byte, len(magic))
	if _, err := io.ReadFull(r.in, head); err != nil {
		return damaged("it has no head")
	}
	if string(head) != magic {
		return damaged("it begins with %q", head)
	}
	return nil
}

// block reads one block, io.EOF after the end mark.
func (r *reader) block() (Block, error) {
	var head [headLen]byte
	if _, err := io.ReadFull(r.in, head[:]); err != nil {
		return Block{}, cut(err)
	}
	n, entries, values := binary.LittleEndian.Uint32(head[1:]), binary.LittleEndian.Uint32(head[5:]), binary.LittleEndian.Uint32(head[9:])
	if n > maxBlock || entries > blockEntries || values > blockEntries+maxRow {
		return Block{}, damaged("a block of %d bytes, %d rows and %d observations", n, entries, values)
	}
	if cap(r.payload) < int(n) {
		r.payload = make([]byte, n)
	}
	r.payload = r.payload[:n]
	if _, err := io.ReadFull(r.in, r.payload); err != nil {
		return Block{}, cut(err)
	}
	sum := crc32.Update(crc32.Checksum(head[:13], castagnoli), castagnoli, r.payload)
	if sum != binary.LittleEndian.Uint32(head[13:]) {
		return Block{}, damaged("the checksum of a block does not fit")
	}
	r.left, r.failed = r.payload, false
	switch head[0] {
	case kindRows:
		return r.decode(int(entries), int(values))
	case kindEnd:
		return Block{}, r.end()
	}
	return Block{}, damaged("a block of kind %q", head[0])
}

func cut(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return damaged("it ends before its time")
	}
	return fmt.Errorf("read spool: %w", err)
}

func (r *reader) end() error {
	want := Counts{int64(r.number()), int64(r.number()), int64(r.number())}
	if r.failed || want != r.counts {
		return damaged("%+v was written and %+v read", want, r.counts)
	}
	if _, err := r.in.ReadByte(); !errors.Is(err, io.EOF) {
		return damaged("bytes follow its end")
	}
	return io.EOF
}

func (r *reader) decode(entries, values int) (Block, error) {
	r.whole, r.texts, r.last = string(r.payload), r.texts[:0], warehouse.Observation{}
	b := &r.made
	// Rows hold parts of the other two, so these may not move.
	if cap(b.Observations) < values {
		b.Observations = make([]warehouse.Observation, 0, values)
	}
	if cap(b.Rejected) < entries {
		b.Rejected = make([]warehouse.Rejected, 0, entries)
	}
	b.Rows, b.Observations, b.Rejected = b.Rows[:0], b.Observations[:0], b.Rejected[:0]
	for range entries {
		n := int(min(r.number(), maxRow+1))
		if n == 0 {
			b.Rejected = append(b.Rejected, r.rejected())
			b.Rows = append(b.Rows, harmonize.Outcome{Rejected: &b.Rejected[len(b.Rejected)-1]})
			continue
		}
		from := len(b.Observations)
		if n > values-from {
			return Block{}, damaged("a block holds more than it says")
		}
		for range n {
			r.observation()
			b.Observations = append(b.Observations, r.last)
		}
		b.Rows = append(b.Rows, harmonize.Outcome{Observations: b.Observations[from : from+n : from+n]})
	}
	if r.failed || len(r.left) > 0 || len(b.Observations) != values {
		return Block{}, damaged("a block does not hold what it says")
	}
	r.counts.Rejected += int64(len(b.Rejected))
	r.counts.Rows += int64(len(b.Rows) - len(b.Rejected))
	r.counts.Observations += int64(values)
	return *b, nil
}

func (r *reader) number() uint64 {
	v, n := binary.Uvarint(r.left)
	if n <= 0 {
		r.failed, r.left = true, nil
		return 0
	}
	r.left = r.left[n:]
	return v
}

func (r *reader) signed() int64 {
	v, n := binary.Varint(r.left)
	if n <= 0 {
		r.failed, r.left = true, nil
		return 0
	}
	r.left = r.left[n:]
	return v
}

func (r *reader) bytes(n uint64) []byte {
	if n > uint64(len(r.left)) {
		r.failed, r.left = true, nil
		return nil
	}
	b := r.left[:n]
	r.left = r.left[n:]
	return b
}

func (r *reader) text() string {
	id := r.number()
	if id < uint64(len(r.texts)) {
		return r.texts[id]
	}
	if id > uint64(len(r.texts)) {
		r.failed = true
		return ""
	}
	length := r.number()
	from := len(r.whole) - len(r.left)
	t := r.whole[from : from+len(r.bytes(length))]
	r.texts = append(r.texts, t)
	return t
}

func (r *reader) rejected() warehouse.Rejected {
	var out warehouse.Rejected
	out.Row = r.signed()
	for _, t := range [...]*string{&out.FileName, &out.Column, &out.Value, &out.Rule, &out.Message, &out.Hint} {
		*t = r.text()
	}
	return out
}

// observation makes the next one of the last.
func (r *reader) observation() {
	o := &r.last
	bits := r.number()
	o.Row++
	if bits&newRow != 0 {
		o.Row += r.signed() - 1
	}
	if bits&newPeriod != 0 {
		o.Period = r.text()
		if b := r.bytes(1); len(b) == 1 {
			o.Freq = series.Freq(b[0])
		}
		o.PeriodStart = time.Unix(r.signed(), 0).UTC()
	}
	switch {
	case bits&noValue != 0:
		o.Value = math.NaN()
	case bits&wholeValue != 0:
		o.Value = float64(r.signed())
	default:
		if b := r.bytes(8); len(b) == 8 {
			o.Value = math.Float64frombits(binary.LittleEndian.Uint64(b))
		}
	}
	if bits>>4 != 0 {
		r.rest(bits, o)
	}
}

// rest reads the fields that rarely change, in the order of their bits.
func (r *reader) rest(bits uint64, o *warehouse.Observation) {
	texts := func(bit uint64, all ...*string) {
		if bits&bit != 0 {
			for _, t := range all {
				*t = r.text()
			}
		}
	}
	texts(newColumn, &o.Column)
	texts(newStatus, &o.Status)
	texts(newNote, &o.Note)
	if bits&newEdition != 0 {
		o.Vintage = r.text()
		o.Released = time.Unix(r.signed(), 0).UTC()
	}
	k := &o.Key
	texts(newMeasure, &k.Measure)
	texts(newUnit, &k.Unit)
	texts(newTerritory, &k.Territory.List, &k.Territory.Value)
	texts(newIndustry, &k.Industry.List, &k.Industry.Value)
	texts(newOccupation, &k.Occupation.List, &k.Occupation.Value)
	texts(newCitizenship, &k.Citizenship.List, &k.Citizenship.Value)
	texts(newSex, &k.Sex)
	texts(newAge, &k.Age)
	texts(newOther, &k.Other)
	texts(newExact, &o.Exact)
}
