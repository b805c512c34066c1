package publish

import (
	"fmt"
	"maps"
	"math"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"fabbisogno/reports/locale"
)

// checkSheetProse holds every fact of a sheet to the rows of its unit in the download it
// leads to, and its drawings to those rows of the figures they are taken from.
func (s *site) checkSheetProse(t *told, body *html.Node) {
	main := element(body, "main")
	unit := attr(main, "data-unit")
	walk(main, func(n *html.Node) bool {
		switch {
		case n.Data == "section" && hasClass(n, "figure"):
			s.lookSheetFigure(t, n, unit)
			return false
		case n.Data == "tr" && n.Parent.Data == "tbody":
			s.lookFact(t, n, unit)
			return false
		}
		return true
	})
}

// of are the rows of one unit: those of its code, or of a measure that has it in its name.
func (d download) of(unit string) download {
	return download{d.at, slices.DeleteFunc(slices.Clone(d.records), func(r []string) bool {
		return !slices.Contains(r[:d.at["measure"]], unit) && !strings.Contains(d.text(r, "measure"), "_"+unit+"_")
	})}
}

// lookFact holds a row of facts to one row of the download: value, interval and level
// together.
func (s *site) lookFact(t *told, tr *html.Node, unit string) {
	cells := cellsOf(tr)
	if len(cells) < 4 {
		t.add("facts", "a fact has a value, an interval and where it comes from")
		return
	}
	where, value, spread := textOf(cells[0]), textOf(cells[1]), textOf(cells[2])
	numbers := numbersIn(value, t.lang)
	if len(numbers) == 0 {
		return // a class without a share, a grade, a value that is missing
	}
	link := find(tr, isCSV)
	if link == nil {
		t.add(where, "a fact leads to its download")
		return
	}
	d, err := s.downloadAt(t.page, attr(link, "href"))
	if err != nil {
		t.add(where, err.Error())
		return
	}
	f := fact{value: numbers[0], level: math.NaN()}
	if ends := intervalsIn(spread, t.lang); len(ends) > 0 {
		f.ends = &ends[0]
		for _, m := range levelInHowTo.FindAllStringSubmatch(spread, -1) {
			for _, n := range numbersIn(m[1], t.lang) {
				f.level = n.value
			}
		}
	}
	limit, isLimit := nearlySure(value)
	if !slices.ContainsFunc(d.of(unit).records, func(r []string) bool {
		return isLimit && within(d.number(r, "value"), limit) && strings.HasSuffix(d.text(r, "measure"), "_share_pct") || !isLimit && f.is(d, r)
	}) {
		t.add(where, fmt.Sprintf("%s, %s is in no row of %s in %s", value, spread, unit, path.Base(attr(link, "href"))))
		return
	}
	t.found++
	if f.ends != nil {
		t.found += 2
	}
}

// fact is a value with its interval as a sheet says it.
type fact struct {
	value said
	ends  *interval // nil: none
	level float64   // per cent
}

// loosen takes counts as what they are: rounded to two digits of half their interval.
func (f *fact) loosen() {
	if f.ends == nil {
		return
	}
	_, step := locale.Precision((f.ends.upper.value - f.ends.lower.value) / 2)
	if step <= 1 {
		return
	}
	for _, n := range []*said{&f.value, &f.ends.lower, &f.ends.upper} {
		n.half = math.Max(n.half, step/2)
	}
}

// is says whether a row of a download holds the fact, as it is or rounded as its interval
// allows.
func (f fact) is(d download, row []string) bool {
	value := d.number(row, "value")
	if f.ends == nil {
		return says(f.value, value)
	}
	lower, upper := d.number(row, "lower"), d.number(row, "upper")
	if math.Abs(100*d.number(row, "level")-f.level) > 1e-6 {
		return false
	}
	_, step := locale.Precision((upper - lower) / 2)
	by := func(v float64) float64 { return v }
	if step > 1 {
		by = func(v float64) float64 { return locale.RoundTo(v, step) }
	}
	return says(f.value, by(value)) && says(f.ends.lower, by(lower)) && says(f.ends.upper, by(upper))
}

// lookSheetFigure holds the words and the table of a drawing to the rows of its unit, and
// to what may be counted over them.
func (s *site) lookSheetFigure(t *told, section *html.Node, unit string) {
	id := attr(section, "id")
	link := find(section, isCSV)
	if link == nil {
		t.add(id, "a drawing leads to its download")
		return
	}
	d, err := s.downloadAt(t.page, attr(link, "href"))
	if err != nil {
		t.add(id, err.Error())
		return
	}
	h := newHoldings()
	mine := d.of(unit)
	h.addDownload(mine)
	above, measures := h.addPoints(d, mine)
	counts := []int{above, measures}
	if tied := h.addTied(mine); measures == 0 {
		counts = []int{tied}
	}
	h.sort()
	t.lookFigure(section, h)
	t.lookNamed(id, section, mine)
	t.lookCounts(id, section, counts)
	walk(section, func(n *html.Node) bool {
		if n.Data == "td" && hasClass(n, "num") {
			t.look(id+", table", textOf(n), h)
		}
		return true
	})
}

// lookCounts holds the counts of a title to what it counts: so many indicators above the
// median, of so many; so many regions that cannot be told apart. A title may say the last
// of them alone.
func (t *told) lookCounts(id string, section *html.Node, counts []int) {
	for _, b := range figureBlocks(section) {
		if !strings.Contains(b.where, "title") {
			continue
		}
		var said []int
		for _, n := range spokenIn(b, t.lang) {
			if n.isCount {
				said = append(said, int(n.value))
			}
		}
		if len(said) > len(counts) || !slices.Equal(said, counts[len(counts)-len(said):]) {
			t.add(b.where, fmt.Sprintf("counted over its rows it is %v: %s", counts, short(b.text)))
		}
	}
}

// lookNamed holds a number that stands right after the name of a row in the description of
// a drawing, "ottobre 2026: 45,7%", to that row.
func (t *told) lookNamed(id string, section *html.Node, d download) {
	desc := element(section, "desc")
	if desc == nil {
		return
	}
	text, named := textOf(desc), d.byName(t.lang)
	for _, name := range slices.Sorted(maps.Keys(named)) {
		rows := named[name]
		for _, after := range []string{": ", ", "} {
			_, rest, isThere := strings.Cut(text, name+after)
			numbers := numbersIn(rest, t.lang)
			if !isThere || len(numbers) == 0 || !strings.HasPrefix(rest, numbers[0].text) {
				continue
			}
			if !slices.ContainsFunc(rows, func(r []string) bool { return says(numbers[0], d.number(r, "value")) }) {
				t.add(id+", description", fmt.Sprintf("%s is not of %s: %s", numbers[0].text, name, short(text)))
			}
		}
	}
}

// byName are the rows of a download by the names of their labels in a language.
func (d download) byName(lang string) map[string][][]string {
	out := map[string][][]string{}
	for column, i := range d.at {
		if !strings.HasSuffix(column, "_name_"+lang) {
			continue
		}
		for _, r := range d.records {
			if r[i] != "" {
				out[r[i]] = append(out[r[i]], r)
			}
		}
	}
	return out
}

// addPoints takes in the median over all units of each measure of points, how many such
// measures the unit has, and how many of them lie above the median.
func (h *holdings) addPoints(d, mine download) (above, measures int) {
	all := map[string][]float64{}
	for _, r := range d.records {
		if v := d.number(r, "value"); !math.IsNaN(v) {
			all[d.text(r, "measure")] = append(all[d.text(r, "measure")], v)
		}
	}
	medians := map[string]float64{}
	for measure, values := range all { // order does not reach the result
		slices.Sort(values)
		n := len(values)
		medians[measure] = (values[(n-1)/2] + values[n/2]) / 2
		if strings.HasSuffix(measure, "_points") {
			h.values = append(h.values, medians[measure])
		}
	}
	for _, r := range mine.records {
		measure, v := d.text(r, "measure"), d.number(r, "value")
		if !strings.HasSuffix(measure, "_points") || math.IsNaN(v) {
			continue
		}
		if measures++; v > medians[measure] {
			above++
		}
	}
	h.counts[float64(above)], h.counts[float64(measures)] = true, true
	return above, measures
}

// addTied counts the rows whose interval reaches that of the highest value.
func (h *holdings) addTied(d download) int {
	first := math.Inf(-1)
	var lower float64
	for _, r := range d.records {
		if v := d.number(r, "value"); v > first && !math.IsNaN(d.number(r, "lower")) {
			first, lower = v, d.number(r, "lower")
		}
	}
	tied := 0
	for _, r := range d.records {
		if d.number(r, "upper") >= lower {
			tied++
		}
	}
	h.counts[float64(tied)] = true
	return tied
}

// checkSheetsProse holds every value of a list of sheets to the sheet it leads to.
func (s *site) checkSheetsProse(t *told, body *html.Node) {
	walk(element(body, "main"), func(n *html.Node) bool {
		if n.Data != "tr" || n.Parent.Data != "tbody" {
			return true
		}
		cells := cellsOf(n)
		link := element(n, "a")
		if link == nil || len(cells) == 0 {
			t.add("list", "a row leads to its sheet")
			return false
		}
		facts := s.factsOf(path.Join(path.Dir(t.page), attr(link, "href")))
		for _, cell := range cells[1:] {
			text := textOf(cell)
			numbers := len(numbersIn(text, t.lang))
			if !hasClass(cell, "num") || numbers == 0 {
				continue
			}
			if !facts[text] {
				t.add(textOf(cells[0]), text+" is not on its sheet")
				continue
			}
			t.found += numbers
		}
		return false
	})
}

// factsOf are the values of a sheet as a list says them: "44,3 (da 43,0 a 45,6)".
func (s *site) factsOf(p string) map[string]bool {
	out := map[string]bool{}
	walk(s.tree(p), func(n *html.Node) bool {
		if n.Data != "tr" || n.Parent.Data != "tbody" {
			return n.Data != "section"
		}
		if cells := cellsOf(n); len(cells) > 2 {
			value := textOf(cells[1])
			out[value] = true
			if ends, _, cut := strings.Cut(textOf(cells[2]), " ("); cut {
				out[value+" ("+ends+")"] = true
			}
		}
		return false
	})
	return out
}

// cellsOf are the cells of a row.
func cellsOf(tr *html.Node) []*html.Node {
	var out []*html.Node
	for c := tr.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode {
			out = append(out, c)
		}
	}
	return out
}
