package sample

import (
	"fmt"
	"math"

	"fabbisogno/datasets/series"
)

// labourFlow is one child of ISTAT's labour force flows, or a table of Eurostat's.
type labourFlow struct{ table, flow string }

// The children written, chosen from ISTAT's catalogue because they hold the
// combination wanted; occupation by region exists in none.
const (
	flowIndustry     = "150_938_DF_DCCV_OCCUPATIT1_22" // regions x ATECO groups
	flowCitizenship  = "150_938_DF_DCCV_OCCUPATIT1_9"  // areas x ATECO groups x citizenship
	flowOccupation   = "150_938_DF_DCCV_OCCUPATIT1_14" // areas x occupation
	flowUnemployment = "151_914_DF_DCCV_TAXDISOCCU1_5" // regions, rate
)

func labourFlows() []labourFlow {
	return []labourFlow{
		{"istat_employed", flowIndustry}, {"istat_employed", flowCitizenship},
		{"istat_employed", flowOccupation}, {"istat_unemployment", flowUnemployment},
		{"eurostat_unemployed_by_occupation", flowUnemployedISCO}, {"eurostat_employees_by_occupation", flowEmployeesISCO},
		{"eurostat_temporary_by_occupation", flowTemporaryISCO},
	}
}

func (m *model) labourFile(f labourFlow) ([]byte, error) {
	l := m.newLabour()
	switch f.flow {
	case flowIndustry:
		return l.industryFile(), nil
	case flowCitizenship:
		return l.citizenshipFile(), nil
	case flowOccupation:
		return l.occupationFile(), nil
	case flowUnemployment:
		return l.unemploymentFile(), nil
	case flowUnemployedISCO, flowEmployeesISCO, flowTemporaryISCO:
		return l.occupationsFile(f.flow), nil
	}
	return nil, fmt.Errorf("no generator for flow %s", f.flow)
}

// The five groups of employed persons that partition the economy in ISTAT's
// regional tables, and the columns of the regions table with their shares.
var (
	employedGroups = [...]string{"A", "0020", "F", "0026", "0025"}
	groupColumns   = [...]string{"agri", "ind", "con", "gi", "oth"}
)

// industryItems are the items of the flows and the groups they add up.
var industryItems = [...]struct {
	code   string
	groups []int
}{
	{"0010", []int{0, 1, 2, 3, 4}}, {"0011", []int{1, 2}}, {"0012", []int{3, 4}}, {"0020", []int{1}},
	{"0025", []int{4}}, {"0026", []int{3}}, {"A", []int{0}}, {"F", []int{2}},
}

// area is a territory of the files and the regions it adds up.
type area struct {
	code    string // ISTAT's REF_AREA
	members []int
}

// labour is employment by quarter, region and group, in thousand persons.
type labour struct {
	*model
	qs       []series.Period
	employed [][][]float64
	areas    []area // country, macro-areas, groups of areas, regions
}

func (m *model) newLabour() *labour {
	l := &labour{model: m, qs: quarters(firstLabour, lastLabour)}
	l.areas = m.labourAreas()
	l.employed = make([][][]float64, len(l.qs))
	year2023 := m.byYear.level("employed", series.MustPeriod("2023"))
	for i, q := range l.qs {
		l.employed[i] = make([][]float64, len(m.regions))
		level := m.byYear.level("employed", q) / year2023
		for r, code := range m.regions {
			row := m.byRegion.cells[code]
			l.employed[i][r] = make([]float64, len(employedGroups))
			for g := range employedGroups {
				l.employed[i][r][g] = row["employed"] * row[groupColumns[g]] / 100 * level * groupPath(g, q) * math.Exp(m.noise.employed[i][r])
			}
		}
	}
	l.meetPiedmont()
	for i := range l.employed {
		for r := range l.employed[i] {
			for g, v := range l.employed[i][r] {
				l.employed[i][r][g] = round(v, 3) // so that areas are sums of what is printed
			}
		}
	}
	return l
}

// groupPath is the season and trend of a group relative to all employed; assumed.
func groupPath(g int, q series.Period) float64 {
	seasons := [...][4]float64{{0.93, 1.00, 1.05, 1.02}, {0.99, 1.00, 1.00, 1.01}, {0.98, 1.00, 1.01, 1.01}, {0.97, 1.02, 1.03, 0.98}, {1.00, 1.00, 0.99, 1.01}}
	trend := [...]float64{-0.008, -0.002, 0.008, -0.001, 0.002} // a year
	v := seasons[g][q.Sub()-1] * math.Exp(trend[g]*(float64(q.Year())-2023))
	if g == 3 && (q.Year() == 2020 && q.Sub() >= 2 || q.Year() == 2021 && q.Sub() == 1) {
		v *= 0.955 // shops, hotels and restaurants in the closures
	}
	return v
}

// meetPiedmont scales the region's groups over all quarters so that the means
// of 2023 are the published ones: services, industry, agriculture.
func (l *labour) meetPiedmont() {
	home := l.home()
	first := fullYears(l.qs)[2023]
	for sector, groups := range map[string][]int{"A": {0}, "B-F": {1, 2}, "G-U": {3, 4}} { // independent of each other
		t, ok := l.find("2023", piedmont, sector, "employed_thousand")
		if !ok {
			continue
		}
		mean := 0.0
		for k := range 4 {
			mean += sumOf(l.employed[first+k][home], groups) / 4
		}
		for i := range l.employed {
			scale(l.employed[i][home], groups, t.value/mean)
		}
	}
}

// home is the index of the region of the study.
func (m *model) home() int {
	for r, code := range m.regions {
		if code == piedmont {
			return r
		}
	}
	return -1
}

// labourAreas are the territories of the regional files under ISTAT's codes,
// which keep the letters D and E for the north-east and the centre.
func (m *model) labourAreas() []area {
	list, _ := m.codes.List("nuts2021")
	istat := func(code string) string {
		it, _ := list.Find(code)
		return it.Attrs["istat_ref_area"]
	}
	byMacro := map[string][]int{}
	var all []int
	for r, code := range m.regions {
		byMacro[code[:3]] = append(byMacro[code[:3]], r)
		all = append(all, r)
	}
	join := func(codes ...string) []int {
		var out []int
		for _, c := range codes {
			out = append(out, byMacro[c]...)
		}
		return out
	}
	areas := []area{{"IT", all}, {"ITCD", join("ITC", "ITH")}, {"ITFG", join("ITF", "ITG")}}
	for _, macro := range list.Level("macro_area") {
		areas = append(areas, area{istat(macro.Code), byMacro[macro.Code]})
	}
	var bolzanoTrento []int
	for r, code := range m.regions {
		areas = append(areas, area{istat(code), []int{r}})
		if code == "ITH1" || code == "ITH2" {
			bolzanoTrento = append(bolzanoTrento, r)
		}
	}
	return append(areas, area{"ITDA", bolzanoTrento})
}

// broadAreas are the six territories of the flows without regions.
func (l *labour) broadAreas() []area {
	var out []area
	for _, code := range []string{"IT", "ITCD", "ITC", "ITD", "ITE", "ITFG"} {
		for _, a := range l.areas {
			if a.code == code {
				out = append(out, a)
			}
		}
	}
	return out
}

// sum is employed persons of a territory and groups in a quarter.
func (l *labour) sum(i int, members, groups []int) float64 {
	total := 0.0
	for _, r := range members {
		total += sumOf(l.employed[i][r], groups)
	}
	return total
}

var employedDimensions = [...]string{"FREQ", "REF_AREA", "SEX", "AGE", "EDU_LEV_HIGHEST", "CITIZENSHIP", "ECON_ACTIVITY_NACE_2002",
	"ECON_ACTIVITY_NACE_2007", "POSIZ_PROF", "PROF_STATUS", "OCCUPATION_2001", "OCCUPATION_2011", "FULL_PART_TIME", "PERM_TEMP_EMPLOYEES"}

// employedCodes are the codes of a row: everything total but what is given.
func employedCodes(freq, area, citizenship, industry, occupation string) []string {
	return []string{freq, area, "9", "Y15-89", "99", citizenship, "0010", industry, "9", "99", "99", occupation, "9", "9"}
}

// writeBoth writes a yearly series of means and the quarterly series.
func (l *labour) writeBoth(f *sdmxFile, codes func(freq string) []string, values []float64, decimals int) {
	first := fullYears(l.qs)
	for year := l.qs[0].Year(); year <= l.qs[len(l.qs)-1].Year(); year++ {
		at, ok := first[year]
		if !ok {
			continue
		}
		mean := (values[at] + values[at+1] + values[at+2] + values[at+3]) / 4
		p, _ := series.NewPeriod(series.Year, year, 1) // a year of the span is valid
		f.row(codes("A"), p, mean, decimals, "")
	}
	for i, q := range l.qs {
		f.row(codes("Q"), q, values[i], decimals, "")
	}
}

func (l *labour) industryFile() []byte {
	f := newSDMX(flowIndustry, employedDimensions[:]...)
	for _, a := range l.areas {
		for _, item := range industryItems {
			values := make([]float64, len(l.qs))
			for i := range l.qs {
				values[i] = l.sum(i, a.members, item.groups)
			}
			l.writeBoth(f, func(freq string) []string { return employedCodes(freq, a.code, "TOTAL", item.code, "99") }, values, 3)
		}
	}
	return f.out.Bytes()
}
