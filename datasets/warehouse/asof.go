package warehouse

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// As of a day: what was known on it.
//
//   - An observation counts when its edition was released on the day or before.
//   - A file counts when it was released on the day or before. A file that came
//     later counts only for what no earlier file says: a file of all editions
//     tells, by hindsight, what was published years before it came.
//   - So a later file that repeats known editions changes nothing as of the day,
//     whenever it was loaded; one that adds to them does, because the workspace
//     has learned more about that day.
//
// A release day that was assumed (the end of the latest period) counts as if it
// had been declared.

// hindsight is a file released after a day on which what was known on the day rests all the same.
type hindsight struct {
	table, sha256 string
	released      time.Time // newest edition in use
	vintage       string
	observations  int64 // in use
}

// known are the files that count as of a day; day zero: all.
type known struct {
	day       time.Time
	hindsight []hindsight
}

// endOfTime is the day as of which everything is known.
var endOfTime = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

func (d *DB) known(ctx context.Context, q queryer, day time.Time) (known, error) {
	if day.IsZero() {
		day = endOfTime
	}
	k := known{day: day}
	tables, err := collect(ctx, q, func(v *string) []any { return []any{v} }, statement("hindsight_tables"), day)
	if err != nil || len(tables) == 0 {
		return k, err
	}
	k.hindsight, err = collect(ctx, q, func(h *hindsight) []any {
		return []any{&h.table, &h.sha256, &h.released, &h.vintage, &h.observations}
	}, fmt.Sprintf(statement("hindsight_files"), dateLiteral(day), literals(tables)))
	return k, err
}

// condition restricts rows to files that count; file is the alias of meta__snapshot.
func (k known) condition(file string) string {
	text := fmt.Sprintf("%s.released <= %s", file, dateLiteral(k.day))
	if len(k.hindsight) == 0 {
		return text
	}
	pairs := make([]string, len(k.hindsight))
	for i, h := range k.hindsight {
		pairs[i] = fmt.Sprintf("(%s, %s)", quote(h.table), quote(h.sha256))
	}
	return fmt.Sprintf("(%s OR (%s.table_id, %s.sha256) IN (%s))", text, file, file, strings.Join(pairs, ", "))
}

// find is the hindsight of a file; false when it was released by the day or does not count.
func (k known) find(table, sha256 string) (hindsight, bool) {
	i := slices.IndexFunc(k.hindsight, func(h hindsight) bool { return h.table == table && h.sha256 == sha256 })
	if i < 0 {
		return hindsight{}, false
	}
	return k.hindsight[i], true
}

// counts says whether a file counts.
func (k known) counts(s Snapshot) bool {
	_, found := k.find(s.Table, s.SHA256)
	return found || !s.Released.After(k.day)
}

// LedgerAsOf lists the loads that count as of a day; all when it is zero. A
// file that counts by hindsight has the release day, edition and observations
// of what is used of it; its counts of rows are those of the whole file.
func (d *DB) LedgerAsOf(ctx context.Context, day time.Time) ([]LedgerEntry, error) {
	all, err := d.Ledger(ctx)
	if err != nil {
		return nil, err
	}
	k, err := d.known(ctx, d.sql, day)
	if err != nil {
		return nil, fmt.Errorf("read ledger as of %s: %w", day.Format(time.DateOnly), err)
	}
	var out []LedgerEntry
	for _, e := range all {
		if !k.counts(e.Snapshot) {
			continue
		}
		if h, ok := k.find(e.Snapshot.Table, e.Snapshot.SHA256); ok {
			e.Snapshot.Released, e.Snapshot.Vintage, e.Counts.Observations = h.released, h.vintage, h.observations
		}
		out = append(out, e)
	}
	return out, nil
}

// IssuesAsOf lists what the quality rules found in the files that count as of a day.
func (d *DB) IssuesAsOf(ctx context.Context, day time.Time) ([]TableIssue, error) {
	all, err := d.Issues(ctx)
	if err != nil {
		return nil, err
	}
	files, err := d.LedgerAsOf(ctx, day)
	if err != nil {
		return nil, err
	}
	counts := map[[2]string]bool{}
	for _, f := range files {
		counts[[2]string{f.Snapshot.Table, f.Snapshot.SHA256}] = true
	}
	return slices.DeleteFunc(all, func(i TableIssue) bool { return !counts[[2]string{i.Table, i.SHA256}] }), nil
}

// sessionViews are the statements that make everything a query may read that of
// a day: views and a macro of the connection alone, which go before those of
// the file for every name without a schema. Each has the columns of what it
// hides, hence the stars.
func (k known) sessionViews() []string {
	day := dateLiteral(k.day)
	var out []string
	view := func(name, condition string) {
		out = append(out, fmt.Sprintf("CREATE OR REPLACE TEMP VIEW %s AS SELECT * FROM %s.main.%s x WHERE %s", name, alias, name, condition))
	}
	ofFiles := fmt.Sprintf("EXISTS (SELECT 1 FROM %s.main.meta__snapshot f WHERE f.sha256 = x.sha256 AND f.table_id = x.table_id AND %s)",
		alias, k.condition("f"))
	for _, name := range []string{"meta__snapshot", "meta__ledger", "meta__ledger_skip", "meta__rejected", "meta__issue",
		"meta__healed", "meta__superseded", "snapshot", "ledger", "rejected", "rejected_all"} {
		view(name, ofFiles)
	}
	// Results count when the run that gave them looked no further than the day.
	ofRuns := fmt.Sprintf("EXISTS (SELECT 1 FROM %s.main.meta__run r WHERE r.run_id = x.run_id AND r.as_of <= %s)", alias, day)
	for _, name := range []string{"meta__run", "out__forecast", "out__past_forecast", "out__backtest", "out__shortage", "out__evaluation", "meta__figure",
		"forecast", "past_forecast", "backtest", "shortage", "evaluation", "figure"} {
		view(name, ofRuns)
	}
	for _, name := range diagnosisRelations() {
		view(name, ofRuns)
	}
	view("meta__figure_lineage", fmt.Sprintf("EXISTS (SELECT 1 FROM %[1]s.main.meta__figure g JOIN %[1]s.main.meta__run r ON r.run_id = g.run_id "+
		"WHERE g.edition = x.edition AND g.figure_id = x.figure_id AND r.as_of <= %[2]s)", alias, day))
	view("core__observation", "x.released <= "+day)
	view("vintage", "x.released <= "+day)
	view("flag_use", "EXISTS (SELECT 1 FROM core__observation o WHERE o.table_id = x.table_id AND o.status = x.status)")
	for _, text := range []string{
		"VIEW observation AS SELECT * FROM %[1]s.main.observation_as_of(%[2]s)",
		"MACRO observation_as_of(day) AS TABLE SELECT * FROM %[1]s.main.observation_as_of(least(day::DATE, %[2]s))",
		"MACRO observation_in_as_of(target, day) AS TABLE SELECT * FROM %[1]s.main.observation_in_as_of(target, least(day::DATE, %[2]s))",
		"MACRO observation_in(target) AS TABLE SELECT * FROM %[1]s.main.observation_in_as_of(target, %[2]s)",
	} {
		out = append(out, fmt.Sprintf("CREATE OR REPLACE TEMP "+text, alias, day))
	}
	return out
}
