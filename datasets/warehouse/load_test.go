package warehouse

import (
	"database/sql"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"fabbisogno/datasets/series"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// fullLoad has everything a load can have.
func fullLoad() Load {
	l := edition("istat_vacancies", "a", "2024-01-10", false, 1, 4)
	l.Observations[2].Value = math.NaN()
	l.Observations[2].Status = "suppressed"
	l.Observations[3].Note = "it's \"provisional\";\n=1+1"
	l.Rejected = []Rejected{
		{FileName: "a.csv", Row: 9, Column: "OBS_VALUE", Value: "1.2.3", Rule: "number", Message: "not a number", Hint: "ask ISTAT"},
		{FileName: "a.csv", Row: 9, Column: "TIME", Value: "2024-T5", Rule: "period", Message: "unknown period", Hint: "correct it"},
		{FileName: "a.csv", Row: 12, Column: "", Value: "", Rule: "ragged", Message: "too few fields", Hint: "look"},
	}
	l.Skips = []Skip{{Rule: "blank", Rows: 1}, {Rule: "footnote", Rows: 2}}
	l.Issues = []Issue{{Severity: "warning", Rule: "gap", Key: "k", Message: "m"}}
	l.Counts = Counts{Read: 9, Loaded: 4, Rejected: 2, Skipped: 3, Observations: 4}
	return l
}

func TestLoadKeepsEverything(t *testing.T) {
	db := openNew(t)
	l := fullLoad()
	load(t, db, l)
	got, err := db.Observations(t.Context(), Selection{})
	if err != nil {
		t.Fatal(err)
	}
	want := append([]Observation(nil), l.Observations...)
	for i := range want {
		want[i].SHA256, want[i].Table = l.Snapshot.SHA256, l.Snapshot.Table
		want[i].Released, want[i].Vintage = l.Snapshot.Released, l.Snapshot.Vintage
	}
	if d := cmp.Diff(want, got, cmpopts.EquateNaNs()); d != "" {
		t.Errorf("observations (-want +got):\n%s", d)
	}
	rejected, err := db.Rejected(t.Context(), "istat_vacancies")
	if d := cmp.Diff(l.Rejected, rejected); d != "" || err != nil {
		t.Errorf("rejected rows: %v\n%s", err, d)
	}
	if other, err := db.Rejected(t.Context(), "other"); len(other) != 0 || err != nil {
		t.Errorf("rejected rows of another table: %v, %v", other, err)
	}
	ledger, err := db.Ledger(t.Context())
	if d := cmp.Diff([]LedgerEntry{{Snapshot: l.Snapshot, StepVersion: 1, Ordinal: 1, Counts: l.Counts, Skips: l.Skips}}, ledger); d != "" || err != nil {
		t.Errorf("ledger: %v\n%s", err, d)
	}
	issues, err := db.Issues(t.Context())
	if d := cmp.Diff([]TableIssue{{l.Snapshot.Table, l.Snapshot.SHA256, "a.csv", l.Issues[0]}}, issues); d != "" || err != nil {
		t.Errorf("issues: %v\n%s", err, d)
	}
	snapshots, err := db.Snapshots(t.Context(), l.Snapshot.SHA256[:6])
	if d := cmp.Diff([]Snapshot{l.Snapshot}, snapshots); d != "" || err != nil {
		t.Errorf("snapshots: %v\n%s", err, d)
	}
	if none, err := db.Snapshots(t.Context(), "%"); len(none) != 0 || err != nil {
		t.Errorf("a prefix is not a pattern: %v, %v", none, err)
	}
}

func TestLoadTwiceChangesNothing(t *testing.T) {
	db := openNew(t)
	l := fullLoad()
	load(t, db, l)
	before := content(t, db)
	load(t, db, l)
	earlier := l
	earlier.StepVersion = 0
	earlier.Observations = nil
	load(t, db, earlier.counted())
	if after := content(t, db); after != before {
		t.Errorf("content changed from\n%s\nto\n%s", before, after)
	}
}

// content lists how many rows each table of a load has, and the values.
func content(t *testing.T, db *DB) string {
	t.Helper()
	var text string
	if err := db.sql.QueryRow(`SELECT format('{} {} {} {} {} {} {}', (SELECT count(*) FROM core__observation),
		(SELECT count(*) FROM meta__rejected), (SELECT count(*) FROM meta__issue), (SELECT count(*) FROM meta__ledger_skip),
		(SELECT count(*) FROM meta__snapshot), (SELECT count(*) FROM meta__ledger),
		(SELECT string_agg(concat(table_id, sha256, period, value, status), ' ' ORDER BY table_id, sha256, row_number) FROM core__observation))`).Scan(&text); err != nil {
		t.Fatal(err)
	}
	return text
}

func TestLaterStepVersionReplaces(t *testing.T) {
	db := openNew(t)
	l := fullLoad()
	other := l // the same bytes as another table stay
	other.Snapshot.Table = "istat_other"
	load(t, db, l, other)
	again := edition("istat_vacancies", "a", "2024-01-10", false, 100, 2)
	again.StepVersion = 2
	again.Snapshot.FileName = "renamed.csv"
	load(t, db, again)
	if got := show(values(t, db, Selection{Tables: []string{"istat_vacancies"}})); got != "[100 101]" {
		t.Errorf("values %s", got)
	}
	if got := show(values(t, db, Selection{Tables: []string{"istat_other"}})); got != "[1 2 NaN 4]" {
		t.Errorf("other table %s", got)
	}
	ledger, err := db.Ledger(t.Context())
	if err != nil || len(ledger) != 2 || ledger[1].StepVersion != 2 || ledger[1].Snapshot.FileName != "renamed.csv" || ledger[1].Skips != nil {
		t.Errorf("ledger %+v, %v", ledger, err)
	}
	if rejected, err := db.Rejected(t.Context(), "istat_vacancies"); len(rejected) != 0 || err != nil {
		t.Errorf("rejected rows stay: %v, %v", rejected, err)
	}
	for version, want := range map[int]bool{1: true, 2: true, 3: false} {
		if got, err := db.Loaded(t.Context(), l.Snapshot.SHA256, "istat_vacancies", version, ""); got != want || err != nil {
			t.Errorf("loaded by version %d: %t, %v", version, got, err)
		}
	}
	if got, err := db.Loaded(t.Context(), l.Snapshot.SHA256, "nothing", 1, ""); got || err != nil {
		t.Errorf("loaded as nothing: %t, %v", got, err)
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(l *Load)
		says  string
	}{
		"rows_lost":             {func(l *Load) { l.Counts.Read++ }, "10 rows read"},
		"rows_invented":         {func(l *Load) { l.Counts.Loaded++ }, "9 rows read"},
		"observations_lost":     {func(l *Load) { l.Observations = l.Observations[:3] }, "4 observations counted, 3 given"},
		"rejected_lost":         {func(l *Load) { l.Rejected = l.Rejected[:1] }, "2 rows counted as rejected, 1 given"},
		"rejected_not_counted":  {func(l *Load) { l.Counts.Read, l.Counts.Rejected = 8, 1 }, "1 rows counted as rejected, 2 given"},
		"skips_not_named":       {func(l *Load) { l.Skips = l.Skips[:1] }, "3 rows counted as skipped"},
		"negative":              {func(l *Load) { l.Counts.Skipped, l.Counts.Read = -1, 5 }, "negative"},
		"infinite":              {func(l *Load) { l.Observations[1].Value = math.Inf(-1) }, "row 3, column \"OBS_VALUE\": infinite"},
		"digits_of_another":     {func(l *Load) { l.Observations[1].Exact = "9007199254740993" }, "are not those of"},
		"no_checksum":           {func(l *Load) { l.Snapshot.SHA256 = "" }, "no checksum"},
		"no_table":              {func(l *Load) { l.Snapshot.Table = "" }, "no table"},
		"unknown_period":        {func(l *Load) { l.Observations[0].Period = "2024-T5" }, "row 2"},
		"other_frequency":       {func(l *Load) { l.Observations[0].Freq = series.Month }, "not written as frequency M"},
		"period_not_canonical":  {func(l *Load) { l.Observations[0].Period = "Q1-2019" }, "it is stored as"},
		"start_of_other_period": {func(l *Load) { l.Observations[0].PeriodStart = day("2019-04-01") }, "does not start"},
	} {
		t.Run(name, func(t *testing.T) {
			l := fullLoad()
			c.spoil(&l)
			err := l.check()
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %q", err, c.says)
			}
		})
	}
	good := fullLoad()
	if err := good.check(); err != nil {
		t.Errorf("an honest load is refused: %v", err)
	}
}

// TestFailedLoadLeavesNothing: the database's own check, behind ours, fails at
// the end of the transaction.
func TestFailedLoadLeavesNothing(t *testing.T) {
	db := openNew(t)
	load(t, db, fullLoad())
	before := content(t, db)
	bad := edition("istat_vacancies", "b", "2024-04-10", false, 1, 4)
	bad.Counts.Read++ // Load would refuse it; write is asked directly
	rows := []bulk{bad.observationRows(&tally{})}
	err := db.transact(t.Context(), rows, func(conn *sql.Conn) error { return bad.write(t.Context(), conn, rows, &tally{}) })
	if err == nil || !strings.Contains(err.Error(), "CHECK") {
		t.Errorf("got %v", err)
	}
	if after := content(t, db); after != before {
		t.Errorf("content changed from\n%s\nto\n%s", before, after)
	}
	load(t, db, edition("istat_vacancies", "b", "2024-04-10", false, 1, 4)) // and the warehouse goes on
}

func TestLoadsTakeTurns(t *testing.T) {
	db := openNew(t)
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			l := crashLoad(i / 2) // each twice, at the same time
			if err := db.Load(t.Context(), l); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if ledger, err := db.Ledger(t.Context()); len(ledger) != 4 || err != nil {
		t.Errorf("%d loads, %v", len(ledger), err)
	}
	var observations, want int
	for i := range 4 {
		want += crashRows(i)
	}
	if err := db.sql.QueryRow("SELECT count(*) FROM core__observation").Scan(&observations); observations != want || err != nil {
		t.Errorf("%d observations, want %d, %v", observations, want, err)
	}
}

func TestReaderRefusesToWrite(t *testing.T) {
	db := readerOf(t)
	if err := db.Load(t.Context(), fullLoad()); err == nil || !strings.Contains(err.Error(), "read only") {
		t.Errorf("got %v", err)
	}
}

func TestFingerprint(t *testing.T) {
	a, b := edition("istat_vacancies", "a", "2024-01-10", false, 1, 4), edition("istat_vacancies", "b", "2024-04-10", false, 2, 4)
	c := edition("excelsior_monthly", "c", "2024-05-10", true, 3, 4)
	codes := []Code{{List: "nuts2021", Code: "IT", LabelIT: "Italia", LabelEN: "Italy"}, {List: "nuts2021", Code: "ITC1", LabelIT: "Piemonte", LabelEN: "Piedmont", Parent: "ITC"}}
	print := func(asOf string, codes []Code, loads ...Load) string {
		db := openNew(t)
		load(t, db, loads...)
		if err := db.ReplaceReference(t.Context(), Reference{Codes: codes, Measures: []Measure{{Measure: "m", Unit: "pct"}}, Tables: []TableInfo{{Table: "x"}}}); err != nil {
			t.Fatal(err)
		}
		var at time.Time
		if asOf != "" {
			at = day(asOf)
		}
		got, err := db.Fingerprint(t.Context(), at)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	base := print("", codes, a, b, c)
	if len(base) != 64 {
		t.Errorf("fingerprint %q", base)
	}
	later := b
	later.StepVersion = 2
	relabelled := []Code{codes[0], codes[1]}
	relabelled[0].LabelIT = "Repubblica Italiana"
	moved := []Code{{List: "nuts2021I", Code: "T", LabelIT: "Italia", LabelEN: "Italy"}, codes[1]}
	for name, c := range map[string]struct {
		got  string
		same bool
	}{
		"other_order":          {print("", []Code{codes[1], codes[0]}, c, b, a), true},
		"as_of_after_all":      {print("2024-05-10", codes, a, b, c), true},
		"one_file_less":        {print("", codes, a, c), false},
		"as_of_before_last":    {print("2024-05-09", codes, a, b, c), false},
		"later_step":           {print("", codes, a, later, c), false},
		"other_label":          {print("", relabelled, a, b, c), false},
		"text_moved_in_a_cell": {print("", moved, a, b, c), false},
	} {
		if (c.got == base) != c.same {
			t.Errorf("%s: same %t, want %t", name, c.got == base, c.same)
		}
	}
	if print("2024-05-09", codes, a, b, c) != print("", codes, a, b) {
		t.Error("as of a day is not as if later files had not come")
	}
}
