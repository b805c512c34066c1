package page

import (
	"cmp"
	"slices"
	"time"

	"fabbisogno/reports/edition"
)

// mostEarlier is how many earlier editions the landing page names; the list of
// editions has them all.
const mostEarlier = 6

// releaseView is one row of the release calendar: the editions of one label.
type releaseView struct {
	Label    string
	Released time.Time
	AsOf     time.Time // of the newest data among them
	Reports  []link
	Revised  time.Time // day of the last revision of any of them; zero: none
	Demo     bool
}

// records are all editions of the site, built now or before: the country before
// its regions, the newest label of each first.
func (w *writer) records() []edition.Record {
	out := slices.Clone(w.in.Past)
	for _, e := range w.in.Editions {
		out = append(out, edition.RecordOf(e))
	}
	slices.SortStableFunc(out, func(a, b edition.Record) int {
		return cmp.Or(cmp.Compare(rank(a.Territory), rank(b.Territory)), cmp.Compare(a.ID, b.ID), cmp.Compare(b.Label, a.Label))
	})
	return out
}

// latest are the newest edition of every family: the country, then the regions by
// their names in a language.
func (w *writer) latest(lang string) []edition.Record {
	out := slices.CompactFunc(w.records(), func(a, b edition.Record) bool { return a.ID == b.ID })
	slices.SortStableFunc(out, func(a, b edition.Record) int {
		return cmp.Or(cmp.Compare(rank(a.Territory), rank(b.Territory)), cmp.Compare(a.Name.In(lang), b.Name.In(lang)))
	})
	return out
}

// earlier are the editions that are no longer the latest of their family.
func (w *writer) earlier() []edition.Record {
	all, newest := w.records(), w.latest(w.code())
	return slices.DeleteFunc(all, func(r edition.Record) bool {
		return slices.ContainsFunc(newest, func(n edition.Record) bool { return n.ID == r.ID && n.Label == r.Label })
	})
}

// releases are the labels of the site, the newest first, each with its reports.
func (w *writer) releases() []releaseView {
	var out []releaseView
	for _, r := range w.records() {
		i := slices.IndexFunc(out, func(v releaseView) bool { return v.Label == r.Label })
		if i < 0 {
			i = len(out)
			out = append(out, releaseView{Label: r.Label})
		}
		v := &out[i]
		v.Reports = append(v.Reports, link{Path: ReportPath(r.Stub(), w.code(), r.Label), Name: w.lang.Of(r.Name)})
		v.Demo = v.Demo || r.IsSynthetic
		if r.Released.After(v.Released) {
			v.Released = r.Released
		}
		if r.AsOf.After(v.AsOf) {
			v.AsOf = r.AsOf
		}
		if n := len(r.Revisions); n > 1 && r.Revisions[n-1].On.After(v.Revised) {
			v.Revised = r.Revisions[n-1].On
		}
	}
	slices.SortStableFunc(out, func(a, b releaseView) int { return cmp.Compare(b.Label, a.Label) })
	return out
}

// declared are the days of releases to come that were declared.
func (w *writer) declared() []time.Time {
	var newest time.Time
	for _, r := range w.records() {
		if r.Released.After(newest) {
			newest = r.Released
		}
	}
	var out []time.Time
	for _, day := range w.in.Calendar {
		if day.After(newest) {
			out = append(out, day)
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return slices.Compact(out)
}

// upcoming are the days of releases to come: those declared, or the next of the newest edition.
func (w *writer) upcoming() []time.Time {
	if days := w.declared(); len(days) > 0 {
		return days
	}
	var next time.Time
	for _, r := range w.latest(w.code()) {
		if r.NextRelease.After(next) {
			next = r.NextRelease
		}
	}
	if next.IsZero() {
		return nil
	}
	return []time.Time{next}
}
