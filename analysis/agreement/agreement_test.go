package agreement

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat"

	"fabbisogno/analysis/shortage"
)

func TestCountLeavesUnknownOut(t *testing.T) {
	y, n, u := shortage.Yes, shortage.No, shortage.Unknown
	for _, c := range []struct {
		says     []shortage.Verdict
		k, n     int
		standing string
		against  shortage.Verdict
	}{
		{nil, 0, 0, "", u},
		{[]shortage.Verdict{u, u}, 0, 0, "", u},
		{[]shortage.Verdict{y, u, y}, 2, 2, All, u},
		{[]shortage.Verdict{y, n, y, u}, 2, 3, Most, n},
		{[]shortage.Verdict{y, n}, 1, 2, Split, y},
		{[]shortage.Verdict{n, n, y}, 1, 3, Few, y},
		{[]shortage.Verdict{n, u, n}, 0, 2, None, u},
	} {
		k, of := Count(c.says)
		if k != c.k || of != c.n || Standing(k, of) != c.standing || Against(k, of) != c.against {
			t.Errorf("%v: %d of %d, %q, against %q; want %d of %d, %q, %q", c.says, k, of, Standing(k, of), Against(k, of), c.k, c.n, c.standing, c.against)
		}
	}
}

// The first case is the example of scipy.stats.kendalltau (variant b); the second
// by hand: of 3 pairs 2 are untied in x, 3 in y, all concordant: 2 / sqrt(6).
func TestTauBOfPublishedAndHandCases(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		x, y  []float64
		want  float64
		units int
	}{
		{[]float64{12, 2, 1, 12, 2}, []float64{1, 4, 7, 1, 0}, -0.47140452079103173, 5},
		{[]float64{1, 1, 2}, []float64{1, 2, 3}, 2 / math.Sqrt(6), 3},
		{[]float64{1, 2, 3, nan, 9}, []float64{3, 2, 1, 5, nan}, -1, 3},
		{[]float64{1, 1, 1}, []float64{1, 2, 3}, nan, 3},
		{[]float64{1}, []float64{1}, nan, 1},
		{nil, nil, nan, 0},
	} {
		got, units := TauB(c.x, c.y)
		if units != c.units || math.Abs(got-c.want) > 1e-15 || math.IsNaN(got) != math.IsNaN(c.want) {
			t.Errorf("TauB(%v, %v) = %v of %d, want %v of %d", c.x, c.y, got, units, c.want, c.units)
		}
	}
}

// Without ties tau-b is tau-a; it is symmetric, turns its sign with a ranking, and
// knows order only.
func TestTauBWithoutTiesIsTauA(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		x, y, negative, cubed := make([]float64, 12), make([]float64, 12), make([]float64, 12), make([]float64, 12)
		for i := range x {
			x[i], y[i] = rng.NormFloat64(), rng.NormFloat64()
			negative[i], cubed[i] = -x[i], x[i]*x[i]*x[i]
		}
		got, _ := TauB(x, y)
		swapped, _ := TauB(y, x)
		turned, _ := TauB(negative, y)
		same, _ := TauB(cubed, y)
		if want := stat.Kendall(x, y, nil); math.Abs(got-want) > 1e-14 || got != swapped || got != -turned || got != same {
			t.Fatalf("tau %v (swapped %v, negative %v, cubed %v), want %v", got, swapped, turned, same, want)
		}
	}
}

// A rule of two indicators: share at or above 50, or growth above 10 with a share above 30.
func twoWays(v []float64) shortage.Verdict {
	switch {
	case math.IsNaN(v[0]):
		return shortage.Unknown
	case v[0] >= 50 || v[1] > 10 && v[0] > 30:
		return shortage.Yes
	}
	return shortage.No
}

func TestExplainNamesTheNearestIndicator(t *testing.T) {
	in := func(share, growth float64) []Input {
		return []Input{{"share_pct", share, 0, 100}, {"growth_pct", growth, -50, 50}}
	}
	for name, c := range map[string]struct {
		in     []Input
		want   shortage.Verdict
		reason Reason
	}{
		"a little more share":          {in(48, 0), shortage.Yes, Reason{"share_pct", 48, 50}},
		"a little more growth":         {in(40, 9), shortage.Yes, Reason{"growth_pct", 9, 10}},
		"less share":                   {in(52, 0), shortage.No, Reason{"share_pct", 52, 50}},
		"growth far, share too low":    {in(20, 0), shortage.Yes, Reason{"share_pct", 20, 50}},
		"missing growth is not moved":  {in(48, math.NaN()), shortage.Yes, Reason{"share_pct", 48, 50}},
		"no single one":                {[]Input{{"share_pct", 60, 55, 100}, {"growth_pct", 20, -50, 50}}, shortage.No, Reason{Several, math.NaN(), math.NaN()}},
		"a range of a point is no way": {[]Input{{"share_pct", 48, 48, 48}, {"growth_pct", 9, -50, 50}}, shortage.Yes, Reason{"growth_pct", 9, 10}},
	} {
		got := Explain(twoWays, c.in, c.want)
		near := func(a, b float64) bool { return math.Abs(a-b) < 1e-6 || math.IsNaN(a) && math.IsNaN(b) }
		if got.Indicator != c.reason.Indicator || !near(got.Value, c.reason.Value) || !near(got.Needed, c.reason.Needed) {
			t.Errorf("%s: %+v, want %+v", name, got, c.reason)
		}
		if got.Indicator == Several {
			continue
		}
		values := []float64{c.in[0].Value, c.in[1].Value}
		values[map[string]int{"share_pct": 0, "growth_pct": 1}[got.Indicator]] = got.Needed
		if twoWays(values) != c.want {
			t.Errorf("%s: at %v the rule does not say %s", name, values, c.want)
		}
	}
}
