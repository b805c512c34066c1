package composite

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// held is the share of intervals that hold the true rank over worlds of n near
// ties (step 0) or steps of a quarter of the error.
func held(t *testing.T, worlds, n int, step float64, intervals func(x, s []float64, seed uint64) []RankInterval) float64 {
	t.Helper()
	inside := 0
	for w := range worlds {
		rng := rand.New(rand.NewPCG(uint64(w), 2))
		truth, x, s := make([]float64, n), make([]float64, n), make([]float64, n)
		for i := range x {
			truth[i] = (0.0005 + step) * float64(i)
			s[i] = 1
			x[i] = truth[i] + rng.NormFloat64()
		}
		got := intervals(x, s, uint64(w))
		for i, rank := range placesOf(truth) {
			if rank >= got[i].Best && rank <= got[i].Worst {
				inside++
			}
		}
	}
	return float64(inside) / float64(worlds*n)
}

// aroundEstimates is what is not to be done: ranks of draws around the estimates.
func aroundEstimates(x, s []float64, seed uint64) []RankInterval {
	n := len(x)
	rng := newDice()
	rng.state.Seed(seed, 1)
	counts := make([]uint32, n*n)
	b := &scratch{score: make([]float64, n), lots: newLots(n), ranks: make([]int32, n)}
	for range 300 {
		for i := range x {
			b.score[i] = x[i] + s[i]*rng.NormFloat64()
		}
		b.rank(rng)
		for i, r := range b.ranks {
			counts[i*n+int(r)-1]++
		}
	}
	out := make([]RankInterval, n)
	for i := range out {
		out[i] = shortestRun(counts[i*n:(i+1)*n], 0.9)
	}
	return out
}

// The full measurement is behind the tag slow; this one sees a method that fails.
func TestRanks_hold_the_truth(t *testing.T) {
	ours := func(x, s []float64, seed uint64) []RankInterval {
		got, err := Ranks(x, s, 0.9, 300, seed)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	guaranteed := func(x, s []float64, _ uint64) []RankInterval {
		got, err := GuaranteedRanks(x, s, 0.9)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := held(t, 40, 30, 0, ours); got < 0.83 || got > 0.97 {
		t.Errorf("near ties: %.3f of the intervals hold the true rank", got)
	}
	if got := held(t, 40, 30, 0.25, ours); got < 0.86 || got > 0.97 {
		t.Errorf("even steps: %.3f of the intervals hold the true rank", got)
	}
	if got := held(t, 40, 30, 0, aroundEstimates); got > 0.75 {
		t.Errorf("draws around the estimates: %.3f, the test sees no difference", got)
	}
	for _, step := range []float64{0, 0.25, 2} {
		if got := held(t, 40, 30, step, guaranteed); got < 0.9 {
			t.Errorf("guaranteed, step %v: %.3f", step, got)
		}
	}
}

func TestRanks_of_what_is_clear_and_what_is_not(t *testing.T) {
	got, err := Ranks([]float64{30, 10, 20}, []float64{0.1, 0.1, 0.1}, 0.9, 500, 1)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"1", "3", "2"} {
		if got[i].String() != want || got[i].Probability < 0.99 {
			t.Errorf("unit %d: %+v, want %s for sure", i, got[i], want)
		}
	}
	same, err := Ranks([]float64{5, 5, 5, 5}, []float64{1, 1, 1, 1}, 0.9, 500, 1)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range same {
		if r.String() != "1-4" {
			t.Errorf("equal estimates, unit %d: %s", i, r)
		}
	}
	one, err := Ranks([]float64{2}, []float64{1}, 0.9, 10, 1)
	if err != nil || one[0].String() != "1" {
		t.Errorf("one unit: %v, %v", one, err)
	}
	mixed, err := Ranks([]float64{0, 1, 100}, []float64{0, 1, 0}, 0.9, 500, 1)
	if err != nil || mixed[2].String() != "1" {
		t.Errorf("an exact estimate far above: %v, %v", mixed, err)
	}
}

func TestRanks_do_not_hang_on_unit_or_origin(t *testing.T) {
	x, s := []float64{3, 1, 4, 1.5, 9, 2.6}, []float64{1, 0.5, 2, 1, 1, 0.7}
	want, err := Ranks(x, s, 0.8, 400, 7)
	if err != nil {
		t.Fatal(err)
	}
	moved, scaled := make([]float64, len(x)), make([]float64, len(x))
	for i := range x {
		moved[i], scaled[i] = 1024+256*x[i], 256*s[i] // exact in binary
	}
	got, err := Ranks(moved, scaled, 0.8, 400, 7)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("another unit gives other intervals:\n%s", d)
	}
}

func TestRanks_refuse(t *testing.T) {
	for want, in := range map[string][2][]float64{
		"same number":          {{1, 2}, {1}},
		"the order is known":   {{1, 2}, {0, 0}},
		"leave out what is":    {{1, 2}, {1, -1}},
		"at least one is expe": {{}, {}},
	} {
		if _, err := Ranks(in[0], in[1], 0.9, 10, 1); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: error %v, want it to say %q", in, err, want)
		}
	}
}

func TestShortestRun(t *testing.T) {
	for _, c := range []struct {
		counts []uint32
		want   string
	}{
		{[]uint32{95, 5, 0}, "1"},
		{[]uint32{50, 45, 5}, "1-2"},
		{[]uint32{5, 47, 48, 0}, "2-3"},
		{[]uint32{30, 0, 0, 70}, "1-4"},
		{[]uint32{0, 0, 90, 10}, "3"},
	} {
		if got := shortestRun(c.counts, 0.9); got.String() != c.want {
			t.Errorf("%v: %s, want %s", c.counts, got, c.want)
		}
	}
	r := shortestRun([]uint32{95, 5, 0}, 0.9).with(3, []uint32{95, 5, 0})
	if r.String() != "1-3" || r.Probability != 1 {
		t.Errorf("widened to its own rank: %+v", r)
	}
}
