package forecast

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"fabbisogno/datasets/series"
)

// Model is a way to continue a series. A Model is a value without state: it
// may be used by many goroutines, and the same series gives the same Fit.
type Model interface {
	// ID is stable; it stands in tables and file names.
	ID() string
	// Version rises whenever published numbers may move.
	Version() int
	// Fit estimates the model. The error says that the model cannot answer
	// (ErrTooShort, ErrNoData); reservations about an answer stand in
	// Diagnosis.Status. The series is not modified.
	Fit(ctx context.Context, s series.Series) (Fit, error)
}

// Fit is an estimated model.
type Fit interface {
	// Forecast gives the distributions of the next h periods after the
	// series' last, in the unit of the series, with quantiles at Grid.
	Forecast(h int) ([]series.Dist, error)
	// Diagnose says how far the fit can be trusted.
	Diagnose() Diagnosis
}

// Simulator is the optional power to draw whole future paths, so that sums
// over periods keep the correlation of the errors.
type Simulator interface {
	// Paths gives n paths of h values. Randomness comes from rng only.
	Paths(h, n int, rng *rand.Rand) ([][]float64, error)
}

// Levels are the central intervals every forecast carries.
func Levels() []float64 { return []float64{0.50, 0.80, 0.90, 0.95} }

// Grid are the probabilities of the quantiles every forecast carries: the ends
// of Levels and the median.
func Grid() []float64 {
	return []float64{0.025, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.975}
}

// Grade sums up a Diagnosis in one letter.
type Grade string

// Grades, best first.
const (
	GradeA Grade = "A" // enough data, residuals look like noise, nothing was done to the series
	GradeB Grade = "B" // a reservation that seldom matters: some values interpolated, residuals not white
	GradeC Grade = "C" // read with care: short, a break kept or spliced, a fallback model
	GradeD Grade = "D" // an extrapolation for want of anything better: hardly any data, constant
)

// Note is one reservation: a stable key and its particulars.
type Note struct{ Key, Detail string }

// The keys of notes. They are stored in the warehouse; texts for people are
// made of them in reports/locale.
const (
	NoteShort        = "short"         // fewer than two seasons (or ten values); detail: number of values
	NoteConstant     = "constant"      // all values equal: the interval has no width, which is not certainty
	NoteInterpolated = "interpolated"  // missing values inside the series were interpolated; detail: number
	NoteSparse       = "sparse"        // more than a third of the values were interpolated; detail: share
	NoteTrailing     = "trailing"      // the last values are missing; detail: number
	NoteOutliers     = "outliers"      // declared exceptional periods were treated as missing; detail: span
	NoteReplaced     = "replaced"      // a value out of line was replaced; detail: period, old and new value
	NoteLevelShift   = "level_shift"   // values before a jump of the level were brought to it; detail: period, factor or difference, how many, the last of them old and new
	NoteEventLeft    = "event_left"    // a value out of line or a jump was seen and left as it is; detail: period, kind, size, why
	NoteCut          = "cut"           // values before a break were left out; detail: break
	NoteSpliced      = "spliced"       // values before a break were brought to the level after it; detail: break and factor
	NoteBackcast     = "backcast"      // values before a break were completed with the part that entered later; detail: break
	NoteBreakKept    = "break_kept"    // too few values after a break to cut or splice; detail: break
	NoteSeldom       = "seldom"        // many zeros: a method for such counts answered; detail: its id
	NoteFallback     = "fallback"      // another model answered; detail: its id
	NoteClipped      = "clipped"       // observations at a bound were moved inside it before the transformation; detail: number
	NoteFloor        = "floor"         // quantiles below zero were set to zero
	NoteNoSeason     = "season_unused" // seasonal indices close to zero: season not removed
	NoteAnalytic     = "analytic"      // intervals are the model's own: too few earlier errors to calibrate on
	NoteScale        = "scale"         // too short to know its own variability: at least the group's was taken; detail: group
	NoteEqualWeights = "equal_weights" // members of a combination weighed alike: no earlier errors are known
	NoteReconciled   = "reconciled"    // moved so that parts add up to totals
	NoteParts        = "parts"         // put together from the forecasts of its parts; detail: their codes
	NotePool         = "pool"          // intervals calibrated on a wider group; detail: group
)

// Status lists the reservations about a fit. Nil is a plain success.
type Status []Note

// String is "ok", or the notes as key or key=detail joined by "; ". The form
// is stable: it is stored in out__forecast.
func (s Status) String() string {
	if len(s) == 0 {
		return "ok"
	}
	parts := make([]string, len(s))
	for i, n := range s {
		parts[i] = n.Key
		if n.Detail != "" {
			parts[i] += "=" + n.Detail
		}
	}
	return strings.Join(parts, "; ")
}

// Has says whether a note with this key is present.
func (s Status) Has(key string) bool {
	return slices.ContainsFunc(s, func(n Note) bool { return n.Key == key })
}

// With is the status with one more note; s itself is not changed.
func (s Status) With(key, detail string) Status {
	return append(slices.Clone(s), Note{key, detail})
}

// Test is a statistical check of the residuals. P is NaN when there are too few of them.
type Test struct {
	Name         string
	Statistic, P float64
}

// Diagnosis says how far a fit can be trusted.
type Diagnosis struct {
	Grade    Grade
	Status   Status
	Tests    []Test
	Warnings []string // sentences in English for logs and JSON
}

// Errors that Fit wraps.
var (
	// ErrNoData is returned for a series without a single value.
	ErrNoData = errors.New("no values")
	// ErrTooShort is returned for a series with fewer values than the model needs.
	ErrTooShort = errors.New("too few values")
	// ErrHorizon is returned for a horizon below 1.
	ErrHorizon = errors.New("horizon below 1")
)

// FitError says which model could not be fitted to which series.
type FitError struct {
	Series series.Key
	Model  string
	Err    error
}

// Error is "fit MODEL to SERIES: cause".
func (e *FitError) Error() string {
	return fmt.Sprintf("fit %s to %s: %v", e.Model, e.Series, e.Err)
}

// Unwrap gives the cause.
func (e *FitError) Unwrap() error { return e.Err }
