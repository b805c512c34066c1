// Package analysis runs what the numbers mean over the warehouse.
//
// The packages below it are pure: values in, values out, no file, no clock, no
// warehouse. This package alone reads panels from the warehouse, hands them
// down, and saves what comes back, a step a function: Forecast (run.go),
// Diagnose (diagnose.go), DiagnoseUnits (diagnose_units.go).
//
//	forecast   the model contract and the models; conformal calibration
//	evaluate   accuracy measures; backtests at earlier origins
//	reconcile  sums of forecasts: hierarchies, crossed groupings, equations
//	shortage   diagnosis methods: which units are short; priority sectors, the origin country's term
//	cause      graded causes of a shortage, remedies side by side
//	diagnosis  all methods on a panel of units, with draws of the inputs
//	agreement  k of n methods, rank correlation, reasons of dissent
//	indicator  trailing sums, weighted shares, ranks with intervals
//
// # Forecasts
//
// panels.go lists the measures that are forecast and their scopes, groups of
// series that are scored and calibrated together (italy, italy_by_industry,
// italy_by_occupation, regions, ...). The default recipe of panels (forecast/recipe)
// forecasts them: a weighted mean of exponential smoothing and Theta, on the logit
// scale for shares, floored at zero for counts; seasonal naive for two years of data
// or less. The weights are one vector a measure and origin, fitted by the recipe's
// rule to what its members had said 1, 1.5 and 2 horizons before (weigh.go). One
// measure, the vacancy rate, is declared to be smoothed without drift (panels.go says
// why). Clear outliers are set right first and named in the status. Every panel is
// backtested beside seasonal naive, and a negative skill is stored and shown as it is.
//
// Backtests stand at twenty origins and more before the last period. Each fit sees the
// values up to its origin only; each interval is calibrated on errors that were
// known at its origin and not older than three years. The last twelve origins
// are scored; what is known at the last period calibrates the forecasts. A scope with too few errors is
// calibrated on the whole measure, and a measure with too few keeps the model's
// own interval: the status says which.
//
// # Sums
//
// Forecasts of counts (planned entries, persons employed) are made to add up before
// they are calibrated and scored: regions to Italy, sectors to macro-sectors and
// totals, sub-major to major occupations and totals, as the code lists declare
// them, where the data of the last year add up too (sums.go). The tables share
// totals and no cells, so they are equations rather than a hierarchy; the variance
// of a series is the square of its scale. Backtests are reconciled at every origin
// with what was known there, so that coverage and skill are those of the figures
// shown.
//
// Shares of planned entries (hard to fill, foreign) are made to agree with the
// forecasts of entries (shares.go): the share of a total is the mean of those of its
// parts weighed by their entries, where it is in the data of the last year. Rates of
// other measures are left as they are.
//
// # A region that is two
//
// Trentino-Alto Adige/Südtirol is one region and two units of NUTS 2. Package area puts
// together what sources print of the two alone; unions.go forecasts the region from
// them, diagnose_unions.go and diagnose_units_unions.go diagnose it. It stands beside
// its provinces: no pool, sum, score or comparison of regions holds it with them.
//
// # Breaks and exceptional periods
//
// The catalogue declares breaks by table, with their kind and what they concern;
// the warehouse carries them into series. One behind which the publisher computed
// earlier values again by the new rules parts nothing. An actual value beyond a break is
// never held against a forecast from before it, and no backtest starts in the
// first year after one. Where three years follow a break, what was before is
// left out; where one does, it is brought to the new level (forecast.Model).
//
// Agriculture entered Excelsior in June 2025. It changes totals over
// industries and nothing else. Totals of persons are forecast on the universe
// with agriculture: their earlier months are completed with agriculture's mean
// of the same month since it is observed (status backcast). Totals of shares
// and totals by occupation, for which no such part exists, are brought to the
// new level instead (status spliced). Industry series have no break.
//
// The pandemic months are declared exceptional for planned entries, the shares
// that go with them and the vacancy rate: they are interpolated before a fit and are neither
// origins nor targets of backtests. The status says so.
//
// # Same input, same numbers
//
// A run is skipped when its fingerprint (data, catalogue, models, options) is
// that of the last run. Series are worked on side by side, each into its own
// place; everything pooled is pooled in the order of keys, so neither the
// number of workers nor of processors reaches a number.
package analysis
