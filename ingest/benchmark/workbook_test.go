package benchmark

import (
	"archive/zip"
	"bufio"
	"fmt"
	"testing"

	"fabbisogno/datasets/catalog"
)

// measured are the indicators of the columns, from the second on.
var measured = []string{"planned_entries_persons", "hard_to_fill_share_pct", "no_candidates_share_pct", "inadequate_preparation_share_pct",
	"immigrant_entries_share_pct", "planned_entries_persons", "hard_to_fill_share_pct", "no_candidates_share_pct",
	"inadequate_preparation_share_pct", "immigrant_entries_share_pct", "planned_entries_persons"}

// wideTable is a table of one layout with 12 columns.
func wideTable() catalog.Table {
	l := catalog.Layout{ID: "wide", TitleWords: []string{"Misura di velocità"}, RowDimension: "industry", RowList: "excelsior_sector",
		Suppressed: []string{"-"}, TotalLabels: []string{"TOTALE"}, FootnoteMarks: []string{"Fonte"}}
	for i, id := range measured {
		l.Columns = append(l.Columns, catalog.LayoutColumn{Words: []string{fmt.Sprintf("colonna %c", 'a'+i)}, Indicator: id})
	}
	return catalog.Table{ID: "bench_wide", Provider: "excelsior", Format: "layout", Layouts: []catalog.Layout{l}}
}

// workbook makes a sheet of as many rows and 12 columns: a label among those of
// the list, numbers as a spreadsheet stores them, some suppressed.
func workbook(t testing.TB, rows int) string {
	return made(t, "bench.xlsx", func(w *bufio.Writer) {
		z := zip.NewWriter(w)
		part := func(name string) *bufio.Writer {
			f, err := z.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			return bufio.NewWriterSize(f, 1<<20)
		}
		text := func(name, body string) {
			p := part(name)
			_, _ = p.WriteString(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" + body)
			if err := p.Flush(); err != nil {
				t.Fatal(err)
			}
		}
		const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
		const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
		text("[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`)
		text("xl/workbook.xml", `<workbook xmlns="`+main+`" xmlns:r="`+office+`"><sheets><sheet name="Tav1" sheetId="1" r:id="rId1"/></sheets></workbook>`)
		text("xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="`+office+`/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="`+office+`/sharedStrings" Target="sharedStrings.xml"/></Relationships>`)
		labels := []string{"TOTALE"}
		shared := `<sst xmlns="` + main + `">`
		for _, l := range append(append([]string{}, labels...), "Misura di velocità, Italia, ottobre 2026", "Settore", "-") {
			shared += "<si><t>" + l + "</t></si>"
		}
		for i := range measured {
			shared += fmt.Sprintf("<si><t>colonna %c</t></si>", 'a'+i)
		}
		text("xl/sharedStrings.xml", shared+"</sst>")
		p := part("xl/worksheets/sheet1.xml")
		_, _ = p.WriteString(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" + `<worksheet xmlns="` + main + `"><sheetData>`)
		_, _ = fmt.Fprintf(p, `<row r="1"><c r="A1" t="s"><v>%d</v></c></row>`, 1)
		_, _ = fmt.Fprintf(p, `<row r="3"><c r="A3" t="s"><v>%d</v></c>`, 2)
		for i := range measured {
			_, _ = fmt.Fprintf(p, `<c r="%c3" t="s"><v>%d</v></c>`, 'B'+i, 4+i)
		}
		_, _ = p.WriteString("</row>")
		for row := 4; row < rows+4; row++ {
			_, _ = fmt.Fprintf(p, `<row r="%d"><c r="A%d" t="s"><v>0</v></c>`, row, row)
			for i, id := range measured {
				switch {
				case (row+i)%17 == 0:
					_, _ = fmt.Fprintf(p, `<c r="%c%d" t="s"><v>3</v></c>`, 'B'+i, row)
				case id == "planned_entries_persons":
					_, _ = fmt.Fprintf(p, `<c r="%c%d"><v>%d</v></c>`, 'B'+i, row, (row*7919+i)%100000)
				default:
					_, _ = fmt.Fprintf(p, `<c r="%c%d"><v>%d.%d</v></c>`, 'B'+i, row, 2+(row*31+i)%97, row%10)
				}
			}
			_, _ = p.WriteString("</row>")
		}
		_, _ = p.WriteString("</sheetData></worksheet>")
		if err := p.Flush(); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
	})
}
