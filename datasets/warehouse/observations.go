package warehouse

import (
	"context"
	"database/sql"
	"fmt"
	"math"

	"fabbisogno/datasets/series"
)

// Observations are the selected values, newest edition as of s.AsOf,
// demonstration data of a table only where the table has no real file, in the
// order of key, frequency, period and table. It runs the text of s.SQL.
func (d *DB) Observations(ctx context.Context, s Selection) ([]Observation, error) {
	out, err := d.observations(ctx, s)
	if err != nil {
		return nil, fmt.Errorf("read observations: %w", err)
	}
	return out, nil
}

func (d *DB) observations(ctx context.Context, s Selection) ([]Observation, error) {
	rows, err := d.sql.QueryContext(ctx, s.SQL())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out pieces[Observation]
	var o Observation // every column is read anew in every row
	var freq string
	fields := append(keyFields(&o.Key), &freq, &o.Period, &o.PeriodStart, (*orNaN)(&o.Value), &o.Status, &o.Note,
		&o.Table, &o.SHA256, &o.Row, &o.Column, &o.Released, &o.Vintage, &o.IsSynthetic)
	texts := []*string{&o.Period, &o.Status, &o.Note, &o.Table, &o.SHA256, &o.Column, &o.Vintage}
	same := interner{}
	for rows.Next() {
		if err := rows.Scan(fields...); err != nil {
			return nil, err
		}
		o.Freq = 0
		if freq != "" {
			if o.Freq, err = series.ParseFreq(freq); err != nil {
				return nil, err
			}
		}
		same.key(&o.Key)
		for _, text := range texts {
			*text = same.of(*text)
		}
		*out.next() = o
	}
	return out.all(), rows.Err()
}

// keyFields are the places of the key columns, in their order.
func keyFields(k *series.Key) []any {
	return []any{&k.Measure, &k.Unit, &k.Territory.List, &k.Territory.Value, &k.Industry.List, &k.Industry.Value,
		&k.Occupation.List, &k.Occupation.Value, &k.Citizenship.List, &k.Citizenship.Value, &k.Sex, &k.Age, &k.Other}
}

// orNaN is a place for a number that may be NULL: missing is NaN.
type orNaN float64

// Scan implements sql.Scanner.
func (v *orNaN) Scan(value any) error {
	var n sql.NullFloat64
	if err := n.Scan(value); err != nil {
		return err
	}
	*v = orNaN(math.NaN())
	if n.Valid {
		*v = orNaN(n.Float64)
	}
	return nil
}

// interner keeps one copy of equal texts: a panel repeats few texts often.
type interner map[string]string

func (in interner) of(text string) string {
	if kept, ok := in[text]; ok {
		return kept
	}
	in[text] = text
	return text
}

func (in interner) key(k *series.Key) {
	for _, field := range keyFields(k) {
		text := field.(*string)
		*text = in.of(*text)
	}
}
