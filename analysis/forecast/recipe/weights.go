package recipe

import "math"

// The weights make
//
//	mean over cases of (mean over h of |y(h) - sum w(k) f(k,h)|) / seasonal-naive error,
//
// over its value at equal weights, plus pull times the squared distance from equal
// weights, as small as weights of sum 1 and at least 0 can. The pull was chosen as
// the recipe was; few cases pull more.
const (
	pull    = 0.05
	pullFew = 2.0 // over the number of cases
)

// steps of the search: the objective is convex and flat at its foot.
const steps = 300

func equalWeights() (w [members]float64) {
	for k := range w {
		w[k] = 1.0 / members
	}
	return w
}

// fitWeights searches by exponentiated gradient (Kivinen & Warmuth 1997,
// Information and Computation 132, 1-63), which stays inside the simplex.
func fitWeights(cases []instance) [members]float64 {
	w := equalWeights()
	var used []*instance
	for i := range cases {
		if cases[i].origin < weighed {
			used = append(used, &cases[i])
		}
	}
	if len(used) == 0 {
		return w
	}
	strength := pull + pullFew/float64(len(used))
	base, _ := loss(used, &w)
	if base == 0 {
		return w
	}
	best, bestLoss := w, math.Inf(1)
	for t := range steps {
		value, slope := loss(used, &w)
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

// loss is the mean scaled absolute error at w, and its slope.
func loss(cases []*instance, w *[members]float64) (value float64, slope [members]float64) {
	for _, c := range cases {
		unit := 1 / (c.seasonal * float64(len(c.actual)) * float64(len(cases)))
		for h, y := range c.actual {
			e := -y
			for k, v := range w {
				e += v * c.mean[k][h]
			}
			sign := unit
			if e < 0 {
				sign = -unit
			}
			value += e * sign
			for k := range slope {
				slope[k] += sign * (c.mean[k][h] - y)
			}
		}
	}
	return value, slope
}
