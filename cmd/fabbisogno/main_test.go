package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"sync"
	"testing"
	"time"

	"fabbisogno/datasets/disktest"
	"fabbisogno/datasets/series"

	"github.com/rogpeppe/go-internal/testscript"
)

// fixedDay is the clock of the tests.
func fixedDay() time.Time { return time.Date(2026, time.November, 20, 9, 0, 0, 0, time.UTC) }

// testNow is the variable that sets the clock of a script's commands.
const testNow = "FABBISOGNO_TEST_NOW"

// testSleep is the variable that says which sleep, counted from 1, really takes its
// time, so that a script can kill the program there.
const testSleep = "FABBISOGNO_TEST_SLEEP"

// testProgram is the variable that gives a script's commands the hash of their program.
const testProgram = "FABBISOGNO_TEST_PROGRAM"

// hashedOnce is the hash of the test binary.
var hashedOnce = sync.OnceValues(programHash)

// The hash that all tests take is that of the binary's bytes.
func TestProgramHash(t *testing.T) {
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(text)
	got, err := (&app{}).hashProgram()
	if want := hex.EncodeToString(sum[:]); err != nil || got != want {
		t.Errorf("hash %q, %v; want %q", got, err, want)
	}
	if shared, err := testHost().program(); shared != got {
		t.Errorf("tests take %q, %v; want %q", shared, err, got)
	}
}

// testHost has a clock that only sleeping moves, and no network but this machine; it
// starts the test binary as the program.
func testHost() host {
	now, slept := fixedDay(), 0
	if text := os.Getenv(testNow); text != "" {
		var err error
		if now, err = time.Parse(time.RFC3339, text); err != nil {
			panic(err)
		}
	}
	return host{
		since: demonstrationSince(),
		program: func() (string, error) {
			if hash := os.Getenv(testProgram); hash != "" {
				return hash, nil
			}
			return hashedOnce()
		},
		now: func() time.Time { return now },
		child: func(args ...string) *exec.Cmd {
			path, err := os.Executable()
			if err != nil {
				panic(err)
			}
			c := exec.Command(path, args...)
			c.Env = []string{asProgram + "=1"}
			return c
		},
		sleep: func(ctx context.Context, d time.Duration) error {
			if slept++; os.Getenv(testSleep) == fmt.Sprint(slept) {
				if err := sleep(ctx, time.Minute); err != nil {
					return err
				}
			}
			now = now.Add(d)
			return ctx.Err()
		},
		dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			host, _, err := net.SplitHostPort(address)
			if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
				return nil, fmt.Errorf("a test called %s", address)
			}
			return (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, network, address)
		},
	}
}

// demonstrationSince leaves most years of the demonstration out of the usual tests:
// the study is made in the same steps from fewer files and shorter series. With -tags slow it is whole.
func demonstrationSince() series.Period {
	if slowTests {
		return series.Period{}
	}
	return series.MustPeriod("2022-06")
}

// asProgram makes the test binary behave as the program, for tests that kill it
// or change its environment.
const asProgram = "FABBISOGNO_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	debug.SetGCPercent(400) // as main does: the study is run several times
	if os.Getenv(asProgram) != "" {
		os.Exit(run(os.Args[1:], os.Stdout, os.Stderr, testHost()))
	}
	testscript.Main(disktest.M{M: m}, map[string]func(){
		"fabbisogno": func() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr, testHost())) },
	})
}

// The commands, as a user types them: success, each error with its hint, exit codes.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script", RequireExplicitExec: true, RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("FABBISOGNO_CORPUS", os.Getenv("FABBISOGNO_CORPUS"))
			hash, err := hashedOnce()
			if err != nil {
				return err
			}
			e.Setenv(testProgram, hash)
			e.Values[serviceKey] = &service{}
			return nil
		},
		Condition: func(cond string) (bool, error) {
			return cond == "corpus" && os.Getenv("FABBISOGNO_CORPUS") != "", nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"service": serviceCommand, "workspace": workspaceCommand}})
}

// workspaceCommand is the command workspace of scripts: workspace DIR... makes folders
// workspaces as the first loading command leaves them, with settings and a warehouse
// that has its schema and reference. Making those takes a command several times as
// long as all else that it does; the scripts ingest and settings begin without.
func workspaceCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: workspace DIR...")
	}
	for _, dir := range args {
		ts.Check(os.MkdirAll(ts.MkAbs(dir), 0o755))
		ts.Check(os.WriteFile(filepath.Join(ts.MkAbs(dir), settingsName), []byte(firstSettings), 0o644))
		putWarehouse(ts, dir)
	}
}

// putWarehouse copies a warehouse without data into a workspace.
func putWarehouse(ts *testscript.TestScript, dir string) {
	data, err := emptyWarehouse()
	ts.Check(err)
	w := &workspace{dir: ts.MkAbs(dir)}
	ts.Check(os.WriteFile(w.warehouse(), data, 0o644))
}

// emptyWarehouse are the bytes of a warehouse into which nothing was loaded yet.
var emptyWarehouse = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "workspace-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if err := os.WriteFile(filepath.Join(dir, settingsName), []byte(firstSettings), 0o644); err != nil {
		return nil, err
	}
	var out, stderr bytes.Buffer
	if code := run([]string{"ingest", "--workspace", dir}, &out, &stderr, testHost()); code != exitDone {
		return nil, fmt.Errorf("fabbisogno ingest: exit code %d, %s", code, stderr.String())
	}
	return os.ReadFile((&workspace{dir: dir}).warehouse())
})
