package sample

import (
	"compress/gzip"
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

func TestVacancyRatesEqualThePublishedOnes(t *testing.T) {
	for _, edition := range []string{"534_1038_2026-Q2", "534_1038_2026-Q3"} {
		rows := readSDMX(t, edition)
		for _, c := range []struct {
			period, class, item string
			want                float64
		}{
			{"2024-Q1", "W_GE1", "0037", 2.1}, {"2024-Q2", "W_GE1", "0037", 2.0}, {"2024-Q2", "W_GE10", "0037", 1.7},
			{"2024-Q4", "W_GE1", "0037", 2.1}, {"2024-Q4", "W_GE1", "0011", 1.9}, {"2024-Q4", "W_GE1", "0038", 2.1},
			{"2025-Q1", "W_GE1", "0037", 2.0}, {"2025-Q1", "W_GE1", "0011", 1.8}, {"2025-Q1", "W_GE1", "0038", 2.1},
			{"2025-Q2", "W_GE1", "0037", 1.8}, {"2025-Q3", "W_GE1", "0037", 1.8}, {"2025-Q3", "W_GE1", "0011", 1.7},
			{"2025-Q3", "W_GE1", "0038", 1.9}, {"2025-Q3", "W_GE10", "0037", 1.6},
		} {
			got := value(t, rows, map[string]string{"TIME_PERIOD": c.period, "EMPLOYESS_CLASS": c.class, "ECON_ACTIVITY_NACE_2007": c.item, "ADJUSTMENT": "Y"})
			near(t, edition+" "+c.period+" "+c.class+" "+c.item, got, c.want, 1e-9) // printed and written with one decimal
		}
		for section, want := range map[string]float64{"C": 1.7, "F": 2.8, "I": 3.6, "J": 2.6, "M": 2.7} {
			for _, adjustment := range []string{"Y", "N"} {
				mean := 0.0
				for _, q := range []string{"2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4"} {
					mean += value(t, rows, map[string]string{"TIME_PERIOD": q, "EMPLOYESS_CLASS": "W_GE1", "ECON_ACTIVITY_NACE_2007": section, "ADJUSTMENT": adjustment}) / 4
				}
				near(t, edition+" 2023 "+section+" "+adjustment, mean, want, 1e-9)
			}
		}
	}
}

func TestVacancyEditionsDifferOnlyInTheLastYear(t *testing.T) {
	older, newer := readSDMX(t, "534_1038_2026-Q2"), readSDMX(t, "534_1038_2026-Q3")
	key := func(r map[string]string) string {
		return r["ADJUSTMENT"] + r["EMPLOYESS_CLASS"] + r["ECON_ACTIVITY_NACE_2007"] + " " + r["TIME_PERIOD"]
	}
	now := map[string]string{}
	for _, r := range newer {
		now[key(r)] = r["OBS_VALUE"]
	}
	revised := 0
	for _, r := range older {
		v, ok := now[key(r)]
		if !ok {
			t.Fatalf("%s is gone from the newer edition", key(r))
		}
		if v != r["OBS_VALUE"] {
			revised++
			if r["TIME_PERIOD"] < "2025-Q3" {
				t.Errorf("%s is revised from %s to %s", key(r), r["OBS_VALUE"], v)
			}
		}
	}
	if revised == 0 {
		t.Error("no value is revised: the editions show no revision")
	}
	if len(newer)-len(older) != 25*2*2 {
		t.Errorf("the newer edition has %d more rows, want one quarter of 100", len(newer)-len(older))
	}
}

func TestEmploymentAgreesWithThePublishedLevels(t *testing.T) {
	rows := readSDMX(t, flowIndustry)
	at := func(area, item, period string) float64 {
		return value(t, rows, map[string]string{"REF_AREA": area, "ECON_ACTIVITY_NACE_2007": item, "TIME_PERIOD": period})
	}
	near(t, "Piedmont 2023 services", at("ITC1", "0012", "2023"), 1170, 0.5)
	near(t, "Piedmont 2023 industry", at("ITC1", "0011", "2023"), 570, 0.5)
	near(t, "Piedmont 2023 agriculture", at("ITC1", "A", "2023"), 61, 0.5)
	near(t, "Italy 2023", at("IT", "0010", "2023"), 23600, 500)
	for _, period := range []string{"2016-Q2", "2020-Q2", "2023", "2026-Q2"} {
		near(t, period+" groups", at("IT", "A", period)+at("IT", "0020", period)+at("IT", "F", period)+at("IT", "0026", period)+at("IT", "0025", period), at("IT", "0010", period), 0.01)
		near(t, period+" areas", at("ITC", "0010", period)+at("ITD", "0010", period)+at("ITE", "0010", period)+at("ITF", "0010", period)+at("ITG", "0010", period), at("IT", "0010", period), 0.01)
		near(t, period+" two provinces", at("ITD1", "F", period)+at("ITD2", "F", period), at("ITDA", "F", period), 0.01)
	}
	if len(rows) != 30*8*(46+11) {
		t.Errorf("%d rows, want 30 areas x 8 items x (46 quarters + 11 years)", len(rows))
	}
}

func TestForeignIncidenceAgreesWithThePublishedOne(t *testing.T) {
	rows := readSDMX(t, flowCitizenship)
	at := func(citizenship, item, period string) float64 {
		return value(t, rows, map[string]string{"REF_AREA": "IT", "CITIZENSHIP": citizenship, "ECON_ACTIVITY_NACE_2007": item, "TIME_PERIOD": period})
	}
	for _, c := range []struct {
		period, item string
		want         float64
	}{{"2019", "0010", 10.7}, {"2019", "A", 18.3}, {"2019", "F", 17.6}, {"2019", "0020", 10.0}, {"2023", "A", 18.0}, {"2023", "F", 16.4}} {
		near(t, "incidence "+c.period+" "+c.item, 100*at("FRG", c.item, c.period)/at("TOTAL", c.item, c.period), c.want, 0.05)
		near(t, "citizenships "+c.period+" "+c.item, at("FRG", c.item, c.period)+at("ITL", c.item, c.period), at("TOTAL", c.item, c.period), 0.01)
	}
	near(t, "foreign employed 2023", at("FRG", "0010", "2023"), 2373.579, 1)
	for _, item := range []string{"0010", "A", "F"} {
		whole, parts := at("FRG", item, "2024-Q3"), 0.0
		for _, area := range []string{"ITC", "ITD", "ITE", "ITFG"} {
			parts += value(t, rows, map[string]string{"REF_AREA": area, "CITIZENSHIP": "FRG", "ECON_ACTIVITY_NACE_2007": item, "TIME_PERIOD": "2024-Q3"})
		}
		near(t, "foreign by area "+item, parts, whole, 0.01)
	}
}

func TestOccupationsAddUp(t *testing.T) {
	rows := readSDMX(t, flowOccupation)
	for _, period := range []string{"2015", "2024-Q4"} {
		for _, area := range []string{"IT", "ITE", "ITFG"} {
			at := func(code string) float64 {
				return value(t, rows, map[string]string{"REF_AREA": area, "OCCUPATION_2011": code, "TIME_PERIOD": period})
			}
			near(t, area+" "+period, at("10")+at("20")+at("30")+at("40")+at("50"), at("99"), 0.02)
			near(t, area+" "+period+" 10", at("101")+at("102")+at("103"), at("10"), 0.01)
		}
	}
}

func TestUnemploymentAgreesWithThePublishedRates(t *testing.T) {
	rows := readSDMX(t, flowUnemployment)
	for _, c := range []struct {
		area, period string
		want         float64
	}{
		{"IT", "2023", 7.7}, {"IT", "2024", 6.5}, {"IT", "2024-Q1", 7.1}, {"IT", "2024-Q2", 6.8}, {"IT", "2024-Q3", 6.1}, {"ITC1", "2023", 6.2},
	} {
		near(t, c.area+" "+c.period, value(t, rows, map[string]string{"REF_AREA": c.area, "TIME_PERIOD": c.period}), c.want, 0.05)
	}
	for _, row := range rows {
		v, err := strconv.ParseFloat(row["OBS_VALUE"], 64)
		if err != nil || v < 1 || v > 30 {
			t.Errorf("%s %s: rate %s is not plausible", row["REF_AREA"], row["TIME_PERIOD"], row["OBS_VALUE"])
		}
		if row["NOTE_DS"] != noteOfSet {
			t.Fatalf("a row without the mark: %v", row)
		}
	}
}

// Only codes that ISTAT's flows really hold may stand in the files.
func TestCodesExistInTheRealFlows(t *testing.T) {
	dir := os.Getenv("FABBISOGNO_CORPUS")
	if dir == "" {
		t.Skip("FABBISOGNO_CORPUS is not set: codes were not compared with ISTAT's constraints")
	}
	f, err := os.Open(filepath.Join(dir, "real/istat/catalogue/istat_labour_constraints.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(z).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	real := map[string]map[string]map[string]bool{}
	for _, r := range rows[1:] {
		if real[r[0]] == nil {
			real[r[0]] = map[string]map[string]bool{}
		}
		if real[r[0]][r[1]] == nil {
			real[r[0]][r[1]] = map[string]bool{}
		}
		real[r[0]][r[1]][r[2]] = true
	}
	for _, flow := range []string{flowVacancies, flowIndustry, flowCitizenship, flowOccupation, flowUnemployment} {
		if real[flow] == nil {
			t.Errorf("flow %s is not in the constraints", flow)
		}
		for _, row := range readSDMX(t, flow+"_2026") {
			for dim, codes := range real[flow] {
				if !codes[row[dim]] {
					t.Fatalf("%s: %s has no code %q", flow, dim, row[dim])
				}
			}
		}
	}
}
