package catalog

import (
	"fmt"
	"math"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
)

// The words that fields may hold.
var (
	formats    = []string{"sdmxcsv", "layout", "publishedcsv", "tidycsv", "tidyparquet"}
	releases   = []string{"monthly", "quarterly", "yearly", "irregular", "once"}
	directions = []string{"up", "down", "none"}
	warnings   = []string{"early_release", "discontinued", "small_cells", "workplace_basis", "residence_basis", "excludes_agriculture"}
	breakKinds = []string{"", "level", "classification", "reconstructed"}
	concerns   = []string{"", "all", "industry_totals"}
	targets    = []string{"territory", "industry", "occupation", "citizenship", "sex", "age", "freq", "period", "value",
		"status", "note", "edition", "measure", "other", "version", "ignore"}
)

var (
	idForm = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	// codeForm is a code as SDMX 2.1 writes it in a key.
	codeForm = regexp.MustCompile(`^[A-Za-z0-9_@$-]+$`)
)

// checker holds what was read, where it stands, and the mistakes found.
type checker struct {
	codes    *codes.Set
	catalog  *Catalog
	mistakes []*Error
	// unread are the folders with a file that could not be read: what is not
	// found there may stand in it.
	unread map[string]bool

	providers, tables, indicators, parameters, studies []place
}

// check applies every rule to everything declared.
func (c *checker) check() {
	cat := c.catalog
	unique(c, c.providers, cat.Providers, func(p Provider) string { return p.ID })
	unique(c, c.tables, cat.Tables, func(t Table) string { return t.ID })
	unique(c, c.indicators, cat.Indicators, func(i Indicator) string { return i.ID })
	unique(c, c.parameters, cat.Parameters, func(p Parameter) string { return p.ID })
	unique(c, c.studies, cat.Studies, func(s Study) string { return s.ID })
	for i, p := range cat.Providers {
		c.provider(c.providers[i], p)
	}
	for i, ind := range cat.Indicators {
		c.indicator(c.indicators[i], ind)
	}
	for i, t := range cat.Tables {
		c.table(c.tables[i], t)
	}
	c.flows()
	for i, p := range cat.Parameters {
		c.parameter(c.parameters[i], p)
	}
	for i, s := range cat.Studies {
		c.study(c.studies[i], s)
	}
}

func (c *checker) provider(at place, p Provider) {
	c.sameAsFile(at, p.ID)
	c.bothLanguages(at, "name", p.Name)
	c.webAddress(at, "homepage", p.Homepage, true)
	c.webAddress(at, "base_url", p.BaseURL, false)
	c.required(at, "licence", p.Licence, "an identifier such as CC-BY-4.0")
	c.bothLanguages(at, "terms", p.Terms)
	if p.Pacing.SecondsBetween < 0 {
		c.wrong(at, "pacing.seconds_between", "expected 0 or more", "%d is negative", p.Pacing.SecondsBetween)
	}
	if p.Pacing.PerMinute < 0 {
		c.wrong(at, "pacing.per_minute", "expected 0 or more", "%d is negative", p.Pacing.PerMinute)
	}
	for _, id := range p.Flags {
		c.list(at, "flags", id)
	}
	c.ban(at, p.Pacing.Ban)
	c.service(at, p)
}

func (c *checker) indicator(at place, i Indicator) {
	c.bothLanguages(at, "name", i.Name)
	c.bothLanguages(at, "description", i.Description)
	c.oneOf(at, "direction", i.Direction, directions)
	c.oneOf(at, "unit", i.Unit, unitNames())
	if suffix := suffixOf(i.Unit); suffix != "" {
		switch {
		case !strings.HasSuffix(i.ID, suffix):
			c.wrong(at, "id", "end it in "+suffix, "id %q does not end in its unit %s", i.ID, i.Unit)
		case saysAdjusted(i.ID, suffix) != i.Adjusted:
			c.wrong(at, "adjusted", "adjusted = true goes with an id that ends in _sa"+suffix,
				"adjusted is %t, but the id is %q", i.Adjusted, i.ID)
		}
	}
	if i.Decimals < 0 || i.Decimals > 4 {
		c.wrong(at, "decimals", "expected 0 to 4", "%d decimals", i.Decimals)
	}
	if i.Minimum != nil && i.Maximum != nil && *i.Minimum >= *i.Maximum {
		c.wrong(at, "minimum", "minimum must lie below maximum", "%v is not below %v", *i.Minimum, *i.Maximum)
	}
	for field, limit := range map[string]*float64{"minimum": i.Minimum, "maximum": i.Maximum} {
		if limit != nil && (math.IsInf(*limit, 0) || math.IsNaN(*limit)) {
			c.wrong(at, field, "leave it out when there is none", "%v is not a number", *limit)
		}
	}
}

func (c *checker) parameter(at place, p Parameter) {
	c.bothLanguages(at, "meaning", p.Meaning)
	c.required(at, "source", p.Source, "where the value is published, or why it was chosen")
	if !idForm.MatchString(p.Unit) {
		c.wrong(at, "unit", "a unit in lower-case words joined by _, such as pct or per_100_employed", "%q is no unit", p.Unit)
	}
	switch {
	case math.IsNaN(p.Value) || math.IsInf(p.Value, 0):
		c.wrong(at, "value", "expected a number", "%v is not a number", p.Value)
	case !(p.Minimum <= p.Maximum):
		c.wrong(at, "minimum", "minimum must not lie above maximum", "%v is above %v", p.Minimum, p.Maximum)
	case p.Value < p.Minimum || p.Value > p.Maximum:
		c.wrong(at, "value", "change the value, or the range with a source for it",
			"%v is outside its range %v to %v", p.Value, p.Minimum, p.Maximum)
	}
}

func (c *checker) study(at place, s Study) {
	c.sameAsFile(at, s.ID)
	c.bothLanguages(at, "title", s.Title)
	if s.Territory != "" {
		c.code(at, "territory", "nuts2021", s.Territory)
	}
	if s.Horizon <= 0 {
		c.wrong(at, "horizon_months", "expected a number of months, for example 12", "%d is not above 0", s.Horizon)
	}
	if len(s.Chapters) == 0 {
		c.wrong(at, "chapters", "list the chapters in the order of the report", "missing")
	}
	seen := map[string]bool{}
	for _, id := range s.Chapters {
		if !idForm.MatchString(id) || seen[id] {
			c.wrong(at, "chapters", "each chapter once, by its id", "chapter %q is no id or stands twice", id)
		}
		seen[id] = true
	}
}

// wrong keeps a mistake.
func (c *checker) wrong(at place, field, hint, format string, args ...any) {
	c.mistakes = append(c.mistakes, &Error{File: at.file, Line: at.line(field), Field: join(at.prefix, field),
		Err: fmt.Errorf(format, args...), Hint: hint})
}

func (c *checker) required(at place, field, value, hint string) {
	if strings.TrimSpace(value) == "" {
		c.wrong(at, field, hint, "missing")
	}
}

func (c *checker) bothLanguages(at place, field string, t Text) {
	if strings.TrimSpace(t.IT) == "" {
		c.wrong(at, field+".it", "add the Italian text", "missing")
	}
	if strings.TrimSpace(t.EN) == "" {
		c.wrong(at, field+".en", "add the English text", "missing")
	}
}

// oneOf checks a word that must be there.
func (c *checker) oneOf(at place, field, value string, words []string) {
	switch {
	case value == "":
		c.wrong(at, field, "expected one of "+strings.Join(words, ", "), "missing")
	case !slices.Contains(words, value):
		c.wrong(at, field, "expected one of "+strings.Join(words, ", "), "unknown word %q", value)
	}
}

func (c *checker) webAddress(at place, field, value string, required bool) {
	if value == "" {
		if required {
			c.wrong(at, field, "expected a web address", "missing")
		}
		return
	}
	u, err := url.Parse(value)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		c.wrong(at, field, "expected a web address such as https://www.istat.it", "%q is no web address", value)
	}
}

func (c *checker) period(at place, field, value string) {
	if _, err := series.ParsePeriod(value); err != nil {
		c.wrong(at, field, "write 2026, 2026-Q3 or 2026-09", "%w", err)
	}
}

func (c *checker) list(at place, field, id string) bool {
	if _, ok := c.codes.List(id); !ok {
		c.wrong(at, field, "the lists are the files of datasets/codes/data", "unknown code list %q", id)
		return false
	}
	return true
}

func (c *checker) code(at place, field, list, code string) {
	if _, ok := c.codes.Find(series.Code{List: list, Value: code}); !ok {
		c.wrong(at, field, "nearest: "+strings.Join(c.codes.Nearest(list, code, 3), ", "), "unknown code %q of list %s", code, list)
	}
}

func (c *checker) indicatorRef(at place, field, id string) {
	if id == "" {
		c.wrong(at, field, "name an indicator declared in indicators/", "missing")
	} else if _, ok := c.catalog.Indicator(id); !ok && !c.unread["indicators"] {
		c.wrong(at, field, "declare it in indicators/, or correct its spelling", "unknown indicator %q", id)
	}
}

// sameAsFile checks that an item stands in the file of its name.
func (c *checker) sameAsFile(at place, id string) {
	if id != "" && id != stem(at.file) {
		c.wrong(at, "id", "the file is named "+stem(at.file)+".toml", "id %q is not the name of its file", id)
	}
}

// unique checks ids and that none stands twice.
func unique[T any](c *checker, places []place, items []T, of func(T) string) {
	first := map[string]place{}
	for i, item := range items {
		id, at := of(item), places[i]
		switch {
		case id == "":
			c.wrong(at, "id", "expected lower-case words joined by _", "missing")
		case !idForm.MatchString(id):
			c.wrong(at, "id", "expected lower-case words joined by _", "%q is no id", id)
		}
		if other, twice := first[id]; twice && id != "" {
			c.wrong(at, "id", fmt.Sprintf("first declared in %s:%d", other.file, other.line("id")), "id %q stands twice", id)
		} else {
			first[id] = at
		}
	}
}
