package locale

import "testing"

func TestElide(t *testing.T) {
	for in, want := range map[string]string{
		"dal 1,3% al 3,0%":            "dall'1,3% al 3,0%",
		"dal 8% al 80%":               "dall'8% all'80%",
		"nel 1° trimestre 2017":       "nel 1° trimestre 2017",
		"edizione del 11 settembre":   "edizione dell'11 settembre",
		"edizione del 1 settembre":    "edizione dell'1 settembre",
		"del 12,5% e del 110":         "del 12,5% e del 110",
		"Il 8,5% sul 11.500":          "L'8,5% sull'11.500",
		"il 1.200 e al 1.000.000":     "il 1.200 e all'1.000.000",
		"al 850 ma da 8 a 11, alle 8": "all'850 ma da 8 a 11, alle 8",
		"fino al 18%":                 "fino al 18%",
		"":                            "",
	} {
		if got := Elide(in); got != want {
			t.Errorf("Elide(%q) = %q, want %q", in, got, want)
		}
	}
}
