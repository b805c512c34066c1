package warehouse

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
)

// onEdition gives all observations of a load an edition of their own.
func onEdition(l Load, released string) Load {
	for i := range l.Observations {
		l.Observations[i].Released, l.Observations[i].Vintage = day(released), released
	}
	return l
}

// TestFilesOfOneEdition: a file of one edition beside a later file of all of
// them, and a corrected file: what was said as of a day stays what it was.
func TestFilesOfOneEdition(t *testing.T) {
	single := onEdition(edition("istat_employed_monthly", "single", "2024-02-01", false, 1, 2), "2024-02-01")
	corrected := onEdition(edition("istat_employed_monthly", "corrected", "2024-03-01", false, 5, 2), "2024-02-01")
	all := edition("istat_employed_monthly", "all", "2024-06-01", false, 11, 3)
	all.Observations = append(all.Observations, onEdition(edition("istat_employed_monthly", "all", "2024-06-01", false, 1, 2), "2024-02-01").Observations...)
	loads := map[string]Load{"single": single, "corrected": corrected, "all": all.counted()}
	for _, order := range [][]string{{"single", "corrected", "all"}, {"all", "single", "corrected"}, {"corrected", "all", "single"}} {
		t.Run(strings.Join(order, "_"), func(t *testing.T) {
			db := openNew(t)
			for _, name := range order {
				load(t, db, loads[name])
			}
			for _, c := range []struct{ asOf, want, file string }{
				{"2024-02-01", "[1 2]", "single"}, {"2024-02-29", "[1 2]", "single"},
				{"2024-03-01", "[5 6]", "corrected"}, {"2024-06-01", "[11 12 13]", "all"},
			} {
				obs, err := db.Observations(t.Context(), Selection{AsOf: day(c.asOf)})
				if err != nil || len(obs) == 0 {
					t.Fatal(len(obs), err)
				}
				if got := show(values(t, db, Selection{AsOf: day(c.asOf)})); got != c.want {
					t.Errorf("as of %s: %s, want %s", c.asOf, got, c.want)
				}
				for _, o := range obs {
					if o.SHA256 != loads[c.file].Snapshot.SHA256 {
						t.Errorf("as of %s: row %d is not from %s", c.asOf, o.Row, c.file)
					}
				}
			}
		})
	}
}

// TestOlderAfterNewer: an older edition that comes in later is kept, and does
// not become the current one.
func TestOlderAfterNewer(t *testing.T) {
	db := openNew(t)
	load(t, db, edition("istat_vacancies", "b", "2024-04-10", false, 11, 2), edition("istat_vacancies", "a", "2024-01-10", false, 1, 2))
	for asOf, want := range map[string]string{"2024-01-10": "[1 2]", "2024-04-10": "[11 12]", "2030-01-01": "[11 12]"} {
		if got := show(values(t, db, Selection{AsOf: day(asOf)})); got != want {
			t.Errorf("as of %s: %s, want %s", asOf, got, want)
		}
	}
}

// TestFingerprintOfADayStays: what comes in later changes the fingerprint of an
// earlier day only when it says more about that day.
func TestFingerprintOfADayStays(t *testing.T) {
	db := openNew(t)
	single := onEdition(edition("istat_employed_monthly", "single", "2024-02-01", false, 1, 2), "2024-02-01")
	load(t, db, single)
	asOf := day("2024-02-15")
	look := func() string {
		t.Helper()
		f, err := db.Fingerprint(t.Context(), asOf)
		if err != nil {
			t.Fatal(err)
		}
		ledger, err := db.LedgerAsOf(t.Context(), asOf)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range ledger {
			if e.Snapshot.Released.After(asOf) {
				t.Errorf("%s is listed as released on %s, after the day", e.Snapshot.FileName, e.Snapshot.Released)
			}
		}
		issues, err := db.IssuesAsOf(t.Context(), asOf)
		if err != nil {
			t.Fatal(err)
		}
		names := []string{f}
		for _, e := range ledger {
			names = append(names, e.Snapshot.FileName)
		}
		for _, i := range issues {
			names = append(names, i.Message)
		}
		return strings.Join(names, " ")
	}
	before := look()
	all := edition("istat_employed_monthly", "all", "2024-06-01", false, 11, 3)
	all.Observations = append(all.Observations, onEdition(edition("istat_employed_monthly", "all", "2024-06-01", false, 1, 2), "2024-02-01").Observations...)
	all = all.counted()
	all.Issues = []Issue{{Severity: "note", Rule: "x", Message: "of a later file"}}
	load(t, db, all, edition("istat_vacancies", "a", "2024-03-01", false, 1, 2))
	if after := look(); after != before {
		t.Errorf("later files changed what was known:\n%s\n%s", before, after)
	}
	more := onEdition(edition("istat_employed_monthly", "more", "2024-07-01", false, 1, 4), "2024-01-02")
	load(t, db, more)
	if after := look(); after == before || !strings.Contains(after, "more.csv") {
		t.Errorf("a file that says more about the day is not seen: %s", after)
	}
}

// TestQueryAsOf: the same SQL gives what was known; no name goes past it.
func TestQueryAsOf(t *testing.T) {
	path := newFile(t)
	db := openAt(t, path, false)
	early, late := edition("istat_vacancies", "a", "2024-01-10", false, 1, 2), edition("istat_vacancies", "b", "2024-04-10", false, 11, 3)
	late.Rejected = []Rejected{{FileName: "b.csv", Row: 9, Rule: "period"}}
	late.Issues = []Issue{{Severity: "note", Rule: "x", Message: "m"}}
	load(t, db, early, late.counted())
	closeNow(t, db)
	db = openAt(t, path, true)
	look := func(asOf, text string) (string, error) {
		var b bytes.Buffer
		_, err := db.Query(t.Context(), text, FormatCSV, QueryLimits{AsOf: day(asOf)}, &b)
		return strings.Join(strings.Fields(b.String()), " "), err
	}
	for _, c := range []struct{ text, early, late string }{
		{"SELECT sum(value) AS s FROM observation", "s 3", "s 36"},
		{"SELECT sum(value) AS s FROM observation_as_of(DATE '2030-01-01')", "s 3", "s 36"},
		{"SELECT sum(value) AS s FROM observation_as_of(DATE '2024-01-10')", "s 3", "s 3"},
		{"SELECT count(*) AS s FROM core__observation", "s 2", "s 5"},
		{"SELECT count(*) AS s FROM vintage", "s 2", "s 5"},
		{"SELECT count(*) AS s FROM snapshot", "s 1", "s 2"},
		{"SELECT count(*) AS s FROM ledger", "s 1", "s 2"},
		{"SELECT count(*) AS s FROM rejected", "s 0", "s 1"},
		{"SELECT count(*) AS s FROM rejected_all", "s 0", "s 1"},
		{"SELECT count(*) AS s FROM meta__issue", "s 0", "s 1"},
		{"WITH observation AS (SELECT 7 AS v) SELECT sum(v)::INTEGER AS s FROM observation", "s 7", "s 7"},
	} {
		for asOf, want := range map[string]string{"2024-02-01": c.early, "2024-04-10": c.late} {
			if got, err := look(asOf, c.text); got != want || err != nil {
				t.Errorf("as of %s: %s: %q, %v, want %q", asOf, c.text, got, err, want)
			}
		}
	}
	var counts []string
	for name := range gateList("relations.txt") {
		args := map[string]string{"observation_in()": "('ateco2007')", "observation_in_as_of()": "('ateco2007', DATE '2030-01-01')",
			"observation_as_of()": "(DATE '2030-01-01')", "range()": "(3)", "generate_series()": "(3)", "unnest()": "([1])"}[name]
		counts = append(counts, "(SELECT count(*) FROM "+strings.TrimSuffix(name, "()")+args+")")
	}
	slices.Sort(counts)
	// Together in one query, for each looks back first; the error names the relation.
	if _, err := look("2024-02-01", "SELECT "+strings.Join(counts, " + ")+" AS n"); err != nil || len(counts) < 20 {
		t.Errorf("%d relations, not all can be read as of a day: %v", len(counts), err)
	}
	for _, text := range []string{"SELECT * FROM main.observation", "SELECT * FROM warehouse.main.core__observation",
		"SELECT * FROM main.observation_as_of(DATE '2030-01-01')", "SELECT * FROM temp.main.observation"} {
		if _, err := look("2024-02-01", text); !errors.Is(err, ErrNotAllowed) {
			t.Errorf("%s: %v, want ErrNotAllowed", text, err)
		}
	}
	// What looked back leaves nothing behind.
	if got, err := run(t, db, "SELECT sum(value) AS s FROM observation", FormatCSV); err != nil || !slices.Equal(strings.Fields(got), []string{"s", "36"}) {
		t.Errorf("after looking back: %q, %v", got, err)
	}
}
