package page

import (
	"math"

	"fabbisogno/reports/chapter"
	"fabbisogno/reports/figure"
)

func nan() float64 { return math.NaN() }

func chaptersWith(figureID string) []chapter.Chapter {
	return []chapter.Chapter{{ID: "now", Figures: []figure.Figure{{ID: figureID}}}}
}
