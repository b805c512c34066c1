package smallcell

import (
	"errors"
	"fmt"
	"math"
)

// Prior is the beta distribution that cells are drawn toward: Mean, the rate of
// the group, and Weight, the number of cases it is worth (k). In the usual
// notation alpha = k m and beta = k (1 - m).
type Prior struct {
	Mean   float64 // strictly between 0 and 1
	Weight float64 // above 0, finite
	// Estimated: mean and weight come from the cells and are themselves uncertain,
	// which the intervals of rates then count in.
	Estimated bool

	meanVariance float64 // of the estimated mean
	weightFactor float64 // 2/(g-3) g / sum_j cases_j/(cases_j+k), see widening
}

// inside is events over cases, kept off 0 and 1 when the group has no events, or nothing
// but events: half an event in one case more, as with Jeffreys' prior.
func inside(events, cases float64) float64 {
	if events > 0 && events < cases {
		return events / cases
	}
	return (events + 0.5) / (cases + 1)
}

// Pooled is a prior with the mean of all cells taken together, sum of events over
// sum of cases, and the given weight. Hidden cells count for nothing.
func Pooled(cells []Cell, weight float64) (Prior, error) {
	p, _, err := pool(cells)
	p.Weight = weight
	return p, errors.Join(err, p.check())
}

func pool(cells []Cell) (Prior, []Cell, error) {
	var shown []Cell
	var errs []error
	var events, cases float64
	for _, c := range cells {
		if err := c.check(); err != nil {
			errs = append(errs, err)
		}
		if c.IsHidden() || c.Cases == 0 {
			continue
		}
		shown = append(shown, c)
		events, cases = events+c.Events, cases+c.Cases
	}
	return Prior{Mean: inside(events, cases)}, shown, errors.Join(errs...)
}

// Estimate is a prior with the pooled mean and a weight estimated from how much
// the rates of the cells differ beyond chance. With w_i the cases, N their sum, p
// the pooled rate and S = sum w_i (p_i - p)^2, the expectation of S is
//
//	p (1 - p) [(g - 1)(1 - rho) + rho (N - sum w_i^2 / N)]
//
// for g cells of a beta-binomial with rho = 1/(k+1), whence
//
//	rho = (c S / (p (1-p)) - (g-1)) / (N - sum w_i^2 / N - (g-1)),  k = 1/rho - 1
//
// (Kleinman, Proportions with extraneous variance, JASA 68, 1973, with weights
// n_i). The factor c = (g-1)/(g-3), from four cells on, keeps the model share
// k/(n+k) from coming out too large on average, as it goes with 1/S (Morris,
// Parametric empirical Bayes inference, JASA 78, 1983).
//
// The weight is at most N: a group cannot be worth more cases than it has, also
// where the rates differ no more than chance would have them differ (rho not above
// 0). It is at least such that mean and weight amount to half an event and to half
// a case without. With fewer than leastCells cells with cases the spread says
// little, and the fallback is the weight. When no cell is shown there is no prior:
// an error.
func Estimate(cells []Cell, leastCells int, fallback float64) (Prior, error) {
	p, shown, err := pool(cells)
	if err != nil {
		return Prior{}, err
	}
	if len(shown) == 0 {
		return Prior{}, errors.New("estimate prior: no cell has cases: give the rate of the level above")
	}
	if len(shown) < max(2, leastCells) {
		p.Weight = fallback
		return p, p.check()
	}
	p.Weight, p.Estimated = momentWeight(shown, p.Mean), true
	p.meanVariance, p.weightFactor = uncertainty(shown, p)
	return p, p.check()
}

// uncertainty is that of an estimated prior: the variance of the pooled mean
// under the beta-binomial, m (1-m)/(k+1) sum n (n+k) / N^2, and the factor of the
// variance of a cell's model share (see widening).
func uncertainty(cells []Cell, p Prior) (meanVariance, weightFactor float64) {
	k, g := p.Weight, float64(len(cells))
	var total, squares, own float64
	for _, c := range cells {
		total += c.Cases
		squares += c.Cases * (c.Cases + k)
		own += c.Cases / (c.Cases + k)
	}
	return p.Mean * (1 - p.Mean) / (k + 1) * squares / (total * total), 2 / math.Max(1, g-3) * g / own
}

// widening is what the uncertainty of an estimated prior adds to the posterior
// variance of a cell with model share b: b^2 Var(mean) for the mean, and
// (raw - mean)^2 Var(b) with Var(b) = 2/(g-3) b^2 (1-b) / mean_j(1-b_j) for the
// weight, as Morris has it for normal means of unequal variance (1983).
func (p Prior) widening(b, raw float64) float64 {
	if !p.Estimated {
		return 0
	}
	v := b * b * p.meanVariance
	if !math.IsNaN(raw) {
		v += (raw - p.Mean) * (raw - p.Mean) * b * b * (1 - b) * p.weightFactor
	}
	return v
}

func momentWeight(cells []Cell, mean float64) float64 {
	var s, total, squares float64
	for _, c := range cells {
		d := c.Events/c.Cases - mean
		s += c.Cases * d * d
		total += c.Cases
		squares += c.Cases * c.Cases
	}
	by := float64(len(cells) - 1)
	if len(cells) > 3 {
		s *= by / (by - 2)
	}
	spread := s/(mean*(1-mean)) - by
	room := total - squares/total - by
	least := 0.5 / math.Min(mean, 1-mean)
	if spread <= 0 || room <= 0 {
		return math.Max(least, total)
	}
	return math.Max(least, math.Min(total, room/spread-1))
}

func (p Prior) check() error {
	if !(p.Mean > 0 && p.Mean < 1) {
		return fmt.Errorf("use prior: mean %v does not lie between 0 and 1", p.Mean)
	}
	if !(p.Weight > 0) || math.IsInf(p.Weight, 0) {
		return fmt.Errorf("use prior: weight %v is not a number of cases above 0", p.Weight)
	}
	return nil
}
