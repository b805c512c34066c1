package mapping

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"

	"github.com/google/go-cmp/cmp"
)

// loadText reads a workspace whose mappings.csv is text.
func loadText(t *testing.T, files map[string]string) (*Set, error) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	s, err := codes.Load()
	if err != nil {
		t.Fatal(err)
	}
	return Load(dir, c, s)
}

const header = "table,column,from,to,note\n"

func TestLoad(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  []string // table column from>to, ! with Drop
	}{
		"none":            {nil, nil},
		"header_only":     {map[string]string{"mappings.csv": header}, nil},
		"territory":       {map[string]string{"mappings.csv": header + "istat_employed,REF_AREA,ITC1X,ITC1,typing error\n"}, []string{"istat_employed REF_AREA ITC1X>ITC1"}},
		"country":         {map[string]string{"mappings.csv": header + "istat_employed,REF_AREA,ITA,IT,\n"}, []string{"istat_employed REF_AREA ITA>IT"}},
		"strict_industry": {map[string]string{"mappings.csv": header + "istat_employed,ECON_ACTIVITY_NACE_2007,0010A,0010,footnote letter\n"}, []string{"istat_employed ECON_ACTIVITY_NACE_2007 0010A>0010"}},
		"sex":             {map[string]string{"mappings.csv": header + "istat_employed,SEX,W,2,\n"}, []string{"istat_employed SEX W>2"}},
		"mark":            {map[string]string{"mappings.csv": header + "istat_employed,OBS_VALUE,n.p.,:,not published\n"}, []string{"istat_employed OBS_VALUE n.p.>:"}},
		"period":          {map[string]string{"mappings.csv": header + "istat_employed,TIME_PERIOD,2026-T5,2026-Q3,\n"}, []string{"istat_employed TIME_PERIOD 2026-T5>2026-Q3"}},
		"measure":         {map[string]string{"mappings.csv": header + "istat_vacancies,DATA_TYPE,JVCX,JVC,\n"}, []string{"istat_vacancies DATA_TYPE JVCX>JVC"}},
		"drop":            {map[string]string{"mappings.csv": header + "istat_employed,REF_AREA,ITX,drop!,test area\n"}, []string{"istat_employed REF_AREA ITX>!"}},
		"drop_known_code": {map[string]string{"mappings.csv": header + "istat_employed,SEX,1,drop!,only totals are wanted\n"}, []string{"istat_employed SEX 1>!"}},
		"drop_flow":       {map[string]string{"mappings.csv": header + "istat_employed,DATAFLOW,IT1:9_9(1.0),drop!,another flow\n"}, []string{"istat_employed DATAFLOW IT1:9_9(1.0)>!"}},
		"workbook_label":  {map[string]string{"mappings.csv": header + "excelsior_monthly,industry,Indusrtia,industry,typing error\n"}, []string{"excelsior_monthly industry Indusrtia>industry"}},
		"semicolons_bom_crlf_order": {map[string]string{"mappings.csv": "\ufeffnote;to;from;column;table;by;on\r\n\"a; b\";ITC1;ITC1X;REF_AREA;istat_employed;anna;2026-11-20\r\n"},
			[]string{"istat_employed REF_AREA ITC1X>ITC1"}},
		"several_files_in_order": {map[string]string{
			"mappings/b.csv": header + "istat_employed,SEX,W,2,\n", "mappings/a.csv": header + "istat_employed,SEX,X,1,\n",
			"mappings.csv": header + "istat_employed,SEX,Y,9,\n", "mappings/notes.txt": "not a line"},
			[]string{"istat_employed SEX Y>9", "istat_employed SEX X>1", "istat_employed SEX W>2"}},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := loadText(t, c.files)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, l := range s.Lines() {
				to := l.To
				if l.Drop {
					to += "!"
				}
				got = append(got, l.Table+" "+l.Column+" "+l.From+">"+to)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"table":        {header + "istat_employd,REF_AREA,ITC1X,ITC1,\n", `mappings.csv:2: column "table", value "istat_employd": there is no such table in the catalogue (nearest tables: istat_employed, `},
		"column":       {header + "istat_employed,AREA,ITC1X,ITC1,\n", `mappings.csv:2: column "column", value "AREA": table istat_employed declares no column "AREA" (its columns are FREQ, REF_AREA,`},
		"target":       {header + "istat_employed,REF_AREA,ITC1X,ITC99,\n", `mappings.csv:2: column "to", value "ITC99": "ITC99" is not a code of istat_ref_area (nearest codes: ITC`},
		"target_case":  {header + "istat_employed,REF_AREA,ITC1X,itc1,\n", `mappings.csv:2: column "to", value "itc1": "itc1" is not a code of istat_ref_area; codes keep their case`},
		"target_empty": {header + "istat_employed,REF_AREA,ITC1X,,\n", `mappings.csv:2: column "to", value "": REF_AREA has no empty code`},
		"known_code":   {header + "istat_employed,REF_AREA,ITC2,ITC1,\n", `mappings.csv:2: column "from", value "ITC2": "ITC2" is declared for REF_AREA and is read as it is`},
		"number":       {header + "istat_employed,OBS_VALUE,285.31,585.31,\n", `mappings.csv:2: column "to", value "585.31": "585.31" is no mark of a missing value; numbers are never mapped`},
		"number_away":  {header + "istat_employed,OBS_VALUE,285.31,:,\n", `mappings.csv:2: column "from", value "285.31": "285.31" is declared for OBS_VALUE`},
		"period":       {header + "istat_employed,TIME_PERIOD,T5,2026-Q5,\n", `mappings.csv:2: column "to", value "2026-Q5"`},
		"note_column":  {header + "istat_employed,NOTE_*,x,y,\n", `mappings.csv:2: column "to", value "y": the column NOTE_* holds no codes`},
		"itself":       {header + "istat_employed,REF_AREA,ITX,ITX,\n", `the line maps a text to itself`},
		"from_missing": {header + "istat_employed,REF_AREA,,ITC1,\n", `mappings.csv:2: column "from", value "": the text to be mapped is missing`},
		"drop_no_note": {header + "istat_employed,REF_AREA,ITX,drop!,\n", `a line that sets rows aside needs a note`},
		"twice":        {header + "istat_employed,REF_AREA,ITX,ITC1,\nistat_employed,REF_AREA,ITX,ITC2,\n", `mappings.csv:3: column "from", value "ITX": mappings.csv:2 maps the same text`},
		"chain":        {header + "istat_employed,EDU_LEV_HIGHEST,A,B,\nistat_employed,EDU_LEV_HIGHEST,B,C,\n", `mappings.csv:2: column "to", value "B": mappings.csv:3 maps that text further`},
		"measure":      {header + "istat_vacancies,DATA_TYPE,X,Y,\n", `no measure of table istat_vacancies has DATA_TYPE = "Y"`},
		"no_header":    {"", `mappings.csv:1: the file has no header`},
		"header":       {"table,column,from,target,note\n", `mappings.csv:1: column "target"`},
		"header_short": {"table,column,from\n", `the column "to" is missing`},
		"header_twice": {"table,column,from,to,to\n", `stands twice`},
		"ragged":       {header + "istat_employed,REF_AREA,ITX,ITC1\n", `mappings.csv:2: wrong number of fields`},
		"quote":        {header + "istat_employed,REF_AREA,\"ITX,ITC1,\n", `mappings.csv:2: `},
		"latin_1":      {header + "istat_employed,REF_AREA,ITX,ITC1,citt\xe0\n", `mappings.csv: the file is not UTF-8 (save it as UTF-8)`},
		"day":          {"table,column,from,to,note,on\nistat_employed,REF_AREA,ITX,ITC1,,20/11/2026\n", `column "on", value "20/11/2026"`},
		"book_column":  {header + "excelsior_monthly,REF_AREA,x,y,\n", `the workbooks of table excelsior_monthly have no labels of "REF_AREA"`},
		"book_label":   {header + "excelsior_monthly,industry,Industria,services,\n", `"Industria" is a name of excelsior_sector and is read as it is`},
		"book_code":    {header + "excelsior_monthly,industry,Indusrtia,industri,\n", `"industri" is not a code of excelsior_sector (nearest codes: industry`},
		"book_mark":    {header + "excelsior_monthly,value,n.p.,0,\n", `"0" is no mark of a missing value`},
		"book_drop":    {header + "excelsior_monthly,value,n.p.,drop!,why\n", `rows of a workbook are set aside by their label`},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := loadText(t, map[string]string{"mappings.csv": c.text})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
			if s != nil {
				t.Error("lines came with the error")
			}
		})
	}
}

// All mistakes come at once, in the order of files and lines.
func TestLoadReportsAll(t *testing.T) {
	_, err := loadText(t, map[string]string{
		"mappings.csv":   header + "x,REF_AREA,a,b,\nistat_employed,REF_AREA,ITX,ITC99,\n",
		"mappings/z.csv": header + "istat_employed,SEX,W,3,\n",
	})
	if err == nil {
		t.Fatal("no error")
	}
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != 3 || !strings.HasPrefix(lines[0], "mappings.csv:2:") || !strings.HasPrefix(lines[1], "mappings.csv:3:") || !strings.HasPrefix(lines[2], "mappings/z.csv:2:") {
		t.Errorf("got %v", err)
	}
}

func TestForIsOrderedAndOfTheTable(t *testing.T) {
	s, err := loadText(t, map[string]string{"mappings.csv": header + "istat_employed,SEX,W,2,\nistat_employed,REF_AREA,ITX,ITC1,\nistat_vacancies,REF_AREA,ITY,IT,\nistat_employed,REF_AREA,ITA,IT,\n"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range s.For("istat_employed") {
		got = append(got, m.Column+" "+m.From)
	}
	if d := cmp.Diff([]string{"REF_AREA ITA", "REF_AREA ITX", "SEX W"}, got); d != "" {
		t.Error(d)
	}
	if none := (*Set)(nil).For("istat_employed"); none != nil {
		t.Errorf("a workspace without lines gives %v", none)
	}
}

// FuzzRead reads any text as mapping lines: what is wrong is said with a place and
// what to do, and a line that is kept speaks of a table that there is.
func FuzzRead(f *testing.F) {
	c, err := catalog.Load()
	if err != nil {
		f.Fatal(err)
	}
	s, err := codes.Load()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(header + "istat_vacancies,REF_AREA,it,IT,\n")
	f.Add("table;column;from;to;note\nistat_vacancies;REF_AREA;it;IT;\"a\n")
	f.Add("\ufefftable,column,from,to\n,,,\n\x00")
	f.Fuzz(func(t *testing.T, text string) {
		r := reader{catalog: c, codes: s, seen: map[place]Line{}}
		r.read("mappings.csv", []byte(text))
		r.chains()
		for _, e := range r.mistakes {
			if e.File == "" || e.Hint == "" || e.Err == nil || e.Error() == "" {
				t.Fatalf("mistake %+v", e)
			}
		}
		for _, l := range r.lines {
			if _, ok := c.Table(l.Table); !ok || l.Column == "" || l.Line < 1 {
				t.Fatalf("line %+v was kept", l)
			}
		}
	})
}
