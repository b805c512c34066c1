package record

import (
	"bytes"
	"encoding/json"
	"fmt"

	"fabbisogno/reports/edition"
	"fabbisogno/reports/page"
)

// citation is CITATION.cff, version 1.2.0, for the data of an edition. Strings are
// written as JSON strings, which YAML reads as double-quoted ones.
func (s Site) citation(r edition.Record) []byte {
	e := r.Stub()
	var b bytes.Buffer
	line := func(key, value string) { fmt.Fprintf(&b, "%s: %s\n", key, quoted(value)) }
	line("cff-version", "1.2.0")
	message := "Cite the producers of the data first, then this edition."
	if r.IsSynthetic {
		message += " It holds demonstration data, synthetic: not to be quoted as measurements."
	}
	line("message", message)
	line("type", "dataset")
	line("title", r.Title.EN+", edition "+r.Label)
	if r.Finding.EN != "" {
		line("abstract", r.Finding.EN)
	}
	fmt.Fprintf(&b, "authors:\n  - name: %s\n", quoted(s.Publisher.name()))
	if s.Publisher.Contact != "" {
		fmt.Fprintf(&b, "    email: %s\n", quoted(s.Publisher.Contact))
	}
	line("version", r.Label)
	line("date-released", iso(modified(r)))
	line("license", "CC-BY-4.0")
	if s.BaseURL != "" {
		line("url", s.address("", page.ReportPath(e, "en", e.Label)))
		line("repository-artifact", s.address("", page.ZipPath(e)))
	}
	fmt.Fprintf(&b, "keywords:\n  - \"labour market\"\n  - \"professional needs\"\n  - %s\n", quoted(r.Name.EN))
	return b.Bytes()
}

// quoted is a string that YAML and JSON read alike.
func quoted(text string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(text) // a string always encodes
	return string(bytes.TrimSpace(b.Bytes()))
}
