package recipe

import "math"

// The weights make
//
//	mean over cases of (mean over h of |y(h) - sum w(k) f(k,h)|) / seasonal-naive error,
//
// over its value at equal weights, plus pull times the squared distance from equal
// weights, as small as weights of sum 1 and at least 0 can. The pull was chosen as
// the recipe was; few cases pull more. TestSmallPanels shows what it does on panels of
// 10 and 30 series.
const (
	pull    = 0.05
	pullFew = 2.0 // over the number of cases
)

// steps of the search: the objective is convex and flat at its foot.
const steps = 300

// Weights of the members, in the order of Members: at least 0, of sum 1.
type Weights [members]float64

// Equal are the weights where nothing is known.
func Equal() (w Weights) {
	for k := range w {
		w[k] = 1.0 / members
	}
	return w
}

// Case is a series at an earlier origin: what the members said there, and what came.
type Case struct {
	Unit   float64   // its errors are divided by it: the seasonal-naive error up to the origin
	Actual []float64 // a horizon long; NaN where nothing is known
	Mean   [members][]float64
}

// FitWeights searches by exponentiated gradient (Kivinen & Warmuth 1997,
// Information and Computation 132, 1-63), which stays inside the simplex. Cases
// without a unit or a known value do not count; without any, weights are equal.
func FitWeights(cases []*Case) Weights {
	rows, used := scaledErrors(cases)
	return fitRows(rows, pull+pullFew/float64(used))
}

// fitRows searches for a pull.
func fitRows(rows [][members]float64, strength float64) Weights {
	w := Equal()
	base, _ := loss(rows, &w)
	if base == 0 {
		return w
	}
	best, bestLoss := w, math.Inf(1)
	for t := range steps {
		value, slope := loss(rows, &w)
		value /= base
		for k, v := range w {
			d := v - 1.0/members
			value += strength * d * d
			slope[k] = slope[k]/base + 2*strength*d
		}
		if value < bestLoss {
			best, bestLoss = w, value
		}
		length := 1 / math.Sqrt(float64(1+t))
		sum := 0.0
		for k := range w {
			w[k] *= math.Exp(-length * slope[k])
			sum += w[k]
		}
		for k := range w {
			w[k] /= sum
		}
	}
	return best
}

// scaledErrors are the errors of the members, a row a case and horizon, divided so
// that their sum is the mean over cases; used is the number of cases.
func scaledErrors(cases []*Case) (rows [][members]float64, used int) {
	for _, c := range cases {
		before := len(rows)
		for h, y := range c.Actual {
			if math.IsNaN(y) || !(c.Unit > 0) {
				continue
			}
			var row [members]float64
			for k := range row {
				row[k] = (c.Mean[k][h] - y) / (c.Unit * float64(len(c.Actual)))
			}
			rows = append(rows, row)
		}
		if len(rows) > before {
			used++
		}
	}
	for i := range rows {
		for k := range rows[i] {
			rows[i][k] /= float64(used)
		}
	}
	return rows, used
}

// loss is the sum of the absolute errors at w, and its slope.
func loss(rows [][members]float64, w *Weights) (value float64, slope [members]float64) {
	for i := range rows {
		row := &rows[i]
		e := w[0]*row[0] + w[1]*row[1] + w[2]*row[2] + w[3]*row[3] + w[4]*row[4]
		if e < 0 {
			value -= e
			for k, v := range row {
				slope[k] -= v
			}
			continue
		}
		value += e
		for k, v := range row {
			slope[k] += v
		}
	}
	return value, slope
}
