package trend

import (
	"errors"
	"math"
	"testing"
)

var ten = []float64{112, 118, 132, 129, 121, 135, 148, 148, 136, 119}

// AT-34 of the published references, to their five decimals.
func TestHodrickPrescott(t *testing.T) {
	got, err := HodrickPrescott(ten, 6.25)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{114.21803, 119.72210, 124.87129, 129.03517, 132.72392, 136.44208, 138.81836, 138.25076, 134.60632, 129.31196} {
		if math.Abs(got[i]-want) > 5.1e-6 {
			t.Errorf("value %d is %.6f, want %.5f", i+1, got[i], want)
		}
	}
	got, err = HodrickPrescott(ten, 100)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(got[0]-119.02399) > 5.1e-6 || math.Abs(got[9]-137.26734) > 5.1e-6 {
		t.Errorf("ends at 100: %.6f and %.6f", got[0], got[9])
	}
}

// A line is its own trend, and the trend keeps sum and slope of any series.
func TestHodrickPrescottOfALine(t *testing.T) {
	line := make([]float64, 200)
	for i := range line {
		line[i] = 3 + 0.5*float64(i)
	}
	for _, lambda := range []float64{1e-3, 1600, 129600} {
		got, err := HodrickPrescott(line, lambda)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range got {
			if math.Abs(v-line[i]) > 1e-6 {
				t.Fatalf("lambda %v: value %d is %v, want %v", lambda, i+1, v, line[i])
			}
		}
	}
	got, err := HodrickPrescott(ten, 1600)
	if err != nil {
		t.Fatal(err)
	}
	sum, moment := 0.0, 0.0
	for i, v := range got {
		sum += v - ten[i]
		moment += float64(i) * (v - ten[i])
	}
	if math.Abs(sum) > 1e-8 || math.Abs(moment) > 1e-7 {
		t.Errorf("sum moved by %v, slope by %v", sum, moment)
	}
}

func TestHodrickPrescottRefuses(t *testing.T) {
	for _, c := range []struct {
		y      []float64
		lambda float64
		want   error
	}{{ten[:2], 100, ErrTooShort}, {ten, 0, ErrLambda}, {ten, math.NaN(), ErrLambda}, {ten, math.Inf(1), ErrLambda}, {[]float64{1, math.NaN(), 3}, 1, ErrNotFinite}} {
		if got, err := HodrickPrescott(c.y, c.lambda); !errors.Is(err, c.want) || got != nil {
			t.Errorf("%v with %v: %v and %v, want %v", c.y, c.lambda, got, err, c.want)
		}
	}
}
