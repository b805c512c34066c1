package harmonize

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/ingest/format"
)

// versions is what a column said about the classification version it is in.
type versions struct {
	own   string // first code or label that only the declared version has
	other string // first that only another version has
	list  string // that version
}

// isVersioned says whether a dimension has a classification with versions.
func isVersioned(d catalog.Dimension) bool { return d.To == "industry" || d.To == "occupation" }

// siblings are the lists of other versions that a bridge leads to, those that are
// the same classification under other codes (NACE Rev. 2 and ATECO 2007) apart.
func (h *Harmonizer) siblings(list string) (same, other []string) {
	if s, ok := h.family[list]; ok {
		return s[0], s[1]
	}
	for _, id := range h.codes.Lists() {
		c, err := h.codes.Crosswalk(list, id)
		if err != nil {
			continue
		}
		if c.IsRenaming() {
			same = append(same, id)
		} else {
			other = append(other, id)
		}
	}
	slices.SortStableFunc(other, func(a, b string) int { return commonPrefix(list, b) - commonPrefix(list, a) })
	if h.family == nil {
		h.family = map[string][2][]string{}
	}
	h.family[list] = [2][]string{same, other}
	return same, other
}

func commonPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// seeCode notes what a code says about the version of its column. Totals say nothing.
func (h *Harmonizer) seeCode(f *field, list, text string) {
	if !isVersioned(f.dim) || list == "" {
		return
	}
	holds := func(list string) bool {
		it, ok := h.codes.Find(series.Code{List: list, Value: text})
		return ok && it.Level != "total"
	}
	same, other := h.siblings(list)
	if f.dim.To == "occupation" { // the same headings under other codes are another edition here
		same, other = nil, slices.Concat(same, other)
	}
	it, ok := h.codes.Find(series.Code{List: list, Value: text})
	switch {
	case ok && (it.Level == "section" || it.Level == "division"):
		if len(other) > 0 && !slices.ContainsFunc(other, func(l string) bool { return holds(l) && notation(l) == notation(list) }) {
			f.version.sawOwn(fmt.Sprintf("%q", text))
		}
	case ok || slices.ContainsFunc(same, holds):
	default:
		if i := slices.IndexFunc(other, holds); i >= 0 {
			f.version.sawOther(fmt.Sprintf("%q", text), other[i])
		}
	}
}

// notation tells ATECO's codes of divisions (10) from Eurostat's (C10).
func notation(list string) string { return strings.TrimRight(list, "0123456789_") }

// seeLabel notes what the label of a code says: K is finance in one version and
// telecommunication in the other.
func (h *Harmonizer) seeLabel(f *field, text, label string) {
	if !isVersioned(f.dim) || f.dim.List == "" || f.byVersion {
		return
	}
	named := func(list string) bool {
		l, ok := h.codes.List(list)
		if !ok {
			return false
		}
		it, ok := l.Find(text)
		return ok && it.Level != "total" && (codes.SameLabel(it.Label.IT, label) || codes.SameLabel(it.Label.EN, label))
	}
	_, other := h.siblings(f.dim.List)
	there := slices.IndexFunc(other, named)
	switch here := named(f.dim.List); {
	case here && there < 0 && len(other) > 0:
		f.version.sawOwn(fmt.Sprintf("%q as %q", text, format.Cut(label)))
	case !here && there >= 0:
		f.version.sawOther(fmt.Sprintf("%q as %q", text, format.Cut(label)), other[there])
	}
}

func (v *versions) sawOwn(what string) {
	if v != nil && v.own == "" {
		v.own = strings.Clone(what)
	}
}

func (v *versions) sawOther(what, list string) {
	if v != nil && v.other == "" {
		v.other, v.list = strings.Clone(what), list
	}
}

// CheckVersions refuses a file with codes of another version of a classification
// than the table declares, or of two versions in one column. It is asked after
// the last row. The same letters name other sections in each version, so no row
// of such a file can be trusted, also not those whose code is in both lists.
func (h *Harmonizer) CheckVersions() error {
	for _, f := range h.fields {
		v := f.version
		if v == nil || v.other == "" {
			continue
		}
		hint := fmt.Sprintf("load it as a table whose column %s has the list %s; observations are brought over by the bridge that `fabbisogno catalog crosswalks %s %s` shows",
			f.dim.Name, v.list, v.list, f.dim.List)
		if v.own != "" {
			return &format.Refusal{Rule: "mixed-classification",
				Message: fmt.Sprintf("the column %q holds %s, which is of %s, and %s, which is of %s alone", f.dim.Name, v.own, f.dim.List, v.other, v.list),
				Hint:    `split the file by version, or declare the column that names the version with to = "version" in ` + h.tableFile()}
		}
		return &format.Refusal{Rule: "classification-version",
			Message: fmt.Sprintf("the column %q holds %s, which is of %s and not of %s; the same codes name other things in it", f.dim.Name, v.other, v.list, f.dim.List),
			Hint:    hint}
	}
	return nil
}

// versionInName is the part of a column's name that says the version:
// ECON_ACTIVITY_NACE_2007, nace_r2_1, isco08.
var versionInName = regexp.MustCompile(`(?:_?(?:19|20)\d\d|_r2(?:_1)?|_rev2(?:_1)?|(?:08|88))$`)

// otherVersion refuses a header that has a declared column in another version.
func (h *Harmonizer) otherVersion(d catalog.Dimension, columns []format.Column) *format.Refusal {
	stem := versionInName.ReplaceAllString(d.Name, "")
	if !isVersioned(d) || stem == d.Name {
		return nil
	}
	for _, c := range columns {
		if c.Name == d.Name || versionInName.ReplaceAllString(c.Name, "") != stem || h.declares(c.Name) {
			continue
		}
		hint := "load it as a table that declares this column"
		if list := h.listOf(c.Name, d.List); list != "" {
			hint += fmt.Sprintf("; the bridge is shown by `fabbisogno catalog crosswalks %s %s`", list, d.List)
		}
		return &format.Refusal{Rule: "classification-version", Line: 1,
			Message: fmt.Sprintf("the column %q of table %s is missing; the file has %q, another version of the classification", d.Name, h.table.ID, c.Name), Hint: hint}
	}
	return nil
}

// declares says whether the table has a column of that name.
func (h *Harmonizer) declares(name string) bool {
	return slices.ContainsFunc(h.table.Dimensions, func(d catalog.Dimension) bool { return d.Name == name || slices.Contains(d.Aliases, name) })
}

// listOf is the list of the version that a column's name says; empty when none is known.
func (h *Harmonizer) listOf(column, declared string) string {
	for _, t := range h.catalog.Tables {
		for _, d := range t.Dimensions {
			if (d.Name == column || slices.Contains(d.Aliases, column)) && d.List != "" && d.List != declared {
				return d.List
			}
		}
	}
	_, other := h.siblings(declared)
	for _, list := range other {
		if year := versionInName.FindString(column); len(year) >= 4 && strings.HasSuffix(list, year[len(year)-4:]) {
			return list
		}
	}
	return ""
}

// bindVersions ties columns that name a version to the columns they speak of.
func (h *Harmonizer) bindVersions(index map[string]int) {
	h.versionOf = map[string]versionColumn{}
	for _, d := range h.table.Dimensions {
		if d.To != "version" {
			continue
		}
		if i, ok := index[d.Name]; ok {
			h.versionOf[d.Of] = versionColumn{i, d}
		}
	}
	for i := range h.fields {
		_, h.fields[i].byVersion = h.versionOf[h.fields[i].dim.Name]
	}
}

// versionColumn is a column that names the version of another.
type versionColumn struct {
	index int
	dim   catalog.Dimension
}

// resolveVersion finds the code of a cell in the list that the row's own version names.
func (h *Harmonizer) resolveVersion(f *field, text string, r format.Row) (resolved, *Outcome) {
	v := h.versionOf[f.dim.Name]
	version := r.Cells[v.index]
	list, ok := v.dim.Versions[version]
	if !ok {
		out := h.reject(r.Number, v.dim.Name, version, "code", "declare it under versions in "+h.tableFile(),
			"%q is no version of %s", format.Cut(version), f.dim.Name)
		return resolved{}, &out
	}
	key := list + "\x00" + text
	got, ok := f.cache[key]
	if !ok {
		one := *f
		one.dim.List, one.version = list, &versions{}
		got = h.lookUp(&one, strings.Clone(text))
		f.cache[strings.Clone(key)] = got
	}
	if got.rule != "" {
		out := h.reject(r.Number, f.dim.Name, text, got.rule, got.hint, "%s", got.message)
		return got, &out
	}
	return got, nil
}
