package page

import (
	"fmt"
	"html/template"
	"math"
	"strings"
	"unicode/utf8"

	"fabbisogno/reports/chart"
	"fabbisogno/reports/edition"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

type sheetIndexView struct {
	Frame
	Kind  string
	Label string
	Title string
	Lede  string
	Heads []headView
	Rows  []sheetRow
}

type sheetRow struct {
	Href, Name, Code string
	Cells            []cellView
}

type sheetView struct {
	Frame
	Kind, Code, Name, Label, Index, KindName string
	Facts                                    []factView
	Figures                                  []sheetFigureView
	Absent                                   []string
}

// sheetFigureView is a small drawing with its table and the ways to the figure whose rows it shows.
type sheetFigureView struct {
	edition.SheetFigure
	Drawing  template.HTML
	Heads    []headView
	Body     [][]cellView
	RowCount int
	Of       figureView
	Home     string // address of the figure in the report; empty: it stands in the sheets only
}

type factView struct {
	Name, Place, Value, Interval, Sort string
	Figure, Number, CSV, Lineage       string
	IsSynthetic                        bool
}

// addSheets makes the index and the sheets of a set.
func (w *writer) addSheets(e edition.Edition, set *edition.SheetSet, add func(name, path string, view any) error) error {
	if err := add("sheet-index", SheetIndexPath(e, set.Kind, w.code()), w.sheetIndex(e, set)); err != nil {
		return err
	}
	for _, s := range set.Sheets {
		path := SheetPath(e, set.Kind, w.code(), s.Code)
		v, err := w.sheet(e, set.Kind, s, path)
		if err != nil {
			return fmt.Errorf("render %s: %w", path, err)
		}
		if err := add("sheet", path, v); err != nil {
			return err
		}
	}
	return nil
}

// sheetIndex is the plain list of sheets, which the script can sort and filter.
func (w *writer) sheetIndex(e edition.Edition, set *edition.SheetSet) sheetIndexView {
	words, kind := Words(), string(set.Kind)
	path := SheetIndexPath(e, set.Kind, w.code())
	title, lede := words["sheet."+kind].In(w.code()), words["sheet."+kind+".lede"].In(w.code())
	v := sheetIndexView{Kind: kind, Label: e.Label, Title: title, Lede: lede,
		Frame: w.frame("sheets", path, SheetIndexPath(e, set.Kind, otherLang(w.code())), title+" · "+e.Label, lede)}
	for _, m := range set.Measures {
		v.Heads = append(v.Heads, headView{Text: w.lang.Of(m.Head), Kind: string(m.Kind), IsNumber: isNumber(m.Kind)})
	}
	for _, s := range set.Sheets {
		row := sheetRow{Href: v.Root + SheetPath(e, set.Kind, w.code(), s.Code), Name: w.lang.Of(s.Name), Code: s.Code}
		for _, m := range set.Measures {
			f, ok := s.Fact(m.Name)
			if !ok {
				f.Value = figure.Cell{Number: math.NaN(), Mark: "..", Text: edition.Text{IT: "..", EN: ".."}}
			}
			cell := w.cell(m, rounded(f).Value, false)
			if text := w.interval(f); text != "" {
				cell.Text += " (" + text + ")"
			}
			row.Cells = append(row.Cells, cell)
		}
		v.Demo = v.Demo || s.IsSynthetic
		v.Rows = append(v.Rows, row)
	}
	return v
}

// interval of a fact as text, empty where it has none.
func (w *writer) interval(f edition.Fact) string {
	if f.Level == 0 || math.IsNaN(f.Lower.Number) || math.IsNaN(f.Upper.Number) {
		return ""
	}
	f = rounded(f)
	return w.lang.Interval(f.Lower.Number, f.Upper.Number, f.Column.Decimals)
}

// rounded is a count as its interval allows: two digits of the half-width.
func rounded(f edition.Fact) edition.Fact {
	_, step := locale.Precision((f.Upper.Number - f.Lower.Number) / 2)
	if f.Level == 0 || f.Column.Unit != locale.Persons || step <= 1 || math.IsNaN(step) {
		return f
	}
	for _, c := range []*figure.Cell{&f.Value, &f.Lower, &f.Upper} {
		c.Number = locale.RoundTo(c.Number, step)
	}
	return f
}

// upperFirst makes the first letter large.
func upperFirst(s string) string {
	if s == "" {
		return s
	}
	first, size := utf8.DecodeRuneInString(s)
	return strings.ToUpper(string(first)) + s[size:]
}

// sheet is the page of one occupation group or sector.
func (w *writer) sheet(e edition.Edition, kind edition.Kind, s edition.Sheet, path string) (sheetView, error) {
	words := Words()
	name := w.lang.Of(s.Name)
	v := sheetView{Kind: string(kind), Code: s.Code, Name: name, Label: e.Label, KindName: words["sheet."+string(kind)].In(w.code()),
		Frame: w.frame("sheet", path, SheetPath(e, kind, otherLang(w.code()), s.Code), name+" · "+e.Label,
			name+": "+words["sheet."+string(kind)+".lede"].In(w.code()))}
	v.Index, v.Demo = v.Root+SheetIndexPath(e, kind, w.code()), s.IsSynthetic
	for _, f := range s.Facts {
		fv, err := w.fact(v.Root, f)
		if err != nil {
			return v, err
		}
		v.Facts = append(v.Facts, fv)
	}
	for _, f := range s.Figures {
		fv, err := w.sheetFigure(e, f, v.Root)
		if err != nil {
			return v, err
		}
		v.Figures = append(v.Figures, fv)
	}
	if kind == edition.Occupation && len(s.Code) > 1 {
		v.Absent = append(v.Absent, words["sheet.noregions"].In(w.code()))
	}
	v.Absent = append(v.Absent, words["sheet.absent."+string(kind)].In(w.code()))
	return v, nil
}

// sheetFigure is a small drawing of a sheet that is root away from the root.
func (w *writer) sheetFigure(e edition.Edition, f edition.SheetFigure, root string) (sheetFigureView, error) {
	v := sheetFigureView{SheetFigure: f, RowCount: len(f.Rows)}
	d, there := w.in.Drawings[DrawingKey{e.ID, e.Label, f.ID, w.code(), chart.Small}]
	if !there {
		return v, fmt.Errorf("sheet figure %s: no drawing in %s", f.ID, w.code())
	}
	v.Drawing = d.HTML()
	for _, c := range f.Columns {
		v.Heads = append(v.Heads, headView{Text: w.lang.Of(c.Head), Kind: string(c.Kind), IsNumber: isNumber(c.Kind)})
	}
	for _, row := range f.Rows {
		var cells []cellView
		for i, cell := range row {
			cells = append(cells, w.cell(f.Columns[i], cell, i == 0))
		}
		v.Body = append(v.Body, cells)
	}
	for _, c := range e.Chapters {
		for _, of := range c.Figures {
			if of.ID != f.FigureID {
				continue
			}
			v.Of = figureView{Figure: of, CSV: root + CSVPath(e, of.ID), ItalianCSV: root + ItalianCSVPath(e, of.ID), JSON: root + JSONPath(e, of.ID),
				Lineage: root + LineagePath(e, w.code(), of.ID), OneSource: len(of.Sources) == 1}
			if !c.IsAside {
				v.Home = root + ReportPath(e, w.code(), e.Label) + "#" + of.ID
			}
			return v, nil
		}
	}
	return v, fmt.Errorf("sheet figure %s: no figure %s in edition %s", f.ID, f.FigureID, e.ID)
}

// fact is a value with the ways to its figure.
func (w *writer) fact(root string, f edition.Fact) (factView, error) {
	for _, e := range w.in.Editions {
		if e.ID != f.EditionID || !w.isNewest(e) {
			continue
		}
		for _, c := range e.Chapters {
			for _, fig := range c.Figures {
				if fig.ID != f.FigureID {
					continue
				}
				cell := w.cell(f.Column, rounded(f).Value, false)
				v := factView{Name: upperFirst(w.lang.Of(f.Column.Head)), Place: w.lang.Of(f.Place), Value: cell.Text, Sort: cell.Sort, Interval: w.interval(f), Number: fig.Number, CSV: root + CSVPath(e, f.FigureID),
					Lineage: root + LineagePath(e, w.code(), f.FigureID), IsSynthetic: f.IsSynthetic}
				if !c.IsAside {
					v.Figure = root + ReportPath(e, w.code(), e.Label) + "#" + f.FigureID
				}
				if v.Interval != "" {
					v.Interval += " (" + w.lang.Percent(100*f.Level, 0) + ")"
				}
				return v, nil
			}
		}
	}
	return factView{}, fmt.Errorf("no figure %s in edition %s", f.FigureID, f.EditionID)
}
