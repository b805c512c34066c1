package smallcell

import "math"

// Publication says how a count or a value that rests on it may be printed.
type Publication string

// The ways.
const (
	Plain       Publication = "plain"
	WithCaution Publication = "with_caution" // shown with a mark and in grey
	TooSmall    Publication = "too_small"    // not shown
)

// OfEntries is how a value that rests on so many planned entries is printed: not
// below the least entries Excelsior shows, plainly from the least cases on, with
// caution between. A missing count is too small: Excelsior prints a dash.
func (s Settings) OfEntries(entries float64) Publication {
	return between(entries, s.LeastEntries, s.LeastCases)
}

// OfForecast is how a forecast of so many persons is printed: not below the least
// cases, with caution below the limit that Cedefop sets for its own forecasts.
func (s Settings) OfForecast(persons float64) Publication {
	return between(persons, s.LeastCases, s.Caution)
}

func between(v, shown, plain float64) Publication {
	switch {
	case math.IsNaN(v) || v < shown:
		return TooSmall
	case v < plain:
		return WithCaution
	}
	return Plain
}
