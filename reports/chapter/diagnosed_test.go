package chapter

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

const fixturePeriod = "2025-11/2026-10"

func occupationCell(code string) warehouse.Cell {
	return warehouse.Cell{Kind: warehouse.KindOccupation, Territory: italy, Unit: series.Code{List: "cp2021", Value: code}, Period: fixturePeriod}
}

// fixtureGroup is seven occupation groups: five ranked, one suppressed, one not rated.
func fixtureGroup() warehouse.DiagnosisResults {
	nan := math.NaN()
	var r warehouse.DiagnosisResults
	group := warehouse.Group{Kind: warehouse.KindOccupation, Territory: italy, UnitList: "cp2021", Period: fixturePeriod}
	codes := []string{"6.1", "6.2", "5.2", "3.2", "4.1"}
	for i, code := range codes {
		cell, score, place := occupationCell(code), 90-15*float64(i), float64(i+1)
		r.Composites = append(r.Composites, warehouse.Composite{Cell: cell, Status: warehouse.StatusRated, Class: "high", ClassShare: 0.8, Score: score, ScoreLower: score - 6, ScoreUpper: score + 5,
			Rank: place, RankMedian: place, RankLower: math.Max(1, place-1), RankUpper: math.Min(5, place+1), Ranked: 5, Band: 1, Level: 0.9, Cases: 1000, Grade: "B"})
		r.Parts = append(r.Parts, warehouse.CompositePart{Cell: cell, Indicator: hardShare, Value: 50, ValueLower: 48, ValueUpper: 52, Normalised: score, Weight: 0.5, Contribution: score / 2})
		if i != 2 {
			r.Parts = append(r.Parts, warehouse.CompositePart{Cell: cell, Indicator: "entries_growth_pct", Value: 3, ValueLower: 1, ValueUpper: 5, Normalised: score, Weight: 0.5, Contribution: score / 2})
		}
		says := map[bool]string{true: "yes", false: "no"}
		for k, method := range []string{"jsa_fill_rate", "mac"} {
			yes := i < 3-k
			share := 0.2
			if yes {
				share = 0.95
			}
			r.Ratings = append(r.Ratings, warehouse.Rating{Cell: cell, Method: method, MethodVersion: 1, Status: warehouse.StatusRated, Class: "c", Says: says[yes], ClassShare: 0.9, ShortageShare: share,
				Measure: "x_pct", Value: 1, ValueLower: 0, ValueUpper: 2, Rank: place, RankLower: 1, RankUpper: 5, Ranked: 5, Level: 0.9, Cases: 1000, Grade: "B"})
		}
		k := int64(max(0, min(2, 5-2*i)))
		r.Agreements = append(r.Agreements, warehouse.Agreement{Cell: cell, Status: warehouse.StatusRated, Shortage: k, Methods: 2, Lower: float64(k), Upper: float64(k), Level: 0.9, Verdict: "most", VerdictShare: 0.9})
		r.Places = append(r.Places, warehouse.RankShare{Cell: cell, Place: int64(i + 1), Share: 0.95}, warehouse.RankShare{Cell: cell, Place: int64(5 - i%2*3), Share: 0.05})
		for j := range i {
			r.Pairs = append(r.Pairs, warehouse.RankPair{Group: group, First: codes[j], Second: code, ShareAbove: 0.9, IsApart: i-j > 1, Level: 0.9})
		}
	}
	addEarlier(&r, codes)
	r.Dissents = []warehouse.Dissent{{Cell: occupationCell("5.2"), Method: "mac", Says: "no", Indicator: hardShare, Value: 50, Needed: 60}}
	for code, status := range map[string]string{"1.2": warehouse.StatusSuppressed, "8.1": warehouse.StatusNotRated} {
		cell := occupationCell(code)
		r.Composites = append(r.Composites, warehouse.Composite{Cell: cell, Status: status, Reason: "why", ClassShare: nan, Score: nan, ScoreLower: nan, ScoreUpper: nan,
			Rank: nan, RankMedian: nan, RankLower: nan, RankUpper: nan, Level: 0.9, Cases: nan, Grade: "D"})
		r.Ratings = append(r.Ratings, warehouse.Rating{Cell: cell, Method: "mac", MethodVersion: 1, Status: status, Reason: "why", ClassShare: nan, ShortageShare: nan, Value: nan, ValueLower: nan, ValueUpper: nan,
			Rank: nan, RankLower: nan, RankUpper: nan, Level: 0.9, Cases: nan, Grade: "D"})
		r.Agreements = append(r.Agreements, warehouse.Agreement{Cell: cell, Status: status, Lower: nan, Upper: nan, Level: 0.9, VerdictShare: nan})
	}
	r.Taus = []warehouse.MethodTau{{Group: group, A: "jsa_fill_rate", B: "mac", Tau: 0.6, TauLower: 0.5, TauUpper: 0.7, Level: 0.9, Units: 5},
		{Group: group, A: "jsa_fill_rate", B: "oecd", Tau: -0.1, TauLower: -0.3, TauUpper: 0.1, Level: 0.9, Units: 5}}
	r.Choices = []warehouse.ChoiceEffect{{Group: group, Choice: "aggregation", Output: "mean_rank_shift", First: 0.4, FirstLower: 0.3, FirstUpper: 0.5, Total: 0.6, TotalLower: 0.55, TotalUpper: 0.7, Level: 0.9},
		{Group: group, Choice: "weights", Output: "mean_rank_shift", First: 0.3, FirstLower: 0.2, FirstUpper: 0.4, Total: 0.5, TotalLower: 0.4, TotalUpper: 0.54, Level: 0.9}}
	r.Scopes = []warehouse.MethodScope{{Kind: warehouse.KindOccupation, Territory: italy, UnitList: "cp2021", Method: "uwv_tension", MethodVersion: 1, Status: "not_rated", Missing: "short_term_unemployed", NotRated: 7}}
	return r
}

// addEarlier adds three earlier years: the scores of 2025 and 2024 have another
// indicator, and that of 2023 the same ones. In 2023 the first unit stood last, for sure; the others stood one place higher, which
// their intervals do not establish.
func addEarlier(r *warehouse.DiagnosisResults, codes []string) {
	for _, year := range []string{"2025", "2024", "2023"} {
		for i, code := range codes {
			cell := occupationCell(code)
			cell.Period = year
			place := float64((i+4)%5 + 1)
			low, high := math.Max(1, place-2), math.Min(5, place+2)
			if i == 0 {
				low = 5
			}
			r.Composites = append(r.Composites, warehouse.Composite{Cell: cell, Status: warehouse.StatusRated, Class: "high", ClassShare: 0.8, Score: 100 - 10*place, ScoreLower: 0, ScoreUpper: 100,
				Rank: place, RankMedian: place, RankLower: low, RankUpper: high, Ranked: 5, Band: 1, Level: 0.9, Cases: 1000, Grade: "B"})
			for _, id := range []string{hardShare, map[bool]string{true: "hard_to_fill_rise_pp", false: "entries_growth_pct"}[year != "2023"]} {
				r.Parts = append(r.Parts, warehouse.CompositePart{Cell: cell, Indicator: id, Value: 50, ValueLower: 48, ValueUpper: 52, Normalised: 50, Weight: 0.5, Contribution: 25})
			}
		}
	}
}

// changeOfFixture: compared is 2023, whose score has the same indicators; only the first unit is said to have moved.
func changeOfFixture(t *testing.T, f figure.Figure) {
	t.Helper()
	s := f.Chart.(chart.Slope)
	if s.From.EN != "2023" || len(s.Items) != 5 || len(f.Table.Rows) != 5 {
		t.Fatalf("from %q, %d units drawn, %d in the table", s.From.EN, len(s.Items), len(f.Table.Rows))
	}
	for i, it := range s.Items {
		want := chart.Still
		if i == 0 {
			want = chart.Up
		}
		if it.Move != want || it.After != float64(i+1) || it.Before != float64((i+4)%5+1) {
			t.Errorf("%s: %+v, want move %d", it.Label.EN, it, want)
		}
	}
	if f.Finding.EN != "One of 5 places is sure to have changed since the earlier period" {
		t.Errorf("finding %q", f.Finding.EN)
	}
	if len(f.Notes) != 2 || strings.Contains(f.Notes[1].EN, "share") {
		t.Errorf("notes %v: no month is in common", f.Notes)
	}
}

// Where no change is sure, none is claimed; where no earlier score has the same
// indicators, there is no figure and the reason is said.
func TestShortageChangeClaimsNothingUnsure(t *testing.T) {
	s := fixtureSource(t)
	g, err := s.diagnosis(t.Context(), warehouse.KindOccupation, italy)
	if err != nil {
		t.Fatal(err)
	}
	g.cells[0].RankUpper = 5
	f, err := s.shortageChange(t.Context(), g)
	if err != nil {
		t.Fatal(err)
	}
	if f.Finding.EN != "No change of place since the earlier period is established" || !strings.Contains(f.Desc.EN, "Up: none; down: none; entered the first 10: none") {
		t.Errorf("finding %q, description %q", f.Finding.EN, f.Desc.EN)
	}
	// Of a period that begins in the middle of a year, that year shares too much.
	g.period, g.cells[0].RankUpper = "2023-03/2024-02", 2
	if found, _, err := s.earlier(t.Context(), g); err != nil || len(found) != 0 {
		t.Errorf("ten months in common: %d units, %v", len(found), err)
	}
	g.period = "2023"
	if f, err = s.shortageChange(t.Context(), g); err != nil || f.Chart != nil {
		t.Errorf("the first year has an earlier one: %v, %v", f.Chart, err)
	}
	if got := g.absence(f).EN; !strings.Contains(got, "same indicators") {
		t.Errorf("reason %q", got)
	}
}

// The other end of the ranking: the lowest score first, places counted from the
// bottom, and no word of a surplus but that there is none.
func TestShortageLowest(t *testing.T) {
	s := fixtureSource(t)
	read, err := s.diagnosis(t.Context(), warehouse.KindOccupation, italy)
	if err != nil {
		t.Fatal(err)
	}
	if f, err := s.shortageLowest(t.Context(), read); err != nil || f.Chart != nil || read.absence(f).IsComplete() {
		t.Errorf("of five units all are in the ranking: %v, %v", f.Chart, err)
	}
	g := group(12, 1)
	g.list, g.territory, g.period, g.inputs = read.list, italy, read.period, nil
	for i := range g.cells {
		c := &g.cells[i]
		c.Unit.Value = []string{"1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "2.7", "3.1", "3.2"}[i]
		c.Score, c.RankLower, c.RankUpper, c.Class, c.ClassShare = 90-7*float64(i), math.Max(1, float64(i)), float64(min(12, i+2)), "low", 0.9
		c.ScoreLower, c.ScoreUpper = c.Score-2, c.Score+1
	}
	g.apart = map[[2]string]bool{{"3.1", "3.2"}: false}
	f, err := s.shortageLowest(t.Context(), g)
	if err != nil {
		t.Fatal(err)
	}
	f.Number = "3.4"
	for _, p := range f.Check() {
		t.Errorf("%s: %s: %s", p.Element, p.Rule, p.Hint)
	}
	d := f.Chart.(chart.Dots)
	if len(d.Items) != 6 || d.Items[0].Value != 13 || d.Items[0].Mark.EN != "1–2 · low (90%)" || d.Items[5].Value != 48 {
		t.Errorf("%d dots, the first %v %q", len(d.Items), d.Items[0].Value, d.Items[0].Mark.EN)
	}
	if row := f.Table.Rows[1]; row[0].Code != "3.1" || row[4].Number != 2 || row[5].Number != 1 || row[6].Number != 3 {
		t.Errorf("second row %+v", row)
	}
	if !strings.Contains(f.Notes[0].EN, "not a surplus") || strings.Contains(f.Finding.EN+f.Subtitle.EN+f.Question.EN, "surplus") {
		t.Errorf("words: %q, %q", f.Finding.EN, f.Notes)
	}
}

func TestMonthsInCommon(t *testing.T) {
	for _, c := range []struct {
		period, later string
		months        int
		is            bool
	}{
		{"2025", "2025-11/2026-10", 2, true}, {"2024", "2025-11/2026-10", 0, true}, {"2026", "2026-01/2026-12", 12, false}, {"2025", "2026-01/2026-12", 0, true},
		{"2024", "2025", 0, true}, {"2025", "2025", 0, false}, {"2026", "2025", 0, false}, {"2024-11/2025-10", "2025-11/2026-10", 0, false},
	} {
		months, is := monthsInCommon(c.period, c.later)
		if is != c.is || is && months != c.months {
			t.Errorf("%s before %s: %d months, %v; want %d, %v", c.period, c.later, months, is, c.months, c.is)
		}
	}
}

// The difference from the country: what is established stands out, what is not is grey
// and not counted in the title.
func TestShortageGap(t *testing.T) {
	s := fixtureSource(t)
	g, err := s.diagnosis(t.Context(), warehouse.KindOccupation, italy)
	if err != nil {
		t.Fatal(err)
	}
	if f, err := s.shortageGap(t.Context(), g); err != nil || f.Chart != nil {
		t.Fatalf("without the indicator: %v, %v", f.Chart, err)
	}
	for i, c := range g.cells[:g.ranked] {
		d := float64(2 - i)
		g.parts[c.Unit.Value] = append(g.parts[c.Unit.Value], warehouse.CompositePart{Cell: c.Cell, Indicator: gapIndicator, Value: d, ValueLower: d - 1.5, ValueUpper: d + 1.5})
	}
	f, err := s.shortageGap(t.Context(), g)
	if err != nil {
		t.Fatal(err)
	}
	f.Number = "4.2"
	for _, p := range f.Check() {
		t.Errorf("%s: %s: %s", p.Element, p.Rule, p.Hint)
	}
	if f.Finding.EN != "Beyond error, 1 of 5 groups is harder to find here than in Italy" {
		t.Errorf("finding %q", f.Finding.EN)
	}
	var said []string
	for i, row := range f.Table.Rows {
		said = append(said, row[len(row)-1].Code)
		if it := f.Chart.(chart.Bars).Items[i]; it.Emphasis != (row[len(row)-1].Code != "not_established") {
			t.Errorf("%s stands out: %v, %s", it.Label.EN, it.Emphasis, row[len(row)-1].Code)
		}
	}
	if got := strings.Join(said, " "); got != "harder not_established not_established not_established easier" {
		t.Errorf("outcomes %s", got)
	}
}

// fixtureSource is a workspace with one file by occupation and the results of fixtureGroup.
func fixtureSource(t *testing.T) *Source {
	t.Helper()
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	list, err := codes.Load()
	if err != nil {
		t.Fatal(err)
	}
	db, err := warehouse.Open(t.Context(), warehouse.Options{Path: filepath.Join(t.TempDir(), "w.duckdb")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	load := suppressedYear(1)
	for i := range load.Observations {
		load.Observations[i].Key.Industry = series.Code{}
		if load.Observations[i].Key.Occupation.IsZero() {
			load.Observations[i].Key.Occupation = series.Code{List: "cp2021", Value: "9"}
		}
	}
	if err := db.Load(t.Context(), load); err != nil {
		t.Fatal(err)
	}
	asOf := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	run := warehouse.Run{ID: diagnosisStep + "-1", Step: diagnosisStep, Fingerprint: "f", AsOf: asOf}
	if err := db.SaveDiagnosis(t.Context(), run, fixtureGroup()); err != nil {
		t.Fatal(err)
	}
	return &Source{DB: db, Catalog: c, Codes: list, AsOf: asOf, Territory: italy, Report: "report-1"}
}

// Every figure of the diagnosis has its nine parts, and a suppressed group is (c) in
// every number of every table.
func TestFiguresOfTheDiagnosis(t *testing.T) {
	s := fixtureSource(t)
	var c Chapter
	if err := s.addDiagnosis(t.Context(), &c); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, f := range c.Figures {
		ids = append(ids, f.ID)
		f.Number = "3.1"
		for _, p := range f.Check() {
			t.Errorf("%s, %s: %s: %s", f.ID, p.Element, p.Rule, p.Hint)
		}
		if f.Lineage[0].Method != "composite" || f.Lineage[0].MethodRunID != "diagnosis-1" || f.Lineage[0].SHA256 == "" {
			t.Errorf("%s rests on %+v", f.ID, f.Lineage)
		}
		for _, row := range f.Table.Rows {
			if row[0].Code != "1.2" {
				continue
			}
			if len(row) < len(f.Table.Columns) {
				t.Errorf("%s: %d cells for %d columns", f.ID, len(row), len(f.Table.Columns))
			}
			for k, cell := range row {
				if kind := f.Table.Columns[k].Kind; kind != figure.Label && kind != figure.Status && (!math.IsNaN(cell.Number) || cell.Mark != locale.Suppressed && f.Table.Columns[k].Name[:4] != "jsa_") {
					t.Errorf("%s, column %s: the suppressed group is shown as %+v", f.ID, f.Table.Columns[k].Name, cell)
				}
			}
		}
	}
	if d := cmp.Diff([]string{"fig-shortage-ranking", "fig-shortage-parts", "fig-shortage-change", "fig-shortage-agreement", "fig-shortage-places", "fig-shortage-choices"}, ids); d != "" {
		t.Errorf("figures (-want +got)\n%s", d)
	}
	if len(c.Absent) != 2 || !strings.Contains(c.Absent[0].EN, "among them persons on unemployment benefit for less than six months.") || !strings.Contains(c.Absent[1].EN, "Which sectors") {
		t.Errorf("absent: %v", c.Absent)
	}
	t.Run("ranking", func(t *testing.T) { rankingOfFixture(t, c.Figures[0]) })
	t.Run("change", func(t *testing.T) { changeOfFixture(t, c.Figures[2]) })
	t.Run("parts", func(t *testing.T) {
		heat := c.Figures[1].Chart.(chart.Heat)
		if heat.Marks[2][1] != markUnrated || heat.Cells[0][0] != 90 || heat.Cells[0][1]+heat.Cells[0][2] != 90 {
			t.Errorf("cells %v, marks %v", heat.Cells, heat.Marks)
		}
	})
	t.Run("agreement", func(t *testing.T) {
		panel := c.Figures[3].Chart.(chart.Agreement)
		if d := cmp.Diff([]chart.Verdict{chart.Shortage, chart.NoShortage}, panel.Verdicts[2]); d != "" || panel.Counts[2] != [2]int{1, 2} {
			t.Errorf("verdicts %v of %v", panel.Verdicts[2], panel.Counts[2])
		}
		if got := c.Figures[3].Table.Rows[2][5].Text.EN; got != "MAC: Hard to fill 50.0, would change at 60.0" {
			t.Errorf("dissent %q", got)
		}
		if got := c.Figures[3].Notes[1].EN; !strings.Contains(got, "The least: JSA and OECD −0.10 (−0.30 to 0.10); the greatest: JSA and MAC 0.60 (0.50 to 0.70).") {
			t.Errorf("tau %q", got)
		}
	})
}

func rankingOfFixture(t *testing.T, f figure.Figure) {
	t.Helper()
	d := f.Chart.(chart.Dots)
	if diff := cmp.Diff([]chart.Tie{{First: 1, Last: 2}, {First: 2, Last: 3}, {First: 3, Last: 4}, {First: 4, Last: 5}}, d.Ties); diff != "" {
		t.Errorf("ties (-want +got)\n%s", diff)
	}
	if got := d.Items[0].Mark; got != text("1–2 · alta (80%)", "1–2 · high (80%)") {
		t.Errorf("mark %v", got)
	}
	if len(d.Items) != 5 || len(f.Table.Rows) != 7 {
		t.Errorf("%d dots, %d rows: the table has those without a place too", len(d.Items), len(f.Table.Rows))
	}
	for _, row := range f.Table.Rows { // a grade is that of a score
		grade, isRated := row[len(row)-1], !math.IsNaN(row[1].Number)
		if isRated != (len(grade.Code) == 1) || !isRated && (grade.Code != row[len(row)-2].Code || !grade.Text.IsComplete()) {
			t.Errorf("%s: score %v, grade %+v", row[0].Code, row[1].Number, grade)
		}
	}
	if got := f.Notes[1].EN; got != "Without a place in the ranking: 1 with too few cases, suppressed (c) and 1 without enough indicators (..)." {
		t.Errorf("note %q", got)
	}
	if !strings.Contains(f.Key.IT, "90,0 su 100 (9 casi su 10: da 84,0 a 95,0), posto 1–2 su 5; classe alta con probabilità 80%") {
		t.Errorf("key finding %q", f.Key.IT)
	}
}

// group is a ranking of n units of which those nearer than reach cannot be told apart.
func group(n, reach int) *diagnosed {
	g := &diagnosed{kind: warehouse.KindOccupation, ranked: n, level: 0.9, apart: map[[2]string]bool{}, places: map[string][]warehouse.RankShare{}}
	for i := range n {
		g.cells = append(g.cells, warehouse.Composite{Cell: occupationCell(fmt.Sprint(i)), Status: warehouse.StatusRated, Rank: float64(i + 1)})
		for j := range i {
			g.apart[[2]string{fmt.Sprint(i), fmt.Sprint(j)}] = i-j > reach
			g.apart[[2]string{fmt.Sprint(j), fmt.Sprint(i)}] = i-j > reach
		}
	}
	return g
}

// A title names who leads with what cannot be told apart from it, and no more.
func TestShortageRankingFinding(t *testing.T) {
	list, err := codes.Load()
	if err != nil {
		t.Fatal(err)
	}
	s := &Source{Codes: list}
	for _, c := range []struct {
		reach int
		want  string
	}{
		{0, "0: the highest score, apart from all others"},
		{1, "0 leads, but one other score cannot be told apart from it"},
		{2, "0 leads, but 2 other scores cannot be told apart from it"},
		{9, "0 leads, but 9 other scores cannot be told apart from it"},
	} {
		if got := group(10, c.reach).rankingFinding(s).EN; got != c.want {
			t.Errorf("reach %d: %q, want %q", c.reach, got, c.want)
		}
	}
	if got := group(4, 9).ties(); len(got) != 1 || got[0] != (chart.Tie{First: 1, Last: 4}) {
		t.Errorf("all alike: ties %v", got)
	}
	if got := group(4, 0).ties(); len(got) != 0 {
		t.Errorf("all apart: ties %v", got)
	}
	// Without pairs the places that each may take decide.
	a, b := warehouse.Composite{RankLower: 1, RankUpper: 3}, warehouse.Composite{RankLower: 4, RankUpper: 6}
	g := &diagnosed{}
	if !g.isApart(a, b) || g.isApart(a, warehouse.Composite{RankLower: 3, RankUpper: 6}) {
		t.Error("units are apart when their places are")
	}
}

// A majority counts only when the interval of the number of methods carries it.
func TestAgreementFindingCountsOnlySureMajorities(t *testing.T) {
	rated := func(lower, upper float64) warehouse.Agreement {
		return warehouse.Agreement{Status: warehouse.StatusRated, Shortage: 3, Methods: 4, Lower: lower, Upper: upper}
	}
	g := &diagnosed{agreements: map[string]warehouse.Agreement{"a": rated(3, 4), "b": rated(2, 4), "c": rated(0, 1), "d": {Status: warehouse.StatusSuppressed}}}
	if got := g.agreementFinding().EN; got != "A majority of methods says shortage for 1 group of 3; for 1 it is unsure" {
		t.Errorf("finding %q", got)
	}
	g.agreements = map[string]warehouse.Agreement{"b": rated(2, 4)}
	if got := g.agreementFinding().EN; got != "For no group does a sure majority of methods say shortage" {
		t.Errorf("finding %q", got)
	}
}

func TestPlacesFindingAndBins(t *testing.T) {
	g := group(20, 0)
	for i := range 20 {
		share := 0.95
		if i%2 == 0 {
			share = 0.5
		}
		g.places[fmt.Sprint(i)] = []warehouse.RankShare{{Place: int64(i + 1), Share: share}, {Place: 20, Share: 1 - share}}
	}
	if got := placesFinding(g.staying()).EN; got != "Of the first 10, 5 stay there in at least 9 draws out of 10" {
		t.Errorf("finding %q", got)
	}
	total := 0.0
	for _, b := range placeBins(20) {
		total += b.shareIn(g.places["0"])
	}
	if math.Abs(total-100) > 1e-9 {
		t.Errorf("shares over all bins add up to %v", total)
	}
	if got := placeBins(37); got[len(got)-1].name() != "21–37" || placeBins(7)[3].name() != "6–7" {
		t.Errorf("bins %v", got)
	}
}

// One choice moves the ranking most only when its interval lies above all others.
func TestChoicesFindingRefusesOverlap(t *testing.T) {
	s := fixtureSource(t)
	g, err := s.diagnosis(t.Context(), warehouse.KindOccupation, italy)
	if err != nil {
		t.Fatal(err)
	}
	finding := func() string {
		f, err := s.shortageChoices(t.Context(), g)
		if err != nil {
			t.Fatal(err)
		}
		return f.Finding.EN
	}
	if got := finding(); got != "What moves the ranking most: aggregation" {
		t.Errorf("apart: %q", got)
	}
	g.choices[1].TotalUpper = 0.56
	if got := finding(); got != "No single choice moves the ranking more than the others" {
		t.Errorf("overlapping: %q", got)
	}
}

// An indicator leads a score only beyond the error of the values.
func TestPartsFindingCountsOnlySureLeads(t *testing.T) {
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	g := group(3, 0)
	g.parts = map[string][]warehouse.CompositePart{}
	for i := range 3 {
		v := float64(40 + 10*i)
		code := fmt.Sprint(i)
		g.parts[code] = []warehouse.CompositePart{
			// A point of value is worth two normalised points and, at half the weight, one of the score.
			{Indicator: hardShare, Value: v, ValueLower: v - 3, ValueUpper: v + 3, Normalised: 2 * v, Weight: 0.5, Contribution: v},
			{Indicator: noCandidates, Value: v, ValueLower: v, ValueUpper: v, Normalised: v, Weight: 0.5, Contribution: v - 2*float64(i) - 1},
		}
	}
	s := &Source{Catalog: c}
	if got := s.partsFinding(ledBy(g, g.indicators(), 3)).EN; got != "Hard to fill: the largest part, beyond error, in 1 of 3 cases" {
		t.Errorf("leads of 1, 3 and 5 points, an error of 3: %q", got)
	}
}

// ledBy is what leads the parts of the first n units, as the words take it.
func ledBy(g *diagnosed, indicators []string, n int) (lead int, top string, sum, of int) {
	lead, top, sum = g.leading(indicators, n)
	return lead, top, sum, n
}
