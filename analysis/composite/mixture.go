package composite

import (
	"math"
	"math/rand/v2"
	"slices"

	"fabbisogno/analysis/internal/lanes"
)

// The prior of true scores, all assumed and held by the coverage tests on designs
// of different shape: scores fall into an unknown number of groups (Dirichlet
// process with concentration alpha), groups have normal centres of unknown mean
// and spread, and within groups scores are normal with a common spread that is
// zero (true ties) with probability tieShare and else anything between a tenth
// of a typical error and twice the spread of the estimates.
const (
	concentration = 0.2
	tieShare      = 0.5
	spreadCount   = 24 // values of the spread within groups that are tried, a multiple of four
	burnIn        = 200
	chains        = 2 // fixed, so that the number of workers changes nothing
	drawsPerState = 5
)

// mixture is the Gibbs sampler of one chain: Neal (2000) algorithm 2 for the
// groups with centres kept, then centres, their mean and spread, and the spread
// within groups on its grid.
type mixture struct {
	x, s2 []float64 // estimates and their error variances
	n     int
	v     float64 // variance of the estimates: scale of the prior of tau2

	omega2  [spreadCount]float64
	weight  [spreadCount]float64 // log prior and log determinants
	inverse [spreadCount][]float64

	group      []int
	size       []int
	centre     []float64
	k          int
	mu, tau2   float64
	at         int // of omega2
	cumulative []float64
	precision  []float64
	pull       []float64
	square     []float64
}

// newMixture starts with every unit a group of its own: groups merge within few
// sweeps, splitting one group takes many.
func newMixture(x, s []float64) *mixture {
	n := len(x)
	g := &mixture{x: x, n: n, s2: make([]float64, n), group: make([]int, n), size: make([]int, n+1), centre: make([]float64, n+1),
		cumulative: make([]float64, n+4), precision: make([]float64, n+1), pull: make([]float64, n+1), square: make([]float64, n)}
	st := statsOf(x)
	meanError := 0.0
	for i, e := range s {
		g.s2[i] = e * e
		meanError += e * e / float64(n)
	}
	g.v = meanError
	if n > 1 {
		g.v = max(st.sd*st.sd, meanError)
	}
	sorted := slices.Sorted(slices.Values(s))
	typical := sorted[n/2]
	least, most := typical/10, max(2*math.Sqrt(g.v), typical)
	for h := range spreadCount {
		prior := tieShare
		if h > 0 {
			omega := least * math.Pow(most/least, float64(h-1)/(spreadCount-2))
			g.omega2[h], prior = omega*omega, (1-tieShare)/(spreadCount-1)
		}
		g.weight[h] = math.Log(prior)
		g.inverse[h] = make([]float64, n)
		for i, e := range g.s2 {
			g.inverse[h][i] = 1 / (e + g.omega2[h])
			g.weight[h] -= math.Log(e+g.omega2[h]) / 2
		}
	}
	g.mu, g.tau2, g.k = st.mean, g.v, n
	for i := range x {
		g.group[i], g.size[i], g.centre[i] = i, 1, x[i]
	}
	return g
}

func (g *mixture) sweep(rng *rand.Rand) {
	for i := range g.x {
		g.leave(i)
		g.join(i, rng)
	}
	g.drawCentres(rng)
	g.drawSpread(rng)
}

// leave takes unit i out of its group; the last group takes the number of one
// that is left empty.
func (g *mixture) leave(i int) {
	was := g.group[i]
	g.size[was]--
	if g.size[was] > 0 {
		return
	}
	g.k--
	if was == g.k {
		return
	}
	g.size[was], g.centre[was] = g.size[g.k], g.centre[g.k]
	for j, other := range g.group {
		if other == g.k {
			g.group[j] = was
		}
	}
}

// join puts unit i into a group, perhaps a new one.
func (g *mixture) join(i int, rng *rand.Rand) {
	inverse, x := g.inverse[g.at][i], g.x[i]
	for c, centre := range g.centre[:g.k] {
		d := x - centre
		g.cumulative[c] = -d * d * inverse / 2
	}
	fours := (g.k + 3) &^ 3 // zeros behind the groups fill the lanes
	clear(g.cumulative[g.k:fours])
	lanes.ExpTo(g.cumulative[:fours], g.cumulative[:fours])
	total := 0.0
	for c, likelihood := range g.cumulative[:g.k] {
		total += float64(g.size[c]) * likelihood
		g.cumulative[c] = total
	}
	d, variance := x-g.mu, g.tau2+1/inverse
	total += concentration * math.Exp(-d*d/(2*variance)) / math.Sqrt(variance*inverse)
	u := rng.Float64() * total
	c := 0
	for c < g.k && u >= g.cumulative[c] {
		c++
	}
	if c == g.k {
		share := g.tau2 / variance
		g.centre[c], g.size[c] = g.mu+share*d+math.Sqrt(share/inverse)*rng.NormFloat64(), 0
		g.k++
	}
	g.group[i] = c
	g.size[c]++
}

func (g *mixture) drawCentres(rng *rand.Rand) {
	precision, pull := g.precision[:g.k], g.pull[:g.k]
	clear(precision)
	clear(pull)
	for i, c := range g.group {
		p := g.inverse[g.at][i]
		precision[c] += p
		pull[c] += p * g.x[i]
	}
	sum := 0.0
	for c, p := range precision {
		p += 1 / g.tau2
		g.centre[c] = (pull[c]+g.mu/g.tau2)/p + rng.NormFloat64()/math.Sqrt(p)
		sum += g.centre[c]
	}
	k := float64(g.k)
	g.mu = sum/k + rng.NormFloat64()*math.Sqrt(g.tau2/k)
	ss := 0.0
	for _, c := range g.centre[:g.k] {
		ss += (c - g.mu) * (c - g.mu)
	}
	g.tau2 = (g.v + ss) / 2 / gammaOf(1+k/2, rng)
}

func (g *mixture) drawSpread(rng *rand.Rand) {
	for i, c := range g.group {
		d := g.x[i] - g.centre[c]
		g.square[i] = d * d
	}
	var cumulative [spreadCount]float64
	highest := math.Inf(-1)
	for h := 0; h < spreadCount; h += 4 { // four sums side by side: one alone waits for itself
		n := len(g.square)
		a, b, c, d := g.inverse[h][:n], g.inverse[h+1][:n], g.inverse[h+2][:n], g.inverse[h+3][:n]
		var fit [4]float64
		for i, q := range g.square {
			fit[0] += q * a[i]
			fit[1] += q * b[i]
			fit[2] += q * c[i]
			fit[3] += q * d[i]
		}
		for k, f := range fit {
			cumulative[h+k] = g.weight[h+k] - f/2
			highest = max(highest, cumulative[h+k])
		}
	}
	for h := range cumulative {
		cumulative[h] -= highest
	}
	lanes.ExpTo(cumulative[:], cumulative[:])
	total := 0.0
	for h, likelihood := range cumulative {
		total += likelihood
		cumulative[h] = total
	}
	u := rng.Float64() * total
	g.at = 0
	for g.at < spreadCount-1 && u >= cumulative[g.at] {
		g.at++
	}
}

// conditional writes mean and standard deviation of every true score given the
// groups into mean and sd.
func (g *mixture) conditional(mean, sd []float64) {
	for i, c := range g.group {
		share := g.omega2[g.at] / (g.omega2[g.at] + g.s2[i])
		mean[i] = g.centre[c] + share*(g.x[i]-g.centre[c])
		sd[i] = math.Sqrt(share * g.s2[i])
	}
}

// gammaOf draws from the gamma distribution of shape a >= 1 and scale 1
// (Marsaglia and Tsang 2000).
func gammaOf(a float64, rng *rand.Rand) float64 {
	d := a - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		z := rng.NormFloat64()
		v := 1 + c*z
		if v <= 0 {
			continue
		}
		v *= v * v
		if math.Log(1-rng.Float64()) < z*z/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}
