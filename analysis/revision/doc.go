// Package revision measures how published numbers change from one edition to
// the next: the revision triangle of a series (periods by releases) and the
// summary statistics that the OECD and Eurostat recommend for it.
//
// Invariants:
//
//   - A revision is the later value less the earlier one, in the unit of the series.
//   - The first release of a period counts only when it was seen: periods that
//     the earliest edition already holds were first published before it, all but
//     its last. Without this rule decades of settled history would hide the
//     revisions of the newest periods.
//   - Lags are counted in releases of the period: for a monthly flow with an
//     edition a month, in months.
//   - Every estimate has an interval. Revisions of neighbouring periods come from
//     the same re-estimation and are not independent: standard errors allow for it.
//
// Method: R. McKenzie and M. Gamba, "Interpreting the results of revision
// analyses: recommended summary statistics" (OECD / Eurostat task force on
// revisions analysis, 2008). Standard errors: W. Newey and K. West,
// Econometrica 55 (1987), 703-708, with the lag rule of their Review of Economic
// Studies 61 (1994), 631-653.
//
// It refuses to say which edition is right: the latest is a yardstick, not the truth.
package revision
