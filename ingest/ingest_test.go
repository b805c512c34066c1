package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"fabbisogno/datasets/disktest"
	"fabbisogno/datasets/published"
	"fabbisogno/datasets/sample"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

const sampleDir = "FABBISOGNO_TEST_SAMPLE" // environment variable, set by TestMain

// sampleFiles are the demonstration files, written once for all tests that need them;
// of the workbooks those from the last month without agriculture on.
var sampleFiles = sync.OnceValues(func() ([]sample.File, error) {
	return sample.Write(context.Background(), os.Getenv(sampleDir), sample.Options{Since: series.MustPeriod("2025-05")})
})

func TestMain(m *testing.M) {
	restore := func() {}
	if !isSlow { // slow tests write gigabytes
		restore = disktest.Use()
	}
	dir, err := os.MkdirTemp("", "fabbisogno-sample-")
	if err == nil {
		err = os.Setenv(sampleDir, dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	restore()
	os.Exit(code)
}

// demonstration gives requests for the demonstration files whose name contains a word.
func demonstration(t *testing.T, words ...string) []Request {
	t.Helper()
	files, err := sampleFiles()
	if err != nil {
		t.Fatal(err)
	}
	var out []Request
	for _, f := range files {
		for _, word := range words {
			if strings.Contains(filepath.Base(f.Path), word) {
				out = append(out, Request{Path: f.Path, Released: f.Released, Vintage: f.Vintage})
				break
			}
		}
	}
	if len(out) == 0 {
		t.Fatalf("no demonstration file is named %v", words)
	}
	return out
}

// TestDemonstration loads two months of workbooks and all SDMX files into a real
// warehouse, twice.
func TestDemonstration(t *testing.T) {
	ctx := context.Background()
	requests := demonstration(t, "excelsior_2025-05", "excelsior_2026-10", ".csv")
	db, err := warehouse.Open(ctx, warehouse.Options{Path: filepath.Join(t.TempDir(), "warehouse.duckdb")})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	g := newIngester(t, db)
	results, err := g.Files(ctx, requests, 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	var observations int64
	for i, r := range results {
		if r.Err != nil {
			t.Fatal(r.Err)
		}
		rep := r.Report
		if rep.File != filepath.Base(requests[i].Path) {
			t.Errorf("result %d is of %s, want %s", i, rep.File, requests[i].Path)
		}
		if !rep.IsSynthetic {
			t.Errorf("%s: the mark of demonstration data was lost", rep.File)
		}
		if rep.Counts.Rejected > 0 || rep.Counts.Loaded == 0 || rep.Counts.Read != rep.Counts.Loaded+rep.Counts.Skipped {
			t.Errorf("%s: %+v, first rejection %+v", rep.File, rep.Counts, first(rep.Rejected))
		}
		checkRuleNames(t, rep, nil)
		observations += rep.Counts.Observations
	}
	before, err := db.Fingerprint(ctx, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	again, err := g.Files(ctx, requests, 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range again {
		if r.Err != nil || !r.Report.AlreadyLoaded || r.Report.Table == "" || !r.Report.IsSynthetic {
			t.Errorf("second time: %+v, %v", r.Report, r.Err)
		}
	}
	after, err := db.Fingerprint(ctx, time.Time{})
	if err != nil || before != after {
		t.Errorf("loading the same bytes again changed the warehouse: %v", err)
	}
	entries, err := db.Ledger(ctx)
	if err != nil || len(entries) != len(requests) {
		t.Errorf("%d entries in the ledger, %v; want %d", len(entries), err, len(requests))
	}
	var stored int64
	for _, e := range entries {
		stored += e.Counts.Observations
	}
	if stored != observations {
		t.Errorf("%d observations in the ledger, %d reported", stored, observations)
	}
	snapshots, err := g.Store.List()
	if err != nil || len(snapshots) != len(requests) {
		t.Errorf("%d snapshots, %v; want %d", len(snapshots), err, len(requests))
	}
	for _, s := range snapshots {
		if err := g.Store.Verify(s.SHA256); err != nil || !s.IsSynthetic {
			t.Errorf("%s: %v, synthetic %v", s.FileName, err, s.IsSynthetic)
		}
	}
}

func first(r []warehouse.Rejected) any {
	if len(r) == 0 {
		return nil
	}
	return r[0]
}

// TestWorkbookAgreesWithExcelize compares every number loaded from a
// demonstration workbook with the cell that an independent reader finds there.
func TestWorkbookAgreesWithExcelize(t *testing.T) {
	db := &memory{}
	g := newIngester(t, db)
	for _, r := range demonstration(t, "excelsior_2025-05", "excelsior_2026-10") {
		if _, err := g.File(context.Background(), r); err != nil {
			t.Fatal(err)
		}
		x, err := excelize.OpenFile(r.Path, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		l := db.loads[len(db.loads)-1]
		for _, o := range l.Observations {
			name, ref, _ := strings.Cut(o.Column, "!")
			text, err := x.GetCellValue(name, ref)
			if err != nil {
				t.Fatal(err)
			}
			want := observationText(o)
			if got := theirs(text, o); got != want {
				t.Fatalf("%s %s: excelize reads %q, so %q; loaded %q", filepath.Base(r.Path), o.Column, text, got, want)
			}
		}
		if len(l.Observations) < 1500 {
			t.Errorf("only %d observations", len(l.Observations))
		}
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// theirs is the observation with the value of a cell text read in the plainest
// way: dots before three digits and a comma are Italian.
func theirs(text string, o warehouse.Observation) string {
	if text == "-" {
		o.Value, o.Status = nan(), "suppressed"
		return observationText(o)
	}
	if o.Key.Unit == "persons" {
		text = strings.ReplaceAll(text, ".", "")
	}
	o.Value, o.Status = mustFloat(strings.ReplaceAll(text, ",", ".")), ""
	return observationText(o)
}

func TestPublished(t *testing.T) {
	db := &memory{}
	g := newIngester(t, db)
	for _, f := range published.Files() {
		rep, err := g.File(context.Background(), Request{Reader: bytes.NewReader(f.Bytes), Name: f.Name})
		if err != nil {
			t.Fatal(err)
		}
		if rep.Table != f.Table || rep.Counts.Rejected+rep.Counts.Skipped > 0 || rep.Counts.Loaded == 0 || rep.IsSynthetic {
			t.Errorf("%s: table %s, %+v, first rejection %+v", f.Name, rep.Table, rep.Counts, first(rep.Rejected))
		}
		checkRuleNames(t, rep, nil)
		for _, o := range db.loads[len(db.loads)-1].Observations {
			if !strings.Contains(o.Note, "page: http") {
				t.Errorf("%s row %d has lost its page: %q", f.Name, o.Row, o.Note)
			}
		}
	}
}

func TestPublishedRow(t *testing.T) {
	const header = "id,period,territory,citizenship,COUNTERPART,sector_group,sector_label,OCCUPATION_LABEL,sex,EMPLOYESS_CLASS,CHANNEL,REF,measure,unit,value,status,source,source_url,published_on,derived,note\n"
	const rows = "ime-1,2023-04/2023-06,IT,,,G-U,Servizi,,,,,,immigrant_entries_persons,thousand,0.3,,Unioncamere,https://example.org/a,2023-04-14,,rounded\n" +
		"ime-2,2023-06/2023-04,IT,,,G-U,Servizi,,,,,,immigrant_entries_persons,thousand,644,,Unioncamere,https://example.org/a,2023-04-14,,\n" +
		"ime-3,2023,IT,,,ZZ,Servizi,,,,,,immigrant_entries_persons,thousand,644,,Unioncamere,https://example.org/a,2023-04-14,,\n" +
		"ime-4,2023,IT,,,A,Servizi,a;b,,,,,immigrant_entries_persons,thousand,1,derived,Unioncamere,https://example.org/a,,1 x 1,\n"
	db := &memory{}
	rep, err := newIngester(t, db).File(context.Background(), Request{Reader: strings.NewReader(header + rows), Name: "x.csv", Table: "published_immigrant_entries"})
	if err != nil {
		t.Fatal(err)
	}
	const want = `row 2 value immigrant_entries_persons nuts2021:IT sector_group:G-U 2023-04/2023-06 = 300
row 5 value immigrant_entries_persons nuts2021:IT sector_group:A OCCUPATION_LABEL=a%3Bb 2023 = 1000 derived
`
	got := ""
	for _, o := range db.loads[0].Observations {
		got += observationText(o)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("observations (-want +got):\n%s", diff)
	}
	notes := []string{db.loads[0].Observations[0].Note, db.loads[0].Observations[1].Note}
	wantNotes := []string{"rounded | source: Unioncamere | published: 2023-04-14 | page: https://example.org/a",
		"derived: 1 x 1 | source: Unioncamere | page: https://example.org/a"}
	if diff := cmp.Diff(wantNotes, notes); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
	var rules []string
	for _, r := range rep.Rejected {
		rules = append(rules, r.Rule)
	}
	if diff := cmp.Diff([]string{"period", "code"}, rules); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}
}

func TestTableIsNotGuessed(t *testing.T) {
	g := newIngester(t, &memory{})
	f := published.Files()[0]
	cases := []struct{ name, file, table, want string }{
		{"file_name_tells_nothing", "figures.csv", "", "candidates: published_"},
		{"unknown_table", f.Name, "no_such_table", "fabbisogno catalog"},
		{"table_of_another_format", f.Name, "istat_vacancies", "leave --table out"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := g.File(context.Background(), Request{Reader: bytes.NewReader(f.Bytes), Name: c.file, Table: c.table})
			var s *SourceError
			if !errors.As(err, &s) || s.Rule != "table" || !strings.Contains(s.Hint, c.want) {
				t.Errorf("got %v with hint %q, want one with %q", err, s.Hint, c.want)
			}
		})
	}
	if _, err := g.File(context.Background(), Request{Reader: bytes.NewReader(f.Bytes), Name: "figures.csv", Table: f.Table}); err != nil {
		t.Errorf("with its table named: %v", err)
	}
}

func TestRefusalChangesNothing(t *testing.T) {
	db := &memory{}
	g := newIngester(t, db)
	dir := t.TempDir()
	good, bad := filepath.Join(dir, "good.csv"), filepath.Join(dir, "bad.csv")
	const header = "DATAFLOW,FREQ,REF_AREA,DATA_TYPE,ADJUSTMENT,EMPLOYESS_CLASS,ECON_ACTIVITY_NACE_2007,TIME_PERIOD,OBS_VALUE\n"
	for path, text := range map[string]string{
		good: header + "IT1:534_1038(1.0),Q,IT,JVC,Y,W_GE1,F,2024-Q1,2.1\n",
		bad:  header + "IT1:534_1038(1.0),Q,IT,JVC,Y,W_GE1,\"F,2024-Q1,2.1\n",
	} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	results, err := g.Files(context.Background(), []Request{{Path: bad}, {Path: good}, {Path: dir}, {Path: good}}, 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range results {
		var s *SourceError
		if errors.As(r.Err, &s) {
			got = append(got, s.Rule)
			continue
		}
		if r.Report.AlreadyLoaded {
			got = append(got, "already")
			continue
		}
		got = append(got, r.Report.Table)
	}
	if diff := cmp.Diff([]string{"quote", "istat_vacancies", "not-regular", "already"}, got); diff != "" {
		t.Errorf("results (-want +got):\n%s", diff)
	}
	snapshots, err := g.Store.List()
	if err != nil || len(snapshots) != 1 || len(db.loads) != 1 {
		t.Errorf("%d snapshots and %d loads of one good file, %v", len(snapshots), len(db.loads), err)
	}
}

// broken is a warehouse whose disk is full.
type broken struct{ memory }

var errDiskFull = errors.New("disk full")

func (*broken) Load(context.Context, warehouse.Load) error { return errDiskFull }

func TestSystemErrorsStopTheRun(t *testing.T) {
	g := newIngester(t, &broken{})
	f := published.Files()
	var requests []Request
	for _, f := range f {
		requests = append(requests, Request{Reader: bytes.NewReader(f.Bytes), Name: f.Name})
	}
	results, err := g.Files(context.Background(), requests, 2, nil)
	var s *SourceError
	if !errors.Is(err, errDiskFull) || errors.As(err, &s) || len(results) != 0 {
		t.Errorf("got %v after %d results", err, len(results))
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := g.Files(ctx, requests[:1], 1, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled run gives %v", err)
	}
}
