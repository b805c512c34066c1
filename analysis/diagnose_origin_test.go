package analysis

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/warehouse"
)

// ofMethod are the rows of one method.
func ofMethod(rows []warehouse.Shortage, method string) []warehouse.Shortage {
	return slices.DeleteFunc(slices.Clone(rows), func(r warehouse.Shortage) bool { return r.Method != method })
}

// The regional term from the published figures, and from the current tables.
func TestDiagnose_origin_and_membership(t *testing.T) {
	rows := diagnosed(t, diagnosisDB(t, append(publishedLoads(t), currentLoads()...)...), diagnosisOptions(t))
	t.Run("origin", func(t *testing.T) { holdOrigin(t, ofMethod(rows, shortage.OriginID)) })
	t.Run("membership", func(t *testing.T) { holdMembership(t, ofMethod(rows, shortage.MembershipID)) })
}

func holdOrigin(t *testing.T, rows []warehouse.Shortage) {
	t.Helper()
	standing := map[string][]string{}
	for _, r := range rows {
		var e shortage.OriginExplanation
		if err := json.Unmarshal([]byte(r.Explanation), &e); err != nil {
			t.Fatalf("%s %s: %v", r.Panel, r.Unit.Value, err)
		}
		if r.Territory.Value != "ITC1" || r.Class != e.Standing || math.IsNaN(r.ClassShare) || e.Membership.Settings == 0 {
			t.Errorf("%s %s of %s: class %s with share %v, explained as %s, %d settings", r.Panel, r.Unit.Value, r.Territory.Value, r.Class, r.ClassShare, e.Standing, e.Membership.Settings)
		}
		if e.ComesOut == shortage.Yes {
			standing[r.Panel] = append(standing[r.Panel], r.Unit.Value)
		}
		if r.Panel == "published_origin_pk" && r.IsSynthetic {
			t.Errorf("%s from published figures is marked synthetic", r.Unit.Value)
		}
		for _, term := range slices.Concat(e.ShortageTerms, e.TrainingTerms) {
			if term.Value != nil && (len(term.Sources) == 0 || term.Sources[0].SHA256 == "") {
				t.Errorf("%s %s %s: value without source", r.Panel, r.Unit.Value, term.Indicator)
			}
		}
	}
	if got := fmt.Sprint(standing["published_origin_pk"]); got != "[C10-C12 C13-C15 C24-C30 F H_J-M I]" {
		t.Errorf("from published figures comes out %s", got)
	}
	if n := len(rows); n != 20 {
		t.Errorf("%d rows, want ten sectors by two panels", n)
	}
}

func TestDiagnose_without_figures_of_the_country_there_is_no_regional_term(t *testing.T) {
	loads := slices.DeleteFunc(publishedLoads(t), func(l warehouse.Load) bool {
		return strings.HasPrefix(l.Snapshot.Table, "published_pakistan") || l.Snapshot.Table == "published_beoe"
	})
	if rows := ofMethod(diagnosed(t, diagnosisDB(t, append(loads, currentLoads()...)...), diagnosisOptions(t)), shortage.OriginID); len(rows) > 0 {
		t.Errorf("%d rows about a country of which nothing is loaded", len(rows))
	}
}

// Membership is stored for every panel of Italy and for the published years together.
func holdMembership(t *testing.T, rows []warehouse.Shortage) {
	t.Helper()
	byPanel := map[string]int{}
	for _, r := range rows {
		byPanel[r.Panel]++
		var e shortage.Membered
		if err := json.Unmarshal([]byte(r.Explanation), &e); err != nil {
			t.Fatal(err)
		}
		if e.Chosen != r.ClassShare || e.Settings < 2187 || len(e.Sets) == 0 || r.Territory.Value != "IT" {
			t.Errorf("%s %s: %+v in a row with share %v", r.Panel, r.Unit.Value, e, r.ClassShare)
		}
	}
	for _, panel := range []string{"published_2019", "published_2023", pooledPanel, "workspace"} {
		if byPanel[panel] != 7 {
			t.Errorf("%s: %d sectors, want 7", panel, byPanel[panel])
		}
	}
}
