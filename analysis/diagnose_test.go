package analysis

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/published"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

// TestCurrentGroups: what the groups add up partitions the economy. Employed
// persons: items of ATECO 2007 that do not overlap and are the total, less items
// that lie within them; entries: Excelsior's sectors, each once.
func TestCurrentGroups(t *testing.T) {
	set, err := codes.Load()
	if err != nil {
		t.Fatal(err)
	}
	var sectors, whole []string
	for _, g := range currentGroups() {
		sectors = append(sectors, g.sectors...)
		for _, item := range g.plus {
			if !slices.Contains(whole, item) && item != "0026" {
				whole = append(whole, item)
			}
		}
		for _, item := range g.minus {
			if err := set.Disjoint("ateco2007", append(slices.Clone(g.plus), item)); err == nil || len(g.plus) != 1 {
				t.Errorf("%s: %s is taken from %v, of which it is no part", g.code, item, g.plus)
			}
		}
		if err := set.Disjoint("ateco2007", g.vacancies); err != nil {
			t.Errorf("%s: vacancies: %v", g.code, err)
		}
	}
	if err := set.Covers("ateco2007", "0010", whole); err != nil {
		t.Errorf("employed persons: %v", err)
	}
	if err := set.Covers("excelsior_sector", "TOTAL", sectors); err != nil {
		t.Errorf("entries: %v", err)
	}
}

func diagnosisDB(t *testing.T, loads ...warehouse.Load) *warehouse.DB {
	t.Helper()
	db, err := warehouse.Open(t.Context(), warehouse.Options{Path: filepath.Join(t.TempDir(), "warehouse.duckdb")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, l := range loads {
		if err := db.Load(t.Context(), l); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

// loadOf wraps observations as one file of a table.
func loadOf(table string, synthetic bool, obs []warehouse.Observation) warehouse.Load {
	sum := sha256.Sum256([]byte(table))
	n := int64(len(obs))
	return warehouse.Load{
		Snapshot: warehouse.Snapshot{SHA256: hex.EncodeToString(sum[:]), Table: table, FileName: table + ".csv", Bytes: 1, Format: "test",
			Provider: "test", Licence: "test", SourceURL: "https://example.org", Released: time.Date(2026, 11, 10, 0, 0, 0, 0, time.UTC),
			Vintage: "2026-11-10", IsSynthetic: synthetic},
		StepVersion: 1, Counts: warehouse.Counts{Read: n, Loaded: n, Observations: n}, Observations: obs,
	}
}

func observation(row int, k series.Key, period string, value float64) warehouse.Observation {
	first, _, isSpan := strings.Cut(period, "/")
	p := series.MustPeriod(first)
	o := warehouse.Observation{Row: int64(row), Column: "value", Key: k, Period: period, PeriodStart: p.First(), Value: value}
	if !isSpan {
		o.Freq = p.Freq()
	}
	return o
}

// publishedLoads are the embedded published tables the rule reads.
func publishedLoads(t *testing.T) []warehouse.Load {
	t.Helper()
	scale := map[string]float64{"thousand": 1000, "thousand_persons": 1000}
	var loads []warehouse.Load
	for _, file := range published.Files() {
		rows, err := csv.NewReader(bytes.NewReader(file.Bytes)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		col := map[string]int{}
		for i, name := range rows[0] {
			col[name] = i
		}
		var obs []warehouse.Observation
		for i, r := range rows[1:] {
			at := func(name string) string { return r[col[name]] }
			v, err := strconv.ParseFloat(at("value"), 64)
			isList := at("measure") == "printed_list_text"
			if err != nil && !isList || !isList && at("sector_group")+at("CHANNEL")+at("OCCUPATION_LABEL") == "" {
				continue
			}
			if isList {
				v = math.NaN() // the list stands in the note
			}
			if s, ok := scale[at("unit")]; ok && strings.HasSuffix(at("measure"), "_persons") {
				v *= s
			}
			k := series.Key{Measure: at("measure"), Territory: codeOf("nuts2021", at("territory"))}
			if c := at("citizenship"); c != "" {
				k.Citizenship = codeOf("iso3166", c)
			}
			if g := at("sector_group"); g != "" {
				k.Industry = codeOf("sector_group", g)
			}
			var other []string
			for _, name := range []string{"CHANNEL", "COUNTERPART", "EMPLOYESS_CLASS", "OCCUPATION_LABEL", "REF"} {
				if at(name) != "" {
					other = append(other, name+"="+strings.ReplaceAll(at(name), ";", "%3B"))
				}
			}
			k.Other = strings.Join(other, ";")
			o := observation(i+2, k, at("period"), v)
			o.Status, o.Note = at("status"), at("note")+" | source: test | page: https://example.org"
			obs = append(obs, o)
		}
		loads = append(loads, loadOf(file.Table, false, obs))
	}
	return loads
}

func codeOf(list, value string) series.Code { return series.Code{List: list, Value: value} }

// sizes of the two territories of the current tables.
var sizes = []struct {
	territory string
	size      float64
}{{"IT", 10}, {"ITC1", 1}}

// currentLoads are a year of current tables for Italy and Piedmont: round
// numbers in which construction needs many and agriculture is suppressed in
// Piedmont in one month.
func currentLoads() []warehouse.Load {
	return []warehouse.Load{loadOf("excelsior_monthly", true, currentExcelsior()),
		loadOf("istat_employed", true, currentEmployed()), loadOf("istat_vacancies", false, currentVacancies())}
}

func currentExcelsior() []warehouse.Observation {
	var out []warehouse.Observation
	for _, t := range sizes {
		for m := range 12 {
			p := series.MustPeriod("2025-11").Add(m)
			total := 0.0
			add := func(measure string, industry series.Code, v float64) {
				k := series.Key{Measure: measure, Territory: codeOf("nuts2021", t.territory), Industry: industry}
				out = append(out, observation(len(out)+1, k, p.String(), v))
			}
			for _, g := range currentGroups() {
				for _, s := range g.sectors {
					v, share := 1000*t.size, 45.0
					if s == "F" {
						v, share = 3*v, 60
					}
					total += v
					if t.territory == "ITC1" && s == "A" && m == 5 {
						v = math.NaN()
					}
					add("planned_entries_persons", codeOf("excelsior_sector", s), v)
					add("hard_to_fill_share_pct", codeOf("excelsior_sector", s), share)
				}
			}
			whole := codeOf("excelsior_sector", "TOTAL")
			if t.territory != "IT" {
				whole = series.Code{} // as in the table by region
			}
			add("planned_entries_persons", whole, total)
			add("hard_to_fill_share_pct", whole, 46.4)
		}
	}
	return out
}

func currentEmployed() []warehouse.Observation {
	var out []warehouse.Observation
	items := []struct {
		code              string
		thousand, foreign float64
	}{{"0010", 800, 80}, {"A", 30, 3}, {"0020", 150, 15}, {"F", 50, 8.5}, {"0012", 570, 57}, {"0026", 150, 15}}
	for _, t := range sizes {
		for q := range 4 {
			p := series.MustPeriod("2025-Q3").Add(q).String()
			for _, item := range items {
				k := series.Key{Measure: "employed_thousand", Territory: codeOf("nuts2021", t.territory), Industry: codeOf("ateco2007", item.code),
					Citizenship: codeOf("istat_citizenship", "TOTAL"), Sex: "T", Age: "Y15-89"}
				out = append(out, observation(len(out)+1, k, p, item.thousand*t.size))
				if t.territory == "IT" { // ISTAT gives citizenship for Italy and areas only
					k.Citizenship.Value = "FRG"
					out = append(out, observation(len(out)+1, k, p, item.foreign*t.size))
				}
			}
		}
	}
	return out
}

func currentVacancies() []warehouse.Observation {
	var out []warehouse.Observation
	for q := range 4 {
		for _, item := range strings.Fields("0037 0020 F G H I J K L M N P Q R S") {
			v := 2.0
			if item == "F" {
				v = 3.0
			}
			k := series.Key{Measure: "job_vacancy_rate_pct", Territory: codeOf("nuts2021", "IT"), Industry: codeOf("ateco2007", item), Other: "EMPLOYESS_CLASS=W_GE1"}
			out = append(out, observation(len(out)+1, k, series.MustPeriod("2025-Q4").Add(q).String(), v))
		}
	}
	return out
}

func diagnosisOptions(t *testing.T) Options {
	t.Helper()
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	return Options{Seed: 7, Software: "test", Catalog: c}
}

func diagnosed(t *testing.T, db *warehouse.DB, o Options) []warehouse.Shortage {
	t.Helper()
	if _, err := Diagnose(t.Context(), db, o); err != nil {
		t.Fatal(err)
	}
	rows, err := db.Shortages(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestDiagnose(t *testing.T) {
	db := diagnosisDB(t, append(publishedLoads(t), currentLoads()...)...)
	o := diagnosisOptions(t)
	rows := diagnosed(t, db, o)
	classes := map[string][]string{}
	for _, r := range ofMethod(rows, shortage.PriorityID) {
		at := r.Panel + " " + r.Territory.Value
		if r.Class == shortage.ClassPriority {
			classes[at] = append(classes[at], r.Unit.Value)
		}
		if r.Panel != "workspace" && r.IsSynthetic {
			t.Errorf("%s %s is marked synthetic", at, r.Unit.Value)
		}
		var e shortage.Explanation
		if err := json.Unmarshal([]byte(r.Explanation), &e); err != nil {
			t.Fatalf("%s %s: %v", at, r.Unit.Value, err)
		}
		for _, term := range e.Need.Terms {
			if term.Value != nil && (len(term.Sources) == 0 || term.Sources[0].SHA256 == "" || term.Floor.Parameter == "") {
				t.Errorf("%s %s %s: value without source or floor", at, r.Unit.Value, term.Indicator)
			}
		}
		if hasGrid := len(e.Sensitivity) > 0; hasGrid != (r.Territory.Value == "IT") {
			t.Errorf("%s %s: sensitivity grid there: %v", at, r.Unit.Value, hasGrid)
		}
	}
	for at, want := range map[string]string{"published_2019 IT": "[A F I R-T]", "published_2023 IT": "[A F I R-T]", "workspace IT": "[F R-T]", "workspace ITC1": "[]"} {
		slices.Sort(classes[at]) // rows come by rank
		if got := fmt.Sprint(classes[at]); got != want {
			t.Errorf("%s picks %s, want %s", at, got, want)
		}
	}
	again, err := Diagnose(t.Context(), db, o)
	if err != nil || !again.Fresh {
		t.Errorf("second run: fresh %v, error %v, want fresh", again.Fresh, err)
	}
	o.Seed++
	if third, err := Diagnose(t.Context(), db, o); err != nil || third.Fresh {
		t.Errorf("with another seed: fresh %v, error %v, want a new run", third.Fresh, err)
	}
}

// A region's need is judged on its own overall; a suppressed month leaves bounds.
func TestDiagnose_region(t *testing.T) {
	rows := diagnosed(t, diagnosisDB(t, append(publishedLoads(t), currentLoads()...)...), diagnosisOptions(t))
	for _, r := range ofMethod(rows, shortage.PriorityID) {
		if r.Territory.Value != "ITC1" {
			continue
		}
		var e shortage.Explanation
		if err := json.Unmarshal([]byte(r.Explanation), &e); err != nil {
			t.Fatal(err)
		}
		entries := e.Need.Terms[0]
		switch r.Unit.Value {
		case "F":
			// 3,000 a month over 50,000: 18 per 100 a quarter; the region 21,000 over 800,000: 7.9.
			if entries.Verdict != shortage.Yes || math.Abs(*entries.Value-18) > 1e-9 || math.Abs(*entries.Floor.Reference-7.875) > 1e-9 {
				t.Errorf("construction entries %v over %v: %s", *entries.Value, *entries.Floor.Reference, entries.Verdict)
			}
			if r.Class != shortage.ClassUnknown || r.Need != "yes" || !r.IsSynthetic {
				t.Errorf("construction is %s with need %s, synthetic %v: a borrowed incidence decides nothing", r.Class, r.Need, r.IsSynthetic)
			}
		case "A":
			// Eleven months of 1,000 and one that is at most the total of 21,000: what the other
			// sectors leave of it would be the suppressed number.
			if entries.Value != nil || math.Abs(*entries.Lower-100*11000/4.0/30000) > 1e-9 || math.Abs(*entries.Upper-100*32000/4.0/30000) > 1e-9 {
				t.Errorf("agriculture with a suppressed month: %v [%v, %v]", entries.Value, *entries.Lower, *entries.Upper)
			}
		case "R-T":
			if r.Need != "unknown" {
				t.Errorf("personal services have need %s: no regional evidence covers households", r.Need)
			}
		}
	}
}

func TestDiagnose_does_not_depend_on_processors(t *testing.T) {
	loads := append(publishedLoads(t), currentLoads()...)
	o := diagnosisOptions(t)
	o.Workers = 4
	many := diagnosed(t, diagnosisDB(t, loads...), o)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	o.Workers = 1
	one := diagnosed(t, diagnosisDB(t, loads...), o)
	if d := cmp.Diff(many, one, cmpopts.EquateNaNs()); d != "" {
		t.Errorf("four workers and one differ: %s", d)
	}
}

func TestDiagnose_says_what_is_missing(t *testing.T) {
	o := diagnosisOptions(t)
	got, err := Diagnose(t.Context(), diagnosisDB(t), o)
	if err != nil {
		t.Fatal(err)
	}
	if got.Panels != 0 || len(got.Refused) != 3 {
		t.Errorf("an empty warehouse gives %d panels and refuses %q, want none and three", got.Panels, got.Refused)
	}
	o.Catalog = nil
	if _, err := Diagnose(t.Context(), diagnosisDB(t), o); err == nil {
		t.Error("without a catalogue there are no floors, and no error either")
	}
}
