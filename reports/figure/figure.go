package figure

import (
	"time"

	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chart"
)

// Text is a text in both languages.
type Text = codes.Text

// Figure is one question, answered: what is shown, on which data, with which caveats.
// It holds no HTML. Number is given by the edition.
type Figure struct {
	ID        string // fig-..., English slug, permanent, the same in both languages
	Number    string // 4.1
	Question  Text   // shown in the list of contents
	Finding   Text   // the title: a sentence that could be false, at most 90 characters
	Subtitle  Text   // measure, unit, population, territory, period, adjusted or not
	Chart     chart.Spec
	Desc      Text // what, direction, highest, lowest
	HowToRead Text // required for fan, heat, scatter, tilemap, dots
	Notes     []Text
	Sources   []Source
	Table     Table
	Query     string // SQL that gives the rows
	Lineage   []warehouse.Lineage
	// Methods are those behind its values beside the ones that Lineage names: of
	// verdicts shown, of a second forecast.
	Methods  []Method
	RunID    string
	Key      Text      // the finding as one sentence with number, interval and period; empty: not a key finding
	Headline *Headline // the figure as one number; nil: none
	Weighing *Weighing // the indicators behind a ranking, for readers who weigh them otherwise; nil: none
	// Told are numbers that the words of the figure say and its table does not hold as
	// they are: counts over rows, results of the whole. The downloads have them.
	Told []Told
	// IsSynthetic is set when any value shown is demonstration data.
	IsSynthetic bool
}

// Method is a method by its id.
type Method struct {
	ID      string
	Version int
}

// Told is a number that words say, computed over the whole of a figure.
type Told struct {
	ID           string // machine name with unit suffix: majority_count
	Meaning      Text
	Unit         string
	Value        float64
	Lower, Upper float64 // of an interval; without one Level is 0
	Level        float64
}

// Headline is a figure as one number, already written.
type Headline struct {
	Label, Value, Interval, Comparison Text
}

// Source is one line under the figure.
type Source struct {
	Table      string // catalogue id
	Producer   string
	Title      Text
	Released   time.Time
	Licence    string
	URL        string
	Elaborated bool // our elaboration
	// Printed are the publications that the figures of a table were read from,
	// where the table gathers figures of several; they stand in place of Producer.
	Printed []Printed
}

// Printed is one publication.
type Printed struct{ Name, URL string }

// Kind of a table column.
type Kind string

// The kinds of columns. Every estimate or forecast has lower and upper columns with a level.
const (
	Label  Kind = "label"
	Value  Kind = "value"
	Lower  Kind = "lower"
	Upper  Kind = "upper"
	Status Kind = "status"
)

// Column of the table under a figure and of its CSV.
type Column struct {
	Name     string // machine name with unit suffix: employed_thousand
	Head     Text
	Kind     Kind
	Unit     string
	Decimals int
	Level    float64 // of an interval column
}

// Cell is a label (Text, with Code where it stands for one) or a number.
type Cell struct {
	Text   Text
	Code   string  // machine value of a label: code or ISO period
	Number float64 // NaN: missing, Mark says how it is shown
	Mark   string  // "..", "(c)", "-"
}

// Table is the figure in numbers.
type Table struct {
	Columns []Column
	Rows    [][]Cell
}
