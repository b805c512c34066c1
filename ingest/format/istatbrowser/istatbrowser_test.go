package istatbrowser

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

const header = "\ufeffFREQ,Frequenza,REF_AREA,Territorio,TIME_PERIOD,Osservazione,OBS_STATUS,'Stato dell\"'osservazione',NOTE_REF_AREA,Territorio (NOTE_REF_AREA)\r\n"

func TestRead(t *testing.T) {
	const columns = "FREQ|REF_AREA|TIME_PERIOD|OBS_VALUE|OBS_STATUS|NOTE_REF_AREA|\n"
	cases := []struct{ name, rows, want string }{
		{"codes_and_labels", "Q,Trimestrale,IT,Italia,2004-Q1,56.7,,,,\r\n", "2 Q[Trimestrale]|IT[Italia]|2004-Q1|56.7|||\n"},
		{"quoted_label", "Q,Trimestrale,ITC2,'Valle d\"'Aosta, tutta',2004-Q1,1,,,N1,'l\"'area'\r\n", "2 Q[Trimestrale]|ITC2[Valle d'Aosta, tutta]|2004-Q1|1||N1[l'area]|\n"},
		{"quotation_mark_is_text", "Q,Trimestrale,IT,l\"Italia\",2004-Q1,1,,,N1,'la \"nota\", qui'\r\n", "2 Q[Trimestrale]|IT[l\"Italia\"]|2004-Q1|1||N1[la \"nota\", qui]|\n"},
		{"title_row", "Q,Trimestrale,IT,Italia,2004-Q1,..,t,titolo,,\r\n", "2 skip title-row\n"},
		{"title_with_a_value_stays", "Q,Trimestrale,IT,Italia,2004-Q1,7,t,titolo,,\r\n", "2 Q[Trimestrale]|IT[Italia]|2004-Q1|7|t[titolo]||\n"},
		{"missing_with_a_reason", "Q,Trimestrale,IT,Italia,2004-Q1,..,g,ignoto,,\r\n", "2 Q[Trimestrale]|IT[Italia]|2004-Q1|..|g[ignoto]||\n"},
		{"province_NA_is_a_code", "Q,Trimestrale,NA,Napoli,2004-Q1,1,,,,\r\n", "2 Q[Trimestrale]|NA[Napoli]|2004-Q1|1|||\n"},
		{"bare_apostrophe", "Q,Trimestrale,ITC2,Valle d'Aosta,2004-Q1,1,,,,\r\nQ,Trimestrale,IT,Italia,2004-Q1,1,,,,\r\n", "2 fault quote\n3 Q[Trimestrale]|IT[Italia]|2004-Q1|1|||\n"},
		{"apostrophe_not_closed", "Q,Trimestrale,IT,'Italia,2004-Q1,1,,,,\r\nQ,Trimestrale,IT,Italia,2004-Q1,1,,,,\r\n", "refused quote at line 2\n"},
		{"ragged", "Q,Trimestrale,IT,Italia,2004-Q1,1,,\r\n", "2 fault ragged\n"},
		{"line_break_inside", "Q,Trimestrale,IT,'Ita\r\nlia',2004-Q1,1,,,,\r\nQ,T,IT,Italia,2004-Q2,1,,,,\r\n", "2 Q[Trimestrale]|IT[Ita\nlia]|2004-Q1|1|||\n4 Q[T]|IT[Italia]|2004-Q2|1|||\n"},
		{"blank_line", "\r\nQ,T,IT,Italia,2004-Q2,1,,,,", "2 skip blank\n3 Q[T]|IT[Italia]|2004-Q2|1|||\n"},
		{"bytes_that_are_not_UTF-8", "Q,T,IT,Citt\xe0,2004-Q2,1,,,,\r\n", "2 fault encoding\n"},
		{"second_header", strings.TrimPrefix(header, "\ufeff"), "refused second-header at line 2\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(columns+c.want, formattest.Text(open, header+c.rows)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestRefusedHeaders(t *testing.T) {
	cases := []struct{ name, file, want string }{
		{"empty", "", "refused empty at line 0\n"},
		{"value_column_renamed", "FREQ,Frequenza,TIME_PERIOD,Valore\r\n", "refused column-missing at line 1\n"},
		{"period_missing", "FREQ,Frequenza,Osservazione\r\n", "refused column-missing at line 1\n"},
		{"label_missing", "FREQ,Frequenza,REF_AREA,TIME_PERIOD,Osservazione\r\n", "refused columns at line 1\n"},
		{"label_without_code", "FREQ,Frequenza,Territorio,REF_AREA,TIME_PERIOD,Osservazione\r\n", "refused columns at line 1\n"},
		{"code_twice", "FREQ,Frequenza,FREQ,Frequenza,TIME_PERIOD,Osservazione\r\n", "refused header-duplicate at line 1\n"},
		{"semicolons", "FREQ;Frequenza;TIME_PERIOD;Osservazione\r\n", "refused columns at line 1\n"},
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
	for head, want := range map[string]bool{header: true, header[3:]: true, "DATAFLOW,FREQ,TIME_PERIOD,OBS_VALUE": false, "FREQ,REF_AREA,TIME_PERIOD,OBS_VALUE": false, "": false} {
		if got := Recognise([]byte(head), "x"); got != want {
			t.Errorf("Recognise(%q) = %t", head, got)
		}
	}
}

const adjusted = "CORREZ__Y_N1"

// TestCorpus reads the recorded files. 163_184 has 119 title rows; 163_88 has 27
// values of .. with the status g, which stay rows.
func TestCorpus(t *testing.T) {
	formattest.Files(t, open, formattest.Corpus(t, "istat", "databrowser-csv-it"), []formattest.Expectation{
		{Path: "150_915_DF_DCCV_TAXOCCU1_6.csv", Want: formattest.Counts{Rows: 87, Cells: 87},
			Cells: map[string]string{"2": "Q|IT|EMP_R|9|Y15-64|2004-Q1|56.74354|", "88": "Q|IT|EMP_R|9|Y15-64|2025-Q3|62.524604|"}},
		{Path: "163_184_DF_DCCN_PILQ_1.csv", Want: formattest.Counts{Rows: 476, Cells: 357, Skips: map[string]int64{"title-row": 119}},
			Cells: map[string]string{"121": "Q|IT|B1GQ_B_W2_S1|L_2020|Y|2025M11|1996-Q1|402980.1||||VAL__L_2020_N1|" + adjusted + "|||EURO|6"}},
		{Path: "163_88_DF_DCCN_OCCQSEC2010_1.csv", Want: formattest.Counts{Rows: 2829, Cells: 2829},
			Cells: map[string]string{"2000": "Q|IT|HW|GTI|9|Y|2025M11|2002-Q3|2916010.4||||||" + adjusted + "||||", "614": "Q|IT|HW|B|9|Y|2025M11|2025-Q1|..|g|||||" + adjusted + "||||"}},
	})
}

// TestCorpusLabels holds a label with commas and an apostrophe against the raw file.
func TestCorpusLabels(t *testing.T) {
	file, err := os.Open(filepath.Join(formattest.Corpus(t, "istat", "databrowser-csv-it"), "163_88_DF_DCCN_OCCQSEC2010_1.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	src, err := Open(file)
	if err != nil {
		t.Fatal(err)
	}
	const want = "Commercio all'ingrosso e al dettaglio, riparazione di autoveicoli e motocicli, trasporto e magazzinaggio, servizi di alloggio e di ristorazione"
	got := ""
	if _, err := formattest.Drain(src, func(r format.Row) {
		if r.Number == 2000 {
			got = r.Labels[3]
		}
	}); err != nil || got != want {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
}

func TestMutations(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(formattest.Corpus(t, "istat", "databrowser-csv-it"), "163_88_DF_DCCN_OCCQSEC2010_1.csv"))
	if err != nil {
		t.Fatal(err)
	}
	formattest.Mutations(t, open, bytes.Join(bytes.SplitAfter(text, []byte("\n"))[:41], nil), ",'\"\x00\xff;. 9\\", 600)
}

func FuzzReader(f *testing.F) {
	for _, s := range []string{header + "Q,T,IT,'a\"'b, c',2004-Q1,..,t,x,,\r\n", header + "Q,T,IT,'a\r\nb',2004-Q1,1,,,,", "FREQ,F,TIME_PERIOD,Osservazione\rQ,T,2004,1\r", header + "'"} {
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
	text := []byte(header + strings.Repeat("Q,Trimestrale,IT,'Valle d\"'Aosta, tutta',2004-Q1,56.74354,,,N1,una nota che dice poco ma prende posto\r\n", 20_000))
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
