package publish

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"fabbisogno/reports/edition"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/page"
)

// storedFigure is a figure as its downloads hold it: what was published of it.
type storedFigure struct {
	about  description
	values map[string]storedValue
	order  []string
}

// storedValue is one value of a download; bounds are those of its first level.
type storedValue struct {
	labels              both // of its row, both languages
	measure, status     string
	value, lower, upper float64
	hasPeriod           bool
}

// readStored reads a figure back from its two machine-readable downloads.
func readStored(values, about []byte) (storedFigure, error) {
	out := storedFigure{values: map[string]storedValue{}}
	if err := json.Unmarshal(about, &out.about); err != nil {
		return out, fmt.Errorf("read description: %w", err)
	}
	records, err := csv.NewReader(bytes.NewReader(values)).ReadAll()
	if err != nil {
		return out, fmt.Errorf("read values: %w", err)
	}
	if len(records) == 0 {
		return out, errors.New("read values: the file is empty")
	}
	col := map[string]int{}
	for i, name := range records[0] {
		col[name] = i
	}
	for _, name := range []string{"measure", "value", "lower", "upper", "status"} {
		if _, there := col[name]; !there {
			return out, fmt.Errorf("read values: no column %s", name)
		}
	}
	var labels []describedColumn
	for _, c := range out.about.Columns {
		if _, there := col[c.Name]; there && c.Kind == string(figure.Label) {
			labels = append(labels, c)
		}
	}
	for _, r := range records[1:] {
		v := storedValue{measure: r[col["measure"]], status: r[col["status"]],
			value: storedNumber(r[col["value"]]), lower: storedNumber(r[col["lower"]]), upper: storedNumber(r[col["upper"]])}
		key := []string{}
		for _, c := range labels {
			key = append(key, r[col[c.Name]])
			v.hasPeriod = v.hasPeriod || c.Name == "period"
			it, en := nameOf(r, col, c.Name)
			v.labels = both{IT: joinLabels(v.labels.IT, it), EN: joinLabels(v.labels.EN, en)}
		}
		k := strings.Join(append(key, v.measure), "\x00")
		if _, there := out.values[k]; there {
			continue // a second level of the same value
		}
		out.values[k] = v
		out.order = append(out.order, k)
	}
	return out, nil
}

// nameOf a label of a row, in both languages; the code where it has no names.
func nameOf(record []string, col map[string]int, name string) (it, en string) {
	it, en = record[col[name]], record[col[name]]
	if i, there := col[name+"_name_it"]; there {
		it = record[i]
	}
	if i, there := col[name+"_name_en"]; there {
		en = record[i]
	}
	return it, en
}

func joinLabels(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ", " + b
}

func storedNumber(text string) float64 {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return math.NaN()
	}
	return v
}

// storedFigures reads the figures of an edition from the release that holds it.
func storedFigures(dir string, r editionRecord) (map[string]storedFigure, error) {
	out := map[string]storedFigure{}
	data := page.DataDir(r.Stub())
	for _, f := range r.Files {
		id, isCSV := strings.CutSuffix(strings.TrimPrefix(f.Path, data), ".csv")
		if !isCSV || !strings.HasPrefix(f.Path, data) || strings.HasSuffix(id, ".it") || path.Base(f.Path) != id+".csv" {
			continue
		}
		values, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(f.Path)))
		if err != nil {
			return nil, fmt.Errorf("compare with edition %s %s: %w", r.ID, r.Label, err)
		}
		about, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(page.JSONPath(r.Stub(), id))))
		if err != nil {
			return nil, fmt.Errorf("compare with edition %s %s: %w", r.ID, r.Label, err)
		}
		s, err := readStored(values, about)
		if err != nil {
			return nil, fmt.Errorf("compare with edition %s %s, %s: %w", r.ID, r.Label, id, err)
		}
		out[id] = s
	}
	return out, nil
}

// figuresNow are the figures of an edition in the same form.
func figuresNow(e edition.Edition) (map[string]storedFigure, []string, error) {
	out := map[string]storedFigure{}
	var order []string
	for _, ef := range slices.Concat(figuresOf([]edition.Edition{e}), asideOf(e)) {
		values, err := csvFor(ef.figure)
		if err != nil {
			return nil, nil, err
		}
		about, err := describe(e, ef.figure)
		if err != nil {
			return nil, nil, err
		}
		s, err := readStored(values, about)
		if err != nil {
			return nil, nil, fmt.Errorf("compare %s: %w", ef.figure.ID, err)
		}
		if ef.isAside {
			s.about.Number = "" // it has no place in the report to lead to
		}
		out[ef.figure.ID] = s
		order = append(order, ef.figure.ID)
	}
	return out, order, nil
}

// moved compares two editions of one territory, figure by figure, value by value.
func moved(before, now map[string]storedFigure, order []string) []edition.Move {
	var out []edition.Move
	for _, id := range order {
		old, there := before[id]
		if !there {
			out = append(out, edition.Move{FigureID: id, Number: now[id].about.Number, Title: now[id].about.Question.text(), IsNew: true})
			continue
		}
		if m := movedFigure(id, old, now[id]); m.Moved() {
			out = append(out, m)
		}
	}
	var gone []string
	for id := range before {
		if _, there := now[id]; !there {
			gone = append(gone, id)
		}
	}
	slices.SortFunc(gone, func(a, b string) int { return cmp.Compare(before[a].about.Number, before[b].about.Number) })
	for _, id := range gone {
		out = append(out, edition.Move{FigureID: id, Title: before[id].about.Question.text(), IsGone: true})
	}
	return out
}

// movedFigure counts the values of a figure that read differently from before.
func movedFigure(id string, old, now storedFigure) edition.Move {
	m := edition.Move{FigureID: id, Number: now.about.Number, Title: now.about.Question.text()}
	largest := -1.0
	for _, k := range now.order {
		v := now.values[k]
		before, there := old.values[k]
		if !there {
			m.Added++
			continue
		}
		m.Compared++
		c := now.column(v.measure)
		if reads(before, c.Decimals) == reads(v, c.Decimals) {
			continue
		}
		m.Changed++
		m.Causes[causeOf(before, v, old, now)]++
		// The largest change of the figure is the largest in its own size.
		size := math.Abs(v.value - before.value)
		if base := math.Max(math.Abs(v.value), math.Abs(before.value)); base > 0 {
			size /= base
		}
		if !math.IsNaN(size) && size > largest {
			largest = size
			m.Largest = &edition.LargestMove{Row: v.labels.text(), Measure: c.Meaning.text(), From: before.value, To: v.value, Decimals: c.Decimals}
		}
	}
	for k := range old.values {
		if _, there := now.values[k]; !there {
			m.Removed++
		}
	}
	return m
}

// column is the description of a measure.
func (s storedFigure) column(measure string) describedColumn {
	i := slices.IndexFunc(s.about.Columns, func(c describedColumn) bool { return c.Name == measure })
	if i < 0 {
		return describedColumn{Name: measure, Meaning: both{measure, measure}}
	}
	return s.about.Columns[i]
}

// reads is a value as tables print it: what a reader would notice.
func reads(v storedValue, decimals int) [3]string {
	text := func(x float64) string {
		if math.IsNaN(x) {
			return ""
		}
		s := strconv.FormatFloat(x, 'f', decimals, 64)
		if strings.Trim(s, "-0.") == "" {
			return "0"
		}
		return s
	}
	return [3]string{text(v.value), text(v.lower), text(v.upper)}
}

// causeOf is why a value reads differently, as far as what is stored tells: another
// version of a method; an observed value that its source changed; new data, which
// forecasts and scores take up; else it can't be told.
func causeOf(before, now storedValue, old, f storedFigure) edition.Cause {
	switch {
	case methodsOf(old) != methodsOf(f):
		return edition.ByMethod
	case inputsOf(old) == inputsOf(f):
		return edition.ByUnknown
	case now.status == "observed" && before.status == "observed",
		len(methodNames(f)) == 0 && (now.hasPeriod || old.about.Subtitle == f.about.Subtitle):
		return edition.ByRevision
	}
	return edition.ByNewData
}

// methodsOf are the methods behind a figure with their versions.
func methodsOf(f storedFigure) string { return strings.Join(methodNames(f), " ") }

func methodNames(f storedFigure) []string {
	var out []string
	for _, l := range f.about.Lineage {
		if l.Method != "" {
			out = append(out, fmt.Sprintf("%s/%d", l.Method, l.MethodVersion))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// inputsOf are the files behind a figure.
func inputsOf(f storedFigure) string {
	var out []string
	for _, l := range f.about.Lineage {
		out = append(out, l.Table+"/"+l.SHA256)
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), " ")
}
