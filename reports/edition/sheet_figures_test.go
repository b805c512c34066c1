package edition

import (
	"fmt"
	"math"
	"testing"

	"fabbisogno/reports/chapter"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// pathTable is the path of one unit: two months observed, two expected with half an interval.
func pathTable(code string, now, ahead, half float64) figure.Table {
	t := figure.Table{Columns: []figure.Column{{Name: "industry_excelsior_sector", Kind: figure.Label}, {Name: "period", Kind: figure.Label}, {Name: "v", Kind: figure.Value},
		{Name: "l", Kind: figure.Lower, Level: 0.8}, {Name: "u", Kind: figure.Upper, Level: 0.8}, {Name: "status", Kind: figure.Status}}}
	nan := figure.Cell{Number: math.NaN(), Mark: "-"}
	for i, v := range []float64{now - 1, now, ahead, ahead} {
		row := []figure.Cell{{Code: code}, {Code: fmt.Sprintf("2026-0%d", i+1)}, {Number: v}, nan, nan, {Code: "observed"}}
		if i > 1 {
			row[3], row[4], row[5] = figure.Cell{Number: v - half}, figure.Cell{Number: v + half}, figure.Cell{Code: "forecast"}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// A sheet draws the rows of its own code, and claims a change only beyond the interval.
func TestSheetPath(t *testing.T) {
	for _, c := range []struct {
		name             string
		now, ahead, half float64
		want             string
	}{
		{"inside", 50, 52, 3, "Difficulty: no distinguishable change over the coming year"},
		{"above", 50, 54, 3, "Difficulty: up over the coming year, beyond error"},
		{"below", 50, 46, 3, "Difficulty: down over the coming year, beyond error"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := figure.Figure{ID: "fig-sector-path", IsSynthetic: true, Table: pathTable("G", 10, 99, 1)}
			f.Table.Rows = append(f.Table.Rows, pathTable("F", c.now, c.ahead, c.half).Rows...)
			e := Edition{ID: "italy", Territory: "IT", Chapters: []chapter.Chapter{{ID: "sheets", IsAside: true, Figures: []figure.Figure{f}}}}
			got := sheetFigures(Sector, e, Sheet{Code: "F", Name: Text{IT: "Costruzioni", EN: "Construction"}})
			if len(got) != 1 || got[0].ID != "fig-sector-path-f" || got[0].FigureID != "fig-sector-path" || !got[0].IsSynthetic {
				t.Fatalf("figures %+v, want the path of F alone", got)
			}
			fan := got[0].Chart.(chart.Fan)
			if len(fan.Observed) != 2 || fan.Observed[1] != c.now || fan.Median[1] != c.ahead || fan.Bands[0].Upper[1] != c.ahead+c.half || fan.Bands[0].Level != 0.8 {
				t.Errorf("fan %+v", fan)
			}
			if got[0].Finding.EN != c.want || len(got[0].Rows) != 4 || len(got[0].Rows[0]) != len(got[0].Columns) {
				t.Errorf("finding %q, want %q; %d rows", got[0].Finding.EN, c.want, len(got[0].Rows))
			}
		})
	}
}

// The regions of a sheet are those of its code, largest first; a suppressed one is in the table only.
func TestSheetRegions(t *testing.T) {
	f := figure.Figure{ID: "fig-region-occupation", Table: figure.Table{Columns: []figure.Column{{Name: "territory_nuts2021", Kind: figure.Label}, {Name: "occupation_cp2021", Kind: figure.Label},
		{Name: "e", Kind: figure.Value}, {Name: "l", Kind: figure.Lower, Level: 0.8}, {Name: "u", Kind: figure.Upper, Level: 0.8}, {Name: "last", Kind: figure.Value}}}}
	for i, v := range []float64{40, 60, math.NaN(), 55} {
		name := fmt.Sprintf("R%d", i)
		for _, code := range []string{"1", "2"} {
			f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Code: name, Text: Text{IT: "Provincia autonoma di " + name + "/x", EN: "Autonomous Province of " + name}}, {Code: code},
				{Number: v}, {Number: v - 4}, {Number: v + 4}, {Number: v}})
		}
	}
	e := Edition{ID: "italy", Territory: "IT", Chapters: []chapter.Chapter{{ID: "regions", Figures: []figure.Figure{f}}}}
	got := sheetFigures(Occupation, e, Sheet{Code: "2"})
	if len(got) != 1 || len(got[0].Rows) != 4 {
		t.Fatalf("figures %+v, want the regions of 2 with four rows", got)
	}
	d := got[0].Chart.(chart.Dots)
	if len(d.Items) != 3 || d.Items[0].Value != 60 || d.Items[2].Value != 40 || d.Items[0].Label.IT != "P.A. R1" {
		t.Errorf("items %+v", d.Items)
	}
	if want := "The first 2 regions cannot be told apart"; got[0].Finding.EN != want {
		t.Errorf("finding %q, want %q", got[0].Finding.EN, want)
	}
}

// The title of the parts agrees with none, one and all, in both languages.
func TestPartsFinding(t *testing.T) {
	for _, c := range []struct {
		above, all int
		it, en     string
	}{
		{0, 5, "Nessuno dei 5 indicatori è sopra la mediana", "None of the 5 indicators is above the median"},
		{1, 5, "Un indicatore su 5 è sopra la mediana", "One of 5 indicators is above the median"},
		{2, 5, "2 indicatori su 5 sono sopra la mediana", "2 of 5 indicators are above the median"},
		{2, 2, "Entrambi gli indicatori sono sopra la mediana", "Both indicators are above the median"},
		{0, 2, "Nessuno dei due indicatori è sopra la mediana", "Neither of the two indicators is above the median"},
		{5, 5, "Tutti i 5 indicatori sono sopra la mediana", "All 5 indicators are above the median"},
		{1, 1, "L'unico indicatore è sopra la mediana", "The only indicator is above the median"},
		{0, 1, "L'unico indicatore non è sopra la mediana", "The only indicator is not above the median"},
	} {
		if it, en := partsFinding(locale.IT, c.above, c.all), partsFinding(locale.EN, c.above, c.all); it != c.it || en != c.en {
			t.Errorf("%d of %d: %q, %q", c.above, c.all, it, en)
		}
	}
}
