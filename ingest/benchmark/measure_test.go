package benchmark

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"runtime/pprof"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest"
	"fabbisogno/ingest/harmonize"
	"fabbisogno/ingest/snapshot"
	"fabbisogno/ingest/worker"
)

const (
	measureMode = "FABBISOGNO_BENCH_MEASURE" // what the process is to measure
	profilePath = "FABBISOGNO_BENCH_PROFILE" // file for a processor profile of it
)

func TestMain(m *testing.M) {
	what := os.Getenv(measureMode)
	if what == "" {
		os.Exit(m.Run())
	}
	if err := work(what, os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// result is what a measurement gives.
type result struct {
	Rows       int64
	Clock      time.Duration
	Processor  time.Duration // children's too
	RSS, Child int64         // peak bytes
	Together   int64         // peak bytes of both at one time, as seen from outside
}

// measure runs a measurement in a process of its own.
func measure(b *testing.B, what, path string) result {
	b.Helper()
	c := exec.Command(os.Args[0], path)
	c.Env = append(os.Environ(), measureMode+"="+what)
	c.Stderr = os.Stderr
	var out bytes.Buffer
	c.Stdout = &out
	if err := c.Start(); err != nil {
		b.Fatalf("%s: %v", what, err)
	}
	ended, seen := make(chan struct{}), make(chan int64)
	go func() { seen <- watch(c.Process.Pid, ended) }()
	err := c.Wait()
	close(ended)
	together := <-seen
	if err != nil {
		b.Fatalf("%s: %v", what, err)
	}
	var r result
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		b.Fatalf("%s: %v in %q", what, err, out.String())
	}
	r.Together = together
	return r
}

// watch is the most memory that a process and its children had resident at one
// time, looked at every 20 ms until ended. Pages that they share count twice.
func watch(pid int, ended <-chan struct{}) (most int64) {
	for tick := time.NewTicker(20 * time.Millisecond); ; {
		select {
		case <-ended:
			tick.Stop()
			return most
		case <-tick.C:
			n, _ := inStatus(pid, "VmRSS:") // gone, when there is an error
			tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
			for _, task := range tasks {
				list, _ := os.ReadFile(task)
				for _, word := range strings.Fields(string(list)) {
					if child, err := strconv.Atoi(word); err == nil {
						m, _ := inStatus(child, "VmRSS:")
						n += m
					}
				}
			}
			most = max(most, n)
		}
	}
}

// work is the process of one measurement.
func work(what, path string) error {
	if what == "child" {
		debug.SetGCPercent(100) // as the command parse does
		return worker.Serve(os.Stdin, os.Stdout, func() (ingest.Parser, string, error) {
			p, err := parser()
			return p, "", err
		})
	}
	debug.SetGCPercent(100)
	p, err := parser()
	if err != nil {
		return err
	}
	if profile := os.Getenv(profilePath); profile != "" {
		f, err := os.Create(profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	began, used := time.Now(), processor(syscall.RUSAGE_SELF)
	r := result{}
	switch what {
	case "read":
		r.Rows, err = read(p, path)
	case "parse":
		r.Rows, err = parse(p, path)
	case "ingest":
		r.Rows, err = load(p, path)
	default:
		r.Rows, err = peer(what, path)
	}
	if err != nil {
		return err
	}
	r.Clock = time.Since(began)
	r.Processor = processor(syscall.RUSAGE_SELF) - used + processor(syscall.RUSAGE_CHILDREN)
	if r.RSS, err = peak(); err != nil {
		return err
	}
	var children syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &children); err != nil {
		return err
	}
	r.Child = children.Maxrss << 10
	return json.NewEncoder(os.Stdout).Encode(r)
}

func processor(who int) time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(who, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peak is the most memory that was resident.
func peak() (int64, error) { return inStatus(os.Getpid(), "VmHWM:") }

// inStatus reads a size from the status of a process, in bytes.
func inStatus(pid int, name string) (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, name); ok {
			kb, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kb << 10, err
		}
	}
	return 0, fmt.Errorf("the status of process %d has no %s", pid, name)
}

func parser() (ingest.InProcess, error) {
	c, err := catalog.Load()
	if err != nil {
		return ingest.InProcess{}, err
	}
	s, err := codes.Load()
	if err != nil {
		return ingest.InProcess{}, err
	}
	c.Tables = append(c.Tables, wideTable())
	return ingest.InProcess{Catalog: c, Codes: s}, nil
}

// read has every row harmonized and forgets it.
func read(p ingest.InProcess, path string) (int64, error) {
	var rows int64
	err := p.Rows(context.Background(), ingest.Job{Path: path, Name: filepath.Base(path)}, func(row harmonize.Outcome) error {
		if row.Rejected != nil {
			return fmt.Errorf("row %d is rejected: %s", row.Rejected.Row, row.Rejected.Message)
		}
		rows++
		return nil
	})
	return rows, err
}

// parse does what a child does with a file.
func parse(p ingest.InProcess, path string) (int64, error) {
	dir, err := os.MkdirTemp(filepath.Dir(path), "parse-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	out, err := p.Parse(context.Background(), ingest.Job{Path: path, Name: filepath.Base(path), Released: released, Spool: filepath.Join(dir, "rows")})
	return allLoaded(out.Counts, err)
}

var released = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func allLoaded(c warehouse.Counts, err error) (int64, error) {
	if err == nil && (c.Rejected > 0 || c.Loaded == 0) {
		err = fmt.Errorf("not all rows were loaded: %+v", c)
	}
	return c.Read, err
}

// load does everything that the command ingest does.
func load(p ingest.InProcess, path string) (int64, error) {
	dir, err := os.MkdirTemp(filepath.Dir(path), "load-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	db, err := warehouse.Open(ctx, warehouse.Options{Path: filepath.Join(dir, "warehouse.duckdb"), Threads: 1})
	if err != nil {
		return 0, err
	}
	store, err := snapshot.Open(filepath.Join(dir, "snapshots"))
	if err != nil {
		return 0, err
	}
	pool := &worker.Pool{Command: func() *exec.Cmd {
		c := exec.Command(os.Args[0], "-")
		c.Env = []string{measureMode + "=child"}
		return c
	}}
	g := ingest.Ingester{Catalog: p.Catalog, Codes: p.Codes, Store: store, DB: db, Parser: pool}
	rep, err := g.File(ctx, ingest.Request{Path: path, Released: released})
	pool.Close()
	n, err := allLoaded(rep.Counts, err)
	return n, errors.Join(err, db.Close())
}
