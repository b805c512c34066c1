package ets

import (
	"fmt"
	"math"
)

// candidate is a form on its way to the choice.
type candidate struct {
	form  Form
	x     free    // the best point so far
	extra float64 // what AICc adds to J
	value float64 // AICc of the scaled series at x
	moved bool    // the search had to be made again inside the admissible region
}

// head is what a form starts from: indices of the decomposition, level and
// slope of the first adjusted observations.
type head struct {
	season       []float64
	level, slope float64
	ready        bool
}

// quickStarts are first smoothing parameters, as shares of their ranges: R's,
// then slower and faster ones. The search goes down from the best.
var quickStarts = [lanes][shares]float64{
	{0.2, 0.1, 0.05, 0.95}, {0.5, 0.05, 0.1, 0.9}, {0.9, 0.02, 0.5, 0.97}, {0.05, 0.5, 0.02, 0.5},
	{0.85, 0.9, 0.1, 0.5}, {0.002, 0.1, 0.02, 0.9}, {0.5, 0.3, 0.3, 0.9}, {0.99, 0.3, 0.05, 0.9},
}

// quick chooses a form with the seasonal indices of the decomposition. All
// forms are tried at eight starts, and go down in the order of their AICc
// there; one that cannot win any more is given up.
func (w *Workspace) quick(y []float64, m int, best *Fit) error {
	if m < 2 || m > longest {
		m = 0
	}
	n := len(y)
	w.grow(n, m)
	w.newton.grow(n, m)
	w.unit = w.rescale(y)
	list := w.enter(w.scaled, m)
	w.entered = len(list)
	if len(list) == 0 {
		return fmt.Errorf("%d values: %w", n, ErrTooShort)
	}
	for i := 1; i < len(list); i++ {
		for j := i; j > 0 && list[j].value < list[j-1].value; j-- {
			list[j], list[j-1] = list[j-1], list[j]
		}
	}
	limit, slack := math.Inf(1), 0.0
	w.newton.near = near
	if w.averaged {
		slack, w.newton.near = margin, nearAveraged
	}
	for i := range list {
		c := &list[i]
		if !math.IsInf(c.value, 1) {
			c.value = w.newton.descend(c.form, w.scaled, w.heads[c.form.Season].season, &c.x, limit+slack-c.extra) + c.extra
		}
		limit = min(limit, c.value)
	}
	c := w.winner(list, m)
	if c == nil {
		return ErrNoFit
	}
	w.least = c.value
	w.adopt(c, m, best)
	w.keepErrors(c.form, w.unit)
	return nil
}

// adopt reads the fit of a candidate off a last run.
func (w *Workspace) adopt(c *candidate, m int, to *Fit) {
	w.best = c.form.point(&c.x)
	w.best.season = w.heads[c.form.Season].season
	*to = w.result(c.form, max(m, 1), w.unit, to.Season, to.FirstSeason)
}

// winner is the candidate of least AICc. Its optimum is nearly always
// admissible; where it is not, the search is repeated inside the region and the
// comparison made again.
func (w *Workspace) winner(list []candidate, m int) *candidate {
	for {
		best := &list[0]
		for i := range list {
			if list[i].value < best.value {
				best = &list[i]
			}
		}
		if math.IsInf(best.value, 1) {
			return nil
		}
		p := best.form.point(&best.x)
		if best.moved || admissible(best.form, m, p.alpha, p.beta, p.gamma, p.phi) {
			return best
		}
		w.newton.guarded, best.moved = true, true
		w.enterAt(best, w.scaled, m)
		best.value = best.extra + w.newton.descend(best.form, w.scaled, w.heads[best.form.Season].season, &best.x, math.Inf(1))
		w.newton.guarded = false
	}
}

// rescale leaves the series in the unit of its mean size in w.scaled and gives
// the unit.
func (w *Workspace) rescale(y []float64) float64 {
	scale := meanSize(y)
	w.scaled = w.scaled[:len(y)]
	for i, v := range y {
		w.scaled[i] = v / scale
	}
	return scale
}

// enter lists the forms that the data allow, each at the best of its starts.
func (w *Workspace) enter(x []float64, m int) []candidate {
	positive := !w.additive
	for _, v := range x {
		positive = positive && v > 0
	}
	for i := range w.heads {
		w.heads[i].ready = false
	}
	k := 0
	for _, f := range forms {
		extra := criterion(f, max(m, 1), len(x), 0)
		if f.Season != None && m == 0 || f.multiplies() && !positive || math.IsInf(extra, 1) {
			continue
		}
		h := &w.heads[f.Season]
		if !h.ready {
			w.headTo(h, f.Season, x, m)
		}
		c := &w.candidates[k]
		k++
		*c = candidate{form: f, extra: extra}
		if !w.recall(c) {
			w.enterAt(c, x, m)
		}
	}
	return w.candidates[:k]
}

// remember the candidates of the last series, or nothing. Levels and slopes
// become those of the series itself.
func (w *Workspace) remember(further bool) {
	w.before = w.before[:0]
	if further {
		w.before = append(w.before, w.candidates[:w.entered]...)
		for i := range w.before {
			x := &w.before[i].x
			x[4], x[5] = x[4]*w.unit, x[5]*w.unit
		}
	}
	w.entered = 0
}

// recall puts a form where its last search ended; false if there was none. The
// value, of another length of series, serves for the order of the searches only.
func (w *Workspace) recall(c *candidate) bool {
	for i := range w.before {
		if b := &w.before[i]; b.form == c.form && !math.IsInf(b.value, 0) {
			c.x, c.value = b.x, b.value
			c.x[4], c.x[5] = c.x[4]/w.unit, c.x[5]/w.unit
			return true
		}
	}
	return false
}

// enterAt brings a form to the best of its starts.
func (w *Workspace) enterAt(c *candidate, x []float64, m int) {
	f, h := c.form, &w.heads[c.form.Season]
	var starts [lanes]free
	for i, s := range quickStarts {
		starts[i] = free{s[0], s[1], s[2], s[3], h.level, h.slope}
		if f.Trend == None {
			starts[i][4] = h.middle(len(x), m)
		}
		if f.multiplies() {
			starts[i][4] = max(starts[i][4], 1e-3)
		}
	}
	c.x, c.value = w.newton.best(f, x, h.season, &starts)
	c.value += c.extra
}

// headLength is the number of observations that first level and slope are taken from.
func headLength(n, m int) int { return min(n, max(10, m)) }

// middle of the line through the head.
func (h *head) middle(n, m int) float64 {
	return h.level + h.slope*float64(headLength(n, m)+1)/2
}

func (w *Workspace) headTo(h *head, kind Kind, x []float64, m int) {
	h.ready = true
	h.season = h.season[:0]
	adjusted := x
	if kind != None {
		h.season = append(h.season, w.indices(x, m, kind)...)
		adjusted = w.withoutSeason(x, h.season, kind)
	}
	h.level, h.slope = line(adjusted[:headLength(len(x), m)])
}
