package sample

import (
	"math"

	"fabbisogno/datasets/series"
)

// areaIncidence is the foreign share of the employed relative to Italy; assumed
// after the known geography: low in the south.
func areaIncidence(area string) float64 {
	switch area {
	case "ITC", "ITD", "ITE", "ITCD":
		return 1.2
	}
	return 0.45
}

// groupIncidence is the foreign share of a group in a year, per cent: on a line
// through the published years 2019 and 2023, level outside them but for a
// slow rise since. The group of all other services is what is left of the total.
func (l *labour) groupIncidence(sector string, year int, assumed2023 float64) float64 {
	at := func(period string, otherwise float64) float64 {
		if t, ok := l.find(period, "IT", sector, "foreign_incidence_pct"); ok {
			return t.value
		}
		return otherwise
	}
	from, to := at("2019", assumed2023), at("2023", assumed2023)
	w := min(max(float64(year-2019)/4, 0), 1)
	return from + w*(to-from) + 0.1*max(0, float64(year-2023))
}

// foreign are foreign employed by quarter, the five groups, in a broad area.
func (l *labour) foreign(a area, i int) []float64 {
	year := l.qs[i].Year()
	total2023 := 10.1
	if t, ok := l.find("2023", "IT", "TOTAL", "foreign_employed_persons"); ok {
		total2023 = t.value / 1000 / l.yearMean(2023) * 100
	}
	incidence := []float64{
		l.groupIncidence("A", year, 18), l.groupIncidence("B-E", year, 10.2), l.groupIncidence("F", year, 16.4), 11.0, 0,
	}
	all := l.groupIncidence("TOTAL", year, total2023)
	everywhere := l.areas[0].members
	left := all * l.sum(i, everywhere, []int{0, 1, 2, 3, 4})
	for g := range 4 {
		left -= incidence[g] * l.sum(i, everywhere, []int{g})
	}
	incidence[4] = left / l.sum(i, everywhere, []int{4})
	out := make([]float64, len(incidence))
	for g := range out {
		num, den := 0.0, 0.0 // over the areas that partition the country
		for _, b := range l.broadAreas() {
			if b.code == "IT" || b.code == "ITCD" {
				continue
			}
			e := l.sum(i, b.members, []int{g})
			num += e
			den += e * areaIncidence(b.code)
		}
		factor := num / den
		for _, b := range l.broadAreas() {
			if within(b, a) {
				out[g] += incidence[g] / 100 * factor * areaIncidence(b.code) * l.sum(i, b.members, []int{g})
			}
		}
	}
	return out
}

// within says whether b is one of the four areas that make up a.
func within(b, a area) bool {
	switch b.code {
	case "ITC", "ITD":
		return a.code == "IT" || a.code == "ITCD" || a.code == b.code
	case "ITE", "ITFG":
		return a.code == "IT" || a.code == b.code
	}
	return false
}

func (l *labour) yearMean(year int) float64 {
	first := fullYears(l.qs)[year]
	mean := 0.0
	for k := range 4 {
		mean += l.sum(first+k, l.areas[0].members, []int{0, 1, 2, 3, 4}) / 4
	}
	return mean
}

func (l *labour) citizenshipFile() []byte {
	f := newSDMX(flowCitizenship, employedDimensions[:]...)
	for _, a := range l.broadAreas() {
		foreign := make([][]float64, len(l.qs))
		for i := range l.qs {
			foreign[i] = l.foreign(a, i)
		}
		for _, citizenship := range []string{"FRG", "ITL", "TOTAL"} {
			for _, item := range industryItems {
				values := make([]float64, len(l.qs))
				for i := range l.qs {
					everybody, of := l.sum(i, a.members, item.groups), round(sumOf(foreign[i], item.groups), 3)
					values[i] = map[string]float64{"FRG": of, "ITL": everybody - of, "TOTAL": everybody}[citizenship]
				}
				l.writeBoth(f, func(freq string) []string { return employedCodes(freq, a.code, citizenship, item.code, "99") }, values, 3)
			}
		}
	}
	return f.out.Bytes()
}

// occupationItems are the items of the flow with the share of the employed in
// 2023 and its change a year, per cent and points; assumed after the known
// structure. Groups add the items they name.
var occupationItems = [...]struct {
	code        string
	share, rise float64
	parts       []string
}{
	{code: "101", share: 2.7, rise: -0.02}, {code: "102", share: 15.2, rise: 0.12}, {code: "103", share: 17.8, rise: 0.05},
	{code: "201", share: 12.4, rise: 0.02}, {code: "202", share: 17.9, rise: -0.02}, {code: "301", share: 13.4, rise: -0.10},
	{code: "302", share: 8.2, rise: -0.02}, {code: "40", share: 11.4, rise: -0.03}, {code: "50", share: 1.0},
	{code: "10", parts: []string{"101", "102", "103"}}, {code: "20", parts: []string{"201", "202"}}, {code: "30", parts: []string{"301", "302"}},
}

func (l *labour) occupationFile() []byte {
	f := newSDMX(flowOccupation, employedDimensions[:]...)
	for _, a := range l.broadAreas() {
		byCode := map[string][]float64{"99": make([]float64, len(l.qs))}
		for i := range l.qs {
			byCode["99"][i] = l.sum(i, a.members, []int{0, 1, 2, 3, 4})
		}
		order := []string{}
		for k, item := range occupationItems {
			values := make([]float64, len(l.qs))
			for i, q := range l.qs {
				if item.parts == nil {
					years := float64(q.Year()-2023) + float64(q.Sub()-1)/4
					tilt := 0.6 * math.Sin(float64(k*7)+float64(len(a.members))) // areas differ a little
					values[i] = byCode["99"][i] * (item.share + item.rise*years) * (1 + tilt/20)
				}
				for _, part := range item.parts {
					values[i] += byCode[part][i]
				}
			}
			byCode[item.code] = values
			order = append(order, item.code)
			if item.code == "50" { // the last of the items that partition: make them add
				l.normalise(byCode, order)
			}
		}
		for _, code := range append(order, "99") {
			l.writeBoth(f, func(freq string) []string { return employedCodes(freq, a.code, "TOTAL", "0010", code) }, byCode[code], 3)
		}
	}
	return f.out.Bytes()
}

// normalise scales items so that they add to the total of each quarter.
func (l *labour) normalise(byCode map[string][]float64, items []string) {
	for i := range l.qs {
		sum := 0.0
		for _, code := range items {
			sum += byCode[code][i]
		}
		for _, code := range items {
			byCode[code][i] = round(byCode[code][i]*byCode["99"][i]/sum, 3)
		}
	}
}

// nationalUnemployment is the rate of each quarter. Printed quarters are kept;
// the others of a year are moved so that the year has its printed mean.
func (l *labour) nationalUnemployment() []float64 {
	seasons := [4]float64{1.05, 0.99, 0.94, 1.02} // assumed
	out := make([]float64, len(l.qs))
	printed := make([]bool, len(l.qs))
	for i, q := range l.qs {
		out[i] = l.byYear.level("unemployment", q) * seasons[q.Sub()-1]
		if q.Year() == 2020 && q.Sub() == 2 {
			out[i] *= 0.84 // who does not look for work is not unemployed
		}
		if t, ok := l.find(q.String(), "IT", "TOTAL", "unemployment_rate_sa_pct"); ok {
			out[i], printed[i] = t.value, true
		}
	}
	for year, first := range fullYears(l.qs) { // years do not touch each other
		p, _ := series.NewPeriod(series.Year, year, 1)
		t, ok := l.find(p.String(), "IT", "TOTAL", "unemployment_rate_pct")
		if !ok {
			continue
		}
		kept, free := 0.0, 0.0
		for i := first; i < first+4; i++ {
			if printed[i] {
				kept += out[i]
			} else {
				free += out[i]
			}
		}
		for i := first; i < first+4; i++ {
			if !printed[i] {
				out[i] *= (4*t.value - kept) / free
			}
		}
	}
	return out
}

func (l *labour) unemploymentFile() []byte {
	f := newSDMX(flowUnemployment, "FREQ", "REF_AREA", "DATA_TYPE", "SEX", "AGE", "EDU_LEV_HIGHEST", "CITIZENSHIP", "DURATION_UNEMPLOYMENT")
	national := l.nationalUnemployment()
	ratio := 1.0 // Piedmont over Italy, as published for 2023
	if home, ok := l.find("2023", piedmont, "TOTAL", "unemployment_rate_pct"); ok {
		if italy, ok := l.find("2023", "IT", "TOTAL", "unemployment_rate_pct"); ok {
			ratio = home.value / italy.value
		}
	}
	rates, weights := make([][]float64, len(l.qs)), make([][]float64, len(l.qs))
	rel := l.byRegion.column("unemployment", l.regions)
	for i := range l.qs {
		moved := make([]float64, len(rel))
		employed := make([]float64, len(rel))
		for r := range rel {
			moved[r] = rel[r] * math.Exp(6*l.noise.employed[i][(r+3)%len(rel)])
			employed[r] = l.sum(i, []int{r}, []int{0, 1, 2, 3, 4})
		}
		fixed := map[int]float64{l.home(): national[i] * ratio}
		weights[i] = append([]float64(nil), employed...)
		for range 6 { // the weights are the labour force, which depends on the rates
			rates[i] = distribute(national[i], weights[i], moved, constant(len(rel), 40), fixed)
			for r := range rel {
				weights[i][r] = employed[r] / (1 - rates[i][r]/100)
			}
		}
	}
	for _, a := range l.areas {
		values := make([]float64, len(l.qs))
		for i := range l.qs {
			num, den := 0.0, 0.0
			for _, r := range a.members {
				num += weights[i][r] * rates[i][r]
				den += weights[i][r]
			}
			values[i] = num / den
			if a.code == "IT" {
				values[i] = national[i]
			}
		}
		l.writeBoth(f, func(freq string) []string {
			return []string{freq, a.code, "UNEM_R", "9", "Y15-74", "99", "TOTAL", "TOTAL"}
		}, values, 6)
	}
	return f.out.Bytes()
}
