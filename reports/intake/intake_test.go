package intake

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"fabbisogno/datasets/warehouse"

	"github.com/google/go-cmp/cmp"
)

// ledger is a warehouse of fixed answers.
type ledger struct {
	entries []warehouse.LedgerEntry
	issues  []warehouse.TableIssue
	aside   []warehouse.SetAside
}

func (l ledger) Ledger(context.Context) ([]warehouse.LedgerEntry, error) { return l.entries, nil }
func (l ledger) Issues(context.Context) ([]warehouse.TableIssue, error)  { return l.issues, nil }
func (l ledger) SetAside(_ context.Context, f warehouse.AsideFilter) ([]warehouse.SetAside, error) {
	if !f.All || f.PerGroup == 0 {
		panic("the report needs capped rows of every state")
	}
	return l.aside, nil
}

func day(text string) time.Time {
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return d
}

func fixture() ledger {
	entry := func(sha, released string, c warehouse.Counts, skips ...warehouse.Skip) warehouse.LedgerEntry {
		return warehouse.LedgerEntry{Snapshot: warehouse.Snapshot{SHA256: sha, Table: "t", FileName: sha + ".csv", Released: day(released), Vintage: released}, Counts: c, Skips: skips}
	}
	row := func(sha, rule, state, by string, n, together int64) warehouse.SetAside {
		return warehouse.SetAside{Table: "t", SHA256: sha, State: state, BySHA256: by, Together: together,
			Rejected: warehouse.Rejected{Row: n, Column: "C", Value: "v", Rule: rule, Message: "m", Hint: "h"}}
	}
	issue := func(sha, severity, rule string) warehouse.TableIssue {
		return warehouse.TableIssue{Table: "t", SHA256: sha, Issue: warehouse.Issue{Severity: severity, Rule: rule, Message: "of " + sha}}
	}
	return ledger{
		entries: []warehouse.LedgerEntry{
			entry("a", "2024-01-10", warehouse.Counts{Read: 20, Loaded: 10, Rejected: 7, Skipped: 3, Observations: 10}, warehouse.Skip{Rule: "blank", Rows: 3}),
			entry("b", "2024-02-10", warehouse.Counts{Read: 4, Loaded: 4, Observations: 8}),
		},
		aside: []warehouse.SetAside{
			row("a", "code", "healed by file", "b", 3, 2), row("a", "code", "healed by file", "b", 4, 2),
			row("a", "code", "superseded", "b", 5, 4), row("a", "period", "open", "", 9, 1),
			row("a", "code", "healed by mapping", "", 7, 6), row("z", "code", "open", "", 1, 1),
		},
		issues: []warehouse.TableIssue{issue("a", "note", "bom"), issue("a", "warning", "gap"), issue("b", "warning", "jump"), issue("b", "warning", "unheard-of")},
	}
}

func rules() []Rule {
	return []Rule{{Number: 130, Name: "bom", Severity: "note"}, {Number: 320, Name: "blank", Severity: "note"}, {Number: 404, Name: "period", Severity: "error"},
		{Number: 409, Name: "code", Severity: "error"}, {Number: 604, Name: "gap", Severity: "warning"}, {Number: 707, Name: "jump", Severity: "warning"}}
}

func TestRead(t *testing.T) {
	r, err := Read(t.Context(), fixture(), Options{Rules: rules(), Examples: 1})
	if err != nil {
		t.Fatal(err)
	}
	if r.Totals != (Counts{Files: 2, Read: 24, Loaded: 14, SetAside: 7, Skipped: 3, Observations: 18}) {
		t.Errorf("totals %+v", r.Totals)
	}
	tallies := func(list []Tally) (out []string) {
		for _, x := range list {
			text, _ := json.Marshal([]any{x.Number, x.Name, x.Rows, x.Issues, len(x.Examples)})
			out = append(out, string(text))
		}
		return out
	}
	// Rows of a corrected file were set aside by its predecessor's load; rows healed by a line are loaded.
	if d := cmp.Diff([]string{`[320,"blank",3,0,0]`, `[404,"period",1,0,1]`, `[409,"code",6,0,1]`}, tallies(r.Files[0].Rules)); d != "" {
		t.Errorf("rules of a file (-want +got):\n%s", d)
	}
	var aside int64
	for _, x := range r.Files[0].Rules {
		if x.Severity == "error" {
			aside += x.Rows
		}
	}
	if aside != r.Files[0].SetAside {
		t.Errorf("the rules set %d rows aside, the ledger says %d", aside, r.Files[0].SetAside)
	}
	if d := cmp.Diff([]string{`[0,"unheard-of",0,1,0]`, `[130,"bom",0,1,0]`, `[320,"blank",3,0,0]`, `[404,"period",1,0,0]`, `[409,"code",6,0,0]`, `[604,"gap",0,1,0]`, `[707,"jump",0,1,0]`}, tallies(r.Rules)); d != "" {
		t.Errorf("rules of all files (-want +got):\n%s", d)
	}
	if i := r.Files[0].Issues; len(i) != 2 || i[0].Name != "gap" || i[1].Name != "bom" {
		t.Errorf("issues %+v: warnings come first", i)
	}
}

// A report of a day tells of files released by then, and of no jumps.
func TestReadAsOf(t *testing.T) {
	r, err := Read(t.Context(), fixture(), Options{Rules: rules(), Examples: 1, AsOf: day("2024-01-31")})
	if err != nil || len(r.Files) != 1 || r.Files[0].SHA256 != "a" || r.AsOf != "2024-01-31" || r.Totals.Read != 20 {
		t.Errorf("%+v, %v", r, err)
	}
	all, err := Read(t.Context(), fixture(), Options{Rules: rules(), Examples: 1, AsOf: day("2024-12-31")})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range all.Rules {
		if x.Name == "jump" {
			t.Error("a report of a day tells of jumps, which depend on what came later")
		}
	}
	only, err := Read(t.Context(), fixture(), Options{Only: func(sha, _ string) bool { return sha == "b" }, Examples: 1})
	if err != nil || len(only.Files) != 1 || only.Files[0].SHA256 != "b" {
		t.Errorf("%+v, %v", only, err)
	}
}

// The fields of the JSON are a promise: a change of one raises Version.
func TestJSON(t *testing.T) {
	r, err := Read(t.Context(), fixture(), Options{Rules: rules(), Examples: 1, Only: func(sha, _ string) bool { return sha == "a" }})
	if err != nil {
		t.Fatal(err)
	}
	r.Files[0].Outcome, r.Files[0].Issues, r.Files[0].Rules = "loaded", r.Files[0].Issues[:1], r.Files[0].Rules[1:2]
	r.Rules = r.Rules[:1]
	r.Refused = []Refuse{{Rule: Rule{Number: 103, Name: "html-page"}, File: "x.csv", Message: "m", Hint: "h"}}
	got, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	const want = `{
 "version": 1,
 "totals": {
  "files": 1,
  "rows_read": 20,
  "rows_loaded": 10,
  "rows_set_aside": 7,
  "rows_skipped": 3,
  "observations": 10
 },
 "files": [
  {
   "file": "a.csv",
   "table": "t",
   "format": "",
   "sha256": "a",
   "bytes": 0,
   "released": "2024-01-10",
   "vintage": "2024-01-10",
   "is_synthetic": false,
   "outcome": "loaded",
   "rows_read": 20,
   "rows_loaded": 10,
   "rows_set_aside": 7,
   "rows_skipped": 3,
   "observations": 10,
   "rules": [
    {
     "number": 404,
     "name": "period",
     "stage": "",
     "effect": "",
     "severity": "error",
     "rows": 1,
     "issues": 0,
     "examples": [
      {
       "row": 9,
       "column": "C",
       "value": "v",
       "message": "m",
       "hint": "h"
      }
     ]
    }
   ],
   "issues": [
    {
     "number": 604,
     "name": "gap",
     "stage": "",
     "effect": "",
     "severity": "warning",
     "message": "of a"
    }
   ]
  }
 ],
 "rules": [
  {
   "number": 130,
   "name": "bom",
   "stage": "",
   "effect": "",
   "severity": "note",
   "rows": 0,
   "issues": 1
  }
 ],
 "refused": [
  {
   "number": 103,
   "name": "html-page",
   "stage": "",
   "effect": "",
   "severity": "",
   "file": "x.csv",
   "message": "m",
   "hint": "h"
  }
 ]
}`
	if d := cmp.Diff(want, string(got)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
