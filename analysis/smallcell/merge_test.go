package smallcell

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// show prints groups as code=members:count, with * for a part of the code only
// and ! for short ones.
func show(groups []Group) string {
	var out []string
	for _, g := range groups {
		s := g.Code
		if !g.Whole {
			s += "*"
		}
		if g.Short {
			s += "!"
		}
		out = append(out, fmt.Sprintf("%s=%s:%v", s, strings.Join(g.Members, "+"), g.Count))
	}
	return strings.Join(out, " ")
}

func TestMerge(t *testing.T) {
	tree := mustTree(t, Edge{"0", ""}, Edge{"1", "0"}, Edge{"11", "1"}, Edge{"12", "1"}, Edge{"13", "1"},
		Edge{"2", "0"}, Edge{"21", "2"}, Edge{"22", "2"}, Edge{"3", "0"})
	nan := math.NaN()
	for _, c := range []struct {
		name   string
		counts map[string]float64
		want   string
	}{
		{"all large", map[string]float64{"11": 30, "12": 40, "13": 50, "21": 60, "22": 70, "3": 80}, "11=11:30 12=12:40 13=13:50 21=21:60 22=22:70 3=3:80"},
		{"small ones together", map[string]float64{"11": 10, "12": 40, "13": 25, "21": 60, "22": 70, "3": 80}, "1*=11+13:35 12=12:40 21=21:60 22=22:70 3=3:80"},
		{"the smallest neighbour joins", map[string]float64{"11": 10, "12": 40, "13": 50, "21": 60, "22": 70, "3": 80}, "1*=11+12:50 13=13:50 21=21:60 22=22:70 3=3:80"},
		{"of equal neighbours the lower code", map[string]float64{"11": 50, "12": 50, "13": 10, "21": 60, "22": 70, "3": 80}, "1*=11+13:60 12=12:50 21=21:60 22=22:70 3=3:80"},
		{"the code as a whole", map[string]float64{"11": 10, "12": 40, "13": 50, "21": 15, "22": 16, "3": 80}, "1*=11+12:50 13=13:50 2=21+22:31 3=3:80"},
		{"to the code above", map[string]float64{"11": 10, "12": 40, "13": 50, "21": 5, "22": 6, "3": 80}, "0*=11+12+21+22:61 13=13:50 3=3:80"},
		{"two branches too small", map[string]float64{"11": 1, "12": 2, "13": 3, "21": 5, "22": 6, "3": 80}, "0=11+12+13+21+22+3:97"},
		{"too small in all", map[string]float64{"11": 1, "12": 2, "13": 3, "21": 4, "22": 5, "3": 6}, "0!=11+12+13+21+22+3:21"},
		{"two hidden", map[string]float64{"1": 100, "11": nan, "12": 40, "21": 60, "22": 70, "3": 80}, "1*=11+13:60 12=12:40 21=21:60 22=22:70 3=3:80"},
		{"one hidden never stands alone", map[string]float64{"1": 150, "11": nan, "12": 40, "13": 50, "21": 60, "22": 70, "3": 80}, "1*=11+12:100 13=13:50 21=21:60 22=22:70 3=3:80"},
		{"a whole branch hidden", map[string]float64{"0": 300, "1": 120, "11": 30, "12": 40, "13": 50, "3": 80}, "11=11:30 12=12:40 13=13:50 2=21+22:100 3=3:80"},
		{"hidden nothing", map[string]float64{"1": 90, "12": 40, "13": 50, "21": 60, "22": 70, "3": 80}, "1*=11+12:40 13=13:50 21=21:60 22=22:70 3=3:80"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Merge(tree, c.counts, 30)
			if err != nil {
				t.Fatal(err)
			}
			if show(got) != c.want {
				t.Errorf("%v gives\n%s, want\n%s", c.counts, show(got), c.want)
			}
		})
	}
	for _, c := range []struct {
		name   string
		counts map[string]float64
		least  float64
		want   string
	}{
		{"hidden without a total", map[string]float64{"11": 30, "12": 40, "21": 60, "22": 70, "3": 80}, 30, `a count of "1" itself is needed`},
		{"a total that does not hold", map[string]float64{"1": 121, "11": 30, "12": 40, "13": 50, "21": 60, "22": 70, "3": 80}, 30, `under "1" have 120, itself it has 121`},
		{"parts above their total", map[string]float64{"1": 60, "12": 40, "13": 50, "21": 60, "22": 70, "3": 80}, 30, `under "1"`},
		{"negative", map[string]float64{"3": -1}, 30, `-1 is no count of code "3"`},
		{"no threshold", nil, 0, "least count 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Merge(tree, c.counts, c.least)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s, error %v, want it to say %q", show(got), err, c.want)
			}
		})
	}
}

func TestMerge_properties(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	merged, short := 0, 0
	for range 300 {
		edges := []Edge{{"0", ""}}
		for i := range 5 + rng.IntN(40) {
			edges = append(edges, Edge{fmt.Sprint(i + 1), edges[rng.IntN(len(edges))].Code})
		}
		tree := mustTree(t, edges...)
		leaves := tree.leaves("0")
		counts, total := map[string]float64{}, 0.0
		for _, code := range leaves {
			counts[code] = math.Floor(math.Exp(rng.Float64() * 5))
			total += counts[code]
		}
		groups, err := Merge(tree, counts, 30)
		if err != nil {
			t.Fatal(err)
		}
		var seen []string
		sum := 0.0
		for _, g := range groups {
			own := 0.0
			for _, code := range g.Members {
				own += counts[code]
			}
			if own != g.Count {
				t.Errorf("%+v has %v", g, own)
			}
			if g.Short != (g.Count < 30) || g.Short && len(groups) > 1 {
				t.Errorf("%+v of %d groups, least 30", g, len(groups))
			}
			if g.Whole != slices.Equal(g.Members, tree.leaves(g.Code)) {
				t.Errorf("%+v, under it %v", g, tree.leaves(g.Code))
			}
			if g.IsMerged() {
				merged++
			}
			if g.Short {
				short++
			}
			seen, sum = append(seen, g.Members...), sum+g.Count
		}
		slices.Sort(seen)
		if want := slices.Sorted(slices.Values(leaves)); !slices.Equal(seen, want) || sum != total {
			t.Errorf("groups hold %v with %v, leaves are %v with %v", seen, sum, want, total)
		}
		again, err := Merge(tree, maps.Clone(counts), 30)
		if err != nil || show(again) != show(groups) {
			t.Errorf("a second run differs: %s, %s (%v)", show(groups), show(again), err)
		}
	}
	if merged < 100 || short == 300 {
		t.Errorf("%d merged groups, %d short ones: the trees test nothing", merged, short)
	}
}
