package shock

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// processes without events; errors have deviation 1.
var processes = map[string]func(rng *rand.Rand, n int) []float64{
	"noise":    func(rng *rand.Rand, n int) []float64 { return smoothed(rng, n, 0, 0) },
	"walk":     func(rng *rand.Rand, n int) []float64 { return smoothed(rng, n, 1, 0.1) },
	"smooth":   func(rng *rand.Rand, n int) []float64 { return smoothed(rng, n, 0.4, 0) },
	"trend":    func(rng *rand.Rand, n int) []float64 { return smoothed(rng, n, 0.3, 0.3) },
	"seasonal": seasonal,
}

func smoothed(rng *rand.Rand, n int, alpha, drift float64) []float64 {
	y, level := make([]float64, n), 100.0
	for i := range y {
		e := rng.NormFloat64()
		level += drift
		y[i] = level + e
		level += alpha * e
	}
	return y
}

func seasonal(rng *rand.Rand, n int) []float64 {
	y := smoothed(rng, n, 0.4, 0)
	for i := range y {
		y[i] += 8 * math.Sin(2*math.Pi*float64(i)/12)
	}
	return y
}

func season(name string) int {
	if name == "seasonal" {
		return 12
	}
	return 1
}

// The share of series without events in which one is named.
func TestFalseAlarms(t *testing.T) {
	var f Finder
	for name, draw := range processes {
		for _, n := range []int{24, 60, 240} {
			rng, alarms := rand.New(rand.NewPCG(11, uint64(n))), 0
			const trials = 200
			for range trials {
				if len(f.Find(draw(rng, n), season(name))) > 0 {
					alarms++
				}
			}
			most := 0.0121                     // 3 of 250
			if name == "seasonal" && n == 60 { // five values a place of the season
				most = 0.04
			}
			if share := float64(alarms) / trials; share > most {
				t.Errorf("%s, %d values: %.4f of the series have a false alarm, at most %.3f allowed", name, n, share, most)
			}
		}
	}
}

// An event at a known place: found there, of the right kind and size, and
// nothing else with it.
func TestRecall(t *testing.T) {
	var f Finder
	const trials, n = 100, 120
	for name, draw := range processes {
		for _, kind := range []Kind{Outlier, Shift} {
			for _, c := range []struct{ size, least float64 }{{6, 0.6}, {8, 0.95}, {12, 0.99}} {
				rng := rand.New(rand.NewPCG(21, uint64(c.size)))
				found, extra, off := 0, 0, 0.0
				for range trials {
					y, at := draw(rng, n), 12+rng.IntN(n-24)
					for i := at; i < n && (kind == Shift || i == at); i++ {
						y[i] += c.size
					}
					for _, e := range f.Find(y, season(name)) {
						if e.At != at || e.Kind != kind || e.Left != "" {
							extra++
							continue
						}
						found++
						off += math.Abs(e.Size - c.size)
					}
				}
				if share := float64(found) / trials; share < c.least || float64(extra)/trials > 0.06 {
					t.Errorf("%s of %v in %s: found %.2f, want %.2f; %.3f others a series", kind, c.size, name, share, c.least, float64(extra)/trials)
				}
				// An error of one deviation comes with the value itself.
				if mean := off / float64(found); mean > 1.3 {
					t.Errorf("%s of %v in %s: size off by %.2f on average", kind, c.size, name, mean)
				}
			}
		}
	}
}

func TestTreat(t *testing.T) {
	var f Finder
	y := smoothed(rand.New(rand.NewPCG(2, 2)), 100, 0.3, 0)
	clean := slices.Clone(y)
	y[30] += 15
	for i := 60; i < 100; i++ {
		y[i] -= 20
	}
	before := slices.Clone(y)
	events := f.Find(y, 1)
	if !slices.Equal(y, before) {
		t.Fatal("Find changed the series")
	}
	if len(events) != 2 || events[0].Kind != Outlier || events[0].At != 30 || events[1].Kind != Shift || events[1].At != 60 {
		t.Fatalf("events %+v", events)
	}
	TreatTo(y, events)
	for i, v := range y {
		// What came before the shift is at the level after it, to the precision of the two sizes.
		if math.Abs(v-(clean[i]-20)) > 3 {
			t.Errorf("value %d is %v, without the events it would be %v", i, v, clean[i]-20)
		}
		if i >= 60 && v != before[i] {
			t.Errorf("value %d after the shift was changed", i)
		}
	}
}

func TestLeft(t *testing.T) {
	var f Finder
	rng := rand.New(rand.NewPCG(3, 3))
	end := smoothed(rng, 80, 0.3, 0)
	end[79] += 20
	events := slices.Clone(f.Find(end, 1))
	if len(events) != 1 || events[0].At != 79 || events[0].Left != Open {
		t.Errorf("a jump of the last value: %+v", events)
	}
	before := slices.Clone(end)
	if TreatTo(end, events); !slices.Equal(end, before) {
		t.Error("an open event was treated")
	}
	slide := smoothed(rng, 240, 1, 0)
	for i := range slide {
		slide[i] -= 15 * float64(min(max(i-119, 0), 4))
	}
	if events = f.Find(slide, 12); len(events) != 4 || slices.ContainsFunc(events, func(e Event) bool { return e.Left != Slide }) {
		t.Errorf("four falls in four months: %+v", events)
	}
	december := seasonal(rng, 240)
	for i := 119; i < 240; i += 12 {
		december[i] += 30
	}
	if events = f.Find(december, 12); len(events) != 0 {
		t.Errorf("a December that grew ten years ago is no event: %+v", events)
	}
	few := smoothed(rng, 40, 0, 0)
	for i := range few {
		if i%4 == 0 {
			few[i] += 40 * float64(1-i/4%2*2)
		}
	}
	if events = f.Find(few, 1); len(events) > 2 {
		t.Errorf("one value in four is wild: %+v", events)
	}
}

// Declared gaps: what came back to its level is no event, what did not is a shift.
func TestGap(t *testing.T) {
	var f Finder
	for _, lasting := range []float64{0, -12} {
		y := seasonal(rand.New(rand.NewPCG(8, 8)), 180)
		for i := 120; i < 180; i++ {
			y[i] += lasting
			if i < 130 {
				y[i] = math.NaN()
			}
		}
		events := f.Find(y, 12)
		if lasting == 0 && len(events) != 0 {
			t.Errorf("the level is as before: %+v", events)
		}
		if lasting != 0 && (len(events) != 1 || events[0].Kind != Shift || events[0].At != 130 || math.Abs(events[0].Size-lasting) > 3.5) {
			t.Errorf("the level is 12 lower after the gap: %+v", events)
		}
	}
}

func TestNothingToSay(t *testing.T) {
	var f Finder
	nan := math.NaN()
	spike := make([]float64, 50)
	spike[20] = 9
	for name, y := range map[string][]float64{
		"empty": nil, "short": {1, 2, 3, 400, 5, 6, 7, 8, 9, 10, 11}, "constant": make([]float64, 50), "all missing": {nan, nan, nan},
		"zeros and one value": spike,
	} {
		if events := f.Find(y, 12); len(events) != 0 {
			t.Errorf("%s: %+v", name, events)
		}
	}
}

// Neither unit nor origin matters, and nothing is allocated once the memory has grown.
func TestUnit(t *testing.T) {
	var f Finder
	y := seasonal(rand.New(rand.NewPCG(4, 4)), 120)
	y[50] += 12
	want := slices.Clone(f.Find(y, 12))
	for _, a := range []float64{1e-200, 1e-6, 1e6, 1e200} {
		x := make([]float64, len(y))
		for i, v := range y {
			x[i] = a * v
		}
		got := f.Find(x, 12)
		if len(got) != len(want) || got[0].At != 50 || math.Abs(got[0].Size/a-want[0].Size) > 1e-6*want[0].Size {
			t.Errorf("scale %g: %+v, want %+v", a, got, want)
		}
	}
	if n := testing.AllocsPerRun(3, func() { f.Find(y, 12) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
