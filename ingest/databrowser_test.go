package ingest

import (
	"archive/zip"
	"context"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fabbisogno/datasets/warehouse"
)

// Cells of Eurostat's spreadsheets as they were read by eye in the XML of the sheet.
var databrowserReads = []handRead{
	{"lfsi_pt_a__custom_14828862_page_spreadsheet.xlsx", `<c r="O32" s="15" t="n"><v>17.6</v>`,
		"row 32 Sheet 1!O32 part_time_share_pct nuts2021:IT T Y15-64 2023 = 17.6"},
	{"lfsi_pt_a__custom_14828862_page_spreadsheet.xlsx", `<c r="O18" s="15" t="n"><v>14.2</v>`,
		"row 18 Sheet 1!O18 part_time_share_pct nuts2021:IT T Y15-64 2009 = 14.2"},
	{"lfsi_pt_a__custom_14828862_page_spreadsheet.xlsx", `<c r="AL31" s="17" t="n"><v>9.2</v>`,
		"row 31 Sheet 1!AL31 part_time_share_pct iso3166:TR T Y15-64 2022 = 9.2"},
	{"lfsi_pt_a__custom_14828862_page_spreadsheet.xlsx", `<c r="O13" s="16" t="s"><v>91</v>`, // shared text 91 is ":"
		"row 13 Sheet 1!O13 part_time_share_pct nuts2021:IT T Y15-64 2004 = missing not_available"},
	{"une_rt_a__custom_14324113_page_spreadsheet.xlsx", `<c r="O31" s="15" t="n"><v>7.7</v>`,
		"row 31 Sheet 1!O31 unemployment_rate_pct nuts2021:IT T Y15-74 2023 = 7.7"},
	{"une_rt_a__custom_14324113_page_spreadsheet.xlsx", `<c r="K31" s="15" t="n"><v>11.1</v>`,
		"row 31 Sheet 1!K31 unemployment_rate_pct eurostat_geo:EL T Y15-74 2023 = 11.1"},
	{"une_rt_a__custom_14324113_page_spreadsheet.xlsx", `<c r="AH30" s="17" t="n"><v>15.4</v>`,
		"row 30 Sheet 1!AH30 unemployment_rate_pct iso3166:BA T Y15-74 2022 = 15.4"},
	{"une_rt_m__custom_14874053_page_spreadsheet_long.xlsx", `<c r="O14" s="20" t="n"><v>5.8</v>`,
		"row 14 Sheet 1!O14 unemployment_rate_sa_pct nuts2021:IT T TOTAL 2024-10 = 5.8"},
	{"une_rt_m__custom_14874053_page_spreadsheet_long.xlsx", `<c r="O431" s="19" t="n"><v>9.1</v>`,
		"row 431 Sheet 1!O431 unemployment_rate_sa_pct nuts2021:IT T TOTAL 1990-01 = 9.1"},
	{"une_rt_m__custom_14874053_page_spreadsheet_long.xlsx", `<c r="AH30" s="11" t="inlineStr"><is><t>:</t></is></c>`,
		"row 30 Sheet 1!AH30 unemployment_rate_sa_pct eurostat_geo:UK T TOTAL 2023-06 = missing not_available"},
}

// The labels of the recorded spreadsheets become the codes that SDMX has, and
// the numbers are those of their cells.
func TestDataBrowserHandRead(t *testing.T) {
	dir := filepath.Join(corpus(t), "real", "eurostat", "xlsx-databrowser")
	loaded := map[string]warehouse.Load{}
	for _, c := range databrowserReads {
		path := filepath.Join(dir, c.path)
		if _, ok := loaded[path]; !ok {
			db := &memory{}
			if _, err := newIngester(t, db).File(context.Background(), Request{Path: path}); err != nil {
				t.Fatal(err)
			}
			loaded[path] = db.loads[0]
		}
		if !strings.Contains(sheetText(t, path, "xl/worksheets/sheet3.xml"), c.raw) {
			t.Errorf("%s does not hold %q", c.path, c.raw)
		}
		if !slices.ContainsFunc(loaded[path].Observations, func(o warehouse.Observation) bool { return observationText(o) == c.want+"\n" }) {
			t.Errorf("from %q\nwant %s\n%.2000s", c.raw, c.want, ofRow(loaded[path], c.want))
		}
	}
}

// sheetText is one part of a workbook as it stands in the archive.
func sheetText(t *testing.T, path, part string) string {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	f, err := z.Open(part)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
