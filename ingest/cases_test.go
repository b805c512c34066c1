package ingest

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/check"
	"fabbisogno/ingest/format"
	"fabbisogno/ingest/snapshot"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write what was got to the wanted outcome; refused in CI")

// TestCases loads every file of testdata/cases (see caseFile) by the whole path and
// compares what became of it.
func TestCases(t *testing.T) {
	if *update && os.Getenv("CI") != "" {
		t.Fatal("-update is refused in CI")
	}
	paths, err := filepath.Glob("testdata/cases/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	shared := newIngester(t, nil) // its recipes take longer than most cases
	if shared.Store, err = snapshot.Open(quickDir(t)); err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			c := parseCase(t, a)
			input := c.input(t)
			db := &memory{}
			g := c.ingester(t, shared)
			g.DB = db
			c.request.Reader = bytes.NewReader(input)
			rep, err := g.File(context.Background(), c.request)
			got := outcome(rep, db, err)
			checkRuleNames(t, rep, err)
			if *update {
				a.Files[len(a.Files)-1].Data = []byte(got)
				if err := os.WriteFile(path, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("outcome of %.2000q (-want +got):\n%s", input, diff)
			}
		})
	}
}

// checkRuleNames fails when a rule that was applied is not in the one list.
func checkRuleNames(t *testing.T, rep Report, err error) {
	t.Helper()
	effects := map[string]check.Effect{}
	for _, r := range check.Rules() {
		effects[r.Name] = r.Effect
	}
	var s *SourceError
	if errors.As(err, &s) && effects[s.Rule] == "" {
		t.Errorf("the file is refused by the rule %q, which is not listed", s.Rule)
	}
	for _, r := range rep.Rejected {
		if effects[r.Rule] != check.Reject {
			t.Errorf("a row is rejected by the rule %q, listed as %q", r.Rule, effects[r.Rule])
		}
	}
	for _, r := range rep.Skips {
		if effects[r.Rule] != check.Skip {
			t.Errorf("rows are skipped by the rule %q, listed as %q", r.Rule, effects[r.Rule])
		}
	}
	for _, r := range rep.Issues {
		rule, ok := check.RuleNamed(r.Rule)
		if e := rule.Effect; !ok || e != check.Note && e != check.Warn || string(rule.Severity()) != r.Severity {
			t.Errorf("the issue %q of severity %s is listed as %q", r.Rule, r.Severity, e)
		}
	}
}

var candidates = regexp.MustCompile(`candidates: [a-z0-9_, ]+`)

// outcome writes what became of a file, a line a fact.
func outcome(rep Report, db *memory, err error) string {
	var b strings.Builder
	if err != nil {
		var s *SourceError
		if !errors.As(err, &s) {
			return "error " + err.Error() + "\n"
		}
		// The lists of formats and tables grow; no case is about their length.
		fmt.Fprintf(&b, "refused %s: %v\nhint: %s\n", s.Rule, err, candidates.ReplaceAllString(strings.ReplaceAll(s.Hint, knownFormats(), "(all formats)"), "candidates: (all tables)"))
		if len(db.loads) > 0 {
			b.WriteString("but something was loaded\n")
		}
		return b.String()
	}
	c := rep.Counts
	fmt.Fprintf(&b, "table %s\nread %d = loaded %d + rejected %d + skipped %d\n", rep.Table, c.Read, c.Loaded, c.Rejected, c.Skipped)
	if c.Read != c.Loaded+c.Rejected+c.Skipped {
		b.WriteString("THE COUNTS DO NOT ADD UP\n")
	}
	if rep.IsSynthetic {
		b.WriteString("synthetic\n")
	}
	for _, s := range rep.Skips {
		fmt.Fprintf(&b, "skipped %s %d\n", s.Rule, s.Rows)
	}
	for _, r := range rep.Rejected {
		fmt.Fprintf(&b, "rejected row %d %s %q %s: %s\nhint: %s\n", r.Row, r.Column, r.Value, r.Rule, r.Message, r.Hint)
	}
	for _, i := range rep.Issues {
		if i.Rule != "released-assumed" && i.Rule != "few-rows" && i.Rule != "layout-missing" { // of most small files
			fmt.Fprintf(&b, "%s %s: %s\n", i.Severity, i.Rule, i.Message)
		}
	}
	if len(db.loads) == 0 { // definitions are kept and not loaded
		return b.String()
	}
	editions := slices.ContainsFunc(db.loads[0].Observations, func(o warehouse.Observation) bool { return o.Vintage != rep.Vintage })
	for _, o := range db.loads[0].Observations {
		text := observationText(o)
		if editions {
			text = strings.TrimSuffix(text, "\n") + " edition " + o.Vintage + "\n"
		}
		if o.Note != "" {
			text = fmt.Sprintf("%s note %q\n", strings.TrimSuffix(text, "\n"), format.Cut(o.Note))
		}
		b.WriteString(text)
	}
	return b.String()
}

func observationText(o warehouse.Observation) string {
	value := "missing"
	if !math.IsNaN(o.Value) {
		value = strconv.FormatFloat(o.Value, 'f', -1, 64)
	}
	if o.Exact != "" {
		value = o.Exact
	}
	return strings.TrimRight(fmt.Sprintf("row %d %s %s %s = %s %s", o.Row, o.Column, o.Key, o.Period, value, o.Status), " ") + "\n"
}

func TestRulesAreNumbered(t *testing.T) {
	names, last := map[string]bool{}, 0
	for _, r := range check.Rules() {
		if r.Number <= last || names[r.Name] || r.Effect == "" || r.What == "" {
			t.Errorf("rule %+v after number %d", r, last)
		}
		names[r.Name], last = true, r.Number
	}
}

// A row that breaks rules of several stages is reported by the first stage, and a
// file that breaks one of an early stage is not looked at further.
func TestStagesComeInOrder(t *testing.T) {
	row := func(cells string) string { return "IT1:534_1038(1.0),Q,IT,JVC,Y,W_GE1," + cells + "\n" }
	for name, c := range map[string]struct {
		text string
		rule string
	}{
		"file_before_structure":     {"\x1f\x8bDATAFLOW,DATAFLOW\n", "gzip"},
		"structure_before_form":     {"DATAFLOW,FREQ,FREQ\na\n", "header-duplicate"},
		"form_before_codes":         {vacancyHeader + row("FX,2026-T9,x,y"), "ragged"},
		"period_before_code":        {vacancyHeader + row("FX,2026-T9,x"), "period"},
		"code_before_value":         {vacancyHeader + row("FX,2024-Q1,x"), "code"},
		"value_before_consistency":  {vacancyHeader + row("F,2024-Q1,-1") + row("F,2024-Q1,2"), "range"},
		"consistency_before_notes":  {vacancyHeader + row("F,2024-Q1,1") + row("F,2024-Q1,2"), "duplicate-conflict"},
		"flow_before_other_columns": {vacancyHeader + row("F,2024-Q1,1") + "IT1:9_9(1.0),X,XX,,,,FX,T,x\n", "flow"},
	} {
		t.Run(name, func(t *testing.T) {
			rep, err := newIngester(t, &memory{}).File(context.Background(), Request{Reader: strings.NewReader(c.text), Name: "x.csv", Table: "istat_vacancies"})
			var s *SourceError
			got := ""
			switch {
			case errors.As(err, &s):
				got = s.Rule
			case err != nil:
				t.Fatal(err)
			case len(rep.Rejected) > 0:
				got = rep.Rejected[0].Rule
			}
			if got != c.rule {
				t.Errorf("reported by %q, want %q", got, c.rule)
			}
		})
	}
	last := 0
	for _, s := range check.Stages() {
		if s.From != last+100 || s.Name == "" || s.What == "" {
			t.Errorf("stage %+v after %d", s, last)
		}
		last = s.From
	}
	for _, r := range check.Rules() {
		if r.Stage().Name == "" {
			t.Errorf("rule %d %s belongs to no stage", r.Number, r.Name)
		}
	}
}

func TestSourceErrorText(t *testing.T) {
	err := &SourceError{Table: "istat_vacancies", File: "x.csv", Row: 12, Column: "TIME_PERIOD", Err: errors.New(`unknown period "2026-T5"`)}
	const want = `load istat_vacancies from x.csv: row 12, column "TIME_PERIOD": unknown period "2026-T5"`
	if err.Error() != want {
		t.Errorf("got %s, want %s", err, want)
	}
}
