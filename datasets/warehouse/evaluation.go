package warehouse

import (
	"context"
	"database/sql"
	"fmt"
)

// Evaluation is how good a model was on a panel given by a file, at one level of its
// intervals. Missing numbers are NaN.
type Evaluation struct {
	Input             string // file names
	Panel, Group      string // empty: all together
	Horizon           int    // 0: all together
	Model             string
	Series, Forecasts int64

	SMAPE, MASE, RMSSE, OWA, Skill, P, CRPS float64
	Level, Coverage, MSIS                   float64 // Level 0 to 1
}

// SaveEvaluation keeps the scores of an evaluation under a name, in place of what the
// name held, and notes its run, in one transaction.
func (d *DB) SaveEvaluation(ctx context.Context, r Run, name string, e []Evaluation) error {
	if name == "" {
		return fmt.Errorf("save evaluation: it needs a name")
	}
	rows := []bulk{evaluationRows(r, name, e)}
	err := d.transact(ctx, rows, func(conn *sql.Conn) error {
		if _, err := conn.ExecContext(ctx, statement("delete_evaluation"), name); err != nil {
			return err
		}
		if err := rows[0].insert(ctx, conn); err != nil {
			return err
		}
		return putRun(ctx, conn, r)
	})
	if err != nil {
		return fmt.Errorf("save evaluation %s: %w", name, err)
	}
	return nil
}

func evaluationRows(r Run, name string, e []Evaluation) bulk {
	number := func(column string, of func(e *Evaluation) float64) bulkColumn {
		return bulkColumn{name: column, number: func(i int) float64 { return finite(of(&e[i])) }}
	}
	return bulk{table: "out__evaluation", rows: len(e), columns: []bulkColumn{
		{name: "run_id", text: func(int) string { return r.ID }},
		{name: "name", text: func(int) string { return name }},
		{name: "input", text: func(i int) string { return e[i].Input }},
		{name: "panel", text: func(i int) string { return e[i].Panel }},
		{name: "group_id", text: func(i int) string { return e[i].Group }},
		{name: "horizon", small: func(i int) int32 { return int32(e[i].Horizon) }},
		{name: "model", text: func(i int) string { return e[i].Model }},
		{name: "series", whole: func(i int) int64 { return e[i].Series }},
		{name: "forecasts", whole: func(i int) int64 { return e[i].Forecasts }},
		number("smape", func(e *Evaluation) float64 { return e.SMAPE }),
		number("mase", func(e *Evaluation) float64 { return e.MASE }),
		number("rmsse", func(e *Evaluation) float64 { return e.RMSSE }),
		number("owa", func(e *Evaluation) float64 { return e.OWA }),
		number("skill", func(e *Evaluation) float64 { return e.Skill }),
		number("dm_p", func(e *Evaluation) float64 { return e.P }),
		number("crps", func(e *Evaluation) float64 { return e.CRPS }),
		number("level", func(e *Evaluation) float64 { return e.Level }),
		number("coverage", func(e *Evaluation) float64 { return e.Coverage }),
		number("msis", func(e *Evaluation) float64 { return e.MSIS }),
	}}
}

// Evaluations are the scores kept under a name, by panel, group, horizon, model and level.
func (d *DB) Evaluations(ctx context.Context, name string) ([]Evaluation, error) {
	out, err := collect(ctx, d.sql, func(e *Evaluation) []any {
		return []any{&e.Input, &e.Panel, &e.Group, &e.Horizon, &e.Model, &e.Series, &e.Forecasts, &e.SMAPE, &e.MASE, &e.RMSSE, &e.OWA, &e.Skill,
			&e.P, &e.CRPS, &e.Level, &e.Coverage, &e.MSIS}
	}, statement("evaluations"), name)
	if err != nil {
		return nil, fmt.Errorf("read evaluation %s: %w", name, err)
	}
	return out, nil
}
