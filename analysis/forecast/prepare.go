package forecast

import (
	"fmt"
	"math"
	"strconv"

	"fabbisogno/datasets/series"
)

// prepared is a series made ready for estimation: no missing value, comparable
// throughout as far as could be, and what was done for it.
type prepared struct {
	y      []float64 // a copy; at least one value
	season int       // periods a year; 1 for annual data
	gap    int       // missing periods after the last value
	status Status
}

// shortBelow is the number of values under which a series is called short.
func shortBelow(season int) int {
	if season > 1 {
		return 2 * season
	}
	return 10
}

// cutAfter is the number of values after a break that is enough to forget what
// was before: three seasons, the least the seasonality test and the
// decomposition need; twelve values without season.
func cutAfter(season int) int { return max(3*season, 12) }

// prepare trims missing ends, deals with the last declared break and
// interpolates what is missing inside.
func prepare(s series.Series) (prepared, error) {
	p := prepared{season: max(s.Freq().PerYear(), 1)}
	if err := s.Check(); err != nil {
		return p, err
	}
	known, first, gap := trim(s.Values)
	if known == nil {
		return p, ErrNoData
	}
	p.gap = gap
	p.y = append([]float64(nil), known...)
	if gap > 0 {
		p.status = append(p.status, Note{NoteTrailing, strconv.Itoa(gap)})
	}
	p.bridge(s, first)
	p.status = append(p.status, completeTo(p.y, p.season)...)
	return p, nil
}

// trim takes missing values off both ends: what is left, nil when nothing is, the
// place of its first value, and how many were missing at the end.
func trim(y []float64) (known []float64, first, gap int) {
	last := len(y) - 1
	for first <= last && math.IsNaN(y[first]) {
		first++
	}
	for last >= first && math.IsNaN(y[last]) {
		last--
	}
	if first > last {
		return nil, 0, 0
	}
	return y[first : last+1], first, len(y) - 1 - last
}

// completeTo interpolates what is missing inside y and says what there is to say of
// its values.
func completeTo(y []float64, season int) Status {
	var status Status
	if k := fillTo(y, season); k > 0 {
		status = append(status, Note{NoteInterpolated, strconv.Itoa(k)})
		if 3*k > len(y) {
			status = append(status, Note{NoteSparse, fmt.Sprintf("%d%%", 100*k/len(y))})
		}
	}
	if n := len(y); n < shortBelow(season) {
		status = append(status, Note{NoteShort, strconv.Itoa(n)})
	}
	if constant(y) {
		status = append(status, Note{NoteConstant, ""})
	}
	return status
}

// CompleteTo makes values ready for a model that knows no missing ones: from the
// first known to the last, what is missing between interpolated (a season of
// season periods keeps its shape), in the space of dst. gap is how many were
// missing at the end: forecasts for the periods after y begin at horizon gap+1.
// Breaks are not looked at. ErrNoData without a known value.
func CompleteTo(dst, y []float64, season int) (out []float64, gap int, status Status, err error) {
	inside, _, gap := trim(y)
	if inside == nil {
		return dst[:0], 0, nil, ErrNoData
	}
	if gap > 0 {
		status = append(status, Note{NoteTrailing, strconv.Itoa(gap)})
	}
	out = append(dst[:0], inside...)
	return out, gap, append(status, completeTo(out, max(season, 1))...), nil
}

// bridge applies the rule for breaks to the last one inside the data: with
// cutAfter values after it, what was before is left out; with a full year, the
// values before are brought to the level after it; otherwise they are kept as
// they are. The status says which.
func (p *prepared) bridge(s series.Series, first int) {
	at, reason := -1, ""
	for _, b := range s.Breaks {
		if b.From.Freq() != s.Freq() || !b.Parts() {
			continue
		}
		if i := b.From.Since(s.Start) - first; i > 0 && i < len(p.y) && i > at {
			at, reason = i, b.Reason
		}
	}
	if at < 0 {
		return
	}
	after := known(p.y[at:])
	switch {
	case after >= cutAfter(p.season):
		p.y = p.y[at:]
		p.status = append(p.status, Note{NoteCut, reason})
	case p.season > 1 && after >= p.season:
		shift, ok := levelShift(p.y, at, p.season)
		if !ok {
			p.status = append(p.status, Note{NoteBreakKept, reason})
			return
		}
		for i := range at {
			p.y[i] = shift.apply(p.y[i])
		}
		p.status = append(p.status, Note{NoteSpliced, fmt.Sprintf("%s %s", reason, shift)})
	default:
		p.status = append(p.status, Note{NoteBreakKept, reason})
	}
}

func known(y []float64) int {
	n := 0
	for _, v := range y {
		if !math.IsNaN(v) {
			n++
		}
	}
	return n
}

func constant(y []float64) bool {
	for _, v := range y {
		if v != y[0] {
			return false
		}
	}
	return true
}

// fillTo replaces missing values inside y and gives their number. A gap of up
// to a quarter of a season is bridged by a straight line between its
// neighbours. In a longer one each value is interpolated between the nearest
// years that have the same season, so that the seasonal shape survives; where
// one side is missing, the straight line serves.
func fillTo(y []float64, season int) int {
	filled := 0
	var source []float64
	for i := 0; i < len(y); i++ {
		if !math.IsNaN(y[i]) {
			continue
		}
		if source == nil {
			source = append([]float64(nil), y...)
		}
		end := i
		for math.IsNaN(source[end]) { // the last value is known
			end++
		}
		long := season > 1 && end-i > max(season/4, 1)
		for j := i; j < end; j++ {
			v := math.NaN()
			if long {
				v = between(source, j, season)
			}
			if math.IsNaN(v) {
				v = between(source, j, 1)
			}
			y[j] = v
		}
		filled += end - i
		i = end
	}
	return filled
}

// between interpolates y[i] linearly from the nearest known values a whole
// number of steps before and after it; NaN if one side has none.
func between(y []float64, i, step int) float64 {
	l, r := i-step, i+step
	for l >= 0 && math.IsNaN(y[l]) {
		l -= step
	}
	for r < len(y) && math.IsNaN(y[r]) {
		r += step
	}
	if l < 0 || r >= len(y) {
		return math.NaN()
	}
	w := float64(i-l) / float64(r-l)
	return y[l]*(1-w) + y[r]*w
}
