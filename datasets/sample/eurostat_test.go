package sample

import (
	"strconv"
	"testing"
)

// The unemployed of all occupations are those of the published rate, and no group
// has more temporary employees than employees.
func TestOccupationTablesAgreeWithThePublishedRate(t *testing.T) {
	at := func(flow, isco, year string) float64 {
		return value(t, readSDMX(t, flow), map[string]string{"isco08": isco, "TIME_PERIOD": year})
	}
	for _, year := range []string{"2023", "2024"} {
		rate := value(t, readSDMX(t, flowUnemployment), map[string]string{"REF_AREA": "IT", "TIME_PERIOD": year})
		employed := value(t, readSDMX(t, flowOccupation), map[string]string{"REF_AREA": "IT", "OCCUPATION_2011": "99", "TIME_PERIOD": year})
		// The rate of a year is the mean of quarters, the unemployed the mean of theirs.
		near(t, year+" unemployed", at(flowUnemployedISCO, "TOTAL", year), employed*rate/(100-rate), 2)
		sum, temporary := 0.0, 0.0
		for k := range 10 {
			code := "OC" + strconv.Itoa(k)
			sum += at(flowUnemployedISCO, code, year)
			temporary += at(flowTemporaryISCO, code, year)
			if share := at(flowTemporaryISCO, code, year) / at(flowEmployeesISCO, code, year); share < 0.01 || share > 0.45 {
				t.Errorf("%s %s: %v of employees are temporary", year, code, share)
			}
		}
		near(t, year+" sum of occupations", sum+at(flowUnemployedISCO, "NRP", year), at(flowUnemployedISCO, "TOTAL", year), 0.05)
		near(t, year+" sum of temporary", temporary, at(flowTemporaryISCO, "TOTAL", year), 0.05)
		if share := temporary / at(flowEmployeesISCO, "TOTAL", year); share < 0.13 || share > 0.17 {
			t.Errorf("%s: %v of employees are temporary, about 15 %% are plausible", year, share)
		}
	}
}
