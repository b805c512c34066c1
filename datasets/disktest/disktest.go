package disktest

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const (
	prefix = "fabbisogno-test-" // and the number of the process, which tells whether it still runs
	// leastRoom is many times what the tests of a package hold at a time, so that
	// several packages find room side by side.
	leastRoom = 4 << 30
)

// M runs the tests of a package with their temporary files in memory.
type M struct{ *testing.M }

// Run runs the tests and gives the exit code.
func (m M) Run() int {
	defer Use()()
	return m.M.Run()
}

// Use moves temporary files into memory, for this process and those it starts, and
// gives what undoes that and removes them.
func Use() (restore func()) {
	if os.Getenv("TMPDIR") != "" || room(memory) < leastRoom {
		return func() {}
	}
	return use(memory)
}

func use(parent string) (restore func()) {
	sweep(parent)
	dir, err := os.MkdirTemp(parent, prefix+strconv.Itoa(os.Getpid())+"-")
	if err != nil {
		return func() {} // the disk will do
	}
	before, was := os.LookupEnv("TMPDIR")
	if err := os.Setenv("TMPDIR", dir); err != nil {
		panic(err) // a constant name and a path without NUL
	}
	return func() {
		if was {
			_ = os.Setenv("TMPDIR", before)
		} else {
			_ = os.Unsetenv("TMPDIR")
		}
		if err := os.RemoveAll(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
}

// sweep removes the folders of processes that no longer run.
func sweep(parent string) {
	left, _ := filepath.Glob(filepath.Join(parent, prefix+"*"))
	for _, dir := range left {
		id, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(dir), prefix), "-")
		if pid, err := strconv.Atoi(id); err == nil && !runs(pid) {
			_ = os.RemoveAll(dir)
		}
	}
}
