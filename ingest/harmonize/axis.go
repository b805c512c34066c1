package harmonize

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/series"
	"fabbisogno/ingest/format"
	"fabbisogno/ingest/layout"
)

// axis is a dimension of a layout whose codes are found by name.
type axis struct {
	catalog.LayoutAxis
	names *labels           // of its list; nil: none
	codes map[string]string // folded name to code
	dates dates
	file  string // of the table, for hints
}

// named is a code, or a period, of one dimension.
type named struct {
	dimension, name string
	code            series.Code
	period          series.Period
}

func (h *Harmonizer) axis(a catalog.LayoutAxis, totals []string) (*axis, error) {
	x := &axis{LayoutAxis: a, codes: map[string]string{}, dates: h.dates(), file: h.tableFile()}
	for name, code := range a.Codes {
		x.codes[format.FoldAccents(name)] = code
	}
	if a.List == "" {
		return x, nil
	}
	var err error
	x.names, err = h.labels(a.List, totals)
	return x, err
}

// coded is the code on the axis.
func (x *axis) coded(code string) named {
	return named{dimension: x.Dimension, name: x.Name, code: series.Code{List: x.List, Value: code}}
}

// find looks a name up: among the declared ones, then in the list. A dimension
// with neither takes the text as its code.
func (x *axis) find(text string) (named, *format.Fault) {
	if x.Dimension == "period" {
		text = strings.TrimSpace(text)
		p, err := x.dates.parse(text)
		if err != nil {
			return named{}, x.dates.fault(text, x.file, err)
		}
		return named{dimension: "period", period: p}, nil
	}
	if code, ok := x.codes[format.FoldAccents(text)]; ok {
		return x.coded(code), nil
	}
	switch {
	case x.names != nil:
		code, fault := x.names.find(text)
		return named{dimension: x.Dimension, name: x.Name, code: code}, fault
	case len(x.codes) > 0:
		return named{}, &format.Fault{Rule: "label", Value: format.Cut(text), Message: fmt.Sprintf("%q is not a declared name of %s", format.Cut(text), x.what()),
			Hint: "declared names: " + strings.Join(slices.Sorted(maps.Keys(x.Codes)), ", ")}
	}
	return x.coded(strings.TrimSpace(text)), nil
}

func (x *axis) what() string {
	if x.Dimension == "other" {
		return x.Name
	}
	return x.Dimension
}

// head looks a column's name up in its declared header row, else from the lowest
// header row upwards.
func (x *axis) head(c layout.Column) (named, *format.Fault) {
	fault := &format.Fault{Message: "the column has values and no header", Hint: "give the column its header at the source"}
	if x.HeaderRow > 0 {
		if x.HeaderRow > len(c.Heads) || c.Heads[x.HeaderRow-1] == "" {
			return named{}, fault
		}
		return x.find(c.Heads[x.HeaderRow-1])
	}
	parts := c.Parts()
	for i := len(parts) - 1; i >= 0; i-- {
		code, f := x.find(parts[i])
		if f == nil {
			return code, nil
		}
		if i == len(parts)-1 {
			fault = f
		}
	}
	return named{}, fault
}

// bindAxes makes the axes of rows and sections and the fixed dimensions.
func (r *TableReader) bindAxes() error {
	l := r.table.Layout
	var err error
	if r.row, err = r.h.axis(catalog.LayoutAxis{Dimension: l.RowDimension, Name: l.RowName, List: l.RowList, Codes: l.RowCodes}, l.TotalLabels); err != nil {
		return err
	}
	if l.Section.Dimension != "" {
		if r.section, err = r.h.axis(l.Section, nil); err != nil {
			return err
		}
	}
	for _, f := range l.Fixed {
		r.fixed = append(r.fixed, named{dimension: f.Dimension, name: f.Name, code: series.Code{List: f.List, Value: f.Code}})
	}
	return nil
}

// names says whether rows, sections, columns or the layout tell a dimension.
func (r *TableReader) names(dimension string) bool {
	is := func(a catalog.LayoutAxis) bool { return a.Dimension == dimension }
	l := r.table.Layout
	return l.RowDimension == dimension || is(l.Section) || slices.ContainsFunc(l.Axes(), is) || slices.ContainsFunc(l.Fixed, is)
}

// place writes the codes into the key and gives the period.
func (r *TableReader) place(k *series.Key, codes []named) series.Period {
	if r.under != nil {
		codes = append(codes, *r.under)
	}
	period := r.period
	var other []string
	for _, n := range codes {
		switch n.dimension {
		case "period":
			period = n.period
		case "other":
			other = append(other, n.name+"="+strings.ReplaceAll(n.code.Value, ";", "%3B"))
		default:
			resolved{code: n.code}.to(k, n.dimension)
		}
	}
	slices.Sort(other)
	k.Other = strings.Join(other, ";")
	return period
}
