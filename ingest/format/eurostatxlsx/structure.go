package eurostatxlsx

import (
	"errors"
	"io"
	"strings"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/xlsx"
)

// positions are those of one dimension of the sheet Structure.
type positions struct {
	label string            // of the dimension
	id    string            // of the dimension; empty: the sheet gives labels only
	codes map[string]string // label to code; the code is empty where the sheet gives none
}

// structure is the sheet Structure: dimensions by folded label.
type structure struct {
	dimensions map[string]*positions
	order      []string
}

// read takes the sheet: under the heads Dimension and Position a label each, and
// codes beside them when they were asked for.
func (s *structure) read(rows *xlsx.Rows) error {
	s.dimensions = map[string]*positions{}
	var columns [4]int // of the dimension's label and code, of the position's label and code; 0: none
	position := 0      // column where the positions begin
	for {
		row, err := rows.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		texts := map[int]string{}
		for _, c := range row.Cells {
			texts[c.Column] = strings.TrimSpace(c.Text)
		}
		if columns[0] > 0 {
			s.add(texts[columns[0]], texts[columns[1]], texts[columns[2]], texts[columns[3]])
			continue
		}
		for _, c := range row.Cells {
			right := 0
			if position > 0 && c.Column >= position {
				right = 2
			}
			switch strings.ToLower(texts[c.Column]) {
			case "position":
				position = c.Column
			case "label":
				columns[right] = c.Column
			case "code":
				columns[right+1] = c.Column
			}
		}
	}
}

func (s *structure) add(label, id, position, code string) {
	if label == "" || position == "" {
		return
	}
	key := format.Fold(label)
	d, ok := s.dimensions[key]
	if !ok {
		d = &positions{label: label, id: id, codes: map[string]string{}}
		s.dimensions[key] = d
		s.order = append(s.order, key)
	}
	d.codes[position] = code
}

// fix is a dimension at one position, by code where the sheet gives both codes.
func (s *structure) fix(label, position string) fixed {
	d := s.dimensions[format.Fold(label)]
	f := fixed{dimension{name: label, byLabel: true}, position}
	if d.id != "" {
		f.name = strings.ToLower(d.id)
		if code := d.codes[position]; code != "" {
			f.byLabel, f.position = false, code
		}
	}
	return f
}
