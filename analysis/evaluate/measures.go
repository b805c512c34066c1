package evaluate

import (
	"math"

	"fabbisogno/datasets/series"
)

// Case is one forecast path held against what came.
type Case struct {
	Train    []float64 // values up to the origin
	Season   int       // periods a year, 1 for annual data
	Actual   []float64
	Forecast []float64
	// Interval at Level for the measures that need one; nil otherwise.
	Interval []series.Interval
	Level    float64
}

// Measure is an accuracy measure of one case.
type Measure struct {
	ID     string
	Better string // lower, or nominal: closer to the level
	Of     func(Case) float64
}

// All lists the measures of a case.
func All() []Measure {
	return []Measure{
		{"mae", "lower", MAE}, {"rmse", "lower", RMSE}, {"mape", "lower", MAPE}, {"smape", "lower", SMAPE},
		{"mase", "lower", MASE}, {"rmsse", "lower", RMSSE}, {"coverage", "nominal", Coverage}, {"msis", "lower", MSIS},
	}
}

// mean of f over the pairs with both values known; NaN without a pair.
func (c Case) mean(f func(actual, forecast float64) float64) float64 {
	sum, n := 0.0, 0
	for i, a := range c.Actual {
		if i >= len(c.Forecast) || math.IsNaN(a) || math.IsNaN(c.Forecast[i]) {
			continue
		}
		sum += f(a, c.Forecast[i])
		n++
	}
	return ratio(sum, float64(n))
}

// ratio is NaN, not infinite, when the divisor is zero.
func ratio(a, b float64) float64 {
	if b == 0 {
		return math.NaN()
	}
	return a / b
}

// MAE is mean |y - f|.
func MAE(c Case) float64 {
	return c.mean(func(a, f float64) float64 { return math.Abs(a - f) })
}

// RMSE is sqrt(mean (y - f)^2).
func RMSE(c Case) float64 {
	return math.Sqrt(c.mean(func(a, f float64) float64 { return (a - f) * (a - f) }))
}

// MAPE is mean 100 |y - f| / |y|; NaN when an actual value is zero.
func MAPE(c Case) float64 {
	return c.mean(func(a, f float64) float64 { return 100 * ratio(math.Abs(a-f), math.Abs(a)) })
}

// SMAPE is mean 200 |y - f| / (|y| + |f|), 0 to 200; a pair of zeros counts as 0.
func SMAPE(c Case) float64 {
	return c.mean(symmetric)
}

func symmetric(a, f float64) float64 {
	if a == f {
		return 0
	}
	return 200 * math.Abs(a-f) / (math.Abs(a) + math.Abs(f))
}

// SeasonalError is the mean of |y(t) - y(t-m)|^power over the training
// values, the scale of MASE (power 1) and RMSSE (power 2). NaN without a pair.
func SeasonalError(train []float64, season int, power float64) float64 {
	lag := max(season, 1)
	sum, n := 0.0, 0
	for i := lag; i < len(train); i++ {
		if d := math.Abs(train[i] - train[i-lag]); !math.IsNaN(d) {
			sum += math.Pow(d, power)
			n++
		}
	}
	return ratio(sum, float64(n))
}

// MASE is the mean absolute error over the mean absolute seasonal-naive error
// in the training values (Hyndman & Koehler 2006). Below 1: better than
// repeating last year was inside the training values.
func MASE(c Case) float64 { return ratio(MAE(c), SeasonalError(c.Train, c.Season, 1)) }

// RMSSE is the root of the mean squared error over the mean squared
// seasonal-naive error in the training values. The M5 competition scales by
// the naive error of lag 1; pass Season 1 for that.
func RMSSE(c Case) float64 {
	e := RMSE(c)
	return math.Sqrt(ratio(e*e, SeasonalError(c.Train, c.Season, 2)))
}

// Coverage is the share of actual values inside the interval, ends included.
func Coverage(c Case) float64 {
	inside, n := 0.0, 0.0
	for i, a := range c.Actual {
		if i >= len(c.Interval) || math.IsNaN(a) || math.IsNaN(c.Interval[i].Lower) || math.IsNaN(c.Interval[i].Upper) {
			continue
		}
		n++
		if c.Interval[i].Contains(a) {
			inside++
		}
	}
	return ratio(inside, n)
}

// MSIS is the mean scaled interval score of M4,
//
//	mean( (u-l) + 2/(1-level) * (miss below or above) ) / seasonal-naive error,
//
// which a wide interval and a missed value both raise.
func MSIS(c Case) float64 {
	sum, n := 0.0, 0.0
	for i, a := range c.Actual {
		if i >= len(c.Interval) || math.IsNaN(a) {
			continue
		}
		iv := c.Interval[i]
		score := iv.Width() + 2/(1-c.Level)*(max(iv.Lower-a, 0)+max(a-iv.Upper, 0))
		if math.IsNaN(score) {
			continue
		}
		sum += score
		n++
	}
	return ratio(ratio(sum, n), SeasonalError(c.Train, c.Season, 1))
}

// Pinball is the mean quantile loss of q at probability tau over the actual
// values: tau (y-q) where y is above q, (1-tau) (q-y) where it is below.
func Pinball(tau, q float64, actual []float64) float64 {
	sum, n := 0.0, 0.0
	for _, y := range actual {
		if math.IsNaN(y) {
			continue
		}
		sum += max(tau*(y-q), (tau-1)*(y-q))
		n++
	}
	return ratio(sum, n)
}

// OWA is the overall weighted average of M4: the mean of sMAPE and MASE, each
// over its value for the reference method Naive2. The figures are means over
// all series, not ratios series by series.
func OWA(smape, mase, smapeNaive2, maseNaive2 float64) float64 {
	return (ratio(smape, smapeNaive2) + ratio(mase, maseNaive2)) / 2
}

// Skill is 1 - error of the model / error of seasonal naive on the same cases.
// Negative: worse than repeating last year.
func Skill(model, seasonalNaive float64) float64 { return 1 - ratio(model, seasonalNaive) }
