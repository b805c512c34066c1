package sample

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"fabbisogno/datasets/series"
)

// firstHomeMonth is the first month that has a workbook of the region of the study
// beside the national one: four years are enough to forecast and to look back on.
const firstHomeMonth = "2022-11"

// homeBook is the i-th month's workbook of the region of the study. What it shares
// with the national workbook (its total, its sectors, its major groups) has the same
// values there; the groups of occupations below are its own.
func (m *model) homeBook(i int) ([]byte, error) {
	d := m.month(i)
	p, home := d.period, m.home()
	place := m.label("nuts2021", m.regions[home])
	when := monthNames[p.Sub()-1] + " " + strconv.Itoa(p.Year())
	var b book
	index, note := b.add(" Indice"), b.add("Nota")
	index.set(0, 0, cell{text: "Sistema informativo Excelsior - " + place + " - " + when, style: title})
	index.set(1, 0, cell{text: mark, style: warning})
	drawNote(note, when, d.hasPrimary)
	const entries = "Lavoratori previsti in entrata dalle imprese, difficoltà di reperimento e immigrati, per "
	for k, t := range []table{
		{entries + "settore di attività", func(m *model, d month, w *tableWriter) { drawHomeSectors(m, d, home, w) }},
		{entries + "gruppo professionale", func(m *model, d month, w *tableWriter) { drawHomeOccupations(m, d, home, w) }},
	} {
		name := "Tavola " + strconv.Itoa(k+1) + " - " + t.title + " - " + place + " - " + when
		index.set(3+k, 0, cell{text: name})
		w := newTableWriter(b.add("Tav"+strconv.Itoa(k+1)), name, p.Year())
		t.draw(m, d, w)
		w.finish()
	}
	index.widths = []float64{110}
	return b.bytes(time.Date(p.Year(), time.Month(p.Sub()), releaseDay, 0, 0, 0, 0, time.UTC))
}

// inRegion is what firms of a region say of a set of entries: its own difficulty, and
// the reasons and immigrants in the proportions of the country and of the region.
func (d month) inRegion(r int, hard float64, all shares) shares {
	const mostImmigrants = 75
	part := hard / max(all.hard, 1)
	return shares{hard, all.noCandidates * part, all.unprepared * part,
		min(all.immigrants*d.region[r].immigrants/d.national.immigrants, mostImmigrants)}
}

// regionFive are the five cells of a set of entries of a region, known without rounding.
func regionFive(entries float64, s shares) []cell {
	return []cell{persons(ten(entries)), rate(s.hard, entries), rate(s.noCandidates, entries), rate(s.unprepared, entries), rate(s.immigrants, entries)}
}

func drawHomeSectors(m *model, d month, home int, w *tableWriter) {
	w.fiveHeaders("Settore di attività")
	w.line(total, true, five(d.regions[home], d.region[home])...)
	for _, g := range m.sectorGroups(d) {
		n, sum := 0.0, shares{}
		for _, s := range g.members {
			e, v := d.cells[home][s], d.inRegion(home, d.hardCells[home][s], d.sector[s])
			n += e
			sum = shares{sum.hard + e*v.hard, sum.noCandidates + e*v.noCandidates, sum.unprepared + e*v.unprepared, sum.immigrants + e*v.immigrants}
		}
		by := max(n, 1)
		w.line(g.label, true, regionFive(n, shares{sum.hard / by, sum.noCandidates / by, sum.unprepared / by, sum.immigrants / by})...)
		for _, s := range g.members {
			w.line(m.label("excelsior_sector", m.sectors[s]), false, regionFive(d.cells[home][s], d.inRegion(home, d.hardCells[home][s], d.sector[s]))...)
		}
	}
}

func drawHomeOccupations(m *model, d month, home int, w *tableWriter) {
	w.fiveHeaders("Gruppo professionale")
	w.line(total, true, five(d.regions[home], d.region[home])...)
	for o, code := range m.majors {
		n, all := d.occCells[home][o], d.inRegion(home, d.hardOcc[home][o], d.major[o])
		w.line(strings.ToUpper(m.label("cp2021", code)), true, regionFive(n, all)...)
		persons, s := m.homeSubMajors(d, o, ten(n), all)
		for i, sub := range m.subs[code] {
			w.line(m.label("cp2021", sub), false, five(persons[i], s[i])...)
		}
	}
}

// homeSubMajors splits a major group of the region of the study as that of the
// country is, but for what is its own: a lasting deviation of each group and one
// of the month, in entries and, smaller, in difficulty. All assumed.
func (m *model) homeSubMajors(d month, major, entries int, all shares) ([]int, []shares) {
	const inEntries, inDifficulty = 1.0, 0.3
	subs := m.subs[m.majors[major]]
	weights, rel := m.byOcc.column("share", subs), m.byOcc.column("hard", subs)
	sum := 0.0
	for i, code := range subs {
		own := m.homeDeviation(d, code)
		weights[i] *= math.Exp(inEntries * own)
		rel[i] *= math.Exp(inDifficulty * own)
		sum += weights[i]
	}
	for i := range weights {
		weights[i] *= float64(entries) / sum
	}
	persons := tens(weights, entries)
	w := floats(persons)
	hard := distribute(all.hard, w, rel, constant(len(w), 92), nil)
	immigrants := distribute(all.immigrants, w, m.byOcc.column("immigrant", subs), constant(len(w), 75), nil)
	return persons, reasons(all, w, hard, immigrants)
}

// homeNoise are the deviations of the region of the study by group of occupations: one
// that lasts, and autoregressions about it by month.
type homeNoise struct {
	index   map[string]int
	lasting []float64
	monthly [][]float64 // by month
}

// drawHome draws them from a stream of their own, so that they move no other file.
func (m *model) drawHome(rng *rand.Rand, months int) {
	const lasting, monthly = 0.22, 0.02
	m.homeNoise.index = map[string]int{}
	for _, code := range m.byOcc.codes {
		if strings.Contains(code, ".") {
			m.homeNoise.index[code] = len(m.homeNoise.index)
			m.homeNoise.lasting = append(m.homeNoise.lasting, lasting*rng.NormFloat64())
		}
	}
	m.homeNoise.monthly = rowsOf(columns(rng, months, len(m.homeNoise.index), 0.6, monthly))
}

// homeDeviation of a group of occupations in a month, in logarithms.
func (m *model) homeDeviation(d month, code string) float64 {
	i := d.period.Since(series.MustPeriod(firstMonth))
	k := m.homeNoise.index[code]
	return m.homeNoise.lasting[k] + m.homeNoise.monthly[i][k]
}
