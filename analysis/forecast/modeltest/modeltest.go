// Package modeltest holds every forecast model to what the contract promises.
//
// Run takes one model through series that real panels contain: gaps, gaps at
// the end, constants, zeros, negative values, one to six values, every
// frequency, units from 1e-300 to 1e300, a declared break, and 120 drawn at
// random. It checks that a forecast has the length asked for and quantiles in
// order on the common grid, that no infinity and no NaN leaves, that the input is
// not modified, that whatever was done to it is said, that the answer is the same
// alone, among others and on any number of processors, that declared invariances
// hold, and that intervals cover on data drawn from a process the model is
// right for.
//
// The list of models is forecast.Models; a type of the package that is a Model
// and does not occur in it fails a test, and the capability table is made from
// the same list.
package modeltest

import (
	"math/rand/v2"
	"testing"

	"fabbisogno/analysis/forecast"
	"fabbisogno/datasets/series"
)

// Case is a model with the process its intervals are made for.
type Case struct {
	Model forecast.Model
	// Draw gives n values of a process for which the model's intervals are
	// right, or nearly.
	Draw func(rng *rand.Rand, n int) []float64
	Freq series.Freq
	// Slack is how far coverage may fall short of the level besides chance:
	// estimation error that the model's interval leaves out. Say why.
	Slack float64
	// Trials of the coverage test, for a model too slow for 600; 0 is 600.
	Trials int
	// Least is the number of annual values from which on the model answers; 0 is 3.
	Least int
}

// Run takes the model through the suite.
func Run(t *testing.T, c Case) {
	t.Run("series", func(t *testing.T) { awkward(t, c) })
	t.Run("short", func(t *testing.T) { short(t, c) })
	t.Run("random", func(t *testing.T) { random(t, c.Model) })
	t.Run("horizon", func(t *testing.T) { horizon(t, c.Model) })
	t.Run("status", func(t *testing.T) { status(t, c.Model) })
	t.Run("invariance", func(t *testing.T) { invariance(t, c) })
	t.Run("determinism", func(t *testing.T) { determinism(t, c.Model) })
	t.Run("paths", func(t *testing.T) { paths(t, c) })
	t.Run("coverage", func(t *testing.T) { coverage(t, c) })
}

// Series makes a series of a frequency from 2010 on.
func Series(f series.Freq, values []float64) series.Series {
	start, err := series.NewPeriod(f, 2010, 1)
	if err != nil {
		panic("modeltest: " + err.Error())
	}
	return series.Series{Key: series.Key{Measure: "test_index", Unit: "index"}, Start: start, Values: values}
}
