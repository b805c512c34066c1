package warehouse

import (
	"fmt"

	"fabbisogno/datasets/series"
)

// PanelOf lays observations in the order that Observations gives them on
// contiguous series, as Panel does, for callers that need the rows as well.
// Spans of periods are left out.
func PanelOf(observations []Observation) (series.Panel, error) {
	var panel series.Panel
	for len(observations) > 0 {
		first, n := observations[0], 1
		for n < len(observations) && observations[n].Key == first.Key && observations[n].Freq == first.Freq {
			n++
		}
		if first.Freq != 0 {
			one, err := makeSeries(observations[:n])
			if err != nil {
				return nil, fmt.Errorf("lay out series %s: %w", first.Key, err)
			}
			panel = append(panel, one)
		}
		observations = observations[n:]
	}
	return panel, nil
}
