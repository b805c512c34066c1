package warehouse

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"math"
	"strings"

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
	var out []Observation
	same := interner{}
	for rows.Next() {
		var o Observation
		var freq string
		fields := append(keyFields(&o.Key), &freq, &o.Period, &o.PeriodStart, (*orNaN)(&o.Value), &o.Status, &o.Note,
			&o.Table, &o.SHA256, &o.Row, &o.Column, &o.Released, &o.Vintage, &o.IsSynthetic)
		if err := rows.Scan(fields...); err != nil {
			return nil, err
		}
		if freq != "" {
			if o.Freq, err = series.ParseFreq(freq); err != nil {
				return nil, err
			}
		}
		same.key(&o.Key)
		for _, text := range []*string{&o.Period, &o.Status, &o.Note, &o.Table, &o.SHA256, &o.Column, &o.Vintage} {
			*text = same.of(*text)
		}
		out = append(out, o)
	}
	return out, rows.Err()
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

// Panel is the same as contiguous series, one a key and frequency, in the order
// of keys and then frequencies; gaps are NaN, spans of periods are left out.
// Where several tables give the same key and period, real data go before
// demonstration data, then the later release, then the table id that is first
// as text. A series with any demonstration value is Synthetic.
func (d *DB) Panel(ctx context.Context, s Selection) (series.Panel, error) {
	points, err := d.points(ctx, s)
	if err != nil {
		return nil, fmt.Errorf("read panel: %w", err)
	}
	var panel series.Panel
	for len(points) > 0 {
		first, n := points[0], 1
		for n < len(points) && points[n].Key == first.Key && points[n].Freq == first.Freq {
			n++
		}
		one, err := makeSeries(points[:n])
		if err != nil {
			return nil, fmt.Errorf("read panel: series %s: %w", first.Key, err)
		}
		panel = append(panel, one)
		points = points[n:]
	}
	return panel, nil
}

// points are the observations of a panel with what a series needs of them,
// in less than half the time of all columns.
func (d *DB) points(ctx context.Context, s Selection) ([]Observation, error) {
	rows, err := d.sql.QueryContext(ctx, s.text("panel"))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Observation
	same := interner{}
	for rows.Next() {
		var o Observation
		var freq string
		if err := rows.Scan(append(keyFields(&o.Key), &freq, &o.Period, (*orNaN)(&o.Value), &o.Table, &o.Released, &o.IsSynthetic)...); err != nil {
			return nil, err
		}
		if o.Freq, err = series.ParseFreq(freq); err != nil {
			return nil, err
		}
		same.key(&o.Key)
		o.Period, o.Table = same.of(o.Period), same.of(o.Table)
		out = append(out, o)
	}
	return out, rows.Err()
}

// makeSeries lays the observations of one key and frequency, in the order of
// periods, on a contiguous line.
func makeSeries(observations []Observation) (series.Series, error) {
	out := series.Series{Key: observations[0].Key}
	for i := 0; i < len(observations); {
		best := observations[i]
		for i++; i < len(observations) && observations[i].Period == best.Period; i++ {
			if prefer(observations[i], best) {
				best = observations[i]
			}
		}
		p, err := series.ParsePeriod(best.Period)
		if err != nil {
			return out, err
		}
		if out.Start.IsZero() {
			out.Start = p
		}
		for len(out.Values) < p.Since(out.Start) {
			out.Values = append(out.Values, math.NaN())
		}
		out.Values = append(out.Values, best.Value)
		out.Synthetic = out.Synthetic || best.IsSynthetic
	}
	return out, out.Check()
}

// prefer says whether a goes before b as the value of their period.
func prefer(a, b Observation) bool {
	if a.IsSynthetic != b.IsSynthetic {
		return !a.IsSynthetic
	}
	return cmp.Or(-a.Released.Compare(b.Released), strings.Compare(a.Table, b.Table)) < 0
}
