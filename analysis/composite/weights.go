package composite

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"
	"gonum.org/v1/gonum/stat"
)

// Weighting is a way to weight indicators.
type Weighting uint8

// The weightings that a ranking can use and vary.
const (
	Given Weighting = iota // as stated for each indicator
	Equal
	Principal // first principal component, not below a floor
)

var weightingNames = []string{"given", "equal", "principal_component"}

// String is the name of the weighting as cards and tables print it.
func (w Weighting) String() string { return nameOf(weightingNames, int(w)) }

// DefaultFloor is the smallest share of weight that a weighting derived from the
// data may give to an indicator, as a fraction of the equal share. Assumed.
const DefaultFloor = 0.25

func checkWeights(w []float64) error {
	total := 0.0
	for j, v := range w {
		if !(v >= 0) || math.IsInf(v, 0) {
			return fmt.Errorf("weight %d is %v, zero or more is expected", j+1, v)
		}
		total += v
	}
	if total <= 0 {
		return errors.New("no weight is above zero")
	}
	return nil
}

// Components is what the first principal component says of the indicators.
type Components struct {
	Weights   []float64 // shares, sum to one, none below the floor
	Loadings  []float64 // of the first component; the sign of the largest is positive
	Explained float64   // share of the variance in the first component
	Mixed     bool      // loadings of both signs: the indicators do not measure one thing
}

// PrincipalWeights are weights from the first principal component of the
// correlation matrix: the squared loading of each indicator, at least floor. Rows
// of x are units with values that grow with what is better; units with a missing
// value are left out. The weights say which indicators move together, not which
// matter, and with loadings of both signs (Mixed) they mean little.
//
// Source: OECD/JRC Handbook (2008) section 6.1.
func PrincipalWeights(x [][]float64, floor float64) (Components, error) {
	m := 0
	if len(x) > 0 {
		m = len(x[0])
	}
	if !(floor >= 0 && floor*float64(m) <= 1) {
		return Components{}, fmt.Errorf("weight by principal component: floor %v of %d indicators, 0 to 1/%d is expected", floor, m, m)
	}
	var data []float64
	rows := 0
	for i, row := range x {
		if len(row) != m {
			return Components{}, fmt.Errorf("weight by principal component: unit %d has %d indicators, %d are expected", i+1, len(row), m)
		}
		if complete(row) {
			data = append(data, row...)
			rows++
		}
	}
	if rows < m+1 || m < 2 {
		return Components{}, fmt.Errorf("weight by principal component: %d complete units and %d indicators, more units than indicators and two indicators are expected", rows, m)
	}
	var correlation mat.SymDense
	stat.CorrelationMatrix(&correlation, mat.NewDense(rows, m, data), nil)
	for j := range m {
		if math.IsNaN(correlation.At(j, (j+1)%m)) {
			return Components{}, fmt.Errorf("weight by principal component: indicator %d or %d has one value for all units", j+1, (j+1)%m+1)
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(&correlation, true) {
		return Components{}, errors.New("weight by principal component: the correlation matrix has no eigenvalues")
	}
	return components(&eigen, m, floor), nil
}

func components(eigen *mat.EigenSym, m int, floor float64) Components {
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	out := Components{Loadings: make([]float64, m), Weights: make([]float64, m)}
	largest := 0
	for j := range m {
		out.Loadings[j] = vectors.At(j, m-1) // eigenvalues ascend
		if math.Abs(out.Loadings[j]) > math.Abs(out.Loadings[largest]) {
			largest = j
		}
	}
	if out.Loadings[largest] < 0 {
		for j := range out.Loadings {
			out.Loadings[j] = -out.Loadings[j]
		}
	}
	for j, v := range out.Loadings {
		out.Mixed = out.Mixed || v < 0
		out.Weights[j] = v * v // a unit vector: they sum to one
	}
	out.Explained = eigen.Values(nil)[m-1] / float64(m)
	raiseTo(out.Weights, floor)
	return out
}

// raiseTo lifts shares below the floor to it and takes what that costs from the
// others in proportion.
func raiseTo(w []float64, floor float64) {
	fixed := make([]bool, len(w))
	for {
		free, held := 0.0, 0.0
		for j, v := range w {
			if fixed[j] {
				held += floor
			} else {
				free += v
			}
		}
		again := false
		for j := range w {
			if fixed[j] {
				w[j] = floor
				continue
			}
			w[j] *= (1 - held) / free
			if w[j] < floor-halfTolerance {
				fixed[j], again = true, true
			}
		}
		if !again {
			return
		}
	}
}

func complete(row []float64) bool {
	for _, v := range row {
		if v != v {
			return false
		}
	}
	return true
}

// Doubt is what a unit can claim at best.
type Doubt struct {
	Score  float64   // share of the best unit's score under the weights that flatter this unit most; 1 is the frontier
	Shares []float64 // of the score that each indicator brings under those weights
}

// BenefitOfDoubt gives each unit the weights under which it stands best against
// all others, each indicator bringing at least the share floor of its score. Rows
// of x are units, all values positive, growing with what is better. With
// ratios r(k,j) = x(k,j) / x(i,j) the score is 1 / min over shares p of
// max over units k of sum_j p(j) r(k,j), a linear programme per unit.
//
// Source: Cherchye, Moesen, Rogge and Van Puyenbroeck (2007), with
// restrictions on shares; OECD/JRC Handbook (2008) section 6.1.
func BenefitOfDoubt(x [][]float64, floor float64) ([]Doubt, error) {
	if len(x) == 0 {
		return nil, errors.New("give the benefit of the doubt: no units")
	}
	m := len(x[0])
	if !(floor >= 0 && floor*float64(m) < 1) {
		return nil, fmt.Errorf("give the benefit of the doubt: floor %v of %d indicators, below 1/%d is expected", floor, m, m)
	}
	for i, row := range x {
		if len(row) != m {
			return nil, fmt.Errorf("give the benefit of the doubt: unit %d has %d indicators, %d are expected", i+1, len(row), m)
		}
		for j, v := range row {
			if !(v > 0) || math.IsInf(v, 0) {
				return nil, fmt.Errorf("give the benefit of the doubt: unit %d, indicator %d is %v; leave the unit out or re-scale to 1 to 100", i+1, j+1, v)
			}
		}
	}
	out := make([]Doubt, len(x))
	for i := range x {
		var err error
		if out[i], err = doubt(x, i, floor); err != nil {
			return nil, fmt.Errorf("give the benefit of the doubt to unit %d: %w", i+1, err)
		}
	}
	return out, nil
}

// doubt solves the programme of one unit as a matrix game: minimise the largest
// sum_j q(j) a(k,j) over shares q, where a carries the floor. With y = q / value
// it reads: maximise sum y subject to a y <= 1, y >= 0, and slacks start feasible.
func doubt(x [][]float64, i int, floor float64) (Doubt, error) {
	n, m := len(x), len(x[i])
	rest := 1 - floor*float64(m)
	a := mat.NewDense(n, m+n, nil)
	for k, row := range x {
		held := 0.0
		for j, v := range row {
			held += floor * v / x[i][j]
		}
		for j, v := range row {
			a.Set(k, j, held+rest*v/x[i][j])
		}
		a.Set(k, m+k, 1)
	}
	cost, ones, basis := make([]float64, m+n), make([]float64, n), make([]int, n)
	for j := range m {
		cost[j] = -1
	}
	for k := range n {
		ones[k], basis[k] = 1, m+k
	}
	least, y, err := lp.Simplex(cost, a, ones, 1e-10, basis)
	if err != nil {
		return Doubt{}, err
	}
	out := Doubt{Score: -least, Shares: make([]float64, m)}
	for j := range m {
		out.Shares[j] = floor + rest*y[j]/(-least)
	}
	return out, nil
}
