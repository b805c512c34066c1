package worker

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"fabbisogno/ingest"
)

// Pool parses files in child processes. It implements ingest.Parser and may be
// used by several goroutines, each of which has a child of its own.
type Pool struct {
	// Command makes the child's command, not started: the same program, with
	// arguments that lead it to Serve. Its environment is what Command sets and
	// nothing of ours; its input and output are set here.
	Command func() *exec.Cmd
	Limits  Limits
	// Fingerprint of the declarations that the child must read files by.
	Fingerprint string

	mu     sync.Mutex
	idle   []*child
	closed bool
}

var _ ingest.Parser = (*Pool)(nil)

const (
	// Files above this size leave a child with a large heap; it is let go.
	reuseBelow = 32 << 20
	// and so is one after this many files
	reuseTimes = 1000
)

// Parse implements ingest.Parser.
func (p *Pool) Parse(ctx context.Context, job ingest.Job) (ingest.Parsed, error) {
	none := ingest.Parsed{Table: job.Table}
	info, err := os.Stat(job.Path)
	if err != nil {
		return none, fmt.Errorf("load %s: %w", job.Name, err)
	}
	for _, path := range []*string{&job.Path, &job.Spool} { // a child has a folder of its own
		if *path, err = filepath.Abs(*path); err != nil {
			return none, fmt.Errorf("load %s: %w", job.Name, err)
		}
	}
	c, r, err := p.serve(ctx, job, info.Size())
	if err != nil {
		var broken *limitError
		if errors.As(err, &broken) {
			return none, &ingest.SourceError{Table: job.Table, File: job.Name, Rule: broken.rule, Err: errors.New(broken.message), Hint: hints[broken.rule]}
		}
		return none, fmt.Errorf("load %s: %w", job.Name, err)
	}
	if c.served++; info.Size() > reuseBelow || c.served >= reuseTimes {
		c.kill()
	} else {
		p.give(c)
	}
	switch {
	case r.Refused != nil:
		return r.Parsed, r.Refused.sourceError()
	case r.Failed != "":
		return r.Parsed, errors.New(r.Failed)
	}
	return r.Parsed, nil
}

// serve has a child that waits do the job, or a new one. The child is killed
// when there is an error.
func (p *Pool) serve(ctx context.Context, job ingest.Job, bytes int64) (*child, reply, error) {
	l := p.Limits.orDefault()
	for {
		c := p.take()
		waited := c != nil
		if c == nil {
			var err error
			if c, err = start(ctx, p); err != nil {
				return nil, reply{}, err
			}
		}
		r, err := c.do(ctx, job, bytes, l)
		if err != nil {
			c.kill()
			if waited && errors.Is(err, errNotAsked) {
				continue // it died while it waited, of whatever: not of this file
			}
		}
		return c, r, err
	}
}

// take gives a child that waits; nil when there is none.
func (p *Pool) take() *child {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.idle)
	if n == 0 {
		return nil
	}
	c := p.idle[n-1]
	p.idle = p.idle[:n-1]
	return c
}

func (p *Pool) give(c *child) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		c.kill()
		return
	}
	p.idle = append(p.idle, c)
}

// Close ends the children that wait. Those at work end with their file.
func (p *Pool) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for _, c := range p.idle {
		c.kill()
	}
	p.idle = nil
}

// limitError is a file that broke a limit.
type limitError struct{ rule, message string }

func (e *limitError) Error() string { return e.message }

// diedOf tells from its last words why a child ended, or, where it had no breath for
// any, from the most memory it was seen to hold: a program whose memory is refused in
// the middle of a signal or of a growing stack dies without a word.
func diedOf(words, how string, peak int64, l Limits) *limitError {
	for _, sign := range []string{"out of memory", "cannot allocate memory", "failed to create new OS thread", "std::bad_alloc"} {
		if strings.Contains(words, sign) {
			return &limitError{limitMemory, memoryMessage(l)}
		}
	}
	for line := range strings.Lines(words) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "panic: ") || strings.HasPrefix(line, "fatal error: ") {
			return &limitError{childDied, "the process that read it ended: " + line}
		}
	}
	if peak >= l.MemoryBytes/2 {
		return &limitError{limitMemory, memoryMessage(l)}
	}
	return &limitError{childDied, "the process that read it ended without an answer: " + how}
}

// pollEvery is how often a child at work is looked at.
const pollEvery = 20 * time.Millisecond
