package fetch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"fabbisogno/ingest/format/sdmx"
	"fabbisogno/ingest/format/sdmxml"
)

// structureAge is how old a kept structure may be when a question is split by its
// codes: a code that is newer would be missing from every part.
const structureAge = 24 * time.Hour

// keptStructure is what is known of a structure message on disk.
type keptStructure struct {
	URL     string    `json:"url"`
	SHA256  string    `json:"sha256"`
	Bytes   int64     `json:"bytes"`
	Fetched time.Time `json:"fetched"`
}

var unsafeInName = regexp.MustCompile(`[^A-Za-z0-9_.-]+`)

func (s *session) structurePath(kind string) string {
	return filepath.Join(s.f.Dir, "structures", unsafeInName.ReplaceAllString(s.provider.ID+"-"+s.table.Structure+"-"+kind, "_")+".xml")
}

// structure gives the data structure of the table with its code lists: from disk,
// when the copy there is whole and not older than age (0: any age), else from the service.
func (s *session) structure(ctx context.Context, age time.Duration) (*sdmx.Definitions, error) {
	if s.provider.Service.Structure == "" {
		return nil, nil
	}
	return s.definitions(ctx, "structure", s.address(s.provider.Service.Structure, query{Flow: s.mainFlow()}), age)
}

// mainFlow stands for the table where a service asks for structures by flow.
func (s *session) mainFlow() string { return s.table.Flows[0] }

// hasStructure says whether a whole copy is on disk.
func (s *session) hasStructure() bool {
	if s.provider.Service.Structure == "" {
		return true
	}
	_, ok := s.kept(s.structurePath("structure"), s.address(s.provider.Service.Structure, query{Flow: s.mainFlow()}), 0)
	return ok
}

// kept says what is on disk, if it is whole, from this address (the empty one is any)
// and young enough.
func (s *session) kept(path, url string, age time.Duration) (keptStructure, bool) {
	var k keptStructure
	text, err := os.ReadFile(path + ".json")
	if err != nil || json.Unmarshal(text, &k) != nil || url != "" && k.URL != url {
		return k, false
	}
	sum, _, err := hashOf(path)
	return k, err == nil && sum == k.SHA256 && (age == 0 || s.f.Now().Sub(k.Fetched) < age)
}

// hadDefinitions lists the structure messages of the table that are on disk and
// whole: its structure, and of its flows which codes are there, unless that is old.
func (s *session) hadDefinitions() []Part {
	kinds, ages := []string{"structure"}, []time.Duration{0}
	for _, flow := range s.table.Flows {
		kinds, ages = append(kinds, constraintKind(flow)), append(ages, structureAge)
	}
	var out []Part
	for i, kind := range kinds {
		path := s.structurePath(kind)
		if k, ok := s.kept(path, "", ages[i]); ok {
			out = append(out, Part{Path: path, Name: filepath.Base(path), URL: k.URL, SHA256: k.SHA256, Bytes: k.Bytes,
				Released: k.Fetched.UTC().Truncate(structureAge)})
		}
	}
	return out
}

// constraintKind names the message that says which codes are there of a flow.
func constraintKind(flow string) string { return "constraint-" + flow }

func (s *session) definitions(ctx context.Context, kind, url string, age time.Duration) (*sdmx.Definitions, error) {
	path := s.structurePath(kind)
	if _, ok := s.kept(path, url, age); !ok {
		if err, before := s.missing[url]; before {
			return nil, err
		}
		if err := s.askStructure(ctx, path, url); err != nil {
			s.missing[url] = err
			return nil, err
		}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read structure: %w", err)
	}
	defer f.Close()
	d, err := sdmxml.ReadDefinitions(f)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read structure from %s: %w", url, err), os.Remove(path+".json"))
	}
	return d, nil
}

// askStructure downloads a structure message; nothing is kept of another answer.
func (s *session) askStructure(ctx context.Context, path, url string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("keep structure: %w", err)
	}
	fresh := path + ".fresh"
	defer func() { _ = os.Remove(fresh); _ = os.Remove(fresh + messageEnd) }()
	a, err := s.get(ctx, question{url: url, accept: s.provider.Service.StructureAccept, path: fresh})
	if err != nil {
		return err
	}
	f, err := os.Open(a.path)
	if err != nil {
		return fmt.Errorf("keep structure: %w", err)
	}
	_, rerr := sdmxml.ReadDefinitions(f)
	if err := errors.Join(rerr, f.Close()); err != nil || a.status != 200 {
		j, _ := judge(a)
		if j.message != "" {
			err = errors.New(j.message)
		}
		return &Error{Kind: Unusable, Table: s.table.ID, URL: url, Status: a.status, Err: fmt.Errorf("the answer holds no structure: %w", err)}
	}
	sum, n, err := hashOf(fresh)
	if err != nil {
		return fmt.Errorf("keep structure: %w", err)
	}
	text, err := json.MarshalIndent(keptStructure{url, sum, n, s.f.Now().UTC()}, "", "  ")
	if err != nil {
		return err
	}
	if err := os.Rename(fresh, path); err != nil {
		return fmt.Errorf("keep structure: %w", err)
	}
	return writeWhole(path+".json", append(text, '\n'))
}

// checkKey compares the declared key with the service's structure. A difference is
// said and the question asked all the same: the service decides.
func (s *session) checkKey(ctx context.Context) error {
	d, err := s.structure(ctx, 0)
	var e *Error
	switch {
	case ctx.Err() != nil, errors.As(err, &e) && (e.Kind == Banned || e.Kind == Unreachable && e.Status == 0):
		return err
	case err != nil:
		s.note("the structure could not be had, so that the key was not compared: %v", err)
		return nil
	case d == nil:
		return nil
	}
	dims := dimensionsOf(d, s.table.Structure)
	if len(dims) == 0 {
		s.note("the service's answer does not hold the structure %s", s.table.Structure)
		return nil
	}
	var ids []string
	for _, dim := range dims {
		ids = append(ids, dim.id)
	}
	if len(ids) != len(s.table.Key) {
		s.note("the key has %d parts (%s), the service's structure %d (%s): correct the table", len(s.table.Key), strings.Join(s.table.Key, "."), len(ids), strings.Join(ids, "."))
	} else if !slices.EqualFunc(ids, s.table.Key, strings.EqualFold) {
		s.note("the key is %s, the service's structure %s: correct the table", strings.Join(s.table.Key, "."), strings.Join(ids, "."))
	}
	return nil
}

// dimension is a dimension and the codes it may have; none when the list is not known.
type dimension struct {
	id    string
	codes []string
}

// dimensionsOf are the dimensions of a structure in the order of the key.
func dimensionsOf(d *sdmx.Definitions, structure string) []dimension {
	i := slices.IndexFunc(d.Structures, func(x sdmx.Structure) bool { return x.ID == structure && !x.IsExternal })
	if i < 0 {
		return nil
	}
	var out []dimension
	for _, c := range d.Structures[i].Dimensions {
		list := c.List
		if list == "" {
			list = listOfConcept(d, c)
		}
		dim := dimension{id: c.ID}
		for _, l := range d.CodeLists {
			if list != "" && !l.IsExternal && (l.String() == list || l.Agency+":"+l.ID == list) {
				for _, code := range l.Codes {
					dim.codes = append(dim.codes, code.ID)
				}
				break
			}
		}
		out = append(out, dim)
	}
	return out
}

// listOfConcept is the code list that a dimension has from its concept.
func listOfConcept(d *sdmx.Definitions, c sdmx.Component) string {
	for _, scheme := range d.Schemes {
		if scheme.String() != c.Scheme && scheme.Agency+":"+scheme.ID != c.Scheme {
			continue
		}
		for _, concept := range scheme.Concepts {
			if concept.ID == c.Concept {
				return concept.List
			}
		}
	}
	return ""
}

// present narrows dimensions to the codes that the service says are there.
func present(dims []dimension, d *sdmx.Definitions) []dimension {
	there := map[string][]string{}
	for _, c := range d.Constraints {
		for _, r := range c.Regions {
			if !c.IsActual || r.IsExcluded {
				continue
			}
			for _, k := range r.Keys {
				for _, code := range k.Codes {
					if !slices.Contains(there[k.ID], code) {
						there[k.ID] = append(there[k.ID], code)
					}
				}
			}
		}
	}
	out := slices.Clone(dims)
	for i, dim := range out {
		if codes := there[dim.id]; len(codes) > 0 {
			out[i].codes = codes
		}
	}
	return out
}
