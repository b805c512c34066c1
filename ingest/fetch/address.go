package fetch

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"fabbisogno/datasets/catalog"
)

// address fills in a path of the provider's service.
func (s *session) address(path string, q query) string {
	filled := strings.NewReplacer("{agency}", url.PathEscape(s.provider.Agency), "{flow}", url.PathEscape(q.Flow),
		"{key}", q.Key, "{structure}", url.PathEscape(s.table.Structure)).Replace(path)
	return strings.TrimSuffix(s.base, "/") + "/" + filled
}

// dataURL is the address of a question for data. Parameters are in the order of their names.
func (s *session) dataURL(q query) string {
	u := s.address(s.provider.Service.Data, q)
	values := url.Values{}
	for name, value := range s.provider.Service.Parameters {
		values.Set(name, value)
	}
	if q.Start != "" {
		values.Set("startPeriod", q.Start)
	}
	if q.End != "" {
		values.Set("endPeriod", q.End)
	}
	if len(values) == 0 {
		return u
	}
	return u + "?" + values.Encode()
}

// queries are the questions of a table, as declared.
func queries(t catalog.Table, ask Ask) []query {
	declared := t.Queries
	if len(declared) == 0 {
		declared = []catalog.Query{{Flow: t.Flows[0], Select: t.Select}}
	}
	var out []query
	for _, d := range declared {
		q := query{Flow: d.Flow, Key: parseKey(d.Select, len(t.Key)).String(), Start: t.Since, End: ask.Until}
		if d.Since != "" {
			q.Start = d.Since
		}
		if ask.Since != "" {
			q.Start = ask.Since
		}
		if !slices.Contains(out, q) {
			out = append(out, q)
		}
	}
	return out
}

// sameHost checks the address of a prepared file: on the service's own host, and
// not less safe than the service's.
func (s *session) sameHost(text string) (string, error) {
	base, err := url.Parse(s.base)
	if err != nil {
		return "", err
	}
	u, err := url.Parse(text)
	if err != nil || u.Host != base.Host || u.User != nil {
		return "", fmt.Errorf("the file is offered at %q, which is not on %s", text, base.Host)
	}
	if base.Scheme == "https" {
		u.Scheme = "https"
	}
	return u.String(), nil
}
