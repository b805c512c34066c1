// Package xlsxtest writes small workbooks for tests: a sheet as lines of cells
// parted by "|". It is the plainest form a workbook can have, and no twin of what
// publishers write.
package xlsxtest

import (
	"archive/zip"
	"bytes"
	"fmt"
	"html"
	"io"
	"strings"
	"testing"

	"fabbisogno/ingest/format/xlsx"
)

// Sheet is a sheet as lines of cells parted by "|": "" is an empty cell, a text
// after "#" a number, and a line without cells an empty row.
type Sheet struct {
	Name   string
	Lines  []string
	Merges []string // ranges: A1:C1
	Hidden []int    // numbers of hidden rows
}

// Build writes a workbook.
func Build(t testing.TB, sheets ...Sheet) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	put := func(name, text string) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
	}
	var list, rels strings.Builder
	for i, s := range sheets {
		fmt.Fprintf(&list, `<sheet name=%q sheetId="%d" r:id="r%d"/>`, s.Name, i+1, i+1)
		fmt.Fprintf(&rels, `<Relationship Id="r%d" Target="worksheets/sheet%d.xml"/>`, i+1, i+1)
		put(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), s.xml())
	}
	put("xl/workbook.xml", `<workbook xmlns:r="x"><sheets>`+list.String()+`</sheets></workbook>`)
	put("xl/_rels/workbook.xml.rels", `<Relationships>`+rels.String()+`</Relationships>`)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (s Sheet) xml() string {
	hidden := map[int]bool{}
	for _, n := range s.Hidden {
		hidden[n] = true
	}
	var rows strings.Builder
	for n, line := range s.Lines {
		attr := ""
		if hidden[n+1] {
			attr = ` hidden="1"`
		}
		fmt.Fprintf(&rows, `<row r="%d"%s>`, n+1, attr)
		for c, text := range strings.Split(line, "|") {
			ref := xlsx.Ref(c+1, n+1)
			switch {
			case text == "":
			case strings.HasPrefix(text, "#"):
				fmt.Fprintf(&rows, `<c r="%s"><v>%s</v></c>`, ref, text[1:])
			default:
				fmt.Fprintf(&rows, `<c r="%s" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, ref, html.EscapeString(text))
			}
		}
		rows.WriteString(`</row>`)
	}
	var merges strings.Builder
	for _, m := range s.Merges {
		fmt.Fprintf(&merges, `<mergeCell ref=%q/>`, m)
	}
	return `<worksheet><sheetData>` + rows.String() + `</sheetData><mergeCells>` + merges.String() + `</mergeCells></worksheet>`
}
