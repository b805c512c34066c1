package figure

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
)

// MaxFinding is the length of a title in characters.
const MaxFinding = 90

// MaxNotes is how many notes stand under a figure; others belong in an annex.
const MaxNotes = 2

// Problem is a rule of the figure block that a figure breaks.
type Problem struct{ Element, Rule, Hint string }

// Check reports every rule a figure breaks before it is drawn: a part that is
// missing, a language that is missing, a title that is too long, an estimate
// without its interval, a value that is not there and does not say why.
func (f Figure) Check() []Problem {
	var out []Problem
	add := func(element, rule, hint string) { out = append(out, Problem{element, rule, hint}) }
	for _, part := range []struct {
		name string
		text Text
	}{
		{"question", f.Question}, {"finding", f.Finding}, {"subtitle", f.Subtitle}, {"description", f.Desc},
	} {
		if !part.text.IsComplete() {
			add(part.name, "both languages", "write it in Italian and in English")
		}
	}
	for _, lang := range []string{"it", "en"} {
		if n := utf8.RuneCountInString(f.Finding.In(lang)); n > MaxFinding {
			add("finding", "at most 90 characters", fmt.Sprintf("%s has %d", lang, n))
		}
	}
	if f.Number == "" {
		add("number", "every figure has a number", "the edition numbers figures")
	}
	if f.Chart == nil {
		add("drawing", "every figure has a drawing", "set Chart")
	} else if needsHowTo(f.Chart) && !f.HowToRead.IsComplete() {
		add("how to read", "required for "+f.Chart.Form(), "say in one sentence how to read it, in both languages")
	}
	if label, bare := rankedWithoutInterval(f.Chart); bare {
		add("drawing", "a ranking carries its intervals", fmt.Sprintf("%q has none: give them, or keep the order of the classification", label))
	}
	if len(f.Notes) > MaxNotes {
		add("notes", "two at most", "move the others to the annex")
	}
	for i, n := range f.Notes {
		if !n.IsComplete() {
			add(fmt.Sprintf("note %d", i+1), "both languages", "write it in Italian and in English")
		}
	}
	if len(f.Sources) == 0 {
		add("source", "every figure has a source", "name producer, data set, release, licence")
	}
	for _, s := range f.Sources {
		if s.Producer == "" || s.Licence == "" || !s.Title.IsComplete() {
			add("source "+s.Table, "producer, title and licence", "complete the entry in the catalogue")
		}
		if s.Released.IsZero() {
			add("source "+s.Table, "a source says when it was read", "the snapshot has no day of release")
		}
	}
	if f.Query == "" || f.RunID == "" || len(f.Lineage) == 0 {
		add("lineage", "query, run and inputs", "a number that cannot be explained is a bug")
	}
	isExpected := func(c Column) bool { return strings.HasPrefix(c.Name, "expected_") }
	if slices.ContainsFunc(f.Table.Columns, isExpected) && !slices.ContainsFunc(f.Lineage, func(l warehouse.Lineage) bool { return l.Method != "" }) {
		add("lineage", "what is expected names its method", "say which model expects it")
	}
	if f.Weighing != nil {
		if why := f.Weighing.Problem(f.Table); why != "" {
			add("weights", "the published weights give the published ranking", why)
		}
	}
	out = append(out, f.checkClaim()...)
	out = append(out, f.checkSubtraction()...)
	return append(out, f.checkTable()...)
}

// needsHowTo says whether readers need a sentence on how to read the form.
func needsHowTo(s chart.Spec) bool {
	switch s.Form() {
	case "fan", "fans", "heat", "scatter", "tilemap", "dots", "agreement", "membership", "slope", "compared":
		return true
	}
	return false
}

// downloadColumns are the columns that every CSV has beside its labels.
var downloadColumns = []string{"basis", "measure", "value", "lower", "upper", "level", "unit", "status", "source"}

// checkTable is the part of Check on columns and rows.
func (f Figure) checkTable() []Problem {
	var out []Problem
	add := func(element, rule, hint string) { out = append(out, Problem{element, rule, hint}) }
	t := f.Table
	if len(t.Rows) == 0 || len(t.Columns) == 0 {
		add("table", "every figure has a table", "give columns and rows")
		return out
	}
	if t.Columns[0].Kind != Label {
		add("table", "the first column is a label", "it names the row for those who hear the table")
	}
	values, lower, upper := 0, map[float64]int{}, map[float64]int{}
	for _, c := range t.Columns {
		if c.Name == "" || !c.Head.IsComplete() {
			add("column "+c.Name, "name and both headings", "complete the column")
		}
		if c.Kind == Label && slices.Contains(downloadColumns, c.Name) {
			add("column "+c.Name, "a label column is not named like a column of every download", "name it for what it holds: test, period, industry_ateco2007")
		}
		switch c.Kind {
		case Value:
			values++
		case Lower:
			lower[c.Level]++
		case Upper:
			upper[c.Level]++
		}
		if (c.Kind == Lower || c.Kind == Upper) && (c.Level <= 0 || c.Level > 1) {
			add("column "+c.Name, "an interval has a level above 0 and up to 1", "0.80 for 8 out of 10, 1 for every value the source allows")
		}
	}
	if values == 0 {
		add("table", "at least one value column", "a figure shows numbers")
	}
	if !sameCounts(lower, upper) {
		add("table", "each lower bound has its upper bound of the same level", "add the missing column")
	}
	if len(lower) == 0 && hasIntervals(f.Chart) {
		add("table", "intervals drawn are also in the table", "add lower and upper columns with their level")
	}
	for _, level := range levelsDrawn(f.Chart) {
		if lower[level] == 0 {
			add("table", "intervals drawn are also in the table", fmt.Sprintf("add lower and upper columns of level %v", level))
		}
	}
	out = append(out, boundColumns(t.Columns)...)
	return append(out, f.checkRows()...)
}

// boundColumns holds interval columns to the value column they belong to, which is
// the nearest before them: of the same unit, and one pair a level. Downloads pair
// them in this way, so bounds of a place after those of a share would take its own.
func boundColumns(columns []Column) []Problem {
	var out []Problem
	var value Column
	seen := map[Column]bool{}
	for _, c := range columns {
		switch c.Kind {
		case Value:
			value, seen = c, map[Column]bool{}
		case Lower, Upper:
			if value.Kind == Value && c.Unit != value.Unit {
				out = append(out, Problem{"column " + c.Name, "an interval has the unit of its value", fmt.Sprintf("it follows %s in %s and is in %s: put its value before it", value.Name, value.Unit, c.Unit)})
			}
			end := Column{Kind: c.Kind, Level: c.Level}
			if seen[end] {
				out = append(out, Problem{"column " + c.Name, "a value has one interval of a level", "put the value it belongs to before it"})
			}
			seen[end] = true
		}
	}
	return out
}

// checkRows: a number that is not there says why, an estimate has its interval.
func (f Figure) checkRows() []Problem {
	var out []Problem
	for i, row := range f.Table.Rows {
		at := fmt.Sprintf("table row %d", i+1)
		if len(row) != len(f.Table.Columns) {
			out = append(out, Problem{at, "as many cells as columns", fmt.Sprintf("%d cells, %d columns", len(row), len(f.Table.Columns))})
			continue
		}
		estimate, bounded, valued := false, false, false
		for k, cell := range row {
			c := f.Table.Columns[k]
			switch c.Kind {
			case Label:
				if cell.Code == "" && !cell.Text.IsComplete() {
					out = append(out, Problem{at + ", " + c.Name, "a label has a code or both languages", "complete the label"})
				}
			case Status:
				estimate = estimate || isEstimate(cell.Code)
			case Value, Lower, Upper:
				if p, bad := checkNumber(cell); bad {
					p.Element = at + ", " + c.Name
					if c.Kind == Value || p.Rule != ruleMissing {
						out = append(out, p)
					}
				}
				present := !math.IsNaN(cell.Number)
				valued = valued || (c.Kind == Value && present)
				bounded = bounded || (c.Kind != Value && present)
			}
		}
		if estimate && valued && !bounded {
			out = append(out, Problem{at, "an estimate has its interval", "fill lower and upper, or correct the status"})
		}
	}
	return out
}

const ruleMissing = "a missing value says why"

// checkNumber looks at one number and its mark.
func checkNumber(c Cell) (Problem, bool) {
	switch {
	case math.IsInf(c.Number, 0):
		return Problem{Rule: "no infinite value", Hint: "an infinity never leaves a function"}, true
	case math.IsNaN(c.Number) && c.Mark != ".." && c.Mark != "(c)" && c.Mark != "-":
		return Problem{Rule: ruleMissing, Hint: `set Mark to "..", "(c)" or "-"`}, true
	case !math.IsNaN(c.Number) && c.Mark == "(c)":
		return Problem{Rule: "a suppressed value is not shown", Hint: "set the number to NaN"}, true
	}
	return Problem{}, false
}

// isEstimate says whether a status code names a value that must have an interval.
func isEstimate(code string) bool {
	return code == "forecast" || code == "estimate" || code == "projection"
}

func sameCounts(a, b map[float64]int) bool {
	if len(a) != len(b) {
		return false
	}
	for level, n := range a {
		if b[level] != n {
			return false
		}
	}
	return true
}

// rankedWithoutInterval finds an item of a ranking that has a value and no interval.
func rankedWithoutInterval(s chart.Spec) (label string, found bool) {
	var items []chart.Item
	switch spec := s.(type) {
	case chart.Bars:
		if !spec.Ordered {
			items = spec.Items
		}
	case chart.Dots:
		if !spec.Ordered {
			items = spec.Items
		}
	}
	for _, i := range items {
		if !math.IsNaN(i.Value) && !(i.Lower <= i.Upper) {
			return i.Label.EN, true
		}
	}
	return "", false
}

// hasIntervals says whether the drawing shows any interval.
func hasIntervals(s chart.Spec) bool {
	items := func(list []chart.Item) bool {
		for _, i := range list {
			if !math.IsNaN(i.Lower) && i.Lower != i.Upper {
				return true
			}
		}
		return false
	}
	switch spec := s.(type) {
	case chart.Fan:
		return len(spec.Bands) > 0
	case chart.Fans:
		return len(spec.Panels) > 0
	case chart.Bars:
		return items(spec.Items)
	case chart.Dots:
		return items(spec.Items)
	case chart.Compared:
		for _, it := range spec.Items {
			for _, v := range it.Values {
				if !math.IsNaN(v.Lower) && v.Lower != v.Upper {
					return true
				}
			}
		}
	case chart.Scatter:
		for _, p := range spec.Points {
			if !math.IsNaN(p.XLower) && p.XLower != p.XUpper || !math.IsNaN(p.YLower) && p.YLower != p.YUpper {
				return true
			}
		}
	}
	return false
}

// levelsDrawn are the levels that the bands of a drawing are of.
func levelsDrawn(s chart.Spec) []float64 {
	switch spec := s.(type) {
	case chart.Fan:
		var out []float64
		for _, b := range spec.Bands {
			out = append(out, b.Level)
		}
		return out
	case chart.Fans:
		return []float64{spec.Level}
	}
	return nil
}
