// Package ets estimates exponential smoothing as a state space model: the 15
// forms that R's ets() tries, additive and multiplicative errors and seasons,
// additive trends, damped or not.
//
// The likelihood is R's (forecast 8.20) to 3e-13 at R's own parameters. The
// search goes along the exact gradient, found by going back through the
// recursion at the price of about three passes however many initial states
// there are, and so estimates all of them; on the reference series it never ends
// below R's Nelder-Mead search and in four of five cases above it. Optima lie in
// the admissible region.
//
// Forecasts are exact for known parameters: means and variances of all three
// classes as in R's forecast.ets(), to 2e-12, but for two slips of R that
// moments_test.go names; and drawn paths.
//
// A Fitter is the way in for panels: it chooses a form by AICc and forecasts,
// and allocates nothing once it has seen a series of the same length. It wants
// complete series; breaks, missing values and fallbacks for series that are too
// short are the affair of package forecast. No infinity is given out: an
// overflow is ErrInfinite.
package ets
