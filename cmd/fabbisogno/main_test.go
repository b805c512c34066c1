package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime/debug"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// fixedDay is the clock of the tests.
func fixedDay() time.Time { return time.Date(2026, time.November, 20, 9, 0, 0, 0, time.UTC) }

// testNow is the variable that sets the clock of a script's commands.
const testNow = "FABBISOGNO_TEST_NOW"

// testSleep is the variable that says which sleep, counted from 1, really takes its
// time, so that a script can kill the program there.
const testSleep = "FABBISOGNO_TEST_SLEEP"

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

// asProgram makes the test binary behave as the program, for tests that kill it
// or change its environment.
const asProgram = "FABBISOGNO_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	debug.SetGCPercent(400) // as main does: the study is run several times
	if os.Getenv(asProgram) != "" {
		os.Exit(run(os.Args[1:], os.Stdout, os.Stderr, testHost()))
	}
	testscript.Main(m, map[string]func(){
		"fabbisogno": func() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr, testHost())) },
	})
}

// The commands, as a user types them: success, each error with its hint, exit codes.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script", RequireExplicitExec: true, RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("FABBISOGNO_CORPUS", os.Getenv("FABBISOGNO_CORPUS"))
			e.Values[serviceKey] = &service{}
			return nil
		},
		Condition: func(cond string) (bool, error) {
			return cond == "corpus" && os.Getenv("FABBISOGNO_CORPUS") != "", nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"service": serviceCommand}})
}
