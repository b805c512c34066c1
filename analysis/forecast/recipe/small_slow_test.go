//go:build slow

package recipe

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"fabbisogno/analysis/forecast/internal/reference"
)

// drawn with pulls: the recipe's own rule, equal weights, and stronger pulls.
var pulls = []struct {
	name     string
	strength func(cases int) float64
}{
	{"as it is", func(n int) float64 { return pull + pullFew/float64(n) }},
	{"4 times", func(n int) float64 { return 4 * (pull + pullFew/float64(n)) }},
	{"16 times", func(n int) float64 { return 16 * (pull + pullFew/float64(n)) }},
	{"equal", nil},
}

// smallPanel is the mean scaled error of the weighted means on a panel, by pull.
func smallPanel(t *testing.T, cases []reference.Case, sums []float64) bool {
	t.Helper()
	m, h := cases[0].M, len(cases[0].Test)
	var sample [][]float64
	for _, c := range cases {
		sample = append(sample, c.Train)
	}
	found, err := instances(t.Context(), sample, m, h, 2)
	if err != nil {
		t.Fatal(err)
	}
	var used []*Case
	for i := range found {
		if found[i].origin < weighed {
			used = append(used, &found[i].Case)
		}
	}
	if len(used) == 0 {
		return false
	}
	rows, n := scaledErrors(used)
	weights := make([]Weights, len(pulls))
	for i, p := range pulls {
		weights[i] = Equal()
		if p.strength != nil {
			weights[i] = fitRows(rows, p.strength(n))
		}
	}
	b, mean, sd := newBank(), make([]float64, h), make([]float64, h)
	mase := make([]float64, len(pulls))
	for _, c := range cases {
		scale := seasonalError(c.Train, m)
		if scale == 0 || b.forecast(c.Train, m, h) != nil {
			continue
		}
		for i := range weights {
			b.CombineTo(mean, sd, &weights[i])
			for k, y := range c.Test {
				mase[i] += math.Abs(y-mean[k]) / scale / float64(h)
			}
		}
	}
	for i := range sums {
		sums[i] += mase[i] / mase[len(mase)-1]
	}
	return true
}

// TestSmallPanels shows that the pull to equal weights, which depends on the number
// of cases, serves panels of 10 and 30 short series as well: series that share one
// calendar and its booms (employment windows that end together), and series that
// share nothing (M3, shuffled). Fitted weights gain on the first and cost nothing on
// the second; a stronger pull gives part of the gain away and saves nothing.
func TestSmallPanels(t *testing.T) {
	monthly, quarterly := employment(t)
	together := func(cases []reference.Case) map[string][]reference.Case {
		out := map[string][]reference.Case{}
		for _, c := range cases {
			_, end, _ := strings.Cut(c.ID, "@")
			out[end] = append(out[end], c)
		}
		return out
	}
	groups := map[string]map[string][]reference.Case{"employment, quarters": together(quarterly), "employment, months": together(monthly)}
	for _, g := range []string{"yearly", "quarterly", "monthly"} {
		groups["M3 "+g] = map[string][]reference.Case{"": reference.M3(t, g)}
	}
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		ends := groups[name]
		for _, size := range []int{10, 30} {
			sums, panels := make([]float64, len(pulls)), 0.0
			for _, end := range slices.Sorted(maps.Keys(ends)) {
				cases := ends[end]
				order := rand.New(rand.NewPCG(uint64(len(end)), uint64(size))).Perm(len(cases))
				for at := 0; at+size <= len(order) && at < 8*size; at += size {
					var some []reference.Case
					for _, i := range order[at : at+size] {
						if len(cases[i].Test) == len(cases[order[0]].Test) {
							some = append(some, cases[i])
						}
					}
					if smallPanel(t, some, sums) {
						panels++
					}
				}
			}
			line := ""
			for i, p := range pulls {
				sums[i] /= panels
				line += fmt.Sprintf("  %s %.3f", p.name, sums[i])
			}
			t.Logf("%-21s %2d series, %3.0f panels:%s", name, size, panels, line)
			if sums[0] > 1.01 {
				t.Errorf("%s, panels of %d series: fitted weights err %.3f times as much as equal ones", name, size, sums[0])
			}
			if strings.HasPrefix(name, "employment") && sums[0] > 0.98 {
				t.Errorf("%s, panels of %d series: fitted weights err %.3f times as much as equal ones, at most 0.98 is wanted", name, size, sums[0])
			}
		}
	}
}
