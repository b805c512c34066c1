//go:build slow

package ingest

// isSlow says whether tests of minutes are run.
const isSlow = true

// mutationFactor: 20,000 mutations of our own files and of recorded ones.
const mutationFactor = 10
