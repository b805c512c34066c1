package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"time"
)

// part settles one question of the plan.
func (s *session) part(ctx context.Context, pl *plan, p *part) error {
	if p.Large == "" {
		err := s.negotiate(ctx, pl, p)
		var e *Error
		if !errors.As(err, &e) || e.Kind != TooLarge && e.Status != http.StatusGatewayTimeout {
			s.slow = 0
			return err
		}
		if errors.Is(e, errSlow) {
			if s.slow++; s.slow == maxSlow {
				e.Kind, e.Err, e.Hint = Unreachable, fmt.Errorf("%w, %d times in a row", e.Err, s.slow), "try again later; what was downloaded is kept for a day"
				return e
			}
		}
		p.Large, p.Status = e.Err.Error(), e.Status
		if err := pl.save(); err != nil {
			return err
		}
	}
	return s.apart(ctx, pl, p)
}

// negotiate asks for the best form that the service gives. A 406 refuses the form
// and not the question, so the next form is asked for, once in a table.
func (s *session) negotiate(ctx context.Context, pl *plan, p *part) error {
	forms := s.provider.Service.Accept
	for {
		q := question{url: p.URL, path: pl.path(p.File)}
		if s.form < len(forms) {
			q.accept = forms[s.form]
		}
		err := s.download(ctx, pl, p, q)
		var e *Error
		if !errors.As(err, &e) || e.Status != http.StatusNotAcceptable || s.form+1 >= len(forms) {
			return err
		}
		s.form++
		s.note("the service does not give %s; asked for was %s", q.accept, forms[s.form])
	}
}

// download asks and keeps what is data. A web page, an answer that lacks its end, is
// asked for again.
func (s *session) download(ctx context.Context, pl *plan, p *part, q question) error {
	cut := "" // checksum of an answer without a line end
	for n := 1; ; n++ {
		a, err := s.get(ctx, q)
		if err != nil {
			return err
		}
		j, err := judge(a)
		if err != nil {
			return err
		}
		var again error
		switch {
		case j.verdict == isPage:
			again = fmt.Errorf("the answer is a web page: %s", j.message)
		case j.verdict == isData:
			var sum string
			if sum, again, err = s.whole(a, j, cut); err != nil {
				return err
			}
			if again == nil {
				return s.keep(pl, p, a, j)
			}
			cut = sum
		default:
			return s.settle(ctx, pl, p, a, j)
		}
		if n == attemptsConnect || a.status >= 400 {
			return &Error{Kind: Unusable, Table: s.table.ID, URL: q.url, Status: a.status, Err: again, Hint: "open the address in a browser; try again later"}
		}
		wait := backoff(q.url, n)
		s.tell(Event{Waiting: wait, Why: again.Error()})
		if err := s.f.Sleep(ctx, wait); err != nil {
			return err
		}
	}
}

// settle acts on an answer that is no data.
func (s *session) settle(ctx context.Context, pl *plan, p *part, a *answer, j judged) error {
	defer os.Remove(a.path) // what it says is in the error or note
	fail := func(kind Kind, hint string) error {
		return &Error{Kind: kind, Table: s.table.ID, URL: p.URL, Status: a.status, Err: errors.New(j.message), Hint: hint}
	}
	switch {
	case j.verdict == isEmpty:
		p.State, p.Notes = empty, []string{j.message}
		return pl.save()
	case j.verdict == isTooLarge:
		return fail(TooLarge, "")
	case j.verdict == isPrepared:
		err := s.poll(ctx, pl, p, j.file) // has its own file
		if err != nil && errors.Is(err, errNotPrepared) {
			s.note("%v", err)
			return fail(TooLarge, "")
		}
		return err
	case a.status >= 400:
		return fail(Refused, "compare flow and key with the service; fabbisogno catalog "+s.table.ID+" shows them")
	}
	return fail(Unusable, "open the address in a browser; fabbisogno catalog "+s.table.ID+" shows the query")
}

// errNotPrepared is a prepared file that never came, or is not fetched.
var errNotPrepared = errors.New("the prepared file was not had")

// poll waits for a file in which the service prepares the answer.
func (s *session) poll(ctx context.Context, pl *plan, p *part, file string) error {
	address, err := s.sameHost(file)
	if err != nil {
		return fmt.Errorf("%w: %w", errNotPrepared, err)
	}
	service := s.provider.Service
	for n := 1; n <= service.Polls; n++ {
		wait := time.Duration(service.PollSeconds) * time.Second
		s.tell(Event{Waiting: wait, Why: fmt.Sprintf("the service prepares the answer in a file; look %d of %d follows", n, service.Polls)})
		if err := s.f.Sleep(ctx, wait); err != nil {
			return err
		}
		a, err := s.get(ctx, question{url: address, path: pl.path(p.File + ".prepared")})
		if err != nil {
			return err
		}
		if a.status == http.StatusNotFound {
			continue // not there yet
		}
		if isZip(a.path) {
			if a.bytes, err = unzip(a.path, s.f.MaxBytes); err != nil {
				return &Error{Kind: Unusable, Table: s.table.ID, URL: address, Err: err}
			}
		}
		j, err := judge(a)
		if err != nil {
			return err
		}
		if j.verdict == isData {
			j.notes = append(j.notes, "the service prepared the answer in a file; asked was "+p.URL)
			p.URL, p.File = address, p.File+".prepared"
			return s.keep(pl, p, a, j)
		}
	}
	return fmt.Errorf("%w: it was not at %s after %d looks", errNotPrepared, address, service.Polls)
}

// keep settles a part whose answer is data.
func (s *session) keep(pl *plan, p *part, a *answer, j judged) (err error) {
	p.Notes, p.Ending = j.notes, j.ending
	p.Released = released(a.header, a.path, j.ending, s.f.Now())
	if p.Query.End != "" && (j.ending == ".csv" || j.ending == ".csv.gz") {
		left, err := trim(a.path, a.path+".trimmed", p.Query.End)
		if err != nil {
			return err
		}
		if left > 0 {
			why := "the service answered beyond the end asked for"
			if s.provider.Service.EndPeriodExtraYear {
				why = "the service adds a year to the end asked for"
			}
			p.Notes = append(p.Notes, fmt.Sprintf("%d rows after %s were left out: %s", left, p.Query.End, why))
			p.Raw, p.File, p.Ending = p.File, p.File+".trimmed", ".csv"
		}
	}
	if p.SHA256, p.Bytes, err = hashOf(pl.path(p.File)); err != nil {
		return fmt.Errorf("keep answer: %w", err)
	}
	p.State = done
	return pl.save()
}

// result lists what was downloaded, in the order of the plan.
func (s *session) result(pl *plan, resumed bool) *Result {
	r := &Result{Table: s.table.ID, Calls: s.calls, Resumed: resumed, dir: pl.dir}
	count := map[string]int{}
	for _, p := range pl.Parts {
		count[p.Query.Flow]++
		switch p.State {
		case empty:
			r.Empty = append(r.Empty, p.URL)
			s.note("no records (%s): %s", slices.Concat(p.Notes, []string{""})[0], p.URL)
		case done:
			name := unsafeInName.ReplaceAllString(p.Query.Flow, "_")
			if n := count[p.Query.Flow]; n > 1 {
				name += fmt.Sprintf("-%02d", n)
			}
			part := Part{Path: pl.path(p.File), Name: name + p.Ending, URL: p.URL, SHA256: p.SHA256, Bytes: p.Bytes, Released: p.Released, Notes: p.Notes}
			if p.Raw != "" {
				part.Raw = pl.path(p.Raw)
			}
			r.Parts = append(r.Parts, part)
			s.notes = append(s.notes, p.Notes...)
		}
	}
	r.Definitions = s.hadDefinitions()
	r.Notes = sortedNotes(s.notes)
	return r
}
