// Package forecast continues series into the future and says how sure it is.
//
// A Model is fitted to one series.Series and gives one distribution a period
// ahead; no model gives a bare number. Models are listed in models.go, one file
// each: seasonal naive (the yardstick), naive, simple exponential smoothing,
// Theta, optimised and dynamic Theta, ARIMA, STL with exponential smoothing; Croston,
// SBA and TSB for counts with many zeros. They can be combined by wrapping: Chain
// (fallbacks), Counts (a method for many zeros where they are many), Transformed
// (shares on the logit scale, counts floored at zero, logarithms, powers),
// Guerrero (a power chosen for the series), Exceptional (declared periods treated
// as missing).
//
// A model's own intervals are too narrow on real panels (Theta's 95% intervals
// cover 84 to 90% of M3). Calibration makes intervals from the errors that the
// same model made on the whole panel at earlier origins: split conformal, one
// half-width a level and horizon, nested in level and not falling with horizon.
//
// Invariants:
//
//   - The same series gives the same Fit, whatever ran before and on however
//     many processors; randomness enters Simulator.Paths as an argument only.
//   - NaN in a series is missing. Inside a series it is interpolated, at its
//     end it is forecast through; Diagnosis.Status says so, never silently.
//   - Infinities do not leave the package: a forecast that overflows is an error.
//   - Quantiles do not fall with their probability; Mean is a mean, also on a
//     transformed scale.
//   - Declared breaks (series.Break) are obeyed: values before the last one are
//     dropped when three seasons follow it, brought to the new level when one
//     does, and otherwise kept, which the status says.
//
// The package refuses to read data, to treat outliers or breaks that nobody
// declared unless it is asked to (Treated) and then silently, and to forecast a
// series without a single value.
//
// Methods follow R forecast 8.20 and are tested against its numbers.
package forecast
