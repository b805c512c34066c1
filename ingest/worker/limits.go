package worker

import (
	"fmt"
	"time"
)

// Limits are what one file may use. The zero value of a field is its default.
type Limits struct {
	MemoryBytes      int64         // 2 GiB
	OutputBytes      int64         // of the spool; 8 GiB
	ProcessorPer100M time.Duration // processor time for each begun 100 MB, and once more; 60 s
}

func (l Limits) orDefault() Limits {
	if l.MemoryBytes <= 0 {
		l.MemoryBytes = 2 << 30
	}
	if l.OutputBytes <= 0 {
		l.OutputBytes = 8 << 30
	}
	if l.ProcessorPer100M <= 0 {
		l.ProcessorPer100M = time.Minute
	}
	return l
}

// processor is the processor time for a file.
func (l Limits) processor(bytes int64) time.Duration {
	return l.ProcessorPer100M * time.Duration(1+bytes/100_000_000)
}

// clock is how long a file may take by the clock: other programs use the
// processors too.
func (l Limits) clock(bytes int64) time.Duration { return 5 * l.processor(bytes) }

// Names of the rules that refuse a file for its limits.
const (
	limitMemory = "limit-memory"
	limitTime   = "limit-time"
	limitOutput = "limit-output"
	childDied   = "child-died"
)

// use is what a child has used so far.
type use struct {
	processor time.Duration
	resident  int64
}

// broken tells which limit is broken, and how; empty when none is.
func (l Limits) broken(bytes int64, before, now use, since time.Duration) (rule, message string) {
	spent := now.processor - before.processor
	switch {
	case spent > l.processor(bytes):
		return limitTime, fmt.Sprintf("reading it took more than %s of processor time", l.processor(bytes))
	case since > l.clock(bytes):
		return limitTime, fmt.Sprintf("reading it took more than %s", l.clock(bytes))
	case now.resident > l.MemoryBytes:
		return limitMemory, memoryMessage(l)
	}
	return "", ""
}

func memoryMessage(l Limits) string {
	return fmt.Sprintf("reading it needs more than %d MB of memory", l.MemoryBytes>>20)
}

// hints say what to do about each rule.
var hints = map[string]string{
	limitMemory: "split the file by key or period, or raise memory_mb under [limits] in fabbisogno.toml",
	limitTime:   "split the file by key or period, or raise seconds_per_100_mb under [limits] in fabbisogno.toml",
	limitOutput: "split the file by key or period, or raise output_mb under [limits] in fabbisogno.toml",
	childDied:   "the file met a fault of the program: report it with the file; nothing was loaded",
}
