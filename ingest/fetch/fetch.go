package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"fabbisogno/datasets/catalog"
)

// Fetcher downloads tables. Its fields are set before the first call; one process
// at a time may use a folder.
type Fetcher struct {
	Dir       string // what is remembered between runs
	Catalog   *catalog.Catalog
	Base      map[string]string // base addresses by provider in place of the catalogue's: mirrors
	Transport http.RoundTripper
	Now       func() time.Time
	Sleep     func(ctx context.Context, d time.Duration) error
	Agent     string // program and version, for the server's log
	MaxBytes  int64  // of one answer
	// Limit is how long an answer may take to begin, and to go on; 0: the provider's.
	Limit time.Duration
	// Progress, when not nil, is told of every step.
	Progress func(Event)

	memory *memory
}

// Event is a step of a fetch.
type Event struct {
	Table       string
	Done, Total int           // questions settled and known; more may come by splitting
	Left        time.Duration // likely time to the end of the table
	Waiting     time.Duration // pause that begins now
	Why         string        // of a pause that is not the provider's ordinary one
}

// Ask is what to fetch of a table: periods as the sources write them; empty: as
// declared, and open.
type Ask struct{ Since, Until string }

// Part is a downloaded answer that is ready to be loaded.
type Part struct {
	Path     string
	Name     string // file name that tells flow and form
	URL      string
	SHA256   string
	Bytes    int64
	Released time.Time
	// Raw is the answer as it came, where rows after the end asked for were left out.
	Raw   string
	Notes []string
}

// Result is a table that was fetched.
type Result struct {
	Table string
	Parts []Part
	// Definitions are the structure messages that were had of the table, in this run or
	// before. They are to be loaded before the parts, which are held against them.
	Definitions []Part
	Empty       []string // addresses that hold no records: valid, and nothing there
	Notes       []string
	Calls       int  // made in this run
	Resumed     bool // an earlier run's downloads were used
	dir         string
}

// Loaded forgets the downloads: they are snapshots now.
func (r *Result) Loaded() error { return os.RemoveAll(r.dir) }

// Open reads what earlier runs remember.
func (f *Fetcher) Open() (err error) {
	f.memory, err = openMemory(filepath.Join(f.Dir, "calls.json"))
	return err
}

// Banned is the ban of a provider that lasts now, nil when there is none.
func (f *Fetcher) Banned(provider string) *Ban { return f.memory.of(provider).banned(f.Now()) }

// ForgetBan lifts the ban of a provider; false when there was none.
func (f *Fetcher) ForgetBan(provider string) (bool, error) {
	r := f.memory.of(provider)
	if r.Ban == nil {
		return false, nil
	}
	r.Ban, r.Timeouts = nil, 0
	return true, f.memory.save()
}

// ByHand says whether a table has no data service.
func (f *Fetcher) ByHand(t catalog.Table) bool {
	p, _ := f.Catalog.Provider(t.Provider)
	return f.baseOf(p) == "" || p.Service.Data == ""
}

// Declared says whether a table says what is to be fetched of it.
func Declared(t catalog.Table) bool { return t.Select != "" || len(t.Queries) > 0 }

func (f *Fetcher) baseOf(p catalog.Provider) string {
	if base := f.Base[p.ID]; base != "" {
		return base
	}
	return p.BaseURL
}

func (f *Fetcher) answerLimit(p catalog.Provider) time.Duration {
	if f.Limit > 0 {
		return f.Limit
	}
	return time.Duration(p.Service.TimeoutSeconds) * time.Second
}

// session is the fetch of one table.
type session struct {
	f        *Fetcher
	table    catalog.Table
	provider catalog.Provider
	base     string
	client   *http.Client
	plan     *plan
	notes    []string
	calls    int
	slow     int              // answers in a row that did not come in time
	spent    time.Duration    // in answers
	paused   time.Duration    // before calls
	missing  map[string]error // structures that could not be had, by address
	form     int              // of the forms that the provider may be asked for
}

func (f *Fetcher) session(t catalog.Table) *session {
	p, _ := f.Catalog.Provider(t.Provider)
	s := &session{f: f, table: t, provider: p, base: f.baseOf(p), missing: map[string]error{}}
	s.client = f.client(&gate{f: f, provider: p, pause: s.pause})
	return s
}

func (s *session) note(format string, args ...any) {
	s.notes = append(s.notes, fmt.Sprintf(format, args...))
}

// pause tells of the provider's pause before a call.
func (s *session) pause(d time.Duration) {
	s.paused += d
	s.tell(Event{Waiting: d})
}

// tell says how far the table is.
func (s *session) tell(e Event) {
	if s.f.Progress == nil {
		return
	}
	e.Table = s.table.ID
	if s.plan != nil {
		e.Done, e.Total = s.plan.count()
	}
	e.Left = s.left(e.Total-e.Done, e.Waiting)
	s.f.Progress(e)
}

// left is the likely time for n more calls, the next of which waits at least so long:
// the provider's pauses, and what answers took so far.
func (s *session) left(n int, wait time.Duration) time.Duration {
	if n <= 0 {
		return 0
	}
	each := time.Duration(0)
	if s.calls > 0 {
		each = s.spent / time.Duration(s.calls)
	}
	wait = max(wait, s.f.memory.of(s.provider.ID).wait(s.provider.Pacing, s.f.Now()))
	return wait + time.Duration(n-1)*max(step(s.provider.Pacing), each) + each
}

// failed gives an error its table and address.
func (s *session) failed(url string, err error) error {
	var e *Error
	switch {
	case errors.Is(err, errSlow):
		return &Error{Kind: TooLarge, Table: s.table.ID, URL: url, Err: fmt.Errorf("%w: none within %s", errSlow, s.f.answerLimit(s.provider))}
	case errors.As(err, &e):
		copied := *e
		if copied.Table == "" {
			copied.Table = s.table.ID
		}
		if copied.URL == "" && copied.Kind != Banned {
			copied.URL = url
		}
		return &copied
	}
	return fmt.Errorf("fetch %s: %w", s.table.ID, err)
}

// Table downloads a table. An *Error says that it could not be; what was downloaded
// before that is kept for the next call.
func (f *Fetcher) Table(ctx context.Context, t catalog.Table, ask Ask) (*Result, error) {
	s := f.session(t)
	if ban := f.Banned(s.provider.ID); ban != nil {
		return nil, s.failed("", banError(s.provider, ban))
	}
	pl, resumed, err := s.openPlan(ask)
	if err != nil {
		return nil, err
	}
	if !resumed {
		if err := pl.begin(); err != nil {
			return nil, err
		}
	}
	s.plan = pl
	if pl.next() != nil {
		if err := s.checkKey(ctx); err != nil {
			return nil, err
		}
	}
	for p := pl.next(); p != nil; p = pl.next() {
		s.tell(Event{})
		if err := s.part(ctx, pl, p); err != nil {
			return nil, err
		}
	}
	s.tell(Event{})
	return s.result(pl, resumed), nil
}
