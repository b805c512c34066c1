// Package jsonscan reads JSON texts token by token, with a place for each token
// and nothing repaired in silence.
//
// It exists because encoding/json gives a reader of data no way to see four
// things: a key that stands twice (the last wins), half of a surrogate pair
// (becomes U+FFFD), the line of a token, and the length of a token before it is
// held in memory. Its Decoder.Token was also measured at 3 to 4 MB a second
// here; a message must be gone through twice.
//
// Invariants:
//
//   - What is accepted to the end is JSON by RFC 8259, and the tokens are those
//     of encoding/json; a fuzz target compares the two.
//   - Memory is bounded: tokens of at most 1 MiB, 64 levels, and the keys of the
//     objects that are open. A caller that checks the keys of one large object
//     itself says so with OwnKeys.
//   - Numbers are given as the text of the file.
//   - After the end of the document nothing but blanks may follow.
//
// A large message is read in two passes: the first goes to the end and marks
// where the observations stand (Mark), the second jumps to the marks (Jump). So
// it does not matter whether a publisher writes the structure before the data or
// after them, and a damaged file is refused before a row is given.
//
// The package refuses comments, NaN, single quotes and every other liberty. It
// knows nothing of what a message means.
package jsonscan
