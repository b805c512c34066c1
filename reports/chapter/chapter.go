package chapter

import (
	"fabbisogno/datasets/codes"
	"fabbisogno/reports/figure"
)

// Text is a text in both languages.
type Text = codes.Text

// Chapter answers one question of the study with figures.
type Chapter struct {
	ID       string // now, demand, shortages, outlook, priorities, regions, quotas, record
	Number   string // given by the edition
	Title    Text
	Question Text
	Intro    []Text // paragraphs; numbers in them come from values, never typed
	Figures  []figure.Figure
	// IsAside says that the figures stand elsewhere, in the sheets: they have downloads and
	// a page on how they were made, and no place in the report.
	IsAside bool
	// Absent says, in one honest line, why a figure of the plan is not here and what would fill it.
	Absent []Text
}

// IsEmpty says that a chapter is of no concern to the edition: it has no figure, and
// misses none.
func (c Chapter) IsEmpty() bool { return len(c.Figures) == 0 && len(c.Absent) == 0 }
