// Package worker parses files in child processes of this program, so that no
// file can crash it, hang it or use up its memory.
//
// A Pool is an ingest.Parser. It starts the program anew with a command that
// calls Serve, sends it one job a line, and reads one reply a line; the rows go
// to the job's spool, which the parent reads only after the child said that it
// is whole. A child serves many files one after another, because starting one
// takes longer than reading most files. One that breaks a limit is killed, its
// file refused with the limit's name, and the next file gets a new child.
//
// The limits, for each file:
//
//   - limit-memory: the child's private memory (RLIMIT_DATA, because Go reserves
//     far more address space than it uses) and what it has resident.
//   - limit-time: processor time, 60 s and 60 s more for each 100 MB of the file, and
//     five times as long by the clock. The slowest reader does 20 MB a second, so
//     an honest file has twelve times what it needs.
//   - limit-output: bytes of the spool (RLIMIT_FSIZE), and of the reply.
//   - child-died: it ended without a reply, whatever the reason.
//
// Invariants:
//
//   - The parent holds nothing of the file but the reply, which is bounded.
//   - A child does not outlive its parent: it is killed by the kernel where the
//     system can, and ends when its input does in any case.
//   - A child that reads other declarations than its parent is not used.
//
// The package refuses to try a file twice: what broke a limit breaks it again.
package worker
