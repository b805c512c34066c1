package indicator

import (
	"math"
	"testing"

	"fabbisogno/datasets/series"
)

func monthly(start string, values ...float64) series.Series {
	return series.Series{Start: series.MustPeriod(start), Values: values}
}

func TestTrailing(t *testing.T) {
	nan := math.NaN()
	entries := monthly("2025-01", 100, 200, 300, 400)
	share := monthly("2025-01", 10, 20, nan, 40)
	end := series.MustPeriod("2025-04")
	cases := []struct {
		name      string
		got, want float64
	}{
		{"sum of the last two", TrailingSum(entries, 2), 700},
		{"sum longer than the series", TrailingSum(entries, 5), nan},
		{"sum over a gap", TrailingSum(share, 2), nan},
		{"mean leaves the gap out", TrailingMean(share, end, 4), (10.0 + 20 + 40) / 3},
		{"mean of mostly gaps", TrailingMean(monthly("2025-01", nan, nan, nan, 4), end, 4), nan},
		// by hand: (100*10 + 200*20 + 400*40) / 700 = 21000/700
		{"weighted share", TrailingShare(share, entries, end, 4), 30},
		{"weights of zero", TrailingShare(share, monthly("2025-01", 0, 0, 0, 0), end, 4), nan},
		{"nothing asked", TrailingShare(share, entries, end, 0), nan},
	}
	for _, c := range cases {
		if math.IsNaN(c.want) != math.IsNaN(c.got) || (!math.IsNaN(c.want) && math.Abs(c.got-c.want) > 1e-12) {
			t.Errorf("%s = %v, want %v", c.name, c.got, c.want)
		}
	}
}

func TestCompare(t *testing.T) {
	iv := series.Interval{Level: 0.8, Lower: 9, Upper: 11}
	if Compare(8, iv) != Rise || Compare(12, iv) != Fall || Compare(9, iv) != Unclear {
		t.Error("a change is claimed only when the whole interval lies to one side; the end itself does not")
	}
}
