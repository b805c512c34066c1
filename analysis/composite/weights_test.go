package composite

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// The best shares by search over a fine grid of the simplex.
func doubtBySearch(x [][]float64, i int, floor float64) float64 {
	best := 0.0
	const steps = 200
	for a := 0; a <= steps; a++ {
		for b := 0; a+b <= steps; b++ {
			p := []float64{float64(a) / steps, float64(b) / steps, float64(steps-a-b) / steps}
			worst := 0.0
			for _, row := range x {
				sum := 0.0
				for j, v := range row {
					share := floor + (1-3*floor)*p[j]
					sum += share * v / x[i][j]
				}
				worst = max(worst, sum)
			}
			best = max(best, 1/worst)
		}
	}
	return best
}

func TestBenefitOfDoubt_agrees_with_a_search(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for _, floor := range []float64{0, 0.1, 0.25} {
		x := make([][]float64, 12)
		for i := range x {
			x[i] = []float64{1 + 99*rng.Float64(), 1 + 99*rng.Float64(), 1 + 99*rng.Float64()}
		}
		got, err := BenefitOfDoubt(x, floor)
		if err != nil {
			t.Fatal(err)
		}
		for i, d := range got {
			want := doubtBySearch(x, i, floor)
			if d.Score < want-1e-9 || d.Score > want+0.02 || d.Score > 1+1e-9 {
				t.Errorf("floor %v, unit %d: score %v, the search finds %v", floor, i, d.Score, want)
			}
			sum := 0.0
			for _, s := range d.Shares {
				sum += s
				if s < floor-1e-9 {
					t.Errorf("floor %v, unit %d: share %v", floor, i, s)
				}
			}
			near(t, "sum of shares", sum, 1, 1e-9)
		}
	}
}

// 40 units and 8 indicators, many of them equal: the programme is degenerate.
func TestBenefitOfDoubt_with_ties(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 1))
	x := make([][]float64, 40)
	for i := range x {
		x[i] = make([]float64, 8)
		for j := range x[i] {
			x[i][j] = float64(1 + rng.IntN(3))
		}
	}
	got, err := BenefitOfDoubt(x, 0.02)
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range got {
		if !(d.Score > 0 && d.Score <= 1+1e-9) {
			t.Errorf("unit %d: score %v", i, d.Score)
		}
	}
}

func TestBenefitOfDoubt_refuses_what_is_not_positive(t *testing.T) {
	_, err := BenefitOfDoubt([][]float64{{1, 2}, {0, 3}}, 0)
	if err == nil || !strings.Contains(err.Error(), "unit 2, indicator 1") {
		t.Errorf("error %v", err)
	}
	if _, err := BenefitOfDoubt([][]float64{{1, 2}}, 0.5); err == nil {
		t.Error("a floor that leaves no room passes")
	}
}

func TestPrincipalWeights_by_hand(t *testing.T) {
	// Correlation of the two is r > 0: loadings are equal, 1 + r of 2 explained.
	x := [][]float64{{1, 2}, {2, 1}, {3, 4}, {4, 3}, {5, 5}}
	got, err := PrincipalWeights(x, 0)
	if err != nil {
		t.Fatal(err)
	}
	nearAll(t, "weights", got.Weights, []float64{0.5, 0.5}, 1e-12)
	near(t, "explained", got.Explained, (1+0.8)/2, 1e-12)
	if got.Mixed {
		t.Error("both loadings are positive")
	}
	// A third indicator that goes against the others: loadings of both signs.
	for i := range x {
		x[i] = append(x[i], -x[i][0]+0.1*float64(i%2))
	}
	if got, err = PrincipalWeights(x, 0.3); err != nil || !got.Mixed {
		t.Errorf("%+v, %v: an opposed indicator is not seen", got, err)
	}
	sum := 0.0
	for _, w := range got.Weights {
		sum += w
		if w < 0.3-1e-9 {
			t.Errorf("weights %v, none below 0.3 is expected", got.Weights)
		}
	}
	near(t, "sum", sum, 1, 1e-9)
	if _, err := PrincipalWeights([][]float64{{1, 1}, {1, 2}, {1, 3}}, 0); err == nil || !strings.Contains(err.Error(), "one value") {
		t.Errorf("a constant indicator: %v", err)
	}
}

func TestAlpha_by_hand(t *testing.T) {
	// Variances 1 and 1, sum 1,3,... : parallel halves with covariance 1/2.
	x := [][]float64{{1, 2}, {2, 1}, {3, 3}}
	// var(a) = var(b) = 1, cov = 0.5, var(sum) = 3: alpha = 2 (1 - 2/3).
	near(t, "alpha", Alpha(x), 2.0/3, 1e-12)
	near(t, "alpha with a missing row", Alpha(append(x, []float64{math.NaN(), 9})), 2.0/3, 1e-12)
	if !math.IsNaN(Alpha(x[:2])) {
		t.Error("two units have an alpha")
	}
}

func TestCorrelationRatio_sees_what_a_line_misses(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	var x, bent, noise []float64
	for range 200 {
		v := rng.NormFloat64()
		x, bent, noise = append(x, v), append(bent, v*v), append(noise, rng.NormFloat64())
	}
	if got := CorrelationRatio(x, bent); got < 0.95 {
		t.Errorf("a parabola has ratio %v", got)
	}
	if got := pearson(x, bent); got*got > 0.1 {
		t.Errorf("its correlation %v should be near zero", got)
	}
	if got := CorrelationRatio(x, noise); got > 0.1 {
		t.Errorf("noise has ratio %v", got)
	}
	line := make([]float64, len(x))
	for i, v := range x {
		line[i] = 3 - 2*v
	}
	near(t, "a line", CorrelationRatio(x, line), 1, 1e-4)
}

func TestTreat_other_ways(t *testing.T) {
	mirrored := []float64{-1, -2, -3, -4, -5, -6, -7, -8, -9, -10, -60}
	if got, did := Treat(mirrored, 5); did.High || did.Winsorised != 1 || got[10] != -10 {
		t.Errorf("lower end: %v, %+v", got, did)
	}
	missing := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, math.NaN(), 60}
	if got, _ := Treat(missing, 5); !math.IsNaN(got[10]) || got[11] != 10 {
		t.Errorf("missing: %v", got)
	}
	if got, did := Treat([]float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 60}, -1); !did.Fails || got[10] != 60 {
		t.Errorf("no treatment: %v, %+v", got, did)
	}
	// Values doubling: moving one point is not enough, the logarithm is straight.
	var powers []float64
	for k := range 24 {
		powers = append(powers, math.Pow(2, float64(k)))
	}
	got, did := Treat(powers, 1)
	if !did.Log || did.Winsorised != 0 || did.Fails {
		t.Errorf("powers of two: %+v", did)
	}
	for k := 1; k < len(got); k++ {
		if !(got[k] > got[k-1]) {
			t.Errorf("the logarithm changes the order at %d", k)
		}
	}
	if _, did := Treat([]float64{5, 5, 5, 5, 5}, 3); did.Fails || did.Winsorised != 0 {
		t.Errorf("constant: %+v", did)
	}
}

func TestNormalise_directions(t *testing.T) {
	x := []float64{10, 20, 35, 50, 90}
	for _, n := range []Normaliser{MinMax, ZScore, DistanceReference, FractionOfMax, PercentileRank, Borda, Goalposts} {
		got, err := Normalise(x, true, Normalisation{Kind: n}, Posts{Lower: 0, Upper: 80, Reference: 2})
		if err != nil {
			t.Fatal(err)
		}
		for i := 1; i < len(got); i++ {
			if !(got[i] < got[i-1]) {
				t.Errorf("%s, less is better: %v does not fall", n, got)
				break
			}
		}
		flat, err := Normalise([]float64{4, 4, math.NaN(), 4}, true, Normalisation{Kind: n}, Posts{Lower: 0, Upper: 8, Reference: 0})
		if err != nil || !math.IsNaN(flat[2]) || math.IsNaN(flat[0]) || flat[0] != flat[3] {
			t.Errorf("%s of one value for all: %v, %v", n, flat, err)
		}
	}
	base, err := Normalise([]float64{5}, false, Normalisation{Kind: ZScore}, Posts{Base: []float64{1, 2, 3}})
	if err != nil || base[0] != 3 {
		t.Errorf("against a comparison period: %v, %v, want 3 deviations", base, err)
	}
}

func TestAggregate_missing_and_refused(t *testing.T) {
	got, err := Aggregate(Geometric, []float64{4, math.NaN(), 9}, []float64{1, 5, 1})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "geometric mean of what is there", got, 6, 1e-12)
	if _, err := Aggregate(Harmonic, []float64{0, 1}, []float64{1, 1}); err == nil || !strings.Contains(err.Error(), "re-scale") {
		t.Errorf("a zero in a harmonic mean: %v", err)
	}
	if _, err := Aggregate(Copeland, []float64{1}, []float64{1}); err == nil {
		t.Error("Copeland of one unit passes")
	}
	if got, _ := Aggregate(Median, []float64{1, 2, 10}, []float64{1, 1, 2}); got != 6 {
		t.Errorf("median with half of the weight on the last is %v, want 6", got)
	}
}

func TestDominance_counts_what_no_weight_reverses(t *testing.T) {
	got, err := Dominance([][]float64{{3, 3}, {2, 2}, {4, 1}, {3, 2}}, []float64{1, 1})
	if err != nil {
		t.Fatal(err)
	}
	// first over second and fourth, fourth over second; the third crosses all.
	near(t, "share of dominated pairs", got, 3.0/6, 1e-12)
	if got, _ := Dominance([][]float64{{3, math.NaN()}, {2, 2}}, []float64{1, 1}); got != 0 {
		t.Errorf("a missing value dominates: %v", got)
	}
}
