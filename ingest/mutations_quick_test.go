//go:build !slow

package ingest

// mutationFactor: 2,000 mutations in the usual tests.
const mutationFactor = 1
