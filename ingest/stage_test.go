//go:build unix

package ingest

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// refusedRule is the rule by which a file is refused, and fails when anything was kept.
func refusedRule(t *testing.T, g *Ingester, db *memory, r Request) string {
	t.Helper()
	_, err := g.File(context.Background(), r)
	var s *SourceError
	if !errors.As(err, &s) {
		t.Fatalf("got %v, want a refusal", err)
	}
	if s.Hint == "" || len(db.loads) > 0 {
		t.Errorf("%+v, %d loads", s, len(db.loads))
	}
	if left, err := os.ReadDir(filepath.Dir(g.Store.Path(strings.Repeat("0", 64)))); err == nil && len(left) > 0 {
		t.Errorf("%d snapshots were kept", len(left))
	}
	return s.Rule
}

// TestNotRegular is case 28: links, folders, pipes and devices are refused without
// being opened for reading, which for a pipe would wait and for a device not end.
// With the flag a link to a regular file loads, and nothing else more.
func TestNotRegular(t *testing.T) {
	dir := t.TempDir()
	sound, pipe := filepath.Join(dir, "x.csv"), filepath.Join(dir, "pipe.csv")
	write(t, sound, goodText)
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	link := func(name, target string) string {
		path := filepath.Join(dir, name)
		if err := os.Symlink(target, path); err != nil {
			t.Fatal(err)
		}
		return path
	}
	toFile := link("link.csv", sound)
	cases := []struct {
		name, path  string
		loadsByFlag bool
	}{
		{"link", toFile, true},
		{"link_to_a_link", link("link2.csv", toFile), true},
		{"relative_link", link("link3.csv", "x.csv"), true},
		{"folder", dir, false},
		{"pipe", pipe, false},
		{"endless_device", "/dev/zero", false},
		{"device", "/dev/null", false},
		{"link_to_a_folder", link("folder.csv", dir), false},
		{"link_to_a_pipe", link("pipe2.csv", pipe), false},
		{"link_to_a_device", link("device.csv", "/dev/zero"), false},
		{"links_in_a_circle", link("circle.csv", filepath.Join(dir, "circle.csv")), false},
	}
	for _, c := range cases {
		for _, follow := range []bool{false, true} {
			t.Run(c.name+map[bool]string{true: "_with_the_flag"}[follow], func(t *testing.T) {
				r := Request{Path: c.path, FollowLinks: follow}
				db := &memory{}
				g := newIngester(t, db)
				if follow && c.loadsByFlag {
					rep, err := g.File(context.Background(), r)
					if err != nil || rep.Counts.Loaded == 0 || rep.File != filepath.Base(c.path) {
						t.Errorf("%+v, %v", rep, err)
					}
					return
				}
				done := make(chan string, 1)
				go func() { done <- refusedRule(t, g, db, r) }()
				select {
				case rule := <-done:
					if rule != "not-regular" {
						t.Errorf("refused by %s", rule)
					}
				case <-time.After(10 * time.Second):
					t.Fatal("still reading")
				}
			})
		}
	}
	db := &memory{}
	if _, err := newIngester(t, db).File(context.Background(), Request{Path: sound}); err != nil {
		t.Errorf("control: the file itself: %v", err)
	}
	if _, err := newIngester(t, db).File(context.Background(), Request{Path: link("nowhere.csv", "nobody.csv"), FollowLinks: true}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a link that leads nowhere: %v", err)
	}
}

// TestUnstable is case 17: a file that grows while it is read, or that another takes
// the place of, is refused; the same file at rest loads.
func TestUnstable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.csv")
	write(t, path, goodText)
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	stop, stopped := make(chan struct{}), make(chan error, 1)
	go func() {
		for {
			select {
			case <-stop:
				stopped <- nil
				return
			default:
				if _, err := f.WriteString("IT1:534_1038(1.0),Q,IT,JVC,Y,W_GE1,F,2023-Q1,2.1,,\n"); err != nil {
					stopped <- err
					return
				}
			}
		}
	}()
	// Hashing 64 MiB takes so long that the writer gets its turn.
	if err := f.Truncate(64 << 20); err != nil {
		t.Fatal(err)
	}
	db := &memory{}
	rule := refusedRule(t, newIngester(t, db), db, Request{Path: path})
	close(stop)
	if err := <-stopped; err != nil || rule != "unstable" {
		t.Errorf("refused by %s, %v", rule, err)
	}
	if err := f.Truncate(int64(len(goodText))); err != nil {
		t.Fatal(err)
	}
	if _, err := newIngester(t, db).File(context.Background(), Request{Path: path}); err != nil {
		t.Errorf("control: the file at rest: %v", err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
