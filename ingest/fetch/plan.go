package fetch

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"fabbisogno/ingest/snapshot"
)

// planAge is how long an interrupted fetch may be gone on with: parts of two
// editions must not be mixed.
const planAge = 24 * time.Hour

// Limits of splitting.
const (
	maxParts = 400 // questions for one table
	maxDepth = 14  // splits of one question
)

// plan is what is asked for a table and how far that has come.
type plan struct {
	dir string

	Table   string    `json:"table"`
	Created time.Time `json:"created"`
	// Asked identifies the questions: a plan for others is not gone on with.
	Asked string  `json:"asked"`
	Count int     `json:"count"` // parts ever made, for file names
	Parts []*part `json:"parts"`
}

// States of a part.
const (
	todo   = ""
	done   = "done"
	empty  = "empty"
	parted = "split"
)

// part is one question of a plan.
type part struct {
	Query    query     `json:"query"`
	URL      string    `json:"url"`
	State    string    `json:"state"`
	File     string    `json:"file"`     // of the answer, in the plan's folder
	Depth    int       `json:"depth"`    // how often it was split off
	SHA256   string    `json:"sha256"`   // of the answer
	Bytes    int64     `json:"bytes"`    //
	Ending   string    `json:"ending"`   // of the name under which it is loaded
	Released time.Time `json:"released"` // day the answer says it was published
	Raw      string    `json:"raw"`      // file as it came, where rows were left out
	Notes    []string  `json:"notes,omitempty"`
	// Large is why the question is to be split and not asked again; Status came with it.
	Large  string `json:"large,omitempty"`
	Status int    `json:"status,omitempty"`
}

func (f *Fetcher) planDir(table string) string { return filepath.Join(f.Dir, "parts", table) }

// openPlan goes on with an interrupted plan, or makes a new one.
func (s *session) openPlan(ask Ask) (p *plan, resumed bool, err error) {
	dir := s.f.planDir(s.table.ID)
	asked := queries(s.table, ask)
	text, err := json.Marshal(asked)
	if err != nil {
		return nil, false, err
	}
	sum := sha256.Sum256(append([]byte(s.base+"\n"), text...))
	want := hex.EncodeToString(sum[:])
	if p, err = readPlan(dir); err != nil {
		return nil, false, err
	}
	if p != nil && p.Asked == want && s.f.Now().Sub(p.Created) < planAge {
		return p, true, p.verify()
	}
	p = &plan{dir: dir, Table: s.table.ID, Created: s.f.Now().UTC(), Asked: want}
	for _, q := range asked {
		p.Parts = append(p.Parts, p.newPart(s, q, 0))
	}
	return p, false, nil
}

// readPlan reads the plan of a folder; nil when there is none that can be read.
func readPlan(dir string) (*plan, error) {
	text, err := os.ReadFile(filepath.Join(dir, "plan.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("go on with an interrupted fetch: %w", err)
	}
	p := &plan{dir: dir}
	if json.Unmarshal(text, p) != nil {
		return nil, nil // the parts are asked for again: they hold nothing that is not there
	}
	return p, nil
}

func (p *plan) newPart(s *session, q query, depth int) *part {
	p.Count++
	return &part{Query: q, URL: s.dataURL(q), File: fmt.Sprintf("%03d", p.Count), Depth: depth}
}

// begin makes the folder of a new plan, empty of an older one.
func (p *plan) begin() error {
	if err := os.RemoveAll(p.dir); err != nil {
		return fmt.Errorf("begin fetch: %w", err)
	}
	return p.save()
}

func (p *plan) save() error {
	text, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	return writeWhole(filepath.Join(p.dir, "plan.json"), append(text, '\n'))
}

func (p *plan) path(file string) string { return filepath.Join(p.dir, file) }

// verify asks again for parts whose bytes are no longer there or no longer the same.
func (p *plan) verify() error {
	for _, part := range p.Parts {
		if part.State != done {
			continue
		}
		if sum, err := snapshot.HashFile(p.path(part.File)); err != nil || sum != part.SHA256 {
			part.State = todo
		}
	}
	return nil
}

// next is the first part that is still to be asked for.
func (p *plan) next() *part {
	for _, part := range p.Parts {
		if part.State == todo {
			return part
		}
	}
	return nil
}

// count says how many parts are settled, of how many.
func (p *plan) count() (settled, total int) {
	for _, part := range p.Parts {
		if part.State != todo {
			settled++
		}
	}
	return settled, len(p.Parts)
}

// split puts questions in the place of one that was too large.
func (p *plan) split(s *session, old *part, into []query) error {
	old.State = parted
	var fresh []*part
	for _, q := range into {
		fresh = append(fresh, p.newPart(s, q, old.Depth+1))
	}
	p.Parts = slices.Insert(p.Parts, slices.Index(p.Parts, old)+1, fresh...)
	return p.save()
}

// hashOf is the checksum and size of a file of ours.
func hashOf(path string) (string, int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, f)
	return hex.EncodeToString(sum.Sum(nil)), n, err
}
