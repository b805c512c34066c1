//go:build slow

package reconcile

import "testing"

// The choice of Default and of the recipe of each kind of panel, on data that
// judge neither: labour at the ten Decembers before the first judged one, the
// quarterly tourism survey by region and purpose with test values from 2008 to
// 2015 (tourismsmall is judged on 2005 and 2006), monthly tourism in the four
// years before the judged one, and two origins of tourismsmall whose test values
// end where the judged ones begin.
func TestChosen(t *testing.T) {
	tasks := []task{
		{"labour", loadCollection(t, "labour", 12), decembers(2003, 2012), 180, 12},
		{"quarterly tourism", quarterly(t), []int{40, 44, 48, 52, 56, 60, 64}, whole, 8},
		{"monthly tourism", loadCollection(t, "tourismlarge", 12), []int{168, 180, 192, 204}, whole, 12},
		{"tourismsmall, earlier", loadCollection(t, "tourismsmall", 4), []int{16, 20}, whole, 8},
	}
	// By task: the place of the recipe with the least MASE of MinT.
	want := []int{0, 2, 1, 0}
	relative := map[Method]float64{}
	for k, task := range tasks {
		best, least := 0, 0.0
		for r, recipe := range recipes {
			all, total := accuracies(t, task.windows(t, recipe))
			show(t, task.name+" "+recipe.name, all, total)
			for _, m := range comparison {
				relative[m] += all[m] / all[""] / float64(len(tasks)*len(recipes))
			}
			if got := all[Default]; r == 0 || got < least {
				best, least = r, got
			}
		}
		if best != want[k] {
			t.Errorf("%s: earlier origins choose %s, not %s", task.name, recipes[best].name, recipes[want[k]].name)
		}
	}
	for _, m := range comparison {
		t.Logf("%s: MASE over that of the base forecasts %.4f", m, relative[m])
		if relative[m] < relative[Default] {
			t.Errorf("%s is better than the default at earlier origins: %.4f, %.4f", m, relative[m], relative[Default])
		}
	}
}
