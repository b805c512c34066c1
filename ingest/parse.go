package ingest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/check"
	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/jsonstat"
	"fabbisogno/ingest/format/sdmxcsv"
	"fabbisogno/ingest/harmonize"
	"fabbisogno/ingest/spool"
	"fabbisogno/ingest/structure"
)

// Job is one file to parse. It can be sent to another process.
type Job struct {
	Path     string // of the staged bytes, which no longer change
	Name     string // file name as the publisher gave it
	Table    string // catalogue id; empty: told by the content
	Released time.Time
	Received time.Time // stands for the release day that nothing tells; zero: not known
	Vintage  string
	Spool    string // path that the rows, or the digest of a structure message, are written to; the file is made anew
	// Mappings are the workspace's mapping lines by table.
	Mappings map[string][]harmonize.Mapping
	// Digests are the paths of what the workspace keeps of structure messages.
	Digests []string
}

// Parsed is what a parser made of a file, apart from its rows, which are in the spool.
type Parsed struct {
	Table       string
	Format      string
	Released    time.Time
	Vintage     string
	IsSynthetic bool
	Counts      warehouse.Counts
	Skips       []warehouse.Skip
	Rejected    []warehouse.Rejected // the first MaxReported
	Issues      []warehouse.Issue
}

// latest is the last day that the file can speak of; zero: not known.
func (j Job) latest() time.Time {
	if j.Released.IsZero() {
		return j.Received
	}
	return j.Released
}

// MaxReported is how many rejected rows a Report holds; the warehouse has all.
const MaxReported = 1000

// Parser recognises, reads, harmonizes and checks files.
type Parser interface {
	// Parse writes the rows of a file to the job's spool. The error is a *SourceError
	// when the file is refused; Parsed then says at least which table it is, as far
	// as that was told. The spool is the caller's to remove, also after an error.
	Parse(ctx context.Context, job Job) (Parsed, error)
}

// InProcess is the parser of the calling process: without limits of time and
// memory, for tests and for files that are our own.
type InProcess struct {
	Catalog *catalog.Catalog
	Codes   *codes.Set
}

// Parse implements Parser.
func (p InProcess) Parse(ctx context.Context, job Job) (out Parsed, err error) {
	out.Table = job.Table
	defer func() { err = sourceError(out.Table, job.Name, err) }()
	f, err := os.Open(job.Path)
	if err != nil {
		return out, err
	}
	defer f.Close()
	src, h, err := p.begin(job, f)
	if src != nil {
		out.Table, out.Format = src.table.ID, src.format
	}
	if isDefinitions(err) && job.Table == "" {
		return out, p.define(job, f, &out)
	}
	if err != nil {
		return out, err
	}
	s := &sink{spool: job.Spool, skips: map[string]int64{}, periods: map[string]bool{},
		check: check.New(check.Input{Catalog: p.Catalog, Codes: p.Codes, Table: src.table, File: job.Name, Released: job.latest()})}
	notes, err := s.fill(ctx, src, h)
	if err != nil {
		return out, err
	}
	if err := h.CheckVersions(); err != nil {
		return out, err
	}
	out.Issues = append(issuesOf(notes), h.Issues()...)
	s.date(job, &out)
	out.IsSynthetic = h.IsSynthetic()
	settled, err := s.settle()
	if err != nil {
		return out, err
	}
	if err := s.checkView(h.Assumed()); err != nil {
		return out, err
	}
	out.Issues = append(out.Issues, settled.Issues...)
	out.Counts, out.Rejected, out.Skips = s.counts, s.rejected, sortedSkips(s.skips)
	return out, nil
}

// begin recognises a file and makes the harmonizer of its table.
func (p InProcess) begin(job Job, f *os.File) (*source, *harmonize.Harmonizer, error) {
	src, err := p.recognise(job.Table, job.Name, f)
	if err != nil {
		return nil, nil, err
	}
	src.released = job.latest()
	h, err := harmonize.New(p.Catalog, p.Codes, src.table, job.Name)
	if err != nil {
		return src, nil, err
	}
	if src.guide, err = p.guide(job, src); err != nil {
		return src, nil, err
	}
	h.Guide = src.guide
	h.Map(job.Mappings[src.table.ID])
	h.IsView, h.MayLackFlow = slices.Contains(viewFormats, src.format), src.format == jsonstat.ID
	return src, h, nil
}

// guide is what the publisher's structures say of the table of an SDMX file.
func (p InProcess) guide(job Job, src *source) (*structure.Guide, error) {
	if src.table.Format != sdmxcsv.ID || len(job.Digests) == 0 {
		return nil, nil
	}
	library, err := structure.Open(job.Digests)
	if err != nil {
		return nil, err
	}
	return library.For(src.table, agencyOf(p.Catalog, src.table))
}

// Rows gives each row of a file to emit as it is harmonized, before any row is
// held against another and without a spool. A row is valid until emit returns.
func (p InProcess) Rows(ctx context.Context, job Job, emit func(harmonize.Outcome) error) error {
	f, err := os.Open(job.Path)
	if err != nil {
		return sourceError(job.Table, job.Name, err)
	}
	defer f.Close()
	src, h, err := p.begin(job, f)
	if err == nil {
		_, err = src.rows(h, func(row harmonize.Outcome) error {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			return emit(row)
		})
	}
	return sourceError(job.Table, job.Name, err)
}

// sink takes the outcomes of rows: checks them, notes the latest dates, counts
// them and writes them to the spool.
type sink struct {
	spool     string
	check     *check.Checker
	out       *spool.Writer
	skips     map[string]int64
	counts    warehouse.Counts
	rejected  []warehouse.Rejected
	conflict  string // message of the first row that contradicts another
	conflicts int64  // such rows

	latestEdition, latestPeriod time.Time
	periods                     map[string]bool // that were looked at
}

// fill sends all rows of a source through the checker into the spool.
func (s *sink) fill(ctx context.Context, src *source, h *harmonize.Harmonizer) (notes []format.Note, err error) {
	err = s.write(s.spool, func() error {
		rows := 0
		notes, err = src.rows(h, func(row harmonize.Outcome) error {
			if rows++; rows%1024 == 0 && ctx.Err() != nil {
				return context.Cause(ctx)
			}
			s.latest(row)
			return s.add(s.check.Add(row))
		})
		return err
	})
	return notes, err
}

// write makes a spool of what fill adds to it.
func (s *sink) write(path string, fill func() error) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if s.out, err = spool.NewWriter(f); err != nil {
		return err
	}
	if err := fill(); err != nil {
		return err
	}
	return s.out.Finish()
}

// add counts the outcome of one row and spools it.
func (s *sink) add(row harmonize.Outcome) error {
	s.counts.Read++
	switch {
	case row.Rejected != nil:
		s.counts.Rejected++
		if row.Rejected.Rule == "duplicate-conflict" {
			if s.conflicts++; s.conflicts == 1 {
				s.conflict = strings.Clone(row.Rejected.Message)
			}
		}
		if len(s.rejected) < MaxReported {
			s.rejected = append(s.rejected, cloned(*row.Rejected))
		}
	case row.Skip != "":
		s.counts.Skipped++
		s.skips[row.Skip]++
	default:
		s.counts.Loaded++
		s.counts.Observations += int64(len(row.Observations))
	}
	err := s.out.Add(row)
	if errors.Is(err, spool.ErrTooLong) {
		return format.Refuse("limits", "split the row at the source", "%v", err)
	}
	return err
}

// cloned holds no part of a larger text.
func cloned(r warehouse.Rejected) warehouse.Rejected {
	for _, t := range []*string{&r.FileName, &r.Column, &r.Value, &r.Rule, &r.Message, &r.Hint} {
		*t = strings.Clone(*t)
	}
	return r
}

// settledEnding ends the name of a spool that takes the place of another.
const settledEnding = ".settled"

// settle applies the rules across rows. Where they change rows, the spool is
// written anew; most files have no such row.
func (s *sink) settle() (*check.Settled, error) {
	settled, err := s.check.Settle(spool.Rows(s.spool))
	if err != nil || !settled.Changes() {
		return settled, err
	}
	skipped := s.counts.Skipped
	s.counts, s.rejected = warehouse.Counts{Read: skipped, Skipped: skipped}, nil
	rewritten := s.spool + settledEnding
	err = s.write(rewritten, func() error {
		var i int64
		for row, err := range spool.Rows(s.spool) {
			if err != nil {
				return err
			}
			if err := s.add(settled.Apply(i, row)); err != nil {
				return err
			}
			i++
		}
		return nil
	})
	if err == nil {
		err = os.Rename(rewritten, s.spool)
	}
	if err != nil {
		return nil, errors.Join(err, removed(rewritten))
	}
	return settled, nil
}

// removed takes a file away that need not be there.
func removed(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// latest notes the latest edition and period that the rows name.
func (s *sink) latest(row harmonize.Outcome) {
	for i := range row.Observations {
		o := &row.Observations[i]
		if o.Released.After(s.latestEdition) {
			s.latestEdition = o.Released
		}
		if s.periods[o.Period] {
			continue
		}
		s.periods[o.Period] = true
		if end := lastDay(o); end.After(s.latestPeriod) {
			s.latestPeriod = end
		}
	}
}

// date settles the release day and edition of the file: as asked for, else the
// latest edition that the rows name, else the end of the latest period.
func (s *sink) date(job Job, out *Parsed) {
	released := job.Released
	switch {
	case !released.IsZero():
	case !s.latestEdition.IsZero():
		released = s.latestEdition
	case !job.Received.IsZero():
		released = job.Received
	default:
		if released = s.latestPeriod; released.IsZero() {
			released = time.Date(1800, 1, 1, 0, 0, 0, 0, time.UTC) // no row was loaded: before everything
		}
		out.Issues = append(out.Issues, warehouse.Issue{Severity: "note", Rule: "released-assumed",
			Message: fmt.Sprintf("the release day was not given; %s, the end of the latest period, stands for it", released.Format(time.DateOnly))})
	}
	out.Released, out.Vintage = released, job.Vintage
	if out.Vintage == "" {
		out.Vintage = released.Format(time.DateOnly)
	}
}

// lastDay of an observation's period, or of the end of its span.
func lastDay(o *warehouse.Observation) time.Time {
	text := o.Period
	if _, last, ok := strings.Cut(text, "/"); ok {
		text = last
	}
	p, err := series.ParseStored(text)
	if err != nil {
		return time.Time{}
	}
	return p.Last()
}

func issuesOf(notes []format.Note) []warehouse.Issue {
	var issues []warehouse.Issue
	for _, n := range notes {
		message := n.Message
		if n.Count > 1 {
			message = fmt.Sprintf("%s (%d times)", message, n.Count)
		}
		issues = append(issues, warehouse.Issue{Severity: n.Severity, Rule: n.Rule, Message: message})
	}
	return issues
}
