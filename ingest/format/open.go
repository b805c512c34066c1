package format

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"math"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// MaxTextBytes is the most that may come out of a compressed file: 1 GiB, so
// that a small file can't stand for an endless one. A file that comes as plain
// text is as long as it is.
const MaxTextBytes = 1 << 30

// Text opens the characters of a text file: gzip found by its magic bytes and
// checked to the clean end, sizes counted, a byte-order mark taken off, UTF-16
// transcoded. Refusals come out of Read. Notes are complete at io.EOF.
type Text struct {
	src     *bufio.Reader
	zip     *gzip.Reader
	out     io.Reader // after transcoding
	limit   int64
	count   int64
	members int64
	notes   []Note
}

// OpenText begins to read. The limit is of the text, compressed or not; 0 means
// MaxTextBytes for what was compressed and none for the rest.
func OpenText(r io.Reader, limit int64) (*Text, error) {
	t := &Text{src: bufio.NewReaderSize(r, 64<<10), limit: limit}
	head, err := t.src.Peek(2)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if bytes.Equal(head, []byte{0x1f, 0x8b}) {
		t.zip, err = gzip.NewReader(t.src)
		if err != nil {
			return nil, gzipRefusal(err)
		}
		t.zip.Multistream(false)
		t.members = 1
	}
	if t.limit == 0 {
		t.limit = math.MaxInt64
		if t.zip != nil {
			t.limit = MaxTextBytes
		}
	}
	counted := bufio.NewReaderSize(readerFunc(t.readCounted), 64<<10)
	mark, err := counted.Peek(3)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.Equal(mark, []byte{0xef, 0xbb, 0xbf}):
		_, _ = counted.Discard(3)
		t.note("bom", "a byte-order mark was taken off")
	case bytes.HasPrefix(mark, []byte{0xff, 0xfe}), bytes.HasPrefix(mark, []byte{0xfe, 0xff}):
		t.note("utf-16", "the file is UTF-16 and was transcoded")
		t.out = transform.NewReader(counted, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
		return t, nil
	}
	t.out = counted
	return t, nil
}

// Transcoded is the note of a text that is Windows-1252 by its declared dialect.
func Transcoded() Note {
	return Note{Rule: "windows-1252", Count: 1, Message: "the file is Windows-1252, as declared, and was transcoded", Severity: "note"}
}

// Read gives the characters as UTF-8; bytes that are not UTF-8 are passed on for
// the reader of rows to refuse where they stand.
func (t *Text) Read(p []byte) (int, error) { return t.out.Read(p) }

// HadMark says whether the file begins with a byte-order mark of UTF-8, which is no
// part of the text.
func (t *Text) HadMark() bool {
	return slices.ContainsFunc(t.notes, func(n Note) bool { return n.Rule == "bom" })
}

// Notes lists what was normalised.
func (t *Text) Notes() []Note {
	notes := slices.Clone(t.notes)
	if t.members > 1 {
		notes = append(notes, Note{"gzip-members", t.members, "the gzip file has several members, read as one", "warning"})
	}
	return notes
}

func (t *Text) note(rule, message string) {
	t.notes = append(t.notes, Note{Rule: rule, Count: 1, Message: message, Severity: "note"})
}

func (t *Text) readCounted(p []byte) (int, error) {
	n, err := t.readRaw(p)
	t.count += int64(n)
	if t.count > t.limit {
		return 0, Refuse("size", "split the file by key or period", "the text is larger than %d bytes after decompression", t.limit)
	}
	return n, err
}

func (t *Text) readRaw(p []byte) (int, error) {
	if t.zip == nil {
		return t.src.Read(p)
	}
	n, err := t.zip.Read(p)
	if errors.Is(err, io.EOF) {
		return n, t.nextMember()
	}
	if err != nil {
		return n, gzipRefusal(err)
	}
	return n, nil
}

// nextMember goes on to a further gzip member; io.EOF when there is none.
func (t *Text) nextMember() error {
	if _, err := t.src.Peek(1); err != nil {
		if errors.Is(err, io.EOF) {
			return io.EOF
		}
		return err
	}
	if err := t.zip.Reset(t.src); err != nil {
		return Refuse("trailing", "download the file again", "bytes follow the end of the gzip data")
	}
	t.zip.Multistream(false)
	t.members++
	return nil
}

func gzipRefusal(err error) error {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return Refuse("truncated", "download the file again", "the gzip data end before their time")
	case errors.Is(err, gzip.ErrChecksum):
		return Refuse("checksum", "download the file again", "the gzip checksum does not fit the data")
	case errors.Is(err, gzip.ErrHeader):
		return Refuse("gzip", "download the file again", "the gzip header is damaged")
	}
	return Refuse("gzip", "download the file again", "the gzip data are damaged: %v", err)
}

// Head is the first characters of a file, for telling what it is: decompressed,
// mark taken off, at most about 4 KiB. It fails only when there is nothing to
// tell from; damage further on is met when the file is read.
func Head(r io.Reader) ([]byte, error) {
	t, err := OpenText(r, 0)
	if err != nil {
		return nil, err
	}
	head := make([]byte, 4096)
	n, err := io.ReadFull(t, head)
	if n == 0 && !errors.Is(err, io.EOF) {
		return nil, err
	}
	head = head[:n]
	for i := 0; i < utf8.UTFMax && len(head) > 0 && !utf8.Valid(head); i++ {
		head = head[:len(head)-1] // a character cut in two by the limit
	}
	return head[:len(head):len(head)], nil
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
