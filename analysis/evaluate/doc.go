// Package evaluate says how good forecasts were.
//
// It holds the accuracy measures of the field (measures.go, listed by All) and
// the rolling origin: a model is fitted on what was known at an earlier period
// and its forecasts are held against what came after. Definitions are those of
// the M4 competition (Makridakis, Spiliotis & Assimakopoulos 2020,
// International Journal of Forecasting 36, 54-74), so that figures can be
// compared with published ones.
//
// Invariants:
//
//   - Nothing after the origin reaches the fit or the calibration of a backtest.
//   - Pairs in which the actual value or the forecast is missing do not count;
//     a measure without a pair is NaN, never zero. A measure whose scale is
//     zero (MASE on a constant history) is NaN.
//   - An actual value beyond a declared break is not comparable with a forecast
//     made before it, and does not count.
//   - Skill may be negative: a model can be worse than repeating last year.
//
// The package refuses to choose a model and to average over measures with
// different units.
package evaluate
