package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"fabbisogno/datasets/catalog"
)

// Dial opens a connection.
type Dial func(ctx context.Context, network, address string) (net.Conn, error)

// NewTransport is the way to the network: proxies as HTTP_PROXY, HTTPS_PROXY and
// NO_PROXY say, certificates verified against the system's roots. A nil dial is the
// system's, with a limit of 30 seconds.
func NewTransport(dial Dial) http.RoundTripper {
	if dial == nil {
		dial = (&net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second}).DialContext
	}
	return &http.Transport{
		Proxy:             http.ProxyFromEnvironment,
		DialContext:       dial,
		ForceAttemptHTTP2: true,
		// On a connection that was used before, net/http repeats a question by itself when
		// the server hangs up: a call that no pause goes before.
		DisableKeepAlives:      true,
		TLSHandshakeTimeout:    30 * time.Second,
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: 256 << 10,
		// What comes is stored as it comes, and its length can be checked.
		DisableCompression: true,
	}
}

// errSlow is a question that got no answer in time.
var errSlow = errors.New("no answer in time")

// errStalled is an answer that stopped to come.
var errStalled = errors.New("the answer stopped to come")

// gate lets calls through to the transport: not while a ban lasts, not before the
// provider's pause is over, and never unrecorded.
type gate struct {
	f        *Fetcher
	provider catalog.Provider
	pause    func(time.Duration) // is told of pauses
}

// RoundTrip makes one call.
func (g *gate) RoundTrip(req *http.Request) (*http.Response, error) {
	r := g.f.memory.of(g.provider.ID)
	if ban := r.banned(g.f.Now()); ban != nil {
		return nil, banError(g.provider, ban)
	}
	if wait := r.wait(g.provider.Pacing, g.f.Now()); wait > 0 {
		g.pause(wait)
		if err := g.f.Sleep(req.Context(), wait); err != nil {
			return nil, err
		}
	}
	r.called(g.f.Now())
	if err := g.f.memory.save(); err != nil {
		return nil, err
	}
	resp, err := g.timed(req)
	if err := g.note(r, resp, err); err != nil {
		return nil, err
	}
	return resp, nil
}

// timed bounds how long an answer may take to begin and to go on.
func (g *gate) timed(req *http.Request) (*http.Response, error) {
	limit := g.f.answerLimit(g.provider)
	ctx, cancel := context.WithCancelCause(req.Context())
	timer := time.AfterFunc(limit, func() { cancel(errSlow) })
	resp, err := g.f.Transport.RoundTrip(req.WithContext(ctx))
	if err != nil {
		timer.Stop()
		if cause := context.Cause(ctx); errors.Is(cause, errSlow) && req.Context().Err() == nil {
			err = errSlow
		}
		cancel(nil)
		return nil, err
	}
	if !timer.Stop() { // it ran out between the answer and here
		_ = resp.Body.Close()
		cancel(nil)
		return nil, errSlow
	}
	resp.Body = &watched{body: resp.Body, ctx: ctx, cancel: cancel, limit: limit}
	return resp, nil
}

// watched cancels an answer of which nothing came for too long.
type watched struct {
	body   io.ReadCloser
	ctx    context.Context
	cancel context.CancelCauseFunc
	limit  time.Duration
}

func (w *watched) Read(p []byte) (int, error) {
	timer := time.AfterFunc(w.limit, func() { w.cancel(errStalled) })
	n, err := w.body.Read(p)
	timer.Stop()
	if err != nil && errors.Is(context.Cause(w.ctx), errStalled) {
		err = errStalled
	}
	return n, err
}

func (w *watched) Close() error {
	err := w.body.Close()
	w.cancel(nil)
	return err
}

// note remembers what an answer, or none, says about a ban.
func (g *gate) note(r *record, resp *http.Response, err error) error {
	rule, now := g.provider.Pacing.Ban, g.f.Now()
	before := *r
	switch {
	case err != nil:
		var op *net.OpError
		if rule.Timeouts == 0 || !errors.As(err, &op) || op.Op != "dial" || !op.Timeout() {
			return err
		}
		r.Timeouts++
		if r.Timeouts >= rule.Timeouts {
			r.Ban = &Ban{Since: now, Until: now.Add(hours(rule)), Why: fmt.Sprintf("%d connections in a row timed out, which is how a block can show", r.Timeouts)}
			r.Timeouts = 0
			err = banError(g.provider, r.Ban)
		}
	case shutsOut(rule, resp.StatusCode):
		until, why := now.Add(hours(rule)), fmt.Sprintf("it answered with status %d", resp.StatusCode)
		if after, ok := retryAfter(resp.Header, now); ok {
			until, why = now.Add(min(after, maxBan)), why+", and said until when"
		}
		r.Ban, r.Timeouts = &Ban{Since: now, Until: until, Why: why}, 0
		_ = resp.Body.Close()
		err = banError(g.provider, r.Ban)
	default:
		r.Timeouts = 0
	}
	if before.Timeouts == r.Timeouts && before.Ban == r.Ban {
		return err
	}
	return errors.Join(err, g.f.memory.save())
}

// maxBan bounds what an answer may ask for: a typing error must not end the study.
const maxBan = 7 * 24 * time.Hour

func hours(b catalog.Ban) time.Duration { return time.Duration(b.Hours) * time.Hour }

func shutsOut(b catalog.Ban, status int) bool {
	for _, s := range b.Status {
		if s == status {
			return true
		}
	}
	return status == http.StatusTooManyRequests
}

// retryAfter reads the header of that name: seconds, or a day and time.
func retryAfter(h http.Header, now time.Time) (time.Duration, bool) {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if n, err := strconv.Atoi(text); err == nil && n >= 0 {
		return time.Duration(min(n, int(maxBan/time.Second))) * time.Second, true
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(at.Sub(now), 0), true
	}
	return 0, false
}

func banError(p catalog.Provider, b *Ban) *Error {
	return &Error{Kind: Banned, Until: b.Until,
		Err:  fmt.Errorf("%s does not answer this address until %s: on %s %s", p.ID, stamp(b.Until), stamp(b.Since), b.Why),
		Hint: "wait until then; asking earlier makes a block longer. If it is a mistake: fabbisogno fetch --forget-ban"}
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }
