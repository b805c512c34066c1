package check

import "cmp"

// Rule is one quality rule.
type Rule struct {
	Number int
	Name   string
	Effect Effect
	What   string
}

// Severity of a rule: error, warning or note.
type Severity string

// The severities, as issues carry them.
const (
	SeverityError   Severity = "error"   // something was not loaded that should have been
	SeverityWarning Severity = "warning" // it was loaded, and somebody should look at it
	SeverityNote    Severity = "note"    // it was loaded, and should be known
)

// Severity follows from the effect.
func (r Rule) Severity() Severity {
	switch r.Effect {
	case Refuse, Reject:
		return SeverityError
	case Warn:
		return SeverityWarning
	}
	return SeverityNote
}

// Stage is a step of the checks. They are taken in this order, which is that of
// the validation of European statistics: what comes first is what later steps
// rest upon, so a row is reported by the first stage that it does not pass.
type Stage struct {
	From int // number of its first rule; the next hundred is the next stage
	Name string
	What string
}

var stages = []Stage{
	{100, "file", "the file as bytes and container"},
	{200, "structure", "header, columns, sheets, message"},
	{300, "form", "the form of each row and cell"},
	{400, "codes", "codes, periods and the constraints on them"},
	{500, "values", "each value by itself"},
	{600, "consistency", "rows against each other"},
	{700, "content", "the file as a whole, against what is usual and what was before"},
}

// Stages lists the stages in their order.
func Stages() []Stage { return append([]Stage(nil), stages...) }

// Stage of a rule.
func (r Rule) Stage() Stage {
	for _, s := range stages {
		if r.Number/100*100 == s.From {
			return s
		}
	}
	return Stage{}
}

// Rules lists all rules by number.
func Rules() []Rule { return append([]Rule(nil), rules...) }

// RuleNamed is the rule of a name.
func RuleNamed(name string) (Rule, bool) {
	for _, r := range rules {
		if r.Name == name {
			return r, true
		}
	}
	return Rule{}, false
}

// ByNumber compares two names of rules by their numbers; those that are not
// listed come last, in the order of their names.
func ByNumber(a, b string) int {
	x, xok := RuleNamed(a)
	y, yok := RuleNamed(b)
	switch {
	case xok && yok:
		return cmp.Compare(x.Number, y.Number)
	case xok:
		return -1
	case yok:
		return 1
	}
	return cmp.Compare(a, b)
}
