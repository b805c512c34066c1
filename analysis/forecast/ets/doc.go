// Package ets estimates exponential smoothing as a state space model: the 15
// forms that R's ets() tries, additive and multiplicative errors and seasons,
// additive trends, damped or not.
//
// A Fitter is the way in: it chooses a form by AICc and forecasts, and
// allocates nothing once it has seen a series as long. It wants complete
// series; breaks, missing values and fallbacks for series that are too short are
// the affair of package forecast. No infinity is given out: an overflow is
// ErrInfinite.
//
// There are two searches. Full is that of a Workspace: all first states are
// estimated along the exact gradient, found by going back through the recursion
// at the price of about three passes. Its likelihood is R's (forecast 8.20) to
// 3e-13 at R's own parameters; on the reference series it never ends below R's
// Nelder-Mead search and in four of five cases above it.
//
// Fast is for panels (newton.go): seasonal indices come from the decomposition;
// eight parameter sets go through a series side by side, a point and its
// neighbours, whose errors give all derivatives for a step of Gauss and Newton;
// forms that cannot win any more are given up. A prior is against trends that
// turn with every observation: the optimum of the likelihood, where R does not
// quite arrive, forecasts worse than a point short of it (M3, annual, OWA: 0.953
// at the optimum, R 0.926, with the prior 0.862: TestFullOnM3, TestM3). So does
// one form against the average of all (Fitter.Averaged).
//
// BenchmarkETS takes, for a series of M3 and of one core's time, 23 to 30, 56 to
// 85 and 100 to 140 microseconds (annual, quarterly, monthly) for the form
// chosen, 26 to 38, 92 to 138 and 134 to 190 for the average.
//
// Forecasts are exact for known parameters: means and variances of all three
// classes as in R's forecast.ets(), to 2e-12, but for two slips of R that
// moments_test.go names; and drawn paths.
package ets
