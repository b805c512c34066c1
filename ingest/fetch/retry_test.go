package fetch

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// cutAfter promises the whole text and breaks the connection after n bytes. With
// chunked set no length is promised.
func cutAfter(text string, n int, chunked bool, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		if !chunked {
			w.Header().Set("Content-Length", fmt.Sprint(len(text)))
		}
		w.WriteHeader(http.StatusOK)
		fmt.Fprint(w, text[:n])
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
}

func TestNo_retry_after_a_refusal(t *testing.T) {
	for _, code := range []int{400, 401, 404, 405, 406, 408, 409, 410, 422, 451} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			r := setUp(t, status(code, "<html><title>It is so</title></html>"))
			table := "eurostat_vacancies" // 406 at ISTAT: see TestAnswers
			kind := Refused
			if code == 404 || code == 400 {
				kind = Unusable // the body decides, and it is a web page
			}
			e := r.mustFail(table, Ask{}, kind, "It is so", r.server.URL)
			r.wantCalls(1)
			if e.Status != code || e.Hint == "" {
				t.Errorf("status %d, hint %q", e.Status, e.Hint)
			}
		})
	}
}

func TestRetries(t *testing.T) {
	t.Run("500_and_503_are_asked_again_with_growing_pauses", func(t *testing.T) {
		r := setUp(t, replies(status(500, "a"), status(503, "b"), status(502, "c"), good(vacancies)))
		if got := r.content(r.must("eurostat_vacancies", Ask{})); got != vacancies {
			t.Errorf("got %q", got)
		}
		r.wantCalls(4)
		var waits []time.Duration
		for _, e := range r.retries() {
			waits = append(waits, e.Waiting)
		}
		if len(waits) != 3 || waits[0] < 2*time.Second || waits[0] > 4*time.Second || waits[1] < 4*time.Second || waits[1] > 8*time.Second || waits[2] < 8*time.Second || waits[2] > 16*time.Second {
			t.Errorf("waited %v", waits)
		}
	})
	t.Run("pauses_are_the_same_at_each_run_and_differ_between_addresses", func(t *testing.T) {
		first, again, other := backoff("a", 1), backoff("a", 1), backoff("b", 1)
		if first != again || first == other {
			t.Errorf("pauses %s, %s, %s", first, again, other)
		}
		if d := backoff("a", 30); d > 2*time.Minute || d < time.Minute {
			t.Errorf("the 30th pause is %s", d)
		}
	})
	t.Run("after_five_times_it_ends", func(t *testing.T) {
		r := setUp(t, status(500, "Internal Server Error"))
		r.mustFail("istat_vacancies", Ask{}, Unreachable, "status 500", "Internal Server Error", "5 times in a row")
		r.wantCalls(5)
	})
	t.Run("Retry_After_of_a_503_is_kept", func(t *testing.T) {
		r := setUp(t, replies(status(503, "", "Retry-After", "300"), good(vacancies)))
		r.must("istat_vacancies", Ask{})
		if again := r.retries(); len(again) != 1 || again[0].Waiting != 300*time.Second {
			t.Errorf("waited %+v", again)
		}
	})
	t.Run("a_503_that_asks_for_an_hour_ends_the_fetch", func(t *testing.T) {
		r := setUp(t, status(503, "", "Retry-After", "3600"))
		r.mustFail("istat_vacancies", Ask{}, Unreachable, "1h0m0s")
		r.wantCalls(1)
	})
	for _, tc := range []struct {
		name  string
		reply http.HandlerFunc
	}{
		{"cut_before_its_length", cutAfter(vacancies, 150, false, "Content-Type", csvType)},
		{"cut_in_chunks", cutAfter(vacancies, 150, true, "Content-Type", csvType)},
		{"cut_before_the_first_byte", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := setUp(t, replies(tc.reply, good(vacancies)))
			if got := r.content(r.must("istat_vacancies", Ask{})); got != vacancies {
				t.Errorf("got %q", got)
			}
			r.wantCalls(2)
			if again := r.retries(); len(again) != 1 || !strings.Contains(again[0].Why, "cut") {
				t.Errorf("retries %+v", again)
			}
			if left, _ := filepath.Glob(filepath.Join(r.Dir, "parts", "*", "*.partial*")); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
	t.Run("a_host_that_refuses_connections_is_given_up_after_three", func(t *testing.T) {
		r := setUp(t, good(vacancies))
		tries := 0
		r.Transport = roundTrip(func(*http.Request) (*http.Response, error) { tries++; return nil, syscall.ECONNREFUSED })
		r.mustFail("eurostat_vacancies", Ask{}, Unreachable, "can't be reached", "3 times")
		if tries != 3 {
			t.Errorf("%d tries", tries)
		}
	})
	t.Run("an_answer_that_stops_to_come_is_asked_for_again", func(t *testing.T) {
		release := make(chan struct{})
		stall := func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, vacancies[:100])
			w.(http.Flusher).Flush()
			select {
			case <-release:
			case <-r.Context().Done():
			}
		}
		r := setUp(t, replies(stall, good(vacancies)))
		defer close(release)
		r.Limit = 400 * time.Millisecond
		if got := r.content(r.must("istat_vacancies", Ask{})); got != vacancies {
			t.Errorf("got %q", got)
		}
	})
	t.Run("larger_than_the_limit", func(t *testing.T) {
		r := setUp(t, good(vacancies+strings.Repeat("x", 1<<20)))
		r.mustFail("istat_vacancies", Ask{}, Unusable, "larger than 1048576 bytes")
		r.wantCalls(1)
		if left, _ := filepath.Glob(filepath.Join(r.Dir, "parts", "*", "*.partial*")); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	})
}

func TestWhole(t *testing.T) {
	pack := func(text string) string {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		fmt.Fprint(w, text)
		w.Close()
		return b.String()
	}
	t.Run("gzip_that_ends_early_is_asked_for_again", func(t *testing.T) {
		packed := pack(vacancies)
		r := setUp(t, replies(good(packed[:len(packed)-6]), good(packed)))
		res := r.must("eurostat_vacancies", Ask{})
		if r.content(res) != packed || res.Parts[0].Name != "JVS_Q_R21.csv.gz" {
			t.Errorf("got %+v", res.Parts)
		}
		r.wantCalls(2)
	})
	t.Run("gzip_that_always_ends_early_is_an_error", func(t *testing.T) {
		packed := pack(vacancies)
		r := setUp(t, good(packed[:len(packed)-6]))
		r.mustFail("eurostat_vacancies", Ask{}, Unusable, "end before their time")
		r.wantCalls(3)
	})
	t.Run("a_text_that_ends_in_a_line_is_asked_for_again", func(t *testing.T) {
		r := setUp(t, replies(good(vacancies[:len(vacancies)-20]), good(vacancies)))
		if got := r.content(r.must("istat_vacancies", Ask{})); got != vacancies {
			t.Errorf("got %q", got)
		}
		r.wantCalls(2)
	})
	t.Run("the_same_bytes_twice_are_how_it_is_written", func(t *testing.T) {
		text := strings.TrimRight(vacancies, "\r\n")
		r := setUp(t, good(text))
		if got := r.content(r.must("istat_vacancies", Ask{})); got != text {
			t.Errorf("got %q", got)
		}
		r.wantCalls(2)
	})
}

func TestRange(t *testing.T) {
	const tag = `"edition-1"`
	// ranged answers with the part asked for, if it is of this edition.
	ranged := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", tag)
		w.Header().Set("Content-Type", csvType)
		http.ServeContent(w, r, "", time.Time{}, strings.NewReader(vacancies))
	}
	cases := []struct {
		name      string
		first     http.HandlerFunc
		second    http.HandlerFunc
		wantRange string
	}{
		{"goes_on_where_it_stopped", cutAfter(vacancies, 150, false, "Accept-Ranges", "bytes", "ETag", tag), ranged, "bytes=150-"},
		{"a_new_edition_is_asked_for_whole", cutAfter(strings.Repeat("o", 300), 150, false, "Accept-Ranges", "bytes", "ETag", `"edition-0"`), ranged, "bytes=150-"},
		{"a_service_that_promises_nothing_is_asked_for_the_whole", cutAfter(vacancies, 150, false), ranged, ""},
		{"a_weak_tag_is_no_promise", cutAfter(vacancies, 150, false, "Accept-Ranges", "bytes", "ETag", "W/"+tag), ranged, ""},
		{"a_service_that_ignores_the_range", cutAfter(vacancies, 150, false, "Accept-Ranges", "bytes", "ETag", tag), good(vacancies), "bytes=150-"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			r := setUp(t, replies(tc.first, tc.second))
			if got := r.content(r.must("istat_vacancies", Ask{})); got != vacancies {
				t.Errorf("got %q", got)
			}
			last := r.server.calls[len(r.server.calls)-1]
			if got := last.header.Get("Range"); got != tc.wantRange {
				t.Errorf("asked for range %q, want %q", got, tc.wantRange)
			}
			if tc.wantRange != "" && last.header.Get("If-Range") == "" {
				t.Error("a range without If-Range")
			}
		})
	}
	t.Run("goes_on_in_another_run", func(t *testing.T) {
		r := setUp(t, cutAfter(vacancies, 150, false, "Accept-Ranges", "bytes", "ETag", tag))
		r.server.data = replies(r.server.data, status(400, "no"))
		r.mustFail("istat_vacancies", Ask{}, Refused)
		r.server.data = ranged
		r = r.again()
		if got := r.content(r.must("istat_vacancies", Ask{})); got != vacancies {
			t.Errorf("got %q", got)
		}
		if got := r.server.calls[len(r.server.calls)-1].header.Get("Range"); got != "bytes=150-" {
			t.Errorf("asked for range %q", got)
		}
	})
	for name, reply := range map[string]http.HandlerFunc{
		"416":              status(416, ""),
		"206_of_elsewhere": status(206, vacancies[100:], "Content-Range", "bytes 100-300/301"),
	} {
		t.Run(name, func(t *testing.T) {
			r := setUp(t, replies(cutAfter(vacancies, 150, false, "Accept-Ranges", "bytes", "ETag", tag), reply, good(vacancies)))
			r.mustFail("istat_vacancies", Ask{}, Unreachable, "did not go on")
			r.wantCalls(2)
			if got := r.content(r.again().must("istat_vacancies", Ask{})); got != vacancies {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestRedirects(t *testing.T) {
	to := func(address string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, address, http.StatusFound) }
	}
	t.Run("bounded", func(t *testing.T) {
		r := setUp(t, to("/rest/data/again"))
		r.mustFail("istat_vacancies", Ask{}, Unreachable, "redirects more than 5 times")
		r.wantCalls(6)
	})
	t.Run("not_from_https_to_http", func(t *testing.T) {
		c := newClock()
		plain := newServer(t, c, good(vacancies))
		safe := httptest.NewTLSServer(to(plain.URL + "/rest/data/x"))
		t.Cleanup(safe.Close)
		r := newRig(t, t.TempDir(), c, plain)
		r.Base["istat"], r.Transport = safe.URL, safe.Client().Transport
		r.mustFail("istat_vacancies", Ask{}, Unreachable, "from https to http")
		r.wantCalls(0)
	})
	t.Run("a_certificate_that_nobody_vouches_for", func(t *testing.T) {
		safe := httptest.NewUnstartedServer(good(vacancies))
		safe.Config.ErrorLog = log.New(io.Discard, "", 0)
		safe.StartTLS()
		t.Cleanup(safe.Close)
		r := setUp(t, good(vacancies))
		r.Base["istat"] = safe.URL
		e := r.mustFail("istat_vacancies", Ask{}, Unreachable, "certificate")
		if !strings.Contains(e.Hint, "clock") {
			t.Errorf("hint %q", e.Hint)
		}
	})
}
