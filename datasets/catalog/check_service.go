package catalog

import (
	"slices"
	"strings"
)

func (c *checker) ban(at place, b Ban) {
	for _, status := range b.Status {
		if status < 400 || status > 499 {
			c.wrong(at, "pacing.ban.status", "expected answers such as 403 and 429", "%d is no refusal", status)
		}
	}
	if b.Hours < 0 || b.Timeouts < 0 {
		c.wrong(at, "pacing.ban", "expected 0 or more", "%d hours after %d time-outs", b.Hours, b.Timeouts)
	}
	if (len(b.Status) > 0 || b.Timeouts > 0) && b.Hours == 0 {
		c.wrong(at, "pacing.ban.hours", "say how long the provider shuts an address out", "missing")
	}
}

// service checks how a data service is asked.
func (c *checker) service(at place, p Provider) {
	s := p.Service
	if p.BaseURL == "" {
		if s.Data != "" || s.Structure != "" {
			c.wrong(at, "service", "give the base_url, or leave the service out", "a service without a base_url")
		}
		return
	}
	c.template(at, "service.data", s.Data, "{flow}", "{key}")
	if s.Structure != "" {
		c.template(at, "service.structure", s.Structure)
	}
	if s.Constraint != "" {
		c.template(at, "service.constraint", s.Constraint)
	}
	if p.Pacing.SecondsBetween == 0 {
		c.wrong(at, "pacing.seconds_between", "say how long to wait from one call to the next", "missing")
	}
	for _, n := range []struct {
		field string
		value int
	}{{"max_url", s.MaxURL}, {"timeout_seconds", s.TimeoutSeconds}} {
		if n.value <= 0 {
			c.wrong(at, "service."+n.field, "expected a number above 0", "%d", n.value)
		}
	}
	if s.Polls < 0 || s.PollSeconds < 0 || s.Polls > 0 && s.PollSeconds == 0 {
		c.wrong(at, "service.poll_seconds", "say how long to wait before a prepared file is asked for", "%d times every %d seconds", s.Polls, s.PollSeconds)
	}
}

// template checks a path: the marks it must hold, and none that nobody fills in.
func (c *checker) template(at place, field, path string, must ...string) {
	const hint = "a path relative to base_url with the marks {agency}, {flow}, {key}, {structure}"
	if path == "" {
		c.wrong(at, field, hint, "missing")
		return
	}
	for _, mark := range must {
		if !strings.Contains(path, mark) {
			c.wrong(at, field, hint, "%q lacks %s", path, mark)
		}
	}
	rest := strings.NewReplacer("{agency}", "", "{flow}", "", "{key}", "", "{structure}", "").Replace(path)
	if strings.ContainsAny(rest, "{}") || strings.HasPrefix(path, "/") || strings.Contains(path, "://") {
		c.wrong(at, field, hint, "%q is no such path", path)
	}
}

// queries checks what is fetched of a table.
func (c *checker) queries(at place, t Table) {
	if t.Select != "" {
		c.selection(at, t, "select", t.Select)
	}
	if len(t.Queries) > 0 && t.Select != "" {
		c.wrong(at, "select", "move it into a [[query]]", "select beside [[query]]")
	}
	for i, p := range at.elements("query", len(t.Queries)) {
		q := t.Queries[i]
		if !slices.ContainsFunc(t.Flows, func(flow string) bool { return flow == q.Flow || isChild(flow, q.Flow) }) {
			c.wrong(p, "flow", "one of "+strings.Join(t.Flows, ", ")+", or a child of one", "%q is no flow of the table", q.Flow)
		}
		c.selection(p, t, "select", q.Select)
		if q.Since != "" {
			c.period(p, "since", q.Since)
		} else if t.Since == "" {
			c.wrong(p, "since", "the first period to ask for", "missing")
		}
		if slices.Contains(t.Queries[:i], q) {
			c.wrong(p, "select", "each question once", "%s %s stands twice", q.Flow, q.Select)
		}
	}
}

// selection checks that a key has a part for each dimension, and parts that a service can read.
func (c *checker) selection(at place, t Table, field, key string) {
	parts := strings.Split(key, ".")
	if len(parts) != len(t.Key) {
		c.wrong(at, field, "one part for each of "+strings.Join(t.Key, ", ")+", joined by .",
			"%q has %d parts, the key %d", key, len(parts), len(t.Key))
		return
	}
	for i, part := range parts {
		if part == "" {
			continue
		}
		seen := map[string]bool{}
		for _, code := range strings.Split(part, "+") {
			if !codeForm.MatchString(code) || seen[code] {
				c.wrong(at, field, "codes joined by +, each once; nothing for all", "part %d, %s: %q is no code, or stands twice", i+1, t.Key[i], code)
			}
			seen[code] = true
		}
	}
}
