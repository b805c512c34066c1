package publish

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fabbisogno/reports/edition"
	"fabbisogno/reports/page"
)

func stylePath() string  { styleSheet, _ := page.AssetPaths(); return styleSheet }
func scriptPath() string { _, script := page.AssetPaths(); return script }

// month is the fixture as an edition of another month.
func month(label string, editions ...edition.Edition) []edition.Edition {
	if len(editions) == 0 {
		editions = fixtures()
	}
	for i := range editions {
		editions[i].Label = label
		editions[i].AsOf = date(label + "-20")
		editions[i].Released = date(label + "-21")
		editions[i].NextRelease = editions[i].AsOf.AddDate(0, 1, 0)
	}
	return editions
}

// ofEdition are the files of a tree at the address of an edition.
func ofEdition(files map[string]string, label string) map[string]string {
	out := map[string]string{}
	for path, body := range files {
		if strings.Contains(path, "/"+label+"/") {
			out[path] = body
		}
	}
	return out
}

func TestEditionsStayAtTheirAddress(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	publishTo(t, dir, month("2026-11"))
	first := tree(t, dir)
	second := publishTo(t, dir, month("2026-12"))
	if len(second.Kept) != 2 {
		t.Errorf("%v kept, want Italy and Piedmont of 2026-11", second.Kept)
	}
	files := tree(t, dir)
	before := ofEdition(first, "2026-11")
	if len(before) < 60 {
		t.Fatalf("%d files at the address of 2026-11: too few to prove anything", len(before))
	}
	for path, body := range before {
		if files[path] != body {
			t.Errorf("%s is not what was published", path)
		}
	}
	for _, c := range []struct{ path, text string }{
		{"it/italia/index.html", "2026-12"}, {"it/index.html", "it/italia/2026-11/"}, {"it/index.html", "it/italia/2026-12/"},
		{"index.html", "it/italia/2026-11/"}, {"index.html", "21 gennaio"},
	} {
		want := c.text
		if strings.HasPrefix(want, "it/") && strings.HasPrefix(c.path, "it/") {
			want = strings.TrimPrefix(want, "it/")
		}
		if c.text == "21 gennaio" {
			want = "20 gennaio 2027"
		}
		if !strings.Contains(files[c.path], want) {
			t.Errorf("%s does not hold %q", c.path, want)
		}
	}
	checked, err := CheckFolder(dir)
	if err != nil || len(checked.Problems) > 0 {
		t.Errorf("check --site: %v %v", err, checked.Problems)
	}
	if again := publishTo(t, dir, month("2026-12")); again.Changed || again.Release != second.Release {
		t.Errorf("publishing the same again: %+v", again)
	}

	t.Run("a territory not built again keeps its latest page, too", func(t *testing.T) {
		publishTo(t, dir, month("2027-01", fixtures()[:1]...))
		now := tree(t, dir)
		if !strings.Contains(now["it/piemonte/index.html"], "2026-12") || !strings.Contains(now["it/italia/index.html"], "2027-01") {
			t.Error("the address of the latest edition is not that of 2026-12 for Piedmont and 2027-01 for Italy")
		}
		if !strings.Contains(now["it/italia/index.html"], "piemonte/index.html") || !strings.Contains(now["index.html"], "it/piemonte/index.html") {
			t.Error("Italy and the landing page no longer lead to Piedmont")
		}
		if checked, err := CheckFolder(dir); err != nil || len(checked.Problems) > 0 {
			t.Errorf("check --site: %v %v", err, checked.Problems)
		}
	})
	t.Run("an earlier edition built later is not the latest", func(t *testing.T) {
		publishTo(t, dir, month("2026-10"))
		if now := tree(t, dir); !strings.Contains(now["it/italia/index.html"], "2027-01") || now["it/italia/2026-10/index.html"] == "" {
			t.Error("the address of the latest edition shows an earlier one")
		}
		if checked, err := CheckFolder(dir); err != nil || len(checked.Problems) > 0 {
			t.Errorf("check --site: %v %v", err, checked.Problems)
		}
	})
	t.Run("the link is gone, the releases are there", func(t *testing.T) {
		if err := os.Remove(dir); err != nil {
			t.Fatal(err)
		}
		if r := publishTo(t, dir, month("2027-01")); len(r.Kept) != 6 {
			t.Errorf("%v kept, want the two of three months", r.Kept)
		}
	})
}

func TestEarlierEditionDamaged(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	publishTo(t, dir, month("2026-11"))
	const hurt = "it/italia/2026-11/index.html"
	body, err := os.ReadFile(filepath.Join(dir, hurt))
	if err != nil {
		t.Fatal(err)
	}
	damage := func(text string) {
		t.Helper()
		// A new file, not the shared bytes of an older release.
		if err := os.Remove(filepath.Join(dir, hurt)); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, hurt), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	damage("cut")
	before := tree(t, dir)
	_, err = Publish(context.Background(), Options{Dir: dir, Editions: month("2026-12"), Renderer: plainRenderer{}, Software: "0.1.0", Intake: fixtureIntake()})
	if err == nil || !strings.Contains(err.Error(), hurt) || !strings.Contains(err.Error(), "put back a copy") {
		t.Errorf("error %v, want one that names the file and what to do", err)
	}
	if len(tree(t, dir)) != len(before) {
		t.Error("the site changed")
	}
	damage(string(body))
	publishTo(t, dir, month("2026-12"))
	// Now two releases hold it: the older one stands in.
	damage("cut again")
	publishTo(t, dir, month("2027-01"))
	if tree(t, dir)[hurt] != string(body) {
		t.Error("the damaged page was not taken from the release before")
	}
}

func TestOutwardLinks(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	publishTo(t, dir, month("2026-11"))
	// The page on files is no longer published: earlier pages lead to it.
	_, err := Publish(context.Background(), Options{Dir: dir, Editions: month("2026-12"), Renderer: plainRenderer{}, Software: "0.1.0"})
	if err == nil || !strings.Contains(err.Error(), "links of earlier editions resolve") {
		t.Errorf("error %v, want the dead links of earlier editions", err)
	}
	// A data set that nothing is loaded of any more keeps its anchor.
	empty := fixtureIntake()
	empty.Files = nil
	if _, err := Publish(context.Background(), Options{Dir: dir, Editions: month("2026-12"), Renderer: plainRenderer{}, Software: "0.1.0", Intake: empty}); err != nil {
		t.Errorf("without files: %v", err)
	}
	if !strings.Contains(tree(t, dir)["it/fonti.html"], `id="table-excelsior-monthly"`) {
		t.Error("the page on files lost the data set of earlier editions")
	}
}
