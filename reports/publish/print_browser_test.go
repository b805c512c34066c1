//go:build browser

package publish

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"
)

// sheet is a page in the page tree of a PDF.
var sheet = regexp.MustCompile(`/Type\s*/Page[^s]`)

// Printed on A4, every brief of the site is exactly two sheets, in both languages.
func TestBriefsPrintOnTwoSheets(t *testing.T) {
	binary, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium on this machine: no brief was printed")
	}
	root := siteDir(t)
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
