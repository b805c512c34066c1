package catalog

import (
	"slices"
	"strings"
)

// layoutDimensions are what names in a layout may stand for.
var layoutDimensions = []string{"industry", "occupation", "territory", "citizenship", "sex", "age", "period", "other"}

// listed are the dimensions whose codes always belong to a list.
var listed = []string{"industry", "occupation", "territory", "citizenship"}

// layouts checks the tables of a workbook, or of a CSV file.
func (c *checker) layouts(at place, t Table) {
	if len(t.Layouts) == 0 {
		c.wrong(at, "layout", "describe the tables of the workbook", "missing")
	}
	places := at.elements("layout", len(t.Layouts))
	seen := map[string]bool{}
	for i, l := range t.Layouts {
		p := places[i]
		c.required(p, "id", l.ID, "a short name")
		if seen[l.ID] {
			c.wrong(p, "id", "each layout once", "layout %q stands twice", l.ID)
		}
		seen[l.ID] = true
		c.layoutAnchor(p, l)
		c.layoutAxes(p, l)
		c.layoutColumns(p, l)
		for j, other := range t.Layouts[:i] {
			if ambiguous(l, other) {
				c.wrong(p, "title_words", "add words that only one of the two titles has",
					"a title that matches layout %s matches %s too", l.ID, t.Layouts[j].ID)
			}
		}
	}
}

// layoutAnchor checks by what the table is found, and its period.
func (c *checker) layoutAnchor(at place, l Layout) {
	if len(l.TitleWords) == 0 && len(l.HeaderWords) == 0 {
		c.wrong(at, "title_words", "words that all stand in the title, or header_words for a table without one", "missing")
	}
	switch {
	case l.HeaderRows < 0 || l.HeaderRows > 10:
		c.wrong(at, "header_rows", "expected 1 to 10, or nothing", "%d rows", l.HeaderRows)
	case l.HeaderRows > 0 && len(l.HeaderWords) == 0:
		c.wrong(at, "header_words", "words by which the header rows are found", "missing beside header_rows")
	}
	if l.Period != "" {
		c.period(at, "period", l.Period)
	}
	if l.Frequency != "" && l.Frequency != "M" && l.Frequency != "A" {
		c.wrong(at, "frequency", "M for a month in the title, A for a year", "unknown word %q", l.Frequency)
	}
	for field, marks := range map[string][]string{"missing": l.Missing, "zero": l.Zero} {
		for _, m := range marks {
			if slices.Contains(l.Suppressed, m) || field == "zero" && slices.Contains(l.Missing, m) {
				c.wrong(at, field, "each mark means one thing", "the mark %q means something else too", m)
			}
		}
	}
}

// layoutAxes checks the dimensions of rows, sections, columns and the whole table.
func (c *checker) layoutAxes(at place, l Layout) {
	taken := map[string]string{}
	take := func(at place, field string, a LayoutAxis, where string) {
		key := a.Dimension + " " + a.Name
		if other := taken[key]; other != "" && a.Dimension != "" {
			c.wrong(at, field, "each dimension is told in one place", "%s tell %s too", other, strings.TrimSpace(key))
		}
		taken[key] = where
	}
	row := LayoutAxis{Dimension: l.RowDimension, Name: l.RowName, List: l.RowList, Codes: l.RowCodes}
	c.axis(at, axisFields{"row_dimension", "row_name", "row_list", "row_codes"}, row)
	take(at, "row_dimension", row, "rows")
	if l.ColumnDimension != "" {
		column := LayoutAxis{Dimension: l.ColumnDimension, List: l.ColumnList}
		c.axis(at, axisFields{"column_dimension", "", "column_list", ""}, column)
		take(at, "column_dimension", column, "columns")
	}
	fields := axisFields{"dimension", "name", "list", "codes"}
	for i, p := range at.elements("across", len(l.Across)) {
		c.axis(p, fields, l.Across[i])
		take(p, "dimension", l.Across[i], "columns")
		if n := l.Across[i].HeaderRow; n < 0 || n > 10 {
			c.wrong(p, "header_row", "expected the number of a header row, from 1", "%d", n)
		}
	}
	if l.Section.Dimension != "" {
		p := place{at.file, at.text, join(at.prefix, "section")}
		c.axis(p, fields, l.Section)
		take(p, "dimension", l.Section, "sections")
	}
	for i, p := range at.elements("fixed", len(l.Fixed)) {
		f := l.Fixed[i]
		c.axis(p, fields, f)
		take(p, "dimension", f, "fixed dimensions")
		if c.required(p, "code", f.Code, "the code of the whole table"); f.List != "" && f.Code != "" {
			c.code(p, "code", f.List, f.Code)
		}
	}
}

// axisFields are the names of an axis' fields in the file.
type axisFields struct{ dimension, name, list, codes string }

func (c *checker) axis(at place, f axisFields, a LayoutAxis) {
	c.oneOf(at, f.dimension, a.Dimension, layoutDimensions)
	if (a.Dimension == "other") != (a.Name != "") {
		c.wrong(at, f.name, `a dimension that goes to other has a name, such as EDU_LEV_HIGHEST, and only that has one`, "%q as the name of %q", a.Name, a.Dimension)
	}
	known := a.List != ""
	switch {
	case known:
		known = c.list(at, f.list, a.List)
	case slices.Contains(listed, a.Dimension):
		c.wrong(at, f.list, "name the code list of the labels", "missing")
	case (a.Dimension == "sex" || a.Dimension == "age") && len(a.Codes) == 0 && a.Code == "":
		c.wrong(at, f.codes, "say which label stands for which code", "missing")
	}
	for _, label := range sortedKeys(a.Codes) {
		if code := a.Codes[label]; known {
			c.code(at, f.codes, a.List, code)
		} else if code == "" {
			c.wrong(at, f.codes, "give the code of each label", "the label %q has no code", label)
		}
	}
}

func (c *checker) layoutColumns(at place, l Layout) {
	if len(l.Columns) > 0 && l.ColumnDimension != "" {
		c.wrong(at, "column", "columns are either measures or codes of a dimension", "column beside column_dimension")
	}
	switch {
	case len(l.Columns) == 0 && len(l.Axes()) == 0:
		c.wrong(at, "column", "measures by the words of their headers, or a column_dimension", "missing")
	case len(l.Columns) == 0:
		c.indicatorRef(at, "column_indicator", l.ColumnIndicator)
	}
	for i, p := range at.elements("column", len(l.Columns)) {
		column := l.Columns[i]
		if len(column.Words) == 0 {
			c.wrong(p, "words", "words that all stand in the column's header", "missing")
		}
		c.indicatorRef(p, "indicator", column.Indicator)
		if column.CountIndicator != "" {
			c.indicatorRef(p, "count_indicator", column.CountIndicator)
		}
		if column.Scale < 0 {
			c.wrong(p, "scale", "expected a factor above 0, for example 1000", "%v is negative", column.Scale)
		}
	}
}
