package page

import (
	"math"
	"strconv"

	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// isNumber says whether a column of the kind holds numbers.
func isNumber(k figure.Kind) bool {
	return k == figure.Value || k == figure.Lower || k == figure.Upper
}

// cell as printed. A number that is missing shows its mark; what it sorts by is
// the number itself, or the code where the label stands for one.
func (w *writer) cell(c figure.Column, cell figure.Cell, first bool) cellView {
	if !isNumber(c.Kind) {
		text := w.lang.Of(cell.Text)
		if text == "" {
			text = cell.Code
		}
		v := cellView{Text: text, IsHead: first}
		if cell.Code != text {
			v.Sort = cell.Code
		}
		return v
	}
	v := cellView{IsNumber: true, Text: cell.Mark}
	if !math.IsNaN(cell.Number) && !math.IsInf(cell.Number, 0) {
		v.Text = w.lang.Number(cell.Number, c.Decimals)
		v.Sort = strconv.FormatFloat(cell.Number, 'f', max(c.Decimals, 0), 64)
	}
	if v.Text == "" {
		v.Text = locale.Missing
	}
	return v
}
