// Package intermittent forecasts counts with many zeros: how often something
// comes, and how much when it comes, each smoothed for itself.
//
// With demand y(t) >= 0, sizes z(i) and intervals q(i) of the periods in which
// y > 0, and l' = l + a (x - l) for smoothing:
//
//	Croston  z/q, both smoothed by alpha at each demand (Croston 1972, Operational Research Quarterly 23, 289-303)
//	SBA      (1 - alpha/2) z/q, which takes off Croston's bias (Syntetos & Boylan 2005, International Journal of Forecasting 21, 303-314)
//	TSB      p z, p the probability of demand, smoothed by beta in every period, so that it falls while nothing
//	         comes (Teunter, Syntetos & Babai 2011, European Journal of Operational Research 214, 606-615)
//
// Smoothing parameters are given or estimated: alpha of Croston and SBA by the
// mean squared rate of Kourentzes 2014 (International Journal of Production
// Economics 156, 180-190), that is, forecasts are held against the mean demand
// so far and not against single zeros, for which the best forecast would be zero;
// alpha and beta of TSB by the squared errors of sizes and of occurrences (Brier
// score). Levels start at the mean size, mean interval and share of periods with
// demand; AsR starts at the first size and interval, as R forecast croston() with
// its alpha of 0.1.
//
// The methods have no model of their errors (Shenstone & Hyndman 2005, Journal of
// Forecasting 24, 389-402). What is said of spread here supposes that demand comes
// with the estimated probability in each period and that its size has the
// estimated mean and the variance of the one-step errors of size, growing with the
// demands expected until then as in simple smoothing. It is a distribution with
// zero as one of its values, sizes by a gamma distribution, and nothing below: 95%
// bounds of such a series are often zero on one side.
//
// Classify says by the usual limits (Syntetos, Boylan & Croston 2005, Journal of
// the Operational Research Society 56, 495-503) whether a series is one for these
// methods. The package refuses negative and missing values.
package intermittent
