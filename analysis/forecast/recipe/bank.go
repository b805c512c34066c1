package recipe

import (
	"errors"
	"math"

	"fabbisogno/analysis/forecast/ets"
	"fabbisogno/analysis/forecast/theta"
)

// members is the number of models that are combined.
const members = 5

// Members are their names, in the order of weights.
func Members() [members]string {
	return [members]string{"ets_average", "ets_damped", "otm", "dotm", "stm_log"}
}

// Answers are what the members say of the periods after a series.
type Answers struct {
	Mean, SD [members][]float64
	Known    [members]bool // the member answered
}

// bank holds one goroutine's models and what they answered last.
type bank struct {
	Answers
	// additive leaves multiplicative errors and seasons and the logarithms out:
	// for a transformed scale, whose zero means nothing.
	additive       bool
	smooth         ets.Fitter
	otm, dotm, stm theta.Fitter
	logs           []float64
}

func newBank() *bank { return newBankOn(false) }

func newBankOn(transformed bool) *bank {
	return &bank{
		additive: transformed,
		smooth:   ets.Fitter{Averaged: true, Additive: transformed},
		otm:      theta.Fitter{Variant: theta.OTM, Shrunk: true, Additive: transformed},
		dotm:     theta.Fitter{Variant: theta.DOTM, Shrunk: true, Additive: transformed},
		stm:      theta.Fitter{Variant: theta.STM, Shrunk: true, Additive: transformed},
	}
}

// errSilent is returned when no member can answer.
var errSilent = errors.New("no model can answer")

// forecast lets all members answer for h periods after y.
func (b *bank) forecast(y []float64, m, h int) error {
	for k := range members {
		if cap(b.Mean[k]) < h {
			b.Mean[k], b.SD[k] = make([]float64, h), make([]float64, h)
		}
		b.Mean[k], b.SD[k] = b.Mean[k][:h], b.SD[k][:h]
	}
	b.Known[0] = b.smooth.Forecast(y, m, b.Mean[0], b.SD[0]) == nil
	b.Known[1] = b.Known[0] && b.smooth.DampedTo(b.Mean[1], b.SD[1])
	if b.Known[0] && !b.Known[1] { // too short for a damped trend: the average stands for it
		copy(b.Mean[1], b.Mean[0])
		copy(b.SD[1], b.SD[0])
		b.Known[1] = true
	}
	b.Known[2] = b.otm.Forecast(y, m, b.Mean[2], b.SD[2]) == nil
	b.Known[3] = b.dotm.Forecast(y, m, b.Mean[3], b.SD[3]) == nil
	b.Known[4] = b.logarithmic(y, m)
	for k := range members {
		if b.Known[k] {
			return nil
		}
	}
	return errSilent
}

// logarithmic is STM on the logarithms; its mean is their exponential, which is
// the median on the scale of the series.
func (b *bank) logarithmic(y []float64, m int) bool {
	mean, sd := b.Mean[4], b.SD[4]
	if b.additive {
		return b.stm.Forecast(y, m, mean, sd) == nil
	}
	b.logs = append(b.logs[:0], y...)
	for i, v := range y {
		if v <= 0 {
			b.stm.Additive = false
			return b.stm.Forecast(y, m, mean, sd) == nil
		}
		b.logs[i] = math.Log(v)
	}
	b.stm.Additive = true
	if b.stm.Forecast(b.logs, m, mean, sd) != nil {
		return false
	}
	for k, v := range mean {
		mean[k] = math.Exp(v)
		sd[k] *= mean[k]
		if math.IsInf(mean[k], 0) || math.IsInf(sd[k], 0) {
			return false
		}
	}
	return true
}

// CombineTo writes the weighted mean of the answers and of their standard
// deviations; the weight of a silent member falls to the others in proportion.
func (a *Answers) CombineTo(mean, sd []float64, weights *Weights) {
	total := 0.0
	for k, w := range weights {
		if a.Known[k] {
			total += w
		}
	}
	clear(mean)
	clear(sd)
	for k, w := range weights {
		if !a.Known[k] {
			continue
		}
		if total > 0 {
			w /= total
		} else { // only members without weight answered
			w = 1 / float64(a.count())
		}
		for i := range mean {
			mean[i] += w * a.Mean[k][i]
			sd[i] += w * a.SD[k][i]
		}
	}
}

// IsComplete says whether every member answered.
func (a *Answers) IsComplete() bool { return a.count() == members }

func (a *Answers) count() int {
	n := 0
	for _, known := range a.Known {
		if known {
			n++
		}
	}
	return n
}

// clone is a copy that the bank does not touch, without the first skip periods.
func (a *Answers) clone(skip int) Answers {
	out := Answers{Known: a.Known}
	for k, known := range a.Known {
		if known {
			out.Mean[k], out.SD[k] = append([]float64(nil), a.Mean[k][skip:]...), append([]float64(nil), a.SD[k][skip:]...)
		}
	}
	return out
}

// seasonalError is the mean absolute difference to the value a season earlier, to
// the value before where the series is no longer than a season.
func seasonalError(y []float64, m int) float64 {
	lag := max(m, 1)
	if lag >= len(y) {
		lag = 1
	}
	if len(y) < 2 {
		return 0
	}
	sum := 0.0
	for i := lag; i < len(y); i++ {
		sum += math.Abs(y[i]-y[i-lag]) / float64(len(y)-lag)
	}
	return sum
}
