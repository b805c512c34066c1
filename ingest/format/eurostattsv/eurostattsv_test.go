package eurostattsv

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/formattest"

	"github.com/google/go-cmp/cmp"
)

var open = formattest.Opener(Open)

const current = "freq,unit,geo\\TIME_PERIOD\t2024-Q1\t2024-Q2\n"

func TestRead(t *testing.T) {
	const columns = "freq|unit|geo|TIME_PERIOD|OBS_VALUE|OBS_FLAG|\n"
	cases := []struct{ name, file, want string }{
		{"flags", current + "Q,PC,IT\t1.5 bp\t: c\n", columns + "2 2024-Q1 Q|PC|IT|2024-Q1|1.5|b p|\n2 2024-Q2 Q|PC|IT|2024-Q2|:|c|\n"},
		{"not_significant_zero", current + "Q,PC,IT\t0n\t0n b\n", columns + "2 2024-Q1 Q|PC|IT|2024-Q1|0|n|\n2 2024-Q2 Q|PC|IT|2024-Q2|0|n b|\n"},
		{"old_with_blanks_and_falling_months", "unit,geo\\time\t2020M02 \t2020M01 \nPC,IT\t-3 \t: \n",
			columns + "2 2020M02 M|PC|IT|2020M02|-3||\n2 2020M01 M|PC|IT|2020M01|:||\n"},
		{"frequencies_mixed_in_the_header", "unit,geo\\time\t2020 \t2020Q1\t2022W31\nPC,IT\t1\t2\t3\n",
			columns + "2 2020 A|PC|IT|2020|1||\n2 2020Q1 Q|PC|IT|2020Q1|2||\n2 2022W31 W|PC|IT|2022W31|3||\n"},
		{"last_dimension_need_not_be_geo", "freq,sex,unit\\time\t2024\nA,T,RT\t1.2\n", "freq|sex|unit|TIME_PERIOD|OBS_VALUE|OBS_FLAG|\n2 2024 A|T|RT|2024|1.2||\n"},
		{"codes_keep_zeros_and_letters", "nace,geo\\time\t2024\n001,NA\t1\n", "freq|nace|geo|TIME_PERIOD|OBS_VALUE|OBS_FLAG|\n2 2024 A|001|NA|2024|1||\n"},
		{"empty_cell_is_no_value", current + "Q,PC,IT\t\t2\n", columns + "2 2024-Q1 fault number\n2 2024-Q2 Q|PC|IT|2024-Q2|2||\n"},
		{"bad_cell_leaves_the_others", current + "Q,PC,IT\t1,5\t2\n", columns + "2 2024-Q1 fault number\n2 2024-Q2 Q|PC|IT|2024-Q2|2||\n"},
		{"exponent", current + "Q,PC,IT\t1e5\tNaN\n", columns + "2 2024-Q1 fault number\n2 2024-Q2 fault number\n"},
		{"control_character_in_a_cell", current + "Q,PC,IT\t1\x00\t2\n", columns + "2 2024-Q1 fault control-character\n2 2024-Q2 Q|PC|IT|2024-Q2|2||\n"},
		{"bytes_that_are_not_UTF-8", current + "Q,P\xe0,IT\t1\t2\n", columns + "2 fault encoding\n"},
		{"ragged", current + "Q,PC,IT\t1\nQ,PC,FR\t1\t2\t3\n", columns + "2 fault ragged\n3 fault ragged\n"},
		{"dimension_missing_or_too_many", current + "Q,IT\t1\t2\nQ,PC,IT,X\t1\t2\n", columns + "2 fault ragged\n3 fault ragged\n"},
		{"quotes", current + "\"Q,PC,IT\"\t1\t2\nQ,PC,FR\t\"1\"\t2\n", columns + "2 fault quote\n3 fault quote\n"},
		{"quote_over_lines", current + "\"Q,PC,IT\t1\t2\nQ,PC,FR\t1\t2\n", columns + "refused quote at line 2\n"},
		{"blank_lines_and_CRLF", strings.ReplaceAll(current+"\nQ,PC,IT\t1\t2\n", "\n", "\r\n"), columns + "2 skip blank\n3 2024-Q1 Q|PC|IT|2024-Q1|1||\n3 2024-Q2 Q|PC|IT|2024-Q2|2||\n"},
		{"only_header", current, columns},
		{"empty", "", "refused empty at line 0\n"},
		{"title_above", "Vacancies\n" + current, "refused header at line 1\n"},
		{"no_period", "freq,geo\\time\nA,IT\n", "refused columns at line 1\n"},
		{"no_such_period", "freq,geo\\time\t20x4\nA,IT\t1\n", "refused header at line 1\n"},
		{"period_twice", "freq,geo\\time\t2024\t2024 \nA,IT\t1\t2\n", "refused header-duplicate at line 1\n"},
		{"dimension_twice", "geo,geo\\time\t2024\nA,IT\t1\n", "refused header-duplicate at line 1\n"},
		{"dimension_without_a_name", "geo,\\time\t2024\nA,IT\t1\n", "refused header at line 1\n"},
		{"quoted_header", "\"freq,geo\\time\"\t2024\nA,IT\t1\n", "refused quote at line 1\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, formattest.Text(open, c.file)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestSplit(t *testing.T) {
	cases := []struct {
		cell, value, flags string
		ok                 bool
	}{
		{"12.3", "12.3", "", true}, {"-12.3 b", "-12.3", "b", true}, {":", ":", "", true}, {":c", ":", "c", true},
		{": bu", ":", "b u", true}, {"12.3 b p", "12.3", "b p", true}, {"0n", "0", "n", true}, {"-0.0", "-0.0", "", true},
		{"", "", "", false}, {"-", "", "", false}, {".5", "", "", false}, {"5.", "", "", false}, {"+5", "", "", false},
		{"1 234", "", "", false}, {"12.3 *", "", "", false}, {"b", "", "", false}, {"1_000", "", "", false}, {"0x1p3", "", "", false},
		{"1.2.3", "", "", false}, {"5e", "5", "e", true},
	}
	for _, c := range cases {
		value, flags, ok := Split(c.cell)
		if value != c.value || flags != c.flags || ok != c.ok {
			t.Errorf("Split(%q) = %q, %q, %t; want %q, %q, %t", c.cell, value, flags, ok, c.value, c.flags, c.ok)
		}
	}
}

func TestRecognise(t *testing.T) {
	cases := []struct {
		head string
		want bool
	}{
		{current, true}, {"unit,geo\\time\t2003 \t2004", true}, {"geo\\time\t2003", true},
		{"unit,geo\\time,2003", false}, {"DATAFLOW,FREQ", false}, {"unit,geo\t2003", false}, {"", false},
	}
	for _, c := range cases {
		if got := Recognise([]byte(c.head), "x"); got != c.want {
			t.Errorf("Recognise(%q) = %t", c.head, got)
		}
	}
}

// TestCorpus reads the recorded files: lines less the header times periods.
func TestCorpus(t *testing.T) {
	formattest.Files(t, open, formattest.Corpus(t, "eurostat", "tsv"), []formattest.Expectation{
		{Path: "estat_lfsi_jhh_a.MOCK.tsv.gz", Want: formattest.Counts{Rows: 4, Lines: 2, Cells: 4}, // 2 x 2
			Cells: map[string]string{"3 2023": "A|M|Y_LT16|RT|2023|1.0|"}},
		{Path: "gov_10dd_edpt1.tsv", Want: formattest.Counts{Rows: 126440, Lines: 6322, Cells: 126440}, // 6322 x 20
			Cells: map[string]string{"2 2014": "A|MIO_EUR|S1|B1GQ|AT|2014|329295.6|", "3000 2012": "A|MIO_NAC|S1311|F71K_ORWB|FI|2012|-709.0|", "3000 1995": "A|MIO_NAC|S1311|F71K_ORWB|FI|1995|:|"}},
		{Path: "teina200.tsv", Want: formattest.Counts{Rows: 792, Lines: 66, Cells: 792}, // 66 x 12
			Cells: map[string]string{"2 2003": "A|MIO_EUR|AT|2003|-4078.7|", "67 2014": "A|PC_GDP|UK|2014|-5.7|"}},
		{Path: "tsdde410.tsv", Want: formattest.Counts{Rows: 1360, Lines: 68, Cells: 1360}, // 68 x 20
			Cells: map[string]string{"4 1995": "A|MIO_EUR|BG|1995|:|", "4 1997": "A|MIO_EUR|BG|1997|9266.9|"}},
	})
}

func TestMutations(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(formattest.Corpus(t, "eurostat", "tsv"), "teina200.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	text = bytes.Join(lines[:31], nil)
	formattest.Mutations(t, open, text, "\t,\"\x00\xff:\\ 9-b", 600)
}

// TestLines says that each line of a damaged file gives one row a period, or one
// fault or skip.
func TestLines(t *testing.T) {
	file := current + "Q,PC,IT\t1\t2\nQ,PC\t1\t2\n\nQ,PC,FR\tx\t2\nQ,PC,DE\t1\n"
	src, err := Open(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	got := map[int64]int{}
	if _, err := formattest.Drain(src, func(r format.Row) { got[r.Number]++ }); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[int64]int{2: 2, 3: 1, 4: 1, 5: 2, 6: 1}, got); diff != "" {
		t.Errorf("rows a line (-want +got):\n%s", diff)
	}
}

func FuzzReader(f *testing.F) {
	for _, s := range []string{current + "Q,PC,IT\t1.5 bp\t: c\n", "unit,geo\\time\t2020M02 \t2020M01 \nPC,IT\t-3 \t0n \n", "geo\\time\t2024\r\"IT\t1\r", "\ufeffgeo\\time\t2024\nIT\t:"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		src, err := Open(bytes.NewReader(text))
		if err != nil {
			return
		}
		counts, err := formattest.Drain(src, nil)
		if err != nil {
			if _, ok := err.(*format.Refusal); !ok {
				t.Fatal(err)
			}
			return
		}
		if counts.Cells > int64(len(text)) {
			t.Fatalf("%d rows of %d bytes", counts.Cells, len(text))
		}
	})
}

func BenchmarkReader(b *testing.B) {
	var text bytes.Buffer
	text.WriteString("freq,unit,geo\\TIME_PERIOD")
	for year := 1990; year < 2030; year++ {
		fmt.Fprintf(&text, "\t%d", year)
	}
	for line := range 5000 {
		fmt.Fprintf(&text, "\nA,PC,R%04d", line)
		for year := range 40 {
			fmt.Fprintf(&text, "\t%d.%d b", year*line, line%10)
		}
	}
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		src, err := Open(bytes.NewReader(text.Bytes()))
		if err != nil {
			b.Fatal(err)
		}
		counts, err := formattest.Drain(src, nil)
		if err != nil || counts.Cells != 200_000 {
			b.Fatal(counts, err)
		}
	}
}
