// Package stl parts a series into trend, seasons and remainder by loess.
//
// The method is STL (Cleveland, Cleveland, McRae & Terpenning 1990, Journal of
// Official Statistics 6, 3-73): an inner loop smooths each sub-series of equal
// months, takes out what is slower than a year by three moving averages and a
// loess, and smooths what is left as the trend; an outer loop gives values far
// from the fit less weight. MSTL (Bandara, Hyndman & Bergmeir 2021,
// arXiv:2107.13462) does so for several periods in turn.
//
// The numbers are those of R 4.2.2 stl() and of mstl() of R forecast 8.20 to
// 1e-9 of the size of the series, jumps and linear interpolation between them included.
//
// Missing values (NaN) have weight zero in every loess, as the paper has it, and
// so take no part; trend and season are given at their places, their remainder is
// NaN, and trend + season is what stands in for them. R's stl() refuses them.
//
// Memory is proportional to the length of the series and lives in a Workspace
// that is used again and again: nothing is allocated once it has grown.
//
// The package refuses series of two periods or fewer, values beyond 1e300, and
// a window that is even or too short to smooth anything.
package stl
