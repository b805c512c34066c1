package charttest

import (
	"fmt"
	"math"

	"fabbisogno/reports/chart"
)

// tiedDots is a ranking of scores with runs of places that cannot be told apart.
func tiedDots() chart.Dots {
	values := []float64{2.53, 2.47, 2.31, 2.1, 2.02, 1.9, 1.74, 1.6, 1.1, 0.7}
	s := chart.Dots{X: chart.Axis{Label: text("punteggio; a destra i posti possibili e la classe", "score; on the right possible places and class"), Decimals: 2},
		Items: items(values, 0.21), Threshold: 2, ThresholdLabel: text("carenza", "shortage"),
		Ties: []chart.Tie{{First: 1, Last: 3}, {First: 2, Last: 6}, {First: 5, Last: 8}}}
	for i := range s.Items {
		places := fmt.Sprintf("%d–%d", max(1, i), min(10, i+2))
		s.Items[i].Mark = text(places+" · carenza (97%)", places+" · shortage (97%)")
	}
	return s
}

// indexBars are total indices with bootstrap intervals and first-order indices beside them.
func indexBars() chart.Bars {
	names := []chart.Text{text("metodo di aggregazione", "aggregation"), text("errore dei dati", "error of the inputs"),
		text("pesi degli indicatori", "weights of the indicators"), text("normalizzazione", "normalisation"), text("valori anomali", "outliers")}
	s := chart.Bars{X: chart.Axis{Label: text("quota della varianza dei posti, indice totale", "share of the variance of places, total index"), Decimals: 2, Zero: true},
		ReferenceLabel: text("da sola (primo ordine)", "on its own (first order)"), Threshold: nan}
	for i, name := range names {
		v := 0.52 / float64(i+1)
		s.Items = append(s.Items, chart.Item{Label: name, Value: v, Lower: v * 0.8, Upper: v * 1.25, Reference: v * 0.6})
	}
	return s
}

// leadingHeat is a score taken apart: the score first, then its indicators.
func leadingHeat() chart.Heat {
	s := chart.Heat{Value: chart.Axis{Label: text("punti da 0 a 3", "points from 0 to 3"), Decimals: 2}, Rows: sectors(), Lead: 1, LowHigh: [2]float64{0, 3}}
	s.Cols = []chart.Text{text("Punteggio", "Score"), text("Difficoltà di reperimento", "Hard to fill"), text("Posti vacanti", "Vacancies"),
		text("Entrate su occupati", "Entries per employed"), text("Crescita delle retribuzioni", "Pay growth"), text("Disoccupazione", "Unemployment"),
		text("Uscite dalla disoccupazione", "Exits from unemployment"), text("Quota di stranieri", "Share of foreign workers")}
	for i := range s.Rows {
		row, marks := []float64{2.53 - 0.17*float64(i)}, []string{""}
		for j := 1; j < len(s.Cols); j++ {
			v, mark := math.Mod(2.9-0.23*float64(i)+1.7*float64(j), 3), ""
			if (i+j)%5 == 0 {
				v, mark = nan, "X"
			}
			if i == 3 && j == 2 {
				v, mark = nan, "(c)"
			}
			row, marks = append(row, v), append(marks, mark)
		}
		s.Cells, s.Marks = append(s.Cells, row), append(s.Marks, marks)
	}
	return s
}

// frequencyHeat says in which share of draws each unit takes which places.
func frequencyHeat() chart.Heat {
	s := chart.Heat{Value: chart.Axis{Label: text("% delle estrazioni", "% of draws"), Unit: "pct"}, Rows: sectors(), ZeroBlank: true, LowHigh: [2]float64{0, 100}}
	for j := range 5 {
		places := fmt.Sprintf("%d–%d", 2*j+1, 2*j+2)
		s.Cols = append(s.Cols, text(places, places))
	}
	for i := range s.Rows {
		row := make([]float64, len(s.Cols))
		row[i/2] = 88 - float64(i)
		row[min(4, i/2+1)] += 12 + float64(i)
		s.Cells = append(s.Cells, row)
	}
	return s
}

// agreement has every verdict, and more methods than a narrow drawing holds.
func agreement() chart.Agreement {
	s := chart.Agreement{Label: text("che cosa dice ogni metodo", "what each method says"), Rows: sectors()}
	for _, name := range []string{"BA", "UWV", "JSA", "OECD", "COPS", "DARES", "ROA", "FSI", "MAC", "JVR", "OiD", "SE"} {
		s.Cols = append(s.Cols, text(name, name))
	}
	verdicts := []chart.Verdict{chart.Shortage, chart.Shortage, chart.Watch, chart.NoShortage, chart.Unrated, chart.Shortage, chart.Suppressed}
	for i := range s.Rows {
		row := make([]chart.Verdict, len(s.Cols))
		for j := range row {
			row[j] = verdicts[(i+j)%len(verdicts)]
			if j >= 7 {
				row[j] = chart.Unrated
			}
		}
		s.Verdicts, s.Counts = append(s.Verdicts, row), append(s.Counts, [2]int{3, 5})
	}
	return s
}

// membership is how often each unit is in a set, by year.
func membership() chart.Membership {
	s := chart.Membership{Label: text("quota di soglie con cui il gruppo è scelto, per anno dei dati", "share of floors with which the group is chosen, by year of the data"), Rows: sectors()[:7]}
	for _, year := range []string{"2019", "2023", "2024", "2025"} {
		s.Cols = append(s.Cols, text("dati del "+year, "figures of "+year))
	}
	for i := range s.Rows {
		var shares []float64
		var chosen []bool
		for j := range s.Cols {
			v := math.Max(0, 100-23*float64(i)-float64(j))
			if i == 5 && j == 1 {
				v = nan
			}
			shares, chosen = append(shares, v), append(chosen, v > 60)
		}
		s.Shares, s.Chosen = append(s.Shares, shares), append(s.Chosen, chosen)
	}
	return s
}

// drawnMembership has the intervals of shares of draws.
func drawnMembership() chart.Membership {
	s := membership()
	s.Cols = s.Cols[:2]
	for i := range s.Rows {
		var lower, upper []float64
		s.Shares[i], s.Chosen[i] = s.Shares[i][:2], s.Chosen[i][:2]
		for _, v := range s.Shares[i] {
			lower, upper = append(lower, math.Max(0, v-4)), append(upper, math.Min(100, v+4))
		}
		s.Lower, s.Upper = append(s.Lower, lower), append(s.Upper, upper)
	}
	return s
}

// slope has places that cross, ties at one place and long names.
func slope() chart.Slope {
	s := chart.Slope{X: chart.Axis{Label: text("posto in graduatoria, con l'intervallo", "place in the ranking, with its interval"), Unit: "count"},
		From: text("2024", "2024"), To: text("nov. 2025–ott. 2026", "Nov 2025–Oct 2026"), Reverse: true}
	for i, name := range sectors() {
		before, after := float64(i+1), float64((i*7)%len(sectors())+1)
		if i%3 == 0 {
			after = before
		}
		it := chart.SlopeItem{Label: name, Before: before, BeforeLower: math.Max(1, before-2), BeforeUpper: before + 1, After: after, AfterLower: after, AfterUpper: after + 3}
		switch {
		case after+3 < before:
			it.Move = chart.Up
		case before+3 < after:
			it.Move = chart.Down
		}
		s.Items = append(s.Items, it)
	}
	return s
}

// valueSlope has values, some below zero, and intervals that are not known.
func valueSlope() chart.Slope {
	s := chart.Slope{X: chart.Axis{Label: text("punti", "points"), Unit: "index", Decimals: 1}, From: text("2019", "2019"), To: text("2025", "2025")}
	for i, name := range sectors()[:5] {
		s.Items = append(s.Items, chart.SlopeItem{Label: name, Before: 10 - 6*float64(i), After: 9 - 4*float64(i), BeforeLower: nan, BeforeUpper: nan, AfterLower: nan, AfterUpper: nan, Move: chart.Move(i % 3)})
	}
	return s
}
