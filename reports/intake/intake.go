package intake

import (
	"cmp"
	"context"
	"slices"
	"time"

	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/warehouse"
)

// Version of the report as JSON.
const Version = 1

// Text is a text in both languages.
type Text = codes.Text

// Rule is a quality rule as it is told.
type Rule struct {
	Number   int    `json:"number"`
	Name     string `json:"name"`
	Stage    string `json:"stage"`
	Effect   string `json:"effect"`
	Severity string `json:"severity"` // error, warning, note
	What     Text   `json:"-"`
}

// Report is what became of files.
type Report struct {
	Version int      `json:"version"`
	Totals  Counts   `json:"totals"`
	Files   []File   `json:"files"`
	Rules   []Tally  `json:"rules"` // over all files, by number
	AsOf    string   `json:"as_of,omitempty"`
	Refused []Refuse `json:"refused,omitempty"`
	// Titles of the data sets, for pages.
	Titles map[string]Text `json:"-"`
}

// Counts add up: Read = Loaded + SetAside + Skipped.
type Counts struct {
	Files        int   `json:"files,omitempty"` // of several
	Read         int64 `json:"rows_read"`
	Loaded       int64 `json:"rows_loaded"`
	SetAside     int64 `json:"rows_set_aside"`
	Skipped      int64 `json:"rows_skipped"`
	Observations int64 `json:"observations"`
}

func (c *Counts) add(o Counts) {
	c.Read += o.Read
	c.Loaded += o.Loaded
	c.SetAside += o.SetAside
	c.Skipped += o.Skipped
	c.Observations += o.Observations
}

// File is one file, loaded as one table.
type File struct {
	Name        string `json:"file"`
	Table       string `json:"table"`
	Format      string `json:"format"`
	SHA256      string `json:"sha256"`
	Bytes       int64  `json:"bytes"`
	Released    string `json:"released"`
	Vintage     string `json:"vintage"`
	IsSynthetic bool   `json:"is_synthetic"`
	Outcome     string `json:"outcome,omitempty"` // of this run: loaded, loaded_again, loaded_before
	Counts
	Rules  []Tally `json:"rules"`  // that set rows aside or skipped them, by number
	Issues []Issue `json:"issues"` // by severity and number of the rule
}

// Tally is how often a rule was applied, and examples.
type Tally struct {
	Rule
	Rows     int64     `json:"rows"`               // set aside or skipped
	Issues   int       `json:"issues"`             // noted of files as a whole
	Examples []Example `json:"examples,omitempty"` // rows set aside, the first few
}

// Example is a row set aside.
type Example struct {
	Row     int64  `json:"row"`
	Column  string `json:"column"`
	Value   string `json:"value"`
	Message string `json:"message"`
	Hint    string `json:"hint"`
	// MessageIT and HintIT say the same in Italian; empty where nobody translated.
	MessageIT string `json:"message_it,omitempty"`
	HintIT    string `json:"hint_it,omitempty"`
}

// Issue is what a check found of a file.
type Issue struct {
	Rule
	Message   string `json:"message"`
	MessageIT string `json:"message_it,omitempty"` // the same in Italian; empty where nobody translated
}

// Refuse is a file of which nothing was loaded.
type Refuse struct {
	Rule
	File    string `json:"file"`
	Table   string `json:"table,omitempty"`
	Row     int64  `json:"row,omitempty"`
	Column  string `json:"column,omitempty"`
	Value   string `json:"value,omitempty"`
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

// DB is what the report reads of the warehouse.
type DB interface {
	Ledger(ctx context.Context) ([]warehouse.LedgerEntry, error)
	Issues(ctx context.Context) ([]warehouse.TableIssue, error)
	SetAside(ctx context.Context, f warehouse.AsideFilter) ([]warehouse.SetAside, error)
}

// Options say what to tell.
type Options struct {
	Rules    []Rule
	Titles   map[string]Text                 // of the data sets
	AsOf     time.Time                       // zero: all that is loaded
	Only     func(sha256, table string) bool // nil: every file
	Examples int                             // rows of a file and rule that are listed
	// Italian says the message and advice of a row in Italian; nil: nobody does.
	Italian func(rule, message, hint string) (string, string)
}

// Read makes the report of what is loaded.
func Read(ctx context.Context, db DB, o Options) (Report, error) {
	r := reader{o: o, report: Report{Version: Version, Titles: o.Titles, Files: []File{}, Rules: []Tally{}}, at: map[place]int{},
		counted: map[group]bool{}, total: map[string]*Tally{}}
	if !o.AsOf.IsZero() {
		r.report.AsOf = o.AsOf.Format(time.DateOnly)
	}
	ledger, err := db.Ledger(ctx)
	if err != nil {
		return Report{}, err
	}
	r.files(ledger)
	aside, err := db.SetAside(ctx, warehouse.AsideFilter{All: true, PerGroup: max(o.Examples, 1)})
	if err != nil {
		return Report{}, err
	}
	r.setAside(aside)
	issues, err := db.Issues(ctx)
	if err != nil {
		return Report{}, err
	}
	r.issues(issues)
	return r.settled(), nil
}

type place struct{ sha256, table string }

// group is the rows of one file, rule and state, which come with their number.
type group struct {
	file        int
	rule, state string
}

type reader struct {
	o       Options
	report  Report
	at      map[place]int // in report.Files
	counted map[group]bool
	total   map[string]*Tally
}

func (r *reader) files(ledger []warehouse.LedgerEntry) {
	for _, l := range ledger {
		s, c := l.Snapshot, l.Counts
		if r.o.Only != nil && !r.o.Only(s.SHA256, s.Table) || !r.o.AsOf.IsZero() && s.Released.After(r.o.AsOf) {
			continue
		}
		f := File{Name: s.FileName, Table: s.Table, Format: s.Format, SHA256: s.SHA256, Bytes: s.Bytes, Released: s.Released.Format(time.DateOnly),
			Vintage: s.Vintage, IsSynthetic: s.IsSynthetic, Rules: []Tally{}, Issues: []Issue{},
			Counts: Counts{Read: c.Read, Loaded: c.Loaded, SetAside: c.Rejected, Skipped: c.Skipped, Observations: c.Observations}}
		for _, skip := range l.Skips {
			f.Rules = append(f.Rules, Tally{Rule: r.rule(skip.Rule), Rows: skip.Rows})
		}
		r.report.Totals.add(f.Counts)
		r.report.Totals.Files++
		r.at[place{s.SHA256, s.Table}] = len(r.report.Files)
		r.report.Files = append(r.report.Files, f)
	}
}

// setAside counts the rows that the present loads set aside, whether or not a
// corrected file took the place of theirs since.
func (r *reader) setAside(rows []warehouse.SetAside) {
	for _, row := range rows {
		i, ok := r.at[place{row.SHA256, row.Table}]
		if !ok || row.State != "open" && row.BySHA256 == "" {
			continue // healed rows are not set aside any more
		}
		f := &r.report.Files[i]
		t := slices.IndexFunc(f.Rules, func(t Tally) bool { return t.Name == row.Rule })
		if t < 0 {
			f.Rules = append(f.Rules, Tally{Rule: r.rule(row.Rule)})
			t = len(f.Rules) - 1
		}
		tally := &f.Rules[t]
		if g := (group{i, row.Rule, row.State}); !r.counted[g] {
			r.counted[g] = true
			tally.Rows += row.Together
		}
		if len(tally.Examples) < r.o.Examples {
			e := Example{Row: row.Row, Column: row.Column, Value: row.Value, Message: row.Message, Hint: row.Hint}
			if r.o.Italian != nil {
				e.MessageIT, e.HintIT = r.o.Italian(row.Rule, row.Message, row.Hint)
			}
			tally.Examples = append(tally.Examples, e)
		}
	}
}

func (r *reader) issues(issues []warehouse.TableIssue) {
	for _, i := range issues {
		at, ok := r.at[place{i.SHA256, i.Table}]
		if !ok || !r.o.AsOf.IsZero() && i.Rule == "jump" {
			continue
		}
		f := &r.report.Files[at]
		issue := Issue{Rule: r.rule(i.Rule), Message: i.Message}
		if r.o.Italian != nil {
			issue.MessageIT, _ = r.o.Italian(i.Rule, i.Message, "")
		}
		f.Issues = append(f.Issues, issue)
		r.tally(i.Rule).Issues++
	}
}

// tally is the count of a rule over all files.
func (r *reader) tally(rule string) *Tally {
	if r.total[rule] == nil {
		r.total[rule] = &Tally{Rule: r.rule(rule)}
	}
	return r.total[rule]
}

// rule of a name; one that nobody lists is told by its name.
func (r *reader) rule(name string) Rule {
	for _, rule := range r.o.Rules {
		if rule.Name == name {
			return rule
		}
	}
	return Rule{Name: name, Severity: "note"}
}

// settled puts everything in order.
func (r *reader) settled() Report {
	for i := range r.report.Files {
		f := &r.report.Files[i]
		slices.SortStableFunc(f.Rules, func(a, b Tally) int { return byNumber(a.Rule, b.Rule) })
		slices.SortStableFunc(f.Issues, func(a, b Issue) int {
			return cmp.Or(cmp.Compare(weight(a.Severity), weight(b.Severity)), byNumber(a.Rule, b.Rule))
		})
		for _, t := range f.Rules {
			r.tally(t.Name).Rows += t.Rows
		}
	}
	for _, t := range r.total {
		r.report.Rules = append(r.report.Rules, *t)
	}
	slices.SortFunc(r.report.Rules, func(a, b Tally) int { return byNumber(a.Rule, b.Rule) })
	return r.report
}

func byNumber(a, b Rule) int {
	return cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.Name, b.Name))
}

// weight of a severity: errors first, then warnings.
func weight(severity string) int {
	switch severity {
	case "error":
		return 0
	case "warning":
		return 1
	}
	return 2
}
