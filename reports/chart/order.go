package chart

import (
	"cmp"
	"math"
	"slices"
)

// sortedIndex lists the positions of values by rising value; ties and missing
// values keep their order, missing ones come last.
func sortedIndex(values []float64) []int {
	index := make([]int, len(values))
	for i := range index {
		index[i] = i
	}
	slices.SortStableFunc(index, func(i, j int) int {
		a, b := values[i], values[j]
		switch {
		case math.IsNaN(a) && math.IsNaN(b):
			return 0
		case math.IsNaN(a):
			return 1
		case math.IsNaN(b):
			return -1
		}
		return cmp.Compare(a, b)
	})
	return index
}

// ranked gives items from the largest value down, or from the least up; items
// without a value come last.
func ranked(items []Item, rising bool) []Item {
	keys := make([]float64, len(items))
	for i, item := range items {
		keys[i] = item.Value
		if !rising {
			keys[i] = -item.Value
		}
	}
	out := make([]Item, len(items))
	for k, i := range sortedIndex(keys) {
		out[k] = items[i]
	}
	return out
}
