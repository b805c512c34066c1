package warehouse

import (
	"context"
	"database/sql"
	"fmt"
)

// JumpLimits say which change of a series is one to look at.
type JumpLimits struct {
	Share   float64 // of the greater of two values; a smaller change is none
	Changes int     // fewer earlier changes of a series tell no usual size
	Score   float64 // modified z-score of the change among those of its series
}

// Jump gathers the values of a measure in one file that lie far from those before.
type Jump struct {
	Table, SHA256, Measure string
	Count                  int64
	// The farthest of them.
	Series               string
	Period, PeriodBefore string
	Value, Before        float64
	Row                  int64
	Score                float64
}

// Jumps compares the newest edition of every value with the period before it and,
// within a year, with the same season of the year before: where both differ by the
// share, and the change is far from the series' usual ones, the value is counted
// for the file that it came in. Far: 0.6745 times the distance from the median
// change, over the median absolute deviation (Iglewicz and Hoaglin, 1993), is above
// the score. A seasonal low or a lasting change of level is so reported once or not
// at all. Series whose changes are mostly equal have no deviation and are left out.
func (d *DB) Jumps(ctx context.Context, l JumpLimits) ([]Jump, error) {
	out, err := collect(ctx, d.sql, func(j *Jump) []any {
		return []any{&j.Table, &j.SHA256, &j.Measure, &j.Count, &j.Series, &j.Period, &j.Value, &j.PeriodBefore, &j.Before, &j.Row, &j.Score}
	}, statement("jumps"), l.Share, l.Changes, l.Score)
	if err != nil {
		return nil, fmt.Errorf("look for jumps: %w", err)
	}
	return out, nil
}

// ReplaceIssues puts the issues of one rule, of all files, in the place of those
// found before, in one transaction.
func (d *DB) ReplaceIssues(ctx context.Context, rule string, issues []TableIssue) error {
	err := d.transact(ctx, nil, func(conn *sql.Conn) error {
		if _, err := conn.ExecContext(ctx, statement("delete_issues_of_rule"), rule); err != nil {
			return err
		}
		for _, i := range issues {
			if _, err := conn.ExecContext(ctx, statement("put_issue"), i.SHA256, i.Table, i.Severity, i.Rule, i.Key, i.Message); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("replace issues of %s: %w", rule, err)
	}
	return nil
}
