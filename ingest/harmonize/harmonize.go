package harmonize

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/publishedcsv"
	"fabbisogno/ingest/format/sdmxcsv"
	"fabbisogno/ingest/format/tidy"
	"fabbisogno/ingest/structure"
)

// Outcome is what became of one row: observations, or a rejection, or a skip.
type Outcome struct {
	Observations []warehouse.Observation
	Rejected     *warehouse.Rejected
	Skip         string
}

// Harmonizer reads the rows of one file as one table of the catalogue.
type Harmonizer struct {
	// IsView says that the file is an export of a portal, which leaves out the
	// columns that its view fixes. It is set before Bind.
	IsView bool
	// MayLackFlow says that the form of the file leaves the flow open, so that an
	// empty one is not another flow.
	MayLackFlow bool
	// Guide is what the publisher's structure messages say of the table; nil: nothing
	// is kept of them. It is set before Bind.
	Guide *structure.Guide

	catalog  *catalog.Catalog
	codes    *codes.Set
	table    catalog.Table
	file     string
	measures []measure
	fields   []field
	width    int
	period   int // index of the period column, -1: none
	value    int
	freq     int
	edition  int
	flow     int
	unitMult int
	assumed  []string // columns that the view left out
	mark     int      // column that may carry the mark of demonstration data
	origin   []originColumn
	periods  map[string]periodText
	days     map[string]periodText // of rows with the frequency of days
	flows    map[string]bool
	flags    []string // that the provider's files may carry
	notices  notices
	marked   bool
	marks    map[string]string // label of a code, by column and code
	names    map[string]*labels
	rowCodes []string // code of each column in the current row, reused
	labelled []labelled
	coded    []string // the row with codes for labels, reused
	lines    []Mapping
	remaps   []remapped
	bounds   []bound
	guided   []guided
	// announced are the constraints of the guide.
	announced []guidedConstraint

	valueName   string // of the column of values
	before      before
	isWide      bool // several columns of values: the column tells the measure
	yearBound   bool // a code of the row at hand exists in some years only
	lastEdition edition
	one         [1]warehouse.Observation // of the row at hand, reused
	family      map[string][2][]string   // see siblings
	versionOf   map[string]versionColumn // by the column it speaks of
}

// field is one declared column.
type field struct {
	index int // -1: the view leaves the column out, dim.Absent holds in every row
	dim   catalog.Dimension
	cache map[string]resolved
	// byColumn are the codes that columns of values stand for, where not dim.Absent.
	byColumn map[string]string
	// version is what the column said so far; byVersion: each row names its own.
	version   *versions
	byVersion bool
}

// cell is the field's code in a row.
func (f *field) cell(r format.Row) string {
	if f.index < 0 {
		if code, ok := f.byColumn[r.Column]; ok {
			return code
		}
		return f.dim.Absent
	}
	return r.Cells[f.index]
}

// measure is a declared measure with its indicator.
type measure struct {
	catalog.Measure
	indicator catalog.Indicator
	scale     float64
	columns   []string // names in When, sorted
}

// originColumn names where a published figure was read.
type originColumn struct {
	index int
	word  string
}

// SyntheticMark begins the note of demonstration data in every format. Blanks
// and underscores are the same in it.
const SyntheticMark = "DATI DIMOSTRATIVI"

// IsMarked says whether a text carries the mark of demonstration data.
func IsMarked(text string) bool {
	return strings.Contains(strings.ToUpper(strings.ReplaceAll(text, "_", " ")), SyntheticMark)
}

// New makes a harmonizer of a table. An error means that the catalogue is wrong.
func New(c *catalog.Catalog, s *codes.Set, t catalog.Table, file string) (*Harmonizer, error) {
	h := &Harmonizer{catalog: c, codes: s, table: t, file: file, flags: flagsOf(c, s, t.Provider), periods: map[string]periodText{}, days: map[string]periodText{},
		flows: map[string]bool{}, notices: notices{}, marks: map[string]string{}, names: map[string]*labels{}}
	for _, m := range t.Measures {
		indicator, ok := c.Indicator(m.Indicator)
		if !ok {
			return nil, fmt.Errorf("table %s: unknown indicator %q", t.ID, m.Indicator)
		}
		scale := m.Scale
		if scale == 0 {
			scale = 1
		}
		columns := make([]string, 0, len(m.When))
		for name := range m.When {
			columns = append(columns, name)
		}
		slices.Sort(columns)
		h.measures = append(h.measures, measure{m, indicator, scale, columns})
		h.isWide = h.isWide || m.Column != ""
	}
	return h, nil
}

// IsSynthetic says whether a row read so far carried the mark of demonstration data.
func (h *Harmonizer) IsSynthetic() bool { return h.marked }

// Issues are what was noticed and did not stop a row, in order.
func (h *Harmonizer) Issues() []warehouse.Issue { return h.notices.issues() }

// Bind finds the declared columns in the header of a text table. It refuses a
// header without a declared dimension and notes columns that are not declared.
func (h *Harmonizer) Bind(columns []format.Column) error {
	h.width = len(columns)
	h.period, h.value, h.freq, h.edition, h.flow, h.unitMult, h.mark = -1, -1, -1, -1, -1, -1, -1
	index := map[string]int{}
	for i, c := range columns {
		index[c.Name] = i
	}
	declared := map[string]bool{}
	h.bindLabels(columns, index, declared)
	for _, d := range h.dimensions(columns) {
		declared[d.Name] = true
		i, ok := index[d.Name]
		if !ok {
			if isOptional(d) {
				continue
			}
			if d.Fixed != "" {
				d.Absent = d.Fixed
				h.fields = append(h.fields, field{index: -1, dim: d, cache: map[string]resolved{}, byColumn: h.codesOf(d.Name)})
				continue
			}
			if h.IsView && d.Absent != "" {
				h.assume(d)
				continue
			}
			if refusal := h.otherVersion(d, columns); refusal != nil {
				return refusal
			}
			return &format.Refusal{Rule: "column-missing", Line: 1, Message: fmt.Sprintf("the column %q of table %s is missing", d.Name, h.table.ID),
				Hint: fmt.Sprintf("the file is not table %s, or %s must be changed", h.table.ID, h.tableFile())}
		}
		f := field{index: i, dim: d, cache: map[string]resolved{}, version: &versions{}}
		switch d.To {
		case "period":
			h.period = i
		case "value":
			h.value = i
		case "freq":
			h.freq = i
		case "edition":
			h.edition = i
		case "ignore", "version":
		default:
			h.fields = append(h.fields, f)
		}
	}
	if h.period < 0 || h.value < 0 {
		return &format.Refusal{Rule: "column-missing", Line: 1, Message: fmt.Sprintf("table %s declares no column of periods or of values that the file has", h.table.ID),
			Hint: "add dimensions with to = \"period\" and to = \"value\" to " + h.tableFile()}
	}
	h.bindFormat(index, declared)
	h.bindMappings(index)
	h.bindConstraints(index)
	h.bindVersions(index)
	for _, c := range columns {
		if !declared[c.Name] {
			h.notices.add("warning", "column-undeclared", c.Name, "the column %q is not declared; it stays in the snapshot and is not loaded", c.Name)
		}
	}
	slices.SortStableFunc(h.fields, func(a, b field) int { return strings.Compare(a.dim.Name, b.dim.Name) })
	h.bindGuide(index)
	h.rowCodes = make([]string, len(h.fields))
	h.valueName, h.before = h.name("value"), before{}
	return nil
}

// codesOf are the codes of a dimension by the column of values that stands for them.
func (h *Harmonizer) codesOf(dimension string) map[string]string {
	out := map[string]string{}
	for _, m := range h.measures {
		if code, ok := m.Codes[dimension]; ok {
			out[m.Column] = code
		}
	}
	return out
}

// assume takes the declared code for a column that the view leaves out.
func (h *Harmonizer) assume(d catalog.Dimension) {
	h.assumed = append(h.assumed, d.Name)
	h.fields = append(h.fields, field{index: -1, dim: d, cache: map[string]resolved{}, version: &versions{}})
	h.notices.add("warning", "column-assumed", d.Name, "the view leaves out the column %q; %s=%s is taken to hold in every row", d.Name, d.Name, d.Absent)
}

// Assumed are the columns that the file leaves out and for which the declared
// code was taken, in the order of the table.
func (h *Harmonizer) Assumed() []string { return h.assumed }

// dimensions are the declared ones and, for SDMX, the attributes that every
// message may carry and no table file needs to repeat.
func (h *Harmonizer) dimensions(columns []format.Column) []catalog.Dimension {
	var dims []catalog.Dimension
	have := map[string]bool{}
	for _, d := range h.table.Dimensions {
		if !strings.HasSuffix(d.Name, "*") {
			dims = append(dims, d)
			have[d.Name] = true
		}
	}
	for _, d := range h.table.Dimensions { // NOTE_* stands for every column that begins so
		prefix, isPattern := strings.CutSuffix(d.Name, "*")
		for _, c := range columns {
			if isPattern && strings.HasPrefix(c.Name, prefix) && !have[c.Name] {
				d.Name = c.Name
				dims = append(dims, d)
				have[c.Name] = true
			}
		}
	}
	if h.table.IsTidy() { // its columns of values come one by one
		dims = slices.DeleteFunc(dims, func(d catalog.Dimension) bool { return d.To == "value" })
		return append(dims, catalog.Dimension{Name: tidy.Value, To: "value"})
	}
	if h.table.Format != sdmxcsv.ID {
		return dims
	}
	add := func(name, to string) {
		if !have[name] {
			have[name] = true
			dims = append(dims, catalog.Dimension{Name: name, To: to})
		}
	}
	for _, name := range []string{"DATAFLOW", "LAST UPDATE", "BASE_PER", "UNIT_MEAS", "UNIT_MULT"} {
		add(name, "ignore")
	}
	for _, c := range []struct{ name, to string }{{"TIME_PERIOD", "period"}, {"OBS_VALUE", "value"}} {
		if !slices.ContainsFunc(dims, func(d catalog.Dimension) bool { return d.To == c.to }) {
			add(c.name, c.to)
		}
	}
	for _, name := range []string{"OBS_STATUS", "OBS_FLAG", "CONF_STATUS"} {
		add(name, "status")
	}
	for _, c := range columns {
		switch {
		case strings.HasPrefix(c.Name, "NOTE_"), strings.HasPrefix(c.Name, "METADATA_"), c.Name == "BREAK", c.Name == "OBS_PRE_BREAK":
			add(c.Name, "note")
		}
	}
	return dims
}

// isOptional says whether a file may come without the column.
func isOptional(d catalog.Dimension) bool {
	return d.To == "status" || d.To == "note" || d.To == "ignore"
}

// bindFormat finds the columns that a format itself gives a meaning.
func (h *Harmonizer) bindFormat(index map[string]int, declared map[string]bool) {
	at := func(name string) int {
		if i, ok := index[name]; ok {
			return i
		}
		return -1
	}
	switch h.table.Format {
	case sdmxcsv.ID:
		h.flow, h.unitMult, h.mark = at("DATAFLOW"), at("UNIT_MULT"), at("NOTE_DS")
		for _, d := range h.table.Dimensions {
			if d.Name == "UNIT_MULT" && d.To != "ignore" {
				h.unitMult = -1 // the table declares what it means
			}
		}
	case publishedcsv.ID:
		for _, c := range []struct{ name, word string }{
			{"derived", "derived"}, {"source", "source"}, {"published_on", "published"}, {"source_url", "page"},
		} {
			if i := at(c.name); i >= 0 {
				h.origin = append(h.origin, originColumn{i, c.word})
				declared[c.name] = true
			}
		}
	}
}

// reject makes the rejection of a row.
func (h *Harmonizer) reject(row int64, column, value, rule, hint, message string, args ...any) Outcome {
	return Outcome{Rejected: &warehouse.Rejected{FileName: h.file, Row: row, Column: column, Value: format.Cut(value),
		Rule: rule, Message: fmt.Sprintf(message, args...), Hint: hint}}
}

// tableFile is the catalogue file of the table, for hints.
func (h *Harmonizer) tableFile() string { return h.table.File }

// rejectFault makes the rejection of a row that a reader could not deliver.
func (h *Harmonizer) rejectFault(row int64, f *format.Fault) Outcome {
	return h.reject(row, f.Column, f.Value, f.Rule, f.Hint, "%s", f.Message)
}

// periodText is a period cell as it was understood.
type periodText struct {
	text     string // as the warehouse writes it
	original string
	freq     series.Freq // 0 for a span
	start    series.Period
	first    time.Time // day of start
	err      error
}
