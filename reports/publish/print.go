package publish

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"fabbisogno/reports/page"
	"fabbisogno/reports/paper"
)

// sheetsOfBrief is what a brief takes on paper.
const sheetsOfBrief = 2

// Printer prints a page of the site, given as a file, and dates it on a day.
type Printer interface {
	Print(ctx context.Context, file string, on time.Time) ([]byte, error)
}

// printJob is one page to print.
type printJob struct {
	page, pdf string
	on        time.Time
}

// printJobs are the reports and briefs of the editions built now, in both languages.
func (o Options) printJobs() []printJob {
	var out []printJob
	for _, e := range o.Editions {
		for _, lang := range page.Langs() {
			out = append(out, printJob{page.ReportPath(e, lang, e.Label), page.ReportPDFPath(e, lang), e.Released})
			if e.Brief != nil {
				out = append(out, printJob{page.BriefPath(e, lang, e.Label), page.BriefPDFPath(e, lang), e.Released})
			}
		}
	}
	return out
}

// print makes the PDF files of a site whose pages are among files. The browser sees
// copies, laid out as in the site so that the style sheet is found.
func (o Options) print(ctx context.Context, files []page.File) ([]page.File, error) {
	dir, err := os.MkdirTemp("", "fabbisogno-pages-*")
	if err != nil {
		return nil, fmt.Errorf("print pages: %w", err)
	}
	defer os.RemoveAll(dir)
	bodies := map[string][]byte{}
	for _, f := range files {
		bodies[f.Path] = f.Body
	}
	jobs := o.printJobs()
	styleSheet, _ := page.AssetPaths()
	copies := []page.File{{Path: styleSheet, Body: bodies[styleSheet]}}
	for _, j := range jobs {
		body, err := paper.Copy(bodies[j.page], o.BaseURL, j.page)
		if err != nil {
			return nil, fmt.Errorf("print %s: %w", j.page, err)
		}
		copies = append(copies, page.File{Path: j.page, Body: body})
	}
	if err := lay(dir, copies); err != nil {
		return nil, err
	}
	out, errs := make([]page.File, len(jobs)), make([]error, len(jobs))
	onAllCores(len(jobs), func(i int) {
		if ctx.Err() != nil {
			return
		}
		body, err := o.Printer.Print(ctx, filepath.Join(dir, filepath.FromSlash(jobs[i].page)), jobs[i].on)
		if err != nil {
			errs[i] = fmt.Errorf("%s: %w", jobs[i].page, err)
		}
		out[i] = page.File{Path: jobs[i].pdf, Body: body}
	})
	return out, errors.Join(append(errs, ctx.Err())...)
}

// lay writes files below a folder for the browser, and nowhere else.
func lay(dir string, files []page.File) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("print pages: %w", err)
	}
	defer root.Close()
	for _, f := range files {
		if err := root.MkdirAll(filepath.Dir(filepath.FromSlash(f.Path)), 0o755); err != nil {
			return fmt.Errorf("print pages: %w", err)
		}
		if err := root.WriteFile(filepath.FromSlash(f.Path), f.Body, 0o644); err != nil {
			return fmt.Errorf("print pages: %w", err)
		}
	}
	return nil
}

// checkPDF holds a PDF to what it should be: whole, of this edition, and for a brief
// two sheets.
func checkPDF(f page.File) []Problem {
	if len(f.Body) < 5 || string(f.Body[:5]) != "%PDF-" {
		return []Problem{{f.Path, "file", "a PDF", "print it again"}}
	}
	name := filepath.Base(f.Path)
	if n := paper.Sheets(f.Body); (name == "sintesi.pdf" || name == "brief.pdf") && n != sheetsOfBrief {
		return []Problem{{f.Path, "sheets", "a brief takes two sheets", fmt.Sprintf("it takes %d: shorten it, or publish without PDF", n)}}
	}
	return nil
}
