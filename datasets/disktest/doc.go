// Package disktest keeps the temporary files of tests in memory.
//
// It answers: why do tests that open hundreds of small warehouses wait for the disk
// more than they compute. DuckDB syncs a file at every checkpoint, and a sync of the
// disk takes as long as a whole test; none of our tests cuts the power, so none can
// tell a file that was synced from one that was not. A process that is killed loses
// nothing in memory either, so tests that kill prove the same.
//
// Invariants:
//
//   - Tests see a folder like any other, by os.TempDir, t.TempDir and TMPDIR.
//   - It is gone when they end; what a killed run left is removed by the next.
//   - Where there is no such folder, or too little room, or TMPDIR is set, everything
//     stays on the disk as it was.
//
// The package is for test mains only and must not be used by the program.
package disktest
