package record

import (
	"encoding/xml"
	"time"

	"fabbisogno/reports/page"
)

// Atom, RFC 4287.
type atomFeed struct {
	XMLName   xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang      string      `xml:"xml:lang,attr"`
	ID        string      `xml:"id"`
	Title     string      `xml:"title"`
	Subtitle  string      `xml:"subtitle"`
	Updated   string      `xml:"updated"`
	Author    atomPerson  `xml:"author"`
	Links     []atomLink  `xml:"link"`
	Generator string      `xml:"generator"`
	Rights    string      `xml:"rights"`
	Entries   []atomEntry `xml:"entry"`
}

type atomPerson struct {
	Name  string `xml:"name"`
	Email string `xml:"email,omitempty"`
}

type atomLink struct {
	Rel      string `xml:"rel,attr"`
	Type     string `xml:"type,attr,omitempty"`
	HrefLang string `xml:"hreflang,attr,omitempty"`
	Href     string `xml:"href,attr"`
}

type atomEntry struct {
	ID        string         `xml:"id"`
	Title     string         `xml:"title"`
	Published string         `xml:"published"`
	Updated   string         `xml:"updated"`
	Links     []atomLink     `xml:"link"`
	Category  []atomCategory `xml:"category"`
	Summary   string         `xml:"summary,omitempty"`
}

type atomCategory struct {
	Term  string `xml:"term,attr"`
	Label string `xml:"label,attr"`
}

// feed of the editions in a language, the newest first.
func (s Site) feed(lang string) ([]byte, error) {
	words := page.Words()
	at := page.FeedPath(lang)
	f := atomFeed{Lang: lang, Title: words["landing.title"].In(lang), Subtitle: words["landing.lede"].In(lang),
		Author: atomPerson{Name: s.Publisher.name(), Email: s.Publisher.Contact}, Generator: programName + " " + s.Software,
		Rights: words["licence.short"].In(lang), ID: s.id(at, "feed/"+lang),
		Links: []atomLink{{Rel: "self", Type: "application/atom+xml", Href: s.address(at, at)}, {Rel: "alternate", Type: "text/html", HrefLang: lang, Href: s.address(at, page.IndexPath(lang))}}}
	var newest time.Time
	for _, r := range s.Editions {
		e := r.Stub()
		where := page.ReportPath(e, lang, e.Label)
		entry := atomEntry{ID: s.id(where, "edition/"+lang+"/"+e.ID+"/"+e.Label), Title: e.Title.In(lang) + ", " + e.Label,
			Published: stamp(r.Released), Updated: stamp(modified(r.Record)), Summary: r.Finding.In(lang),
			Links:    []atomLink{{Rel: "alternate", Type: "text/html", HrefLang: lang, Href: s.address(at, where)}},
			Category: []atomCategory{{Term: r.Territory, Label: r.Name.In(lang)}}}
		if r.IsSynthetic {
			entry.Category = append(entry.Category, atomCategory{Term: "demonstration", Label: words["demo.mark"].In(lang)})
			entry.Summary = words["demo.title"].In(lang) + " " + entry.Summary
		}
		if m := modified(r.Record); m.After(newest) {
			newest = m
		}
		f.Entries = append(f.Entries, entry)
	}
	f.Updated = stamp(newest)
	return document(f)
}

// id is an address where that is known, a name otherwise.
func (s Site) id(path, name string) string {
	if s.BaseURL == "" {
		return urn(name)
	}
	return s.address("", path)
}

// stamp is a day as an instant: editions know days only.
func stamp(day time.Time) string { return iso(day) + "T00:00:00Z" }

// document is an XML file.
func document(v any) ([]byte, error) {
	body, err := xml.MarshalIndent(v, "", " ")
	if err != nil {
		return nil, err
	}
	return append([]byte(xml.Header), append(body, '\n')...), nil
}
