package forecast

import (
	"math"
	"math/rand/v2"
	"testing"

	"fabbisogno/analysis/forecast/intermittent"
	"fabbisogno/datasets/series"
)

// demand comes with probability 0.35, in sizes of an exponential distribution of mean 5.
func demand(rng *rand.Rand, n int) []float64 {
	y := make([]float64, n)
	for i := range y {
		if rng.Float64() < 0.35 {
			y[i] = 5 * rng.ExpFloat64()
		}
	}
	return y
}

// TestCountsCover: with zeros in 65% of the periods the upper quantiles hold
// what they say, the lower ones are zero, and nothing is negative. Four binomial
// errors of 1,000 series are allowed, and 0.02 for parameters that are estimated
// from some 30 demands.
func TestCountsCover(t *testing.T) {
	const trials, n, h = 1000, 84, 3
	for _, method := range []intermittent.Method{intermittent.Croston, intermittent.SBA, intermittent.TSB} {
		rng := rand.New(rand.NewPCG(31, uint64(method)))
		inside := map[float64]float64{}
		for range trials {
			all := demand(rng, n+h)
			fit, err := Intermittent{method}.Fit(t.Context(), monthlySeries(all[:n]))
			if err != nil {
				t.Fatal(err)
			}
			ds, err := fit.Forecast(h)
			if err != nil {
				t.Fatal(err)
			}
			for _, q := range ds[h-1].Quantiles {
				if q.Value < 0 || q.P <= 0.25 && q.Value != 0 {
					t.Fatalf("%s: quantile %v is %v", method, q.P, q.Value)
				}
				if all[n+h-1] <= q.Value {
					inside[q.P] += 1. / trials
				}
			}
		}
		for _, p := range []float64{0.75, 0.9, 0.95, 0.975} {
			t.Logf("%s: %.3f below the quantile of %.3f", method, inside[p], p)
			if allowed := 4*math.Sqrt(p*(1-p)/trials) + 0.02; math.Abs(inside[p]-p) > allowed {
				t.Errorf("%s: %.3f of the values below the quantile of %.3f", method, inside[p], p)
			}
		}
	}
}

// TestCountsPaths: sums of paths have the mean of the rates, at least the spread
// of independent periods, and no negative value.
func TestCountsPaths(t *testing.T) {
	fit, err := Intermittent{intermittent.TSB}.Fit(t.Context(), monthlySeries(demand(rand.New(rand.NewPCG(6, 6)), 84)))
	if err != nil {
		t.Fatal(err)
	}
	const n, h = 8000, 12
	paths, err := fit.(Simulator).Paths(h, n, rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		t.Fatal(err)
	}
	ds, err := fit.Forecast(h)
	if err != nil {
		t.Fatal(err)
	}
	mean, square, want := 0.0, 0.0, 0.0
	for _, d := range ds {
		want += d.Mean
	}
	for _, p := range paths {
		sum := 0.0
		for _, v := range p {
			if v < 0 {
				t.Fatal("a path is negative")
			}
			sum += v
		}
		mean += sum / n
		square += sum * sum / n
	}
	own := fit.(*countsFit).fit
	least := math.Sqrt(h) * own.SD(1)
	if sd := math.Sqrt(square - mean*mean); math.Abs(mean/want-1) > 0.03 || sd < 0.97*least {
		t.Errorf("sums have mean %.2f and sd %.2f; want %.2f and at least %.2f", mean, sd, want, least)
	}
}

// TestCountsRule: the rule takes the ordinary model, SBA, or TSB for what has ceased.
func TestCountsRule(t *testing.T) {
	rule := Counts{Often: Transformed{Inner: Naive{}, By: NonNegative()}}
	seldom := demand(rand.New(rand.NewPCG(8, 8)), 60)
	for name, c := range map[string]struct {
		y    []float64
		want string
	}{
		"often":    {seasons(5, 0), ""},
		"seldom":   {seldom, "sba"},
		"ceased":   {append(seldom, make([]float64, 24)...), "tsb"},
		"zeros":    {make([]float64, 40), "sba"},
		"negative": {append([]float64{-1}, seldom...), ""},
	} {
		fit, err := rule.Fit(t.Context(), series.Series{Key: series.Key{Measure: "test_persons"}, Start: series.MustPeriod("2010-01"), Values: c.y})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got := ""
		for _, n := range fit.Diagnose().Status {
			if n.Key == NoteSeldom {
				got = n.Detail
			}
		}
		if got != c.want {
			t.Errorf("%s: method %q answered, want %q (status %s)", name, got, c.want, fit.Diagnose().Status)
		}
	}
}
