//go:build !slow

package main

// slowTests says whether tests of minutes are run.
const slowTests = false
