// Package recipe is how panels are forecast by default: a weighted mean of five
// simple models, with intervals from the errors that the same mean made on the
// whole panel at earlier origins.
//
// The members, none of which needs more than half a millisecond a series:
//
//	ets_average   all forms of exponential smoothing by their AICc (ets.Fitter.Averaged)
//	ets_damped    the best form with a damped trend
//	otm           optimised Theta, its seasonal indices shrunk
//	dotm          dynamic optimised Theta, likewise
//	stm_log       standard Theta on logarithms, likewise; on the values where one is not positive
//
// One vector of weights a panel is fitted at origins 1, 1.5 and 2 horizons before
// the end (weights.go), because no mixture suits every panel: Theta halves the
// slope of trends, which is right for the M3 collection and wrong for employment.
//
// An interval at horizon h is c + q s(h) with the weighted mean c, the scale
//
//	s(h) = sqrt(sd(h) * mean absolute seasonal-naive error),
//
// sd the weighted mean of the members' own, and q the empirical quantile, for each
// side and horizon, of (y - c)/s over the panel at origins 1 to 3 horizons before
// the end (bands.go): split conformal with the panel's series as the exchangeable
// units (Vovk, Gammerman & Shafer 2005, Algorithmic learning in a random world, 4.2).
//
// How the recipe was chosen, with data that do not judge it: members, tempering
// and shrinkage were compared on the training parts of M3 from one to two horizons
// before their end, on 40-quarter and 120-month windows of US employment that end
// before 2013, on Australian tourism and labour. Of eighteen sets of members this
// one is 0.03% from the best there; sets differ by less than 0.5%. The test parts
// of M3 and the employment windows of 2014 to 2018 judge it in
// TestAccuracy.
//
// The package refuses to forecast a series by what comes after its end, and to
// calibrate on fewer errors than the widest level needs: then intervals are the
// members' own, and the status says so.
package recipe
