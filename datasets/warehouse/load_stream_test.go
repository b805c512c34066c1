package warehouse

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"
	"testing"
)

// inPieces gives the rows of a load in batches of n, and may end with an error.
func inPieces(l Load, n int, failed error) Load {
	observations, rejected := l.Observations, l.Rejected
	l.Observations, l.Rejected = nil, nil
	l.Rows = func(yield func(Batch, error) bool) {
		var held []Observation // one buffer, as a reader of a spool has
		for part := range slices.Chunk(observations, n) {
			held = append(held[:0], part...)
			if !yield(Batch{Observations: held}, nil) {
				return
			}
		}
		for part := range slices.Chunk(rejected, n) {
			if !yield(Batch{Rejected: part}, nil) {
				return
			}
		}
		if failed != nil {
			yield(Batch{}, failed)
		}
	}
	return l
}

var _ iter.Seq2[Batch, error] = Load{}.Rows

// TestLoadInPieces: rows that come in batches give what the same rows in slices give.
func TestLoadInPieces(t *testing.T) {
	whole, pieces, both := openNew(t), openNew(t), openNew(t)
	load(t, whole, fullLoad())
	load(t, pieces, inPieces(fullLoad(), 1, nil))
	mixed := inPieces(fullLoad(), 2, nil)
	all := fullLoad().Observations
	rest := fullLoad()
	rest.Observations = all[2:]
	mixed.Observations, mixed.Rows = all[:2], inPieces(rest, 2, nil).Rows
	load(t, both, mixed)
	want := content(t, whole)
	for name, db := range map[string]*DB{"pieces": pieces, "both": both} {
		if got := content(t, db); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
}

// TestLoadInPiecesIsAllOrNothing: rows that end with an error, are more or fewer
// than counted, or may not be stored, leave nothing behind.
func TestLoadInPiecesIsAllOrNothing(t *testing.T) {
	db := openNew(t)
	load(t, db, edition("istat_vacancies", "b", "2024-04-10", false, 1, 4))
	before := content(t, db)
	broken := errors.New("the spool is damaged")
	big := crashLoad(0)
	for i := 1; len(big.Observations) < 250_000; i++ { // more than the Appender keeps to itself
		big.Observations = append(big.Observations, crashLoad(i).Observations...)
	}
	big = big.counted()
	for name, c := range map[string]struct {
		l    func() Load
		says string
	}{
		"error_at_the_end": {func() Load { return inPieces(big, 8192, broken) }, broken.Error()},
		"one_too_few": {func() Load {
			l := fullLoad()
			l.Observations = l.Observations[:3]
			return inPieces(l, 2, nil)
		}, "4 observations counted, 3 given"},
		"one_too_many": {func() Load {
			l := fullLoad()
			l.Observations = append(l.Observations, l.Observations[0])
			return inPieces(l, 2, nil)
		}, "4 observations counted, 5 given"},
		"rejected_lost": {func() Load {
			l := fullLoad()
			l.Rejected = nil
			return inPieces(l, 2, nil)
		}, "2 rows counted as rejected, 0 given"},
		"rejected_not_counted": {func() Load {
			l := fullLoad()
			l.Counts.Read, l.Counts.Rejected = 7, 0
			return inPieces(l, 2, nil)
		}, "0 rows counted as rejected, 2 given"},
		"infinite_in_the_second_piece": {func() Load {
			l := fullLoad()
			l.Observations[3].Value = math.Inf(1)
			return inPieces(l, 2, nil)
		}, "infinite"},
		"counts": {func() Load {
			l := fullLoad()
			l.Counts.Read++
			return inPieces(l, 2, nil)
		}, "10 rows read"},
	} {
		t.Run(name, func(t *testing.T) {
			err := db.Load(t.Context(), c.l())
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %q", err, c.says)
			}
			if after := content(t, db); after != before {
				t.Errorf("content changed from\n%.300s\nto\n%.300s", before, after)
			}
		})
	}
	load(t, db, fullLoad()) // and the warehouse goes on
}

// TestLoadOfLongTexts: a load that needs more memory than large loads are given
// begins again with what the warehouse has, and is stored once.
func TestLoadOfLongTexts(t *testing.T) {
	if isOutOfMemory(nil) {
		t.Error("no error is none of memory")
	}
	l := edition("istat_vacancies", "long", "2024-01-10", false, 0, 0)
	for i := range dictionaryFrom {
		o := observe("job_vacancy_rate_pct", "2024-Q1", float64(i), int64(i+2))
		o.Key.Other, o.Note = fmt.Sprintf("I=%d", i), strings.Repeat(fmt.Sprintf("%06d", i), 200)
		l.Observations = append(l.Observations, o)
	}
	l = inPieces(l.counted(), 8192, nil)
	rows, times := l.Rows, 0
	l.Rows = func(yield func(Batch, error) bool) {
		times++
		rows(yield)
	}
	db := openNew(t)
	db.loadMemory = "16MB"
	load(t, db, l)
	if got := one(t, db, "SELECT count(*) || ' ' || sum(length(note)) FROM core__observation"); times != 2 || got != fmt.Sprintf("%d %d", dictionaryFrom, 1200*dictionaryFrom) {
		t.Errorf("%s observations and characters after %d tries, want all after the second", got, times)
	}
	if got := one(t, db, "SELECT count(*) FROM meta__ledger"); got != "1" {
		t.Errorf("%s loads are noted", got)
	}
	if got := one(t, db, "SELECT current_setting('memory_limit')"); got != "1.8 GiB" {
		t.Errorf("the limit is %s after the load", got)
	}
}
