package mapping

import (
	"testing"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
)

// Every suggestion is a line that Load accepts; where nothing is near, there is none.
func TestSuggest(t *testing.T) {
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	s, err := codes.Load()
	if err != nil {
		t.Fatal(err)
	}
	for name, q := range map[string]struct{ table, rule, column, value, want string }{
		"letter_too_many":   {"istat_employed", "code", "REF_AREA", "ITC1X", "istat_employed,REF_AREA,ITC1X,ITC1,"},
		"case":              {"istat_employed", "code", "REF_AREA", "itc1", "istat_employed,REF_AREA,itc1,ITC1,"},
		"strict_list":       {"istat_vacancies", "code", "ECON_ACTIVITY_NACE_2007", "FX", "istat_vacancies,ECON_ACTIVITY_NACE_2007,FX,F,"},
		"nothing_near":      {"istat_employed", "code", "REF_AREA", "PIEMONTE", ""},
		"mark":              {"istat_employed", "number", "OBS_VALUE", "n.p.", "istat_employed,OBS_VALUE,n.p.,:,"},
		"mark_with_comma":   {"istat_employed", "number", "OBS_VALUE", `n,"p"`, `istat_employed,OBS_VALUE,"n,""p""",:,`},
		"number":            {"istat_employed", "number", "OBS_VALUE", "12,5", ""},
		"other_rule":        {"istat_employed", "range", "OBS_VALUE", "-3", ""},
		"cut":               {"istat_employed", "code", "REF_AREA", "ITC1...", ""},
		"unprintable":       {"istat_employed", "code", "REF_AREA", "ITC1\ufffd", ""},
		"no_value":          {"istat_employed", "code", "REF_AREA", "", ""},
		"no_table":          {"nothing", "code", "REF_AREA", "ITC1X", ""},
		"no_column":         {"istat_employed", "code", "X", "ITC1X", ""},
		"workbook_label":    {"excelsior_monthly", "label", "Tav1", "Indusrtia", "excelsior_monthly,industry,Indusrtia,industry,"},
		"workbook_mark":     {"excelsior_monthly", "number", "Tav1!B12", "n.p.", "excelsior_monthly,value,n.p.,:,"},
		"workbook_far_name": {"excelsior_monthly", "label", "Tav1", "Qualcosa di diverso", ""},
	} {
		t.Run(name, func(t *testing.T) {
			line, ok := Suggest(c, s, q.table, q.rule, q.column, q.value)
			got := ""
			if ok {
				got = line.String()
				if _, err := loadText(t, map[string]string{"mappings.csv": Header + "\n" + got + "\n"}); err != nil {
					t.Errorf("the suggestion is refused: %v", err)
				}
			}
			if got != q.want {
				t.Errorf("got %s, want %s", got, q.want)
			}
		})
	}
}
