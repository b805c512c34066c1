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
// Measured on two virtual processors, idle for the first two rows and shared with
// other work after that (so that the clock tells less than it could), with the
// default, horizon 18, intervals of 80 and 95 %:
//
//	   1,000 series     1.4 s    2.2 s of processor time     702 series/s   107 MB
//	  10,000 series     7.4 s     11 s                     1,357 series/s   209 MB
//	 100,000 series      55 s     45 s                     1,815 series/s   351 MB
//	1,000,000 series    571 s    356 s                     1,751 series/s   336 MB
//
// The weights and the bands of a panel are fitted on a bounded sample of its series,
// so a small panel pays more a series. Full ETS (15 forms) and Theta on the same
// monthly series: 4,366 series a second of one core, R's forecast 1.2, statsforecast
// 8.0, in the same run. With seasonal naive alone, reading, grouping and writing cost
// 54 us a series at 100,000 and 60 us at 1,000,000 series.
package benchmark
