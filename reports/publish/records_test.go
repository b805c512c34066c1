package publish

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"fabbisogno/reports/page"
	"fabbisogno/reports/record"
)

// A site with its address, a publisher and hostile settings.
func addressed(t *testing.T) (string, map[string]string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "site")
	editions := fixtures()[:1]
	editions[0].Datasets[0].Title = both2(`</script><script>alert(1)</script>`, "\u2028</script>")
	_, err := Publish(context.Background(), Options{Dir: dir, Editions: editions, Renderer: plainRenderer{}, Software: "0.1.0", Intake: fixtureIntake(),
		BaseURL: "https://studio.example.it/fabbisogni", Publisher: record.Publisher{Name: `Ente <b> & "figli"</script>`, ID: "r_ente", Contact: "studio@example.it"}})
	if err != nil {
		t.Fatal(err)
	}
	return dir, tree(t, dir)
}

func TestRecordsOfSite(t *testing.T) {
	dir, files := addressed(t)
	for _, p := range []string{page.CataloguePath, page.SitemapPath, page.CitationPath, "it/feed.xml", "en/feed.xml",
		"data/italy/2026-11/CITATION.cff", "data/italy/2026-11/citation.bib", "data/italy/2026-11/edition.json"} {
		if files[p] == "" {
			t.Errorf("%s is not in the site", p)
		}
	}
	for _, c := range []struct{ path, text string }{
		{"it/feed.xml", `href="https://studio.example.it/fabbisogni/it/italia/2026-11/"`},
		{page.SitemapPath, "<loc>https://studio.example.it/fabbisogni/en/italy/2026-11/</loc>"},
		{reportIT, `"@type":"Report"`}, {reportIT, `studio@example.it`}, {reportIT, `citation.bib`},
		{"it/index.html", `type="application/atom+xml"`},
	} {
		if !strings.Contains(files[c.path], c.text) {
			t.Errorf("%s does not hold %s", c.path, c.text)
		}
	}
	checked, err := CheckFolder(dir)
	if err != nil || len(checked.Problems) > 0 {
		t.Errorf("check --site: %v %v", err, checked.Problems)
	}
	// No script element but the one with an address and the one that never runs.
	for p, body := range files {
		if strings.HasSuffix(p, ".html") && strings.Count(body, "<script") != 2 {
			t.Errorf("%s has %d script elements, want 2", p, strings.Count(body, "<script"))
		}
	}
}

// What is broken in a record is found, by the check before publication and by that of a folder.
func TestRecordsAreChecked(t *testing.T) {
	editions := fixtures()[:1]
	files := built(t, editions)
	for _, c := range []struct{ name, path, old, now, rule string }{
		{"a feed that is cut", "it/feed.xml", "</feed>", "", "XML that parses"},
		{"a feed that leads nowhere", "it/feed.xml", "italia/2026-11/index.html", "italia/2026-99/index.html", "addresses in records resolve"},
		{"a catalogue that leads nowhere", page.CataloguePath, "data/italy/2026-11/fabbisogno-", "data/italy/2026-99/fabbisogno-", "addresses in records resolve"},
		{"markup in the catalogue", page.CataloguePath, "<foaf:name", "<b><foaf:name", "XML that parses"},
		{"a record that is no JSON", "data/italy/2026-11/edition.json", "{", "", "JSON that parses"},
		{"linked data that are cut", reportIT, `{"@context"`, `"@context"`, "linked data are one JSON object of schema.org"},
		{"linked data of another vocabulary", reportIT, `"@context":"https://schema.org"`, `"@context":"https://evil.example"`, "linked data are one JSON object of schema.org"},
		{"linked data with a source", reportIT, `<script type="application/ld+json">`, `<script type="application/ld+json" src="a.js">`, "no code inside a page"},
		{"linked data that run", reportIT, `<script type="application/ld+json">`, `<script>`, "no code inside a page"},
		{"markup in linked data", reportIT, `"@type":"Report"`, `"@type":"Re<b>port"`, "linked data hold no markup"},
	} {
		t.Run(c.name, func(t *testing.T) {
			bad := replaceIn(t, files, c.path, c.old, c.now)
			expectRule(t, checkFiles(editions, bad), c.rule)
			found, err := CheckFolder(laidOut(t, bad, true))
			if err != nil {
				t.Fatal(err)
			}
			expectRule(t, found.Problems, c.rule)
		})
	}
	for _, p := range []string{"en/feed.xml", page.CataloguePath} {
		var without []page.File
		for _, f := range files {
			if f.Path != p {
				without = append(without, f)
			}
		}
		found := newSite(without).checkRecordFiles()
		if len(found) == 0 {
			t.Errorf("a site without %s passes", p)
		}
	}
}
