package sample

import (
	"bytes"
	"math"
	"strconv"
	"strings"
)

// Eurostat's tables of the labour force survey by occupation, for Italy by year.
const (
	flowUnemployedISCO = "LFSA_UGPIS"
	flowEmployeesISCO  = "LFSA_EEGAIS"
	flowTemporaryISCO  = "LFSA_ETGAIS"
)

// lastSurveyYear is the last year that was out.
const lastSurveyYear = 2025

// iscoRow is what is assumed of an occupation of ISCO-08: its share of the
// unemployed by previous occupation and of the employees, in per cent, and how many
// of its employees have a temporary contract. No published table was at hand: the
// totals are consistent with the published rates, the shares are plausible.
type iscoRow struct {
	code                             string
	unemployed, employees, temporary float64
}

var iscoRows = [...]iscoRow{
	{"OC0", 0.3, 1.3, 6}, {"OC1", 1.6, 2.2, 2.5}, {"OC2", 6.4, 15.5, 14}, {"OC3", 8.2, 18.3, 9}, {"OC4", 9.5, 15.2, 9.5},
	{"OC5", 24.5, 17.3, 22}, {"OC6", 1.6, 0.8, 34}, {"OC7", 10.8, 10.9, 13.5}, {"OC8", 6.9, 8.6, 13}, {"OC9", 20.2, 9.9, 27},
	{"NRP", 10, 0, 0}, // who never worked, or not lately
}

// employeeShare is employees over employed persons; assumed.
const employeeShare = 0.79

// occupationsFile is one of the tables, in the SDMX-CSV that Eurostat serves but for a
// last column with the mark of demonstration data.
func (l *labour) occupationsFile(flow string) []byte {
	var out bytes.Buffer
	head, codes := "freq,unit,sex,age,isco08,geo", "A,THS_PER,T,Y15-74,"
	if flow == flowUnemployedISCO {
		head, codes = "freq,unit,sex,isco08,geo", "A,THS_PER,T,"
	}
	out.WriteString("DATAFLOW,LAST UPDATE," + head + ",TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS,NOTE_DS\r\n")
	write := func(code string, year int, v float64) {
		out.WriteString(strings.Join([]string{"ESTAT:" + flow + "(1.0)", "11/06/26 11:00:00", codes + code + ",IT", strconv.Itoa(year),
			strconv.FormatFloat(round(v, 1), 'f', 1, 64), "", "", noteOfSet}, ",") + "\r\n")
	}
	rate := l.nationalUnemployment()
	first := fullYears(l.qs)
	for year := l.qs[0].Year(); year <= lastSurveyYear; year++ {
		at := first[year]
		var employed, unemployed float64
		for i := at; i < at+4; i++ {
			e := l.sum(i, l.areas[0].members, []int{0, 1, 2, 3, 4}) / 4
			employed, unemployed = employed+e, unemployed+e*rate[i]/(100-rate[i])
		}
		sum := 0.0
		for k, r := range iscoRows {
			swing := 1 + 0.03*math.Sin(float64(year)+float64(3*k)) // years differ a little
			share, base := r.unemployed, unemployed
			if flow != flowUnemployedISCO {
				share, base = r.employees, employed*employeeShare
			}
			if flow == flowTemporaryISCO {
				share *= r.temporary / 100 * swing
			} else if flow == flowUnemployedISCO && r.code != "NRP" {
				share *= swing
			}
			v := round(base*share/100, 1)
			if flow == flowUnemployedISCO && r.code == "NRP" {
				v = round(unemployed, 1) - sum // the last one, so that they add up
			}
			if share == 0 {
				continue
			}
			sum += v
			write(r.code, year, v)
		}
		write("TOTAL", year, sum)
	}
	return out.Bytes()
}
