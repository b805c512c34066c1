package warehouse

import (
	"iter"
	"time"

	"fabbisogno/datasets/series"
)

// Snapshot is one file as it came in, loaded as one declared table.
type Snapshot struct {
	SHA256      string // of the bytes as received, lower-case hex
	Table       string // catalogue table id
	FileName    string
	Bytes       int64
	Format      string // id of the format reader
	Provider    string
	Licence     string
	SourceURL   string
	Released    time.Time // day the publisher released the edition, UTC
	Vintage     string    // edition label that sorts as text
	IsSynthetic bool
}

// Observation is one value of one series, with the place in the file it came from.
type Observation struct {
	SHA256, Table string
	Row           int64  // of the source file, from 1
	Column        string // header or cell reference
	Key           series.Key
	Freq          series.Freq // 0 for a span of periods
	Period        string      // as series.Period.String, or first/last for a span
	PeriodStart   time.Time
	Value         float64 // NaN: missing
	// Exact are the digits of a whole number from 2^53 on that Value can't hold, and
	// only then; Value is the nearest to it, and arithmetic uses that. It is written by
	// Load and read by queries; Observations leaves it empty.
	Exact        string
	Status, Note string
	Released     time.Time
	Vintage      string
	IsSynthetic  bool
}

// Rejected is a row set aside.
type Rejected struct {
	FileName string
	Row      int64
	Column   string
	Value    string
	Rule     string // name of the rule broken
	Message  string // what is wrong
	Hint     string // what to do next
}

// Skip counts rows passed over by a named rule.
type Skip struct {
	Rule string
	Rows int64
}

// Issue is what a quality rule found.
type Issue struct {
	Severity string // note, warning, error
	Rule     string
	Key      string // series key or empty
	Message  string
}

// Counts of a load. Read = Loaded + Rejected + Skipped, or the load is refused.
type Counts struct {
	Read, Loaded, Rejected, Skipped int64
	Observations                    int64
}

// Load is everything one file brings in, committed in one transaction. Rows are
// given in slices, or piece by piece, or both; those in slices come first.
//
// The checksum, table and mark of demonstration data of an observation are those
// of Snapshot, whatever it says; its release day and vintage are where it has none.
type Load struct {
	Snapshot     Snapshot
	StepVersion  int    // of the ingest code; a higher one replaces an earlier load of the same bytes
	Recipe       string // declaration and mapping, as hashes with a colon between; another one replaces the earlier load
	Counts       Counts
	Observations []Observation
	Rejected     []Rejected
	Rows         iter.Seq2[Batch, error] // may be ranged over more than once; an error fails the load
	Skips        []Skip
	Issues       []Issue
}

// Batch is some of the rows of a load. It is used up before the next is asked for.
type Batch struct {
	Observations []Observation
	Rejected     []Rejected
}

// LedgerEntry is a load that was committed.
type LedgerEntry struct {
	Snapshot    Snapshot
	StepVersion int
	Recipe      string
	Ordinal     int64 // place in the order of first loads, from 1
	Reloads     int64 // how often the bytes were loaded again under another recipe
	Counts      Counts
	Skips       []Skip
}

// SetAside is a row that was set aside, and what became of it since.
type SetAside struct {
	Table, SHA256 string
	Rejected
	State            string // open, healed by mapping, declaration, program or file, dropped, superseded
	ByFile, BySHA256 string // the corrected file
	Released         time.Time
	Vintage          string
	IsSynthetic      bool
	Together         int64 // rows of the same file, rule and state, those not given included
}

// AsideFilter says which rows set aside are wanted; the zero value: all that
// wait for a cure.
type AsideFilter struct {
	Table    string
	Rule     string
	File     string // name, or the beginning of the checksum
	All      bool   // also those that found a cure
	PerGroup int    // at most so many of a file, rule and state; 0: all
}

// StateCount counts the rows of a table in one state.
type StateCount struct {
	Table, State string
	Rows         int64
}

// TableIssue is an issue with the file and table it was found in.
type TableIssue struct {
	Table, SHA256, FileName string
	Issue
}

// Run is one execution of an analysis or report step.
type Run struct {
	ID, Step, Fingerprint string
	AsOf                  time.Time
	Seed                  int64
	SoftwareVersion       string
}

// Forecast is one period of one series under one model.
type Forecast struct {
	Key          series.Key
	Origin       series.Period
	Period       series.Period
	Horizon      int
	Model        string
	ModelVersion int
	Status       string
	Mean         float64
	Intervals    []series.Interval // by rising level
	IsSynthetic  bool
}

// PastForecast is what a model would have said at an earlier origin, and what then came.
type PastForecast struct {
	Forecast
	Actual float64 // NaN: nothing came yet, or it cannot be compared
}

// Backtest is how good a model was at earlier origins. NaN: could not be computed.
type Backtest struct {
	Measure, Scope, Model string
	ModelVersion          int
	Horizon               int // 0: all
	Forecasts             int64
	MASE, SMAPE           float64
	Level, Coverage       float64
	Skill                 float64
	IsSynthetic           bool
}

// Shortage is the outcome of a diagnosis method for one unit. NaN: not known.
type Shortage struct {
	Method                                         string
	MethodVersion                                  int
	Panel                                          string
	Territory, Unit                                series.Code
	Period                                         string
	Need, Incidence, Class                         string
	ClassShare                                     float64
	NeedValue, NeedLower, NeedUpper                float64
	IncidenceValue, IncidenceLower, IncidenceUpper float64
	Score, Rank, RankLower, RankUpper, RankLevel   float64
	Explanation                                    string // JSON
	IsSynthetic                                    bool
}

// Figure is what the warehouse keeps of a published figure.
type Figure struct {
	Edition, ID, Number string
	TitleIT, TitleEN    string
	Query               string
	RunID               string
	IsSynthetic         bool
	Lineage             []Lineage
}

// Lineage is one input of a figure.
type Lineage struct {
	Table, SHA256 string
	Rows          int64
	Method        string // empty for plain observations
	MethodVersion int
	MethodRunID   string
}

// Code is one item of a code list with both labels.
type Code struct{ List, Code, LabelIT, LabelEN, Parent, Level string }

// Measure is an indicator's name in both languages.
type Measure struct{ Measure, Unit, LabelIT, LabelEN string }

// TableInfo is what readers must know of a table.
type TableInfo struct {
	Table, Provider, TitleIT, TitleEN, Licence, CitationIT, CitationEN, SourceURL string
}

// Reference is what readers need beside observations: code lists, measures,
// tables, and how codes, periods and flags of different kinds go together.
type Reference struct {
	Codes      []Code
	Measures   []Measure
	Tables     []TableInfo
	Links      []Link
	Partitions []Partition
	Breaks     []Break
	Units      []Unit
	FlagLists  []FlagList
}

// FlagList is a code list that says what flags of a provider mean, in the order
// in which lists are asked.
type FlagList struct{ Provider, List string }

// Link is one weighted correspondence between codes of two lists.
type Link struct {
	FromList, From, ToList, To string
	Weight                     float64
	IsOneToOne                 bool
	Basis, Source, Note        string
}

// Partition is a set of codes of a list that do not overlap.
type Partition struct {
	ID, List, Whole string
	Codes           []string
}

// Break is a period from which a table is not comparable with before.
type Break struct {
	Table, ID      string
	From           series.Period
	Kind           series.BreakKind
	Concerns       string // ConcernsAll or ConcernsIndustryTotals
	WhatIT, WhatEN string
	URL            string
}

// What a break changes: every series of its table, or the totals over
// industries alone, because an industry entered or left.
const (
	ConcernsAll            = "all"
	ConcernsIndustryTotals = "industry_totals"
)

// Unit of measurement.
type Unit struct {
	Name    string
	IsCount bool // values may be summed and split
}
