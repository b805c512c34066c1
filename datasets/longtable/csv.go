package longtable

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
)

// CSV gives the rows of a CSV file, compressed where its first bytes say so. The
// separator, comma, semicolon or tab, is that of the header. Quotes are those of
// RFC 4180, closed on their line.
func CSV(path string, c Columns) Rows {
	c = c.orUsual()
	return func(ctx context.Context, row func(Row) error, bad func(*CellError) error, passed func(float64)) error {
		return withLines(path, passed, func(l *lines) error {
			r := csvReader{lines: l, columns: c, row: row, bad: bad}
			if err := r.header(path); err != nil {
				return err
			}
			return r.all(ctx)
		})
	}
}

// withLines opens a file and lets use read its lines.
func withLines(path string, passed func(float64), use func(*lines) error) (err error) {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	counted := &counter{r: file, size: max(info.Size(), 1), passed: passed}
	raw := bufio.NewReaderSize(counted, 1<<20)
	var from io.Reader = raw
	if magic, _ := raw.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(raw)
		if err != nil {
			return &CellError{File: path, Err: fmt.Errorf("%w: %w", ErrBytes, err), Hint: "is the file complete?"}
		}
		from = z
	}
	err = use(&lines{r: bufio.NewReaderSize(from, 1<<20)})
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, gzip.ErrChecksum) {
		err = &CellError{File: path, Err: fmt.Errorf("%w: %w", ErrBytes, err), Hint: "the compressed file is cut short or damaged; get it again"}
	}
	return err
}

// counter tells how far a file is read.
type counter struct {
	r          io.Reader
	size, done int64
	passed     func(float64)
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.done += int64(n)
	if c.passed != nil {
		c.passed(min(float64(c.done)/float64(c.size), 1))
	}
	return n, err
}

// lines reads lines of at most a megabyte without copying them.
type lines struct {
	r      *bufio.Reader
	number int64
}

var errLongLine = errors.New("a line of more than a megabyte")

// next is the next line without its end; io.EOF after the last.
func (l *lines) next() ([]byte, error) {
	line, err := l.r.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		return nil, fmt.Errorf("line %d: %w", l.number+1, errLongLine)
	}
	if err != nil && (!errors.Is(err, io.EOF) || len(line) == 0) {
		return nil, err
	}
	l.number++
	if l.number == 1 {
		line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
	}
	line = bytes.TrimSuffix(line, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r")), nil
}

// csvReader reads the rows of a long table.
type csvReader struct {
	*lines
	columns         Columns
	row             func(Row) error
	bad             func(*CellError) error
	separator       byte
	width           int
	id, stamp, y, g int // places of the columns; g -1: none
	cells           [][]byte
	text            []byte // of quoted cells
}

func (r *csvReader) header(path string) error {
	line, err := r.next()
	if errors.Is(err, io.EOF) {
		return &CellError{File: path, Err: ErrNoRows, Hint: "is it the right file?"}
	}
	if err != nil {
		return err
	}
	r.separator = ','
	for _, s := range []byte{';', '\t'} {
		if bytes.Count(line, []byte{s}) > bytes.Count(line, []byte{r.separator}) {
			r.separator = s
		}
	}
	cells, err := r.split(line)
	if err != nil {
		return &CellError{File: path, Row: 1, Err: err}
	}
	var names []string
	for _, c := range cells {
		names = append(names, strings.TrimSpace(string(c)))
	}
	r.width, r.g = len(names), -1
	for _, want := range []struct {
		name string
		at   *int
	}{{r.columns.ID, &r.id}, {r.columns.Stamp, &r.stamp}, {r.columns.Value, &r.y}, {r.columns.Group, &r.g}} {
		if want.name == "" {
			continue
		}
		*want.at = slices.Index(names, want.name)
		if *want.at < 0 {
			return &CellError{File: path, Row: 1, Column: want.name, Err: ErrHeader, Value: string(line),
				Hint: "a long table has the columns unique_id, ds and y; name others with --columns ID,STAMP,VALUE"}
		}
	}
	return nil
}

// split cuts a line into cells, which last until the next.
func (r *csvReader) split(line []byte) ([][]byte, error) {
	r.cells = r.cells[:0]
	if bytes.IndexByte(line, '"') < 0 {
		for {
			i := bytes.IndexByte(line, r.separator)
			if i < 0 {
				r.cells = append(r.cells, line)
				return r.cells, nil
			}
			r.cells = append(r.cells, line[:i])
			line = line[i+1:]
		}
	}
	r.text = r.text[:0]
	r.text = slices.Grow(r.text, len(line)) // cells point into it: it must not move
	for {
		if len(line) == 0 || line[0] != '"' {
			i := bytes.IndexByte(line, r.separator)
			if i < 0 {
				r.cells = append(r.cells, line)
				return r.cells, nil
			}
			r.cells = append(r.cells, line[:i])
			line = line[i+1:]
			continue
		}
		from := len(r.text)
		i := 1
		for ; ; i++ {
			if i >= len(line) {
				return nil, ErrQuote
			}
			if line[i] == '"' {
				if i+1 < len(line) && line[i+1] == '"' {
					i++
				} else {
					break
				}
			}
			r.text = append(r.text, line[i])
		}
		r.cells = append(r.cells, r.text[from:])
		line = line[i+1:]
		if len(line) == 0 {
			return r.cells, nil
		}
		if line[0] != r.separator {
			return nil, ErrQuote
		}
		line = line[1:]
	}
}

func (r *csvReader) all(ctx context.Context) error {
	for {
		line, err := r.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if len(line) == 0 {
			continue
		}
		if r.number%4096 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err := r.one(line); err != nil {
			return err
		}
	}
}

func (r *csvReader) one(line []byte) error {
	cells, err := r.split(line)
	if err == nil && len(cells) != r.width {
		err = fmt.Errorf("%w: %d instead of %d", ErrCells, len(cells), r.width)
	}
	if err != nil {
		return r.bad(&CellError{Row: r.number, Value: excerpt(line), Err: err, Hint: "correct the line"})
	}
	out := Row{Number: r.number, ID: cells[r.id], Stamp: bytes.TrimSpace(cells[r.stamp])}
	if len(out.ID) == 0 {
		return r.bad(&CellError{Row: r.number, Column: r.columns.ID, Err: ErrNoID, Hint: "fill in the name of the series"})
	}
	if r.g >= 0 {
		out.Group = cells[r.g]
	}
	y, hint := number(cells[r.y])
	if hint != "" {
		return r.bad(&CellError{Row: r.number, Column: r.columns.Value, Value: excerpt(cells[r.y]), Err: ErrNumber, Hint: hint})
	}
	out.Y = y
	return r.row(out)
}

func excerpt(b []byte) string {
	if len(b) > 60 {
		return strings.ToValidUTF8(string(b[:60]), "\uFFFD") + "..."
	}
	return strings.ToValidUTF8(string(b), "\uFFFD")
}

// number reads a value with a decimal point; a missing one is NaN. The hint says
// what is wrong with anything else.
func number(b []byte) (float64, string) {
	b = bytes.TrimSpace(b)
	switch string(b) {
	case "", "NA", "NaN", "nan", "null", "NULL", "None":
		return math.NaN(), ""
	}
	v, err := strconv.ParseFloat(string(b), 64)
	if err == nil && !math.IsInf(v, 0) && !math.IsNaN(v) && !bytes.ContainsAny(b, "xX_pP") {
		return v, ""
	}
	if bytes.IndexByte(b, ',') >= 0 {
		return 0, "write numbers with a decimal point and without marks between thousands"
	}
	return 0, "write a number with a decimal point, or leave the cell empty where a value is missing"
}
