package publish

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"

	"fabbisogno/reports/locale"
)

// reference says where a number of a text comes from, so that the text can be held to
// that place and no other. As it is written, its first word is the id of a figure, or
// what else it refers to:
//
//	fig-employed 37 value           a cell of the download: row (from 1) and column
//	fig-employed 37 upper x1000     in another unit
//	fig-need 4 value rounded        with as many digits as its interval allows
//	fig-employed 37 level           the level of an interval, per cent
//	fig-map rows                    how many rows the figure has, by their labels
//	fig-map distinct region         how many labels a column has
//	fig-map name 12 region 0        a number within a label
//	constant 100                    the end of a scale, said on how to read a figure
type reference struct {
	figure string // id; empty: none
	row    int    // of the download, from 0
	part   string // value, lower, upper, level
	by     unitChange
	rule   string // rows, distinct, name, constant; none: nothing was found; empty: a cell
	column string // of the rule
	at     int    // which number of a label; the constant
}

// unitChange says how a text turns a cell into another unit; empty: as it is.
type unitChange string

// unitChanges are the forms in which a text may say a number, the plainest first.
var unitChanges = []unitChange{"", "abs", "x1000", "/1000", "x100", "abs x1000", "rounded"}

// say is a cell in the form of a text; rounded is as its interval allows, where that is
// less than it has.
func (r groundRow) say(part, by int) float64 {
	v := r.cells[part]
	switch unitChanges[by] {
	case "rounded":
		_, step := locale.Precision((r.cells[2] - r.cells[1]) / 2)
		if step <= 1 {
			return math.NaN()
		}
		return locale.RoundTo(v, step)
	case "abs":
		return math.Abs(v)
	case "x1000":
		return v * 1000
	case "/1000":
		return v / 1000
	case "x100":
		return v * 100
	case "abs x1000":
		return math.Abs(v) * 1000
	}
	return v
}

// String is the reference as it is written; empty: there is none.
func (r reference) String() string {
	switch r.rule {
	case "none":
		return ""
	case "":
		return strings.TrimSpace(fmt.Sprintf("%s %d %s %s", r.figure, r.row+1, r.part, r.by))
	case "rows":
		return r.figure + " rows"
	case "distinct":
		return r.figure + " distinct " + r.column
	case "name":
		return fmt.Sprintf("%s name %d %s %d", r.figure, r.row+1, r.column, r.at)
	}
	return fmt.Sprintf("%s %d", r.rule, r.at)
}

// parseReference reads what String writes.
func parseReference(s string) (reference, error) {
	bad := fmt.Errorf("reference %q: expected a figure and a place in it, or a constant", s)
	w := strings.Split(s, " ")
	if len(w) < 2 {
		return reference{}, bad
	}
	number := func(i int) int {
		n, err := strconv.Atoi(w[i])
		if err != nil {
			return -1
		}
		return n
	}
	r := reference{figure: w[0], rule: w[1], row: -1}
	switch {
	case w[0] == "constant" && len(w) == 2:
		r = reference{rule: "constant", at: number(1)}
		if !slices.Contains(scaleEnds, float64(r.at)) {
			return r, bad
		}
	case r.rule == "rows" && len(w) == 2:
	case r.rule == "distinct" && len(w) == 3:
		r.column = w[2]
	case r.rule == "name" && len(w) == 5:
		r.row, r.column, r.at = number(2)-1, w[3], number(4)
	case len(w) >= 3 && number(1) > 0 && slices.Contains(cellParts, w[2]) && slices.Contains(unitChanges, unitChange(strings.Join(w[3:], " "))):
		r = reference{figure: w[0], row: number(1) - 1, part: w[2], by: unitChange(strings.Join(w[3:], " "))}
	default:
		return r, bad
	}
	return r, nil
}

// cellParts are the columns of a download that texts say, the likeliest first.
var cellParts = []string{"value", "lower", "upper", "level"}

// scaleEnds may be said on how to read a figure though no row has them.
var scaleEnds = []float64{0, 1, 100}

// grounds are what the numbers of a page may come from: the downloads of the figures of
// its edition.
type grounds struct {
	lang    string
	figures map[string]*ground
	order   []string // of the figures
}

// ground is a download, read for the texts that speak of it.
type ground struct {
	columns []string // of labels
	rows    []groundRow
	tuples  []int // rows by which the labels first are what they are
	index   []heldNumber
}

// heldNumber is a number that a row may say.
type heldNumber struct {
	value    float64
	row      int
	part, by int // of cellParts, of unitChanges
}

// near are the numbers close to one that is said, by value.
func (g *ground) near(n said) []heldNumber {
	half := n.half + 1e-6*math.Max(1, math.Abs(n.value))
	from := sort.Search(len(g.index), func(i int) bool { return g.index[i].value >= n.value-half })
	to := sort.Search(len(g.index), func(i int) bool { return g.index[i].value > n.value+half })
	return g.index[from:to]
}

// groundRow is a row of a download.
type groundRow struct {
	labels  []string // one a column: codes, or texts where there are none
	names   []string // as the language of the page has them
	cells   [4]float64
	status  string
	measure string
	unit    string
}

// groundOf a download in a language.
func groundOf(d download, lang string) *ground {
	g := &ground{}
	measure, isThere := d.at["measure"]
	if !isThere {
		return g
	}
	names := map[string]int{}
	for name, i := range d.at {
		if i > 0 && i < measure && !strings.HasSuffix(name, "_name_it") && !strings.HasSuffix(name, "_name_en") {
			g.columns = append(g.columns, name)
			names[name] = i
			if at, has := d.at[name+"_name_"+lang]; has {
				names[name] = at
			}
		}
	}
	slices.SortFunc(g.columns, func(a, b string) int { return d.at[a] - d.at[b] })
	seen := map[string]bool{}
	for i, r := range d.records {
		row := groundRow{status: d.text(r, "status"), measure: d.text(r, "measure"), unit: d.text(r, "unit"),
			cells: [4]float64{d.number(r, "value"), d.number(r, "lower"), d.number(r, "upper"), math.Round(1e4*d.number(r, "level")) / 100}}
		for _, c := range g.columns {
			row.labels, row.names = append(row.labels, r[d.at[c]]), append(row.names, r[names[c]])
		}
		g.rows = append(g.rows, row)
		if key := strings.Join(row.labels, "\x00"); !seen[key] && strings.Trim(key, "\x00") != "" {
			seen[key] = true
			g.tuples = append(g.tuples, i)
		}
		for part := range cellParts {
			for by := range unitChanges {
				if v := row.say(part, by); !math.IsNaN(v) && (by == 0 || cellParts[part] != "level") {
					g.index = append(g.index, heldNumber{v, i, part, by})
				}
			}
		}
	}
	slices.SortFunc(g.index, func(a, b heldNumber) int {
		return cmp.Or(cmp.Compare(a.value, b.value), a.row-b.row, a.part-b.part, a.by-b.by)
	})
	return g
}

// distinct counts the labels of a column.
func (g *ground) distinct(column string) int {
	k := slices.Index(g.columns, column)
	if k < 0 {
		return -1
	}
	seen := map[string]bool{}
	for _, i := range g.tuples {
		seen[g.rows[i].labels[k]] = true
	}
	return len(seen)
}

// value is the number that a reference leads to.
func (g grounds) value(r reference) (float64, error) {
	nowhere := fmt.Errorf("%s leads nowhere", r)
	if r.rule == "constant" {
		return float64(r.at), nil
	}
	f := g.figures[r.figure]
	if f == nil {
		return 0, nowhere
	}
	switch r.rule {
	case "rows":
		return float64(len(f.tuples)), nil
	case "distinct":
		return float64(f.distinct(r.column)), nil
	}
	if r.row < 0 || r.row >= len(f.rows) {
		return 0, nowhere
	}
	if r.rule == "name" {
		if k := slices.Index(f.columns, r.column); k >= 0 {
			if in := numbersIn(f.rows[r.row].names[k], g.lang); r.at >= 0 && r.at < len(in) {
				return in[r.at].value, nil
			}
		}
		return 0, nowhere
	}
	v := f.rows[r.row].say(slices.Index(cellParts, r.part), slices.Index(unitChanges, r.by))
	if math.IsNaN(v) {
		return 0, nowhere
	}
	return v, nil
}
