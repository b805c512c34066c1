package warehouse

import (
	"context"
	"fmt"
	"strings"
	"time"

	"fabbisogno/datasets/series"
)

// RevisedSeries is a series of a table that was published in several editions.
type RevisedSeries struct {
	Key                         series.Key
	Freq                        string // empty for spans
	Table                       string
	Editions, Periods           int64
	FirstReleased, LastReleased time.Time
	FirstPeriod, LastPeriod     string
	IsSynthetic                 bool
}

// RevisedSeries lists the series of a measure (all when empty) that had more
// than one edition by a day (zero: now), in the order of keys.
func (d *DB) RevisedSeries(ctx context.Context, measure string, asOf time.Time) ([]RevisedSeries, error) {
	if asOf.IsZero() {
		asOf = endOfTime
	}
	out, err := collect(ctx, d.sql, func(s *RevisedSeries) []any {
		return append(keyFields(&s.Key), &s.Freq, &s.Table, &s.Editions, &s.FirstReleased, &s.LastReleased, &s.Periods,
			&s.FirstPeriod, &s.LastPeriod, &s.IsSynthetic)
	}, statement("revised_series"), measure, asOf)
	if err != nil {
		return nil, fmt.Errorf("list revised series: %w", err)
	}
	return out, nil
}

// Vintages are all published values of a series by a day (zero: now), one a
// period and edition, in the order of periods and releases.
func (d *DB) Vintages(ctx context.Context, s RevisedSeries, asOf time.Time) ([]Observation, error) {
	if asOf.IsZero() {
		asOf = endOfTime
	}
	columns := []string{"measure", "unit", "territory_list", "territory", "industry_list", "industry", "occupation_list", "occupation",
		"citizenship_list", "citizenship", "sex", "age", "other"}
	conditions := []string{"table_id = " + quote(s.Table), "freq = " + quote(s.Freq), "released <= " + dateLiteral(asOf)}
	for i, field := range keyFields(&s.Key) {
		conditions = append(conditions, columns[i]+" = "+quote(*field.(*string)))
	}
	out, err := collect(ctx, d.sql, func(o *Observation) []any {
		o.Key, o.Table = s.Key, s.Table
		return []any{&o.Period, &o.PeriodStart, &o.Released, &o.Vintage, (*orNaN)(&o.Value), &o.Status, &o.SHA256, &o.Row, &o.Column, &o.IsSynthetic}
	}, fmt.Sprintf(statement("vintages"), strings.Join(conditions, "\n  AND ")))
	if err != nil {
		return nil, fmt.Errorf("read vintages of %s: %w", s.Key, err)
	}
	return out, nil
}
