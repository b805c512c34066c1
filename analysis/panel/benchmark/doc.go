// Package benchmark measures the whole way of a panel, from a Parquet file of values
// to a Parquet file of forecasts with intervals, at powers of ten of its size, and
// the same series with what others offer. It holds tests only.
//
//	go test -run xxx -bench . ./analysis/panel/benchmark                           to 10,000 series, a minute
//	FABBISOGNO_BENCH=full go test -run xxx -bench . -timeout 2h ./analysis/panel/benchmark   to 1,000,000
//	FABBISOGNO_BENCH_MODEL=ets,theta ...                                           other models than the default
//
// Series are monthly, 120 points of trend, season and noise, from fixed rules. Every
// measurement is a process of its own, so that its peak memory is its own. Rates are
// given by the clock and by processor time; the second does not depend on what else
// the machine does, and is that of one core. rss-MB is the peak of resident memory.
//
// The peers, R's forecast (ets and thetaf) and Nixtla's statsforecast (AutoETS and
// Theta), are run on the first series of the same panel, on one core, in the same
// run, where they are installed; otherwise their benchmark is skipped and says so.
//
// Measured on two virtual processors that other work loaded tenfold, so by processor
// time alone: reading, grouping and writing with seasonal naive cost 54 us a series
// at 100,000 and 60 us at 1,000,000 series (60 s in all), with 131 and 314 MB.
package benchmark
