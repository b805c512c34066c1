package xlsx

import (
	"errors"
	"io"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	"fabbisogno/ingest/format"
)

// maxCellRunes is the most a cell can hold in Excel.
const maxCellRunes = 32767

// Workbook is an opened workbook. Its sheets are read one by one.
type Workbook struct {
	Sheets []SheetInfo
	parts  map[string]part
	shared []string
	styles []style
	lim    Limits
	notes  []format.Note
}

// SheetInfo names a sheet in the order of the workbook.
type SheetInfo struct {
	Name   string // as written, outer blanks kept
	Hidden bool
	part   string
}

// style is what a cell format says about the kind of number.
type style struct{ percent, date bool }

// Recognise says whether the first bytes are those of a zip archive or of an old
// workbook, which Open then refuses with advice. A gzip of a workbook is not.
func Recognise(head []byte, name string) bool {
	return strings.HasPrefix(string(head), "PK\x03\x04") || strings.HasPrefix(string(head), "\xd0\xcf\x11\xe0")
}

// Open checks the container and every XML part and reads the tables that all
// sheets share. A zero field of lim takes its default.
func Open(r io.ReaderAt, size int64, lim Limits) (*Workbook, error) {
	lim = lim.orDefault()
	parts, notes, err := container(r, size, lim)
	if err != nil {
		return nil, err
	}
	b := &Workbook{parts: parts, lim: lim, notes: notes}
	if _, ok := parts["xl/workbook.xml"]; !ok {
		return nil, format.Refuse("type", "save the file as .xlsx", "the archive is not an Excel workbook: it has no xl/workbook.xml")
	}
	for _, read := range []func() error{b.readSheets, b.readShared, b.readStyles, b.checkRest} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func (l Limits) orDefault() Limits {
	if l.Entries == 0 {
		l.Entries = defaultLimits.Entries
	}
	if l.EntryBytes == 0 {
		l.EntryBytes = defaultLimits.EntryBytes
	}
	if l.SheetBytes == 0 {
		l.SheetBytes = defaultLimits.SheetBytes
	}
	if l.TotalBytes == 0 {
		l.TotalBytes = defaultLimits.TotalBytes
	}
	if l.Cells == 0 {
		l.Cells = defaultLimits.Cells
	}
	return l
}

// Notes of the container.
func (b *Workbook) Notes() []format.Note { return b.notes }

// each calls visit for every event of a part; a part that is not there is empty.
func (b *Workbook) each(name string, visit func(*walker, event) error) error {
	p, ok := b.parts[name]
	if !ok {
		return nil
	}
	w, err := p.walker(name)
	if err != nil {
		return err
	}
	for {
		e, err := w.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := visit(w, e); err != nil {
			return err
		}
	}
}

func (b *Workbook) readSheets() error {
	targets := map[string]string{}
	err := b.each("xl/_rels/workbook.xml.rels", func(w *walker, e event) error {
		if e == startElement && w.is("Relationship") && w.attr("TargetMode") != "External" {
			target := strings.ToLower(w.attr("Target"))
			if strings.HasPrefix(target, "/") {
				target = strings.TrimPrefix(target, "/")
			} else {
				target = path.Join("xl", target)
			}
			targets[w.attr("Id")] = target
		}
		return nil
	})
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	err = b.each("xl/workbook.xml", func(w *walker, e event) error {
		if e != startElement || !w.is("sheet") || !w.inside("sheets", "sheet") {
			return nil
		}
		s := SheetInfo{Name: w.attr("name"), part: targets[relationID(w)]}
		state := w.attr("state")
		s.Hidden = state == "hidden" || state == "veryHidden"
		if _, ok := b.parts[s.part]; !ok {
			return w.refuse("xlsx-structure", "sheet %q has no part in the archive", format.Cut(s.Name))
		}
		if seen[s.part] {
			return w.refuse("xlsx-structure", "two sheets share the part %s", s.part)
		}
		seen[s.part] = true
		if strings.Contains(s.part, "/worksheets/") {
			b.Sheets = append(b.Sheets, s)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(b.Sheets) == 0 {
		return format.Refuse("xlsx-structure", again, "the workbook has no sheet")
	}
	return nil
}

// relationID is the r:id of a sheet, whatever prefix the writer chose.
func relationID(w *walker) string {
	for _, a := range w.attrs {
		if name := localName(a.name); string(name) == "id" && len(name) < len(a.name) {
			return string(a.value)
		}
	}
	return ""
}

func (b *Workbook) readShared() error {
	var text []byte
	return b.each("xl/sharedstrings.xml", func(w *walker, e event) error {
		switch e {
		case startElement:
			if w.is("si") {
				text = text[:0]
			}
		case charData:
			if inText(w, "si") {
				text = append(text, w.text...)
				if len(text) > maxCellRunes && utf8.RuneCount(text) > maxCellRunes {
					return w.refuse("cell-length", "a shared text is longer than the %d characters of a cell", maxCellRunes)
				}
			}
		case endElement:
			if w.is("si") {
				b.shared = append(b.shared, string(text))
			}
		}
		return nil
	})
}

// inText says whether the walker stands in the text of an item or one of its
// runs, not in a reading aid (rPh).
func inText(w *walker, item string) bool {
	return w.inside(item, "t") || w.inside(item, "r", "t")
}

// Built-in number formats of ECMA-376, 18.8.30: 9 and 10 are percentages; 14 to
// 22 and 45 to 47 are dates and times.
func builtin(id int) style {
	return style{percent: id == 9 || id == 10, date: (id >= 14 && id <= 22) || (id >= 45 && id <= 47)}
}

func (b *Workbook) readStyles() error {
	own := map[int]style{}
	return b.each("xl/styles.xml", func(w *walker, e event) error {
		if e != startElement {
			return nil
		}
		switch {
		case w.is("numFmt") && w.inside("numFmts", "numFmt"):
			id, err := strconv.Atoi(w.attr("numFmtId"))
			if err != nil {
				return w.refuse("xlsx-structure", "a number format has no number")
			}
			own[id] = styleOf(w.attr("formatCode"))
		case w.is("xf") && w.inside("cellXfs", "xf"):
			id, _ := strconv.Atoi(w.attr("numFmtId"))
			s, ok := own[id]
			if !ok {
				s = builtin(id)
			}
			b.styles = append(b.styles, s)
		}
		return nil
	})
}

// styleOf reads a number format code: what stands in quotes or brackets or after
// a backslash is not part of the form.
func styleOf(code string) style {
	var s style
	quoted, bracket := false, false
	for i := 0; i < len(code); i++ {
		c := code[i]
		switch {
		case quoted:
			quoted = c != '"'
		case bracket:
			bracket = c != ']'
		case c == '"':
			quoted = true
		case c == '[':
			bracket = true
		case c == '\\' || c == '_' || c == '*':
			i++
		case c == '%':
			s.percent = true
		case strings.IndexByte("ymdhsYMDHS", c) >= 0:
			s.date = true
		}
	}
	return s
}

// checkRest reads the parts that hold no cells, for form alone. Sheets are
// checked as they are read.
func (b *Workbook) checkRest() error {
	sheets := map[string]bool{"xl/workbook.xml": true, "xl/_rels/workbook.xml.rels": true, "xl/sharedstrings.xml": true, "xl/styles.xml": true}
	for _, s := range b.Sheets {
		sheets[s.part] = true
	}
	for _, part := range sortedNames(b.parts) {
		if sheets[part] {
			continue
		}
		w, err := b.parts[part].walker(part)
		if err == nil {
			err = w.drain()
		}
		if err != nil {
			return err
		}
	}
	return nil
}
