package fetch

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"syscall"
)

// redirectError is a redirect that is not followed.
type redirectError struct{ why string }

func (e *redirectError) Error() string { return e.why }

// client is an HTTP client whose every call passes the gate.
func (f *Fetcher) client(g *gate) *http.Client {
	return &http.Client{Transport: g, CheckRedirect: func(req *http.Request, via []*http.Request) error {
		first := via[0].URL
		switch {
		case len(via) > maxRedirects:
			return &redirectError{fmt.Sprintf("the service redirects more than %d times", maxRedirects)}
		case req.URL.Scheme != "https" && req.URL.Scheme != first.Scheme:
			return &redirectError{fmt.Sprintf("the service redirects from %s to %s", first.Scheme, req.URL.Scheme)}
		}
		return nil
	}}
}

// isCut says whether a connection that stood was lost.
func isCut(err error) bool {
	return errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// unwrapURL drops the method and address that net/http puts before an error: the message names them once.
func unwrapURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
