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
}

// Pacing is how politely the provider wants to be asked.
type Pacing struct {
	SecondsBetween int `toml:"seconds_between"`
	PerMinute      int `toml:"per_minute"`
}

// Table is one data set of a provider: what it is and how its cells become observations.
type Table struct {
	ID       string `toml:"id"`       // provider_dataset: istat_vacancies
	Provider string `toml:"provider"` // id
	Title    Text   `toml:"title"`
	Page     string `toml:"page"` // landing page
	Licence  string `toml:"licence"`
	Citation Text   `toml:"citation"`
	Format   string `toml:"format"` // id of the format reader: sdmxcsv, excelsior, publishedcsv
	// Flows are the provider's own ids under which the table comes: 534_1038, 534_1038_DF_DCSC_POSTIVAC_2_1.
	Flows []string `toml:"flows"`
	// Structure is the provider's id of the data structure; Key the order of its dimensions.
	Structure string   `toml:"structure"`
	Key       []string `toml:"key"`
	// Select is the key and first period fetched by default.
	Select     string      `toml:"select"`
	Since      string      `toml:"since"`
	Release    string      `toml:"release"` // calendar: monthly, quarterly, yearly, once
	Dimensions []Dimension `toml:"dimension"`
	Measures   []Measure   `toml:"measure"`
	Layouts    []Layout    `toml:"layout"`
	Breaks     []Break     `toml:"break"`
	Warnings   []string    `toml:"warnings"` // early_release, discontinued, small_cells, workplace_basis, residence_basis, excludes_agriculture
	MinRows    int         `toml:"min_rows"` // fewer in a complete file is a warning
	// File is where the table is declared, for advice; of the workspace or of the project.
	File string `toml:"-"`
}

// Dimension maps a column of the source to a field of series.Key.
type Dimension struct {
	// Name is as the source spells it. A trailing * stands for any ending: NOTE_*.
	Name string `toml:"name"`
	// Aliases are other spellings of the same column in older or newer editions
	// of the flow: REF_AREA and ITTER107.
	Aliases []string `toml:"aliases"`
	// To: territory, industry, occupation, citizenship, sex, age, freq, period, value, status, note, edition,
	// measure (the column names the measure, see Measure.When), other (kept as DIM=code), ignore.
	To   string `toml:"to"`
	List string `toml:"list"` // code list of the source's codes: istat_ref_area, ateco2007, istat_citizenship ...
	// Drop is the code that is left out of Other because it is the total: 9, 99, TOTAL, ALL.
	Drop string `toml:"drop"`
	// Strict: a code that is not in List rejects the row; otherwise it is kept and an issue notes it.
	Strict bool `toml:"strict"`
}

// Measure says which indicator a row carries.
type Measure struct {
	When      map[string]string `toml:"when"` // source column = code; empty: always
	Indicator string            `toml:"indicator"`
	// Scale multiplies the published number; 0 means 1.
	Scale float64 `toml:"scale"`
}

// Layout finds one table inside a workbook by words of its title and header, never by number.
type Layout struct {
	ID          string   `toml:"id"`
	TitleWords  []string `toml:"title_words"`  // all must stand in the title
	HeaderWords []string `toml:"header_words"` // all must stand in the header rows
	// RowDimension is what the first column names: industry, occupation, territory; RowList its labels' code list.
	RowDimension string `toml:"row_dimension"`
	RowList      string `toml:"row_list"`
	// Columns are measures by words of the column's header ...
	Columns []LayoutColumn `toml:"column"`
	// ... or, when ColumnDimension is set, codes of a second dimension with one measure.
	ColumnDimension string `toml:"column_dimension"`
	ColumnList      string `toml:"column_list"`
	ColumnIndicator string `toml:"column_indicator"`
	// Suppressed are cell texts that mean suppressed: "-" in Excelsior.
	Suppressed []string `toml:"suppressed"`
	// TotalLabels name the total row: TOTALE.
	TotalLabels []string `toml:"total_labels"`
	// FootnoteMarks begin a footnote or source line below the table: "Fonte", "(*)".
	FootnoteMarks []string `toml:"footnote_marks"`
}

// LayoutColumn is one measured column of a layout.
type LayoutColumn struct {
	Words     []string `toml:"words"`
	Indicator string   `toml:"indicator"`
}

// Break is a point from which a table is not comparable with before.
type Break struct {
	ID   string `toml:"id"`   // lfs_2021, excelsior_agriculture_2025
	From string `toml:"from"` // period
	What Text   `toml:"what"`
	URL  string `toml:"url"`
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
