package reconcile

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

// Method is a way to make forecasts add up.
type Method string

// The methods. All but the top-down and middle-out ones leave forecasts that
// already add up as they are.
const (
	BottomUp                     Method = "bu"          // sums of the bottom forecasts
	TopDownAverageProportions    Method = "td-ahp"      // the total, shared by average historical proportions
	TopDownProportionsOfAverages Method = "td-pha"      // the total, shared by proportions of historical averages
	TopDownForecastProportions   Method = "td-fp"       // the total, shared level by level as the forecasts are; trees only
	MiddleOut                    Method = "mo"          // top-down below a level, sums above it
	OLS                          Method = "ols"         // least squares, all nodes alike
	WLSStructural                Method = "wls-struct"  // variance of a node = number of bottom series in it
	WLSVariance                  Method = "wls"         // variance of a node = mean square of its residuals
	MinT                         Method = "mint"        // covariance of residuals, correlations shrunk to zero
	MinTSample                   Method = "mint-sample" // covariance of residuals as it is: unsafe
)

// Default is the method of Options without one, where there are residuals; with
// variances only it is WLSVariance, with neither WLSStructural. It had the least MASE of all at
// earlier origins of four collections, none of which judges it (the test
// TestChosen).
const Default = MinT

// Card describes a method for a list of methods.
type Card struct {
	ID          Method
	Description string
	Needs       string // what Options must give; empty: nothing
	Unsafe      bool
}

// Methods lists all methods.
func Methods() []Card {
	return []Card{
		{BottomUp, "sums of the bottom forecasts", "", false},
		{TopDownAverageProportions, "the total shared by average historical proportions", "history", false},
		{TopDownProportionsOfAverages, "the total shared by proportions of historical averages", "history", false},
		{TopDownForecastProportions, "the total shared level by level in proportion to the forecasts; trees only", "", false},
		{MiddleOut, "sums above a level, top-down below it", "a level", false},
		{OLS, "least squares with equal variances", "", false},
		{WLSStructural, "least squares with variances equal to the number of bottom series", "", false},
		{WLSVariance, "least squares with the variances of the residuals", "residuals or variances", false},
		{MinT, "minimum trace with the covariance of the residuals, correlations shrunk", "residuals", false},
		{MinTSample, "minimum trace with the sample covariance: its inverse is mostly noise", "residuals", true},
	}
}

// ParseMethod finds a method by its id; wls-var and mint-shrink are other names
// of wls and mint.
func ParseMethod(text string) (Method, error) {
	id := Method(strings.ToLower(strings.TrimSpace(text)))
	switch id {
	case "wls-var":
		return WLSVariance, nil
	case "mint-shrink":
		return MinT, nil
	}
	var known []string
	for _, c := range Methods() {
		if c.ID == id {
			return id, nil
		}
		known = append(known, string(c.ID))
	}
	return "", fmt.Errorf("unknown reconciliation method %q: use one of %s", text, strings.Join(known, ", "))
}

// Options of a plan. The zero value is a reconciliation by what is known of
// the errors: see Default.
type Options struct {
	Method Method // empty: see Default
	// Residuals are one-step errors of the base forecasts, actual minus fitted,
	// a row a node and a column a period, all nodes in the same periods. NaN is
	// missing: it does not count for the variance of its node, and its whole
	// period not for correlations.
	Residuals Matrix
	// Variances of the base forecasts, one a node, in place of those of the
	// residuals. +Inf: the aggregate has no forecast of its own. Zero is taken as a
	// millionth of the smallest that is not zero.
	Variances []float64
	// History is the known past of all nodes, for the top-down proportions.
	History Matrix
	// Level is where middle-out starts; Down is its way down, TopDownForecastProportions where empty.
	Level string
	Down  Method
	// Absent marks aggregates without a base forecast: their rows are not read. Nil: none.
	Absent []bool
	// NonNegative keeps every bottom value, and so every node, at zero or above:
	// the constrained optimum, not a clipped one, for the least-squares methods.
	NonNegative bool
	// Unsafe admits methods that are kept for comparison only.
	Unsafe bool
	// Workers is the number of blocks of columns worked on at a time; 0: 1.
	// Results do not depend on it.
	Workers int
	// Iterative solves by conjugate gradients even where a sweep is exact.
	Iterative bool
	// Tolerance and Iterations of conjugate gradients; 0: 1e-13, relative to the
	// incoherence of the base forecasts, and 5000.
	Tolerance  float64
	Iterations int
}

// ErrOptions is wrapped by refusals of options and of base forecasts.
var ErrOptions = errors.New("cannot reconcile")

// Report says what a reconciliation did.
type Report struct {
	Method     Method
	Lambda     float64 // intensity of the shrinkage; NaN where there is none
	Periods    int     // periods behind the correlations
	Iterations int     // most conjugate gradient iterations of a column
	AtZero     int     // bottom values that non-negativity holds at zero
}

// Plan is a reconciliation prepared for a hierarchy: it serves any number of
// base forecasts, and many goroutines.
type Plan struct {
	h       *Hierarchy
	o       Options
	lambda  float64
	periods int
	diag    *diagonal
	low     *lowRank
	sample  *sample
	shares  *shares
}

// NewPlan prepares a method.
func NewPlan(h *Hierarchy, o Options) (*Plan, error) {
	if o.Method == "" {
		switch {
		case o.Residuals.Rows > 0:
			o.Method = Default
		case o.Variances != nil:
			o.Method = WLSVariance
		default:
			o.Method = WLSStructural
		}
	}
	p := &Plan{h: h, o: o, lambda: math.NaN()}
	if o.Absent != nil && len(o.Absent) != h.Len() {
		return nil, fmt.Errorf("%w: %d marks of absence for %d nodes", ErrOptions, len(o.Absent), h.Len())
	}
	for i, absent := range o.Absent {
		if absent && i >= h.Aggregates() {
			return nil, fmt.Errorf("%w: bottom series %q has no base forecast: forecast it, or leave it out of the hierarchy", ErrOptions, h.nodes[i])
		}
	}
	var err error
	switch o.Method {
	case BottomUp:
	case TopDownAverageProportions, TopDownProportionsOfAverages, TopDownForecastProportions, MiddleOut:
		p.shares, err = newShares(h, o)
	case OLS, WLSStructural, WLSVariance:
		err = p.weigh()
	case MinT:
		if err = p.needResiduals(); err == nil {
			err = p.correlate()
		}
	case MinTSample:
		if err = p.needResiduals(); err == nil {
			p.sample, err = newSample(h, o)
		}
	default:
		_, err = ParseMethod(string(o.Method))
	}
	if err != nil {
		return nil, err
	}
	return p, nil
}

func (p *Plan) needResiduals() error {
	if p.o.Residuals.Rows != p.h.Len() || p.o.Residuals.Cols < 2 {
		return fmt.Errorf("%w: method %s needs residuals of all %d nodes over two periods or more, not %d x %d",
			ErrOptions, p.o.Method, p.h.Len(), p.o.Residuals.Rows, p.o.Residuals.Cols)
	}
	return nil
}

// weigh makes the diagonal plan.
func (p *Plan) weigh() error {
	w := make([]float64, p.h.Len())
	switch {
	case p.o.Method == OLS:
		for i := range w {
			w[i] = 1
		}
	case p.o.Method == WLSStructural:
		w = p.h.Counts()
	default:
		var err error
		if w, err = p.variances(); err != nil {
			return err
		}
	}
	p.diag = newDiagonal(p.h, p.without(w), p.o)
	return nil
}

// without gives absent aggregates an infinite variance.
func (p *Plan) without(w []float64) []float64 {
	for i, absent := range p.o.Absent {
		if absent {
			w[i] = math.Inf(1)
		}
	}
	return w
}

// leastShare of the smallest positive variance stands for a variance of zero.
const leastShare = 1e-6

// variances are those given, or the mean squares of the residuals.
func (p *Plan) variances() ([]float64, error) {
	w := append([]float64(nil), p.o.Variances...)
	if w == nil {
		if err := p.needResiduals(); err != nil {
			return nil, err
		}
		w = make([]float64, p.h.Len())
		for i := range w {
			w[i] = meanSquare(p.o.Residuals.Row(i))
		}
	}
	if len(w) != p.h.Len() {
		return nil, fmt.Errorf("%w: %d variances for %d nodes", ErrOptions, len(w), p.h.Len())
	}
	least := math.Inf(1)
	for i, v := range w {
		absent := p.o.Absent != nil && p.o.Absent[i]
		if !absent && (math.IsNaN(v) || v < 0 || math.IsInf(v, 1) && i >= p.h.Aggregates()) {
			return nil, fmt.Errorf("%w: variance of %q is %v: give it a positive number, or a residual", ErrOptions, p.h.nodes[i], v)
		}
		if v > 0 && v < least {
			least = v
		}
	}
	if math.IsInf(least, 1) {
		least = 1 / leastShare // nothing varies: all nodes alike
	}
	for i, v := range w {
		if v == 0 {
			w[i] = least * leastShare
		}
	}
	return w, nil
}

// meanSquare of the known values; NaN without one.
func meanSquare(x []float64) float64 {
	sum, n := 0.0, 0.0
	for _, v := range x {
		if !math.IsNaN(v) {
			sum += v * v
			n++
		}
	}
	return sum / n
}
