package charttest

import (
	"fabbisogno/datasets/series"
	"fabbisogno/reports/chart"
)

// within is a value with an interval of a half-width; 0: none.
func within(v, half float64) chart.ComparedValue {
	if half == 0 {
		return chart.ComparedValue{Value: v, Lower: nan, Upper: nan}
	}
	return chart.ComparedValue{Value: v, Lower: v - half, Upper: v + half}
}

// compared are three places on one scale, with a value that is not known.
func compared() chart.Compared {
	s := chart.Compared{X: chart.Axis{Label: text("% delle entrate programmate", "% of planned entries"), Unit: "pct", Decimals: 1},
		Names: []chart.Text{text("Provincia autonoma di Bolzano/Bozen", "Autonomous Province of Bolzano"), text("Italia", "Italy"), text("Nord-est", "North-East")}}
	for i, name := range []chart.Text{text("Artigiani, operai specializzati e agricoltori", "Craft workers, skilled workers and farmers"), text("Professioni tecniche", "Technical occupations"),
		text("Conduttori di impianti, operai di macchinari fissi e mobili e conducenti di veicoli", "Plant operators, workers of fixed and mobile machinery and drivers of vehicles")} {
		v := 62 - 9*float64(i)
		s.Items = append(s.Items, chart.ComparedItem{Label: name, IsSure: i == 0,
			Values: []chart.ComparedValue{within(v, 2.4), within(v-5+3*float64(i), 1.8), within(v-2, 0)}})
	}
	s.Items[2].Values[2] = within(nan, 0)
	return s
}

// ownScales are measures of several units, one below zero, each on its own scale.
func ownScales() chart.Compared {
	s := compared()
	s.OwnScales, s.X = true, chart.Axis{Label: text("ogni riga ha la sua scala", "each row has its own scale"), Unit: "pct", Decimals: 1}
	s.Items[0].Values = []chart.ComparedValue{within(-1.2, 0.8), within(0.4, 0.3), within(nan, 0)}
	s.Items[1].Values, s.Items[1].Unit = []chart.ComparedValue{within(1834, 0), within(23900, 0), within(7012, 0)}, "thousand_persons"
	return s
}

// stacks are two measures over the same months, with a gap and a break.
func stacks() chart.Stacks {
	s := chart.Stacks{Label: text("Toscana, Centro e Italia", "Tuscany, Centre and Italy"), Start: series.MustPeriod("2023-01"),
		Names: []chart.Text{text("Toscana", "Tuscany"), text("Italia", "Italy"), text("Centro", "Centre")},
		Panels: []chart.StackedPanel{
			{Name: text("Entrate programmate, indice, stesso mese del primo anno = 100", "Planned entries, index, same month of the first year = 100"), Y: chart.Axis{Unit: "index", Decimals: 1},
				Lines:  [][]float64{wave(44, 100, 0.1, 4, 0), wave(44, 100, 0.2, 3, 1), wave(44, 99, 0.1, 3, 2)},
				Breaks: []chart.Break{{At: series.MustPeriod("2025-06"), Label: text("entra l'agricoltura", "agriculture enters")}}},
			{Name: text("Quota di difficile reperimento, %", "Share hard to fill, %"), Y: chart.Axis{Unit: "pct", Decimals: 1},
				Lines: [][]float64{wave(44, 47, 0.05, 2, 0), wave(44, 45, 0.05, 1, 1), wave(44, 46, 0, 1, 2)}}}}
	s.Panels[1].Lines[2] = make([]float64, 44)
	for i := range 44 {
		s.Panels[1].Lines[2][i] = nan
	}
	s.Panels[1].Lines[0][10] = nan
	return s
}
