package forecast

import (
	"context"
	"math"

	"fabbisogno/datasets/series"
)

// Theta is the method that won the M3 competition, as R forecast 8.20
// thetaf(): seasonally adjusted by classical decomposition when the test of
// M4 finds a season, simple exponential smoothing with half the slope of a
// linear trend as drift,
//
//	x(T+k) = l(n) + b/2 * (k-1 + (1 - (1-alpha)^n)/alpha),  b the least-squares slope of x on 0..n-1,
//
// put back on the season of the last year. Intervals are those of ETS(A,N,N),
// sd(k) = sigma sqrt(1 + (k-1) alpha^2), on the adjusted scale: as in R they
// are not widened by the season and cover too little (forecasting.md 3), which
// is why panels are calibrated (Calibration). Assimakopoulos & Nikolopoulos
// 2000, International Journal of Forecasting 16, 521-530; Hyndman & Billah
// 2003, same journal 19, 287-290.
//
// Where the zero Theta differs from R: l(0) and alpha are the exact optimum of
// R's own criterion (see SES); R's search stops short of it now and then, and
// its result hangs on the unit of the series. The season is additive when a
// value is zero or negative or Additive is set, where R would divide by what
// may be zero.
type Theta struct {
	// Additive takes the season as a sum also for positive values: for
	// series on a transformed scale.
	Additive bool
	// AsR repeats R's search for alpha and l(0), to agree with R to the last digits.
	AsR bool
	// Flat leaves the drift out: simple exponential smoothing of the
	// seasonally adjusted series, the benchmark SES of M4.
	Flat bool
}

// ID is "theta", "ses_seasonal" when Flat; "_additive" and "_r" follow for the options.
func (m Theta) ID() string {
	id := "theta"
	if m.Flat {
		id = "ses_seasonal"
	}
	if m.Additive {
		id += "_additive"
	}
	if m.AsR {
		id += "_r"
	}
	return id
}

// Version of the numbers.
func (Theta) Version() int { return 1 }

// Fit needs three values.
func (m Theta) Fit(ctx context.Context, s series.Series) (Fit, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p, err := prepare(s)
	if err != nil {
		return nil, &FitError{s.Key, m.ID(), err}
	}
	n := len(p.y)
	if n < minSmooth {
		return nil, &FitError{s.Key, m.ID(), ErrTooShort}
	}
	status := p.status
	adj := adjust(p.y, p.season, m.Additive)
	if adj.refused {
		status = status.With(NoteNoSeason, "")
	}
	f := m.smooth(adj.x)
	drift := slope(adj.x) / 2
	if m.Flat {
		drift = 0
	}
	offset := (1 - math.Pow(1-f.alpha, float64(n))) / f.alpha
	return &linear{
		model: m.ID(),
		point: func(k int) float64 { return adj.back(f.level+drift*(float64(k-1)+offset), n+k-1) },
		psi:   psiSmooth(f.alpha),
		sigma: f.sigma, residuals: f.errors, in: p, params: 1, status: status,
	}, nil
}

func (m Theta) smooth(x []float64) smoothing {
	if m.AsR && !constant(x) {
		return smoothAsR(x, meanSquare)
	}
	return smooth(x)
}

// adjusted is a series without its season.
type adjusted struct {
	x        []float64
	index    []float64 // nil: no season removed
	additive bool
	refused  bool // seasonal, but an index is too close to zero to divide by
}

// adjust removes the season when the test finds one.
func adjust(y []float64, season int, additive bool) adjusted {
	a := adjusted{x: y, additive: additive}
	if !isSeasonal(y, season) {
		return a
	}
	for _, v := range y {
		if v <= 0 {
			a.additive = true
		}
	}
	index := seasonalIndices(y, season, a.additive)
	for _, v := range index {
		if !a.additive && math.Abs(v) < 1e-4 { // the bound of thetaf()
			a.refused = true
			return a
		}
	}
	a.index = index
	a.x = make([]float64, len(y))
	for i, v := range y {
		if a.additive {
			a.x[i] = v - index[i%season]
		} else {
			a.x[i] = v / index[i%season]
		}
	}
	return a
}

// back puts the season of position i (from the first value) on v.
func (a adjusted) back(v float64, i int) float64 {
	switch {
	case a.index == nil:
		return v
	case a.additive:
		return v + a.index[i%len(a.index)]
	}
	return v * a.index[i%len(a.index)]
}

// slope of the least-squares line of x on 0 .. n-1.
func slope(x []float64) float64 {
	n := float64(len(x))
	centre := (n - 1) / 2
	sum := 0.0
	for i, v := range x {
		sum += (float64(i) - centre) * (v - x[0])
	}
	return sum * 12 / (n * (n*n - 1))
}
