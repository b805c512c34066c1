package chart

import (
	"strings"
	"unicode"
)

// fontSize of every label, in pixels: the least a reader can be asked to read.
const (
	fontSize   = 12.0
	lineHeight = 15.0
)

// margin for fonts a little wider than the table.
const widthMargin = 1.04

// textWidth is the width of a label in pixels, from the table of character widths.
func textWidth(text string, bold bool) float64 {
	sum := 0
	for _, r := range text {
		sum += runeWidth(r, bold)
	}
	return float64(sum) / 1000 * fontSize * widthMargin
}

// TextWidth is the width that a label of 12 pixels is taken to have, for checks of
// finished drawings.
func TextWidth(text string, bold bool) float64 { return textWidth(text, bold) }

func runeWidth(r rune, bold bool) int {
	table := regularWidths[:]
	if bold {
		table = boldWidths[:]
	}
	if i := int(r) - ' '; i >= 0 && i < len(table) {
		return int(table[i])
	}
	if unicode.Is(unicode.Mn, r) {
		return 0
	}
	return otherWidth(r)
}

// clean makes text inert and of one line: controls, line separators, bidirectional
// and zero-width characters go, white space becomes one space. What is left is
// written as text of the drawing, whatever it looks like.
func clean(text string) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(text, "�") {
		switch {
		case unicode.IsSpace(r) || r == '\u2028' || r == '\u2029':
			b.WriteRune(' ')
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r) || r == '\ufffe' || r == '\uffff':
		default:
			b.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

const ellipsis = "…"

// wrap breaks text into at most n lines no wider than width. What does not fit
// ends in an ellipsis; the table under the figure has the full text.
func wrap(text string, width float64, n int, bold bool) []string {
	text = clean(text)
	var lines []string
	line := ""
	words := strings.Fields(text)
	for i, word := range words {
		joined := strings.TrimSpace(line + " " + word)
		if textWidth(joined, bold) <= width {
			line = joined
			continue
		}
		if line != "" && len(lines)+1 < n {
			lines = append(lines, line)
			line = word
			if textWidth(word, bold) <= width {
				continue
			}
		}
		// Either the last line is full or a single word is too long: cut here.
		rest := strings.TrimSpace(line + " " + strings.Join(words[i:], " "))
		if line == word {
			rest = strings.Join(words[i:], " ")
		}
		return append(lines, truncate(rest, width, bold))
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// truncate cuts text to width, with an ellipsis where something is lost.
func truncate(text string, width float64, bold bool) string {
	if textWidth(text, bold) <= width {
		return text
	}
	runes := []rune(text)
	for n := len(runes) - 1; n > 0; n-- {
		cut := strings.TrimRight(string(runes[:n]), " ,;.-/(") + ellipsis
		if textWidth(cut, bold) <= width {
			return cut
		}
	}
	return ellipsis
}

func widest(lines []string, bold bool) float64 {
	w := 0.0
	for _, line := range lines {
		w = max(w, textWidth(line, bold))
	}
	return w
}
