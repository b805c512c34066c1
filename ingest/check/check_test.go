package check

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/harmonize"
)

// input is a table of counts by territory.
func input(t testing.TB) Input {
	t.Helper()
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	s, err := codes.Load()
	if err != nil {
		t.Fatal(err)
	}
	return Input{Catalog: c, Codes: s, File: "x.csv", Table: catalog.Table{ID: "t", Format: "sdmxcsv"}}
}

func of(territory, period string, value float64) warehouse.Observation {
	p := series.MustPeriod(period)
	return warehouse.Observation{Column: "OBS_VALUE", Freq: p.Freq(), Period: period, PeriodStart: p.First(), Value: value,
		Key: series.Key{Measure: "migration_persons", Unit: "persons", Territory: series.Code{List: "nuts2021", Value: territory}}}
}

// run checks rows of the given observations, numbered from 2.
func run(t testing.TB, in Input, rows ...[]warehouse.Observation) (final []harmonize.Outcome, issues []string) {
	t.Helper()
	c := New(in)
	var kept []harmonize.Outcome
	for i, row := range rows {
		for j := range row {
			row[j].Row = int64(i + 2)
		}
		kept = append(kept, c.Add(harmonize.Outcome{Observations: row}))
	}
	settled, err := c.Settle(func(yield func(harmonize.Outcome, error) bool) {
		for _, row := range kept {
			if !yield(row, nil) {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range kept {
		final = append(final, settled.Apply(int64(i), row))
	}
	for _, x := range settled.Issues {
		issues = append(issues, x.Rule+": "+x.Message)
	}
	return final, issues
}

func fate(o harmonize.Outcome) string {
	switch {
	case o.Rejected != nil:
		return "rejected " + o.Rejected.Rule
	case o.Skip != "":
		return "skipped " + o.Skip
	}
	return fmt.Sprintf("%d loaded", len(o.Observations))
}

func fates(all []harmonize.Outcome) string {
	var out []string
	for _, o := range all {
		out = append(out, fate(o))
	}
	return strings.Join(out, ", ")
}

func TestRowsAgainstEachOther(t *testing.T) {
	type obs = []warehouse.Observation
	for name, c := range map[string]struct {
		rows []obs
		want string
	}{
		"all_differ":     {[]obs{{of("IT", "2020", 1)}, {of("IT", "2021", 1)}, {of("ITC1", "2020", 1)}}, "1 loaded, 1 loaded, 1 loaded"},
		"same":           {[]obs{{of("IT", "2020", 1)}, {of("IT", "2020", 1)}, {of("IT", "2020", 1)}}, "1 loaded, skipped duplicate, skipped duplicate"},
		"both_missing":   {[]obs{{of("IT", "2020", math.NaN())}, {of("IT", "2020", math.NaN())}}, "1 loaded, skipped duplicate"},
		"conflict":       {[]obs{{of("IT", "2020", 1)}, {of("ITC1", "2020", 5)}, {of("IT", "2020", 2)}}, "rejected duplicate-conflict, 1 loaded, rejected duplicate-conflict"},
		"third_differs":  {[]obs{{of("IT", "2020", 1)}, {of("IT", "2020", 1)}, {of("IT", "2020", 2)}}, "rejected duplicate-conflict, rejected duplicate-conflict, rejected duplicate-conflict"},
		"half_a_row":     {[]obs{{of("IT", "2020", 1), of("IT", "2021", 1)}, {of("IT", "2021", 1), of("IT", "2022", 1)}}, "2 loaded, 1 loaded"},
		"row_is_whole":   {[]obs{{of("IT", "2020", 1), of("IT", "2021", 1)}, {of("IT", "2021", 2)}, {of("IT", "2020", 1)}}, "rejected duplicate-conflict, rejected duplicate-conflict, 1 loaded"},
		"within_one_row": {[]obs{{of("IT", "2020", 1), of("IT", "2020", 1)}}, "1 loaded"},
		"out_of_range":   {[]obs{{of("IT", "2020", -1)}, {of("IT", "2020", 1)}}, "rejected range, 1 loaded"},
	} {
		t.Run(name, func(t *testing.T) {
			got, _ := run(t, input(t), c.rows...)
			if fates(got) != c.want {
				t.Errorf("got %s, want %s", fates(got), c.want)
			}
		})
	}
}

// TestChanceHitsTouchNoRow: cells whose hashes fall together by chance are told
// apart by their names, and neither row is touched.
func TestChanceHitsTouchNoRow(t *testing.T) {
	c := New(input(t))
	a, b := of("IT", "2020", 1), of("ITC1", "2021", 2)
	rows := []harmonize.Outcome{{Observations: []warehouse.Observation{a}}, {Observations: []warehouse.Observation{b}}}
	hits := map[uint64]bool{}
	for i := range rows {
		c.Add(rows[i])
		_, cell := c.hash.of(&rows[i].Observations[0])
		hits[cell] = true
	}
	settled := &Settled{}
	d := duplicates{checker: c, cells: hits, first: map[cellKey]place{}, groups: map[cellKey][]place{}}
	err := d.find(func(yield func(harmonize.Outcome, error) bool) {
		_ = yield(rows[0], nil) && yield(rows[1], nil)
	}, settled)
	if err != nil || settled.Changes() || settled.lost != 0 {
		t.Errorf("two different cells were taken for one: %+v, %v", settled, err)
	}
}

// TestHashOfACell: it does not depend on what was hashed before, and every field
// of the name counts, in its place.
func TestHashOfACell(t *testing.T) {
	base := of("IT", "2020", 1)
	base.Key.Industry = series.Code{List: "ateco2007", Value: "C"}
	variants := []warehouse.Observation{base}
	vary := func(change func(o *warehouse.Observation)) {
		o := base
		change(&o)
		variants = append(variants, o)
	}
	vary(func(o *warehouse.Observation) { o.Key.Measure = "persons" })
	vary(func(o *warehouse.Observation) { o.Key.Unit = "migration_persons" })
	vary(func(o *warehouse.Observation) { o.Key.Territory.List = "IT" })
	vary(func(o *warehouse.Observation) { o.Key.Territory.Value = "C" })
	vary(func(o *warehouse.Observation) { o.Key.Territory, o.Key.Industry = o.Key.Industry, o.Key.Territory })
	vary(func(o *warehouse.Observation) { o.Key.Industry = series.Code{} })
	vary(func(o *warehouse.Observation) { o.Key.Occupation = series.Code{List: "ateco2007", Value: "C"} })
	vary(func(o *warehouse.Observation) { o.Key.Citizenship = series.Code{List: "ateco2007", Value: "C"} })
	vary(func(o *warehouse.Observation) { o.Key.Sex = "T" })
	vary(func(o *warehouse.Observation) { o.Key.Age = "T" })
	vary(func(o *warehouse.Observation) { o.Key.Other = "T" })
	vary(func(o *warehouse.Observation) { o.Period = "2021" })
	vary(func(o *warehouse.Observation) { o.Freq = series.Quarter })
	vary(func(o *warehouse.Observation) { o.Vintage = "2021" })
	h := newHasher()
	first := map[uint64]int{}
	rng := rand.New(rand.NewPCG(3, 4))
	for i := range variants {
		_, cell := h.of(&variants[i])
		if j, ok := first[cell]; ok {
			t.Errorf("variants %d and %d have one hash", i, j)
		}
		first[cell] = i
	}
	for range 1000 {
		i := rng.IntN(len(variants))
		if _, cell := h.of(&variants[i]); first[cell] != i {
			t.Fatalf("variant %d has another hash after another one", i)
		}
	}
	// Taken out of the cell, a field no longer counts.
	other := base
	other.Key.Territory.Value = "ITF"
	h.of(&base)
	a := h.without(fieldTerritory)
	h.of(&other)
	if b := h.without(fieldTerritory); a != b {
		t.Error("the territory counts although it was taken out")
	}
}

// TestTotalsAndGapsAfterDuplicates: what is not loaded is neither summed nor
// missed, and an example names the first place.
func TestTotalsAndGapsAfterDuplicates(t *testing.T) {
	in := input(t)
	var partition codes.Partition
	for _, p := range in.Codes.Partitions() {
		if p.List == "nuts2021" && p.Whole == "IT" && (partition.Codes == nil || len(p.Codes) < len(partition.Codes)) {
			partition = p
		}
	}
	if len(partition.Codes) < 2 {
		t.Fatal("no partition of Italy is declared")
	}
	type obs = []warehouse.Observation
	year := func(period string, whole float64) (rows []obs) {
		rows = append(rows, obs{of("IT", period, whole)})
		for i, code := range partition.Codes {
			rows = append(rows, obs{of(code, period, float64(1001+2*i))})
		}
		return rows
	}
	sum := 0.0
	for i := range partition.Codes {
		sum += float64(1001 + 2*i)
	}
	expect := func(name string, rows []obs, total, gap bool) {
		t.Helper()
		_, issues := run(t, in, rows...)
		found := strings.Join(issues, "\n")
		if strings.Contains(found, "total: territory "+partition.Name) != total || strings.Contains(found, "gap: ") != gap {
			t.Errorf("%s: issues\n%s", name, found)
		}
		if total && !strings.Contains(found, fmt.Sprintf("in 2021: IT is %v, its %d parts add to %v", sum+101, len(partition.Codes), sum)) {
			t.Errorf("%s: the example is not named in\n%s", name, found)
		}
	}
	good, bad := slices.Concat(year("2020", sum), year("2021", sum)), slices.Concat(year("2020", sum), year("2021", sum+101))
	expect("adds up", good, false, false)
	expect("does not add up", bad, true, false)
	expect("a part is not there", bad[:len(bad)-1], false, false)
	expect("repeated rows", slices.Concat(bad, bad), true, false)
	conflict := append(slices.Clone(bad), obs{of("IT", "2021", 7)})
	expect("the whole is in conflict and not loaded", conflict, false, false)
	gap := append(slices.Clone(good), obs{of("IT", "2023", 5)})
	expect("a gap", gap, false, true)
	expect("a gap made by a conflict", append(slices.Clone(good), obs{of("IT", "2022", 5)}, obs{of("IT", "2022", 6)}, obs{of("IT", "2023", 5)}), false, true)
	expect("a gap closed by a repeated row", append(slices.Clone(gap), obs{of("IT", "2022", 5)}, obs{of("IT", "2022", 5)}), false, false)
}

func TestFuture(t *testing.T) {
	in := input(t)
	in.Released = time.Date(2020, 6, 1, 0, 0, 0, 0, time.UTC)
	flagged := of("IT", "2021", 1)
	flagged.Status = "p f"
	got, _ := run(t, in, []warehouse.Observation{of("IT", "2020", 1)}, []warehouse.Observation{of("ITC1", "2021", 1)}, []warehouse.Observation{flagged})
	if want := "1 loaded, rejected future-period, 1 loaded"; fates(got) != want {
		t.Errorf("got %s, want %s", fates(got), want)
	}
}

// A column that is empty, constant or of another unit is reported, and an honest
// one is not.
func TestColumns(t *testing.T) {
	quarters := func(n int, value func(i int) float64) [][]warehouse.Observation {
		var rows [][]warehouse.Observation
		for i := range n {
			rows = append(rows, []warehouse.Observation{of("IT", series.MustPeriod("2010-Q1").Add(i).String(), value(i))})
		}
		return rows
	}
	pct := func(rows [][]warehouse.Observation) [][]warehouse.Observation {
		for i := range rows {
			rows[i][0].Key.Measure, rows[i][0].Key.Unit = "job_vacancy_rate_pct", "pct"
		}
		return rows
	}
	const note = "migration_persons: "
	for name, c := range map[string]struct {
		rows [][]warehouse.Observation
		want []string
	}{
		"honest":              {quarters(24, func(i int) float64 { return float64(100 + i) }), nil},
		"all_missing":         {quarters(20, func(int) float64 { return math.NaN() }), []string{"all-missing: " + note + "none of its 20 cells holds a value"}},
		"missing_but_few":     {quarters(19, func(int) float64 { return math.NaN() }), nil},
		"one_value_known":     {quarters(30, func(i int) float64 { return []float64{math.NaN(), 5, math.NaN()}[min(i, 2)] }), nil},
		"constant":            {quarters(20, func(int) float64 { return 7 }), []string{"constant: " + note + "all 20 values are 7"}},
		"constant_but_few":    {quarters(19, func(int) float64 { return 7 }), nil},
		"fractions":           {pct(quarters(24, func(i int) float64 { return float64(i) / 25 })), []string{"fractions: job_vacancy_rate_pct: all 23 values that are not zero lie between 0 and 1; percentages are expected"}},
		"one_percentage":      {pct(quarters(24, func(i int) float64 { return float64(i) / 20 })), nil},
		"fractions_of_counts": {quarters(24, func(i int) float64 { return float64(i) / 25 }), nil},
	} {
		t.Run(name, func(t *testing.T) {
			_, issues := run(t, input(t), c.rows...)
			if !slices.Equal(issues, c.want) {
				t.Errorf("got %q, want %q", issues, c.want)
			}
		})
	}
	// A row that is not loaded does not count.
	rows := quarters(20, func(int) float64 { return 7 })
	rows = append(rows, []warehouse.Observation{of("ITC1", "2010-Q1", 8)}, []warehouse.Observation{of("ITC1", "2010-Q1", 9)})
	if _, issues := run(t, input(t), rows...); !slices.Contains(issues, "constant: "+note+"all 20 values are 7") {
		t.Errorf("with two rows in conflict: %q", issues)
	}
}

func TestJumpIssues(t *testing.T) {
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	limits, err := JumpLimits(c)
	if err != nil || limits != (warehouse.JumpLimits{Share: 0.5, Changes: 8, Score: 3.5}) {
		t.Errorf("limits %+v, %v", limits, err)
	}
	if _, err := JumpLimits(&catalog.Catalog{}); err == nil {
		t.Error("limits without a declaration")
	}
	issues := JumpIssues([]warehouse.Jump{{Table: "t", SHA256: "s", Measure: "m", Count: 2, Series: "m IT", Period: "2024-02", PeriodBefore: "2024-01", Value: 9, Before: 90, Row: 4, Score: 12.34}})
	const want = "m: 2 values lie far from the ones before; the farthest: m IT in 2024-02 is 9 after 90 in 2024-01 (row 4, score 12.3)"
	rule, ok := RuleNamed("jump")
	if len(issues) != 1 || issues[0].Message != want || !ok || issues[0].Severity != string(rule.Severity()) {
		t.Errorf("issues %+v", issues)
	}
}

// Pages tell every rule in both languages.
func TestRulesHaveBothLanguages(t *testing.T) {
	for _, r := range Rules() {
		if italian[r.Name] == "" || r.What == "" {
			t.Errorf("rule %d %s: add the Italian text to rules_it.go", r.Number, r.Name)
		}
	}
	for name := range italian {
		if _, ok := RuleNamed(name); !ok {
			t.Errorf("rules_it.go speaks of %q, which is no rule", name)
		}
	}
}

// TestDeclaredTotals breaks one value of each kind of column for which a table may
// declare totals: of all that hold, the broken one alone is found.
func TestDeclaredTotals(t *testing.T) {
	in := input(t)
	in.Table.Dimensions = []catalog.Dimension{{Name: "SEX", To: "sex"}, {Name: "AGE", To: "age"}, {Name: "CLASS", To: "other", Drop: "0"}, {Name: "KIND", To: "other"}}
	in.Table.Totals = []catalog.Total{{Column: "SEX", Whole: "9", Parts: []string{"1", "2"}}, {Column: "AGE", Whole: "ALL", Parts: []string{"Y", "O"}},
		{Column: "CLASS", Whole: "0", Parts: []string{"a", "b"}}}
	in.Table.Measures = []catalog.Measure{{Indicator: "migration_persons", Scale: 1000}}
	rows := func(change func(sex, age, class, kind string) float64) (out [][]warehouse.Observation) {
		for _, sex := range []string{"M", "F", "T"} {
			for _, age := range []string{"Y", "O", "ALL"} {
				for _, class := range []string{"a", "b", ""} {
					for _, kind := range []string{"p", "q"} {
						o := of("IT", "2020", 1000)
						for _, whole := range []bool{sex == "T", age == "ALL", class == ""} {
							if whole {
								o.Value *= 2
							}
						}
						o.Value += change(sex, age, class, kind)
						o.Key.Sex, o.Key.Age, o.Key.Other = sex, age, "CLASS="+class+";KIND="+kind
						if class == "" {
							o.Key.Other = "KIND=" + kind
						}
						out = append(out, []warehouse.Observation{o})
					}
				}
			}
		}
		return out
	}
	at := func(sex, age, class string, by float64) func(string, string, string, string) float64 {
		return func(s, a, c, k string) float64 {
			if s == sex && a == age && c == class && k == "q" {
				return by
			}
			return 0
		}
	}
	for name, c := range map[string]struct {
		change func(string, string, string, string) float64
		want   []string
	}{
		"hold":           {at("", "", "", 0), nil},
		"a_whole":        {at("T", "Y", "a", 9000), []string{"total: SEX 9 = 1 + 2: 1 ", "total: AGE ALL = Y + O: 1 ", "total: CLASS 0 = a + b: 1 "}},
		"example_of_one": {at("T", "ALL", "", 9000), []string{"the first: migration_persons nuts2021:IT T ALL KIND=q in 2020: 0 is 17000, its 2 parts add to 8000"}},
		// A thousandth of the unit of the file is below what it rounds to.
		"by_rounding": {at("M", "Y", "a", 1000), []string{"total-rounded: SEX 9 = 1 + 2: 1 "}},
	} {
		t.Run(name, func(t *testing.T) {
			_, issues := run(t, in, rows(c.change)...)
			var found []string
			for _, x := range issues {
				if strings.HasPrefix(x, "total") {
					found = append(found, x)
				}
			}
			if len(c.want) == 0 && len(found) > 0 {
				t.Errorf("found %v", found)
			}
			for _, want := range c.want {
				if !strings.Contains(strings.Join(found, "\n"), want) {
					t.Errorf("found\n%s\nwant %q", strings.Join(found, "\n"), want)
				}
			}
		})
	}
}
