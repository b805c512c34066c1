package unitroot

import (
	"math"
	"slices"
	"strings"
	"testing"

	"fabbisogno/analysis/forecast/internal/reference"
)

// Against R forecast 8.20 ndiffs(), nsdiffs(), acf() and the M4 test on the 39
// reference series: every decision is the same, autocorrelations to the digits given.
func TestAgreesWithR(t *testing.T) {
	series := reference.Agree(t)
	rows := reference.Table(t, "expected", "agree_misc.csv")
	if len(rows) != 39 {
		t.Fatalf("%d reference rows, want 39", len(rows))
	}
	seasonal, strongOnes, worst := 0, 0, 0.0
	for _, r := range rows {
		id := r["id"]
		s := series[id]
		if got, want := Diffs(s.Train), int(reference.Float(t, r["ndiffs_kpss"])); got != want {
			t.Errorf("%s: %d differences, R %d (KPSS %.4f)", id, got, want, KPSS(s.Train))
		}
		if text := strings.TrimSpace(r["nsdiffs_seas"]); text != "" && text != "NA" {
			seasonal++
			got, want := SeasonalDiffs(s.Train, s.M), int(reference.Float(t, text))
			strongOnes += want
			if got != want {
				t.Errorf("%s: %d seasonal differences, R %d (strength %.4f)", id, got, want, Strength(s.Train, s.M))
			}
		}
		if got, want := Seasonal(s.Train, s.M), r["naive2_seasonal"] == "1"; got != want {
			t.Errorf("%s: seasonal %t, R %t", id, got, want)
		}
		want := reference.Floats(t, r["acf1_5"])
		for k, v := range Autocorrelations(s.Train, len(want)) {
			worst = max(worst, math.Abs(v-want[k]))
		}
	}
	if seasonal < 20 || strongOnes < 5 {
		t.Errorf("only %d seasonal series, %d of them strongly: the table was not read as it should be", seasonal, strongOnes)
	}
	if worst > 1e-12 {
		t.Errorf("an autocorrelation differs by %.1e", worst)
	}
}

func line(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = float64(i)
	}
	return out
}

func TestDiffs(t *testing.T) {
	square := line(40)
	for i, v := range square {
		square[i] = v * v * v
	}
	gaps := slices.Clone(line(60))
	gaps[7], gaps[30] = math.NaN(), math.NaN()
	flat := make([]float64, 30)
	for name, c := range map[string]struct {
		y    []float64
		want int
	}{
		"empty": {nil, 0}, "one value": {[]float64{3}, 0}, "two values": {[]float64{1, 2}, 0},
		"constant": {flat, 0}, "line is constant once differenced": {line(30), 1}, "cubic": {square, 2},
		"line with gaps": {gaps, 1}, "all missing": {[]float64{math.NaN(), math.NaN()}, 0},
	} {
		before := slices.Clone(c.y)
		if got := Diffs(c.y); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
		if !slices.EqualFunc(before, c.y, func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }) {
			t.Errorf("%s: the series was changed", name)
		}
	}
}

// The tests look at shapes only: neither unit nor origin matters, however large.
func TestUnitDoesNotMatter(t *testing.T) {
	y := make([]float64, 72)
	for i := range y {
		y[i] = 10*math.Sin(2*math.Pi*float64(i)/12) + float64(i%7)
	}
	strength, kpss := Strength(y, 12), KPSS(y)
	if strength < 0.9 || SeasonalDiffs(y, 12) != 1 || !Seasonal(y, 12) {
		t.Fatalf("strength %.3f of a plain season", strength)
	}
	for _, a := range []float64{1e-290, 1e-9, 1e9, 1e290} {
		x := make([]float64, len(y))
		for i, v := range y {
			x[i] = a * v
		}
		if g := Strength(x, 12); math.Abs(g-strength) > 1e-9 {
			t.Errorf("scale %g: strength %v, want %v", a, g, strength)
		}
		if g := KPSS(x); math.Abs(g-kpss) > 1e-9 {
			t.Errorf("scale %g: KPSS %v, want %v", a, g, kpss)
		}
	}
}

func TestTooShort(t *testing.T) {
	y := line(24)
	if SeasonalDiffs(y, 12) != 0 || SeasonalDiffs(y, 1) != 0 || Seasonal(y, 12) || Seasonal(nil, 4) || Strength(make([]float64, 40), 4) != 0 {
		t.Error("a test spoke without data")
	}
	if Autocorrelations(y, 24) != nil || Autocorrelations(make([]float64, 9), 2) != nil {
		t.Error("autocorrelations without data")
	}
}
