package chart

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// cache keeps what the engine drew, by the hash of engine and option. The option
// holds every size and colour; labels, title, description and ids are put on
// afterwards, so a change of theirs costs no new drawing. An entry carries its own
// hash: one that is damaged is drawn again. The zero cache keeps nothing.
type cache struct {
	dir string
	now time.Time // notes when an entry was last of use; zero: nobody does

	mu    sync.Mutex
	going map[string]chan struct{} // entries that are being made, closed when done
}

// through gives the cached drawing, or draws and keeps it.
func (c *cache) through(e engine, option []byte) ([]byte, error) {
	if c.dir == "" {
		svg, err := e.draw(option)
		return []byte(svg), err
	}
	name := digest([]byte(e.id()), option)
	path := filepath.Join(c.dir, name+".svg")
	defer c.alone(name)()
	if svg, ok := load(path, c.now); ok {
		return svg, nil
	}
	svg, err := e.draw(option)
	if err != nil {
		return nil, err
	}
	return []byte(svg), save(path, []byte(svg), c.now)
}

// alone waits while the entry is being made beside us, then holds it until the
// function it returns is called: the languages of a figure often need one drawing.
func (c *cache) alone(name string) (done func()) {
	for {
		c.mu.Lock()
		other, taken := c.going[name]
		if !taken {
			mine := make(chan struct{})
			if c.going == nil {
				c.going = map[string]chan struct{}{}
			}
			c.going[name] = mine
			c.mu.Unlock()
			return func() {
				c.mu.Lock()
				delete(c.going, name)
				c.mu.Unlock()
				close(mine)
			}
		}
		c.mu.Unlock()
		<-other
	}
}

// load reads an entry: the hash of the drawing, a line break, the drawing.
func load(path string, now time.Time) ([]byte, bool) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, false
	}
	sum, svg, ok := bytes.Cut(data, []byte("\n"))
	if !ok || string(sum) != digest(svg) {
		return nil, false
	}
	used(path, now)
	return svg, true
}

// save writes an entry under a name of its own and renames it, so that a reader
// beside us sees all of it or nothing.
func save(path string, svg []byte, now time.Time) error {
	f, err := os.CreateTemp(filepath.Dir(path), "drawing-*.tmp")
	if err != nil {
		return fmt.Errorf("keep drawing: %w", err)
	}
	defer os.Remove(f.Name()) // no effect once renamed
	_, err = f.WriteString(digest(svg) + "\n" + string(svg))
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil && !now.IsZero() {
		err = os.Chtimes(f.Name(), now, now)
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("keep drawing: %w", err)
	}
	return nil
}

// digest is the SHA-256 of parts, each with its length, in hexadecimal.
func digest(parts ...[]byte) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:", len(p))
		h.Write(p)
	}
	return hex.EncodeToString(h.Sum(nil))
}
