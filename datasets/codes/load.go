package codes

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
)

// partitionsFile holds the partitions of whole lists, files of crosswalkPrefix
// the links between lists; every other file is a list.
const partitionsFile = "partitions.csv"

// required are the first columns of every list, in this order.
var required = [...]string{"code", "label_it", "label_en", "parent", "level"}

// LoadFS reads the lists of a folder: one CSV file a list, partitions.csv and
// crosswalk_*.csv.
func LoadFS(fsys fs.FS) (*Set, error) {
	names, err := fs.Glob(fsys, "*.csv")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	s := &Set{nuts: map[string]string{}}
	var mistakes []error
	for _, name := range names {
		if name == partitionsFile || strings.HasPrefix(name, crosswalkPrefix) {
			continue
		}
		l, errs := readList(fsys, name)
		mistakes = append(mistakes, errs...)
		s.lists = append(s.lists, l)
	}
	if areas, ok := s.List("nuts2021"); ok {
		for _, it := range areas.Items {
			if refArea := it.Attrs["istat_ref_area"]; refArea != "" {
				s.nuts[refArea] = it.Code
			}
		}
	}
	mistakes = append(mistakes, s.readPartitions(fsys)...)
	mistakes = append(mistakes, s.readCrosswalks(fsys)...)
	if len(mistakes) > 0 {
		return nil, errors.Join(mistakes...)
	}
	return s, nil
}

// row is one line of a CSV file, by column name.
type row struct {
	line  int
	cells map[string]string
}

// readRows reads a file whose header must begin with the given columns.
func readRows(fsys fs.FS, name string, first []string) (header []string, rows []row, err error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	header, err = r.Read()
	if err != nil {
		return nil, nil, fmt.Errorf("%s: read header: %w", name, err)
	}
	if len(header) < len(first) || !slices.Equal(header[:len(first)], first) {
		return nil, nil, fmt.Errorf("%s:1: header begins with %s, expected %s", name, strings.Join(header, ","), strings.Join(first, ","))
	}
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return header, rows, nil
		}
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", name, err)
		}
		line, _ := r.FieldPos(0)
		cells := make(map[string]string, len(header))
		for i, column := range header {
			cells[column] = record[i]
		}
		rows = append(rows, row{line, cells})
	}
}

// readList reads one list and reports every mistake in it.
func readList(fsys fs.FS, name string) (List, []error) {
	l := List{ID: strings.TrimSuffix(name, ".csv"), byCode: map[string]int{}, byLabel: map[string]int{}}
	header, rows, err := readRows(fsys, name, required[:])
	if err != nil {
		return l, []error{err}
	}
	var mistakes []error
	wrong := func(r row, format string, args ...any) {
		mistakes = append(mistakes, fmt.Errorf("%s:%d: %s", name, r.line, fmt.Sprintf(format, args...)))
	}
	for _, r := range rows {
		it := Item{List: l.ID, Code: r.cells["code"], Parent: r.cells["parent"], Level: r.cells["level"],
			Label: Text{IT: r.cells["label_it"], EN: r.cells["label_en"]}}
		for _, column := range header[len(required):] {
			if r.cells[column] != "" {
				if it.Attrs == nil {
					it.Attrs = map[string]string{}
				}
				it.Attrs[column] = r.cells[column]
			}
		}
		switch {
		case it.Code == "" || it.Code != strings.TrimSpace(it.Code):
			wrong(r, "code %q is empty or has blanks around it", it.Code)
		case !it.Label.IsComplete():
			wrong(r, "code %s needs a name in both languages", it.Code)
		case it.Level == "":
			wrong(r, "code %s needs a level", it.Code)
		}
		if _, twice := l.byCode[it.Code]; twice {
			wrong(r, "code %s stands twice", it.Code)
			continue
		}
		l.add(it)
	}
	for _, r := range rows {
		parent, code := r.cells["parent"], r.cells["code"]
		if parent == "" {
			continue
		}
		if _, ok := l.byCode[parent]; !ok {
			wrong(r, "parent %s of %s is not in the list", parent, code)
		} else if l.reaches(parent, code) {
			wrong(r, "parent %s of %s lies below it", parent, code)
		}
	}
	return l, mistakes
}

// add appends an item and its names.
func (l *List) add(it Item) {
	i := len(l.Items)
	l.Items = append(l.Items, it)
	l.byCode[it.Code] = i
	for _, label := range []string{it.Label.IT, it.Label.EN} {
		folded := foldLabel(label)
		if _, taken := l.byLabel[folded]; !taken {
			l.byLabel[folded] = i
		}
	}
}

// reaches says whether target is code or one of its ancestors.
func (l List) reaches(code, target string) bool {
	for range l.Items {
		if code == target {
			return true
		}
		it, ok := l.Find(code)
		if !ok || it.Parent == "" {
			return false
		}
		code = it.Parent
	}
	return true // longer than the list: a ring
}

// readPartitions reads partitions.csv, adds the partition columns of the lists,
// and checks all of them.
func (s *Set) readPartitions(fsys fs.FS) []error {
	var mistakes []error
	if _, err := fs.Stat(fsys, partitionsFile); err == nil {
		_, rows, err := readRows(fsys, partitionsFile, []string{"partition", "list", "whole", "codes"})
		if err != nil {
			return []error{err}
		}
		for _, r := range rows {
			s.partitions = append(s.partitions, Partition{Name: r.cells["partition"], List: r.cells["list"],
				Whole: r.cells["whole"], Codes: strings.Fields(r.cells["codes"])})
		}
	}
	s.partitions = append(s.partitions, memberships(s.lists)...)
	slices.SortStableFunc(s.partitions, func(a, b Partition) int { return strings.Compare(a.Name, b.Name) })
	for i, p := range s.partitions {
		if i > 0 && s.partitions[i-1].Name == p.Name {
			mistakes = append(mistakes, fmt.Errorf("partition %s is declared twice", p.Name))
		}
		if err := p.check(s); err != nil {
			mistakes = append(mistakes, err)
		}
	}
	return mistakes
}
