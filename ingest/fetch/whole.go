package fetch

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"fabbisogno/ingest/format"
)

// whole says whether an answer came to its end: gzip to its checksum, text to the end
// of a line. A text that ends otherwise is asked for once more; when the same bytes
// come again, that is how it is written. again is why it should be asked for again,
// sum the checksum of what came.
func (s *session) whole(a *answer, j judged, before string) (sum string, again, err error) {
	f, err := os.Open(a.path)
	if err != nil {
		return "", nil, fmt.Errorf("check answer: %w", err)
	}
	defer f.Close()
	if strings.HasSuffix(j.ending, ".gz") {
		text, err := format.OpenText(f, s.f.MaxBytes)
		if err == nil {
			_, err = io.Copy(io.Discard, text)
		}
		var refusal *format.Refusal
		if errors.As(err, &refusal) && refusal.Rule != "size" {
			return "", refusal, nil
		}
		return "", nil, nil
	}
	if j.ending != ".csv" && j.ending != ".tsv" {
		return "", nil, nil
	}
	last := make([]byte, 1)
	if _, err := f.ReadAt(last, a.bytes-1); err != nil {
		return "", nil, fmt.Errorf("check answer: %w", err)
	}
	if last[0] == '\n' || last[0] == '\r' {
		return "", nil, nil
	}
	if sum, _, err = hashOf(a.path); err != nil {
		return "", nil, fmt.Errorf("check answer: %w", err)
	}
	if sum == before {
		return sum, nil, nil
	}
	return sum, errors.New("the answer ends in the middle of a line"), nil
}
