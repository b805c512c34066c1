// Package number reads numbers by a strict grammar, one for each declared dialect.
//
// It answers one question: which number does this text mean in the source it
// comes from? Library parsers answer another one. strconv.ParseFloat accepts
// NaN, inf, 0x1p-2, 1_000 and 1e5 and turns 1e-400 into zero; a sniffing reader
// takes the Italian 1.234 (one thousand two hundred and thirty-four) for 1.234.
//
// Invariants:
//
//   - The dialect is an argument, never guessed from the text.
//   - A text is read whole or refused with a named rule: number (not of the
//     grammar), grouping (thousands not in threes), range (not kept exactly).
//   - What was normalised on the way (a typographic minus, spaces between
//     thousands) is named in the value, so that it can be counted.
//   - The result is finite and never minus zero.
//
// The package refuses digits of other scripts, plus signs, exponents outside
// stored spreadsheet cells, and from 2^53 on what is not whole or longer than 38
// digits; whole numbers there keep their digits beside the nearest float64.
package number
