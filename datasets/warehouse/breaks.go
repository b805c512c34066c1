package warehouse

import (
	"context"
	"fmt"
	"slices"

	"fabbisogno/datasets/series"
)

// Breaks are the declared breaks of tables, ready to be carried into series. The
// zero Breaks know none.
type Breaks struct {
	byTable map[string][]Break
	totals  map[series.Code]bool // codes that stand for the whole of their list
}

// NewBreaks makes breaks without a warehouse. totals are the codes that stand for
// the whole of their list.
func NewBreaks(all []Break, totals ...series.Code) Breaks {
	b := Breaks{byTable: map[string][]Break{}, totals: map[series.Code]bool{}}
	for _, one := range all {
		b.byTable[one.Table] = append(b.byTable[one.Table], one)
	}
	for _, code := range totals {
		b.totals[code] = true
	}
	return b
}

// Breaks are those of the reference.
func (d *DB) Breaks(ctx context.Context) (Breaks, error) {
	all, err := d.readBreaks(ctx)
	if err != nil {
		return Breaks{}, fmt.Errorf("read breaks: %w", err)
	}
	rows, err := d.sql.QueryContext(ctx, statement("total_codes"))
	if err != nil {
		return Breaks{}, fmt.Errorf("read breaks: %w", err)
	}
	defer rows.Close()
	var totals []series.Code
	for rows.Next() {
		var c series.Code
		if err := rows.Scan(&c.List, &c.Value); err != nil {
			return Breaks{}, fmt.Errorf("read breaks: %w", err)
		}
		totals = append(totals, c)
	}
	return NewBreaks(all, totals...), rows.Err()
}

func (d *DB) readBreaks(ctx context.Context) ([]Break, error) {
	rows, err := d.sql.QueryContext(ctx, statement("breaks"))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Break
	for rows.Next() {
		var b Break
		var from string
		if err := rows.Scan(&b.Table, &b.ID, &from, (*string)(&b.Kind), &b.Concerns, &b.WhatIT, &b.WhatEN, &b.URL); err != nil {
			return nil, err
		}
		if b.From, err = series.ParsePeriod(from); err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, rows.Err()
}

// Of are the breaks of a table that concern a series, in the order of time.
func (b Breaks) Of(table string, k series.Key) []Break {
	var out []Break
	for _, one := range b.byTable[table] {
		if one.Concerns != ConcernsIndustryTotals || k.Industry.IsZero() || b.totals[k.Industry] {
			out = append(out, one)
		}
	}
	return out
}

// carry puts the breaks of the tables behind a series into it: those after its
// first period and not after its last, each at the series' own frequency. A break
// inside a longer period (June 2025 in a year) stands at that period.
func (b Breaks) carry(s *series.Series, tables []string) error {
	for _, table := range tables {
		for _, one := range b.Of(table, s.Key) {
			at, err := series.Containing(s.Freq(), one.From.First())
			if err != nil {
				return err
			}
			carried := series.Break{From: at, Reason: one.ID, Kind: one.Kind}
			if at.Since(s.Start) > 0 && at.Since(s.End()) <= 0 && !slices.Contains(s.Breaks, carried) {
				s.Breaks = append(s.Breaks, carried)
			}
		}
	}
	slices.SortStableFunc(s.Breaks, func(a, c series.Break) int { return a.From.Compare(c.From) })
	return nil
}
