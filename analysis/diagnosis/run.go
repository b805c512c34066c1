package diagnosis

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"

	"fabbisogno/analysis/agreement"
	"fabbisogno/analysis/shortage"
)

// Options of a run. Everything that could make two runs differ is in it.
type Options struct {
	Draws int     // of the inputs
	Level float64 // of intervals, 0 to 1
	Seed  int64
	// TauDraws are the first draws over which the spread of Kendall's tau is taken;
	// a matrix of all pairs of units in every draw would cost more than all else.
	TauDraws int
}

// DefaultTauDraws gives ends of a 90 % interval that move by about a tenth of its
// width between seeds.
const DefaultTauDraws = 100

// Engine runs all methods on panels. It may be used from one goroutine; make one
// for each.
type Engine struct {
	o       Options
	p       shortage.Parameters
	methods []Method
	raters  []Rater // nil where a method cannot be run
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
	e := &Engine{o: o, p: p, methods: methods, raters: make([]Rater, len(methods)), assumed: make([]bool, len(methods))}
	for k, m := range methods {
		if m.Start != nil {
			if e.raters[k], err = m.Start(p); err != nil {
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
	w := e.start(panel, shown)
	for k, m := range e.methods {
		res.Methods = append(res.Methods, e.blank(k, m, panel))
	}
	if err := w.point(); err != nil {
		return Result{}, fmt.Errorf("diagnose %s: %w", panel, err)
	}
	if err := w.simulate(rand.New(rand.NewPCG(panelSeed(e.o.Seed, panel), 1))); err != nil {
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

// panelSeed gives each panel draws of its own that do not move when another panel is added.
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
			if in := panel.Inputs[id]; in == nil || math.IsNaN(in[i].Value) {
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

// dissent explains the methods that stand against the majority of a unit.
func (w *work) dissent(res *Result) error {
	for s, i := range w.shown {
		says := make([]shortage.Verdict, len(w.methods))
		for k, m := range w.methods {
			says[k] = m.says(w.class[k][s])
		}
		count, of := agreement.Count(says)
		against := agreement.Against(count, of)
		if against == shortage.Unknown {
			continue
		}
		want := shortage.Yes
		if against == shortage.Yes {
			want = shortage.No
		}
		for k, m := range w.methods {
			if says[k] != against {
				continue
			}
			reason, err := w.reason(k, s, want)
			if err != nil {
				return err
			}
			res.Dissents = append(res.Dissents, Dissent{Unit: i, Method: m.ID, Says: string(against), Indicator: reason.Indicator,
				Value: reason.Value, Needed: reason.Needed})
		}
	}
	return nil
}

// reason is the indicator that keeps a method from a verdict on a unit, all
// other units as they are.
func (w *work) reason(k, s int, want shortage.Verdict) (agreement.Reason, error) {
	m := w.methods[k]
	x := make([][]float64, len(m.Needs))
	inputs := make([]agreement.Input, len(m.Needs))
	for j, id := range m.Needs {
		x[j] = append([]float64(nil), w.values[w.column[id]]...)
		inputs[j] = agreement.Input{Indicator: id, Value: x[j][s], Lower: math.Inf(1), Upper: math.Inf(-1)}
		for _, v := range x[j] {
			if !math.IsNaN(v) {
				inputs[j].Lower, inputs[j].Upper = math.Min(inputs[j].Lower, v), math.Max(inputs[j].Upper, v)
			}
		}
		if w.inputs[w.column[id]][s].Scale == Logit {
			inputs[j].Lower, inputs[j].Upper = 0, 100
		}
	}
	value, class := make([]float64, len(w.shown)), make([]int8, len(w.shown))
	var failed error
	reason := agreement.Explain(func(v []float64) shortage.Verdict {
		for j := range x {
			x[j][s] = v[j]
		}
		if err := w.raters[k].Rate(x, value, class); err != nil {
			failed = err
		}
		return m.says(class[s])
	}, inputs, want)
	return reason, failed
}
