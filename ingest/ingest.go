package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/check"
	"fabbisogno/ingest/format"
	"fabbisogno/ingest/harmonize"
	"fabbisogno/ingest/snapshot"
)

// StepVersion of the ingest code. It is raised when the same bytes would give
// other observations; files loaded by an earlier version are then loaded again.
const StepVersion = 1

// MaxBytes is the most a file may hold as it comes: 4 GiB.
const MaxBytes = 4 << 30

// Warehouse is what ingest needs of the database.
type Warehouse interface {
	Loaded(ctx context.Context, sha256, table string, stepVersion int) (bool, error)
	Ledger(ctx context.Context) ([]warehouse.LedgerEntry, error)
	Load(ctx context.Context, l warehouse.Load) error
}

// Ingester loads files.
type Ingester struct {
	Catalog *catalog.Catalog
	Codes   *codes.Set
	Store   *snapshot.Store
	DB      Warehouse
}

// Request is one file to load. Zero fields are taken from the file or catalogue.
type Request struct {
	Path        string    // of a regular file; or
	Reader      io.Reader // bytes, with Name
	Name        string    // file name; with Path the base name is the default
	Table       string    // catalogue id; needed only when the content does not tell
	Released    time.Time // day the publisher released the edition, UTC
	Vintage     string    // edition label that sorts as text; default the release day
	SourceURL   string    // default the table's page
	IsSynthetic bool      // demonstration data; a mark in the file says so too
}

// Report says what became of a file.
type Report struct {
	File          string
	Table         string
	Format        string
	SHA256        string
	Released      time.Time
	Vintage       string
	IsSynthetic   bool
	Counts        warehouse.Counts
	Skips         []warehouse.Skip     // by rule
	Rejected      []warehouse.Rejected // in the order of the file
	Issues        []warehouse.Issue    // in the order of the rules' names
	AlreadyLoaded bool                 // the same bytes were loaded before; the counts are then zero
}

// parsed is a file ready to be loaded.
type parsed struct {
	report Report
	staged *snapshot.Staged
	load   warehouse.Load
}

// File loads one file. A *SourceError means that it was refused and nothing
// changed; any other error is of the system (disk, database, catalogue).
func (g *Ingester) File(ctx context.Context, r Request) (Report, error) {
	known, err := g.known(ctx)
	if err != nil {
		return Report{}, err
	}
	p, err := g.parse(ctx, r, known)
	if err != nil {
		return p.report, err
	}
	return p.report, g.commit(ctx, p)
}

// ledger is what was loaded before, by checksum.
type ledger map[string][]warehouse.LedgerEntry

// known reads the ledger once, so that a run over unchanged files asks one
// question of the database and not one a file.
func (g *Ingester) known(ctx context.Context) (ledger, error) {
	entries, err := g.DB.Ledger(ctx)
	if err != nil {
		return nil, err
	}
	out := ledger{}
	for _, e := range entries {
		out[e.Snapshot.SHA256] = append(out[e.Snapshot.SHA256], e)
	}
	return out, nil
}

// report is that of a load of these bytes as this table, or as any when table is empty.
func (l ledger) report(file, sha, table string) (Report, bool) {
	for _, e := range l[sha] {
		s := e.Snapshot
		if e.StepVersion >= StepVersion && (table == "" || s.Table == table) {
			return Report{File: file, Table: s.Table, Format: s.Format, SHA256: sha, Released: s.Released,
				Vintage: s.Vintage, IsSynthetic: s.IsSynthetic, AlreadyLoaded: true}, true
		}
	}
	return Report{}, false
}

// parse does everything that does not change the store or the warehouse.
func (g *Ingester) parse(ctx context.Context, r Request, known ledger) (p *parsed, err error) {
	name := r.Name
	if name == "" {
		name = filepath.Base(r.Path)
	}
	p = &parsed{report: Report{File: name, Table: r.Table}}
	if err := g.stage(r, p, known); err != nil || p.report.AlreadyLoaded {
		return p, err
	}
	defer func() {
		if err != nil || p.report.AlreadyLoaded {
			err = sourceError(p.report.Table, name, err)
			if derr := p.staged.Drop(); derr != nil {
				err = errors.Join(err, derr)
			}
		}
	}()
	if rep, ok := known.report(name, p.staged.SHA256, r.Table); ok {
		p.report = rep
		return p, nil
	}
	p.report.SHA256 = p.staged.SHA256
	f, err := p.staged.Open()
	if err != nil {
		return p, err
	}
	defer f.Close()
	return p, g.read(ctx, r, p, f)
}

// stage copies the bytes in, unless a file on disk was loaded before.
func (g *Ingester) stage(r Request, p *parsed, known ledger) (err error) {
	if r.Reader != nil {
		p.staged, err = g.Store.Stage(r.Reader, p.report.File, MaxBytes)
		return err
	}
	sha, err := snapshot.HashFile(r.Path)
	if err == nil {
		if rep, ok := known.report(p.report.File, sha, r.Table); ok {
			p.report = rep
			return nil
		}
		p.staged, err = g.Store.StageFile(r.Path, MaxBytes)
	}
	if errors.Is(err, snapshot.ErrNotRegular) {
		return &SourceError{File: r.Path, Rule: "not-regular", Err: snapshot.ErrNotRegular, Hint: "give the file itself, not a link or folder"}
	}
	return err
}

// read recognises, harmonizes and checks the staged bytes.
func (g *Ingester) read(ctx context.Context, r Request, p *parsed, f *os.File) error {
	src, err := g.recognise(r, p.report.File, f)
	if err != nil {
		return err
	}
	p.report.Table, p.report.Format = src.table.ID, src.format
	loaded, err := g.DB.Loaded(ctx, p.staged.SHA256, src.table.ID, StepVersion)
	if err != nil {
		return err
	}
	if loaded {
		p.report.AlreadyLoaded = true
		return nil
	}
	h, err := harmonize.New(g.Catalog, g.Codes, src.table, p.report.File)
	if err != nil {
		return err
	}
	rows, notes, err := src.rows(ctx, h)
	if err != nil {
		return err
	}
	issues := append(issuesOf(notes), h.Issues()...)
	g.date(r, p, rows, &issues)
	p.report.IsSynthetic = r.IsSynthetic || h.IsSynthetic()
	issues = append(issues, check.Run(check.Input{Catalog: g.Catalog, Codes: g.Codes, Table: src.table, File: p.report.File, Released: r.Released, Rows: rows})...)
	p.report.Issues = issues
	g.fill(r, p, src.table, rows)
	return nil
}

// date settles the release day and edition of the file: as asked for, else the
// latest edition that the rows name, else the end of the latest period.
func (g *Ingester) date(r Request, p *parsed, rows []harmonize.Outcome, issues *[]warehouse.Issue) {
	released := r.Released
	var latestEdition, latestPeriod time.Time
	for _, row := range rows {
		for _, o := range row.Observations {
			if o.Released.After(latestEdition) {
				latestEdition = o.Released
			}
			if end := lastDay(o); end.After(latestPeriod) {
				latestPeriod = end
			}
		}
	}
	switch {
	case !released.IsZero():
	case !latestEdition.IsZero():
		released = latestEdition
	default:
		if released = latestPeriod; released.IsZero() {
			released = time.Date(1800, 1, 1, 0, 0, 0, 0, time.UTC) // no row was loaded: before everything
		}
		*issues = append(*issues, warehouse.Issue{Severity: "note", Rule: "released-assumed",
			Message: fmt.Sprintf("the release day was not given; %s, the end of the latest period, stands for it", released.Format(time.DateOnly))})
	}
	p.report.Released, p.report.Vintage = released, r.Vintage
	if p.report.Vintage == "" {
		p.report.Vintage = released.Format(time.DateOnly)
	}
}

// fill writes report and load from the outcomes of the rows.
func (g *Ingester) fill(r Request, p *parsed, t catalog.Table, rows []harmonize.Outcome) {
	rep := &p.report
	skips := map[string]int64{}
	size := 0
	for _, row := range rows {
		size += len(row.Observations)
	}
	p.load.Observations = make([]warehouse.Observation, 0, size)
	for _, row := range rows {
		rep.Counts.Read++
		switch {
		case row.Rejected != nil:
			rep.Counts.Rejected++
			rep.Rejected = append(rep.Rejected, *row.Rejected)
		case row.Skip != "":
			rep.Counts.Skipped++
			skips[row.Skip]++
		default:
			rep.Counts.Loaded++
			p.load.Observations = append(p.load.Observations, row.Observations...)
		}
	}
	rep.Counts.Observations = int64(len(p.load.Observations))
	rep.Skips = sortedSkips(skips)
	url := r.SourceURL
	if url == "" {
		url = t.Page
	}
	p.load.Snapshot = warehouse.Snapshot{SHA256: rep.SHA256, Table: t.ID, FileName: rep.File, Bytes: p.staged.Bytes, Format: rep.Format,
		Provider: t.Provider, Licence: t.Licence, SourceURL: url, Released: rep.Released, Vintage: rep.Vintage, IsSynthetic: rep.IsSynthetic}
	p.load.StepVersion = StepVersion
	p.load.Counts, p.load.Rejected, p.load.Skips, p.load.Issues = rep.Counts, rep.Rejected, rep.Skips, rep.Issues
	for i := range p.load.Observations {
		o := &p.load.Observations[i]
		o.SHA256, o.Table, o.IsSynthetic = rep.SHA256, t.ID, rep.IsSynthetic
		if o.Released.IsZero() {
			o.Released, o.Vintage = rep.Released, rep.Vintage
		}
	}
}

// commit keeps the bytes and then loads the rows, in this order: a snapshot
// without rows does no harm, rows without their snapshot can't be explained.
func (g *Ingester) commit(ctx context.Context, p *parsed) error {
	if p.report.AlreadyLoaded {
		if p.staged == nil {
			return nil
		}
		return p.staged.Drop()
	}
	s := p.load.Snapshot
	err := p.staged.Keep(snapshot.Entry{FileName: s.FileName, Table: s.Table, Provider: s.Provider, Licence: s.Licence, SourceURL: s.SourceURL,
		Released: s.Released.Format(time.DateOnly), Vintage: s.Vintage, IsSynthetic: s.IsSynthetic})
	if err != nil {
		return err
	}
	return g.DB.Load(ctx, p.load)
}

// lastDay of an observation's period, or of the end of its span.
func lastDay(o warehouse.Observation) time.Time {
	text := o.Period
	if _, last, ok := strings.Cut(text, "/"); ok {
		text = last
	}
	p, err := series.ParsePeriod(text)
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
