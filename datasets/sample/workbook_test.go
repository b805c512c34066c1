package sample

import (
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/series"
)

// grid is one sheet as an independent reader sees it, rows by label.
type grid struct {
	sheet, title string
	rows         [][]string
}

// row is the first row with a label.
func (g grid) row(label string) []string {
	for _, r := range g.rows {
		if len(r) > 1 && r[0] == label {
			return r
		}
	}
	return nil
}

// num is a cell of a labelled row; it fails on a text.
func (g grid) num(t *testing.T, label string, col int) float64 {
	t.Helper()
	r := g.row(label)
	if len(r) <= col {
		t.Fatalf("%s: no row %q with a column %d", g.title, label, col)
	}
	v, err := strconv.ParseFloat(r[col], 64)
	if err != nil {
		t.Fatalf("%s: %s: %v", g.title, label, err)
	}
	return v
}

// open reads every table of a month, by the title without its number and month.
func open(t *testing.T, month string) map[string]grid {
	t.Helper()
	f, err := excelize.OpenFile(path(t, "excelsior_"+month), excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := map[string]grid{}
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		marked := false
		for _, row := range rows {
			marked = marked || strings.Contains(strings.Join(row, " "), mark)
		}
		if !marked {
			t.Errorf("%s, sheet %q is not marked as synthetic", month, sheet)
		}
		if !strings.HasPrefix(sheet, "Tav") {
			continue
		}
		for _, row := range rows {
			if len(row) > 0 && strings.HasPrefix(row[0], "Tavola ") {
				parts := strings.Split(row[0], " - ")
				out[parts[1]] = grid{sheet, row[0], rows}
			}
		}
	}
	want := len(tables())
	if strings.HasPrefix(month, "piemonte_") {
		want = 2
	}
	if len(out) != want {
		t.Fatalf("%s: %d tables, want %d", month, len(out), want)
	}
	return out
}

func title0(i int) string { return tables()[i].title }

func testModel(t *testing.T) *model {
	t.Helper()
	m, err := newModel(1)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestNationalMonthsEqualThePublishedOnes(t *testing.T) {
	m := testModel(t)
	columns := map[string]int{"planned_entries_persons": 1, "hard_to_fill_share_pct": 2, "no_candidates_share_pct": 3,
		"inadequate_preparation_share_pct": 4, "immigrant_entries_share_pct": 5}
	opened, checked := map[string]map[string]grid{}, 0
	for _, g := range m.targets {
		col, ok := columns[g.measure]
		if !ok || len(g.period) != 7 || g.period[4:6] == "-Q" || g.territory != "IT" || g.occupation != "" {
			continue
		}
		cells := m.sectorCells[g.sector]
		if g.sector != "TOTAL" && (len(cells) == 0 || col > 1 && len(cells) > 1) {
			continue
		}
		if opened[g.period] == nil {
			opened[g.period] = open(t, g.period)
		}
		tab := opened[g.period][title0(0)]
		got := 0.0
		if g.sector == "TOTAL" {
			got = tab.num(t, total, col)
		} else {
			for _, s := range cells {
				if row := tab.row(m.label("excelsior_sector", m.sectors[s])); row != nil {
					got += tab.num(t, row[0], col)
				}
			}
		}
		tolerance := g.half + 10*float64(len(cells)) // entries are rounded to tens
		if col > 1 {
			tolerance = 1e-6
		}
		if g.sector == "TOTAL" {
			tolerance = 1e-6
		}
		near(t, g.period+" "+g.sector+" "+g.measure, got, g.value, tolerance)
		checked++
	}
	if checked < 60 {
		t.Errorf("%d published figures were compared, want at least 60", checked)
	}
	t.Logf("compared %d published monthly figures", checked)
}

func TestPiedmontMonthsEqualThePublishedOnes(t *testing.T) {
	m := testModel(t)
	checked := 0
	for _, g := range m.targets {
		if g.territory != piedmont || g.measure != "planned_entries_persons" || len(g.period) != 7 || g.occupation != "" {
			continue
		}
		tabs := open(t, g.period)
		if g.sector == "TOTAL" {
			near(t, g.period+" Piedmont", tabs[title0(7)].num(t, "Piemonte", 1), g.value, 0.5)
			checked++
			continue
		}
		_, codes := m.surveyed(m.month(monthIndex(g.period)))
		got := 0.0
		for k, code := range codes {
			for _, s := range m.sectorCells[g.sector] {
				if m.sectors[s] == code {
					got += tabs[title0(3)].num(t, "Piemonte", k+1)
				}
			}
		}
		near(t, g.period+" Piedmont "+g.sector, got, g.value, 5+10*float64(len(m.sectorCells[g.sector])))
		checked++
	}
	if checked < 15 {
		t.Errorf("%d published figures of Piedmont were compared, want at least 15", checked)
	}
}

func monthIndex(period string) int {
	return series.MustPeriod(period).Since(series.MustPeriod(firstMonth))
}

func TestTablesOfAMonthAgreeWithEachOther(t *testing.T) {
	m := testModel(t)
	for _, month := range []string{"2016-08", "2020-04", "2024-05", "2025-07", "2026-10"} {
		d := m.month(monthIndex(month))
		sum := 0
		for s, n := range d.entries {
			sum += n
			row := 0
			for _, v := range d.occupation[s] {
				row += v
			}
			if row != n {
				t.Errorf("%s %s: occupations add to %d, entries are %d", month, m.sectors[s], row, n)
			}
		}
		if sum != d.total {
			t.Errorf("%s: sectors add to %d, total is %d", month, sum, d.total)
		}
		regions, difficult := 0, 0.0
		for r, n := range d.regions {
			regions += n
			difficult += float64(n) * d.region[r].hard
			cells := 0.0
			for _, v := range d.cells[r] {
				cells += v
			}
			near(t, month+" "+m.regions[r], cells, float64(n), 0.004*float64(n)+5) // raking stops before it is exact
		}
		if regions != d.total {
			t.Errorf("%s: regions add to %d, total is %d", month, regions, d.total)
		}
		near(t, month+" regions' hard to fill", difficult/float64(d.total), d.national.hard, 0.01)
		_, all := weighted(d.entries, d.sector, allSectors(m))
		near(t, month+" sectors' hard to fill", all.hard, d.national.hard, 1e-6)
		near(t, month+" sectors' immigrants", all.immigrants, d.national.immigrants, 1e-6)
		for s, x := range d.sector {
			if x.noCandidates+x.unprepared > x.hard+1e-6 && d.entries[s] > 0 {
				t.Errorf("%s %s: reasons %.1f + %.1f pass the share %.1f", month, m.sectors[s], x.noCandidates, x.unprepared, x.hard)
			}
		}
	}
}

func allSectors(m *model) []int {
	out := make([]int, len(m.sectors))
	for i := range out {
		out[i] = i
	}
	return out
}

func TestShapeOfTheYears(t *testing.T) {
	m := testModel(t)
	entries := func(period string) float64 { return float64(m.month(monthIndex(period)).total) }
	t.Run("months_before_2020_are_plausible", func(t *testing.T) {
		sum := 0.0
		for _, month := range []string{"01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"} {
			sum += entries("2017-" + month)
		}
		near(t, "mean of 2017", sum/12, 390_000, 40_000)
	})
	t.Run("closures_of_2020", func(t *testing.T) {
		if a, b := entries("2020-04"), entries("2019-04"); a > 0.4*b {
			t.Errorf("April 2020 %v is not far below April 2019 %v", a, b)
		}
		if a, b := entries("2022-04"), entries("2019-04"); a < 0.9*b {
			t.Errorf("April 2022 %v has not recovered to April 2019 %v", a, b)
		}
	})
	t.Run("tourism_peaks_in_summer_school_in_september", func(t *testing.T) {
		june, november := m.month(monthIndex("2019-06")), m.month(monthIndex("2019-11"))
		tourism, school := m.sectorCells["I"][0], m.sectorCells["P"][0]
		if june.entries[tourism] < 3*november.entries[tourism]/2 {
			t.Errorf("tourism: June %d, November %d", june.entries[tourism], november.entries[tourism])
		}
		if m.month(monthIndex("2019-09")).entries[school] < 2*june.entries[school] {
			t.Error("school does not peak in September")
		}
	})
	t.Run("agriculture_enters_in_june_2025", func(t *testing.T) {
		farm := m.label("excelsior_sector", "A")
		if open(t, "2025-05")[title0(0)].row(farm) != nil {
			t.Error("May 2025 has agriculture")
		}
		if open(t, "2025-06")[title0(0)].row(farm) == nil {
			t.Error("June 2025 has no agriculture")
		}
	})
}

// A reader finds tables by words; each sheet must answer to one layout only.
func TestEverySheetMatchesOneLayout(t *testing.T) {
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	declared, ok := c.Table("excelsior_monthly")
	if !ok {
		t.Fatal("table excelsior_monthly is not in the catalogue")
	}
	numbers := map[string]map[string]bool{}
	for _, month := range []string{"2015-01", "2016-12", "2022-06", "2026-10"} {
		for name, g := range open(t, month) {
			var matches []string
			for _, l := range declared.Layouts {
				if containsAll(g.title, l.TitleWords) && containsAll(joinRows(g.rows[:12]), l.HeaderWords) {
					matches = append(matches, l.ID)
				}
			}
			if len(matches) != 1 {
				t.Errorf("%s %q matches layouts %v, want one", month, g.title, matches)
				continue
			}
			if numbers[name] == nil {
				numbers[name] = map[string]bool{}
			}
			numbers[name][g.sheet] = true
		}
	}
	for name, sheets := range numbers {
		if len(sheets) < 3 {
			t.Errorf("%q stands in sheets %v: numbers must move between years", name, sheets)
		}
	}
}

func containsAll(text string, words []string) bool {
	text = strings.ToLower(text)
	for _, w := range words {
		if !strings.Contains(text, strings.ToLower(w)) {
			return false
		}
	}
	return true
}

func joinRows(rows [][]string) string {
	var b strings.Builder
	for _, r := range rows {
		b.WriteString(strings.Join(r, " ") + " ")
	}
	return b.String()
}

func TestWorkbookHasTheQuirksOfTheSource(t *testing.T) {
	f, err := excelize.OpenFile(path(t, "excelsior_2016-03"), excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := f.GetSheetList()[0]; got != " Indice" {
		t.Errorf("the first sheet is %q, want a leading blank", got)
	}
	tabs := open(t, "2016-03")
	t.Run("merged_headers", func(t *testing.T) {
		merged, err := f.GetMergeCells(tabs[title0(0)].sheet)
		if err != nil || len(merged) < 5 {
			t.Errorf("%d merged blocks (%v), want title, mark and headers", len(merged), err)
		}
	})
	t.Run("numbers_as_italian_text", func(t *testing.T) {
		row := tabs[title0(7)].row("Lombardia")
		if len(row) < 3 || !strings.Contains(row[1], ".") || !strings.Contains(row[2], ",") {
			t.Errorf("row %v, want 1.234 and 46,9", row)
		}
	})
	t.Run("suppressed_cells", func(t *testing.T) {
		dashes := 0
		for _, row := range tabs[title0(4)].rows {
			for _, c := range row {
				if c == "-" {
					dashes++
				}
			}
		}
		if dashes == 0 {
			t.Error("no suppressed cell in a month of small regions")
		}
	})
	t.Run("shares_are_not_rounded", func(t *testing.T) {
		row := tabs[title0(0)].row("Costruzioni")
		if _, decimals, _ := strings.Cut(row[2], "."); len(decimals) < 4 {
			t.Errorf("share %q, want it as stored, not as shown", row[2])
		}
	})
	t.Run("groups_in_capitals_and_notes_below", func(t *testing.T) {
		if tabs[title0(0)].row("INDUSTRIA") == nil {
			t.Error("no row INDUSTRIA")
		}
		rows := tabs[title0(0)].rows
		if last := rows[len(rows)-1][0]; !strings.HasPrefix(last, "Fonte") {
			t.Errorf("the last row is %q, want the source line", last)
		}
	})
}

// What the workbook of Piedmont shares with the national one has the same values,
// and its groups of occupations add to the major groups.
func TestHomeBookAgreesWithTheNationalOne(t *testing.T) {
	m := testModel(t)
	for _, month := range []string{"2022-11", "2025-06", "2026-10"} {
		national, home := open(t, month), open(t, "piemonte_"+month)
		all := home["Lavoratori previsti in entrata dalle imprese, difficoltà di reperimento e immigrati, per gruppo professionale"]
		regions := national[title0(7)]
		for k, col := range []int{1, 2, 5} { // entries, difficulty, immigrants
			near(t, month+" total", all.num(t, total, col), regions.num(t, "Piemonte", k+1), 1e-9)
		}
		entries, hard := national[title0(5)], national[title0(6)]
		for o, code := range m.majors {
			major := strings.ToUpper(m.label("cp2021", code))
			near(t, month+" entries of "+code, all.num(t, major, 1), entries.num(t, "Piemonte", o+1), 1e-9)
			if shown := hard.row("Piemonte")[o+1]; shown != "-" {
				near(t, month+" difficulty of "+code, all.num(t, major, 2), hard.num(t, "Piemonte", o+1), 1e-9)
			}
			sum := 0.0
			for _, sub := range m.subs[code] {
				if row := all.row(m.label("cp2021", sub)); row[1] != "-" {
					sum += all.num(t, row[0], 1)
				}
			}
			near(t, month+" groups of "+code, sum, all.num(t, major, 1), 1e-9)
		}
		sectors := home["Lavoratori previsti in entrata dalle imprese, difficoltà di reperimento e immigrati, per settore di attività"]
		members, codes := m.surveyed(m.month(monthIndex(month)))
		for k := range members {
			near(t, month+" entries of "+codes[k], sectors.num(t, m.label("excelsior_sector", codes[k]), 1), national[title0(3)].num(t, "Piemonte", k+1), 1e-9)
		}
	}
}
