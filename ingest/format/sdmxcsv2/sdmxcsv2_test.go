package sdmxcsv2

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

func TestRead(t *testing.T) {
	const (
		plain = "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,TIME_PERIOD,OBS_VALUE,OBS_STATUS\n"
		named = "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,freq,Time frequency,TIME_PERIOD,Time,OBS_VALUE,Observation value\n"
		semi  = "STRUCTURE[|];STRUCTURE_ID;FREQ;TIME_PERIOD;OBS_VALUE\n"
		want  = "DATAFLOW|FREQ|TIME_PERIOD|OBS_VALUE|OBS_STATUS|\n"
		short = "DATAFLOW|FREQ|TIME_PERIOD|OBS_VALUE|\n"
	)
	cases := []struct{ name, file, want string }{
		{"no_labels", plain + "dataflow,A:F(1.0),I,A,2024,1.5,b\n", want + "2 A:F(1.0)|A|2024|1.5|b|\n"},
		{"actions", plain + "dataflow,A:F(1.0),A,A,2021,1,\ndataflow,A:F(1.0),R,A,2022,1,\ndataflow,A:F(1.0),M,A,2023,1,\ndataflow,A:F(1.0),,A,2024,1,\ndataflow,A:F(1.0),D,A,2025,1,\ndataflow,A:F(1.0),X,A,2026,1,\n",
			want + "2 A:F(1.0)|A|2021|1||\n3 A:F(1.0)|A|2022|1||\n4 A:F(1.0)|A|2023|1||\n5 A:F(1.0)|A|2024|1||\n6 skip deletion\n7 fault action\n"},
		{"names_beside_codes", named + "dataflow,A:F(1.0),Flow: a title,A,Annual,2024,,1.5,\n", "DATAFLOW|freq|TIME_PERIOD|OBS_VALUE|\n2 A:F(1.0)[Flow: a title]|A[Annual]|2024|1.5|\n"},
		{"name_with_a_colon_parts_nothing", strings.Replace(named, "Time frequency", "Time: frequency", 1) + "dataflow,A:F(1.0),T,A,x: y,2024,,1.5,\n", "DATAFLOW|freq|TIME_PERIOD|OBS_VALUE|\n2 A:F(1.0)[T]|A[x: y]|2024|1.5|\n"},
		{"labels_inside_cells", "STRUCTURE[;],STRUCTURE_ID,FREQ: Frequency,TIME_PERIOD: Time,OBS_VALUE: Value\ndataflow,A:F(1.0): Flow,A: Annual,2024: 2024,1.5\n", short + "2 A:F(1.0)[Flow]|A[Annual]|2024[2024]|1.5|\n"},
		{"kinds_of_structure_without_case", plain + "DATAFLOW,A:F(1.0),I,A,2024,1,\ndatastructure,A:S(1.0),I,A,2025,1,\ncube,A:C(1.0),I,A,2025,1,\ndataflow,,I,A,2025,1,\n",
			want + "2 A:F(1.0)|A|2024|1||\n3 A:S(1.0)|A|2025|1||\n4 fault structure-kind\n5 fault structure-kind\n"},
		{"attributes_of_a_series", plain + "dataflow,A:F(1.0),I,A,,,x\ndataflow,A:F(1.0),I,A,~,~,x\ndataflow,A:F(1.0),I,A,2024,,c\n",
			want + "2 skip attribute-row\n3 skip attribute-row\n4 A:F(1.0)|A|2024||c|\n"},
		{"decimal_comma", semi + "dataflow;A:F(1.0);A;2024;12,4\ndataflow;A:F(1.0);A;2025;-3\n", short + "2 A:F(1.0)|A|2024|12.4|\n3 A:F(1.0)|A|2025|-3|\n"},
		{"decimal_point_with_semicolons", semi + "dataflow;A:F(1.0);A;2024;12.4\n", short + "2 A:F(1.0)|A|2024|12.4|\n"},
		{"both_decimal_signs", semi + "dataflow;A:F(1.0);A;2024;12.4\ndataflow;A:F(1.0);A;2025;1,2\n", short + "2 A:F(1.0)|A|2024|12.4|\nrefused decimal-mixed at line 3\n"},
		{"quoted_comma_is_no_decimal", plain + "dataflow,A:F(1.0),I,A,2024,\"1,5\",b\n", want + "2 A:F(1.0)|A|2024|1,5|b|\n"},
		{"tabs", "STRUCTURE\tSTRUCTURE_ID\tTIME_PERIOD\tOBS_VALUE\ndataflow\tA:F(1.0)\t2024\t1\n", "DATAFLOW|TIME_PERIOD|OBS_VALUE|\n2 A:F(1.0)|2024|1|\n"},
		{"several_values_stay_text", "STRUCTURE[;],STRUCTURE_ID,TIME_PERIOD,OBS_VALUE,A[],B[en;fr],C[].D[]\ndataflow,A:F(1.0),2024,1,x;y,\"en:v;fr:\"\"w\"\"\",\n", "DATAFLOW|TIME_PERIOD|OBS_VALUE|A|B|C.D|\n2 A:F(1.0)|2024|1|x;y|en:v;fr:\"w\"||\n"},
		{"keys_are_left_out", "STRUCTURE,STRUCTURE_ID,ACTION,SERIES_KEY,OBS_KEY,TIME_PERIOD,OBS_VALUE\ndataflow,A:F(1.0),I,A.B,A.B.2024,2024,1\n", "DATAFLOW|TIME_PERIOD|OBS_VALUE|\n2 A:F(1.0)|2024|1|\n"},
		{"line_break_in_a_text", plain + "dataflow,A:F(1.0),I,A,2024,1,\"a\nb\"\ndataflow,A:F(1.0),I,A,2025,1,\n", want + "2 A:F(1.0)|A|2024|1|a\nb|\n4 A:F(1.0)|A|2025|1||\n"},
		{"ragged_and_blank", plain + "dataflow,A:F(1.0),I,A,2024,1\n\n", want + "2 fault ragged\n3 skip blank\n"},
		{"no_value_column", "STRUCTURE,STRUCTURE_ID,DIM,ATTR\ndataflow,A:F(1.0),x,y\n", "DATAFLOW|DIM|ATTR|\n2 A:F(1.0)|x|y|\n"},
		{"odd_columns_with_names", "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,freq,Time frequency,TIME_PERIOD\n", "refused columns at line 1\n"},
		{"component_twice", "STRUCTURE,STRUCTURE_ID,A[],A\n", "refused header-duplicate at line 1\n"},
		{"column_without_a_name", "STRUCTURE,STRUCTURE_ID,,A\n", "refused header at line 1\n"},
		{"one_separator_for_both", "STRUCTURE[;];STRUCTURE_ID;A\n", "refused columns at line 1\n"},
		{"frame_column_again", "STRUCTURE,STRUCTURE_ID,A,ACTION\n", "refused header at line 1\n"},
		{"title_above", "Title\n" + plain, "refused header at line 1\n"},
		{"second_header", plain + "dataflow,A:F(1.0),I,A,2024,1,\n" + plain, want + "2 A:F(1.0)|A|2024|1||\nrefused second-header at line 3\n"},
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

func TestNotes(t *testing.T) {
	src, err := Open(strings.NewReader("STRUCTURE[|];STRUCTURE_ID;TIME_PERIOD;OBS_VALUE\ndatastructure;A:S(1.0);2024;1,5\ndataflow;A:F(1.0);2025;2,5\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := formattest.Drain(src, nil); err != nil {
		t.Fatal(err)
	}
	got := map[string]int64{}
	for _, n := range src.Notes() {
		got[n.Rule] = n.Count
	}
	if diff := cmp.Diff(map[string]int64{"decimal-comma": 2, "structure-not-flow": 1}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRecognise(t *testing.T) {
	cases := []struct {
		head string
		want bool
	}{
		{"STRUCTURE,STRUCTURE_ID,ACTION", true}, {"STRUCTURE[;],STRUCTURE_ID", true}, {"STRUCTURE[|];STRUCTURE_ID", true},
		{`"STRUCTURE","STRUCTURE_ID"`, true}, {"\ufeffSTRUCTURE\tSTRUCTURE_ID", true},
		{"STRUCTURE,ACTION", false}, {"DATAFLOW,FREQ", false}, {"STRUCTURES,STRUCTURE_ID", false}, {"", false},
	}
	for _, c := range cases {
		if got := Recognise([]byte(c.head), "x"); got != c.want {
			t.Errorf("Recognise(%q) = %t", c.head, got)
		}
	}
}

// TestPublishers reads the recorded files of Eurostat and the OECD. Eight rows of
// DF_MIG, such as line 8736, have DECIMALS of a series and neither period nor value.
func TestPublishers(t *testing.T) {
	formattest.Files(t, open, formattest.Corpus(t), []formattest.Expectation{
		{Path: "eurostat/sdmx-csv/earn_ses_annual_sdmxcsv2_labels.csv", Want: formattest.Counts{Rows: 194, Cells: 194},
			Cells: map[string]string{"2": "ESTAT:EARN_SES_ANNUAL$DEFAULTVIEW(1.0)|A|B-S_X_O|TOTAL|FT|TOTAL|T|MEAN_E_EUR|AL|2018|4864||",
				"195": "ESTAT:EARN_SES_ANNUAL$DEFAULTVIEW(1.0)|A|B-S_X_O|TOTAL|FT|TOTAL|T|MEAN_E_EUR|UK|2018|42744||"}},
		{Path: "oecd/DF_MIG_INT_PER_ITA.csv", Want: formattest.Counts{Rows: 36, Cells: 36},
			Cells: map[string]string{"30": "OECD.ELS.IMD:DSD_MIG_INT@DF_MIG_INT_PER(1.0)|ITA|A|MIG_FLW|HU|PS|2022|5403|A|0|0"}},
		{Path: "oecd/DF_MIG_ITA_B11.csv.gz", Want: formattest.Counts{Rows: 9065, Cells: 9057, Skips: map[string]int64{"attribute-row": 8}},
			Cells: map[string]string{"700": "OECD.ELS.IMD:DSD_MIG@DF_MIG(1.0)|ITA|CHL|A|B11|_T|_Z|_Z|PS|2000|250|A|0|0"}},
	})
}

// TestExamples reads the examples of the field guide. Their components have toy
// names, so that rows without an observation are not known as such: only actions
// are skipped.
func TestExamples(t *testing.T) {
	rows := func(n int64) formattest.Counts { return formattest.Counts{Rows: n, Cells: n} }
	deletes := func(n int64) formattest.Counts {
		return formattest.Counts{Rows: n, Skips: map[string]int64{"deletion": n}}
	}
	const quoted = `"Contact 1 Name 1;Contact 1 Name 2";"Contact 1 Name 1;Contact 2 Name 2"`
	formattest.Files(t, open, formattest.Corpus(t, "sdmx-generic", "sdmx-csv-2.0"), []formattest.Expectation{
		{Path: "example-01.csv", Want: rows(2), Cells: map[string]string{"2": "ESTAT:NA_MAIN(1.6.0)|A|B|2014-01|12.4|Y|Normal, special and other values|N|2021-01-22T13:15:41Z"}},
		{Path: "example-02.csv", Want: rows(2), Cells: map[string]string{"3": "ESTAT:NA_MAIN(1.6.0)|10.8|10.9|Normal, special and other values|X;Z|B|A|2014-02"}},
		{Path: "example-03.csv", Want: rows(2), Cells: map[string]string{"2": "ESTAT:NA_MAIN(1.6.0)|12.4|12.5|Normal, special and other values|N|B|A|2014-01"}},
		{Path: "example-04.csv", Want: rows(2), Cells: map[string]string{"3": "ESTAT:NA_MAIN(1.6.0)|A|B|2014-02|10.8|Y|Normal, special and other values|Y"}},
		{Path: "example-05.csv", Want: rows(2), Cells: map[string]string{"2": "ESTAT:NA_MAIN(1.6.0)|A|B|2014-01-01|12.4|Y|Normal, special and other values|N"}},
		{Path: "example-06.csv", Want: rows(2), Cells: map[string]string{"2": "ESTAT:NA_MAIN(1.6.0)|A|B|2014-01|12.4|Y|Normal, special and other values|N"}},
		{Path: "example-07.csv", Want: rows(2), Cells: map[string]string{"2": "ESTAT:NA_MAIN(1.6.0)|A|B|2014-01|12.4|Value X;Value Y|M, N & O;P & Q|A;B;C"}},
		{Path: "example-08.csv", Want: rows(2), Cells: map[string]string{"3": `ESTAT:NA_MAIN(1.7.0)|A|B|2014-02|10.8|en:Value "X";fr:Valeur "X"`}},
		{Path: "example-09A.csv", Want: rows(3), Cells: map[string]string{"4": `ESTAT:DPA_NA_MAIN(1.8.0)|A|B|2014-03|11.2|en:Value "Y";fr:Valeur "Y"`}},
		{Path: "example-09B.csv", Want: rows(3)},
		{Path: "example-10.csv", Want: rows(2)},
		{Path: "example-11.csv", Want: rows(2), Cells: map[string]string{"2": "AGENCY:DF_ID|A|B|2014-01|12.4|N"}},
		{Path: "example-12.csv", Want: rows(2)},
		{Path: "example-13.csv", Want: rows(2), Cells: map[string]string{"3": "AGENCY:DF_ID(1.0.0)||B||||Y"}},
		{Path: "example-14.csv", Want: rows(2), Cells: map[string]string{"2": "AGENCY:DF_ID(1.0.0)|A|en:AAA;fr:BBB|Contact 1;Contact 2|" + quoted}},
		{Path: "example-15.csv", Want: rows(2), Cells: map[string]string{"4": `ESTAT:NA_MAIN(1.6.0)|A|B|2014-02|10.8|<p>This is some other "xhtml"</p>`}},
		{Path: "example-16.csv", Want: deletes(2)},
		{Path: "example-17.csv", Want: deletes(2)},
		{Path: "example-18.csv", Want: deletes(2)},
		{Path: "example-19A.csv", Want: deletes(1)},
		{Path: "example-19B.csv", Want: deletes(1)},
	})
}

func TestMutations(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(formattest.Corpus(t, "oecd"), "DF_MIG_INT_PER_ITA.csv"))
	if err != nil {
		t.Fatal(err)
	}
	formattest.Mutations(t, open, text, ",'\"\x00\xff;. 9\\[]", 600)
}

func FuzzReader(f *testing.F) {
	for _, s := range []string{
		"STRUCTURE,STRUCTURE_ID,ACTION,FREQ,TIME_PERIOD,OBS_VALUE\ndataflow,A:F(1.0),I,A,2024,1.5\n",
		"STRUCTURE[|];STRUCTURE_ID;F: x;TIME_PERIOD: t;OBS_VALUE\r\ndataflow;A:F(1.0): y;A: b;2024;1,5\r\n",
		"STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,A,B\rdataflow,x,y,\"a\rb\",c\r", "STRUCTURE\tSTRUCTURE_ID\tA[]\n\"",
	} {
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
	text := []byte("STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,REF_AREA,Reference area,FREQ,Frequency,TIME_PERIOD,Time period,OBS_VALUE,Observation value\r\n" +
		strings.Repeat("DATAFLOW,OECD.ELS.IMD:DSD_MIG@DF_MIG(1.0),International migration database,I,ITA,Italy,A,Annual,2008,,121930,\r\n", 20_000))
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
