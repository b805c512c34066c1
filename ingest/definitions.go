package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/sdmxjson"
	"fabbisogno/ingest/format/sdmxml"
	"fabbisogno/ingest/snapshot"
)

// Definitions is the format, and stands in the place of the table, of structure
// messages: code lists, concepts, data structures, flows, constraints. They are
// read to their end, counted and kept among the snapshots; they hold no
// observations, so the warehouse is not told of them.
const Definitions = "sdmxstructure"

// isDefinitions says whether a file was refused for being a structure message.
func isDefinitions(err error) bool {
	var r *format.Refusal
	return errors.As(err, &r) && r.Rule == "structure"
}

// define reads a structure message. Each definition, and each code, concept and
// dimension in one, counts as a row that is skipped.
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
	var notes []format.Note
	if bytes.HasPrefix(bytes.TrimLeft(head, "\ufeff \t\r\n"), []byte("{")) {
		defs, notes, err = sdmxjson.ReadDefinitions(f)
	} else {
		var read *sdmxml.Definitions
		if read, err = sdmxml.ReadDefinitions(f); err == nil {
			defs, notes = read.List(), read.Notes
		}
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
	out.Issues = append(issuesOf(notes), warehouse.Issue{Severity: "note", Rule: "definitions", Message: "the message defines " + format.CountDefinitions(defs) + "; the first: " + defs[0].ID})
	out.Released = job.Released
	return nil
}

// keepDefinitions keeps the bytes of a structure message, once.
func (g *Ingester) keepDefinitions(p *parsed) error {
	if g.Store.Verify(p.report.SHA256) == nil {
		p.report.AlreadyLoaded = true
		return p.drop()
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
	return p.drop()
}
