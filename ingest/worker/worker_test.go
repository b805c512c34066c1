package worker

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/published"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest"
	"fabbisogno/ingest/check"
	"fabbisogno/ingest/snapshot"

	"github.com/google/go-cmp/cmp"
)

// mode makes the test binary a child, or a parent that is to be killed.
const mode = "FABBISOGNO_TEST_WORKER"

func TestMain(m *testing.M) {
	switch os.Getenv(mode) {
	case "":
		os.Exit(m.Run())
	case "real":
		serve(func() (ingest.Parser, string, error) {
			c, err := catalog.Load()
			if err != nil {
				return nil, "", err
			}
			s, err := codes.Load()
			return ingest.InProcess{Catalog: c, Codes: s}, c.Fingerprint(), err
		})
	case "odd":
		serve(func() (ingest.Parser, string, error) { return odd{}, "odd", nil })
	case "parent":
		p := oddPool(Limits{})
		go func() { _, _ = p.Parse(context.Background(), job("spin 1m", os.Args[1])) }()
		for {
			time.Sleep(time.Hour)
		}
	}
}

func serve(parser func() (ingest.Parser, string, error)) {
	if err := Serve(os.Stdin, os.Stdout, parser); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func command(as string) func() *exec.Cmd {
	return func() *exec.Cmd {
		c := exec.Command(os.Args[0])
		c.Env = []string{mode + "=" + as}
		return c
	}
}

func oddPool(l Limits) *Pool {
	return &Pool{Command: command("odd"), Fingerprint: "odd", Limits: l}
}

func job(name, dir string) ingest.Job {
	path := filepath.Join(dir, "input")
	_ = os.WriteFile(path, []byte("x"), 0o600)
	return ingest.Job{Name: name, Path: path, Spool: filepath.Join(dir, "input.rows")}
}

// odd is a reader that does what the name of the file says.
type odd struct{}

func (odd) Parse(_ context.Context, j ingest.Job) (ingest.Parsed, error) {
	if err := os.WriteFile(j.Spool, []byte("half-written rows"), 0o600); err != nil {
		return ingest.Parsed{}, err
	}
	does, what, _ := strings.Cut(j.Name, " ")
	switch does {
	case "spin": // takes processor time, then answers
		d, err := time.ParseDuration(what)
		if err != nil {
			return ingest.Parsed{}, err
		}
		for began := time.Now(); time.Since(began) < d; {
		}
	case "sleep":
		d, err := time.ParseDuration(what)
		if err != nil {
			return ingest.Parsed{}, err
		}
		time.Sleep(d)
	case "allocate":
		n, err := strconv.Atoi(what)
		if err != nil {
			return ingest.Parsed{}, err
		}
		var held [][]byte
		for range n {
			held = append(held, bytes.Repeat([]byte("x"), 1<<20))
		}
		return ingest.Parsed{Format: strconv.Itoa(len(held))}, nil
	case "write":
		n, err := strconv.Atoi(what)
		if err != nil {
			return ingest.Parsed{}, err
		}
		f, err := os.Create(j.Spool)
		if err != nil {
			return ingest.Parsed{}, err
		}
		defer f.Close()
		for range n {
			if _, err := f.Write(make([]byte, 1<<20)); err != nil {
				return ingest.Parsed{}, err
			}
		}
	case "talk":
		n, err := strconv.Atoi(what)
		if err != nil {
			return ingest.Parsed{}, err
		}
		return ingest.Parsed{Issues: []warehouse.Issue{{Message: strings.Repeat("x", n<<20)}}}, nil
	case "panic":
		panic("index out of range")
	case "panic-elsewhere":
		go func() { panic("in a goroutine of its own") }()
		time.Sleep(time.Minute)
	case "exit":
		os.Exit(0)
	case "recurse":
		return ingest.Parsed{Vintage: strconv.Itoa(recurse(1))}, nil
	case "fork": // starts something that holds its pipes, then hangs
		c := exec.Command("/bin/sleep", "60")
		c.Stdout, c.Stderr = os.Stdout, os.Stderr
		if err := c.Start(); err != nil {
			return ingest.Parsed{}, err
		}
		time.Sleep(time.Minute)
	case "refuse":
		return ingest.Parsed{Table: "t"}, &ingest.SourceError{Table: "t", File: j.Name, Row: 7, Column: "c", Value: "v", Rule: "ragged", Err: errors.New("m"), Hint: "h"}
	case "fail":
		return ingest.Parsed{}, errors.New("disk on fire")
	case "environment":
		dir, _ := os.Getwd()
		return ingest.Parsed{Format: strings.Join(os.Environ(), " "), Vintage: dir}, nil
	}
	return ingest.Parsed{Table: "fine"}, nil
}

// recurse goes on until the stack ends.
func recurse(n int) int {
	if n < 0 {
		return 0
	}
	return recurse(n+1) + 1
}

// TestLimits: a reader that breaks a limit has its file refused with the limit's
// name, the parent goes on, and the next file is read. The same reader under
// wider limits gets through, so it is the limit that stopped it. A child that dies
// is reported by its parent, as case 131 of the bad-input cases asks.
func TestLimits(t *testing.T) {
	narrow := Limits{MemoryBytes: 256 << 20, OutputBytes: 8 << 20, ProcessorPer100M: 400 * time.Millisecond}
	for name, c := range map[string]struct {
		does   string
		limits Limits
		rule   string // empty: it gets through
	}{
		"hang":                    {"spin 1h", narrow, limitTime},
		"hang_under_wider_limit":  {"spin 1s", Limits{}, ""},
		"sleep":                   {"sleep 1h", narrow, limitTime},
		"sleep_under_wider_limit": {"sleep 2200ms", Limits{}, ""},
		"allocate":                {"allocate 400", narrow, limitMemory},
		"allocate_below_it":       {"allocate 60", narrow, ""},
		"allocate_wider_limit":    {"allocate 400", Limits{}, ""},
		"write":                   {"write 9", narrow, limitOutput},
		"write_below_it":          {"write 7", narrow, ""},
		"talk":                    {"talk 17", Limits{}, limitOutput},
		"panic":                   {"panic", Limits{}, childDied},
		"panic_elsewhere":         {"panic-elsewhere", Limits{}, childDied},
		"exit":                    {"exit", Limits{}, childDied},
		"recurse":                 {"recurse", Limits{MemoryBytes: 256 << 20}, limitMemory},
		"fork":                    {"fork", narrow, limitTime},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := oddPool(c.limits)
			defer p.Close()
			began := time.Now()
			_, err := p.Parse(t.Context(), job(c.does, t.TempDir()))
			if c.rule == "" {
				if err != nil {
					t.Fatalf("refused: %v", err)
				}
				return
			}
			var s *ingest.SourceError
			if !errors.As(err, &s) || s.Rule != c.rule || s.Hint == "" || s.File != c.does {
				t.Fatalf("got %v, want a refusal by %s", err, c.rule)
			}
			if !slices.ContainsFunc(check.Rules(), func(r check.Rule) bool { return r.Name == s.Rule && r.Effect == check.Refuse }) {
				t.Errorf("the rule %s is not listed", s.Rule)
			}
			t.Logf("after %v: %v", time.Since(began).Round(time.Millisecond), err)
			if out, err := p.Parse(t.Context(), job("fine", t.TempDir())); err != nil || out.Table != "fine" {
				t.Errorf("the next file: %+v, %v", out, err)
			}
		})
	}
}

func TestAnswers(t *testing.T) {
	p := oddPool(Limits{})
	defer p.Close()
	_, err := p.Parse(t.Context(), job("refuse", t.TempDir()))
	var s *ingest.SourceError
	if !errors.As(err, &s) || err.Error() != `load t from refuse: row 7, column "c": m` || s.Hint != "h" || s.Value != "v" || s.Rule != "ragged" {
		t.Errorf("a refusal came back as %v", err)
	}
	if _, err := p.Parse(t.Context(), job("fail", t.TempDir())); err == nil || errors.As(err, &s) && s.Rule != "ragged" || !strings.Contains(err.Error(), "disk on fire") {
		t.Errorf("an error of the system came back as %v", err)
	}
	t.Setenv("SECRET", "42")
	out, err := p.Parse(t.Context(), job("environment", t.TempDir()))
	if err != nil || out.Format != mode+"=odd" {
		t.Errorf("the child sees %q, %v", out.Format, err)
	}
	if len(p.idle) != 1 || p.idle[0].served != 3 {
		t.Errorf("one child should have served all three")
	}
	// A child that died while it waited is not the fault of the next file.
	_ = p.idle[0].cmd.Process.Kill()
	_, _ = p.idle[0].cmd.Process.Wait()
	if out, err := p.Parse(t.Context(), job("fine", t.TempDir())); err != nil || out.Table != "fine" {
		t.Errorf("after the child died: %+v, %v", out, err)
	}
	other := &Pool{Command: command("odd"), Fingerprint: "even"}
	if _, err := other.Parse(t.Context(), job("fine", t.TempDir())); err == nil || !strings.Contains(err.Error(), "declarations") {
		t.Errorf("a child with other declarations: %v", err)
	}
}

func TestCancel(t *testing.T) {
	p := oddPool(Limits{})
	defer p.Close()
	if _, err := p.Parse(t.Context(), job("fine", t.TempDir())); err != nil {
		t.Fatal(err)
	}
	pid := p.idle[0].cmd.Process.Pid
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err := p.Parse(ctx, job("sleep 1m", t.TempDir()))
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if alive(pid) {
		t.Error("the child lives on")
	}
}

func alive(pid int) bool { return syscall.Kill(pid, 0) == nil }

// TestNoOrphans kills a parent at work; its child must go too.
func TestNoOrphans(t *testing.T) {
	dir := t.TempDir()
	parent := exec.Command(os.Args[0], dir)
	parent.Env = []string{mode + "=parent"}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	child := 0
	for range 200 {
		time.Sleep(20 * time.Millisecond)
		if _, err := os.Stat(filepath.Join(dir, "input.rows")); err == nil { // it is at work
			child = childOf(parent.Process.Pid)
			break
		}
	}
	if child == 0 {
		t.Fatal("the parent started no child")
	}
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait()
	for range 200 {
		if !alive(child) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	_ = syscall.Kill(child, syscall.SIGKILL)
	t.Error("the child outlives its parent")
}

func childOf(pid int) int {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err == nil && len(bytes.Fields(text)) > 0 {
		n, _ := strconv.Atoi(string(bytes.Fields(text)[0]))
		return n
	}
	// Any thread may have started it.
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, task := range tasks {
		if text, err := os.ReadFile(task); err == nil && len(bytes.Fields(text)) > 0 {
			n, _ := strconv.Atoi(string(bytes.Fields(text)[0]))
			return n
		}
	}
	return 0
}

// kept is a warehouse that keeps its loads.
type kept struct{ loads []warehouse.Load }

func (*kept) Loaded(context.Context, string, string, int, string) (bool, error) { return false, nil }
func (*kept) Ledger(context.Context) ([]warehouse.LedgerEntry, error)           { return nil, nil }
func (*kept) Issues(context.Context) ([]warehouse.TableIssue, error)            { return nil, nil }
func (k *kept) Load(_ context.Context, l warehouse.Load) (err error) {
	for b, err := range l.Rows {
		if err != nil {
			return err
		}
		l.Observations = append(l.Observations, b.Observations...)
		l.Rejected = append(l.Rejected, b.Rejected...)
	}
	l.Rows = nil
	k.loads = append(k.loads, l)
	return nil
}

// TestSameAsInProcess: real files give the same through children as without.
func TestSameAsInProcess(t *testing.T) {
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	s, err := codes.Load()
	if err != nil {
		t.Fatal(err)
	}
	pool := &Pool{Command: command("real"), Fingerprint: c.Fingerprint()}
	defer pool.Close()
	var requests []ingest.Request
	for _, f := range published.Files() {
		requests = append(requests, ingest.Request{Name: f.Name, Reader: bytes.NewReader(f.Bytes), Table: f.Table})
	}
	requests = append(requests, ingest.Request{Name: "page.csv", Reader: strings.NewReader("<html>")})
	run := func(parser ingest.Parser) ([]ingest.Result, []warehouse.Load) {
		store, err := snapshot.Open(filepath.Join(t.TempDir(), "snapshots"))
		if err != nil {
			t.Fatal(err)
		}
		for i := range requests {
			if r, ok := requests[i].Reader.(*bytes.Reader); ok {
				_, _ = r.Seek(0, 0)
			} else {
				requests[i].Reader = strings.NewReader("<html>")
			}
		}
		db := &kept{}
		g := ingest.Ingester{Catalog: c, Codes: s, Store: store, DB: db, Parser: parser}
		results, err := g.Files(t.Context(), requests, 2, nil)
		if err != nil {
			t.Fatal(err)
		}
		if left, _ := filepath.Glob(filepath.Join(t.TempDir(), "..", "*", "snapshots", "incoming-*")); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
		return results, db.loads
	}
	want, wantLoads := run(nil)
	got, gotLoads := run(pool)
	text := func(all []ingest.Result) (out []string) {
		for _, r := range all {
			out = append(out, fmt.Sprintf("%+v %v", r.Report, r.Err))
		}
		return out
	}
	if d := cmp.Diff(text(want), text(got)); d != "" {
		t.Errorf("reports (-in process +child):\n%s", d)
	}
	if fmt.Sprintf("%+v", wantLoads) != fmt.Sprintf("%+v", gotLoads) || len(gotLoads) != len(requests)-1 {
		t.Errorf("%d and %d loads differ", len(wantLoads), len(gotLoads))
	}
}

// TestNothingLeft: a file that kills its child leaves no rows, no bytes and no load.
func TestNothingLeft(t *testing.T) {
	dir := t.TempDir()
	store, err := snapshot.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	db := &kept{}
	pool := oddPool(Limits{ProcessorPer100M: 100 * time.Millisecond})
	defer pool.Close()
	g := ingest.Ingester{Catalog: &catalog.Catalog{}, Codes: &codes.Set{}, Store: store, DB: db, Parser: pool}
	for _, does := range []string{"panic", "spin 1h", "exit"} {
		_, err := g.File(t.Context(), ingest.Request{Name: does, Reader: strings.NewReader("bytes of " + does)})
		var s *ingest.SourceError
		if !errors.As(err, &s) {
			t.Errorf("%s: got %v", does, err)
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 || len(db.loads) > 0 {
		t.Errorf("left: %v, %v, %d loads", left, err, len(db.loads))
	}
}

// A child that dies without a word is refused for its memory only when it was seen
// to hold at least half of what it may.
func TestDiedOf(t *testing.T) {
	l := Limits{MemoryBytes: 200 << 20}
	for _, c := range []struct {
		name, words string
		peak        int64
		want        string
	}{
		{"said so", "runtime: out of memory: cannot allocate", 0, limitMemory},
		{"panicked", "goroutine 1\npanic: x\n", 150 << 20, childDied},
		{"silent and large", "", 100 << 20, limitMemory},
		{"silent and small", "", 99 << 20, childDied},
	} {
		if got := diedOf(c.words, "signal: killed", c.peak, l); got.rule != c.want {
			t.Errorf("%s: %s (%s), expected %s", c.name, got.rule, got.message, c.want)
		}
	}
}
