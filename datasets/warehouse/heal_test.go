package warehouse

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fabbisogno/datasets/series"

	"github.com/google/go-cmp/cmp"
)

// withRejected adds rows set aside after the observations.
func withRejected(l Load, rows ...int64) Load {
	l.Rejected = nil
	for _, row := range rows {
		l.Rejected = append(l.Rejected, Rejected{FileName: l.Snapshot.FileName, Row: row, Column: "REF_AREA", Value: "ITC1X", Rule: "code",
			Message: "not a code", Hint: "map it"})
	}
	return l.counted()
}

// states are the rows ever set aside: file:row state [by file].
func states(t *testing.T, db *DB) string {
	t.Helper()
	rows, err := db.SetAside(t.Context(), AsideFilter{All: true})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortStableFunc(rows, func(a, b SetAside) int { return int(a.Row - b.Row) })
	var out []string
	for _, r := range rows {
		out = append(out, strings.TrimSpace(r.FileName+":"+string(rune('0'+r.Row))+" "+r.State+" "+r.ByFile))
	}
	return strings.Join(out, "; ")
}

func TestRecipeReplaces(t *testing.T) {
	db := openNew(t)
	first := withRejected(edition("istat_vacancies", "a", "2024-01-10", false, 1, 2), 8, 9)
	first.Recipe = "d1:m1"
	other := edition("istat_vacancies", "b", "2024-04-10", false, 1, 2)
	load(t, db, first, other)
	for recipe, want := range map[string]bool{"d1:m1": true, "d1:m2": false, "d2:m1": false, "": false} {
		if got, err := db.Loaded(t.Context(), first.Snapshot.SHA256, "istat_vacancies", 1, recipe); got != want || err != nil {
			t.Errorf("loaded with recipe %q: %t, %v", recipe, got, err)
		}
	}
	if got, err := db.Loaded(t.Context(), first.Snapshot.SHA256, "istat_vacancies", 0, "d9:m9"); !got || err != nil {
		t.Errorf("an earlier program would undo a later one's load: %t, %v", got, err)
	}

	// A mapping line heals row 8; a line that drops takes row 9 away on purpose.
	mapped := edition("istat_vacancies", "a", "2024-01-10", false, 1, 3)
	mapped.Recipe, mapped.Skips = "d1:m2", []Skip{{Rule: "mapping-drop", Rows: 1}}
	mapped.Observations[2].Row, mapped.Observations[2].Note = 8, "NOTE_X=y;"+MappedMark+"REF_AREA=ITC1X"
	load(t, db, mapped.counted())
	if got := states(t, db); got != "a.csv:8 healed by mapping; a.csv:9 dropped" {
		t.Errorf("states %s", got)
	}
	ledger, err := db.Ledger(t.Context())
	if err != nil || ledger[0].Ordinal != 1 || ledger[0].Reloads != 1 || ledger[0].Recipe != "d1:m2" || ledger[1].Ordinal != 2 || ledger[1].Reloads != 0 {
		t.Errorf("ledger %+v, %v", ledger, err)
	}

	// Without the lines both are open again, and no entry stands twice.
	first.Recipe = "d1:m3"
	load(t, db, first)
	if got := states(t, db); got != "a.csv:8 open; a.csv:9 open" {
		t.Errorf("states after taking the lines back %s", got)
	}
	// A changed declaration that reads both names the declaration.
	declared := edition("istat_vacancies", "a", "2024-01-10", false, 1, 4)
	declared.Recipe = "d2:m3"
	declared.Observations[2].Row, declared.Observations[3].Row = 8, 9
	load(t, db, declared)
	if got := states(t, db); got != "a.csv:8 healed by declaration; a.csv:9 healed by declaration" {
		t.Errorf("states after a changed declaration %s", got)
	}
	counts, err := db.SetAsideCounts(t.Context())
	if d := cmp.Diff([]StateCount{{"istat_vacancies", "healed by declaration", 2}}, counts); d != "" || err != nil {
		t.Errorf("counts: %v\n%s", err, d)
	}
	if n, err := db.RetireSynthetic(t.Context(), nil); n != 0 || err != nil {
		t.Errorf("retired %d, %v", n, err)
	}
}

// A corrected file of the same edition: its values count, and the rows that the
// first one set aside no longer wait.
func TestCorrectedFileSupersedes(t *testing.T) {
	named := func(l Load, file string) Load {
		l.Snapshot.FileName = file
		for i := range l.Rejected {
			l.Rejected[i].FileName = file
		}
		return l
	}
	first := withRejected(edition("istat_vacancies", "first", "2024-01-10", false, 1, 2), 4, 5)
	first = named(first, "a.csv")
	corrected := edition("istat_vacancies", "corrected", "2024-01-10", false, 11, 3) // rows 2 to 4; row 5 is gone
	for name, c := range map[string]struct {
		second Load
		states string
		values string
	}{
		"same_name":                  {named(corrected, "a.csv"), "a.csv:4 healed by file a.csv; a.csv:5 superseded a.csv", "[11 12 13]"},
		"name_with_copy_number":      {named(corrected, "a (1).csv"), "a.csv:4 healed by file a (1).csv; a.csv:5 superseded a (1).csv", "[11 12 13]"},
		"another_name_with_all":      {named(corrected, "b.csv"), "a.csv:4 healed by file b.csv; a.csv:5 superseded b.csv", "[11 12 13]"},
		"another_part_of_the_table":  {named(shifted(corrected, 2), "b.csv"), "a.csv:4 open; a.csv:5 open", "[1 2 11 12 13]"},
		"another_part_of_same_name":  {named(shifted(corrected, 2), "a.csv"), "a.csv:4 open; a.csv:5 open", "[1 2 11 12 13]"},
		"another_edition":            {named(edition("istat_vacancies", "later", "2024-04-10", false, 11, 3), "a.csv"), "a.csv:4 open; a.csv:5 open", "[11 12 13]"},
		"half_and_moved_same_name":   {named(shifted(corrected, 1), "a.csv"), "a.csv:4 healed by file a.csv; a.csv:5 superseded a.csv", "[1 11 12 13]"},
		"half_under_another_name":    {named(shifted(corrected, 1), "b.csv"), "a.csv:4 open; a.csv:5 open", "[1 11 12 13]"},
		"demonstration_heals_nobody": {named(edition("istat_vacancies", "made", "2024-01-10", true, 11, 3), "a.csv"), "a.csv:4 open; a.csv:5 open", "[1 2]"},
	} {
		t.Run(name, func(t *testing.T) {
			db := openNew(t)
			load(t, db, first, c.second)
			if got := states(t, db); got != c.states {
				t.Errorf("states %s, want %s", got, c.states)
			}
			if got := show(values(t, db, Selection{Tables: []string{"istat_vacancies"}})); got != c.values {
				t.Errorf("values %s, want %s", got, c.values)
			}
			// Loading the first again under another recipe does not bring it back to the front.
			again := first
			again.Recipe = "d2:m1"
			load(t, db, again)
			if got := show(values(t, db, Selection{Tables: []string{"istat_vacancies"}})); got != c.values {
				t.Errorf("values after the first was loaded again %s, want %s", got, c.values)
			}
			if got := states(t, db); got != c.states {
				t.Errorf("states after the first was loaded again %s, want %s", got, c.states)
			}
			open, err := db.SetAside(t.Context(), AsideFilter{Table: "istat_vacancies"})
			if err != nil || len(open) != strings.Count(c.states, "open") {
				t.Errorf("%d open, %v", len(open), err)
			}
		})
	}
}

// shifted moves the observations by n quarters.
func shifted(l Load, n int) Load {
	l.Observations = append([]Observation(nil), l.Observations...)
	for i, o := range l.Observations {
		l.Observations[i] = observe(o.Key.Measure, quarter(o.Period, n), o.Value, o.Row)
	}
	return l
}

func quarter(period string, n int) string { return series.MustPeriod(period).Add(n).String() }

// A warehouse of the first schema keeps its loads, in the order of their
// releases, each to be loaded again because nothing says by which recipe it was.
func TestMigrationOfLedger(t *testing.T) {
	path := filepath.Join(t.TempDir(), "warehouse.duckdb")
	db, err := Open(t.Context(), Options{Path: path, schema: migrations()[:1]})
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{"2024-04-10", "2024-01-10"} {
		sha := checksum(at)
		for _, q := range []string{
			`INSERT INTO meta__snapshot VALUES ($1, 'istat_vacancies', 'a.csv', 10, 'sdmxcsv', 'istat', 'CC-BY-4.0', '', $2::DATE, $2, false)`,
			`INSERT INTO meta__ledger SELECT $1, 'istat_vacancies', 1, 1, 0, 1, 0, 0 WHERE $2 <> ''`,
			`INSERT INTO meta__rejected SELECT $1, 'istat_vacancies', 'a.csv', 4, 'REF_AREA', 'ITC1X', 'code', $2, 'h'`,
		} {
			if _, err := db.sql.Exec(q, sha, at); err != nil {
				t.Fatal(err)
			}
		}
	}
	closeNow(t, db)
	db = openAt(t, path, false)
	ledger, err := db.Ledger(t.Context())
	if err != nil || len(ledger) != 2 {
		t.Fatalf("ledger %+v, %v", ledger, err)
	}
	for i, e := range ledger {
		if e.Ordinal != int64(i+1) || e.Recipe != "" || e.Reloads != 0 {
			t.Errorf("entry %d of %s: %+v", i, e.Snapshot.Vintage, e)
		}
	}
	if got := states(t, db); got != "a.csv:4 open; a.csv:4 open" {
		t.Errorf("states %s", got)
	}
	load(t, db, edition("istat_vacancies", "x", "2024-07-10", false, 1, 2))
	if ledger, err := db.Ledger(t.Context()); err != nil || ledger[2].Ordinal != 3 {
		t.Errorf("ledger %+v, %v", ledger, err)
	}
}
