package publish

import (
	"math"
	"testing"

	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// The download says of a number that is not there why it is not: suppressed, not
// rated, not applicable or missing.
func TestStatusOfSaysWhyANumberIsNotThere(t *testing.T) {
	f := figure.Figure{Table: figure.Table{Columns: []figure.Column{{Name: "unit", Kind: figure.Label}, {Name: "x_pct", Kind: figure.Value}, {Name: "verdict", Kind: figure.Status}}}}
	row := func(v float64, mark, code string) {
		f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Code: "u"}, {Number: v, Mark: mark}, {Code: code, Text: figure.Text{IT: code, EN: code}}})
	}
	row(1, "", "shortage")
	row(math.NaN(), locale.Suppressed, "suppressed")
	row(math.NaN(), locale.Missing, "not_rated")
	row(math.NaN(), locale.Missing, "shortage")
	row(math.NaN(), locale.NotApplicable, "shortage")
	want := []string{"shortage", "suppressed", "not_rated", "missing", "not_applicable"}
	for i, o := range observations(f) {
		if o.status != want[i] {
			t.Errorf("row %d: status %q, want %q", i, o.status, want[i])
		}
	}
}
