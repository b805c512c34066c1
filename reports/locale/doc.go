// Package locale turns values into words: it is the only formatter of numbers,
// dates, periods and probabilities, in Italian and in English, and it holds the
// messages of the page chrome.
//
// Invariants:
//   - the same value gives the same bytes on every machine: no system locale, no
//     CLDR data, no clock is consulted. The rules are the table of the report's
//     style guide: 1.234,5 and 1,234.5; U+2212 for minus; 12,3%; +1,2 p.p. and
//     +1.2 pp; "da 3,3 a 3,7 milioni" and "3.3 to 3.7 million"; "3° trimestre
//     2026" and "Q3 2026", on axes "T3 2026"; "21 novembre 2026";
//   - ties round away from zero on the decimal form a reader sees (12.25 is 12,3),
//     not on the binary one, and a value that rounds to zero has no minus;
//   - NaN and infinities print as the mark of a missing value, never as text;
//   - precision follows the interval: the half-width of an estimate is shown with
//     two digits, and the estimate is rounded like it;
//   - a message exists in both languages with the same placeholders, or loading
//     fails with file, key and cause.
//
// It refuses to guess: an unknown message key, a placeholder without a value or
// an unknown unit is an error, not an empty string. It holds no HTML: what it
// returns is plain text for a template to escape.
//
// The words for probabilities are data (words.toml); the annex of each edition
// prints them from there.
package locale
