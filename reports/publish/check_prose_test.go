package publish

import (
	"slices"
	"testing"

	"fabbisogno/reports/edition"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/page"
)

func TestNumbersIn(t *testing.T) {
	for _, c := range []struct {
		text, lang string
		want       []float64
	}{
		{"Sono 24.355 mila, il 12,3% (da 11,8% a 12,8%)", "it", []float64{24_355_000, 12.3, 11.8, 12.8}},
		{"It is 24,355 thousand, 12.3% (11.8% to 12.8%)", "en", []float64{24_355_000, 12.3, 11.8, 12.8}},
		{"Da 3,3 a 3,7 milioni", "it", []float64{3.3, 3_700_000}},
		{"−1,2 p.p. e -4", "it", []float64{-1.2, -4}},
		{"Nel 3° trimestre 2026, T3 2026, dal 2019 al 2023-2025, il 27 settembre 2023", "it", nil},
		{"Q3 2026, 27 September 2023, October 2026, decree-law 145/2024, Regulation (EU) 2019/1700", "en", nil},
		{"8 casi su 10: da 46 a 48", "it", []float64{46, 48}},
		{"8 cases out of 10: 46 to 48; 9 draws out of 10", "en", []float64{46, 48}},
		{"CP2021, C10-C12, A21, v1", "en", nil},
		{"places 3-9", "en", []float64{3, 9}},
		{"19,683 combinations over the next 12 months", "en", []float64{19683}},
		{"nessun numero", "it", nil},
	} {
		var got []float64
		for _, n := range numbersIn(c.text, c.lang) {
			got = append(got, n.value)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q: %v, want %v", c.text, got, c.want)
		}
	}
}

// A number that text and table do not share is found wherever it is said, in both
// languages and after rounding.
func TestCheckProse(t *testing.T) {
	files := built(t, fixtures()[:1])
	check := func(path, old, now string) []Problem {
		changed := files
		if old != "" {
			changed = replaceIn(t, files, path, old, now)
		}
		s := newSite(changed)
		s.parse()
		out, found := s.checkProse(path)
		if found < 10 {
			t.Errorf("%d numbers found: the check looks at too little", found)
		}
		return out
	}
	const reportEN = "en/italy/2026-11/index.html"
	for _, p := range []string{reportIT, reportEN} {
		if problems := check(p, "", ""); len(problems) > 0 {
			t.Fatalf("the fixture itself: %v", problems)
		}
	}
	for _, c := range []struct{ name, path, old, now string }{
		{"a key finding", reportEN, "<p>In 2025, 61.5% of", "<p>In 2025, 61.6% of"},
		{"its interval", reportEN, "were hard to fill (59.4% to 63.6%).</p>", "were hard to fill (11.1% to 63.6%).</p>"},
		{"in Italian", reportIT, "<p>Nel 2025 il 61,5%", "<p>Nel 2025 il 62,5%"},
		{"a tile", reportIT, "23,8 milioni", "29,9 milioni"},
		{"a unit", reportIT, "23,8 milioni", "23,8 miliardi"},
		{"more digits than there are", reportIT, "23,8 milioni", "23,8123 milioni"},
		{"a title", reportIT, "La cura è il settore in cui è più difficile assumere", "La cura è il settore più difficile: 77%"},
		{"a note", reportEN, "Agriculture is included from 2025", "Agriculture is 7.7% from 2025"},
		{"ends of two intervals", reportEN, "hard to fill (59.4% to 63.6%).</p>", "hard to fill (59.4% to 59.6%).</p>"},
		{"how to read a figure", reportIT, "in 8 casi su 10 l", "in 9 casi su 10 l"},
		{"how to read a figure, in English", reportEN, "in 8 cases out of 10 the", "in 7 cases out of 10 the"},
		{"a description", reportEN, "Values from highest", "7.7 values from highest"},
		{"a paragraph of a chapter", reportEN, "A paragraph that introduces", "A paragraph of 0.77 that introduces"},
		{"a caution", reportEN, "Estimates of small groups", "Estimates under 7,700 persons"},
	} {
		found := check(c.path, c.old, c.now)
		if !slices.ContainsFunc(found, func(p Problem) bool { return p.Rule == ruleProse && p.Page == c.path }) {
			t.Errorf("%s: nothing is found", c.name)
		}
	}
	// The same text over another download.
	changed := replaceIn(t, files, "data/italy/2026-11/fig-hard-lines.csv", "61.5", "61.9")
	s := newSite(changed)
	s.parse()
	if out, _ := s.checkProse(reportIT); len(out) == 0 {
		t.Error("a download with another number: nothing is found")
	}
}

// figureOf an edition by id.
func figureOf(e edition.Edition, id string) figure.Figure {
	for _, c := range e.Chapters {
		for _, f := range c.Figures {
			if f.ID == id {
				return f
			}
		}
	}
	panic("no figure " + id)
}

// A brief, a sheet and the list of sheets say nothing that the downloads do not hold of
// that very thing: one unit of a last digit is seen.
func TestCheckProse_outside_the_report(t *testing.T) {
	editions := fixtures()[:1]
	editions[0].Sheets = []*edition.SheetSet{fixtureSheets(editions[0], figureOf(editions[0], "fig-hard-bars"))}
	files := built(t, editions)
	const briefIT = "it/italia/2026-11/sintesi.html"
	const sheetIT, sheetEN, listEN = "it/settori/2026-11/c-001.html", "en/sectors/2026-11/c-001.html", "en/sectors/2026-11/index.html"
	check := func(changed []page.File, path string) (said []Problem, found int) {
		s := newSite(changed)
		s.parse()
		return s.checkProse(path)
	}
	for path, least := range map[string]int{briefIT: 20, briefEN: 20, sheetIT: 5, sheetEN: 5, listEN: 6} {
		if problems, found := check(files, path); len(problems) > 0 || found < least {
			t.Fatalf("%s: %d numbers found, at least %d are there: %v", path, found, least, problems)
		}
	}
	for _, c := range []struct{ name, path, old, now string }{
		{"a number of a brief", briefIT, "Vale 61,5%", "Vale 61,6%"},
		{"its interval", briefEN, "59.4 to 63.6)", "59.4 to 63.7)"},
		{"its level", briefEN, "(8 cases out of 10: 59.4", "(9 cases out of 10: 59.4"},
		{"a count of persons", briefIT, "23.963 mila", "23.962 mila"},
		{"a tile", briefEN, "61.5%</p>", "61.4%</p>"},
		{"how to read its fan", briefIT, "in 8 casi su 10 l", "in 7 casi su 10 l"},
		{"a figure of another report", briefIT, "#fig-jobs-fan", "#fig-jobs-gone"},
		{"a fact of a sheet", sheetIT, `<td class="num">61,5</td><td>`, `<td class="num">61,6</td><td>`},
		{"its interval on the sheet", sheetEN, "59.4 to 63.6 (80%)", "59.3 to 63.6 (80%)"},
		{"its level on the sheet", sheetEN, "59.4 to 63.6 (80%)", "59.4 to 63.6 (81%)"},
		{"the value of another sector", sheetEN, `<td class="num">61.5</td><td>`, `<td class="num">57.2</td><td>`},
		{"a cell of a drawing", sheetIT, `<td class="num">63,6</td><td>`, `<td class="num">63,7</td><td>`},
		{"how to read a drawing", sheetEN, "in 8 cases", "in 9 cases"},
		{"a sheet of another unit", sheetEN, `data-unit="001"`, `data-unit="002"`},
		{"a list of sheets", listEN, "61.5 (59.4", "61.6 (59.4"},
	} {
		problems, _ := check(replaceIn(t, files, c.path, c.old, c.now), c.path)
		if !slices.ContainsFunc(problems, func(p Problem) bool { return p.Rule == ruleProse && p.Page == c.path }) {
			t.Errorf("%s: nothing is found", c.name)
		}
	}
}

// An interval said once is an interval all the same, in both languages.
func TestIntervalsInSaidOnce(t *testing.T) {
	for lang, text := range map[string]string{"it": "posto 3 (9 casi su 10: solo 3)", "en": "place 3 (9 cases out of 10: 3 only)"} {
		got := intervalsIn(text, lang)
		if len(got) != 1 || got[0].lower.value != 3 || got[0].upper.value != 3 {
			t.Errorf("%s: %q holds %v", lang, text, got)
		}
	}
	if got := intervalsIn("Un solo gruppo su 37; one only of 37 only", "it"); len(got) != 0 {
		t.Errorf("no interval: %v", got)
	}
}
