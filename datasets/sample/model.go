package sample

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
)

// model is everything the files are written from: code lists, fixed shares,
// published targets, and the noise of the seed. It does not change once made,
// so that files can be built side by side.
type model struct {
	codes       *codes.Set
	targets     []target
	sectors     []string         // Excelsior sectors, agriculture first
	sectorCells map[string][]int // sector_group code -> indexes of sectors it covers exactly
	regions     []string         // NUTS 2021 regions
	majors      []string         // CP2021 major groups but the armed forces
	subs        map[string][]string
	bySector    profile
	byOcc       profile
	byRegion    profile
	byYear      profile
	byVacancy   profile
	noise       noise
	homeNoise   homeNoise
}

// noise are autoregressive deviations in logarithms, drawn once from the seed.
type noise struct {
	total    []float64   // by month
	sector   [][]float64 // by month and sector
	region   [][]float64 // by month and region
	vacancy  [][]float64 // by quarter and section
	employed [][]float64 // by quarter and region
}

func newModel(seed int64) (*model, error) {
	set, err := codes.Load()
	if err != nil {
		return nil, err
	}
	m := &model{codes: set, subs: map[string][]string{}, sectorCells: map[string][]int{}}
	if m.targets, err = readTargets(); err != nil {
		return nil, err
	}
	for _, p := range []struct {
		to   *profile
		name string
	}{{&m.bySector, "sectors"}, {&m.byOcc, "occupations"}, {&m.byRegion, "regions"}, {&m.byYear, "years"}, {&m.byVacancy, "vacancies"}} {
		if *p.to, err = readProfile(p.name); err != nil {
			return nil, err
		}
	}
	m.sectors, m.regions = m.bySector.codes, m.byRegion.codes
	for _, code := range m.byOcc.codes {
		if major, _, isSub := strings.Cut(code, "."); isSub {
			m.subs[major] = append(m.subs[major], code)
		} else {
			m.majors = append(m.majors, code)
		}
	}
	if err := m.checkCodes(); err != nil {
		return nil, err
	}
	m.mapSectorGroups()
	m.draw(seed)
	return m, nil
}

// checkCodes refuses profiles that name a code the lists do not have.
func (m *model) checkCodes() error {
	check := func(list string, values []string) error {
		for _, v := range values {
			if _, ok := m.codes.Find(series.Code{List: list, Value: v}); !ok {
				return fmt.Errorf("code %s is not in list %s", v, list)
			}
		}
		return nil
	}
	for _, c := range []struct {
		list   string
		values []string
	}{{"excelsior_sector", m.sectors}, {"nuts2021", m.regions}, {"cp2021", m.byOcc.codes}, {"ateco2007", m.byVacancy.codes}} {
		if err := check(c.list, c.values); err != nil {
			return err
		}
	}
	return nil
}

// mapSectorGroups turns codes of published tables into indexes of sectors.
func (m *model) mapSectorGroups() {
	index := map[string]int{}
	for i, s := range m.sectors {
		index[s] = i
	}
	list, _ := m.codes.List("sector_group")
	for _, it := range list.Items {
		for _, s := range it.Covers("excelsior_sector") {
			m.sectorCells[it.Code] = append(m.sectorCells[it.Code], index[s])
		}
	}
}

// draw makes the noise. The order of draws is part of the format: a new kind of
// noise goes to the end, or all files change.
func (m *model) draw(seed int64) {
	const stream = 0x6661626269736f67 // "fabbisog"; any constant would do
	rng := rand.New(rand.NewPCG(uint64(seed), stream))
	months := series.MustPeriod(lastMonth).Since(series.MustPeriod(firstMonth)) + 1
	quarters := series.MustPeriod(lastVacancy).Since(series.MustPeriod(firstLabour)) + 1
	m.noise.total = columns(rng, months, 1, 0.5, 0.011)[0]
	m.noise.sector = rowsOf(columns(rng, months, len(m.sectors), 0.6, 0.022))
	m.noise.region = rowsOf(columns(rng, months, len(m.regions), 0.7, 0.018))
	m.noise.vacancy = rowsOf(columns(rng, quarters, len(m.byVacancy.codes), 0.6, 0.035))
	m.noise.employed = rowsOf(columns(rng, quarters, len(m.regions), 0.7, 0.0035))
	m.drawHome(rand.New(rand.NewPCG(uint64(seed), stream+1)), months)
}

// columns are n independent first-order autoregressions of a length.
func columns(rng *rand.Rand, length, n int, phi, sigma float64) [][]float64 {
	out := make([][]float64, n)
	for i := range out {
		x := rng.NormFloat64() * sigma / math.Sqrt(1-phi*phi) // from the stationary distribution
		for range length {
			out[i] = append(out[i], x)
			x = phi*x + sigma*rng.NormFloat64()
		}
	}
	return out
}

func rowsOf(columns [][]float64) [][]float64 {
	out := make([][]float64, len(columns[0]))
	for t := range out {
		for _, c := range columns {
			out[t] = append(out[t], c[t])
		}
	}
	return out
}

// label is the official Italian name of a code.
func (m *model) label(list, code string) string {
	return m.codes.Label(series.Code{List: list, Value: code}, "it")
}
