package disktest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestUse(t *testing.T) {
	parent := t.TempDir()
	t.Setenv("TMPDIR", parent)
	// A process that has ended, by a number that is not given away again at once.
	c := exec.Command(os.Args[0], "-test.run=^$")
	if err := c.Run(); err != nil {
		t.Fatal(err)
	}
	gone := filepath.Join(parent, prefix+strconv.Itoa(c.Process.Pid)+"-1")
	ours := filepath.Join(parent, prefix+strconv.Itoa(os.Getpid())+"-1")
	other := filepath.Join(parent, prefix+"notes")
	for _, dir := range []string{gone, ours, other} {
		if err := os.MkdirAll(filepath.Join(dir, "in"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	restore := use(parent)
	dir := os.TempDir()
	if filepath.Dir(dir) != parent || !strings.HasPrefix(filepath.Base(dir), prefix) {
		t.Errorf("temporary files go to %s, want a folder of our own in %s", dir, parent)
	}
	if err := os.WriteFile(filepath.Join(dir, "x"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	restore()
	if got := os.TempDir(); got != parent {
		t.Errorf("afterwards they go to %s, want %s as before", got, parent)
	}
	for path, want := range map[string]bool{dir: false, gone: runs(c.Process.Pid), ours: true, other: true} {
		if _, err := os.Stat(path); (err == nil) != want {
			t.Errorf("%s: there %v, want %v", filepath.Base(path), err == nil, want)
		}
	}
}

// Who set TMPDIR wants the files there.
func TestUse_leaves_a_given_folder(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	before := os.TempDir()
	restore := Use()
	defer restore()
	if got := os.TempDir(); got != before {
		t.Errorf("temporary files go to %s, want %s as before", got, before)
	}
}
