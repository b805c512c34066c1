package record

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"fabbisogno/reports/edition"
	"fabbisogno/reports/page"
)

func on(day string) time.Time {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return t
}

// hostileText ends elements, strings and fields wherever it is pasted.
const hostileText = "</title>]]><x a=\"b\">&amp;' \"\"\" \\ \n- k: v # {} \u2028"

func entries() []Entry {
	var out []Entry
	for _, label := range []string{"2026-11", "2026-12"} {
		for _, t := range [][3]string{{"italy", "IT", "Italia"}, {"region-ITC1", "ITC1", "Piemonte"}} {
			r := edition.Record{ID: t[0], Territory: t[1], Label: label, Slug: edition.Text{IT: strings.ToLower(t[2]), EN: "en-" + strings.ToLower(t[1])},
				Name: edition.Text{IT: t[2], EN: t[2]}, Title: edition.Text{IT: "Fabbisogni: " + hostileText, EN: "Needs: " + hostileText},
				Status: edition.Text{IT: "provvisoria", EN: "provisional"}, Released: on(label + "-20"), AsOf: on(label + "-20"), NextRelease: on("2027-01-20"),
				Finding: edition.Text{IT: hostileText, EN: hostileText}, IsSynthetic: true, HasBrief: true, Sheets: []edition.Kind{edition.Sector},
				Revisions: []edition.Revision{{On: on(label + "-20")}}}
			if label == "2026-11" {
				r.Revisions = append(r.Revisions, edition.Revision{On: on("2026-11-28")})
			}
			out = append(out, Entry{Record: r, ZipBytes: 1234})
		}
	}
	return out
}

// pages of the site of the entries.
func pages(all []Entry) []string {
	out := []string{"index.html", "it/index.html", "en/index.html"}
	for _, e := range all {
		for _, lang := range page.Langs() {
			s := e.Stub()
			out = append(out, page.ReportPath(s, lang, e.Label), page.ReportPath(s, lang, ""), page.BriefPath(s, lang, e.Label), page.LineagePath(s, lang, "fig-a"), page.SheetIndexPath(s, edition.Sector, lang))
		}
	}
	return out
}

func files(t *testing.T, s Site) map[string][]byte {
	t.Helper()
	made, err := Files(s)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, f := range made {
		out[f.Path] = f.Body
	}
	if dir := os.Getenv("FABBISOGNO_RECORDS"); dir != "" { // to try other readers on
		for p, body := range out {
			at := filepath.Join(dir, filepath.FromSlash(p))
			if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(at, body, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	return out
}

const base = "https://fabbisogno.example/studio/"

func site(baseURL string) Site {
	all := entries()
	return Site{BaseURL: baseURL, Publisher: Publisher{Name: hostileText, ID: "r_piemon", Contact: "studio@fabbisogno.example"}, Software: "0.1.0", Editions: all, Pages: pages(all)}
}

// strict reads XML to its end.
func strict(t *testing.T, name string, body []byte) {
	t.Helper()
	dec := xml.NewDecoder(bytes.NewReader(body))
	for {
		if _, err := dec.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, body)
		}
	}
}

func TestFeed(t *testing.T) {
	for _, root := range []string{base, ""} {
		for _, lang := range page.Langs() {
			body := files(t, site(root))[page.FeedPath(lang)]
			strict(t, "feed", body)
			var f atomFeed
			if err := xml.Unmarshal(body, &f); err != nil {
				t.Fatal(err)
			}
			if len(f.Entries) != 4 || f.Updated != "2026-12-20T00:00:00Z" || f.Author.Name == "" {
				t.Errorf("%d entries, updated %s, author %q", len(f.Entries), f.Updated, f.Author.Name)
			}
			if want := "2026-12"; !strings.HasSuffix(f.Entries[0].Title, want) {
				t.Errorf("the first entry is %q, want one of %s", f.Entries[0].Title, want)
			}
			if last := f.Entries[3]; last.Updated != "2026-11-28T00:00:00Z" || last.Published != "2026-11-20T00:00:00Z" {
				t.Errorf("a revised edition is published %s, updated %s", last.Published, last.Updated)
			}
			seen := map[string]bool{}
			for _, e := range f.Entries {
				if seen[e.ID] || e.ID == "" {
					t.Errorf("id %q is empty or there twice", e.ID)
				}
				seen[e.ID] = true
				if !strings.Contains(e.Title, "</title>]]>") || len(e.Links) != 1 {
					t.Errorf("title %q, links %v", e.Title, e.Links)
				}
				if root == "" {
					if !regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(e.ID) {
						t.Errorf("id %q is no UUID of version 5", e.ID)
					}
					if !strings.HasPrefix(e.Links[0].Href, "../"+lang+"/") {
						t.Errorf("link %q is not relative to the feed", e.Links[0].Href)
					}
				} else if e.ID != e.Links[0].Href || !strings.HasPrefix(e.ID, base+lang+"/") || strings.HasSuffix(e.ID, "index.html") {
					t.Errorf("id %q, link %q", e.ID, e.Links[0].Href)
				}
			}
		}
	}
}

func TestSitemap(t *testing.T) {
	if _, there := files(t, site(""))[page.SitemapPath]; there {
		t.Error("a sitemap without absolute addresses")
	}
	body := files(t, site(base))[page.SitemapPath]
	strict(t, "sitemap", body)
	var m urlSet
	if err := xml.Unmarshal(body, &m); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, u := range m.URLs {
		got[u.Loc] = u.LastMod
	}
	for loc, changed := range map[string]string{base: "", base + "it/": "", base + "it/italia/2026-11/": "2026-11-28", base + "en/en-itc1/2026-12/": "2026-12-20",
		base + "it/italia/2026-12/sintesi.html": "2026-12-20", base + "it/settori/2026-12/": "2026-12-20"} {
		if at, there := got[loc]; !there || at != changed {
			t.Errorf("%s: there %v, changed %q, want %q", loc, there, at, changed)
		}
	}
	for loc := range got {
		if strings.Contains(loc, "lineage") || loc == base+"it/italia/" || !strings.HasPrefix(loc, base) {
			t.Errorf("%s does not belong there", loc)
		}
	}
}

func TestCatalogue(t *testing.T) {
	for _, root := range []string{base, ""} {
		body := files(t, site(root))[page.CataloguePath]
		strict(t, "catalogue", body)
		type resource struct {
			XMLName xml.Name
			About   string `xml:"http://www.w3.org/1999/02/22-rdf-syntax-ns# about,attr"`
			Props   []struct {
				XMLName  xml.Name
				Resource string `xml:"http://www.w3.org/1999/02/22-rdf-syntax-ns# resource,attr"`
				Text     string `xml:",chardata"`
			} `xml:",any"`
		}
		var doc struct {
			Nodes []resource `xml:",any"`
		}
		if err := xml.Unmarshal(body, &doc); err != nil {
			t.Fatal(err)
		}
		count := map[string]int{}
		about := map[string]bool{}
		for _, n := range doc.Nodes {
			count[n.XMLName.Local]++
			if n.XMLName.Space != "http://dati.gov.it/onto/dcatapit#" || about[n.About] || n.About == "" {
				t.Errorf("%v about %q: wrong name space, or there twice", n.XMLName, n.About)
			}
			about[n.About] = true
		}
		for class, want := range map[string]int{"Catalog": 1, "Dataset": 4, "Distribution": 8, "Agent": 1, "LicenseDocument": 1, "Organization": 1} {
			if count[class] != want {
				t.Errorf("%d of %s, want %d", count[class], class, want)
			}
		}
		// What one resource says of another is there.
		for _, n := range doc.Nodes {
			for _, p := range n.Props {
				if local := p.XMLName.Local; (local == "distribution" || local == "dataset" || local == "publisher" || local == "rightsHolder" || local == "contactPoint" || local == "license") && !about[p.Resource] {
					t.Errorf("%s of %s is %q, which is not described", local, n.About, p.Resource)
				}
			}
		}
	}
}

// The negative control: a resource without a mandatory property is refused.
func TestCatalogueIsComplete(t *testing.T) {
	for class, names := range mandatory {
		whole := node{name: class}
		for _, name := range names {
			whole.add(text(name, "", "x"))
		}
		if err := complete(whole); err != nil {
			t.Errorf("%s with everything: %v", class, err)
		}
		for i := range names {
			part := node{name: class}
			part.children = append(append(part.children, whole.children[:i]...), whole.children[i+1:]...)
			if err := complete(part); err == nil {
				t.Errorf("%s without %s passes", class, names[i])
			}
		}
	}
	bare := site(base)
	bare.Editions[0].Title = edition.Text{}
	bare.Editions[0].Label = ""
	bare.Editions = nil
	if _, err := Files(bare); err == nil {
		t.Error("a catalogue without data sets passes")
	}
}

func TestCitation(t *testing.T) {
	s := site(base)
	body := string(files(t, s)[page.CitationPath])
	for _, want := range []string{"cff-version: \"1.2.0\"\n", "type: \"dataset\"\n", "version: \"2026-12\"\n", "date-released: \"2026-12-20\"\n", "license: \"CC-BY-4.0\"\n",
		"url: \"" + base + "en/en-it/2026-12/\"\n", "demonstration data"} {
		if !strings.Contains(body, want) {
			t.Errorf("CITATION.cff does not hold %q:\n%s", want, body)
		}
	}
	// Every line is a key with one JSON string, a key of a list, or an item of one.
	form := regexp.MustCompile(`^(?:[a-z-]+:|[a-z-]+: ".*"|  - (?:name: )?".*"|    email: ".*")$`)
	for _, l := range strings.Split(strings.TrimSpace(body), "\n") {
		if !form.MatchString(l) {
			t.Errorf("line %q", l)
		}
		if i := strings.IndexByte(l, '"'); i >= 0 {
			var text string
			if err := json.Unmarshal([]byte(l[i:]), &text); err != nil {
				t.Errorf("line %q: %v", l, err)
			}
		}
	}
	own := EditionFiles(s, s.Editions[0].Record, "@techreport{a}")
	if len(own) != 2 || own[0].Path != "data/italy/2026-11/CITATION.cff" || string(own[1].Body) != "@techreport{a}\n" {
		t.Errorf("files of an edition: %v", own)
	}
}

func TestSameBytes(t *testing.T) {
	a, b := site(base), site(base)
	b.Editions[0], b.Editions[3] = b.Editions[3], b.Editions[0]
	b.Pages[0], b.Pages[5] = b.Pages[5], b.Pages[0]
	one, two := files(t, a), files(t, b)
	for p, body := range one {
		if !bytes.Equal(body, two[p]) {
			t.Errorf("%s depends on the order of editions", p)
		}
	}
	c := site(base)
	c.Editions[0].Finding.IT = "Altro"
	if bytes.Equal(files(t, c)["it/feed.xml"], one["it/feed.xml"]) {
		t.Error("another finding gives the same feed")
	}
}
