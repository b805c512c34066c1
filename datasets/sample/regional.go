package sample

import (
	"math"
)

// region of the study, whose months are published.
const piedmont = "ITC1"

// regional splits the month over regions, sectors and occupations. Printed
// months of Piedmont are met first, the other regions share what is left.
func (m *model) regional(i int, d *month) {
	seed := m.regionSeed(i, d)
	at := d.period.String()
	home := m.home()
	totals := make([]float64, len(m.regions))
	sum := 0.0
	for r := range seed {
		for _, v := range seed[r] {
			totals[r] += v
		}
		sum += totals[r]
	}
	for r := range totals {
		totals[r] *= float64(d.total) / sum
	}
	if t, ok := m.find(at, piedmont, "TOTAL", "planned_entries_persons"); ok {
		rest := (float64(d.total) - t.value) / (float64(d.total) - totals[home])
		for r := range totals {
			totals[r] *= rest
		}
		totals[home] = t.value
	}
	d.regions = tens(totals, d.total)
	if _, ok := m.find(at, piedmont, "TOTAL", "planned_entries_persons"); ok { // rounding must not move it
		shift := d.regions[home] - ten(totals[home])
		d.regions[home] -= shift
		d.regions[largestBut(d.regions, home)] += shift
	}
	fit(seed[home], float64(d.regions[home]), m.bounds(at, piedmont))
	rows, cols := floats(d.regions), floats(d.entries)
	kept := append([]float64(nil), seed[home]...)
	if len(m.bounds(at, piedmont)) > 0 {
		for s := range cols {
			cols[s] -= kept[s]
		}
		rows[home], seed[home] = 0, make([]float64, len(kept))
		rake(seed, rows, cols)
		seed[home] = kept
	} else {
		rake(seed, rows, cols)
	}
	d.cells = seed
	m.regionShares(d, home)
	m.regionOccupations(d)
}

func largestBut(values []int, not int) int {
	best := -1
	for i, v := range values {
		if i != not && (best < 0 || v > values[best]) {
			best = i
		}
	}
	return best
}

// regionSeed is entries by region and sector before margins are met: the
// region's size times how strong the sector is there.
func (m *model) regionSeed(i int, d *month) [][]float64 {
	seed := make([][]float64, len(m.regions))
	summer := d.period.Sub() >= 6 && d.period.Sub() <= 9
	for r, code := range m.regions {
		row := m.byRegion.cells[code]
		seed[r] = make([]float64, len(m.sectors))
		for s, sector := range m.sectors {
			v := row["entries"] / 100 * float64(d.entries[s]) * row[strength(sector)]
			if sector == "I" && summer {
				v *= row["summer"]
			}
			seed[r][s] = v * math.Exp(m.noise.region[i][r])
		}
	}
	return seed
}

// strength is the column of the regions table that a sector follows.
func strength(sector string) string {
	switch sector {
	case "A":
		return "agriculture"
	case "C13-C15":
		return "textile"
	case "F":
		return "construction"
	case "I", "R-S":
		return "tourism"
	case "J", "K", "M", "N":
		return "services"
	case "P", "Q":
		return "care"
	case "G", "H", "D-E":
		return "even"
	}
	return "manufacturing"
}

// regionShares are the shares of each region and of each cell by sector. Cells
// are made to agree with both margins by raking the hard-to-fill entries.
func (m *model) regionShares(d *month, home int) {
	w := floats(d.regions)
	fixed := func(measure string) map[int]float64 {
		out := map[int]float64{}
		if t, ok := m.find(d.period.String(), piedmont, "TOTAL", measure); ok {
			out[home] = t.value
		}
		return out
	}
	rel := m.byRegion.column("hard", m.regions)
	for r := range rel {
		rel[r] *= 1 + 0.01*math.Sin(float64(d.period.Sub()+r)) // regions do not move in step
	}
	hard := distribute(d.national.hard, w, rel, constant(len(w), 85), fixed("hard_to_fill_share_pct"))
	immigrants := distribute(d.national.immigrants, w, m.byRegion.column("immigrant", m.regions), constant(len(w), 60), fixed("immigrant_entries_share_pct"))
	d.region = reasons(d.national, w, hard, immigrants)
	sectorHard := make([]float64, len(d.sector))
	for s := range d.sector {
		sectorHard[s] = d.sector[s].hard
	}
	d.hardCells = hardTable(d.cells, w, hard, floats(d.entries), sectorHard, d.national.hard)
}

// regionOccupations are entries and shares by region and major group.
func (m *model) regionOccupations(d *month) {
	d.occCells = make([][]float64, len(m.regions))
	for r := range d.occCells {
		d.occCells[r] = make([]float64, len(m.majors))
		for s, v := range d.cells[r] {
			if d.entries[s] == 0 {
				continue
			}
			for o, n := range d.occupation[s] {
				d.occCells[r][o] += v * float64(n) / float64(d.entries[s])
			}
		}
	}
	w := floats(d.regions)
	rake(d.occCells, w, floats(d.majors))
	hard, majorHard := make([]float64, len(w)), make([]float64, len(d.major))
	for r := range hard {
		hard[r] = d.region[r].hard
	}
	for o := range majorHard {
		majorHard[o] = d.major[o].hard
	}
	d.hardOcc = hardTable(d.occCells, w, hard, floats(d.majors), majorHard, d.national.hard)
}

// hardTable is the share hard to fill of each cell: the product of what row and
// column say, raked so that the entries behind the shares add to both margins,
// and never above most, because a share near 100 would be an artefact.
func hardTable(cells [][]float64, rowEntries, rowShare, colEntries, colShare []float64, all float64) [][]float64 {
	const most = 96
	counts := make([][]float64, len(cells))
	rows, cols := make([]float64, len(rowEntries)), make([]float64, len(colEntries))
	for r := range rows {
		rows[r] = rowEntries[r] * rowShare[r]
		counts[r] = make([]float64, len(cols))
		for c := range cols {
			counts[r][c] = cells[r][c] * rowShare[r] * colShare[c] / all
		}
	}
	for c := range cols {
		cols[c] = colEntries[c] * colShare[c]
	}
	rake(counts, rows, cols)
	for r := range counts {
		for c := range counts[r] {
			if cells[r][c] > 0 {
				counts[r][c] = min(counts[r][c]/cells[r][c], most)
			}
		}
	}
	return counts
}
