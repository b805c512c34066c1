package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"fabbisogno/datasets/series"
)

// maxGroups bounds into how many questions one is split by the codes of a dimension
// of which all were asked for.
const maxGroups = 8

// split takes a question that was too large apart. The parts together ask for
// exactly the same. It says by what; no parts: it can't be split further.
func (s *session) split(ctx context.Context, p *part) (parts []query, by string, err error) {
	k := parseKey(p.Query.Key, len(s.table.Key))
	if parts, by = s.splitChoice(p.Query, k); len(parts) > 0 {
		return parts, by, nil
	}
	if p.Status == http.StatusRequestURITooLong {
		return nil, "", nil // naming codes makes the address longer
	}
	dims, err := s.codes(ctx, p.Query.Flow)
	if err != nil {
		return nil, "", err
	}
	if parts, by = s.splitAll(p.Query, k, dims); len(parts) > 0 {
		return parts, by, nil
	}
	parts, by = splitPeriod(p.Query, s.f.Now().Year())
	return parts, by, nil
}

// splitChoice halves the longest list of codes that the key names.
func (s *session) splitChoice(q query, k key) ([]query, string) {
	best := -1
	for i, codes := range k {
		if len(codes) > 1 && (best < 0 || len(codes) > len(k[best])) {
			best = i
		}
	}
	if best < 0 {
		return nil, ""
	}
	half := (len(k[best]) + 1) / 2
	return withCodes(q, k, best, [][]string{k[best][:half], k[best][half:]}), s.table.Key[best]
}

// splitAll names the codes of a dimension of which all were asked for: that which
// needs the fewest questions, of several the one with the most codes.
func (s *session) splitAll(q query, k key, dims []dimension) ([]query, string) {
	if !slices.EqualFunc(dims, s.table.Key, func(d dimension, name string) bool { return strings.EqualFold(d.id, name) }) {
		return nil, "" // codes of one dimension must not be asked of another
	}
	best := -1
	var groups [][]string
	for i, dim := range dims {
		if len(k[i]) > 0 || len(dim.codes) < 2 {
			continue
		}
		g := s.groups(q, k, i, dim.codes)
		if g == nil || len(g) > maxGroups {
			continue
		}
		if best < 0 || len(g) < len(groups) || len(g) == len(groups) && len(dim.codes) > len(dims[best].codes) {
			best, groups = i, g
		}
	}
	if best < 0 {
		return nil, ""
	}
	return withCodes(q, k, best, groups), s.table.Key[best]
}

// groups cuts codes into at least two runs whose addresses are short enough; nil
// when one code alone makes the address too long.
func (s *session) groups(q query, k key, dim int, codes []string) [][]string {
	room := s.provider.Service.MaxURL - len(s.dataURL(withCodes(q, k, dim, [][]string{nil})[0]))
	half := (len(codes) + 1) / 2
	var out [][]string
	var run []string
	length := 0
	for _, code := range codes {
		need := len(code) + 1
		if need > room || strings.ContainsAny(code, ".+/?#% ") {
			return nil
		}
		if len(run) == half || length+need > room {
			out, run, length = append(out, run), nil, 0
		}
		run, length = append(run, code), length+need
	}
	return append(out, run)
}

// withCodes are the questions for each group of codes of one dimension.
func withCodes(q query, k key, dim int, groups [][]string) []query {
	out := make([]query, len(groups))
	for i, codes := range groups {
		out[i] = q
		out[i].Key = k.with(dim, codes).String()
	}
	return out
}

// splitPeriod halves the years asked for. The last half is open when the question was.
func splitPeriod(q query, thisYear int) ([]query, string) {
	start, err := series.ParsePeriod(q.Start)
	if err != nil {
		return nil, ""
	}
	first, last := start.Year(), thisYear
	if q.End != "" {
		end, err := series.ParsePeriod(q.End)
		if err != nil {
			return nil, ""
		}
		last = end.Year()
	}
	if last <= first {
		return nil, ""
	}
	middle := first + (last-first)/2
	early, late := q, q
	early.End = strconv.Itoa(middle)
	late.Start = strconv.Itoa(middle + 1)
	return []query{early, late}, "period"
}

// codes are the dimensions of the table with the codes that may be or are there,
// asked for no longer than a day ago.
func (s *session) codes(ctx context.Context, flow string) ([]dimension, error) {
	d, err := s.structure(ctx, structureAge)
	if err != nil || d == nil {
		return nil, s.unlessBanned(ctx, err, "the structure could not be had, so that the question is split by period")
	}
	dims := dimensionsOf(d, s.table.Structure)
	if s.provider.Service.Constraint == "" || len(dims) == 0 {
		return dims, nil
	}
	url := s.address(s.provider.Service.Constraint, query{Flow: flow})
	if d, err = s.definitions(ctx, constraintKind(flow), url, structureAge); err != nil {
		return dims, s.unlessBanned(ctx, err, "which codes are there could not be had, so that all of the code lists are asked for")
	}
	return present(dims, d), nil
}

// unlessBanned makes a note of an error that the work can go on without.
func (s *session) unlessBanned(ctx context.Context, err error, consequence string) error {
	var e *Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &e) && e.Kind == Banned, ctx.Err() != nil:
		return err
	}
	s.note("%s: %v", consequence, err)
	return nil
}

// apart splits a part of the plan that is too large, or says why it can't be.
func (s *session) apart(ctx context.Context, pl *plan, p *part) error {
	if p.Depth < maxDepth && len(pl.Parts) < maxParts {
		parts, by, err := s.split(ctx, p)
		if err != nil {
			return err
		}
		if len(parts) > 1 {
			s.note("the question was too large (%s) and was split by %s into %d: %s", p.Large, by, len(parts), p.URL)
			return pl.split(s, p, parts)
		}
	}
	return &Error{Kind: TooLarge, Table: s.table.ID, URL: p.URL, Status: p.Status, Err: fmt.Errorf("%s; it can't be split further", p.Large),
		Hint: "narrow the query of the table in datasets/catalog/tables/" + s.table.ID + ".toml"}
}

// sortedNotes are the notes of a result, each once.
func sortedNotes(notes []string) []string {
	var out []string
	for _, n := range notes {
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}
