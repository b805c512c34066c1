package main

import (
	"os"
	"os/exec"
	"runtime/debug"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// fixedDay is the clock of the tests.
func fixedDay() time.Time { return time.Date(2026, time.November, 20, 9, 0, 0, 0, time.UTC) }

// asProgram makes the test binary behave as the program, for tests that kill it
// or change its environment.
const asProgram = "FABBISOGNO_TEST_AS_PROGRAM"

// testHost has a fixed clock, and starts the test binary as the program.
func testHost() host {
	return host{fixedDay, func(args ...string) *exec.Cmd {
		path, err := os.Executable()
		if err != nil {
			panic(err)
		}
		c := exec.Command(path, args...)
		c.Env = []string{asProgram + "=1"}
		return c
	}}
}

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
			return nil
		},
		Condition: func(cond string) (bool, error) {
			return cond == "corpus" && os.Getenv("FABBISOGNO_CORPUS") != "", nil
		}})
}
