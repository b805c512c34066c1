package forecast

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"fabbisogno/analysis/forecast/unitroot"
	"fabbisogno/datasets/series"
)

// linear is the Fit of most models here: a point path plus Gaussian shocks,
//
//	y(T+k) = point(k) + sum over j of psi(j) e(T+k-j),  j = 0 .. k-1, e ~ N(0, sigma^2),
//
// so that sd(k) = sigma * sqrt(sum of psi(j)^2 + doubt(k)^2), where doubt is the
// error of estimated parameters, one draw a path, 0 where a model leaves it out.
// With freedom above 0 quantiles are those of Student's t. Horizons count from the
// last observed value; gap periods are missing after it and are skipped.
type linear struct {
	model string
	point func(k int) float64 // k from 1
	psi   func(j int) float64 // psi(0) = 1
	// course takes the place of point and psi where the effect of a shock hangs
	// on the period: h points, and what a shock j periods before adds to the k-th, j <= k.
	course    func(h int) (point []float64, effect [][]float64)
	doubt     func(k int) float64 // nil: 0
	sigma     float64
	freedom   int       // degrees of freedom of sigma, where the interval knows of them
	residuals []float64 // one step, in sample
	in        prepared
	params    int // estimated from the data, for the degrees of freedom of tests
	status    Status
}

func (f *linear) moments(h int) (mean, sd []float64, err error) {
	if h < 1 {
		return nil, nil, fmt.Errorf("forecast %s: %w", f.model, ErrHorizon)
	}
	mean, sd = make([]float64, h), make([]float64, h)
	point, effect := f.expand(h + f.in.gap)
	for i := range mean {
		k := i + f.in.gap
		sum := f.doubtAt(k+1) * f.doubtAt(k+1)
		for _, p := range effect[k] {
			sum += p * p
		}
		mean[i], sd[i] = point[k], f.sigma*math.Sqrt(sum)
	}
	for i := range mean {
		if !finite(mean[i]) || !finite(sd[i]) {
			return nil, nil, fmt.Errorf("forecast %s at horizon %d: %w", f.model, i+1, series.ErrInfinite)
		}
	}
	return mean, sd, nil
}

// expand gives points and effects of h periods, place 0 the first.
func (f *linear) expand(h int) (point []float64, effect [][]float64) {
	if f.course != nil {
		return f.course(h)
	}
	point, effect = make([]float64, h), make([][]float64, h)
	psi := make([]float64, h)
	for j := range psi {
		psi[j] = f.psi(j)
	}
	for k := range point {
		point[k], effect[k] = f.point(k+1), psi[:k+1]
	}
	return point, effect
}

func (f *linear) doubtAt(k int) float64 {
	if f.doubt == nil {
		return 0
	}
	return f.doubt(k)
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// Forecast gives normal distributions, or Student's where sigma has few degrees of freedom.
func (f *linear) Forecast(h int) ([]series.Dist, error) {
	mean, sd, err := f.moments(h)
	if err != nil {
		return nil, err
	}
	z := normalGrid(Grid())
	if f.freedom > 0 {
		z = studentGrid(Grid(), f.freedom)
	}
	return distributions(f.model, mean, sd, z)
}

// normals are normal distributions with quantiles at Grid.
func normals(model string, mean, sd []float64) ([]series.Dist, error) {
	return distributions(model, mean, sd, normalGrid(Grid()))
}

// distributions have their quantiles at mean + z sd, z at Grid.
func distributions(model string, mean, sd, z []float64) ([]series.Dist, error) {
	grid := Grid()
	out := make([]series.Dist, len(mean))
	for i := range out {
		qs := make([]series.Quantile, len(grid))
		for j, p := range grid {
			qs[j] = series.Quantile{P: p, Value: mean[i] + z[j]*sd[i]}
			if math.IsInf(qs[j].Value, 0) {
				return nil, fmt.Errorf("forecast %s at horizon %d: %w", model, i+1, series.ErrInfinite)
			}
		}
		out[i] = series.Dist{Mean: mean[i], Quantiles: qs}
	}
	return out, nil
}

func normalGrid(grid []float64) []float64 {
	z := make([]float64, len(grid))
	for i, p := range grid {
		z[i] = distuv.UnitNormal.Quantile(p)
	}
	return z
}

func studentGrid(grid []float64, freedom int) []float64 {
	z := make([]float64, len(grid))
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(freedom)}
	for i, p := range grid {
		z[i] = t.Quantile(p)
	}
	return z
}

// scaleOf draws sigma over its estimate: sqrt(freedom / chi-squared).
func (f *linear) scaleOf(rng *rand.Rand) float64 {
	if f.freedom == 0 {
		return 1
	}
	sum := 0.0
	for range f.freedom {
		z := rng.NormFloat64()
		sum += z * z
	}
	return math.Sqrt(float64(f.freedom) / sum)
}

// Paths draws Gaussian paths; where sigma and parameters are in doubt, with a draw
// of theirs a path.
func (f *linear) Paths(h, n int, rng *rand.Rand) ([][]float64, error) {
	if h < 1 {
		return nil, fmt.Errorf("simulate %s: %w", f.model, ErrHorizon)
	}
	total := h + f.in.gap
	point, effect := f.expand(total)
	shocks := make([]float64, total)
	out := make([][]float64, n)
	for p := range out {
		sigma, doubt := f.sigma*f.scaleOf(rng), 0.0
		for j := range shocks {
			shocks[j] = sigma * rng.NormFloat64()
		}
		if f.doubt != nil {
			doubt = sigma * rng.NormFloat64()
		}
		path := make([]float64, h)
		for i := range path {
			k := i + f.in.gap
			v := point[k] + doubt*f.doubtAt(k+1)
			for j, p := range effect[k] {
				v += p * shocks[k-j]
			}
			path[i] = v
		}
		out[p] = path
	}
	return out, nil
}

// Diagnose grades by what was done to the series and by how the residuals look.
func (f *linear) Diagnose() Diagnosis {
	return diagnose(f.status, f.residuals, f.in.season, f.params)
}

func diagnose(status Status, residuals []float64, season, params int) Diagnosis {
	d := Diagnosis{Status: slices.Clone(status)}
	lb := ljungBox(residuals, season, params)
	d.Tests = []Test{lb}
	d.Grade = grade(d.Status, lb.P)
	for _, n := range d.Status {
		d.Warnings = append(d.Warnings, warning(n))
	}
	if lb.P < whiteLevel {
		d.Warnings = append(d.Warnings, fmt.Sprintf("one-step errors are correlated (Ljung-Box p = %.3f): the model leaves structure unused", lb.P))
	}
	return d
}

// whiteLevel is the significance below which residuals are called correlated.
const whiteLevel = 0.01

func grade(s Status, whiteness float64) Grade {
	switch {
	case s.Has(NoteConstant), s.Has(NoteSparse), s.Has(NoteShort) && s.Has(NoteFallback):
		return GradeD
	case s.Has(NoteShort), s.Has(NoteFallback), s.Has(NoteBreakKept), s.Has(NoteSpliced), s.Has(NoteLevelShift):
		return GradeC
	case len(s) > 0, whiteness < whiteLevel:
		return GradeB
	}
	return GradeA
}

func warning(n Note) string {
	texts := map[string]string{
		NoteShort:        "short series: %s values",
		NoteConstant:     "all values are equal; the interval has no width, which is not certainty%s",
		NoteInterpolated: "%s missing values were interpolated",
		NoteSparse:       "%s of the values were interpolated",
		NoteTrailing:     "the last %s values are missing; forecasts start from the last one known",
		NoteOutliers:     "exceptional periods treated as missing: %s",
		NoteReplaced:     "a value out of line was replaced: %s",
		NoteLevelShift:   "values before a jump of the level were brought to the level after it: %s",
		NoteEventLeft:    "seen and left as it is: %s",
		NoteCut:          "values before the break %s were left out",
		NoteSpliced:      "values before the break were brought to the level after it: %s",
		NoteBackcast:     "values before the break were completed with the part that entered later: %s",
		NoteBreakKept:    "too few values after the break %s to allow for it",
		NoteSeldom:       "many zeros: method %s answered",
		NoteFallback:     "model %s answered instead",
		NoteClipped:      "%s values at a bound were moved inside it",
		NoteFloor:        "quantiles below zero were set to zero%s",
		NoteScale:        "too short to know its own variability: at least that of %s was taken",
		NoteNoSeason:     "seasonal indices close to zero: season not removed%s",
	}
	if t, ok := texts[n.Key]; ok {
		return fmt.Sprintf(t, n.Detail)
	}
	return n.Key + " " + n.Detail
}

// ljungBox tests that the first lags of the residuals are uncorrelated:
//
//	Q = n(n+2) * sum of r(k)^2 / (n-k), k = 1 .. L, chi-squared with L - params degrees of freedom,
//
// L = 2m for seasonal series and 10 otherwise, at most n/5 (Hyndman &
// Athanasopoulos, Forecasting: principles and practice, 5.4).
func ljungBox(e []float64, season, params int) Test {
	n := len(e)
	lags := 10
	if season > 1 {
		lags = 2 * season
	}
	lags = min(lags, n/5)
	out := Test{Name: "ljung_box", Statistic: math.NaN(), P: math.NaN()}
	r := unitroot.Autocorrelations(e, lags)
	if lags <= params || r == nil {
		return out
	}
	out.Statistic = 0
	for k := 1; k <= lags; k++ {
		out.Statistic += r[k-1] * r[k-1] / float64(n-k)
	}
	out.Statistic *= float64(n) * float64(n+2)
	out.P = distuv.ChiSquared{K: float64(lags - params)}.Survival(out.Statistic)
	return out
}
