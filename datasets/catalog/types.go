package catalog

import "fabbisogno/datasets/codes"

// Text is a text in both languages.
type Text = codes.Text

// Catalog is everything declared, in the order of ids.
type Catalog struct {
	Providers  []Provider
	Tables     []Table
	Indicators []Indicator
	Parameters []Parameter
	Studies    []Study

	fingerprint string
}

// Provider publishes tables.
type Provider struct {
	ID       string `toml:"id"`
	Name     Text   `toml:"name"`
	Homepage string `toml:"homepage"`
	BaseURL  string `toml:"base_url"` // of the data service; empty: none
	Agency   string `toml:"agency"`   // SDMX agency
	Licence  string `toml:"licence"`  // identifier, for example CC-BY-4.0
	Terms    Text   `toml:"terms"`    // what the licence asks for, in a sentence
	Pacing   Pacing `toml:"pacing"`
	// Flags are the code lists of the provider's status flags, the first that has a
	// flag says what it means; empty: those of all providers.
	Flags []string `toml:"flags"`
	// Service is how the data service is asked; only with a BaseURL.
	Service Service `toml:"service"`
}

// Pacing is how politely the provider wants to be asked.
type Pacing struct {
	SecondsBetween int `toml:"seconds_between"` // at least, from one call to the next
	PerMinute      int `toml:"per_minute"`      // at most; 0: no such limit
	Ban            Ban `toml:"ban"`
}

// Ban is how a provider shuts out an address, and what ingest makes of it.
type Ban struct {
	Status []int `toml:"status"` // HTTP answers that mean one: 403, 429
	Hours  int   `toml:"hours"`  // how long, unless the answer says (Retry-After)
	// Timeouts is how many time-outs of the connection in a row mean one; 0: never.
	Timeouts int `toml:"timeouts"`
}

// Service is the grammar of an SDMX REST service. Paths are relative to the base URL;
// {agency}, {flow}, {key} and {structure} are filled in.
type Service struct {
	Data string `toml:"data"` // path of a data query
	// Accept are the forms asked for by header, the best first: the next one only after the
	// service said that it does not give the one before (406).
	Accept     []string          `toml:"accept"`
	Parameters map[string]string `toml:"parameters"` // query parameters of every data query
	// Structure is the path of the data structure with its code lists; Constraint that of the
	// codes that are really there, empty where the service has none that is quick.
	Structure       string `toml:"structure"`
	Constraint      string `toml:"constraint"`
	StructureAccept string `toml:"structure_accept"`
	// EndPeriodExtraYear: the service answers one year beyond endPeriod.
	EndPeriodExtraYear bool `toml:"end_period_extra_year"`
	MaxURL             int  `toml:"max_url"`         // longest address, in characters
	TimeoutSeconds     int  `toml:"timeout_seconds"` // an answer that takes longer to begin is too large
	// PollSeconds and Polls are how an answer that is prepared in a file is waited for.
	PollSeconds int `toml:"poll_seconds"`
	Polls       int `toml:"polls"`
}

// Table is one data set of a provider: what it is and how its cells become observations.
type Table struct {
	ID       string `toml:"id"`       // provider_dataset: istat_vacancies
	Provider string `toml:"provider"` // id
	Title    Text   `toml:"title"`
	Page     string `toml:"page"` // landing page
	Licence  string `toml:"licence"`
	Citation Text   `toml:"citation"`
	Format   string `toml:"format"` // id of the format reader: sdmxcsv, layout, publishedcsv, tidycsv, tidyparquet
	// Flows are the provider's own ids under which the table comes: 534_1038, 534_1038_DF_DCSC_POSTIVAC_2_1.
	Flows []string `toml:"flows"`
	// Structure is the provider's id of the data structure; Key the order of its dimensions.
	Structure string   `toml:"structure"`
	Key       []string `toml:"key"`
	// Select is the key and first period fetched by default.
	Select string `toml:"select"`
	Since  string `toml:"since"`
	// Queries are what is fetched where one question is not enough or goes to a child flow;
	// none: Select of the first of Flows.
	Queries    []Query     `toml:"query"`
	Release    string      `toml:"release"` // calendar: monthly, quarterly, yearly, once
	Dimensions []Dimension `toml:"dimension"`
	Measures   []Measure   `toml:"measure"`
	Dialect    Dialect     `toml:"dialect"` // of a tidycsv
	Layouts    []Layout    `toml:"layout"`
	// Constraints are combinations of codes that cannot be; a row with one is rejected.
	Constraints []Constraint `toml:"constraint"`
	// Totals are wholes and their parts in columns whose code lists have no partitions,
	// or where they hold for every measure of the table, adjusted ones too. A total that
	// does not add up is a warning.
	Totals   []Total  `toml:"total"`
	Breaks   []Break  `toml:"break"`
	Warnings []string `toml:"warnings"` // early_release, discontinued, small_cells, workplace_basis, residence_basis, excludes_agriculture
	MinRows  int      `toml:"min_rows"` // fewer in a complete file is a warning
	// Successor is the table that continues this one under another
	// classification. The two are never one series: their codes are of different lists.
	Successor string `toml:"successor"`
	// File is where the table is declared, for advice; of the workspace or of the project.
	File string `toml:"-"`
}

// Constraint says which codes may stand beside others, in the codes of the source.
type Constraint struct {
	When  map[string]string   `toml:"when"`  // rows meant: column = code, all of them
	Allow map[string][]string `toml:"allow"` // what they may hold: column = codes
	Why   Text                `toml:"why"`
}

// Total says that the rows of some codes of a column add up to those of another, all
// other columns the same. It is declared where the publisher's own files show it.
type Total struct {
	Column string   `toml:"column"`
	Whole  string   `toml:"whole"` // code of the source: 9
	Parts  []string `toml:"parts"` // 1, 2
}

// Query is one question to the data service.
type Query struct {
	Flow   string `toml:"flow"`   // one of the table's flows, or a child of one
	Select string `toml:"select"` // key: a part a dimension, empty = all, + = or
	Since  string `toml:"since"`  // default the table's
}

// Dimension maps a column of the source to a field of series.Key.
type Dimension struct {
	// Name is as the source spells it. A trailing * stands for any ending: NOTE_*.
	Name string `toml:"name"`
	// Aliases are other spellings of the same column in older or newer editions
	// of the flow: REF_AREA and ITTER107.
	Aliases []string `toml:"aliases"`
	// To: territory, industry, occupation, citizenship, sex, age, freq, period, value, status, note, edition,
	// measure (the column names the measure, see Measure.When), other (kept as DIM=code),
	// version (the column names the classification version of another, see Of), ignore.
	To   string `toml:"to"`
	List string `toml:"list"` // code list of the source's codes: istat_ref_area, ateco2007, istat_citizenship ...
	// Label is what the source calls the column where it prints labels in place of ids and codes: "Age class".
	// Labels are its names of codes; LabelList is a code list with further names, List when empty.
	Label     string            `toml:"label"`
	Labels    map[string]string `toml:"labels"`
	LabelList string            `toml:"label_list"`
	// Drop is the code that is left out of Other because it is the total: 9, 99, TOTAL, ALL.
	Drop string `toml:"drop"`
	// Strict: a code that is not in List rejects the row; otherwise it is kept and an issue notes it.
	Strict bool `toml:"strict"`
	// Absent is the code that holds where an export of ISTAT's data browser or of I.Stat leaves the column
	// out because the view fixes it, as a rule the total. Empty: such an export is refused. SDMX messages
	// always carry every dimension.
	Absent string `toml:"absent"`
	// Of is the column whose classification version a column with to = "version" names; Versions are the
	// code lists by what the column holds: { "2007" = "ateco2007", "2025" = "ateco2025" }.
	Of       string            `toml:"of"`
	Versions map[string]string `toml:"versions"`
	// Fixed is the code of every row of a tidy table, which has no such column.
	Fixed string `toml:"fixed"`
	// Codes reads texts of a tidy table as codes of List: "Totale" = "TOTAL".
	Codes map[string]string `toml:"codes"`
}

// Dialect is how a tidy CSV is written and its numbers are meant. It is declared
// and never guessed. Zero fields: UTF-8, commas, quotation marks, a decimal point,
// the header on the first line.
type Dialect struct {
	Encoding  string   `toml:"encoding"`   // utf-8 or windows-1252
	Separator string   `toml:"separator"`  // one character
	Quote     string   `toml:"quote"`      // one character
	Decimal   string   `toml:"decimal"`    // "." or ","; with a comma, points part thousands
	Missing   []string `toml:"missing"`    // texts that stand for a missing value, besides an empty cell
	HeaderRow int      `toml:"header_row"` // from 1
	// DateOrder is how periods that are dates are written: dmy, mdy or ymd; empty: such a period is set aside.
	// DateFrequency is what a date stands for, an SDMX frequency: D, the day itself, when empty; of another one
	// the date must be the first day: M with 01/02/2024 is February.
	DateOrder     string `toml:"date_order"`
	DateFrequency string `toml:"date_frequency"`
}

// Measure says which indicator a row carries.
type Measure struct {
	When      map[string]string `toml:"when"` // source column = code; empty: always
	Indicator string            `toml:"indicator"`
	// Scale multiplies the published number; 0 means 1.
	Scale float64 `toml:"scale"`
	// UnitMult is the power of ten that the source may write beside the value (UNIT_MULT) and that Scale
	// already holds: 6 for millions. A row with another one is rejected.
	UnitMult string `toml:"unit_mult"`
	// Column is the column of values that the measure reads, where a tidy table has several.
	Column string `toml:"column"`
	// Codes are those of dimensions with a fixed code that the column stands for: SECTOR = "A".
	Codes map[string]string `toml:"codes"`
}

// Layout finds one table inside a workbook by words of its title and header, never by number.
type Layout struct {
	ID          string   `toml:"id"`
	TitleWords  []string `toml:"title_words"`  // all must stand in the title
	HeaderWords []string `toml:"header_words"` // all must stand in the header rows
	// Sheet is the name of the sheet, exactly as the workbook writes it. A file without it, or where it is
	// hidden, is refused. Empty: any sheet that holds the words, hidden ones too, with a warning.
	Sheet string `toml:"sheet"`
	// HeaderRows is the number of header rows, found by HeaderWords; 0: the rows above the first values that
	// reach over more than one column. Needed where header cells are numbers (years across).
	HeaderRows int `toml:"header_rows"`
	// LabelWords are words in the header of the column of labels; empty: the first column.
	LabelWords []string `toml:"label_words"`
	// RowDimension is what the labels name: industry, occupation, territory, citizenship, sex, age, period, or
	// other, which is kept as RowName=code. RowList is their code list, RowCodes reads labels as codes before it.
	RowDimension string            `toml:"row_dimension"`
	RowName      string            `toml:"row_name"`
	RowList      string            `toml:"row_list"`
	RowCodes     map[string]string `toml:"row_codes"`
	// Section is what a label alone sets for the rows below it; none: labels alone are groups and mean nothing.
	Section LayoutAxis `toml:"section"`
	// Columns are measures by words of the column's header ...
	Columns []LayoutColumn `toml:"column"`
	// ... or, when ColumnDimension or Across is set, codes of further dimensions, with one measure or Columns.
	ColumnDimension string       `toml:"column_dimension"`
	ColumnList      string       `toml:"column_list"`
	ColumnIndicator string       `toml:"column_indicator"`
	Across          []LayoutAxis `toml:"across"`
	// Fixed are dimensions that the whole table has at one code.
	Fixed []LayoutAxis `toml:"fixed"`
	// Period is that of the whole table where nothing in it says so. Frequency is that of the period in the
	// title or on the cover: M a month (when empty), A a year.
	Period    string `toml:"period"`
	Frequency string `toml:"frequency"`
	// Suppressed, Missing and Zero are cell texts that mean suppressed ("-" in Excelsior), not available, and
	// a true zero ("-" in ISTAT). Other texts that are no number reject their row.
	Suppressed []string `toml:"suppressed"`
	Missing    []string `toml:"missing"`
	Zero       []string `toml:"zero"`
	// ValueNotes are the marks that may follow a number, such as (a); none declared: every known form.
	ValueNotes []string `toml:"value_notes"`
	// TotalLabels name the total row: TOTALE.
	TotalLabels []string `toml:"total_labels"`
	// FootnoteMarks begin a footnote or source line below the table: "Fonte", "(*)".
	FootnoteMarks []string `toml:"footnote_marks"`
}

// LayoutAxis is a dimension of a layout: its codes by names, or one fixed code.
type LayoutAxis struct {
	Dimension string            `toml:"dimension"`
	Name      string            `toml:"name"` // where Dimension is other: kept as NAME=code
	List      string            `toml:"list"`
	Codes     map[string]string `toml:"codes"`      // names as codes, before those of List
	Code      string            `toml:"code"`       // of a fixed dimension
	HeaderRow int               `toml:"header_row"` // of an axis across: row of its names, from 1; 0: any
}

// Axes are the dimensions that go across, in either way of declaring them.
func (l Layout) Axes() []LayoutAxis {
	if l.ColumnDimension == "" {
		return l.Across
	}
	return append([]LayoutAxis{{Dimension: l.ColumnDimension, List: l.ColumnList}}, l.Across...)
}

// LayoutColumn is one measured column of a layout.
type LayoutColumn struct {
	Words     []string `toml:"words"`
	Indicator string   `toml:"indicator"`
	// CountIndicator is what the column holds where it gives persons in place of percentages: its header says
	// so, or a value is above 100. One edition prints shares and another counts under the same title.
	CountIndicator string  `toml:"count_indicator"`
	Scale          float64 `toml:"scale"`    // multiplies the printed number; 0 means 1
	Optional       bool    `toml:"optional"` // the column may be missing
}

// Break is a point from which a table is not comparable with before.
type Break struct {
	ID   string `toml:"id"`   // lfs_2021, excelsior_agriculture_2025
	From string `toml:"from"` // period
	// Kind: level (definition or field changed), classification (codes mean
	// something else), reconstructed (earlier values were computed by the new
	// rules); empty: level.
	Kind string `toml:"kind"`
	// Concerns: all series of the table, or industry_totals where an industry
	// entered or left; empty: all.
	Concerns string `toml:"concerns"`
	What     Text   `toml:"what"`
	URL      string `toml:"url"`
}

// Indicator is a measured quantity.
type Indicator struct {
	ID          string   `toml:"id"` // with unit suffix
	Unit        string   `toml:"unit"`
	Name        Text     `toml:"name"`
	Description Text     `toml:"description"`
	Decimals    int      `toml:"decimals"`
	Direction   string   `toml:"direction"` // up: more is more need; down; none
	Minimum     *float64 `toml:"minimum"`   // values below are rejected
	Maximum     *float64 `toml:"maximum"`
	Adjusted    bool     `toml:"adjusted"` // seasonally adjusted
}

// Parameter is a threshold or weight: data, not code.
type Parameter struct {
	ID      string  `toml:"id"`
	Value   float64 `toml:"value"`
	Minimum float64 `toml:"minimum"`
	Maximum float64 `toml:"maximum"`
	Unit    string  `toml:"unit"`
	Meaning Text    `toml:"meaning"`
	Source  string  `toml:"source"`
	// Assumed: no published source fixes the value; pages say "assumed".
	Assumed bool `toml:"assumed"`
}

// Study is an edition family of the report.
type Study struct {
	ID        string   `toml:"id"` // italy, region
	Title     Text     `toml:"title"`
	Territory string   `toml:"territory"` // code, or empty when it is a parameter
	Horizon   int      `toml:"horizon_months"`
	Chapters  []string `toml:"chapters"`
}
