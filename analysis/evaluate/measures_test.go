package evaluate

import (
	"math"
	"testing"

	"fabbisogno/datasets/series"
)

// Nile, R's data set: annual flow at Aswan, 1871 to 1970.
var nile = []float64{1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958,
	1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969, 831,
	726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759, 781, 865, 845, 944, 984,
	897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975,
	815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740}

// near allows for the digits to which the references are printed.
func near(t *testing.T, name string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(want) != math.IsNaN(got) || math.Abs(got-want) > tolerance*math.Max(1, math.Abs(want)) {
		t.Errorf("%s: got %.9g, want %.9g", name, got, want)
	}
}

func flat(v float64, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = v
	}
	return out
}

// AT-35: figures of R forecast accuracy().
func TestNileAccuracy(t *testing.T) {
	train, test := nile[:90], nile[90:]
	naive := Case{Train: train, Season: 1, Actual: test, Forecast: flat(train[89], 10)}
	near(t, "naive MAE", MAE(naive), 128, 1e-12)
	near(t, "naive RMSE", RMSE(naive), 152.95359, 1e-7)
	near(t, "naive MAPE", MAPE(naive), 13.902151, 1e-7)
	near(t, "naive MASE", MASE(naive), 0.96780223, 1e-8)
	sum := 0.0
	for _, v := range train {
		sum += v
	}
	mean := Case{Train: train, Season: 1, Actual: test, Forecast: flat(sum/90, 10)}
	near(t, "mean MAE", MAE(mean), 117.99333, 1e-7)
	near(t, "mean RMSE", RMSE(mean), 149.38186, 1e-7)
}

// AT-37.
func TestPinball(t *testing.T) {
	near(t, "pinball", Pinball(0.1, 700, nile[90:]), 17.46, 1e-12)
	near(t, "below the quantile", Pinball(0.1, 10, []float64{5}), 0.9*5, 1e-12)
	near(t, "missing values do not count", Pinball(0.5, 0, []float64{4, math.NaN()}), 2, 1e-12)
	near(t, "no value", Pinball(0.5, 0, nil), math.NaN(), 0)
}

// Worked by hand. Train 1 2 4 3 7 5 with season 2: changes over a season
// 3 1 3 2, mean 9/4, mean of squares 23/4.
func TestMeasuresByHand(t *testing.T) {
	nan := math.NaN()
	train := []float64{1, 2, 4, 3, 7, 5}
	c := Case{
		Train: train, Season: 2, Level: 0.8,
		Actual:   []float64{8, 10, nan, 5},
		Forecast: []float64{6, 10, 3, 8},
		Interval: []series.Interval{{Level: 0.8, Lower: 5, Upper: 7}, {Level: 0.8, Lower: 10, Upper: 12}, {Level: 0.8, Lower: 0, Upper: 1}, {Level: 0.8, Lower: 7, Upper: 9}},
	}
	want := map[string]float64{
		"mae":      5.0 / 3,
		"rmse":     math.Sqrt(13.0 / 3),
		"mape":     100 * (2.0/8 + 0 + 3.0/5) / 3,
		"smape":    200 * (2.0/14 + 0 + 3.0/13) / 3,
		"mase":     (5.0 / 3) / (9.0 / 4),
		"rmsse":    math.Sqrt((13.0 / 3) / (23.0 / 4)),
		"coverage": 1.0 / 3, // 8 above 7; 10 on the edge counts; 5 below 7
		// widths 2 2 2; penalties 2/0.2 = 10 times 1, 0, 2
		"msis": ((2 + 10.0) + 2 + (2 + 20.0)) / 3 / (9.0 / 4),
	}
	for _, m := range All() {
		w, ok := want[m.ID]
		if !ok {
			t.Errorf("%s has no case worked by hand", m.ID)
			continue
		}
		near(t, m.ID, m.Of(c), w, 1e-12)
	}
	near(t, "owa", OWA(9, 1.2, 10, 1.5), (0.9+0.8)/2, 1e-12)
	near(t, "skill", Skill(3, 2), -0.5, 1e-12)
}

func TestMeasuresWithoutScale(t *testing.T) {
	c := Case{Train: []float64{5, 5, 5}, Season: 1, Actual: []float64{6}, Forecast: []float64{5}, Interval: []series.Interval{{Level: .8, Lower: 5, Upper: 5}}, Level: .8}
	near(t, "MASE on a constant history", MASE(c), math.NaN(), 0)
	near(t, "MSIS on a constant history", MSIS(c), math.NaN(), 0)
	near(t, "RMSSE on a constant history", RMSSE(c), math.NaN(), 0)
	near(t, "MAPE of zero", MAPE(Case{Actual: []float64{0}, Forecast: []float64{1}}), math.NaN(), 0)
	near(t, "sMAPE of two zeros", SMAPE(Case{Actual: []float64{0}, Forecast: []float64{0}}), 0, 0)
	for _, m := range All() {
		near(t, m.ID+" without a pair", m.Of(Case{Train: []float64{1, 2, 3}, Season: 1, Actual: []float64{math.NaN()}, Forecast: []float64{1}}), math.NaN(), 0)
	}
}

// No actual value beyond a break is held against a forecast from before it, unless
// the publisher computed the earlier values again by the new rules.
func TestActual_stops_at_a_break(t *testing.T) {
	s := series.Series{Start: series.MustPeriod("2020-Q1"), Values: []float64{1, 2, 3, 4, 5, 6, 7, 8}}
	known := func(kind series.BreakKind) int {
		s.Breaks = []series.Break{{From: series.MustPeriod("2021-Q1"), Reason: "x", Kind: kind}}
		n := 0
		for _, v := range Actual(s, series.MustPeriod("2020-Q2"), 4) {
			if !math.IsNaN(v) {
				n++
			}
		}
		return n
	}
	for kind, want := range map[series.BreakKind]int{"": 2, series.BreakLevel: 2, series.BreakClassification: 2, series.BreakReconstructed: 4} {
		if got := known(kind); got != want {
			t.Errorf("a break of kind %q leaves %d actual values, want %d", kind, got, want)
		}
	}
}
