package main

import (
	"fmt"

	"fabbisogno/ingest/check"
)

// ruleView is a quality rule for machines.
type ruleView struct {
	Number   int            `json:"number"`
	Name     string         `json:"name"`
	Stage    string         `json:"stage"`
	Effect   check.Effect   `json:"effect"`
	Severity check.Severity `json:"severity"`
	What     string         `json:"what"`
}

// listRules prints the quality rules in the order in which their stages are taken.
func (a *app) listRules() error {
	rules := check.Rules()
	if a.json {
		views := make([]ruleView, len(rules))
		for i, r := range rules {
			views[i] = ruleView{r.Number, r.Name, r.Stage().Name, r.Effect, r.Severity(), r.What}
		}
		return a.writeJSON(views)
	}
	for _, s := range check.Stages() {
		fmt.Fprintf(a.out, "%d %s: %s\n", s.From, s.Name, s.What)
		for _, r := range rules {
			if r.Stage() == s {
				fmt.Fprintf(a.out, "  %d  %-7s %-8s %-24s %s\n", r.Number, r.Severity(), r.Effect, r.Name, r.What)
			}
		}
	}
	return nil
}
