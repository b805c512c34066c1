package warehouse

import (
	"context"
	"fmt"
	"time"

	"fabbisogno/datasets/series"
)

// Origin is how many observations of a selection came from a file, of one territory
// and with one note.
type Origin struct {
	Territory           series.Code
	Table, SHA256, Note string
	IsSynthetic         bool
	Released            time.Time // the newest
	Rows                int64
}

// Origins are where the observations of a selection came from, in the order of the
// fields: what Observations would give, counted by the warehouse, for whoever wants
// the trail of many values and none of the values.
func (d *DB) Origins(ctx context.Context, s Selection) ([]Origin, error) {
	rows, err := d.sql.QueryContext(ctx, s.text("origins"))
	if err != nil {
		return nil, fmt.Errorf("read origins: %w", err)
	}
	defer rows.Close()
	var out []Origin
	for rows.Next() {
		var o Origin
		if err := rows.Scan(&o.Territory.List, &o.Territory.Value, &o.Table, &o.SHA256, &o.Note, &o.IsSynthetic, &o.Released, &o.Rows); err != nil {
			return nil, fmt.Errorf("read origins: %w", err)
		}
		out = append(out, o)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read origins: %w", err)
	}
	return out, nil
}
