package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"slices"
	"strings"

	"fabbisogno/ingest/format"
)

// Limits bound what a workbook may cost to read. Each is named when it is met.
type Limits struct {
	Entries    int   // files in the archive
	EntryBytes int64 // of one file after decompression, sheets excepted
	SheetBytes int64 // of one sheet after decompression
	TotalBytes int64 // of all files that are held in memory
	Cells      int   // in one sheet
}

// defaultLimits fit the largest workbooks of the sources by a factor of ten.
var defaultLimits = Limits{Entries: 2000, EntryBytes: 128 << 20, SheetBytes: 1 << 30, TotalBytes: 256 << 20, Cells: 4_000_000}

const again = "download the file again"

// part is an XML part: held in memory, or a sheet that is unpacked as it is read.
type part struct {
	text []byte
	file *zip.File // of a sheet
	tail []byte    // of a sheet: what follows its rows
}

func (p part) walker(name string) (*walker, error) {
	if p.file == nil {
		return textWalker(name, p.text), nil
	}
	r, err := p.file.Open()
	if err != nil {
		return nil, format.Refuse("zip-corrupt", again, "the archive's entry %q is damaged: %v", name, err)
	}
	w := newWalker(name, r)
	w.closer = r
	return w, nil
}

// container checks the archive and gives its XML parts by name. Every entry is
// read to its end, so that sizes are counted and checksums compared.
func container(r io.ReaderAt, size int64, lim Limits) (parts map[string]part, notes []format.Note, err error) {
	if err := magic(r); err != nil {
		return nil, nil, err
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, nil, format.Refuse("zip-corrupt", again, "the workbook's archive is damaged: %v", err)
	}
	if len(z.File) > lim.Entries {
		return nil, nil, format.Refuse("zip-entries", again, "the archive has %d entries, more than the limit of %d", len(z.File), lim.Entries)
	}
	if err := checkNames(z.File); err != nil {
		return nil, nil, err
	}
	if err := checkOverlap(z.File); err != nil {
		return nil, nil, err
	}
	parts = map[string]part{}
	left := lim.TotalBytes
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		name := strings.ToLower(f.Name)
		if strings.HasPrefix(name, "xl/worksheets/") && strings.HasSuffix(name, ".xml") {
			tail, err := readSheet(f, lim.SheetBytes)
			if err != nil {
				return nil, nil, err
			}
			parts[name] = part{file: f, tail: tail}
			continue
		}
		text, err := readEntry(f, min(lim.EntryBytes, left))
		if err != nil {
			return nil, nil, err
		}
		left -= int64(len(text))
		switch {
		case strings.HasSuffix(name, "vbaproject.bin"):
			return nil, nil, format.Refuse("macros", "save the workbook as .xlsx without macros", "the workbook holds macros")
		case strings.HasPrefix(name, "xl/externallinks/"):
			notes = append(notes, format.Note{Rule: "external-links", Count: 1, Message: "links to other workbooks were not followed", Severity: "warning"})
		case strings.HasPrefix(name, "xl/embeddings/"):
			notes = append(notes, format.Note{Rule: "embedded-objects", Count: 1, Message: "embedded objects were not read", Severity: "warning"})
			continue
		case bytes.HasPrefix(text, []byte("PK\x03\x04")):
			return nil, nil, format.Refuse("zip-nested", "load the inner file by itself", "the archive holds another archive, %q", format.Cut(f.Name))
		}
		if strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".rels") {
			parts[name] = part{text: text}
		}
	}
	return parts, notes, nil
}

// magic tells what the file is when it is no zip archive.
func magic(r io.ReaderAt) error {
	head := make([]byte, 8)
	n, err := r.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	head = head[:n]
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return nil
	case bytes.HasPrefix(head, []byte{0xd0, 0xcf, 0x11, 0xe0}) && isEncrypted(r):
		return format.Refuse("encrypted", "open it with its password and save it without", "the workbook is encrypted")
	case bytes.HasPrefix(head, []byte{0xd0, 0xcf, 0x11, 0xe0}):
		return format.Refuse("type", "open it in a spreadsheet program and save it as .xlsx without a password", "the file is an old .xls or an encrypted workbook")
	case len(head) == 0:
		return format.Refuse("empty", again, "the file is empty")
	}
	return format.Refuse("type", again, "the file is not a workbook")
}

// isEncrypted looks for the stream in which a compound file keeps an encrypted
// workbook. Its name stands in the directory, which lies within the first sectors
// of a file that a spreadsheet program wrote; further on it is not looked for.
func isEncrypted(r io.ReaderAt) bool {
	head := make([]byte, 1<<20)
	n, _ := r.ReadAt(head, 0) // the end of a short file is no error here
	var name []byte
	for _, c := range []byte("EncryptedPackage") {
		name = append(name, c, 0)
	}
	return bytes.Contains(head[:n], name)
}

func checkNames(files []*zip.File) error {
	seen := map[string]bool{}
	for _, f := range files {
		name := f.Name
		clean := path.Clean(strings.TrimSuffix(name, "/"))
		if name == "" || clean != strings.TrimSuffix(name, "/") || strings.HasPrefix(clean, "/") || clean == ".." ||
			strings.HasPrefix(clean, "../") || strings.ContainsAny(name, "\\\x00:") {
			return format.Refuse("zip-path", again, "the archive holds an entry with the name %q", format.Cut(name))
		}
		low := strings.ToLower(clean)
		if seen[low] {
			return format.Refuse("zip-duplicate", again, "the archive holds the entry %q twice", format.Cut(name))
		}
		seen[low] = true
		if mode := f.Mode(); !mode.IsRegular() && !mode.IsDir() {
			return format.Refuse("zip-type", again, "the entry %q is a link or device", format.Cut(name))
		}
		if f.Flags&1 != 0 {
			return format.Refuse("encrypted", "save the workbook without a password", "the workbook is encrypted")
		}
		if f.Method != zip.Store && f.Method != zip.Deflate {
			return format.Refuse("zip-method", again, "the entry %q is packed by method %d", format.Cut(name), f.Method)
		}
	}
	return nil
}

// checkOverlap refuses entries that share bytes, the way some small files hold
// enormous contents.
func checkOverlap(files []*zip.File) error {
	type span struct{ from, to int64 }
	var spans []span
	for _, f := range files {
		from, err := f.DataOffset()
		if err != nil {
			return format.Refuse("zip-corrupt", again, "the archive's entry %q is damaged: %v", format.Cut(f.Name), err)
		}
		if f.CompressedSize64 > 1<<40 {
			return format.Refuse("zip-corrupt", again, "the archive's entry %q states an impossible size", format.Cut(f.Name))
		}
		spans = append(spans, span{from, from + int64(f.CompressedSize64)})
	}
	slices.SortFunc(spans, func(a, b span) int { return int(min(max(a.from-b.from, -1), 1)) })
	for i := 1; i < len(spans); i++ {
		if spans[i].from < spans[i-1].to {
			return format.Refuse("zip-corrupt", again, "entries of the archive overlap")
		}
	}
	return nil
}

func readEntry(f *zip.File, limit int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, format.Refuse("zip-corrupt", again, "the archive's entry %q is damaged: %v", format.Cut(f.Name), err)
	}
	defer r.Close()
	text, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, format.Refuse("zip-corrupt", again, "the archive's entry %q is damaged: %v", format.Cut(f.Name), err)
	}
	if int64(len(text)) > limit {
		return nil, format.Refuse("size", "split the workbook", "the entry %q is larger than the limit of %d bytes", format.Cut(f.Name), limit)
	}
	return text, nil
}

// maxTail bounds what follows the rows of a sheet: merged ranges and settings.
const maxTail = 8 << 20

// readSheet reads a sheet through, for size and checksum, and keeps what follows
// its rows.
func readSheet(f *zip.File, limit int64) (tail []byte, err error) {
	r, err := f.Open()
	if err != nil {
		return nil, format.Refuse("zip-corrupt", again, "the archive's entry %q is damaged: %v", format.Cut(f.Name), err)
	}
	defer r.Close()
	chunk := make([]byte, 64<<10)
	ended, size := false, int64(0)
	for {
		n, err := r.Read(chunk)
		if size == 0 && bytes.HasPrefix(chunk[:n], []byte("PK\x03\x04")) {
			return nil, format.Refuse("zip-nested", "load the inner file by itself", "the archive holds another archive, %q", format.Cut(f.Name))
		}
		if size += int64(n); size > limit {
			return nil, format.Refuse("size", "split the workbook", "the entry %q is larger than the limit of %d bytes", format.Cut(f.Name), limit)
		}
		tail = append(tail, chunk[:n]...)
		if !ended {
			tail, ended = afterRows(tail)
		}
		if len(tail) > maxTail {
			return nil, format.Refuse("limits", "split the workbook", "more than %d bytes follow the rows of %q", maxTail, format.Cut(f.Name))
		}
		if errors.Is(err, io.EOF) {
			return tail, nil
		}
		if err != nil {
			return nil, format.Refuse("zip-corrupt", again, "the archive's entry %q is damaged: %v", format.Cut(f.Name), err)
		}
	}
}

// afterRows gives what follows the end tag </sheetData>, whatever its prefix; as
// long as it is not met, the last bytes, in which it may begin.
func afterRows(text []byte) (rest []byte, ended bool) {
	const window = 128
	mark := []byte("sheetData>")
	for from := 0; ; {
		i := bytes.Index(text[from:], mark)
		if i < 0 {
			return append(text[:0], text[max(0, len(text)-window):]...), false
		}
		i += from
		from = i + len(mark)
		if open := bytes.LastIndexByte(text[:i], '<'); open >= 0 && text[open+1] == '/' {
			return append(text[:0], text[from:]...), true
		}
	}
}
