package shock

import (
	"math"
	"slices"
)

// Kind of an event.
type Kind uint8

// Kinds.
const (
	Outlier Kind = iota // one value is out of line
	Shift               // the level is another from here on
)

// String is "outlier" or "shift".
func (k Kind) String() string { return [...]string{"outlier", "shift"}[k] }

// Event is something that happened once.
type Event struct {
	Kind Kind
	At   int     // place in the series, from 0
	Size float64 // in the unit of the series: by how much the value is off, or the level has moved
	T    float64 // t value
	// Left says why the event is not to be treated, "" if it is.
	Left Reason
}

// Reason to leave an event as it is.
type Reason string

const (
	// Open: among the last values an outlier and a shift look the same.
	Open Reason = "open"
	// Slide: three or more shifts the same way within a season are a recession
	// or a boom, part of how the series moves and not something that happens once.
	Slide Reason = "slide"
	// Unclear: not a clear outlier, where only those are to be treated.
	Unclear Reason = "unclear"
)

// clear is the t value of an outlier that is worth treating, see the package comment.
const clear = 8

// IsClear says whether e is an outlier of a t value of 8 or more.
func (e Event) IsClear() bool { return e.Kind == Outlier && math.Abs(e.T) >= clear }

// TreatTo takes the settled events out of y: a single value is set to what it
// would have been, and what came before a shift is brought to the level after
// it, so that the last values stay as they are. Events with a reason to be left are.
func TreatTo(y []float64, events []Event) {
	for _, e := range events {
		switch {
		case e.Left != "":
		case e.Kind == Outlier:
			y[e.At] -= e.Size
		default:
			for i := range e.At {
				y[i] += e.Size
			}
		}
	}
}

// onceOnly drops an event if another of its kind and direction, of more than
// half its size, stands in the same place of the season within two years: a
// season that changes, not an event.
func onceOnly(events []Event, m int) []Event {
	again := func(e Event) bool {
		return m > 1 && slices.ContainsFunc(events, func(o Event) bool {
			d := abs(o.At - e.At)
			return (d == m || d == 2*m) && o.Kind == e.Kind && (o.Size > 0) == (e.Size > 0) && 2*math.Abs(o.Size) > math.Abs(e.Size)
		})
	}
	var repeated [64]bool
	for i, e := range events[:min(len(events), len(repeated))] {
		repeated[i] = again(e)
	}
	kept := events[:0]
	for i, e := range events {
		if i >= len(repeated) || !repeated[i] {
			kept = append(kept, e)
		}
	}
	return kept
}

// slides says whether e is one of three shifts the same way within span values.
func slides(events []Event, e Event, span int) bool {
	count := 0
	for _, o := range events {
		if o.Kind == Shift && abs(o.At-e.At) < span && (o.Size > 0) == (e.Size > 0) {
			count++
		}
	}
	return e.Kind == Shift && count >= 3
}

func abs(i int) int {
	if i < 0 {
		return -i
	}
	return i
}
