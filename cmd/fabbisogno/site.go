package main

import (
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"os"
	"strings"
	"time"

	"fabbisogno/datasets/boundaries"
	"fabbisogno/reports/chapter"
	"fabbisogno/reports/paper"
	"fabbisogno/reports/publish"
	"fabbisogno/reports/record"
)

// siteSettings are what fabbisogno.toml says of the published site.
type siteSettings struct {
	BaseURL     string   `toml:"base_url"`
	Publisher   string   `toml:"publisher"`
	PublisherID string   `toml:"publisher_id"`
	Contact     string   `toml:"contact"`
	Releases    []string `toml:"releases"`
	PDF         bool     `toml:"pdf"`
}

// publisher is who answers for the site.
func (s siteSettings) publisher() record.Publisher {
	return record.Publisher{Name: s.Publisher, ID: s.PublisherID, Contact: s.Contact}
}

// check refuses settings that would end up in pages and records as something else.
func (s siteSettings) check() error {
	wrong := func(field, value, want string) error {
		return withCode(exitUsage, want, fmt.Errorf("read settings: [site] %s = %q", field, value))
	}
	if s.BaseURL != "" {
		u, err := url.Parse(s.BaseURL)
		if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.ContainsAny(s.BaseURL, " \"<>#?") {
			return wrong("base_url", s.BaseURL, `the https address of the site's root, such as "https://studio.example.it/fabbisogni"`)
		}
	}
	if s.Contact != "" {
		if a, err := mail.ParseAddress(s.Contact); err != nil || a.Address != s.Contact {
			return wrong("contact", s.Contact, `an e-mail address alone, such as "studio@example.it"`)
		}
	}
	_, err := s.calendar()
	return err
}

// printer is the browser that makes PDF files, nil when none are wanted or none is
// installed, which it says.
func (p *pipeline) printer() (publish.Printer, error) {
	if !p.w.settings.Site.PDF {
		return nil, nil
	}
	browser, err := paper.Find(os.Getenv(paper.EnvBrowser))
	switch {
	case errors.Is(err, paper.ErrNoBrowser):
		p.a.say("report: no PDF: %v", err)
		return nil, nil
	case err != nil:
		return nil, withCode(exitUsage, "the path of a browser of the Chromium family", err)
	}
	return browser, nil
}

// borders are the outlines of the boundaries file of the workspace, nil when it holds none.
func (p *pipeline) borders() (*chapter.Borders, error) {
	m, err := boundaries.Find(p.w.dir, p.codes)
	if m == nil || err != nil {
		return nil, withCode(exitRefused, "mend the file or take it away: without it regions are drawn as tiles", err)
	}
	return &chapter.Borders{Map: m, Source: p.w.settings.BoundariesSource}, nil
}

// calendar are the days declared for releases to come.
func (s siteSettings) calendar() ([]time.Time, error) {
	var out []time.Time
	for _, text := range s.Releases {
		day, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return nil, withCode(exitUsage, "write each day as YYYY-MM-DD", fmt.Errorf("read settings: [site] releases: %w", err))
		}
		out = append(out, day)
	}
	return out, nil
}
