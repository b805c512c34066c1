package warehouse

import (
	"context"
	"database/sql"
	"fmt"
	"math"

	"fabbisogno/datasets/series"
)

// What a diagnosed unit is.
const (
	KindOccupation = "occupation"
	KindSector     = "sector"
	KindTerritory  = "territory" // the unit is a territory, compared with the others
)

// The states of a diagnosed cell.
const (
	StatusRated      = "rated"
	StatusNotRated   = "not_rated"
	StatusSuppressed = "suppressed"
)

// Cell is what a diagnosis speaks of: a unit in a territory and period.
type Cell struct {
	Kind            string
	Territory, Unit series.Code
	Period          string // 2025, or 2025-11/2026-10 for the latest twelve months
}

// Group is the units of a list in a territory and period, ranked together.
type Group struct {
	Kind      string
	Territory series.Code
	UnitList  string
	Period    string
}

// Rating is what a method says of a cell. Numbers are NaN where they are not
// known; a suppressed cell has none.
type Rating struct {
	Cell
	Method                     string
	MethodVersion              int
	Status, Reason             string // Reason: why it is not rated or suppressed
	Class                      string // on the method's own scale
	Says                       string // shortage: yes, no; empty where the method gives no verdict
	ClassShare, ShortageShare  float64
	Measure                    string // what Value is, with the unit at its end
	Value, ValueLower          float64
	ValueUpper                 float64
	Rank, RankLower, RankUpper float64 // 1: most short
	Ranked                     int64   // units ranked together
	Level                      float64 // of the intervals, 0 to 1
	Cases                      float64 // planned entries behind the cell
	Grade                      string  // A to D
	IsAssumed                  bool    // a threshold has no published source
	IsSynthetic                bool
}

// ClassShare is the share of draws in which a method, or "composite", puts a cell into a class.
type ClassShare struct {
	Cell
	Method, Class string
	Share         float64
	IsSynthetic   bool
}

// MethodScope says on what a method could be run.
type MethodScope struct {
	Kind                        string
	Territory                   series.Code
	UnitList                    string
	Method                      string
	MethodVersion               int
	Status                      string // run, not_rated
	Missing                     string // inputs the workspace does not hold, with commas between
	Rated, NotRated, Suppressed int64  // cells
	// AdaptationIT and AdaptationEN say what stands in for what the method's own country
	// measures; empty where nothing does.
	AdaptationIT, AdaptationEN string
}

// Composite is the composite score of a cell with the places it may take.
type Composite struct {
	Cell
	Status, Reason                         string
	Class                                  string // high, middle, low
	ClassShare                             float64
	Score, ScoreLower, ScoreUpper          float64 // 0 to 100
	Rank, RankMedian, RankLower, RankUpper float64
	Ranked                                 int64
	Band                                   int64 // units of a band cannot be told apart from its first; 0: not ranked
	Level                                  float64
	Cases                                  float64
	Grade                                  string
	IsSynthetic                            bool
}

// CompositePart is an indicator's share in a score: the score is the sum of contributions.
type CompositePart struct {
	Cell
	Indicator                        string
	Value, ValueLower, ValueUpper    float64
	Normalised, Weight, Contribution float64 // Normalised 0 to 100, high means short
	IsSynthetic                      bool
}

// Agreement is how many methods say shortage.
type Agreement struct {
	Cell
	Status              string
	Shortage, Methods   int64 // k of n
	Lower, Upper, Level float64
	Verdict             string // all, most, split, few, none
	VerdictShare        float64
	IsSynthetic         bool
}

// Dissent is a method against the majority with the indicator it stands on.
type Dissent struct {
	Cell
	Method, Says  string
	Indicator     string
	Value, Needed float64 // Needed: where the method would join the majority; NaN: nowhere in the indicator's range
	IsSynthetic   bool
}

// MethodTau is Kendall's tau-b between the rankings of two methods.
type MethodTau struct {
	Group
	A, B                    string // in the order of the alphabet
	Tau, TauLower, TauUpper float64
	Level                   float64
	Units                   int64 // ranked by both
	IsSynthetic             bool
}

// RankPair is how often the better placed of two units stands above the other.
type RankPair struct {
	Group
	First, Second string
	ShareAbove    float64
	IsApart       bool // the share reaches the level
	Level         float64
	IsSynthetic   bool
}

// RankShare is the share of draws in which a unit takes a place of the composite's ranking.
type RankShare struct {
	Cell
	Place       int64 // 1: most short
	Share       float64
	IsSynthetic bool
}

// ChoiceEffect is how much a choice of the composite moves an output: Sobol indices.
type ChoiceEffect struct {
	Group
	Choice, Output                string
	First, FirstLower, FirstUpper float64
	Total, TotalLower, TotalUpper float64
	Level                         float64
	IsSynthetic                   bool
}

// Cause is a graded cause of a shortage.
type Cause struct {
	Cell
	Cause, Grade                  string
	GradeShare                    float64
	Evidence                      string // indicators, with commas between
	Value, ValueLower, ValueUpper float64
	IsSynthetic                   bool
}

// Remedy is what could be done about a cause.
type Remedy struct {
	Cell
	Cause, Remedy      string
	Fit, EvidenceGrade string
	IsSynthetic        bool
}

// DiagnosisResults is everything a diagnosis run gives.
type DiagnosisResults struct {
	Ratings     []Rating
	ClassShares []ClassShare
	Scopes      []MethodScope
	Composites  []Composite
	Parts       []CompositePart
	Agreements  []Agreement
	Dissents    []Dissent
	Taus        []MethodTau
	Pairs       []RankPair
	Places      []RankShare
	Choices     []ChoiceEffect
	Causes      []Cause
	Remedies    []Remedy
}

// Rows is the number of rows of all tables.
func (r DiagnosisResults) Rows() int {
	return len(r.Ratings) + len(r.ClassShares) + len(r.Scopes) + len(r.Composites) + len(r.Parts) + len(r.Agreements) +
		len(r.Dissents) + len(r.Taus) + len(r.Pairs) + len(r.Places) + len(r.Choices) + len(r.Causes) + len(r.Remedies)
}

// SaveDiagnosis replaces the results of the diagnosis and its run, in one
// transaction. It refuses a rank without an interval, a class without its
// probability, and a suppressed cell with a number.
func (d *DB) SaveDiagnosis(ctx context.Context, r Run, res DiagnosisResults) error {
	if err := res.check(); err != nil {
		return fmt.Errorf("save diagnosis: %w", err)
	}
	rows := []bulk{
		ratingTable.rows(r, res.Ratings), classShareTable.rows(r, res.ClassShares), scopeTable.rows(r, res.Scopes),
		compositeTable.rows(r, res.Composites), partTable.rows(r, res.Parts), agreementTable.rows(r, res.Agreements),
		dissentTable.rows(r, res.Dissents), tauTable.rows(r, res.Taus), pairTable.rows(r, res.Pairs),
		placeTable.rows(r, res.Places),
		choiceTable.rows(r, res.Choices), causeTable.rows(r, res.Causes), remedyTable.rows(r, res.Remedies),
	}
	err := d.transact(ctx, rows, func(conn *sql.Conn) error {
		for _, b := range rows {
			if _, err := conn.ExecContext(ctx, fmt.Sprintf(statement("delete_diagnosis"), b.table)); err != nil {
				return err
			}
			if err := b.insert(ctx, conn); err != nil {
				return err
			}
		}
		return putRun(ctx, conn, r)
	})
	if err != nil {
		return fmt.Errorf("save diagnosis: %w", err)
	}
	return nil
}

// check holds results against what every reader may rely on.
func (r DiagnosisResults) check() error {
	for _, v := range r.Ratings {
		if err := checkCell(v.Cell, v.Status, v.Class, v.ClassShare, []float64{v.Value, v.ShortageShare}, [3]float64{v.Rank, v.RankLower, v.RankUpper}); err != nil {
			return fmt.Errorf("method %s: %w", v.Method, err)
		}
	}
	for _, v := range r.Composites {
		if err := checkCell(v.Cell, v.Status, v.Class, v.ClassShare, []float64{v.Score}, [3]float64{v.Rank, v.RankLower, v.RankUpper}); err != nil {
			return fmt.Errorf("composite: %w", err)
		}
	}
	for _, v := range r.Places {
		if !(v.Share > 0 && v.Share <= 1) || v.Place < 1 {
			return fmt.Errorf("rank share of %s %s %s: place %d in %v of draws", v.Territory, v.Unit, v.Period, v.Place, v.Share)
		}
	}
	for _, v := range r.Agreements {
		if v.Status == StatusSuppressed && v.Methods != 0 || v.Shortage > v.Methods || (v.Verdict != "") != (v.Methods > 0) ||
			v.Verdict != "" && math.IsNaN(v.VerdictShare) {
			return fmt.Errorf("agreement of %s %s %s: %s, %d of %d, %q with probability %v", v.Territory, v.Unit, v.Period, v.Status,
				v.Shortage, v.Methods, v.Verdict, v.VerdictShare)
		}
	}
	return nil
}

func checkCell(c Cell, status, class string, share float64, numbers []float64, rank [3]float64) error {
	at := fmt.Sprintf("%s %s %s", c.Territory, c.Unit, c.Period)
	isEmpty := class == "" && math.IsNaN(rank[0])
	for _, v := range numbers {
		isEmpty = isEmpty && math.IsNaN(v)
	}
	switch {
	case status != StatusRated && status != StatusNotRated && status != StatusSuppressed:
		return fmt.Errorf("%s: unknown status %q", at, status)
	case status == StatusSuppressed && !isEmpty:
		return fmt.Errorf("%s: suppressed, but with a class or number", at)
	case status == StatusRated && isEmpty:
		return fmt.Errorf("%s: rated, but without class or number", at)
	case status == StatusRated && class != "" && math.IsNaN(share):
		return fmt.Errorf("%s: class %s without its probability", at, class)
	case !math.IsNaN(rank[0]) && !(rank[1] <= rank[2]):
		return fmt.Errorf("%s: rank %v without an interval", at, rank[0])
	}
	return nil
}
