package warehouse

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"fabbisogno/datasets/series"
)

// Panel is the same as contiguous series, one a key and frequency, in the order
// of keys and then frequencies; gaps are NaN, spans of periods are left out.
// Where several tables give the same key and period, real data go before
// demonstration data, then the later release, then the table id that is first
// as text. A series with any demonstration value is Synthetic. The declared
// breaks of the tables behind a series are in its Breaks.
func (d *DB) Panel(ctx context.Context, s Selection) (series.Panel, error) {
	points, err := d.points(ctx, s)
	if err != nil {
		return nil, fmt.Errorf("read panel: %w", err)
	}
	breaks, err := d.Breaks(ctx)
	if err != nil {
		return nil, fmt.Errorf("read panel: %w", err)
	}
	panel, err := PanelOf(points, breaks)
	if err != nil {
		return nil, fmt.Errorf("read panel: %w", err)
	}
	return panel, nil
}

// PanelOf lays observations in the order that Observations gives them on
// contiguous series, as Panel does, for callers that need the rows as well.
// Spans of periods are left out.
func PanelOf(observations []Observation, breaks Breaks) (series.Panel, error) {
	var panel series.Panel
	for len(observations) > 0 {
		first, n := observations[0], 1
		for n < len(observations) && observations[n].Key == first.Key && observations[n].Freq == first.Freq {
			n++
		}
		if first.Freq != 0 {
			one, err := makeSeries(observations[:n], breaks)
			if err != nil {
				return nil, fmt.Errorf("lay out series %s: %w", first.Key, err)
			}
			panel = append(panel, one)
		}
		observations = observations[n:]
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
	var out pieces[Observation]
	var freq string
	same := interner{}
	for rows.Next() {
		o := out.next()
		if err := rows.Scan(append(keyFields(&o.Key), &freq, &o.Period, (*orNaN)(&o.Value), &o.Table, &o.Released, &o.IsSynthetic)...); err != nil {
			return nil, err
		}
		if o.Freq, err = series.ParseFreq(freq); err != nil {
			return nil, err
		}
		same.key(&o.Key)
		o.Period, o.Table = same.of(o.Period), same.of(o.Table)
	}
	return out.all(), rows.Err()
}

// makeSeries lays the observations of one key and frequency, in the order of
// periods, on a contiguous line.
func makeSeries(observations []Observation, breaks Breaks) (series.Series, error) {
	out := series.Series{Key: observations[0].Key}
	var tables []string
	for i := 0; i < len(observations); {
		best := observations[i]
		for i++; i < len(observations) && observations[i].Period == best.Period; i++ {
			if prefer(observations[i], best) {
				best = observations[i]
			}
		}
		p, err := series.ParseStored(best.Period)
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
		if !slices.Contains(tables, best.Table) {
			tables = append(tables, best.Table)
		}
	}
	if err := breaks.carry(&out, tables); err != nil {
		return out, err
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
