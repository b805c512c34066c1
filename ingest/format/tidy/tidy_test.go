package tidy

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/formattest"

	"github.com/google/go-cmp/cmp"
)

var (
	long = Spec{Columns: []string{"geo", "year", "value"}, Values: []string{"value"}}
	wide = Spec{Columns: []string{"geo", "year", "jobs", "rate", "note"}, Values: []string{"jobs", "rate"}}
	old  = Spec{Columns: []string{"città", "anno", "valore"}, Values: []string{"valore"}, Encoding: "windows-1252", Separator: ';', Quote: '\'', HeaderRow: 3}
)

func TestRead(t *testing.T) {
	cases := []struct {
		name string
		spec Spec
		file string
		want string
	}{
		{"long", long, "geo,year,value\nITC1,2024,1.5\n", "geo|year|OBS_VALUE|\n2 ITC1|2024|1.5|\n"},
		{"values_become_rows", wide, "geo,year,jobs,rate,note\nITC1,2024,10,1.5,a\nITC2,2024,,2,\n",
			"geo|year|note|OBS_VALUE|\n2 jobs ITC1|2024|a|10|\n2 rate ITC1|2024|a|1.5|\n3 jobs ITC2|2024|||\n3 rate ITC2|2024||2|\n"},
		{"declared_dialect", old, "Tavola 1\n\ncitt\xe0;anno;valore\n'Forl\xec; Cesena';2024;1,5\n",
			"città|anno|OBS_VALUE|\n1 skip title\n2 skip title\n4 Forlì; Cesena|2024|1,5|\n"},
		{"header_and_rows_end_with_a_separator", long, "geo,year,value,\nITC1,2024,1.5,\n", "geo|year|OBS_VALUE|\n2 ITC1|2024|1.5|\n"},
		{"column_that_nobody_declared", long, "geo,year,value,more\nITC1,2024,1.5,x\n", "geo|year|more|OBS_VALUE|\n2 ITC1|2024|x|1.5|\n"},
		{"ragged_line_is_one_fault", wide, "geo,year,jobs,rate,note\nITC1,2024,10\nITC2,2024,1,2,\n", "geo|year|note|OBS_VALUE|\n2 fault ragged\n3 jobs ITC2|2024||1|\n3 rate ITC2|2024||2|\n"},
		{"NA_is_a_code_and_a_text", long, "geo,year,value\nNA,2024,NA\n", "geo|year|OBS_VALUE|\n2 NA|2024|NA|\n"},
		{"declared_column_missing", long, "geo,value\nITC1,1\n", "refused column-missing at line 1\n"},
		{"header_further_down", old, "x\n", "refused header at line 0\n"},
		{"other_header", old, "a\nb\nc;d;e\n1;2;3\n", "refused column-missing at line 3\n"},
		{"second_header", long, "geo,year,value\nITC1,2024,1\ngeo,year,value\n", "geo|year|OBS_VALUE|\n2 ITC1|2024|1|\nrefused second-header at line 3\n"},
		{"empty", long, "", "refused empty at line 0\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, text(c.spec, c.file)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// text writes what a file gives; formattest.Text leaves out the column of a value.
func text(s Spec, file string) string {
	src, err := OpenCSV(strings.NewReader(file), s)
	var b strings.Builder
	refused := func(err error) string {
		var r *format.Refusal
		if !errors.As(err, &r) {
			return err.Error()
		}
		return b.String() + "refused " + r.Rule + " at line " + string(rune('0'+r.Line)) + "\n"
	}
	if err != nil {
		return refused(err)
	}
	for _, c := range src.Columns() {
		b.WriteString(c.Name + "|")
	}
	b.WriteByte('\n')
	for {
		row, err := src.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return refused(err)
		}
		b.WriteString(string(rune('0' + row.Number)))
		switch {
		case row.Skip != "":
			b.WriteString(" skip " + row.Skip)
		case row.Fault != nil:
			b.WriteString(" fault " + row.Fault.Rule)
		default:
			if len(s.Values) > 1 {
				b.WriteString(" " + row.Column)
			}
			b.WriteString(" " + strings.Join(row.Cells, "|") + "|")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestMatches(t *testing.T) {
	cases := []struct {
		name string
		spec Spec
		head string
		want bool
	}{
		{"exact", long, "geo,year,value\nITC1", true},
		{"ends_with_a_separator", long, "geo,year,value,\r\n", true},
		{"other_order", long, "year,geo,value\n", false},
		{"one_more", long, "geo,year,value,more\n", false},
		{"one_less", long, "geo,year\n", false},
		{"other_case", long, "Geo,year,value\n", false},
		{"other_separator", long, "geo;year;value\n", false},
		{"encoding_and_line", old, "x\ny\ncitt\xe0;anno;valore\n", true},
		{"line_too_early", old, "citt\xe0;anno;valore\n", false},
		{"nothing", long, "", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := c.spec.Matches([]byte(c.head)); got != c.want {
				t.Errorf("Matches(%q) = %t", c.head, got)
			}
		})
	}
}

func TestRows(t *testing.T) {
	rows := func(yield func([]string, error) bool) {
		for _, r := range [][]string{{"ITC1", "2024", "10", "1.5", "a"}, {"IT\x00", "2024", "1", "2", ""}, {"ITC2", "2025", "11", "NaN", ""}} {
			if !yield(r, nil) {
				return
			}
		}
	}
	src := OpenRows(rows, wide)
	var got strings.Builder
	counts, err := formattest.Drain(src, func(r format.Row) { got.WriteString(r.Column + " " + strings.Join(r.Cells, "|") + "\n") })
	if err != nil || counts.Rows != 5 || counts.Cells != 4 {
		t.Fatalf("%+v, %v", counts, err)
	}
	const want = "jobs ITC1|2024|a|10\nrate ITC1|2024|a|1.5\n \njobs ITC2|2025||11\nrate ITC2|2025||NaN\n"
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMutations(t *testing.T) {
	file := "geo,year,value\n" + strings.Repeat("\"IT, C1\",2024,1.5\n", 40)
	formattest.Mutations(t, formattest.Opener(func(r io.Reader) (*Reader, error) { return OpenCSV(r, long) }), []byte(file), ",\"\x00\xff;. 9\\", 400)
}

func FuzzReader(f *testing.F) {
	for _, s := range []string{"geo,year,jobs,rate,note\nITC1,2024,1,2,\"x\ny\"\n", "geo,year,jobs,rate,note,\r\na", "\ufeffgeo,year,jobs,rate,note\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		for _, s := range []Spec{wide, old} {
			src, err := OpenCSV(bytes.NewReader(file), s)
			if err == nil {
				_, err = formattest.Drain(src, nil)
			}
			var refusal *format.Refusal
			if err != nil && !errors.As(err, &refusal) {
				t.Fatal(err)
			}
		}
	})
}
