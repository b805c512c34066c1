// Package panel forecasts many series side by side.
//
// A Method is a way to forecast a panel: it is given a sample of the panel to
// calibrate itself on (which most do not need), then answers series by series,
// with one Worker a goroutine that keeps its memory from series to series. A
// Member is a model of numbers alone, such as those of forecast/ets and
// forecast/theta; Analytic makes a Method of it with its own intervals. The list of
// methods is in panel/methods.
//
// Run reads series as a stream, works on batches of them on every processor, and
// hands the answers on in the order of the series: neither the number of workers
// nor of processors reaches a number, and what is in memory does not grow with the
// panel.
//
// What is missing inside a series is interpolated, what is missing at its end
// forecast through, and a method that cannot answer is replaced by seasonal naive
// or naive; the status of the answer says which, and Report counts them. Infinities
// never leave.
//
// The package refuses to read files, to choose a method, and to look at the values
// of one series when it forecasts another, but through Calibrate.
package panel
