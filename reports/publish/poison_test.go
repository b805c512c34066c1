package publish

import (
	"math"
	"reflect"
	"slices"
	"strings"

	"fabbisogno/reports/chart"
	"fabbisogno/reports/edition"
	"fabbisogno/reports/figure"
)

// notText are the string fields of an edition that are no text: names of files and
// anchors, held to an allow list of their own (page.CheckNames), references between
// parts, and words of the program that no data can reach. Every other string is text,
// also one that is added tomorrow.
var notText = map[string]bool{
	"Edition.ID": true, "Edition.Slug": true, "Edition.Territory": true, "Edition.Label": true,
	"Finding.FigureID": true, "Finding.Grade": true, "Tile.FigureID": true,
	"Brief.TitleOf": true, "Brief.Fan": true, "Brief.Map": true, "BriefFinding.FigureID": true, "BriefMeaning.FigureID": true, "BriefTable.FigureID": true,
	"Fact.EditionID": true, "Fact.FigureID": true, "SheetFigure.ID": true, "SheetFigure.FigureID": true, "SheetSet.Kind": true, "Sheet.Code": true,
	"Chapter.ID": true, "Chapter.Number": true, "Figure.ID": true, "Figure.Number": true,
	"Column.Name": true, "Column.Kind": true, "Column.Unit": true, "Cell.Mark": true,
	"Axis.Unit": true, "Tile.Code": true, "Heat.Marks": true, "Membership.Marks": true, "Agreement.Verdicts": true,
}

// poison puts the next text of pick into every text of an edition, and gives how many
// there are.
func poison(e *edition.Edition, pick func() string) int {
	return poisonValue(reflect.ValueOf(e).Elem(), pick)
}

func poisonValue(v reflect.Value, pick func() string) int {
	n := 0
	switch v.Kind() {
	case reflect.String:
		v.SetString(pick())
		return 1
	case reflect.Pointer:
		if !v.IsNil() {
			n = poisonValue(v.Elem(), pick)
		}
	case reflect.Interface: // the spec of a chart: changed as a copy
		if !v.IsNil() {
			copied := reflect.New(v.Elem().Type()).Elem()
			copied.Set(v.Elem())
			n = poisonValue(copied, pick)
			v.Set(copied)
		}
	case reflect.Slice:
		own := reflect.MakeSlice(v.Type(), v.Len(), v.Len()) // fixtures share slices
		reflect.Copy(own, v)
		if v.CanSet() && v.Len() > 0 {
			v.Set(own)
		}
		for i := range v.Len() {
			n += poisonValue(v.Index(i), pick)
		}
	case reflect.Array:
		for i := range v.Len() {
			n += poisonValue(v.Index(i), pick)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if field.IsExported() && !notText[v.Type().Name()+"."+field.Name] {
				n += poisonValue(v.Field(i), pick)
			}
		}
	}
	return n
}

// inTurn gives the texts one after the other, from a place on and round again.
func inTurn(texts []string, from int) func() string {
	next := from
	return func() string {
		next++
		return texts[(next-1)%len(texts)]
	}
}

// smallEditions is the fixture with one figure a chapter, and with sheets.
func smallEditions() []edition.Edition {
	editions := fixtures()[:1]
	e := &editions[0]
	for i := range e.Chapters {
		e.Chapters[i].Figures = e.Chapters[i].Figures[:1]
	}
	last := &e.Chapters[len(e.Chapters)-1].Figures[0]
	// The rows that a path in tests of hostile texts can do without.
	fan := &e.Chapters[0].Figures[0].Table
	fan.Rows = slices.Concat(fan.Rows[:2], fan.Rows[len(fan.Rows)-2:])
	e.Brief = fixtureBrief(*e)
	e.Sheets = []*edition.SheetSet{fixtureSheets(*e, *last)}
	return editions
}

// fixtureSheets tells of each row of a figure's table in a sheet.
func fixtureSheets(e edition.Edition, f figure.Figure) *edition.SheetSet {
	set := &edition.SheetSet{Kind: edition.Sector, Measures: f.Table.Columns[1:2]}
	for _, row := range f.Table.Rows[:2] {
		fact := edition.Fact{EditionID: e.ID, FigureID: f.ID, Place: e.Name, Column: f.Table.Columns[1], Value: row[1], Lower: row[2], Upper: row[3], Level: .8}
		drawn := edition.SheetFigure{ID: "fig-sector-regions-" + strings.ToLower(strings.ReplaceAll(row[0].Code, "_", "-")), FigureID: f.ID, Finding: f.Finding, Subtitle: f.Subtitle, Desc: f.Desc,
			HowToRead: f.HowToRead, Columns: f.Table.Columns, Rows: [][]figure.Cell{row}, IsSynthetic: f.IsSynthetic, Chart: chart.Dots{Threshold: math.NaN(),
				X: chart.Axis{Label: f.Question, Decimals: 1}, Items: []chart.Item{{Label: row[0].Text, Value: 2, Lower: 1, Upper: 3, Reference: math.NaN()}}}}
		set.Sheets = append(set.Sheets, edition.Sheet{Code: row[0].Code, Name: row[0].Text, Facts: []edition.Fact{fact}, Figures: []edition.SheetFigure{drawn}})
	}
	return set
}
