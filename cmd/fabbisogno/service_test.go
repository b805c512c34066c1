package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// serviceKey finds the data service of a script.
const serviceKey = "service"

// service is a data service that answers as a script says.
type service struct {
	mu    sync.Mutex
	rules []serviceRule
	calls []string
}

// serviceRule answers questions whose address holds a text, a number of times.
type serviceRule struct {
	match  string
	times  int // -1: always
	status int
	body   string
	header [2]string
}

// serviceCommand is the command service of scripts:
//
//	service start RULES DIR [BASE]   answer as the file RULES says; DIR becomes a workspace that asks it,
//	                                 under the address BASE if given; $SERVICE is its own address
//	service rules RULES              answer otherwise from now on
//	service wait N                   until it was called N times
//	service until FILE TEXT N        until the file holds the text N times
//	service calls FILE               write the addresses asked for into a file, and forget them
//
// A line of RULES is: text in the address, how often (* always), status, file with the
// body (- none), and optionally a header as Name:value.
func serviceCommand(ts *testscript.TestScript, neg bool, args []string) {
	s := ts.Value(serviceKey).(*service)
	if neg || len(args) < 2 {
		ts.Fatalf("usage: service start|rules|wait|calls ...")
	}
	switch args[0] {
	case "start":
		s.setRules(ts, args[1])
		server := httptest.NewServer(s)
		ts.Defer(server.Close)
		ts.Setenv("SERVICE", server.URL)
		base := server.URL + "/rest"
		if len(args) > 3 {
			base = args[3]
		}
		ts.Check(os.MkdirAll(ts.MkAbs(args[2]), 0o755))
		settings := fmt.Sprintf("demonstration = true\nseed = 1\nregions = [\"ITC1\"]\n[providers.istat]\nbase_url = %q\n[providers.eurostat]\nbase_url = %q\n", base, base)
		ts.Check(os.WriteFile(ts.MkAbs(args[2]+"/"+settingsName), []byte(settings), 0o644))
		putWarehouse(ts, args[2])
	case "rules":
		s.setRules(ts, args[1])
	case "wait":
		n, err := strconv.Atoi(args[1])
		ts.Check(err)
		waitFor(ts, func() bool { return s.count() >= n }, args)
	case "until":
		n, err := strconv.Atoi(args[3])
		ts.Check(err)
		waitFor(ts, func() bool {
			text, err := os.ReadFile(ts.MkAbs(args[1]))
			return err == nil && strings.Count(string(text), args[2]) >= n
		}, args)
	case "calls":
		s.mu.Lock()
		defer s.mu.Unlock()
		ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(strings.Join(append(s.calls, ""), "\n")), 0o644))
		s.calls = nil
	default:
		ts.Fatalf("service %s: no such command", args[0])
	}
}

// waitFor waits for something that another process does.
func waitFor(ts *testscript.TestScript, is func() bool, args []string) {
	for began := time.Now(); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Since(began) > 30*time.Second {
			ts.Fatalf("service %s: waited in vain", strings.Join(args, " "))
		}
	}
}

func (s *service) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.calls)
}

func (s *service) setRules(ts *testscript.TestScript, file string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rules = nil
	for line := range strings.Lines(ts.ReadFile(file)) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		status, err := strconv.Atoi(words[2])
		ts.Check(err)
		r := serviceRule{match: words[0], times: -1, status: status}
		if words[1] != "*" {
			r.times, err = strconv.Atoi(words[1])
			ts.Check(err)
		}
		if words[3] != "-" {
			r.body = ts.ReadFile(words[3])
		}
		if len(words) > 4 {
			name, value, _ := strings.Cut(words[4], ":")
			r.header = [2]string{name, value}
		}
		s.rules = append(s.rules, r)
	}
}

func (s *service) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, req.RequestURI)
	for i := range s.rules {
		r := &s.rules[i]
		if r.times == 0 || !strings.Contains(req.RequestURI, r.match) {
			continue
		}
		r.times--
		if r.header[0] != "" {
			w.Header().Set(r.header[0], r.header[1])
		}
		w.WriteHeader(r.status)
		fmt.Fprint(w, r.body)
		return
	}
	http.Error(w, "no rule for "+req.RequestURI, http.StatusBadRequest)
}
