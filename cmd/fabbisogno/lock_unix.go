//go:build unix

package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// lockFile takes an advisory lock that the system releases when the process
// ends, however it ends. The holder's process id stands in the file.
func lockFile(path string) (release func(), err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("open lock: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		holder, _ := os.ReadFile(path)
		f.Close()
		return nil, withCode(exitLocked, "wait for it to end, or stop it",
			fmt.Errorf("lock workspace: another run holds it (process %s)", strings.TrimSpace(string(holder))))
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("lock workspace: %w", err)
	}
	if err := f.Truncate(0); err == nil {
		_, err = f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
		if err != nil {
			f.Close()
			return nil, fmt.Errorf("lock workspace: %w", err)
		}
	}
	return func() { f.Close() }, nil
}
