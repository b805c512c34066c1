package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"fabbisogno/datasets/catalog"
)

// clock is a clock that only sleeping moves.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
	// stop, when set, is asked before each sleep: an error ends it.
	stop func(time.Duration) error
}

func newClock() *clock {
	return &clock{now: time.Date(2026, time.November, 20, 9, 0, 0, 0, time.UTC)}
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stop != nil {
		if err := c.stop(d); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	c.now = c.now.Add(d)
	c.slept = append(c.slept, d)
	return nil
}

// call is a request that the server saw.
type call struct {
	at     time.Time
	path   string // with the query
	header http.Header
}

// server answers with scripted replies and notes every call.
type server struct {
	*httptest.Server
	t     *testing.T
	clock *clock
	mu    sync.Mutex
	calls []call
	// structure, when not nil, answers questions for structures and constraints.
	structure http.HandlerFunc
	data      http.HandlerFunc
}

func newServer(t *testing.T, c *clock, data http.HandlerFunc) *server {
	t.Helper()
	s := &server{t: t, clock: c, data: data}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.calls = append(s.calls, call{s.clock.Now(), r.URL.RequestURI(), r.Header.Clone()})
	s.mu.Unlock()
	switch {
	case strings.Contains(r.URL.Path, "/data/"), strings.Contains(r.URL.Path, "/file/"):
		s.data(w, r)
	case s.structure != nil:
		s.structure(w, r)
	default:
		http.Error(w, "no structure here", http.StatusBadRequest)
	}
}

// dataCalls are the calls for data.
func (s *server) dataCalls() []string {
	var out []string
	for _, c := range s.calls {
		if strings.Contains(c.path, "/data/") || strings.Contains(c.path, "/file/") {
			out = append(out, c.path)
		}
	}
	return out
}

// replies answers one after another; the last one again and again.
func replies(all ...http.HandlerFunc) http.HandlerFunc {
	n := 0
	return func(w http.ResponseWriter, r *http.Request) {
		reply := all[min(n, len(all)-1)]
		n++
		reply(w, r)
	}
}

// status answers with a status and a text; headers are name, value, ...
func status(code int, text string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(code)
		fmt.Fprint(w, text)
	}
}

const csvType = "application/vnd.sdmx.data+csv; version=1.0.0; charset=utf-8"

// vacancies is a good answer for the table of vacancy rates.
const vacancies = "DATAFLOW,FREQ,REF_AREA,DATA_TYPE,ADJUSTMENT,EMPLOYESS_CLASS,ECON_ACTIVITY_NACE_2007,TIME_PERIOD,OBS_VALUE,OBS_STATUS\r\n" +
	"IT1:534_1038(1.0),Q,IT,JVC,Y,W_GE1,0037,2025-Q1,2.0,\r\n" +
	"IT1:534_1038(1.0),Q,IT,JVC,Y,W_GE1,0037,2025-Q2,1.8,p\r\n"

func good(text string) http.HandlerFunc {
	return status(http.StatusOK, text, "Content-Type", csvType)
}

// loopback opens connections to this machine alone: no test reaches the network.
func loopback(ctx context.Context, network, address string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		return nil, fmt.Errorf("a test called %s", address)
	}
	return (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, network, address)
}

var loadCatalog = sync.OnceValues(catalog.Load)

// rig is a fetcher against a server.
type rig struct {
	*Fetcher
	t      *testing.T
	server *server
	clock  *clock
	events []Event
}

// newRig makes a fetcher of which all providers are the server; dir is kept between rigs.
func newRig(t *testing.T, dir string, c *clock, s *server) *rig {
	t.Helper()
	cat, err := loadCatalog()
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, server: s, clock: c}
	r.Fetcher = &Fetcher{Dir: dir, Catalog: cat, Base: map[string]string{"istat": s.URL + "/rest", "eurostat": s.URL + "/rest"},
		Transport: NewTransport(loopback), Now: c.Now, Sleep: c.Sleep, Agent: "fabbisogno/test", MaxBytes: 1 << 20, Limit: 5 * time.Second,
		Progress: func(e Event) { r.events = append(r.events, e) }}
	if err := r.Open(); err != nil {
		t.Fatal(err)
	}
	return r
}

// setUp is a rig with a fresh folder, clock and server.
func setUp(t *testing.T, data http.HandlerFunc) *rig {
	t.Helper()
	c := newClock()
	return newRig(t, filepath.Join(t.TempDir(), "fetch"), c, newServer(t, c, data))
}

// again is another run on the same folder.
func (r *rig) again() *rig { return newRig(r.t, r.Dir, r.clock, r.server) }

func (r *rig) table(id string) catalog.Table {
	r.t.Helper()
	t, ok := r.Catalog.Table(id)
	if !ok {
		r.t.Fatalf("no table %s", id)
	}
	return t
}

func (r *rig) fetch(id string, ask Ask) (*Result, error) {
	r.t.Helper()
	return r.Table(context.Background(), r.table(id), ask)
}

// must fetches a table that there is.
func (r *rig) must(id string, ask Ask) *Result {
	r.t.Helper()
	res, err := r.fetch(id, ask)
	if err != nil {
		r.t.Fatalf("fetch %s: %v", id, err)
	}
	return res
}

// mustFail wants an *Error of a kind whose message holds all words.
func (r *rig) mustFail(id string, ask Ask, kind Kind, words ...string) *Error {
	r.t.Helper()
	res, err := r.fetch(id, ask)
	var e *Error
	if !errors.As(err, &e) {
		r.t.Fatalf("fetch %s = %+v, %v; want an *Error", id, res, err)
	}
	if e.Kind != kind {
		r.t.Errorf("kind %d, want %d: %v", e.Kind, kind, err)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			r.t.Errorf("message lacks %q: %v", w, err)
		}
	}
	return e
}

// content is the text of the only part.
func (r *rig) content(res *Result) string {
	r.t.Helper()
	if len(res.Parts) != 1 {
		r.t.Fatalf("%d parts, want 1: %+v", len(res.Parts), res)
	}
	return r.read(res.Parts[0].Path)
}

func (r *rig) read(path string) string {
	r.t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		r.t.Fatal(err)
	}
	return string(text)
}

// wantCalls compares how many questions for data the server saw.
func (r *rig) wantCalls(n int) {
	r.t.Helper()
	if got := r.server.dataCalls(); len(got) != n {
		r.t.Errorf("%d calls for data, want %d: %v", len(got), n, got)
	}
}

// retries are the sleeps that are no ordinary pause of the provider.
func (r *rig) retries() []Event {
	var out []Event
	for _, e := range r.events {
		if e.Waiting > 0 && e.Why != "" {
			out = append(out, e)
		}
	}
	return out
}

func hasNote(notes []string, word string) bool {
	return strings.Contains(strings.Join(notes, "\n"), word)
}
