package ingest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/sdmx"
	"fabbisogno/ingest/format/sdmxjson"
	"fabbisogno/ingest/format/sdmxml"
	"fabbisogno/ingest/snapshot"
	"fabbisogno/ingest/structure"
)

// Definitions is the format, and stands in the place of the table, of structure
// messages: code lists, concepts, data structures, flows, constraints. They are
// read to their end, counted and kept among the snapshots; they hold no
// observations, so the warehouse is not told of them. What they define is held
// against the data that are loaded afterwards, see knowledge.
const Definitions = "sdmxstructure"

// isDefinitions says whether a file was refused for being a structure message.
func isDefinitions(err error) bool {
	var r *format.Refusal
	return errors.As(err, &r) && r.Rule == "structure"
}

// beginsAsDefinitions says whether a file looks like a structure message. It
// only settles what is read first; what the file is, is told when it is read.
func beginsAsDefinitions(path string) bool {
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		return false
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head, err := format.Head(f)
	return err == nil && (sdmxml.DescribesStructures(head) || sdmxjson.DescribesStructures(head))
}

// define reads a structure message and writes its digest to the job's spool. Each
// definition, and each code, concept and dimension in one, counts as a row that is
// skipped.
func (p InProcess) define(job Job, f *os.File, out *Parsed) error {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	head, err := format.Head(f)
	if err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	var defs []format.Definition
	var read *sdmx.Definitions
	if bytes.HasPrefix(bytes.TrimLeft(head, "\ufeff \t\r\n"), []byte("{")) {
		defs, read, err = sdmxjson.ReadDefinitions(f)
	} else if read, err = sdmxml.ReadDefinitions(f); err == nil {
		defs = read.List()
	}
	if err == nil {
		err = writeDigest(job.Spool, read)
	}
	if err != nil {
		return err
	}
	if len(defs) == 0 {
		return format.Refuse("structure", "ask for data, or for structures that hold something", "the file is a structure message and defines nothing")
	}
	var rows int64
	for _, d := range defs {
		rows += 1 + d.Items
	}
	out.Table, out.Format = Definitions, Definitions
	out.Counts = warehouse.Counts{Read: rows, Skipped: rows}
	out.Skips = []warehouse.Skip{{Rule: "definition", Rows: rows}}
	out.Issues = append(issuesOf(read.Notes), warehouse.Issue{Severity: "note", Rule: "definitions", Message: "the message defines " + format.CountDefinitions(defs) + "; the first: " + defs[0].ID})
	out.Released = job.Released
	return nil
}

func writeDigest(path string, d *sdmx.Definitions) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriter(f)
	if err := structure.Write(w, d); err != nil {
		return err
	}
	return w.Flush()
}

// keepDigest keeps what a structure message defines beside its bytes; files that are
// read from now on are held against it. A message of a form without a digest has none.
func (g *Ingester) keepDigest(p *parsed) error {
	err := g.Store.KeepBeside(p.report.SHA256, digestEnding, p.spool)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	g.learn()
	return err
}

// keepDefinitions keeps the bytes of a structure message, once.
func (g *Ingester) keepDefinitions(p *parsed) error {
	if g.Store.Verify(p.report.SHA256) == nil {
		p.report.AlreadyLoaded = true
		return errors.Join(g.keepDigest(p), p.drop()) // the digest may be of an older form
	}
	e := snapshot.Entry{FileName: p.report.File, Table: Definitions, SourceURL: p.url}
	if !p.report.Released.IsZero() {
		e.Released = p.report.Released.Format(time.DateOnly)
	}
	for _, issue := range p.report.Issues { // the agency of the first definition is the provider's
		if _, first, ok := strings.Cut(issue.Message, "the first: "); ok && issue.Rule == "definitions" {
			agency, _, _ := strings.Cut(first, ":")
			for _, provider := range g.Catalog.Providers {
				if provider.Agency == agency {
					e.Provider, e.Licence = provider.ID, provider.Licence
				}
			}
		}
	}
	if err := p.staged.Keep(e); err != nil {
		return fmt.Errorf("keep definitions: %w", err)
	}
	return errors.Join(g.keepDigest(p), p.drop())
}
