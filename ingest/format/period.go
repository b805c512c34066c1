package format

import "regexp"

// The written forms of a period that tell its frequency beyond doubt.
var periodForms = []struct {
	freq string
	form *regexp.Regexp
}{
	{"A", regexp.MustCompile(`^\d{4}$`)},
	{"M", regexp.MustCompile(`^\d{4}(-\d{2}|-?M\d{1,2})$`)},
	{"Q", regexp.MustCompile(`^\d{4}-?Q\d$`)},
	{"H", regexp.MustCompile(`^\d{4}-?[SH]\d$`)},
	{"B", regexp.MustCompile(`^\d{4}-?B\d$`)},
	{"W", regexp.MustCompile(`^\d{4}-?W\d{2}$`)},
	{"D", regexp.MustCompile(`^\d{4}(-\d{2}-\d{2}|M\d{2}D\d{2})$`)},
}

// PeriodFreq is the SDMX code of the frequency that the form of a period shows:
// A, H, Q, B, M, W or D; empty for any other form. Readers of files without a
// column of frequencies fill it from here.
func PeriodFreq(period string) string {
	for _, f := range periodForms {
		if f.form.MatchString(period) {
			return f.freq
		}
	}
	return ""
}
