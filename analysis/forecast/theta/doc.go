// Package theta forecasts by the Theta method and its descendants: a straight
// line and a smoothed level, weighted.
//
// Classic is the method that won the M3 competition, as R forecast 8.20 computes
// it (Assimakopoulos & Nikolopoulos 2000, International Journal of Forecasting
// 16, 521-530; Hyndman & Billah 2003, same journal 19, 287-290): exponential
// smoothing of the seasonally adjusted series x with half the slope b of its
// least-squares line as drift,
//
//	x(n+k) = l(n) + b/2 (k-1 + (1-(1-alpha)^n)/alpha).
//
// The others are the models of Fiorucci, Pellegrini, Louzada, Petropoulos &
// Koehler 2016, same journal 32, 1151-1161. With the line A + B t and w = 1 - 1/theta,
//
//	mu(t) = l(t-1) + w ((1-alpha)^(t-1) A(t-1) + (1-(1-alpha)^t)/alpha B(t-1)),
//	x(t) = mu(t) + e(t),  l(t) = alpha x(t) + (1-alpha) l(t-1),
//
// where the line is that of the whole series (STM, OTM) or of the values up to
// t-1 (DSTM, DOTM), and theta is 2 (STM, DSTM) or estimated, at least 1 (OTM,
// DOTM). alpha lies in [0.1, 0.99]; the squared errors from the fourth value on
// are made small, as the authors and statsforecast 2.1.1 do.
//
// They search three parameters by Nelder-Mead. Given alpha the errors are linear
// in l(0) and w, so here both are solved exactly and alpha alone is searched: the
// optimum is exact, does not hang on the unit of the series, and takes some
// forty passes.
//
// In short series the exact optimum often lies where no search would look: alpha
// at an end and l(0) a hundred thousand times the series. Both linear parameters
// therefore have a prior worth one observation (the unit information prior of
// Kass & Wasserman 1995, Journal of the American Statistical Association 90,
// 928-934) centred on the standard Theta, w = 1/2 and l(0) = (1-w) x(1). Its
// weight fades as 1/n. Fitter.Plain leaves it out. Under ten values only the
// first error is left out of the sum.
//
// Seasonal series (test of M4) are adjusted by classical decomposition, divided
// by its indices where all values are positive. Standard deviations are exact
// for the model at its estimates; sigma has as many degrees of freedom as errors
// less parameters. They leave out that parameters are estimated and cover too
// little on real panels, which is why panels are calibrated.
//
// A Fitter allocates nothing once it has seen the longest series. The package
// refuses series with missing values and fewer than three values.
package theta
