//go:build slow

package ingest

// mutationFactor: 20,000 mutations.
const mutationFactor = 10
