package publish

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fabbisogno/reports/chart"
	"fabbisogno/reports/edition"
)

// publishTo publishes the fixture with the plain renderer.
func publishTo(t *testing.T, dir string, editions []edition.Edition) Result {
	t.Helper()
	result, err := Publish(context.Background(), Options{Dir: dir, Editions: editions, Renderer: plainRenderer{}, Software: "0.1.0", Intake: fixtureIntake()})
	if err != nil {
		t.Fatalf("Publish: %v", err)
	}
	return result
}

// tree reads every file below dir, following the link of the site.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(real, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := os.ReadFile(path)
		rel, _ := filepath.Rel(real, path)
		out[filepath.ToSlash(rel)] = string(body)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestPublish(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	result := publishTo(t, dir, fixtures())
	if !result.Changed || result.Figures != 16 {
		t.Errorf("result %+v: want a changed site of 16 figures", result)
	}
	files := tree(t, dir)
	for _, path := range []string{
		"index.html", "it/index.html", "en/index.html", "it/italia/index.html", "it/italia/2026-11/index.html",
		"en/piedmont/2026-11/index.html", "it/italia/2026-11/lineage/fig-jobs-fan.html", "en/accessibility.html",
		"data/italy/2026-11/fig-jobs-fan.csv", "data/italy/2026-11/fig-jobs-fan.it.csv", "data/italy/2026-11/fig-jobs-fan.json",
		"data/italy/2026-11/fabbisogno-italy-2026-11.zip", stylePath(), scriptPath(), "manifest.json",
	} {
		if files[path] == "" {
			t.Errorf("%s is not in the site", path)
		}
	}
	if len(files) != result.Files {
		t.Errorf("%d files in the site, result says %d", len(files), result.Files)
	}
}

func TestPublishTwice(t *testing.T) {
	a, b := filepath.Join(t.TempDir(), "site"), filepath.Join(t.TempDir(), "site")
	first := publishTo(t, a, fixtures())
	t.Setenv("TZ", "Pacific/Auckland")
	editions := fixtures()
	editions[0], editions[1] = editions[1], editions[0]
	second := publishTo(t, b, editions)
	if first.Release != second.Release {
		t.Errorf("releases %s and %s of the same editions", first.Release, second.Release)
	}
	one, two := tree(t, a), tree(t, b)
	for path, body := range one {
		if two[path] != body {
			t.Errorf("%s differs between two builds of the same editions", path)
		}
	}
	if len(one) != len(two) {
		t.Errorf("%d and %d files", len(one), len(two))
	}
	if again := publishTo(t, a, fixtures()); again.Changed || again.Release != first.Release {
		t.Errorf("publishing the same again: %+v", again)
	}
	// The negative control: other content is another release.
	editions[0].Findings[0].Text.IT += " Altro."
	if other := publishTo(t, b, editions); other.Release == first.Release || !other.Changed {
		t.Errorf("changed text gave the same release %s", other.Release)
	}
}

func TestPublishInterrupted(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	old := publishTo(t, dir, fixtures())
	before := tree(t, dir)
	changed := fixtures()
	changed[0].Findings[0].Text.IT = "Un altro risultato."

	t.Run("while drawing", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		var once onceRenderer
		once.cancel = cancel
		_, err := Publish(ctx, Options{Dir: dir, Editions: changed, Renderer: &once, Software: "0.1.0", Intake: fixtureIntake()})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want the context's", err)
		}
	})
	t.Run("while writing", func(t *testing.T) {
		made, err := build(context.Background(), Options{Editions: changed, Renderer: plainRenderer{}, Software: "0.1.0", Intake: fixtureIntake()})
		if err != nil {
			t.Fatal(err)
		}
		for n := range 4 {
			ctx := &endingContext{Context: context.Background(), left: n * 20}
			if _, err := (place{dir: dir}).put(ctx, "00000000deadbeef", made.files); !errors.Is(err, context.Canceled) {
				t.Errorf("after %d files: error %v, want the context's", n*20, err)
			}
		}
	})
	t.Run("a killed run leaves a folder that the next removes", func(t *testing.T) {
		left := filepath.Join(filepath.Dir(dir), releasesName, buildingName+"123")
		if err := os.MkdirAll(filepath.Join(left, "it"), 0o755); err != nil {
			t.Fatal(err)
		}
		if got := tree(t, dir); len(got) != len(before) {
			t.Errorf("the old site has %d files, had %d", len(got), len(before))
		}
		again := publishTo(t, dir, fixtures())
		if again.Release != old.Release || again.Changed {
			t.Errorf("the site is %+v, was %s", again, old.Release)
		}
		if _, err := os.Stat(left); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("unfinished release is still there: %v", err)
		}
	})
	after := tree(t, dir)
	for path, body := range before {
		if after[path] != body {
			t.Errorf("%s changed though no run finished", path)
		}
	}
}

// onceRenderer ends the context at its first drawing.
type onceRenderer struct {
	plainRenderer
	cancel context.CancelFunc
}

func (r *onceRenderer) Render(q chart.Request) ([]byte, error) {
	r.cancel()
	return r.plainRenderer.Render(q)
}

// endingContext ends after it was asked a number of times.
type endingContext struct {
	context.Context
	left int
}

func (c *endingContext) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

func TestReleases(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	editions := fixtures()[:1]
	var names []string
	for i := range 5 {
		editions[0].Findings[0].Text.IT = "Risultato " + strings.Repeat("I", i+1)
		names = append(names, publishTo(t, dir, editions).Release)
	}
	entries, err := os.ReadDir(filepath.Join(filepath.Dir(dir), releasesName))
	if err != nil {
		t.Fatal(err)
	}
	var kept []string
	for _, e := range entries {
		if e.IsDir() {
			kept = append(kept, e.Name())
		}
	}
	if len(kept) != releasesKept {
		t.Errorf("kept %v of %v, want the last three", kept, names)
	}
	if target, _ := os.Readlink(dir); target != filepath.Join(releasesName, names[4]) {
		t.Errorf("the site leads to %s, want %s", target, names[4])
	}

	t.Run("a damaged release is replaced", func(t *testing.T) {
		if err := os.WriteFile(filepath.Join(dir, "index.html"), []byte("cut"), 0o644); err != nil {
			t.Fatal(err)
		}
		if r := publishTo(t, dir, editions); !r.Changed {
			t.Error("the damaged release was taken for whole")
		}
		if tree(t, dir)["index.html"] == "cut" {
			t.Error("the site still shows the damaged page")
		}
	})
	t.Run("a folder in place of the link is refused", func(t *testing.T) {
		other := filepath.Join(t.TempDir(), "site")
		if err := os.MkdirAll(filepath.Join(other, "mine"), 0o755); err != nil {
			t.Fatal(err)
		}
		_, err := Publish(context.Background(), Options{Dir: other, Editions: editions, Renderer: plainRenderer{}, Software: "0.1.0", Intake: fixtureIntake()})
		if err == nil || !strings.Contains(err.Error(), "move it away") {
			t.Errorf("error %v, want one that says what to do", err)
		}
	})
}
