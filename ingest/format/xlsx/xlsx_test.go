package xlsx

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fabbisogno/ingest/format"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

const (
	workbookXML = `<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name=" Tav1 " sheetId="1" r:id="rId1"/></sheets></workbook>`
	relsXML     = `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`
	sharedXML   = `<sst><si><t>Settore</t></si><si><r><t>Ri</t></r><r><t xml:space="preserve">cco </t></r><rPh><t>no</t></rPh></si></sst>`
	stylesXML   = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="0.0%"/><numFmt numFmtId="165" formatCode="dd/mm/yyyy"/><numFmt numFmtId="166" formatCode="0&quot; gg&quot;"/></numFmts>` +
		`<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="14"/><xf numFmtId="166"/></cellXfs></styleSheet>`
)

// parts of a sound workbook whose sheet holds the given rows.
func parts(rows string) map[string]string {
	return map[string]string{
		"[Content_Types].xml":        `<Types/>`,
		"xl/workbook.xml":            workbookXML,
		"xl/_rels/workbook.xml.rels": relsXML,
		"xl/sharedStrings.xml":       sharedXML,
		"xl/styles.xml":              stylesXML,
		"xl/worksheets/sheet1.xml":   sheetXML(rows),
	}
}

func sheetXML(rows string) string {
	return `<worksheet><sheetData>` + rows + `</sheetData><mergeCells count="1"><mergeCell ref="B1:C2"/></mergeCells></worksheet>`
}

func archive(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, parts[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// readAll opens a workbook and reads every sheet.
func readAll(file []byte, lim Limits) ([]*Sheet, error) {
	b, err := Open(bytes.NewReader(file), int64(len(file)), lim)
	if err != nil {
		return nil, err
	}
	var out []*Sheet
	for i := range b.Sheets {
		s, err := b.Sheet(i)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

func TestSheet(t *testing.T) {
	rows := `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>` +
		`<row r="3" hidden="1"><c r="A3" t="inlineStr"><is><t>Costruzioni</t></is></c><c r="C3"><v>47.05</v></c><c r="D3" s="1"><v>0.47</v></c><c r="E3" s="2"><v>45000</v></c></row>` +
		`<row><c t="b"><v>1</v></c><c t="e"><v>#REF!</v></c><c><f>1+1</f><v>2</v></c><c><f>1+1</f></c><c s="4"/><c t="str"><v>x</v></c><c s="4"><v>3</v></c></row>`
	got, err := readAll(archive(t, parts(rows)), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want := []*Sheet{{
		Name: " Tav1 ",
		Rows: []Row{
			{Number: 1, Cells: []Cell{{Column: 1, Ref: "A1", Kind: Text, Text: "Settore"}, {Column: 2, Ref: "B1", Kind: Text, Text: "Ricco "}}},
			{Number: 3, Hidden: true, Cells: []Cell{
				{Column: 1, Ref: "A3", Kind: Text, Text: "Costruzioni"}, {Column: 3, Ref: "C3", Kind: Number, Text: "47.05"},
				{Column: 4, Ref: "D3", Kind: Number, Text: "0.47", Percent: true}, {Column: 5, Ref: "E3", Kind: Number, Text: "45000", Date: true}}},
			{Number: 4, Cells: []Cell{
				{Column: 1, Ref: "A4", Kind: Bool, Text: "1"}, {Column: 2, Ref: "B4", Kind: Failure, Text: "#REF!"},
				{Column: 3, Ref: "C4", Kind: Number, Text: "2", Formula: true}, {Column: 4, Ref: "D4", Kind: Failure, Formula: true},
				{Column: 6, Ref: "F4", Kind: Text, Text: "x"}, {Column: 7, Ref: "G4", Kind: Number, Text: "3"}}},
		},
		Merges: []Merge{{1, 2, 2, 3}}, Elements: 13,
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sheet (-want +got):\n%s", diff)
	}
}

func TestRefused(t *testing.T) {
	sound := `<row r="1"><c r="A1"><v>1</v></c></row>`
	with := func(name, text string) map[string]string {
		p := parts(sound)
		p[name] = text
		return p
	}
	rowsOf := func(rows string) map[string]string { return parts(rows) }
	var thousand strings.Builder
	for i := 1; i <= 1000; i++ {
		ref := fmt.Sprintf("A%d", i)
		if i == 500 {
			ref = "A9X"
		}
		fmt.Fprintf(&thousand, `<row r="%d"><c r="%s"><v>1</v></c></row>`, i, ref)
	}
	cases := []struct {
		name  string
		parts map[string]string
		rule  string
	}{
		{"bad_reference_in_row_500", rowsOf(thousand.String()), "xlsx-structure"},
		{"falling_rows", rowsOf(`<row r="2"/><row r="1"/>`), "xlsx-structure"},
		{"row_twice", rowsOf(`<row r="2"/><row r="2"/>`), "xlsx-structure"},
		{"row_500000000", rowsOf(`<row r="1"/><row r="500000000"/>`), "xlsx-structure"},
		{"row_99999999999", rowsOf(`<row r="1"/><row r="99999999999"/>`), "xlsx-structure"},
		{"row_zero", rowsOf(`<row r="0"/>`), "xlsx-structure"},
		{"cell_of_another_row", rowsOf(`<row r="1"><c r="A2"><v>1</v></c></row>`), "xlsx-structure"},
		{"falling_cells", rowsOf(`<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>`), "xlsx-structure"},
		{"column_beyond_XFD", rowsOf(`<row r="1"><c r="XFE1"><v>1</v></c></row>`), "xlsx-structure"},
		{"format_out_of_range", rowsOf(`<row r="1"><c r="A1" s="99"><v>1</v></c></row>`), "xlsx-structure"},
		{"unknown_cell_type", rowsOf(`<row r="1"><c r="A1" t="q"><v>1</v></c></row>`), "xlsx-structure"},
		{"two_values", rowsOf(`<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>`), "xlsx-structure"},
		{"shared_out_of_range", rowsOf(`<row r="1"><c r="A1" t="s"><v>2</v></c></row>`), "xlsx-shared"},
		{"shared_negative", rowsOf(`<row r="1"><c r="A1" t="s"><v>-1</v></c></row>`), "xlsx-shared"},
		{"malformed_sheet", rowsOf(`<row r="1"><c r="A1"><v>1</c></row>`), "xml"},
		{"sheet_cut", with("xl/worksheets/sheet1.xml", `<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>`), "xml"},
		{"second_root", with("xl/worksheets/sheet1.xml", sheetXML(sound)+`<worksheet/>`), "xml"},
		{"text_after_root", with("xl/worksheets/sheet1.xml", sheetXML(sound)+`rest`), "xml"},
		{"attribute_twice", rowsOf(`<row r="1" r="2"/>`), "xml"},
		{"malformed_part_without_cells", with("docProps/app.xml", `<a><b></a>`), "xml"},
		{"document_type", with("xl/sharedStrings.xml", `<!DOCTYPE sst [<!ENTITY a "b">]><sst/>`), "dtd"},
		{"entity", with("xl/sharedStrings.xml", `<sst><si><t>&a;</t></si></sst>`), "xml"},
		{"depth", with("docProps/app.xml", strings.Repeat("<a>", 65)+strings.Repeat("</a>", 65)), "limits"},
		{"attributes", with("docProps/app.xml", "<a "+manyAttributes(65)+"/>"), "limits"},
		{"amplifier", with("xl/sharedStrings.xml", `<sst><si><t>`+strings.Repeat("x", 1<<20)+`</t></si></sst>`), "cell-length"},
		{"long_inline_text", rowsOf(`<row r="1"><c r="A1" t="inlineStr"><is><t>` + strings.Repeat("è", 40000) + `</t></is></c></row>`), "cell-length"},
		{"bad_merge", with("xl/worksheets/sheet1.xml", `<worksheet><mergeCells><mergeCell ref="B2:A1"/></mergeCells></worksheet>`), "xlsx-structure"},
		{"no_workbook", map[string]string{"a.xml": "<a/>"}, "type"},
		{"sheet_part_missing", with("xl/_rels/workbook.xml.rels", `<Relationships/>`), "xlsx-structure"},
		{"path_up", with("../x.xml", "<a/>"), "zip-path"},
		{"path_absolute", with("/x.xml", "<a/>"), "zip-path"},
		{"path_backslash", with(`xl\x.xml`, "<a/>"), "zip-path"},
		{"case_twin", with("XL/workbook.xml", workbookXML), "zip-duplicate"},
		{"macros", with("xl/vbaProject.bin", "x"), "macros"},
		{"archive_inside", with("xl/media/a.bin", "PK\x03\x04rest"), "zip-nested"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			start := time.Now()
			_, err := readAll(archive(t, c.parts), Limits{})
			var r *format.Refusal
			if !errors.As(err, &r) || r.Rule != c.rule || r.Hint == "" {
				t.Errorf("got %v (%+v), want the rule %s with a hint", err, r, c.rule)
			}
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

func manyAttributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ` a%d="1"`, i)
	}
	return b.String()
}

func TestRefusedBytes(t *testing.T) {
	sound := archive(t, parts(`<row r="1"><c r="A1"><v>1</v></c></row>`))
	truncated := sound[:len(sound)-30]
	badCRC := bytes.Clone(sound)
	at := bytes.Index(badCRC, []byte("PK\x01\x02")) // first central entry; its checksum stands at 16
	binary.LittleEndian.PutUint32(badCRC[at+16:], 12345)
	encrypted := bytes.Clone(sound)
	encrypted[at+8] |= 1
	cases := []struct {
		name string
		file []byte
		lim  Limits
		rule string
	}{
		{"empty", nil, Limits{}, "empty"},
		{"old_xls", append([]byte{0xd0, 0xcf, 0x11, 0xe0}, make([]byte, 600)...), Limits{}, "type"},
		{"text", []byte("a,b\n1,2\n"), Limits{}, "type"},
		{"truncated", truncated, Limits{}, "zip-corrupt"},
		{"checksum", badCRC, Limits{}, "zip-corrupt"},
		{"encrypted", encrypted, Limits{}, "encrypted"},
		{"entries", sound, Limits{Entries: 2}, "zip-entries"},
		{"entry_bytes", sound, Limits{EntryBytes: 20}, "size"},
		{"total_bytes", sound, Limits{TotalBytes: 200}, "size"},
		{"cells", archive(t, parts(`<row r="1"><c r="A1"/><c r="B1"/><c r="C1"/></row>`)), Limits{Cells: 2}, "limits"},
		{"bomb", bomb(t), Limits{}, "size"},
		{"link", symlink(t), Limits{}, "zip-type"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := readAll(c.file, c.lim)
			var r *format.Refusal
			if !errors.As(err, &r) || r.Rule != c.rule {
				t.Errorf("got %v, want the rule %s", err, c.rule)
			}
		})
	}
}

// bomb holds a part of 129 MiB of blanks in some 130 KiB.
func bomb(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	w, err := z.Create("xl/workbook.xml")
	if err != nil {
		t.Fatal(err)
	}
	chunk := bytes.Repeat([]byte(" "), 1<<20)
	for range 129 {
		if _, err := w.Write(chunk); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func symlink(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	h := &zip.FileHeader{Name: "xl/workbook.xml"}
	h.SetMode(fs.ModeSymlink | 0o777)
	w, err := z.CreateHeader(h)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, "/etc/passwd"); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestAgreesWithExcelize compares cell by cell with an independent reader, on a
// workbook that it wrote and on the real workbooks of the corpus.
func TestAgreesWithExcelize(t *testing.T) {
	files := map[string][]byte{"written_by_excelize": written(t)}
	if dir := os.Getenv("FABBISOGNO_CORPUS"); dir != "" {
		paths, err := filepath.Glob(filepath.Join(dir, "real", "eurostat", "xlsx-databrowser", "*.xlsx"))
		if err != nil || len(paths) == 0 {
			t.Fatalf("no workbooks in the corpus: %v", err)
		}
		for _, p := range paths {
			text, err := os.ReadFile(p)
			if err != nil {
				t.Fatal(err)
			}
			files[filepath.Base(p)] = text
		}
	}
	for name, file := range files {
		t.Run(name, func(t *testing.T) {
			got, err := readAll(file, Limits{})
			if err != nil {
				t.Fatal(err)
			}
			x, err := excelize.OpenReader(bytes.NewReader(file), excelize.Options{RawCellValue: true})
			if err != nil {
				t.Fatal(err)
			}
			defer x.Close()
			cells := 0
			for _, s := range got {
				theirs, err := x.GetRows(s.Name)
				if err != nil {
					t.Fatal(err)
				}
				ours := map[string]string{}
				for _, r := range s.Rows {
					for _, c := range r.Cells {
						ours[c.Ref] = c.Text
						cells++
					}
				}
				for i, row := range theirs {
					for j, text := range row {
						ref := Ref(j+1, i+1)
						if ours[ref] != text {
							t.Fatalf("sheet %q, cell %s: %q, excelize has %q", s.Name, ref, ours[ref], text)
						}
						delete(ours, ref)
					}
				}
				for ref, text := range ours {
					t.Errorf("sheet %q: cell %s = %q is not in excelize's rows", s.Name, ref, text)
				}
			}
			if cells == 0 {
				t.Error("no cell compared")
			}
			t.Logf("%d cells", cells)
		})
	}
}

func written(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	rng := rand.New(rand.NewPCG(1, 2))
	for r := 1; r <= 60; r++ {
		for c := 1; c <= 12; c++ {
			var v any
			switch rng.IntN(5) {
			case 0:
				continue
			case 1:
				v = rng.Float64() * 1e6
			case 2:
				v = rng.IntN(1e6)
			default:
				v = fmt.Sprintf("città %d", rng.IntN(20))
			}
			if err := f.SetCellValue("Sheet1", Ref(c, r), v); err != nil {
				t.Fatal(err)
			}
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestParseRef(t *testing.T) {
	for ref, want := range map[string][2]int{"A1": {1, 1}, "Z9": {26, 9}, "AA10": {27, 10}, "XFD1048576": {16384, 1048576}} {
		c, r, err := ParseRef(ref)
		if err != nil || c != want[0] || r != want[1] || Ref(c, r) != ref {
			t.Errorf("ParseRef(%q) = %d, %d, %v", ref, c, r, err)
		}
	}
	for _, ref := range []string{"", "A", "1", "a1", "A0", "A01", "XFE1", "A1048577", "AAAA1", "A1B", "A-1", "A99999999999"} {
		if c, r, err := ParseRef(ref); err == nil {
			t.Errorf("ParseRef(%q) = %d, %d", ref, c, r)
		}
	}
}

// FuzzSheet reads any text as a sheet: it may be refused, but never panic, and
// what is read lies in order and within the sheet.
func FuzzSheet(f *testing.F) {
	f.Add(`<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>`)
	f.Add(sheetXML(`<row r="3"><c r="C3" t="inlineStr"><is><t>x</t></is></c></row><row><c t="s"><v>0</v></c></row>`))
	f.Fuzz(func(t *testing.T, text string) {
		b := &Workbook{parts: map[string]part{"s": {text: []byte(text)}}, Sheets: []SheetInfo{{part: "s"}}, shared: []string{"a"}, lim: Limits{Cells: 1000}}
		s, err := b.Sheet(0)
		if err != nil {
			return
		}
		last := 0
		for _, r := range s.Rows {
			if r.Number <= last || r.Number > MaxRows || len(r.Cells) == 0 {
				t.Fatalf("row %d after %d with %d cells", r.Number, last, len(r.Cells))
			}
			last = r.Number
			column := 0
			for _, c := range r.Cells {
				if c.Column <= column || c.Column > MaxColumns || c.Ref != Ref(c.Column, r.Number) {
					t.Fatalf("cell %+v after column %d of row %d", c, column, r.Number)
				}
				column = c.Column
			}
		}
	})
}

// FuzzContainer reads any bytes as an archive: it may be refused, with a rule and
// a hint, but never panic, and what comes out stays within the limits.
func FuzzContainer(f *testing.F) {
	sound := archive(f, parts(`<row r="1"><c r="A1"><v>1</v></c></row>`))
	f.Add(sound)
	f.Add(sound[:len(sound)-30])
	f.Add(archive(f, map[string]string{"../x.xml": "<a/>"}))
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	lim := Limits{Entries: 20, EntryBytes: 1 << 16, SheetBytes: 1 << 16, TotalBytes: 1 << 17, Cells: 100}
	f.Fuzz(func(t *testing.T, file []byte) {
		found, _, err := container(bytes.NewReader(file), int64(len(file)), lim)
		var r *format.Refusal
		if err != nil {
			if !errors.As(err, &r) || r.Rule == "" || r.Hint == "" {
				t.Fatalf("got %v, want a refusal with rule and hint", err)
			}
			return
		}
		total := 0
		for name, p := range found {
			text := append(p.text, p.tail...)
			if len(text) > int(lim.EntryBytes) {
				t.Fatalf("the part %q holds %d bytes", name, len(text))
			}
			total += len(text)
		}
		if total > int(lim.TotalBytes) || len(found) > lim.Entries {
			t.Fatalf("%d parts hold %d bytes", len(found), total)
		}
	})
}

var walkerSeeds = []string{
	`<a/>`, `<a b="1" c='2'>x</a>`, "\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n<a>\r\n<b x:y=\"&lt;&#65;&#x42;\"> t &amp; u </b><!-- c --></a>\n",
	`<a><![CDATA[<x> & ]]></a>`, `<x:a xmlns:x="u"><x:b/></x:a>`, `<a>città € &#8364;</a>`, `<a b = "x"   c="y" />`, `<a b="1>2">z</a>`,
	`<a><b></a></b>`, `<a b="1" b="2"/>`, `<a>&nope;</a>`, `<a>&#xD800;</a>`, `<!DOCTYPE a><a/>`, `<a b=1/>`, `<a b="<"/>`, `<a>]]></a>`, `<a/><b/>`, `<a/>x`,
	"<a>\x01</a>", "<a>\xff</a>", `<a`, `<a>`, `</a>`, `<a><!-- -- --></a>`, `<?xml version="1.0" encoding="latin1"?><a/>`, `<1a/>`, `<a b="x"c="y"/>`, ``,
	`<?xml)encoding="1"?><a/>`, `<?xml encoding "utf-8" encoding="1"?><a/>`, `<?xml encoding="utf-8"?><a/>`, `<?xml version="1.0" encoding="utf&#45;8"?><a/>`,
	`<?xml?><a/>`, ` <?xml version="1.0"?><a/>`, `<!-- --><?XML version="1.0"?><a/>`, "<!-- -->\xef\xbb\xbf<a/>", `<a×/>`, `<::/>`, `<a:/>`, `<:a/>`, `<a:b:c/>`, `<a b:c:d=""/>`, `<a:1/>`, "<a/>\v", "\u0085<a/>",
}
