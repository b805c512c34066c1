package revision

import (
	"math"
	"testing"
	"time"
)

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9*math.Max(1, math.Abs(want)) && !(math.IsNaN(got) && math.IsNaN(want)) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

// small is a triangle that can be read by eye: the first edition holds 01 to
// 03, of which only 03 is new.
func small() Triangle {
	day := func(m int) time.Time { return time.Date(2024, time.Month(m), 2, 0, 0, 0, 0, time.UTC) }
	var all []Release
	for m, values := range map[int][]float64{4: {1, 2, 3}, 5: {1, 2.5, 3.5, 4}, 6: {1, 2.5, 3.2, 4.4, math.NaN()}} {
		for i, v := range values {
			all = append(all, Release{Period: []string{"2024-01", "2024-02", "2024-03", "2024-04", "2024-05"}[i], Start: day(i + 1),
				Released: day(m), Edition: day(m).Format(time.DateOnly), Value: v})
		}
	}
	return New(all)
}

func TestTriangle(t *testing.T) {
	tri := small()
	if len(tri.Periods) != 4 || len(tri.Editions) != 3 {
		t.Fatalf("%d periods and %d editions, want 4 and 3: a missing value is no release", len(tri.Periods), len(tri.Editions))
	}
	h := tri.History("2024-03")
	if len(h) != 3 || h[0].Value != 3 || h[2].Value != 3.2 || tri.History("2030-01") != nil {
		t.Errorf("history %v", h)
	}
	got := tri.Pairs(Latest)
	if len(got) != 2 || got[0] != (Pair{3, 3.2}) || got[1] != (Pair{4, 4.4}) {
		t.Errorf("first to latest %v: periods published before the first edition do not count", got)
	}
	if got := tri.Pairs(1); len(got) != 2 || got[0] != (Pair{3, 3.5}) {
		t.Errorf("one release later %v", got)
	}
	if got := tri.Pairs(2); len(got) != 1 || got[0] != (Pair{3, 3.2}) {
		t.Errorf("two releases later %v", got)
	}
}

// Worked by hand: R = 1, -1, 2, 2 on P = 10, 20, 30, 40.
func TestSummarizeByHand(t *testing.T) {
	s := Summarize(1, []Pair{{10, 11}, {20, 19}, {30, 32}, {40, 42}})
	near(t, "mean", s.Mean.Value, 1)
	near(t, "mean absolute", s.MeanAbsolute.Value, 1.5)
	near(t, "RMSE", s.RMSE.Value, math.Sqrt(2.5))
	near(t, "deviation", s.Deviation.Value, math.Sqrt(2))
	near(t, "relative", s.Relative.Value, 6.0/104)
	near(t, "positive", s.Positive.Value, 0.75)
	near(t, "least", s.Least, -1)
	near(t, "most", s.Most, 2)
	// e = 0, -2, 1, 1; L = floor(4 (0.04)^(2/9)) = 1, weight 1/2:
	// sum e^2 = 6, lag 1 = 0 - 2 + 1 = -1; (6 - 1)/(4 * 3).
	near(t, "standard error", s.StdError, math.Sqrt(5.0/12))
	near(t, "bound with four revisions", s.Mean.Lower, math.NaN())
	near(t, "Theil", s.UM+s.UR+s.UD, 1)
	near(t, "UM", s.UM, 1/2.5)
}

// With independent revisions of 2 and 0 in turn the mean is 1; its interval
// narrows by the negative correlation, and P, T agree with each other.
func TestIntervalsAndTest(t *testing.T) {
	var pairs []Pair
	for i := range 40 {
		pairs = append(pairs, Pair{100 + float64(i), 100 + float64(i) + float64(i%2)*2})
	}
	s := Summarize(Latest, pairs)
	near(t, "mean", s.Mean.Value, 1)
	if !(s.Mean.Lower < 1 && s.Mean.Upper > 1 && s.Mean.Lower > 0) || s.P > 0.001 {
		t.Errorf("mean %v, p %v: a bias of 1 with a deviation of 1 in 40 is plain", s.Mean, s.P)
	}
	near(t, "T", s.T, s.Mean.Value/s.StdError)
	if s.Positive.Lower < 0 || s.Positive.Upper > 1 || s.Relative.Lower < 0 {
		t.Errorf("bounds outside what can be: %v %v", s.Positive, s.Relative)
	}
	if none := Summarize(Latest, nil); none.N != 0 || !math.IsNaN(none.Mean.Value) || !math.IsNaN(none.P) {
		t.Errorf("of nothing: %+v", none)
	}
	same := Summarize(Latest, []Pair{{1, 1}, {2, 2}})
	if same.Mean.Value != 0 || !math.IsNaN(same.T) {
		t.Errorf("without revisions: %+v", same)
	}
}
