package publish

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"fabbisogno/reports/page"
)

// A reader that opens the release once sees one version, whole, at any moment.
func TestReadersNeverSeeAMix(t *testing.T) {
	p := place{dir: filepath.Join(t.TempDir(), "site")}
	version := func(i int) (string, []page.File) {
		body := fmt.Appendf(nil, "version %d", i)
		return fmt.Sprintf("%016x", i), []page.File{{Path: "index.html", Body: body}, {Path: "it/index.html", Body: body}}
	}
	put := func(i int) {
		name, files := version(i)
		if _, err := p.put(context.Background(), name, files); err != nil {
			t.Error(err)
		}
	}
	put(0)
	var stop atomic.Bool
	var reads, seen atomic.Int64
	var wait sync.WaitGroup
	for range 2 {
		wait.Add(1)
		go func() {
			defer wait.Done()
			last := ""
			for !stop.Load() {
				// A release is pruned two publishes later; a reader that slow starts again.
				root, err := os.OpenRoot(p.dir)
				if err != nil {
					t.Errorf("open the site: %v", err)
					return
				}
				a, errA := fs.ReadFile(root.FS(), "index.html")
				b, errB := fs.ReadFile(root.FS(), "it/index.html")
				root.Close()
				if errA != nil || errB != nil {
					continue
				}
				if string(a) != string(b) {
					t.Errorf("read %q and %q", a, b)
				}
				if reads.Add(1); string(a) != last {
					last = string(a)
					seen.Add(1)
				}
			}
		}()
	}
	for i := range 60 {
		put(i + 1)
	}
	stop.Store(true)
	wait.Wait()
	if reads.Load() < 60 || seen.Load() < 4 {
		t.Errorf("%d reads saw %d switches: too few to prove anything", reads.Load(), seen.Load())
	}
}

func TestNothingIsWrittenOutside(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{"../outside.html", "/outside.html", "it/../../outside.html"} {
		p := place{dir: filepath.Join(dir, "site")}
		if _, err := p.put(context.Background(), "0123456789abcdef", []page.File{{Path: path, Body: []byte("a")}}); err == nil {
			t.Errorf("wrote %s", path)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "outside.html")); err == nil {
		t.Error("a file stands outside the release")
	}
}
