package indicator

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fabbisogno/datasets/series"
)

func TestRankBounds(t *testing.T) {
	iv := func(l, u float64) series.Interval { return series.Interval{Level: 0.8, Lower: l, Upper: u} }
	cases := []struct {
		name        string
		in          []series.Interval
		best, worst []int
	}{
		{"apart", []series.Interval{iv(8, 9), iv(5, 6), iv(1, 2)}, []int{1, 2, 3}, []int{1, 2, 3}},
		{"first two overlap", []series.Interval{iv(5, 9), iv(6, 8), iv(1, 2)}, []int{1, 1, 3}, []int{2, 2, 3}},
		{"touching ends cannot be told apart", []series.Interval{iv(5, 6), iv(6, 7)}, []int{1, 1}, []int{2, 2}},
		{"unknown may stand anywhere", []series.Interval{iv(8, 9), iv(math.NaN(), math.NaN())}, []int{1, 1}, []int{2, 2}},
	}
	for _, c := range cases {
		best, worst := RankBounds(c.in)
		if diff := cmp.Diff(c.best, best) + cmp.Diff(c.worst, worst); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", c.name, diff)
		}
	}
}

func TestMeanInterval(t *testing.T) {
	m, iv := MeanInterval([]float64{10, 20}, []series.Interval{{Level: 0.8, Lower: 8, Upper: 12}, {Level: 0.8, Lower: 14, Upper: 30}})
	if m != 15 || iv.Lower != 11 || iv.Upper != 21 || iv.Level != 0.8 {
		t.Errorf("mean %v, interval %+v, want 15 and 11 to 21 at 0.8", m, iv)
	}
	if m, _ := MeanInterval(nil, nil); !math.IsNaN(m) {
		t.Errorf("mean of nothing = %v, want NaN", m)
	}
}
