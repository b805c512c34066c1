//go:build unix

package benchmark

import (
	"os"
	"syscall"
)

// peakMB is the peak of resident memory of a process that ended; 0: not known.
func peakMB(s *os.ProcessState) float64 {
	if u, ok := s.SysUsage().(*syscall.Rusage); ok {
		return float64(u.Maxrss) * 1024 / 1e6 // kilobytes on Linux
	}
	return 0
}
