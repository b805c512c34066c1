// Package arima estimates seasonal ARIMA models with mean or drift by exact
// Gaussian likelihood, chooses their order, and forecasts.
//
// The likelihood is that of the differenced series, by a Kalman filter whose step
// costs as many operations as the model has lags; mean and drift are regression
// coefficients and, given the others, solved exactly. Coefficients are searched as
// sines of angles, the partial autocorrelations of each polynomial, so that every
// point is stationary and invertible. R's arima() does not difference but starts
// from a distribution of variance 1e6 sigma^2: its likelihood tends to this one,
// and its sigma^2 is larger by what that start adds (3% for monthly CO2 with
// seasonal differences). At R's coefficients this package gives R's likelihood
// without differences to 1e-8, and with them what R's start tends to; of the 210
// reference fits none ends below R's and one in twelve above it.
//
// The order is chosen as by R's auto.arima() (Hyndman & Khandakar 2008, Journal
// of Statistical Software 27/3): differences by unit-root tests, then a stepwise
// search by AICc; roots nearer than 1.01 to the unit circle are refused. R searches
// by conditional sums of squares and starts its likelihoods there; here they only
// lead to the optimum of seasonal orders, and all are compared by the exact
// likelihood: some ten milliseconds a monthly series. On M3 the differences are
// R's, and the orders in 97 of 100 series; where not, AICc is mostly lower.
// Fitter.Fast takes a quarter of the time and is a little less accurate alone on
// monthly series, more on annual ones.
//
// Forecast variances are exact for the model at its estimates, with sigma^2 over
// n less the number of coefficients, as R forecast 8.20; they leave out that
// coefficients and order are estimated and cover too little on real panels.
//
// A Fitter with a given order allocates nothing once it has seen the longest
// series; choosing one allocates in the unit-root tests alone. The package refuses
// missing values.
package arima
