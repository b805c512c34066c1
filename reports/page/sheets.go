package page

import (
	"fmt"
	"math"

	"fabbisogno/reports/edition"
	"fabbisogno/reports/figure"
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
	Facts, Regions                           []factView
	RegionsOf                                string
	Absent                                   string
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
		v.Heads = append(v.Heads, headView{Text: w.lang.Of(m.Head), Kind: string(m.Kind), IsNumber: true})
	}
	for _, s := range set.Sheets {
		row := sheetRow{Href: v.Root + SheetPath(e, set.Kind, w.code(), s.Code), Name: w.lang.Of(s.Name), Code: s.Code}
		for _, m := range set.Measures {
			f, ok := s.Fact(m.Name)
			if !ok {
				f.Value = figure.Cell{Number: math.NaN(), Mark: ".."}
			}
			cell := w.cell(m, f.Value, false)
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
	return w.lang.Interval(f.Lower.Number, f.Upper.Number, f.Column.Decimals)
}

// sheet is the page of one occupation group or sector.
func (w *writer) sheet(e edition.Edition, kind edition.Kind, s edition.Sheet, path string) (sheetView, error) {
	words := Words()
	name := w.lang.Of(s.Name)
	v := sheetView{Kind: string(kind), Code: s.Code, Name: name, Label: e.Label, KindName: words["sheet."+string(kind)].In(w.code()),
		Absent: words["sheet.absent."+string(kind)].In(w.code()),
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
	for _, f := range s.Regions {
		fv, err := w.fact(v.Root, f)
		if err != nil {
			return v, err
		}
		v.RegionsOf = fv.Name
		v.Regions = append(v.Regions, fv)
	}
	return v, nil
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
				cell := w.cell(f.Column, f.Value, false)
				v := factView{Name: w.lang.Of(f.Column.Head), Place: w.lang.Of(f.Place), Value: cell.Text, Sort: cell.Sort, Interval: w.interval(f),
					Figure: root + ReportPath(e, w.code(), e.Label) + "#" + f.FigureID, Number: fig.Number, CSV: root + CSVPath(e, f.FigureID),
					Lineage: root + LineagePath(e, w.code(), f.FigureID), IsSynthetic: f.IsSynthetic}
				if v.Interval != "" {
					v.Interval += " (" + w.lang.Percent(100*f.Level, 0) + ")"
				}
				return v, nil
			}
		}
	}
	return factView{}, fmt.Errorf("no figure %s in edition %s", f.FigureID, f.EditionID)
}
