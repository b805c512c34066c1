// Package agreement compares what several diagnosis methods say of the same
// units: how many of them say shortage (k of n), how alike their rankings are
// (Kendall's tau-b), and, for a method that stands against the majority, the
// indicator that sets it apart and how far that would have to move.
//
// Invariants:
//
//   - A method without a verdict does not count, neither for nor against.
//   - tau-b takes ties in either ranking into account (Kendall, The treatment of
//     ties in ranking problems, Biometrika 33, 1945); it is NaN where one of the
//     rankings is one tie, never 0. gonum's stat.Kendall is tau-a and counts a
//     pair tied in one ranking as concordant, which classes with few steps would
//     show as agreement.
//   - A reason is checked, not guessed: with the value it names the method does
//     join the majority, all else as it is.
//
// The package refuses to weigh methods against each other and to say which is
// right: no published method is a yardstick for another (methods note, 1.14).
package agreement
