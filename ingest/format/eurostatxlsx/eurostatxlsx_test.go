package eurostatxlsx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/xlsx/xlsxtest"

	"github.com/google/go-cmp/cmp"
)

var summary = xlsxtest.Sheet{Name: "Summary", Lines: []string{"Vacancies [jvs_x]"}}

// structureOf is the sheet Structure with labels only.
func structureOf(lines ...string) xlsxtest.Sheet {
	return xlsxtest.Sheet{Name: "Structure", Lines: append([]string{"Structure", "|Dimension|Position", "|Label|Label"}, lines...)}
}

// sliceOf is a sheet of values below the usual first rows.
func sliceOf(name string, lines ...string) xlsxtest.Sheet {
	return xlsxtest.Sheet{Name: name, Lines: append([]string{"Data extracted on 31/12/2024 13:32:49 from [ESTAT]",
		"Dataset: |Vacancies [jvs_x__custom_1]", "Last updated: |12/12/2024 23:00", ""}, lines...)}
}

var labels = structureOf("|Time frequency|Annual", "|Sex|Total", "|Sex|Males", "|Country|Italy", "|Country|France", "|Time|2023", "|Time|2022")

// read writes columns, rows and the refusal of a workbook.
func read(t *testing.T, sheets ...xlsxtest.Sheet) string {
	t.Helper()
	var b strings.Builder
	r, err := Open(bytes.NewReader(xlsxtest.Build(t, sheets...)))
	if err == nil {
		for _, c := range r.Columns() {
			fmt.Fprintf(&b, "%s:%t|", c.Name, c.ByLabel)
		}
		b.WriteString("\n")
		for {
			var row format.Row
			if row, err = r.Next(); err != nil {
				break
			}
			switch {
			case row.Skip != "":
				fmt.Fprintf(&b, "%d skip %s\n", row.Number, row.Skip)
			case row.Fault != nil:
				fmt.Fprintf(&b, "%d fault %s %s\n", row.Number, row.Fault.Column, row.Fault.Rule)
			default:
				fmt.Fprintf(&b, "%d %s %s\n", row.Number, row.Column, strings.Join(row.Cells, "|"))
			}
		}
	}
	var refusal *format.Refusal
	if errors.As(err, &refusal) {
		fmt.Fprintf(&b, "refused %s: %v\n", refusal.Rule, err)
	} else if !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	return b.String()
}

func TestRead(t *testing.T) {
	rest := "1 skip no-table\n1 skip no-table\n2 skip no-table\n3 skip no-table\n4 skip no-table\n5 skip no-table\n6 skip no-table\n7 skip no-table\n8 skip no-table\n9 skip no-table\n10 skip no-table\n"
	head := "1 skip title\n2 skip title\n3 skip title\n5 skip title\n6 skip title\n"
	cases := []struct {
		name   string
		slices []xlsxtest.Sheet
		want   string
	}{
		{"places_across_newest_first_with_flags", []xlsxtest.Sheet{sliceOf("Sheet 1", "Time frequency||Annual", "Sex||Total", "GEO (Labels)|Italy||France|", "TIME||||",
			"2023|#1.5|bp|:|c", "2022|:||#2E1|", "", "Special value", ":|not available")},
			"DATAFLOW:false|Time frequency:true|Sex:true|geo:true|TIME_PERIOD:false|OBS_VALUE:false|OBS_FLAG:false|\n" + head + "7 skip header-row\n8 skip header-row\n" +
				"9 Sheet 1!B9 ESTAT:JVS_X|Annual|Total|Italy|2023|1.5|b p\n9 Sheet 1!D9 ESTAT:JVS_X|Annual|Total|France|2023|:|c\n" +
				"10 Sheet 1!B10 ESTAT:JVS_X|Annual|Total|Italy|2022|:|\n10 Sheet 1!D10 ESTAT:JVS_X|Annual|Total|France|2022|20|\n12 skip footnote\n13 skip footnote\n" + rest},
		{"time_across_and_two_slices", []xlsxtest.Sheet{
			sliceOf("Sheet 1", "Time frequency||Annual", "Sex||Total", "TIME|2022|2023", "GEO (Labels)", "Italy|#1|#2"),
			sliceOf("Sheet 2", "Time frequency||Annual", "Sex||Males", "TIME|2022|2023", "GEO (Labels)", "Italy|#3|n/a")},
			"DATAFLOW:false|Time frequency:true|Sex:true|geo:true|TIME_PERIOD:false|OBS_VALUE:false|OBS_FLAG:false|\n" + head + "7 skip header-row\n8 skip header-row\n" +
				"9 Sheet 1!B9 ESTAT:JVS_X|Annual|Total|Italy|2022|1|\n9 Sheet 1!C9 ESTAT:JVS_X|Annual|Total|Italy|2023|2|\n" + head + "7 skip header-row\n8 skip header-row\n" +
				"9 Sheet 2!B9 ESTAT:JVS_X|Annual|Males|Italy|2022|3|\n9 fault Sheet 2!C9 number\n" + rest},
		{"header_edited_to_one_row", []xlsxtest.Sheet{sliceOf("Sheet 1", "Time frequency||Annual", "Sex||Total", "Date|Italy|France", "2022|#1|#2")},
			"DATAFLOW:false|Time frequency:true|Sex:true|Country:true|TIME_PERIOD:false|OBS_VALUE:false|OBS_FLAG:false|\n" + head + "7 skip header-row\n" +
				"8 Sheet 1!B8 ESTAT:JVS_X|Annual|Total|Italy|2022|1|\n8 Sheet 1!C8 ESTAT:JVS_X|Annual|Total|France|2022|2|\n" + rest},
		{"column_that_is_no_flag", []xlsxtest.Sheet{sliceOf("Sheet 1", "Sex||Total", "GEO (Labels)|Italy|", "TIME", "2023|#1.5|#7")},
			"DATAFLOW:false|Sex:true|geo:true|TIME_PERIOD:false|OBS_VALUE:false|OBS_FLAG:false|\n1 skip title\n2 skip title\n3 skip title\n5 skip title\n6 skip header-row\n7 skip header-row\n8 fault Sheet 1!B8 number\n" + rest},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, read(t, append([]xlsxtest.Sheet{summary, labels}, c.slices...)...)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Where the file gives codes, they are taken and nothing is looked up.
func TestCodesOfTheStructure(t *testing.T) {
	coded := xlsxtest.Sheet{Name: "Structure", Lines: []string{"Structure", "|Dimension||Position", "|Code|Label|Code|Label", "|SEX|Sex|T|Total", "|GEO|Country|IT|Italy"}}
	got := read(t, summary, coded, sliceOf("Sheet 1", "Sex||Total", "GEO (Codes)|IT", "TIME", "2023|#1"))
	const want = "DATAFLOW:false|sex:false|geo:false|TIME_PERIOD:false|OBS_VALUE:false|OBS_FLAG:false|\n"
	if !strings.HasPrefix(got, want) || !strings.Contains(got, "8 Sheet 1!B8 ESTAT:JVS_X|T|IT|2023|1|\n") {
		t.Errorf("got %s", got)
	}
}

func TestRefused(t *testing.T) {
	cases := []struct {
		name   string
		slices []xlsxtest.Sheet
		rule   string
	}{
		{"no_slice", nil, "sheet"},
		{"no_header", []xlsxtest.Sheet{sliceOf("Sheet 1", "Sex||Total")}, "header"},
		{"header_of_unknown_places", []xlsxtest.Sheet{sliceOf("Sheet 1", "Sex||Total", "Date|Atlantis", "2023|#1")}, "header"},
		{"column_twice", []xlsxtest.Sheet{sliceOf("Sheet 1", "Sex||Total", "GEO (Labels)|Italy|Italy", "TIME", "2023|#1|#2")}, "header-duplicate"},
		{"two_columns_without_header", []xlsxtest.Sheet{sliceOf("Sheet 1", "Sex||Total", "GEO (Labels)|Italy|||France", "TIME", "2023|#1|||#2")}, "columns"},
		{"slices_differ", []xlsxtest.Sheet{sliceOf("Sheet 1", "Sex||Total", "GEO (Labels)|Italy", "TIME", "2023|#1"),
			sliceOf("Sheet 2", "Time frequency||Annual", "GEO (Labels)|Italy", "TIME", "2023|#1")}, "header"},
		{"time_on_both_sides", []xlsxtest.Sheet{sliceOf("Sheet 1", "Sex||Total", "TIME|2022", "TIME", "2023|#1")}, "header"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := read(t, append([]xlsxtest.Sheet{summary, labels}, c.slices...)...); !strings.Contains(got, "refused "+c.rule+":") {
				t.Errorf("got %s, want the rule %s", got, c.rule)
			}
		})
	}
}

// FuzzSlice reads any lines as a sheet of values: it may be refused, but never
// panic, and a row has as many cells as there are columns.
func FuzzSlice(f *testing.F) {
	f.Add("Time frequency||Annual\nSex||Total\nGEO (Labels)|Italy||France|\nTIME||||\n2023|#1.5|bp|:|c")
	f.Add("Sex||Total\nTIME|2022|2023\nGEO (Labels)\nItaly|#1|#2\n\nSpecial value")
	f.Add("|||\n#1|#1")
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || strings.ContainsFunc(text, format.IsControl) {
			return // such a sheet is refused as XML
		}
		r, err := Open(bytes.NewReader(xlsxtest.Build(t, summary, labels, sliceOf("Sheet 1", strings.Split(text, "\n")...))))
		for err == nil {
			var row format.Row
			if row, err = r.Next(); err == nil && row.Cells != nil && len(row.Cells) != len(r.Columns()) {
				t.Fatalf("row %+v of %d columns", row, len(r.Columns()))
			}
		}
		var refusal *format.Refusal
		if !errors.Is(err, io.EOF) && !errors.As(err, &refusal) {
			t.Fatal(err)
		}
	})
}
