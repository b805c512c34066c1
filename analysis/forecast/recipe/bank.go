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

// bank holds one goroutine's models and what they answered last.
type bank struct {
	smooth         ets.Fitter
	otm, dotm, stm theta.Fitter
	logs           []float64
	mean, sd       [members][]float64
	known          [members]bool // the member answered
}

func newBank() *bank {
	return &bank{
		smooth: ets.Fitter{Averaged: true},
		otm:    theta.Fitter{Variant: theta.OTM, Shrunk: true},
		dotm:   theta.Fitter{Variant: theta.DOTM, Shrunk: true},
		stm:    theta.Fitter{Variant: theta.STM, Shrunk: true},
	}
}

// errSilent is returned when no member can answer.
var errSilent = errors.New("no model can answer")

// forecast lets all members answer for h periods after y.
func (b *bank) forecast(y []float64, m, h int) error {
	for k := range members {
		if cap(b.mean[k]) < h {
			b.mean[k], b.sd[k] = make([]float64, h), make([]float64, h)
		}
		b.mean[k], b.sd[k] = b.mean[k][:h], b.sd[k][:h]
	}
	b.known[0] = b.smooth.Forecast(y, m, b.mean[0], b.sd[0]) == nil
	b.known[1] = b.known[0] && b.smooth.DampedTo(b.mean[1], b.sd[1])
	if b.known[0] && !b.known[1] { // too short for a damped trend: the average stands for it
		copy(b.mean[1], b.mean[0])
		copy(b.sd[1], b.sd[0])
		b.known[1] = true
	}
	b.known[2] = b.otm.Forecast(y, m, b.mean[2], b.sd[2]) == nil
	b.known[3] = b.dotm.Forecast(y, m, b.mean[3], b.sd[3]) == nil
	b.known[4] = b.logarithmic(y, m)
	for k := range members {
		if b.known[k] {
			return nil
		}
	}
	return errSilent
}

// logarithmic is STM on the logarithms; its mean is their exponential, which is
// the median on the scale of the series.
func (b *bank) logarithmic(y []float64, m int) bool {
	mean, sd := b.mean[4], b.sd[4]
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

// combine writes the weighted mean of the answers and of their standard
// deviations; the weight of a silent member falls to the others in proportion.
func (b *bank) combine(weights *[members]float64, mean, sd []float64) {
	total := 0.0
	for k, w := range weights {
		if b.known[k] {
			total += w
		}
	}
	clear(mean)
	clear(sd)
	for k, w := range weights {
		if !b.known[k] {
			continue
		}
		if total > 0 {
			w /= total
		} else { // only members without weight answered
			w = 1 / float64(b.answers())
		}
		for i := range mean {
			mean[i] += w * b.mean[k][i]
			sd[i] += w * b.sd[k][i]
		}
	}
}

func (b *bank) answers() int {
	n := 0
	for _, known := range b.known {
		if known {
			n++
		}
	}
	return n
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
