package longtable

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func read(t *testing.T, f Freq, c Columns, text string) ([]Series, *Table, error) {
	t.Helper()
	path := file(t, "in.csv", text)
	table := New("in.csv", f, c, CSV(path, c))
	all, err := table.All(t.Context())
	return all, table, err
}

func same(t *testing.T, got, want []Series) {
	t.Helper()
	if d := cmp.Diff(want, got, cmpopts.EquateNaNs()); d != "" {
		t.Errorf("series differ (-want +got):\n%s", d)
	}
}

var nan = math.NaN()

func TestCSV(t *testing.T) {
	const y = 2024 * 12
	for _, c := range []struct {
		name, text string
		columns    Columns
		want       []Series
		tally      Tally
	}{
		{"plain", "unique_id,ds,y\na,2024-01,1\na,2024-02,2.5\nb,2024-02,-3e2\n", Columns{},
			[]Series{{ID: "a", First: y, Values: []float64{1, 2.5}}, {ID: "b", First: y + 1, Values: []float64{-300}}}, Tally{Series: 2, Rows: 3}},
		{"byte order mark, carriage returns, no last end of line", "\ufeffunique_id,ds,y\r\na,2024-01,1\r\na,2024-02,2", Columns{},
			[]Series{{ID: "a", First: y, Values: []float64{1, 2}}}, Tally{Series: 1, Rows: 2}},
		{"other columns, order, names and separator", "t;more;v;who\n2024M01;x;1;a\n2024M02;y;2;a\n", Columns{"who", "t", "v", ""},
			[]Series{{ID: "a", First: y, Values: []float64{1, 2}}}, Tally{Series: 1, Rows: 2}},
		{"quotes", "unique_id,ds,y\n\"a, \"\"b\"\"\",\"2024-01\",\"1\"\n\"a, \"\"b\"\"\",2024-02,2\n", Columns{},
			[]Series{{ID: `a, "b"`, First: y, Values: []float64{1, 2}}}, Tally{Series: 1, Rows: 2}},
		{"missing values and rows", "unique_id,ds,y\na,2024-01,1\na,2024-02,\na,2024-03,NA\na,2024-06,4\n", Columns{},
			[]Series{{ID: "a", First: y, Values: []float64{1, nan, nan, nan, nan, 4}}}, Tally{Series: 1, Rows: 4, Missing: 2, Gaps: 2, GapSeries: 1}},
		{"rows out of order", "unique_id,ds,y\na,2024-03,3\na,2024-01,1\na,2024-02,2\n", Columns{},
			[]Series{{ID: "a", First: y, Values: []float64{1, 2, 3}}}, Tally{Series: 1, Rows: 3, Unsorted: 1}},
		{"series not together", "unique_id,ds,y,g\nb,2024-01,1,x\na,2024-01,10,z\nb,2024-02,2,x\na,2024-02,20,z\n", Columns{Group: "g"},
			[]Series{{ID: "b", Group: "x", First: y, Values: []float64{1, 2}}, {ID: "a", Group: "z", First: y, Values: []float64{10, 20}}}, Tally{Series: 2, Rows: 4, Scattered: true}},
		{"names that look like numbers and nothing", "unique_id,ds,y\n001,2024-01,1\nNA,2024-01,2\n", Columns{},
			[]Series{{ID: "001", First: y, Values: []float64{1}}, {ID: "NA", First: y, Values: []float64{2}}}, Tally{Series: 2, Rows: 2}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, table, err := read(t, Month, c.columns, c.text)
			if err != nil {
				t.Fatal(err)
			}
			same(t, got, c.want)
			if table.Tally != c.tally {
				t.Errorf("tally %+v, want %+v", table.Tally, c.tally)
			}
		})
	}
}

func TestCSV_refusals(t *testing.T) {
	for _, c := range []struct {
		name, text string
		err        error
		row        int64
		column     string
		words      []string
	}{
		{"a word for a number", "unique_id,ds,y\na,2024-01,1\na,2024-02,n.d.\n", ErrNumber, 3, "y", []string{`"n.d."`, "leave the cell empty"}},
		{"decimal comma", "unique_id;ds;y\na;2024-01;1,5\n", ErrNumber, 2, "y", []string{`"1,5"`, "decimal point"}},
		{"infinite", "unique_id,ds,y\na,2024-01,Inf\n", ErrNumber, 2, "y", []string{`"Inf"`}},
		{"beyond floating numbers", "unique_id,ds,y\na,2024-01,1e999\n", ErrNumber, 2, "y", nil},
		{"two rows for a month", "unique_id,ds,y\na,2024-01,1\na,2024-02,1\na,2024-01,2\n", ErrDuplicate, 4, "ds", []string{`"2024-01"`, `"a"`, "row 2"}},
		{"two rows, series not together", "unique_id,ds,y\na,2024-01,1\nb,2024-01,1\na,2024-01,2\n", ErrDuplicate, 4, "ds", []string{"row 2"}},
		{"unknown stamp", "unique_id,ds,y\na,Gennaio,1\n", errStamp, 2, "ds", []string{`"Gennaio"`, "2024-01"}},
		{"stamps of two kinds", "unique_id,ds,y\na,2024-01,1\na,2024-02-01,1\n", errKind, 3, "ds", []string{"one form"}},
		{"a year mistyped", "unique_id,ds,y\na,2024-01,1\na,2924-02,1\n", ErrSpan, 3, "ds", []string{"2 rows over 10802 periods"}},
		{"no column", "id,ds,y\na,2024-01,1\n", ErrHeader, 1, "unique_id", []string{"--columns"}},
		{"a cell too many", "unique_id,ds,y\na,2024-01,1,5\n", ErrCells, 2, "", []string{"4 instead of 3"}},
		{"no name", "unique_id,ds,y\n,2024-01,1\n", ErrNoID, 2, "unique_id", nil},
		{"quotes open", "unique_id,ds,y\n\"a,2024-01,1\n", ErrQuote, 2, "", nil},
		{"header alone", "unique_id,ds,y\n", ErrNoRows, 0, "", nil},
		{"empty", "", ErrNoRows, 0, "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := read(t, Month, Columns{}, c.text)
			var cell *CellError
			if !errors.Is(err, c.err) || !errors.As(err, &cell) {
				t.Fatalf("error %v, want %v", err, c.err)
			}
			if cell.Row != c.row || cell.Column != c.column {
				t.Errorf("row %d, column %q; want %d, %q", cell.Row, cell.Column, c.row, c.column)
			}
			for _, w := range c.words {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("%q does not say %q", err, w)
				}
			}
		})
	}
}

// All bad cells up to ten are named at once, and no series is given after the first of them.
func TestCSV_many_problems(t *testing.T) {
	var b strings.Builder
	b.WriteString("unique_id,ds,y\n")
	for i := range 30 {
		fmt.Fprintf(&b, "s%d,2024-01,1\ns%d,2024-02,x%d\n", i, i, i)
	}
	table := New("in.csv", Month, Columns{}, CSV(file(t, "in.csv", b.String()), Columns{}))
	given := 0
	err := table.Each(t.Context(), false, func(Series) error { given++; return nil })
	if err == nil || given != 0 {
		t.Fatalf("%d series given, error %v", given, err)
	}
	if n := strings.Count(err.Error(), "not a number"); n != atMost {
		t.Errorf("%d cells named, want %d", n, atMost)
	}
}

// The same series by any order of the rows, compressed or not.
func TestOrderOfRowsDoesNotMatter(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	var rows []string
	for s := range 40 {
		for i := range 30 {
			if (s+i)%11 == 10 { // gaps, neither first nor last of every series
				continue
			}
			rows = append(rows, fmt.Sprintf("s%02d,%s,%d\n", s, NewStamp(Week, 2800+int64(i)), s*100+i))
		}
	}
	want, _, err := read(t, Week, Columns{}, "unique_id,ds,y\n"+strings.Join(rows, ""))
	if err != nil {
		t.Fatal(err)
	}
	rng.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	fmt.Fprint(w, "unique_id,ds,y\n"+strings.Join(rows, ""))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := file(t, "in.csv.gz", z.String())
	table := New(path, Week, Columns{}, CSV(path, Columns{}))
	got, err := table.All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !table.Tally.Scattered {
		t.Error("the tally does not say that the series were scattered")
	}
	byID := map[string]Series{}
	for _, s := range got {
		byID[s.ID] = s
	}
	for _, s := range want {
		same(t, []Series{byID[s.ID]}, []Series{s})
	}
	if len(got) != len(want) {
		t.Errorf("%d series, want %d", len(got), len(want))
	}
}

// NewStamp writes a place as a date or period, for tests.
func NewStamp(f Freq, place int64) string {
	c := Calendar{Freq: f, Kind: Date}
	return string(c.AppendStamp(nil, place))
}

func TestDamagedGzip(t *testing.T) {
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	fmt.Fprint(w, "unique_id,ds,y\n"+strings.Repeat("a,2024-01,1\n", 1000))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := file(t, "in.csv.gz", z.String()[:z.Len()/2])
	_, err := New(path, Month, Columns{}, CSV(path, Columns{})).All(t.Context())
	if !errors.Is(err, ErrBytes) {
		t.Errorf("error %v", err)
	}
}

func TestCompetition(t *testing.T) {
	const head = "id,freq,category,start_year,start_sub,n,h,train,test\n"
	path := file(t, "m.csv", head+"N1,4,MICRO,1990,2,3,2,1 2 3,4 5\nN2,4,MACRO,1991,1,2,1,7 NA,9\n")
	table := Competition(path, Columns{Group: "category"})
	got, err := table.All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, []Series{
		{ID: "N1", Group: "MICRO", First: 1990*4 + 1, Values: []float64{1, 2, 3}, Test: []float64{4, 5}, Season: 4},
		{ID: "N2", Group: "MACRO", First: 1991 * 4, Values: []float64{7, nan}, Test: []float64{9}, Season: 4},
	})
	if s := string(table.Calendar.AppendStamp(nil, got[0].Last()+1)); s != "1991-Q1" {
		t.Errorf("the first forecast stands at %s", s)
	}
	for text, want := range map[string]error{
		"N1,4,x,1990,2,4,2,1 2 3,4 5\n":                         nil, // n is not the number of values
		"N1,4,x,1990,2,3,2,1 b 3,4 5\n":                         ErrNumber,
		"N1,x,x,1990,2,3,2,1 2 3,4 5\n":                         ErrNumber,
		"N1,4,x,1990,2,3,2,1 2 3,4 5\nN2,12,x,1990,2,1,1,1,2\n": ErrNumber,
		"N1,4,x,1990,2,3,2\n":                                   ErrCells,
		"":                                                      ErrNoRows,
	} {
		_, err := Competition(file(t, "m.csv", head+text), Columns{}).All(t.Context())
		if err == nil || want != nil && !errors.Is(err, want) {
			t.Errorf("%q: error %v, want %v", text, err, want)
		}
	}
}

func TestForecasts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.csv")
	f, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w, err := NewCSVForecasts(f, []float64{80, 97.5})
	if err != nil {
		t.Fatal(err)
	}
	cal := NewCalendar(Month)
	if _, err := cal.Text([]byte("2024-12")); err != nil {
		t.Fatal(err)
	}
	p := Path{ID: `a "x", b`, First: 2025 * 12, Model: "ets", Mean: []float64{1, 0.1}, Lower: [][]float64{{0.5, nan}, {0, 0}}, Upper: [][]float64{{1.5, nan}, {2, 2e9}}}
	if err := w.Write(&cal, p); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file is there before it is whole: %v", err)
	}
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := "unique_id,ds,model,mean,lo80,hi80,lo97.5,hi97.5\n" +
		"\"a \"\"x\"\", b\",2025-01,ets,1,0.5,1.5,0,2\n\"a \"\"x\"\", b\",2025-02,ets,0.1,,,0,2e+09\n"
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if all, _ := os.ReadDir(filepath.Dir(path)); len(all) != 1 {
		t.Errorf("%d files beside it", len(all)-1)
	}
	f, err = Create(path)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(f, "half")
	if err := f.Abort(); err != nil {
		t.Fatal(err)
	}
	if now, _ := os.ReadFile(path); string(now) != want {
		t.Error("a file given up changed the one that was there")
	}
}
