package chart

import (
	"testing"

	"fabbisogno/reports/locale"
)

// A column of values is written alike: a narrow interval among wide ones adds no
// decimals, a wide one among narrow ones still takes its own away.
func TestColumnOfValues(t *testing.T) {
	d := &drawing{lang: locale.EN, width: 700}
	item := func(v, half float64) Item { return Item{Value: v, Lower: v - half, Upper: v + half} }
	for _, c := range []struct {
		items []Item
		want  []string
	}{
		{[]Item{item(62.44, 12), item(60.04, 9.1), item(58.21, 14)}, []string{"62", "60", "58"}},
		{[]Item{item(62.44, 2), item(60.04, 1.1), item(58.21, 14)}, []string{"62.4", "60.0", "58"}},
		{[]Item{item(62.44, 0), item(60.04, 0)}, []string{"62.4", "60.0"}}, // nothing is known of the precision
	} {
		r := d.layRows(Axis{Decimals: 1}, axis{}, c.items, margins{})
		for i := range c.want {
			if r.values[i] != c.want[i] {
				t.Errorf("row %d is %q, want %q", i, r.values[i], c.want[i])
			}
		}
	}
}
