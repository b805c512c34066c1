package shock

import (
	"math"
	"slices"

	"fabbisogno/analysis/forecast/stl"
	"fabbisogno/analysis/forecast/unitroot"
)

// Threshold is the least t value of an event in a long series. Chen & Liu advise
// 2.5 to 4 for one series looked at by an analyst; here thousands are looked at
// by nobody, and a false alarm costs more than a missed event of four deviations.
// With n values it is 5 + 40/n, because the scale is estimated, and by one
// season in all seasons more where a season was taken out, because that makes
// the errors of all other values too small.
const Threshold = 5

// seasonWindow of the loess of the season. A narrower one follows single values.
const seasonWindow = 19

// fewest known values for which a scale can be had.
const fewest = 12

// Finder looks at one series after another. It serves one goroutine at a time.
// The zero value is ready.
type Finder struct {
	work            stl.Workspace
	x               []float64 // without season, corrected by the events found so far
	level           []float64 // errors e(t); NaN where missing
	weight          []float64 // one over their variance in units of sigma^2
	sorted, changes []float64
	events          []Event
}

// Find gives the events in y, oldest value first, of m periods a year, in order
// of place. Missing values are NaN. y is not changed; the events are the
// Finder's own and change with the next series.
func (f *Finder) Find(y []float64, m int) []Event {
	f.events = f.events[:0]
	n, known := len(y), 0
	top := 0.0
	for _, v := range y {
		if !math.IsNaN(v) {
			known++
			top = max(top, math.Abs(v))
		}
	}
	if known < fewest || top == 0 || top > 1e300 {
		return nil
	}
	limit := Threshold + 40/float64(known)
	if f.deseason(y, m) {
		limit *= 1 + float64(m)/float64(known)
	}
	settled := n - openValues(m)
	for range max(known/20, 1) {
		alpha, drift := f.model()
		sigma := f.scale()
		if sigma <= 1e-9*top {
			break
		}
		f.run(f.x, alpha, drift)
		e, ok := f.largest(alpha, sigma, limit)
		if !ok {
			break
		}
		f.correct(e)
		f.record(e)
	}
	slices.SortFunc(f.events, func(a, b Event) int { return 2*(a.At-b.At) + int(a.Kind) - int(b.Kind) })
	f.events = onceOnly(f.events, m)
	for i := range f.events {
		switch e := &f.events[i]; {
		case e.At >= settled:
			e.Left = Open
		case slides(f.events, *e, max(m, 4)):
			e.Left = Slide
		}
	}
	return f.events
}

// openValues is the number of last values in which the kinds cannot be told apart.
func openValues(m int) int { return max(2, m/4) }

// deseason leaves y in f.x, without its season if it has one.
func (f *Finder) deseason(y []float64, m int) bool {
	f.x = append(f.x[:0], y...)
	f.level = slices.Grow(f.level[:0], len(y))[:len(y)]
	f.weight = slices.Grow(f.weight[:0], len(y))[:len(y)]
	if m < 2 || !unitroot.Seasonal(y, m) {
		return false
	}
	parts, err := f.work.Decompose(y, stl.Options{Period: m, Seasonal: seasonWindow, Robust: true})
	if err != nil {
		return false // two seasons or fewer: left in, and part of the errors
	}
	for i, s := range parts.Seasonal {
		f.x[i] -= s
	}
	return true
}

// model estimates alpha on a grid by the least sum of absolute errors, and the
// drift by the median change; it leaves the errors in f.level.
func (f *Finder) model() (alpha, drift float64) {
	f.changes = f.changes[:0]
	last := -1
	for i, v := range f.x {
		if math.IsNaN(v) {
			continue
		}
		if last >= 0 {
			f.changes = append(f.changes, (v-f.x[last])/float64(i-last))
		}
		last = i
	}
	drift = f.median(f.changes)
	best := math.Inf(1)
	for a := 1; a <= 20; a++ {
		if sum := f.run(f.x, float64(a)/20, drift); sum < best {
			best, alpha = sum, float64(a)/20
		}
	}
	f.run(f.x, alpha, drift)
	return alpha, drift
}

// run leaves the errors and their weights and gives the weighted sum of their
// sizes. The first level is that of the same recursion run backwards, so that
// the first errors are like the others. A gap of g values makes the next error
// wider: its variance is 1 + g alpha^2.
func (f *Finder) run(x []float64, alpha, drift float64) float64 {
	level, begun := 0.0, false
	for i := len(x) - 1; i >= 0; i-- {
		if math.IsNaN(x[i]) {
			level -= drift
			continue
		}
		if !begun {
			level, begun = x[i]+drift, true
		}
		level -= drift
		level += alpha * (x[i] - level)
	}
	level -= drift
	sum, variance := 0.0, 1.0
	for i, v := range x {
		level += drift
		e := v - level
		f.level[i], f.weight[i] = e, 1/variance
		if math.IsNaN(v) {
			variance += alpha * alpha
			f.weight[i] = 0
			continue
		}
		sum += math.Abs(e) / math.Sqrt(variance)
		level += alpha * e
		variance = 1
	}
	return sum
}

// scale is the standard deviation of the errors from their median absolute
// deviation (1.4826 makes it that of a normal).
func (f *Finder) scale() float64 {
	f.changes = f.changes[:0]
	for i, e := range f.level {
		if !math.IsNaN(e) {
			f.changes = append(f.changes, math.Abs(e)*math.Sqrt(f.weight[i]))
		}
	}
	return 1.4826 * f.median(f.changes)
}

// median of a non-empty slice, 0 of an empty one.
func (f *Finder) median(x []float64) float64 {
	f.sorted = append(f.sorted[:0], x...)
	slices.Sort(f.sorted)
	n := len(f.sorted)
	if n == 0 {
		return 0
	}
	return f.sorted[(n-1)/2]/2 + f.sorted[n/2]/2
}

// largest is the event of the largest t value, if it reaches Threshold. Going
// back from the end, the numerator and denominator of a shift at t follow from
// those at t+1, because its pattern dies out geometrically.
func (f *Finder) largest(alpha, sigma, limit float64) (Event, bool) {
	best := Event{}
	top, bottom := 0.0, 0.0 // of a shift at t+1
	for t := len(f.level) - 1; t > 0; t-- {
		e, w := f.level[t], f.weight[t]
		if w == 0 { // missing: nothing can be seen here, what comes later is a period farther off
			continue
		}
		outlierTop, outlierBottom := w*e-alpha*top, w+alpha*alpha*bottom
		top, bottom = w*e+(1-alpha)*top, w+(1-alpha)*(1-alpha)*bottom
		for kind, v := range [2][2]float64{Outlier: {outlierTop, outlierBottom}, Shift: {top, bottom}} {
			if s := v[0] / (sigma * math.Sqrt(v[1])); math.Abs(s) > math.Abs(best.T) {
				best = Event{Kind: Kind(kind), At: t, Size: v[0] / v[1], T: s}
			}
		}
	}
	return best, math.Abs(best.T) >= limit
}

// correct takes the event out of f.x. A shift brings what was before it to the
// level after it.
func (f *Finder) correct(e Event) {
	if e.Kind == Outlier {
		f.x[e.At] -= e.Size
		return
	}
	for i := range e.At {
		f.x[i] += e.Size
	}
}

// record adds the event, or its size to that of the same place and kind.
func (f *Finder) record(e Event) {
	for i := range f.events {
		if f.events[i].At == e.At && f.events[i].Kind == e.Kind {
			f.events[i].Size += e.Size
			return
		}
	}
	f.events = append(f.events, e)
}
