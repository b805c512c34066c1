// Package unitroot says how a series must be differenced to be stationary, and
// whether it has a season: the preliminaries of ARIMA and of Naive2.
//
// Diffs and SeasonalDiffs are ndiffs() and nsdiffs() of R forecast 8.20 with
// their defaults (KPSS test of a level at 5%; strength of the season above 0.64),
// Seasonal is the seasonality test of the M4 competition.
//
// Missing values are left out by Diffs and Seasonal and are interpolated by STL
// in SeasonalDiffs. A constant series needs no difference and has no season. No
// function returns an error: where there are too few values for a test, it
// does not reject, which is said at each.
package unitroot
