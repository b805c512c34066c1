package publish

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// fakePrinter writes a PDF of as many sheets as it is told, and remembers the pages.
type fakePrinter struct {
	sheets func(file string) int
	err    error
	check  func(file string, body []byte) error
}

func (p fakePrinter) Print(_ context.Context, file string, on time.Time) ([]byte, error) {
	body, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if p.check != nil {
		if err := p.check(file, body); err != nil {
			return nil, err
		}
	}
	return fmt.Appendf(nil, "%%PDF-1.4\n%s%s\n%%%%EOF", on.Format(time.DateOnly), strings.Repeat("/Type /Page\n", p.sheets(file))), p.err
}

func twoSheets(string) int { return 2 }

func printed(t *testing.T, dir string, p Printer) (Result, error) {
	t.Helper()
	return Publish(context.Background(), Options{Dir: dir, Editions: fixtures()[:1], Renderer: plainRenderer{}, Software: "0.1.0", Intake: fixtureIntake(), Printer: p})
}

func TestPrintedSite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	first, err := printed(t, dir, fakePrinter{sheets: twoSheets, check: func(file string, body []byte) error {
		if strings.Contains(string(body), "<script") {
			return errors.New("a script is in the copy")
		}
		root := strings.TrimSuffix(filepath.Dir(file), filepath.FromSlash("/2026-11"))
		if _, err := os.Stat(filepath.Join(root, "..", "..", filepath.FromSlash(stylePath()))); err != nil {
			return fmt.Errorf("the style sheet is not beside the copy: %w", err)
		}
		return nil
	}})
	if err != nil || first.NotPrinted != "" {
		t.Fatalf("%v, not printed: %q", err, first.NotPrinted)
	}
	files := tree(t, dir)
	for _, c := range []struct{ pdf, page string }{
		{"it/italia/2026-11/rapporto.pdf", reportIT}, {"it/italia/2026-11/sintesi.pdf", "it/italia/2026-11/sintesi.html"},
		{"en/italy/2026-11/report.pdf", "en/italy/index.html"}, {"en/italy/2026-11/brief.pdf", "en/italy/brief.html"},
	} {
		if !strings.Contains(files[c.pdf], "2026-11-21") {
			t.Errorf("%s is not there, or not of the day of its edition", c.pdf)
		}
		if !strings.Contains(files[c.page], filepath.Base(c.pdf)) {
			t.Errorf("%s does not lead to %s", c.page, c.pdf)
		}
	}
	if again, err := printed(t, dir, fakePrinter{sheets: twoSheets}); err != nil || again.Changed {
		t.Errorf("printing the same again: %+v %v", again, err)
	}
	checked, err := CheckFolder(dir)
	if err != nil || len(checked.Problems) > 0 {
		t.Errorf("check --site: %v %v", err, checked.Problems)
	}
	// The next edition leaves the PDF of this one where it is.
	publishTo(t, dir, month("2026-12", fixtures()[:1]...))
	if tree(t, dir)["it/italia/2026-11/rapporto.pdf"] != files["it/italia/2026-11/rapporto.pdf"] {
		t.Error("the PDF of the edition before is gone")
	}
}

func TestPrinterFails(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	r, err := printed(t, dir, fakePrinter{sheets: twoSheets, err: errors.New("the browser fell over")})
	if err != nil || !strings.Contains(r.NotPrinted, "the browser fell over") {
		t.Fatalf("%v, not printed: %q", err, r.NotPrinted)
	}
	files := tree(t, dir)
	if strings.Contains(files[reportIT], "rapporto.pdf") || files["it/italia/2026-11/rapporto.pdf"] != "" {
		t.Error("the page leads to a PDF that was not printed")
	}
	// A brief of three sheets is no brief.
	_, err = printed(t, dir, fakePrinter{sheets: func(file string) int {
		if strings.HasSuffix(file, "sintesi.html") {
			return 3
		}
		return 2
	}})
	if err == nil || !strings.Contains(err.Error(), "a brief takes two sheets") || strings.Contains(err.Error(), "rapporto.pdf") {
		t.Errorf("error %v, want that of the brief", err)
	}
}
