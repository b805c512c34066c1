package stl

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"fabbisogno/analysis/forecast/internal/reference"
)

// tolerance is the last digit that the reference tables give, 14 significant
// ones, on the scale of the largest value, with room for sums in another order.
const tolerance = 1e-11

func furthest(got, want []float64) float64 {
	worst := 0.0
	for i, v := range want {
		worst = max(worst, math.Abs(got[i]-v))
	}
	return worst
}

func largest(y []float64) float64 {
	top := 0.0
	for _, v := range y {
		top = max(top, math.Abs(v))
	}
	return top
}

// Against R 4.2.2 stl() and R forecast 8.20 mstl(): every component of 16 series
// by four calls. The robust call is compared with R's way of sorting in place of
// ours (see orderAsR): without it seven series of even length differ, by up to
// 3% of the largest value (N0902), because R's median is wrong there.
func TestAgreesWithR(t *testing.T) {
	series := reference.Agree(t)
	w := Workspace{order: orderAsR}
	worst, compared := map[string]float64{}, 0
	for _, r := range reference.Table(t, "expected", "agree_stl.csv.gz") {
		s := series[r["id"]]
		o := Options{Period: s.M}
		var parts Parts
		var err error
		switch call := r["call"]; {
		case call == "stl(s.window=periodic)":
			parts, err = w.Decompose(s.Train, o)
		case call == "stl(s.window=13;robust=FALSE)":
			o.Seasonal = 13
			parts, err = w.Decompose(s.Train, o)
		case call == "stl(s.window=7;robust=TRUE)":
			o.Seasonal, o.Robust = 7, true
			parts, err = w.Decompose(s.Train, o)
		case call == "mstl()":
			var m Seasons
			m, err = w.Multiple(s.Train, []int{s.M}, MultipleOptions{})
			if err == nil {
				parts = Parts{Trend: m.Trend, Seasonal: m.Seasonal[0], Remainder: m.Remainder}
			}
		default:
			continue
		}
		if err != nil {
			t.Fatalf("%s %s: %v", r["id"], r["call"], err)
		}
		part, unit := strings.ToLower(r["component"]), largest(s.Train)
		var got []float64
		switch {
		case strings.Contains(part, "seasonal"):
			got = parts.Seasonal
		case strings.Contains(part, "trend"):
			got = parts.Trend
		case strings.Contains(part, "remainder"):
			got = parts.Remainder
		case part == "weights":
			got, unit = parts.Weights, 1
		}
		want := reference.Floats(t, r["values"])
		if len(got) != len(want) {
			t.Fatalf("%s %s %s: %d values, R %d", r["id"], r["call"], part, len(got), len(want))
		}
		far := furthest(got, want) / unit
		worst[r["call"]] = max(worst[r["call"]], far)
		compared++
		allowed := tolerance
		if unit == 1 { // a weight is a difference of nearly equal numbers, raised to the fourth power
			allowed = 1e-8
		}
		if far > allowed {
			t.Errorf("%s %s %s: differs by %.1e of the largest value", r["id"], r["call"], part, far)
		}
	}
	if compared != 16*13 {
		t.Errorf("%d components compared, want %d", compared, 16*13)
	}
	differ := 0
	for _, s := range series {
		if s.M < 2 || len(s.Train) <= 2*s.M {
			continue
		}
		var own Workspace
		o := Options{Period: s.M, Seasonal: 7, Robust: true}
		a, err := own.Decompose(s.Train, o)
		if err != nil {
			t.Fatal(err)
		}
		b, err := w.Decompose(s.Train, o)
		if err != nil {
			t.Fatal(err)
		}
		if furthest(a.Weights, b.Weights) > 1e-9 {
			if len(s.Train)%2 == 1 {
				t.Errorf("%s of odd length %d depends on the way of sorting", s.ID, len(s.Train))
			}
			differ++
		}
	}
	t.Logf("R's sort changes %d of the series", differ)
	t.Logf("largest difference by call: %v", worst)
}

// wave has a known trend and two known seasons.
func wave(n int, noise float64) (y, trend, short, long []float64) {
	rng := rand.New(rand.NewPCG(5, 6))
	for i := range n {
		x := float64(i)
		trend = append(trend, 100+0.2*x+10*math.Sin(x/70))
		short = append(short, 8*math.Sin(2*math.Pi*x/7))
		long = append(long, 15*math.Cos(2*math.Pi*x/52))
		y = append(y, trend[i]+short[i]+long[i]+noise*rng.NormFloat64())
	}
	return y, trend, short, long
}

func rootMeanSquare(got, want []float64) float64 {
	sum := 0.0
	for i, v := range want {
		sum += (got[i] - v) * (got[i] - v)
	}
	return math.Sqrt(sum / float64(len(want)))
}

func TestMultiple_finds_both_seasons(t *testing.T) {
	y, trend, short, long := wave(364, 1)
	var w Workspace
	s, err := w.Multiple(y, []int{52, 7}, MultipleOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(s.Periods, []int{7, 52}) || len(s.Seasonal) != 2 {
		t.Fatalf("periods %v", s.Periods)
	}
	for name, far := range map[string]float64{
		"trend": rootMeanSquare(s.Trend, trend), "season of 7": rootMeanSquare(s.Seasonal[0], short), "season of 52": rootMeanSquare(s.Seasonal[1], long),
	} {
		// Noise of 1 leaves less than half of it in what has been smoothed
		// over a window of seven; the season of 52 has seven values a place.
		if far > 0.6 {
			t.Errorf("%s: off by %.3f", name, far)
		}
	}
	for i, v := range y {
		if sum := s.Trend[i] + s.Seasonal[0][i] + s.Seasonal[1][i] + s.Remainder[i]; math.Abs(sum-v) > 1e-10 {
			t.Fatalf("parts of value %d add up to %v, not %v", i, sum, v)
		}
	}
	if s, err = w.Multiple(y[:90], []int{52, 7}, MultipleOptions{}); err != nil || !slices.Equal(s.Periods, []int{7}) {
		t.Errorf("a period longer than half the series: %v, %v, want it left out", s.Periods, err)
	}
}

// Missing values take no part: whatever stood there, the parts are the same, and
// trend + season meets the value that was blanked as well as the noise allows.
func TestMissing(t *testing.T) {
	y, trend, short, _ := wave(140, 0.5)
	for i := range y {
		y[i] = trend[i] + short[i] + 0.5*math.Sin(float64(i*i))
	}
	holes := slices.Clone(y)
	for _, i := range []int{0, 20, 21, 60, 61, 62, 63, 64, 65, 66, 100, 139} {
		holes[i] = math.NaN()
	}
	var w Workspace
	p, err := w.Decompose(holes, Options{Period: 7})
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range holes {
		fit := p.Trend[i] + p.Seasonal[i]
		if math.IsNaN(fit) || math.IsNaN(v) != math.IsNaN(p.Remainder[i]) || math.IsNaN(v) != (p.Weights[i] == 0) {
			t.Fatalf("place %d: fit %v, remainder %v, weight %v", i, fit, p.Remainder[i], p.Weights[i])
		}
		if math.IsNaN(v) && math.Abs(fit-y[i]) > 2 {
			t.Errorf("place %d: %v stands in for %v", i, fit, y[i])
		}
	}
	if _, err := w.Decompose([]float64{math.NaN(), math.NaN(), math.NaN(), math.NaN(), math.NaN()}, Options{Period: 2}); !errors.Is(err, ErrNoData) {
		t.Errorf("nothing known: %v", err)
	}
}

// A robust fit does not see one wild value; the plain one does.
func TestRobust(t *testing.T) {
	y, trend, short, _ := wave(140, 0)
	for i := range y {
		y[i] = trend[i] + short[i] + 0.3*math.Sin(float64(i*i))
	}
	y[70] += 500
	var w Workspace
	for _, robust := range []bool{false, true} {
		p, err := w.Decompose(y, Options{Period: 7, Robust: robust})
		if err != nil {
			t.Fatal(err)
		}
		off := math.Abs(p.Trend[70] + p.Seasonal[70] - trend[70] - short[70])
		if robust != (off < 1) || robust != (p.Weights[70] == 0) {
			t.Errorf("robust %t: off by %.2f, weight %.2f", robust, off, p.Weights[70])
		}
	}
}

// One workspace for series of all lengths gives the same bits as a new one each time.
func TestWorkspaceIsClean(t *testing.T) {
	y, _, _, _ := wave(200, 1)
	var old Workspace
	for _, n := range []int{200, 30, 111, 15, 200} {
		for _, o := range []Options{{Period: 7}, {Period: 4, Seasonal: 7, Robust: true}, {Period: 7, Seasonal: 35}} {
			var fresh Workspace
			a, err := fresh.Decompose(y[:n], o)
			if err != nil {
				t.Fatal(err)
			}
			b, err := old.Decompose(y[:n], o)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(a.Trend, b.Trend) || !slices.Equal(a.Seasonal, b.Seasonal) || !slices.Equal(a.Weights, b.Weights) {
				t.Errorf("%d values, %+v: a used workspace gives other numbers", n, o)
			}
		}
	}
}

func TestNothingIsAllocated(t *testing.T) {
	y, _, _, _ := wave(364, 1)
	var w Workspace
	periods := []int{7, 52}
	for name, run := range map[string]func(){
		"stl":    func() { w.Decompose(y, Options{Period: 12, Seasonal: 13}) },
		"robust": func() { w.Decompose(y, Options{Period: 12, Robust: true}) },
		"mstl":   func() { w.Multiple(y, periods, MultipleOptions{}) },
	} {
		if n := testing.AllocsPerRun(5, run); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

func TestRefuses(t *testing.T) {
	y, _, _, _ := wave(40, 1)
	var w Workspace
	for name, c := range map[string]struct {
		y    []float64
		o    Options
		want error
	}{
		"two periods":     {y[:14], Options{Period: 7}, ErrTooShort},
		"empty":           {nil, Options{Period: 4}, ErrTooShort},
		"period 1":        {y, Options{Period: 1}, ErrOptions},
		"even window":     {y, Options{Period: 7, Seasonal: 8}, ErrOptions},
		"window 1":        {y, Options{Period: 7, Trend: 1}, ErrOptions},
		"degree 2":        {y, Options{Period: 7, SeasonalDegree: 2}, ErrOptions},
		"jump backwards":  {y, Options{Period: 7, TrendJump: -1}, ErrOptions},
		"infinite values": {append(slices.Clone(y), math.Inf(1)), Options{Period: 7}, ErrInfinite},
	} {
		if _, err := w.Decompose(c.y, c.o); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	for name, periods := range map[string][]int{"none": nil, "period 1": {1, 7}} {
		if _, err := w.Multiple(y, periods, MultipleOptions{}); !errors.Is(err, ErrOptions) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.Multiple(y, []int{30}, MultipleOptions{}); !errors.Is(err, ErrTooShort) {
		t.Errorf("period of 30 in 40 values: %v", err)
	}
	if _, err := w.Multiple(y, []int{4, 7}, MultipleOptions{Windows: []int{11}}); !errors.Is(err, ErrOptions) {
		t.Errorf("one window for two periods: %v", err)
	}
}

func BenchmarkMonthly(b *testing.B) {
	y, _, _, _ := wave(120, 1)
	var w Workspace
	for b.Loop() {
		w.Decompose(y, Options{Period: 12, Seasonal: 11})
	}
}
