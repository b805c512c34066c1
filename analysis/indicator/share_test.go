package indicator

import (
	"math"
	"testing"
)

func TestWilson95(t *testing.T) {
	// Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), table I: 0.2553 to 0.3662
	lower, upper := Wilson95(81.0/263, 263)
	if math.Abs(lower-0.2553) > 5e-5 || math.Abs(upper-0.3662) > 5e-5 {
		t.Errorf("81 of 263: %v to %v, want 0.2553 to 0.3662", lower, upper)
	}
	if lower, upper := Wilson95(1, 10); upper < 1-1e-12 || lower <= 0 || lower >= 1 {
		t.Errorf("10 of 10: %v to %v, want an interval that ends at 1", lower, upper)
	}
	if lower, _ := Wilson95(0.5, 0); !math.IsNaN(lower) {
		t.Errorf("no cases: %v, want NaN", lower)
	}
}
