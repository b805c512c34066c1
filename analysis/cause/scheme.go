package cause

import (
	"crypto/sha256"
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"sync"

	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/tomlfile"
)

// Version rises whenever grades or remedies may move.
const Version = 2

// ID names the method in tables and on pages.
const ID = "cause_remedy"

//go:embed declared/causes.toml
var causesFile []byte

//go:embed declared/remedies.toml
var remediesFile []byte

// Indicator is one sign, as declared.
type Indicator struct {
	ID        string     `toml:"id"`
	Unit      string     `toml:"unit"`
	Parameter string     `toml:"parameter"` // its floor, in the catalogue
	Relative  bool       `toml:"relative"`  // the floor is times the overall value
	Low       bool       `toml:"low"`       // a value below the floor is the sign
	Title     codes.Text `toml:"title"`
}

// Cause is one cause and its rule, as declared.
type Cause struct {
	ID      string     `toml:"id"`
	All     []string   `toml:"all"`
	Any     []string   `toml:"any"`
	Confirm []string   `toml:"confirm"`
	Source  string     `toml:"source"`
	Title   codes.Text `toml:"title"`
	Meaning codes.Text `toml:"meaning"`
}

// indicators are those of the rule, in the order all, any, confirm.
func (c Cause) indicators() []string { return slices.Concat(c.All, c.Any, c.Confirm) }

// Remedy is one thing that could be done.
type Remedy struct {
	ID      string     `toml:"id"`
	Title   codes.Text `toml:"title"`
	Meaning codes.Text `toml:"meaning"`
}

// Migration is the remedy that is never shown without the others.
const Migration = "migration"

// The fits of a remedy to a cause.
const (
	FitDirect  = "direct"  // acts on the cause itself
	FitPartial = "partial" // helps under the condition its reason states
	FitNone    = "none"
)

// What a pair rests on.
const (
	EvidenceMeasured = "measured" // an evaluation measured the effect
	EvidenceNamed    = "named"    // a published scheme ties the cause to the answer
	EvidenceAssumed  = "assumed"
)

// Link says how a remedy fits a cause and what that rests on.
type Link struct {
	Cause  string     `toml:"cause"`
	Remedy string     `toml:"remedy"`
	Fit    string     `toml:"fit"`
	Grade  string     `toml:"grade"`
	Source string     `toml:"source"`
	Why    codes.Text `toml:"why"`
}

// Scheme is what is declared: causes and remedies in the order of the files, and
// one link for each pair.
type Scheme struct {
	Indicators []Indicator `toml:"indicator"`
	Causes     []Cause     `toml:"cause"`
	Remedies   []Remedy    `toml:"remedy"`
	Links      []Link      `toml:"link"`
}

// Declared is the embedded scheme. It panics when the embedded files are broken,
// which a test rules out.
func Declared() Scheme {
	s, err := declared()
	if err != nil {
		panic("cause: " + err.Error())
	}
	return s
}

// declared parses once; the scheme is not changed afterwards.
var declared = sync.OnceValues(func() (Scheme, error) { return parse(causesFile, remediesFile) })

// Checksum changes when the declarations change.
func Checksum() string {
	return fmt.Sprintf("%x", sha256.Sum256(slices.Concat(causesFile, remediesFile)))
}

func parse(causes, remedies []byte) (Scheme, error) {
	var a, b Scheme
	if err := errors.Join(tomlfile.Decode("declared/causes.toml", causes, &a), tomlfile.Decode("declared/remedies.toml", remedies, &b)); err != nil {
		return Scheme{}, fmt.Errorf("read causes and remedies: %w", err)
	}
	a.Remedies, a.Links = append(a.Remedies, b.Remedies...), append(a.Links, b.Links...)
	return a, a.check()
}

// Find is the indicator of an id; false when it is not declared.
func (s Scheme) Find(indicator string) (Indicator, bool) {
	i := slices.IndexFunc(s.Indicators, func(x Indicator) bool { return x.ID == indicator })
	if i < 0 {
		return Indicator{}, false
	}
	return s.Indicators[i], true
}

// Cause is the cause of an id; the zero Cause when it is not declared.
func (s Scheme) Cause(id string) Cause {
	if i := slices.IndexFunc(s.Causes, func(c Cause) bool { return c.ID == id }); i >= 0 {
		return s.Causes[i]
	}
	return Cause{}
}

// link of a pair; the check has seen that there is one.
func (s Scheme) link(cause, remedy string) Link {
	i := slices.IndexFunc(s.Links, func(l Link) bool { return l.Cause == cause && l.Remedy == remedy })
	return s.Links[i]
}

// Parameters are the ids of all floors, in the order of the file.
func (s Scheme) Parameters() []string {
	var out []string
	for _, i := range s.Indicators {
		out = append(out, i.Parameter)
	}
	return append(out, ParamLongTraining)
}

func (s Scheme) check() error {
	var errs []error
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	owner := map[string]string{}
	for _, c := range s.Causes {
		if !c.Title.IsComplete() || !c.Meaning.IsComplete() || c.Source == "" {
			wrong("cause %s: title and meaning in both languages and a source are required", c.ID)
		}
		if (len(c.All) == 0) == (len(c.Any) == 0) {
			wrong("cause %s: either all or any is required, not both", c.ID)
		}
		for _, id := range c.indicators() {
			i, ok := s.Find(id)
			switch {
			case !ok:
				wrong("cause %s: indicator %q is not declared", c.ID, id)
			case owner[i.Parameter] != "" && owner[i.Parameter] != c.ID:
				wrong("parameter %s belongs to the causes %s and %s", i.Parameter, owner[i.Parameter], c.ID)
			}
			owner[i.Parameter] = c.ID
		}
	}
	for _, i := range s.Indicators {
		if !i.Title.IsComplete() || i.Unit == "" || owner[i.Parameter] == "" {
			wrong("indicator %s: title in both languages, unit and a cause that uses it are required", i.ID)
		}
	}
	return errors.Join(append(errs, s.checkRemedies()...)...)
}

// checkRemedies wants every pair once, so that no remedy can be shown where the others have nothing to say.
func (s Scheme) checkRemedies() []error {
	var errs []error
	n := len(s.Remedies)
	if n < 2 || s.Remedies[n-1].ID != Migration {
		errs = append(errs, fmt.Errorf("remedies: %s comes last, after its alternatives", Migration))
	}
	for i, r := range s.Remedies {
		if slices.IndexFunc(s.Remedies, func(x Remedy) bool { return x.ID == r.ID }) != i {
			errs = append(errs, fmt.Errorf("remedy %s stands twice", r.ID))
		}
		if !r.Title.IsComplete() || !r.Meaning.IsComplete() {
			errs = append(errs, fmt.Errorf("remedy %s: title and meaning in both languages are required", r.ID))
		}
		for _, c := range s.Causes {
			count := 0
			for _, l := range s.Links {
				if l.Cause == c.ID && l.Remedy == r.ID {
					count++
				}
			}
			if count != 1 {
				errs = append(errs, fmt.Errorf("pair %s and %s: %d links, one is expected", c.ID, r.ID, count))
			}
		}
	}
	for _, l := range s.Links {
		isDeclared := slices.ContainsFunc(s.Remedies, func(r Remedy) bool { return r.ID == l.Remedy }) && s.Cause(l.Cause).ID != ""
		switch {
		case !isDeclared:
			errs = append(errs, fmt.Errorf("pair %s and %s: the cause or the remedy is not declared", l.Cause, l.Remedy))
		case !slices.Contains([]string{FitDirect, FitPartial, FitNone}, l.Fit):
			errs = append(errs, fmt.Errorf("pair %s and %s: fit %q is not one of direct, partial, none", l.Cause, l.Remedy, l.Fit))
		case !slices.Contains([]string{EvidenceMeasured, EvidenceNamed, EvidenceAssumed}, l.Grade):
			errs = append(errs, fmt.Errorf("pair %s and %s: grade %q is not one of measured, named, assumed", l.Cause, l.Remedy, l.Grade))
		case (l.Grade == EvidenceAssumed) != (l.Source == ""):
			errs = append(errs, fmt.Errorf("pair %s and %s: a source is required unless the pair is assumed", l.Cause, l.Remedy))
		case !l.Why.IsComplete():
			errs = append(errs, fmt.Errorf("pair %s and %s: why in both languages is required", l.Cause, l.Remedy))
		}
	}
	return errs
}
