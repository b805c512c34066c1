package fetch

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"fabbisogno/datasets/catalog"
)

// memory is what is known of earlier calls: when they were made and which bans
// last. It is written before each call, so that a killed run has not forgotten one.
type memory struct {
	path      string
	Providers map[string]*record `json:"providers"`
}

// record is the memory of one provider.
type record struct {
	Calls []time.Time `json:"calls,omitempty"` // of the last minute and the last one, in order
	Ban   *Ban        `json:"ban,omitempty"`
	// Timeouts counts time-outs of the connection since the last answer.
	Timeouts int `json:"timeouts,omitempty"`
}

// Ban is a provider's refusal to answer this address for a while.
type Ban struct {
	Since time.Time `json:"since"`
	Until time.Time `json:"until"`
	Why   string    `json:"why"`
}

func openMemory(path string) (*memory, error) {
	m := &memory{path: path, Providers: map[string]*record{}}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err == nil {
		err = json.Unmarshal(text, m)
	}
	if err != nil {
		// A ban may stand in it: going on without would make it longer.
		return nil, fmt.Errorf("read the memory of earlier calls %s: %w; remove the file if no provider has refused an answer in the last two days", path, err)
	}
	for id, r := range m.Providers {
		if r == nil {
			delete(m.Providers, id)
		}
	}
	return m, nil
}

// of is the record of a provider.
func (m *memory) of(provider string) *record {
	if m.Providers == nil {
		m.Providers = map[string]*record{}
	}
	r, ok := m.Providers[provider]
	if !ok {
		r = &record{}
		m.Providers[provider] = r
	}
	return r
}

func (m *memory) save() error {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("write the memory of calls: %w", err)
	}
	return writeWhole(m.path, append(text, '\n'))
}

// banned is the ban that lasts now, nil when there is none.
func (r *record) banned(now time.Time) *Ban {
	if r.Ban != nil && now.Before(r.Ban.Until) {
		return r.Ban
	}
	return nil
}

// called notes a call and forgets those that no rule asks about any more.
func (r *record) called(now time.Time) {
	kept := r.Calls[:0]
	for _, t := range r.Calls {
		if age := now.Sub(t); age > -time.Minute && age < time.Minute {
			kept = append(kept, t)
		}
	}
	r.Calls = append(kept, now)
}

// wait is how long the pace asks to wait before the next call. A clock that was
// set back can't make it longer than the rules themselves.
func (r *record) wait(p catalog.Pacing, now time.Time) time.Duration {
	n := len(r.Calls)
	if n == 0 {
		return 0
	}
	between := time.Duration(p.SecondsBetween) * time.Second
	wait := between - now.Sub(r.Calls[n-1])
	if k := p.PerMinute; k > 0 && n >= k {
		wait = max(wait, time.Minute-now.Sub(r.Calls[n-k]))
	}
	return min(max(wait, 0), max(between, time.Minute))
}

// step is the shortest time from one call to the next over many calls.
func step(p catalog.Pacing) time.Duration {
	between := time.Duration(p.SecondsBetween) * time.Second
	if p.PerMinute > 0 {
		between = max(between, time.Minute/time.Duration(p.PerMinute))
	}
	return between
}

// writeWhole writes a file whole or not at all.
func writeWhole(path string, text []byte) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".writing-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
			err = fmt.Errorf("write %s: %w", path, err)
		}
	}()
	if _, err = f.Write(text); err != nil {
		return err
	}
	if err = f.Sync(); err != nil {
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
