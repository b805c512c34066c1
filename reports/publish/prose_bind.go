package publish

import (
	"math"
	"regexp"
	"slices"
	"strings"
)

// spoken is a number that a block says.
type spoken struct {
	said
	isLevel bool
	end     int  // 1: lower end of an interval, 2: upper; 0: none
	isShare bool // a percentage or a difference of two
	isCount bool // a small whole number by itself: so many of something
}

// spokenIn are the numbers of a block: those of its text in order, with the ends of
// intervals known for what they are, then the levels of intervals.
func spokenIn(b block, lang string) []spoken {
	text, levels := b.text, levelsIn(b.text)
	form := levelAsShare
	if b.isHowTo {
		form = levelInHowTo
	}
	text = form.ReplaceAllStringFunc(text, func(found string) string {
		for _, n := range numbersIn(found, lang) {
			levels = append(levels, n.value)
		}
		return strings.Repeat(" ", len(found))
	})
	var out []spoken
	from := 0
	for _, n := range numbersIn(text, lang) {
		digits, _, _ := strings.Cut(n.text, " ")
		at := from + max(strings.Index(text[from:], digits), 0)
		from = at + len(digits)
		share := shareSign.MatchString(text[from:])
		out = append(out, spoken{said: n, isShare: share, isCount: !share && n.half == 0.5 && n.value >= 0 && n.value < 1000})
	}
	from = 0
	for _, i := range intervalsIn(text, lang) {
		for k := from; k+1 < len(out); k++ {
			if out[k].value == i.lower.value && sameDigits(out[k+1].said, i.upper) {
				out[k].end, out[k+1].end, from = 1, 2, k+2
				out[k].isCount, out[k+1].isCount = false, false
				break
			}
		}
	}
	for _, v := range levels {
		out = append(out, spoken{said: said{value: v}, isLevel: true})
	}
	return out
}

var (
	levelAsShare = regexp.MustCompile(`\b(intervall[oi] (al|del|dell'|all')? ?)\d+%|\b\d+% interval`)
	shareSign    = regexp.MustCompile(`^(%| p\.p\.| pp\b)`)
)

// sameDigits: the end of an interval that names its scale for both is read without it.
func sameDigits(n, end said) bool {
	digits, _, _ := strings.Cut(n.text, " ")
	return digits == end.text
}

// bind gives each number of a block the place it comes from. Of several rows that hold a
// number it is the one that the text names by its labels, then the one that holds the
// numbers beside it, then the first.
func (g grounds) bind(b block) []reference {
	all := spokenIn(b, g.lang)
	out := make([]reference, len(all))
	about := g.order
	if b.figure != "" {
		about = []string{b.figure}
	}
	c := around{about: about, text: strings.ToLower(b.text), last: reference{rule: "none"}, isHowTo: b.isHowTo, isAhead: yearAhead.MatchString(b.text)}
	for _, n := range all {
		if n.isLevel {
			c.levels = append(c.levels, n.value)
		}
	}
	for i, n := range all {
		c.next = all[i+1:]
		out[i] = g.find(n, c)
		if out[i].rule == "" && !n.isLevel {
			c.last = out[i]
		}
	}
	return out
}

// around is what stands around a number.
type around struct {
	about   []string  // figures that the text may speak of
	text    string    // in small letters
	levels  []float64 // of intervals, that the text says
	last    reference // of the number before
	next    []spoken  // the numbers after
	isHowTo bool
	isAhead bool // the text speaks of a year ahead without naming it
}

var yearAhead = regexp.MustCompile(`\b([Ff]ra un anno|a year ahead|in a year)\b`)

// find is where a number comes from.
func (g grounds) find(n spoken, c around) reference {
	best, most := reference{rule: "none"}, math.Inf(-1)
	for _, id := range c.about {
		f := g.figures[id]
		if f == nil {
			continue
		}
		for _, e := range f.near(n.said) {
			row := f.rows[e.row]
			isSaid := n.isLevel == (cellParts[e.part] == "level") && says(n.said, e.value) && row.mayBe(n)
			if !isSaid {
				continue
			}
			named := row.named(c.text)
			follows := c.last.figure == id && c.last.row == e.row
			if n.isCount && named == 0 && row.status != "computed" && !follows {
				continue
			}
			score := named - float64(e.by) + beside(row, n, c.next)
			if (n.end > 0 || score >= besideInterval) && slices.Contains(c.levels, row.cells[3]) {
				score += 60
			}
			if c.isAhead && score >= besideInterval {
				score += float64(e.row) / float64(len(f.rows)) // its last row is the farthest ahead
			}
			if row.status == "computed" {
				score += 15
			}
			if n.end > 0 && e.part == n.end {
				score += 50
			}
			if n.end == 0 && e.part > 0 && !n.isLevel {
				score -= 5
			}
			if follows {
				score += 10
			}
			r := reference{figure: id, row: e.row, part: cellParts[e.part], by: unitChanges[e.by]}
			if score > most || score == most && best.figure == id && e.row < best.row {
				best, most = r, score
			}
		}
	}
	if best.rule == "" {
		return best
	}
	return g.findRule(n, c.about, c.isHowTo)
}

// says whether a text says a value: it is that value rounded to its last digit, halves
// away from zero.
func says(n said, v float64) bool {
	if !within(v, n) {
		return false
	}
	isHalf := n.half > 0 && math.Abs(math.Abs(v-n.value)-n.half) < 1e-9*math.Max(1, math.Abs(v))
	return !isHalf || math.Abs(n.value) >= math.Abs(v)
}

// mayBe says whether the unit of a row is one that the text may give the number.
func (r groundRow) mayBe(n spoken) bool {
	isShare := slices.Contains([]string{"pct", "pp", "ratio", "share", "per_100"}, r.unit)
	return n.isLevel || !n.isShare && (!n.isCount || r.status == "computed") || n.isShare == isShare
}

// named says how much of a text names a row.
func (r groundRow) named(text string) float64 {
	score := 0.0
	for _, name := range r.names {
		if len(name) > 2 && strings.Contains(text, strings.ToLower(name)) {
			score += 20 + float64(len(name))
		}
	}
	return score
}

// besideInterval is what it counts that a row holds the interval of a number too.
const besideInterval = 200

// beside is more where the row holds the interval said after a value, or its upper end
// after the lower.
func beside(row groundRow, n spoken, next []spoken) float64 {
	holds := func(lower, upper spoken) bool {
		for by := range unitChanges {
			if says(lower.said, row.say(1, by)) && says(upper.said, row.say(2, by)) {
				return true
			}
		}
		return false
	}
	switch {
	case n.isLevel:
	case n.end == 1 && len(next) > 0 && holds(n, next[0]), n.end == 0 && len(next) > 1 && next[0].end == 1 && holds(next[0], next[1]):
		return besideInterval
	}
	return 0
}

// findRule is the count, the label or the constant that a number is, if no cell holds it.
func (g grounds) findRule(n spoken, about []string, isHowTo bool) reference {
	if n.isLevel {
		return reference{rule: "none"}
	}
	if isHowTo && n.isCount && slices.Contains(scaleEnds, n.value) {
		return reference{rule: "constant", at: int(n.value)}
	}
	for _, id := range about {
		f := g.figures[id]
		if f == nil {
			continue
		}
		if len(about) > 1 {
			break // a count is of one figure: the rows of another say it by chance
		}
		if n.isCount && says(n.said, float64(len(f.tuples))) {
			return reference{figure: id, rule: "rows"}
		}
		for k, c := range f.columns {
			if n.isCount && len(f.columns) > 1 && says(n.said, float64(f.distinct(c))) {
				return reference{figure: id, rule: "distinct", column: c}
			}
			for _, i := range f.tuples {
				for at, in := range numbersIn(f.rows[i].names[k], g.lang) {
					if says(n.said, in.value) {
						return reference{figure: id, rule: "name", row: i, column: c, at: at}
					}
				}
			}
		}
	}
	return reference{rule: "none"}
}
