package istatdotstat

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/formattest"

	"github.com/google/go-cmp/cmp"
)

var open = formattest.Opener(Open)

const header = "\ufeff\"ITTER107\",\"Territory\",\"SEXISTAT1\",\"Gender\",\"TIME\",\"Select time\",\"Value\",\"Flag Codes\",\"Flags\"\r\n"

func TestRead(t *testing.T) {
	const columns = "FREQ|REF_AREA|SEX|TIME_PERIOD|OBS_VALUE|OBS_STATUS|\n"
	cases := []struct{ name, rows, want string }{
		{"years_and_quarters", "\"IT\",\"Italy\",\"9\",\"total\",\"2019\",\"2019\",2379.704,,\r\n\"IT\",\"Italy\",\"9\",\"total\",\"2019-Q1\",\"Q1-2019\",2326.565,,\r\n",
			"2 A|IT[Italy]|9[total]|2019[2019]|2379.704||\n3 Q|IT[Italy]|9[total]|2019-Q1[Q1-2019]|2326.565||\n"},
		{"flag", "\"IT\",\"Italy\",\"9\",\"total\",\"2019-12\",\"Dec-2019\",1,\"p\",\"provisional\"\r\n", "2 M|IT[Italy]|9[total]|2019-12[Dec-2019]|1|p[provisional]|\n"},
		{"period_of_no_known_form", "\"IT\",\"Italy\",\"9\",\"total\",\"1999-2001\",\"\",1,,\r\n", "2 |IT[Italy]|9[total]|1999-2001|1||\n"},
		{"codes_keep_zeros", "\"001001\",\"Agliè\",\"9\",\"total\",\"2019\",\"2019\",1,,\r\n", "2 A|001001[Agliè]|9[total]|2019[2019]|1||\n"},
		{"comma_and_marks_inside", "\"IT\",\"a \"\"b\"\", c\",\"9\",\"total\",\"2019\",\"2019\",1,,\r\n", "2 A|IT[a \"b\", c]|9[total]|2019[2019]|1||\n"},
		{"ragged", "\"IT\",\"Italy\",\"2019\",\"2019\",1,,\r\n", "2 fault ragged\n"},
		{"mark_not_closed", "\"IT,\"Italy\",\"9\",\"total\",\"2019\",\"2019\",1,,\r\n", "2 fault quote\n"},
		{"empty_value", "\"IT\",\"Italy\",\"9\",\"total\",\"2019\",\"2019\",,\"c\",\"confidential\"\r\n", "2 A|IT[Italy]|9[total]|2019[2019]||c[confidential]|\n"},
		{"blank", "\r\n", "2 skip blank\n"},
		{"second_header", header[3:], "refused second-header at line 2\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(columns+c.want, formattest.Text(open, header+c.rows)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestHeaders(t *testing.T) {
	cases := []struct{ name, file, want string }{
		{"nationality_of_permits", `"ITTER107","T","ISO","C","MOTIVOPS1","R","TIME","S","Value","Flag Codes","Flags"` + "\n", "FREQ|REF_AREA|MOSTREL_CCITENSHIP|TYPE_RES_PERMIT_REASON|TIME_PERIOD|OBS_VALUE|OBS_STATUS|\n"},
		{"nationality_elsewhere", `"ITTER107","T","ISO","C","TIME","S","Value","Flag Codes","Flags"` + "\n", "FREQ|REF_AREA|CITIZENSHIP|TIME_PERIOD|OBS_VALUE|OBS_STATUS|\n"},
		{"list_that_is_not_known", `"ITTER107","T","XYZ1","C","TIME","S","Value","Flag Codes","Flags"` + "\n", "FREQ|REF_AREA|XYZ1|TIME_PERIOD|OBS_VALUE|OBS_STATUS|\n"},
		{"two_lists_of_one_dimension", `"CITTADINANZA","T","ISO","C","TIME","S","Value","Flag Codes","Flags"` + "\n", "refused header-duplicate at line 1\n"},
		{"without_labels", `"ITTER107","SEXISTAT1","TIME","Value","Flag Codes"` + "\n", "refused columns at line 1\n"},
		{"label_that_is_no_code", `"ITTER107","T","Gender","SEXISTAT1","TIME","S","Value","Flag Codes","Flags"` + "\n", "refused columns at line 1\n"},
		{"no_value", `"ITTER107","T","TIME","S","Flag Codes","Flags"` + "\n", "refused column-missing at line 1\n"},
		{"empty", "", "refused empty at line 0\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, formattest.Text(open, c.file)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestRecognise(t *testing.T) {
	for head, want := range map[string]bool{header: true, header[3:]: true, "\"DATAFLOW\",\"TIME\",\"x\"\n": false, "FREQ,TIME,\"Value\"": false, "": false} {
		if got := Recognise([]byte(head), "x"); got != want {
			t.Errorf("Recognise(%q) = %t", head, got)
		}
	}
}

// TestCorpus reads the recorded files; every line after the header is a row.
func TestCorpus(t *testing.T) {
	formattest.Files(t, open, formattest.Corpus(t, "istat", "istat-dot-stat-csv"), []formattest.Expectation{
		{Path: "demi/DCCV_OCCUPATIT1_12012025110421591.csv", Want: formattest.Counts{Rows: 1350, Cells: 1350},
			Cells: map[string]string{"2": "A|IT|9|Y15-89|FRG|9|2019|2379.704|", "3": "Q|IT|9|Y15-89|FRG|9|2019-Q1|2326.565|"}},
		{Path: "demi/DCCV_OCCUPATIT1_12012025110704049.csv", Want: formattest.Counts{Rows: 1350, Cells: 1350},
			Cells: map[string]string{"4": "Q|ITC|9|Y15-89|FRG|1|2|2019-Q2|588.52|"}},
		{Path: "demi/DCCV_OCCUPATIT1_12012025111941696.csv", Want: formattest.Counts{Rows: 1848, Cells: 1848},
			Cells: map[string]string{"1849": "Q|ITC|Y15-89|99|FRG|2024-Q3|189.89|"}},
		{Path: "demi/DCCV_TAXDISOCCU1_12012025111208359.csv", Want: formattest.Counts{Rows: 2013, Cells: 2013},
			Cells: map[string]string{"2": "A|IT|UNEM_R|Y15-74|7|FRG|2019|13.867873|"}},
		{Path: "demi/DCCV_TAXOCCU1_12012025110922125.csv", Want: formattest.Counts{Rows: 1200, Cells: 1200},
			Cells: map[string]string{"3": "Q|IT|EMP_R|1|Y15-64|7|FRG|2019-Q1|78.676622|"}},
		{Path: "demi/DCIS_PERMSOGG1_12012025111539693.csv", Want: formattest.Counts{Rows: 24107, Cells: 24107},
			Cells: map[string]string{"4": "A|IT|INFLNONEU|1|AL|ALL1|2021|194|"}},
		{Path: "empoweritaly/D7-Unemployment_rate_between_foreigners_and_italians.csv", Want: formattest.Counts{Rows: 11697, Cells: 11697},
			Cells: map[string]string{"500": "Q|ITD|UNEM_R|1|Y15-74|99|ITL|2022-Q3|3.144039|"}},
	})
}

func TestMutations(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(formattest.Corpus(t, "istat", "istat-dot-stat-csv"), "demi", "DCCV_TAXOCCU1_12012025110922125.csv"))
	if err != nil {
		t.Fatal(err)
	}
	formattest.Mutations(t, open, bytes.Join(bytes.SplitAfter(text, []byte("\n"))[:61], nil), ",'\"\x00\xff;. 9\\", 600)
}

func FuzzReader(f *testing.F) {
	for _, s := range []string{header + "\"IT\",\"Italy\",\"9\",\"total\",\"2019\",\"2019\",2379.704,,\r\n", header + "\"IT\r\n", "\"TIME\",\"\",\"Value\",\"Flag Codes\",\"Flags\"\r2019,,1,,\r"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		src, err := Open(bytes.NewReader(text))
		if err == nil {
			_, err = formattest.Drain(src, nil)
		}
		var refusal *format.Refusal
		if err != nil && !errors.As(err, &refusal) {
			t.Fatal(err)
		}
	})
}

func BenchmarkReader(b *testing.B) {
	text := []byte(header + strings.Repeat("\"IT\",\"Italy\",\"9\",\"total\",\"2019-Q1\",\"Q1-2019\",2326.565,,\r\n", 20_000))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		src, err := Open(bytes.NewReader(text))
		if err != nil {
			b.Fatal(err)
		}
		counts, err := formattest.Drain(src, nil)
		if err != nil || counts.Cells != 20_000 {
			b.Fatal(counts, err)
		}
	}
}
