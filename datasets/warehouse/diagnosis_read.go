package warehouse

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// DiagnosisFilter picks rows of the diagnosis; empty fields do not restrict, and
// a field that a table lacks does not either.
type DiagnosisFilter struct {
	Kind      string
	Territory string // code
	UnitList  string
	Unit      string // code
	Period    string
	Latest    bool // only the latest period: the twelve months to the newest month, where there are any
	Method    string
}

// Ratings by kind, territory, list, period, unit and method.
func (d *DB) Ratings(ctx context.Context, f DiagnosisFilter) ([]Rating, error) {
	return readResults(ctx, d, ratingTable, f)
}

// ClassShares by cell, method and class.
func (d *DB) ClassShares(ctx context.Context, f DiagnosisFilter) ([]ClassShare, error) {
	return readResults(ctx, d, classShareTable, f)
}

// MethodScopes by kind, territory, list and method.
func (d *DB) MethodScopes(ctx context.Context, f DiagnosisFilter) ([]MethodScope, error) {
	return readResults(ctx, d, scopeTable, f)
}

// Composites by cell.
func (d *DB) Composites(ctx context.Context, f DiagnosisFilter) ([]Composite, error) {
	return readResults(ctx, d, compositeTable, f)
}

// CompositeParts by cell and indicator.
func (d *DB) CompositeParts(ctx context.Context, f DiagnosisFilter) ([]CompositePart, error) {
	return readResults(ctx, d, partTable, f)
}

// Agreements by cell.
func (d *DB) Agreements(ctx context.Context, f DiagnosisFilter) ([]Agreement, error) {
	return readResults(ctx, d, agreementTable, f)
}

// Dissents by cell, method and indicator.
func (d *DB) Dissents(ctx context.Context, f DiagnosisFilter) ([]Dissent, error) {
	return readResults(ctx, d, dissentTable, f)
}

// MethodTaus by group and pair of methods.
func (d *DB) MethodTaus(ctx context.Context, f DiagnosisFilter) ([]MethodTau, error) {
	return readResults(ctx, d, tauTable, f)
}

// RankPairs by group and pair of units.
func (d *DB) RankPairs(ctx context.Context, f DiagnosisFilter) ([]RankPair, error) {
	return readResults(ctx, d, pairTable, f)
}

// RankShares by cell and place.
func (d *DB) RankShares(ctx context.Context, f DiagnosisFilter) ([]RankShare, error) {
	return readResults(ctx, d, placeTable, f)
}

// ChoiceEffects by group, choice and output.
func (d *DB) ChoiceEffects(ctx context.Context, f DiagnosisFilter) ([]ChoiceEffect, error) {
	return readResults(ctx, d, choiceTable, f)
}

// Causes by cell and cause.
func (d *DB) Causes(ctx context.Context, f DiagnosisFilter) ([]Cause, error) {
	return readResults(ctx, d, causeTable, f)
}

// Remedies by cell, cause and remedy.
func (d *DB) Remedies(ctx context.Context, f DiagnosisFilter) ([]Remedy, error) {
	return readResults(ctx, d, remedyTable, f)
}

// readResults reads a table by filter. Codes come from callers, not from
// queries of users; they are quoted all the same.
func readResults[T any](ctx context.Context, d *DB, t diagnosisTable[T], f DiagnosisFilter) ([]T, error) {
	text := fmt.Sprintf(statement("diagnosis"), t.names(), t.name, t.where(f), strings.Join(t.order, ", "))
	out, err := collect(ctx, d.sql, t.places, text)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", t.name, err)
	}
	return out, nil
}

func (t diagnosisTable[T]) where(f DiagnosisFilter) string {
	var conditions []string
	for _, c := range [][2]string{{"kind", f.Kind}, {"territory", f.Territory}, {"unit_list", f.UnitList}, {"unit_code", f.Unit},
		{"period", f.Period}, {"method", f.Method}} {
		if c[1] != "" && t.has(c[0]) {
			conditions = append(conditions, c[0]+" = "+quote(c[1]))
		}
	}
	if f.Latest && t.has("period") {
		// A span ends with its newest month, which stands above every plain year before it. Sets of
		// units have periods of their own: quarters of the whole market, years of the others.
		conditions = append(conditions, fmt.Sprintf("(kind, territory, unit_list, split_part(period, '/', -1)) IN (SELECT (kind, territory, unit_list, max(split_part(period, '/', -1))) FROM %s GROUP BY kind, territory, unit_list)", t.name))
	}
	if len(conditions) == 0 {
		return "TRUE"
	}
	return strings.Join(conditions, "\n  AND ")
}

func (t diagnosisTable[T]) has(column string) bool {
	return slices.ContainsFunc(t.columns, func(c diagnosisColumn[T]) bool { return c.name == column })
}
