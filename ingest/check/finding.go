package check

import (
	"cmp"
	"fmt"
	"slices"

	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/harmonize"
)

// finding is what a rule found, of one kind: how many, and the first.
type finding struct {
	rule, kind, what string
	isNote           bool // no warning
	group            int  // groups stand in their order, their findings in that of their texts
	count            int
	at               int64                                 // the observation of the example; -1: none
	describe         func(o *warehouse.Observation) string // says what is wrong with it
	example          string
}

// unchecked says that a rule was not applied, and why.
func unchecked(rule, of string) finding {
	return finding{rule: rule + "-unchecked", at: -1, kind: fmt.Sprintf("the file has more than %d %s; they were not held against each other", maxSeries, of)}
}

// gathered are the findings of one rule by kind.
type gathered struct {
	byKind map[string]*finding
	kinds  []string
}

// add counts one; the first observation of a kind gives the example.
func (g *gathered) add(kind string, at int64, describe func(o *warehouse.Observation) string) {
	if g.byKind == nil {
		g.byKind = map[string]*finding{}
	}
	f, ok := g.byKind[kind]
	if !ok {
		f = &finding{kind: kind, at: at, describe: describe}
		g.byKind[kind] = f
		g.kinds = append(g.kinds, kind)
	}
	f.count++
	if at < f.at {
		f.at, f.describe = at, describe
	}
}

func (g *gathered) findings(rule, what string) []finding {
	var out []finding
	for _, kind := range g.kinds {
		f := *g.byKind[kind]
		f.rule, f.what = rule, what
		out = append(out, f)
	}
	return out
}

// examples reads the observations that the findings name and describes them.
func (c *Checker) examples(rows Rows, found []finding) error {
	wanted := map[int64][]*finding{}
	left := 0
	for i := range found {
		if f := &found[i]; f.at >= 0 {
			wanted[f.at] = append(wanted[f.at], f)
			left++
		}
	}
	if left == 0 {
		return nil
	}
	return c.each(rows, func(_ int64, row harmonize.Outcome, at int64) bool {
		for j := range row.Observations {
			for _, f := range wanted[at+int64(j)] {
				f.example = f.describe(&row.Observations[j])
				left--
			}
		}
		return left > 0
	})
}

// issuesOf writes findings as issues, in the order of their texts.
func issuesOf(found []finding) []warehouse.Issue {
	var issues []warehouse.Issue
	from, group := 0, 0
	order := func() {
		slices.SortStableFunc(issues[from:], func(a, b warehouse.Issue) int { return cmp.Compare(a.Message, b.Message) })
		from = len(issues)
	}
	for _, f := range found {
		if f.group != group {
			order()
			group = f.group
		}
		message := f.kind
		if f.at >= 0 {
			message = fmt.Sprintf("%s: %d %s; the first: %s", f.kind, f.count, f.what, f.example)
		}
		severity := "warning"
		if f.isNote {
			severity = "note"
		}
		issues = append(issues, warehouse.Issue{Severity: severity, Rule: f.rule, Message: message})
	}
	order()
	return issues
}
