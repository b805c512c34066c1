// Package stlf forecasts a series as the season of its last year on top of
// exponential smoothing of the seasonally adjusted series: stlf() of R forecast
// 8.20, with STL or MSTL for the season and ETS for the rest.
//
// The package gives numbers for panels, with all memory kept from series to
// series; forecast.STLF makes a Model of it. It refuses missing values, which
// the caller interpolates, and with AsR series of two seasons or fewer.
package stlf
