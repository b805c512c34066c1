package warehouse

import "strings"

// diagnosisTable is a table of results: its columns in their order, and the first
// sorted of them, in which order it is read.
type diagnosisTable[T any] struct {
	name    string
	columns []diagnosisColumn[T]
	order   []string // columns; together they tell rows apart
}

// diagnosisColumn is a column with its place in the row; exactly one place is set.
type diagnosisColumn[T any] struct {
	name   string
	text   func(*T) *string
	number func(*T) *float64 // NaN: NULL
	whole  func(*T) *int64
	small  func(*T) *int
	flag   func(*T) *bool
}

// rows are results to be inserted.
func (t diagnosisTable[T]) rows(r Run, rows []T) bulk {
	columns := []bulkColumn{{name: "run_id", text: func(int) string { return r.ID }}}
	for _, c := range t.columns {
		b := bulkColumn{name: c.name}
		switch {
		case c.text != nil:
			b.text = func(i int) string { return *c.text(&rows[i]) }
		case c.number != nil:
			b.number = func(i int) float64 { return finite(*c.number(&rows[i])) }
		case c.whole != nil:
			b.whole = func(i int) int64 { return *c.whole(&rows[i]) }
		case c.small != nil:
			b.small = func(i int) int32 { return int32(*c.small(&rows[i])) }
		default:
			b.flag = func(i int) bool { return *c.flag(&rows[i]) }
		}
		columns = append(columns, b)
	}
	return bulk{table: t.name, rows: len(rows), columns: columns}
}

// names of the columns, with commas between.
func (t diagnosisTable[T]) names() string {
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
	}
	return strings.Join(names, ", ")
}

// places for the columns of a row.
func (t diagnosisTable[T]) places(row *T) []any {
	out := make([]any, len(t.columns))
	for i, c := range t.columns {
		switch {
		case c.text != nil:
			out[i] = c.text(row)
		case c.number != nil:
			out[i] = (*orNaN)(c.number(row))
		case c.whole != nil:
			out[i] = c.whole(row)
		case c.small != nil:
			out[i] = c.small(row)
		default:
			out[i] = c.flag(row)
		}
	}
	return out
}

// cellColumns are the columns of a cell within a row.
func cellColumns[T any](of func(*T) *Cell) []diagnosisColumn[T] {
	return []diagnosisColumn[T]{
		{name: "kind", text: func(r *T) *string { return &of(r).Kind }},
		{name: "territory_list", text: func(r *T) *string { return &of(r).Territory.List }},
		{name: "territory", text: func(r *T) *string { return &of(r).Territory.Value }},
		{name: "unit_list", text: func(r *T) *string { return &of(r).Unit.List }},
		{name: "unit_code", text: func(r *T) *string { return &of(r).Unit.Value }},
		{name: "period", text: func(r *T) *string { return &of(r).Period }},
	}
}

// groupColumns are the columns of a group within a row.
func groupColumns[T any](of func(*T) *Group) []diagnosisColumn[T] {
	return []diagnosisColumn[T]{
		{name: "kind", text: func(r *T) *string { return &of(r).Kind }},
		{name: "territory_list", text: func(r *T) *string { return &of(r).Territory.List }},
		{name: "territory", text: func(r *T) *string { return &of(r).Territory.Value }},
		{name: "unit_list", text: func(r *T) *string { return &of(r).UnitList }},
		{name: "period", text: func(r *T) *string { return &of(r).Period }},
	}
}

var (
	cellOrder  = []string{"kind", "territory_list", "territory", "unit_list", "period", "unit_code"}
	groupOrder = []string{"kind", "territory_list", "territory", "unit_list", "period"}
)

// diagnosisRelations are the tables and views of the diagnosis.
func diagnosisRelations() []string {
	var out []string
	for _, name := range []string{ratingTable.name, classShareTable.name, scopeTable.name, compositeTable.name, partTable.name, agreementTable.name,
		dissentTable.name, tauTable.name, pairTable.name, placeTable.name, choiceTable.name, causeTable.name, remedyTable.name} {
		out = append(out, name, strings.TrimPrefix(name, "out__"))
	}
	return out
}
