package edition

import (
	"slices"
	"time"
)

// Record is what a site keeps of an edition beside its pages: enough to list it,
// to lead to it and to describe it in catalogues when it is not built again.
type Record struct {
	ID          string
	Slug        Text
	Territory   string
	Name        Text
	Title       Text
	Label       string
	AsOf        time.Time
	Released    time.Time
	NextRelease time.Time
	Status      Text
	Seed        int64
	Software    string
	IsSynthetic bool
	Figures     int
	Finding     Text   // the first key finding; may be empty
	Scarcest    string // id of the figure that ranks occupations; empty: none
	HasBrief    bool
	Sheets      []Kind
	Revisions   []Revision
}

// rankings are the figures that rank occupations, the best first.
var rankings = []string{"fig-shortage-ranking", "fig-hard-occupations"}

// RecordOf is the record of an edition.
func RecordOf(e Edition) Record {
	r := Record{ID: e.ID, Slug: e.Slug, Territory: e.Territory, Name: e.Name, Title: e.Title, Label: e.Label, AsOf: e.AsOf,
		Released: e.Released, NextRelease: e.NextRelease, Status: e.Status, Seed: e.Seed, Software: e.Software,
		IsSynthetic: e.IsSynthetic, HasBrief: e.Brief != nil, Revisions: e.Revisions}
	best := len(rankings)
	for _, c := range e.Chapters {
		r.Figures += len(c.Figures)
		for i := range c.Figures { // large: editions are listed on every page
			if at := slices.Index(rankings, c.Figures[i].ID); at >= 0 && at < best {
				best, r.Scarcest = at, rankings[at]
			}
		}
	}
	if len(e.Findings) > 0 {
		r.Finding = e.Findings[0].Text
	}
	for _, set := range e.Sheets {
		r.Sheets = append(r.Sheets, set.Kind)
	}
	return r
}

// Stub is an edition with the names of the record and nothing in it: what
// addresses are made of.
func (r Record) Stub() Edition {
	return Edition{ID: r.ID, Slug: r.Slug, Territory: r.Territory, Name: r.Name, Title: r.Title, Label: r.Label}
}
