package warehouse

import (
	"bytes"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"fabbisogno/datasets/series"
)

func diagnosisCell(territory, unit, period string) Cell {
	return Cell{Kind: KindOccupation, Territory: series.Code{List: "nuts2021", Value: territory}, Unit: series.Code{List: "cp2021", Value: unit}, Period: period}
}

// fixtureDiagnosis has rows in every table: a rated and a suppressed cell in two periods and territories.
func fixtureDiagnosis() DiagnosisResults {
	nan := math.NaN()
	rated, old, small := diagnosisCell("IT", "5.2", "2025-11/2026-10"), diagnosisCell("IT", "5.2", "2025"), diagnosisCell("ITC1", "6", "2025-11/2026-10")
	group := Group{Kind: KindOccupation, Territory: rated.Territory, UnitList: "cp2021", Period: rated.Period}
	return DiagnosisResults{
		Ratings: []Rating{
			{Cell: old, Method: "jsa_fill_rate", MethodVersion: 1, Status: StatusRated, Class: "shortage", Says: "yes", ClassShare: 0.97, ShortageShare: 0.97,
				Measure: "fill_rate_pct", Value: 48, ValueLower: 46, ValueUpper: 50, Rank: 2, RankLower: 1, RankUpper: 4, Ranked: 37, Level: 0.9,
				Cases: 12000, Grade: "A", IsSynthetic: true},
			{Cell: rated, Method: "jsa_fill_rate", MethodVersion: 1, Status: StatusRated, Class: "shortage", Says: "yes", ClassShare: 1, ShortageShare: 1,
				Measure: "fill_rate_pct", Value: 45, ValueLower: 43, ValueUpper: 47, Rank: 1, RankLower: 1, RankUpper: 2, Ranked: 37, Level: 0.9,
				Cases: 12000, Grade: "A", IsAssumed: true},
			{Cell: small, Method: "jsa_fill_rate", MethodVersion: 1, Status: StatusSuppressed, Reason: "few_cases", ClassShare: nan, ShortageShare: nan,
				Measure: "fill_rate_pct", Value: nan, ValueLower: nan, ValueUpper: nan, Rank: nan, RankLower: nan, RankUpper: nan, Level: 0.9, Cases: nan, Grade: "D"},
		},
		ClassShares: []ClassShare{{Cell: rated, Method: "composite", Class: "high", Share: 0.8}, {Cell: rated, Method: "composite", Class: "middle", Share: 0.2}},
		Scopes: []MethodScope{{Kind: KindOccupation, Territory: rated.Territory, UnitList: "cp2021", Method: "uwv_tension", MethodVersion: 1, Status: StatusNotRated,
			Missing: "short_term_unemployed", NotRated: 37}},
		Composites: []Composite{
			{Cell: rated, Status: StatusRated, Class: "high", ClassShare: 0.8, Score: 71, ScoreLower: 66, ScoreUpper: 77, Rank: 3, RankMedian: 3, RankLower: 1,
				RankUpper: 6, Ranked: 37, Band: 1, Level: 0.9, Cases: 12000, Grade: "A"},
			{Cell: small, Status: StatusSuppressed, Reason: "few_cases", ClassShare: nan, Score: nan, ScoreLower: nan, ScoreUpper: nan, Rank: nan, RankMedian: nan,
				RankLower: nan, RankUpper: nan, Level: 0.9, Cases: nan, Grade: "D"},
		},
		Parts: []CompositePart{{Cell: rated, Indicator: "hard_to_fill_share_pct", Value: 55, ValueLower: 53, ValueUpper: 57, Normalised: 80, Weight: 0.5,
			Contribution: 40}},
		Agreements: []Agreement{
			{Cell: rated, Status: StatusRated, Shortage: 3, Methods: 4, Lower: 3, Upper: 4, Level: 0.9, Verdict: "most", VerdictShare: 0.9},
			{Cell: small, Status: StatusSuppressed, Lower: nan, Upper: nan, Level: 0.9, VerdictShare: nan},
		},
		Dissents: []Dissent{{Cell: rated, Method: "mac", Says: "no", Indicator: "hard_to_fill_share_pct", Value: 55, Needed: 60}},
		Taus:     []MethodTau{{Group: group, A: "jsa_fill_rate", B: "mac", Tau: 0.6, TauLower: 0.5, TauUpper: 0.7, Level: 0.9, Units: 37}},
		Pairs:    []RankPair{{Group: group, First: "5.2", Second: "6.1", ShareAbove: 0.6, Level: 0.9}},
		Places:   []RankShare{{Cell: rated, Place: 3, Share: 0.4}, {Cell: rated, Place: 4, Share: 0.6}},
		Choices: []ChoiceEffect{{Group: group, Choice: "aggregation", Output: "mean_rank_shift", First: 0.4, FirstLower: 0.3, FirstUpper: 0.5, Total: 0.6,
			TotalLower: 0.5, TotalUpper: 0.7, Level: 0.9}},
		Causes:   []Cause{{Cell: rated, Cause: "few_candidates", Grade: "strong", GradeShare: 0.9, Evidence: "no_candidates_share_pct", Value: 40, ValueLower: 38, ValueUpper: 42}},
		Remedies: []Remedy{{Cell: rated, Cause: "few_candidates", Remedy: "training", Fit: "good", EvidenceGrade: "B"}},
	}
}

// Every table comes back as it was saved, and a filter picks rows of every table that has its columns.
func TestDiagnosisComesBack(t *testing.T) {
	db := openNew(t)
	run := Run{ID: "diagnosis-1", Step: "diagnosis", Fingerprint: "f1", AsOf: day("2026-11-20"), SoftwareVersion: "v1"}
	want := fixtureDiagnosis()
	for range 2 { // a second time takes the place of the first
		if err := db.SaveDiagnosis(t.Context(), run, want); err != nil {
			t.Fatal(err)
		}
	}
	read := func(f DiagnosisFilter) DiagnosisResults {
		t.Helper()
		var got DiagnosisResults
		for i, err := range []error{
			into(&got.Ratings)(db.Ratings(t.Context(), f)), into(&got.ClassShares)(db.ClassShares(t.Context(), f)),
			into(&got.Scopes)(db.MethodScopes(t.Context(), f)), into(&got.Composites)(db.Composites(t.Context(), f)),
			into(&got.Parts)(db.CompositeParts(t.Context(), f)), into(&got.Agreements)(db.Agreements(t.Context(), f)),
			into(&got.Dissents)(db.Dissents(t.Context(), f)), into(&got.Taus)(db.MethodTaus(t.Context(), f)),
			into(&got.Pairs)(db.RankPairs(t.Context(), f)), into(&got.Places)(db.RankShares(t.Context(), f)),
			into(&got.Choices)(db.ChoiceEffects(t.Context(), f)),
			into(&got.Causes)(db.Causes(t.Context(), f)), into(&got.Remedies)(db.Remedies(t.Context(), f)),
		} {
			if err != nil {
				t.Fatalf("table %d: %v", i, err)
			}
		}
		return got
	}
	if d := cmp.Diff(want, read(DiagnosisFilter{}), cmpopts.EquateNaNs()); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	latest := read(DiagnosisFilter{Latest: true})
	if len(latest.Ratings) != 2 || latest.Ratings[0].Period != "2025-11/2026-10" || len(latest.Taus) != 1 || len(latest.Scopes) != 1 {
		t.Errorf("latest: %+v", latest.Ratings)
	}
	if got := read(DiagnosisFilter{Territory: "ITC1"}); len(got.Ratings) != 1 || len(got.Taus) != 0 || len(got.Scopes) != 0 || len(got.Composites) != 1 {
		t.Errorf("Piedmont: %+v", got)
	}
	if got := read(DiagnosisFilter{Method: "mac"}); len(got.Ratings) != 0 || len(got.Dissents) != 1 || len(got.Composites) != 2 {
		t.Errorf("one method: %+v", got)
	}
	checkLatest(t, db, run)
}

func into[T any](place *[]T) func([]T, error) error {
	return func(rows []T, err error) error { *place = rows; return err }
}

// A query reads every view, as of an earlier day nothing of a later run, and a
// suppressed cell as such.
func TestDiagnosisIsQueried(t *testing.T) {
	path := newFile(t)
	db := openAt(t, path, false)
	run := Run{ID: "diagnosis-1", Step: "diagnosis", Fingerprint: "f1", AsOf: day("2026-11-20")}
	if err := db.SaveDiagnosis(t.Context(), run, fixtureDiagnosis()); err != nil {
		t.Fatal(err)
	}
	closeNow(t, db)
	db = openAt(t, path, true)
	for _, name := range diagnosisRelations() {
		for at, want := range map[string]bool{"": true, "2026-11-20": true, "2026-11-19": false} {
			lim := QueryLimits{Rows: 100}
			if at != "" {
				lim.AsOf = day(at)
			}
			var out bytes.Buffer
			res, err := db.Query(t.Context(), "SELECT * FROM "+name, FormatCSV, lim, &out)
			if err != nil || (res.Rows > 0) != want {
				t.Errorf("%s as of %q: %d rows, %v", name, at, res.Rows, err)
			}
		}
	}
	var out bytes.Buffer
	if _, err := db.Query(t.Context(), "SELECT unit_code, status, reason, class, value, value_lower, rank, cases FROM rating WHERE territory = 'ITC1'", FormatCSV, QueryLimits{Rows: 10}, &out); err != nil {
		t.Fatal(err)
	}
	if want := "6,suppressed,few_cases,,,,,"; !slices.Contains(strings.Fields(out.String()), want) {
		t.Errorf("got %q, want a line %q", out.String(), want)
	}
}

// What a reader relies on is refused when it does not hold: each change to a
// good set of results alone makes it bad.
func TestDiagnosisWithoutItsUncertaintyIsRefused(t *testing.T) {
	nan := math.NaN()
	cases := map[string]func(r *DiagnosisResults){
		"rank without interval":       func(r *DiagnosisResults) { r.Ratings[0].RankLower = nan },
		"interval upside down":        func(r *DiagnosisResults) { r.Composites[0].RankLower = 9 },
		"class without probability":   func(r *DiagnosisResults) { r.Ratings[0].ClassShare = nan },
		"place that no draw gave":     func(r *DiagnosisResults) { r.Places[0].Share = 0 },
		"suppressed with a value":     func(r *DiagnosisResults) { r.Ratings[2].Value = 55 },
		"suppressed with a class":     func(r *DiagnosisResults) { r.Composites[1].Class = "high" },
		"suppressed with a verdict":   func(r *DiagnosisResults) { r.Agreements[1].Shortage, r.Agreements[1].Methods = 1, 2 },
		"more shortages than methods": func(r *DiagnosisResults) { r.Agreements[0].Shortage = 5 },
		"verdict without probability": func(r *DiagnosisResults) { r.Agreements[0].VerdictShare = nan },
		"unknown status":              func(r *DiagnosisResults) { r.Ratings[0].Status = "fine" },
		"rated with nothing": func(r *DiagnosisResults) {
			r.Ratings[0].Class, r.Ratings[0].Value, r.Ratings[0].ShortageShare, r.Ratings[0].Rank = "", nan, nan, nan
		},
	}
	if err := fixtureDiagnosis().check(); err != nil {
		t.Fatalf("the good set: %v", err)
	}
	for name, spoil := range cases {
		r := fixtureDiagnosis()
		spoil(&r)
		if r.check() == nil {
			t.Errorf("%s: not refused", name)
		}
	}
}

// The columns of every table stand in the order of the schema, and every field of a row has one.
func TestDiagnosisColumnsAreTheSchemas(t *testing.T) {
	db := openNew(t)
	check := func(table, names string, row any) {
		t.Helper()
		columns, err := collect(t.Context(), db.sql, func(v *string) []any { return []any{v} },
			"SELECT column_name FROM information_schema.columns WHERE table_name = '"+table+"' AND table_schema = 'main' ORDER BY ordinal_position")
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(columns, append([]string{"run_id"}, strings.Split(names, ", ")...)); d != "" {
			t.Errorf("%s: -schema +table:\n%s", table, d)
		}
		if fields := leaves(reflect.TypeOf(row)); fields != len(columns)-1 {
			t.Errorf("%s: %d fields for %d columns", table, fields, len(columns)-1)
		}
	}
	check(ratingTable.name, ratingTable.names(), Rating{})
	check(classShareTable.name, classShareTable.names(), ClassShare{})
	check(scopeTable.name, scopeTable.names(), MethodScope{})
	check(compositeTable.name, compositeTable.names(), Composite{})
	check(partTable.name, partTable.names(), CompositePart{})
	check(agreementTable.name, agreementTable.names(), Agreement{})
	check(dissentTable.name, dissentTable.names(), Dissent{})
	check(tauTable.name, tauTable.names(), MethodTau{})
	check(pairTable.name, pairTable.names(), RankPair{})
	check(placeTable.name, placeTable.names(), RankShare{})
	check(choiceTable.name, choiceTable.names(), ChoiceEffect{})
	check(causeTable.name, causeTable.names(), Cause{})
	check(remedyTable.name, remedyTable.names(), Remedy{})
}

func leaves(t reflect.Type) int {
	if t.Kind() != reflect.Struct {
		return 1
	}
	n := 0
	for i := range t.NumField() {
		n += leaves(t.Field(i).Type)
	}
	return n
}
