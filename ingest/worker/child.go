package worker

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync"
	"time"

	"fabbisogno/ingest"
)

// child is one process.
type child struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	words  lastWords
	served int
	once   sync.Once
}

// startWithin is how long a child may take to read the declarations; it takes a
// fifth of a second on an idle machine.
const startWithin = 2 * time.Minute

// errNotAsked says that a child was gone before it was asked.
var errNotAsked = errors.New("the process that reads files is gone")

// start starts a child and waits until it is ready.
func start(ctx context.Context, p *Pool) (*child, error) {
	c := &child{cmd: p.Command()}
	c.cmd.Env = append([]string{}, c.cmd.Env...) // not nil: that would be ours
	c.cmd.Stderr = &c.words
	c.cmd.WaitDelay = time.Second // something that it started may hold its pipes
	bindToParent(c.cmd)
	var err error
	if c.in, err = c.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	c.out = bufio.NewReaderSize(out, 64<<10)
	if err := c.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start a process to read files: %w", err)
	}
	l := p.Limits.orDefault()
	var hello ready
	began := time.Now()
	err = c.ask(ctx, greeting{l.MemoryBytes, l.OutputBytes}, &hello, func() error {
		if time.Since(began) > startWithin {
			return fmt.Errorf("it was not ready within %s", startWithin)
		}
		return nil
	})
	if err != nil {
		c.kill()
		return nil, fmt.Errorf("start a process to read files: %w: %s", err, c.words.text())
	}
	if hello.Fingerprint != p.Fingerprint {
		c.kill()
		return nil, errors.New("the process that reads files has other declarations than this one: they changed meanwhile; run again")
	}
	return c, nil
}

// do has a file parsed, and watches over it.
func (c *child) do(ctx context.Context, job ingest.Job, bytes int64, l Limits) (reply, error) {
	began := time.Now()
	before, _ := used(c.cmd.Process.Pid)
	peak := int64(0)
	var r reply
	err := c.ask(ctx, job, &r, func() error {
		now, known := used(c.cmd.Process.Pid)
		if !known {
			now = before
		}
		peak = max(peak, now.resident)
		if rule, message := l.broken(bytes, before, now, time.Since(began)); rule != "" {
			return &limitError{rule, message}
		}
		return nil
	})
	var broken *limitError
	switch {
	case err == nil && r.Beyond != "":
		return r, &limitError{limitOutput, r.Beyond}
	case err == nil, ctx.Err() != nil, errors.As(err, &broken), errors.Is(err, errNotAsked):
		return r, err
	case errors.Is(err, errLineTooLong):
		return r, &limitError{limitOutput, tooMuchToTell}
	}
	c.kill() // all its words are here then
	return r, diedOf(c.words.text(), c.cmd.ProcessState.String(), peak, l)
}

// ask sends a line and waits for the answer. While it waits it looks after the
// child; the child is at fault when look says so.
func (c *child) ask(ctx context.Context, question, answer any, look func() error) error {
	answered := make(chan error, 1)
	go func() {
		if err := writeLine(c.in, question); err != nil {
			answered <- fmt.Errorf("%w: %w", errNotAsked, err)
			return
		}
		answered <- readLine(c.out, answer)
	}()
	ticker := time.NewTicker(pollEvery)
	defer ticker.Stop()
	for {
		var err error
		select {
		case err := <-answered:
			return err
		case <-ctx.Done():
			err = context.Cause(ctx)
		case <-ticker.C:
			if err = look(); err == nil {
				continue
			}
		}
		c.kill()
		<-answered // the answer is no longer written to
		return err
	}
}

// kill ends the process and what it started, and waits until it is gone.
func (c *child) kill() {
	c.once.Do(func() {
		killGroup(c.cmd)
		_ = c.in.Close()
		_ = c.cmd.Wait() // closes the pipes, and has copied its last words
	})
}

// lastWords keeps the end of what a child says to its error output.
type lastWords struct {
	mu   sync.Mutex
	head []byte
	tail []byte
}

const keepWords = 4 << 10

// Write keeps the first and the last few thousand bytes.
func (w *lastWords) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := len(p)
	if room := keepWords - len(w.head); room > 0 {
		part := p[:min(room, len(p))]
		w.head, p = append(w.head, part...), p[len(part):]
	}
	w.tail = append(w.tail, p...)
	if extra := len(w.tail) - keepWords; extra > 0 {
		w.tail = append(w.tail[:0], w.tail[extra:]...)
	}
	return n, nil
}

func (w *lastWords) text() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return string(w.head) + string(w.tail)
}
