//go:build !slow

package ingest

// isSlow says whether tests of minutes are run.
const isSlow = false

// mutationFactor: 2,000 mutations of our own files in the usual tests.
const mutationFactor = 1
