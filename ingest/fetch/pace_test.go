package fetch

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fabbisogno/datasets/catalog"
)

// tooFast says where calls come faster than ISTAT allows: less than 15 seconds apart,
// or more than 5 in a minute.
func tooFast(calls []call) string {
	for i := range calls {
		if i > 0 && calls[i].at.Sub(calls[i-1].at) < 15*time.Second {
			return fmt.Sprintf("call %d comes %s after the one before", i+1, calls[i].at.Sub(calls[i-1].at))
		}
		if i >= 5 && calls[i].at.Sub(calls[i-5].at) < time.Minute {
			return fmt.Sprintf("6 calls within %s", calls[i].at.Sub(calls[i-5].at))
		}
	}
	return ""
}

func TestPace(t *testing.T) {
	t.Run("calls_keep_15_seconds_and_5_a_minute", func(t *testing.T) {
		r := setUp(t, good(vacancies))
		r.must("istat_employed", Ask{})
		if n := len(r.server.calls); n != 5 { // the structure and four child flows
			t.Errorf("%d calls, want 5", n)
		}
		if why := tooFast(r.server.calls); why != "" {
			t.Error(why)
		}
	})
	t.Run("without_the_pause_the_check_fails", func(t *testing.T) {
		r := setUp(t, good(vacancies))
		cat := *r.Catalog
		cat.Providers = append([]catalog.Provider(nil), cat.Providers...)
		for i := range cat.Providers {
			cat.Providers[i].Pacing.SecondsBetween, cat.Providers[i].Pacing.PerMinute = 0, 0
		}
		r.Catalog = &cat
		r.must("istat_employed", Ask{})
		if tooFast(r.server.calls) == "" {
			t.Error("five calls at once pass the check")
		}
	})
	t.Run("retries_and_redirects_keep_it_too", func(t *testing.T) {
		moved := func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/rest/data/elsewhere", http.StatusFound)
		}
		r := setUp(t, replies(status(500, "down"), moved, status(503, "later"), good(vacancies)))
		r.must("istat_vacancies", Ask{})
		r.wantCalls(4)
		if why := tooFast(r.server.calls); why != "" {
			t.Error(why)
		}
	})
	t.Run("two_runs_keep_it", func(t *testing.T) {
		r := setUp(t, good(vacancies))
		r.server.structure = postivac
		res := r.must("istat_vacancies", Ask{})
		if err := res.Loaded(); err != nil {
			t.Fatal(err)
		}
		r = r.again()
		r.must("istat_vacancies", Ask{})
		if why := tooFast(r.server.calls); why != "" || len(r.server.calls) != 3 {
			t.Errorf("%d calls, want 3; %s", len(r.server.calls), why)
		}
	})
	t.Run("a_call_is_written_down_before_it_is_made", func(t *testing.T) {
		var r *rig
		r = setUp(t, func(w http.ResponseWriter, req *http.Request) {
			text, err := os.ReadFile(filepath.Join(r.Dir, "calls.json"))
			if err != nil || !strings.Contains(string(text), r.clock.Now().Format(time.RFC3339)) {
				t.Errorf("the call at %s is not in %q, %v", r.clock.Now(), text, err)
			}
			good(vacancies)(w, req)
		})
		r.must("istat_vacancies", Ask{})
		r.wantCalls(1)
	})
	t.Run("a_clock_set_back_does_not_stop_the_work", func(t *testing.T) {
		r := setUp(t, good(vacancies))
		if err := r.must("istat_vacancies", Ask{}).Loaded(); err != nil {
			t.Fatal(err)
		}
		r.clock.now = r.clock.now.AddDate(-1, 0, 0)
		r.clock.slept = nil
		r.again().must("istat_vacancies", Ask{})
		for _, d := range r.clock.slept {
			if d > time.Minute {
				t.Errorf("slept %s", d)
			}
		}
	})
	t.Run("a_damaged_memory_stops_it", func(t *testing.T) {
		r := setUp(t, good(vacancies))
		if err := os.MkdirAll(r.Dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(r.Dir, "calls.json"), []byte("{"), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := r.Open(); err == nil || !strings.Contains(err.Error(), "remove the file if") {
			t.Errorf("Open = %v", err)
		}
	})
}

func TestBan(t *testing.T) {
	cases := []struct {
		name  string
		reply http.HandlerFunc
		want  time.Duration
	}{
		{"429_without_a_time", status(429, "slow down"), 48 * time.Hour},
		{"403", status(403, "<html><title>Forbidden</title></html>"), 48 * time.Hour},
		{"429_with_seconds", status(429, "", "Retry-After", "3600"), time.Hour},
		{"429_with_a_date", status(429, "", "Retry-After", "Sat, 21 Nov 2026 09:00:00 GMT"), 24 * time.Hour},
		{"429_with_a_century", status(429, "", "Retry-After", "3000000000"), 7 * 24 * time.Hour},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			r := setUp(t, tc.reply)
			r.server.structure = postivac
			e := r.mustFail("istat_vacancies", Ask{}, Banned, "istat does not answer this address until")
			r.wantCalls(1)
			// The date stands on a grid of seconds, calls are a pause later than the start.
			if d := e.Until.Sub(r.clock.Now()); d < tc.want-time.Minute || d > tc.want {
				t.Errorf("until %s from now, want %s", d, tc.want)
			}
			if !strings.Contains(e.Hint, "--forget-ban") {
				t.Errorf("hint %q", e.Hint)
			}
			// Another run, another table of the provider: no call.
			r = r.again()
			r.mustFail("istat_employed", Ask{}, Banned, stamp(e.Until))
			r.wantCalls(1)
			// Another provider is not affected.
			r.server.data = good(vacancies)
			r.must("eurostat_vacancies", Ask{})
			r.wantCalls(2)
			// It ends by itself.
			r.clock.now = e.Until
			r.again().must("istat_vacancies", Ask{})
			r.wantCalls(3)
		})
	}
	t.Run("forgotten", func(t *testing.T) {
		r := setUp(t, replies(status(403, ""), good(vacancies)))
		r.mustFail("istat_vacancies", Ask{}, Banned)
		r = r.again()
		if r.Banned("istat") == nil || r.Banned("eurostat") != nil {
			t.Error("the ban is not remembered for istat alone")
		}
		if was, err := r.ForgetBan("istat"); err != nil || !was {
			t.Errorf("ForgetBan = %t, %v", was, err)
		}
		if was, err := r.ForgetBan("istat"); err != nil || was {
			t.Errorf("ForgetBan again = %t, %v", was, err)
		}
		r.again().must("istat_vacancies", Ask{})
	})
	t.Run("connections_that_time_out", func(t *testing.T) {
		r := setUp(t, good(vacancies))
		tries := 0
		hang := roundTrip(func(*http.Request) (*http.Response, error) {
			tries++
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: os.ErrDeadlineExceeded}
		})
		r.Transport = hang
		r.mustFail("istat_vacancies", Ask{}, Banned, "3 connections in a row timed out")
		if tries != 3 {
			t.Errorf("%d tries, want 3", tries)
		}
		r = r.again()
		r.Transport = hang
		r.mustFail("istat_vacancies", Ask{}, Banned)
		if tries != 3 {
			t.Errorf("%d tries after the ban, want 3", tries)
		}
		// Eurostat does not block in this way: its time-outs are failures like others.
		r.mustFail("eurostat_vacancies", Ask{}, Unreachable, "can't be reached")
	})
	t.Run("an_answer_ends_the_count", func(t *testing.T) {
		r := setUp(t, good(vacancies))
		tries, real := 0, r.Transport
		r.Transport = roundTrip(func(req *http.Request) (*http.Response, error) {
			if tries++; tries%3 != 0 {
				return nil, &net.OpError{Op: "dial", Net: "tcp", Err: os.ErrDeadlineExceeded}
			}
			return real.RoundTrip(req)
		})
		r.must("istat_vacancies", Ask{})
		if r.Banned("istat") != nil || tries != 6 { // two time-outs each before structure and data
			t.Errorf("%d tries, ban %v", tries, r.Banned("istat"))
		}
	})
}

// roundTrip is a transport made of a function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestProgress(t *testing.T) {
	r := setUp(t, good(vacancies))
	r.must("istat_employed", Ask{})
	last := r.events[len(r.events)-1]
	if last.Done != 4 || last.Total != 4 || last.Left != 0 {
		t.Errorf("the last event is %+v", last)
	}
	var before time.Duration = 1 << 60
	for _, e := range r.events {
		if e.Table != "istat_employed" || e.Left > before {
			t.Errorf("%+v after %s left", e, before)
		}
		before = e.Left
	}
	// At the first question for data: the pause after the structure and three more.
	for _, e := range r.events {
		if e.Total == 4 && e.Done == 0 && e.Waiting > 0 {
			if e.Left != time.Minute {
				t.Errorf("left %s while the first pause begins, want 1m0s", e.Left)
			}
			break
		}
	}
}

func TestInterrupted_while_waiting(t *testing.T) {
	r := setUp(t, good(vacancies))
	ctx, cancel := context.WithCancel(context.Background())
	r.clock.stop = func(time.Duration) error { cancel(); return ctx.Err() }
	if _, err := r.Table(ctx, r.table("istat_vacancies"), Ask{}); err != context.Canceled && !strings.Contains(fmt.Sprint(err), "canceled") {
		t.Errorf("Table = %v", err)
	}
}
