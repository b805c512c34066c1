//go:build !browser

package publish

// hostileRuns keeps the test short: every text stands somewhere, not everywhere.
func hostileRuns(int) int { return 10 }
