package publish

import (
	"archive/zip"
	"bytes"
	"cmp"
	"compress/flate"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"fabbisogno/reports/edition"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/page"
)

// description is fig-id.json: what the download is, for people and programs.
type description struct {
	ID          string             `json:"id"`
	Number      string             `json:"number"`
	Edition     string             `json:"edition"`
	Label       string             `json:"label"`
	Basis       string             `json:"basis"`
	Title       both               `json:"title"`
	Question    both               `json:"question"`
	Subtitle    both               `json:"subtitle"`
	Description both               `json:"description"`
	HowToRead   *both              `json:"how_to_read,omitempty"`
	Notes       []both             `json:"notes,omitempty"`
	Columns     []describedColumn  `json:"columns"`
	Processing  string             `json:"processing"`
	Sources     []describedSource  `json:"sources"`
	Lineage     []describedLineage `json:"lineage"`
	RunID       string             `json:"run_id"`
	Software    string             `json:"software"`
	DataCutOff  string             `json:"data_cut_off"`
	Seed        int64              `json:"seed"`
	Licence     both               `json:"licence"`
	Citation    both               `json:"citation"`
	Files       map[string]string  `json:"files"`
}

type both struct {
	IT string `json:"it"`
	EN string `json:"en"`
}

type describedColumn struct {
	Name     string  `json:"name"`
	Kind     string  `json:"kind"`
	Unit     string  `json:"unit,omitempty"`
	Decimals int     `json:"decimals"`
	Level    float64 `json:"level,omitempty"`
	Meaning  both    `json:"meaning"`
}

type describedSource struct {
	Table      string `json:"table"`
	Producer   string `json:"producer"`
	Title      both   `json:"title"`
	Released   string `json:"released,omitempty"`
	Licence    string `json:"licence"`
	URL        string `json:"url,omitempty"`
	Elaborated bool   `json:"our_elaboration"`
	// Publications the figures were read from, where the table gathers several.
	Printed []describedPrinted `json:"printed,omitempty"`
}

type describedPrinted struct {
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

type describedLineage struct {
	Table         string `json:"table"`
	SHA256        string `json:"sha256,omitempty"`
	Rows          int64  `json:"rows"`
	Method        string `json:"method,omitempty"`
	MethodVersion int    `json:"method_version,omitempty"`
	MethodRunID   string `json:"method_run_id,omitempty"`
}

func asBoth(t figure.Text) both { return both{page.Clean(t.IT), page.Clean(t.EN)} }

// describe a figure of an edition.
func describe(e edition.Edition, f figure.Figure) ([]byte, error) {
	d := description{
		ID: f.ID, Number: f.Number, Edition: e.ID, Label: e.Label, Basis: basis(f), Title: asBoth(f.Finding),
		Question: asBoth(f.Question), Subtitle: asBoth(f.Subtitle), Description: asBoth(f.Desc), Processing: f.Query,
		RunID: f.RunID, Software: e.Software, DataCutOff: day(e.AsOf), Seed: e.Seed,
		Licence: asBoth(e.Citation.Licence), Citation: asBoth(e.Citation.Text),
		Files: map[string]string{"csv": f.ID + ".csv", "csv_it": f.ID + ".it.csv"},
	}
	if f.HowToRead.IsComplete() {
		how := asBoth(f.HowToRead)
		d.HowToRead = &how
	}
	for _, n := range f.Notes {
		d.Notes = append(d.Notes, asBoth(n))
	}
	for _, c := range f.Table.Columns {
		d.Columns = append(d.Columns, describedColumn{c.Name, string(c.Kind), c.Unit, c.Decimals, c.Level, asBoth(c.Head)})
	}
	for _, s := range f.Sources {
		source := describedSource{s.Table, s.Producer, asBoth(s.Title), day(s.Released), s.Licence, s.URL, s.Elaborated, nil}
		for _, p := range s.Printed {
			source.Printed = append(source.Printed, describedPrinted{p.Name, p.URL})
		}
		d.Sources = append(d.Sources, source)
	}
	for _, l := range f.Lineage {
		d.Lineage = append(d.Lineage, describedLineage{l.Table, l.SHA256, l.Rows, l.Method, l.MethodVersion, l.MethodRunID})
	}
	body, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("describe %s: %w", f.ID, err)
	}
	return []byte(page.Clean(string(body)) + "\n"), nil
}

// day for machines, empty for the zero time.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

// allDownloads are the downloads of each edition.
func allDownloads(editions []edition.Edition) ([][]page.File, error) {
	made, errs := make([][]page.File, len(editions)), make([]error, len(editions))
	onAllCores(len(made), func(i int) {
		if errs[i] = page.CheckNames(editions[i]); errs[i] == nil {
			made[i], errs[i] = downloads(editions[i])
		}
	})
	return made, errors.Join(errs...)
}

// downloads of one edition: three files a figure, and the zip of them all.
func downloads(e edition.Edition) ([]page.File, error) {
	var files []page.File
	for _, c := range e.Chapters {
		for _, f := range c.Figures {
			program, err := csvFor(f)
			if err != nil {
				return nil, err
			}
			italian, err := italianCSV(f)
			if err != nil {
				return nil, err
			}
			about, err := describe(e, f)
			if err != nil {
				return nil, err
			}
			files = append(files,
				page.File{Path: page.CSVPath(e, f.ID), Body: program},
				page.File{Path: page.ItalianCSVPath(e, f.ID), Body: italian},
				page.File{Path: page.JSONPath(e, f.ID), Body: about})
		}
	}
	archive, err := archive(e, files)
	if err != nil {
		return nil, err
	}
	return append(files, page.File{Path: page.ZipPath(e), Body: archive}), nil
}

// archive is the zip of an edition's downloads: sorted names, one fixed time, so
// that equal content is equal bytes.
func archive(e edition.Edition, files []page.File) ([]byte, error) {
	dictionary, err := dictionary(e)
	if err != nil {
		return nil, err
	}
	entries := []page.File{{Path: "README.txt", Body: readme(e)}, {Path: "data-dictionary.csv", Body: dictionary}}
	for _, f := range files {
		entries = append(entries, page.File{Path: strings.TrimPrefix(f.Path, page.DataDir(e)), Body: f.Body})
	}
	slices.SortFunc(entries, func(a, b page.File) int { return cmp.Compare(a.Path, b.Path) })
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	// One compressor packs all entries, one after the other: it is large.
	packer, err := flate.NewWriter(io.Discard, flate.BestCompression)
	if err != nil {
		return nil, fmt.Errorf("pack edition %s: %w", e.ID, err)
	}
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		packer.Reset(w)
		return packer, nil
	})
	for _, f := range entries {
		// The earliest time a zip can hold: the archive says nothing of when it was made.
		h := &zip.FileHeader{Name: f.Path, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)}
		h.SetMode(0o644)
		w, err := z.CreateHeader(h)
		if err != nil {
			return nil, fmt.Errorf("pack %s: %w", f.Path, err)
		}
		if _, err := w.Write(f.Body); err != nil {
			return nil, fmt.Errorf("pack %s: %w", f.Path, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("pack edition %s: %w", e.ID, err)
	}
	return b.Bytes(), nil
}

// dictionary lists every column of every download with its meaning in both languages.
func dictionary(e edition.Edition) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	records := [][]string{{"file", "column", "meaning_it", "meaning_en"}}
	for _, c := range e.Chapters {
		for _, f := range c.Figures {
			for _, col := range columns(f) {
				records = append(records, []string{f.ID + ".csv", quoteText(col.name), quoteText(col.what.IT), quoteText(col.what.EN)})
			}
			for _, col := range f.Table.Columns {
				if col.Kind == figure.Value {
					records = append(records, []string{f.ID + ".csv", quoteText("measure=" + col.Name), quoteText(col.Head.IT), quoteText(col.Head.EN)})
				}
			}
			for _, told := range f.Told {
				records = append(records, []string{f.ID + ".csv", quoteText("measure=" + told.ID), quoteText(told.Meaning.IT), quoteText(told.Meaning.EN)})
			}
		}
	}
	if err := w.WriteAll(records); err != nil {
		return nil, fmt.Errorf("write data dictionary of %s: %w", e.ID, err)
	}
	return b.Bytes(), nil
}

// readme of the zip, Italian first.
func readme(e edition.Edition) []byte {
	var b strings.Builder
	part := func(title, demo, files, cite, licence string) {
		fmt.Fprintf(&b, "%s\n%s\n\n", title, strings.Repeat("=", len([]rune(title))))
		if e.IsSynthetic {
			fmt.Fprintf(&b, "%s\n\n", demo)
		}
		fmt.Fprintf(&b, "%s\n\n%s\n\n%s\n\n", files, cite, licence)
	}
	part(e.Title.IT+", "+e.Label,
		"ATTENZIONE: le righe con base = demonstration sono dati dimostrativi, sintetici, non statistiche ufficiali.",
		"fig-*.csv: UTF-8, virgola, punto decimale, periodi ISO, codici come testo.\n"+
			"fig-*.it.csv: punto e virgola, virgola decimale, per fogli di calcolo in italiano.\n"+
			"fig-*.json: titolo, unità, fonti con licenza, tracciabilità.\n"+
			"data-dictionary.csv: il significato di ogni colonna.\n"+
			"Un valore con due intervalli occupa due righe, una per livello.",
		e.Citation.Text.IT, e.Citation.Licence.IT)
	part(e.Title.EN+", "+e.Label,
		"NOTE: rows with basis = demonstration are synthetic demonstration data, not official statistics.",
		"fig-*.csv: UTF-8, comma, decimal point, ISO periods, codes as text.\n"+
			"fig-*.it.csv: semicolon, decimal comma, for spreadsheets in Italian.\n"+
			"fig-*.json: title, units, sources with licence, lineage.\n"+
			"data-dictionary.csv: the meaning of every column.\n"+
			"A value with two intervals takes two rows, one a level.",
		e.Citation.Text.EN, e.Citation.Licence.EN)
	fmt.Fprintf(&b, "Fabbisogno %s. %s. Seed %d.\n", e.Software, day(e.AsOf), e.Seed)
	return []byte(page.Clean(b.String()))
}
