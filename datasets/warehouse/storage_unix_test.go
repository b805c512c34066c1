//go:build unix

package warehouse

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// childFull loads until the file-size limit of the process, which stands for a
// full disk, stops it.
func childFull(path string) {
	signal.Ignore(syscall.SIGXFSZ)
	limit := syscall.Rlimit{Cur: 1 << 20, Max: 1 << 20}
	exitOn(syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit))
	db, err := Open(context.Background(), Options{Path: path})
	exitOn(err)
	for i := range crashFiles {
		if err := db.Load(context.Background(), crashLoad(i)); err != nil {
			fmt.Println("stopped", errors.Is(err, ErrStorage), err)
			_ = db.Close() // it cannot write its checkpoint either
			return
		}
		fmt.Println("done", i)
	}
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "warehouse.duckdb")
	closeNow(t, openAt(t, path, false))
	cmd := exec.Command(os.Args[0], path)
	cmd.Env = append(os.Environ(), childMode+"=full")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	acknowledged := len(lines) - 1
	if last := lines[acknowledged]; !strings.HasPrefix(last, "stopped true") {
		t.Fatalf("the disk did not fill, or the error is another: %s", last)
	}
	if acknowledged < 2 {
		t.Fatalf("only %d loads before the disk was full", acknowledged)
	}
	if last := checkAfterCrash(t, path, acknowledged-1); last != acknowledged-1 {
		t.Errorf("%d files are there, %d were acknowledged", last+1, acknowledged)
	}
}
