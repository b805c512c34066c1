package edition

import (
	"math"
	"slices"
	"strings"

	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// SheetSet are the sheets of one kind: one an occupation group, or one a sector.
type SheetSet struct {
	Kind   Kind
	Sheets []Sheet // by code
	// Measures are the columns of the index: those that most sheets have, in the order met.
	Measures []figure.Column
}

// Sheet is everything that the published reports say of one occupation group or
// sector. It holds nothing of its own: each fact is a cell of the table of a
// figure, with its interval, and leads there.
type Sheet struct {
	Code        string
	Name        Text
	Facts       []Fact // of the country
	Figures     []SheetFigure
	IsSynthetic bool
}

// Fact is one value of a table of a report.
type Fact struct {
	EditionID, FigureID string
	Place               Text // territory of the edition
	Column              figure.Column
	Value               figure.Cell
	Lower, Upper        figure.Cell // NaN: no interval
	Level               float64     // of the interval; 0: none
	IsSynthetic         bool
}

// sheetSource says which tables of a report the sheets of a kind are made of: the
// name of the label column, and the figures in the order in which facts are told.
var sheetSources = map[Kind]struct {
	label   string
	figures []string
}{
	Occupation: {"occupation_cp2021", []string{"fig-occupation-year", "fig-shortage-ranking", "fig-hard-occupations", "fig-reasons"}},
	Sector:     {"industry_excelsior_sector", []string{"fig-sector-year", "fig-sector-shortage-ranking", "fig-hard-sectors", "fig-immigrant-share"}},
}

// mostMeasures is how many measures the index of sheets has room for.
const mostMeasures = 5

// notInIndex are measures that the sheet has and a list has no room for.
var notInIndex = []string{"hard_to_fill_share_pct", "expected_entries_persons", "rank_count", "grade", "job_vacancy_rate_sa_pct", "priority_outcome"}

// sheetSet gathers the sheets of a kind out of finished editions, the country first.
// Only what a report of the country tells of gets a sheet.
func sheetSet(kind Kind, editions []Edition) *SheetSet {
	set := &SheetSet{Kind: kind}
	at := map[string]int{}
	for _, e := range editions {
		if e.Territory != "IT" {
			continue
		}
		for _, id := range sheetSources[kind].figures {
			f := e.figure(id)
			if f == nil || len(f.Table.Columns) == 0 || f.Table.Columns[0].Name != sheetSources[kind].label {
				continue
			}
			for _, row := range f.Table.Rows {
				code := row[0].Code
				i, known := at[code]
				if !known {
					if code == "" || code == "TOTAL" {
						continue
					}
					i = len(set.Sheets)
					at[code] = i
					set.Sheets = append(set.Sheets, Sheet{Code: code, Name: row[0].Text})
				}
				set.Sheets[i].add(factsOf(e, *f, row))
			}
		}
	}
	set.Measures = set.measures() // in the order of the figures, before that of the codes
	slices.SortFunc(set.Sheets, func(a, b Sheet) int { return strings.Compare(a.Code, b.Code) })
	for i := range set.Sheets {
		if kind == Sector {
			set.Sheets[i].add(vacancies(editions[0], set.Sheets[i].Code))
			set.Sheets[i].add(priority(editions[0], set.Sheets[i].Code))
		}
		set.Sheets[i].Figures = sheetFigures(kind, editions[0], set.Sheets[i])
	}
	if len(set.Sheets) == 0 {
		return nil
	}
	return set
}

// figure of an edition by id, nil when it is not there.
func (e Edition) figure(id string) *figure.Figure {
	for _, c := range e.Chapters {
		for i := range c.Figures {
			if c.Figures[i].ID == id {
				return &c.Figures[i]
			}
		}
	}
	return nil
}

// factsOf are the values of a row with their first interval, and the class with its
// probability. Places by the expected share alone are left to the report: the place of
// a sheet is that by the score.
func factsOf(e Edition, f figure.Figure, row []figure.Cell) []Fact {
	var out []Fact
	none := figure.Cell{Number: math.NaN()}
	probability := math.NaN()
	for i, c := range f.Table.Columns {
		fact := Fact{EditionID: e.ID, FigureID: f.ID, Place: e.Name, Column: c, Value: row[i], Lower: none, Upper: none, IsSynthetic: f.IsSynthetic}
		switch {
		case c.Name == "class_share_pct": // says nothing without the class
			probability = row[i].Number
		case c.Name == "class" && !math.IsNaN(probability):
			fact.Value.Text = both(func(l locale.Lang) string { return l.Of(row[i].Text) + " (" + l.Chance(probability/100) + ")" })
			out = append(out, fact)
		case c.Name == "grade" && row[i].Code != "":
			out = append(out, fact)
		case strings.HasPrefix(c.Name, "rank_") && !strings.Contains(f.ID, "shortage"):
		case c.Kind == figure.Value && !strings.HasPrefix(c.Name, "reference_"):
			out = append(out, fact)
		case len(out) == 0 || (c.Kind != figure.Lower && c.Kind != figure.Upper):
		default:
			last := &out[len(out)-1]
			if last.Level == 0 && c.Kind == figure.Lower && c.Unit == last.Column.Unit {
				last.Level, last.Lower = c.Level, row[i]
			} else if last.Level == c.Level && c.Kind == figure.Upper && math.IsNaN(last.Upper.Number) && c.Unit == last.Column.Unit {
				last.Upper = row[i]
			}
		}
	}
	return out
}

// add takes facts in, each measure once.
func (s *Sheet) add(facts []Fact) {
	for _, f := range facts {
		if !slices.ContainsFunc(s.Facts, func(o Fact) bool { return o.Column.Name == f.Column.Name }) {
			s.Facts = append(s.Facts, f)
			s.IsSynthetic = s.IsSynthetic || f.IsSynthetic
		}
	}
}

// vacancies is the latest rate that the report shows of the ATECO section a sector is;
// nothing where the sector is no whole section.
func vacancies(e Edition, code string) []Fact {
	f := e.figure("fig-vacancy-industry")
	if f == nil || !slices.Contains(wholeSections, code) {
		return nil
	}
	i := slices.IndexFunc(f.Table.Columns, func(c figure.Column) bool { return c.Name == "job_vacancy_rate_sa_"+code+"_pct" })
	if i < 0 {
		return nil
	}
	none := figure.Cell{Number: math.NaN()}
	for k := len(f.Table.Rows) - 1; k >= 0; k-- {
		row := f.Table.Rows[k]
		if math.IsNaN(row[i].Number) {
			continue
		}
		c := f.Table.Columns[i]
		c.Name = "job_vacancy_rate_sa_pct"
		c.Head = both(func(l locale.Lang) string {
			return in(l, "Tasso di posti vacanti, ", "Job vacancy rate, ") + l.Of(row[0].Text) + ", %"
		})
		return []Fact{{EditionID: e.ID, FigureID: f.ID, Place: e.Name, Column: c, Value: row[i], Lower: none, Upper: none, IsSynthetic: f.IsSynthetic}}
	}
	return nil
}

// wholeSections are the Excelsior sectors whose divisions are those of the ATECO
// section of the same letter.
var wholeSections = []string{"A", "F", "G", "H", "J", "K", "M", "P", "Q"}

// priority is what the declared test says of a sector that is a group of its own.
func priority(e Edition, code string) []Fact {
	f := e.figure("fig-need-incidence")
	if f == nil {
		return nil
	}
	i := slices.IndexFunc(f.Table.Columns, func(c figure.Column) bool { return c.Kind == figure.Status })
	rows := rowsOf(f, 0, code)
	if i < 0 || len(rows) == 0 {
		return nil
	}
	c, none := f.Table.Columns[i], figure.Cell{Number: math.NaN()}
	c.Name, c.Head = "priority_outcome", Text{IT: "Settore prioritario, soglie dichiarate", EN: "Priority sector, declared floors"}
	return []Fact{{EditionID: e.ID, FigureID: f.ID, Place: e.Name, Column: c, Value: rows[0][i], Lower: none, Upper: none, IsSynthetic: f.IsSynthetic}}
}

// Fact is the value of a measure; ok is false where the sheet has none.
func (s Sheet) Fact(measure string) (f Fact, ok bool) {
	i := slices.IndexFunc(s.Facts, func(f Fact) bool { return f.Column.Name == measure })
	if i < 0 {
		return f, false
	}
	return s.Facts[i], true
}

// measures of the index: those that most sheets have.
func (set SheetSet) measures() []figure.Column {
	var all []figure.Column
	count := map[string]int{}
	for _, s := range set.Sheets {
		for _, f := range s.Facts {
			if count[f.Column.Name]++; count[f.Column.Name] == 1 {
				all = append(all, f.Column)
			}
		}
	}
	all = slices.DeleteFunc(all, func(c figure.Column) bool {
		return 2*count[c.Name] < len(set.Sheets) || slices.Contains(notInIndex, c.Name)
	})
	return all[:min(mostMeasures, len(all))]
}
