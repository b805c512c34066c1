// Package area says what a region has that a source gives only by its parts.
//
// Trentino-Alto Adige/Südtirol is one region of Italy and two units of NUTS 2, its
// autonomous provinces (codes.Union). Istat's labour force tables have all three,
// Excelsior's the provinces alone. Join makes the missing series of the whole:
//
//	count(whole)  = sum over parts of count(part)
//	share(whole)  = sum over parts of share(part) entries(part) / sum of entries(part)
//
// with the planned entries of the same cell as the weights of the shares that
// Excelsior takes of them. Both are exact but for the rounding of what is published:
// entries to ten, shares to a tenth, so that a share of the whole is within 0.05
// points of the one that the source would print. A value of which one part is not
// known is not known either, so that nothing suppressed is told by subtraction.
//
// What is observed of the whole is taken as observed; nothing replaces it. Rates
// whose denominators are not among the data (unemployment) and indices are not made.
//
// The whole stands beside its parts, never among them: whatever adds, ranks or pools
// regions takes either the one or the others.
package area
