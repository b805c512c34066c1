package page

import (
	"strconv"
	"unicode/utf8"

	"fabbisogno/reports/figure"
)

// roomOf is the height of a figure without its drawing on a phone 320 pixels wide, in
// widths of the letter m of the page (rem), a little more than it takes. A phone keeps
// that room for a figure it has not laid out yet: with less, what overflows would lie
// over the next figure for programs that measure pages; the browser tests hold every
// figure to it. Heights of lines are those of the style sheet, letters a line are the
// fewest seen in both languages.
func (w *writer) roomOf(f figureView) string {
	lines := func(letters, perLine int, height float64) float64 {
		return float64((letters+perLine-1)/perLine) * height
	}
	in := func(t figure.Text) int { return utf8.RuneCountInString(w.lang.Of(t)) }
	const (
		always  = 120 // number, margins, edges
		tools   = 205 // four rows of links to downloads
		fold    = 46  // the line that opens the table, or the weights
		padding = 42
		button  = 49 // of a series
	)
	room := float64(always+tools+fold) + lines(in(f.Finding), 17, 26.4) + lines(in(f.Subtitle), 31, 22.5)
	if n := in(f.HowToRead); n > 0 {
		room += padding + lines(n+14, 31, 23.3)
	}
	for _, note := range f.Notes {
		room += 6 + lines(in(note), 29, 22.5)
	}
	letters := 0
	for _, s := range f.Sources {
		letters += utf8.RuneCountInString(titleOf(w.lang, s)) + 90 // dates, licence, own elaboration
		if len(s.Printed) == 0 {
			letters += utf8.RuneCountInString(s.Producer)
		}
		for _, p := range s.Printed {
			letters += utf8.RuneCountInString(p.Name) + 2
		}
	}
	room += lines(letters, 38, 21)
	if f.Weigh != nil {
		room += fold
	}
	room += float64(button * f.Wide.buttons())
	return strconv.FormatFloat(room/16, 'f', 0, 64)
}
