package ingest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/mapping"
	"fabbisogno/ingest/structure"

	gocmp "github.com/google/go-cmp/cmp"
)

// recipesWith gives all recipes after a change of the code lists or catalogue.
func recipesWith(t *testing.T, change func(c *catalog.Catalog, lists fstest.MapFS), lines string) map[string]string {
	t.Helper()
	g := newIngester(t, &memory{})
	c := *g.Catalog
	c.Tables, c.Indicators = slices.Clone(c.Tables), slices.Clone(c.Indicators)
	lists := fstest.MapFS{}
	const dir = "../datasets/codes/data"
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		lists[f.Name()] = &fstest.MapFile{Data: text}
	}
	if change != nil {
		change(&c, lists)
	}
	g.Catalog = &c
	if g.Codes, err = codes.LoadFS(lists); err != nil {
		t.Fatal(err)
	}
	g.Mappings = mappingsOf(t, g, lines)
	out := map[string]string{}
	for _, table := range c.Tables {
		if out[table.ID], err = g.Recipe(table.ID); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// mappingsOf reads lines as a workspace's mappings.csv.
func mappingsOf(t *testing.T, g *Ingester, lines string) *mapping.Set {
	t.Helper()
	dir := t.TempDir()
	if lines != "" {
		if err := os.WriteFile(filepath.Join(dir, "mappings.csv"), []byte("table,column,from,to,note\n"+lines), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s, err := mapping.Load(dir, g.Catalog, g.Codes)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A recipe changes with what decides how bytes become observations, and with
// nothing else.
func TestRecipe(t *testing.T) {
	edit := func(file, from, to string) func(*catalog.Catalog, fstest.MapFS) {
		return func(_ *catalog.Catalog, lists fstest.MapFS) {
			text := bytes.Replace(lists[file].Data, []byte(from), []byte(to), 1)
			if bytes.Equal(text, lists[file].Data) {
				t.Fatalf("%s holds no %q", file, from)
			}
			lists[file].Data = text
		}
	}
	table := func(id string, change func(*catalog.Table)) func(*catalog.Catalog, fstest.MapFS) {
		return func(c *catalog.Catalog, _ fstest.MapFS) {
			change(&c.Tables[slices.IndexFunc(c.Tables, func(t catalog.Table) bool { return t.ID == id })])
		}
	}
	indicator := func(id string, change func(*catalog.Indicator)) func(*catalog.Catalog, fstest.MapFS) {
		return func(c *catalog.Catalog, _ fstest.MapFS) {
			change(&c.Indicators[slices.IndexFunc(c.Indicators, func(i catalog.Indicator) bool { return i.ID == id })])
		}
	}
	base := recipesWith(t, nil, "")
	for name, c := range map[string]struct {
		change  func(*catalog.Catalog, fstest.MapFS)
		lines   string
		changes []string // tables that change, among others; nil: none at all
		stays   []string
	}{
		"nothing":      {nil, "", nil, []string{"istat_employed", "excelsior_monthly"}},
		"title":        {table("istat_employed", func(t *catalog.Table) { t.Title.IT, t.Since, t.File = "Altro", "2000", "elsewhere/x.toml" }), "", nil, []string{"istat_employed"}},
		"dimension":    {table("istat_employed", func(t *catalog.Table) { t.Dimensions = t.Dimensions[1:] }), "", []string{"istat_employed"}, []string{"istat_vacancies"}},
		"scale":        {table("istat_employed", func(t *catalog.Table) { t.Measures = []catalog.Measure{{Indicator: "employed_thousand", Scale: 10}} }), "", []string{"istat_employed"}, []string{"istat_vacancies"}},
		"bound":        {indicator("employed_thousand", func(i *catalog.Indicator) { i.Maximum = new(float64) }), "", []string{"istat_employed"}, []string{"istat_vacancies", "excelsior_monthly"}},
		"name_of_it":   {indicator("employed_thousand", func(i *catalog.Indicator) { i.Name.IT = "x" }), "", nil, []string{"istat_employed"}},
		"code_list":    {edit("cp2021.csv", "alta dirigenza", "dirigenza"), "", []string{"excelsior_monthly"}, []string{"istat_vacancies"}},
		"bridged_list": {edit("ateco2025.csv", "Costruzioni", "Edilizia"), "", []string{"istat_employed", "istat_vacancies"}, nil},
		"label":        {edit("excelsior_sector.csv", "Costruzioni", "Edilizia"), "", []string{"excelsior_monthly"}, []string{"istat_employed"}},
		"covered_list": {edit("ateco2007.csv", "Costruzioni", "Edilizia"), "", []string{"istat_employed", "excelsior_monthly"}, nil},
		"always_used":  {edit("iso3166.csv", "Pakistan", "Pakistan (Rep.)"), "", []string{"istat_employed", "excelsior_monthly"}, nil},
		"mapping_line": {nil, "istat_employed,REF_AREA,ITC1X,ITC1,\n", []string{"istat_employed"}, []string{"istat_vacancies", "excelsior_monthly"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := recipesWith(t, c.change, c.lines)
			for _, id := range c.changes {
				if got[id] == base[id] {
					t.Errorf("the recipe of %s stays %s", id, got[id])
				}
			}
			for _, id := range c.stays {
				if got[id] != base[id] {
					t.Errorf("the recipe of %s changes from %s to %s", id, base[id], got[id])
				}
			}
			if c.changes == nil {
				if d := gocmp.Diff(base, got); d != "" {
					t.Errorf("recipes change:\n%s", d)
				}
			}
		})
	}
	note := recipesWith(t, nil, "istat_employed,REF_AREA,ITC1X,ITC1,\n")["istat_employed"]
	if other := recipesWith(t, nil, "istat_employed,REF_AREA,ITC1X,ITC1,why\n")["istat_employed"]; other == note || other[:16] != note[:16] {
		t.Errorf("a note on a line: %s and %s; the second part alone should change", note, other)
	}
}

const vacancyHeader = "DATAFLOW,FREQ,REF_AREA,DATA_TYPE,ADJUSTMENT,EMPLOYESS_CLASS,ECON_ACTIVITY_NACE_2007,TIME_PERIOD,OBS_VALUE\n"

func vacancies(rows ...string) string {
	text := vacancyHeader
	for _, r := range rows {
		text += "IT1:534_1038(1.0),Q,IT,JVC,Y,W_GE1," + r + "\n"
	}
	return text
}

// bench is an ingester on a warehouse of its own.
func bench(t *testing.T) (*Ingester, *warehouse.DB) {
	t.Helper()
	db, err := warehouse.Open(t.Context(), warehouse.Options{Path: filepath.Join(t.TempDir(), "warehouse.duckdb")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return newIngester(t, db), db
}

// again is an ingester on the same workspace with other mapping lines.
func again(t *testing.T, g *Ingester, lines string) *Ingester {
	t.Helper()
	next := &Ingester{Catalog: g.Catalog, Codes: g.Codes, Store: g.Store, DB: g.DB}
	next.Mappings = mappingsOf(t, g, lines)
	return next
}

// reload loads what is stale and checks that nothing is afterwards.
func reload(t *testing.T, g *Ingester) []Report {
	t.Helper()
	stale, err := g.Stale(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	results, err := g.Files(t.Context(), stale, 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	var out []Report
	for _, r := range results {
		if r.Err != nil {
			t.Fatal(r.Err)
		}
		out = append(out, r.Report)
	}
	if left, err := g.Stale(t.Context()); len(left) != 0 || err != nil {
		t.Errorf("still stale: %+v, %v", left, err)
	}
	return out
}

// whatIs lists rows set aside with their states, and all values.
func whatIs(t *testing.T, db *warehouse.DB) string {
	t.Helper()
	var b strings.Builder
	rows, err := db.SetAside(t.Context(), warehouse.AsideFilter{All: true})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortStableFunc(rows, func(a, b warehouse.SetAside) int {
		return cmp.Or(strings.Compare(a.FileName, b.FileName), int(a.Row-b.Row))
	})
	for _, r := range rows {
		b.WriteString(strings.TrimSpace(r.FileName+" row "+string(rune('0'+r.Row))+" "+r.Column+" "+r.Value+": "+r.State+" "+r.ByFile) + "\n")
	}
	obs, err := db.Observations(t.Context(), warehouse.Selection{})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range obs {
		b.WriteString(strings.TrimSpace(observationText(o)) + " | " + o.Note + "\n")
	}
	return b.String()
}

func expect(t *testing.T, db *warehouse.DB, want string) {
	t.Helper()
	if d := gocmp.Diff(want, whatIs(t, db)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// A mapping line heals rows of files that were loaded before; taking it back
// opens them again; what is not concerned is not touched.
func TestMappingHeals(t *testing.T) {
	g, db := bench(t)
	released := time.Date(2024, 9, 10, 0, 0, 0, 0, time.UTC)
	text := vacancies("F,2024-Q1,2.1", "FX,2024-Q2,2.2", "ZZZ,2024-Q2,9", "G,2024-Q2,n.p.")
	for _, r := range []Request{
		{Name: "a.csv", Reader: strings.NewReader(text), Released: released},
		{Name: "other.csv", Reader: strings.NewReader(vacancies("C,2024-Q1,1.5"))},
	} {
		if _, err := g.File(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	const values = "row 2 OBS_VALUE job_vacancy_rate_sa_pct nuts2021:IT ateco2007:C EMPLOYESS_CLASS=W_GE1 2024-Q1 = 1.5 | \n"
	const open = `a.csv row 3 ECON_ACTIVITY_NACE_2007 FX: open
a.csv row 4 ECON_ACTIVITY_NACE_2007 ZZZ: open
a.csv row 5 OBS_VALUE n.p.: open
` + values + "row 2 OBS_VALUE job_vacancy_rate_sa_pct nuts2021:IT ateco2007:F EMPLOYESS_CLASS=W_GE1 2024-Q1 = 2.1 | \n"
	expect(t, db, open)

	lines := "istat_vacancies,ECON_ACTIVITY_NACE_2007,FX,F,typing error\n" +
		"istat_vacancies,ECON_ACTIVITY_NACE_2007,ZZZ,drop!,a test row of the publisher\n" +
		"istat_vacancies,OBS_VALUE,n.p.,:,not published\n" +
		"istat_vacancies,ADJUSTMENT,YY,Y,in no file\n"
	mapped := again(t, g, lines)
	reports := reload(t, mapped)
	if len(reports) != 2 || reports[0].File != "a.csv" || reports[0].Counts != (warehouse.Counts{Read: 4, Loaded: 3, Skipped: 1, Observations: 3}) || reports[0].Released != released {
		t.Errorf("reports %+v", reports)
	}
	var notes []string
	for _, i := range reports[0].Issues {
		if i.Rule == "mapped" {
			notes = append(notes, i.Message)
		}
	}
	if d := gocmp.Diff([]string{`ECON_ACTIVITY_NACE_2007: "FX" was read as "F" by a mapping line: typing error`,
		`ECON_ACTIVITY_NACE_2007: rows with "ZZZ" were set aside on purpose by a mapping line: a test row of the publisher`,
		`OBS_VALUE: "n.p." was read as ":" by a mapping line: not published`}, notes); d != "" {
		t.Errorf("notes (-want +got):\n%s", d)
	}
	checkRuleNames(t, reports[0], nil)
	expect(t, db, `a.csv row 3 ECON_ACTIVITY_NACE_2007 FX: healed by mapping
a.csv row 4 ECON_ACTIVITY_NACE_2007 ZZZ: dropped
a.csv row 5 OBS_VALUE n.p.: healed by mapping
`+values+`row 2 OBS_VALUE job_vacancy_rate_sa_pct nuts2021:IT ateco2007:F EMPLOYESS_CLASS=W_GE1 2024-Q1 = 2.1 | 
row 3 OBS_VALUE job_vacancy_rate_sa_pct nuts2021:IT ateco2007:F EMPLOYESS_CLASS=W_GE1 2024-Q2 = 2.2 | mapped:ECON_ACTIVITY_NACE_2007=FX
row 5 OBS_VALUE job_vacancy_rate_sa_pct nuts2021:IT ateco2007:G EMPLOYESS_CLASS=W_GE1 2024-Q2 = missing not_available | mapped:OBS_VALUE=n.p.
`)
	if rep, err := mapped.File(t.Context(), Request{Name: "a.csv", Reader: strings.NewReader(text)}); err != nil || !rep.AlreadyLoaded {
		t.Errorf("the same bytes by the same recipe: %+v, %v", rep, err)
	}

	before, err := db.Ledger(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	reload(t, again(t, g, ""))
	expect(t, db, open)
	after, err := db.Ledger(t.Context())
	if err != nil || after[0].Ordinal != before[0].Ordinal || after[1].Ordinal != before[1].Ordinal || after[0].Reloads != 2 {
		t.Errorf("ledger %+v, %v", after, err)
	}
	// Lines of another table load nothing again.
	if stale, err := again(t, g, "istat_employed,REF_AREA,ITC1X,ITC1,\n").Stale(t.Context()); len(stale) != 0 || err != nil {
		t.Errorf("stale %+v, %v", stale, err)
	}
}

// A release day that nobody gave comes from the rows, those healed included.
func TestReloadDatesAgain(t *testing.T) {
	g, db := bench(t)
	if _, err := g.File(t.Context(), Request{Name: "a.csv", Reader: strings.NewReader(vacancies("F,2024-Q1,2.1", "FX,2024-Q2,2.2"))}); err != nil {
		t.Fatal(err)
	}
	reports := reload(t, again(t, g, "istat_vacancies,ECON_ACTIVITY_NACE_2007,FX,F,\n"))
	if len(reports) != 1 || reports[0].Vintage != "2024-06-30" || reports[0].Counts.Rejected != 0 {
		t.Errorf("reports %+v", reports)
	}
	ledger, err := db.Ledger(t.Context())
	if err != nil || len(ledger) != 1 || ledger[0].Snapshot.Vintage != "2024-06-30" {
		t.Errorf("ledger %+v, %v", ledger, err)
	}
}

// Bytes that are gone leave the earlier load as it is, and say so.
func TestReloadWithoutBytes(t *testing.T) {
	g, db := bench(t)
	rep, err := g.File(t.Context(), Request{Name: "a.csv", Reader: strings.NewReader(vacancies("F,2024-Q1,2.1", "FX,2024-Q2,2.2"))})
	if err != nil {
		t.Fatal(err)
	}
	before := whatIs(t, db)
	if err := os.Remove(g.Store.Path(rep.SHA256)); err != nil {
		t.Fatal(err)
	}
	next := again(t, g, "istat_vacancies,ECON_ACTIVITY_NACE_2007,FX,F,\n")
	stale, err := next.Stale(t.Context())
	if err != nil || len(stale) != 1 {
		t.Fatalf("stale %+v, %v", stale, err)
	}
	results, err := next.Files(context.Background(), stale, 1, nil)
	if err != nil || len(results) != 1 || results[0].Err == nil || !strings.Contains(results[0].Err.Error(), "a.csv") {
		t.Fatalf("results %+v, %v", results, err)
	}
	checkRuleNames(t, results[0].Report, results[0].Err)
	expect(t, db, before)
}

// A corrected file of the same edition heals what the first set aside.
func TestCorrectedFileHeals(t *testing.T) {
	g, db := bench(t)
	released := time.Date(2024, 9, 10, 0, 0, 0, 0, time.UTC)
	for _, text := range []string{
		vacancies("F,2024-Q1,2.1", "FX,2024-Q2,2.2", "G,2024-Q2,1,9"),
		vacancies("F,2024-Q1,2.15", "F,2024-Q2,2.2"),
	} {
		if _, err := g.File(t.Context(), Request{Name: "a.csv", Reader: strings.NewReader(text), Released: released}); err != nil {
			t.Fatal(err)
		}
	}
	expect(t, db, `a.csv row 3 ECON_ACTIVITY_NACE_2007 FX: healed by file a.csv
a.csv row 4  IT1:534_1038(1.0),Q,IT,JVC,Y,W_GE1,G,2024-Q2,1,9: superseded a.csv
row 2 OBS_VALUE job_vacancy_rate_sa_pct nuts2021:IT ateco2007:F EMPLOYESS_CLASS=W_GE1 2024-Q1 = 2.15 | 
row 3 OBS_VALUE job_vacancy_rate_sa_pct nuts2021:IT ateco2007:F EMPLOYESS_CLASS=W_GE1 2024-Q2 = 2.2 | 
`)
}

// A combination of codes that the table rules out rejects the row; others pass,
// and a constraint on a column that the file does not have says nothing.
func TestConstraints(t *testing.T) {
	g := newIngester(t, &memory{})
	c := *g.Catalog
	c.Tables = slices.Clone(c.Tables)
	table := &c.Tables[slices.IndexFunc(c.Tables, func(t catalog.Table) bool { return t.ID == "istat_vacancies" })]
	table.Constraints = []catalog.Constraint{
		{When: map[string]string{"EMPLOYESS_CLASS": "W_GE10", "FREQ": "Q"}, Allow: map[string][]string{"ECON_ACTIVITY_NACE_2007": {"0037", "F"}}, Why: catalog.Text{EN: "only totals come by size"}},
		{Allow: map[string][]string{"NO_SUCH": {"x"}}},
	}
	g.Catalog = &c
	rep, err := g.File(t.Context(), Request{Name: "a.csv", Reader: strings.NewReader(vacancyHeader +
		"IT1:534_1038(1.0),Q,IT,JVC,Y,W_GE10,F,2024-Q1,2.1\n" +
		"IT1:534_1038(1.0),Q,IT,JVC,Y,W_GE10,C,2024-Q1,2.2\n" +
		"IT1:534_1038(1.0),Q,IT,JVC,Y,W_GE1,C,2024-Q1,2.3\n")})
	if err != nil {
		t.Fatal(err)
	}
	want := []warehouse.Rejected{{FileName: "a.csv", Row: 3, Column: "ECON_ACTIVITY_NACE_2007", Value: "C", Rule: "constraint",
		Message: `"C" cannot stand in ECON_ACTIVITY_NACE_2007 where EMPLOYESS_CLASS = W_GE10 and FREQ = Q: only totals come by size`,
		Hint:    "allowed are 0037, F; correct the row at the source, or the constraint in datasets/catalog/tables/istat_vacancies.toml"}}
	if d := gocmp.Diff(want, rep.Rejected); d != "" || rep.Counts.Loaded != 2 {
		t.Errorf("%+v (-want +got):\n%s", rep.Counts, d)
	}
	checkRuleNames(t, rep, nil)
}

// The texts that a declaration names are the values of its JSON, whatever stands in
// them, and no key is among them.
func TestEachString(t *testing.T) {
	values := []string{"", "a", `"quoted": \`, "line\nbreak", "<&>", "è", ":", `\`}
	text, err := json.Marshal(map[string]any{"key": values, "of": map[string]any{`a "key": \`: "last"}, "n": 1, "no": nil})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	if err := eachString(text, func(s string) { got = append(got, s) }); err != nil {
		t.Fatal(err)
	}
	if d := gocmp.Diff(append(values, "last"), got); d != "" {
		t.Errorf("texts of %s (-want +got):\n%s", text, d)
	}
}

// BenchmarkRecipes is paid once by every command that loads.
func BenchmarkRecipes(b *testing.B) {
	g := newIngester(b, &memory{})
	for b.Loop() {
		if _, err := g.allRecipes(&structure.Library{}); err != nil {
			b.Fatal(err)
		}
	}
}
