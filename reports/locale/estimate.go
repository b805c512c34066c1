package locale

import (
	"fmt"
	"math"
)

// Precision is the rounding that shows a half-width with two digits: decimals
// for small ones, a step of 10, 100, ... for large ones.
//
//	half-width  0.53 -> 2 decimals, step 0.01
//	half-width  5.3  -> 1 decimal,  step 0.1
//	half-width 53    -> 0 decimals, step 1
//	half-width 1100  -> 0 decimals, step 100
//
// Without a half-width (NaN, infinite, zero or negative) the step is 0: nothing
// is known of the precision, and the value keeps that of its source.
func Precision(halfWidth float64) (decimals int, step float64) {
	if !finite(halfWidth) || halfWidth <= 0 {
		return 0, 0
	}
	magnitude := int(math.Floor(math.Log10(halfWidth)))
	// 9.97 has two digits only as 10: the magnitude is that of the rounded half-width.
	if math.Round(halfWidth/math.Pow10(magnitude-1)) >= 100 {
		magnitude++
	}
	return max(0, 1-magnitude), math.Pow10(magnitude - 1)
}

// RoundTo rounds to a multiple of step, ties away from zero; step 0 changes nothing.
func RoundTo(v, step float64) float64 {
	if step == 0 || !finite(v) {
		return v
	}
	if step < 1 {
		// Dividing by the exact power of ten keeps 0.3 from becoming 0.30000000000000004.
		per := math.Round(1 / step)
		return math.Round(v*per) / per
	}
	return math.Round(v/step) * step
}

// Units of estimates, as in the keys of series.
const (
	Pct              = "pct"
	PctPoints        = "pp"
	Persons          = "persons"
	ThousandPersons  = "thousand_persons"
	Index            = "index"
	Ratio            = "ratio"
	Count            = "count"
	PerHundred       = "per_100"
	percentMaxDigits = 2 // decimals beyond two of a percentage are noise
)

// Estimate writes a value with its interval, rounded as the interval allows:
// "12,3% (da 11,8% a 12,8%)", "3,4 milioni (da 3,3 a 3,7 milioni)". Persons are
// counted in words from a million up. Without an interval (NaN ends) the value
// stands alone, with one decimal for percentages and none for persons.
func (l Lang) Estimate(value, lower, upper float64, unit string) (string, error) {
	factor, known := unitFactors()[unit]
	if !known {
		return "", fmt.Errorf("format estimate: unknown unit %q", unit)
	}
	value, lower, upper = value*factor, lower*factor, upper*factor
	if !finite(value) {
		return Missing, nil
	}
	decimals, step := Precision((upper - lower) / 2)
	if step == 0 {
		return l.amount(value, plainDecimals(unit), unit), nil
	}
	if unit == Pct || unit == PctPoints {
		decimals = min(decimals, percentMaxDigits)
	}
	step = math.Max(step, math.Pow10(-decimals))
	value, lower, upper = RoundTo(value, step), RoundTo(lower, step), RoundTo(upper, step)
	if isHeads(unit) && math.Abs(value) >= 1e6 {
		decimals = max(0, 6-int(math.Round(math.Log10(step))))
		return fmt.Sprintf("%s (%s)", l.Compact(value, decimals), l.millions(lower, upper, decimals)), nil
	}
	interval := l.between(l.amount(lower, decimals, unit), l.amount(upper, decimals, unit))
	return fmt.Sprintf("%s (%s)", l.amount(value, decimals, unit), interval), nil
}

// millions keeps the scale of the value for both ends.
func (l Lang) millions(lower, upper float64, decimals int) string {
	return l.Interval(lower/1e6, upper/1e6, decimals) + l.scaleWord(scales()[0], false)
}

// amount writes a number with the sign of its unit, where it has one.
func (l Lang) amount(v float64, decimals int, unit string) string {
	switch unit {
	case Pct:
		return l.Percent(v, decimals)
	case PctPoints:
		return l.PercentPoints(v, decimals)
	}
	return l.Number(v, decimals)
}

// unitFactors brings a value to the unit it is printed in.
func unitFactors() map[string]float64 {
	return map[string]float64{
		Pct: 1, PctPoints: 1, Persons: 1, ThousandPersons: 1000,
		Index: 1, Ratio: 1, Count: 1, PerHundred: 1,
	}
}

func isHeads(unit string) bool {
	return unit == Persons || unit == ThousandPersons || unit == Count
}

func plainDecimals(unit string) int {
	if isHeads(unit) {
		return 0
	}
	return 1
}
