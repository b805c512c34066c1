//go:build browser

package publish

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"fabbisogno/reports/chart"
	"fabbisogno/reports/paper"
)

// sheet is a page in the page tree of a PDF.
var sheet = regexp.MustCompile(`/Type\s*/Page[^s]`)

// Printed on A4, every brief of the site is exactly two sheets, in both languages.
func TestBriefsPrintOnTwoSheets(t *testing.T) {
	binary, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium on this machine: no brief was printed")
	}
	root := siteAt(t, "https://studio.example.it/fabbisogni") // with the code of its address, which takes room
	printed := 0
	err = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		name := filepath.Base(p)
		if err != nil || name != "brief.html" && name != "sintesi.html" || len(filepath.Base(filepath.Dir(p))) != len("2026-11") {
			return err
		}
		out := filepath.Join(t.TempDir(), "brief.pdf")
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if said, err := exec.CommandContext(ctx, binary, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
			"--print-to-pdf="+out, "file://"+p).CombinedOutput(); err != nil {
			t.Fatalf("print %s: %v\n%s", p, err, said)
		}
		body, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(sheet.FindAll(body, -1)); n != 2 {
			t.Errorf("%s prints on %d sheets, want 2", p, n)
		}
		printed++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if printed < 4 {
		t.Errorf("%d briefs printed, want those of two territories in two languages", printed)
	}
}

// Printed on A4, a sheet of an occupation or a sector is one sheet of paper: those with
// most on them are, in both languages.
func TestSheetsPrintOnOneSheet(t *testing.T) {
	binary, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium on this machine: no sheet was printed")
	}
	longest := map[string]string{} // by folder
	size := map[string]int64{}
	err = filepath.WalkDir(siteDir(t), func(p string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasPrefix(d.Name(), "c-") || filepath.Ext(p) != ".html" {
			return err
		}
		info, err := d.Info()
		if dir := filepath.Dir(p); err == nil && info.Size() > size[dir] {
			longest[dir], size[dir] = p, info.Size()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(longest) == 0 {
		t.Skip("no sheets on this site: name one with sheets in FABBISOGNO_SITE")
	}
	for _, p := range longest {
		out := filepath.Join(t.TempDir(), "sheet.pdf")
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if said, err := exec.CommandContext(ctx, binary, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
			"--print-to-pdf="+out, "file://"+p).CombinedOutput(); err != nil {
			t.Fatalf("print %s: %v\n%s", p, err, said)
		}
		body, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(sheet.FindAll(body, -1)); n != 1 {
			t.Errorf("%s prints on %d sheets of paper, want 1", p, n)
		}
	}
}

// The printer itself: report and brief of both languages as PDF, two times the same
// bytes, nothing in them of this machine.
func TestPrintsWithTheBrowser(t *testing.T) {
	browser, err := paper.Find(os.Getenv(paper.EnvBrowser))
	if errors.Is(err, paper.ErrNoBrowser) {
		t.Skip(err)
	} else if err != nil {
		t.Fatal(err)
	}
	renderer, err := chart.NewRenderer(chart.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var before map[string]string
	for range 2 {
		dir := filepath.Join(t.TempDir(), "site")
		r, err := Publish(context.Background(), Options{Dir: dir, Editions: fixtures()[:1], Renderer: renderer, Software: "0.1.0", Intake: fixtureIntake(), Printer: browser})
		if err != nil || r.NotPrinted != "" {
			t.Fatalf("%v %s", err, r.NotPrinted)
		}
		files := tree(t, dir)
		n := 0
		for p, body := range files {
			if filepath.Ext(p) != ".pdf" {
				continue
			}
			n++
			if before != nil && before[p] != body {
				t.Errorf("%s differs between two builds", p)
			}
			if len(body) < 20_000 || !strings.Contains(body, "D:20261121000000") {
				t.Errorf("%s: %d bytes, or not of the day of its edition", p, len(body))
			}
		}
		if n != 4 {
			t.Errorf("%d PDF files, want report and brief in two languages", n)
		}
		before = files
	}
}
