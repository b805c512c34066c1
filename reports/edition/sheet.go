package edition

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"fabbisogno/reports/figure"
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
	Regions     []Fact // one measure with an interval, by territory, largest first
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
	Occupation: {"occupation_cp2021", []string{"fig-hard-occupations", "fig-entries-difficulty", "fig-shortage-ranking", "fig-reasons"}},
	Sector:     {"industry_excelsior_sector", []string{"fig-hard-sectors", "fig-sector-entries", "fig-sector-shortage-ranking", "fig-immigrant-share"}},
}

// mostMeasures is how many measures the index of sheets has room for.
const mostMeasures = 4

// sheetSet gathers the sheets of a kind out of finished editions, the country first.
// Only what a report of the country tells of gets a sheet.
func sheetSet(kind Kind, editions []Edition) *SheetSet {
	set := &SheetSet{Kind: kind}
	at := map[string]int{}
	for _, e := range editions {
		for _, id := range sheetSources[kind].figures {
			f := e.figure(id)
			if f == nil || len(f.Table.Columns) == 0 || f.Table.Columns[0].Name != sheetSources[kind].label {
				continue
			}
			for _, row := range f.Table.Rows {
				code := row[0].Code
				i, known := at[code]
				if !known {
					if e.Territory != "IT" || code == "" || code == "TOTAL" {
						continue
					}
					i = len(set.Sheets)
					at[code] = i
					set.Sheets = append(set.Sheets, Sheet{Code: code, Name: row[0].Text})
				}
				set.Sheets[i].add(factsOf(e, *f, row), e.Territory == "IT")
			}
		}
	}
	set.Measures = set.measures() // in the order of the figures, before that of the codes
	slices.SortFunc(set.Sheets, func(a, b Sheet) int { return strings.Compare(a.Code, b.Code) })
	for i := range set.Sheets {
		slices.SortStableFunc(set.Sheets[i].Regions, func(a, b Fact) int {
			return cmp.Or(cmp.Compare(b.Value.Number, a.Value.Number), strings.Compare(a.EditionID, b.EditionID))
		})
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

// factsOf are the values of a row with their first interval.
func factsOf(e Edition, f figure.Figure, row []figure.Cell) []Fact {
	var out []Fact
	none := figure.Cell{Number: math.NaN()}
	for i, c := range f.Table.Columns {
		switch {
		case c.Name == "class_share_pct": // says nothing without the class
		case c.Kind == figure.Value && !strings.HasPrefix(c.Name, "reference_"):
			out = append(out, Fact{EditionID: e.ID, FigureID: f.ID, Place: e.Name, Column: c, Value: row[i], Lower: none, Upper: none, IsSynthetic: f.IsSynthetic})
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

// add takes facts in: of the country each measure once, of other places the first
// that has an interval.
func (s *Sheet) add(facts []Fact, ofCountry bool) {
	for _, f := range facts {
		if !ofCountry {
			told := slices.ContainsFunc(s.Regions, func(r Fact) bool { return r.EditionID == f.EditionID })
			if f.Level > 0 && !math.IsNaN(f.Value.Number) && !told && (len(s.Regions) == 0 || f.Column.Name == s.Regions[0].Column.Name) {
				s.Regions = append(s.Regions, f)
				s.IsSynthetic = s.IsSynthetic || f.IsSynthetic
			}
			continue
		}
		if !slices.ContainsFunc(s.Facts, func(o Fact) bool { return o.Column.Name == f.Column.Name }) {
			s.Facts = append(s.Facts, f)
			s.IsSynthetic = s.IsSynthetic || f.IsSynthetic
		}
	}
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
	all = slices.DeleteFunc(all, func(c figure.Column) bool { return 2*count[c.Name] < len(set.Sheets) })
	return all[:min(mostMeasures, len(all))]
}
