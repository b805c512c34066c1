package sample

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A small writer of Office Open XML workbooks. A library would do more, but
// stamps the clock into the file; ours writes the same bytes for the same cells.

// style is an index into the cell formats of stylesXML.
type style int

const (
	plain style = iota
	title
	header
	count    // 1,234
	percent  // 12.3
	countSum // the same, bold, for group rows and totals
	percentSum
	small
	strong
	warning
)

// cell holds a text or a number as text; the zero cell is not written.
type cell struct {
	text, number string
	style        style
}

type sheet struct {
	name   string
	rows   [][]cell // by row and column, from 0
	merged []string // A1:C1
	widths []float64
}

// set writes a cell, growing the sheet.
func (s *sheet) set(row, col int, c cell) {
	for len(s.rows) <= row {
		s.rows = append(s.rows, nil)
	}
	for len(s.rows[row]) <= col {
		s.rows[row] = append(s.rows[row], cell{})
	}
	s.rows[row][col] = c
}

// merge joins a block of cells, ends included. A single cell is left alone.
func (s *sheet) merge(row1, col1, row2, col2 int) {
	if row1 != row2 || col1 != col2 {
		s.merged = append(s.merged, ref(row1, col1)+":"+ref(row2, col2))
	}
}

// ref is the name of a cell: A1, AA10.
func ref(row, col int) string {
	name := ""
	for c := col + 1; c > 0; c = (c - 1) / 26 {
		name = string(rune('A'+(c-1)%26)) + name
	}
	return name + strconv.Itoa(row+1)
}

type book struct {
	sheets  []*sheet
	strings []string
	index   map[string]int
}

func (b *book) add(name string) *sheet {
	s := &sheet{name: name}
	b.sheets = append(b.sheets, s)
	return s
}

// shared is the index of a text in the table of shared strings.
func (b *book) shared(text string) int {
	if i, ok := b.index[text]; ok {
		return i
	}
	if b.index == nil {
		b.index = map[string]int{}
	}
	b.index[text] = len(b.strings)
	b.strings = append(b.strings, text)
	return len(b.strings) - 1
}

const (
	xmlHead   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainSpace = `http://schemas.openxmlformats.org/spreadsheetml/2006/main`
	relSpace  = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	packSpace = `http://schemas.openxmlformats.org/package/2006/relationships`
	typeSpace = `http://schemas.openxmlformats.org/package/2006/content-types`
	typeBase  = `application/vnd.openxmlformats-officedocument.spreadsheetml.`
)

// bytes is the workbook, every part stamped with the given day.
func (b *book) bytes(stamp time.Time) ([]byte, error) {
	var sheets []string
	for _, s := range b.sheets {
		sheets = append(sheets, b.sheetXML(s))
	}
	type part struct{ name, body string }
	parts := []part{
		{"[Content_Types].xml", b.contentTypes()},
		{"_rels/.rels", xmlHead + `<Relationships xmlns="` + packSpace + `"><Relationship Id="rId1" Type="` + relSpace + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", b.workbookXML()},
		{"xl/_rels/workbook.xml.rels", b.relations()},
		{"xl/styles.xml", stylesXML()},
		{"xl/sharedStrings.xml", b.stringsXML()},
	}
	for i, body := range sheets {
		parts = append(parts, part{fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), body})
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, p := range parts {
		f, err := w.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: stamp})
		if err != nil {
			return nil, err
		}
		if _, err := f.Write([]byte(p.body)); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func (b *book) contentTypes() string {
	var s strings.Builder
	s.WriteString(xmlHead + `<Types xmlns="` + typeSpace + `"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`)
	override := func(part, kind string) {
		fmt.Fprintf(&s, `<Override PartName="/xl/%s" ContentType="%s%s+xml"/>`, part, typeBase, kind)
	}
	override("workbook.xml", "sheet.main")
	for i := range b.sheets {
		override(fmt.Sprintf("worksheets/sheet%d.xml", i+1), "worksheet")
	}
	override("styles.xml", "styles")
	override("sharedStrings.xml", "sharedStrings")
	return s.String() + `</Types>`
}

func (b *book) workbookXML() string {
	var s strings.Builder
	s.WriteString(xmlHead + `<workbook xmlns="` + mainSpace + `" xmlns:r="` + relSpace + `"><sheets>`)
	for i, sh := range b.sheets {
		fmt.Fprintf(&s, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, escape(sh.name), i+1, i+1)
	}
	return s.String() + `</sheets></workbook>`
}

func (b *book) relations() string {
	var s strings.Builder
	s.WriteString(xmlHead + `<Relationships xmlns="` + packSpace + `">`)
	n := len(b.sheets)
	for i := range b.sheets {
		fmt.Fprintf(&s, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, relSpace, i+1)
	}
	fmt.Fprintf(&s, `<Relationship Id="rId%d" Type="%s/styles" Target="styles.xml"/>`, n+1, relSpace)
	fmt.Fprintf(&s, `<Relationship Id="rId%d" Type="%s/sharedStrings" Target="sharedStrings.xml"/>`, n+2, relSpace)
	return s.String() + `</Relationships>`
}

func (b *book) stringsXML() string {
	var s strings.Builder
	fmt.Fprintf(&s, `%s<sst xmlns="%s" uniqueCount="%d">`, xmlHead, mainSpace, len(b.strings))
	for _, text := range b.strings {
		s.WriteString(`<si><t xml:space="preserve">` + escape(text) + `</t></si>`)
	}
	return s.String() + `</sst>`
}

func (b *book) sheetXML(sh *sheet) string {
	var s strings.Builder
	s.WriteString(xmlHead + `<worksheet xmlns="` + mainSpace + `">`)
	if len(sh.widths) > 0 {
		s.WriteString(`<cols>`)
		for i, w := range sh.widths {
			fmt.Fprintf(&s, `<col min="%d" max="%d" width="%g" customWidth="1"/>`, i+1, i+1, w)
		}
		s.WriteString(`</cols>`)
	}
	s.WriteString(`<sheetData>`)
	for i, row := range sh.rows {
		if len(row) == 0 {
			continue
		}
		fmt.Fprintf(&s, `<row r="%d">`, i+1)
		for j, c := range row {
			switch {
			case c.text != "":
				s.WriteString(`<c r="` + ref(i, j) + `" s="` + strconv.Itoa(int(c.style)) + `" t="s"><v>` + strconv.Itoa(b.shared(c.text)) + `</v></c>`)
			case c.number != "":
				s.WriteString(`<c r="` + ref(i, j) + `" s="` + strconv.Itoa(int(c.style)) + `"><v>` + c.number + `</v></c>`)
			}
		}
		s.WriteString(`</row>`)
	}
	s.WriteString(`</sheetData>`)
	if len(sh.merged) > 0 {
		fmt.Fprintf(&s, `<mergeCells count="%d">`, len(sh.merged))
		for _, m := range sh.merged {
			s.WriteString(`<mergeCell ref="` + m + `"/>`)
		}
		s.WriteString(`</mergeCells>`)
	}
	return s.String() + `</worksheet>`
}

func escape(text string) string {
	var s strings.Builder
	_ = xml.EscapeText(&s, []byte(text)) // a strings.Builder does not fail
	return s.String()
}

// stylesXML has one cell format a style, in the order of the constants.
func stylesXML() string {
	fonts := []string{``, `<b/>`, `<i/>`, `<b/><color rgb="FFC00000"/>`}
	formats := []struct{ font, number, wrap int }{
		plain: {0, 0, 0}, title: {1, 0, 0}, header: {1, 0, 1}, count: {0, 3, 0}, percent: {0, 164, 0},
		countSum: {1, 3, 0}, percentSum: {1, 164, 0}, small: {2, 0, 0}, strong: {1, 0, 0}, warning: {3, 0, 0},
	}
	var s strings.Builder
	s.WriteString(xmlHead + `<styleSheet xmlns="` + mainSpace + `"><numFmts count="1"><numFmt numFmtId="164" formatCode="0.0"/></numFmts>`)
	fmt.Fprintf(&s, `<fonts count="%d">`, len(fonts))
	for _, f := range fonts {
		s.WriteString(`<font>` + f + `<sz val="10"/><name val="Calibri"/></font>`)
	}
	s.WriteString(`</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>`)
	fmt.Fprintf(&s, `<cellXfs count="%d">`, len(formats))
	for _, f := range formats {
		fmt.Fprintf(&s, `<xf numFmtId="%d" fontId="%d" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"`, f.number, f.font)
		if f.wrap == 1 {
			s.WriteString(` applyAlignment="1"><alignment horizontal="center" vertical="center" wrapText="1"/></xf>`)
		} else {
			s.WriteString(`/>`)
		}
	}
	return s.String() + `</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
}
