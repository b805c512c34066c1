package warehouse

import (
	"fmt"
	"strings"
	"testing"

	"fabbisogno/datasets/series"
)

// monthly is a load of values of one monthly series from 2020-01, in file name.
func monthly(name, released string, from int, values ...float64) Load {
	l := edition("excelsior_monthly", name, released, false, 0, 0)
	for i, v := range values {
		l.Observations = append(l.Observations, observe("planned_entries_persons", series.MustPeriod("2020-01").Add(from+i).String(), v, int64(i+2)))
	}
	return l.counted()
}

// seasonal are n months that rise by a little, with a low in every August.
func seasonal(n int) []float64 {
	var out []float64
	for i := range n {
		v := 1000 + 3*float64(i) + float64(i*i%7)
		if i%12 == 7 {
			v = 300 + float64(i)
		}
		out = append(out, v)
	}
	return out
}

func TestJumps(t *testing.T) {
	limits := JumpLimits{Share: 0.5, Changes: 8, Score: 3.5}
	with := func(values []float64, at int, v float64) []float64 {
		out := append([]float64(nil), values...)
		out[at] = v
		return out
	}
	shifted := seasonal(48)
	for i := 30; i < 48; i++ {
		shifted[i] += 4000 // a change of level: ATECO, or a redefinition
	}
	for name, c := range map[string]struct {
		loads []Load
		want  string
	}{
		"season_is_none":         {[]Load{monthly("a", "2024-01-10", 0, seasonal(48)...)}, ""},
		"slip_in_the_middle":     {[]Load{monthly("a", "2024-01-10", 0, with(seasonal(48), 34, 110)...)}, "a 1: 2022-11 110 after 2022-10"},
		"slip_of_ten_times":      {[]Load{monthly("a", "2024-01-10", 0, with(seasonal(48), 34, 11000)...)}, "a 1: 2022-11 11000 after 2022-10"},
		"change_of_level_once":   {[]Load{monthly("a", "2024-01-10", 0, shifted...)}, "a 1: 2022-07 5094 after 2022-06"},
		"against_what_is_loaded": {[]Load{monthly("a", "2024-01-10", 0, seasonal(40)...), monthly("b", "2024-02-10", 40, 99)}, "b 1: 2023-05 99 after 2023-04"},
		"small_change":           {[]Load{monthly("a", "2024-01-10", 0, with(seasonal(48), 34, 700)...)}, ""},
		"short_series":           {[]Load{monthly("a", "2024-01-10", 0, 100, 101, 103, 102, 900)}, ""},
		"first_year":             {[]Load{monthly("a", "2024-01-10", 0, 100, 101, 103, 102, 104, 103, 105, 104, 106, 107, 900)}, ""},
		"corrected_edition":      {[]Load{monthly("a", "2024-01-10", 0, with(seasonal(48), 34, 110)...), monthly("b", "2024-02-10", 0, seasonal(48)...)}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			db := openNew(t)
			load(t, db, c.loads...)
			jumps, err := db.Jumps(t.Context(), limits)
			if err != nil {
				t.Fatal(err)
			}
			files := map[string]string{}
			for _, l := range c.loads {
				files[l.Snapshot.SHA256] = strings.TrimSuffix(l.Snapshot.FileName, ".csv")
			}
			got := ""
			for _, j := range jumps {
				got += fmt.Sprintf("%s %d: %s %v after %s", files[j.SHA256], j.Count, j.Period, j.Value, j.PeriodBefore)
				if j.Score <= limits.Score || j.Row == 0 || !strings.Contains(j.Series, "planned_entries_persons IT") {
					t.Errorf("jump %+v", j)
				}
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestReplaceIssues(t *testing.T) {
	db := openNew(t)
	l := monthly("a", "2024-01-10", 0, 1, 2)
	l.Issues = []Issue{{Severity: "note", Rule: "bom", Message: "m"}}
	load(t, db, l)
	for _, message := range []string{"first", "second"} {
		if err := db.ReplaceIssues(t.Context(), "jump", []TableIssue{{Table: l.Snapshot.Table, SHA256: l.Snapshot.SHA256, Issue: Issue{Severity: "warning", Rule: "jump", Message: message}}}); err != nil {
			t.Fatal(err)
		}
	}
	issues, err := db.Issues(t.Context())
	if err != nil || len(issues) != 2 || issues[0].Rule != "bom" || issues[1].Message != "second" {
		t.Errorf("issues %+v, %v", issues, err)
	}
}
