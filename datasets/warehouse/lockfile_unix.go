//go:build unix

package warehouse

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// fileLock guards a warehouse against a second opener in the same process.
// DuckDB's own lock belongs to the process, so two instances in one process
// would both get it and write over each other; a lock on an open file does not.
type fileLock struct{ file *os.File }

// lockFile takes <path>.lock: shared to read, alone to write.
func lockFile(path string, readOnly bool) (*fileLock, error) {
	file, err := os.OpenFile(path+".lock", os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		if readOnly {
			// A published copy may lie in a folder its readers cannot write.
			return &fileLock{}, nil
		}
		return nil, err
	}
	how := syscall.LOCK_EX
	if readOnly {
		how = syscall.LOCK_SH
	}
	err = syscall.Flock(int(file.Fd()), how|syscall.LOCK_NB)
	switch {
	case errors.Is(err, syscall.EWOULDBLOCK):
		text, _ := os.ReadFile(path + ".lock")
		return nil, errors.Join(lockedBy(strings.TrimSpace(string(text))), file.Close())
	case err != nil:
		// Some network file systems know no such locks; DuckDB's own still holds.
		return &fileLock{file}, nil
	}
	// Best effort: the number is for the message of the next opener only.
	if err := file.Truncate(0); err == nil {
		_, _ = file.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	}
	return &fileLock{file}, nil
}

func lockedBy(pid string) error {
	switch pid {
	case "":
		return fmt.Errorf("%w by another process; wait until it ends", ErrLocked)
	case strconv.Itoa(os.Getpid()):
		return fmt.Errorf("%w by this process (PID %s); close it first", ErrLocked, pid)
	}
	return fmt.Errorf("%w by process %s; wait until it ends", ErrLocked, pid)
}

// release lets the lock go. The file stays: removing it would let two holders in.
func (l *fileLock) release() error {
	if l == nil || l.file == nil {
		return nil
	}
	return l.file.Close()
}
