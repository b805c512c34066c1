package fetch

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// Attempts at one question. A host that can't be reached at all is given up earlier.
const (
	attempts        = 5
	attemptsConnect = 3
	maxRedirects    = 5
	// maxSlow bounds how many answers in a row may not come in time: smaller questions
	// help a service that computes long, not one that hangs.
	maxSlow = 4
)

// question is one GET.
type question struct {
	url    string
	accept string
	path   string // of the file the answer goes to
}

// answer is what came back. Its body lies whole in a file.
type answer struct {
	status int
	header http.Header
	path   string
	bytes  int64
}

// temporary is a failure after which the same may be asked again.
type temporary struct {
	err      error
	status   int
	after    time.Duration // what the server asked for
	attempts int
}

func (t *temporary) Error() string { return t.err.Error() }
func (t *temporary) Unwrap() error { return t.err }

// get asks until there is an answer, a refusal, or no attempt left. A 400 or 404 is an
// answer: its body says of what kind.
func (s *session) get(ctx context.Context, q question) (*answer, error) {
	for n := 1; ; n++ {
		began, paused := s.f.Now(), s.paused
		a, err := s.once(ctx, q)
		s.spent += s.f.Now().Sub(began) - (s.paused - paused)
		if err == nil {
			return a, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		var t *temporary
		if !errors.As(err, &t) {
			return nil, s.failed(q.url, err)
		}
		if n >= t.attempts {
			return nil, &Error{Kind: Unreachable, Table: s.table.ID, URL: q.url, Status: t.status,
				Err: fmt.Errorf("%w, %d times in a row", t.err, n), Hint: "try again later; what was downloaded is kept for a day"}
		}
		wait := max(backoff(q.url, n), t.after)
		s.tell(Event{Waiting: wait, Why: fmt.Sprintf("%v; attempt %d of %d follows", t.err, n+1, t.attempts)})
		if err := s.f.Sleep(ctx, wait); err != nil {
			return nil, err
		}
	}
}

// backoff is the pause after the n-th failure: 4 seconds doubled each time, up to
// two minutes, less up to half of it, the same at each run.
func backoff(url string, n int) time.Duration {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d %s", n, url)
	full := min(4*time.Second<<(n-1), 2*time.Minute)
	return full - full/2*time.Duration(h.Sum64()%1000)/1000
}

// once makes one attempt.
func (s *session) once(ctx context.Context, q question) (*answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, q.url, nil)
	if err != nil {
		return nil, err
	}
	if q.accept != "" {
		req.Header.Set("Accept", q.accept)
	}
	req.Header.Set("User-Agent", s.f.Agent)
	req.Header.Set("Accept-Encoding", "identity")
	part := openPartial(q.path, q.url)
	if part.Size > 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", part.Size))
		req.Header.Set("If-Range", part.Validator)
	}
	s.calls++
	resp, err := s.client.Do(req)
	if err != nil {
		return nil, noAnswer(err)
	}
	defer resp.Body.Close()
	switch code := resp.StatusCode; {
	case code == http.StatusOK:
		return s.body(resp, q, partial{})
	case code == http.StatusPartialContent && part.continues(resp.Header):
		return s.body(resp, q, part)
	case code == http.StatusNotFound, code == http.StatusBadRequest: // no records, too large, or a mistake: the body says
		q.path += messageEnd // beside what an earlier attempt left
		return s.body(resp, q, partial{})
	case code == http.StatusPartialContent, code == http.StatusRequestedRangeNotSatisfiable:
		err := part.drop()
		return nil, errors.Join(&Error{Kind: Unreachable, URL: q.url, Status: code, Err: errors.New("the service did not go on where the download had stopped"),
			Hint: "fetch again; the whole is asked for then"}, err)
	case code == http.StatusRequestEntityTooLarge, code == http.StatusRequestURITooLong:
		return nil, &Error{Kind: TooLarge, URL: q.url, Status: code, Err: fmt.Errorf("the question is too large: %s", said(resp))}
	case code >= 500:
		t := &temporary{err: fmt.Errorf("the service failed with status %d: %s", code, said(resp)), status: code, attempts: attempts}
		if after, ok := retryAfter(resp.Header, s.f.Now()); ok {
			if after > maxPause {
				return nil, &Error{Kind: Unreachable, URL: q.url, Status: code, Err: fmt.Errorf("the service asks not to be called for %s", after),
					Hint: "try again after that"}
			}
			t.after = after
		}
		return nil, t
	case code >= 400:
		return nil, &Error{Kind: Refused, URL: q.url, Status: code, Err: fmt.Errorf("the service refused the question: %s", said(resp)),
			Hint: "compare the query of the table with the service; fabbisogno catalog " + s.table.ID + " shows it"}
	default:
		return nil, &Error{Kind: Unreachable, URL: q.url, Status: code, Err: errors.New("the answer is neither data nor an error"), Hint: "check the base_url of the provider"}
	}
}

// maxPause is the longest that a run waits because a service asked for it.
const maxPause = 10 * time.Minute

// noAnswer judges why there was none.
func noAnswer(err error) error {
	var known *Error
	var cert *tls.CertificateVerificationError
	var redirect *redirectError
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, errSlow):
		return errSlow
	case errors.As(err, &redirect):
		return &Error{Kind: Unreachable, Err: redirect, Hint: "check the base_url of the provider"}
	case errors.As(err, &cert):
		return &Error{Kind: Unreachable, Err: fmt.Errorf("the certificate of the service can't be trusted: %w", cert.Err),
			Hint: "check the clock and the certificates of the machine; a proxy that opens connections needs its own certificate installed"}
	case isCut(err):
		return &temporary{err: fmt.Errorf("the connection was cut: %w", unwrapURL(err)), attempts: attempts}
	}
	return &temporary{err: fmt.Errorf("the service can't be reached: %w", unwrapURL(err)), attempts: attemptsConnect}
}

// said is the beginning of an error answer, for messages.
func said(resp *http.Response) string {
	head, _ := io.ReadAll(io.LimitReader(resp.Body, 16<<10))
	if text := messageOf(head); text != "" {
		return text
	}
	return http.StatusText(resp.StatusCode)
}

// body writes the answer to its file, behind what an earlier attempt left.
func (s *session) body(resp *http.Response, q question, have partial) (*answer, error) {
	flags := os.O_CREATE | os.O_WRONLY | os.O_TRUNC
	if have.Size > 0 {
		flags = os.O_WRONLY | os.O_APPEND
	}
	f, err := os.OpenFile(q.path+partialEnd, flags, 0o644)
	if err != nil {
		return nil, fmt.Errorf("keep answer: %w", err)
	}
	left := s.f.MaxBytes - have.Size
	n, err := io.Copy(f, io.LimitReader(resp.Body, left+1))
	if cerr := f.Close(); cerr != nil {
		return nil, fmt.Errorf("keep answer: %w", cerr)
	}
	size := have.Size + n
	var disk *os.PathError
	switch {
	case n > left:
		p := partial{path: q.path}
		return nil, errors.Join(&Error{Kind: Unusable, URL: q.url, Status: resp.StatusCode, Err: fmt.Errorf("the answer is larger than %d bytes", s.f.MaxBytes),
			Hint: "narrow the query of the table"}, p.drop())
	case errors.As(err, &disk):
		return nil, fmt.Errorf("keep answer: %w", err)
	case err != nil:
		p := partial{path: q.path, Size: size, Validator: validator(resp.Header), URL: q.url}
		if err := p.keep(); err != nil {
			return nil, err
		}
		return nil, &temporary{err: fmt.Errorf("the answer was cut after %d bytes: %w", size, unwrapURL(err)), status: resp.StatusCode, attempts: attempts}
	}
	p := partial{path: q.path}
	if err := os.Rename(q.path+partialEnd, q.path); err != nil {
		return nil, fmt.Errorf("keep answer: %w", err)
	}
	if err := p.drop(); err != nil {
		return nil, err
	}
	return &answer{status: resp.StatusCode, header: resp.Header, path: q.path, bytes: size}, nil
}

const (
	messageEnd = ".message"
	partialEnd = ".partial"
	aboutEnd   = ".partial.json"
)

// partial is the beginning of an answer that was cut. It is kept only when the
// service can go on from there and the beginning can be tied to the same edition.
type partial struct {
	path      string
	URL       string `json:"url"`
	Size      int64  `json:"size"`
	Validator string `json:"validator"` // strong entity tag or date of change
}

// openPartial finds the beginning of an answer to a question; without one, an empty one.
func openPartial(path, url string) partial {
	p := partial{}
	text, err := os.ReadFile(path + aboutEnd)
	if err != nil || json.Unmarshal(text, &p) != nil || p.Validator == "" || p.URL != url {
		return partial{path: path}
	}
	p.path = path
	if info, err := os.Stat(path + partialEnd); err != nil || info.Size() < p.Size || os.Truncate(path+partialEnd, p.Size) != nil {
		return partial{path: path}
	}
	return p
}

func (p partial) keep() error {
	if p.Validator == "" || p.Size == 0 {
		return p.drop()
	}
	text, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return writeWhole(p.path+aboutEnd, text)
}

// drop forgets the beginning.
func (p partial) drop() error {
	for _, end := range []string{partialEnd, aboutEnd} {
		if err := os.Remove(p.path + end); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("keep answer: %w", err)
		}
	}
	return nil
}

// continues says whether an answer goes on exactly where the beginning ends.
func (p partial) continues(h http.Header) bool {
	from, ok := strings.CutPrefix(h.Get("Content-Range"), "bytes ")
	from, _, _ = strings.Cut(from, "-")
	n, err := strconv.ParseInt(from, 10, 64)
	return ok && err == nil && p.Size > 0 && n == p.Size
}

// validator is what ties two halves together; empty when the service promises nothing.
func validator(h http.Header) string {
	if h.Get("Accept-Ranges") != "bytes" {
		return ""
	}
	if tag := h.Get("ETag"); tag != "" && !strings.HasPrefix(tag, "W/") {
		return tag
	}
	return h.Get("Last-Modified")
}
