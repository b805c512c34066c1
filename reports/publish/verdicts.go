package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"fabbisogno/reports/page"
)

// verdicts are what the last publication found of its pages and drawings, so that what
// is byte for byte the same need not be read again. Only what had no problem is kept.
// A verdict holds for the very bytes it was found for, for all that editions say of the
// page, and for the program that found it: a verdict of another program, and one of a
// list that was damaged, counts for nothing. The zero value knows nothing and keeps
// nothing.
type verdicts struct {
	file    string // empty: nothing is kept
	program string
	before  verdictForm
	mu      sync.Mutex
	now     verdictForm
}

// verdictForm is the list as it is written: one file, made anew by each publication.
type verdictForm struct {
	Program  string                         `json:"program"`
	Pages    map[string]map[string]keptLook `json:"pages"`    // by the key of the job, then by path
	Drawings map[string]struct{}            `json:"drawings"` // by checksum
}

// keptLook is a page without a problem.
type keptLook struct {
	IDs   []string   `json:"ids"`
	Links []keptLink `json:"links"`
	// Numbers are where each number of the page's texts comes from.
	Numbers []string `json:"numbers,omitempty"`
}

type keptLink struct {
	Element string `json:"e"`
	Path    string `json:"p"`
	Anchor  string `json:"a,omitempty"`
}

const verdictsName = "checked-pages.json"

// openVerdicts reads the list of a folder, if it is whole and of this program.
func openVerdicts(dir, program string) *verdicts {
	v := &verdicts{program: program, now: verdictForm{program, map[string]map[string]keptLook{}, map[string]struct{}{}}}
	if dir == "" || program == "" {
		return v
	}
	v.file = filepath.Join(dir, verdictsName)
	data, err := os.ReadFile(v.file)
	if err != nil {
		return v // there is none yet, or it cannot be read: everything is looked at
	}
	sum, list, _ := bytes.Cut(data, []byte("\n"))
	var before verdictForm
	if string(sum) == sumOf(list) && json.Unmarshal(list, &before) == nil && before.Program == program {
		v.before = before
	}
	return v
}

// save replaces the list by what this publication found.
func (v *verdicts) save() error {
	if v.file == "" {
		return nil
	}
	list, err := json.Marshal(v.now)
	if err != nil {
		return fmt.Errorf("keep what was checked: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(v.file), "checked-*.tmp")
	if errors.Is(err, fs.ErrNotExist) {
		if err = os.MkdirAll(filepath.Dir(v.file), 0o755); err == nil {
			f, err = os.CreateTemp(filepath.Dir(v.file), "checked-*.tmp")
		}
	}
	if err != nil {
		return fmt.Errorf("keep what was checked: %w", err)
	}
	defer os.Remove(f.Name()) // no effect once renamed
	_, err = f.WriteString(sumOf(list) + "\n" + string(list))
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), v.file)
	}
	if err != nil {
		return fmt.Errorf("keep what was checked: %w", err)
	}
	return nil
}

func sumOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// look is what the job finds, or found when it last was the same.
func (v *verdicts) look(j pageJob) map[string]looked {
	if v.file == "" {
		return j.look()
	}
	key := j.key()
	kept, isKnown := v.before.Pages[key]
	out := map[string]looked{}
	if isKnown {
		for p, k := range kept {
			out[p] = k.looked()
		}
	} else {
		out, kept = j.look(), map[string]keptLook{}
		for p, l := range out {
			if len(l.problems) > 0 {
				return out
			}
			kept[p] = keep(l)
		}
	}
	v.mu.Lock()
	v.now.Pages[key] = kept
	v.mu.Unlock()
	return out
}

// drawing accepts an SVG that was accepted before, or looks at it.
func (v *verdicts) drawing(svg []byte) (page.Drawing, error) {
	if v.file == "" {
		return page.NewDrawing(svg)
	}
	key := sumOf(svg)
	_, isKnown := v.before.Drawings[key]
	d, err := page.NewDrawingOf(svg, isKnown)
	if err == nil {
		v.mu.Lock()
		v.now.Drawings[key] = struct{}{}
		v.mu.Unlock()
	}
	return d, err
}

func keep(l looked) keptLook {
	k := keptLook{IDs: l.ids, Numbers: l.numbers}
	for _, to := range l.links {
		k.Links = append(k.Links, keptLink{to.element, to.path, to.anchor})
	}
	return k
}

func (k keptLook) looked() looked {
	l := looked{ids: k.IDs, numbers: k.Numbers}
	for _, to := range k.Links {
		l.links = append(l.links, link{to.Element, to.Path, to.Anchor})
	}
	return l
}
