package longtable

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
)

// perPart is how many series a part on disk holds; one part at a time is in memory.
const perPart = 8192

// recordBytes of a row in a part: series within the part, place, value, row.
const recordBytes = 4 + 8 + 8 + 8

// spool parts the rows of a table by the order of their series' first rows.
type spool struct {
	dir   string
	order map[string]int32
	ids   []string
	group []string
	parts []*part
}

type part struct {
	file *os.File
	w    *bufio.Writer
	rows int
}

// eachSpooled reads a table whose rows stand in any order.
func (t *Table) eachSpooled(ctx context.Context, give func(Series) error) (err error) {
	dir, err := os.MkdirTemp("", "fabbisogno-panel-")
	if err != nil {
		return err
	}
	s := &spool{dir: dir, order: map[string]int32{}}
	defer func() { err = errors.Join(err, s.remove()) }()
	g := newGrouper(t, give)
	row := func(r Row) error {
		t.Tally.Rows++
		at, err := t.place(r)
		if err != nil {
			return g.bad(t.stampError(r, err))
		}
		return s.put(r, at)
	}
	if err := t.rows(ctx, row, g.bad, t.passed); err != nil && !errors.Is(err, errFull) {
		return err
	}
	if err := g.problems.err(); err != nil {
		return err
	}
	for i := range s.parts {
		if err := s.read(ctx, i, g); err != nil && !errors.Is(err, errFull) {
			return err
		}
	}
	return g.problems.err()
}

func (s *spool) put(r Row, at int64) error {
	k, known := s.order[string(r.ID)]
	if !known {
		k = int32(len(s.ids))
		s.order[string(r.ID)] = k
		s.ids = append(s.ids, string(r.ID))
		s.group = append(s.group, string(r.Group))
		if int(k)/perPart == len(s.parts) {
			f, err := os.Create(filepath.Join(s.dir, strconv.Itoa(len(s.parts))))
			if err != nil {
				return err
			}
			s.parts = append(s.parts, &part{file: f, w: bufio.NewWriterSize(f, 32<<10)})
		}
	}
	p := s.parts[int(k)/perPart]
	var b [recordBytes]byte
	binary.LittleEndian.PutUint32(b[0:], uint32(int(k)%perPart))
	binary.LittleEndian.PutUint64(b[4:], uint64(at))
	binary.LittleEndian.PutUint64(b[12:], math.Float64bits(r.Y))
	binary.LittleEndian.PutUint64(b[20:], uint64(r.Number))
	p.rows++
	_, err := p.w.Write(b[:])
	return err
}

// read gives the series of a part: a counting sort by series keeps the order of
// the file within each.
func (s *spool) read(ctx context.Context, i int, g *grouper) error {
	p := s.parts[i]
	if err := p.w.Flush(); err != nil {
		return err
	}
	if _, err := p.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	all := make([]byte, p.rows*recordBytes)
	if _, err := io.ReadFull(p.file, all); err != nil {
		return err
	}
	ids := s.ids[i*perPart : min((i+1)*perPart, len(s.ids))]
	start := make([]int, len(ids)+1)
	for r := 0; r < len(all); r += recordBytes {
		start[binary.LittleEndian.Uint32(all[r:])+1]++
	}
	for k := range ids {
		start[k+1] += start[k]
	}
	row := make([]int, p.rows)
	next := append([]int(nil), start[:len(ids)]...)
	for r := 0; r < len(all); r += recordBytes {
		k := binary.LittleEndian.Uint32(all[r:])
		row[next[k]] = r
		next[k]++
	}
	for k, id := range ids {
		if err := ctx.Err(); err != nil {
			return err
		}
		g.open([]byte(id), []byte(s.group[i*perPart+k]))
		for _, r := range row[start[k]:start[k+1]] {
			b := all[r : r+recordBytes]
			y := math.Float64frombits(binary.LittleEndian.Uint64(b[12:]))
			if err := g.put(int64(binary.LittleEndian.Uint64(b[4:])), y, int64(binary.LittleEndian.Uint64(b[20:]))); err != nil {
				return err
			}
		}
		if err := g.close(); err != nil {
			return err
		}
	}
	return nil
}

func (s *spool) remove() error {
	var errs []error
	for _, p := range s.parts {
		errs = append(errs, p.file.Close())
	}
	return errors.Join(append(errs, os.RemoveAll(s.dir))...)
}
