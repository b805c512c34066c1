package record

import (
	"cmp"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"fabbisogno/reports/edition"
	"fabbisogno/reports/page"
)

// Site is what the records of a site are made from.
type Site struct {
	BaseURL   string // https address of its root; empty: not known
	Publisher Publisher
	Software  string
	Editions  []Entry
	// Pages are the paths of the pages for the sitemap.
	Pages []string
}

// Publisher is who answers for a site.
type Publisher struct {
	Name    string // empty: the program's name stands in
	ID      string // code in the index of public administrations, or VAT number; empty: not known
	Contact string // e-mail address; empty: none
}

// Entry is an edition with the size of its archive.
type Entry struct {
	edition.Record
	ZipBytes int64
}

const programName = "Fabbisogno"

// name of the publisher.
func (p Publisher) name() string { return cmp.Or(p.Name, programName) }

// Files are all records of a site, in order of path.
func Files(s Site) ([]page.File, error) {
	s.Editions = slices.Clone(s.Editions)
	for i := range s.Editions {
		s.Editions[i].Record = cleaned(s.Editions[i].Record)
	}
	s.Publisher = Publisher{page.Clean(s.Publisher.Name), page.Clean(s.Publisher.ID), page.Clean(s.Publisher.Contact)}
	slices.SortStableFunc(s.Editions, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(b.Label, a.Label), cmp.Compare(rank(a), rank(b)), cmp.Compare(a.ID, b.ID))
	})
	var out []page.File
	for _, lang := range page.Langs() {
		body, err := s.feed(lang)
		if err != nil {
			return nil, fmt.Errorf("write feed in %s: %w", lang, err)
		}
		out = append(out, page.File{Path: page.FeedPath(lang), Body: body})
	}
	catalogue, err := s.catalogue()
	if err != nil {
		return nil, fmt.Errorf("write data catalogue: %w", err)
	}
	out = append(out, page.File{Path: page.CataloguePath, Body: catalogue})
	if s.BaseURL != "" {
		body, err := s.sitemap()
		if err != nil {
			return nil, fmt.Errorf("write sitemap: %w", err)
		}
		out = append(out, page.File{Path: page.SitemapPath, Body: body})
	}
	if len(s.Editions) > 0 {
		out = append(out, page.File{Path: page.CitationPath, Body: s.citation(s.Editions[0].Record)})
	}
	return out, nil
}

// EditionFiles are the records that stay with an edition: how to cite it.
func EditionFiles(s Site, r edition.Record, bibTeX string) []page.File {
	e := r.Stub()
	return []page.File{
		{Path: page.EditionCitationPath(e), Body: s.citation(cleaned(r))},
		{Path: page.BibTeXPath(e), Body: []byte(strings.TrimSpace(page.Clean(bibTeX)) + "\n")},
	}
}

// cleaned is a record without the characters that no text of a site may hold.
func cleaned(r edition.Record) edition.Record {
	for _, t := range []*edition.Text{&r.Name, &r.Title, &r.Status, &r.Finding} {
		*t = edition.Text{IT: page.Clean(t.IT), EN: page.Clean(t.EN)}
	}
	r.Territory, r.Software = page.Clean(r.Territory), page.Clean(r.Software)
	return r
}

func rank(e Entry) int {
	if e.Territory == "IT" {
		return 0
	}
	return 1
}

// address of a path of the site: absolute where its root is known, else relative to
// a file at the path from.
func (s Site) address(from, path string) string {
	short := strings.TrimSuffix(path, "index.html")
	if s.BaseURL == "" {
		return strings.Repeat("../", strings.Count(from, "/")) + path
	}
	return strings.TrimSuffix(s.BaseURL, "/") + "/" + short
}

// urn is a permanent identifier of a thing whose address is not known: a UUID made
// from its name (RFC 9562, version 5), the same in every build.
func urn(name string) string {
	// The name space of this program: the UUID of its name in that of addresses.
	space := nameUUID([16]byte{0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}, "fabbisogno")
	id := hex.EncodeToString(func() []byte { u := nameUUID(space, name); return u[:] }())
	return "urn:uuid:" + id[:8] + "-" + id[8:12] + "-" + id[12:16] + "-" + id[16:20] + "-" + id[20:]
}

func nameUUID(space [16]byte, name string) [16]byte {
	sum := sha1.Sum(append(space[:], name...)) // the version of the standard that names want
	var u [16]byte
	copy(u[:], sum[:16])
	u[6] = u[6]&0x0f | 0x50
	u[8] = u[8]&0x3f | 0x80
	return u
}

// modified is the day an edition last changed: of its last revision, or its release.
func modified(r edition.Record) time.Time {
	day := r.Released
	for i, v := range r.Revisions {
		if i > 0 && v.On.After(day) {
			day = v.On
		}
	}
	return day
}

func iso(day time.Time) string { return day.UTC().Format(time.DateOnly) }
