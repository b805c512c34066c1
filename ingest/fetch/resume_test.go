package fetch

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func mustURL(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// interruptedAfter fetches the table of four questions and is interrupted when n of
// them have been answered.
func interruptedAfter(t *testing.T, n int) *rig {
	t.Helper()
	r := setUp(t, func(w http.ResponseWriter, req *http.Request) { good(vacancies+"# "+req.URL.Path+"\r\n")(w, req) })
	r.server.structure = status(200, structureMessage("DCCV_OCCUPATIT1"))
	ctx, cancel := context.WithCancel(context.Background())
	r.clock.stop = func(time.Duration) error {
		if len(r.server.dataCalls()) == n {
			cancel()
		}
		return ctx.Err()
	}
	if _, err := r.Table(ctx, r.table("istat_employed"), Ask{}); !errors.Is(err, context.Canceled) {
		t.Fatalf("Table = %v, want it interrupted", err)
	}
	r.wantCalls(n)
	r.clock.stop = nil
	return r.again()
}

func TestResume(t *testing.T) {
	t.Run("what_is_there_is_not_asked_for_again", func(t *testing.T) {
		r := interruptedAfter(t, 2)
		res := r.must("istat_employed", Ask{})
		r.wantCalls(4)
		if !res.Resumed || len(res.Parts) != 4 || res.Calls != 2 {
			t.Errorf("resumed %t, %d parts, %d calls", res.Resumed, len(res.Parts), res.Calls)
		}
		for _, p := range res.Parts {
			if !strings.Contains(r.read(p.Path), mustURL(t, p.URL).Path) {
				t.Errorf("part %s does not hold the answer of its address", p.Name)
			}
		}
		if why := tooFast(r.server.calls); why != "" {
			t.Error(why)
		}
	})
	t.Run("loaded_parts_are_forgotten", func(t *testing.T) {
		r := interruptedAfter(t, 2)
		if err := r.must("istat_employed", Ask{}).Loaded(); err != nil {
			t.Fatal(err)
		}
		if res := r.again().must("istat_employed", Ask{}); res.Resumed || res.Calls != 4 {
			t.Errorf("resumed %t, %d calls", res.Resumed, res.Calls)
		}
	})
	t.Run("a_run_that_ended_before_loading_asks_nothing", func(t *testing.T) {
		r := interruptedAfter(t, 3)
		r.must("istat_employed", Ask{})
		n := len(r.server.calls)
		if res := r.again().must("istat_employed", Ask{}); len(res.Parts) != 4 || len(r.server.calls) != n {
			t.Errorf("%d parts, %d calls more", len(res.Parts), len(r.server.calls)-n)
		}
	})
	t.Run("a_damaged_part_is_asked_for_again", func(t *testing.T) {
		r := interruptedAfter(t, 2)
		if err := os.WriteFile(filepath.Join(r.Dir, "parts", "istat_employed", "001"), []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
		if res := r.must("istat_employed", Ask{}); res.Calls != 3 {
			t.Errorf("%d calls, want 3", res.Calls)
		}
	})
	t.Run("after_a_day_all_is_asked_for", func(t *testing.T) {
		r := interruptedAfter(t, 2)
		r.clock.now = r.clock.now.Add(25 * time.Hour)
		if res := r.must("istat_employed", Ask{}); res.Resumed || res.Calls != 4 {
			t.Errorf("resumed %t, %d calls", res.Resumed, res.Calls)
		}
	})
	t.Run("another_question_does_not_take_the_parts", func(t *testing.T) {
		r := interruptedAfter(t, 2)
		if res := r.must("istat_employed", Ask{Since: "2020"}); res.Resumed || res.Calls != 4 {
			t.Errorf("resumed %t, %d calls", res.Resumed, res.Calls)
		}
	})
	t.Run("a_damaged_plan_is_made_anew", func(t *testing.T) {
		r := interruptedAfter(t, 2)
		if err := os.WriteFile(filepath.Join(r.Dir, "parts", "istat_employed", "plan.json"), []byte("{"), 0o644); err != nil {
			t.Fatal(err)
		}
		if res := r.must("istat_employed", Ask{}); res.Resumed || len(res.Parts) != 4 {
			t.Errorf("resumed %t, %d parts", res.Resumed, len(res.Parts))
		}
	})
	t.Run("a_split_is_remembered", func(t *testing.T) {
		c := cube{dims: vacancyDimensions, from: 2016, to: 2026, limit: 700, refuse: status(413, "")}
		r := setUp(t, c.ServeHTTP)
		ctx, cancel := context.WithCancel(context.Background())
		r.clock.stop = func(time.Duration) error {
			if len(r.server.dataCalls()) == 2 {
				cancel()
			}
			return ctx.Err()
		}
		if _, err := r.Table(ctx, r.table("istat_vacancies"), Ask{}); !errors.Is(err, context.Canceled) {
			t.Fatalf("Table = %v", err)
		}
		r.clock.stop = nil
		r = r.again()
		r.must("istat_vacancies", Ask{})
		seen := map[string]int{}
		for _, path := range r.server.dataCalls() {
			if seen[path]++; seen[path] > 1 {
				t.Errorf("asked twice: %s", path)
			}
		}
	})
	t.Run("a_ban_on_the_way_keeps_what_is_there", func(t *testing.T) {
		r := setUp(t, replies(good(vacancies), status(429, "", "Retry-After", "600"), good(vacancies)))
		e := r.mustFail("istat_employed", Ask{}, Banned)
		r.clock.now = e.Until
		if res := r.again().must("istat_employed", Ask{}); res.Calls != 4 || len(res.Parts) != 4 { // with the structure
			t.Errorf("%d calls, %d parts", res.Calls, len(res.Parts))
		}
		r.wantCalls(5)
	})
}

func TestPreview(t *testing.T) {
	r := setUp(t, good(vacancies))
	p, err := r.Preview(r.table("istat_employed"), Ask{Until: "2025-Q4"})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.server.calls) > 0 {
		t.Errorf("a preview called %v", r.server.calls)
	}
	if len(p.URLs) != 5 || p.Time != time.Minute {
		t.Errorf("%d addresses, %s; want 5, a minute", len(p.URLs), p.Time)
	}
	want := r.server.URL + "/rest/data/150_938_DF_DCCV_OCCUPATIT1_9/Q..9.Y15-89..........?endPeriod=2025-Q4&startPeriod=2018-Q1"
	if p.URLs[1] != want {
		t.Errorf("asks %s, want %s", p.URLs[1], want)
	}
	if _, err := os.Stat(r.Dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a preview wrote to the folder: %v", err)
	}
	r.server.structure = status(200, structureMessage("DCCV_OCCUPATIT1"))
	r.must("istat_employed", Ask{})
	if p, err = r.Preview(r.table("istat_employed"), Ask{}); err != nil || !p.Resumed || len(p.URLs) != 0 {
		t.Errorf("after the fetch: %+v, %v", p, err)
	}
}

// TestQueries says that every table that is fetched asks for what a service can read.
func TestQueries(t *testing.T) {
	r := setUp(t, good(vacancies))
	n := 0
	for _, table := range r.Catalog.Tables {
		if r.ByHand(table) || !Declared(table) {
			continue
		}
		n++
		p, err := r.Preview(table, Ask{})
		if err != nil {
			t.Fatal(err)
		}
		for _, address := range p.URLs {
			if u := mustURL(t, address); strings.ContainsAny(address, "{} ") || len(address) > 2000 || u.Host == "" {
				t.Errorf("table %s asks %s", table.ID, address)
			}
		}
	}
	if n < 10 {
		t.Errorf("%d tables are fetched: the test would check little", n)
	}
	for _, id := range []string{"excelsior_monthly", "published_quotas"} {
		if !r.ByHand(r.table(id)) {
			t.Errorf("table %s has a data service", id)
		}
	}
}
