package fetch

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"fabbisogno/datasets/series"
	"fabbisogno/ingest/format"
)

// trim writes the rows of a CSV answer that do not begin after the end asked for to
// another file, byte for byte, and says how many it left out. With none to leave
// out nothing is written. Rows whose period can't be read are left in: ingest
// judges them.
func trim(from, to, end string) (left int64, err error) {
	last, err := series.ParsePeriod(end)
	if err != nil {
		return 0, nil
	}
	in, err := os.Open(from)
	if err != nil {
		return 0, fmt.Errorf("trim answer: %w", err)
	}
	defer in.Close()
	text, err := format.OpenText(in, 0)
	if err != nil {
		return 0, nil // damaged: ingest refuses it with its reason
	}
	out, err := os.Create(to)
	if err != nil {
		return 0, fmt.Errorf("trim answer: %w", err)
	}
	w := bufio.NewWriterSize(out, 64<<10)
	left, err = copyUntil(w, text, last.Last())
	err = errors.Join(err, w.Flush(), out.Close())
	var parse *csv.ParseError
	var refusal *format.Refusal
	if left == 0 || errors.As(err, &parse) || errors.As(err, &refusal) {
		return 0, os.Remove(to)
	}
	if err != nil {
		return 0, fmt.Errorf("trim answer: %w", err)
	}
	return left, nil
}

// copyUntil copies header and rows that begin by a day.
func copyUntil(w io.Writer, r io.Reader, last time.Time) (left int64, err error) {
	spans := &recorder{r: r}
	c := csv.NewReader(spans)
	c.ReuseRecord, c.FieldsPerRecord = true, -1
	at := -1
	for line := 0; ; line++ {
		row, err := c.Read()
		if errors.Is(err, io.EOF) {
			return left, nil
		}
		if err != nil {
			return left, err
		}
		bytes := spans.upTo(c.InputOffset())
		if line == 0 {
			if at = slices.Index(row, "TIME_PERIOD"); at < 0 {
				return 0, nil
			}
		} else if at < len(row) {
			if p, err := series.ParsePeriod(row[at]); err == nil && p.First().After(last) {
				left++
				continue
			}
		}
		if _, err := w.Write(bytes); err != nil {
			return left, err
		}
	}
}

// recorder keeps what was read until it is taken.
type recorder struct {
	r      io.Reader
	held   []byte
	offset int64 // of held in the input
}

func (r *recorder) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	r.held = append(r.held, p[:n]...)
	return n, err
}

// upTo takes what was read up to an offset of the input. It is valid until the next Read.
func (r *recorder) upTo(offset int64) []byte {
	n := offset - r.offset
	out := r.held[:n:n]
	r.held, r.offset = r.held[n:], offset
	return out
}
