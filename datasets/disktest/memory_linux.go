package disktest

import (
	"os"
	"strconv"
	"strings"
	"syscall"
)

// memory is the folder in memory that Linux has.
const memory = "/dev/shm"

// room is how many bytes fit into a folder in memory; 0: it can't be told.
func room(dir string) uint64 {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return 0
	}
	return min(fs.Bavail*uint64(fs.Bsize), available())
}

// available is the memory that can be had without swapping.
func available() uint64 {
	text, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if words := strings.Fields(line); len(words) > 1 && words[0] == "MemAvailable:" {
			n, _ := strconv.ParseUint(words[1], 10, 64)
			return n << 10
		}
	}
	return 0
}

func runs(pid int) bool {
	_, err := os.Stat("/proc/" + strconv.Itoa(pid))
	return err == nil
}
