package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"time"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/mapping"
	"fabbisogno/ingest/snapshot"
	"fabbisogno/ingest/spool"
)

// StepVersion of the ingest code. It is raised when the same bytes would give
// other observations; files loaded by an earlier version are then loaded again.
const StepVersion = 4

// MaxBytes is the most a file may hold as it comes: 4 GiB.
const MaxBytes = 4 << 30

// Warehouse is what ingest needs of the database.
type Warehouse interface {
	Loaded(ctx context.Context, sha256, table string, stepVersion int, recipe string) (bool, error)
	Ledger(ctx context.Context) ([]warehouse.LedgerEntry, error)
	Issues(ctx context.Context) ([]warehouse.TableIssue, error)
	Load(ctx context.Context, l warehouse.Load) error
}

// Ingester loads files.
type Ingester struct {
	Catalog *catalog.Catalog
	Codes   *codes.Set
	Store   *snapshot.Store
	DB      Warehouse
	Parser  Parser // nil: InProcess
	// Mappings are the workspace's lines that give codes of files their codes of the lists; nil: none.
	Mappings *mapping.Set

	known known
}

// Request is one file to load. Zero fields are taken from the file or catalogue.
type Request struct {
	Path        string    // of a regular file; or
	Reader      io.Reader // bytes, with Name; or
	Kept        string    // checksum of bytes that are among the snapshots, with Name
	Name        string    // file name; with Path the base name is the default
	Table       string    // catalogue id; needed only when the content does not tell
	Released    time.Time // day the publisher released the edition, UTC
	Received    time.Time // day the file came in: its release day where neither Released nor an edition in it tells
	Vintage     string    // edition label that sorts as text; default the release day
	SourceURL   string    // default the table's page
	IsSynthetic bool      // demonstration data; a mark in the file says so too
	History     History   // whether the values are held against those loaded before
	FollowLinks bool      // Path may be a symbolic link to a regular file; otherwise links are refused
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
	Rejected      []warehouse.Rejected // in the order of the file, the first MaxReported
	Issues        []warehouse.Issue    // in the order of the rules' names
	AlreadyLoaded bool                 // the same bytes were loaded before; the counts are then zero
	Reloaded      bool                 // from the kept bytes, because declarations or mapping lines changed
}

// parsed is a file ready to be loaded.
type parsed struct {
	report Report
	table  catalog.Table
	recipe string
	url    string
	staged *snapshot.Staged
	spool  string // path of its rows
}

// File loads one file. A *SourceError means that it was refused and nothing
// changed; any other error is of the system (disk, database, catalogue).
func (g *Ingester) File(ctx context.Context, r Request) (Report, error) {
	loaded, err := g.loaded(ctx)
	if err != nil {
		return Report{}, err
	}
	p, err := g.parse(ctx, r, loaded)
	if err != nil {
		return p.report, err
	}
	err = g.settle(ctx, r, p)
	return p.report, err
}

// settle holds a parsed file against what its table has and loads it. Of a file
// that is refused nothing stays.
func (g *Ingester) settle(ctx context.Context, r Request, p *parsed) error {
	if err := g.checkHistory(ctx, r, p); err != nil {
		return errors.Join(err, p.drop())
	}
	return g.commit(ctx, p)
}

// ledger is what was loaded before by the present recipes, by checksum.
type ledger map[string][]warehouse.LedgerEntry

// loaded reads the ledger once, so that a run over unchanged files asks one
// question of the database and not one a file.
func (g *Ingester) loaded(ctx context.Context) (ledger, error) {
	entries, err := g.DB.Ledger(ctx)
	if err != nil {
		return nil, err
	}
	out := ledger{}
	for _, e := range entries {
		fresh, err := g.isFresh(e)
		if err != nil {
			return nil, err
		}
		if fresh {
			out[e.Snapshot.SHA256] = append(out[e.Snapshot.SHA256], e)
		}
	}
	return out, nil
}

// report is that of a load of these bytes as this table, or as any when table is empty.
func (l ledger) report(file, sha, table string) (Report, bool) {
	for _, e := range l[sha] {
		s := e.Snapshot
		if table == "" || s.Table == table {
			return Report{File: file, Table: s.Table, Format: s.Format, SHA256: sha, Released: s.Released,
				Vintage: s.Vintage, IsSynthetic: s.IsSynthetic, AlreadyLoaded: true}, true
		}
	}
	return Report{}, false
}

// parse does everything that does not change the store or the warehouse.
func (g *Ingester) parse(ctx context.Context, r Request, before ledger) (p *parsed, err error) {
	name := r.Name
	if name == "" {
		name = filepath.Base(r.Path)
	}
	p = &parsed{report: Report{File: name, Table: r.Table, Reloaded: r.Kept != ""}}
	if err := g.stage(r, p, before); err != nil || p.report.AlreadyLoaded {
		return p, err
	}
	defer func() {
		if err != nil || p.report.AlreadyLoaded {
			err = errors.Join(sourceError(p.report.Table, name, err), p.drop())
		}
	}()
	if rep, ok := before.report(name, p.staged.SHA256, r.Table); ok {
		p.report = rep
		return p, nil
	}
	p.report.SHA256 = p.staged.SHA256
	return p, g.read(ctx, r, p)
}

// drop forgets a file that is not loaded: its bytes and its rows.
func (p *parsed) drop() error {
	var err error
	if p.spool != "" {
		err = errors.Join(removed(p.spool), removed(p.spool+settledEnding))
	}
	if p.staged != nil {
		err = errors.Join(err, p.staged.Drop())
	}
	return err
}

// stage copies the bytes in, unless a file on disk was loaded before.
func (g *Ingester) stage(r Request, p *parsed, before ledger) (err error) {
	if r.Reader != nil {
		p.staged, err = g.Store.Stage(r.Reader, p.report.File, MaxBytes)
		return stageError(p.report.File, err)
	}
	if r.Kept != "" {
		p.staged, err = g.kept(r.Kept, p.report.File)
		return err
	}
	path := r.Path
	if r.FollowLinks {
		if path, err = snapshot.Target(path); err != nil {
			return stageError(r.Path, err)
		}
	}
	sha, err := snapshot.HashFile(path)
	if err == nil {
		if rep, ok := before.report(p.report.File, sha, r.Table); ok {
			p.report = rep
			return nil
		}
		p.staged, err = g.Store.StageFile(path, MaxBytes)
		if err == nil && p.staged.SHA256 != sha { // of the same size, perhaps, and written in between
			err = errors.Join(snapshot.ErrUnstable, p.staged.Drop())
		}
	}
	return stageError(r.Path, err)
}

// stageError makes a refusal of what is wrong with the file itself; other errors
// are of the system and pass.
func stageError(path string, err error) error {
	for _, e := range []struct {
		cause      error
		rule, hint string
	}{
		{snapshot.ErrNotRegular, "not-regular", "give the file itself, not a folder, pipe or device; a link to a file is followed with --follow-links"},
		{snapshot.ErrUnstable, "unstable", "wait until the program that writes the file is done, then load it again"},
	} {
		if errors.Is(err, e.cause) {
			return &SourceError{File: path, Rule: e.rule, Err: e.cause, Hint: e.hint}
		}
	}
	if errors.Is(err, snapshot.ErrTooLarge) {
		return &SourceError{File: path, Rule: "size", Err: fmt.Errorf("the file is larger than %d bytes", int64(MaxBytes)), Hint: "split the file by key or period"}
	}
	return err
}

// read has the staged bytes parsed into a spool.
func (g *Ingester) read(ctx context.Context, r Request, p *parsed) error {
	p.spool = p.staged.Path() + ".rows"
	if r.Kept != "" { // the bytes may be read as several tables at once
		p.spool = g.Store.Scratch(r.Kept + "." + r.Table + ".rows")
	}
	parser := g.Parser
	if parser == nil {
		parser = InProcess{g.Catalog, g.Codes}
	}
	k, err := g.know()
	if err != nil {
		return err
	}
	rep := &p.report
	out, err := parser.Parse(ctx, Job{Path: p.staged.Path(), Name: rep.File, Table: r.Table, Released: r.Released, Received: r.Received, Vintage: r.Vintage, Spool: p.spool,
		Mappings: g.Mappings.ByTable(), Digests: k.digests})
	rep.Table, rep.Format = out.Table, out.Format
	if err != nil {
		return err
	}
	if p.url = r.SourceURL; out.Format == Definitions {
		rep.Released, rep.Counts, rep.Skips, rep.Issues = out.Released, out.Counts, out.Skips, out.Issues
		return nil
	}
	var ok bool
	if p.table, ok = g.Catalog.Table(out.Table); !ok {
		return fmt.Errorf("the parser names a table %q that is not in the catalogue", out.Table)
	}
	p.recipe = k.recipes[out.Table]
	if rep.AlreadyLoaded, err = g.DB.Loaded(ctx, p.staged.SHA256, out.Table, StepVersion, p.recipe); err != nil || rep.AlreadyLoaded {
		return err
	}
	if p.url == "" {
		p.url = p.table.Page
	}
	rep.Released, rep.Vintage, rep.IsSynthetic = out.Released, out.Vintage, r.IsSynthetic || out.IsSynthetic
	rep.Counts, rep.Skips, rep.Rejected, rep.Issues = out.Counts, out.Skips, out.Rejected, out.Issues
	return nil
}

// commit keeps the bytes and then loads the rows, in this order: a snapshot
// without rows does no harm, rows without their snapshot can't be explained.
func (g *Ingester) commit(ctx context.Context, p *parsed) error {
	if p.report.AlreadyLoaded {
		return p.drop()
	}
	if p.report.Format == Definitions {
		return g.keepDefinitions(p)
	}
	l := p.load()
	s := l.Snapshot
	err := p.staged.Keep(snapshot.Entry{FileName: s.FileName, Table: s.Table, Provider: s.Provider, Licence: s.Licence, SourceURL: s.SourceURL,
		Released: s.Released.Format(time.DateOnly), Vintage: s.Vintage, IsSynthetic: s.IsSynthetic})
	if err == nil {
		err = g.DB.Load(ctx, l)
	}
	return errors.Join(err, p.drop())
}

// load is what the warehouse is given: the rows come from the spool.
func (p *parsed) load() warehouse.Load {
	rep, t := &p.report, p.table
	return warehouse.Load{
		Snapshot: warehouse.Snapshot{SHA256: rep.SHA256, Table: t.ID, FileName: rep.File, Bytes: p.staged.Bytes, Format: rep.Format,
			Provider: t.Provider, Licence: t.Licence, SourceURL: p.url, Released: rep.Released, Vintage: rep.Vintage, IsSynthetic: rep.IsSynthetic},
		StepVersion: StepVersion, Recipe: p.recipe, Counts: rep.Counts, Rows: batches(p.spool), Skips: rep.Skips, Issues: rep.Issues,
	}
}

// batches gives the rows of a spool as the warehouse takes them.
func batches(path string) iter.Seq2[warehouse.Batch, error] {
	return func(yield func(warehouse.Batch, error) bool) {
		for block, err := range spool.Blocks(path) {
			if err != nil {
				yield(warehouse.Batch{}, err)
				return
			}
			if !yield(warehouse.Batch{Observations: block.Observations, Rejected: block.Rejected}, nil) {
				return
			}
		}
	}
}
