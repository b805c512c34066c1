package diagnosis

import (
	"fmt"
	"hash/fnv"
	"math"

	"fabbisogno/analysis/internal/lanes"
	"fabbisogno/analysis/shortage"
)

// Options of a run. Everything that could make two runs differ is in it.
type Options struct {
	Draws int     // of the inputs
	Level float64 // of intervals, 0 to 1
	Seed  int64
	// TauDraws are the first draws over which the spread of Kendall's tau is taken: of
	// 18 methods there are 153 pairs, which in every draw would cost more than all else.
	TauDraws int
}

// DefaultTauDraws gives ends of a 90 % interval with a standard error of 3 % of its
// width: sqrt(0.05 0.95 / 400) / 0.103 standard deviations, of 3.29.
const DefaultTauDraws = 400

// Engine runs all methods on panels. It may be used from one goroutine; make a twin
// for each other.
type Engine struct {
	o       Options
	p       shortage.Parameters
	methods []Method
	rules   []shortage.Rule // nil where a method cannot be run
	assumed []bool
	work    work
}

// NewEngine looks up the methods' thresholds.
func NewEngine(methods []Method, p shortage.Parameters, o Options) (*Engine, error) {
	if o.Draws < 1 || !(o.Level > 0 && o.Level < 1) {
		return nil, fmt.Errorf("diagnose: %d draws, level %v: at least one draw and a level between 0 and 1 are expected", o.Draws, o.Level)
	}
	if o.TauDraws == 0 {
		o.TauDraws = DefaultTauDraws
	}
	cards, err := shortage.Cards()
	if err != nil {
		return nil, err
	}
	e := &Engine{o: o, p: p, methods: methods, rules: make([]shortage.Rule, len(methods)), assumed: make([]bool, len(methods))}
	e.work.noise = newNoise(o.Seed, o.Draws)
	for k, m := range methods {
		if len(m.Classes) > len(lanes.Table{}) {
			return nil, fmt.Errorf("start method %s: %d classes; at most %d are counted", m.ID, len(m.Classes), len(lanes.Table{}))
		}
		if m.Start != nil {
			if e.rules[k], err = m.Start(p); err != nil {
				return nil, fmt.Errorf("start method %s: %w", m.ID, err)
			}
		}
		for _, c := range cards {
			if c.ID == m.ID {
				if e.assumed[k], err = assumes(c, p); err != nil {
					return nil, err
				}
			}
		}
	}
	return e, nil
}

// Twin is an engine of the same methods and options for another goroutine. The two
// share the random numbers, which are most of what an engine keeps in memory.
func (e *Engine) Twin() (*Engine, error) {
	twin, err := NewEngine(e.methods, e.p, e.o)
	if err != nil {
		return nil, err
	}
	twin.work.noise = e.work.noise
	return twin, nil
}

// Run diagnoses a panel.
func (e *Engine) Run(panel Panel) (Result, error) {
	if err := panel.Check(); err != nil {
		return Result{}, err
	}
	res := Result{Panel: panel, Level: e.o.Level, Draws: e.o.Draws}
	var shown []int
	for i, u := range panel.Units {
		if u.Suppressed == "" {
			shown = append(shown, i)
		}
	}
	w, err := e.start(panel, shown)
	if err != nil {
		return Result{}, fmt.Errorf("diagnose %s: %w", panel, err)
	}
	for k, m := range e.methods {
		res.Methods = append(res.Methods, e.blank(k, m, panel))
	}
	if err := w.point(); err != nil {
		return Result{}, fmt.Errorf("diagnose %s: %w", panel, err)
	}
	if err := w.simulate(); err != nil {
		return Result{}, fmt.Errorf("diagnose %s: %w", panel, err)
	}
	w.rate(&res)
	w.agree(&res)
	if err := w.dissent(&res); err != nil {
		return Result{}, fmt.Errorf("diagnose %s: %w", panel, err)
	}
	w.correlate(&res)
	return res, nil
}

// panelSeed gives the composite of each panel draws of its own that do not move when another panel is added.
func panelSeed(seed int64, p Panel) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d %s", seed, p)
	return h.Sum64()
}

// blank are the ratings before anything is rated: each unit with its state.
func (e *Engine) blank(k int, m Method, panel Panel) MethodResult {
	out := MethodResult{Method: m, Assumed: e.assumed[k], Missing: m.missing(panel), Ratings: make([]Rating, len(panel.Units))}
	nan := math.NaN()
	for i, u := range panel.Units {
		r := Rating{Status: NotRated, ClassShare: nan, ShortageShare: nan, Value: nan, Lower: nan, Upper: nan, Rank: nan, RankLower: nan, RankUpper: nan}
		for _, id := range m.Needs {
			if math.IsNaN(panel.input(id, i).Value) {
				r.Reason = "missing " + id
				break
			}
		}
		if u.Suppressed != "" {
			r.Status, r.Reason = Suppressed, u.Suppressed
		}
		out.Ratings[i] = r
	}
	return out
}

// verdict is the text of a verdict in a rating; empty for none.
func verdict(v shortage.Verdict) string {
	if v == shortage.Unknown {
		return ""
	}
	return string(v)
}
