package catalog

import (
	"maps"
	"slices"
	"strings"
)

func (c *checker) table(at place, t Table) {
	c.sameAsFile(at, t.ID)
	c.tableProvider(at, t)
	c.bothLanguages(at, "title", t.Title)
	c.webAddress(at, "page", t.Page, true)
	c.required(at, "licence", t.Licence, "an identifier such as CC-BY-4.0")
	c.bothLanguages(at, "citation", t.Citation)
	c.oneOf(at, "format", t.Format, formats)
	c.oneOf(at, "release", t.Release, releases)
	if len(t.Flows) == 0 {
		c.wrong(at, "flows", "the provider's own ids of the table", "missing")
	}
	if t.Since != "" {
		c.period(at, "since", t.Since)
	}
	if t.MinRows < 0 {
		c.wrong(at, "min_rows", "expected 0 or more", "%d is negative", t.MinRows)
	}
	for _, w := range t.Warnings {
		if !slices.Contains(warnings, w) {
			c.wrong(at, "warnings", "expected words among "+strings.Join(warnings, ", "), "unknown word %q", w)
		}
	}
	if _, ok := c.catalog.Table(t.Successor); t.Successor != "" && !ok && !c.unread["tables"] {
		c.wrong(at, "successor", "the id of a file in tables/", "unknown table %q", t.Successor)
	}
	seen := map[string]bool{}
	for i, b := range at.elements("break", len(t.Breaks)) {
		c.tableBreak(b, t.Breaks[i], seen)
	}
	if t.Format == "layout" {
		c.layouts(at, t)
		c.dialect(at, t)
		return
	}
	c.dimensions(at, t)
	c.measures(at, t)
	for i, x := range at.elements("constraint", len(t.Constraints)) {
		c.constraint(x, t, t.Constraints[i])
	}
	for i, x := range at.elements("total", len(t.Totals)) {
		c.total(x, t, t.Totals[i])
	}
}

// constraint names columns of the table, and something that is allowed.
func (c *checker) constraint(at place, t Table, x Constraint) {
	c.bothLanguages(at, "why", x.Why)
	if len(x.Allow) == 0 {
		c.wrong(at, "allow", `what the rows may hold: allow = { AGE = ["Y15-64"] }`, "missing")
	}
	declared := func(field, column string) {
		if !slices.ContainsFunc(t.Dimensions, func(d Dimension) bool { return d.Name == column }) {
			c.wrong(at, field, "the name of a dimension of the table", "unknown column %q", column)
		}
	}
	for _, column := range slices.Sorted(maps.Keys(x.When)) {
		declared("when", column)
	}
	for _, column := range slices.Sorted(maps.Keys(x.Allow)) {
		declared("allow", column)
		if len(x.Allow[column]) == 0 {
			c.wrong(at, "allow", "at least one code", "%s allows nothing", column)
		}
	}
}

// totalled are the roles of columns that totals can be declared for. Territories are
// read into other lists, whose partitions are declared with the lists.
var totalled = []string{"sex", "age", "industry", "occupation", "citizenship", "other"}

// total names a column with a code of its own for the whole.
func (c *checker) total(at place, t Table, x Total) {
	i := slices.IndexFunc(t.Dimensions, func(d Dimension) bool { return d.Name == x.Column })
	switch {
	case i < 0:
		c.wrong(at, "column", "the name of a dimension of the table", "unknown column %q", x.Column)
	case !slices.Contains(totalled, t.Dimensions[i].To):
		c.wrong(at, "column", "a column read as "+strings.Join(totalled, ", "), "%s is read as %s, along which nothing is summed here", x.Column, t.Dimensions[i].To)
	}
	c.required(at, "whole", x.Whole, "the code of the total, such as 9")
	if len(x.Parts) < 2 {
		c.wrong(at, "parts", "at least two codes that do not overlap", "a total of %d parts", len(x.Parts))
	}
	parts := slices.Sorted(slices.Values(append([]string{x.Whole}, x.Parts...)))
	if len(slices.Compact(parts)) <= len(x.Parts) {
		c.wrong(at, "parts", "each code once, and the whole not among its parts", "a code stands twice")
	}
}

func (c *checker) tableProvider(at place, t Table) {
	switch _, ok := c.catalog.Provider(t.Provider); {
	case t.Provider == "":
		c.wrong(at, "provider", "the id of a file in providers/", "missing")
	case !ok && c.unread["providers"]:
	case !ok:
		c.wrong(at, "provider", "declare it in providers/, or correct its spelling", "unknown provider %q", t.Provider)
	case !strings.HasPrefix(t.ID, t.Provider+"_"):
		c.wrong(at, "id", "name it "+t.Provider+"_dataset", "id %q does not begin with its provider", t.ID)
	}
}

func (c *checker) tableBreak(at place, b Break, seen map[string]bool) {
	c.required(at, "id", b.ID, "a key such as lfs_2021")
	if seen[b.ID] {
		c.wrong(at, "id", "each break once", "break %q stands twice", b.ID)
	}
	seen[b.ID] = true
	if b.From == "" {
		c.wrong(at, "from", "the first period of the new kind", "missing")
	} else {
		c.period(at, "from", b.From)
	}
	if !slices.Contains(breakKinds, b.Kind) {
		c.wrong(at, "kind", "expected level, classification or reconstructed", "unknown word %q", b.Kind)
	}
	if !slices.Contains(concerns, b.Concerns) {
		c.wrong(at, "concerns", "expected all or industry_totals", "unknown word %q", b.Concerns)
	}
	c.bothLanguages(at, "what", b.What)
	c.webAddress(at, "url", b.URL, false)
}

// notKey are the targets of columns that are no part of the key.
var notKey = []string{"period", "value", "status", "note", "ignore"}

func (c *checker) dimensions(at place, t Table) {
	places := at.elements("dimension", len(t.Dimensions))
	names := map[string]bool{}
	count := map[string]int{}
	for i, d := range t.Dimensions {
		c.dimension(places[i], t, d)
		for _, name := range append([]string{d.Name}, d.Aliases...) {
			if names[name] {
				c.wrong(places[i], "name", "each column once", "column %q stands twice", name)
			}
			names[name] = true
		}
		count[d.To]++
	}
	for _, target := range []string{"period", "value"} {
		if count[target] == 0 {
			c.wrong(at, "dimension", "add the column that holds it", "no column goes to %s", target)
		}
	}
	for _, target := range []string{"territory", "industry", "occupation", "citizenship", "sex", "age", "freq", "period", "value", "edition"} {
		if count[target] > 1 && !(target == "value" && t.IsTidy()) {
			c.wrong(at, "dimension", "send the others to other", "%d columns go to %s", count[target], target)
		}
	}
	if t.Format == "sdmxcsv" {
		c.key(at, t)
	}
	c.tidy(at, t)
}

func (c *checker) dimension(at place, t Table, d Dimension) {
	c.required(at, "name", d.Name, "the column as the source spells it")
	c.oneOf(at, "to", d.To, targets)
	known := d.List != "" && c.list(at, "list", d.List)
	if d.LabelList != "" {
		c.list(at, "label_list", d.LabelList)
	}
	for _, label := range sortedKeys(d.Labels) {
		if d.Labels[label] == "" {
			c.wrong(at, "labels", "give the code of each label", "the label %q has no code", label)
		}
	}
	coded := slices.Contains([]string{"territory", "industry", "occupation", "citizenship"}, d.To)
	if coded && d.List == "" {
		c.wrong(at, "list", "name the code list of the column's codes", "missing")
	}
	if d.Absent != "" && (slices.Contains(notKey, d.To) || d.To == "freq" || d.To == "edition") {
		c.wrong(at, "absent", "only dimensions that a view can fix have a code when they are left out", "absent on a column that goes to %s", d.To)
	} else if d.Absent != "" && known && d.To != "territory" {
		c.code(at, "absent", d.List, d.Absent)
	}
	c.version(at, t, d)
	if d.Strict && d.List == "" {
		c.wrong(at, "strict", "name the code list, or leave strict out", "strict without a code list")
	}
	if d.Drop != "" && d.To != "other" {
		c.wrong(at, "drop", "only a column that goes to other can leave out its total", "drop on a column that goes to %s", d.To)
	} else if d.Drop != "" && known {
		c.code(at, "drop", d.List, d.Drop)
	}
}

// version checks a column that names the classification version of another.
func (c *checker) version(at place, t Table, d Dimension) {
	if d.To != "version" {
		if d.Of != "" || len(d.Versions) > 0 {
			c.wrong(at, "versions", `only a column with to = "version" has of and versions`, "versions on a column that goes to %s", d.To)
		}
		return
	}
	if !slices.ContainsFunc(t.Dimensions, func(e Dimension) bool {
		return e.Name == d.Of && (e.To == "industry" || e.To == "occupation")
	}) {
		c.wrong(at, "of", "name the column of industries or occupations whose version it is", "%q is no such column", d.Of)
	}
	if len(d.Versions) == 0 {
		c.wrong(at, "versions", `for example { "2007" = "ateco2007", "2025" = "ateco2025" }`, "missing")
	}
	for _, text := range sortedKeys(d.Versions) {
		c.list(at, "versions", d.Versions[text])
	}
}

// key checks that the declared key is the order of the key columns.
func (c *checker) key(at place, t Table) {
	c.required(at, "structure", t.Structure, "the provider's id of the data structure")
	var columns []string
	for _, d := range t.Dimensions {
		if !slices.Contains(notKey, d.To) {
			columns = append(columns, d.Name)
		}
	}
	if !slices.Equal(columns, t.Key) {
		c.wrong(at, "key", "the key columns in order are "+strings.Join(columns, "."),
			"%s is not the order of the dimensions", strings.Join(t.Key, "."))
	}
	c.queries(at, t)
}

func (c *checker) measures(at place, t Table) {
	if len(t.Measures) == 0 {
		c.wrong(at, "measure", "say which indicator a row carries", "missing")
	}
	columns := map[string]bool{}
	for _, d := range t.Dimensions {
		columns[d.Name] = d.To == "measure"
	}
	for i, m := range t.Measures {
		place := at.elements("measure", len(t.Measures))[i]
		c.indicatorRef(place, "indicator", m.Indicator)
		if m.Scale < 0 {
			c.wrong(place, "scale", "expected a factor above 0, for example 1000", "%v is negative", m.Scale)
		}
		if len(m.When) == 0 && m.Column == "" && len(t.Measures) > 1 {
			c.wrong(place, "when", "say for which rows", "one of %d measures without a condition", len(t.Measures))
		}
		for _, column := range sortedKeys(m.When) {
			if names, known := columns[column]; !known || !names {
				c.wrong(place, "when", `declare it as a dimension with to = "measure"`, "column %q does not name the measure", column)
			}
		}
		for j, other := range t.Measures[:i] {
			if sameCondition(m.When, other.When) && m.Column == other.Column {
				c.wrong(place, "when", "conditions must tell the measures apart", "the condition of measure %d again", j+1)
			}
		}
	}
}

// ambiguous says whether a title with all words of one layout has those of the
// other as well. Header words do not help: they are compared after the title.
func ambiguous(a, b Layout) bool {
	if a.Sheet != "" && b.Sheet != "" && a.Sheet != b.Sheet {
		return false
	}
	return implies(a, b) || implies(b, a)
}

// implies says whether every title word of b lies within one of a.
func implies(a, b Layout) bool {
	for _, word := range b.TitleWords {
		if !slices.ContainsFunc(a.TitleWords, func(w string) bool {
			return strings.Contains(strings.ToLower(w), strings.ToLower(word))
		}) {
			return false
		}
	}
	return len(b.TitleWords) > 0
}

// flows checks that no flow belongs to two tables.
func (c *checker) flows() {
	owner := map[string]string{}
	for i, t := range c.catalog.Tables {
		for _, flow := range t.Flows {
			key := t.Provider + " " + flow
			if other, taken := owner[key]; taken {
				c.wrong(c.tables[i], "flows", "a flow belongs to one table", "flow %s is already one of %s", flow, other)
			}
			owner[key] = t.ID
		}
	}
}
