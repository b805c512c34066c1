package eurostatxlsx

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/xlsx"
)

// dimension is one dimension as a file names it.
type dimension struct {
	name    string // id, or label when the file gives no id
	byLabel bool   // its positions are labels
	isTime  bool
}

// fixed is a dimension that a slice holds at one position.
type fixed struct {
	dimension
	position string
}

// value is a column of values of a slice.
type value struct {
	column int    // of the sheet
	key    string // position or period in the header
	flags  bool   // the column after it holds its flags
}

// slice is one sheet of values.
type slice struct {
	name         string
	sheet        int
	flow         string
	fixed        []fixed
	across, down dimension
	values       []value
	header, body int // numbers of the first header row and the first row after it
}

func (s *slice) sameDimensions(o *slice) bool {
	return s.flow == o.flow && s.across == o.across && s.down == o.down &&
		slices.EqualFunc(s.fixed, o.fixed, func(a, b fixed) bool { return a.dimension == b.dimension })
}

// flowForm is the code of the data set in its title: [une_rt_a__custom_14324113],
// [une_rt_a$dv_1761], [une_rt_a].
var flowForm = regexp.MustCompile(`\[([A-Za-z][A-Za-z0-9_]*?)(?:__custom_\d+|\$[A-Za-z0-9_]+)?\]\s*$`)

// headForm is the name of a dimension in the header: GEO (Labels), TIME, SEX (Codes).
var headForm = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9_]*)(?: \((Labels|Codes)\))?$`)

// readSlice reads a sheet up to its first row of values.
func readSlice(book *xlsx.Workbook, i int, st structure) (*slice, error) {
	s := &slice{name: book.Sheets[i].Name, sheet: i}
	rows := book.Rows(i)
	const most = 64 // a data set has at most some twenty dimensions
	var head []xlsx.Row
	for range most {
		row, err := rows.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		row.Cells = slices.Clone(row.Cells)
		head = append(head, row)
	}
	for n, row := range head {
		label := strings.TrimSpace(row.Cells[0].Text)
		switch {
		case row.Cells[0].Column != 1 || strings.HasPrefix(label, "Data extracted on") || strings.HasPrefix(label, "Last updated"):
		case strings.HasPrefix(label, "Dataset"):
			if m := flowForm.FindStringSubmatch(joined(row)); m != nil {
				s.flow = "ESTAT:" + strings.ToUpper(m[1])
			}
		case isFixed(row) && st.dimensions[format.Fold(label)] != nil:
			s.fixed = append(s.fixed, st.fix(label, last(row)))
		default:
			return s, s.readHeader(head[n:], st)
		}
	}
	return nil, s.refuse("header", "the sheet has no row of dimensions above values")
}

func (s *slice) refuse(rule, message string, args ...any) error {
	return format.Refuse(rule, "download the file again from the Data Browser, with labels and one table a sheet",
		"sheet %q: %s", s.name, fmt.Sprintf(message, args...))
}

// joined is the text of a row after its label.
func joined(row xlsx.Row) string {
	var out []string
	for _, c := range row.Cells[1:] {
		out = append(out, c.Text)
	}
	return strings.TrimSpace(strings.Join(out, " "))
}

func last(row xlsx.Row) string { return strings.TrimSpace(row.Cells[len(row.Cells)-1].Text) }

// isFixed says whether a row has a label and its one position in the third column.
func isFixed(row xlsx.Row) bool {
	return len(row.Cells) == 2 && row.Cells[1].Column == 3 && row.Cells[1].Kind == xlsx.Text
}

// readHeader takes the header apart: the dimension across with its positions,
// and the one that goes down.
func (s *slice) readHeader(rows []xlsx.Row, st structure) error {
	s.header, s.body = rows[0].Number, rows[0].Number+1
	across := strings.TrimSpace(rows[0].Cells[0].Text)
	down := ""
	if len(rows) > 1 {
		if label := strings.TrimSpace(rows[1].Cells[0].Text); onlyLabel(rows[1]) && headForm.MatchString(label) && rows[1].Cells[0].Column == 1 && !periodLike.MatchString(label) {
			down, s.body = label, rows[1].Number+1
		}
	}
	if s.flow == "" {
		return s.refuse("header", "the row Dataset does not tell the code of the data set in brackets")
	}
	var err error
	if down == "" { // one header row: edited by hand, and named after the periods that go down
		if s.across, s.down, err = s.guessAxes(across, rows[0], st); err != nil {
			return err
		}
	} else if s.across, err = s.axis(across); err != nil {
		return err
	} else if s.down, err = s.axis(down); err != nil {
		return err
	}
	if s.across.isTime == s.down.isTime {
		return s.refuse("header", "the header names %q across and %q down; one of them must be the time", format.Cut(across), format.Cut(down))
	}
	return s.readValues(rows[0])
}

// periodLike is a period where a header could stand.
var periodLike = regexp.MustCompile(`^\d{4}`)

func onlyLabel(row xlsx.Row) bool {
	return !slices.ContainsFunc(row.Cells[1:], func(c xlsx.Cell) bool { return strings.TrimSpace(c.Text) != "" })
}

// axis reads the name of a dimension in the header.
func (s *slice) axis(text string) (dimension, error) {
	m := headForm.FindStringSubmatch(text)
	if m == nil {
		return dimension{}, s.refuse("header", "%q is not the name of a dimension, such as GEO (Labels)", format.Cut(text))
	}
	if strings.EqualFold(m[1], "TIME") || strings.EqualFold(m[1], "TIME_PERIOD") {
		return dimension{name: "TIME_PERIOD", isTime: true}, nil
	}
	return dimension{name: strings.ToLower(m[1]), byLabel: m[2] != "Codes"}, nil
}

// guessAxes names the axes of a header of one row, "Date": time goes down, and
// across goes the dimension of the sheet Structure that has the positions of the
// header. A header that fits none, or more than one, is refused.
func (s *slice) guessAxes(text string, row xlsx.Row, st structure) (across, down dimension, err error) {
	if !slices.Contains([]string{"date", "time", "time_period", "period"}, strings.ToLower(text)) {
		return across, down, s.refuse("header", "the header %q names no dimension that goes down", format.Cut(text))
	}
	var found []string
	for _, d := range st.order {
		positions := st.dimensions[d]
		fits := func(c xlsx.Cell) bool {
			_, ok := positions.codes[strings.TrimSpace(c.Text)]
			return ok || strings.TrimSpace(c.Text) == ""
		}
		if len(row.Cells) > 1 && !slices.ContainsFunc(row.Cells[1:], func(c xlsx.Cell) bool { return !fits(c) }) {
			found = append(found, positions.label)
		}
	}
	if len(found) != 1 {
		return across, down, s.refuse("header", "the columns are the positions of %d dimensions of the sheet Structure, not of one", len(found))
	}
	return dimension{name: found[0], byLabel: true}, dimension{name: "TIME_PERIOD", isTime: true}, nil
}

// readValues finds the columns of values and of flags.
func (s *slice) readValues(row xlsx.Row) error {
	seen := map[string]bool{}
	for i, c := range row.Cells {
		key := strings.TrimSpace(c.Text)
		if c.Column == 1 || key == "" {
			continue
		}
		if seen[key] {
			return s.refuse("header-duplicate", "the column %q stands twice", format.Cut(key))
		}
		seen[key] = true
		next := c.Column + 2 // the last column may have flags too
		if j := slices.IndexFunc(row.Cells[i+1:], func(c xlsx.Cell) bool { return strings.TrimSpace(c.Text) != "" }); j >= 0 {
			next = row.Cells[i+1+j].Column
		}
		if next > c.Column+2 {
			return s.refuse("columns", "%d columns without a header follow the column %q", next-c.Column-1, format.Cut(key))
		}
		s.values = append(s.values, value{column: c.Column, key: key, flags: next == c.Column+2})
	}
	if len(s.values) == 0 {
		return s.refuse("header", "the header names no column")
	}
	return nil
}
