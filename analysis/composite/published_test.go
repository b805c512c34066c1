package composite

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat"
)

// The reference numbers follow COINr 1.x, which computes them from the formulas
// named in the functions; they were computed once with R and are printed here to
// the digits that are compared.

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s is %v, want %v within %v", what, got, want, tolerance)
	}
}

func nearAll(t *testing.T, what string, got, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= tolerance) {
			t.Errorf("%s: %v, want %v within %v", what, got, want, tolerance)
			return
		}
	}
}

func TestTreat_published(t *testing.T) {
	x := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 60}
	got, did := Treat(x, DefaultWinsor)
	near(t, "AT-12 skewness", did.SkewBefore, 3.1379439, 5e-8)
	near(t, "AT-12 kurtosis", did.KurtBefore, 10.145663, 5e-7)
	nearAll(t, "AT-12 treated", got, []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10}, 0)
	if did.Winsorised != 1 || !did.High || did.Log || did.Fails {
		t.Errorf("AT-12: %+v, want one point at the upper end", did)
	}
	near(t, "skewness of gonum", Skew(x), stat.Skew(x, nil), 1e-12)
	near(t, "kurtosis of gonum", Kurt(x), stat.ExKurtosis(x, nil), 1e-11)
}

func TestNormalise_published(t *testing.T) {
	x := []float64{10, 20, 35, 50, 90}
	for _, c := range []struct {
		name string
		n    Normalisation
		want []float64
	}{
		{"min-max", Normalisation{Kind: MinMax}, []float64{0, 12.5, 31.25, 50, 100}},
		{"z-score", Normalisation{Kind: ZScore}, []float64{-0.99025868, -0.67082039, -0.19166297, 0.28749445, 1.5652476}},
		{"z-score (10,2)", Normalisation{Kind: ZScore, Mean: 10, SD: 2}, []float64{8.0194826, 8.6583592, 9.6166741, 10.574989, 13.130495}},
		{"distance to the third", Normalisation{Kind: DistanceReference}, []float64{0, 0.4, 1, 1.6, 3.2}},
		{"fraction of max", Normalisation{Kind: FractionOfMax}, []float64{0.11111111, 0.22222222, 0.38888889, 0.55555556, 1}},
		{"percentile rank", Normalisation{Kind: PercentileRank}, []float64{0, .25, .5, .75, 1}},
		{"borda", Normalisation{Kind: Borda}, []float64{0, 1, 2, 3, 4}},
		{"goalposts 0 to 80", Normalisation{Kind: Goalposts}, []float64{0.125, 0.25, 0.4375, 0.625, 1}},
	} {
		t.Run("AT-13 "+c.name, func(t *testing.T) {
			got, err := Normalise(x, false, c.n, Posts{Lower: 0, Upper: 80, Reference: 2})
			if err != nil {
				t.Fatal(err)
			}
			for i, want := range c.want {
				near(t, c.name, got[i], want, 5e-8*math.Max(1, math.Abs(want)))
			}
		})
	}
}

func TestAggregate_published(t *testing.T) {
	x, w := []float64{20, 50, 80}, []float64{1, 2, 1}
	for a, want := range map[Aggregation]float64{Arithmetic: 50, Geometric: 44.72136, Harmonic: 39.02439, Median: 50} {
		got, err := Aggregate(a, x, w)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "AT-14 "+a.String(), got, want, 5e-6)
	}
}

func TestCopeland_published(t *testing.T) {
	x := [][]float64{{3, 1, 2}, {1, 4, 2}, {2, 2, 5}, {5, 3, 1}}
	got, err := CopelandScores(x, []float64{1, 1, 1})
	if err != nil {
		t.Fatal(err)
	}
	nearAll(t, "AT-15", got, []float64{-2, 0, 1, 1}, 0)
}

// Technology Achievement Index, UNDP Human Development Report 2001: goalposts,
// means of two indicators, mean of four dimensions.
func TestGoalposts_published_index(t *testing.T) {
	posts := []Posts{{Lower: 0, Upper: 994}, {Lower: 0, Upper: 272.6}, {Lower: 0, Upper: 232.4}, {Lower: 0, Upper: 80.8},
		{Lower: 0, Upper: math.Log(901)}, {Lower: math.Log(22), Upper: math.Log(6969)}, {Lower: 0.8, Upper: 12}, {Lower: 0.1, Upper: 27.4}}
	for _, c := range []struct {
		name       string
		in         []float64
		dimensions []float64
		want       float64
	}{
		{"Finland", []float64{187, 125.6, 200.2, 50.7, 1203, 14129, 10.0, 27.4}, []float64{0.3244, 0.7445, 1.000, 0.9107}, 0.744},
		{"Italy", []float64{13, 9.8, 30.4, 51.0, 991, 4431, 7.2, 13.0}, nil, 0.471},
	} {
		var dimensions []float64
		for d := range 4 {
			pair := make([]float64, 2)
			for k := range pair {
				j := 2*d + k
				v := c.in[j]
				if d == 2 {
					v = math.Log(v)
				}
				z, err := Normalise([]float64{v}, false, Normalisation{Kind: Goalposts}, posts[j])
				if err != nil {
					t.Fatal(err)
				}
				pair[k] = z[0]
			}
			mean, _ := Aggregate(Arithmetic, pair, []float64{1, 1})
			dimensions = append(dimensions, mean)
		}
		if c.dimensions != nil {
			nearAll(t, "AT-16 dimensions of "+c.name, dimensions, c.dimensions, 5e-5)
		}
		got, _ := Aggregate(Arithmetic, dimensions, []float64{1, 1, 1, 1})
		near(t, "AT-16 "+c.name, got, c.want, 0.0015)
	}
}

func exact(rows ...[]float64) Cells {
	c := Cells{}
	for i, row := range rows {
		cells := make([]Cell, len(row))
		for j, v := range row {
			cells[j] = Cell{Value: v}
		}
		c.Units, c.Rows = append(c.Units, string(rune('A'+i))), append(c.Rows, cells)
	}
	return c
}

func fiveUnits() (Spec, Cells) {
	spec := Spec{
		Indicators: []Indicator{{ID: "a"}, {ID: "b"}, {ID: "c"}},
		Nominal:    Choices{Winsor: -1, Normalisation: Normalisation{Kind: MinMax, Lower: 1, Upper: 100}},
		Vary: Variation{
			Normalisations: []Normalisation{{Kind: MinMax, Lower: 1, Upper: 100}, {Kind: ZScore, Mean: 10, SD: 2}},
			Aggregations:   []Aggregation{Arithmetic, Geometric},
		},
	}
	return spec, exact([]float64{62, 1.8, 40}, []float64{55, 2.6, 70}, []float64{48, 0.9, 35}, []float64{30, 3.5, 66}, []float64{71, 1.2, 20})
}

func TestEnumerate_published(t *testing.T) {
	spec, cells := fiveUnits()
	all, got, err := Enumerate(spec, cells, [][]float64{{1, 1, 1}, {2, 1, 1}, {1, 2, 1}, {1, 1, 2}})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 16 {
		t.Fatalf("AT-17: %d scenarios, want 16", len(all))
	}
	nearAll(t, "AT-17 min-max, arithmetic", all[0].Scores, []float64{51.3792, 75.6989, 25.3878, 64.3600, 37.8077}, 5e-5)
	nearAll(t, "AT-17 min-max, geometric", all[4].Scores, []float64{48.2136, 73.8865, 11.0930, 20.9599, 10.7500}, 5e-5)
	want := []Spread{{2.5625, 3, 2, 3}, {1.0625, 1, 1, 2}, {4.8125, 5, 4, 5}, {2.6875, 2, 1, 5}, {3.875, 4, 3, 5}}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("AT-17 unit %s: %+v, want %+v", cells.Units[i], got[i], want[i])
		}
	}
}
