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
// Nothing is allocated in a search: a Workspace is reused from series to series.
// The package gives parameters and states; forecasts and intervals are not made
// of them yet.
package ets
