package ingest

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// entry is a file of an archive.
type entry struct {
	name string
	text []byte
}

// zipOf writes an archive. Words change it: encrypted (the flag is set), nested:N
// (the archive lies in N others), overlap (the second entry has the bytes of the
// first), and of the entry NAME: symlink:NAME, device:NAME, crc:NAME (a wrong
// checksum), lie:NAME (a smaller size than the data have).
func zipOf(t testing.TB, entries []entry, words []string) []byte {
	t.Helper()
	about := map[string]string{}
	for _, w := range words {
		key, value, _ := strings.Cut(w, ":")
		about[key] = value
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, e := range entries {
		h := &zip.FileHeader{Name: e.name, Method: zip.Deflate, CRC32: crc32.ChecksumIEEE(e.text), UncompressedSize64: uint64(len(e.text))}
		h.SetMode(0o644)
		packed := deflated(t, e.text)
		h.CompressedSize64 = uint64(len(packed))
		switch e.name {
		case about["symlink"]:
			h.SetMode(fs.ModeSymlink | 0o777)
		case about["device"]:
			h.SetMode(fs.ModeDevice | fs.ModeCharDevice | 0o666)
		case about["crc"]:
			h.CRC32 ^= 1
		case about["lie"]:
			h.UncompressedSize64 = 10
		}
		if _, ok := about["encrypted"]; ok {
			h.Flags |= 1
		}
		w, err := z.CreateRaw(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(packed); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	out := b.Bytes()
	if _, ok := about["overlap"]; ok {
		overlap(out)
	}
	if depth, err := strconv.Atoi(about["nested"]); err == nil {
		for range depth {
			out = zipOf(t, []entry{{"inner.zip", out}}, nil)
		}
	}
	return out
}

func deflated(t testing.TB, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// overlap lets the second entry of the directory begin where the first does.
func overlap(archive []byte) {
	sign := []byte("PK\x01\x02")
	first := bytes.Index(archive, sign)
	second := first + 4 + bytes.Index(archive[first+4:], sign)
	const offset = 42 // of the local header, in a directory entry
	copy(archive[second+offset:second+offset+4], archive[first+offset:first+offset+4])
	binary.LittleEndian.PutUint32(archive[second+20:], binary.LittleEndian.Uint32(archive[first+20:]))
}

// workbookEntries are the parts of a workbook. A file named "sheet NAME" or
// "hidden sheet NAME" is a grid (see sheetXML); others are parts as they are, in
// place of the usual ones.
func workbookEntries(t testing.TB, files []txtar.File) []entry {
	t.Helper()
	parts := []entry{
		{"[Content_Types].xml", []byte(`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`)},
		{"xl/styles.xml", []byte(`<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="10"/></cellXfs></styleSheet>`)},
	}
	var sheets, rels strings.Builder
	var own []entry
	n := 0
	for _, f := range files {
		name, hidden := strings.CutPrefix(f.Name, "hidden ")
		name, isSheet := strings.CutPrefix(name, "sheet ")
		if !isSheet {
			own = append(own, entry{string(unescape(t, f.Name)), unescape(t, string(f.Data))})
			continue
		}
		if quoted, err := strconv.Unquote(name); err == nil {
			name = quoted
		}
		n++
		state := ""
		if hidden {
			state = ` state="hidden"`
		}
		fmt.Fprintf(&sheets, `<sheet name="%s" sheetId="%d"%s r:id="rId%d"/>`, xmlText(name), n, state, n)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Target="worksheets/sheet%d.xml"/>`, n, n)
		parts = append(parts, entry{fmt.Sprintf("xl/worksheets/sheet%d.xml", n), []byte(sheetXML(t, string(f.Data)))})
	}
	parts = append(parts,
		entry{"xl/workbook.xml", []byte(`<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>` + sheets.String() + `</sheets></workbook>`)},
		entry{"xl/_rels/workbook.xml.rels", []byte(`<Relationships>` + rels.String() + `</Relationships>`)})
	usual := len(parts)
	for _, o := range own {
		if i := slices.IndexFunc(parts[:usual], func(e entry) bool { return e.name == o.name }); i >= 0 {
			parts[i] = o
			continue
		}
		parts = append(parts, o)
	}
	return parts
}

var plainNumber = regexp.MustCompile(`^-?\d+(\.\d+)?([eE][-+]?\d+)?$`)

// sheetXML makes a sheet of a grid: a line a row, cells parted by bars. A cell is
// a number, a text ("12" and 'text between' in quotation marks), #REF!, bool:1,
// date:45000, pct:0.45, =A1+B1 (a formula) or =A1+B1 -> 3 (with its stored value).
// Lines that begin with @ are no rows: @row N (number of the next row), @hidden
// (the next row is), @hide-column N, @merge A1:B2, @xml TEXT (as it is).
func sheetXML(t testing.TB, grid string) string {
	t.Helper()
	var rows, columns, merges strings.Builder
	number, hidden := 0, ""
	for line := range strings.Lines(string(unescape(t, grid))) {
		line = strings.TrimSuffix(line, "\n")
		word, rest, _ := strings.Cut(line, " ")
		switch word {
		case "@row":
			n, err := strconv.Atoi(rest)
			if err != nil {
				t.Fatal(err)
			}
			number = n - 1
			continue
		case "@hidden":
			hidden = ` hidden="1"`
			continue
		case "@hide-column":
			fmt.Fprintf(&columns, `<cols><col min="%s" max="%s" hidden="1"/></cols>`, rest, rest)
			continue
		case "@merge":
			fmt.Fprintf(&merges, `<mergeCell ref="%s"/>`, rest)
			continue
		case "@xml":
			rows.WriteString(rest)
			continue
		}
		number++
		if strings.TrimSpace(line) == "" {
			continue
		}
		fmt.Fprintf(&rows, `<row r="%d"%s>`, number, hidden)
		hidden = ""
		for i, cell := range strings.Split(line, "|") {
			rows.WriteString(cellXML(fmt.Sprintf("%c%d", 'A'+i, number), strings.TrimSpace(cell)))
		}
		rows.WriteString(`</row>`)
	}
	if merges.Len() > 0 {
		return `<worksheet>` + columns.String() + `<sheetData>` + rows.String() + `</sheetData><mergeCells>` + merges.String() + `</mergeCells></worksheet>`
	}
	return `<worksheet>` + columns.String() + `<sheetData>` + rows.String() + `</sheetData></worksheet>`
}

func cellXML(ref, cell string) string {
	kind, value, _ := strings.Cut(cell, ":")
	switch {
	case cell == "":
		return ""
	case strings.HasPrefix(cell, "="):
		formula, stored, has := strings.Cut(cell[1:], " -> ")
		if !has {
			return fmt.Sprintf(`<c r="%s"><f>%s</f></c>`, ref, xmlText(formula))
		}
		return fmt.Sprintf(`<c r="%s"><f>%s</f><v>%s</v></c>`, ref, xmlText(formula), xmlText(stored))
	case strings.HasPrefix(cell, "#"):
		return fmt.Sprintf(`<c r="%s" t="e"><v>%s</v></c>`, ref, xmlText(cell))
	case kind == "bool":
		return fmt.Sprintf(`<c r="%s" t="b"><v>%s</v></c>`, ref, value)
	case kind == "date":
		return fmt.Sprintf(`<c r="%s" s="1"><v>%s</v></c>`, ref, value)
	case kind == "pct":
		return fmt.Sprintf(`<c r="%s" s="2"><v>%s</v></c>`, ref, value)
	case plainNumber.MatchString(cell):
		return fmt.Sprintf(`<c r="%s"><v>%s</v></c>`, ref, cell)
	}
	if text, err := strconv.Unquote(cell); err == nil {
		cell = text
	}
	return fmt.Sprintf(`<c r="%s" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, ref, xmlText(cell))
}

func xmlText(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
}
