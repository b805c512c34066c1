package record

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"fabbisogno/reports/page"
)

// mostAddresses is the limit of the sitemap protocol for one file.
const mostAddresses = 50_000

type urlSet struct {
	XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []mapURL `xml:"url"`
}

type mapURL struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod,omitempty"`
}

// sitemap lists the pages at their own addresses: not the copies at the address of
// the latest edition, which name these as canonical, and not the lineage pages, which
// repeat their figure.
func (s Site) sitemap() ([]byte, error) {
	var out urlSet
	copies := map[string]bool{}
	changed := map[string]string{} // day by the folder of an edition
	for _, r := range s.Editions {
		e := r.Stub()
		for _, p := range page.LatestPaths(e) {
			copies[p] = true
		}
		for _, lang := range page.Langs() {
			dir := strings.TrimSuffix(page.ReportPath(e, lang, e.Label), "index.html")
			changed[dir] = iso(modified(r.Record))
			for _, kind := range r.Sheets {
				changed[strings.TrimSuffix(page.SheetIndexPath(e, kind, lang), "index.html")] = iso(modified(r.Record))
			}
		}
	}
	for _, p := range slices.Sorted(slices.Values(s.Pages)) {
		if copies[p] || strings.Contains(p, "/lineage/") {
			continue
		}
		dir := p[:strings.LastIndex(p, "/")+1]
		out.URLs = append(out.URLs, mapURL{Loc: s.address("", p), LastMod: changed[dir]})
	}
	if len(out.URLs) > mostAddresses {
		return nil, fmt.Errorf("%d pages: one file may list %d", len(out.URLs), mostAddresses)
	}
	return document(out)
}
