package catalog

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
)

var update = flag.Bool("update", false, "write the messages of broken catalogues into their want files")

func load(t *testing.T) *Catalog {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatalf("the embedded catalogue has mistakes:\n%v", err)
	}
	return c
}

func TestLoad(t *testing.T) {
	c := load(t)
	for _, id := range []string{"istat", "eurostat", "excelsior", "published"} {
		if _, ok := c.Provider(id); !ok {
			t.Errorf("no provider %s", id)
		}
	}
	for _, id := range []string{"istat_vacancies", "istat_employed", "istat_unemployment", "istat_employed_monthly",
		"istat_unemployment_monthly", "eurostat_vacancies", "eurostat_foreign_employment", "excelsior_monthly", "excelsior_medium",
		"istat_industrial_production", "istat_residence_permits", "istat_citizenship_acquired", "istat_migration",
		"istat_road_accidents", "published_quotas", "published_vacancy_rate", "published_foreign_incidence"} {
		if _, ok := c.Table(id); !ok {
			t.Errorf("no table %s", id)
		}
	}
	for _, id := range []string{"job_vacancy_rate_sa_pct", "planned_entries_persons", "hard_to_fill_share_pct", "foreign_incidence_pct", "entry_quota_persons"} {
		if _, ok := c.Indicator(id); !ok {
			t.Errorf("no indicator %s", id)
		}
	}
	for _, id := range []string{"italy", "region"} {
		if _, ok := c.Study(id); !ok {
			t.Errorf("no study %s", id)
		}
	}
	if _, ok := c.Table("istat_weather"); ok {
		t.Error("found a table that nobody declared")
	}
	if len(c.Parameters) == 0 {
		t.Error("no parameters")
	} else if _, ok := c.Parameter(c.Parameters[0].ID); !ok {
		t.Errorf("parameter %s is not found by its id", c.Parameters[0].ID)
	}
}

// TestBroken reads catalogues with mistakes and compares everything that is
// said about them.
func TestBroken(t *testing.T) {
	if *update && os.Getenv("CI") != "" {
		t.Fatal("-update is not for CI")
	}
	names, err := filepath.Glob("testdata/broken/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			fsys := baseFS(t)
			want, at := "", -1
			for i, f := range archive.Files {
				if f.Name == "want" {
					want, at = string(f.Data), i
					continue
				}
				fsys[f.Name] = &fstest.MapFile{Data: f.Data}
			}
			c, err := LoadFS(fsys)
			if err == nil || c != nil {
				t.Fatalf("LoadFS accepted a broken catalogue")
			}
			got := err.Error() + "\n"
			if *update {
				if at < 0 {
					archive.Files = append(archive.Files, txtar.File{Name: "want"})
					at = len(archive.Files) - 1
				}
				archive.Files[at].Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("messages (-want +got):\n%s", diff)
			}
		})
	}
}

// baseFS is the catalogue without a mistake.
func baseFS(t *testing.T) fstest.MapFS {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/base.txtar")
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{}
	for _, f := range archive.Files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return fsys
}

func TestBase_has_no_mistake(t *testing.T) {
	if _, err := LoadFS(baseFS(t)); err != nil {
		t.Errorf("LoadFS(base) = %v", err)
	}
}

// TestBroken_each_is_an_Error checks that callers can take file and line apart.
func TestBroken_each_is_an_Error(t *testing.T) {
	fsys := baseFS(t)
	fsys["parameters/some.toml"] = &fstest.MapFile{Data: []byte("[[parameter]]\nid = \"x\"\n")}
	_, err := LoadFS(fsys)
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		t.Fatalf("LoadFS = %v, want joined errors", err)
	}
	for _, one := range joined.Unwrap() {
		e, ok := one.(*Error)
		if !ok || e.File != "parameters/some.toml" || e.Line == 0 || e.Field == "" || e.Hint == "" {
			t.Errorf("%#v lacks file, line, field or hint", one)
		}
	}
}

func TestFingerprint(t *testing.T) {
	read := func(fsys fs.FS) string {
		t.Helper()
		c, err := LoadFS(fsys)
		if err != nil {
			t.Fatal(err)
		}
		return c.Fingerprint()
	}
	first := read(baseFS(t))
	if again := read(baseFS(t)); again != first || len(first) != 64 {
		t.Errorf("fingerprints of the same files are %q and %q", first, again)
	}
	changed := baseFS(t)
	changed["studies/italy.toml"].Data = append(changed["studies/italy.toml"].Data, "# a comment\n"...)
	if read(changed) == first {
		t.Error("a changed file has the same fingerprint")
	}
}

func TestTableForFlow(t *testing.T) {
	c := load(t)
	cases := []struct{ name, flow, want string }{
		{"itself", "IT1:534_1038(1.0)", "istat_vacancies"},
		{"declared child", "IT1:534_1038_DF_DCSC_POSTIVAC_2_1(1.0)", "istat_vacancies"},
		{"child of a declared parent", "IT1:150_938_DF_DCCV_OCCUPATIT1_3(1.0)", "istat_employed"},
		{"child of the longest parent", "IT1:150_875_DF_DCCV_OCCUPATIMENS1_1(1.0)", "istat_employed_monthly"},
		{"name in a downloaded file", "IT1,115_333,1.0", "istat_industrial_production"},
		{"without agency and version", "29_348", "istat_residence_permits"},
		{"Eurostat", "ESTAT:JVS_Q_R21(1.0)", "eurostat_vacancies"},
		{"a view", "ESTAT:LFSA_EGAN$DV_3148(1.0)", "eurostat_foreign_employment"},
		{"a longer name is another flow", "ESTAT:LFSA_EGANA(1.0)", ""},
		{"a number that begins alike", "IT1:150_9380(1.0)", ""},
		{"old survey rules", "IT1:151_914_DF_DCCV_TAXDISOCCU1_UNT2020_2(1.0)_UNT2020", ""},
		{"old survey rules, plain", "IT1:151_914_DF_DCCV_TAXDISOCCU1_UNT2020(1.0)", ""},
		{"another agency", "ESTAT:534_1038(1.0)", ""},
		{"unknown", "IT1:101_1015(1.0)", ""},
		{"empty", "", ""},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			got, ok := c.TableForFlow(tc.flow)
			if got.ID != tc.want || ok != (tc.want != "") {
				t.Errorf("TableForFlow(%q) = %q, %t, want %q", tc.flow, got.ID, ok, tc.want)
			}
		})
	}
}

// TestVacancies checks the mapping the study stands on, cell by cell.
func TestVacancies(t *testing.T) {
	table, _ := load(t).Table("istat_vacancies")
	want := map[string]string{"Y": "job_vacancy_rate_sa_pct", "N": "job_vacancy_rate_pct"}
	for _, m := range table.Measures {
		if want[m.When["ADJUSTMENT"]] != m.Indicator || m.When["DATA_TYPE"] != "JVC" {
			t.Errorf("rows with %v carry %s", m.When, m.Indicator)
		}
		delete(want, m.When["ADJUSTMENT"])
	}
	if len(want) > 0 {
		t.Errorf("no measure for %v", want)
	}
}

// TestSharedLabels checks that no two rows of a layout can be confused: labels
// of its list at the levels a workbook prints are unique, Italy apart.
func TestSharedLabels(t *testing.T) {
	set, err := codes.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range load(t).Tables {
		for _, l := range table.Layouts {
			for _, id := range []string{l.RowList, l.ColumnList} {
				list, ok := set.List(id)
				if !ok {
					continue
				}
				for _, it := range list.Items {
					if it.Level == "province" {
						continue // never printed; Valle d'Aosta is both
					}
					if found, _ := list.FindLabel(it.Label.IT); found.Code != it.Code {
						t.Errorf("table %s, layout %s: %q is %s and %s", table.ID, l.ID, it.Label.IT, found.Code, it.Code)
					}
				}
			}
		}
	}
}

// TestBreaks checks that every break lies in the span of its table's frequency, and
// says what kind it is and what it concerns.
func TestBreaks(t *testing.T) {
	for _, table := range load(t).Tables {
		for _, b := range table.Breaks {
			if b.Kind == "" || b.Concerns == "" {
				t.Errorf("table %s: break %s says no kind or not what it concerns", table.ID, b.ID)
			}
			from, err := series.ParsePeriod(b.From)
			if err != nil || table.Since == "" {
				continue
			}
			since := series.MustPeriod(table.Since)
			if from.First().Before(since.First()) {
				t.Errorf("table %s: break %s at %s is before the first period %s", table.ID, b.ID, from, since)
			}
		}
	}
}

// overlayOf is a workspace's folder with the file of the base table under another id.
func overlayOf(t *testing.T, edit func(string) string) Overlay {
	t.Helper()
	text := strings.ReplaceAll(string(baseFS(t)["tables/acme_jobs.toml"].Data), "acme_jobs", "acme_more")
	text = strings.ReplaceAll(text, `"7_1"`, `"8_1"`)
	return Overlay{Name: "ws", FS: fstest.MapFS{"tables/acme_more.toml": &fstest.MapFile{Data: []byte(edit(text))}}}
}

func TestOverlay(t *testing.T) {
	same := func(s string) string { return s }
	alone, err := LoadFS(baseFS(t))
	if err != nil {
		t.Fatal(err)
	}
	c, err := LoadFS(baseFS(t), overlayOf(t, same))
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := c.Table("acme_more"); !ok || got.File != "ws/tables/acme_more.toml" {
		t.Errorf("the table of the overlay: %t, declared in %q", ok, got.File)
	}
	if got, _ := c.Table("acme_jobs"); got.File != "datasets/catalog/tables/acme_jobs.toml" {
		t.Errorf("the embedded table is declared in %q", got.File)
	}
	if got, _ := c.TableForFlow("ACM1:8_1(1.0)"); got.ID != "acme_more" {
		t.Errorf("the flow of the overlay finds %q", got.ID)
	}
	if c.Fingerprint() == alone.Fingerprint() {
		t.Error("an overlay does not change the fingerprint")
	}
	changed, err := LoadFS(baseFS(t), overlayOf(t, func(s string) string { return s + "# more\n" }))
	if err != nil {
		t.Fatal(err)
	}
	if changed.Fingerprint() == c.Fingerprint() {
		t.Error("a changed overlay has the same fingerprint")
	}
}

func TestOverlay_is_checked_like_the_rest(t *testing.T) {
	twice := func(s string) string { return strings.ReplaceAll(s, "8_1", "7_1") }
	_, err := LoadFS(baseFS(t), overlayOf(t, twice))
	if err == nil || !strings.Contains(err.Error(), "ws/tables/acme_more.toml:6: flows: flow 7_1 is already one of acme_jobs") {
		t.Errorf("a flow declared twice: %v", err)
	}
	o := Overlay{Name: "ws", FS: fstest.MapFS{
		"tables/acme_jobs.toml":  &fstest.MapFile{Data: baseFS(t)["tables/acme_jobs.toml"].Data},
		"parameters/some.toml":   &fstest.MapFile{Data: []byte("nonsense")},
		"tables/deeper/more.txt": &fstest.MapFile{Data: []byte("nonsense")},
	}}
	_, err = LoadFS(baseFS(t), o)
	if err == nil || !strings.Contains(err.Error(), `id "acme_jobs" stands twice (first declared in tables/acme_jobs.toml:1)`) || strings.Contains(err.Error(), "nonsense") {
		t.Errorf("a table that replaces another: %v", err)
	}
}
