package sample

import (
	"math"
	"strconv"

	"fabbisogno/datasets/series"
)

// shares are what firms say about a set of entries, in per cent of them.
type shares struct{ hard, noCandidates, unprepared, immigrants float64 }

// month is the labour demand of one month before it is written: persons not yet
// rounded, shares in per cent.
type month struct {
	period     series.Period
	hasPrimary bool
	total      int // persons, a multiple of ten
	national   shares
	entries    []int // by sector, adding to total
	sector     []shares
	occupation [][]int // by sector and major group, rows adding to entries
	majors     []int   // columns of occupation
	major      []shares
	regions    []int // adding to total
	region     []shares
	cells      [][]float64 // entries by region and sector
	hardCells  [][]float64 // share hard to fill by region and sector
	occCells   [][]float64 // entries by region and major group
	hardOcc    [][]float64 // share hard to fill by region and major group
}

// closures of 2020 and the way back: entries as a part of a normal month.
// Assumed; the shape follows the published yearly totals.
func closure(p series.Period) float64 {
	path := map[string]float64{
		"2020-03": 0.62, "2020-04": 0.22, "2020-05": 0.36, "2020-06": 0.58, "2020-07": 0.72, "2020-08": 0.82,
		"2020-09": 0.84, "2020-10": 0.80, "2020-11": 0.66, "2020-12": 0.70, "2021-01": 0.78, "2021-02": 0.78,
		"2021-03": 0.80, "2021-04": 0.84, "2021-05": 0.93,
	}
	if v, ok := path[p.String()]; ok {
		return v
	}
	return 1
}

// month computes the i-th month from firstMonth.
func (m *model) month(i int) month {
	p := series.MustPeriod(firstMonth).Add(i)
	d := month{period: p, hasPrimary: !p.First().Before(series.MustPeriod(primaryFrom).First())}
	raw := m.rawEntries(i, p, d.hasPrimary)
	sum := 0.0
	for _, v := range raw {
		sum += v
	}
	d.total = ten(sum)
	if t, ok := m.find(p.String(), "IT", "TOTAL", "planned_entries_persons"); ok {
		d.total = ten(t.value)
	}
	fit(raw, float64(d.total), m.bounds(p.String(), "IT"))
	d.entries = tens(raw, d.total)
	m.sectorShares(&d)
	m.occupations(&d)
	m.regional(i, &d)
	return d
}

// rawEntries are trend x season x closure x noise, persons by sector.
func (m *model) rawEntries(i int, p series.Period, hasPrimary bool) []float64 {
	season := "m" + p.String()[5:]
	out := make([]float64, len(m.sectors))
	for s, code := range m.sectors {
		row := m.bySector.cells[code]
		if code == "A" && !hasPrimary {
			continue
		}
		level := 1.0 // of agriculture: its base is that of the years in which it is surveyed
		if code != "A" {
			level = m.byYear.level("level", p)
		}
		out[s] = 1000 * row["base"] * level * row[season] * math.Pow(closure(p), row["shock"]) *
			math.Exp(m.noise.total[i]+m.noise.sector[i][s])
	}
	return out
}

// share is the published share of a month, else the level of the years.
func (m *model) share(p series.Period, measure string, otherwise float64) float64 {
	if t, ok := m.find(p.String(), "IT", "TOTAL", measure); ok {
		return t.value
	}
	return otherwise
}

// sectorShares splits the national shares over sectors.
func (m *model) sectorShares(d *month) {
	p := d.period
	wobble := 1 + 0.012*math.Sin(2*math.Pi*float64(p.Sub()-1)/12) // firms find it a little harder in the first half
	d.national.hard = m.share(p, "hard_to_fill_share_pct", m.byYear.level("hard", p)*wobble)
	d.national.immigrants = m.share(p, "immigrant_entries_share_pct", m.byYear.level("immigrant", p))
	d.national.noCandidates = m.share(p, "no_candidates_share_pct", 0.635*d.national.hard)
	d.national.unprepared = m.share(p, "inadequate_preparation_share_pct", 0.275*d.national.hard)
	w := floats(d.entries)
	hardRel, immRel := m.bySector.column("hard", m.sectors), m.bySector.column("immigrant", m.sectors)
	hard := distribute(d.national.hard, w, hardRel, constant(len(w), 90), m.fixedShares(p.String(), "hard_to_fill_share_pct"))
	immigrants := distribute(d.national.immigrants, w, immRel, constant(len(w), 70), m.fixedShares(p.String(), "immigrant_entries_share_pct"))
	d.sector = reasons(d.national, w, hard, immigrants)
}

// reasons splits the reasons of difficulty in proportion to the difficulty.
func reasons(all shares, weights, hard, immigrants []float64) []shares {
	capOf := func(part float64) []float64 {
		out := make([]float64, len(hard))
		for i, h := range hard {
			out[i] = part * h
		}
		return out
	}
	noCandidates := distribute(all.noCandidates, weights, hard, capOf(0.78), nil)
	unprepared := distribute(all.unprepared, weights, hard, capOf(0.36), nil)
	out := make([]shares, len(hard))
	for i := range out {
		out[i] = shares{hard[i], noCandidates[i], unprepared[i], immigrants[i]}
	}
	return out
}

// occupations splits each sector over the major groups.
func (m *model) occupations(d *month) {
	d.majors = make([]int, len(m.majors))
	for s, code := range m.sectors {
		row := m.byOcc.column(code, m.majors)
		sum := 0.0
		for _, v := range row {
			sum += v
		}
		for o := range row {
			row[o] *= float64(d.entries[s]) / sum
		}
		rounded := tens(row, d.entries[s])
		d.occupation = append(d.occupation, rounded)
		for o, v := range rounded {
			d.majors[o] += v
		}
	}
	w := floats(d.majors)
	fixed := map[int]float64{}
	for o, code := range m.majors {
		for _, t := range m.targets {
			if t.period == d.period.String() && t.territory == "IT" && t.measure == "hard_to_fill_share_pct" && t.occupation == majorInPress(code) {
				fixed[o] = t.value
			}
		}
	}
	hard := distribute(d.national.hard, w, m.byOcc.column("hard", m.majors), constant(len(w), 90), fixed)
	immigrants := distribute(d.national.immigrants, w, m.byOcc.column("immigrant", m.majors), constant(len(w), 70), nil)
	d.major = reasons(d.national, w, hard, immigrants)
}

// majorInPress is the name under which a major group stands in the press
// release of September 2023; empty for the groups it does not print.
func majorInPress(code string) string {
	switch code {
	case "3":
		return "Professioni tecniche"
	case "6":
		return "Operai specializzati"
	case "7":
		return "Conduttori di impianti fissi e mobili"
	}
	return "-"
}

// subMajors splits a major group; persons, then shares.
func (m *model) subMajors(d month, major int) ([]int, []shares) {
	subs := m.subs[m.majors[major]]
	weights := m.byOcc.column("share", subs)
	farming := float64(d.entries[0]) / float64(d.total) // agriculture brings its own occupations
	sum := 0.0
	for i, code := range subs {
		if code == "6.4" || code == "8.3" {
			weights[i] *= 1 + 22*farming
		}
		sum += weights[i]
	}
	for i := range weights {
		weights[i] *= float64(d.majors[major]) / sum
	}
	persons := tens(weights, d.majors[major])
	w := floats(persons)
	all := d.major[major]
	hard := distribute(all.hard, w, m.byOcc.column("hard", subs), constant(len(w), 92), nil)
	immigrants := distribute(all.immigrants, w, m.byOcc.column("immigrant", subs), constant(len(w), 75), nil)
	return persons, reasons(all, w, hard, immigrants)
}

// floats turns counts into numbers.
func floats(counts []int) []float64 {
	out := make([]float64, len(counts))
	for i, c := range counts {
		out[i] = float64(c)
	}
	return out
}

func constant(n int, v float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = v
	}
	return out
}

// number is a share as the source stores it: not rounded, but without the last
// bits, which may differ between processors.
func number(v float64) string { return strconv.FormatFloat(math.Round(v*1e8)/1e8, 'f', -1, 64) }
