//go:build slow

package reconcile

import (
	"encoding/csv"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// quarterly is the quarterly tourism collection: 304 series, region x purpose,
// crossed with states, 80 quarters. It judges nothing: methods are chosen on it.
func quarterly(t testing.TB) collection {
	t.Helper()
	path := filepath.Join(corpus(t), "tourism_quarterly_region_purpose.csv.gz")
	rows, err := csv.NewReader(unzipped(t, path)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var tags strings.Builder
	tags.WriteString("unique_id,state,region,purpose\n")
	at := map[string]int{}
	var values [][]float64
	for _, r := range rows[1:] {
		id := r[0] + "/" + r[1] + "/" + r[2]
		j, known := at[id]
		if !known {
			j = len(values)
			at[id] = j
			values = append(values, nil)
			fmt.Fprintf(&tags, "%q,%q,%q,%q\n", "series "+id, r[0], r[0]+", "+r[1], r[2])
		}
		values[j] = append(values[j], number(t, r[4]))
	}
	h, err := Read(path, strings.NewReader(tags.String()), Format{Structure: "state/region * purpose"})
	if err != nil {
		t.Fatal(err)
	}
	bottom := NewMatrix(len(values), 80)
	for j, v := range values {
		if len(v) != 80 {
			t.Fatalf("series %d has %d quarters", j, len(v))
		}
		copy(bottom.Row(j), v)
	}
	data, err := h.Aggregate(bottom)
	if err != nil {
		t.Fatal(err)
	}
	return collection{"tourism_quarterly", h, data, 4}
}
