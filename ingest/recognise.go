package ingest

import (
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/eurostatxlsx"
	"fabbisogno/ingest/format/publishedcsv"
	"fabbisogno/ingest/format/xlsx"
	"fabbisogno/ingest/harmonize"
	"fabbisogno/ingest/layout"
	"fabbisogno/ingest/structure"
)

// source is a file whose format and table are known.
type source struct {
	released time.Time // of the file as asked for; zero: not known
	table    catalog.Table
	format   string // form of the file; several forms may hold the same table
	notes    []format.Note
	guide    *structure.Guide // of the table; nil: nothing is kept of it
	// rows reads and harmonizes all rows and gives each to emit, which may stop it.
	rows func(h *harmonize.Harmonizer, emit func(harmonize.Outcome) error) ([]format.Note, error)
}

// recognise tells format and table of a file by its content.
func (g InProcess) recognise(declared, name string, f *os.File) (*source, error) {
	head, err := format.Head(f)
	if err != nil {
		return nil, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	if src, err := g.tidy(declared, head, f); src != nil || err != nil {
		return src, err
	}
	kind, err := recogniseFormat(head, name)
	if src, other := g.layoutText(declared, name, head, f, err != nil); src != nil || other != nil {
		return src, other
	}
	if err == nil && kind.id == layout.ID {
		kind, err = recogniseWorkbook(kind, f)
	}
	if err != nil {
		return nil, err
	}
	var wanted *catalog.Table
	if declared != "" {
		t, ok := g.Catalog.Table(declared)
		if !ok {
			return nil, format.Refuse("table", "fabbisogno catalog lists the tables", "there is no table %q in the catalogue", declared)
		}
		if t.Format != kind.tables {
			return nil, format.Refuse("table", "leave --table out, or give a table of this format", "the file is %s, and table %s comes as %s", kind.what, t.ID, t.Format)
		}
		wanted = &t
	}
	var src *source
	switch {
	case kind.open == nil:
		src, err = g.workbook(wanted, f)
	case wanted != nil:
		src = textSource(*wanted, kind, f)
	case kind.tables == publishedcsv.ID:
		src, err = g.published(kind, name, f)
	default:
		src, err = g.message(kind, name, f)
	}
	if err != nil {
		return nil, err
	}
	src.format = kind.id
	if !slices.ContainsFunc(kind.endings, func(end string) bool { return strings.HasSuffix(strings.ToLower(name), end) }) {
		src.notes = append(src.notes, format.Note{Rule: "name-extension", Count: 1, Severity: "warning", Message: "the file was recognised by its content; its name ends otherwise"})
	}
	return src, nil
}

func recogniseFormat(head []byte, name string) (fileFormat, error) {
	for _, k := range formats {
		if k.recognise(head, name) {
			return k, nil
		}
	}
	if err := format.Refusable(head); err != nil {
		return fileFormat{}, err
	}
	if err := refuseNotData(head); err != nil {
		return fileFormat{}, err
	}
	start := strings.TrimLeft(string(head[:min(len(head), 60)]), " \ufeff")
	for _, o := range otherFormats {
		if strings.HasPrefix(start, o.begins) {
			return fileFormat{}, format.Refuse("type", o.hint, "the file is %s, which is not read yet", o.what)
		}
	}
	return fileFormat{}, format.Refuse("type", "known formats: "+knownFormats(), "the file is of no known format; it begins with %q", format.Cut(start))
}

// recogniseWorkbook tells the spreadsheets of Eurostat's Data Browser from other workbooks.
func recogniseWorkbook(kind fileFormat, f *os.File) (fileFormat, error) {
	info, err := f.Stat()
	if err != nil {
		return kind, err
	}
	book, err := xlsx.Open(f, info.Size(), xlsx.Limits{})
	if err != nil {
		return kind, err
	}
	if i := slices.IndexFunc(formats, func(k fileFormat) bool { return k.id == eurostatxlsx.ID }); eurostatxlsx.Is(book) {
		return formats[i], nil
	}
	return kind, nil
}

// knownFormats names all formats, for hints.
func knownFormats() string {
	var known []string
	for _, k := range formats {
		known = append(known, k.what)
	}
	return strings.Join(known, "; ")
}

// message recognises the table of an SDMX message, in whatever encoding, by the
// flow of its first row, else by the data structure that its header names, or by a
// file name such as "Title (IT1,534_1038,1.0).csv" or 534_1038.xml.
func (g InProcess) message(kind fileFormat, name string, f *os.File) (*source, error) {
	flow, structure, err := firstFlow(kind.open, f)
	if err != nil {
		return nil, err
	}
	hint := "name the table with --table; candidates: " + strings.Join(g.tablesOf(kind.tables), ", ")
	names := []string{flow}
	if flow == "" {
		if names = flowsOfName(name); len(names) == 0 && structure == "" {
			return nil, format.Refuse("table", hint, "neither the file nor its name %q tells the data flow", format.Cut(name))
		}
	}
	tables := make([]catalog.Table, 0, 1+len(names))
	if t, ok := g.tableOfStructure(structure); ok && flow == "" {
		tables = append(tables, t)
	}
	for _, flow := range names {
		if t, ok := g.tableNamed(flow); ok {
			tables = append(tables, t)
		}
	}
	if len(tables) > 0 {
		if t := tables[0]; t.Format != kind.tables {
			return nil, format.Refuse("table", hint, "the data belong to table %s, which comes as %s", t.ID, t.Format)
		}
		return textSource(tables[0], kind, f), nil
	}
	if flow == "" && structure != "" {
		return nil, format.Refuse("table", hint, "no table of the catalogue has the structure %q", format.Cut(structure))
	}
	return nil, format.Refuse("table", hint, "no table of the catalogue has the flow %q", format.Cut(names[0]))
}

// tableNamed is the table of a flow, or of a structure: I.Stat named its files
// after structures, and no two tables of the catalogue share one.
func (g InProcess) tableNamed(flow string) (catalog.Table, bool) {
	if t, ok := g.Catalog.TableForFlow(flow); ok {
		return t, true
	}
	return g.tableOfStructure(flow)
}

// tableOfStructure is the table of a data structure.
func (g InProcess) tableOfStructure(structure string) (catalog.Table, bool) {
	agency, id := catalog.SplitFlow(structure)
	i := slices.IndexFunc(g.Catalog.Tables, func(t catalog.Table) bool {
		p, _ := g.Catalog.Provider(t.Provider)
		return t.Structure != "" && t.Structure == id && (agency == "" || agency == p.Agency)
	})
	if i < 0 {
		return catalog.Table{}, false
	}
	return g.Catalog.Tables[i], true
}

var (
	// copyNumber is what browsers add to the name of a file that is there already.
	copyNumber = regexp.MustCompile(` ?\(\d+\)$`)
	// exportTime ends the names of I.Stat: day, month, year, hour to millisecond.
	exportTime = regexp.MustCompile(`_\d{17}$`)
)

// flowsOfName are the flows that a file name may stand for, the likeliest first.
func flowsOfName(name string) []string {
	stem, _, _ := strings.Cut(filepath.Base(name), ".")
	stem = exportTime.ReplaceAllString(copyNumber.ReplaceAllString(stem, ""), "")
	if _, in, ok := strings.Cut(name, "("); ok && strings.Contains(stem, "(") {
		flow, _, _ := strings.Cut(in, ")")
		return []string{flow}
	}
	if stem == "" {
		return nil
	}
	// Eurostat's bulk files are named estat_une_rt_m.tsv.gz after the flow UNE_RT_M.
	return []string{stem, strings.ToUpper(strings.TrimPrefix(stem, "estat_"))}
}

// firstFlow is the DATAFLOW cell of the first row that has one; empty when none
// of the first rows has. The structure is the one that the message as a whole
// names, where it does. A file that is refused on the way stays refused.
func firstFlow(open opener, f io.ReadSeeker) (flow, structure string, err error) {
	t, err := open(f)
	if err != nil {
		return "", "", err
	}
	defer func() { err = errors.Join(err, t.Close()) }()
	if named, ok := t.(interface{ Structure() string }); ok {
		structure = named.Structure()
	}
	at := slices.IndexFunc(t.Columns(), func(c format.Column) bool { return c.Name == "DATAFLOW" })
	const tries = 1000 // broken rows may come first
	for i := 0; i < tries && at >= 0; i++ {
		row, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", "", err
		}
		if len(row.Cells) > at {
			flow = strings.Clone(row.Cells[at])
			break
		}
	}
	_, err = f.Seek(0, io.SeekStart)
	return flow, structure, err
}

// published recognises a table of printed figures by its file name: the files
// share one header, and nothing in the rows names the table.
func (g InProcess) published(kind fileFormat, name string, f *os.File) (*source, error) {
	stem := strings.TrimSuffix(strings.TrimSuffix(filepath.Base(name), ".gz"), ".csv")
	if t, ok := g.Catalog.TableForFlow(stem); ok && t.Format == kind.tables {
		return textSource(t, kind, f), nil
	}
	return nil, format.Refuse("table", "name the table with --table; candidates: "+strings.Join(g.tablesOf(kind.tables), ", "), "the file name %q does not tell the table", format.Cut(name))
}

func (g InProcess) tablesOf(kind string) []string {
	var out []string
	for _, t := range g.Catalog.Tables {
		if t.Format == kind {
			out = append(out, t.ID)
		}
	}
	return out
}

// checkEmbargo refuses a file that may not be published yet on the day on which it
// is said to be released. Without such a day the embargo can't be judged.
func (s *source) checkEmbargo(file format.Source) error {
	e, ok := file.(format.Embargoed)
	if !ok || s.released.IsZero() || !e.Embargo().After(s.released) {
		return nil
	}
	return format.Refuse("embargo", "load the file on that day, or correct the release day if the embargo was lifted",
		"the file is under embargo until %s and is said to be released on %s", e.Embargo().Format(time.DateOnly), s.released.Format(time.DateOnly))
}

// textSource reads a text table.
func textSource(t catalog.Table, kind fileFormat, f io.ReadSeeker) *source {
	s := &source{table: t}
	s.rows = func(h *harmonize.Harmonizer, emit func(harmonize.Outcome) error) (notes []format.Note, err error) {
		open := kind.open
		if s.guide != nil && s.guide.Structure.ID != "" && kind.guided != nil {
			open = kind.guided(s.guide)
		}
		table, err := open(f)
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, table.Close()) }()
		if err := s.checkEmbargo(table); err != nil {
			return nil, err
		}
		if err := h.Bind(table.Columns()); err != nil {
			return nil, err
		}
		for {
			row, err := table.Next()
			if errors.Is(err, io.EOF) {
				return append(s.notes, table.Notes()...), nil
			}
			if err != nil {
				return nil, err
			}
			if err := emit(h.Row(row)); err != nil {
				return nil, err
			}
		}
	}
	return s
}

func sortedSkips(skips map[string]int64) []warehouse.Skip {
	var out []warehouse.Skip
	for _, rule := range slices.Sorted(maps.Keys(skips)) {
		out = append(out, warehouse.Skip{Rule: rule, Rows: skips[rule]})
	}
	return out
}
