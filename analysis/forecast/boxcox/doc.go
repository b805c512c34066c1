// Package boxcox models series on the power scale (x^lambda - 1)/lambda of Box & Cox
// (1964, Journal of the Royal Statistical Society B 26, 211-252), on which the
// spread hangs less on the level, and trends are between straight and exponential.
//
// Guerrero chooses the power as R forecast 8.20 BoxCox.lambda() does; Around puts
// any forecaster of numbers on the scale and takes its answers back, as medians or
// as means. The package refuses to transform what has no power: Around leaves series
// with a value of zero or less as they are.
package boxcox
