package theta

import "math"

// R estimates ETS(A,N,N) by a Nelder-Mead search over alpha and l(0) that
// sometimes stops away from the optimum. This file repeats that search after
// its published description (Nash 1990, Compact numerical methods for
// computers, algorithm 19; start values of Hyndman et al. 2002, International
// Journal of Forecasting 18, 439-454), so that R's numbers can be had to the
// last digits and any difference of the exact optimum is explained.

// criterion turns a sum of squared errors into what the search minimises. The
// scale matters: the search stops by a tolerance on it.
type criterion func(sse float64, n int) float64

// meanSquare is what R ses() and thetaf() minimise.
func meanSquare(sse float64, n int) float64 { return sse / float64(n) }

// smoothAsR estimates ETS(A,N,N) by R's search; e takes the errors.
func smoothAsR(y, e []float64, by criterion) smoothed {
	n := len(y)
	head := y[:min(10, n)]
	level := 0.0
	for _, v := range head {
		level += v / float64(len(head))
	}
	objective := func(p [2]float64) float64 {
		if p[0] < alphaLow || p[0] > alphaHigh {
			return math.Inf(1)
		}
		sse, l := 0.0, p[1]
		for _, v := range y {
			e := v - l
			l += p[0] * e
			sse += e * e
		}
		return by(sse, n)
	}
	x := nash(objective, [2]float64{alphaLow + 0.2*(alphaHigh-alphaLow), level})
	s := smoothed{alpha: x[0], first: x[1], level: x[1]}
	for i, v := range y {
		e[i] = v - s.level
		s.level += s.alpha * e[i]
	}
	s.sigma = rootMeanSquare(e, n-2)
	return s
}

// vertex is a corner of the simplex with its value.
type vertex struct {
	x [2]float64
	f float64
}

// mix is w a + (1-w) b.
func mix(a, b [2]float64, w float64) [2]float64 {
	return [2]float64{w*a[0] + (1-w)*b[0], w*a[1] + (1-w)*b[1]}
}

// The settings of R: relative tolerance sqrt(machine epsilon), at most 2000
// evaluations; infinite values count as refused. R's count runs two ahead of
// ours: the four series of M3 whose search does not converge agree so.
const (
	nashTolerance = 1.490116119384766e-08
	nashCalls     = 1998
	nashRefused   = 1e35
)

// nash is Nelder-Mead in two dimensions: reflection 1, contraction 0.5, expansion 2.
func nash(f func([2]float64) float64, start [2]float64) [2]float64 {
	calls := 0
	at := func(x [2]float64) vertex {
		calls++
		v := f(x)
		if !finite(v) {
			v = nashRefused
		}
		return vertex{x, v}
	}
	step := 0.1 * max(math.Abs(start[0]), math.Abs(start[1]))
	v := [3]vertex{at(start)}
	stop := nashTolerance * (math.Abs(v[0].f) + nashTolerance)
	size := 20 * step // as R starts it: ten times the steps taken
	for j := 1; j < 3; j++ {
		x := start
		x[j-1] += step
		v[j] = at(x)
	}
	low := 0
	for calls <= nashCalls {
		high := low
		best, worst := v[low].f, v[low].f
		for j := range v {
			if v[j].f < best {
				low, best = j, v[j].f
			}
			if v[j].f > worst {
				high, worst = j, v[j].f
			}
		}
		if worst <= best+stop {
			break
		}
		if moveWorst(&v, high, best, at) {
			continue
		}
		smaller := shrink(&v, low)
		if smaller >= size {
			break
		}
		size = smaller
		for j := range v {
			if j != low {
				v[j] = at(v[j].x)
			}
		}
	}
	return lowest(v).x
}

// moveWorst replaces the worst corner by reflection, expansion or contraction;
// false when the simplex must shrink.
func moveWorst(v *[3]vertex, high int, best float64, at func([2]float64) vertex) bool {
	var centre [2]float64
	for i := range centre {
		centre[i] = (-v[high].x[i] + v[0].x[i] + v[1].x[i] + v[2].x[i]) / 2
	}
	worst := v[high].f
	r := at(mix(centre, v[high].x, 2))
	if r.f < best {
		if e := at(mix(r.x, centre, 2)); e.f < r.f {
			r = e
		}
		v[high] = r
		return true
	}
	if r.f < worst {
		v[high] = r
	}
	if c := at(mix(v[high].x, centre, 0.5)); c.f < v[high].f {
		v[high] = c
		return true
	}
	return r.f < worst
}

// shrink halves the simplex towards its best corner and gives its new size.
func shrink(v *[3]vertex, low int) float64 {
	size := 0.0
	for j := range v {
		if j != low {
			v[j].x = mix(v[j].x, v[low].x, 0.5)
			size += math.Abs(v[j].x[0]-v[low].x[0]) + math.Abs(v[j].x[1]-v[low].x[1])
		}
	}
	return size
}

func lowest(v [3]vertex) vertex {
	best := v[0]
	for _, w := range v[1:] {
		if w.f < best.f {
			best = w
		}
	}
	return best
}
