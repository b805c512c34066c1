package format

// Pick is one column of a View: a column of the table, or a text that the file
// says once for all rows.
type Pick struct {
	Column
	From  int    // index of the table's column; -1: Text
	Label int    // index of the column that holds its labels; -1: none
	Text  string // of every row when From is -1
}

// View gives the columns of a Table under the names of SDMX: codes and their
// labels from neighbouring columns joined, other columns left out. Faults and
// skips pass unchanged and name the columns of the file.
type View struct {
	table   *Table
	picks   []Pick
	columns []Column
	raw     []string
	cells   []string
	labels  []string
	beside  bool // labels stand in columns of their own
}

var _ Source = (*View)(nil)

// NewView shows the picked columns of t. It refuses a view with two columns of
// the same name, or none.
func NewView(t *Table, picks []Pick) (*View, error) {
	v := &View{table: t, picks: picks}
	seen := map[string]bool{}
	for _, p := range picks {
		if p.Name == "" || seen[p.Name] {
			return nil, &Refusal{Rule: "header-duplicate", Line: 1, Message: "the column name \"" + Cut(p.Name) + "\" stands twice in the header, or is empty", Hint: "rename or remove one of the two columns"}
		}
		seen[p.Name] = true
		v.beside = v.beside || p.Label >= 0
		v.columns = append(v.columns, p.Column)
	}
	v.cells, v.labels = make([]string, len(picks)), make([]string, len(picks))
	return v, nil
}

// Columns of the view.
func (v *View) Columns() []Column { return v.columns }

// Raw is the row that Next gave last as the table has it, for columns left out.
func (v *View) Raw() []string { return v.raw }

// Notes of the table.
func (v *View) Notes() []Note { return v.table.Notes() }

// Close closes the table.
func (v *View) Close() error { return v.table.Close() }

// Next row. A reader above may change its cells.
func (v *View) Next() (Row, error) {
	row, err := v.table.Next()
	v.raw = row.Cells
	if err != nil || row.Cells == nil {
		return row, err
	}
	for i, p := range v.picks {
		v.cells[i], v.labels[i] = p.Text, ""
		if p.From < 0 {
			continue
		}
		v.cells[i] = row.Cells[p.From]
		switch {
		case p.Label >= 0:
			v.labels[i] = row.Cells[p.Label]
		case row.Labels != nil:
			v.labels[i] = row.Labels[p.From]
		}
	}
	labelled := v.beside || row.Labels != nil
	row.Cells, row.Labels = v.cells, nil
	if labelled {
		row.Labels = v.labels
	}
	return row, nil
}
