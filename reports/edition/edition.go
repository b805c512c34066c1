package edition

import (
	"time"

	"fabbisogno/datasets/codes"
	"fabbisogno/reports/chapter"
)

// Text is a text in both languages.
type Text = codes.Text

// Edition is one report, whole, before any HTML: italy, or a region.
type Edition struct {
	ID          string // italy, region-ITC1
	Slug        Text   // path in each language tree: italia, italy; piemonte, piedmont
	Territory   string // NUTS code; Istat's of the region that NUTS has in two
	Name        Text   // of the territory
	Title       Text
	Label       string    // of the edition, for the address: 2026-11
	AsOf        time.Time // data released up to this day
	Released    time.Time
	NextRelease time.Time
	Status      Text // provisional, final
	Seed        int64
	Software    string // version
	IsSynthetic bool   // any figure rests on demonstration data

	Findings  []Finding
	Tiles     []Tile
	Cautions  []Text
	Chapters  []chapter.Chapter
	Methods   []Method
	Datasets  []Dataset
	Quality   []Paragraph
	Words     []Word // probability words bound to numbers
	Glossary  []Term
	Revisions []Revision
	Moved     *Moves // since the edition before; nil: there was none
	Citation  Citation
	Brief     *Brief // nil: none is published
	// Sheets stand beside the report for Italy, whose facts they are.
	Sheets []*SheetSet
}

// Finding is one key finding: a sentence with number, interval and period, and the figure it comes from.
type Finding struct {
	Text        Text
	FigureID    string
	Grade       string // A to D; empty: none
	IsSynthetic bool
}

// Tile is one number with its interval, comparison and date, already formatted.
type Tile struct {
	Label       Text
	Value       Text
	Interval    Text // may be empty for counts taken from a register
	Comparison  Text
	FigureID    string
	IsSynthetic bool
}

// Method is one entry of the methods annex.
type Method struct {
	ID      string
	Version int
	Title   Text
	Idea    Text
	Formula string // plain text
	Inputs  Text
	Limits  Text
	Source  string
	// Forms are the ids that figures know it by, each with options behind an underscore;
	// none: its own id alone.
	Forms []string
	// Parameters with value and whether the value is assumed.
	Parameters []Parameter
}

// Parameter of a method as printed.
type Parameter struct {
	ID      string
	Value   Text // with its unit
	Meaning Text
	Source  string
	Assumed bool
}

// Dataset is one row of the data annex.
type Dataset struct {
	Table        string
	Provider     Text
	Title        Text
	Released     time.Time
	Files        int
	Observations int64
	Rejected     int64
	Licence      string
	URL          string
	Citation     Text
	Breaks       []Text
	Warnings     []Text
	IsSynthetic  bool
}

// Paragraph is a titled text.
type Paragraph struct{ Title, Body Text }

// Word is a probability word with its bounds in percent.
type Word struct {
	Word         Text
	Lower, Upper int
}

// Term of the glossary.
type Term struct {
	Term, Meaning Text
	Source        string
}

// Revision is one line of the revision history.
type Revision struct {
	On      time.Time
	What    Text
	Why     Text
	Figures []string // ids of the figures that changed; empty: none
	Size    Text     // of the largest change; empty: no number moved
}

// Citation box.
type Citation struct {
	Text    Text
	BibTeX  string
	Licence Text
}
