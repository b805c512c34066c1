// Package edition puts chapters together to reports: the study for Italy and
// for any region, with key findings, tiles, cautions and annexes.
//
// An edition is data. Its chapters are an explicit list; which territory it
// speaks of is a parameter, and nothing here names a region. Findings and tiles
// are taken from the figures they link to, so that text, figure and table
// cannot disagree. Annexes on data, quality and methods are made from the
// catalogue, the ledger and the method cards.
//
// The package refuses to invent: an edition without a loaded release has no
// date, a figure without data is a line in its chapter, an edition without any
// figure is an error.
package edition
