package publish

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fabbisogno/reports/page"
)

// laidOut writes the fixture's site to a folder, changed by change after its manifest
// is made; resealed makes the manifest anew, so that what is found is the change itself.
func laidOut(t *testing.T, files []page.File, resealed bool) string {
	t.Helper()
	dir := t.TempDir()
	if resealed {
		manifest, _, err := manifestOf(files, "0.1.0")
		if err != nil {
			t.Fatal(err)
		}
		files = append(files[:len(files):len(files)], manifest)
	}
	for _, f := range files {
		at := filepath.Join(dir, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, f.Body, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestCheckFolder(t *testing.T) {
	files := built(t, fixtures()[:1])
	sound, err := CheckFolder(laidOut(t, files, true))
	if err != nil {
		t.Fatal(err)
	}
	if len(sound.Problems) > 0 {
		t.Fatalf("the fixture breaks rules: %v", sound.Problems)
	}
	if sound.Files != len(files)+1 || sound.Pages == 0 || sound.Figures == 0 || sound.Numbers < 100 {
		t.Errorf("looked at %+v; expected %d files, pages, figures and their numbers", sound, len(files)+1)
	}
	const csvPath, italian = "data/italy/2026-11/fig-jobs-fan.csv", "data/italy/2026-11/fig-jobs-fan.it.csv"
	for _, c := range []struct{ name, path, old, now, rule string }{
		{"a second main heading", reportIT, "</main>", "<h1>Altro</h1></main>", "one main heading"},
		{"code in a page", reportIT, "</main>", "<script>x()</script></main>", "no code inside a page"},
		{"a request to elsewhere", reportIT, "</main>", `<img src="https://elsewhere.example/a.png"></main>`, "no request to anywhere else"},
		{"a link that leads nowhere", reportIT, "</main>", `<a href="nowhere.html">x</a></main>`, "links inside the site resolve"},
		{"an id of one language", reportIT, "</main>", `<p id="solo-qui">x</p></main>`, "the same ids in both languages"},
		{"a drawing without its role", reportIT, `role="img"`, `role="none"`, "the nine parts of a figure"},
		{"a drawing that acts", reportIT, `role="img"`, `role="img" onclick="x()"`, "drawings hold nothing that acts"},
		{"a figure without source", reportIT, `<p class="source">`, `<p class="sauce">`, "the nine parts of a figure"},
		{"a number that is not in the download", reportIT, `<td class="num" data-v="`, `<td class="num" data-v="9876543`, "every number of the table is in the download"},
		{"a download without rows", csvPath, "", "", "a CSV with rows"},
		{"an Italian download without rows", italian, "", "", "a CSV with rows"},
		{"a style sheet that fetches", stylePath(), "}", "} @import 'x';", "no request and no code from text"},
	} {
		t.Run(c.name, func(t *testing.T) {
			changed := emptied(files, c.path)
			if c.old != "" {
				changed = replaceIn(t, files, c.path, c.old, c.now)
			}
			found, err := CheckFolder(laidOut(t, changed, true))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(listed(found.Problems), c.rule) {
				t.Errorf("expected %q among:\n%s", c.rule, listed(found.Problems))
			}
		})
	}
}

// emptied is the site with one file cut to its first line.
func emptied(files []page.File, path string) []page.File {
	out := append([]page.File{}, files...)
	for i := range out {
		if out[i].Path == path {
			line, _, _ := strings.Cut(string(out[i].Body), "\n")
			out[i].Body = []byte(line + "\n")
		}
	}
	return out
}

func listed(problems []Problem) string {
	var b strings.Builder
	for _, p := range problems {
		b.WriteString(p.String() + "\n")
	}
	return b.String()
}

func TestCheckFolderAgainstItsManifest(t *testing.T) {
	files := built(t, fixtures()[:1])
	manifest, _, err := manifestOf(files, "0.1.0")
	if err != nil {
		t.Fatal(err)
	}
	whole := append(files[:len(files):len(files)], manifest)
	for _, c := range []struct {
		name, rule string
		change     func(dir string) error
	}{
		{"one byte more", "every file is as published", func(dir string) error {
			at := filepath.Join(dir, filepath.FromSlash(stylePath()))
			body, err := os.ReadFile(at)
			if err != nil {
				return err
			}
			return os.WriteFile(at, append(body, ' '), 0o644)
		}},
		{"a file less", "every file of the manifest is there", func(dir string) error {
			return os.Remove(filepath.Join(dir, "data", "italy", "2026-11", "fig-jobs-fan.json"))
		}},
		{"a file more", "every file is in the manifest", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "more.txt"), []byte("x"), 0o644)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := laidOut(t, whole, false)
			if err := c.change(dir); err != nil {
				t.Fatal(err)
			}
			found, err := CheckFolder(dir)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(listed(found.Problems), c.rule) {
				t.Errorf("expected %q among:\n%s", c.rule, listed(found.Problems))
			}
		})
	}
	if _, err := CheckFolder(t.TempDir()); err == nil || !strings.Contains(err.Error(), "is it the folder of a site?") {
		t.Errorf("an empty folder: %v", err)
	}
}
