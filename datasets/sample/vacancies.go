package sample

import (
	"math"

	"fabbisogno/datasets/series"
)

const flowVacancies = "534_1038"

// vacancyItems are the ATECO items of the flow; sections last.
var vacancyItems = [...]string{"0011", "0013", "0015", "0020", "0024", "0037", "0038", "0039",
	"B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "P", "Q", "R", "S"}

// sizeGE10 is how far the rate of firms with ten or more employees lies below
// that of all firms: 1.7 over 2.0 and 1.6 over 1.8 in the published quarters.
const sizeGE10 = 0.87

// vacancyFile is the edition that ends with the quarter last.
func (m *model) vacancyFile(last string) ([]byte, error) {
	qs := quarters(firstVacancy, last)
	f := newSDMX(flowVacancies, "FREQ", "REF_AREA", "DATA_TYPE", "ADJUSTMENT", "EMPLOYESS_CLASS", "ECON_ACTIVITY_NACE_2007")
	for _, adjustment := range []string{"N", "Y"} {
		sections := m.sectionRates(qs, adjustment == "N")
		for _, class := range []string{"W_GE1", "W_GE10"} {
			for _, item := range vacancyItems {
				values := m.vacancySeries(qs, sections, item, class, adjustment)
				for i, q := range qs {
					status := ""
					if i == len(qs)-1 {
						status = "p" // the last quarter of an edition is provisional
					}
					f.row([]string{"Q", "IT", "JVC", adjustment, class, item}, q, values[i], 1, status)
				}
			}
		}
	}
	return f.out.Bytes(), nil
}

// sectionRates are rates by quarter and section in per cent, not rounded.
func (m *model) sectionRates(qs []series.Period, raw bool) [][]float64 {
	p := m.byVacancy
	weights := p.column("weight", p.codes)
	base := m.baseRates(weights)
	offset := qs[0].Since(series.MustPeriod(firstLabour)) // noise starts there
	out := make([][]float64, len(qs))
	for i, q := range qs {
		path := m.vacancyPath(q)
		out[i] = make([]float64, len(p.codes))
		mean, sum := 0.0, 0.0
		for s := range p.codes {
			v := base[s] * math.Exp(m.noise.vacancy[i+offset][s])
			if i >= len(qs)-4 && i < len(qs)-1 { // newer editions revise the year before
				v *= math.Exp(0.3 * m.noise.vacancy[i+offset][(s+1)%len(p.codes)])
			}
			out[i][s] = v
			mean += weights[s] * v
			sum += weights[s]
		}
		for s, code := range p.codes {
			out[i][s] *= path / (mean / sum)
			if raw {
				out[i][s] *= p.cells[code][season(q)]
			}
		}
	}
	m.meetYear(qs, out)
	return out
}

func season(q series.Period) string { return "q" + q.String()[6:] }

// baseRates are the rates of 2023; sections that are not published are scaled
// so that the weighted mean is the level of that year.
func (m *model) baseRates(weights []float64) []float64 {
	p := m.byVacancy
	base := p.column("rate2023", p.codes)
	known, open, sum := 0.0, 0.0, 0.0
	for s, code := range p.codes {
		sum += weights[s]
		if t, ok := m.find("2023", "IT", code, "job_vacancy_rate_pct"); ok {
			base[s] = t.value
			known += weights[s] * base[s]
		} else {
			open += weights[s] * base[s]
		}
	}
	k := (m.byYear.level("vacancy", series.MustPeriod("2023"))*sum - known) / open
	for s, code := range p.codes {
		if _, ok := m.find("2023", "IT", code, "job_vacancy_rate_pct"); !ok {
			base[s] *= k
		}
	}
	return base
}

// vacancyPath is the rate of industry and services: published, else the level
// of the years with the closures of 2020.
func (m *model) vacancyPath(q series.Period) float64 {
	if t, ok := m.find(q.String(), "IT", "B-S", "job_vacancy_rate_sa_pct"); ok && t.class == "W_GE1" {
		return t.value
	}
	closures := map[string]float64{"2020-Q1": 0.80, "2020-Q2": 0.55, "2020-Q3": 0.80, "2020-Q4": 0.72, "2021-Q1": 0.78, "2021-Q2": 0.95}
	v := m.byYear.level("vacancy", q)
	if c, ok := closures[q.String()]; ok {
		v *= c
	}
	return v
}

// meetYear scales the quarters of 2023 so that their mean is the published
// yearly rate of the section, and rounds them so that it stays so.
func (m *model) meetYear(qs []series.Period, rates [][]float64) {
	first, ok := fullYears(qs)[2023]
	if !ok {
		return
	}
	for s, code := range m.byVacancy.codes {
		t, ok := m.find("2023", "IT", code, "job_vacancy_rate_pct")
		if !ok {
			continue
		}
		sum := 0.0
		for k := range 4 {
			sum += rates[first+k][s]
		}
		values := make([]float64, 4)
		for k := range values {
			values[k] = rates[first+k][s] * 4 * t.value / sum * 100 // tenths of a point as tens
		}
		for k, v := range tens(values, int(math.Round(t.value*40))*10) {
			rates[first+k][s] = float64(v) / 100
		}
	}
}

// vacancySeries is one item and size class: the weighted mean of the sections it
// covers, replaced by the printed rate where there is one.
func (m *model) vacancySeries(qs []series.Period, sections [][]float64, item, class, adjustment string) []float64 {
	p := m.byVacancy
	weights := p.column("weight", p.codes)
	covered := m.sectionsOf(item)
	out := make([]float64, len(qs))
	for i, q := range qs {
		num, den := 0.0, 0.0
		for _, s := range covered {
			num += weights[s] * sections[i][s]
			den += weights[s]
		}
		out[i] = num / den
		if class == "W_GE10" {
			out[i] *= sizeGE10
		}
		if adjustment != "Y" {
			continue
		}
		for _, t := range m.targets {
			if t.period == q.String() && t.territory == "IT" && t.measure == "job_vacancy_rate_sa_pct" && t.class == class && printedItem(t.sector) == item {
				out[i] = t.value
			}
		}
	}
	return out
}

// printedItem is the ATECO item of a sector in ISTAT's press releases.
func printedItem(sector string) string {
	switch sector {
	case "B-S":
		return "0037"
	case "B-F":
		return "0011"
	case "G-S":
		return "0038"
	}
	return ""
}

// sectionsOf are the indexes of the sections an item covers.
func (m *model) sectionsOf(item string) []int {
	list, _ := m.codes.List("ateco2007")
	it, _ := list.Find(item)
	covered := map[string]bool{item: true}
	for _, c := range it.Covers("ateco2007") {
		covered[c] = true
	}
	var out []int
	for s, code := range m.byVacancy.codes {
		if covered[code] {
			out = append(out, s)
		}
	}
	return out
}
