package worker

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	coreDumps = 4 // RLIMIT_CORE
	openFiles = 7 // RLIMIT_NOFILE
)

// limitSelf takes limits on that this process can't take off again. RLIMIT_DATA
// counts private memory that can be written: the heap, stacks, and whatever C
// libraries allocate. RLIMIT_AS would have to leave room for address space that
// Go only reserves.
func limitSelf(g greeting) error {
	for _, l := range []struct {
		resource int
		most     uint64
	}{
		{syscall.RLIMIT_DATA, uint64(g.MemoryBytes)},
		{syscall.RLIMIT_FSIZE, uint64(g.OutputBytes)},
		{coreDumps, 0},
		{openFiles, 64},
	} {
		if err := syscall.Setrlimit(l.resource, &syscall.Rlimit{Cur: l.most, Max: l.most}); err != nil {
			return fmt.Errorf("resource %d: %w", l.resource, err)
		}
	}
	return nil
}

// isOutputLimit says whether a write met RLIMIT_FSIZE.
func isOutputLimit(err error) bool { return errors.Is(err, syscall.EFBIG) }

// bindToParent has the kernel kill the child when its parent dies, and makes it
// a group of its own: a key press in the terminal is for the parent alone.
func bindToParent(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
}

// killGroup kills the child and whatever it started.
func killGroup(c *exec.Cmd) {
	_ = syscall.Kill(-c.Process.Pid, syscall.SIGKILL)
	_ = c.Process.Kill()
}

// ticks of processor time in /proc are 1/100 s on every architecture (USER_HZ).
const tick = 10 * time.Millisecond

// used reads what a process used; false when it is gone.
func used(pid int) (use, bool) {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return use{}, false
	}
	// The second field is the name in brackets and may hold blanks.
	_, rest, ok := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	if !ok || len(fields) < 22 {
		return use{}, false
	}
	number := func(i int) int64 {
		n, _ := strconv.ParseInt(fields[i], 10, 64)
		return n
	}
	// Fields 14, 15 and 24 of proc(5), counted from 1: user and system time, resident pages.
	return use{time.Duration(number(11)+number(12)) * tick, number(21) * int64(os.Getpagesize())}, true
}
